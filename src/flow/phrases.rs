//! Texts as rows of words, and phrases looked for in them, however either is spelled.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::vocabulary::normalise;

/// Letters that French cuts off before a vowel: "j en", "j'en" and "jen" are one word.
const ELIDED: &str = "cdjlmnst";
/// Those that are written onto a word that does without them, as in "jveux". Not the one that says no.
const WRITTEN_ON: &str = "cdjlmst";
/// Letters at the end of a word that are not heard in French, and are mixed up most.
const SILENT: [char; 4] = ['s', 't', 'x', 'z'];
/// A word keeps as many letters at least.
const SHORTEST: usize = 3;

/// How far two spellings of a word may be from one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// Accents, case, apostrophes, a letter written several times in a row, silent consonants at the end.
    #[default]
    Close,
    /// The vowels at the end too: "tué", "tuer" and "tuée" are one word.
    Loose,
}

/// The words of a text in the form in which they are compared.
pub fn words(text: &str, spelling: Spelling) -> Vec<String> {
    let mut words = Vec::new();
    let mut elided = String::new();
    // A word that is cut off before another is one with it, with its apostrophe or without.
    for word in normalise(text).replace('\'', "").split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        if word.len() == 1 && ELIDED.contains(word) {
            elided.push_str(word);
            continue;
        }
        words.push(as_heard(&format!("{}{word}", std::mem::take(&mut elided)), spelling));
    }
    if !elided.is_empty() {
        words.push(elided);
    }
    words
}

fn as_heard(word: &str, spelling: Spelling) -> String {
    let mut heard = String::with_capacity(word.len());
    for letter in word.chars() {
        if letter.is_numeric() || !heard.ends_with(letter) {
            heard.push(letter);
        }
    }
    cut(&mut heard, |letter| SILENT.contains(&letter));
    if spelling == Spelling::Loose {
        if heard.ends_with("er") && heard.chars().count() > SHORTEST {
            heard.pop();
        }
        cut(&mut heard, |letter| letter == 'e' || SILENT.contains(&letter));
    }
    heard
}

fn cut(word: &mut String, silent: impl Fn(char) -> bool) {
    while word.ends_with(&silent) && word.chars().count() > SHORTEST {
        word.pop();
    }
}

/// The word without a letter that was written onto it, as "jveux" is "veux".
pub(super) fn bare(word: &str) -> Option<&str> {
    let (first, rest) = word.split_at_checked(1)?;
    (WRITTEN_ON.contains(first) && rest.chars().count() >= SHORTEST).then_some(rest)
}

/// Phrases to look for in a row of words.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    by_first: HashMap<String, Vec<Vec<String>>>,
    between: HashSet<String>,
}

impl Phrases {
    /// The phrases, and the words that may stand once between two words of one: "je veux vraiment mourir".
    pub fn new(phrases: &[String], between: &[String], spelling: Spelling) -> Phrases {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in phrases {
            let phrase = words(phrase, spelling);
            let Some(first) = phrase.first() else { continue };
            let alike = by_first.entry(first.clone()).or_default();
            if !alike.contains(&phrase) {
                alike.push(phrase);
            }
        }
        Phrases { by_first, between: between.iter().flat_map(|word| words(word, spelling)).collect() }
    }

    fn example(&self) -> Option<String> {
        self.by_first.values().flatten().min().map(|phrase| phrase.join(" "))
    }

    /// Where the phrases stand in a row of words of the same spelling, in the order of their beginnings.
    pub fn places<'t>(&'t self, text: &'t [String]) -> impl Iterator<Item = Range<usize>> + 't {
        text.iter().enumerate().flat_map(move |(at, word)| {
            let firsts = std::iter::once(word.as_str()).chain(bare(word));
            let alike = firsts.filter_map(|first| self.by_first.get(first)).flatten();
            alike.filter_map(move |phrase| Some(at..at + self.length(phrase, &text[at..])?))
        })
    }

    /// How many words the phrase takes at the beginning of the text, if it stands there.
    fn length(&self, phrase: &[String], text: &[String]) -> Option<usize> {
        let is = |at: usize, word: &str| text.get(at).is_some_and(|said| said == word || bare(said) == Some(word));
        let mut at = 0;
        for (position, word) in phrase.iter().enumerate() {
            if position > 0 && !is(at, word) && text.get(at).is_some_and(|between| self.between.contains(between)) {
                at += 1;
            }
            if !is(at, word) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }
}

/// Phrases that mean something wherever they stand in a text, and those that hold one of them and mean something else.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    phrases: Phrases,
    exceptions: Phrases,
}

impl Meaning {
    /// The phrases, what may stand between two words of one, and the exceptions.
    pub fn new(phrases: &[String], between: &[String], exceptions: &[String]) -> Meaning {
        Meaning {
            phrases: Phrases::new(phrases, between, Spelling::Loose),
            exceptions: Phrases::new(exceptions, between, Spelling::Loose),
        }
    }

    /// Whether a text says so, beside whatever else.
    pub fn is_meant(&self, text: &str) -> bool {
        let words = words(text, Spelling::Loose);
        let others: Vec<Range<usize>> = self.exceptions.places(&words).collect();
        let is_other =
            |place: &Range<usize>| others.iter().any(|other| other.start <= place.start && place.end <= other.end);
        self.phrases.places(&words).any(|place| !is_other(&place))
    }

    /// A phrase that means it, the same each time; none where there is none.
    pub fn example(&self) -> Option<String> {
        self.phrases.example()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_however_it_is_spelled() {
        for (one, other) in [
            ("je veux", "je veu"),
            ("J'en peux plus", "jen peut plu"),
            ("j en peux plus", "J’EN PEUX PLUSSSS"),
            ("arrêter", "areter"),
            ("don't want", "dont want"),
            ("m'envoyer", "m envoyer"),
            ("أريد", "اريد"),
        ] {
            assert_eq!(words(one, Spelling::Close), words(other, Spelling::Close), "{one}");
        }
        for (one, other) in [("tuer", "tué"), ("parler", "parlé"), ("mourir", "mourire")] {
            assert_eq!(words(one, Spelling::Loose), words(other, Spelling::Loose), "{one}");
            assert_ne!(words(one, Spelling::Close), words(other, Spelling::Close), "{one}");
        }
        assert_ne!(words("11", Spelling::Close), words("1", Spelling::Close), "digits stand for themselves");
    }

    #[test]
    fn a_phrase_is_found_as_whole_words_with_one_small_word_between() {
        let phrases = Phrases::new(&["veux mourir".to_owned()], &["vraiment".to_owned()], Spelling::Loose);
        let found = |text: &str| phrases.places(&words(text, Spelling::Loose)).next();
        assert_eq!(found("là je veux vraiment mourir"), Some(2..5));
        assert_eq!(found("jveu mourire !!"), Some(0..2));
        assert_eq!(found("je veux vraiment vraiment mourir"), None);
        assert_eq!(found("je veux pas mourir"), None);
        assert_eq!(found("nveux mourir"), None);
        assert_eq!(found("je veux"), None);
    }
}
