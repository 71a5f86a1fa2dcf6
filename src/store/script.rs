//! The flows and words that conversations began with, so that they can go on with them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Connection, Store, StoreError, row::Reading, sql::Sql};
use crate::{flow::version::version_of, problem::SourceFile};

/// A version that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// Its hash.
    pub hash: String,
    /// When it first came into force.
    pub first_used_at: Timestamp,
    /// When a turn last ran on it, a day more or less.
    pub last_used_at: Option<Timestamp>,
}

impl Store {
    /// Keeps the files of a script under its hash; one that is known already is left as it is, and counts as used now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_script(&self, hash: &str, files: &[SourceFile], now: Timestamp) -> Result<(), StoreError> {
        let files: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_ref())).collect();
        let files =
            serde_json::to_string(&files).map_err(|_| StoreError::Encode { table: "script", column: "files" })?;
        let sql = Sql::new(
            "INSERT INTO script (hash, files, first_used_at, last_used_at) VALUES ($1, $2, $3, $3)
             ON CONFLICT (hash) DO UPDATE SET last_used_at = excluded.last_used_at",
        );
        let sql = sql.bind(hash).bind(files).bind(now.as_millisecond());
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// The files of the script with this hash, by path.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn script(&self, hash: &str) -> Result<Option<Vec<SourceFile>>, StoreError> {
        let sql = Sql::new("SELECT hash, files FROM script WHERE hash = $1").bind(hash);
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        read_files(&Reading::keyed(&row, "script", "hash")).map(Some)
    }

    /// The versions that are kept, the latest used first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn scripts(&self) -> Result<Vec<KeptVersion>, StoreError> {
        let sql = "SELECT hash, first_used_at, last_used_at FROM script
                   ORDER BY COALESCE(last_used_at, first_used_at) DESC, hash";
        let rows = self.reads().fetch_all(Sql::new(sql)).await?;
        let version = |row| {
            let row = Reading::keyed(row, "script", "hash");
            Ok(KeptVersion {
                hash: row.get("hash")?,
                first_used_at: row.time("first_used_at")?,
                last_used_at: row.time_if_any("last_used_at")?,
            })
        };
        rows.iter().map(version).collect()
    }

    /// Writes down that turns ran on these versions until now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_scripts_used(&self, hashes: &[String], now: Timestamp) -> Result<(), StoreError> {
        let mut sql = Sql::new("UPDATE script SET last_used_at = $1 WHERE (last_used_at IS NULL OR last_used_at < $1)");
        sql = sql.bind(now.as_millisecond()).then(" AND hash IN (");
        for (at, hash) in hashes.iter().enumerate() {
            let number = sql.next();
            sql = sql.then(&format!("{}${number}", if at == 0 { "" } else { ", " })).bind(hash);
        }
        let sql = sql.then(")");
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// Removes the versions that were last used before `until`; how many. What nobody noted yet, as an earlier release of this
    /// program left it, counts as used now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_scripts(&self, until: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let note =
            Sql::new("UPDATE script SET last_used_at = $1 WHERE last_used_at IS NULL").bind(now.as_millisecond());
        let remove = Sql::new("DELETE FROM script WHERE last_used_at < $1").bind(until.as_millisecond());
        self.write(move |connection| {
            Box::pin(async move {
                connection.execute(note).await?;
                connection.execute(remove).await
            })
        })
        .await
    }
}

fn read_files(row: &Reading<'_>) -> Result<Vec<SourceFile>, StoreError> {
    let files: BTreeMap<String, String> =
        serde_json::from_str(&row.get::<String>("files")?).map_err(|_| row.unreadable("files"))?;
    Ok(files.into_iter().map(|(path, text)| SourceFile { path, text: text.into() }).collect())
}

/// The versions whose files are not those that their hash was made over.
pub(super) async fn damaged(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    let mut damaged = Vec::new();
    // One by one: each may be large.
    for row in connection.fetch_all(Sql::new("SELECT hash FROM script ORDER BY hash")).await? {
        let hash: String = row.at(0)?;
        let sql = Sql::new("SELECT hash, files FROM script WHERE hash = $1").bind(hash.as_str());
        let Some(row) = connection.fetch_optional(sql).await? else { continue };
        match read_files(&Reading::keyed(&row, "script", "hash")) {
            Ok(files) if version_of(&files) == hash => {}
            Ok(_) | Err(StoreError::Decode { .. }) => damaged.push(hash),
            Err(error) => return Err(error),
        }
    }
    Ok(damaged)
}
