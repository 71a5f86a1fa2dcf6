//! How long somebody stays signed in: until they have done nothing for a while, and never longer than a working day.

use jiff::{SignedDuration, Timestamp};

/// When a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long nothing may be asked for.
    pub idle: SignedDuration,
    /// How long it lasts at most, whatever is done.
    pub absolute: SignedDuration,
}

/// How long after it was used last a session's use is written down again: each page needs no write of its own.
pub const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl Default for Terms {
    fn default() -> Self {
        Terms { idle: SignedDuration::from_mins(60), absolute: SignedDuration::from_hours(10) }
    }
}

impl Terms {
    /// Whether a session that began and was used last at these times is over. A use may be written down a minute late, so
    /// that nobody is sent away early.
    pub fn is_over(&self, (begun, used): (Timestamp, Timestamp), now: Timestamp) -> bool {
        now.duration_since(begun) >= self.absolute || now.duration_since(used) >= self.idle + USE_NOTED_EVERY
    }

    /// Whether this use is to be written down.
    pub fn is_worth_noting(used: Timestamp, now: Timestamp) -> bool {
        now.duration_since(used) >= USE_NOTED_EVERY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_nothing_is_done_and_at_the_end_of_the_day() {
        let terms = Terms { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(8) };
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let rows = [(0, 0, 0, false), (0, 0, 30, false), (0, 0, 31, true), (0, 460, 479, false), (0, 479, 480, true)];
        for (begun, used, now, over) in rows {
            assert_eq!(terms.is_over((at(begun), at(used)), at(now)), over, "used at {used}, now {now}");
        }
        assert!(!Terms::is_worth_noting(at(0), at(0)) && Terms::is_worth_noting(at(0), at(1)));
    }
}
