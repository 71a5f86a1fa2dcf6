//! One thing said -> its text in one language, by one channel.

use fluent::{FluentArgs, FluentError, FluentMessage};
use fluent_syntax::ast::Pattern;

use super::{Book, Facts, LanguageWords};
use crate::{
    channel::Channel,
    flow::turn::{Rung, Say},
};

/// A text and what was missing for it.
pub(super) struct Told {
    pub text: String,
    /// Ids of what is missing; never values.
    pub problems: Vec<String>,
    /// Whether the text cannot be said at all. A symbol without words leaves it rough but true.
    pub broken: bool,
}

impl Told {
    pub fn nothing(problem: String) -> Self {
        Told { text: String::new(), problems: vec![problem], broken: true }
    }
}

/// The text of one thing said.
pub(super) fn tell(words: &LanguageWords, say: &Say, channel: Channel, facts: &Facts) -> Told {
    let mut teller = Teller::new(words, channel, facts);
    let text = teller.say(say);
    Told { text, problems: teller.problems, broken: teller.broken }
}

/// Says things in one language by one channel, and keeps what was missing.
pub(super) struct Teller<'a> {
    pub words: &'a LanguageWords,
    pub channel: Channel,
    pub facts: &'a Facts,
    pub problems: Vec<String>,
    pub broken: bool,
}

impl<'a> Teller<'a> {
    pub fn new(words: &'a LanguageWords, channel: Channel, facts: &'a Facts) -> Self {
        Teller { words, channel, facts, problems: Vec::new(), broken: false }
    }

    fn say(&mut self, say: &'a Say) -> String {
        let flow = say.flow.as_deref().and_then(|flow| self.words.flows.get(flow));
        let book = flow.unwrap_or(&self.words.shared);
        let Some(message) = book.fluent.get_message(&say.message) else {
            self.lacks(&say.message, "no such message");
            return String::new();
        };
        let args = self.arguments(book, say);
        let text = self.rung(book, &say.message, &message, say.rung, &args);
        match say.key {
            Some(key) => self.framed(text, key),
            None => text,
        }
    }

    /// The values the message uses, of those that were given with it.
    fn arguments(&mut self, book: &'a Book, say: &'a Say) -> FluentArgs<'a> {
        let id = say.message.as_ref();
        let info = book.messages.get(id).or_else(|| self.words.shared.messages.get(id));
        let variables = info.map(|info| &info.variables);
        let mut args = FluentArgs::with_capacity(variables.map_or(0, |names| names.len()));
        for name in variables.into_iter().flatten() {
            if let Some(value) = self.variable(name, &say.with) {
                args.set(name.as_str(), value);
            }
        }
        args
    }

    fn wording(&mut self, book: &Book, id: &str, message: &FluentMessage<'_>, args: &FluentArgs<'_>) -> String {
        match wording_of(message, self.channel) {
            Some(pattern) => self.write(book, id, pattern, args),
            None => {
                self.lacks(id, "no text for this channel");
                String::new()
            }
        }
    }

    /// The wording after so many misses; a message without one is said again after a short remark.
    fn rung(
        &mut self,
        book: &Book,
        id: &str,
        message: &FluentMessage<'_>,
        rung: Rung,
        args: &FluentArgs<'_>,
    ) -> String {
        let (event, count) = match rung {
            Rung::First => return self.wording(book, id, message, args),
            Rung::Silence(count) => ("silence", count),
            Rung::Unclear(count) => ("unclear", count),
        };
        if let Some(pattern) = rung_of(message, self.channel, event, count) {
            return self.write(book, id, pattern, args);
        }
        let mut text = self.shared(event, &FluentArgs::new());
        text.push(' ');
        text.push_str(&self.wording(book, id, message, args));
        text
    }

    /// An option with the key that chooses it.
    fn framed(&mut self, option: String, key: char) -> String {
        let mut args = FluentArgs::with_capacity(2);
        args.set("key", key.to_string());
        args.set("option", option);
        self.shared("menu-option", &args)
    }

    /// A shared message.
    pub fn shared(&mut self, id: &str, args: &FluentArgs<'_>) -> String {
        let book = &self.words.shared;
        match book.fluent.get_message(id) {
            Some(message) => self.wording(book, id, &message, args),
            None => {
                self.lacks(id, "no such message");
                String::new()
            }
        }
    }

    fn write(&mut self, book: &Book, id: &str, pattern: &Pattern<&str>, args: &FluentArgs<'_>) -> String {
        let mut text = String::with_capacity(96);
        let mut errors = Vec::new();
        // Writing to a string cannot fail.
        let _ = book.fluent.write_pattern(&mut text, pattern, Some(args), &mut errors);
        for error in errors {
            // These errors name variables and ids, never values.
            match error {
                FluentError::ResolverError(error) => self.lacks(id, &error.to_string()),
                other => self.lacks(id, &other.to_string()),
            }
        }
        text
    }

    fn lacks(&mut self, id: &str, what: &str) {
        self.broken = true;
        self.problems.push(format!("{id}: {what}"));
    }
}

/// The channel's own text, or the one for both.
fn wording_of<'m>(message: &FluentMessage<'m>, channel: Channel) -> Option<&'m Pattern<&'m str>> {
    let own = message.get_attribute(channel.as_str()).map(|attribute| attribute.value());
    own.or_else(|| message.value())
}

/// The highest rung not above the count, the channel's own before the one for both.
fn rung_of<'m>(message: &FluentMessage<'m>, channel: Channel, event: &str, count: u8) -> Option<&'m Pattern<&'m str>> {
    let rungs = message.attributes().filter_map(|attribute| {
        let own = attribute.id().strip_prefix(channel.as_str()).and_then(|rest| rest.strip_prefix('-'));
        let rung = own.unwrap_or(attribute.id()).strip_prefix(event)?.strip_prefix('-')?;
        let rung: u8 = rung.parse().ok()?;
        (rung <= count).then_some(((rung, own.is_some()), attribute.value()))
    });
    rungs.max_by_key(|(rank, _)| *rank).map(|(_, pattern)| pattern)
}
