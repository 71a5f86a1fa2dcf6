//! What a person was told so that they take the call: the digits by which they know the advisor, and that one is about to ring.

use jiff::Timestamp;

use crate::{
    flow::turn::Digits,
    phone_number::PhoneNumber,
    store::{Connection, Store, StoreError, row::Reading, sql::Sql},
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

    /// When the person of a callback was told that an advisor is about to ring.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn announced_at(&self, callback_id: &str) -> Result<Option<Timestamp>, StoreError> {
        let sql = Sql::new("SELECT callback_id, announced_at FROM callback_told WHERE callback_id = $1").bind(callback_id);
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

/// Notes that the person is told that an advisor is about to ring; false where they were told before.
pub(in crate::store) async fn announce(
    connection: &mut Connection,
    callback_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let insert = Sql::new(
        "INSERT INTO callback_told (callback_id, announced_at) VALUES ($1, $2)
         ON CONFLICT (callback_id) DO UPDATE SET announced_at = excluded.announced_at
         WHERE callback_told.announced_at IS NULL",
    );
    Ok(connection.execute(insert.bind(callback_id).bind(now.as_millisecond())).await? == 1)
}
