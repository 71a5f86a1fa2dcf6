//! What a person answers to a reminder, by text or by key.

use std::collections::{HashMap, HashSet};

use super::vocabulary::normalise;

/// What a person wants after a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// `1`, FAIT: it is done.
    Done,
    /// `2`, AIDE: somebody is to ring.
    Help,
    /// `3`, PLUS TARD: told again later, within the window.
    Later,
    /// `4` on a call, STOP: no more reminders.
    Stop,
}

/// The key and the message with the words of each answer. The words of STOP are those that work everywhere; by text it has
/// no key, for nobody is told of one.
pub const ANSWERS: [(char, &str, Answer); 3] =
    [('1', "answer-done", Answer::Done), ('2', "answer-help", Answer::Help), ('3', "answer-later", Answer::Later)];
/// The key of STOP on a call.
const STOP_KEY: &str = "4";

/// The message with the words that people say besides: please, thank you.
pub const POLITE: &str = "answer-polite";

impl Answer {
    /// Those that lead on in a flow, by the name of their exit; STOP ends whatever runs.
    pub const EXITS: [(&'static str, Answer); 3] =
        [("done", Answer::Done), ("help", Answer::Help), ("later", Answer::Later)];

    /// The outcomes of the step `settle` that does it.
    pub fn outcomes(self) -> &'static [&'static str] {
        match self {
            Answer::Done | Answer::Stop => &["settled", "over", "unavailable"],
            Answer::Help => &["booked", "already-open", "refused", "unavailable"],
            Answer::Later => &["settled", "too-late", "over", "unavailable"],
        }
    }

    /// The exit that leads on from it; none for STOP.
    pub fn exit(self) -> Option<&'static str> {
        Answer::EXITS.into_iter().find_map(|(exit, answer)| (answer == self).then_some(exit))
    }

    /// What a key means in a reminder call.
    pub fn of_key(key: &str) -> Option<Answer> {
        let known = ANSWERS.iter().find(|(known, _, _)| key.chars().eq([*known])).map(|(_, _, answer)| *answer);
        known.or((key == STOP_KEY).then_some(Answer::Stop))
    }
}

/// What may be answered, in every language at once: somebody may answer in another than ours.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    words: HashMap<String, Answer>,
    polite: HashSet<String>,
}

impl Answers {
    /// The words there are for answers, as they are compared. The first answer that has a word keeps it.
    pub fn new(words: impl IntoIterator<Item = (String, Answer)>, polite: impl IntoIterator<Item = String>) -> Answers {
        let mut answers = Answers { words: HashMap::new(), polite: polite.into_iter().collect() };
        let keys = ANSWERS.map(|(key, _, answer)| (key.to_string(), answer));
        for (word, answer) in keys.into_iter().chain(words) {
            answers.words.entry(squeezed(&word)).or_insert(answer);
        }
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
}

/// Letters and digits alone: apostrophes, hyphens and spaces are often left out, or put in another's place.
fn squeezed(plain: &str) -> String {
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}
