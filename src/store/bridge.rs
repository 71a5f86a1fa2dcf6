//! Calls that connect an advisor with the person of a callback: one at a time for each callback, and what became of them.

use jiff::{SignedDuration, Timestamp};

use super::{
    Connection, Decision, Store, StoreError,
    connection::Row,
    outbox::{self, NewText},
    row::Reading,
    sql::Sql,
};
use crate::{
    language::Language,
    outgoing::bridge::{BridgeEnd, Stage},
};

/// Of a call that moved no more for so long nobody will tell us the end: longer than one may last.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_mins(70);

/// A call to order.
#[derive(Clone, Debug)]
pub struct NewBridge {
    /// The order that rings the advisor; the call has its identifier.
    pub order: NewText,
    /// The callback.
    pub callback_id: String,
    /// Who calls.
    pub advisor_id: String,
    /// The fence of their claim.
    pub fence: i64,
    /// The language in which they are told what comes.
    pub language: Language,
}

/// Such a call as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// Its identifier.
    pub id: String,
    /// The callback.
    pub callback_id: String,
    /// Who calls.
    pub advisor_id: String,
    /// The fence of their claim when they ordered it.
    pub fence: i64,
    /// Our number, which both phones show.
    pub service_number: String,
    /// The advisor's language.
    pub language: Language,
    /// How far it came.
    pub stage: Stage,
    /// How it ended, as far as that is known; nothing while it goes on.
    pub end: Option<BridgeEnd>,
    /// How many seconds the two spoke, where the provider told.
    pub seconds: Option<u32>,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// What is told of such a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BridgeNews {
    /// It came so far.
    Stage(Stage),
    /// The person's phone, or what was done with it, ended it so.
    End {
        /// How.
        end: BridgeEnd,
        /// How many seconds they spoke.
        seconds: Option<u32>,
    },
    /// The advisor's own call is over: how the whole ended follows from how far it came.
    AdvisorGone,
}

const COLUMNS: &str =
    "id, callback_id, advisor_id, fence, service_number, language, stage, ending, seconds, ordered_at, ended_at";

impl Store {
    /// Orders such a call, unless one to this person goes on: false then, and nothing is written.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn order_bridge(&self, bridge: NewBridge, now: Timestamp) -> Result<bool, StoreError> {
        self.decide(move |connection| {
            Box::pin(async move {
                Ok(if order(connection, &bridge, now).await? { Decision::Keep(true) } else { Decision::Undo(false) })
            })
        })
        .await
    }

    /// A call by its identifier.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bridge(&self, id: &str) -> Result<Option<Bridge>, StoreError> {
        let sql = Sql::new("SELECT ").then(COLUMNS).then(" FROM bridge WHERE id = $1").bind(id);
        self.reads().fetch_optional(sql).await?.as_ref().map(read).transpose()
    }

    /// The latest call of a callback.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_bridge(&self, callback_id: &str) -> Result<Option<Bridge>, StoreError> {
        let sql = Sql::new("SELECT ").then(COLUMNS);
        let sql = sql.then(" FROM bridge WHERE callback_id = $1 ORDER BY ordered_at DESC, id DESC LIMIT 1");
        self.reads().fetch_optional(sql.bind(callback_id)).await?.as_ref().map(read).transpose()
    }

    /// The calls that somebody took and that are not over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bridges_under_way(&self) -> Result<Vec<Bridge>, StoreError> {
        let sql = Sql::new("SELECT ").then(COLUMNS).then(" FROM bridge WHERE ended_at IS NULL AND stage > $1");
        let rows = self.reads().fetch_all(sql.bind(Stage::Ordered.place())).await?;
        rows.iter().map(read).collect()
    }

    /// Writes down what is told of a call, and gives it as it stands then; nothing where that was known already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bridge_moved(&self, id: &str, news: BridgeNews, now: Timestamp) -> Result<Option<Bridge>, StoreError> {
        let id = id.to_owned();
        self.write(move |connection| Box::pin(async move { moved(connection, &id, news, now).await })).await
    }
}

async fn order(connection: &mut Connection, bridge: &NewBridge, now: Timestamp) -> Result<bool, StoreError> {
    give_up(connection, &bridge.callback_id, now).await?;
    let insert = Sql::new(
        "INSERT INTO bridge (id, callback_id, advisor_id, fence, service_number, language, stage, ordered_at, moved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING",
    );
    let insert = insert
        .bind(&bridge.order.id)
        .bind(&bridge.callback_id)
        .bind(&bridge.advisor_id)
        .bind(bridge.fence)
        .bind(&bridge.order.service_number)
        .bind(bridge.language.as_str())
        .bind(Stage::Ordered.place())
        .bind(now.as_millisecond());
    if connection.execute(insert).await? == 0 {
        return Ok(false);
    }
    outbox::add(connection, &[&bridge.order]).await?;
    Ok(true)
}

/// Ends the call of a callback that will never be told the end of: its order was never placed, or nothing was heard of it for
/// longer than it may last.
async fn give_up(connection: &mut Connection, callback_id: &str, now: Timestamp) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE bridge SET ended_at = $2, ending = COALESCE(ending, $4)
         WHERE callback_id = $1 AND ended_at IS NULL
           AND (moved_at < $3 OR EXISTS (SELECT 1 FROM outbox WHERE outbox.id = bridge.id AND state IN
                ('failed', 'dead', 'expired', 'cancelled', 'discarded', 'undelivered', 'quarantined')))",
    );
    let long_ago = now.saturating_sub(GIVEN_UP_AFTER).unwrap_or(Timestamp::MIN);
    let update = update.bind(callback_id).bind(now.as_millisecond()).bind(long_ago.as_millisecond());
    connection.execute(update.bind(word(BridgeEnd::NoAdvisor))).await.map(drop)
}

async fn moved(
    connection: &mut Connection,
    id: &str,
    news: BridgeNews,
    now: Timestamp,
) -> Result<Option<Bridge>, StoreError> {
    let known = Sql::new("SELECT ").then(COLUMNS).then(" FROM bridge WHERE id = $1").bind(id);
    let Some(known) = connection.fetch_optional(known).await? else { return Ok(None) };
    let known = read(&known)?;
    let changed = match news {
        BridgeNews::Stage(stage) => advance(connection, id, stage, now).await?,
        BridgeNews::End { end, seconds } => finish(connection, id, (end, seconds), now).await?,
        BridgeNews::AdvisorGone => {
            let end = BridgeEnd::of_advisor_gone(known.stage);
            finish(connection, id, (end, None), now).await?
        }
    };
    changed.as_ref().map(read).transpose()
}

/// What is over goes nowhere any more.
async fn advance(
    connection: &mut Connection,
    id: &str,
    stage: Stage,
    now: Timestamp,
) -> Result<Option<Row>, StoreError> {
    let update = Sql::new(
        "UPDATE bridge SET stage = $2, moved_at = $3 WHERE id = $1 AND stage < $2 AND ended_at IS NULL RETURNING ",
    );
    let update = update.then(COLUMNS).bind(id).bind(stage.place()).bind(now.as_millisecond());
    connection.fetch_optional(update).await
}

async fn finish(
    connection: &mut Connection,
    id: &str,
    (end, seconds): (BridgeEnd, Option<u32>),
    now: Timestamp,
) -> Result<Option<Row>, StoreError> {
    let update = Sql::new(
        "UPDATE bridge
         SET ended_at = COALESCE(ended_at, $2), moved_at = $2, seconds = COALESCE($4, seconds),
             ending = CASE WHEN ending IS NULL OR ending < $5 THEN $3 ELSE ending END
         WHERE id = $1 AND (ending IS NULL OR ending < $5 OR (seconds IS NULL AND $4 IS NOT NULL)) RETURNING ",
    );
    let update = update
        .then(COLUMNS)
        .bind(id)
        .bind(now.as_millisecond())
        .bind(word(end))
        .bind(seconds.map(i64::from))
        .bind(end.rank().to_string());
    connection.fetch_optional(update).await
}

/// The column `ending`: the place in the lattice first.
fn word(end: BridgeEnd) -> String {
    format!("{} {}", end.rank(), end.as_str())
}

fn read(row: &Row) -> Result<Bridge, StoreError> {
    let row = Reading::keyed(row, "bridge", "id");
    let ending: Option<String> = row.get("ending")?;
    let end = |word: &str| word.split_once(' ').and_then(|(_, end)| BridgeEnd::parse(end));
    Ok(Bridge {
        id: row.get("id")?,
        callback_id: row.get("callback_id")?,
        advisor_id: row.get("advisor_id")?,
        fence: row.get("fence")?,
        service_number: row.get("service_number")?,
        language: row.parsed("language")?,
        stage: Stage::at(row.get("stage")?).ok_or_else(|| row.unreadable("stage"))?,
        end: ending.map(|ending| end(&ending).ok_or_else(|| row.unreadable("ending"))).transpose()?,
        seconds: row.get::<Option<i64>>("seconds")?.and_then(|seconds| u32::try_from(seconds).ok()),
        ordered_at: row.time("ordered_at")?,
        ended_at: row.time_if_any("ended_at")?,
    })
}
