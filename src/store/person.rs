//! People by name, and messages by what they say: found by blind indexes, with nothing opened on the way.

use super::{Store, StoreError, row::Reading, sql::Sql};
use crate::case::PersonName;

/// A person we serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Our identifier.
    pub id: String,
    /// The name as it was last given.
    pub name: PersonName,
}

impl Store {
    /// The people of a name, however it is written: accents, case and spaces do not count.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn people_named(&self, name: &PersonName) -> Result<Vec<Person>, StoreError> {
        let sql = Sql::new("SELECT id, name_index, name FROM person WHERE name_index = $1 ORDER BY id");
        let rows = self.reads().fetch_all(sql.bind(self.vault().name(name))).await?;
        rows.iter()
            .map(|row| {
                let row = Reading::keyed(row, "person", "id");
                let name = row.sealed("name", &row.index("name_index")?)?;
                let name = PersonName::parse(&name).ok_or_else(|| row.unreadable("name"))?;
                Ok(Person { id: row.get("id")?, name })
            })
            .collect()
    }

    /// How many messages said this, both ways: the whole text, however it was written.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_messages_saying(&self, body: &str) -> Result<usize, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM message WHERE body_index = $1").bind(self.vault().body(body));
        let count: i64 = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}
