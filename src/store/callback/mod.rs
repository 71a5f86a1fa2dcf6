//! Promises to ring someone back: asked for, held by an advisor, tried, ended. A person has at most one open request of a
//! subject.

pub mod changes;
pub mod claim;
pub mod figures;
pub mod history;
pub mod outcome;
pub mod queue;
pub mod told;
pub mod written;

use std::fmt;

use jiff::{Timestamp, civil::Date};

use super::{
    Connection, Store, StoreError, alert,
    connection::Row,
    row::Reading,
    sql::{Sql, Value},
    vault::hex,
};
use crate::{
    callback::{DISTRESS, Window, outcome::Outcome, promise::HalfDay, rank::Waiting},
    flow::{Name, turn::Message},
    language::Language,
    level::Level,
    phone_number::PhoneNumber,
};

/// A callback to open, or with which to bring an open one up to date.
#[derive(Clone, PartialEq)]
pub struct NewCallback {
    /// Our identifier.
    pub id: String,
    /// Who asks: the caller's number, or the number to ring where it is withheld.
    pub person: PhoneNumber,
    /// The number to ring.
    pub number: PhoneNumber,
    /// `morning`, `afternoon` or `any`.
    pub half_day: String,
    /// What it is about.
    pub subject: String,
    /// The language the person speaks.
    pub language: Language,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// What the person left for the advisor.
    pub message: Option<Message>,
    /// The file it concerns, if one was verified.
    pub file_id: Option<String>,
    /// The deadline that makes it urgent: its type, and its last day where the person is.
    pub deadline: Option<(Name, Date)>,
    /// How sure we were who asked.
    pub level: Level,
    /// Whether a message may be left where nobody answers.
    pub leave_message: bool,
    /// When it is to be rung.
    pub times: Times,
    /// The conversation it was asked in.
    pub conversation_id: String,
    /// Whether it is the person's own number that asks. Somebody who withholds theirs may name any number, and changes
    /// nothing of what its owner asked for.
    pub by_caller: bool,
    /// When.
    pub at: Timestamp,
}

/// When a callback is to be rung, and what the person was told of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Not before.
    pub next_at: Timestamp,
    /// At the latest; the queue goes by it.
    pub due_by: Timestamp,
    /// The half-day that was promised; none where the person did not ask for the call.
    pub promised: Option<Window>,
    /// Between which instants the wait ends that was announced; none where too little was known to announce one.
    pub announced: Option<Window>,
}

impl Times {
    /// To be rung at once, with nothing promised.
    pub fn at_once(now: Timestamp) -> Times {
        Times { next_at: now, due_by: now, promised: None, announced: None }
    }

    /// As promised.
    pub fn promised(window: Window, announced: Option<Window>) -> Times {
        Times { next_at: window.from, due_by: window.until, promised: Some(window), announced }
    }
}

/// A callback as it stands.
#[derive(Clone, PartialEq)]
pub struct Callback {
    /// What was asked for; `at` is when it was asked first.
    pub asked: NewCallback,
    /// Whether it waits or is over.
    pub state: CallbackState,
    /// Who holds it, or held it last; none where nobody ever did. Whether the lease still lasts, its end tells.
    pub claim: Option<Claim>,
    /// How often the person was tried in this round.
    pub attempts: u16,
    /// Which round of tries it is, from 0: a follow-up begins another one.
    pub round: u32,
    /// Whether it was tried as often as planned, so that an advisor decides what comes next.
    pub decide: bool,
    /// The day on which an advisor said they would ring again.
    pub follow_up: Option<Date>,
    /// When the person was tried first of all.
    pub first_tried_at: Option<Timestamp>,
    /// How it ended, or what came of it last where it waits for a day.
    pub outcome: Option<Outcome>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Whether a callback waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackState {
    /// It waits, or an advisor has it in hand.
    Open,
    /// It is over.
    Done,
}

/// A callback in somebody's hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The advisor.
    pub by: String,
    /// When they took it.
    pub since: Timestamp,
    /// When the lease ends.
    pub until: Timestamp,
    /// The number that makes a late holder's write harmless: it counts the holders.
    pub fence: i64,
}

impl CallbackState {
    const ALL: [(CallbackState, &'static str); 2] = [(CallbackState::Open, "open"), (CallbackState::Done, "done")];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        CallbackState::ALL.into_iter().find_map(|(one, word)| (one == self).then_some(word)).unwrap_or_default()
    }

    fn parse(word: &str) -> Option<Self> {
        CallbackState::ALL.into_iter().find_map(|(one, known)| (known == word).then_some(one))
    }
}

impl Callback {
    /// Who holds it now, if anybody does.
    pub fn held(&self, now: Timestamp) -> Option<&Claim> {
        self.claim.as_ref().filter(|claim| self.state == CallbackState::Open && now < claim.until)
    }

    /// What of it decides its place in the queue.
    pub fn waiting(&self) -> Waiting {
        let NewCallback { id, subject, language, interpreter, deadline, times, at, .. } = self.asked.clone();
        Waiting {
            id,
            subject,
            language,
            interpreter,
            deadline,
            promised: times.promised,
            next_at: times.next_at,
            due_by: times.due_by,
            asked_at: at,
            attempts: self.attempts,
            follow_up: self.follow_up,
        }
    }

    /// The half-day the person wished.
    pub fn wish(&self) -> HalfDay {
        HalfDay::of(&self.asked.half_day)
    }
}

impl fmt::Debug for NewCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCallback").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("id", &self.asked.id)
            .field("state", &self.state.as_str())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The open callback of a person about a subject.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_callback(&self, person: &PhoneNumber, subject: &str) -> Result<Option<Callback>, StoreError> {
        let open = self.open_callbacks_of(person).await?;
        Ok(open.into_iter().find(|open| open.asked.subject == subject))
    }

    /// Every open callback of a person, the first asked first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_callbacks_of(&self, person: &PhoneNumber) -> Result<Vec<Callback>, StoreError> {
        // What an older version wrote is found by the index that it has.
        let sql = Sql::new(
            "SELECT * FROM callback WHERE caller_index = $1 AND state = 'open'
             UNION ALL
             SELECT * FROM callback WHERE person_index = $1 AND caller_index IS NULL AND state = 'open'",
        );
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person))).await?;
        let mut open: Vec<Callback> = rows.iter().map(read).collect::<Result<_, _>>()?;
        open.sort_by(|one, other| (one.asked.at, &one.asked.id).cmp(&(other.asked.at, &other.asked.id)));
        Ok(open)
    }

    /// Opens callbacks, or brings open ones up to date, each as [`Write::Callback`](super::turn::Write) does: for what is asked
    /// outside of a conversation. Gives the identifier of each that is open now.
    ///
    /// # Errors
    /// Where the database fails; none is written then.
    pub async fn book_callbacks(&self, callbacks: Vec<NewCallback>) -> Result<Vec<Option<String>>, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let mut open = Vec::with_capacity(callbacks.len());
                for callback in &callbacks {
                    open.push(book(connection, callback).await?);
                }
                Ok(open)
            })
        })
        .await
    }

    /// The callback with this identifier.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn callback(&self, id: &str) -> Result<Option<Callback>, StoreError> {
        let sql = Sql::new("SELECT * FROM callback WHERE id = $1").bind(id);
        self.reads().fetch_optional(sql).await?.as_ref().map(read).transpose()
    }
}

/// What is new of a callback that is asked for again. Its place in the queue stays, or becomes a better one; another half-day
/// is rung at its own time. Who was tried as often as planned and asks again begins another round.
const BROUGHT_UP_TO_DATE: &str = "
            number = excluded.number, half_day = excluded.half_day, language = excluded.language,
            interpreter = callback.interpreter OR excluded.interpreter,
            level = CASE WHEN excluded.level > callback.level THEN excluded.level ELSE callback.level END,
            leave_message = callback.leave_message AND excluded.leave_message,
            file_id = COALESCE(excluded.file_id, callback.file_id),
            message = COALESCE(excluded.message, callback.message),
            promised_from = CASE WHEN excluded.half_day NOT IN (callback.half_day, 'any')
                THEN excluded.promised_from ELSE COALESCE(callback.promised_from, excluded.promised_from) END,
            promised_until = CASE WHEN excluded.half_day NOT IN (callback.half_day, 'any')
                THEN excluded.promised_until ELSE COALESCE(callback.promised_until, excluded.promised_until) END,
            next_at = CASE WHEN excluded.half_day NOT IN (callback.half_day, 'any')
                                OR excluded.next_at < callback.next_at
                THEN excluded.next_at ELSE callback.next_at END,
            due_by = CASE WHEN excluded.due_by < callback.due_by THEN excluded.due_by ELSE callback.due_by END,
            round = callback.round + CASE WHEN callback.decide THEN 1 ELSE 0 END,
            attempts = CASE WHEN callback.decide THEN 0 ELSE callback.attempts END,
            decide = FALSE, follow_up = NULL, conversation_id = excluded.conversation_id,";

/// Opens the callback, or brings the person's open one of the same subject up to date: it keeps its place in the queue, the
/// nearest deadline, and what calls for an interpreter. Gives the identifier of the one that is open now; none where a
/// stranger may change nothing of it.
pub(super) async fn book(connection: &mut Connection, callback: &NewCallback) -> Result<Option<String>, StoreError> {
    open(connection, callback, BROUGHT_UP_TO_DATE).await
}

/// Asks an advisor to ring a person who did not ask for it. What the person asked for themselves stays as it is; only its
/// deadline may become a nearer one.
pub(super) async fn ask(connection: &mut Connection, callback: &NewCallback) -> Result<Option<String>, StoreError> {
    open(connection, callback, "").await
}

const INSERT: &str = "
    INSERT INTO callback (id, person_index, person, number, half_day, subject, language, interpreter, file_id,
                          conversation_id, state, asked_at, updated_at, message, deadline, deadline_kind,
                          caller_index, level, leave_message, next_at, due_by, promised_from, promised_until,
                          announced_from, announced_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $11, $13, $14, $15,
            $16, $17, $18, $19, $20, $21, $22, $23, $24)
    ON CONFLICT (person_index) WHERE state = 'open' DO UPDATE SET";

async fn open(
    connection: &mut Connection,
    callback: &NewCallback,
    changed: &'static str,
) -> Result<Option<String>, StoreError> {
    let vault = connection.vault();
    let caller = vault.phone(&callback.person);
    let request = request(connection, &caller, callback).await?;
    // Bound to the request, which stays the same when it is asked for again.
    let row = hex(&request);
    let insert = Sql::new(INSERT).then(changed).then(
        " deadline = CASE WHEN excluded.deadline < COALESCE(callback.deadline, '9999-12-31')
                          THEN excluded.deadline ELSE callback.deadline END,
          deadline_kind = CASE WHEN excluded.deadline < COALESCE(callback.deadline, '9999-12-31')
                               THEN excluded.deadline_kind ELSE callback.deadline_kind END,
          updated_at = excluded.updated_at
         WHERE $12 OR callback.conversation_id = excluded.conversation_id RETURNING id",
    );
    let message = callback.message.as_ref().map(|message| vault.seal("callback", "message", &row, &kept(message)));
    let Times { next_at, due_by, promised, announced } = callback.times;
    let insert = insert
        .bind(&callback.id)
        .bind(request)
        .bind(vault.seal_number("callback", "person", &row, &callback.person)?)
        .bind(vault.seal_number("callback", "number", &row, &callback.number)?)
        .bind(&callback.half_day)
        .bind(&callback.subject)
        .bind(callback.language.as_str())
        .bind(callback.interpreter)
        .bind(&callback.file_id)
        .bind(&callback.conversation_id)
        .bind(callback.at.as_millisecond())
        .bind(callback.by_caller)
        .bind(message.transpose()?.unwrap_or(Value::Bytes(None)))
        .bind(callback.deadline.as_ref().map(|(_, closes)| closes.to_string()))
        .bind(callback.deadline.as_ref().map(|(kind, _)| kind.to_string()))
        .bind(caller)
        .bind(callback.level.rank())
        .bind(callback.leave_message)
        .bind(next_at.as_millisecond())
        .bind(due_by.as_millisecond())
        .bind(promised.map(|window| window.from.as_millisecond()))
        .bind(promised.map(|window| window.until.as_millisecond()))
        .bind(announced.map(|window| window.from.as_millisecond()))
        .bind(announced.map(|window| window.until.as_millisecond()));
    let Some(row) = connection.fetch_optional(insert).await? else { return Ok(None) };
    let id: String = row.get("id")?;
    history::led_to(connection, &id, callback).await?;
    if callback.subject == DISTRESS {
        alert::see(connection, &callback.conversation_id, &format!("callback:{id}"), callback.at).await?;
    }
    connection.callbacks_changed();
    Ok(Some(id))
}

/// What tells the request from others: who asks and of what. One that an older version opened is told by who asks alone.
async fn request(connection: &mut Connection, caller: &[u8], callback: &NewCallback) -> Result<Vec<u8>, StoreError> {
    let older = Sql::new("SELECT 1 FROM callback WHERE person_index = $1 AND state = 'open' AND subject = $2");
    if connection.fetch_optional(older.bind(caller.to_vec()).bind(&callback.subject)).await?.is_some() {
        return Ok(caller.to_vec());
    }
    Ok(connection.vault().request(&callback.person, &callback.subject))
}

/// What the first character of a kept message says of it.
const WRITTEN: char = 'w';
const RECORDED: char = 'r';

fn kept(message: &Message) -> String {
    match message {
        Message::Written(words) => format!("{WRITTEN}{words}"),
        Message::Recorded(reference) => format!("{RECORDED}{reference}"),
    }
}

fn message(kept: &str) -> Option<Message> {
    let mut rest = kept.chars();
    match rest.next()? {
        WRITTEN => Some(Message::Written(rest.as_str().to_owned())),
        RECORDED => Some(Message::Recorded(rest.as_str().to_owned())),
        _ => None,
    }
}

fn read(row: &Row) -> Result<Callback, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    let person = row.index("person_index")?;
    Ok(Callback {
        asked: NewCallback {
            by_caller: true,
            id: row.get("id")?,
            person: row.number("person", &person)?,
            number: row.number("number", &person)?,
            half_day: row.get("half_day")?,
            subject: row.get("subject")?,
            language: row.parsed("language")?,
            interpreter: row.get("interpreter")?,
            message: row.sealed_if_any("message", &person)?.as_deref().and_then(message),
            file_id: row.get("file_id")?,
            deadline: deadline(&row)?,
            level: row.get::<i64>("level").map(level)?,
            leave_message: row.get("leave_message")?,
            times: Times {
                next_at: row.time("next_at")?,
                due_by: row.time("due_by")?,
                promised: window(&row, "promised_from", "promised_until")?,
                announced: window(&row, "announced_from", "announced_until")?,
            },
            conversation_id: row.get("conversation_id")?,
            at: row.time("asked_at")?,
        },
        state: row.word("state", CallbackState::parse)?,
        claim: claim(&row)?,
        attempts: number(row.get("attempts")?),
        round: number(row.get("round")?),
        decide: row.get("decide")?,
        follow_up: row.parsed_if_any("follow_up")?,
        first_tried_at: row.time_if_any("first_tried_at")?,
        outcome: row.get::<Option<String>>("outcome")?.as_deref().and_then(Outcome::parse),
        ended_at: row.time_if_any("ended_at")?,
        updated_at: row.time("updated_at")?,
    })
}

/// What of a row decides its place in the queue: nothing of it is sealed.
fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    Ok(Waiting {
        id: row.get("id")?,
        subject: row.get("subject")?,
        language: row.parsed("language")?,
        interpreter: row.get("interpreter")?,
        deadline: deadline(&row)?,
        promised: window(&row, "promised_from", "promised_until")?,
        next_at: row.time("next_at")?,
        due_by: row.time("due_by")?,
        asked_at: row.time("asked_at")?,
        attempts: number(row.get("attempts")?),
        follow_up: row.parsed_if_any("follow_up")?,
    })
}

/// The columns that [`waiting`] reads.
const WAITING: &str =
    "id, subject, language, interpreter, deadline, deadline_kind, promised_from, promised_until, next_at,
    due_by, asked_at, attempts, follow_up";

fn deadline(row: &Reading<'_>) -> Result<Option<(Name, Date)>, StoreError> {
    let kind: Option<String> = row.get("deadline_kind")?;
    let closes: Option<Date> = row.parsed_if_any("deadline")?;
    Ok(kind.zip(closes).map(|(kind, closes)| (kind.as_str().into(), closes)))
}

fn window(row: &Reading<'_>, from: &'static str, until: &'static str) -> Result<Option<Window>, StoreError> {
    let (from, until) = (row.time_if_any(from)?, row.time_if_any(until)?);
    Ok(from.zip(until).map(|(from, until)| Window { from, until }))
}

fn claim(row: &Reading<'_>) -> Result<Option<Claim>, StoreError> {
    let by: Option<String> = row.get("claimed_by")?;
    let times = row.time_if_any("claimed_at")?.zip(row.time_if_any("claimed_until")?);
    let fence = row.get("fence")?;
    Ok(by.zip(times).map(|(by, (since, until))| Claim { by, since, until, fence }))
}

fn level(rank: i64) -> Level {
    Level::ALL.into_iter().find(|level| level.rank() == rank).unwrap_or_default()
}

/// A count as the database keeps it.
fn number<T: TryFrom<i64> + Default>(count: i64) -> T {
    T::try_from(count).unwrap_or_default()
}
