//! How often something may be done: a token bucket, told by one time alone (GCRA, ITU-T I.371).
//!
//! A [`Rate`] is what is allowed, a [`Bucket`] what was used of it: one bucket for a service, or one for each key of a
//! map. Both are plain values; whoever shares a bucket keeps it in a mutex.

use jiff::{SignedDuration, Timestamp};

/// Nanoseconds in a millisecond.
const NANOS: i128 = 1_000_000;

/// How many at once, and how many in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Nanoseconds after which one more is allowed.
    interval: i64,
    /// Nanoseconds that one may be early: what a whole burst but its first takes.
    tolerance: i64,
}

/// What was used of a rate. A new one is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// When it will be full again.
    full_at: Option<Timestamp>,
}

/// Not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is asked for too often")]
pub struct TooOften {
    /// After which time it may be.
    pub wait: SignedDuration,
}

impl Rate {
    /// `count` in each `period`, of which `burst` may come at once. Zeros count as one; no rate is above one in a
    /// nanosecond.
    pub fn new(count: u32, period: SignedDuration, burst: u32) -> Self {
        let period = i64::try_from(period.as_nanos()).unwrap_or(i64::MAX);
        let interval = (period / i64::from(count.max(1))).max(1);
        Rate { interval, tolerance: interval.saturating_mul(i64::from(burst.max(1)) - 1) }
    }

    /// `count` a second, and as many at once.
    pub fn per_second(count: u32) -> Self {
        Rate::new(count, SignedDuration::from_secs(1), count)
    }
}

impl Rate {
    /// Milliseconds by which `count` put off the time at which a bucket that is kept in a table is full again. Rounded up,
    /// all of them together: never faster than allowed, and many at once lose nothing by it.
    pub fn millis_of(&self, count: i64) -> i64 {
        up_to_millis(i128::from(self.interval) * i128::from(count))
    }

    /// Milliseconds from an empty bucket to a full one.
    pub fn full_millis(&self) -> i64 {
        up_to_millis(i128::from(self.tolerance) + i128::from(self.interval))
    }

    /// How many are allowed of a bucket that is full again in so many milliseconds.
    pub fn free(&self, millis: i64) -> i64 {
        let left = i128::from(self.tolerance) - i128::from(millis) * NANOS;
        i64::try_from(left.div_euclid(i128::from(self.interval)) + 1).unwrap_or_default()
    }

    /// Milliseconds that one may be early.
    pub fn burst_millis(&self) -> i64 {
        self.tolerance / 1_000_000
    }
}

fn up_to_millis(nanos: i128) -> i64 {
    i64::try_from((nanos + NANOS - 1) / NANOS).unwrap_or(i64::MAX)
}

impl Bucket {
    /// Takes one, where there is one.
    ///
    /// # Errors
    /// [`TooOften`] where there is none; nothing is taken then.
    pub fn take(&mut self, rate: Rate, now: Timestamp) -> Result<(), TooOften> {
        let (interval, tolerance) =
            (SignedDuration::from_nanos(rate.interval), SignedDuration::from_nanos(rate.tolerance));
        // Further ahead than an empty bucket lies only what a clock that was set back left behind.
        let empty = later(later(now, tolerance), interval);
        let full_at = self.full_at.map_or(now, |at| at.clamp(now, empty));
        let ahead = full_at.duration_since(now);
        if ahead > tolerance {
            return Err(TooOften { wait: ahead - tolerance });
        }
        self.full_at = Some(later(full_at, interval));
        Ok(())
    }

    /// Whether nothing is used of it: then it need not be kept in a map.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.full_at.is_none_or(|at| at <= now)
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn at(milliseconds: i64) -> Timestamp {
        START + SignedDuration::from_millis(milliseconds)
    }

    #[test]
    fn a_burst_passes_at_once_and_then_one_after_each_interval() {
        let rate = Rate::new(10, SignedDuration::from_secs(1), 3);
        let mut bucket = Bucket::default();
        let passed: Vec<i64> = (0..500).filter(|ms| bucket.take(rate, at(*ms)).is_ok()).collect();
        assert_eq!(passed, [0, 1, 2, 100, 200, 300, 400]);
    }

    #[test]
    fn whoever_is_refused_is_told_the_exact_wait() {
        let rate = Rate::new(1, SignedDuration::from_secs(60), 1);
        let mut bucket = Bucket::default();
        bucket.take(rate, at(0)).expect("a full bucket");
        let TooOften { wait } = bucket.take(rate, at(15_000)).expect_err("an empty one");
        assert_eq!(wait, SignedDuration::from_secs(45));
        assert!(bucket.take(rate, at(59_999)).is_err());
        assert!(bucket.take(rate, at(60_000)).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_costs_no_more_than_an_empty_bucket() {
        let rate = Rate::per_second(2);
        let mut bucket = Bucket::default();
        bucket.take(rate, at(3_600_000)).expect("a full bucket");
        let TooOften { wait } = bucket.take(rate, at(0)).expect_err("the clock was an hour ahead");
        assert!(wait <= SignedDuration::from_millis(500));
    }

    #[test]
    fn an_absurd_rate_is_a_rate_all_the_same() {
        for rate in [Rate::new(0, SignedDuration::ZERO, 0), Rate::new(u32::MAX, SignedDuration::MIN, u32::MAX)] {
            assert!(Bucket::default().take(rate, START).is_ok());
        }
        let never = Rate::new(1, SignedDuration::MAX, u32::MAX);
        let mut bucket = Bucket::default();
        assert!(bucket.take(never, Timestamp::MAX).is_ok());
        assert!(bucket.take(never, Timestamp::MIN).is_ok() || !bucket.is_full(Timestamp::MIN));
    }

    proptest! {
        #[test]
        fn no_span_of_time_sees_more_than_its_burst_and_its_rate(
            count in 1u32..50, burst in 1u32..20, waits in prop::collection::vec(0i64..200, 1..200),
        ) {
            let rate = Rate::new(count, SignedDuration::from_secs(1), burst);
            let (mut bucket, mut now, mut passed) = (Bucket::default(), START, Vec::new());
            for wait in waits {
                now += SignedDuration::from_millis(wait);
                match bucket.take(rate, now) {
                    Ok(()) => passed.push(now),
                    Err(TooOften { wait }) => {
                        // Exactly that wait is enough, and nothing was taken.
                        let (mut then, mut sooner) = (bucket, bucket);
                        prop_assert!(then.take(rate, now + wait).is_ok());
                        prop_assert!(sooner.take(rate, now + wait - SignedDuration::from_nanos(1)).is_err());
                    }
                }
            }
            for (i, first) in passed.iter().enumerate() {
                for (j, last) in passed.iter().enumerate().skip(i) {
                    let span = last.duration_since(*first).as_nanos();
                    let allowed = i128::from(burst) + span / i128::from(rate.interval);
                    prop_assert!((j - i + 1) as i128 <= allowed);
                }
            }
        }

        #[test]
        fn whoever_keeps_to_the_rate_is_never_refused(count in 1u32..1_000, waits in prop::collection::vec(0i64..50, 1..100)) {
            let rate = Rate::new(count, SignedDuration::from_secs(1), 1);
            let (mut bucket, mut now) = (Bucket::default(), START);
            for wait in waits {
                prop_assert!(bucket.take(rate, now).is_ok());
                now += SignedDuration::from_nanos(rate.interval) + SignedDuration::from_millis(wait);
                prop_assert!(bucket.is_full(now));
            }
        }

        #[test]
        fn a_bucket_kept_in_milliseconds_is_never_too_fast_and_loses_little(
            count in 1u32..5_000,
            waits in prop::collection::vec((0i64..2_000, 1i64..100), 1..100),
        ) {
            let rate = Rate::per_second(count);
            let (mut now, mut full_at, mut taken) = (0i64, 0i64, 0i64);
            for (wait, most) in waits {
                now += wait;
                let some = rate.free((full_at - now).max(0)).min(most);
                if some >= 1 {
                    full_at = full_at.max(now) + rate.millis_of(some);
                    taken += some;
                }
                prop_assert!(full_at - now <= rate.full_millis());
                prop_assert!(taken * 1_000 <= i64::from(count) * (now + 1_000), "{taken} in {now} ms");
                // Each time at most a millisecond is lost to rounding.
                prop_assert!(rate.millis_of(some.max(0)) * 1_000_000 - rate.interval * some.max(0) < 1_000_000);
            }
        }
    }
}
