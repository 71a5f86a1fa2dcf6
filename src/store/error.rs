//! What can go wrong in the database, and what the caller may do about it.

use std::sync::Arc;

use sqlx::migrate::MigrateError;

/// Why the database did not do what it was asked. Nothing in it is personal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address in the settings names no database we can use (operator).
    #[error("the database address must be `sqlite:` and a path, such as `sqlite:guichet.db`")]
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
    /// Too much is waiting to be written, or another process writes for too long (retry).
    #[error("the database is busy")]
    Busy,
    /// The store was closed (retry elsewhere).
    #[error("the database is closed")]
    Closed,
    /// The transaction failed as a whole: nothing was kept (retry).
    #[error("the transaction was not committed")]
    NotCommitted(#[source] Arc<sqlx::Error>),
    /// A statement failed: what it belonged to was undone (caller).
    #[error("a statement failed")]
    Statement(#[source] sqlx::Error),
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
        if is_busy(&error) { StoreError::Busy } else { StoreError::Statement(error) }
    }
}

/// Whether another connection held the database for longer than we wait: `SQLITE_BUSY` (5) in its low byte.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
}
