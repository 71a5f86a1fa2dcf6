//! What people answer to a reminder, as it is written: a deadline that is done, one that is told again.

use jiff::{Timestamp, civil::Date};

use super::{
    super::{
        Connection, Store, StoreError,
        outbox::{self, NewText},
        row::Reading,
        sql::{Sql, values},
    },
    Deadline,
};
use crate::{channel::Channel, phone_number::PhoneNumber};

/// What each telling that a person wished for is numbered from: rungs of a ladder are fewer by far.
pub(super) const WISHED: i64 = 1_000;

/// A reminder that is told again because the person wished so.
#[derive(Clone, Debug)]
pub struct Again {
    /// Its order.
    pub order: NewText,
    /// When it is of no use any more.
    pub until: Timestamp,
    /// The day it counts for, where the person is.
    pub day: Date,
    /// How it is told.
    pub channel: Channel,
    /// The deadlines it tells: those of them that are still armed when it is written, each by a rung of its own.
    pub deadlines: Vec<String>,
}

impl Store {
    /// The reminder that a person heard last, since a day; none where there was none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_reminder(&self, person: &PhoneNumber, since: Date) -> Result<Option<String>, StoreError> {
        let sql = Sql::new(
            "SELECT r.id AS id FROM reminder r JOIN outbox o ON o.id = r.id
             WHERE r.to_index = $1 AND r.day >= $2 AND o.state IN ('uncertain', 'sent', 'delivered', 'undelivered')
             ORDER BY r.day DESC, r.id DESC LIMIT 1",
        );
        let sql = sql.bind(self.vault().phone(person)).bind(since.to_string());
        let row = self.reads().fetch_optional(sql).await?;
        Ok(row.map(|row| row.get("id")).transpose()?)
    }

    /// Tells deadlines that are armed, beside their ladders.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tell_again(&self, told: Again) -> Result<(), StoreError> {
        self.write(move |connection| Box::pin(async move { again(connection, &told).await })).await
    }

    /// The day on which these deadlines are told again because the person wished so, where that is still to come.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn told_again_on(&self, deadlines: &[Deadline]) -> Result<Option<Date>, StoreError> {
        if deadlines.is_empty() {
            return Ok(None);
        }
        let asked = Sql::new("WITH asked (id) AS (").rows(deadlines.iter().map(|one| values![&one.id]));
        let number = asked.next();
        let sql = asked.then(&format!(
            ") SELECT r.id AS id, r.day AS day FROM rung g JOIN asked ON asked.id = g.deadline_id
               JOIN reminder r ON r.id = g.reminder_id JOIN outbox o ON o.id = r.id
               WHERE g.number >= ${number} AND o.state = 'waiting' ORDER BY r.day LIMIT 1",
        ));
        let row = self.reads().fetch_optional(sql.bind(WISHED)).await?;
        row.map(|row| Reading::keyed(&row, "reminder", "id").date("day")).transpose()
    }
}

/// What these deadlines asked for is done: nothing of them is told any more.
pub(in crate::store) async fn done(
    connection: &mut Connection,
    deadlines: &[String],
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows = deadlines.iter().map(|id| values![id, at.as_millisecond()]);
    let update = Sql::new("WITH settled (id, at) AS (").rows(rows).then(
        ") UPDATE deadline SET state = 'done', due_at = NULL, updated_at = settled.at FROM settled
           WHERE deadline.id = settled.id AND deadline.state IN ('armed', 'held-out')",
    );
    connection.execute(update).await.map(drop)
}

/// Orders a reminder again. What it tells is read when it is sent, as of every other.
pub(in crate::store) async fn again(connection: &mut Connection, again: &Again) -> Result<(), StoreError> {
    let Again { order, until, day, channel, deadlines } = again;
    let insert = Sql::new("INSERT INTO reminder (id, to_index, day, channel) VALUES ($1, $2, $3, $4)");
    let insert = insert.bind(&order.id).bind(connection.vault().phone(&order.to));
    connection.execute(insert.bind(day.to_string()).bind(channel.as_str())).await?;
    let rows = deadlines.iter().map(|id| values![id, channel.as_str(), &order.id]);
    let asked = Sql::new("WITH asked (id, channel, reminder_id) AS (").rows(rows);
    let number = asked.next();
    let insert = asked.then(&format!(
        ") INSERT INTO rung (deadline_id, number, channel, reminder_id)
           SELECT asked.id, ${number} + (SELECT COUNT(*) FROM rung WHERE deadline_id = asked.id AND number >= ${number}),
                  asked.channel, asked.reminder_id
           FROM asked JOIN deadline ON deadline.id = asked.id WHERE deadline.state = 'armed'",
    ));
    connection.execute(insert.bind(WISHED)).await?;
    outbox::add_until(connection, &[(order, *until)]).await
}
