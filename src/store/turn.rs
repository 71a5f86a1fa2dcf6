//! A turn committed: the conversation's new state, everything ordered and the reply's bytes, all or nothing.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

use super::{
    Connection, Decision, Store, StoreError,
    audit::{self, Entry},
    callback::{self, NewCallback, told},
    case_file::{self, NewAnswer},
    conversation::{self, Change, ConversationChange},
    deadline::{
        self, Deadline, outcome,
        settle::{self, Again},
    },
    delivery,
    guess::{self, Try},
    mandate::{self, Replied, Use},
    one_time::{self, NewOneTimeCode},
    outbox::{self, CallNews, Handed, NewText},
    phone,
    recording::{self, NewRecording},
    row::Reading,
    sql::{Sql, Value, values},
    vault::Vault,
};
use crate::{
    channel::Channel,
    flow::{answers, consent::Subject, turn::Digits},
    language::Language,
    phone_number::PhoneNumber,
    reminder::slot::Chosen,
};

/// The bytes that answered a webhook, given again to its repeats.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedReply {
    /// As in the HTTP header.
    pub content_type: String,
    /// UTF-8.
    pub body: Vec<u8>,
}

impl fmt::Debug for SavedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SavedReply({}, {} bytes)", self.content_type, self.body.len())
    }
}

/// Everything one turn changes.
#[derive(Clone)]
pub struct TurnCommit {
    /// The provider's identifier of the input (by voice with the number of the turn): one turn per key.
    pub key: String,
    /// When the turn is.
    pub at: Timestamp,
    /// How the conversation changes.
    pub conversation: ConversationChange,
    /// What kind of input it was: `text`, `keys`, `silence`, ...
    pub input_kind: &'static str,
    /// The reply.
    pub reply: SavedReply,
    /// What else is written.
    pub writes: Vec<Write>,
}

/// Something written with a turn.
#[derive(Clone)]
pub enum Write {
    /// Speak this language to the number from now on.
    RememberLanguage {
        /// The person's number.
        number: PhoneNumber,
        /// The language.
        language: Language,
    },
    /// The person wants no more of what nobody asked for, or of reminders; what waits of it is cancelled.
    OptOut {
        /// The person's number.
        number: PhoneNumber,
        /// What they want no more of.
        subject: Subject,
    },
    /// The person wants them again.
    OptIn {
        /// The person's number.
        number: PhoneNumber,
    },
    /// The person wants to be reminded at these hours; at ours where it is nothing.
    ChooseHours {
        /// The person's number.
        number: PhoneNumber,
        /// The hours.
        hours: Option<Chosen>,
    },
    /// An answer to a missing item.
    Answer(NewAnswer),
    /// An answer of this turn is to be delivered to the remote case system.
    Deliver {
        /// The answer's identifier; it comes before this.
        answer_id: String,
    },
    /// A callback, opened or brought up to date.
    Callback(NewCallback),
    /// A callback that the person wants no more.
    Withdraw {
        /// Its identifier.
        callback_id: String,
    },
    /// The digits by which a person knows the advisor who rings them about a subject; those they heard first stay.
    Digits {
        /// The person's number.
        person: PhoneNumber,
        /// What the callback is about.
        subject: String,
        /// The digits.
        digits: Digits,
    },
    /// Something to send.
    Text(NewText),
    /// A deadline is set up.
    Arm(Deadline),
    /// What these deadlines asked for is done.
    Done {
        /// Their identifiers; one at least.
        deadlines: Vec<String>,
    },
    /// A reminder is told again.
    Again(Again),
    /// What a person answered to a reminder, for those who want to know what reminding does.
    Answered {
        /// The reminder.
        reminder: String,
        /// The answer.
        answer: answers::Answer,
    },
    /// A remark for the advisors.
    Note {
        /// A closed word: `note`, `distress`.
        kind: String,
        /// The remark.
        text: String,
    },
    /// The person asked for an advisor here, by 0 or its word.
    AskedForAdvisor {
        /// The flow they were in.
        flow: String,
        /// The step they were at.
        step: String,
    },
    /// The posted code of a file was right: the failures in a row are forgotten.
    CodeProved {
        /// The file.
        file_id: String,
        /// The try that proved it.
        attempt: Try,
    },
    /// A one-time code was made for a conversation; it takes the place of the one before.
    OneTimeCode(NewOneTimeCode),
    /// The one-time code of a conversation was right: it is used up.
    OneTimeProved {
        /// When it was tried.
        at: Timestamp,
        /// The conversation.
        conversation_id: String,
    },
    /// What a person answered to the offer of a mandate.
    Mandate(Replied),
    /// A file is open by a mandate in this turn: nothing of the turn stands where it is over.
    UseMandate(Use),
    /// A message of the outbox was handed over.
    TextSent {
        /// The identifier in the outbox.
        id: String,
        /// Which try it was.
        attempts: i64,
        /// The provider's own.
        provider_message_id: String,
    },
    /// Words were recorded.
    Recording(NewRecording),
    /// Who answered a call of ours.
    Call(CallNews),
    /// What was received or said.
    Message(Message),
    /// Something to be known of later.
    Audit(Entry),
}

/// What was received or said in a turn.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Who spoke.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// The words. Never a code: the caller leaves it out.
    pub body: String,
    /// Segments of a text.
    pub segments: Option<u16>,
    /// `gsm7` or `ucs2`.
    pub encoding: Option<&'static str>,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The person.
    In,
    /// We.
    Out,
}

impl Direction {
    fn as_str(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Direction::In, Direction::Out].into_iter().find(|direction| direction.as_str() == word)
    }
}

/// What became of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is written, durably.
    Committed,
    /// It was written before: this was the reply.
    Repeated(SavedReply),
    /// The conversation moved on meanwhile; nothing was written: decide again.
    Stale,
    /// A reference number is taken, or a mandate is over; nothing was written: decide again with another seed.
    Clash,
}

impl Store {
    /// The reply given to a webhook before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn saved_reply(&self, key: &str) -> Result<Option<SavedReply>, StoreError> {
        let row = self.reads().fetch_optional(Sql::new(REPLY).bind(key)).await?;
        row.map(|row| read_reply(&Reading::keyed(&row, "turn", "key"))).transpose()
    }

    /// Writes a turn. When this returns [`Outcome::Committed`], it is on the disk.
    ///
    /// # Errors
    /// Where the database fails; nothing is written then.
    pub async fn commit(&self, turn: TurnCommit) -> Result<Outcome, StoreError> {
        let turn = Arc::new(Rows::of(turn, self.vault())?);
        let together = (turn.clone(), Outcome::Committed);
        let written = self
            .writer
            .decide_turn(together, move |connection| Box::pin(async move { write_alone(connection, turn).await }))
            .await;
        match written {
            // Another instance wrote to the same rows: what it wrote is to be read first.
            Err(StoreError::Contended) => Ok(Outcome::Stale),
            written => written,
        }
    }
}

const REPLY: &str = "SELECT key, content_type, body FROM turn WHERE key = $1";

/// What became of turns written together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// All of them stand.
    All,
    /// One of them was written before.
    Repeated,
    /// A conversation moved on meanwhile.
    Stale,
    /// A reference number is taken, or a mandate is over.
    Clash,
}

/// A turn as rows to write. The turn's own task makes them, beside others: sealing is left out of what the one task does
/// that writes for all.
pub(super) struct Rows {
    key: String,
    at: Timestamp,
    conversation_id: String,
    turn: Vec<Value>,
    change: Change,
    messages: Vec<Vec<Value>>,
    entries: Vec<Vec<Value>>,
    /// What is neither message nor entry, with its place in the turn.
    others: Vec<(i64, Write)>,
}

impl Rows {
    fn of(turn: TurnCommit, vault: &Vault) -> Result<Self, StoreError> {
        let body = std::str::from_utf8(&turn.reply.body);
        let body = body.map_err(|_| StoreError::Encode { table: "turn", column: "body" })?;
        let row = values![
            &turn.key,
            turn.conversation.id(),
            turn.at.as_millisecond(),
            turn.input_kind,
            &turn.reply.content_type,
            vault.seal("turn", "body", &turn.key, body)?,
        ];
        let mut rows = Rows {
            at: turn.at,
            conversation_id: turn.conversation.id().to_owned(),
            turn: row,
            change: Change::of(&turn.conversation, turn.at, vault)?,
            messages: Vec::new(),
            entries: Vec::new(),
            others: Vec::new(),
            key: turn.key,
        };
        for (position, write) in (0i64..).zip(turn.writes) {
            match write {
                Write::Message(message) => rows.messages.push(rows.message(vault, position, &message)?),
                Write::Audit(entry) => rows.entries.push(audit::row(vault, &entry)?),
                other => rows.others.push((position, other)),
            }
        }
        Ok(rows)
    }

    fn message(&self, vault: &Vault, position: i64, message: &Message) -> Result<Vec<Value>, StoreError> {
        Ok(values![
            &self.key,
            position,
            &self.conversation_id,
            message.direction.as_str(),
            message.channel.as_str(),
            vault.seal("message", "body", &self.place(position), &message.body)?,
            vault.body(&message.body),
            message.segments.map(i64::from),
            message.encoding,
            self.at.as_millisecond(),
        ])
    }

    /// What tells a row of the turn.
    fn place(&self, position: i64) -> String {
        format!("{}/{position}", self.key)
    }
}

/// Writes turns with one statement for each table: a statement costs far more than a row. Anything but
/// [`Written::All`] is to be undone whole.
pub(super) async fn write(connection: &mut Connection, turns: &[Arc<Rows>]) -> Result<Written, StoreError> {
    if !insert_turns(connection, turns).await? {
        return Ok(Written::Repeated);
    }
    if !conversation::change(connection, turns.iter().map(|turn| &turn.change)).await? {
        return Ok(Written::Stale);
    }
    let messages: Vec<_> = turns.iter().flat_map(|turn| &turn.messages).cloned().collect();
    if !messages.is_empty() {
        let insert = Sql::new(
            "INSERT INTO message (turn_key, position, conversation_id, direction, channel, body, body_index, segments,
                                  encoding, at) ",
        );
        connection.execute(insert.rows(messages)).await?;
    }
    audit::add(connection, turns.iter().flat_map(|turn| &turn.entries).cloned().collect()).await?;
    for turn in turns {
        for (position, write) in &turn.others {
            if !write_one(connection, turn, *position, write).await? {
                return Ok(Written::Clash);
            }
        }
    }
    Ok(Written::All)
}

/// Writes one turn, and finds out why where it cannot stand.
async fn write_alone(connection: &mut Connection, turn: Arc<Rows>) -> Result<Decision<Outcome>, StoreError> {
    Ok(match write(connection, std::slice::from_ref(&turn)).await? {
        Written::All => Decision::Keep(Outcome::Committed),
        Written::Stale => Decision::Undo(Outcome::Stale),
        Written::Clash => Decision::Undo(Outcome::Clash),
        Written::Repeated => {
            let row = connection.fetch_one(Sql::new(REPLY).bind(&turn.key)).await?;
            Decision::Undo(Outcome::Repeated(read_reply(&Reading::keyed(&row, "turn", "key"))?))
        }
    })
}

/// False where one of them is there already.
async fn insert_turns(connection: &mut Connection, turns: &[Arc<Rows>]) -> Result<bool, StoreError> {
    // In one order everywhere, so that two instances that write the same turns wait for one another at the first.
    let mut in_order: Vec<&Rows> = turns.iter().map(|turn| &**turn).collect();
    in_order.sort_by(|a, b| a.key.cmp(&b.key));
    let insert = Sql::new("INSERT INTO turn (key, conversation_id, at, input_kind, content_type, body) ");
    let insert = insert.rows(in_order.into_iter().map(|turn| turn.turn.clone()));
    Ok(connection.execute(insert.then(" ON CONFLICT (key) DO NOTHING")).await? == turns.len() as u64)
}

/// Writes one thing; false where a reference number is taken, or a mandate is over.
async fn write_one(connection: &mut Connection, turn: &Rows, position: i64, write: &Write) -> Result<bool, StoreError> {
    match write {
        Write::RememberLanguage { number, language } => phone::remember_language(connection, number, language).await?,
        Write::OptOut { number, subject } => {
            phone::opt_out(connection, number, *subject, turn.at).await?;
            if *subject != Subject::Mandates {
                outcome::note_stop(connection, number, turn.at).await?;
            }
        }
        Write::ChooseHours { number, hours } => phone::choose_hours(connection, number, *hours, turn.at).await?,
        Write::OptIn { number } => phone::opt_in(connection, number, turn.at).await?,
        Write::Answer(answer) => return case_file::give(connection, answer).await,
        Write::Deliver { answer_id } => delivery::add(connection, answer_id, turn.at).await?,
        Write::Callback(callback) => drop(callback::book(connection, callback).await?),
        Write::Withdraw { callback_id } => told::withdraw(connection, callback_id, turn.at).await?,
        Write::Digits { person, subject, digits } => told::keep_digits(connection, (person, subject), digits).await?,
        Write::Text(text) => outbox::add(connection, &[text]).await?,
        Write::Arm(deadline) => drop(deadline::arm(connection, std::slice::from_ref(deadline)).await?),
        Write::Done { deadlines } => settle::done(connection, deadlines, turn.at).await?,
        Write::Again(again) => settle::again(connection, again).await?,
        Write::Answered { reminder, answer } => outcome::note_answer(connection, reminder, *answer, turn.at).await?,
        Write::Note { kind, text } => note(connection, turn, position, (kind, text)).await?,
        Write::AskedForAdvisor { flow, step } => {
            let insert = Sql::new(
                "INSERT INTO asked_for_advisor (turn_key, position, flow, step, at) VALUES ($1, $2, $3, $4, $5)",
            );
            let insert = insert.bind(&turn.key).bind(position).bind(flow).bind(step).bind(turn.at.as_millisecond());
            connection.execute(insert).await?;
        }
        Write::CodeProved { file_id, attempt } => guess::proved(connection, file_id, attempt).await?,
        Write::OneTimeCode(code) => one_time::keep(connection, code).await?,
        Write::OneTimeProved { at, conversation_id } => one_time::use_up(connection, conversation_id, *at).await?,
        Write::Mandate(replied) => return mandate::reply(connection, replied, &turn.key, turn.at).await,
        Write::UseMandate(used) => return mandate::use_one(connection, used, turn.at).await,
        Write::TextSent { id, attempts, provider_message_id } => {
            let (id, provider_message_id) = (id.clone(), provider_message_id.clone());
            outbox::mark(connection, &[Handed { id, attempts: *attempts, provider_message_id, at: turn.at }]).await?;
        }
        Write::Recording(made) => recording::add(connection, made).await?,
        Write::Call(news) => drop(outbox::end_call(connection, news, turn.at).await?),
        // They are rows already.
        Write::Message(_) | Write::Audit(_) => {}
    }
    Ok(true)
}

async fn note(
    connection: &mut Connection,
    turn: &Rows,
    position: i64,
    (kind, text): (&str, &str),
) -> Result<(), StoreError> {
    let sealed = connection.vault().seal("note", "text", &turn.place(position), text)?;
    let insert = Sql::new(
        "INSERT INTO note (turn_key, position, conversation_id, kind, text, at) VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let insert = insert.bind(&turn.key).bind(position).bind(&turn.conversation_id).bind(kind).bind(sealed);
    connection.execute(insert.bind(turn.at.as_millisecond())).await?;
    if kind == "distress" {
        connection.callbacks_changed();
    }
    Ok(())
}

/// Reads the reply from a row that has the columns of `turn`.
pub(super) fn read_reply(row: &Reading<'_>) -> Result<SavedReply, StoreError> {
    let key: String = row.get("key")?;
    let body = row.sealed_in("turn", "body", "body", &key)?;
    Ok(SavedReply { content_type: row.get("content_type")?, body: body.into_bytes() })
}
