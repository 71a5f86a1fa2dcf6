//! Alerts: somebody wrote words of distress, and no advisor has seen it yet. One for each conversation.

use std::fmt;

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    audit::{self, Entry},
    connection::Row,
    row::Reading,
    sql::Sql,
};
use crate::{language::Language, phone_number::PhoneNumber};

/// Words of distress that nobody has seen.
#[derive(Clone, PartialEq, Eq)]
pub struct Alert {
    /// The conversation they were written in.
    pub conversation_id: String,
    /// The person's number; a withheld one is none.
    pub number: Option<PhoneNumber>,
    /// The language of the conversation.
    pub language: Language,
    /// When they were written first.
    pub since: Timestamp,
}

impl fmt::Debug for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alert").field("conversation_id", &self.conversation_id).finish_non_exhaustive()
    }
}

/// Whether a note is one that nobody has seen.
pub(super) const UNSEEN: &str = "kind = 'distress' AND seen_at IS NULL";

fn alerts() -> Sql {
    let sql = Sql::new(
        "SELECT c.id, c.person_number, c.language, n.since
         FROM (SELECT conversation_id, MIN(at) AS since FROM note WHERE ",
    );
    sql.then(UNSEEN).then(" GROUP BY conversation_id) n JOIN conversation c ON c.id = n.conversation_id")
}

impl Store {
    /// The alerts, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn alerts(&self, most: u32) -> Result<Vec<Alert>, StoreError> {
        let sql = alerts().then(" ORDER BY n.since, c.id LIMIT $1").bind(i64::from(most));
        self.reads().fetch_all(sql).await?.iter().map(read).collect()
    }

    /// The alert of a conversation; none where somebody saw it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn alert(&self, conversation_id: &str) -> Result<Option<Alert>, StoreError> {
        let sql = alerts().then(" WHERE c.id = $1").bind(conversation_id);
        self.reads().fetch_optional(sql).await?.as_ref().map(read).transpose()
    }

    /// How many there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn alert_count(&self) -> Result<u64, StoreError> {
        let sql = Sql::new("SELECT COUNT(DISTINCT conversation_id) FROM note WHERE ").then(UNSEEN);
        let count: i64 = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Somebody saw the alert of a conversation; false where it was seen before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn see_alert(&self, conversation_id: &str, entry: Entry) -> Result<bool, StoreError> {
        let (id, by, at) = (conversation_id.to_owned(), entry.actor.clone(), entry.at);
        let entry = audit::row(self.vault(), &entry)?;
        self.write(move |connection| {
            Box::pin(async move {
                let is_first = see(connection, &id, &by, at).await?;
                if is_first {
                    audit::add(connection, vec![entry]).await?;
                    connection.callbacks_changed();
                }
                Ok(is_first)
            })
        })
        .await
    }
}

/// The alert of a conversation is seen, or a request took its place; false where there was none.
pub(super) async fn see(
    connection: &mut Connection,
    conversation_id: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = Sql::new("UPDATE note SET seen_at = $2, seen_by = $3 WHERE conversation_id = $1 AND ").then(UNSEEN);
    Ok(connection.execute(sql.bind(conversation_id).bind(at.as_millisecond()).bind(by)).await? > 0)
}

fn read(row: &Row) -> Result<Alert, StoreError> {
    let row = Reading::keyed(row, "conversation", "id");
    let id: String = row.get("id")?;
    Ok(Alert {
        number: row.number_if_any("person_number", &id)?,
        language: row.parsed("language")?,
        since: row.time("since")?,
        conversation_id: id,
    })
}
