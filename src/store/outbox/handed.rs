//! That the provider took orders: those that are told at the same time are marked in one statement.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    super::{
        Connection, Store, StoreError,
        row::Reading,
        sql::{Sql, values},
    },
    claim::by_key,
};

/// An order that the provider took.
#[derive(Clone, Debug)]
pub(in crate::store) struct Handed {
    /// Which order.
    pub(in crate::store) id: String,
    /// Which try of it: the fence.
    pub(in crate::store) attempts: i64,
    /// The provider's identifier.
    pub(in crate::store) provider_message_id: String,
    /// When.
    pub(in crate::store) at: Timestamp,
}

impl Store {
    /// The provider took the order. False where that is known already, or the lease ran out and somebody else tried again.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_sent(
        &self,
        id: &str,
        attempts: i64,
        provider_message_id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (id, provider_message_id) = (id.to_owned(), provider_message_id.to_owned());
        self.handing.ask(Handed { id, attempts, provider_message_id, at: now }).await
    }
}

/// Marks each that is still in hand with its try, and steps over the others: says of each whether it was marked.
pub(in crate::store) async fn mark(connection: &mut Connection, handed: &[Handed]) -> Result<Vec<bool>, StoreError> {
    let row = |one: &Handed| values![&one.id, one.attempts, &one.provider_message_id, one.at.as_millisecond()];
    // A receipt may have been quicker: it is not lowered, yet the provider's identifier is kept.
    let update = Sql::new("WITH handed (id, attempts, message_id, at) AS (").rows(handed.iter().map(row));
    let update = update.then(") UPDATE outbox").then(by_key(connection)).then(
        " SET state = CASE WHEN state IN ('sending', 'uncertain') THEN 'sent' ELSE state END,
               provider_message_id = handed.message_id, lease_until = NULL, updated_at = handed.at
           FROM handed
           WHERE outbox.id = handed.id AND outbox.attempts = handed.attempts AND provider_message_id IS NULL
             AND state IN ('sending', 'uncertain', 'sent', 'undelivered', 'delivered')
           RETURNING outbox.id, outbox.provider_message_id",
    );
    let rows = connection.fetch_all(update).await?;
    let marked = rows.iter().map(|row| {
        let row = Reading::keyed(row, "outbox", "id");
        Ok((row.get("id")?, row.get("provider_message_id")?))
    });
    let marked = marked.collect::<Result<HashMap<String, String>, StoreError>>()?;
    Ok(handed.iter().map(|one| marked.get(&one.id) == Some(&one.provider_message_id)).collect())
}
