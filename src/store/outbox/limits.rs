//! Pace and money: counted in the transaction that takes orders in hand.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::{
    Connection, StoreError,
    sql::{Sql, Value, values},
};
use crate::limiter::Rate;

/// The row of `pace` that all orders to the provider share.
pub(super) const PROVIDER: &[u8] = b"provider";

/// How many orders the provider may be given now, whose bucket is full at `due`.
pub(super) fn free(due: i64, rate: &Rate, now: Timestamp) -> i64 {
    // Further ahead than an empty bucket lies only what a clock that was set back left behind.
    let ahead = due.saturating_sub(now.as_millisecond());
    rate.free(if ahead > rate.full_millis() { 0 } else { ahead.max(0) })
}

/// Counts so many orders to the provider; false where another instance took its share meanwhile.
pub(super) async fn run_ahead(
    connection: &mut Connection,
    rate: &Rate,
    now: Timestamp,
    count: i64,
) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "INSERT INTO pace (name, due) VALUES ($1, $2 + $3)
         ON CONFLICT (name) DO UPDATE
            SET due = CASE WHEN pace.due > $2 AND pace.due <= $2 + $4 THEN pace.due ELSE $2 END + $3
         WHERE pace.due + $3 <= $2 + $4 OR pace.due > $2 + $4",
    );
    let sql = sql.bind(PROVIDER.to_vec()).bind(now.as_millisecond());
    Ok(connection.execute(sql.bind(rate.millis_of(count)).bind(rate.full_millis())).await? == 1)
}

/// Counts the orders to each number, told by its blind index.
pub(super) async fn count_numbers(
    connection: &mut Connection,
    rate: &Rate,
    now: Timestamp,
    numbers: impl Iterator<Item = Vec<u8>>,
) -> Result<(), StoreError> {
    let mut counts: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += rate.millis_of(1);
    }
    if counts.is_empty() {
        return Ok(());
    }
    let at = now.as_millisecond();
    let rows = counts.into_iter().map(|(name, ahead)| values![name, at.saturating_add(ahead)]);
    let sql = Sql::new("INSERT INTO pace (name, due) ").rows(rows.collect::<Vec<Vec<Value>>>());
    let next = sql.next();
    let sql = sql.then(&format!(
        " ON CONFLICT (name) DO UPDATE
          SET due = excluded.due + CASE WHEN pace.due > ${next} THEN pace.due - ${next} ELSE 0 END"
    ));
    connection.execute(sql.bind(at)).await.map(drop)
}

/// Spends so many cents on this day; false where that would pass the ceiling.
pub(super) async fn pay(connection: &mut Connection, day: &str, cost: i64, ceiling: i64) -> Result<bool, StoreError> {
    if cost > ceiling {
        return Ok(false);
    }
    let sql = Sql::new(
        "INSERT INTO spending (day, spent) VALUES ($1, $2)
         ON CONFLICT (day) DO UPDATE SET spent = spending.spent + excluded.spent
         WHERE spending.spent + excluded.spent <= $3",
    );
    Ok(connection.execute(sql.bind(day).bind(cost).bind(ceiling)).await? == 1)
}

/// Gives back what was reserved for an order that was surely not carried out, on the day it was taken from.
pub(super) async fn refund(connection: &mut Connection, day: &str, cost: i64) -> Result<(), StoreError> {
    let update = Sql::new("UPDATE spending SET spent = CASE WHEN spent > $2 THEN spent - $2 ELSE 0 END WHERE day = $1");
    connection.execute(update.bind(day).bind(cost)).await.map(drop)
}
