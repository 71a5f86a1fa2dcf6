//! A text that an advisor wrote to the person of a callback: ordered once, by who holds it, kept among its notes, on record.

use jiff::Timestamp;

use super::{history, outcome::Note};
use crate::store::{
    Store, StoreError,
    audit::{self, Entry},
    outbox::{self, NewText},
    sql::Sql,
};

/// What became of a text that an advisor wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is ordered.
    Ordered,
    /// This very text was ordered before: a form may be sent twice.
    Before,
    /// The advisor holds the callback no more.
    Lost,
    /// The person wants no texts.
    Stopped,
}

impl Store {
    /// Orders a text to the person of a callback, where `by` holds it under this fence and the person wrote no STOP. It is kept
    /// among the notes, and the entry on record.
    ///
    /// # Errors
    /// Where the database fails; nothing is ordered then.
    pub async fn write_to_person(
        &self,
        id: &str,
        (by, fence): (&str, i64),
        (text, note): (NewText, Note),
        entry: Entry,
        now: Timestamp,
    ) -> Result<Written, StoreError> {
        let (id, by) = (id.to_owned(), by.to_owned());
        let row = audit::row(self.vault(), &entry)?;
        self.write(move |connection| {
            Box::pin(async move {
                let sql = "UPDATE callback SET updated_at = $4
                           WHERE id = $1 AND claimed_by = $2 AND fence = $3 AND state = 'open'";
                let sql = Sql::new(sql).bind(&id).bind(&by).bind(fence).bind(now.as_millisecond());
                if connection.execute(sql).await? == 0 {
                    return Ok(Written::Lost);
                }
                let before = Sql::new("SELECT 1 FROM outbox WHERE id = $1").bind(&text.id);
                if connection.fetch_optional(before).await?.is_some() {
                    return Ok(Written::Before);
                }
                let stopped = Sql::new("SELECT 1 FROM phone WHERE number_index = $1 AND opted_out_at IS NOT NULL");
                let stopped = stopped.bind(connection.vault().phone(&text.to));
                if connection.fetch_optional(stopped).await?.is_some() {
                    return Ok(Written::Stopped);
                }
                outbox::add(connection, &[&text]).await?;
                history::keep(connection, &id, &by, &note, now).await?;
                audit::add(connection, vec![row]).await?;
                connection.callbacks_changed();
                Ok(Written::Ordered)
            })
        })
        .await
    }
}
