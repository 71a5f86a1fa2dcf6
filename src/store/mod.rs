//! What must survive: conversations, turns, case files, callbacks and messages to send, in SQLite.
//!
//! Reads go through a small pool that cannot write; all writes through one task (`writer`). Time is
//! always a parameter, and what must hold between two writers is a condition inside the statement.

pub mod callback;
pub mod case_file;
pub mod conversation;
pub mod delivery;
mod error;
pub mod import;
mod installation;
pub mod outbox;
mod phone;
mod row;
mod script;
pub mod turn;
mod writer;

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use self::{
    error::StoreError,
    writer::{Decision, Work},
};

static MIGRATOR: Migrator = sqlx::migrate!();
/// Connections that read.
const READERS: u32 = 4;
/// How long a write waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The database. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Store {
    reads: SqlitePool,
    writer: writer::Writer,
}

impl Store {
    /// Opens the database at `sqlite:PATH`, creates it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Address`], `Create`, `Open` or `Migrate`: for the operator.
    pub async fn open(address: &str) -> Result<Store, StoreError> {
        let options = options(address)?;
        create_private(options.get_filename())?;
        let mut connection = options.connect().await.map_err(StoreError::Open)?;
        MIGRATOR.run(&mut connection).await.map_err(StoreError::Migrate)?;
        let reads = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.clone().pragma("query_only", "ON"))
            .await
            .map_err(StoreError::Open)?;
        Ok(Store { reads, writer: writer::Writer::start(connection, options) })
    }

    /// Does a write in the next transaction. An error undoes this write alone; the answer comes after the commit.
    ///
    /// # Errors
    /// The work's own error; [`StoreError::Busy`] where too much waits; [`StoreError::NotCommitted`].
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, T> + Send + 'static,
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
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.writer.decide(work).await
    }

    /// Writes what waits, then closes. Later calls are told [`StoreError::Closed`].
    pub async fn close(&self) {
        self.writer.close().await;
        self.reads.close().await;
    }

    fn reads(&self) -> &SqlitePool {
        &self.reads
    }
}

fn options(address: &str) -> Result<SqliteConnectOptions, StoreError> {
    let path = address.strip_prefix("sqlite:").ok_or(StoreError::Address)?;
    let path = path.strip_prefix("//").unwrap_or(path);
    // A database in memory would be lost with its connection, and each connection has its own.
    if path.is_empty() || path.contains(":memory:") || path.contains('?') {
        return Err(StoreError::Address);
    }
    Ok(SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // What a savepoint may have to undo is kept in memory: else every batch opens, writes and deletes a file.
        .pragma("temp_store", "MEMORY"))
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
