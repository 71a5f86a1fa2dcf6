//! A connection to either database, and what a row of either holds.

use std::{pin::Pin, sync::Arc, time::Duration};

use futures_util::{Stream, StreamExt};
use sqlx::{
    Arguments, AssertSqlSafe, Connection as _, Database, Decode, Encode, Executor, PgConnection, Postgres, Row as _,
    Sqlite, SqliteConnection, Type, migrate::MigrateError, postgres::PgRow, sqlite::SqliteRow,
};
use tokio::time::timeout;

use super::{
    StoreError,
    error::{is_lost, is_outdated, silent},
    sql::{Sql, Value},
    target::Reach,
    vault::Vault,
};

/// How long one statement may take on PostgreSQL, unless it was said that it takes its time. A webhook is answered within
/// two seconds, so a server that stands still must be given up before.
const ROUND_TRIP: Duration = Duration::from_millis(1_200);
/// How long a connection is given to take its leave.
const FAREWELL: Duration = Duration::from_millis(500);

/// What begins a transaction where nothing of the session is ours: the settings of `target::SESSION` hold for it alone.
const BEGIN_POOLED: &str = "BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL statement_timeout = '2s';
    SET LOCAL lock_timeout = '1s'; SET LOCAL idle_in_transaction_session_timeout = '5s'";
/// Takes the time limits off a transaction.
const TAKE_TIME: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0";

/// A connection, with the keys to what it reads and writes.
#[derive(Debug)]
pub(super) struct Connection {
    raw: Raw,
    vault: Arc<Vault>,
    /// What stands between us and a server.
    reach: Reach,
    /// How long a statement may take.
    limit: Option<Duration>,
    health: Health,
    /// Whether orders that are due were added since [`Connection::take_orders`].
    orders: bool,
    /// Whether callbacks changed since [`Connection::take_callbacks`].
    callbacks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Good,
    /// It is to be replaced after this transaction.
    Outdated,
    /// It is gone.
    Lost,
}

#[derive(Debug)]
enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A row of either database.
pub(super) struct Row {
    raw: RawRow,
    pub(super) vault: Arc<Vault>,
}

enum RawRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A type that both databases give back.
pub(super) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}
impl<T> Column for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

impl Row {
    pub(super) fn get<T: Column>(&self, column: &str) -> Result<T, sqlx::Error> {
        match &self.raw {
            RawRow::Sqlite(row) => row.try_get(column),
            RawRow::Postgres(row) => row.try_get(column),
        }
    }

    /// The column at this place, from 0.
    pub(super) fn at<T: Column>(&self, place: usize) -> Result<T, sqlx::Error> {
        match &self.raw {
            RawRow::Sqlite(row) => row.try_get(place),
            RawRow::Postgres(row) => row.try_get(place),
        }
    }
}

#[cfg(test)]
impl Row {
    /// The bytes of all its values, for a test that looks for what should be sealed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        use sqlx::{Column as _, ValueRef};
        match &self.raw {
            RawRow::Sqlite(row) => row
                .columns()
                .iter()
                .flat_map(|column| {
                    let value = row.try_get_raw(column.ordinal()).unwrap();
                    let text = || row.try_get_unchecked::<Vec<u8>, _>(column.ordinal()).unwrap_or_default();
                    if value.is_null() { Vec::new() } else { text() }
                })
                .collect(),
            RawRow::Postgres(row) => row
                .columns()
                .iter()
                .flat_map(|column| {
                    row.try_get::<Option<String>, _>(column.ordinal()).unwrap().unwrap_or_default().into_bytes()
                })
                .collect(),
        }
    }
}

impl Connection {
    pub(super) fn sqlite(raw: SqliteConnection, vault: Arc<Vault>) -> Self {
        Connection::new(Raw::Sqlite(raw), vault, Reach::Patient)
    }

    pub(super) fn postgres(raw: PgConnection, reach: Reach, vault: Arc<Vault>) -> Self {
        Connection::new(Raw::Postgres(raw), vault, reach)
    }

    fn new(raw: Raw, vault: Arc<Vault>, reach: Reach) -> Self {
        Connection { raw, vault, reach, limit: usual(reach), health: Health::Good, orders: false, callbacks: false }
    }

    pub(super) fn vault(&self) -> Arc<Vault> {
        self.vault.clone()
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.raw, Raw::Sqlite(_))
    }

    /// Whether it may serve again.
    pub(super) fn is_good(&self) -> bool {
        self.health == Health::Good
    }

    /// Notes that orders were added that are due at once: whoever hands them over is told after the commit.
    pub(super) fn orders_added(&mut self) {
        self.orders = true;
    }

    /// Whether orders were added since this was asked last.
    pub(super) fn take_orders(&mut self) -> bool {
        std::mem::take(&mut self.orders)
    }

    /// Notes that callbacks changed: who looks at the queue is told after the commit.
    pub(super) fn callbacks_changed(&mut self) {
        self.callbacks = true;
    }

    /// Whether callbacks changed since this was asked last.
    pub(super) fn take_callbacks(&mut self) -> bool {
        std::mem::take(&mut self.callbacks)
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.limit = usual(self.reach);
        self.orders = false;
        self.callbacks = false;
        self.run(match (&self.raw, self.reach) {
            // IMMEDIATE: wait for another process now, rather than fail in the middle.
            (Raw::Sqlite(_), _) => "BEGIN IMMEDIATE",
            (Raw::Postgres(_), Reach::Pooled) => BEGIN_POOLED,
            (Raw::Postgres(_), _) => "BEGIN",
        })
        .await
    }

    /// Lets this transaction take as long as it takes: nobody waits for it on the telephone.
    pub(super) async fn take_time(&mut self) -> Result<(), sqlx::Error> {
        if self.is_sqlite() {
            return Ok(());
        }
        self.run(TAKE_TIME).await?;
        self.limit = None;
        Ok(())
    }

    /// Runs a statement; how many rows it changed.
    pub(super) async fn execute(&mut self, sql: Sql) -> Result<u64, StoreError> {
        let kept = sql.is_worth_keeping() && self.reach != Reach::Pooled;
        Ok(match &mut self.raw {
            Raw::Sqlite(raw) => {
                let (text, values) = sql.for_sqlite();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments::<Sqlite>(values)?).persistent(kept);
                query.execute(raw).await?.rows_affected()
            }
            Raw::Postgres(raw) => {
                let (text, values) = sql.for_postgres();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments::<Postgres>(values)?).persistent(kept);
                let done = within(self.limit, self.health, query.execute(raw)).await;
                self.note(done)?.rows_affected()
            }
        })
    }

    /// The rows a statement gives.
    pub(super) async fn fetch_all(&mut self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        let kept = sql.is_worth_keeping() && self.reach != Reach::Pooled;
        let vault = self.vault.clone();
        let row = |raw| Row { raw, vault: vault.clone() };
        Ok(match &mut self.raw {
            Raw::Sqlite(raw) => {
                let (text, values) = sql.for_sqlite();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments::<Sqlite>(values)?).persistent(kept);
                query.fetch_all(raw).await?.into_iter().map(RawRow::Sqlite).map(row).collect()
            }
            Raw::Postgres(raw) => {
                let (text, values) = sql.for_postgres();
                let query = sqlx::query_with(AssertSqlSafe(text), arguments::<Postgres>(values)?).persistent(kept);
                let rows = within(self.limit, self.health, query.fetch_all(raw)).await;
                self.note(rows)?.into_iter().map(RawRow::Postgres).map(row).collect()
            }
        })
    }

    /// As [`Connection::fetch_all`], outside a transaction. Behind a pooler, preparing a statement and running it may each
    /// meet another connection to the server, unless a transaction keeps them on one.
    pub(super) async fn read(&mut self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        if self.reach != Reach::Pooled {
            return self.fetch_all(sql).await;
        }
        self.run("BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'").await?;
        let rows = self.fetch_all(sql).await;
        // What failed is undone by the same word.
        self.run("COMMIT").await?;
        rows
    }

    /// The rows of a statement one after the other, however many there are.
    pub(super) fn stream(&mut self, text: String) -> Pin<Box<dyn Stream<Item = Result<Row, sqlx::Error>> + Send + '_>> {
        let vault = self.vault.clone();
        let row = move |raw| Row { raw, vault: vault.clone() };
        match &mut self.raw {
            Raw::Sqlite(raw) => Box::pin(
                sqlx::query(AssertSqlSafe(text)).fetch(raw).map(move |found| found.map(RawRow::Sqlite).map(&row)),
            ),
            Raw::Postgres(raw) => Box::pin(
                sqlx::query(AssertSqlSafe(text)).fetch(raw).map(move |found| found.map(RawRow::Postgres).map(&row)),
            ),
        }
    }

    /// The first row, if there is one.
    pub(super) async fn fetch_optional(&mut self, sql: Sql) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(sql).await?.into_iter().next())
    }

    /// The first row of a statement that always gives one.
    pub(super) async fn fetch_one(&mut self, sql: Sql) -> Result<Row, StoreError> {
        self.fetch_optional(sql).await?.ok_or_else(|| StoreError::Statement(sqlx::Error::RowNotFound))
    }

    /// Runs statements without values in one round trip.
    pub(super) async fn run(&mut self, text: &'static str) -> Result<(), sqlx::Error> {
        match &mut self.raw {
            Raw::Sqlite(raw) => raw.execute(sqlx::raw_sql(text)).await.map(drop),
            Raw::Postgres(raw) => {
                let done = within(self.limit, self.health, raw.execute(sqlx::raw_sql(text))).await;
                self.note(done).map(drop)
            }
        }
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self.raw {
            Raw::Sqlite(raw) => raw.close().await,
            // One that is lost is dropped: there is nobody to take leave of.
            Raw::Postgres(raw) => within(Some(FAREWELL), self.health, raw.close()).await,
        }
    }

    /// Brings the tables up to date. Instances that start together wait for one another; tables of a newer version are
    /// left alone, so that the version before it goes on beside it.
    pub(super) async fn migrate(&mut self) -> Result<(), MigrateError> {
        let mut migrator = sqlx::migrate!();
        migrator.set_ignore_missing(true);
        match &mut self.raw {
            // The migrator takes a lock on a server alone. Here the transaction around it is the lock.
            Raw::Sqlite(raw) => {
                let mut all = raw.begin_with("BEGIN IMMEDIATE").await?;
                migrator.run_direct(None, &mut *all, false).await?;
                Ok(all.commit().await?)
            }
            Raw::Postgres(raw) => migrator.run_direct(None, raw, false).await,
        }
    }

    fn note<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        match &result {
            Err(error) if is_lost(error) => self.health = Health::Lost,
            Err(error) if is_outdated(error) => self.health = Health::Outdated,
            _ => {}
        }
        result
    }
}

fn usual(reach: Reach) -> Option<Duration> {
    (reach != Reach::Patient).then_some(ROUND_TRIP)
}

/// Waits for the server no longer than that, and not at all where it is lost: the bytes of an answer that comes late would
/// be taken for the next one's.
async fn within<T>(
    limit: Option<Duration>,
    health: Health,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    match limit {
        _ if health == Health::Lost => Err(silent()),
        None => work.await,
        Some(limit) => timeout(limit, work).await.unwrap_or_else(|_| Err(silent())),
    }
}

/// The values as a driver takes them.
fn arguments<DB>(values: Vec<Value>) -> Result<DB::Arguments, StoreError>
where
    DB: Database,
    Option<String>: for<'q> Encode<'q, DB> + Type<DB>,
    Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
    bool: for<'q> Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut arguments = DB::Arguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Text(value) => arguments.add(value),
            Value::Integer(value) => arguments.add(value),
            Value::Boolean(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| StoreError::Statement(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}
