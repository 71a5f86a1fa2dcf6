//! Which database an address names, and how it is reached.

use std::{fmt, path::Path, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    StoreError,
    connection::Connection,
    error::{is_busy, is_lost},
    vault::Vault,
};

/// How long SQLite waits for another process.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements a connection keeps prepared. Those that write several rows have a text for each number of rows.
const PREPARED: usize = 500;
/// The first wait between two tries; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// What holds for a connection's whole life. A commit is on the server's disk before it is told, whatever the server's
/// own default. A statement that nobody waits for any more ends (see `connection::ROUND_TRIP`), and an instance that
/// stands still in the middle of a transaction holds up the others for five seconds at most: its late commit is refused.
const SESSION: [(&str, &str); 4] = [
    ("synchronous_commit", "on"),
    ("statement_timeout", "2s"),
    ("lock_timeout", "1s"),
    ("idle_in_transaction_session_timeout", "5s"),
];

/// Which database, and how to reach it.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Sqlite(SqliteConnectOptions),
    Postgres(Server),
}

/// A PostgreSQL server.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) options: PgConnectOptions,
    pub(super) reach: Reach,
}

/// What stands between us and the server, and what the connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing does: the session is ours.
    Direct,
    /// A pooler in transaction mode does: nothing outlives a transaction, no statement stays prepared, and no setting
    /// can be given with the connection.
    Pooled,
    /// Nothing does, and what is done may take as long as it takes: bringing tables up to date, moving house.
    Patient,
}

/// The options hold a password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Target {
    /// The database that an address names.
    pub(super) fn parse(address: &str, reach: Reach) -> Result<Target, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
            // We have no columns for it, and poolers refuse to be told.
            let options = options.extra_float_digits(None).application_name("guichet").disable_statement_logging();
            let options = match reach {
                Reach::Direct => options.options(SESSION).statement_cache_capacity(PREPARED),
                Reach::Pooled => options.statement_cache_capacity(0),
                Reach::Patient => options.options([("synchronous_commit", "on"), ("statement_timeout", "0")]),
            };
            return Ok(Target::Postgres(Server { options, reach }));
        }
        let path = address.strip_prefix("sqlite:").ok_or(StoreError::Address)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        // A database in memory would be lost with its connection, and each connection has its own.
        if path.is_empty() || path.contains(":memory:") || path.contains('?') {
            return Err(StoreError::Address);
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(PREPARED)
            // What a savepoint may have to undo is kept in memory: else every batch opens, writes and deletes a file.
            .pragma("temp_store", "MEMORY")
            // What is deleted is overwritten with zeros: a free page may otherwise hold somebody's words for years.
            .pragma("secure_delete", "ON")
            // Kibibytes (negative) of pages a connection keeps: with the default of 2,000 even a small table is read anew.
            .pragma("cache_size", "-8000")
            .disable_statement_logging();
        Ok(Target::Sqlite(options))
    }

    /// The same for connections that only read.
    pub(super) fn reading(&self) -> Target {
        match self {
            Target::Sqlite(options) => Target::Sqlite(options.clone().pragma("query_only", "ON")),
            Target::Postgres(server) => Target::Postgres(server.clone()),
        }
    }

    /// Connects, and keeps trying for a while where a server is away.
    pub(super) async fn connect(&self, vault: &Arc<Vault>, patience: Duration) -> Result<Connection, sqlx::Error> {
        Ok(match self {
            Target::Sqlite(options) => Connection::sqlite(open(options).await?, vault.clone()),
            Target::Postgres(server) => {
                let connected = persistently(&server.options, patience).await?;
                Connection::postgres(connected, server.reach, vault.clone())
            }
        })
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self, Target::Sqlite(_))
    }
}

/// Makes a file where there is none. It holds personal data: only its owner may read it. SQLite gives its side files the same
/// rights.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut file = std::fs::OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map(drop).map_err(StoreError::Create)
}

/// Opens a SQLite file. Of two processes that begin with a new one, one turns it to WAL, and SQLite tells the other that it
/// is busy without waiting.
async fn open(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let until = Instant::now() + BUSY_TIMEOUT;
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && Instant::now() < until => sleep(FIRST_WAIT).await,
            opened => return opened,
        }
    }
}

/// Connects to a server that may be away, starting, stopping or full.
pub(super) async fn persistently(options: &PgConnectOptions, patience: Duration) -> Result<PgConnection, sqlx::Error> {
    let until = Instant::now() + patience;
    let mut wait = FIRST_WAIT;
    loop {
        match timeout_at(until, options.connect()).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if !may_pass(&error) || Instant::now() + wait >= until => return Err(error),
            Ok(Err(_)) => {}
            Err(_) => return Err(super::error::silent()),
        }
        sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

fn may_pass(error: &sqlx::Error) -> bool {
    is_lost(error) || error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "53300")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let target = Target::parse("postgres://guichet:hunter2@127.0.0.1/guichet", Reach::Direct).unwrap();
        assert!(!format!("{target:?}").contains("hunter2"));
    }
}
