//! What passes between a person and the queue beside the booking: the digits by which they know the advisor, the news that one
//! is about to ring, and that they want it no more.

use jiff::{SignedDuration, Timestamp};

use super::{Callback, read};

use crate::{
    callback::outcome::Outcome,
    flow::turn::Digits,
    phone_number::PhoneNumber,
    store::{
        Connection, Store, StoreError,
        outbox::{self, NewText},
        row::Reading,
        sql::Sql,
    },
};

const TABLE: &str = "callback_told";

impl Store {
    /// The digits that the person of a callback was told; none where they were told none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn digits(&self, callback_id: &str) -> Result<Option<Digits>, StoreError> {
        let sql = Sql::new("SELECT callback_id, digits FROM callback_told WHERE callback_id = $1").bind(callback_id);
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        let digits = Reading::keyed(&row, TABLE, "callback_id").sealed_if_any("digits", callback_id)?;
        Ok(digits.map(|digits| Digits::new(&digits)))
    }

    /// Callbacks whose promised time has begun, that nobody tried and nobody announced, and that were asked for longer than
    /// `lately` before that time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn to_be_announced(
        &self,
        now: Timestamp,
        lately: SignedDuration,
        most: u32,
    ) -> Result<Vec<Callback>, StoreError> {
        let sql = Sql::new(
            "SELECT callback.* FROM callback LEFT JOIN callback_told ON callback_told.callback_id = callback.id
             WHERE state = 'open' AND attempts = 0 AND first_tried_at IS NULL AND announced_at IS NULL
               AND promised_from <= $1 AND promised_until > $1 AND asked_at < promised_from - $2
             ORDER BY promised_until, callback.id LIMIT $3",
        );
        let lately = i64::try_from(lately.as_millis()).unwrap_or(i64::MAX);
        let rows = self.reads().fetch_all(sql.bind(now.as_millisecond()).bind(lately).bind(i64::from(most))).await?;
        rows.iter().map(read).collect()
    }

    /// Notes that the person of a callback is told that an advisor is about to ring, and keeps the order that tells it. Nothing
    /// is ordered where they were told before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn announce(
        &self,
        callback_id: &str,
        order: Option<NewText>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let callback_id = callback_id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                let first = note_announced(connection, &callback_id, now).await?;
                if let Some(order) = order.filter(|_| first) {
                    outbox::add(connection, &[&order]).await?;
                }
                Ok(first)
            })
        })
        .await
    }

    /// When the person of a callback was told that an advisor is about to ring.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn announced_at(&self, callback_id: &str) -> Result<Option<Timestamp>, StoreError> {
        let sql =
            Sql::new("SELECT callback_id, announced_at FROM callback_told WHERE callback_id = $1").bind(callback_id);
        let row = self.reads().fetch_optional(sql).await?;
        row.map_or(Ok(None), |row| Reading::keyed(&row, TABLE, "callback_id").time_if_any("announced_at"))
    }
}

/// Keeps the digits for a person's open callback about a subject. Those they heard first stay: they may have noted them.
pub(in crate::store) async fn keep_digits(
    connection: &mut Connection,
    (person, subject): (&PhoneNumber, &str),
    digits: &Digits,
) -> Result<(), StoreError> {
    let caller = connection.vault().phone(person);
    let sql = Sql::new(
        "SELECT id FROM callback WHERE state = 'open' AND subject = $2
            AND (caller_index = $1 OR (person_index = $1 AND caller_index IS NULL)) LIMIT 1",
    );
    let Some(row) = connection.fetch_optional(sql.bind(caller).bind(subject)).await? else { return Ok(()) };
    let id: String = row.get("id")?;
    let sealed = connection.vault().seal(TABLE, "digits", &id, digits.reveal())?;
    let insert = Sql::new(
        "INSERT INTO callback_told (callback_id, digits) VALUES ($1, $2)
         ON CONFLICT (callback_id) DO UPDATE SET digits = COALESCE(callback_told.digits, excluded.digits)",
    );
    connection.execute(insert.bind(&id).bind(sealed)).await.map(drop)
}

/// Ends a callback that the person wants no more. What an advisor who holds it still writes is kept as a note.
pub(in crate::store) async fn withdraw(
    connection: &mut Connection,
    callback_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE callback SET state = 'done', outcome = $2, ended_at = $3, ended_by = 'person', updated_at = $3,
                             claimed_by = NULL, claimed_at = NULL, claimed_until = NULL
         WHERE id = $1 AND state = 'open'",
    );
    let update = update.bind(callback_id).bind(Outcome::NoLongerNeeded.as_str()).bind(now.as_millisecond());
    connection.execute(update).await?;
    connection.callbacks_changed();
    Ok(())
}

/// Notes that the person is told that an advisor is about to ring; false where they were told before.
async fn note_announced(connection: &mut Connection, callback_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let insert = Sql::new(
        "INSERT INTO callback_told (callback_id, announced_at) VALUES ($1, $2)
         ON CONFLICT (callback_id) DO UPDATE SET announced_at = excluded.announced_at
         WHERE callback_told.announced_at IS NULL",
    );
    Ok(connection.execute(insert.bind(callback_id).bind(now.as_millisecond())).await? == 1)
}
