//! What conversation files and tests ask of the database: what waits, what is kept, and how it breaks.

use super::{Store, StoreError, row::Reading, sql::Sql};
use crate::phone_number::PhoneNumber;

/// Where something of a conversation is kept: the statement, and the place its values are sealed for.
const KEPT: [(&str, &str, &str); 3] = [
    ("SELECT turn_key || '/' || position AS place, body AS kept FROM message", "message", "body"),
    ("SELECT key AS place, body AS kept FROM turn", "turn", "body"),
    ("SELECT id AS place, state AS kept FROM conversation", "conversation", "state"),
];

impl Store {
    /// How many messages of a kind wait for a number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn waiting_texts(&self, kind: &str, to: &PhoneNumber) -> Result<usize, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND kind = $1 AND to_index = $2");
        self.counted(sql.bind(kind).bind(self.vault().phone(to))).await
    }

    /// How many notes of a kind are kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_notes(&self, kind: &str) -> Result<usize, StoreError> {
        self.counted(Sql::new("SELECT COUNT(*) FROM note WHERE kind = $1").bind(kind)).await
    }

    /// How many messages, replies and states hold a text once they are opened.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_kept(&self, text: &str) -> Result<usize, StoreError> {
        let mut count = 0;
        for (sql, table, column) in KEPT {
            for row in self.reads().fetch_all(Sql::new(sql)).await? {
                let row = Reading::masked(&row, table);
                let place: String = row.get("place")?;
                count += usize::from(row.sealed_in(table, column, "kept", &place)?.contains(text));
            }
        }
        Ok(count)
    }

    /// Renames a table, as in a breakdown of the database. Both names are trusted.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn rename_table(&self, from: String, to: String) -> Result<(), StoreError> {
        let sql = Sql::new("ALTER TABLE ").then(&from).then(" RENAME TO ").then(&to);
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// How many rows a table has. Its name is trusted.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn count_rows(&self, table: &'static str) -> Result<usize, StoreError> {
        self.counted(Sql::new("SELECT COUNT(*) FROM ").then(table)).await
    }

    async fn counted(&self, sql: Sql) -> Result<usize, StoreError> {
        let count: i64 = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}
