//! The outbox as whoever looks after the service sees it: what stands where, tried again or thrown away by hand, stopped.

use jiff::Timestamp;

use super::{
    super::{Decision, Store, StoreError, row::Reading, sql::Sql},
    TextState, claim,
    claim::STOPPED,
    class_word, kind, kind_word,
    settle::may_be_retried,
};
use crate::outgoing::{Class, Kind};

/// An order, as it may be shown: nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Our identifier.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// Where it stands.
    pub state: TextState,
    /// Tries so far.
    pub attempts: i64,
    /// Why it stands there.
    pub reason: Option<String>,
    /// When something is to be done about it next.
    pub not_before: Timestamp,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Why an order cannot be changed by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobRefused {
    /// There is none of that identifier.
    #[error("there is no such order")]
    Unknown,
    /// It stands where that cannot be done.
    #[error("an order that is {} cannot be changed so", .0.as_str())]
    State(TextState),
    /// It was perhaps carried out, and twice would do harm.
    #[error("it was perhaps sent and must not be sent twice; `guichet jobs discard` takes it off the list")]
    PerhapsSent,
}

impl Store {
    /// Orders in these states, the one that changed last first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn jobs(&self, states: &[TextState], most: u32) -> Result<Vec<Job>, StoreError> {
        let words: Vec<String> = states.iter().map(|state| format!("'{}'", state.as_str())).collect();
        let sql = Sql::new(
            "SELECT id, kind, state, attempts, error, not_before, created_at, updated_at FROM outbox WHERE state IN (",
        );
        let sql = sql.then(&words.join(", ")).then(") ORDER BY updated_at DESC, id LIMIT $1").bind(i64::from(most));
        let job = |row| {
            let row = Reading::keyed(row, "outbox", "id");
            Ok(Job {
                id: row.get("id")?,
                kind: row.word("kind", kind)?,
                state: row.word("state", TextState::parse)?,
                attempts: row.get("attempts")?,
                reason: row.get("error")?,
                not_before: row.time("not_before")?,
                created_at: row.time("created_at")?,
                updated_at: row.time("updated_at")?,
            })
        };
        self.reads().fetch_all(sql).await?.iter().map(job).collect()
    }

    /// How many orders stand where.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count_jobs(&self) -> Result<Vec<(TextState, i64)>, StoreError> {
        let rows = self.reads().fetch_all(Sql::new("SELECT state, COUNT(*) FROM outbox GROUP BY state")).await?;
        let mut counts = Vec::new();
        for row in rows {
            let word: String = row.at(0)?;
            counts.extend(TextState::parse(&word).map(|state| row.at(1).map(|count| (state, count))).transpose()?);
        }
        Ok(counts)
    }

    /// Lets an order be tried again now, with its whole time before it. What was perhaps carried out never is, where twice
    /// would do harm.
    ///
    /// # Errors
    /// Where the database fails; why not, as the value.
    pub async fn retry_job(&self, id: &str, now: Timestamp) -> Result<Result<(), JobRefused>, StoreError> {
        let id = id.to_owned();
        self.decide(move |connection| {
            Box::pin(async move {
                let known = Sql::new("SELECT * FROM outbox WHERE id = $1").bind(&id);
                let Some(row) = connection.fetch_optional(known).await? else {
                    return Ok(Decision::Undo(Err(JobRefused::Unknown)));
                };
                let state = Reading::keyed(&row, "outbox", "id").word("state", TextState::parse)?;
                let order = claim::read(&row)?;
                if !may_be_retried(state, order.text.kind) {
                    let harm = order.class == Class::AtMostOnce
                        && matches!(
                            state,
                            TextState::Dead | TextState::Failed | TextState::Undelivered | TextState::Quarantined
                        );
                    return Ok(Decision::Undo(Err(if harm {
                        JobRefused::PerhapsSent
                    } else {
                        JobRefused::State(state)
                    })));
                }
                let update = Sql::new(
                    "UPDATE outbox SET state = 'waiting', not_before = $2, expires_at = $3, provider_message_id = NULL,
                                       delivery = NULL, error = NULL, updated_at = $2
                     WHERE id = $1 AND state = $4
                       AND NOT EXISTS (SELECT 1 FROM outbox other WHERE other.topic = outbox.topic AND other.id <> $1
                                                                    AND other.state IN ('waiting', 'sending'))",
                );
                let expires_at = order.text.kind.expires_at(now).as_millisecond();
                let update = update.bind(&id).bind(now.as_millisecond()).bind(expires_at).bind(state.as_str());
                // It moved meanwhile, or the same is asked already.
                let done = connection.execute(update).await? == 1;
                Ok(Decision::Keep(if done { Ok(()) } else { Err(JobRefused::State(state)) }))
            })
        })
        .await
    }

    /// Throws an order away: it is not sent, and no longer listed.
    ///
    /// # Errors
    /// Where the database fails; why not, as the value.
    pub async fn discard_job(&self, id: &str, now: Timestamp) -> Result<Result<(), JobRefused>, StoreError> {
        let id = id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                let update = Sql::new(
                    "UPDATE outbox SET state = 'discarded', updated_at = $2
                     WHERE id = $1 AND state IN
                        ('waiting', 'uncertain', 'failed', 'undelivered', 'dead', 'expired', 'quarantined')",
                );
                if connection.execute(update.bind(&id).bind(now.as_millisecond())).await? == 1 {
                    return Ok(Ok(()));
                }
                let known = Sql::new("SELECT id, state FROM outbox WHERE id = $1").bind(&id);
                Ok(Err(match connection.fetch_optional(known).await? {
                    Some(row) => {
                        JobRefused::State(Reading::keyed(&row, "outbox", "id").word("state", TextState::parse)?)
                    }
                    None => JobRefused::Unknown,
                }))
            })
        })
        .await
    }

    /// Stops all sending, on every instance, or lets it go on. What is in a provider's hands already is not called back.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn stop_sending(&self, stopped: bool) -> Result<(), StoreError> {
        self.set_setting(STOPPED, stopped.then_some("by hand")).await
    }

    /// Whether all sending is stopped.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sending_is_stopped(&self) -> Result<bool, StoreError> {
        Ok(self.setting(STOPPED).await?.is_some())
    }
}

impl Job {
    /// The kind's word.
    pub fn kind_word(&self) -> &'static str {
        kind_word(self.kind)
    }

    /// What may be done in doubt, as a word.
    pub fn class_word(&self) -> &'static str {
        class_word(self.kind.class())
    }
}
