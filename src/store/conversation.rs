//! Conversations: where each stands, and which one an input belongs to.

use std::fmt;

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    connection::Row,
    row::Reading,
    sql::{Sql, Value, values},
    vault::Vault,
};
use crate::{
    channel::Channel,
    flow::state::{Asking, STATE_VERSION, State},
    language::Language,
    phone_number::PhoneNumber,
};

/// A conversation as it was saved.
#[derive(Clone, PartialEq)]
pub struct Conversation {
    /// Our identifier.
    pub id: String,
    /// How it is carried.
    pub channel: Channel,
    /// Our number, or short code, as the provider names it.
    pub service_number: String,
    /// The person's number; a withheld one is none.
    pub person_number: Option<PhoneNumber>,
    /// The provider's identifier of the call, by voice.
    pub call_id: Option<String>,
    /// Where it stands; none where it was saved in a form of another version, so that it begins anew.
    pub state: Option<State>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// The flows and words it runs on.
    pub script_hash: String,
    /// The language spoken.
    pub language: Language,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it last changed.
    pub touched_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended; `abandoned` where it was cut.
    pub outcome: Option<String>,
}

/// How a turn changes its conversation.
#[derive(Clone)]
pub enum ConversationChange {
    /// A new one, with version 1.
    Begin {
        /// Our identifier.
        id: String,
        /// Our number.
        service_number: String,
        /// The provider's identifier of the call, by voice.
        call_id: Option<String>,
        /// How it stands.
        standing: Standing,
    },
    /// One that was read before, if nobody changed it since.
    GoOn {
        /// Our identifier.
        id: String,
        /// The version that was read.
        expected: i64,
        /// How it stands now.
        standing: Standing,
    },
}

/// How a conversation stands after a turn. Channel, language and person are those of the state.
#[derive(Clone)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// The flows and words it runs on.
    pub script_hash: String,
    /// When it began: a text conversation that is taken up after days begins anew.
    pub begun_at: Timestamp,
    /// Whether it is over.
    pub ended: bool,
    /// How it ended; none while it goes on.
    pub outcome: Option<String>,
}

impl Standing {
    /// The flow and the step it stands at, or came to an end at.
    pub fn place(&self) -> Option<(String, String)> {
        let served = || self.state.served.as_ref().map(|served| (&served.flow, &served.step));
        let running = || self.state.frame().map(|frame| (&frame.flow, &frame.step));
        let place = if self.ended { served().or_else(running) } else { running().or_else(served) };
        place.map(|(flow, step)| (flow.to_string(), step.to_string()))
    }
}

/// A text conversation that nobody took up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Our identifier.
    pub id: String,
    /// The flow it stood in.
    pub flow: Option<String>,
}

impl ConversationChange {
    /// The conversation's identifier.
    pub fn id(&self) -> &str {
        match self {
            ConversationChange::Begin { id, .. } | ConversationChange::GoOn { id, .. } => id,
        }
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Conversation");
        shown.field("id", &self.id).field("version", &self.version).finish_non_exhaustive()
    }
}

impl Store {
    /// The text conversation between a service number and a person's number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find_text(&self, service: &str, person: &PhoneNumber) -> Result<Option<Conversation>, StoreError> {
        let sql = "SELECT * FROM conversation WHERE service_number = $1 AND person_index = $2 AND channel = 'sms'";
        self.one(Sql::new(sql).bind(service).bind(self.vault().phone(person))).await
    }

    /// The conversation of a call.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find_call(&self, call_id: &str) -> Result<Option<Conversation>, StoreError> {
        self.one(Sql::new("SELECT * FROM conversation WHERE call_id = $1").bind(call_id)).await
    }

    /// The conversation with this identifier.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn conversation(&self, id: &str) -> Result<Option<Conversation>, StoreError> {
        self.one(Sql::new("SELECT * FROM conversation WHERE id = $1").bind(id)).await
    }

    /// The text conversations whose query was not answered yet, and that were last touched at `until` or before. One that
    /// cannot be read is logged, and holds up no other.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn awaiting_texts(&self, until: Timestamp) -> Result<Vec<Conversation>, StoreError> {
        let sql = "SELECT * FROM conversation
                   WHERE awaiting AND channel = 'sms' AND touched_at <= $1 ORDER BY touched_at, id";
        let rows = self.reads().fetch_all(Sql::new(sql).bind(until.as_millisecond())).await?;
        let readable =
            |row| read_row(row).inspect_err(|error| tracing::error!(%error, "a conversation cannot be read")).ok();
        Ok(rows.iter().filter_map(readable).collect())
    }

    /// Calls that are not over in our books and had no word since `until`, with when they began.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn quiet_calls(&self, until: Timestamp, most: u32) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let sql = Sql::new(
            "SELECT call_id, begun_at FROM conversation
             WHERE channel = 'voice' AND ended_at IS NULL AND touched_at <= $1 AND call_id IS NOT NULL
             ORDER BY touched_at LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(until.as_millisecond()).bind(i64::from(most))).await?;
        let pair = |row| {
            let row = Reading::keyed(row, "conversation", "call_id");
            Ok((row.get("call_id")?, row.time("begun_at")?))
        };
        rows.iter().map(pair).collect()
    }

    /// Ends as abandoned the text conversations that were last touched at `until` or before, and gives them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn abandon_silent(&self, until: Timestamp, now: Timestamp) -> Result<Vec<Silent>, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let sql = Sql::new(
                    "UPDATE conversation SET ended_at = $1, outcome = 'abandoned'
                     WHERE channel = 'sms' AND ended_at IS NULL AND touched_at <= $2 RETURNING id, flow",
                );
                let rows = connection.fetch_all(sql.bind(now.as_millisecond()).bind(until.as_millisecond())).await?;
                let silent = |row| {
                    let row = Reading::keyed(row, "conversation", "id");
                    Ok(Silent { id: row.get("id")?, flow: row.get("flow")? })
                };
                rows.iter().map(silent).collect()
            })
        })
        .await
    }

    async fn one(&self, sql: Sql) -> Result<Option<Conversation>, StoreError> {
        self.reads().fetch_optional(sql).await?.as_ref().map(read_row).transpose()
    }
}

/// A change as a row to write.
pub(super) enum Change {
    Begin(Vec<Value>),
    GoOn(Vec<Value>),
}

impl Change {
    /// The row of a change at a time, sealed.
    pub(super) fn of(change: &ConversationChange, at: Timestamp, vault: &Vault) -> Result<Self, StoreError> {
        match change {
            ConversationChange::Begin { service_number, call_id, standing, id } => {
                let person = standing.state.caller.as_ref();
                let index = person.map(|number| vault.phone(number));
                let sealed = person.map(|number| vault.seal_number("conversation", "person_number", id, number));
                let mut row = values![
                    1i64,
                    id,
                    standing.state.channel.as_str(),
                    service_number,
                    index,
                    sealed.transpose()?.unwrap_or(Value::Bytes(None)),
                    call_id,
                ];
                row.extend(columns(vault, change, at)?);
                Ok(Change::Begin(row))
            }
            ConversationChange::GoOn { id, expected, .. } => {
                let mut row = values![id, *expected];
                row.extend(columns(vault, change, at)?);
                Ok(Change::GoOn(row))
            }
        }
    }
}

/// Writes the changes, one statement for those that begin and one for those that go on. False where somebody else was
/// first with one of them.
pub(super) async fn change<'a>(
    connection: &mut Connection,
    changes: impl Iterator<Item = &'a Change>,
) -> Result<bool, StoreError> {
    let (mut begun, mut gone_on) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Begin(row) => begun.push(row.clone()),
            Change::GoOn(row) => gone_on.push(row.clone()),
        }
    }
    Ok(begin(connection, begun).await? && go_on(connection, gone_on).await?)
}

/// The columns from `state` on, in the order of both statements.
fn columns(vault: &Vault, change: &ConversationChange, at: Timestamp) -> Result<[Value; 10], StoreError> {
    let (ConversationChange::Begin { id, standing, .. } | ConversationChange::GoOn { id, standing, .. }) = change;
    let at = at.as_millisecond();
    let (flow, step) = standing.place().unzip();
    Ok([
        vault.seal("conversation", "state", id, &encode(&standing.state)?)?,
        Value::from(&standing.script_hash),
        Value::from(standing.state.language.as_str()),
        Value::from(standing.begun_at.as_millisecond()),
        Value::from(at),
        Value::from(standing.ended.then_some(at)),
        Value::from(&standing.outcome),
        Value::from(matches!(standing.state.asking, Asking::World { .. })),
        Value::from(&flow),
        Value::from(&step),
    ])
}

async fn begin(connection: &mut Connection, rows: Vec<Vec<Value>>) -> Result<bool, StoreError> {
    if rows.is_empty() {
        return Ok(true);
    }
    let count = rows.len() as u64;
    let insert = Sql::new(
        "INSERT INTO conversation (version, id, channel, service_number, person_index, person_number, call_id, state,
                                   script_hash, language, begun_at, touched_at, ended_at, outcome, awaiting, flow, step) ",
    );
    Ok(connection.execute(insert.rows(rows).then(" ON CONFLICT DO NOTHING")).await? == count)
}

async fn go_on(connection: &mut Connection, rows: Vec<Vec<Value>>) -> Result<bool, StoreError> {
    if rows.is_empty() {
        return Ok(true);
    }
    let count = rows.len() as u64;
    let update = Sql::new(
        "WITH new (id, expected, state, script_hash, language, begun_at, touched_at, ended_at, outcome, awaiting, flow,
                   step) AS (",
    );
    let update = update.rows(rows).then(
        ") UPDATE conversation
         SET state = new.state, version = version + 1, script_hash = new.script_hash, language = new.language,
             begun_at = new.begun_at, touched_at = new.touched_at, ended_at = new.ended_at, outcome = new.outcome,
             awaiting = new.awaiting, flow = new.flow, step = new.step
         FROM new WHERE conversation.id = new.id AND conversation.version = new.expected",
    );
    Ok(connection.execute(update).await? == count)
}

fn encode(state: &State) -> Result<String, StoreError> {
    serde_json::to_string(state).map_err(|_| StoreError::Encode { table: "conversation", column: "state" })
}

/// The version alone, which every form of the state has.
#[derive(serde::Deserialize)]
struct Form {
    version: u8,
}

fn read_row(row: &Row) -> Result<Conversation, StoreError> {
    read(&Reading::keyed(row, "conversation", "id"))
}

/// Reads a row that has the columns of `conversation`.
pub(super) fn read(row: &Reading<'_>) -> Result<Conversation, StoreError> {
    let id: String = row.get("id")?;
    let saved = row.sealed("state", &id)?;
    let form: Form = serde_json::from_str(&saved).map_err(|_| row.unreadable("state"))?;
    let state = (form.version == STATE_VERSION)
        .then(|| serde_json::from_str(&saved).map_err(|_| row.unreadable("state")))
        .transpose()?;
    Ok(Conversation {
        channel: row.word("channel", channel)?,
        service_number: row.get("service_number")?,
        person_number: row.number_if_any("person_number", &id)?,
        id,
        call_id: row.get("call_id")?,
        state,
        version: row.get("version")?,
        script_hash: row.get("script_hash")?,
        language: row.parsed("language")?,
        begun_at: row.time("begun_at")?,
        touched_at: row.time("touched_at")?,
        ended_at: row.time_if_any("ended_at")?,
        outcome: row.get("outcome")?,
    })
}

/// The channel a word names.
pub(super) fn channel(word: &str) -> Option<Channel> {
    [Channel::Sms, Channel::Voice].into_iter().find(|channel| channel.as_str() == word)
}
