//! What was told of a person's deadlines, and what became of it: for who asks why.

use jiff::civil::Date;

use super::super::{Store, StoreError, conversation::channel, row::Reading, sql::Sql};
use crate::{channel::Channel, phone_number::PhoneNumber};

/// A rung that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The deadline.
    pub deadline_id: String,
    /// Which rung of its ladder.
    pub number: i64,
    /// By text or by telephone.
    pub channel: Channel,
    /// The day, where the person is.
    pub day: Date,
    /// How its order stands, in the words of `guichet jobs`; none where the order is gone, settled long ago.
    pub state: Option<String>,
}

impl Store {
    /// The rungs that were told to a person, in their order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn told_to(&self, person: &PhoneNumber) -> Result<Vec<Told>, StoreError> {
        let sql = Sql::new(
            "SELECT g.deadline_id, g.number, g.channel, r.day, o.state
             FROM reminder r JOIN rung g ON g.reminder_id = r.id LEFT JOIN outbox o ON o.id = r.id
             WHERE r.to_index = $1 ORDER BY r.day, r.id, g.number, g.deadline_id",
        );
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person))).await?;
        let told = |row| {
            let row = Reading::keyed(row, "rung", "deadline_id");
            Ok(Told {
                deadline_id: row.get("deadline_id")?,
                number: row.get("number")?,
                channel: row.word("channel", channel)?,
                day: row.date("day")?,
                state: row.get("state")?,
            })
        };
        rows.iter().map(told).collect()
    }
}
