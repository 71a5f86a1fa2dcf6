//! Deadlines that are over and may come again: each is looked at once.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::{
    super::{
        Connection, Store, StoreError,
        sql::{Sql, values},
    },
    Deadline, DeadlineState, arm,
    round::readable,
};

/// What comes after a deadline that is over.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// The one that is over.
    pub over: String,
    /// Its next occurrence; none where it does not come again.
    pub next: Option<Deadline>,
}

impl Store {
    /// Deadlines that are over and were not looked at since: what is done or expired, and what was held out and is past. At
    /// most so many of each.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn over(&self, today: Date, most: u32) -> Result<Vec<Deadline>, StoreError> {
        let mut over = Vec::new();
        for (state, before) in
            [(DeadlineState::Done, Date::MAX), (DeadlineState::Expired, Date::MAX), (DeadlineState::HeldOut, today)]
        {
            // Said as its index says it, which holds none but those that wait.
            let sql = Sql::new(
                "SELECT * FROM deadline
                 WHERE renewed_at IS NULL AND state IN ('done', 'expired', 'held-out') AND state = $1 AND closes < $2
                 ORDER BY closes LIMIT $3",
            );
            let sql = sql.bind(state.as_str()).bind(before.to_string()).bind(i64::from(most));
            over.extend(self.reads().fetch_all(sql).await?.iter().filter_map(readable));
        }
        Ok(over)
    }

    /// Sets up what comes after what is over, and never a second time. Where something of the same type is set up already
    /// for the same person and file, that was told to us since, and nothing is added.
    ///
    /// # Errors
    /// Where the database fails; then nothing is written.
    pub async fn renew(&self, renewals: Vec<Renewal>, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| Box::pin(async move { renew(connection, &renewals, now).await })).await
    }
}

async fn renew(connection: &mut Connection, renewals: &[Renewal], now: Timestamp) -> Result<(), StoreError> {
    if renewals.is_empty() {
        return Ok(());
    }
    let rows = renewals.iter().map(|one| values![&one.over, now.as_millisecond()]);
    let update = Sql::new("WITH seen (id, at) AS (").rows(rows).then(
        ") UPDATE deadline SET renewed_at = seen.at FROM seen
           WHERE deadline.id = seen.id AND deadline.renewed_at IS NULL RETURNING deadline.id",
    );
    let seen = connection.fetch_all(update).await?;
    let seen = seen.iter().map(|row| row.get("id")).collect::<Result<BTreeSet<String>, _>>()?;
    let next: Vec<&Deadline> =
        renewals.iter().filter(|one| seen.contains(&one.over)).filter_map(|one| one.next.as_ref()).collect();
    let live = live(connection, &next).await?;
    let next: Vec<Deadline> = next.into_iter().filter(|one| !live.contains(&one.id)).cloned().collect();
    arm(connection, &next).await.map(drop)
}

/// Those of which another one of the same person, type and file is set up.
async fn live(connection: &mut Connection, next: &[&Deadline]) -> Result<BTreeSet<String>, StoreError> {
    if next.is_empty() {
        return Ok(BTreeSet::new());
    }
    let vault = connection.vault();
    let row =
        |one: &&Deadline| values![&one.id, vault.phone(&one.to), &*one.kind, one.file_id.clone().unwrap_or_default()];
    let sql = Sql::new("WITH next (id, to_index, kind, file_id) AS (").rows(next.iter().map(row)).then(
        ") SELECT DISTINCT next.id AS id FROM next
           JOIN deadline d ON d.to_index = next.to_index AND d.kind = next.kind AND d.file_id = next.file_id
           WHERE d.state IN ('armed', 'held-out') AND d.renewed_at IS NULL",
    );
    let rows = connection.fetch_all(sql).await?;
    Ok(rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?)
}
