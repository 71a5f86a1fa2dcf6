//! The texts each phone of the demo has sent and received, kept in memory and bounded.

use std::collections::{HashMap, VecDeque};

use crate::render::script::Encoding;

/// How many phones are remembered; the one unused for longest makes way.
const THREADS: usize = 500;
/// How many texts one phone keeps, as a phone's memory does; the oldest makes way.
const TEXTS: usize = 200;

/// How a text counts on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its alphabet.
    pub encoding: Encoding,
    /// How many segments it is sent in.
    pub segments: usize,
    /// How many characters a person sees.
    pub characters: usize,
}

/// One text on a phone's screen. It is an example person's, yet its body stays out of `Debug` all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// Rises with each text of the whole exchange.
    pub id: u64,
    /// Whether the person wrote it.
    pub mine: bool,
    /// The words.
    pub body: String,
    /// What it costs to send.
    pub measure: Measure,
    /// The language it seems to be written in, where one can tell.
    pub language: Option<&'static str>,
}

#[derive(Default)]
struct Thread {
    texts: VecDeque<Text>,
    used_at: u64,
}

/// Every phone's texts, by the person's number.
#[derive(Default)]
pub struct Threads {
    by_number: HashMap<String, Thread>,
    last_id: u64,
}

impl Threads {
    /// Adds a text to a phone and gives its id.
    pub fn add(&mut self, number: &str, mine: bool, body: String, measure: Measure) -> u64 {
        if !self.by_number.contains_key(number) && self.by_number.len() >= THREADS {
            self.forget_one();
        }
        self.last_id += 1;
        let thread = self.by_number.entry(number.to_owned()).or_default();
        thread.used_at = self.last_id;
        if thread.texts.len() >= TEXTS {
            thread.texts.pop_front();
        }
        let language = language_of(&body);
        thread.texts.push_back(Text { id: self.last_id, mine, body, measure, language });
        self.last_id
    }

    /// The texts of a phone that came after the one with this id.
    pub fn after(&self, number: &str, id: u64) -> Vec<Text> {
        self.by_number
            .get(number)
            .map(|thread| thread.texts.iter().filter(|text| text.id > id).cloned().collect())
            .unwrap_or_default()
    }

    fn forget_one(&mut self) {
        let oldest = self.by_number.iter().min_by_key(|(_, thread)| thread.used_at).map(|(number, _)| number.clone());
        if let Some(number) = oldest {
            self.by_number.remove(&number);
        }
    }
}

/// Short words that tell French from English. A screen reader needs the language to pronounce a text, and no
/// network carries it.
const FRENCH: [&str; 12] = ["le", "la", "les", "de", "du", "des", "votre", "vous", "pour", "une", "est", "envoyez"];
const ENGLISH: [&str; 12] = ["the", "your", "you", "to", "of", "and", "for", "is", "send", "we", "a", "on"];

fn language_of(body: &str) -> Option<&'static str> {
    let letters = body.chars().filter(|letter| letter.is_alphabetic()).count();
    let arabic =
        body.chars().filter(|letter| ('\u{600}'..='\u{6ff}').contains(letter) && letter.is_alphabetic()).count();
    if arabic > 0 && arabic * 2 >= letters {
        return Some("ar");
    }
    let lower = body.to_lowercase();
    let found = |words: &[&str]| lower.split(|c: char| !c.is_alphabetic()).filter(|word| words.contains(word)).count();
    match found(&FRENCH).cmp(&found(&ENGLISH)) {
        std::cmp::Ordering::Greater => Some("fr"),
        std::cmp::Ordering::Less => Some("en"),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: Measure = Measure { encoding: Encoding::Gsm7, segments: 1, characters: 2 };

    #[test]
    fn a_phone_shows_only_what_it_has_not_shown_yet() {
        let mut threads = Threads::default();
        let first = threads.add("+33639980012", true, "DOSSIER".into(), MEASURE);
        threads.add("+33639980013", true, "AIDE".into(), MEASURE);
        threads.add("+33639980012", false, "Envoyez votre numéro.".into(), MEASURE);
        let bodies: Vec<String> = threads.after("+33639980012", first).into_iter().map(|text| text.body).collect();
        assert_eq!(bodies, ["Envoyez votre numéro."]);
        assert_eq!(threads.after("+33639980099", 0).len(), 0);
    }

    #[test]
    fn a_full_phone_forgets_its_oldest_text_and_a_full_exchange_its_oldest_phone() {
        let mut threads = Threads::default();
        for _ in 0..=TEXTS {
            threads.add("+33639980000", true, "1".into(), MEASURE);
        }
        let kept = threads.after("+33639980000", 0);
        assert_eq!((kept.len(), kept.first().map(|text| text.id)), (TEXTS, Some(2)));
        for phone in 0..THREADS {
            threads.add(&format!("+336399{phone:05}"), true, "1".into(), MEASURE);
        }
        assert_eq!(threads.by_number.len(), THREADS);
        assert_eq!(threads.after("+33639980000", 0).len(), 0);
    }

    #[test]
    fn the_language_of_a_text_is_told_where_it_can_be() {
        let rows = [
            ("Envoyez votre numéro de dossier.", Some("fr")),
            ("Send your file number.", Some("en")),
            ("أرسلوا رقم الملف: 1234567 CAF", Some("ar")),
            ("1234567", None),
            ("DOSSIER", None),
        ];
        for (body, expected) in rows {
            assert_eq!(language_of(body), expected, "{body}");
        }
    }
}
