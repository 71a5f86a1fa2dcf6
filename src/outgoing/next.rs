//! What follows a try: again later, asked for at the provider, failed, or given up with the reason.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{
    Class,
    failure::{NumberMark, Reaction, SendError},
    pace::back_off,
    settle::Settled,
};

/// Tries after which an order that the provider refuses for a passing reason, or for a mistake of ours, is given up.
/// With their waits they last about 20 minutes: enough to mend a wrong token.
pub const MOST_REFUSALS: u32 = 8;
/// Tries after which a text that the carrier could not deliver for a passing reason is given up.
const MOST_UNDELIVERED: u32 = 3;
/// How long a phone that was off is left alone.
const OFF_FOR: SignedDuration = SignedDuration::from_hours(1);
/// How long after a lost answer the provider is first asked: what it took is then in its lists.
const FIRST_QUESTION: SignedDuration = SignedDuration::from_mins(1);

/// One try at an order, as far as the rules look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What may be done in doubt.
    pub class: Class,
    /// Which try this was, from 1.
    pub attempts: u32,
    /// When it ended.
    pub now: Timestamp,
    /// When the message is of no use any more.
    pub expires_at: Timestamp,
    /// Any random number.
    pub jitter: u64,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It waits for its next try.
    Retry {
        /// When that is.
        at: Timestamp,
    },
    /// Nobody knows whether it was done.
    Uncertain {
        /// When the provider is asked.
        ask_at: Timestamp,
    },
    /// It was done.
    Sent,
    /// It cannot be done, and nobody can mend that: the person is reached another way.
    Failed {
        /// What is remembered of the number.
        mark: Option<NumberMark>,
    },
    /// It goes to the dead letters, where staff see it and may try it again.
    GiveUp {
        /// Why.
        why: GivenUp,
    },
}

/// Why an order was given up, in words for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GivenUp {
    /// It was refused too often.
    #[error("the provider refused it too often")]
    Refused,
    /// It would come too late.
    #[error("it would come too late")]
    Expired,
    /// It was perhaps sent, and may not be sent twice.
    #[error("it was perhaps sent, and must not be sent twice")]
    PerhapsSent,
}

/// What follows a try that failed.
///
/// Where the provider was not reached or had no time, only the expiry ends the tries: an outage costs no message that is
/// still of use. A refusal is bounded, for it may never change.
pub fn after(error: SendError, trial: &Trial) -> Next {
    let wait = back_off(trial.attempts, trial.jitter);
    match error {
        SendError::Uncertain => Next::Uncertain { ask_at: later(trial.now, FIRST_QUESTION) },
        SendError::NotSent => again(trial, wait),
        SendError::Busy { after } => again(trial, after.map_or(wait, |asked| wait.max(signed(asked)))),
        // Not even tried: what waits for the breaker goes as soon as it closes, spread over as long again.
        SendError::Resting { after } => again(trial, spread(signed(after), trial.jitter)),
        SendError::Refused { reaction: Reaction::Retry | Reaction::Alarm, .. } if trial.attempts < MOST_REFUSALS => {
            again(trial, wait)
        }
        SendError::Refused { reaction: Reaction::Retry | Reaction::Alarm, .. } => {
            Next::GiveUp { why: GivenUp::Refused }
        }
        SendError::Refused { reaction, .. } => Next::Failed { mark: reaction.mark() },
        SendError::Fiction | SendError::NotDiallable => Next::Failed { mark: None },
    }
}

/// What follows a receipt which says that a text did not arrive. The provider is done with that text, so that another
/// one is no repeat on a guess; what may go out once only is not sent again all the same.
pub fn after_undelivered(reaction: Reaction, trial: &Trial) -> Next {
    match (reaction, trial.class) {
        (Reaction::Retry, Class::Reconcile) if trial.attempts < MOST_UNDELIVERED => {
            again(trial, spread(OFF_FOR, trial.jitter))
        }
        (Reaction::Retry | Reaction::Alarm, _) => Next::GiveUp { why: GivenUp::Refused },
        (reaction, _) => Next::Failed { mark: reaction.mark() },
    }
}

/// What follows the provider's answer about an uncertain order.
pub fn after_settling(settled: &Settled, trial: &Trial) -> Next {
    match (settled, trial.class) {
        (Settled::WasSent { .. }, _) => Next::Sent,
        (Settled::TooSoon { ask_at }, _) => Next::Uncertain { ask_at: *ask_at },
        (Settled::NotFound, Class::Reconcile) => again(trial, SignedDuration::ZERO),
        // A list may leave out what was taken a moment ago. What would do harm twice does not rely on it.
        (Settled::NotFound, Class::AtMostOnce) => Next::GiveUp { why: GivenUp::PerhapsSent },
        // A receipt may still tell which one is ours.
        (Settled::Ambiguous { .. }, _) if trial.now < trial.expires_at => {
            Next::Uncertain { ask_at: later(trial.now, back_off(trial.attempts.max(4), trial.jitter)) }
        }
        (Settled::Ambiguous { .. }, _) => Next::GiveUp { why: GivenUp::PerhapsSent },
    }
}

/// Another try after the wait, where that is not too late.
fn again(trial: &Trial, wait: SignedDuration) -> Next {
    let at = later(trial.now, wait);
    if at < trial.expires_at { Next::Retry { at } } else { Next::GiveUp { why: GivenUp::Expired } }
}

/// A wait, and up to as long again: those who wait for the same thing do not all come at once.
fn spread(wait: SignedDuration, jitter: u64) -> SignedDuration {
    let more = u64::try_from(wait.as_millis()).map_or(0, |wait| jitter % wait.max(1));
    wait.saturating_add(SignedDuration::from_millis(i64::try_from(more).unwrap_or(0)))
}

fn later(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

fn signed(wait: Duration) -> SignedDuration {
    SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::delivery::{Delivery, Report};

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn trial(class: Class, attempts: u32) -> Trial {
        let expires_at = NOW + SignedDuration::from_hours(24);
        Trial { class, attempts, now: NOW, expires_at, jitter: 0 }
    }

    fn refused(reaction: Reaction) -> SendError {
        SendError::Refused { code: None, reaction }
    }

    fn retry(seconds: i64) -> Next {
        Next::Retry { at: NOW + SignedDuration::from_secs(seconds) }
    }

    #[test]
    fn every_failure_has_its_consequence() {
        let busy = |seconds: Option<u64>| SendError::Busy { after: seconds.map(Duration::from_secs) };
        let failed = |mark| Next::Failed { mark };
        let given_up = Next::GiveUp { why: GivenUp::Refused };
        let rows = [
            (SendError::NotSent, 1, retry(5)),
            (SendError::NotSent, 100, retry(640)),
            (busy(None), 1, retry(5)),
            (busy(Some(90)), 1, retry(90)),
            (busy(Some(1)), 3, retry(20)),
            (SendError::Resting { after: Duration::from_secs(10) }, 100, retry(10)),
            (refused(Reaction::Retry), MOST_REFUSALS - 1, retry(320)),
            (refused(Reaction::Retry), MOST_REFUSALS, given_up),
            (refused(Reaction::Alarm), 1, retry(5)),
            (refused(Reaction::Alarm), MOST_REFUSALS, given_up),
            (refused(Reaction::Never), 1, failed(None)),
            (refused(Reaction::BadNumber), 1, failed(Some(NumberMark::BadNumber))),
            (refused(Reaction::Landline), 1, failed(Some(NumberMark::Landline))),
            (refused(Reaction::OptedOut), 1, failed(Some(NumberMark::OptedOut))),
            (SendError::Fiction, 1, failed(None)),
            (SendError::NotDiallable, 1, failed(None)),
            (SendError::Uncertain, 1, Next::Uncertain { ask_at: NOW + FIRST_QUESTION }),
        ];
        for class in [Class::AtMostOnce, Class::Reconcile] {
            for (error, attempts, next) in rows {
                assert_eq!(after(error, &trial(class, attempts)), next, "{error:?} {attempts}");
            }
        }
    }

    #[test]
    fn an_uncertain_order_is_never_simply_tried_again() {
        for class in [Class::AtMostOnce, Class::Reconcile] {
            for attempts in [1, 5, 50] {
                let next = after(SendError::Uncertain, &trial(class, attempts));
                assert!(matches!(next, Next::Uncertain { .. }), "{next:?}");
            }
        }
    }

    #[test]
    fn what_would_come_too_late_is_given_up_with_that_reason() {
        let late = Trial { expires_at: NOW + SignedDuration::from_secs(5), ..trial(Class::Reconcile, 1) };
        for error in [SendError::NotSent, SendError::Busy { after: None }, refused(Reaction::Retry)] {
            assert_eq!(after(error, &late), Next::GiveUp { why: GivenUp::Expired }, "{error:?}");
        }
    }

    #[test]
    fn a_phone_that_was_off_is_tried_again_twice_and_a_wrong_number_never() {
        let again = |attempts| after_undelivered(Reaction::Retry, &trial(Class::Reconcile, attempts));
        assert_eq!([again(1), again(2)], [retry(3600), retry(3600)]);
        assert_eq!(again(3), Next::GiveUp { why: GivenUp::Refused });
        let once = trial(Class::AtMostOnce, 1);
        assert_eq!(after_undelivered(Reaction::Retry, &once), Next::GiveUp { why: GivenUp::Refused });
        let landline = after_undelivered(Reaction::Landline, &trial(Class::Reconcile, 1));
        assert_eq!(landline, Next::Failed { mark: Some(NumberMark::Landline) });
    }

    #[test]
    fn what_the_provider_says_of_an_uncertain_order_settles_it_by_its_class() {
        let was_sent = Settled::WasSent { id: "SM1".into(), report: Report::new(Delivery::Sent) };
        let ambiguous = Settled::Ambiguous { ids: vec!["SM1".into(), "SM2".into()] };
        let perhaps = Next::GiveUp { why: GivenUp::PerhapsSent };
        let [once, reconcile] = [trial(Class::AtMostOnce, 1), trial(Class::Reconcile, 1)];
        assert_eq!(after_settling(&was_sent, &once), Next::Sent);
        assert_eq!(after_settling(&Settled::NotFound, &reconcile), retry(0));
        assert_eq!(after_settling(&Settled::NotFound, &once), perhaps);
        for trial in [once, reconcile] {
            assert!(matches!(after_settling(&ambiguous, &trial), Next::Uncertain { .. }));
            let late = Trial { expires_at: NOW, ..trial };
            assert_eq!(after_settling(&ambiguous, &late), perhaps);
        }
        let soon = Settled::TooSoon { ask_at: NOW };
        assert_eq!(after_settling(&soon, &reconcile), Next::Uncertain { ask_at: NOW });
    }
}
