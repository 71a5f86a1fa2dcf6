//! How a posted code is kept and checked, and how often one may be tried.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use jiff::SignedDuration;

/// Wrong codes in a row before a file is locked.
pub const FREE_FAILURES: i64 = 5;
/// Wrong codes in a code's life, after which only a new one opens the file (NIST SP 800-63B: at most 100).
pub const CODE_LIFE_FAILURES: i64 = 100;

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

/// The hash of a code as a PHC string, by Argon2id. Takes tens of milliseconds: not for an async thread.
///
/// # Errors
/// Where the hash function fails, as for want of memory.
pub fn hash_code(code: &str, salt: &[u8; 16]) -> Result<String, NotHashed> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| NotHashed)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = argon2.hash_password_with_salt(code.as_bytes(), salt).map_err(|_| NotHashed)?;
    Ok(hash.to_string())
}

/// Whether this is the code with that hash; false for a hash that cannot be read. As slow as [`hash_code`].
pub fn verify_code(code: &str, phc: &str) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else { return false };
    Argon2::default().verify_password(code.as_bytes(), &hash).is_ok()
}

/// For how long a file is locked after so many wrong codes in a row.
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

    #[test]
    fn a_code_opens_its_own_hash_and_no_other() {
        let hash = hash_code("27182818", b"0123456789abcdef").unwrap();
        assert!(verify_code("27182818", &hash));
        assert!(!verify_code("27182819", &hash));
        assert!(!verify_code("27182818", "not a hash"));
    }

    #[test]
    fn the_dummy_hash_costs_as_much_as_a_real_one_and_opens_for_nobody() {
        let real = hash_code("27182818", b"0123456789abcdef").unwrap();
        let form = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(form(DUMMY_HASH), form(&real));
        assert_eq!(DUMMY_HASH.len(), real.len());
        assert!(PasswordHash::new(DUMMY_HASH).is_ok());
        assert!(!verify_code("00000000", DUMMY_HASH));
    }

    #[test]
    fn locks_grow_to_a_day_and_stay_there() {
        let minutes: Vec<i64> = (0..9).map(|failures| throttle(failures).map_or(0, |lock| lock.as_mins())).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 0, 15, 60, 1_440, 1_440]);
    }
}
