//! Removes what was kept long enough, in one instance for all, and says what went and what is left.

use jiff::{SignedDuration, Timestamp};

use super::{Service, Unserved};
use crate::{
    provider::client::{AskError, Client},
    store::{
        audit::Entry,
        retention::{Before, Swept},
    },
};

/// Small transactions of one round, an hour apart: a hundred thousand rows.
const BATCHES: u32 = 200;
/// What the one who sweeps for all is called, and how long it may take.
const LEASE: &str = "retention";
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// Days that a mandate is kept after its end: for five years somebody may ask who was let at their file, and by whom (article
/// 2224 of the Code civil).
const MANDATE_DAYS: u16 = 1_827;

/// References the provider is asked to forget in one round, and the waits between two tries: the first, and the longest.
const AT_ONCE: u32 = 10;
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(4);
/// Failures after which an operator should look.
const ALARMING: i64 = 6;

impl Service {
    /// Has the provider forget what it holds of people who were erased: one round, and how many it asked for. Each is asked for
    /// until the provider says that it is gone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_at_provider(&self, client: &Client) -> Result<usize, Unserved> {
        let due = self.0.store.due_erasures(self.0.clock.now(), AT_ONCE).await?;
        for one in &due {
            let asked = match one.is_call {
                true => client.delete_call(&one.reference).await,
                false => client.delete_message(&one.reference).await,
            };
            let now = self.0.clock.now();
            let error = match asked {
                // What is no reference of the provider's was never there.
                Ok(()) | Err(AskError::NotFound) => {
                    self.0.store.erased_at_provider(&one.reference, now).await?;
                    continue;
                }
                Err(error) => error,
            };
            let failures = one.failures;
            if failures >= ALARMING {
                tracing::error!(failures, %error, "the provider still holds something of a person who was erased");
            }
            let until = now.saturating_add(back_off(failures)).unwrap_or(Timestamp::MAX);
            self.0.store.put_erasure_off(&one.reference, until).await?;
        }
        Ok(due.len())
    }

    /// Writes the head of the record into the log, which others keep: by it a record that was cut off is found.
    ///
    /// # Errors
    /// Where the database fails.
    pub(super) async fn tell_audit_head(&self) -> Result<(), Unserved> {
        if let Some(head) = self.0.store.audit_head().await? {
            tracing::info!(
                audit.position = head.position,
                audit.head = head.tag,
                "the head of the record of who did what"
            );
        }
        Ok(())
    }

    /// Removes what was kept as long as the settings say; none where another instance does it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sweep(&self, now: Timestamp) -> Result<Option<Swept>, Unserved> {
        if !self.0.store.hold_lease(LEASE, &self.0.sending.owner, now, now + LASTS).await? {
            return Ok(None);
        }
        let terms = self.0.sending.retention;
        let before = Before {
            content: ago(now, terms.content_days),
            metadata: ago(now, terms.metadata_days),
            audit: ago(now, terms.audit_days),
            mandates: ago(now, MANDATE_DAYS),
        };
        let id = self.seed()?.id(now);
        let swept = self.0.store.sweep(&before, BATCHES, |swept| Entry {
            id,
            at: now,
            actor: "system".into(),
            action: "swept",
            subject: "retention".into(),
            detail: Some(swept.told()),
        });
        let swept = swept.await?;
        let left = swept.left.iter().map(|(_, rows)| rows).sum();
        self.metrics().swept(&swept.removed, left);
        if !swept.removed.is_empty() {
            tracing::info!(removed = swept.told(), "what was kept long enough is removed");
        }
        if left > 0 {
            tracing::warn!(rows = left, "rows whose term is over are left for the next sweep");
        }
        Ok(Some(swept))
    }
}

fn ago(now: Timestamp, days: u16) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}

/// One minute, two, four … up to four hours.
fn back_off(failures: i64) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(0, 8)).unwrap_or(0);
    FIRST_WAIT.saturating_mul(2i32.pow(doublings)).min(LONGEST_WAIT)
}
