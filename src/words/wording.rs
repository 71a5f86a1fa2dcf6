//! The texts of a file of words, one by one, as the check reads them: every way a choice can fall, and where each letter
//! stands.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use fluent::{FluentResource, FluentValue};
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    unicode::unescape_unicode_to_string,
};

use super::{Book, Catalogue, Facts, LanguageWords, inspect::span_of, tell::Teller};
use crate::{
    channel::Channel,
    flow::{Name, value::Value},
    language::Language,
    problem::SourceFile,
};

/// Most ways of one text that are looked at. Beyond them, choices are taken in turn, so that each of their texts is seen.
const MOST_VARIANTS: usize = 256;

/// Deepest chain of references that is followed.
const DEEPEST: usize = 5;

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

/// One way a text can come out.
#[derive(Clone, Debug, Default)]
pub struct Variant<'a> {
    /// Its parts in order.
    pub pieces: Vec<Piece<'a>>,
    chosen: Vec<(&'a str, Choice<'a>)>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, as they stand in a file.
    Text(&'a str),
    /// Words between quotes, their escapes resolved, and as they stand in the file.
    Quoted(String, &'a str),
    /// The value of a variable.
    Value(&'a str),
}

/// What is known of a variable that a text was chosen by.
#[derive(Clone, Debug)]
enum Choice<'a> {
    Is(&'a str),
    Not(Vec<&'a str>),
}

/// The texts of one file.
pub struct Wordings<'a> {
    own: Option<&'a Own>,
    book: &'a Book,
    terms: BTreeMap<&'a str, &'a Pattern<&'a str>>,
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

    /// Every way a text can come out; one for a text without choices.
    pub fn variants(&self, pattern: &'a Pattern<&'a str>) -> Vec<Variant<'a>> {
        let mut variants = vec![Variant::default()];
        self.grow(&mut variants, pattern, DEEPEST);
        variants
    }

    fn grow(&self, variants: &mut Vec<Variant<'a>>, pattern: &'a Pattern<&'a str>, depth: usize) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => push(variants, &Piece::Text(value)),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    self.grow_inline(variants, inline, depth);
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants: arms } } => {
                    let patterns: Vec<_> = arms.iter().map(|arm| &arm.value).collect();
                    let keys: Vec<_> = arms.iter().map(|arm| (key(&arm.key), arm.default)).collect();
                    let mut grown = Vec::with_capacity(variants.len());
                    let room = MOST_VARIANTS / variants.len().max(1);
                    for (turn, variant) in variants.drain(..).enumerate() {
                        let mut ways = variant.ways(chosen_by(selector), &keys);
                        if ways.len() > room.max(1) {
                            let one = turn % ways.len();
                            ways = vec![ways.swap_remove(one)];
                        }
                        for (arm, choice) in ways {
                            let mut taken = vec![variant.with(chosen_by(selector), choice)];
                            if let Some(pattern) = patterns.get(arm).copied() {
                                self.grow(&mut taken, pattern, depth);
                            }
                            grown.append(&mut taken);
                        }
                    }
                    *variants = grown;
                }
            }
        }
    }

    fn grow_inline(&self, variants: &mut Vec<Variant<'a>>, inline: &'a InlineExpression<&'a str>, depth: usize) {
        match inline {
            InlineExpression::StringLiteral { value } => {
                push(variants, &Piece::Quoted(unescape_unicode_to_string(value).into_owned(), value));
            }
            InlineExpression::NumberLiteral { value } => push(variants, &Piece::Text(value)),
            InlineExpression::VariableReference { id } => push(variants, &Piece::Value(id.name)),
            InlineExpression::FunctionReference { .. } => {
                if let Some(name) = chosen_by(inline) {
                    push(variants, &Piece::Value(name));
                }
            }
            InlineExpression::MessageReference { id, attribute } => {
                let message = self.book.fluent.get_message(id.name);
                let pattern = message.and_then(|message| match attribute {
                    Some(attribute) => message.get_attribute(attribute.name).map(|attribute| attribute.value()),
                    None => message.value(),
                });
                self.follow(variants, pattern, depth);
            }
            InlineExpression::TermReference { id, .. } => {
                self.follow(variants, self.terms.get(id.name).copied(), depth);
            }
            InlineExpression::Placeable { expression } => match expression.as_ref() {
                Expression::Inline(inline) if depth > 0 => self.grow_inline(variants, inline, depth - 1),
                _ => {}
            },
        }
    }

    fn follow(&self, variants: &mut Vec<Variant<'a>>, pattern: Option<&'a Pattern<&'a str>>, depth: usize) {
        if let (Some(pattern), Some(depth)) = (pattern, depth.checked_sub(1)) {
            self.grow(variants, pattern, depth);
        }
    }
}

fn push<'a>(variants: &mut [Variant<'a>], piece: &Piece<'a>) {
    for variant in variants {
        variant.pieces.push(piece.clone());
    }
}

fn key<'a>(key: &VariantKey<&'a str>) -> &'a str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

/// The variable a choice depends on.
fn chosen_by<'a>(selector: &InlineExpression<&'a str>) -> Option<&'a str> {
    match selector {
        InlineExpression::VariableReference { id } => Some(id.name),
        InlineExpression::FunctionReference { arguments, .. } => match arguments.positional.as_slice() {
            [InlineExpression::VariableReference { id }] => Some(id.name),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Variant<'a> {
    /// The arms a choice can still fall on, and what is then known of its variable.
    fn ways(&self, variable: Option<&'a str>, keys: &[(&'a str, bool)]) -> Vec<(usize, Option<Choice<'a>>)> {
        let known = variable.and_then(|variable| self.chosen.iter().rev().find(|(name, _)| *name == variable));
        let default = keys.iter().position(|(_, default)| *default);
        if let Some((_, Choice::Is(word))) = known {
            let arm = keys.iter().position(|(key, _)| key == word);
            // A number may still be of any plural form.
            if arm.is_some() || !(is_plural(word) || word.starts_with(|c: char| c.is_ascii_digit())) {
                return arm.or(default).map(|arm| (arm, None)).into_iter().collect();
            }
            return (0..keys.len()).map(|arm| (arm, None)).collect();
        }
        let excluded: &[&'a str] = match known {
            Some((_, Choice::Not(words))) => words,
            _ => &[],
        };
        let open = keys.iter().enumerate().filter(|(_, (key, default))| *default || !excluded.contains(key));
        let way = |(arm, &(key, default)): (usize, &(&'a str, bool))| {
            let choice = if default {
                let others = keys.iter().filter(|(_, default)| !default).map(|(key, _)| *key);
                Choice::Not(excluded.iter().copied().chain(others).collect())
            } else {
                Choice::Is(key)
            };
            (arm, Some(choice))
        };
        open.map(way).collect()
    }

    fn with(&self, variable: Option<&'a str>, choice: Option<Choice<'a>>) -> Self {
        let mut more = self.clone();
        if let (Some(variable), Some(choice)) = (variable, choice) {
            more.chosen.push((variable, choice));
        }
        more
    }
}

/// Whether a word names a plural form.
pub fn is_plural(word: &str) -> bool {
    matches!(word, "zero" | "one" | "two" | "few" | "many" | "other")
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
