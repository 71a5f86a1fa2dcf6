//! A turn committed: the conversation's new state, everything ordered and the reply's bytes, all or nothing.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use sqlx::{QueryBuilder, SqliteConnection};

use super::{
    Decision, Store, StoreError,
    callback::{self, NewCallback},
    case_file::{self, NewAnswer},
    conversation::{self, ConversationChange},
    delivery,
    outbox::{self, NewText},
    phone,
    row::Reading,
};
use crate::{channel::Channel, language::Language, phone_number::PhoneNumber};

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
    /// The person wants no more texts; reminders that wait are cancelled.
    OptOut {
        /// The person's number.
        number: PhoneNumber,
    },
    /// The person wants them again.
    OptIn {
        /// The person's number.
        number: PhoneNumber,
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
    /// Something to send.
    Text(NewText),
    /// A remark for the advisors.
    Note {
        /// A closed word: `note`, `distress`.
        kind: String,
        /// The remark.
        text: String,
    },
    /// The code of a file was right: the failures in a row are forgotten.
    CodeProved {
        /// The file.
        file_id: String,
    },
    /// A message of the outbox was handed over.
    TextSent {
        /// The identifier in the outbox.
        id: String,
        /// The provider's own.
        provider_message_id: String,
    },
    /// What was received or said.
    Message(Message),
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
    /// A reference number is taken; nothing was written: decide again with another seed.
    Clash,
}

impl Store {
    /// The reply given to a webhook before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn saved_reply(&self, key: &str) -> Result<Option<SavedReply>, StoreError> {
        let row = sqlx::query(REPLY).bind(key).fetch_optional(self.reads()).await?;
        row.as_ref().map(read_reply).transpose()
    }

    /// Writes a turn. When this returns [`Outcome::Committed`], it is on the disk.
    ///
    /// # Errors
    /// Where the database fails; nothing is written then.
    pub async fn commit(&self, turn: TurnCommit) -> Result<Outcome, StoreError> {
        let turn = Arc::new(turn);
        let together = (turn.clone(), Outcome::Committed);
        self.writer
            .decide_turn(together, move |connection| Box::pin(async move { write_alone(connection, turn).await }))
            .await
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
    /// A reference number is taken.
    Clash,
}

/// Writes turns with one statement for each table: a statement costs far more than a row. Anything but
/// [`Written::All`] is to be undone whole.
pub(super) async fn write(connection: &mut SqliteConnection, turns: &[Arc<TurnCommit>]) -> Result<Written, StoreError> {
    if !insert_turns(connection, turns).await? {
        return Ok(Written::Repeated);
    }
    let changes: Vec<_> = turns.iter().map(|turn| (&turn.conversation, turn.at)).collect();
    if !conversation::change(connection, &changes).await? {
        return Ok(Written::Stale);
    }
    log(connection, turns).await?;
    for turn in turns {
        for (position, write) in (0i64..).zip(&turn.writes) {
            if !write_one(connection, turn, position, write).await? {
                return Ok(Written::Clash);
            }
        }
    }
    Ok(Written::All)
}

/// Writes one turn, and finds out why where it cannot stand.
async fn write_alone(
    connection: &mut SqliteConnection,
    turn: Arc<TurnCommit>,
) -> Result<Decision<Outcome>, StoreError> {
    Ok(match write(connection, std::slice::from_ref(&turn)).await? {
        Written::All => Decision::Keep(Outcome::Committed),
        Written::Stale => Decision::Undo(Outcome::Stale),
        Written::Clash => Decision::Undo(Outcome::Clash),
        Written::Repeated => {
            let row = sqlx::query(REPLY).bind(&turn.key).fetch_one(connection).await?;
            Decision::Undo(Outcome::Repeated(read_reply(&row)?))
        }
    })
}

/// False where one of them is there already.
async fn insert_turns(connection: &mut SqliteConnection, turns: &[Arc<TurnCommit>]) -> Result<bool, StoreError> {
    let bodies: Result<Vec<&str>, _> = turns.iter().map(|turn| std::str::from_utf8(&turn.reply.body)).collect();
    let bodies = bodies.map_err(|_| StoreError::Encode { table: "turn", column: "body" })?;
    let mut insert = QueryBuilder::new("INSERT INTO turn (key, conversation_id, at, input_kind, content_type, body) ");
    insert.push_values(turns.iter().zip(bodies), |mut row, (turn, body)| {
        row.push_bind(&turn.key)
            .push_bind(turn.conversation.id())
            .push_bind(turn.at.as_millisecond())
            .push_bind(turn.input_kind)
            .push_bind(&turn.reply.content_type)
            .push_bind(body);
    });
    insert.push(" ON CONFLICT (key) DO NOTHING");
    Ok(insert.build().execute(connection).await?.rows_affected() == turns.len() as u64)
}

/// Writes one thing; false where a reference number is taken.
async fn write_one(
    connection: &mut SqliteConnection,
    turn: &TurnCommit,
    position: i64,
    write: &Write,
) -> Result<bool, StoreError> {
    match write {
        Write::RememberLanguage { number, language } => phone::remember_language(connection, number, language).await?,
        Write::OptOut { number } => phone::opt_out(connection, number, turn.at).await?,
        Write::OptIn { number } => phone::opt_in(connection, number).await?,
        Write::Answer(answer) => return case_file::give(connection, answer).await,
        Write::Deliver { answer_id } => delivery::add(connection, answer_id, turn.at).await?,
        Write::Callback(callback) => callback::book(connection, callback).await?,
        Write::Text(text) => outbox::add(connection, text).await?,
        Write::Note { kind, text } => note(connection, turn, position, (kind, text)).await?,
        Write::CodeProved { file_id } => case_file::code_proved(connection, file_id).await?,
        Write::TextSent { id, provider_message_id } => {
            outbox::sent(connection, id, provider_message_id, turn.at).await?;
        }
        // They are all written at once, by `log`.
        Write::Message(_) => {}
    }
    Ok(true)
}

async fn note(
    connection: &mut SqliteConnection,
    turn: &TurnCommit,
    position: i64,
    (kind, text): (&str, &str),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO note (turn_key, position, conversation_id, kind, text, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&turn.key)
    .bind(position)
    .bind(turn.conversation.id())
    .bind(kind)
    .bind(text)
    .bind(turn.at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what was received and said.
async fn log(connection: &mut SqliteConnection, turns: &[Arc<TurnCommit>]) -> Result<(), StoreError> {
    let writes = turns.iter().flat_map(|turn| (0i64..).zip(&turn.writes).map(move |(at, write)| (turn, at, write)));
    let messages: Vec<(&TurnCommit, i64, &Message)> = writes
        .filter_map(|(turn, position, write)| match write {
            Write::Message(message) => Some((&**turn, position, message)),
            _ => None,
        })
        .collect();
    if messages.is_empty() {
        return Ok(());
    }
    let mut insert = QueryBuilder::new(
        "INSERT INTO message (turn_key, position, conversation_id, direction, channel, body, segments, encoding, at) ",
    );
    insert.push_values(messages, |mut row, (turn, position, message)| {
        row.push_bind(&turn.key)
            .push_bind(position)
            .push_bind(turn.conversation.id())
            .push_bind(message.direction.as_str())
            .push_bind(message.channel.as_str())
            .push_bind(&message.body)
            .push_bind(message.segments.map(i64::from))
            .push_bind(message.encoding)
            .push_bind(turn.at.as_millisecond());
    });
    insert.build().execute(connection).await?;
    Ok(())
}

pub(super) fn read_reply(row: &sqlx::sqlite::SqliteRow) -> Result<SavedReply, StoreError> {
    let row = Reading::keyed(row, "turn", "key");
    Ok(SavedReply { content_type: row.get("content_type")?, body: row.get::<String>("body")?.into_bytes() })
}
