//! The words people may type, gathered from the files of every language.

use std::collections::{BTreeMap, hash_map};

use fluent::FluentArgs;

use super::{Book, Catalogue, LanguageWords};
use crate::flow::{
    Name,
    definition::{Flow, Kind},
    phrases::Meaning,
    stopping::{Lists, Stopping},
    vocabulary::{Entry, Global, Vocabulary, normalise},
};

/// The shared message of each word that works everywhere.
const GLOBALS: [(&str, Global); 9] = [
    ("word-stop", Global::Stop),
    ("word-start", Global::Start),
    ("word-advisor", Global::Advisor),
    ("word-help", Global::Help),
    ("word-menu", Global::Menu),
    ("word-repeat", Global::Repeat),
    ("word-back", Global::Back),
    ("word-yes", Global::Yes),
    ("word-no", Global::No),
];

/// The shared lists, beside `word-stop`, by which STOP is known in a sentence.
pub const STOPS: [&str; 9] = [
    "stop-words",
    "stop-phrases",
    "stop-around",
    "stop-anywhere",
    "stop-between",
    "stop-exceptions",
    "stop-reminders",
    "stop-everything",
    "stop-mandates",
];
/// The shared lists by which distress is known.
pub const DISTRESS: [&str; 3] = ["distress-phrases", "distress-between", "distress-exceptions"];

impl Catalogue {
    /// The words people may type, of all languages at once: somebody may answer in another than ours. Where
    /// two languages differ on a word, French decides, then the first by tag.
    pub fn vocabulary(&self, flows: &BTreeMap<Name, Flow>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for words in &self.languages {
            gather_shared(words, &mut vocabulary);
            gather_symbols(words, &mut vocabulary);
            for flow in flows.values() {
                let Some(book) = words.flows.get(flow.name.as_ref()) else { continue };
                gather_entries(words, book, flow, &mut vocabulary);
                gather_options(book, flow, &mut vocabulary);
            }
        }
        let [words, phrases, around, anywhere, between, exceptions, reminders, everything, mandates] =
            STOPS.map(|id| self.shared_list(id));
        vocabulary.stopping = Stopping::new(Lists {
            whole: &self.shared_list("word-stop"),
            words: &words,
            phrases: &phrases,
            around: &around,
            anywhere: &anywhere,
            between: &between,
            exceptions: &exceptions,
            reminders: &reminders,
            everything: &everything,
            mandates: &mandates,
        });
        let [phrases, between, exceptions] = DISTRESS.map(|id| self.shared_list(id));
        vocabulary.distress = Meaning::new(&phrases, &between, &exceptions);
        vocabulary.answers = super::answers::gather(self, &vocabulary);
        vocabulary
    }

    /// The words of a message that lists some, of all languages, in the form they are compared in.
    pub fn typed(&self, book: &str, id: &str) -> Vec<String> {
        let books = self.languages.iter().filter_map(|words| words.flows.get(book));
        books.flat_map(|book| split(book, id, None)).collect()
    }

    /// The words of a shared list, of all languages.
    fn shared_list(&self, id: &str) -> Vec<String> {
        self.languages.iter().flat_map(|words| split(&words.shared, id, None)).collect()
    }
}

fn gather_shared(words: &LanguageWords, vocabulary: &mut Vocabulary) {
    for (id, global) in GLOBALS {
        for word in split(&words.shared, id, None) {
            vocabulary.globals.entry(word).or_insert(global);
        }
    }
    for word in split(&words.shared, "word-hello", None) {
        vocabulary.greetings.entry(word).or_insert_with(|| words.language.clone());
    }
    for attribute in ["sms", "words"] {
        vocabulary.more.extend(split(&words.shared, "more-choices", Some(attribute)));
    }
}

fn gather_entries(words: &LanguageWords, book: &Book, flow: &Flow, vocabulary: &mut Vocabulary) {
    let Some(message) = flow.enter.as_deref() else { return };
    for word in split(book, message, None) {
        match vocabulary.entries.entry(word) {
            hash_map::Entry::Vacant(free) => {
                free.insert(Entry { flow: flow.name.clone(), language: Some(words.language.clone()) });
            }
            hash_map::Entry::Occupied(mut taken) => {
                let entry = taken.get_mut();
                if entry.flow == flow.name && entry.language.as_ref() != Some(&words.language) {
                    entry.language = None;
                }
            }
        }
    }
}

fn gather_options(book: &Book, flow: &Flow, vocabulary: &mut Vocabulary) {
    for step in flow.steps.values() {
        let Kind::Menu { options, .. } = &step.kind else { continue };
        for option in options {
            let mut typed = split(book, &option.message, Some("words"));
            typed.extend(shown(book, &option.message));
            if typed.is_empty() {
                continue;
            }
            let all = vocabulary.options.entry((flow.name.clone(), option.message.clone())).or_default();
            for word in typed {
                if !all.contains(&word) {
                    all.push(word);
                }
            }
        }
    }
}

/// What an option shows by text, which people type back; none where it depends on a value.
fn shown(book: &Book, id: &str) -> Vec<String> {
    let fixed = book.messages.get(id).is_some_and(|info| info.variables.is_empty());
    if !fixed {
        return Vec::new();
    }
    let mut words = split(book, id, Some("sms"));
    if words.len() > 1 {
        words.push(words.join(", "));
    }
    words
}

/// What our own symbols are called, as an option shows them.
fn gather_symbols(words: &LanguageWords, vocabulary: &mut Vocabulary) {
    for (id, info) in &words.shared.messages {
        let Some(symbol) = id.strip_prefix("value-") else { continue };
        if info.variables.is_empty() {
            vocabulary.symbols.entry(symbol.to_owned()).or_default().extend(split(&words.shared, id, None));
        }
    }
}

/// The comma-separated words of a message or of one of its attributes, in the form they are compared in.
fn split(book: &Book, id: &str, attribute: Option<&str>) -> Vec<String> {
    let Some(message) = book.fluent.get_message(id) else { return Vec::new() };
    let pattern = match attribute {
        Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
        None => message.value(),
    };
    let Some(pattern) = pattern else { return Vec::new() };
    let mut text = String::new();
    // Words hold no variables; the checks say so of those that do.
    let _ = book.fluent.write_pattern(&mut text, pattern, Some(&FluentArgs::new()), &mut Vec::new());
    text.split([',', '،']).map(normalise).filter(|word| !word.is_empty()).collect()
}
