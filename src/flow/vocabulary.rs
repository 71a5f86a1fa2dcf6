//! The words people may type, in every language at once, and how a typed text is compared with them.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Name, answers::Answers, phrases::Meaning, stopping::Stopping};
use crate::language::Language;

/// The words of every language. Built from the locales; the engine only looks up.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Words that work everywhere, when they are the whole message.
    pub globals: HashMap<String, Global>,
    /// Words that begin a flow.
    pub entries: HashMap<String, Entry>,
    /// Greetings, which tell the language.
    pub greetings: HashMap<String, Language>,
    /// Words that choose an option of a menu, by flow and `STEP-OPTION`.
    pub options: HashMap<(Name, Name), Vec<String>>,
    /// What our own symbols are called, by symbol.
    pub symbols: HashMap<String, Vec<String>>,
    /// Words for the values of a long list that are not on offer now.
    pub more: Vec<String>,
    /// What may be answered to a reminder.
    pub answers: Answers,
    /// What means STOP, in a sentence too.
    pub stopping: Stopping,
    /// What tells of distress or an emergency, beside whatever else.
    pub distress: Meaning,
}

/// A word that works everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Global {
    /// CONSEILLER: an advisor.
    Advisor,
    /// REPETER: the question again.
    Repeat,
    /// RETOUR: the question before.
    Back,
    /// AIDE: what this is.
    Help,
    /// STOP: no more texts from us.
    Stop,
    /// START: texts again.
    Start,
    /// MENU: begin again.
    Menu,
    /// OUI.
    Yes,
    /// NON.
    No,
}

/// What an entry word begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The flow.
    pub flow: Name,
    /// The language of the word, or none where several languages share it.
    pub language: Option<Language>,
}

/// The form in which texts are compared: lower case, no accents, no punctuation at the ends, single
/// spaces; Arabic without vowel signs, its letter variants and digits made one.
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut whole = text.nfkd().filter(|c| !is_combining_mark(*c) && *c != '\u{640}');
    // Most answers are of ASCII alone, where nothing is to be taken apart.
    let letters: &mut dyn Iterator<Item = char> = if text.is_ascii() { &mut text.chars() } else { &mut whole };
    for c in letters {
        match c {
            'œ' | 'Œ' => plain.push_str("oe"),
            'æ' | 'Æ' => plain.push_str("ae"),
            '’' | '‘' | 'ʼ' => plain.push('\''),
            'أ' | 'إ' | 'آ' | 'ٱ' => plain.push('ا'),
            'ى' => plain.push('ي'),
            'ة' => plain.push('ه'),
            // Spaces of every kind become one.
            _ if c.is_whitespace() => {
                if !plain.is_empty() && !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            _ => match digit(c) {
                Some(d) => plain.push(d),
                None => plain.extend(c.to_lowercase()),
            },
        }
    }
    let mark = |c: char| c.is_ascii_punctuation() || matches!(c, '،' | '؟' | '؛' | '…' | '«' | '»');
    let bare = plain.trim_end().trim_matches(mark).trim();
    // Most texts are bare as they are: these are not copied.
    if bare.len() == plain.len() { plain } else { bare.to_owned() }
}

/// The ASCII digit of an Arabic or Persian one, so that ١٢ is read as 12.
pub fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6F0}'..='\u{6F9}' => u32::from(c) - 0x6F0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_do_not_matter() {
        for (typed, plain) in [
            ("Arrêt !", "arret"),
            ("  RÉPÉTER.", "repeter"),
            ("L’aide", "l'aide"),
            ("cœur", "coeur"),
            ("مُسَاعَدَة", "مساعده"),
            ("أهلا", "اهلا"),
            ("١٢", "12"),
            ("🙂", "🙂"),
            ("#", ""),
        ] {
            assert_eq!(normalise(typed), plain, "{typed}");
        }
    }
}
