//! What led to a callback and what was done about it: conversations turn by turn, tries, notes.

use jiff::Timestamp;

use super::{NewCallback, outcome::Note};
use crate::{
    callback::{outcome::AttemptResult, plan::Slot},
    channel::Channel,
    flow::turn::Message,
    national_number::covered,
    store::{
        Connection, Store, StoreError,
        conversation::channel,
        row::Reading,
        sql::Sql,
        turn::{Direction, read_reply},
    },
};

/// A try, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Our identifier.
    pub id: String,
    /// The advisor.
    pub by: String,
    /// Under which fence.
    pub fence: i64,
    /// In which round.
    pub round: u32,
    /// The part of the day.
    pub slot: Slot,
    /// What came of it.
    pub result: AttemptResult,
    /// When.
    pub at: Timestamp,
}

/// A note, as it is read.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptNote {
    /// Our identifier.
    pub id: String,
    /// Who wrote it: an advisor's identifier, or `person`.
    pub author: String,
    /// A closed word: `note`, `message`, `late-note`, `late-attempt`, `late-outcome`.
    pub kind: String,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Something said in a conversation, as heard and typed. Codes are never kept.
#[derive(Clone, PartialEq)]
pub struct Said {
    /// The conversation.
    pub conversation_id: String,
    /// The turn it belongs to.
    pub turn: String,
    /// Who spoke.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// The words.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for KeptNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptNote").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Said").field("turn", &self.turn).finish_non_exhaustive()
    }
}

impl Store {
    /// The tries of a callback, the first one first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn attempts(&self, callback_id: &str) -> Result<Vec<Attempt>, StoreError> {
        let sql = Sql::new(
            "SELECT id, advisor_id, fence, round, slot, result, at FROM callback_attempt WHERE callback_id = $1
             ORDER BY at, id",
        );
        let rows = self.reads().fetch_all(sql.bind(callback_id)).await?;
        let attempt = |row| {
            let row = Reading::keyed(row, "callback_attempt", "id");
            Ok(Attempt {
                id: row.get("id")?,
                by: row.get("advisor_id")?,
                fence: row.get("fence")?,
                round: super::number(row.get("round")?),
                slot: row.word("slot", Slot::parse)?,
                result: row.word("result", AttemptResult::parse)?,
                at: row.time("at")?,
            })
        };
        rows.iter().map(attempt).collect()
    }

    /// The notes of a callback, the first one first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn callback_notes(&self, callback_id: &str) -> Result<Vec<KeptNote>, StoreError> {
        let sql =
            Sql::new("SELECT id, author, kind, text, at FROM callback_note WHERE callback_id = $1 ORDER BY at, id");
        let rows = self.reads().fetch_all(sql.bind(callback_id)).await?;
        let note = |row| {
            let row = Reading::keyed(row, "callback_note", "id");
            let id: String = row.get("id")?;
            let text = row.sealed("text", &id)?;
            Ok(KeptNote { author: row.get("author")?, kind: row.get("kind")?, text, at: row.time("at")?, id })
        };
        rows.iter().map(note).collect()
    }

    /// What was said in the conversations that led to a callback, up to now, in the order of time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn said_before(&self, callback_id: &str) -> Result<Vec<Said>, StoreError> {
        let sql = Sql::new(
            "SELECT m.turn_key, m.turn_key || '/' || m.position AS place, m.conversation_id, m.direction, m.channel, m.body,
                    m.at
             FROM message m JOIN callback_conversation c ON c.conversation_id = m.conversation_id
             WHERE c.callback_id = $1 ORDER BY m.at, m.turn_key, m.position",
        );
        let rows = self.reads().fetch_all(sql.bind(callback_id)).await?;
        let said = |row| {
            let row = Reading::masked(row, "message");
            let place: String = row.get("place")?;
            Ok(Said {
                conversation_id: row.get("conversation_id")?,
                turn: row.get("turn_key")?,
                direction: row.word("direction", Direction::parse)?,
                channel: row.word("channel", channel)?,
                body: row.sealed("body", &place)?,
                at: row.time("at")?,
            })
        };
        rows.iter().map(said).collect()
    }
}

/// What a call was answered with, as the provider got it.
#[derive(Clone, PartialEq, Eq)]
pub struct CallReply {
    /// The conversation.
    pub conversation_id: String,
    /// The turn.
    pub turn: String,
    /// The bytes of the answer.
    pub body: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for CallReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallReply").field("turn", &self.turn).finish_non_exhaustive()
    }
}

impl Store {
    /// What was answered in the calls that led to a callback, up to now, in the order of time. What we say in a call is kept
    /// nowhere else.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn call_replies_before(&self, callback_id: &str) -> Result<Vec<CallReply>, StoreError> {
        let sql = Sql::new(
            "SELECT t.key, t.conversation_id, t.content_type, t.body, t.at
             FROM turn t JOIN callback_conversation c ON c.conversation_id = t.conversation_id
                         JOIN conversation ON conversation.id = t.conversation_id
             WHERE c.callback_id = $1 AND conversation.channel = 'voice' ORDER BY t.at, t.key",
        );
        let rows = self.reads().fetch_all(sql.bind(callback_id)).await?;
        let reply = |row| {
            let row = Reading::keyed(row, "turn", "key");
            let body = read_reply(&row)?.body;
            Ok(CallReply {
                conversation_id: row.get("conversation_id")?,
                turn: row.get("key")?,
                body,
                at: row.time("at")?,
            })
        };
        rows.iter().map(reply).collect()
    }
}

/// Notes which conversation led to a callback, and what the person left in it.
pub(super) async fn led_to(connection: &mut Connection, id: &str, callback: &NewCallback) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO callback_conversation (callback_id, conversation_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    );
    let insert = insert.bind(id).bind(&callback.conversation_id).bind(callback.at.as_millisecond());
    connection.execute(insert).await?;
    let Some(Message::Written(words)) = &callback.message else { return Ok(()) };
    // Each request has an identifier of its own, so its words are kept under it.
    let note = Note { id: callback.id.clone(), kind: "message", text: words.clone() };
    keep(connection, id, "person", &note, callback.at).await
}

/// Keeps a note. The same one twice is kept once.
pub(super) async fn keep(
    connection: &mut Connection,
    callback_id: &str,
    author: &str,
    note: &Note,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sealed = connection.vault().seal("callback_note", "text", &note.id, &covered(&note.text))?;
    let insert = Sql::new(
        "INSERT INTO callback_note (id, callback_id, author, kind, text, at)
         SELECT $1, callback.id, $3, $4, $5, $6 FROM callback WHERE callback.id = $2 ON CONFLICT (id) DO NOTHING",
    );
    let insert = insert.bind(&note.id).bind(callback_id).bind(author).bind(note.kind).bind(sealed);
    connection.execute(insert.bind(at.as_millisecond())).await.map(drop)
}
