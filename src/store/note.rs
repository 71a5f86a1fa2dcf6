//! Remarks that flows keep for the advisors, as they are read.

use jiff::Timestamp;

use super::{Store, StoreError, row::Reading, sql::Sql};

/// A remark.
pub struct Note {
    /// A closed word: `note`, `distress`.
    pub kind: String,
    /// What was remarked.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Every remark since then, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn notes(&self, since: Option<Timestamp>) -> Result<Vec<Note>, StoreError> {
        let sql = Sql::new(
            "SELECT turn_key || '/' || position AS place, kind, text, at FROM note WHERE at >= $1
             ORDER BY at, turn_key, position",
        );
        let rows = self.reads().fetch_all(sql.bind(since.map_or(0, |since| since.as_millisecond()))).await?;
        let note = |row| {
            let row = Reading::masked(row, "note");
            let place: String = row.get("place")?;
            Ok(Note { kind: row.get("kind")?, text: row.sealed("text", &place)?, at: row.time("at")? })
        };
        rows.iter().map(note).collect()
    }
}
