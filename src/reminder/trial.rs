//! An honest trial of reminding: who is left without reminders, by lot.

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
