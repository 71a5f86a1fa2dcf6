//! What a password must be, and how one that is used once is made (NIST SP 800-63B: length counts, composition does not).

/// The fewest characters: with a second factor eight would do, twelve stand alone.
pub const SHORTEST: usize = 12;
/// The most characters: more would only cost time.
pub const LONGEST: usize = 128;
/// Random bytes that a password for one use is made of: 80 bits.
pub const RANDOM: usize = 10;

/// Letters and digits that nobody confuses when they read them to somebody (Crockford's base 32, in lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a group.
const GROUP: usize = 4;
/// What people choose first; each also without its repetitions.
const COMMON: [&str; 12] = [
    "password",
    "passwort",
    "motdepasse",
    "azerty",
    "qwerty",
    "123456",
    "abcdef",
    "guichet",
    "bonjour",
    "advisor",
    "conseiller",
    "changeme",
];

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// It has fewer than [`SHORTEST`] characters.
    Short,
    /// It has more than [`LONGEST`].
    Long,
    /// It is a common word with little beside it, one character over and over, or the login.
    Guessed,
}

/// Whether a password may be chosen.
///
/// # Errors
/// What is wrong with it.
pub fn check(password: &str, login: &str) -> Result<(), Weak> {
    match password.chars().count() {
        ..SHORTEST => return Err(Weak::Short),
        SHORTEST..=LONGEST => {}
        _ => return Err(Weak::Long),
    }
    let plain = password.to_lowercase();
    // What is left without the word must be worth something by itself.
    let guessed = |word: &&str| !word.is_empty() && plain.replace(*word, "").chars().count() < SHORTEST / 2;
    let distinct = plain.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5 || COMMON.iter().copied().chain([login]).any(|word| guessed(&word) && plain.contains(word)) {
        return Err(Weak::Guessed);
    }
    Ok(())
}

/// A password that is to be changed when it is used first, in groups that can be read to somebody.
pub fn one_time(random: [u8; RANDOM]) -> String {
    let bits = random.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let letters = (0..RANDOM * 8 / 5).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at) & 31) as usize]));
    let letters: Vec<char> = letters.collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_refused_for_what_guessers_try_first() {
        let rows = [
            ("court", Err(Weak::Short)),
            ("éééééééééééé", Err(Weak::Guessed)),
            ("motdepasse2026", Err(Weak::Guessed)),
            ("azertyazerty", Err(Weak::Guessed)),
            ("c.martin-c.martin", Err(Weak::Guessed)),
            ("121212121212", Err(Weak::Guessed)),
            ("trois vélos à Brest", Ok(())),
            ("bonjour les vélos de Brest", Ok(())),
        ];
        for (password, expected) in rows {
            assert_eq!(check(password, "c.martin"), expected, "{password}");
        }
        assert_eq!(check(&"ab1é-".repeat(40), "c.martin"), Err(Weak::Long));
    }

    #[test]
    fn a_password_for_one_use_can_be_read_to_somebody_and_holds_all_its_randomness() {
        assert_eq!(one_time([0; RANDOM]), "0000-0000-0000-0000");
        assert_eq!(one_time([255; RANDOM]), "zzzz-zzzz-zzzz-zzzz");
        let made = one_time([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(check(&made, "c.martin"), Ok(()));
        assert_ne!(made, one_time([1, 2, 3, 4, 5, 6, 7, 8, 9, 11]));
    }
}
