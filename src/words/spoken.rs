//! How long a text takes to be heard.

use crate::language::Language;

/// Words a voice says in a second, by language: a little slower than the voices speak when they are left at their
/// ordinary speed. Arabic is written without most of its vowels, so that its words take longer than they look.
const WORDS_A_SECOND: [(&str, f64); 3] = [("fr", 3.0), ("en", 3.0), ("ar", 2.4)];
/// For languages that we have not listened to.
const SLOWEST: f64 = 2.4;
/// Seconds of silence after a sentence.
pub const SENTENCE: f64 = 0.3;
/// Seconds of silence after a part of one.
const PART: f64 = 0.1;

/// The seconds that a voice takes to say a text, up to its last word. A number takes a word for each of its digits.
pub fn seconds(text: &str, language: &Language) -> f64 {
    let primary = language.as_str().split('-').next().unwrap_or_default();
    let rate = WORDS_A_SECOND.iter().find(|(tag, _)| *tag == primary).map_or(SLOWEST, |(_, rate)| *rate);
    let mut words = 0.0;
    let mut pauses = 0.0;
    let mut pause = 0.0;
    for token in text.split_whitespace() {
        pauses += pause;
        let digits = token.chars().filter(|c| c.is_numeric()).count();
        let letters = token.chars().any(char::is_alphabetic);
        words += f64::from(u16::try_from(digits + usize::from(letters)).unwrap_or(u16::MAX));
        pause = match token.chars().next_back() {
            Some('.' | '!' | '?' | ':' | ';' | '…' | '؟' | '؛') => SENTENCE,
            Some(',' | '،') => PART,
            _ => 0.0,
        };
    }
    words / rate + pauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_as_long_as_its_words_digits_and_pauses() {
        for (tag, text, expected) in [
            ("fr", "", 0.0),
            ("fr", "Pour le français, tapez 1.", 5.0 / 3.0 + 0.1),
            ("en", "For English, press 2.", 4.0 / 3.0 + 0.1),
            ("ar", "للعربية، اضغط 3.", 3.0 / 2.4 + 0.1),
            ("fr", "C'est noté. Votre référence est 4 8 2 1.", 9.0 / 3.0 + 0.3),
            ("fr", "au 06 39 98 00 12", 11.0 / 3.0),
            ("fr", "en 2026 ? oui", 6.0 / 3.0 + 0.3),
            ("pt-BR", "bom dia", 2.0 / 2.4),
            ("fr-x-falc", "un deux trois", 1.0),
        ] {
            let found = seconds(text, &tag.parse().unwrap());
            assert!((found - expected).abs() < 1e-9, "{tag} {text}: {found}, not {expected}");
        }
    }
}
