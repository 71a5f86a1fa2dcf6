//! Case files that are imported: staged row by row, then taken over all at once.
//!
//! Hashing the codes of a large file takes minutes. Rows wait in a table of their own meanwhile, so that
//! nobody's turn waits for them; taking over is a handful of statements in one transaction.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Connection, Store, StoreError,
    case_file::seal_number,
    deadline::kept,
    row::Reading,
    sql::{Sql, Value, values},
    vault::hex,
};
use crate::{
    case::{FileNumber, ItemKind, PersonName, Status},
    flow::Name,
    phone_number::PhoneNumber,
    reminder::Known,
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
    /// What has to be done for it by a day: each type of deadline and the dates it is computed from. None keeps what is known.
    pub deadlines: Option<Vec<(Name, Known)>>,
    /// The number on file.
    pub phone: Option<PhoneNumber>,
    /// The holder's name; none keeps the old one.
    pub name: Option<PersonName>,
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
        self.write_patiently(move |connection| {
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
        self.write_patiently(move |connection| {
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
        let sql = "SELECT id, code_hash FROM case_file WHERE organisation = $1 AND number_index = $2 AND postcode = $3";
        let index = self.vault().file(organisation, number.reveal());
        let row = self.reads().fetch_optional(Sql::new(sql).bind(organisation).bind(index).bind(postcode)).await?;
        row.map_or(Ok(None), |row| Reading::keyed(&row, "case_file", "id").get("code_hash"))
    }
}

/// Stages one row; says where it stands in the import already.
pub(super) async fn stage(
    connection: &mut Connection,
    import_id: &str,
    file: &ImportedFile,
    now: Timestamp,
) -> Result<Option<Twice>, StoreError> {
    let line = i64::try_from(file.line).unwrap_or(i64::MAX);
    let vault = connection.vault();
    let (index, sealed) = seal_number(&vault, &file.organisation, &file.number, &file.postcode)?;
    let phone_index = file.phone.as_ref().map(|number| vault.phone(number));
    let phone = match (&file.phone, &phone_index) {
        (Some(number), Some(index)) => vault.seal_number("person_phone", "number", &hex(index), number)?,
        _ => Value::Bytes(None),
    };
    let name_index = file.name.as_ref().map(|name| vault.name(name));
    let name = match (&file.name, &name_index) {
        (Some(name), Some(index)) => vault.seal("person", "name", &hex(index), name.reveal())?,
        _ => Value::Bytes(None),
    };
    let insert = Sql::new(
        "INSERT INTO import_row (import_id, organisation, number_index, number, postcode, line, file_id, benefit, status,
                                 since, as_of, phone_index, phone, name_index, name, code_hash, staged_at, tells_deadlines) ",
    );
    let row = values![
        import_id,
        &file.organisation,
        index.clone(),
        sealed,
        &file.postcode,
        line,
        &file.id,
        &file.benefit,
        file.status.as_str(),
        file.since.map(|day| day.to_string()),
        file.as_of.to_string(),
        phone_index,
        phone,
        name_index,
        name,
        &file.code_hash,
        now.as_millisecond(),
        file.deadlines.is_some(),
    ];
    let insert = insert.rows([row]).then(" ON CONFLICT (import_id, organisation, number_index, postcode) DO NOTHING");
    if connection.execute(insert).await? == 0 {
        return first_of(connection, import_id, file, index).await.map(Some);
    }
    if !file.missing.is_empty() {
        let items = (0i64..).zip(&file.missing);
        let items = items.map(|(position, (name, kind))| values![import_id, line, name, kind.as_str(), position]);
        let insert = Sql::new("INSERT INTO import_item (import_id, line, name, kind, position) ").rows(items);
        connection.execute(insert).await?;
    }
    if let Some(deadlines) = file.deadlines.as_ref().filter(|deadlines| !deadlines.is_empty()) {
        let row =
            |(kind, known): &(Name, Known)| Ok(values![import_id, line, &**kind, kept(known, "import_deadline")?]);
        let rows = deadlines.iter().map(row).collect::<Result<Vec<_>, StoreError>>()?;
        connection.execute(Sql::new("INSERT INTO import_deadline (import_id, line, kind, known) ").rows(rows)).await?;
    }
    Ok(None)
}

async fn first_of(
    connection: &mut Connection,
    import_id: &str,
    file: &ImportedFile,
    index: Vec<u8>,
) -> Result<Twice, StoreError> {
    let sql = Sql::new(
        "SELECT line FROM import_row
         WHERE import_id = $1 AND organisation = $2 AND number_index = $3 AND postcode = $4",
    );
    let sql = sql.bind(import_id).bind(&file.organisation).bind(index).bind(&file.postcode);
    let first: i64 = connection.fetch_one(sql).await?.at(0)?;
    Ok(Twice { first: first.unsigned_abs(), second: file.line })
}

async fn count(connection: &mut Connection, import_id: &str) -> Result<Taken, StoreError> {
    let sql = Sql::new(
        "SELECT COUNT(*), COUNT(f.id) FROM import_row r
         LEFT JOIN case_file f
           ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
         WHERE r.import_id = $1",
    );
    let row = connection.fetch_one(sql.bind(import_id)).await?;
    let (all, known): (i64, i64) = (row.at(0)?, row.at(1)?);
    Ok(Taken { added: (all - known).unsigned_abs(), updated: known.unsigned_abs() })
}

/// Answers stay; missing items are those of the file; a new code begins with a clean slate. A file that is new has a holder
/// of its own; a new number on file takes the place of the one before.
const TAKE_OVER: [&str; 11] = [
    "INSERT INTO case_file (id, organisation, number_index, number, postcode, benefit, status, since, as_of, code_hash)
     SELECT file_id, organisation, number_index, number, postcode, benefit, status, since, as_of, code_hash
     FROM import_row WHERE import_id = $1
     ON CONFLICT (organisation, number_index, postcode) DO UPDATE SET
        benefit = excluded.benefit, status = excluded.status, since = excluded.since, as_of = excluded.as_of,
        failures = CASE WHEN excluded.code_hash IS NULL THEN case_file.failures ELSE 0 END,
        code_failures = CASE WHEN excluded.code_hash IS NULL THEN case_file.code_failures ELSE 0 END,
        own_failures = CASE WHEN excluded.code_hash IS NULL THEN case_file.own_failures ELSE 0 END,
        locked_until = CASE WHEN excluded.code_hash IS NULL THEN case_file.locked_until ELSE NULL END,
        code_hash = COALESCE(excluded.code_hash, case_file.code_hash)",
    "DELETE FROM missing_item WHERE file_id IN
        (SELECT f.id FROM import_row r JOIN case_file f
           ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
         WHERE r.import_id = $1)",
    "INSERT INTO missing_item (file_id, name, kind, position)
     SELECT f.id, i.name, i.kind, i.position
     FROM import_item i
     JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     WHERE i.import_id = $1",
    "INSERT INTO person (id, created_at)
     SELECT f.id, r.staged_at FROM import_row r
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     WHERE r.import_id = $1 AND NOT EXISTS (SELECT 1 FROM person_file h WHERE h.file_id = f.id AND h.role = 'holder')
     ON CONFLICT (id) DO NOTHING",
    "INSERT INTO person_file (person_id, file_id, role, since)
     SELECT f.id, f.id, 'holder', r.staged_at FROM import_row r
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     WHERE r.import_id = $1 AND NOT EXISTS (SELECT 1 FROM person_file h WHERE h.file_id = f.id AND h.role = 'holder')",
    // Of several names for one person in one import, the one that stands first.
    "UPDATE person SET name_index = staged.name_index, name = staged.name
     FROM (SELECT h.person_id, r.name_index, r.name,
                  ROW_NUMBER() OVER (PARTITION BY h.person_id ORDER BY r.line) AS place
           FROM import_row r
           JOIN case_file f
             ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
           JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
           WHERE r.import_id = $1 AND r.name_index IS NOT NULL) staged
     WHERE person.id = staged.person_id AND staged.place = 1",
    "UPDATE person_phone SET until = staged.staged_at
     FROM (SELECT h.person_id, r.phone_index, r.staged_at FROM import_row r
           JOIN case_file f
             ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
           JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
           WHERE r.import_id = $1 AND r.phone_index IS NOT NULL) staged
     WHERE person_phone.person_id = staged.person_id AND person_phone.until IS NULL
       AND person_phone.number_index <> staged.phone_index",
    // A person with two files in one import is given the number that stands first. A list that repeats the number it gave before
    // proves nothing new of it: that it was verified, or is in doubt, stays.
    "INSERT INTO person_phone (person_id, number_index, number, since, verified_at)
     SELECT h.person_id, r.phone_index, r.phone, r.staged_at, r.staged_at FROM import_row r
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
     WHERE r.import_id = $1 AND r.phone_index IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM person_file k
                       JOIN case_file g ON g.id = k.file_id
                       JOIN import_row before
                         ON before.import_id = r.import_id AND before.organisation = g.organisation
                        AND before.number_index = g.number_index AND before.postcode = g.postcode
                       WHERE k.person_id = h.person_id AND k.role = 'holder' AND before.phone_index IS NOT NULL
                         AND before.line < r.line)
     ON CONFLICT (person_id, number_index) DO UPDATE SET
        since = CASE WHEN person_phone.until IS NULL THEN person_phone.since ELSE excluded.since END,
        verified_at = CASE WHEN person_phone.until IS NULL THEN person_phone.verified_at ELSE excluded.verified_at END,
        doubted_at = CASE WHEN person_phone.until IS NULL THEN person_phone.doubted_at ELSE NULL END,
        until = NULL",
    "DELETE FROM file_deadline WHERE file_id IN
        (SELECT f.id FROM import_row r JOIN case_file f
           ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
         WHERE r.import_id = $1 AND r.tells_deadlines)",
    "INSERT INTO file_deadline (file_id, kind, known)
     SELECT f.id, d.kind, d.known
     FROM import_deadline d
     JOIN import_row r ON r.import_id = d.import_id AND r.line = d.line
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     WHERE d.import_id = $1",
    // Its number, its place or its status may be another too, which decide on its deadlines.
    "INSERT INTO file_changed (file_id, changes)
     SELECT f.id, 1 FROM import_row r
     JOIN case_file f ON f.organisation = r.organisation AND f.number_index = r.number_index AND f.postcode = r.postcode
     WHERE r.import_id = $1
       AND (r.tells_deadlines OR EXISTS (SELECT 1 FROM file_deadline t WHERE t.file_id = f.id))
     ON CONFLICT (file_id) DO UPDATE SET changes = file_changed.changes + 1",
];

/// Takes the staged rows over.
pub(super) async fn take_over(connection: &mut Connection, import_id: &str) -> Result<(), StoreError> {
    for statement in TAKE_OVER {
        connection.execute(Sql::new(statement).bind(import_id)).await?;
    }
    Ok(())
}

/// Forgets the staged rows.
pub(super) async fn forget(connection: &mut Connection, import_id: &str) -> Result<(), StoreError> {
    const FORGET: [&str; 3] = [
        "DELETE FROM import_item WHERE import_id = $1",
        "DELETE FROM import_deadline WHERE import_id = $1",
        "DELETE FROM import_row WHERE import_id = $1",
    ];
    for statement in FORGET {
        connection.execute(Sql::new(statement).bind(import_id)).await?;
    }
    Ok(())
}

async fn sweep(connection: &mut Connection, now: Timestamp) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT DISTINCT import_id FROM import_row WHERE staged_at < $1");
    let since = now.saturating_sub(ABANDONED).unwrap_or(Timestamp::MIN);
    for row in connection.fetch_all(sql.bind(since.as_millisecond())).await? {
        forget(connection, &row.at::<String>(0)?).await?;
    }
    Ok(())
}
