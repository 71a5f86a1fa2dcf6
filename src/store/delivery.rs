//! What goes to and comes from a remote case system: answers on their way, and copies of its files.
//!
//! An answer is delivered at least once under its own identifier, which the case system takes once. So a lease that runs
//! out is no doubt to settle: the answer is simply claimed again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{
    Connection, Store, StoreError,
    case_file::{GivenAnswer, read_given},
    import::{ImportedFile, forget, stage, take_over},
    row::Reading,
    sql::Sql,
};
use crate::case::ItemAnswer;

/// How long the identifiers of changes are kept: a case system has given up repeating one long before.
const CHANGES_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Answers that cannot be read are passed over, so many in one transaction.
const MOST_UNREADABLE: usize = 20;

/// An answer in a worker's hands.
#[derive(Clone, Debug)]
pub struct ClaimedAnswer {
    /// The answer, with the file it belongs to.
    pub given: GivenAnswer,
    /// Which claim this is, from 1: whoever settles it must hold the last one.
    pub attempts: i64,
    /// How often it was not taken before.
    pub failures: i64,
}

/// What becomes of an answer that was in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The case system has it.
    Delivered,
    /// The case system refuses it for good.
    Refused {
        /// Why, in words of ours: nothing in it is personal.
        why: String,
    },
    /// It is tried again.
    Again {
        /// Not before this time.
        at: Timestamp,
        /// Why it was not taken, likewise; none where it was not even tried.
        why: Option<String>,
    },
}

/// What the case system told of a file.
#[derive(Clone)]
pub struct Told {
    /// The file; its identifier is used where it is new.
    pub file: ImportedFile,
    /// When that was true: when we asked, or when we were told.
    pub at: Timestamp,
    /// The change, where the case system told us by itself.
    pub change: Option<Change>,
}

/// A change that the case system told us by itself.
#[derive(Clone)]
pub struct Change {
    /// Its own identifier of it.
    pub id: String,
    /// When it signed it, by its own clock.
    pub signed_at: Timestamp,
}

/// What became of what the case system told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Our copy holds it now.
    Taken,
    /// This change was told before.
    Repeated,
    /// Our copy holds something newer.
    Older,
}

/// Answers that the case system does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undelivered {
    /// Still to be delivered.
    pub waiting: i64,
    /// Refused for good: somebody must look at them.
    pub refused: i64,
}

impl Store {
    /// Claims the answer that is due first, if any is; it is nobody else's until `lease` is over. One that cannot be read
    /// is logged each time its turn comes, and holds up no other.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim_answer(&self, now: Timestamp, lease: Duration) -> Result<Option<ClaimedAnswer>, StoreError> {
        // Looked at without a write first: most of the time nothing is due.
        let due = Sql::new(
            "SELECT 1 FROM delivery
             WHERE state = 'waiting' AND not_before <= $1 AND (lease_until IS NULL OR lease_until <= $1) LIMIT 1",
        );
        if self.reads().fetch_optional(due.bind(now.as_millisecond())).await?.is_none() {
            return Ok(None);
        }
        self.write(move |connection| Box::pin(async move { claim(connection, now, lease).await })).await
    }

    /// Writes down what became of a claimed answer. False where somebody else has claimed it since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn settle_answer(
        &self,
        claimed: &ClaimedAnswer,
        settled: Settled,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (id, attempts) = (claimed.given.answer.id.clone(), claimed.attempts);
        self.write(move |connection| Box::pin(async move { settle(connection, (&id, attempts), settled, now).await }))
            .await
    }

    /// The answers of a file that are not delivered yet, by the item's name, in the order in which they were given.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn answers_on_their_way(&self, file_id: &str) -> Result<Vec<(String, ItemAnswer)>, StoreError> {
        let sql = Sql::new(
            "SELECT a.*, f.organisation, f.number_index, f.number, f.postcode
             FROM answer a JOIN delivery d ON d.answer_id = a.id JOIN case_file f ON f.id = a.file_id
             WHERE a.file_id = $1 AND d.state = 'waiting' ORDER BY a.confirmed, a.given_at, a.id",
        );
        let rows = self.reads().fetch_all(sql.bind(file_id)).await?;
        rows.iter().map(|row| read_given(row).map(on_its_way)).collect()
    }

    /// How many answers the case system does not have.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn undelivered(&self) -> Result<Undelivered, StoreError> {
        let count =
            "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END), COUNT(CASE WHEN state = 'refused' THEN 1 END)
                     FROM delivery WHERE state IN ('waiting', 'refused')";
        let row = self.reads().fetch_one(Sql::new(count)).await?;
        Ok(Undelivered { waiting: row.at(0)?, refused: row.at(1)? })
    }

    /// Brings our copy of a file up to date, unless it holds something newer or this very change.
    ///
    /// # Errors
    /// Where the database fails; nothing is changed then.
    pub async fn take_told(&self, told: Told, now: Timestamp) -> Result<Taking, StoreError> {
        self.write(move |connection| Box::pin(async move { take(connection, &told, now).await })).await
    }
}

/// Orders an answer of this very transaction to be delivered.
pub(super) async fn add(connection: &mut Connection, answer_id: &str, now: Timestamp) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO delivery (answer_id, state, not_before, created_at, updated_at)
         VALUES ($1, 'waiting', $2, $2, $2)",
    );
    connection.execute(insert.bind(answer_id).bind(now.as_millisecond())).await.map(drop)
}

async fn claim(
    connection: &mut Connection,
    now: Timestamp,
    lease: Duration,
) -> Result<Option<ClaimedAnswer>, StoreError> {
    for _ in 0..MOST_UNREADABLE {
        match claim_first(connection, now, lease).await {
            Err(error @ StoreError::Decode { .. }) => tracing::error!(%error, "an answer to deliver cannot be read"),
            claimed => return claimed,
        }
    }
    Ok(None)
}

/// Claims the first one. Where it cannot be read it stays claimed, so that the next one comes first.
async fn claim_first(
    connection: &mut Connection,
    now: Timestamp,
    lease: Duration,
) -> Result<Option<ClaimedAnswer>, StoreError> {
    let lease_until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
    let claim = Sql::new(
        "WITH due AS MATERIALIZED
            (SELECT answer_id FROM delivery
             WHERE state = 'waiting' AND not_before <= $1 AND (lease_until IS NULL OR lease_until <= $1)
             ORDER BY not_before, answer_id LIMIT 1",
    );
    let claim = claim.then(if connection.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" }).then(
        ") UPDATE delivery SET lease_until = $2, attempts = attempts + 1, updated_at = $1
         WHERE answer_id IN (SELECT answer_id FROM due) RETURNING answer_id, attempts, failures",
    );
    let claim = claim.bind(now.as_millisecond()).bind(lease_until.as_millisecond());
    let Some(row) = connection.fetch_optional(claim).await? else { return Ok(None) };
    let row = Reading::keyed(&row, "delivery", "answer_id");
    let (id, attempts, failures): (String, i64, i64) =
        (row.get("answer_id")?, row.get("attempts")?, row.get("failures")?);
    let answer = Sql::new(
        "SELECT a.*, f.organisation, f.number_index, f.number, f.postcode
         FROM answer a JOIN case_file f ON f.id = a.file_id WHERE a.id = $1",
    );
    let answer = connection.fetch_one(answer.bind(id)).await?;
    Ok(Some(ClaimedAnswer { given: read_given(&answer)?, attempts, failures }))
}

async fn settle(
    connection: &mut Connection,
    (id, attempts): (&str, i64),
    settled: Settled,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, not_before, failed, why) = match settled {
        Settled::Delivered => ("delivered", now, false, None),
        Settled::Refused { why } => ("refused", now, true, Some(why)),
        Settled::Again { at, why } => ("waiting", at, why.is_some(), why),
    };
    let update = Sql::new(
        "UPDATE delivery SET state = $3, not_before = $4, lease_until = NULL, failures = failures + $5,
                             error = COALESCE($6, error), updated_at = $7
         WHERE answer_id = $1 AND attempts = $2 AND state = 'waiting'",
    );
    let update = update
        .bind(id)
        .bind(attempts)
        .bind(state)
        .bind(not_before.as_millisecond())
        .bind(i64::from(failed))
        .bind(why)
        .bind(now.as_millisecond());
    Ok(connection.execute(update).await? == 1)
}

async fn take(connection: &mut Connection, told: &Told, now: Timestamp) -> Result<Taking, StoreError> {
    if let Some(change) = &told.change
        && !is_new_change(connection, &change.id, now).await?
    {
        return Ok(Taking::Repeated);
    }
    // Staged first: whoever tells of the same file at the same moment waits here until this is committed, and then sees it.
    let import_id = format!("told:{}", told.file.id);
    stage(connection, &import_id, &told.file, now).await?;
    let signed_at = told.change.as_ref().map(|change| change.signed_at.as_millisecond());
    // Changes are compared by the clock of the case system, what we asked for by ours: the two need not agree.
    let newer = Sql::new(
        "SELECT 1 FROM case_told
         WHERE file_id = $1 AND CASE WHEN $3 IS NULL THEN told_at > $2 ELSE signed_at > $3 END",
    );
    let newer = newer.bind(&told.file.id).bind(told.at.as_millisecond()).bind(signed_at);
    if connection.fetch_optional(newer).await?.is_some() {
        forget(connection, &import_id).await?;
        return Ok(Taking::Older);
    }
    take_over(connection, &import_id).await?;
    forget(connection, &import_id).await?;
    let insert = Sql::new(
        "INSERT INTO case_told (file_id, told_at, signed_at) VALUES ($1, $2, $3)
         ON CONFLICT (file_id) DO UPDATE SET told_at = excluded.told_at,
                                             signed_at = COALESCE(excluded.signed_at, case_told.signed_at)",
    );
    connection.execute(insert.bind(&told.file.id).bind(told.at.as_millisecond()).bind(signed_at)).await?;
    Ok(Taking::Taken)
}

async fn is_new_change(connection: &mut Connection, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let forgotten = now.saturating_sub(CHANGES_KEPT).unwrap_or(Timestamp::MIN);
    let delete = Sql::new("DELETE FROM case_change WHERE taken_at < $1").bind(forgotten.as_millisecond());
    connection.execute(delete).await?;
    let insert = Sql::new("INSERT INTO case_change (id, taken_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING");
    Ok(connection.execute(insert.bind(id).bind(now.as_millisecond())).await? == 1)
}

fn on_its_way(given: GivenAnswer) -> (String, ItemAnswer) {
    let answer = given.answer;
    let (value, given_at) = (answer.value, answer.at);
    (answer.item, ItemAnswer { value, given_at, confirmed: answer.confirmed, reference: answer.reference })
}
