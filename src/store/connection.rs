//! A connection to either database, and what a row of either holds.

use std::{sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Decode, Executor, PgConnection, Postgres, Row as _, Sqlite,
    SqliteConnection, Type,
    postgres::{PgArguments, PgConnectOptions, PgRow},
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteRow},
};
use tokio::time::{Instant, sleep};

use super::{
    StoreError,
    sql::{Sql, Value},
    vault::Vault,
};

/// How long a lost connection is tried again before whoever needs it is told.
const RECONNECT: Duration = Duration::from_secs(5);
/// The first wait between two tries; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Which database, and how to reach it.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl Target {
    /// Connects, and keeps trying for a while where a server is away.
    pub(super) async fn connect(&self, vault: &Arc<Vault>) -> Result<Connection, sqlx::Error> {
        let raw = match self {
            Target::Sqlite(options) => Raw::Sqlite(options.connect().await?),
            Target::Postgres(options) => Raw::Postgres(persistently(options).await?),
        };
        Ok(Connection { raw, vault: vault.clone() })
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self, Target::Sqlite(_))
    }
}

async fn persistently(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let until = Instant::now() + RECONNECT;
    let mut wait = FIRST_WAIT;
    loop {
        match tokio::time::timeout_at(until, options.connect()).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if !may_pass(&error) || Instant::now() + wait >= until => return Err(error),
            Ok(Err(_)) => {}
            Err(_) => return Err(sqlx::Error::PoolTimedOut),
        }
        sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Whether a server that refused us may take us in a moment: it is away, starting, stopping or full.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P") || code == "53300"),
        _ => false,
    }
}

/// A connection, with the keys to what it reads and writes.
#[derive(Debug)]
pub(super) struct Connection {
    raw: Raw,
    vault: Arc<Vault>,
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
    pub(super) fn vault(&self) -> Arc<Vault> {
        self.vault.clone()
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.raw, Raw::Sqlite(_))
    }

    /// Runs a statement; how many rows it changed.
    pub(super) async fn execute(&mut self, sql: Sql) -> Result<u64, StoreError> {
        Ok(match &mut self.raw {
            Raw::Sqlite(raw) => {
                let (text, values) = sql.for_sqlite();
                let query = sqlx::query_with(AssertSqlSafe(text), sqlite(values)?);
                query.execute(raw).await?.rows_affected()
            }
            Raw::Postgres(raw) => {
                let (text, values) = sql.for_postgres();
                let query = sqlx::query_with(AssertSqlSafe(text), postgres(values)?);
                query.execute(raw).await?.rows_affected()
            }
        })
    }

    /// The rows a statement gives.
    pub(super) async fn fetch_all(&mut self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        let vault = &self.vault;
        let row = |raw| Row { raw, vault: vault.clone() };
        Ok(match &mut self.raw {
            Raw::Sqlite(raw) => {
                let (text, values) = sql.for_sqlite();
                let query = sqlx::query_with(AssertSqlSafe(text), sqlite(values)?);
                query.fetch_all(raw).await?.into_iter().map(RawRow::Sqlite).map(row).collect()
            }
            Raw::Postgres(raw) => {
                let (text, values) = sql.for_postgres();
                let query = sqlx::query_with(AssertSqlSafe(text), postgres(values)?);
                query.fetch_all(raw).await?.into_iter().map(RawRow::Postgres).map(row).collect()
            }
        })
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
            Raw::Postgres(raw) => raw.execute(sqlx::raw_sql(text)).await.map(drop),
        }
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self.raw {
            Raw::Sqlite(raw) => raw.close().await,
            Raw::Postgres(raw) => raw.close().await,
        }
    }

    /// Brings the tables up to date. Instances that start together wait for one another; tables of a newer version are
    /// left alone, so that the version before it goes on beside it.
    pub(super) async fn migrate(
        &mut self,
        migrator: &sqlx::migrate::Migrator,
    ) -> Result<(), sqlx::migrate::MigrateError> {
        match &mut self.raw {
            Raw::Sqlite(raw) => migrator.run(raw).await,
            Raw::Postgres(raw) => migrator.run(raw).await,
        }
    }
}

fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, StoreError> {
    use sqlx::Arguments;
    let mut arguments = SqliteArguments::default();
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

fn postgres(values: Vec<Value>) -> Result<PgArguments, StoreError> {
    use sqlx::Arguments;
    let mut arguments = PgArguments::default();
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
