//! The deadlines of case files: what files say has to be done is set up after they changed, each change once.
//!
//! A file that an import or a case system changed is noted in the same transaction. Whoever sets up its deadlines takes the
//! note away with them, unless the file changed again meanwhile: then it is looked at again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    super::{
        Connection, Store, StoreError,
        case_file::open_phone,
        row::Reading,
        sql::{Sql, values},
    },
    Deadline, DeadlineState, SetUp, arm, outcome, read_known,
};
use crate::{case::Status, flow::Name, phone_number::PhoneNumber, reminder::Known};

/// What the one date of a deadline is called until its type gives it a name.
pub const DATE: &str = "date";

/// A file that changed, with what its deadlines depend on.
#[derive(Clone)]
pub struct ChangedFile {
    /// Our identifier.
    pub id: String,
    /// How often it changed since its deadlines were set up.
    pub changes: i64,
    /// Where it stands.
    pub status: Status,
    /// The postcode, where the file has one.
    pub postcode: Option<String>,
    /// The number on file.
    pub phone: Option<PhoneNumber>,
    /// What has to be done for it, and the dates that this is computed from.
    pub told: Vec<(Name, Known)>,
}

/// Some of the files that changed.
#[derive(Clone, Default)]
pub struct Page {
    /// Those that can be read.
    pub files: Vec<ChangedFile>,
    /// The last one that was looked at; none where there are no more.
    pub last: Option<String>,
}

/// What a file's dates come to.
#[derive(Clone, Debug, Default)]
pub struct FileDeadlines {
    /// The file.
    pub file_id: String,
    /// How often it had changed when it was read.
    pub changes: i64,
    /// The types it still tells.
    pub kinds: BTreeSet<Name>,
    /// The deadlines that follow.
    pub deadlines: Vec<Deadline>,
}

impl Store {
    /// Files whose deadlines are to be set up, in the order of their identifiers after the given one; at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn changed_files(&self, after: &str, most: u32) -> Result<Page, StoreError> {
        let sql = Sql::new(
            "WITH changed AS (SELECT file_id, changes FROM file_changed WHERE file_id > $1 ORDER BY file_id LIMIT $2)
             SELECT c.file_id, c.changes, f.status, f.postcode, p.number_index AS phone_index, p.number AS phone
             FROM changed c
             JOIN case_file f ON f.id = c.file_id
             LEFT JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
             LEFT JOIN person_phone p ON p.person_id = h.person_id AND p.until IS NULL
             ORDER BY c.file_id, p.since DESC, p.number_index",
        );
        let rows = self.reads().fetch_all(sql.bind(after).bind(i64::from(most))).await?;
        let mut files: BTreeMap<String, Result<ChangedFile, StoreError>> = BTreeMap::new();
        for row in &rows {
            let row = Reading::keyed(row, "file_changed", "file_id");
            let id: String = row.get("file_id")?;
            // The number that came last stands first.
            files.entry(id.clone()).or_insert_with(|| read_file(&row, id));
        }
        if !files.is_empty() {
            // What is read a moment later may be newer: then the file has changed once more, and is looked at again.
            let asked = Sql::new("WITH asked (file_id) AS (").rows(files.keys().map(|id| values![id]));
            let sql = asked.then(
                ") SELECT d.file_id, d.kind, d.known FROM file_deadline d JOIN asked ON asked.file_id = d.file_id
                 ORDER BY d.file_id, d.kind",
            );
            for row in &self.reads().fetch_all(sql).await? {
                let row = Reading::keyed(row, "file_deadline", "file_id");
                let Some(file) = files.get_mut(&row.get::<String>("file_id")?) else { continue };
                if let Ok(known) = file
                    && let Err(error) = read_told(&row, known)
                {
                    *file = Err(error);
                }
            }
        }
        let last = files.keys().next_back().cloned();
        let tell =
            |error: &StoreError| tracing::error!(%error, "a file whose deadlines are to be set up cannot be read");
        Ok(Page { files: files.into_values().filter_map(|file| file.inspect_err(tell).ok()).collect(), last })
    }

    /// Sets up what files tell, and ends what they tell no more: of types that come once it counts as done. A file that
    /// changed meanwhile is left out.
    ///
    /// # Errors
    /// Where the database fails; then nothing is written.
    pub async fn set_up_files(
        &self,
        files: Vec<FileDeadlines>,
        once: BTreeSet<Name>,
        now: Timestamp,
    ) -> Result<SetUp, StoreError> {
        if files.is_empty() {
            return Ok(SetUp::default());
        }
        self.write_patiently(move |connection| Box::pin(async move { set_up(connection, &files, &once, now).await }))
            .await
    }
}

async fn set_up(
    connection: &mut Connection,
    files: &[FileDeadlines],
    once: &BTreeSet<Name>,
    now: Timestamp,
) -> Result<SetUp, StoreError> {
    let seen = files.iter().map(|file| values![&file.file_id, file.changes]);
    let delete = Sql::new("WITH seen (file_id, changes) AS (").rows(seen).then(
        ") DELETE FROM file_changed WHERE EXISTS
            (SELECT 1 FROM seen WHERE seen.file_id = file_changed.file_id AND seen.changes = file_changed.changes)
         RETURNING file_id",
    );
    let rows = connection.fetch_all(delete).await?;
    let ours = rows.iter().map(|row| row.get("file_id")).collect::<Result<BTreeSet<String>, _>>()?;
    let files: BTreeMap<&str, &FileDeadlines> =
        files.iter().filter(|file| ours.contains(&file.file_id)).map(|file| (file.file_id.as_str(), file)).collect();
    if files.is_empty() {
        return Ok(SetUp::default());
    }
    let deadlines: Vec<Deadline> = files.values().flat_map(|file| file.deadlines.iter().cloned()).collect();
    let mut sum = arm(connection, &deadlines).await?;
    outcome::confirm_before(connection, &deadlines).await?;
    sum.ended += end_untold(connection, &files, once, now).await?;
    Ok(sum)
}

/// Ends the deadlines of these files that do not follow from them any more, or are those of a number that was theirs; how
/// many.
async fn end_untold(
    connection: &mut Connection,
    files: &BTreeMap<&str, &FileDeadlines>,
    once: &BTreeSet<Name>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let asked = files.keys().map(|file_id| values![*file_id]);
    let standing = Sql::new("WITH asked (file_id) AS (").rows(asked).then(
        ") SELECT d.id, d.file_id, d.kind, d.to_index, d.state FROM deadline d JOIN asked ON asked.file_id = d.file_id
         WHERE d.file_id <> '' AND d.source = 'file'
           AND (d.state IN ('armed', 'held-out') OR d.state = 'done' AND d.confirmed_on IS NULL)",
    );
    let vault = connection.vault();
    let (mut done, mut said, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new());
    for row in &connection.fetch_all(standing).await? {
        let row = Reading::keyed(row, "deadline", "id");
        let (id, file_id, kind): (String, String, String) = (row.get("id")?, row.get("file_id")?, row.get("kind")?);
        let Some(file) = files.get(file_id.as_str()) else { continue };
        let person: Vec<u8> = row.get("to_index")?;
        let follows = |one: &Deadline| *one.kind == *kind && vault.phone(&one.to) == person;
        if file.deadlines.iter().any(follows) {
            continue;
        }
        let over = !file.kinds.contains(kind.as_str()) && once.contains(kind.as_str());
        match (over, row.get::<String>("state")?.as_str()) {
            // The person said so before, and the file says it now.
            (true, "done") => said.push(id),
            (false, "done") => {}
            (true, _) => done.push(id),
            (false, _) => withdrawn.push(id),
        }
    }
    outcome::end(connection, &said, DeadlineState::Done, now).await?;
    let ended = outcome::end(connection, &done, DeadlineState::Done, now).await?
        + outcome::end(connection, &withdrawn, DeadlineState::Withdrawn, now).await?;
    Ok(usize::try_from(ended).unwrap_or(usize::MAX))
}

fn read_file(row: &Reading<'_>, id: String) -> Result<ChangedFile, StoreError> {
    let postcode: String = row.get("postcode")?;
    Ok(ChangedFile {
        id,
        changes: row.get("changes")?,
        status: row.word("status", Status::parse)?,
        postcode: (!postcode.is_empty()).then_some(postcode),
        phone: open_phone(row)?,
        told: Vec::new(),
    })
}

fn read_told(row: &Reading<'_>, file: &mut ChangedFile) -> Result<(), StoreError> {
    let kind: String = row.get("kind")?;
    file.told.push((kind.as_str().into(), read_known(row)?));
    Ok(())
}
