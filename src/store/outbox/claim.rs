//! Taking orders in hand: what is due, within the limits and the day's money, for the time of a lease.

use std::{collections::BTreeMap, fmt, time::Duration};

use jiff::Timestamp;

use super::{
    super::{
        Connection, Decision, Store, StoreError,
        connection::Row,
        row::Reading,
        sql::{Sql, Value, values},
    },
    NewText, class_word, kind,
    settle::refund,
};
use crate::{
    limiter::Rate,
    outgoing::{Class, pace::Limits},
};

/// How long after its lease an order that nobody finished is asked for at the provider.
const ASKED_AFTER: Duration = Duration::from_secs(60);
/// The row of `pace` that all orders to the provider share.
const PROVIDER: &[u8] = b"provider";
/// See [`crate::outgoing::Kind::priority`].
const PRIORITIES: [i64; 3] = [0, 1, 2];
/// Under this key `installation` says that nothing may be sent.
pub(super) const STOPPED: &str = "sending_stopped";

/// On what terms orders are claimed.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who claims.
    pub owner: String,
    /// For how long.
    pub lease: Duration,
    /// How many at most.
    pub most: u32,
    /// How fast orders may go out; none is for tests and measurements.
    pub limits: Option<Limits>,
    /// The day whose money is spent, and the most that it may cost in cents.
    pub ceiling: Option<(jiff::civil::Date, u64)>,
}

/// An order in hand.
#[derive(Clone, PartialEq)]
pub struct Claimed {
    /// The order.
    pub text: NewText,
    /// What may be done in doubt.
    pub class: Class,
    /// Which try this is, from 1: the fence of what is written about it.
    pub attempts: i64,
    /// When it is of no use any more.
    pub expires_at: Timestamp,
    /// When it was taken in hand.
    pub claimed_at: Timestamp,
    /// The day its cost was counted on.
    pub(super) paid_on: Option<String>,
}

/// Why less was claimed than was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Somebody stopped all sending.
    Stopped,
    /// The provider has been given all it may be given for now.
    Pace,
    /// The day's money is spent.
    Ceiling,
}

/// What a claim brought.
#[derive(Debug, Default)]
pub struct Claim {
    /// The orders in hand, the most urgent first.
    pub orders: Vec<Claimed>,
    /// Why there are no more, if something holds them up.
    pub held: Option<Held>,
}

impl fmt::Debug for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claimed").field("text", &self.text).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

impl Store {
    /// Takes due orders in hand. Those whose lease ran out become `uncertain`, those that are too late `expired`. Pace and
    /// money are counted in the same transaction.
    ///
    /// # Errors
    /// Where the database fails, or another instance claims at the same moment.
    pub async fn claim(&self, now: Timestamp, terms: Terms) -> Result<Claim, StoreError> {
        self.decide(move |connection| Box::pin(async move { claim(connection, now, &terms).await })).await
    }

    /// Makes sure, right before the provider is asked, that the order is still ours, and holds it a while longer. Words
    /// that were only made now are kept with it, so that the provider can be asked for them. False where it must
    /// not be sent: the lease ran out, so that it may be in other hands; all sending was stopped; a STOP silenced it.
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
        let update = Sql::new(
            "UPDATE outbox SET lease_until = $3, begun_at = $2, updated_at = $2, payload = COALESCE($6, payload)
             WHERE id = $1 AND state = 'sending' AND attempts = $4 AND lease_owner = $5 AND lease_until > $2
               AND NOT EXISTS (SELECT 1 FROM installation WHERE key = $7)
               AND NOT (kind IN ('reminder', 'ask') AND EXISTS
                        (SELECT 1 FROM phone WHERE number_index = to_index AND opted_out_at IS NOT NULL))",
        );
        let update = update
            .bind(id)
            .bind(now.as_millisecond())
            .bind(now.as_millisecond().saturating_add(millis(terms.lease)))
            .bind(claimed.attempts)
            .bind(&terms.owner)
            .bind(payload)
            .bind(STOPPED);
        self.write(move |connection| Box::pin(async move { Ok(connection.execute(update).await? == 1) })).await
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

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

async fn claim(connection: &mut Connection, now: Timestamp, terms: &Terms) -> Result<Decision<Claim>, StoreError> {
    sweep(connection, now).await?;
    let stopped = Sql::new("SELECT 1 FROM installation WHERE key = $1").bind(STOPPED);
    if connection.fetch_optional(stopped).await?.is_some() {
        return Ok(Decision::Keep(Claim { orders: Vec::new(), held: Some(Held::Stopped) }));
    }
    let rate = terms.limits.map(|limits| limits.provider());
    let free = match &rate {
        Some(rate) => free(connection, rate, now).await?.min(i64::from(terms.most)),
        None => i64::from(terms.most),
    };
    if free < 1 {
        return Ok(Decision::Keep(Claim { orders: Vec::new(), held: Some(Held::Pace) }));
    }
    let left = match terms.ceiling {
        Some((day, ceiling)) => left(connection, &day.to_string(), ceiling).await?,
        None => i64::MAX,
    };
    let orders = take(connection, now, terms, free, left).await?;
    let count = i64::try_from(orders.len()).unwrap_or(i64::MAX);
    if orders.is_empty() {
        let broke = left < i64::MAX && too_dear(connection, now, left).await?;
        return Ok(Decision::Keep(Claim { orders, held: broke.then_some(Held::Ceiling) }));
    }
    let cost: u64 = orders.iter().map(|order| order.text.cost).sum();
    let paid = match terms.ceiling {
        Some((day, ceiling)) => pay(connection, &day.to_string(), cost, ceiling).await?,
        None => true,
    };
    let paced = match &rate {
        Some(rate) => run_ahead(connection, rate, now, count).await?,
        None => true,
    };
    if !(paid && paced) {
        // Another instance spent it, or was quicker, at this very moment: nothing is claimed, and the next look decides.
        return Ok(Decision::Undo(Claim {
            orders: Vec::new(),
            held: Some(if paid { Held::Pace } else { Held::Ceiling }),
        }));
    }
    if let Some(limits) = &terms.limits {
        count_numbers(connection, &limits.number(), now, &orders).await?;
    }
    Ok(Decision::Keep(Claim { orders, held: None }))
}

/// Orders that are too late, and those whose worker vanished: uncertain where it was about to ask the provider, else free
/// for another.
async fn sweep(connection: &mut Connection, now: Timestamp) -> Result<(), StoreError> {
    let at = now.as_millisecond();
    let ran_out = Sql::new(
        "UPDATE outbox SET state = CASE WHEN begun_at IS NULL THEN 'waiting' ELSE 'uncertain' END,
                           not_before = CASE WHEN begun_at IS NULL THEN not_before ELSE $2 END,
                           error = 'the lease ran out', lease_until = NULL, updated_at = $1
         WHERE state = 'sending' AND lease_until <= $1",
    );
    connection.execute(ran_out.bind(at).bind(at.saturating_add(millis(ASKED_AFTER)))).await?;
    let late = Sql::new(
        "UPDATE outbox SET state = 'expired', error = 'it would have come too late', updated_at = $1
         WHERE state = 'waiting' AND expires_at <= $1",
    );
    connection.execute(late.bind(at)).await.map(drop)
}

/// The one statement that differs: on PostgreSQL, claimers step over what another one holds. Materialized, for PostgreSQL
/// may else run the inner select again for each row, and claim more than the limit. A person's orders go out one after
/// the other, so that an answer is not overtaken by a later one. Each `state` is said as its index says it: SQLite uses a
/// partial index for nothing else, and PostgreSQL for few things else.
const TAKE: [&str; 5] = [
    "WITH due AS MATERIALIZED (SELECT o.id, o.cost, o.not_before FROM outbox o",
    " WHERE o.state = 'waiting' AND o.priority = $7 AND o.not_before <= $1 AND o.cost <= $4",
    " AND NOT EXISTS (SELECT 1 FROM outbox held WHERE held.to_index = o.to_index
                      AND held.state IN ('waiting', 'sending') AND held.state = 'sending')
      AND NOT EXISTS (SELECT 1 FROM outbox before WHERE before.to_index = o.to_index
                      AND before.state IN ('waiting', 'sending') AND before.state = 'waiting' AND before.not_before <= $1
                      AND (before.priority, before.not_before, before.id) < (o.priority, o.not_before, o.id))
      AND NOT EXISTS (SELECT 1 FROM pace WHERE pace.name = o.to_index AND pace.due > $8)",
    " ORDER BY o.not_before, o.id LIMIT $3",
    "), paid AS (SELECT id, SUM(cost) OVER (ORDER BY not_before, id) AS total FROM due)
     UPDATE outbox SET state = 'sending', lease_until = $2, lease_owner = $5, claimed_at = $1, attempts = attempts + 1,
                       begun_at = NULL, paid_on = $6, updated_at = $1
     WHERE state = 'waiting' AND id IN (SELECT id FROM paid WHERE total <= $4) RETURNING *",
];

/// Takes what is due, the most urgent first: one look for each priority, for then the index gives no row that is not due.
async fn take(
    connection: &mut Connection,
    now: Timestamp,
    terms: &Terms,
    most: i64,
    left: i64,
) -> Result<Vec<Claimed>, StoreError> {
    let at = now.as_millisecond();
    let mut claimed: Vec<Claimed> = Vec::new();
    for priority in PRIORITIES {
        let taken = i64::try_from(claimed.len()).unwrap_or(i64::MAX);
        let spent: u64 = claimed.iter().map(|order| order.text.cost).sum();
        let (most, left) = (most - taken, left.saturating_sub(i64::try_from(spent).unwrap_or(i64::MAX)));
        if most < 1 {
            break;
        }
        let sqlite = connection.is_sqlite();
        let sql = Sql::new(TAKE[0]).then(if sqlite { " INDEXED BY outbox_due" } else { "" }).then(TAKE[1]);
        let sql = sql.then(if terms.limits.is_some() { TAKE[2] } else { "" }).then(TAKE[3]);
        let sql = sql.then(if sqlite { "" } else { " FOR UPDATE SKIP LOCKED" }).then(TAKE[4]);
        let mut sql = sql
            .bind(at)
            .bind(at.saturating_add(millis(terms.lease)))
            .bind(most)
            .bind(left)
            .bind(terms.owner.as_str())
            .bind(terms.ceiling.map(|(day, _)| day.to_string()))
            .bind(priority);
        if let Some(limits) = &terms.limits {
            sql = sql.bind(at.saturating_add(limits.number().burst_millis()));
        }
        let rows = connection.fetch_all(sql).await?;
        let mut orders = readable(&rows);
        orders.sort_by(|a, b| (a.text.not_before, &a.text.id).cmp(&(b.text.not_before, &b.text.id)));
        claimed.extend(orders);
    }
    Ok(claimed)
}

/// The orders that can be read. A row of a newer version stays in hand until its lease ends; it holds up nobody.
pub(super) fn readable(rows: &[Row]) -> Vec<Claimed> {
    let tell = |error: &StoreError| tracing::error!(%error, "an order cannot be read");
    rows.iter().filter_map(|row| read(row).inspect_err(tell).ok()).collect()
}

/// Whether something is due that costs more than is left.
async fn too_dear(connection: &mut Connection, now: Timestamp, left: i64) -> Result<bool, StoreError> {
    for priority in PRIORITIES {
        let sql = Sql::new(
            "SELECT 1 FROM outbox WHERE state = 'waiting' AND priority = $1 AND not_before <= $2 AND cost > $3 LIMIT 1",
        );
        if connection.fetch_optional(sql.bind(priority).bind(now.as_millisecond()).bind(left)).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many orders the provider may be given now.
async fn free(connection: &mut Connection, rate: &Rate, now: Timestamp) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT due FROM pace WHERE name = $1").bind(PROVIDER.to_vec());
    let due: i64 = match connection.fetch_optional(sql).await? {
        Some(row) => row.at(0)?,
        None => 0,
    };
    // Further ahead than an empty bucket lies only what a clock that was set back left behind.
    let ahead = due.saturating_sub(now.as_millisecond());
    let ahead = if ahead > rate.burst_millis() + rate.interval_millis() { 0 } else { ahead.max(0) };
    Ok((rate.burst_millis() - ahead).div_euclid(rate.interval_millis()) + 1)
}

/// Counts so many orders to the provider; false where another instance took its share meanwhile.
async fn run_ahead(connection: &mut Connection, rate: &Rate, now: Timestamp, count: i64) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "INSERT INTO pace (name, due) VALUES ($1, $2 + $3)
         ON CONFLICT (name) DO UPDATE
            SET due = CASE WHEN pace.due > $2 AND pace.due <= $2 + $4 + $5 THEN pace.due ELSE $2 END + $3
         WHERE pace.due + $3 <= $2 + $4 + $5 OR pace.due > $2 + $4 + $5",
    );
    let (interval, at) = (rate.interval_millis(), now.as_millisecond());
    let sql = sql.bind(PROVIDER.to_vec()).bind(at).bind(interval.saturating_mul(count)).bind(rate.burst_millis());
    Ok(connection.execute(sql.bind(interval)).await? == 1)
}

/// Counts the orders to each number.
async fn count_numbers(
    connection: &mut Connection,
    rate: &Rate,
    now: Timestamp,
    orders: &[Claimed],
) -> Result<(), StoreError> {
    let vault = connection.vault();
    let mut counts: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    for order in orders {
        *counts.entry(vault.phone(&order.text.to)).or_default() += rate.interval_millis();
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

/// What may still be spent on this day, in cents.
async fn left(connection: &mut Connection, day: &str, ceiling: u64) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT spent FROM spending WHERE day = $1").bind(day);
    let spent: i64 = match connection.fetch_optional(sql).await? {
        Some(row) => row.at(0)?,
        None => 0,
    };
    Ok(i64::try_from(ceiling).unwrap_or(i64::MAX).saturating_sub(spent))
}

/// Spends it; false where that would pass the ceiling.
async fn pay(connection: &mut Connection, day: &str, cost: u64, ceiling: u64) -> Result<bool, StoreError> {
    let cents = |sum: u64| i64::try_from(sum).unwrap_or(i64::MAX);
    if cost > ceiling {
        return Ok(false);
    }
    let sql = Sql::new(
        "INSERT INTO spending (day, spent) VALUES ($1, $2)
         ON CONFLICT (day) DO UPDATE SET spent = spending.spent + excluded.spent
         WHERE spending.spent + excluded.spent <= $3",
    );
    Ok(connection.execute(sql.bind(day).bind(cents(cost)).bind(cents(ceiling))).await? == 1)
}

pub(super) fn read(row: &Row) -> Result<Claimed, StoreError> {
    let row = Reading::keyed(row, "outbox", "id");
    let id: String = row.get("id")?;
    let payload = row.sealed("payload", &id)?;
    let class = |word: &str| [Class::AtMostOnce, Class::Reconcile].into_iter().find(|class| class_word(*class) == word);
    let class = row.word("class", class)?;
    let (attempts, expires_at) = (row.get("attempts")?, row.time_if_any("expires_at")?.unwrap_or(Timestamp::MAX));
    let claimed_at = row.time_if_any("claimed_at")?.unwrap_or(Timestamp::MIN);
    let text = NewText {
        kind: row.word("kind", kind)?,
        to: row.number("to_number", &id)?,
        service_number: row.get("service_number")?,
        payload: serde_json::from_str(&payload).map_err(|_| row.unreadable("payload"))?,
        cost: row.get::<i64>("cost")?.unsigned_abs(),
        not_before: row.time("not_before")?,
        conversation_id: row.get("conversation_id")?,
        at: row.time("created_at")?,
        id,
    };
    Ok(Claimed { text, class, attempts, expires_at, claimed_at, paid_on: row.get("paid_on")? })
}
