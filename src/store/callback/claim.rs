//! Taking a callback in hand, keeping it, and giving it back: a lease with a fence.

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

/// Candidates of each kind that are looked at for one claim: more than advisors who press the key at once.
const CANDIDATES: i64 = 64;
/// Looks before a claim says that there is nothing: each one that others took meanwhile costs another look.
const MOST_LOOKS: usize = 8;

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
    /// Takes the next best callback for an advisor: ranked by [`rank`], claimed by one conditional statement. None where
    /// there is none for them now. `entry` is what the audit says of it, its subject filled in here.
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
        for _ in 0..MOST_LOOKS {
            let mut found = self.candidates(hand, moment, terms).await?;
            found.sort_by(|one, other| rank::compare(one, other, moment.today, terms));
            found.truncate(usize::try_from(CANDIDATES).unwrap_or_default());
            if found.is_empty() {
                return Ok(None);
            }
            let ids: Vec<String> = found.iter().map(|one| one.id.clone()).collect();
            let (by, terms_of, entry) = (hand.id.clone(), *terms, entry.clone());
            let taken = self.write(move |connection| {
                Box::pin(async move { take_first(connection, ids, (&by, &terms_of), moment.now, entry).await })
            });
            if let Some((id, claim)) = taken.await? {
                let waiting = found.into_iter().find(|one| one.id == id);
                let reason = waiting.map(|one| rank::reason(&one, moment, terms));
                return Ok(reason.map(|reason| Next { id, claim, reason }));
            }
        }
        Ok(None)
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

    /// The best of each kind that nobody holds, and what was lost by its holder; the rest is for [`rank`] to say. Each kind
    /// is an index of its own, so a look costs as little in a queue of thousands.
    async fn candidates(&self, hand: &Hand, moment: Moment, terms: &Terms) -> Result<Vec<Waiting>, StoreError> {
        let (from, until) = rank::risky(moment.today, terms);
        let softened = moment.now.saturating_sub(terms.soften_after).unwrap_or(Timestamp::MIN);
        let mut sql = Sql::new("")
            .bind(moment.now.as_millisecond())
            .bind(from.to_string())
            .bind(until.to_string())
            .bind(CANDIDATES);
        let mut fits = String::from("next_at <= $1");
        let (speaks, bound) = any_of(sql, "language", hand.languages.iter().map(|language| language.as_str()));
        sql = bound;
        fits += &format!(" AND (interpreter{speaks})");
        if !hand.skills.is_empty() {
            let since = sql.next();
            sql = sql.bind(softened.as_millisecond());
            let (knows, bound) = any_of(sql, "subject", hand.skills.iter().map(String::as_str));
            sql = bound;
            fits += &format!(" AND (next_at <= ${since} OR subject = 'distress'{knows})");
        }
        for (at, (index, condition, order)) in KINDS.into_iter().enumerate() {
            let union = if at == 0 { "" } else { " UNION ALL " };
            // SQLite may else take another index, and sort all that is open.
            let index = if self.is_shared() { String::new() } else { format!(" INDEXED BY {index}") };
            sql = sql.then(&format!(
                "{union}SELECT * FROM (SELECT {WAITING} FROM callback{index} WHERE state = 'open' AND {condition} AND {fits}
                 ORDER BY {order} LIMIT $4) AS kind_{at}",
            ));
        }
        let rows = self.reads().fetch_all(sql).await?;
        let mut found: Vec<Waiting> = rows.iter().map(waiting).collect::<Result<_, _>>()?;
        found.sort_by(|one, other| one.id.cmp(&other.id));
        found.dedup_by(|one, other| one.id == other.id);
        found.retain(|one| rank::fits(one, hand, moment.now, terms));
        Ok(found)
    }
}

/// The kinds of candidates: an index, what it holds, and its order. One may be of several kinds.
const KINDS: [(&str, &str, &str); 4] = [
    ("callback_distress", "claimed_until IS NULL AND subject = 'distress'", "due_by, asked_at, id"),
    (
        "callback_at_risk",
        "claimed_until IS NULL AND deadline IS NOT NULL AND deadline >= $2 AND deadline <= $3",
        "deadline, due_by, asked_at, id",
    ),
    ("callback_due", "claimed_until IS NULL", "due_by, asked_at, id"),
    ("callback_held", "claimed_until IS NOT NULL AND claimed_until <= $1", "claimed_until"),
];

/// ` OR column IN ($6, $7)`, with its values; nothing where there are none.
fn any_of<'w>(mut sql: Sql, column: &str, words: impl Iterator<Item = &'w str>) -> (String, Sql) {
    let mut list = Vec::new();
    for word in words {
        list.push(format!("${}", sql.next()));
        sql = sql.bind(word);
    }
    let text = if list.is_empty() { String::new() } else { format!(" OR {column} IN ({})", list.join(", ")) };
    (text, sql)
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

/// Takes the first of these that nobody holds and whose time has come. The one statement that differs: on PostgreSQL,
/// claimers step over what another one is taking at this very moment.
async fn take_first(
    connection: &mut Connection,
    ids: Vec<String>,
    (by, terms): (&str, &Terms),
    now: Timestamp,
    entry: Entry,
) -> Result<Option<(String, Claim)>, StoreError> {
    let sql = hold(Sql::new("WITH wanted (place, id) AS ("), by, now, terms);
    let rows = (0i64..).zip(&ids).map(|(place, id)| values![place, id]);
    let skip = if connection.is_sqlite() { "" } else { " FOR UPDATE OF callback SKIP LOCKED" };
    let sql = sql.rows(rows).then("), best AS MATERIALIZED (SELECT callback.id FROM wanted");
    let sql = sql.then(" JOIN callback ON callback.id = wanted.id WHERE next_at <= $1 AND ").then(FREE);
    let sql = sql.then(" ORDER BY wanted.place LIMIT 1").then(skip).then(") UPDATE callback SET ").then(HOLD);
    let sql = sql.then(" WHERE id IN (SELECT id FROM best) AND next_at <= $1 AND ").then(FREE).then(CLAIM);
    let Some(row) = connection.fetch_optional(sql).await? else { return Ok(None) };
    let (id, claim): (String, Claim) = (row.get("id")?, read_claim(&row)?);
    let entry = Entry { subject: id.clone(), ..entry };
    audit::add(connection, vec![audit::row(&connection.vault(), &entry)?]).await?;
    connection.callbacks_changed();
    Ok(Some((id, claim)))
}

fn read_claim(row: &Row) -> Result<Claim, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    super::claim(&row)?.ok_or_else(|| row.unreadable("claimed_by"))
}
