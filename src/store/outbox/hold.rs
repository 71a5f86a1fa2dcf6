//! Keeping hold of what was claimed until the provider is asked, or giving it back.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{
    super::{
        Connection, Store, StoreError,
        row::Reading,
        sql::{Sql, Value, values},
    },
    SILENCED,
    claim::{Claimed, STOPPED, Terms, by_key, millis},
    settle::refund,
};

/// An order that its worker is about to hand over.
#[derive(Clone)]
pub(in crate::store) struct Hold {
    id: String,
    attempts: i64,
    owner: String,
    now: Timestamp,
    lease_until: i64,
    /// With the words that were only made now, sealed.
    payload: Value,
}

impl Store {
    /// Makes sure, right before the provider is asked, that the order is still ours, and holds it a while longer. Words
    /// that were only made now are kept with it, so that the provider can be asked for them. False where it must
    /// not be sent: the lease ran out, so that it may be in other hands; all sending was stopped; a STOP silenced it; all
    /// that it tells is over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn still_ours(
        &self,
        claimed: &Claimed,
        terms: &Terms,
        words: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = &claimed.text.id;
        let payload = match words {
            Some(words) => {
                let mut payload = claimed.text.payload.clone();
                payload["body"] = words.into();
                self.vault().seal("outbox", "payload", id, &payload.to_string())?
            }
            None => Value::Bytes(None),
        };
        let hold = Hold {
            id: id.clone(),
            attempts: claimed.attempts,
            owner: terms.owner.clone(),
            now,
            lease_until: now.as_millisecond().saturating_add(millis(terms.lease)),
            payload,
        };
        self.holding.ask(hold).await
    }

    /// Gives back what is in hand and was not begun, as where the service stops.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn give_back(&self, orders: Vec<Claimed>, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                for order in &orders {
                    let update = Sql::new(
                        "UPDATE outbox SET state = 'waiting', lease_until = NULL, lease_owner = NULL, updated_at = $3
                         WHERE id = $1 AND attempts = $2 AND state = 'sending'",
                    );
                    let update = update.bind(&order.text.id).bind(order.attempts).bind(now.as_millisecond());
                    if connection.execute(update).await? == 1 {
                        refund(connection, order).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }
}

/// Holds each that is still its worker's, and steps over the others: says of each whether it is.
pub(in crate::store) async fn hold(connection: &mut Connection, holds: &[Hold]) -> Result<Vec<bool>, StoreError> {
    let row = |one: &Hold| {
        let at = one.now.as_millisecond();
        values![&one.id, one.attempts, &one.owner, at, one.lease_until, one.payload.clone()]
    };
    let update = Sql::new("WITH held (id, attempts, owner, at, until, payload) AS (").rows(holds.iter().map(row));
    let stopped = update.next();
    let update = update.then(") UPDATE outbox").then(by_key(connection)).then(&format!(
        " SET lease_until = held.until, begun_at = held.at, updated_at = held.at,
               payload = COALESCE(held.payload, outbox.payload)
           FROM held
           WHERE outbox.id = held.id AND state = 'sending' AND outbox.attempts = held.attempts
             AND lease_owner = held.owner AND lease_until > held.at
             AND NOT EXISTS (SELECT 1 FROM installation WHERE key = ${stopped})
             AND NOT {SILENCED}
             AND NOT (kind IN ('reminder', 'ring')
                      AND EXISTS (SELECT 1 FROM rung WHERE reminder_id = outbox.id)
                      AND NOT EXISTS (SELECT 1 FROM rung JOIN deadline ON deadline.id = rung.deadline_id
                                      WHERE rung.reminder_id = outbox.id AND deadline.state = 'armed'))
           RETURNING outbox.id",
    ));
    let rows = connection.fetch_all(update.bind(STOPPED)).await?;
    let held = rows.iter().map(|row| Reading::keyed(row, "outbox", "id").get("id"));
    let held = held.collect::<Result<HashSet<String>, StoreError>>()?;
    Ok(holds.iter().map(|one| held.contains(&one.id)).collect())
}
