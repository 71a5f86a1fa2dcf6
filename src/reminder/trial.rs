//! An honest trial of reminding: who is left without reminders, by lot, and how sure one can be of the difference.

use sha2::{Digest, Sha256};

use super::definition::DeadlineType;

/// What is drawn from: `hold-out` says how many of these are not reminded.
const LOTS: u64 = 100;

/// Whether the person with this tag is one of those who are not reminded of deadlines of a type, so that an operator can see
/// what reminding does. The same person is drawn the same way each time; of another type, independently of this one.
/// `tag` is anything that tells the person and never changes, such as the blind index of the number.
pub fn is_held_out(kind: &DeadlineType, tag: &[u8]) -> bool {
    lot(&kind.name, tag) < u64::from(kind.hold_out)
}

/// The person's lot, 0 to 99. No name of a type holds a zero byte, so that two of them never draw from the same bytes.
fn lot(kind: &str, tag: &[u8]) -> u64 {
    let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(tag).finalize();
    digest.iter().take(8).fold(0, |drawn: u64, byte| drawn << 8 | u64::from(*byte)) % LOTS
}

/// How many of some people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// So many,
    pub count: u64,
    /// of so many.
    pub of: u64,
}

/// What one share is more than another, and between which bounds the truth lies, 95 times of a hundred. 0.05 is five in a
/// hundred more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// As it was counted.
    pub seen: f64,
    /// Not less than this.
    pub from: f64,
    /// Not more than this.
    pub to: f64,
}

/// The standard normal deviate that 95 in a hundred lie within.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// The share as a number from 0 to 1; none of nobody.
    pub fn portion(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// Between which bounds it truly lies, 95 times of a hundred, after Wilson (1927): right for few people and for shares near
    /// 0 and 1 as well.
    fn bounds(self) -> Option<(f64, f64)> {
        let (portion, of) = (self.portion()?, self.of as f64);
        let middle = 2.0 * self.count as f64 + Z * Z;
        let reach = Z * (Z * Z + 4.0 * self.count as f64 * (1.0 - portion)).sqrt();
        let all = 2.0 * (of + Z * Z);
        Some(((middle - reach) / all, (middle + reach) / all))
    }
}

/// What the first share is more than the second; none where one is of nobody. The bounds are those of R. G. Newcombe,
/// "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
pub fn difference(first: Share, second: Share) -> Option<Difference> {
    let (one, other) = (first.portion()?, second.portion()?);
    let ((low, high), (other_low, other_high)) = (first.bounds()?, second.bounds()?);
    let seen = one - other;
    Some(Difference {
        seen,
        from: seen - (one - low).hypot(other_high - other),
        to: seen + (high - one).hypot(other - other_low),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reminder::{grammar::HOLD_OUT, tests::shipped};

    const PEOPLE: usize = 10_000;

    fn trial(name: &str, hold_out: u8) -> DeadlineType {
        DeadlineType { hold_out, name: name.into(), ..shipped("rsa-appeal") }
    }

    fn held_out(kind: &DeadlineType) -> Vec<bool> {
        (0..PEOPLE).map(|person| is_held_out(kind, &person.to_le_bytes())).collect()
    }

    #[test]
    fn a_lot_drawn_once_is_drawn_for_good() {
        // Written down: a new version that drew otherwise would mix those of a trial that runs.
        let lots: Vec<u64> =
            ["rsa-declaration", "job-seeker-update"].map(|kind| lot(kind, b"0123456789abcdef")).to_vec();
        assert_eq!(lots, [96, 39]);
        assert!(!held_out(&trial("rsa-declaration", 0)).contains(&true));
    }

    #[test]
    fn the_difference_of_two_shares_has_the_bounds_that_were_published() {
        let share = |count, of| Share { count, of };
        // Table II of the article, method 10.
        for (first, second, from, to) in [
            (share(56, 70), share(48, 80), 0.0524, 0.3339),
            (share(9, 10), share(3, 10), 0.1705, 0.8090),
            (share(10, 10), share(0, 20), 0.6791, 1.0),
            (share(10, 10), share(0, 10), 0.6075, 1.0),
        ] {
            let found = difference(first, second).expect("both are of somebody");
            assert!(
                (found.from - from).abs() < 5e-5 && (found.to - to).abs() < 5e-5,
                "{first:?} {second:?}: {found:?}"
            );
        }
        assert_eq!(difference(share(0, 0), share(1, 2)), None);
    }

    #[test]
    fn two_types_are_drawn_independently() {
        let (one, other) = (held_out(&trial("rsa-declaration", 50)), held_out(&trial("job-seeker-update", 50)));
        let both = one.iter().zip(&other).filter(|(one, other)| **one && **other).count();
        assert!((PEOPLE / 4).abs_diff(both) < PEOPLE / 50, "{both}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn as_many_are_left_out_as_the_file_says_and_more_never_lets_anybody_in_again(
            name in "[a-z]{1,12}", hold_out in 0..=*HOLD_OUT.end(),
        ) {
            let hold_out = u8::try_from(hold_out).expect("is small");
            let out = held_out(&trial(&name, hold_out));
            let count = out.iter().filter(|out| **out).count();
            // Five standard deviations of a fair draw.
            let share = f64::from(hold_out) / 100.0;
            let off = (count as f64 - share * PEOPLE as f64).abs();
            prop_assert!(off <= 5.0 * (share * (1.0 - share) * PEOPLE as f64).sqrt() + 1.0, "{count} of {PEOPLE} at {hold_out} %");
            let more = held_out(&trial(&name, hold_out + 1));
            prop_assert!(out.iter().zip(&more).all(|(out, more)| !out || *more));
        }
    }
}
