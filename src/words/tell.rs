//! One thing said -> its text in one language, by one channel.

use std::borrow::Cow;

use fluent::{FluentArgs, FluentError, FluentMessage};
use fluent_syntax::ast::{Pattern, PatternElement};

use super::{Book, Facts, LanguageWords};
use crate::{
    channel::Channel,
    flow::{
        Name,
        turn::{Rung, Say},
        value::Value,
    },
};

/// A text and what was missing for it.
pub(super) struct Told<'a> {
    pub text: Cow<'a, str>,
    /// Ids of what is missing; never values.
    pub problems: Vec<String>,
    /// Whether the text cannot be said at all. A symbol without words leaves it rough but true.
    pub broken: bool,
}

impl Told<'_> {
    pub fn nothing(problem: String) -> Self {
        Told { text: Cow::Borrowed(""), problems: vec![problem], broken: true }
    }
}

/// The text of one thing said.
pub(super) fn tell<'a>(words: &'a LanguageWords, say: &'a Say, channel: Channel, facts: &'a Facts) -> Told<'a> {
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

    fn say(&mut self, say: &'a Say) -> Cow<'a, str> {
        let id = say.message.as_ref();
        let own = say.flow.as_deref().and_then(|flow| self.words.flows.get(flow));
        let books = own.into_iter().chain([&self.words.shared]);
        let Some((book, message)) = books.filter_map(|book| Some((book, book.fluent.get_message(id)?))).next() else {
            self.lacks(id, "no such message");
            return Cow::Borrowed("");
        };
        let text = self.rung(book, id, &message, say);
        match say.key {
            Some(key) => self.framed(text, key),
            None => text,
        }
    }

    /// The wording after so many misses; a message without one is said again after a short remark.
    fn rung(&mut self, book: &'a Book, id: &str, message: &FluentMessage<'a>, say: &'a Say) -> Cow<'a, str> {
        let (event, count) = match say.rung {
            Rung::First => return self.wording(book, id, message, &say.with),
            Rung::Silence(count) => ("silence", count),
            Rung::Unclear(count) => ("unclear", count),
        };
        if let Some(pattern) = rung_of(message, self.channel, event, count) {
            return self.filled(book, id, pattern, &say.with);
        }
        let remark = self.shared(event, &FluentArgs::new());
        let wording = self.wording(book, id, message, &say.with);
        Cow::Owned(format!("{remark} {wording}"))
    }

    /// A message of the file of this name.
    pub fn of_book(&mut self, name: &str, id: &'a str, with: &'a [(Name, Value)]) -> Cow<'a, str> {
        let words = self.words;
        let book = words.flows.get(name);
        let Some((book, message)) = book.and_then(|book| Some((book, book.fluent.get_message(id)?))) else {
            self.lacks(id, "no such message");
            return Cow::Borrowed("");
        };
        self.wording(book, id, &message, with)
    }

    fn wording(
        &mut self,
        book: &'a Book,
        id: &str,
        message: &FluentMessage<'a>,
        with: &'a [(Name, Value)],
    ) -> Cow<'a, str> {
        match wording_of(message, self.channel) {
            Some(pattern) => self.filled(book, id, pattern, with),
            None => {
                self.lacks(id, "no text for this channel");
                Cow::Borrowed("")
            }
        }
    }

    /// A wording with the values it is given.
    fn filled(
        &mut self,
        book: &'a Book,
        id: &str,
        pattern: &'a Pattern<&'a str>,
        with: &'a [(Name, Value)],
    ) -> Cow<'a, str> {
        if let Some(text) = fixed(pattern) {
            return Cow::Borrowed(text);
        }
        let args = self.arguments(book, id, with);
        Cow::Owned(self.write(book, id, pattern, &args))
    }

    /// The values the message uses, of those that were given with it.
    fn arguments(&mut self, book: &'a Book, id: &str, with: &'a [(Name, Value)]) -> FluentArgs<'a> {
        let variables = book.messages.get(id).map(|info| &info.variables);
        let mut args = FluentArgs::with_capacity(variables.map_or(0, |names| names.len()));
        for name in variables.into_iter().flatten() {
            if let Some(value) = self.variable(name, with) {
                args.set(name.as_str(), value);
            }
        }
        args
    }

    /// An option with the key that chooses it.
    fn framed(&mut self, option: Cow<'a, str>, key: char) -> Cow<'a, str> {
        let mut args = FluentArgs::with_capacity(2);
        args.set("key", key.to_string());
        args.set("option", option);
        self.shared("menu-option", &args)
    }

    /// A shared message.
    pub fn shared(&mut self, id: &str, args: &FluentArgs<'_>) -> Cow<'a, str> {
        let book = &self.words.shared;
        let Some(message) = book.fluent.get_message(id) else {
            self.lacks(id, "no such message");
            return Cow::Borrowed("");
        };
        let Some(pattern) = wording_of(&message, self.channel) else {
            self.lacks(id, "no text for this channel");
            return Cow::Borrowed("");
        };
        match fixed(pattern) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.write(book, id, pattern, args)),
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

/// The text of a pattern that holds nothing else: most do not, and need no filling in.
fn fixed<'m>(pattern: &Pattern<&'m str>) -> Option<&'m str> {
    match pattern.elements.as_slice() {
        [PatternElement::TextElement { value }] => Some(value),
        _ => None,
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
