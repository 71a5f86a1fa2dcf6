//! Taking a callback in hand, keeping it, and giving it back: a lease with a fence.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Claim, WAITING, waiting};
use crate::{
    callback::{
        Terms,
        rank::{self, Hand, Moment, Reason, Waiting},
    },
    store::{
        Connection, Store, StoreError,
        audit::{self, Entry},
        connection::Row,
        row::Reading,
        sql::{Sql, values},
    },
};

/// Looks before a claim says that there is nothing, where other instances had in hand what there was.
const MOST_LOOKS: usize = 8;

/// A claim of whoever presses the key: those that come at the same time are written together.
#[derive(Clone, Debug)]
pub(in crate::store) struct Wanted {
    hand: Hand,
    moment: Moment,
    terms: Terms,
    entry: Entry,
}

/// What came of taking one that was chosen by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is the advisor's now.
    Claimed(Claim),
    /// Another one holds it.
    TakenBy {
        /// Who.
        by: String,
        /// Until when, unless they keep it longer.
        until: Timestamp,
    },
    /// It is over, or was never there.
    Gone,
}

/// A callback that was taken because it is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its identifier.
    pub id: String,
    /// The lease.
    pub claim: Claim,
    /// Why this one.
    pub reason: Reason,
}

/// What `free` says of a row: nobody holds it now.
const FREE: &str = "state = 'open' AND (claimed_until IS NULL OR claimed_until <= $1)";

impl Store {
    /// Takes the next best callback for an advisor, as [`rank`] has it, by one conditional statement. None where there is
    /// none for them now. `entry` is what the audit says of it, its subject filled in here.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim_next(
        &self,
        hand: &Hand,
        moment: Moment,
        terms: &Terms,
        entry: Entry,
    ) -> Result<Option<Next>, StoreError> {
        let wanted = Wanted { hand: hand.clone(), moment, terms: *terms, entry };
        for _ in 0..MOST_LOOKS {
            let next = self.claiming.ask(wanted.clone()).await?;
            // Another instance may have stepped over a row that it locked for a moment, and not taken it.
            if next.is_some() || !self.is_shared() || !self.is_anybody_next(&wanted).await? {
                return Ok(next);
            }
        }
        Ok(None)
    }

    async fn is_anybody_next(&self, wanted: &Wanted) -> Result<bool, StoreError> {
        for kind in [Kind::Lost, Kind::Due] {
            let sql = kind.sql(wanted, 1, !self.is_shared());
            if self.reads().fetch_optional(sql).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes one that was chosen by hand. Who holds it already keeps it, with the lease begun anew.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim_callback(
        &self,
        id: &str,
        by: &str,
        now: Timestamp,
        terms: &Terms,
        entry: Entry,
    ) -> Result<Taken, StoreError> {
        let (id, by, terms) = (id.to_owned(), by.to_owned(), *terms);
        self.write(move |connection| {
            Box::pin(async move {
                let sql = Sql::new("UPDATE callback SET ")
                    .then(HOLD)
                    .then(" WHERE id = $4 AND (")
                    .then(FREE)
                    .then(HELD)
                    .then(CLAIM);
                let sql = hold(sql, &by, now, &terms).bind(&id);
                if let Some(row) = connection.fetch_optional(sql).await? {
                    let claim = read_claim(&row)?;
                    audit::add(connection, vec![audit::row(&connection.vault(), &entry)?]).await?;
                    connection.callbacks_changed();
                    return Ok(Taken::Claimed(claim));
                }
                let sql = Sql::new("SELECT id, state, claimed_by, claimed_until FROM callback WHERE id = $1");
                let Some(row) = connection.fetch_optional(sql.bind(&id)).await? else { return Ok(Taken::Gone) };
                let row = Reading::keyed(&row, "callback", "id");
                let holder: Option<String> = row.get("claimed_by")?;
                Ok(match holder.zip(row.time_if_any("claimed_until")?) {
                    Some((by, until)) if row.get::<String>("state")? == "open" => Taken::TakenBy { by, until },
                    _ => Taken::Gone,
                })
            })
        })
        .await
    }

    /// Keeps a callback in hand for another lease, never a shorter one; its new end. None where it was lost: the lease ended
    /// and another one took it, or it is over. One whose lease ended and that nobody took is kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn extend_claim(
        &self,
        id: &str,
        by: &str,
        fence: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let (id, by) = (id.to_owned(), by.to_owned());
        self.write(move |connection| {
            Box::pin(async move {
                let sql = Sql::new(
                    "UPDATE callback SET claimed_until = CASE WHEN claimed_until > $4 THEN claimed_until ELSE $4 END,
                                         updated_at = $5
                     WHERE id = $1 AND claimed_by = $2 AND fence = $3 AND state = 'open' RETURNING id, claimed_until",
                );
                let sql = sql.bind(&id).bind(&by).bind(fence).bind(until.as_millisecond()).bind(now.as_millisecond());
                let Some(row) = connection.fetch_optional(sql).await? else { return Ok(None) };
                connection.callbacks_changed();
                Reading::keyed(&row, "callback", "id").time_if_any("claimed_until")
            })
        })
        .await
    }

    /// Gives a callback back, at its place; false where it was lost before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_claim(&self, id: &str, by: &str, fence: i64, now: Timestamp) -> Result<bool, StoreError> {
        let sql =
            Sql::new("UPDATE callback SET ").then(FREED).then(" WHERE id = $2 AND claimed_by = $3 AND fence = $4");
        let sql = sql.bind(now.as_millisecond()).bind(id).bind(by).bind(fence);
        Ok(self.let_go(sql).await? > 0)
    }

    /// Gives back everything that an advisor holds; how much that was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_all_claims(&self, by: &str, now: Timestamp) -> Result<u64, StoreError> {
        let sql = Sql::new("UPDATE callback SET ").then(FREED).then(" WHERE claimed_by = $2 AND state = 'open'");
        self.let_go(sql.bind(now.as_millisecond()).bind(by)).await
    }

    async fn let_go(&self, sql: Sql) -> Result<u64, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let freed = connection.execute(sql).await?;
                connection.callbacks_changed();
                Ok(freed)
            })
        })
        .await
    }
}

/// The kinds of callbacks that may be next, each with an index of its own, so that a look costs as little in a queue of
/// thousands. One may be of several kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Its holder's lease ended.
    Lost,
    /// Nobody holds it, and the person is in distress.
    Distress,
    /// Nobody holds it, and a deadline is at risk.
    AtRisk,
    /// Nobody holds it.
    Due,
}

impl Kind {
    /// The best of the kind, so many at most, for this advisor. What they may be given is said again by [`rank::fits`].
    fn sql(self, wanted: &Wanted, most: usize, sqlite: bool) -> Sql {
        let (index, condition, order) = match self {
            Kind::Lost => ("callback_held", "claimed_until IS NOT NULL AND claimed_until <= $1", "claimed_until, id"),
            Kind::Distress => {
                ("callback_distress", "claimed_until IS NULL AND subject = 'distress'", "due_by, asked_at, id")
            }
            Kind::AtRisk => {
                ("callback_at_risk", "claimed_until IS NULL AND deadline IS NOT NULL", "deadline, due_by, asked_at, id")
            }
            Kind::Due => ("callback_due", "claimed_until IS NULL", "due_by, asked_at, id"),
        };
        // SQLite may else take another index, and sort all that is open.
        let index = if sqlite { format!(" INDEXED BY {index}") } else { String::new() };
        let sql = Sql::new("SELECT ").then(WAITING).then(" FROM callback").then(&index);
        let sql = sql.then(" WHERE state = 'open' AND next_at <= $1 AND ").then(condition);
        let sql = sql.bind(wanted.moment.now.as_millisecond()).bind(i64::try_from(most).unwrap_or(i64::MAX));
        let languages = wanted.hand.languages.iter().map(|language| language.as_str());
        let mut sql = any_of(sql.then(" AND (interpreter"), "language", languages).then(")");
        if !wanted.hand.skills.is_empty() {
            let softened = wanted.moment.now.saturating_sub(wanted.terms.soften_after).unwrap_or(Timestamp::MIN);
            let since = sql.next();
            sql =
                sql.then(&format!(" AND (subject = 'distress' OR next_at <= ${since}")).bind(softened.as_millisecond());
            sql = any_of(sql, "subject", wanted.hand.skills.iter().map(String::as_str)).then(")");
        }
        if self == Kind::AtRisk {
            let (from, until) = rank::risky(wanted.moment.today, &wanted.terms);
            let at = sql.next();
            sql = sql.then(&format!(" AND deadline >= ${at} AND deadline <= ${}", at + 1));
            sql = sql.bind(from.to_string()).bind(until.to_string());
        }
        sql.then(" ORDER BY ").then(order).then(" LIMIT $2")
    }
}

/// Goes on with ` OR column IN ($3, $4)`; with nothing where there are no words.
fn any_of<'w>(mut sql: Sql, column: &str, words: impl Iterator<Item = &'w str>) -> Sql {
    let mut list = Vec::new();
    for word in words {
        list.push(format!("${}", sql.next()));
        sql = sql.bind(word);
    }
    if list.is_empty() { sql } else { sql.then(&format!(" OR {column} IN ({})", list.join(", "))) }
}

/// Sets who holds it: `$1` now, `$2` until when, `$3` who. Who holds it already is no new holder.
const HOLD: &str = "claimed_by = $3, claimed_at = $1, claimed_until = $2, updated_at = $1,
    fence = fence + CASE WHEN claimed_by = $3 AND claimed_until > $1 THEN 0 ELSE 1 END";
const HELD: &str = " OR state = 'open' AND claimed_by = $3)";
/// What a claim is read from.
const CLAIM: &str = " RETURNING id, claimed_by, claimed_at, claimed_until, fence";
/// Sets that nobody holds it any more: `$1` now.
const FREED: &str = "claimed_by = NULL, claimed_at = NULL, claimed_until = NULL, updated_at = $1";

fn hold(sql: Sql, by: &str, now: Timestamp, terms: &Terms) -> Sql {
    let until = now.saturating_add(terms.lease).unwrap_or(Timestamp::MAX);
    sql.bind(now.as_millisecond()).bind(until.as_millisecond()).bind(by)
}

/// Takes the next best for each of these, in their order; those who bring the same languages and skills at once.
pub(in crate::store) async fn take(
    connection: &mut Connection,
    all: Vec<Wanted>,
) -> Result<Vec<Option<Next>>, StoreError> {
    let mut taken: Vec<Option<Next>> = vec![None; all.len()];
    let mut left: Vec<usize> = (0..all.len()).collect();
    while let Some(first) = left.first().map(|first| &all[*first]) {
        let brings =
            |one: &Wanted| (&one.hand.languages, &one.hand.skills) == (&first.hand.languages, &first.hand.skills);
        let (alike, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|place| brings(&all[**place]));
        let wanted: Vec<&Wanted> = alike.iter().map(|place| &all[*place]).collect();
        for (place, next) in alike.into_iter().zip(take_alike(connection, &wanted).await?) {
            taken[place] = next;
        }
        left = others;
    }
    let entries = all.iter().zip(&taken).filter_map(|(wanted, next)| {
        next.as_ref().map(|next| Entry { subject: next.id.clone(), ..wanted.entry.clone() })
    });
    let vault = connection.vault();
    let rows = entries.map(|entry| audit::row(&vault, &entry)).collect::<Result<Vec<_>, _>>()?;
    if !rows.is_empty() {
        audit::add(connection, rows).await?;
        connection.callbacks_changed();
    }
    Ok(taken)
}

async fn take_alike(connection: &mut Connection, wanted: &[&Wanted]) -> Result<Vec<Option<Next>>, StoreError> {
    let best = best(connection, wanted).await?;
    let pairs: Vec<(&Waiting, &&Wanted)> = best.iter().zip(wanted).collect();
    if pairs.is_empty() {
        return Ok(vec![None; wanted.len()]);
    }
    let rows = pairs.iter().map(|(waiting, wanted)| {
        let now = wanted.moment.now;
        let ends = now.saturating_add(wanted.terms.lease).unwrap_or(Timestamp::MAX);
        values![&waiting.id, &wanted.hand.id, now.as_millisecond(), ends.as_millisecond()]
    });
    let update = Sql::new("WITH taken (id, holder, began, ends) AS (").rows(rows).then(
        ") UPDATE callback SET claimed_by = taken.holder, claimed_at = taken.began, claimed_until = taken.ends,
                               updated_at = taken.began, fence = callback.fence + 1
           FROM taken WHERE callback.id = taken.id AND callback.state = 'open' AND callback.next_at <= taken.began
             AND (callback.claimed_until IS NULL OR callback.claimed_until <= taken.began)
           RETURNING callback.id, callback.claimed_by, callback.claimed_at, callback.claimed_until, callback.fence",
    );
    let mut claims = HashMap::new();
    for row in &connection.fetch_all(update).await? {
        claims.insert(row.get::<String>("id")?, read_claim(row)?);
    }
    let next = |(waiting, wanted): (&Waiting, &&Wanted)| {
        let claim = claims.remove(&waiting.id)?;
        Some(Next { id: waiting.id.clone(), claim, reason: rank::reason(waiting, wanted.moment, &wanted.terms) })
    };
    let mut taken: Vec<Option<Next>> = pairs.into_iter().map(next).collect();
    taken.resize(wanted.len(), None);
    Ok(taken)
}

/// The best that nobody holds, as many as want one. The one read that differs: on PostgreSQL each is locked, and what another
/// instance is taking at this very moment is stepped over.
async fn best(connection: &mut Connection, wanted: &[&Wanted]) -> Result<Vec<Waiting>, StoreError> {
    let Some(first) = wanted.first() else { return Ok(Vec::new()) };
    let (most, sqlite) = (wanted.len(), connection.is_sqlite());
    let mut found: Vec<Waiting> = Vec::new();
    // Of those that were lost nobody knows the place, so they do not tell whether there are enough.
    let mut in_order = 0;
    for kind in [Kind::Lost, Kind::Distress, Kind::AtRisk, Kind::Due] {
        if in_order >= most {
            break;
        }
        let sql = kind.sql(first, most, sqlite).then(if sqlite { "" } else { " FOR UPDATE SKIP LOCKED" });
        for row in &connection.fetch_all(sql).await? {
            let waiting = waiting(row)?;
            let fits = rank::fits(&waiting, &first.hand, first.moment.now, &first.terms);
            if fits && found.iter().all(|one| one.id != waiting.id) {
                found.push(waiting);
                in_order += usize::from(kind != Kind::Lost);
            }
        }
    }
    found.sort_by(|one, other| rank::compare(one, other, first.moment.today, &first.terms));
    found.truncate(most);
    Ok(found)
}

fn read_claim(row: &Row) -> Result<Claim, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    super::claim(&row)?.ok_or_else(|| row.unreadable("claimed_by"))
}
