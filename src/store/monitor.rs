//! What monitoring asks of the database: whether it can be written, and which texts of ours are not settled.

use jiff::Timestamp;

use super::{Store, StoreError, outbox::TextState, row::Reading, sql::Sql};

/// Where texts stand that nobody is done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// How many texts are in each such state.
    pub states: Vec<(&'static str, u64)>,
    /// When the first of those that wait is or was due.
    pub first_due: Option<Timestamp>,
}

/// Each state is spelled out, so that it is counted in an index of its own where there is one.
const UNSETTLED: &str = "
    SELECT 'waiting' AS state, count(*) AS count, min(not_before) AS first_due FROM outbox WHERE state = 'waiting'
    UNION ALL SELECT 'sending', count(*), NULL FROM outbox WHERE state = 'sending'
    UNION ALL SELECT 'uncertain', count(*), NULL FROM outbox WHERE state = 'uncertain'
    UNION ALL SELECT 'dead', count(*), NULL FROM outbox WHERE state = 'dead'
    UNION ALL SELECT 'quarantined', count(*), NULL FROM outbox WHERE state = 'quarantined'";

/// The row that is written to see whether any can be.
const PROBED_AT: &str = "probed_at";

impl Store {
    /// Writes one row durably and reads it back.
    ///
    /// # Errors
    /// Where either cannot be done.
    pub async fn probe(&self, now: Timestamp) -> Result<(), StoreError> {
        self.set_setting(PROBED_AT, Some(&now.as_millisecond().to_string())).await?;
        self.setting(PROBED_AT).await.map(drop)
    }

    /// How many texts of ours are in each state that is not final.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unsettled_texts(&self) -> Result<Unsettled, StoreError> {
        let mut unsettled = Unsettled::default();
        for row in self.reads().fetch_all(Sql::new(UNSETTLED)).await? {
            let row = Reading::keyed(&row, "outbox", "state");
            let state = row.word("state", |word| TextState::parse(word).map(TextState::as_str))?;
            let count: i64 = row.get("count")?;
            unsettled.states.push((state, u64::try_from(count).unwrap_or(0)));
            unsettled.first_due = unsettled.first_due.or(row.time_if_any("first_due")?);
        }
        Ok(unsettled)
    }
}
