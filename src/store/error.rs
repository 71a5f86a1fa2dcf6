//! What can go wrong in the database, and what the caller may do about it.

use std::sync::Arc;

use sqlx::migrate::MigrateError;

/// Why the database did not do what it was asked. Nothing in it is personal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address in the settings names no database we can use (operator).
    #[error(
        "the database address must be `sqlite:` and a path, such as `sqlite:guichet.db`, or begin with `postgres://`"
    )]
    Address,
    /// The database cannot be opened (operator).
    #[error("the database cannot be opened")]
    Open(#[source] sqlx::Error),
    /// The database's file cannot be created (operator).
    #[error("the database file cannot be created")]
    Create(#[source] std::io::Error),
    /// The tables cannot be brought up to date (operator).
    #[error("the tables cannot be brought up to date")]
    Migrate(#[source] MigrateError),
    /// The keys are not those that this database was sealed with (operator).
    #[error(
        "the keys are not those of this database: restore the key file that belongs to it, or name it with GUICHET_KEY_FILE"
    )]
    WrongKeys,
    /// Too much is waiting to be written, or another process writes for too long (retry).
    #[error("the database is busy")]
    Busy,
    /// Another instance wrote the same rows at the same moment: what it belonged to was undone (retry).
    #[error("another instance was quicker")]
    Contended,
    /// The store was closed (retry elsewhere).
    #[error("the database is closed")]
    Closed,
    /// The transaction failed as a whole: nothing was kept (retry).
    #[error("the transaction was not committed")]
    NotCommitted(#[source] Arc<sqlx::Error>),
    /// A statement failed: what it belonged to was undone (caller).
    #[error("a statement failed")]
    Statement(#[source] sqlx::Error),
    /// A read that several turns shared failed (retry).
    #[error("what the turn needs cannot be read")]
    NotRead(#[source] Arc<StoreError>),
    /// A row holds what cannot be read (operator).
    #[error("table {table}, column {column}, row {id}: the value cannot be read")]
    Decode {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's identifier; a telephone number is masked.
        id: String,
    },
    /// A value cannot be written as it is (caller).
    #[error("the value for table {table}, column {column} cannot be written")]
    Encode {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The machine gave no randomness (operator).
    #[error("the machine gives no random bytes")]
    Random,
    /// Our own mistake in a write, which was undone (developer).
    #[error("a write panicked and was undone")]
    Panicked,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match (is_busy(&error), is_from_postgres(&error)) {
            (true, true) => StoreError::Contended,
            (true, false) => StoreError::Busy,
            _ => StoreError::Statement(error),
        }
    }
}

/// Whether another connection was in the way, so that the same may succeed a moment later: `SQLITE_BUSY` (5, in the low
/// byte), or PostgreSQL's deadlock (40P01) and serialisation failure (40001).
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    match error.as_database_error().and_then(|database| database.code()).as_deref() {
        Some("40P01" | "40001") => true,
        Some(code) if code.len() < 5 => code.parse::<i32>().is_ok_and(|code| code & 0xff == 5),
        _ => false,
    }
}

fn is_from_postgres(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some())
}

/// Whether the connection is gone, and another one may do.
pub(super) fn is_disconnected(error: &StoreError) -> bool {
    let StoreError::Statement(error) = error else { return false };
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}
