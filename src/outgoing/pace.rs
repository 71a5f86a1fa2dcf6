//! How fast: the waits between tries, and how many messages in a time.

use jiff::SignedDuration;

use crate::limiter::Rate;

/// The wait before the second try.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
/// How often the wait is doubled: up to about 20 minutes.
const MOST_DOUBLINGS: u32 = 7;

/// How long to wait after so many tries, from 1: 10 s, 20 s, 40 s … up to about 20 minutes, each between half and one and
/// a half times as long, as `jitter` (any random number) falls: those who failed together do not come back together.
pub fn back_off(attempts: u32, jitter: u64) -> SignedDuration {
    let doublings = attempts.clamp(1, MOST_DOUBLINGS + 1) - 1;
    let wait = FIRST_WAIT.as_millis() << doublings;
    let spread = i128::from(jitter) % wait.max(1);
    SignedDuration::from_millis(i64::try_from(wait / 2 + spread).unwrap_or(i64::MAX))
}

/// How many messages may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Messages a second by one provider's account. Twilio sends about ten a second from a long number outside North
    /// America, and queues the rest where no order of ours counts any more.
    pub provider_per_second: u32,
    /// Messages a day to one number: somebody who sets two machines to answer each other costs us no more.
    pub number_per_day: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { provider_per_second: 5, number_per_day: 20 }
    }
}

impl Limits {
    /// What one provider's account may be given.
    pub fn provider(&self) -> Rate {
        Rate::per_second(self.provider_per_second)
    }

    /// What one number may be sent: a day's worth may come at once, the rest spread over the day.
    pub fn number(&self) -> Rate {
        Rate::new(self.number_per_day, SignedDuration::from_hours(24), self.number_per_day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_wait_is_about_twice_the_one_before_up_to_twenty_minutes() {
        let shortest: Vec<i64> = (1..=10).map(|attempt| back_off(attempt, 0).as_secs()).collect();
        assert_eq!(shortest, [5, 10, 20, 40, 80, 160, 320, 640, 640, 640]);
        assert_eq!(back_off(0, 0), back_off(1, 0));
        assert_eq!(back_off(u32::MAX, u64::MAX).as_secs() / 1920, 0);
    }

    proptest! {
        #[test]
        fn a_wait_lies_between_half_and_one_and_a_half_of_its_rung(attempt in 1..=8u32, jitter: u64) {
            let rung = 10_000 * 2i128.pow(attempt - 1);
            let wait = back_off(attempt, jitter).as_millis();
            prop_assert!((rung / 2..rung * 3 / 2).contains(&wait), "{wait} of {rung}");
        }
    }
}
