//! The codes of the second factor: six digits that change every half minute (TOTP, RFC 6238), made by an app on a phone.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret: as many as the hash has (RFC 4226, section 4).
pub const SECRET: usize = 20;
/// How many steps of half a minute the phone's clock may be ahead or behind.
const SKEW: u16 = 1;
/// A secret that is nobody's: a code is made of it where there is no account, so that both take as long.
pub const DUMMY_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// Who asks for the code, as the app shows it.
const ISSUER: &str = "Guichet";

/// A secret as it is kept and typed: base 32 (RFC 4648), without padding, for 160 bits need none.
pub fn secret(random: [u8; SECRET]) -> String {
    Secret::from(random).to_base32()
}

/// A secret in groups of four, for typing it by hand.
pub fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What an app takes a secret over by, as a link or a picture (the "Key Uri Format" that authenticators share).
pub fn address(secret: &str, login: &str) -> String {
    let login: String = url::form_urlencoded::byte_serialize(login.as_bytes()).collect();
    format!("otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}")
}

/// The step of a code, where it is one of this secret now; none else. A step is good once: whoever asks keeps it.
pub fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    let step = totp(secret)?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

/// The code of this moment, for tests and for the demo.
pub fn now(secret: &str, now: Timestamp) -> Option<String> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_skew(SKEW).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of its eight digits.
        assert_eq!(secret(*b"12345678901234567890"), DUMMY_SECRET);
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(now(DUMMY_SECRET, at(seconds)).as_deref(), Some(code));
            assert_eq!(step_of(DUMMY_SECRET, code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_its_own_step_whenever_it_is_typed_and_not_long() {
        let code = now(DUMMY_SECRET, at(900)).unwrap();
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        for (seconds, expected) in [(899, Some(30)), (900, Some(30)), (959, Some(30)), (960, None), (869, None)] {
            assert_eq!(step_of(DUMMY_SECRET, &spaced, at(seconds)), expected, "{seconds}");
        }
        for wrong in ["", "12345", "1234567", "abcdef", "２８７０８２"] {
            assert_eq!(step_of(DUMMY_SECRET, wrong, at(59)), None, "{wrong}");
        }
        assert_eq!(step_of("not base 32!", &code, at(900)), None);
    }

    #[test]
    fn a_secret_can_be_taken_over_by_link_or_by_hand() {
        assert_eq!(in_groups(DUMMY_SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let link = address(DUMMY_SECRET, "c@ccas.example");
        assert_eq!(link, format!("otpauth://totp/Guichet:c%40ccas.example?secret={DUMMY_SECRET}&issuer=Guichet"));
    }
}
