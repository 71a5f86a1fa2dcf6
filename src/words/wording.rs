//! The texts of a file of words, one by one, and where each of their letters stands.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use fluent::{FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Pattern};

use super::{Book, Catalogue, Facts, LanguageWords, inspect::span_of, tell::Teller};
use crate::{
    channel::Channel,
    flow::{Name, value::Value},
    language::Language,
    problem::SourceFile,
};

/// One file as it was parsed.
pub(super) struct Own {
    pub file: Arc<SourceFile>,
    pub resource: Arc<FluentResource>,
}

/// One text of a message: its own, or that of one of its attributes.
pub struct Wording<'a> {
    /// The message's id.
    pub id: &'a str,
    /// The attribute, such as `sms`; none for the text for both channels.
    pub attribute: Option<&'a str>,
    /// Its syntax tree.
    pub pattern: &'a Pattern<&'a str>,
    /// The file it stands in.
    pub file: &'a Arc<SourceFile>,
    /// The text of the file as it was parsed, which the tree's parts are cut from.
    source: &'a str,
}

/// The texts of one file.
pub struct Wordings<'a> {
    own: Option<&'a Own>,
    pub(super) book: &'a Book,
    pub(super) terms: BTreeMap<&'a str, &'a Pattern<&'a str>>,
}

impl Catalogue {
    /// The texts of a flow's file, or of the shared one for none.
    pub fn wordings(&self, language: &Language, flow: Option<&str>) -> Option<Wordings<'_>> {
        let words = self.words(language)?;
        let book = self.book(language, flow)?;
        let mut terms = BTreeMap::new();
        for own in words.shared.own.iter().chain(&book.own) {
            for entry in own.resource.entries() {
                if let Entry::Term(term) = entry {
                    terms.insert(term.id.name, &term.value);
                }
            }
        }
        Some(Wordings { own: book.own.as_ref(), book, terms })
    }

    /// A value alone, as a message would say it: `$date`, `$item-words`, or a fact such as `$office_hours`.
    pub fn value(
        &self,
        variable: &str,
        with: &[(Name, Value)],
        language: &Language,
        channel: Channel,
        facts: &Facts,
    ) -> Option<String> {
        let words: &LanguageWords = self.words(language)?;
        let mut teller = Teller::new(words, channel, facts);
        match teller.variable(variable, with)? {
            FluentValue::String(text) => Some(text.into_owned()),
            FluentValue::Number(number) => Some(number.as_string().into_owned()),
            FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
        }
    }
}

impl<'a> Wordings<'a> {
    /// Every text, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Wording<'a>> {
        self.own.into_iter().flat_map(|own| {
            own.resource.entries().flat_map(move |entry| {
                let (id, value, attributes) = match entry {
                    Entry::Message(message) => (message.id.name, message.value.as_ref(), &*message.attributes),
                    Entry::Term(term) => (term.id.name, Some(&term.value), &*term.attributes),
                    _ => ("", None, &[][..]),
                };
                let source = own.resource.source();
                let wording = move |attribute, pattern| Wording { id, attribute, pattern, file: &own.file, source };
                let value = value.map(|pattern| wording(None, pattern));
                value.into_iter().chain(attributes.iter().map(move |a| wording(Some(a.id.name), &a.value)))
            })
        })
    }

    /// The file, as its author knows it.
    pub fn file(&self) -> Option<&'a Arc<SourceFile>> {
        self.own.map(|own| &own.file)
    }

    /// Whether a message has an attribute.
    pub fn has(&self, id: &str, attribute: &str) -> bool {
        self.book.messages.get(id).is_some_and(|info| info.attributes.iter().any(|name| name == attribute))
    }

    /// The attributes of a message.
    pub fn attributes(&self, id: &str) -> &'a [String] {
        self.book.messages.get(id).map_or(&[], |info| &info.attributes)
    }

    /// The text of an attribute.
    pub fn attribute(&self, id: &str, attribute: &str) -> Option<&'a Pattern<&'a str>> {
        Some(self.book.fluent.get_message(id)?.get_attribute(attribute)?.value())
    }

    /// The text of a message that a channel's first wording is.
    pub fn first(&self, id: &str, channel: Channel) -> Option<&'a Pattern<&'a str>> {
        let message = self.book.fluent.get_message(id)?;
        let own = message.get_attribute(channel.as_str()).map(|attribute| attribute.value());
        own.or_else(|| message.value())
    }
}

impl Wording<'_> {
    /// Where its message's id stands, or its attribute's.
    pub fn place(&self) -> Range<usize> {
        span_of(self.source, self.attribute.unwrap_or(self.id))
    }

    /// Where a part of it stands; none for a part of another file.
    pub fn span(&self, part: &str) -> Option<Range<usize>> {
        let (file, part_at) = (self.source.as_ptr().addr(), part.as_ptr().addr());
        let inside = part_at >= file && part_at + part.len() <= file + self.source.len();
        inside.then(|| span_of(self.source, part))
    }

    /// Its name as a translator reads it: `ask-file`, `ask-file.sms`.
    pub fn name(&self) -> String {
        match self.attribute {
            Some(attribute) => format!("{}.{attribute}", self.id),
            None => self.id.to_owned(),
        }
    }
}
