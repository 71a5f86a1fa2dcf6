//! What the end of an order means for the deadlines that it told: one that never left is told anew, one that reached nobody
//! is looked at at once.

use jiff::Timestamp;

use super::{
    super::{
        Connection, StoreError,
        sql::{Sql, values},
    },
    settle::WISHED,
};
use crate::phone_number::PhoneNumber;

/// These orders never left, and nobody heard what they tell: it counts as never told, and is told as soon as that may be.
/// Orders that tell no deadline are none of them.
pub(in crate::store) async fn never_left(
    connection: &mut Connection,
    orders: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    if orders.is_empty() {
        return Ok(());
    }
    let gone = || Sql::new("WITH gone (id) AS (").rows(orders.iter().map(|id| values![id]));
    let update = gone();
    let (at, wished) = (update.next(), update.next() + 1);
    let update = update.then(&format!(
        ") UPDATE deadline
           SET tried = (SELECT MAX(number) FROM rung WHERE deadline_id = deadline.id AND number < ${wished}
                                                       AND reminder_id NOT IN (SELECT id FROM gone)),
               due_at = ${at}, updated_at = ${at}
           WHERE state = 'armed' AND id IN (SELECT deadline_id FROM rung WHERE reminder_id IN (SELECT id FROM gone))",
    ));
    connection.execute(update.bind(now.as_millisecond()).bind(WISHED)).await?;
    connection.execute(gone().then(") DELETE FROM rung WHERE reminder_id IN (SELECT id FROM gone)")).await?;
    connection.execute(gone().then(") DELETE FROM reminder WHERE id IN (SELECT id FROM gone)")).await.map(drop)
}

/// This order reached nobody: what it told is looked at now, so that another way is found before its day.
pub(in crate::store) async fn not_reached(
    connection: &mut Connection,
    order_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE deadline SET due_at = $2
         WHERE state = 'armed' AND due_at > $2 AND id IN (SELECT deadline_id FROM rung WHERE reminder_id = $1)",
    );
    connection.execute(update.bind(order_id).bind(now.as_millisecond())).await.map(drop)
}

/// A person may be told again: their deadlines are looked at now.
pub(in crate::store) async fn may_be_told(
    connection: &mut Connection,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = Sql::new("UPDATE deadline SET due_at = $2 WHERE to_index = $1 AND state = 'armed' AND due_at > $2");
    let update = update.bind(connection.vault().phone(number)).bind(now.as_millisecond());
    connection.execute(update).await.map(drop)
}
