//! A turn's first read: the reply it was given before, or its conversation and what is known of the number.
//!
//! A statement costs a change of thread or a round trip, and a row in it next to nothing. So the turns that arrive while
//! others are being asked for are asked for together, as they are later written together.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{
    Store, StoreError,
    connection::Row,
    conversation::{self, Conversation},
    readers::Readers,
    row::Reading,
    sql::{Sql, Value, values},
    turn::{SavedReply, read_reply},
};
use crate::{language::Language, phone_number::PhoneNumber};

/// Turns that may wait to be asked for; one more is told [`StoreError::Busy`].
const QUEUE: usize = 1_024;
/// Most turns in one statement.
const BATCH: usize = 64;
/// Statements under way at once: while one is, the next gathers.
const AT_ONCE: usize = 2;

/// What a webhook finds when it comes in.
#[derive(Debug)]
pub enum Met {
    /// It is a repeat: this answered it before.
    Repeat(SavedReply),
    /// A turn to decide.
    Turn(Box<Known>),
}

/// What is known when a turn is decided.
#[derive(Debug)]
pub struct Known {
    /// The conversation it belongs to, if that has begun.
    pub conversation: Option<Conversation>,
    /// The language remembered for the person's number.
    pub language: Option<Language>,
    /// Whether the number said STOP and has not said START since.
    pub opted_out: bool,
    /// Whether it said so of reminders.
    pub reminders_off: bool,
    /// The conversation of the number's latest call, if it was cut: it is over and was abandoned. A call that came
    /// after it, or one still under way, leaves nothing to take up.
    pub cut_call: Option<String>,
}

/// A call that rings.
#[derive(Debug)]
pub struct Ringing<'a> {
    /// Our number.
    pub service: &'a str,
    /// Who calls.
    pub caller: &'a PhoneNumber,
    /// A call that was cut may be taken up again if it was last touched at this time or later.
    pub cut_since: Timestamp,
}

impl Store {
    /// What a text meets: the reply it was given before, or what is known of the two numbers.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn meet_text(&self, key: &str, service: &str, person: &PhoneNumber) -> Result<Met, StoreError> {
        let no_call = (None::<&str>, None::<i64>);
        self.meet(values![key, no_call.0, service, Some(self.vault().phone(person)), no_call.1]).await
    }

    /// What a request of a call meets: the reply it was given before, or the call's conversation and, where it rings,
    /// what is known of the number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn meet_call(&self, key: &str, call_id: &str, ringing: Option<Ringing<'_>>) -> Result<Met, StoreError> {
        let service = ringing.as_ref().map(|ringing| ringing.service);
        let caller = ringing.as_ref().map(|ringing| self.vault().phone(ringing.caller));
        let since = ringing.as_ref().map(|ringing| ringing.cut_since.as_millisecond());
        self.meet(values![key, call_id, service, caller, since]).await
    }

    async fn meet(&self, question: Vec<Value>) -> Result<Met, StoreError> {
        // What is sealed is opened here, by the turn's own task, beside others.
        met(&self.meetings.ask(question).await?)
    }
}

/// The sending end of the queue of turns to ask for.
#[derive(Clone, Debug)]
pub(super) struct Meetings(mpsc::Sender<Asked>);

struct Asked {
    question: Vec<Value>,
    answer: oneshot::Sender<Result<Row, StoreError>>,
}

impl Meetings {
    /// Starts the tasks that ask. They end with the last copy of what this returns.
    pub(super) fn start(reads: &Arc<Readers>) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..AT_ONCE {
            tokio::spawn(answer_all(reads.clone(), queue.clone()));
        }
        Meetings(sender)
    }

    async fn ask(&self, question: Vec<Value>) -> Result<Row, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.0.try_send(Asked { question, answer }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }
}

async fn answer_all(reads: Arc<Readers>, queue: Arc<Mutex<mpsc::Receiver<Asked>>>) {
    loop {
        let mut waiting = Vec::with_capacity(BATCH);
        if queue.lock().await.recv_many(&mut waiting, BATCH).await == 0 {
            return;
        }
        let (questions, answers): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|asked| (asked.question, asked.answer)).unzip();
        match reads.fetch_all(statement(questions)).await {
            Ok(rows) => give(rows, answers),
            Err(error) => {
                let error = Arc::new(error);
                for answer in answers {
                    // Nobody waits any more where the caller was cancelled, here and below.
                    let _ = answer.send(Err(StoreError::NotRead(error.clone())));
                }
            }
        }
    }
}

/// Gives each row to who asked for it. An answer without a row is dropped, and its asker told.
fn give(rows: Vec<Row>, answers: Vec<oneshot::Sender<Result<Row, StoreError>>>) {
    let mut answers: Vec<_> = answers.into_iter().map(Some).collect();
    for row in rows {
        let place = row.at::<i64>(0).ok().and_then(|place| usize::try_from(place).ok());
        if let Some(answer) = place.and_then(|place| answers.get_mut(place)).and_then(Option::take) {
            let _ = answer.send(Ok(row));
        }
    }
}

/// One row for each question. A call is found by its identifier, a text's conversation by the two numbers.
fn statement(questions: Vec<Vec<Value>>) -> Sql {
    let rows = (0i64..).zip(questions).map(|(place, question)| {
        let mut row = values![place];
        row.extend(question);
        row
    });
    Sql::new("WITH asked (place, wanted, call, service, person, since) AS (").rows(rows).then(
        ") SELECT asked.place, turn.key, turn.content_type, turn.body,
                  conversation.id, conversation.channel, conversation.service_number, conversation.person_number,
                  conversation.call_id, conversation.state, conversation.version, conversation.script_hash,
                  conversation.language, conversation.begun_at, conversation.touched_at, conversation.ended_at,
                  conversation.outcome, phone.language AS remembered, phone.opted_out_at, phone.reminders_off_at,
                  (SELECT CASE WHEN COALESCE(latest.outcome, 'abandoned') = 'abandoned' AND latest.ended_at IS NOT NULL
                               THEN latest.id END
                   FROM conversation latest
                   WHERE latest.person_index = asked.person AND latest.service_number = asked.service
                     AND latest.channel = 'voice' AND latest.touched_at >= asked.since
                   ORDER BY latest.touched_at DESC, latest.id DESC LIMIT 1) AS cut_call
           FROM asked
           LEFT JOIN turn ON turn.key = asked.wanted
           LEFT JOIN phone ON phone.number_index = asked.person
           LEFT JOIN conversation ON conversation.id = CASE
                WHEN asked.call IS NOT NULL THEN (SELECT own.id FROM conversation own WHERE own.call_id = asked.call)
                ELSE (SELECT own.id FROM conversation own
                      WHERE own.service_number = asked.service AND own.person_index = asked.person
                        AND own.channel = 'sms') END",
    )
}

fn met(row: &Row) -> Result<Met, StoreError> {
    let reading = Reading::keyed(row, "conversation", "id");
    if reading.get::<Option<String>>("key")?.is_some() {
        return read_reply(&reading).map(Met::Repeat);
    }
    let begun = reading.get::<Option<String>>("id")?.is_some();
    Ok(Met::Turn(Box::new(Known {
        conversation: begun.then(|| conversation::read(&reading)).transpose()?,
        language: Reading::masked(row, "phone").parsed_if_any("remembered")?,
        opted_out: reading.get::<Option<i64>>("opted_out_at")?.is_some(),
        reminders_off: reading.get::<Option<i64>>("reminders_off_at")?.is_some(),
        cut_call: reading.get("cut_call")?,
    })))
}
