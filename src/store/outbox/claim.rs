//! Taking orders in hand: what is due, within the limits and the day's money, for the time of a lease.

use std::{collections::HashSet, fmt, time::Duration};

use jiff::Timestamp;

use super::{
    super::{Connection, Decision, Store, StoreError, connection::Row, deadline::reach, row::Reading, sql::Sql},
    NewText, class_word, kind,
    limits::{self, PROVIDER},
};
use crate::outgoing::{Class, Kind, pace::Limits};

/// How long after its lease an order that nobody finished is asked for at the provider.
const ASKED_AFTER: Duration = Duration::from_secs(60);
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

impl Terms {
    /// The word in the table for the day whose money is spent.
    fn day(&self) -> Option<String> {
        self.ceiling.map(|(day, _)| day.to_string())
    }
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
        let taken = self.decide(move |connection| Box::pin(async move { claim(connection, now, &terms).await }));
        let (rows, held) = taken.await?;
        // What is sealed is opened here, by the claimer's own task, while the writer goes on.
        let mut orders = readable(&rows);
        if orders.len() < rows.len()
            && let Err(error) = self.give_money_back(&rows, &orders).await
        {
            tracing::error!(%error, "what was reserved for orders that cannot be read is not free again");
        }
        let place = |order: &Claimed| (order.text.kind.priority(), order.text.not_before);
        orders.sort_by(|a, b| (place(a), &a.text.id).cmp(&(place(b), &b.text.id)));
        Ok(Claim { orders, held })
    }

    /// Gives back what was reserved for orders that cannot be read: they would else cost their price with each lease.
    async fn give_money_back(&self, rows: &[Row], readable: &[Claimed]) -> Result<(), StoreError> {
        let readable: HashSet<&str> = readable.iter().map(|order| order.text.id.as_str()).collect();
        let mut unreadable = Vec::new();
        for row in rows {
            if !readable.contains(row.get::<String>("id")?.as_str())
                && let Some(day) = row.get::<Option<String>>("paid_on")?
            {
                unreadable.push((day, row.get::<i64>("cost")?));
            }
        }
        if unreadable.is_empty() {
            return Ok(());
        }
        self.write(move |connection| {
            Box::pin(async move {
                for (day, cost) in unreadable {
                    limits::refund(connection, &day, cost).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

fn cents(sum: u64) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}

pub(super) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// What a claimer sees before it takes anything, in one look.
struct Look {
    /// Somebody stopped all sending.
    stopped: bool,
    /// Something is in hand whose lease ran out, or waits and is too late.
    to_sweep: bool,
    /// When the provider's bucket is full again.
    full_at: i64,
    /// What was spent on the day, in cents.
    spent: i64,
    /// The priorities of which something is due.
    due: Vec<i64>,
}

/// Each `state` is said as its index says it.
const LOOK: &str = "SELECT EXISTS (SELECT 1 FROM installation WHERE key = $2),
        EXISTS (SELECT 1 FROM outbox WHERE state = 'sending' AND lease_until <= $1)
            OR EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND expires_at <= $1),
        (SELECT due FROM pace WHERE name = $3), (SELECT spent FROM spending WHERE day = $4),
        EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND priority = 0 AND not_before <= $1),
        EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND priority = 1 AND not_before <= $1),
        EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND priority = 2 AND not_before <= $1)";

async fn look(connection: &mut Connection, now: Timestamp, terms: &Terms) -> Result<Look, StoreError> {
    let sql = Sql::new(LOOK).bind(now.as_millisecond()).bind(STOPPED).bind(PROVIDER.to_vec()).bind(terms.day());
    let row = connection.fetch_one(sql).await?;
    let mut due = Vec::new();
    for (place, priority) in (4..).zip(PRIORITIES) {
        if row.at(place)? {
            due.push(priority);
        }
    }
    let (full_at, spent): (Option<i64>, Option<i64>) = (row.at(2)?, row.at(3)?);
    let (full_at, spent) = (full_at.unwrap_or_default(), spent.unwrap_or_default());
    Ok(Look { stopped: row.at(0)?, to_sweep: row.at(1)?, full_at, spent, due })
}

/// Rows in hand, still sealed, and why there are no more.
type Taken = (Vec<Row>, Option<Held>);

async fn claim(connection: &mut Connection, now: Timestamp, terms: &Terms) -> Result<Decision<Taken>, StoreError> {
    let nothing = |held| (Vec::new(), Some(held));
    let mut seen = look(connection, now, terms).await?;
    if seen.to_sweep {
        sweep(connection, now).await?;
        seen = look(connection, now, terms).await?;
    }
    if seen.stopped {
        return Ok(Decision::Keep(nothing(Held::Stopped)));
    }
    let rate = terms.limits.map(|limits| limits.provider());
    let free = rate.as_ref().map_or(i64::MAX, |rate| limits::free(seen.full_at, rate, now)).min(i64::from(terms.most));
    if free < 1 {
        return Ok(Decision::Keep(nothing(Held::Pace)));
    }
    let left = terms.ceiling.map_or(i64::MAX, |(_, ceiling)| cents(ceiling).saturating_sub(seen.spent));
    let rows = take(connection, now, terms, &seen.due, (free, left)).await?;
    if rows.is_empty() {
        let broke = left < i64::MAX && too_dear(connection, now, left).await?;
        return Ok(Decision::Keep((rows, broke.then_some(Held::Ceiling))));
    }
    let paid = match (terms.day(), terms.ceiling) {
        (Some(day), Some((_, ceiling))) => limits::pay(connection, &day, cost(&rows)?, cents(ceiling)).await?,
        _ => true,
    };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let paced = match &rate {
        Some(rate) => limits::run_ahead(connection, rate, now, count).await?,
        None => true,
    };
    if !(paid && paced) {
        // Another instance spent it, or was quicker, at this very moment: nothing is claimed, and the next look decides.
        return Ok(Decision::Undo(nothing(if paid { Held::Pace } else { Held::Ceiling })));
    }
    if let Some(limits) = &terms.limits {
        let numbers: Result<Vec<Option<Vec<u8>>>, _> = rows.iter().map(|row| row.get("to_index")).collect();
        limits::count_numbers(connection, &limits.number(), now, numbers?.into_iter().flatten()).await?;
    }
    Ok(Decision::Keep((rows, None)))
}

fn cost(rows: &[Row]) -> Result<i64, StoreError> {
    rows.iter().try_fold(0i64, |sum, row| Ok(sum.saturating_add(row.get("cost")?)))
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
         WHERE state = 'waiting' AND expires_at <= $1 RETURNING id, kind",
    );
    let mut reminders = Vec::new();
    for row in &connection.fetch_all(late.bind(at)).await? {
        let row = Reading::keyed(row, "outbox", "id");
        if kind(&row.get::<String>("kind")?).is_some_and(Kind::may_remind) {
            reminders.push(row.get("id")?);
        }
    }
    reach::never_left(connection, &reminders, now).await
}

/// The one statement that differs: on PostgreSQL, claimers step over what another one holds. Materialized, for PostgreSQL
/// may else run the inner select again for each row, and claim more than the limit. A person's orders go out one after
/// the other, so that an answer is not overtaken by a later one. Each `state` is said as its index says it: SQLite uses a
/// partial index for nothing else, and PostgreSQL for few things else.
const TAKE: [&str; 6] = [
    "WITH due AS MATERIALIZED (SELECT o.id, o.cost, o.not_before FROM outbox o",
    " WHERE o.state = 'waiting' AND o.priority = $7 AND o.not_before <= $1 AND o.cost <= $4",
    " AND NOT EXISTS (SELECT 1 FROM outbox other
                      WHERE other.to_index = o.to_index AND other.state IN ('waiting', 'sending')
                        AND (other.state = 'sending' OR other.not_before <= $1
                             AND (other.priority, other.not_before, other.id) < (o.priority, o.not_before, o.id)))
      AND NOT EXISTS (SELECT 1 FROM pace WHERE pace.name = o.to_index AND pace.due > $8)",
    " ORDER BY o.not_before, o.id LIMIT $3",
    "), paid AS (SELECT id, SUM(cost) OVER (ORDER BY not_before, id) AS total FROM due) UPDATE outbox",
    " SET state = 'sending', lease_until = $2, lease_owner = $5, claimed_at = $1, attempts = attempts + 1,
                       begun_at = NULL, paid_on = $6, updated_at = $1
     WHERE state = 'waiting' AND id IN (SELECT id FROM paid WHERE total <= $4) RETURNING ",
];

/// Takes what is due, the most urgent first: one look for each priority, for then the index gives no row that is not due.
async fn take(
    connection: &mut Connection,
    now: Timestamp,
    terms: &Terms,
    due: &[i64],
    (most, left): (i64, i64),
) -> Result<Vec<Row>, StoreError> {
    let at = now.as_millisecond();
    let sqlite = connection.is_sqlite();
    let mut taken: Vec<Row> = Vec::new();
    for priority in due {
        let most = most - i64::try_from(taken.len()).unwrap_or(i64::MAX);
        if most < 1 {
            break;
        }
        let sql = Sql::new(TAKE[0]).then(if sqlite { " INDEXED BY outbox_due" } else { "" }).then(TAKE[1]);
        let sql = sql.then(if terms.limits.is_some() { TAKE[2] } else { "" }).then(TAKE[3]);
        let sql = sql.then(if sqlite { "" } else { " FOR UPDATE SKIP LOCKED" });
        let sql = sql.then(TAKE[4]).then(by_key(connection)).then(TAKE[5]).then(COLUMNS);
        let mut sql = sql
            .bind(at)
            .bind(at.saturating_add(millis(terms.lease)))
            .bind(most)
            .bind(left.saturating_sub(cost(&taken)?))
            .bind(terms.owner.as_str())
            .bind(terms.day())
            .bind(*priority);
        if let Some(limits) = &terms.limits {
            sql = sql.bind(at.saturating_add(limits.number().burst_millis()));
        }
        taken.extend(connection.fetch_all(sql).await?);
    }
    Ok(taken)
}

/// Said after the table's name where orders whose keys are known are written. SQLite may else go through all orders in some
/// state, which takes as long as the table is; PostgreSQL knows how many there are of each.
pub(super) fn by_key(connection: &Connection) -> &'static str {
    if connection.is_sqlite() { " INDEXED BY sqlite_autoindex_outbox_1" } else { "" }
}

/// The columns that an order is read from.
pub(super) const COLUMNS: &str = "id, kind, class, to_index, to_number, service_number, payload, cost, not_before,
    expires_at, claimed_at, paid_on, attempts, conversation_id, created_at";

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
