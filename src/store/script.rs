//! The flows and words that conversations began with, so that they can go on with them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Store, StoreError, row::Reading, sql::Sql};
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
        let sql = Sql::new(
            "INSERT INTO script (hash, files, first_used_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
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
        let row = Reading::keyed(&row, "script", "hash");
        let files: BTreeMap<String, String> =
            serde_json::from_str(&row.get::<String>("files")?).map_err(|_| row.unreadable("files"))?;
        Ok(Some(files.into_iter().map(|(path, text)| SourceFile { path, text: text.into() }).collect()))
    }
}
