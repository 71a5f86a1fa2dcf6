//! What must survive: conversations, turns, case files, callbacks and messages to send, in SQLite or PostgreSQL.
//!
//! One SQL text serves both. Reads go through a few connections of their own; all writes through `writer`. Time is always a
//! parameter, and what must hold between two writers is a condition inside the statement. What is personal is sealed.

pub mod audit;
pub mod callback;
pub mod case_file;
mod connection;
pub mod conversation;
mod error;
pub mod import;
mod inspect;
mod installation;
pub mod meeting;
pub mod outbox;
mod phone;
mod readers;
mod row;
mod script;
mod sql;
pub mod turn;
mod vault;
mod writer;

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions,
    migrate::Migrator,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub use self::{
    connection::Connection,
    error::StoreError,
    writer::{Decision, Work},
};
use self::{connection::Target, meeting::Meetings, readers::Readers, vault::Vault};
use crate::settings::Access;

/// Connections that read.
const READERS: usize = 4;
/// How long a write waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements a connection keeps prepared. Those that write several rows have a text for each number of rows.
const PREPARED: usize = 500;

/// The database. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Store {
    reads: Arc<Readers>,
    meetings: Meetings,
    writer: writer::Writer,
}

impl Store {
    /// Opens the database, creates a SQLite file where there is none, and brings the tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Address`], `Create`, `Open`, `Migrate` or `WrongKeys`: for the operator.
    pub async fn open(access: &Access) -> Result<Store, StoreError> {
        let target = target(&access.url)?;
        if let Target::Sqlite(options) = &target {
            create_private(options.get_filename())?;
        }
        let vault = Arc::new(Vault::new(access.keys.clone()));
        let direct = access.direct_url.as_deref().map_or_else(|| Ok(target.clone()), self::target)?;
        let mut connection = direct.connect(&vault).await.map_err(StoreError::Open)?;
        // A newer version may have added tables while this one still runs beside it.
        let mut migrator: Migrator = sqlx::migrate!();
        connection.migrate(migrator.set_ignore_missing(true)).await.map_err(StoreError::Migrate)?;
        let connection = match access.direct_url {
            None => connection,
            Some(_) => {
                let _ = connection.close().await;
                target.connect(&vault).await.map_err(StoreError::Open)?
            }
        };
        let reading = match &target {
            Target::Sqlite(options) => Target::Sqlite(options.clone().pragma("query_only", "ON")),
            Target::Postgres(_) => target.clone(),
        };
        let reads = Arc::new(Readers::new(reading, vault.clone(), READERS));
        let meetings = Meetings::start(&reads);
        let store = Store { reads, meetings, writer: writer::Writer::start(connection, target, vault) };
        store.check_keys().await?;
        Ok(store)
    }

    /// Does a write in the next transaction. An error undoes this write alone; the answer comes after the commit.
    ///
    /// # Errors
    /// The work's own error; [`StoreError::Busy`] where too much waits; [`StoreError::NotCommitted`].
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, T> + Send + 'static,
    {
        self.writer.decide(move |connection| Box::pin(async move { work(connection).await.map(Decision::Keep) })).await
    }

    /// As [`Store::write`], where the work may find that it must be undone without that being an error.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn decide<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.writer.decide(work).await
    }

    /// A tag over texts that only this installation can make, the same on each of its instances.
    pub fn tag(&self, parts: &[&str]) -> [u8; 32] {
        self.vault().keys().tag(parts)
    }

    /// How many writes wait, of how many that may.
    pub fn waiting_writes(&self) -> (usize, usize) {
        self.writer.waiting()
    }

    /// Writes what waits, then closes. Later calls are told [`StoreError::Closed`].
    pub async fn close(&self) {
        self.writer.close().await;
        self.reads.close().await;
    }

    fn reads(&self) -> &Readers {
        &self.reads
    }

    fn vault(&self) -> &Vault {
        self.reads.vault()
    }
}

/// The database that an address names.
fn target(address: &str) -> Result<Target, StoreError> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
        // A commit is on the server's disk before it is told, whatever the server's own default.
        let options = options.options([("synchronous_commit", "on")]).application_name("guichet");
        return Ok(Target::Postgres(options.statement_cache_capacity(PREPARED)));
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
        // Kibibytes (negative) of pages a connection keeps: with the default of 2,000 even a small table is read anew.
        .pragma("cache_size", "-8000")
        .disable_statement_logging();
    Ok(Target::Sqlite(options))
}

/// The file holds personal data: only its owner may read it. SQLite gives its side files the same rights.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut file = std::fs::OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map(drop).map_err(StoreError::Create)
}

#[cfg(test)]
pub(crate) mod tests;
