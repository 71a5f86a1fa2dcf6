//! What people say for an advisor: fetched from the provider after the call, sealed here, deleted there, and kept for so many
//! days.

use jiff::{SignedDuration, Timestamp};

use super::{Service, Unserved};
use crate::{
    provider::client::{AskError, Client},
    store::{
        StoreError,
        recording::{DueRecording, Sound},
    },
};

/// Recordings looked at in one round: each is a request or two that may take seconds.
const MOST: u32 = 5;
/// A recording that the provider does not have this long after the call is lost: it is ready seconds after it was made.
const HOPELESS: SignedDuration = SignedDuration::from_hours(24);
/// The waits between two tries: the first, and the longest.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// Failures after which an operator should look.
const ALARMING: i64 = 6;

impl Service {
    /// The sound of a recording; none where we do not hold it, not yet or not any more. Who asks for it is the caller's
    /// matter, the entry in the audit included.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn recording(&self, reference: &str) -> Result<Option<Sound>, StoreError> {
        self.0.store.recording(reference).await
    }

    /// Erases a recording on request: here at once, at the provider with the next round. False where nothing is left.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_recording(&self, reference: &str) -> Result<bool, StoreError> {
        self.0.store.erase_recording(reference, self.0.clock.now()).await
    }

    /// Fetches what is wanted and deletes at the provider what lies there: one round, and how many it looked at. Trouble with
    /// one holds up no other.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn fetch_recordings(&self, client: &Client) -> Result<usize, Unserved> {
        let due = self.0.store.due_recordings(self.0.clock.now(), MOST).await?;
        for recording in &due {
            self.look_after(client, recording).await?;
        }
        Ok(due.len())
    }

    async fn look_after(&self, client: &Client, due: &DueRecording) -> Result<(), StoreError> {
        let (store, reference) = (&self.0.store, due.reference.as_str());
        if due.is_wanted {
            match client.recording(reference).await {
                Ok((media_type, bytes)) => {
                    store.keep_recording(reference, &Sound { media_type, bytes }, self.0.clock.now()).await?;
                }
                Err(error) if error == AskError::NotFound && self.is_hopeless(due) => {
                    tracing::error!(recording.reference = reference, "the provider has no such recording: it is lost");
                    return store.recording_left_provider(reference, self.0.clock.now()).await.map(drop);
                }
                Err(error) => return self.put_off(due, error).await,
            }
        }
        // Only what is saved here is deleted there.
        match client.delete_recording(reference).await {
            Ok(()) => store.recording_left_provider(reference, self.0.clock.now()).await.map(drop),
            Err(error) => self.put_off(due, error).await,
        }
    }

    fn is_hopeless(&self, due: &DueRecording) -> bool {
        self.0.clock.now().duration_since(due.made_at) >= HOPELESS
    }

    async fn put_off(&self, due: &DueRecording, error: AskError) -> Result<(), StoreError> {
        let (reference, failures, now) = (due.reference.as_str(), due.failures, self.0.clock.now());
        if failures >= ALARMING {
            tracing::error!(recording.reference = reference, failures, %error, "a recording still lies at the provider");
        } else {
            tracing::warn!(recording.reference = reference, failures, %error, "a recording lies at the provider");
        }
        let until = now.saturating_add(back_off(failures)).unwrap_or(Timestamp::MAX);
        self.0.store.put_recording_off(reference, until, now).await.map(drop)
    }

    /// Erases what was kept as long as the settings say.
    pub(super) async fn erase_old_recordings(&self, now: Timestamp) -> Result<u64, StoreError> {
        let kept = SignedDuration::from_hours(24 * i64::from(self.0.sending.recordings_kept_days));
        self.0.store.erase_recordings_before(now.saturating_sub(kept).unwrap_or(Timestamp::MIN), now).await
    }
}

/// 10 s, 20 s, 40 s … up to an hour.
fn back_off(failures: i64) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(0, 9)).unwrap_or(0);
    FIRST_WAIT.saturating_mul(2i32.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_that_cannot_be_fetched_waits_longer_each_time_and_never_longer_than_an_hour() {
        let waits: Vec<i64> = (0..11).map(|failures| back_off(failures).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    }
}
