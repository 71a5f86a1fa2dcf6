//! What `guichet doctor` reads of a database without changing it.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::{ConnectOptions, migrate::Migrator, sqlite::SqliteConnectOptions};

use super::{
    Connection, START, StoreError,
    connection::Row,
    installation::{KEY_CHECK, known_by},
    restore::BACKED_UP_AT,
    script,
    sql::Sql,
    target::{BUSY_TIMEOUT, Reach, Target},
    vault::Vault,
};
use crate::settings::Access;

/// What was found in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// What keeps a commit from outliving a power cut; nothing where all is well.
    pub not_durable: Option<String>,
    /// What is damaged, in SQLite's words, five lines at most.
    pub damage: Vec<String>,
    /// Migrations that `guichet serve` will do.
    pub behind: usize,
    /// Migrations of a newer version of the program.
    pub ahead: usize,
    /// Whether the keys are those that it was sealed with.
    pub keys_fit: bool,
    /// The time on the database's server; none where that is this machine.
    pub server_time: Option<Timestamp>,
    /// When the newest turn was saved.
    pub newest_turn: Option<Timestamp>,
    /// Texts held back since the database was restored.
    pub quarantined: u64,
    /// Texts of which nobody knows whether they were sent.
    pub uncertain: u64,
    /// Whether this is a copy that was not served yet.
    pub restored: bool,
    /// What stands before the hashes of codes that were made with a pepper, each once.
    pub peppered: Vec<String>,
    /// Since when no code is believed, because somebody guesses them.
    pub codes_closed: Option<Timestamp>,
    /// Versions of the dialogues whose texts are not what they were: conversations on them begin anew.
    pub damaged_versions: Vec<String>,
}

/// Looks at the database, which may be in use.
///
/// # Errors
/// Where it cannot be opened, or is too damaged to be read at all.
pub async fn examine(access: &Access) -> Result<Examination, StoreError> {
    let vault = Arc::new(Vault::new(access.keys.clone()));
    let reading = match Target::parse(access.direct_url.as_deref().unwrap_or(&access.url), Reach::Patient)? {
        // As it is: not made, and its journal not switched.
        Target::Sqlite(options) => Target::Sqlite(
            SqliteConnectOptions::new()
                .filename(options.get_filename())
                .read_only(true)
                .busy_timeout(BUSY_TIMEOUT)
                .disable_statement_logging(),
        ),
        postgres @ Target::Postgres(_) => postgres,
    };
    let mut connection = reading.connect(&vault, START).await.map_err(StoreError::opening)?;
    let found = read(&mut connection).await;
    let _ = connection.close().await;
    found
}

async fn read(connection: &mut Connection) -> Result<Examination, StoreError> {
    let mut found = Examination { keys_fit: true, ..Examination::default() };
    if connection.is_sqlite() {
        let journal: String = one(connection, Sql::new("PRAGMA journal_mode")).await?.at(0)?;
        found.not_durable = (journal != "wal").then(|| format!("its journal is `{journal}`, not `wal`"));
        for row in connection.fetch_all(Sql::new("PRAGMA quick_check(5)")).await? {
            found.damage.push(row.at(0)?);
        }
        found.damage.retain(|line| line != "ok");
    } else {
        let fsync: String = one(connection, Sql::new("SHOW fsync")).await?.at(0)?;
        found.not_durable = (fsync != "on").then(|| format!("the server runs with fsync = {fsync}"));
        let now = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        let now: i64 = one(connection, Sql::new(now)).await?.at(0)?;
        found.server_time = Timestamp::from_millisecond(now).ok();
    }
    let done = match connection.fetch_all(Sql::new("SELECT version FROM _sqlx_migrations WHERE success")).await {
        Ok(rows) => rows.iter().map(|row| row.at(0)).collect::<Result<Vec<i64>, _>>()?,
        // A database that was never served has no such table.
        Err(StoreError::Statement(sqlx::Error::Database(_))) => Vec::new(),
        Err(error) => return Err(error),
    };
    let migrator: Migrator = sqlx::migrate!();
    let known: Vec<i64> = migrator.iter().map(|migration| migration.version).collect();
    found.behind = known.iter().filter(|version| !done.contains(version)).count();
    found.ahead = done.iter().filter(|version| !known.contains(version)).count();
    if found.behind == 0 && found.damage.is_empty() {
        contents(connection, &mut found).await?;
    }
    Ok(found)
}

async fn contents(connection: &mut Connection, found: &mut Examination) -> Result<(), StoreError> {
    let newest: Option<i64> = one(connection, Sql::new("SELECT max(at) FROM turn")).await?.at(0)?;
    found.newest_turn = newest.and_then(|at| Timestamp::from_millisecond(at).ok());
    let texts = "SELECT count(*) FROM outbox WHERE state = $1";
    found.quarantined = count(connection, Sql::new(texts).bind("quarantined")).await?;
    found.uncertain = count(connection, Sql::new(texts).bind("uncertain")).await?;
    let marks = "SELECT DISTINCT substr(code_hash, 1, 10) FROM case_file WHERE code_hash LIKE 'p%:%' LIMIT 5";
    for row in connection.fetch_all(Sql::new(marks)).await? {
        found.peppered.push(row.at(0)?);
    }
    let alarm = Sql::new("SELECT raised_at FROM guess_alarm WHERE state = 'raised'");
    if let Some(row) = connection.fetch_optional(alarm).await? {
        found.codes_closed = Timestamp::from_millisecond(row.at(0)?).ok();
    }
    let kept = Sql::new("SELECT value FROM installation WHERE key = $1").bind(KEY_CHECK);
    if let Some(row) = connection.fetch_optional(kept).await? {
        found.keys_fit = row.at::<String>(0)? == known_by(connection.vault().keys());
    }
    let mark = Sql::new("SELECT count(*) FROM installation WHERE key = $1").bind(BACKED_UP_AT);
    found.restored = count(connection, mark).await? > 0;
    found.damaged_versions = script::damaged(connection).await?;
    Ok(())
}

async fn one(connection: &mut Connection, sql: Sql) -> Result<Row, StoreError> {
    connection.fetch_one(sql).await
}

async fn count(connection: &mut Connection, sql: Sql) -> Result<u64, StoreError> {
    let count: i64 = one(connection, sql).await?.at(0)?;
    Ok(u64::try_from(count).unwrap_or(0))
}
