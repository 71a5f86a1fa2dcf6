//! Case files that are imported: staged row by row, then taken over all at once.
//!
//! Hashing the codes of a large file takes minutes. Rows wait in a table of their own meanwhile, so that
//! nobody's turn waits for them; taking over is a handful of statements in one transaction.

use jiff::{SignedDuration, Timestamp, civil::Date};
use sqlx::SqliteConnection;

use super::{Store, StoreError, row::Reading};
use crate::{
    case::{FileNumber, ItemKind, Status},
    phone_number::PhoneNumber,
};

/// Rows of an import that never ended are swept after this time.
const ABANDONED: SignedDuration = SignedDuration::from_hours(24);

/// A case file to take over.
#[derive(Clone)]
pub struct ImportedFile {
    /// The line it stands on.
    pub line: u64,
    /// Our identifier, used where the file is new.
    pub id: String,
    /// The organisation's key.
    pub organisation: String,
    /// The number on the letters.
    pub number: FileNumber,
    /// The postcode, or nothing.
    pub postcode: String,
    /// The benefit's key.
    pub benefit: String,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub since: Option<Date>,
    /// The day the organisation told us.
    pub as_of: Date,
    /// What it waits for.
    pub missing: Vec<(String, ItemKind)>,
    /// The number on file.
    pub phone: Option<PhoneNumber>,
    /// The hash of a new code; none keeps the old one.
    pub code_hash: Option<String>,
}

/// A row that stands in the file twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice {
    /// The line of the first.
    pub first: u64,
    /// The line of the second.
    pub second: u64,
}

/// What an import changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Files that are new.
    pub added: u64,
    /// Files that were known.
    pub updated: u64,
}

impl Store {
    /// Stages rows of an import; says which stand in it twice.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn stage_import(
        &self,
        import_id: &str,
        files: Vec<ImportedFile>,
        now: Timestamp,
    ) -> Result<Vec<Twice>, StoreError> {
        let import_id = import_id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                sweep(connection, now).await?;
                let mut twice = Vec::new();
                for file in &files {
                    twice.extend(stage(connection, &import_id, file, now).await?);
                }
                Ok(twice)
            })
        })
        .await
    }

    /// Ends an import: takes all its rows over in one transaction, or with `dry` none, and forgets them.
    ///
    /// # Errors
    /// Where the database fails; nothing is taken over then.
    pub async fn end_import(&self, import_id: &str, dry: bool) -> Result<Taken, StoreError> {
        let import_id = import_id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                let taken = count(connection, &import_id).await?;
                if !dry {
                    take_over(connection, &import_id).await?;
                }
                forget(connection, &import_id).await?;
                Ok(taken)
            })
        })
        .await
    }

    /// The hash of a file's code.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn code_hash(
        &self,
        organisation: &str,
        number: &FileNumber,
        postcode: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT id, code_hash FROM case_file WHERE organisation = $1 AND number = $2 AND postcode = $3";
        let query = sqlx::query(sql).bind(organisation).bind(number.reveal()).bind(postcode);
        let row = query.fetch_optional(self.reads()).await?;
        row.map_or(Ok(None), |row| Reading::keyed(&row, "case_file", "id").get("code_hash"))
    }
}

/// Stages one row; says where it stands in the import already.
pub(super) async fn stage(
    connection: &mut SqliteConnection,
    import_id: &str,
    file: &ImportedFile,
    now: Timestamp,
) -> Result<Option<Twice>, StoreError> {
    let line = i64::try_from(file.line).unwrap_or(i64::MAX);
    let written = sqlx::query(
        "INSERT INTO import_row (import_id, organisation, number, postcode, line, file_id, benefit, status, since,
                                 as_of, phone, code_hash, staged_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (import_id, organisation, number, postcode) DO NOTHING",
    )
    .bind(import_id)
    .bind(&file.organisation)
    .bind(file.number.reveal())
    .bind(&file.postcode)
    .bind(line)
    .bind(&file.id)
    .bind(&file.benefit)
    .bind(file.status.as_str())
    .bind(file.since.map(|day| day.to_string()))
    .bind(file.as_of.to_string())
    .bind(file.phone.as_ref().map(PhoneNumber::reveal))
    .bind(&file.code_hash)
    .bind(now.as_millisecond())
    .execute(&mut *connection)
    .await?;
    if written.rows_affected() == 0 {
        return first_of(connection, import_id, file).await.map(Some);
    }
    for (position, (name, kind)) in (0i64..).zip(&file.missing) {
        sqlx::query("INSERT INTO import_item (import_id, line, name, kind, position) VALUES ($1, $2, $3, $4, $5)")
            .bind(import_id)
            .bind(line)
            .bind(name)
            .bind(kind.as_str())
            .bind(position)
            .execute(&mut *connection)
            .await?;
    }
    Ok(None)
}

async fn first_of(
    connection: &mut SqliteConnection,
    import_id: &str,
    file: &ImportedFile,
) -> Result<Twice, StoreError> {
    let first: i64 = sqlx::query_scalar(
        "SELECT line FROM import_row
         WHERE import_id = $1 AND organisation = $2 AND number = $3 AND postcode = $4",
    )
    .bind(import_id)
    .bind(&file.organisation)
    .bind(file.number.reveal())
    .bind(&file.postcode)
    .fetch_one(connection)
    .await?;
    Ok(Twice { first: first.unsigned_abs(), second: file.line })
}

async fn count(connection: &mut SqliteConnection, import_id: &str) -> Result<Taken, StoreError> {
    let (all, known): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(f.id) FROM import_row r
         LEFT JOIN case_file f
           ON f.organisation = r.organisation AND f.number = r.number AND f.postcode = r.postcode
         WHERE r.import_id = $1",
    )
    .bind(import_id)
    .fetch_one(connection)
    .await?;
    Ok(Taken { added: (all - known).unsigned_abs(), updated: known.unsigned_abs() })
}

/// Answers stay; missing items are those of the file; a new code begins with a clean slate.
const TAKE_OVER: [&str; 3] = [
    "INSERT INTO case_file (id, organisation, number, postcode, benefit, status, since, as_of, phone, code_hash)
     SELECT file_id, organisation, number, postcode, benefit, status, since, as_of, phone, code_hash
     FROM import_row WHERE import_id = $1
     ON CONFLICT (organisation, number, postcode) DO UPDATE SET
        benefit = excluded.benefit, status = excluded.status, since = excluded.since, as_of = excluded.as_of,
        phone = COALESCE(excluded.phone, case_file.phone),
        failures = CASE WHEN excluded.code_hash IS NULL THEN case_file.failures ELSE 0 END,
        code_failures = CASE WHEN excluded.code_hash IS NULL THEN case_file.code_failures ELSE 0 END,
        locked_until = CASE WHEN excluded.code_hash IS NULL THEN case_file.locked_until ELSE NULL END,
        code_hash = COALESCE(excluded.code_hash, case_file.code_hash)",
    "DELETE FROM missing_item WHERE file_id IN
        (SELECT f.id FROM import_row r JOIN case_file f
           ON f.organisation = r.organisation AND f.number = r.number AND f.postcode = r.postcode
         WHERE r.import_id = $1)",
    "INSERT INTO missing_item (file_id, name, kind, position)
     SELECT f.id, i.name, i.kind, i.position
     FROM import_item i
     JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line
     JOIN case_file f ON f.organisation = r.organisation AND f.number = r.number AND f.postcode = r.postcode
     WHERE i.import_id = $1",
];

/// Takes the staged rows over.
pub(super) async fn take_over(connection: &mut SqliteConnection, import_id: &str) -> Result<(), StoreError> {
    for statement in TAKE_OVER {
        sqlx::query(statement).bind(import_id).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Forgets the staged rows.
pub(super) async fn forget(connection: &mut SqliteConnection, import_id: &str) -> Result<(), StoreError> {
    for statement in ["DELETE FROM import_item WHERE import_id = $1", "DELETE FROM import_row WHERE import_id = $1"] {
        sqlx::query(statement).bind(import_id).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn sweep(connection: &mut SqliteConnection, now: Timestamp) -> Result<(), StoreError> {
    let abandoned: Vec<String> = sqlx::query_scalar("SELECT DISTINCT import_id FROM import_row WHERE staged_at < $1")
        .bind(now.saturating_sub(ABANDONED).unwrap_or(Timestamp::MIN).as_millisecond())
        .fetch_all(&mut *connection)
        .await?;
    for import_id in abandoned {
        forget(connection, &import_id).await?;
    }
    Ok(())
}
