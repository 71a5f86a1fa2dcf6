//! A copy of the database, taken while the service runs, and marked so that it sends nothing twice when it is restored.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use jiff::Timestamp;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{
    StoreError,
    restore::BACKED_UP_AT,
    target::{BUSY_TIMEOUT, Reach, Target, create_private},
};
use crate::clock::Clock;

/// Why there is no copy. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The address names no file of SQLite, or the database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is no file of ours.
    #[error(
        "PostgreSQL copies its databases itself: pg_dump --format=custom --file=guichet.dump \"$GUICHET_DATABASE_URL\"; \
         docs/operators.md tells how to restore one"
    )]
    Postgres,
    /// There is a file of that name already.
    #[error("there is a file of this name already; it is left as it is")]
    Exists,
    /// The copy's file cannot be written.
    #[error("the copy cannot be written")]
    Write(#[source] io::Error),
    /// SQLite could not make or mark the copy.
    #[error("the copy cannot be made")]
    Copy(#[source] sqlx::Error),
    /// The copy is damaged, and so is the database it was taken from.
    #[error("the copy is damaged, and so is the database: {0}; `guichet doctor` tells more")]
    Damaged(String),
}

/// Copies the database at `address` into the file `to`, which must not be there yet: consistent, checked, on disk, and
/// readable by its owner alone. Writers do not wait for it.
///
/// # Errors
/// Why there is no copy.
pub async fn copy(address: &str, to: &Path, clock: &Clock) -> Result<(), BackupError> {
    let Target::Sqlite(options) = Target::parse(address, Reach::Direct)? else { return Err(BackupError::Postgres) };
    let source = options.get_filename().to_owned();
    if to.exists() {
        return Err(BackupError::Exists);
    }
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let copied = fill(&source, part, clock).await;
    if copied.is_err() {
        // What is half done is worth nothing; where it cannot be removed, its name says what it is.
        let _ = std::fs::remove_file(part);
        return copied;
    }
    std::fs::rename(part, to).and_then(|()| flush_folder(to)).map_err(BackupError::Write)
}

async fn fill(source: &Path, part: &Path, clock: &Clock) -> Result<(), BackupError> {
    // An empty file of ours first, so that what is copied was never readable by others.
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(BackupError::Write(error)),
        _ => create_private(part)?,
    }
    let reading = SqliteConnectOptions::new().filename(source).read_only(true).busy_timeout(BUSY_TIMEOUT);
    let mut connection = reading.connect().await.map_err(StoreError::Open)?;
    let name = part.to_string_lossy().into_owned();
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await;
    let _ = connection.close().await;
    copied.map_err(BackupError::Copy)?;
    // Read only now, or what was ordered until the copy began would count as ordered after it.
    mark(part, clock.now()).await?;
    OpenOptions::new().write(true).open(part).and_then(|file| file.sync_all()).map_err(BackupError::Write)
}

/// Marks the copy and looks at every page of it.
async fn mark(part: &Path, now: Timestamp) -> Result<(), BackupError> {
    // No write-ahead log: the copy is one file.
    let options = SqliteConnectOptions::new().filename(part).journal_mode(SqliteJournalMode::Delete);
    let mut connection = options.connect().await.map_err(BackupError::Copy)?;
    let marked = marked_and_whole(&mut connection, now).await;
    let _ = connection.close().await;
    match marked.map_err(BackupError::Copy)?.as_slice() {
        [fine] if fine == "ok" => Ok(()),
        damage => Err(BackupError::Damaged(damage.first().cloned().unwrap_or_default())),
    }
}

async fn marked_and_whole(connection: &mut SqliteConnection, now: Timestamp) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query(
        "INSERT INTO installation (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(BACKED_UP_AT)
    .bind(now.as_millisecond().to_string())
    .execute(&mut *connection)
    .await?;
    sqlx::query_scalar("PRAGMA integrity_check").fetch_all(connection).await
}

/// A new name is on disk once its folder is.
fn flush_folder(file: &Path) -> io::Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
