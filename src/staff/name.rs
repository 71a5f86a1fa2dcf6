//! What somebody signs in with, and words that an advisor's skills are named by: both plain enough to be typed in a command.

use std::collections::BTreeSet;

/// The longest name to sign in with, in characters.
const LONGEST: usize = 64;

/// What is no name to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a login has 2 to 64 small letters, digits, dots, hyphens, underscores or one @, such as c.martin")]
pub struct NoLogin;

/// A name to sign in with: letters in lower case, without spaces around it.
///
/// # Errors
/// [`NoLogin`] where it holds anything else.
pub fn login(text: &str) -> Result<String, NoLogin> {
    let text = text.trim().to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@');
    let fits = (2..=LONGEST).contains(&text.len()) && text.chars().all(plain) && text.matches('@').count() <= 1;
    if fits { Ok(text) } else { Err(NoLogin) }
}

/// Words in one text, separated by spaces or commas, each once, in the order of the alphabet.
pub fn words(text: &str) -> Vec<String> {
    let words = text.split([' ', ',', '\n']).map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_read_whatever_its_case_and_held_to_what_can_be_typed() {
        assert_eq!(login(" C.Martin "), Ok("c.martin".to_owned()));
        assert_eq!(login("claire@ccas.example"), Ok("claire@ccas.example".to_owned()));
        for text in ["", "c", "claire martin", "a@b@c", "é.dupont", "<b>", &"a".repeat(65)] {
            assert_eq!(login(text), Err(NoLogin), "{text}");
        }
    }

    #[test]
    fn words_are_kept_once_each() {
        assert_eq!(words("RSA, logement rsa\n"), ["logement", "rsa"]);
        assert!(words(" , ").is_empty());
    }
}
