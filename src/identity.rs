//! How codes are kept and checked, and how often one may be tried.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use sha2::Sha256;

/// Wrong codes in a row, from one number on one file, before that number must wait.
pub const FREE_FAILURES: i64 = 5;
/// Wrong codes in a code's life from numbers that are not on file. With [`OWN_LIFE_FAILURES`] no more than 100 are ever
/// looked at (NIST SP 800-63B: at most 100 in a row), after which only a new code opens the file.
pub const CODE_LIFE_FAILURES: i64 = 60;
/// Wrong codes in a code's life from the number on file, which strangers cannot use up.
pub const OWN_LIFE_FAILURES: i64 = 40;
/// Wrong codes a day on one file, from all numbers that are not on file together.
pub const FILE_FAILURES_A_DAY: i64 = 20;
/// Wrong codes a day from numbers that differ in their last four digits alone: they are bought by the block.
pub const BLOCK_FAILURES_A_DAY: i64 = 50;
/// Wrong tries at one one-time code.
pub const ONE_TIME_TRIES: i64 = 3;
/// For how long a one-time code is good.
pub const ONE_TIME_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Digits of a one-time code: 20 bits, which ASVS 5.0 (6.5.5) calls sufficient for a code of minutes.
pub const ONE_TIME_DIGITS: usize = 6;
/// Digits of a code that comes by post.
pub const POSTED_DIGITS: usize = 8;
/// Messages a day to the number on file of one file, that one caller may ask for.
pub const SENT_A_DAY_FOR_ONE: i64 = 3;
/// Messages a day to the number on file of one file, that all callers together may ask for.
pub const SENT_A_DAY_FOR_ALL: i64 = 6;
/// How long a number counts as the person's after it was verified: numbers change hands.
pub const VERIFIED_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The minutes of a slot in which tries are counted for the alarm.
pub const SLOT: SignedDuration = SignedDuration::from_mins(5);
/// So many slots are looked at together: an hour.
pub const ALARM_SLOTS: i64 = 12;

/// What an installation decides about guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Files that one number may try codes on in a day, those that it opened left out.
    pub files_per_number_per_day: u16,
    /// Tries within an hour that proved nothing, from which on codes are believed no more …
    pub alarm_refused: u32,
    /// … where they are at least this share of all tries, in percent.
    pub alarm_share_percent: u8,
}

impl Default for Guard {
    /// What a small team can keep: people who mistype stay far below it, and somebody who guesses is stopped long before
    /// the first right guess is likely (500 tries at 8 digits: 1 in 200,000).
    fn default() -> Self {
        Guard { files_per_number_per_day: 3, alarm_refused: 40, alarm_share_percent: 50 }
    }
}

/// Memory in KiB, passes and lanes: the smallest recommended by OWASP's password storage cheat sheet.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// A hash that belongs to no code, made at the same cost. It is checked where there is no file, so that an
/// unknown file takes as long as a known one.
pub const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The code could not be hashed: no memory for it.
#[derive(Debug, thiserror::Error)]
#[error("the code cannot be hashed")]
pub struct NotHashed;

/// Secrets that are mixed into codes before they are hashed, and stand nowhere in the database: who stole that alone cannot
/// try the 100 million codes of eight digits against it. The first is for new hashes, each is for those made with it.
#[derive(Clone, Default)]
pub struct Peppers(Vec<Hmac<Sha256>>);

/// A pepper that is too short to be one. Never the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pepper has at least 32 characters; two may stand there, separated by a comma")]
pub struct NoPepper;

/// The fewest characters of a pepper: 128 bits in hexadecimal.
const SHORTEST_PEPPER: usize = 32;

impl Peppers {
    /// Reads one pepper or two, separated by a comma: the new one first, while it replaces the other.
    ///
    /// # Errors
    /// [`NoPepper`].
    pub fn parse(text: &str) -> Result<Self, NoPepper> {
        let all: Vec<&str> = text.split(',').map(str::trim).collect();
        if all.len() > 2 || all.iter().any(|one| one.len() < SHORTEST_PEPPER) {
            return Err(NoPepper);
        }
        let keyed = all.iter().map(|one| Hmac::new_from_slice(one.as_bytes()).map_err(|_| NoPepper));
        keyed.collect::<Result<_, _>>().map(Peppers)
    }

    /// Whether there is none: codes are then hashed as they are.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands before a hash made with this pepper, and tells nothing of it.
    fn mark(pepper: &Hmac<Sha256>) -> String {
        format!("p{}:", hexadecimal(&mixed(pepper, "which pepper")[..4]))
    }

    /// Whether a hash was made with a pepper that we do not have.
    pub fn lacks(&self, kept: &str) -> bool {
        kept.split_once(':').is_some_and(|_| !self.0.iter().any(|pepper| kept.starts_with(&Peppers::mark(pepper))))
    }
}

impl fmt::Debug for Peppers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Peppers({})", self.0.len())
    }
}

fn mixed(pepper: &Hmac<Sha256>, code: &str) -> [u8; 32] {
    let mut mac = pepper.clone();
    mac.update(code.as_bytes());
    mac.finalize().into_bytes().into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a code, by Argon2id: a PHC string, with a mark before it that names the pepper. Takes tens of milliseconds: not
/// for an async thread.
///
/// # Errors
/// Where the hash function fails, as for want of memory.
pub fn hash_code(code: &str, salt: &[u8; 16], peppers: &Peppers) -> Result<String, NotHashed> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| NotHashed)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mark, code) = match peppers.0.first() {
        None => (String::new(), code.to_owned()),
        Some(pepper) => (Peppers::mark(pepper), hexadecimal(&mixed(pepper, code))),
    };
    let hash: PasswordHash = argon2.hash_password_with_salt(code.as_bytes(), salt).map_err(|_| NotHashed)?;
    Ok(format!("{mark}{hash}"))
}

/// Whether this is the code with that hash; false for a hash that cannot be read, or whose pepper we do not have. As slow as
/// [`hash_code`] whatever the hash.
pub fn verify_code(code: &str, kept: &str, peppers: &Peppers) -> bool {
    let marked = peppers.0.iter().find_map(|pepper| Some((pepper, kept.strip_prefix(&Peppers::mark(pepper))?)));
    let (typed, phc) = match marked {
        Some((pepper, phc)) => (hexadecimal(&mixed(pepper, code)), phc),
        None => (code.to_owned(), kept),
    };
    match PasswordHash::new(phc) {
        Ok(hash) => Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok(),
        Err(_) => {
            // It takes its time all the same.
            if let Ok(hash) = PasswordHash::new(DUMMY_HASH) {
                let _ = Argon2::default().verify_password(typed.as_bytes(), &hash);
            }
            false
        }
    }
}

/// A code of so many digits, each of them equally likely, out of random bytes; none where they do not suffice.
pub fn code_of(random: &[u8], digits: usize) -> Option<String> {
    // Of 256 values the last six would make some digits likelier than others.
    let fair = random.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10));
    let code: String = fair.take(digits).collect();
    (code.len() == digits).then_some(code)
}

/// For how long a number must wait after so many wrong codes in a row on one file.
pub fn throttle(failures: i64) -> Option<SignedDuration> {
    match failures - FREE_FAILURES {
        ..0 => None,
        0 => Some(SignedDuration::from_mins(15)),
        1 => Some(SignedDuration::from_hours(1)),
        _ => Some(SignedDuration::from_hours(24)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &[u8; 16] = b"0123456789abcdef";

    fn pepper(letter: &str) -> Peppers {
        Peppers::parse(&letter.repeat(32)).unwrap()
    }

    #[test]
    fn a_code_opens_its_own_hash_and_no_other() {
        let none = Peppers::default();
        let hash = hash_code("27182818", SALT, &none).unwrap();
        assert!(verify_code("27182818", &hash, &none));
        assert!(!verify_code("27182819", &hash, &none));
        assert!(!verify_code("27182818", "not a hash", &none));
    }

    #[test]
    fn a_code_with_a_pepper_is_opened_by_that_pepper_alone_and_one_without_stays_valid() {
        let (old, new) = (pepper("a"), pepper("b"));
        let both = Peppers::parse(&format!("{},{}", "b".repeat(32), "a".repeat(32))).unwrap();
        let bare = hash_code("27182818", SALT, &Peppers::default()).unwrap();
        let hash = hash_code("27182818", SALT, &old).unwrap();
        let opens = |hash: &str, peppers: &Peppers| verify_code("27182818", hash, peppers);
        assert!(opens(&hash, &old) && opens(&hash, &both) && opens(&bare, &old) && opens(&bare, &both));
        assert!(!opens(&hash, &new) && !opens(&hash, &Peppers::default()));
        assert!(!verify_code("27182819", &hash, &old));
        assert!(
            hash_code("27182818", SALT, &both).unwrap().starts_with(&Peppers::mark(&new.0[0])),
            "the first is used"
        );
        assert!(new.lacks(&hash) && !both.lacks(&hash) && !new.lacks(&bare));
        assert_eq!(format!("{old:?}"), "Peppers(1)");
    }

    #[test]
    fn what_is_too_short_or_too_many_is_no_pepper() {
        for text in ["", "short", &format!("{},", "a".repeat(32)), &vec!["a".repeat(32); 3].join(",")] {
            assert!(Peppers::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_dummy_hash_costs_as_much_as_a_real_one_and_opens_for_nobody() {
        let real = hash_code("27182818", SALT, &Peppers::default()).unwrap();
        let form = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(form(DUMMY_HASH), form(&real));
        assert_eq!(DUMMY_HASH.len(), real.len());
        assert!(PasswordHash::new(DUMMY_HASH).is_ok());
        assert!(!verify_code("00000000", DUMMY_HASH, &pepper("a")));
    }

    #[test]
    fn every_digit_of_a_code_is_equally_likely() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        let code = code_of(&all, 250).unwrap();
        assert!(('0'..='9').all(|digit| code.matches(digit).count() == 25));
        assert_eq!(code_of(&all, 251), None, "the bytes that would favour some digits are left out");
        assert_eq!(code_of(&[250, 7, 255, 19], 2).unwrap(), "79");
    }

    #[test]
    fn locks_grow_to_a_day_and_stay_there() {
        let minutes: Vec<i64> = (0..9).map(|failures| throttle(failures).map_or(0, |lock| lock.as_mins())).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 0, 15, 60, 1_440, 1_440]);
    }

    // No code is ever tried more than a hundred times.
    const _: () = assert!(CODE_LIFE_FAILURES + OWN_LIFE_FAILURES <= 100);
}
