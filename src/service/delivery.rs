//! What passes between a turn and the remote case system: answers delivered afterwards, changes told by it.

use std::time::Duration;

use futures_util::FutureExt;
use jiff::SignedDuration;

use super::Service;
use crate::{
    connector::remote::{ChangeRefused, Delivered, DeliveryError, Failure, Remote, signature},
    store::{
        StoreError,
        delivery::{ClaimedAnswer, Settled, Taking},
    },
};

/// How often answers to deliver are looked for.
const POLL: Duration = Duration::from_millis(500);
/// How long an answer may be in hand: longer than one delivery can take.
const LEASE: Duration = Duration::from_secs(60);
/// Answers delivered before the rest of the service is looked at again.
const MOST_AT_ONCE: usize = 100;
/// How long a case system that is left alone is not asked for an answer's sake.
const LEFT_ALONE: SignedDuration = SignedDuration::from_secs(10);
/// Failures after which an operator should look.
const ALARMING: i64 = 6;

impl Service {
    /// Brings our copy of a file up to date with what the case system tells us by itself.
    ///
    /// # Errors
    /// Why it is not taken; nothing is changed then.
    pub async fn file_changed(&self, headers: signature::Headers<'_>, body: &[u8]) -> Result<Taking, ChangeRefused> {
        let remote = self.0.case_source.remote().ok_or(ChangeRefused::NoCaseSystem)?;
        let mut seed = self.seed().map_err(|_| StoreError::Random)?;
        let taking = remote.take_change(&self.0.store, headers, body, &mut seed).await?;
        // The change is saved: what does not follow from it now follows with the next round of chores.
        if let Err(error) = self.arm_changed_files().await {
            tracing::error!(%error, "the deadlines of a file that changed cannot be set up");
        }
        Ok(taking)
    }

    /// Delivers the answers that are due, and says how many were in hand.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn deliver_answers(&self) -> Result<usize, StoreError> {
        for count in 0..MOST_AT_ONCE {
            if !self.deliver_one().await? {
                return Ok(count);
            }
        }
        Ok(MOST_AT_ONCE)
    }

    /// Delivers the answer that is due first; false where none is.
    async fn deliver_one(&self) -> Result<bool, StoreError> {
        let Some(remote) = self.0.case_source.remote() else { return Ok(false) };
        let store = &self.0.store;
        let Some(claimed) = store.claim_answer(self.lease_time().await?, LEASE).await? else { return Ok(false) };
        let settled = self.deliver_claimed(remote, &claimed).await;
        if !store.settle_answer(&claimed, settled, self.lease_time().await?).await? {
            let id = claimed.given.answer.id;
            tracing::warn!(answer.id = id, "an answer was settled late; whoever claimed it since will settle it");
        }
        Ok(true)
    }

    async fn deliver_claimed(&self, remote: &Remote, claimed: &ClaimedAnswer) -> Settled {
        let (id, failures) = (claimed.given.answer.id.as_str(), claimed.failures);
        let again = |wait: SignedDuration, why| {
            let at = self.0.clock.now().saturating_add(wait).unwrap_or(jiff::Timestamp::MAX);
            Settled::Again { at, why }
        };
        match remote.deliver_answer(&claimed.given).await {
            Ok(Delivered) => Settled::Delivered,
            Err(DeliveryError::Never(why)) => {
                tracing::error!(
                    answer.id = id,
                    why,
                    "the case system refuses an answer; it is in guichet export alone"
                );
                Settled::Refused { why: why.to_owned() }
            }
            // It was not even tried.
            Err(DeliveryError::Retry(Failure::Open)) => again(LEFT_ALONE, None),
            Err(DeliveryError::Retry(Failure::TooOften { wait })) => again(wait, None),
            Err(DeliveryError::Retry(failure)) => {
                if failures >= ALARMING {
                    tracing::error!(answer.id = id, answer.failures = failures, %failure, "an answer is still not delivered");
                } else {
                    tracing::warn!(answer.id = id, answer.failures = failures, %failure, "an answer was not delivered");
                }
                again(back_off(failures), Some(failure.to_string()))
            }
        }
    }

    /// Delivers answers until `stop` resolves; the one in hand is settled first.
    pub async fn run_deliveries(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        if self.0.case_source.remote().is_none() {
            return stop.await;
        }
        match self.0.store.undelivered().await {
            Ok(left) if left.refused > 0 => {
                tracing::warn!(
                    answers = left.refused,
                    "the case system refused answers; they are in guichet export alone"
                );
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "answers to deliver cannot be counted"),
        }
        loop {
            match self.deliver_one().await {
                Ok(true) if (&mut stop).now_or_never().is_some() => return,
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "answers to deliver cannot be read or settled"),
            }
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}

/// 10 s, 20 s, 40 s … up to an hour. An answer is never given up: somebody's right may hang on it.
fn back_off(failures: i64) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(0, 9)).unwrap_or(0);
    SignedDuration::from_secs(10 * i64::from(2u32.pow(doublings))).min(SignedDuration::from_hours(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_not_taken_waits_longer_each_time_and_never_longer_than_an_hour() {
        let waits: Vec<i64> = (0..11).map(|failures| back_off(failures).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    }
}
