//! What a person answers to a reminder, by text or by key.

use std::collections::{HashMap, HashSet};

use super::message::BOOK;
use crate::{
    flow::vocabulary::{Global, Vocabulary, normalise},
    words::Catalogue,
};

/// What a person wants after a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// `1`, FAIT: it is done.
    Done,
    /// `2`, AIDE: somebody is to ring.
    Help,
    /// `3`, PLUS TARD: told again later, within the window.
    Later,
    /// STOP: no more reminders.
    Stop,
}

/// The key and the message with the words of each answer; those of STOP are the ones that work everywhere.
pub const ANSWERS: [(char, &str, Answer); 3] =
    [('1', "answer-done", Answer::Done), ('2', "answer-help", Answer::Help), ('3', "answer-later", Answer::Later)];

/// The message with the words that people say besides: please, thank you.
pub const POLITE: &str = "answer-polite";

/// What may be answered, in every language at once: somebody may answer in another than ours.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    words: HashMap<String, Answer>,
    polite: HashSet<String>,
}

impl Answers {
    /// The words there are for answers.
    pub fn new(catalogue: &Catalogue, vocabulary: &Vocabulary) -> Answers {
        let mut answers = Answers::default();
        // STOP first: no other word may hide it.
        let stops = vocabulary.globals.iter().filter(|(_, global)| **global == Global::Stop);
        answers.words.extend(stops.map(|(word, _)| (squeezed(word), Answer::Stop)));
        for (key, id, answer) in ANSWERS {
            answers.words.insert(key.to_string(), answer);
            for word in catalogue.typed(BOOK, id) {
                answers.words.entry(squeezed(&word)).or_insert(answer);
            }
        }
        answers.polite.extend(catalogue.typed(BOOK, POLITE));
        answers
    }

    /// What a text means, when it is nothing but an answer: FAIT, "c'est fait merci", `1.`; none where it says anything else,
    /// which is read as any other text is.
    pub fn answer(&self, text: &str) -> Option<Answer> {
        let plain = normalise(text);
        self.words.get(&squeezed(&plain)).copied().or_else(|| {
            let words = plain.split(|c: char| !c.is_alphanumeric() && c != '\'');
            let said: String = words.filter(|word| !self.polite.contains(*word)).collect();
            self.words.get(&squeezed(&said)).copied()
        })
    }

    /// What a key means in a reminder call.
    pub fn key(key: char) -> Option<Answer> {
        ANSWERS.iter().find(|(known, _, _)| *known == key).map(|(_, _, answer)| *answer)
    }
}

/// Letters and digits alone: apostrophes, hyphens and spaces are often left out, or put in another's place.
fn squeezed(plain: &str) -> String {
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests;
