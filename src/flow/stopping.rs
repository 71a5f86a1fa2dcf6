//! What means STOP, however it is written: no more texts.

use std::collections::HashSet;

use super::{
    consent::Subject,
    phrases::{Meaning, Phrases, Spelling, bare, words},
    vocabulary::normalise,
};

/// Somebody who writes more than this tells a story, and STOP is one word of it.
const MOST_WORDS: usize = 16;
/// Signs that say it without a word.
const SIGNS: [char; 3] = ['🛑', '⛔', '🚫'];
/// A shorter word with two letters in each other's place is another word.
const SHORTEST_SWAPPED: usize = 4;

/// The lists of words and phrases by which STOP is known, of every language.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists<'l> {
    /// Texts that mean it as a whole.
    pub whole: &'l [String],
    /// Words that mean it among words that mean nothing.
    pub words: &'l [String],
    /// Phrases that mean it among words that mean nothing.
    pub phrases: &'l [String],
    /// Words that mean nothing beside one of those.
    pub around: &'l [String],
    /// Phrases that mean it wherever they stand.
    pub anywhere: &'l [String],
    /// Words that may stand once between two words of such a phrase.
    pub between: &'l [String],
    /// Phrases that hold such a phrase and mean something else.
    pub exceptions: &'l [String],
    /// Words for reminders: who names nothing else wants to be rid of them alone.
    pub reminders: &'l [String],
    /// Words for everything, beside which reminders are an example.
    pub everything: &'l [String],
    /// Words for mandates: who names them means them and no messages.
    pub mandates: &'l [String],
}

/// The words that mean STOP, of every language at once.
#[derive(Clone, Debug, Default)]
pub struct Stopping {
    /// Whole texts, as their letters and digits alone.
    whole: HashSet<String>,
    /// Words that mean it among words that mean nothing.
    words: HashSet<String>,
    /// Phrases that mean it among words that mean nothing.
    phrases: Phrases,
    /// Words that mean nothing beside one of those.
    around: HashSet<String>,
    /// Phrases that mean it wherever they stand.
    anywhere: Meaning,
    /// Words for reminders.
    reminders: HashSet<String>,
    /// Words for everything.
    everything: HashSet<String>,
    /// Words for mandates.
    mandates: HashSet<String>,
}

impl Stopping {
    /// What the lists say.
    pub fn new(lists: Lists<'_>) -> Stopping {
        let whole = lists.whole;
        let swapped = whole.iter().filter(|text| !text.contains(' ')).flat_map(|word| swaps(word));
        let close = |list: &[String]| list.iter().flat_map(|word| words(word, Spelling::Close)).collect();
        Stopping {
            whole: whole.iter().cloned().chain(swapped).map(|text| squeezed(&normalise(&text))).collect(),
            words: close(lists.words),
            phrases: Phrases::new(lists.phrases, &[], Spelling::Close),
            around: lists.around.iter().chain(lists.mandates).flat_map(|word| words(word, Spelling::Close)).collect(),
            anywhere: Meaning::new(lists.anywhere, lists.between, lists.exceptions),
            reminders: close(lists.reminders),
            everything: close(lists.everything),
            mandates: close(lists.mandates),
        }
    }

    /// What a text means to stop; none where it is no STOP. Only who names reminders, and nothing beside them, is taken at
    /// that word: in doubt nothing more is sent.
    pub fn subject(&self, text: &str) -> Option<Subject> {
        if !self.is_meant(text) {
            return None;
        }
        let said = words(text, Spelling::Close);
        let names = |list: &HashSet<String>| said.iter().any(|word| holds(list, word));
        if names(&self.mandates) {
            return Some(Subject::Mandates);
        }
        let reminders = names(&self.reminders) && !names(&self.everything);
        Some(if reminders { Subject::Reminders } else { Subject::All })
    }

    /// Whether a text means STOP: it says nothing else, alone, politely, or in a sentence of which every word is about it;
    /// or it says so in words that mean nothing else.
    pub fn is_meant(&self, text: &str) -> bool {
        // Most texts hold no sign, and are not copied.
        if text.contains(SIGNS) {
            return self.is_written(&text.replace(SIGNS, " stop "));
        }
        self.is_written(text)
    }

    fn is_written(&self, text: &str) -> bool {
        if self.whole.contains(&squeezed(&normalise(text))) || self.anywhere.is_meant(text) {
            return true;
        }
        let said = words(text, Spelling::Close);
        if said.len() > MOST_WORDS {
            return false;
        }
        let mut about: Vec<bool> = said.iter().map(|word| holds(&self.words, word)).collect();
        for place in self.phrases.places(&said) {
            about[place].fill(true);
        }
        about.contains(&true) && said.iter().zip(about).all(|(word, about)| about || self.means_nothing(word))
    }

    /// A number means nothing either: people name the one that advertising tells them to write to.
    fn means_nothing(&self, word: &str) -> bool {
        holds(&self.around, word) || word.bytes().all(|b| b.is_ascii_digit())
    }
}

fn holds(list: &HashSet<String>, word: &str) -> bool {
    list.contains(word) || bare(word).is_some_and(|bare| list.contains(bare))
}

/// Letters and digits alone, a letter that is written several times in a row written once.
fn squeezed(plain: &str) -> String {
    let mut squeezed = String::with_capacity(plain.len());
    for letter in plain.chars().filter(|c| c.is_alphanumeric()) {
        if letter.is_numeric() || !squeezed.ends_with(letter) {
            squeezed.push(letter);
        }
    }
    squeezed
}

/// A word with two neighbours in each other's place, as fast fingers write it.
fn swaps(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST_SWAPPED {
        return Vec::new();
    }
    let swapped = |at: usize| {
        let mut letters = letters.clone();
        letters.swap(at, at + 1);
        letters.into_iter().collect()
    };
    (0..letters.len() - 1).map(swapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopping() -> Stopping {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Stopping::new(Lists {
            whole: &list(&["stop", "end", "opt out"]),
            words: &list(&["stop", "arretez"]),
            phrases: &list(&["ne veux plus de"]),
            around: &list(&["je", "les", "sms", "merci", "envoyer", "des", "au", "rappel", "et"]),
            anywhere: &list(&["stop sending"]),
            between: &[],
            exceptions: &list(&["don't stop sending"]),
            reminders: &list(&["rappel", "rappels", "reminders"]),
            everything: &list(&["sms"]),
            mandates: &list(&["mandat", "mandats"]),
        })
    }

    #[test]
    fn stop_is_meant_alone_politely_or_in_a_sentence_about_it_alone() {
        for text in [
            "STOP",
            "stooop!!",
            "s.t.o.p",
            "S T O P",
            "sotp",
            "Stop, merci",
            "End.",
            "optout",
            "opt-out",
            "🛑",
            "🚫 sms",
            "ARRÊTEZ d envoyer des sms",
            "stop au 36111",
            "Je ne veut plus de SMS",
            "my mother died, stop sending her reminders",
        ] {
            assert!(stopping().is_meant(text), "{text}");
        }
        for text in [
            "",
            "…",
            "👍",
            "12",
            "merci",
            "les sms",
            "nde",
            "the end of my rent",
            "arretez vous ici",
            "ne stop pas",
            "please don't stop sending them",
        ] {
            assert!(!stopping().is_meant(text), "{text}");
        }
    }

    #[test]
    fn who_names_reminders_alone_stops_reminders_alone() {
        for (text, subject) in [
            ("STOP", Some(Subject::All)),
            ("stop sms", Some(Subject::All)),
            ("Stop rappels", Some(Subject::Reminders)),
            ("stop les rapel, merci", Some(Subject::Reminders)),
            ("please stop sending reminders", Some(Subject::Reminders)),
            ("stop les rappels et les sms", Some(Subject::All)),
            ("Stop mandat", Some(Subject::Mandates)),
            ("arretez les mandats, merci", Some(Subject::Mandates)),
            ("mandat", None),
            ("les rappels", None),
            ("don't stop sending reminders", None),
        ] {
            assert_eq!(stopping().subject(text), subject, "{text}");
        }
    }

    #[test]
    fn a_long_story_is_no_stop() {
        assert!(!stopping().is_meant(&"stop ".repeat(17)));
    }
}
