//! What can go wrong in the database, and what the caller may do about it.

use std::{borrow::Cow, io, sync::Arc};

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
    /// The address leads to a pooler, and nothing says so (operator).
    #[error(
        "a pooler stands before the database: set GUICHET_DATABASE_DIRECT_URL to the address of the server itself, beside GUICHET_DATABASE_URL for the pooler"
    )]
    Pooler,
    /// The database's file cannot be created (operator).
    #[error("the database file cannot be created")]
    Create(#[source] io::Error),
    /// The tables cannot be brought up to date (operator).
    #[error("the tables cannot be brought up to date")]
    Migrate(#[source] MigrateError),
    /// The keys are not those that this database was sealed with (operator).
    #[error(
        "the keys are not those of this database: restore the key file that belongs to it, or name it with GUICHET_KEY_FILE"
    )]
    WrongKeys,
    /// The database was moved to another address (operator).
    #[error(
        "this database was moved to another address at {at}: name the new one with GUICHET_DATABASE_URL; to come back, move it here into a new database with `guichet move`"
    )]
    Moved {
        /// When.
        at: String,
    },
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
    /// The connection was lost while a transaction was being committed, or the server does not answer: perhaps it was kept,
    /// perhaps not (retry: a turn that was kept is found by its key).
    #[error("it is not known whether the transaction was committed")]
    Unknown(#[source] Arc<sqlx::Error>),
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

impl StoreError {
    /// Why a database could not be opened.
    pub(super) fn opening(error: sqlx::Error) -> Self {
        // PgBouncer refuses what it does not know of a connection's options.
        let pooler = error.as_database_error().is_some_and(|error| error.message().contains("startup parameter"));
        if pooler { StoreError::Pooler } else { StoreError::Open(error) }
    }

    /// The same for everybody whose write was in the same transaction. None where it may be the failure of one of them.
    pub(super) fn of_all(&self) -> Option<StoreError> {
        match self {
            StoreError::Closed => Some(StoreError::Closed),
            StoreError::Statement(error) if is_lost(error) => Some(StoreError::NotCommitted(Arc::new(silent()))),
            StoreError::NotCommitted(error) => Some(StoreError::NotCommitted(error.clone())),
            StoreError::Unknown(error) => Some(StoreError::Unknown(error.clone())),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match code(&error).as_deref() {
            Some("40P01" | "40001") => StoreError::Contended,
            _ if is_busy(&error) => StoreError::Busy,
            _ => StoreError::Statement(error),
        }
    }
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(|database| database.code())
}

/// Whether another connection was in the way, so that the same may succeed a moment later: `SQLITE_BUSY` (5, in the low
/// byte), or PostgreSQL's deadlock (40P01), serialisation failure (40001), and waits that were too long (55P03, 57014).
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    match code(error).as_deref() {
        Some("40P01" | "40001" | "55P03" | "57014") => true,
        Some(code) if code.len() < 5 => code.parse::<i32>().is_ok_and(|code| code & 0xff == 5),
        _ => false,
    }
}

/// Whether the connection is gone, and another one may do: cut (57P, 08), or ended by the server because it stood still in a
/// transaction (25P03).
pub(super) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        error => code(error).is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || code == "25P03"),
    }
}

/// Whether the connection still works, yet never again as it should: the tables changed under its prepared statements
/// (0A000), or its server became one that only reads (25006).
pub(super) fn is_outdated(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code == "0A000" || code == "25006")
}

/// What is said of a server that does not answer in time.
pub(super) fn silent() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_does_not_answer_counts_as_a_lost_connection() {
        assert!(is_lost(&silent()) && !is_busy(&silent()));
    }
}
