//! The flows and words that conversations began with, so that they can go on with them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Store, StoreError, row::Reading};
use crate::problem::SourceFile;

impl Store {
    /// Keeps the files of a script under its hash; a script that is known already is left as it is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_script(&self, hash: &str, files: &[SourceFile], now: Timestamp) -> Result<(), StoreError> {
        let files: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_ref())).collect();
        let files =
            serde_json::to_string(&files).map_err(|_| StoreError::Encode { table: "script", column: "files" })?;
        let hash = hash.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO script (hash, files, first_used_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
                )
                .bind(hash)
                .bind(files)
                .bind(now.as_millisecond())
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// The files of the script with this hash, by path.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn script(&self, hash: &str) -> Result<Option<Vec<SourceFile>>, StoreError> {
        let row = sqlx::query("SELECT hash, files FROM script WHERE hash = $1")
            .bind(hash)
            .fetch_optional(self.reads())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let row = Reading::keyed(&row, "script", "hash");
        let files: BTreeMap<String, String> =
            serde_json::from_str(&row.get::<String>("files")?).map_err(|_| row.unreadable("files"))?;
        Ok(Some(files.into_iter().map(|(path, text)| SourceFile { path, text: text.into() }).collect()))
    }
}
