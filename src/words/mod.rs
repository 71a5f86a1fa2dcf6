//! The words of every language: Fluent messages, looked up, filled in and made ready to be read or heard.
//!
//! `locales/LANG/FLOW.ftl` holds the words of a flow, `locales/LANG/shared.ftl` the sentences that every
//! flow and the engine use.

mod answers;
mod facts;
mod inspect;
mod load;
mod references;
pub mod spoken;
mod tell;
pub mod translation;
mod values;
pub mod variant;
mod vocabulary;
pub mod wording;

#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use fluent::{FluentResource, concurrent::FluentBundle};

pub use self::{
    facts::Facts,
    inspect::MessageInfo,
    vocabulary::{DISTRESS, STOPS},
};
use crate::{
    channel::Channel,
    flow::turn::Say,
    language::Language,
    problem::{Problem, SourceFile},
};

/// The file of the sentences that every flow and the engine use, without its ending.
pub const SHARED: &str = "shared";

/// The file of the words of deadlines, without its ending.
pub const DEADLINES: &str = "deadlines";

/// The values every message may use.
pub const FACTS: [&str; 3] = ["office_hours", "office_number", "service"];

/// What is said where even French has no words: a person never hears an error, only an apology.
const APOLOGY: &str = "Désolé, nous avons un problème. Merci de nous contacter plus tard.";

/// The words of every language, ready to be said.
pub struct Catalogue {
    /// French first.
    languages: Vec<LanguageWords>,
}

/// The words of one language.
struct LanguageWords {
    language: Language,
    /// The shared sentences alone.
    shared: Book,
    /// The words of each flow, over the shared ones.
    flows: BTreeMap<String, Book>,
}

/// One file of words, with those it may refer to.
struct Book {
    /// The messages of the file and of the shared one.
    fluent: FluentBundle<Arc<FluentResource>>,
    /// The messages of the file alone.
    messages: BTreeMap<String, MessageInfo>,
    /// The file itself; none where a language has no shared words.
    own: Option<wording::Own>,
}

/// A text, and the language it turned out to be in: French, where the wanted one had no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// The language of the text, which decides the voice.
    pub language: Language,
    /// The text.
    pub text: Cow<'a, str>,
}

impl Catalogue {
    /// Reads files with paths such as `locales/fr/menu.ftl`.
    ///
    /// # Errors
    /// Every mistake found: syntax, an id given twice, a reference to nothing, no French.
    pub fn load(files: &[SourceFile]) -> Result<Catalogue, Vec<Problem>> {
        Ok(Catalogue { languages: load::load(files)? })
    }

    /// The languages there are words for, French first, then by tag.
    pub fn languages(&self) -> Vec<Language> {
        self.languages.iter().map(|words| words.language.clone()).collect()
    }

    /// The text of one thing said. It never fails: what has no words is said in French, and if French has
    /// none either, as an apology; the log tells which ids are missing.
    pub fn text(&self, say: &Say, channel: Channel, facts: &Facts) -> String {
        self.said(say, channel, facts).text.into_owned()
    }

    /// The same, with the language it turned out to be in.
    pub fn said<'a>(&'a self, say: &'a Say, channel: Channel, facts: &'a Facts) -> Said<'a> {
        let wanted = self.tell(&say.language, say, channel, facts);
        if wanted.problems.is_empty() {
            return Said { language: say.language.clone(), text: wanted.text };
        }
        tracing::error!(
            language = %say.language,
            flow = say.flow.as_deref().unwrap_or(SHARED),
            message = %say.message,
            channel = channel.as_str(),
            problems = %wanted.problems.join("; "),
            "words are missing"
        );
        let french = Language::french();
        let fallback = self.tell(&french, say, channel, facts);
        if fallback.problems.is_empty() {
            Said { language: french, text: fallback.text }
        } else if !wanted.broken {
            Said { language: say.language.clone(), text: wanted.text }
        } else if !fallback.broken {
            Said { language: french, text: fallback.text }
        } else {
            Said { language: french, text: Cow::Borrowed(APOLOGY) }
        }
    }

    /// The text in the wanted language alone.
    ///
    /// # Errors
    /// The ids and variables that are missing, never their values.
    pub fn try_text(&self, say: &Say, channel: Channel, facts: &Facts) -> Result<String, Vec<String>> {
        let told = self.tell(&say.language, say, channel, facts);
        if told.problems.is_empty() { Ok(told.text.into_owned()) } else { Err(told.problems) }
    }

    /// Whether the file of a flow, or the shared one for none, holds a message.
    pub fn has_message(&self, language: &Language, flow: Option<&str>, id: &str) -> bool {
        self.message(language, flow, id).is_some()
    }

    /// What is known of a message of a flow's file, or of the shared one for none.
    pub fn message(&self, language: &Language, flow: Option<&str>, id: &str) -> Option<&MessageInfo> {
        self.book(language, flow)?.messages.get(id)
    }

    /// The messages of a flow's file, or of the shared one for none, by id.
    pub fn messages(&self, language: &Language, flow: Option<&str>) -> impl Iterator<Item = &MessageInfo> {
        self.book(language, flow).into_iter().flat_map(|book| book.messages.values())
    }

    /// The flows a language has a file of words for.
    pub fn flows(&self, language: &Language) -> impl Iterator<Item = &str> {
        self.words(language).into_iter().flat_map(|words| words.flows.keys().map(String::as_str))
    }

    fn tell<'a>(&'a self, language: &Language, say: &'a Say, channel: Channel, facts: &'a Facts) -> tell::Told<'a> {
        match self.words(language) {
            Some(words) => tell::tell(words, say, channel, facts),
            None => tell::Told::nothing(format!("no words in {language}")),
        }
    }

    fn words(&self, language: &Language) -> Option<&LanguageWords> {
        self.languages.iter().find(|words| words.language == *language)
    }

    fn book(&self, language: &Language, flow: Option<&str>) -> Option<&Book> {
        let words = self.words(language)?;
        match flow {
            Some(flow) => words.flows.get(flow),
            None => Some(&words.shared),
        }
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("languages", &self.languages()).finish()
    }
}
