//! A file of words cut at its messages: where each text stands, and how it is shown without its layout.

use std::ops::Range;

use fluent_syntax::{
    ast::{Attribute, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use super::super::inspect::span_of;

/// One message or term of a file.
#[derive(Debug)]
pub(super) struct Cut<'s> {
    /// Its id; that of a term begins with `-`.
    pub id: &'s str,
    /// The comment right above it, with its signs.
    pub comment: &'s str,
    /// Right behind the `=` that follows its id.
    pub equals: usize,
    /// Its own text.
    pub value: Option<Range<usize>>,
    /// Its attributes and their texts.
    pub attributes: Vec<(&'s str, Range<usize>)>,
}

impl Cut<'_> {
    /// Right behind its last text.
    pub fn end(&self) -> usize {
        let last = self.attributes.iter().map(|(_, range)| range.end).chain(self.value.iter().map(|range| range.end));
        last.max().unwrap_or(self.equals)
    }

    /// Where its text stands, or that of an attribute.
    pub fn range(&self, attribute: &str) -> Option<&Range<usize>> {
        if attribute.is_empty() {
            return self.value.as_ref();
        }
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, range)| range)
    }
}

/// The messages and terms of a file, in its order. What cannot be read is left out.
pub(super) fn cut(text: &str) -> Vec<Cut<'_>> {
    let resource = match parser::parse(text) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut cuts = Vec::new();
    for entry in &resource.body {
        let (id, value, attributes) = match entry {
            Entry::Message(message) => (message.id.name, message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (term.id.name, Some(&term.value), &term.attributes),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => continue,
        };
        let mut span = span_of(text, id);
        if matches!(entry, Entry::Term(_)) {
            span.start = span.start.saturating_sub(1);
        }
        cuts.push(Cut {
            id: text.get(span.clone()).unwrap_or_default(),
            comment: comment_above(text, span.start),
            equals: after_equals(text, span.end),
            value: value.map(|value| range(text, value, after_equals(text, span.end))),
            attributes: attributes.iter().map(|attribute| named(text, attribute)).collect(),
        });
    }
    cuts
}

fn named<'s>(text: &'s str, attribute: &Attribute<&'s str>) -> (&'s str, Range<usize>) {
    let name = attribute.id.name;
    (name, range(text, &attribute.value, after_equals(text, span_of(text, name).end)))
}

fn after_equals(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|rest| rest.find('=')).map_or(from, |at| from + at + 1)
}

/// The lines of a comment right above a message.
fn comment_above(text: &str, start: usize) -> &str {
    let before = text.get(..start).unwrap_or_default();
    let is_comment = |line: &str| line == "#" || line.starts_with("# ");
    let lines = before.split_inclusive('\n').rev().take_while(|line| is_comment(line.trim_end_matches(['\n', '\r'])));
    let length: usize = lines.map(str::len).sum();
    before.get(before.len() - length..).unwrap_or_default()
}

/// A comment as one line, without its signs.
pub(super) fn plain_comment(comment: &str) -> String {
    let lines = comment.lines().map(|line| line.trim_start_matches('#').trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Where a text stands, from its first letter or brace to its last.
fn range(text: &str, pattern: &Pattern<&str>, from: usize) -> Range<usize> {
    let blank = |c: char| matches!(c, ' ' | '\n' | '\r');
    let rest = text.get(from..).unwrap_or_default();
    let start = from + (rest.len() - rest.trim_start_matches(blank).len());
    let end = end_of(text, pattern).max(start);
    let whole = text.get(start..end).unwrap_or_default();
    start..start + whole.trim_end_matches(blank).len()
}

/// Where a pattern ends: the tree's leaves are cut from the text, and after the last one come only signs that close.
fn end_of(text: &str, pattern: &Pattern<&str>) -> usize {
    match pattern.elements.last() {
        None => 0,
        Some(PatternElement::TextElement { value }) => span_of(text, value).end,
        Some(PatternElement::Placeable { expression }) => closed(text, end_of_expression(text, expression)),
    }
}

fn end_of_expression(text: &str, expression: &Expression<&str>) -> usize {
    match expression {
        Expression::Inline(inline) => end_of_inline(text, inline),
        Expression::Select { variants, .. } => variants.last().map_or(0, |variant| end_of(text, &variant.value)),
    }
}

fn end_of_inline(text: &str, inline: &InlineExpression<&str>) -> usize {
    let behind_arguments = |name: usize, arguments: Option<&fluent_syntax::ast::CallArguments<&str>>| {
        let Some(arguments) = arguments else { return name };
        let named = arguments.named.iter().map(|argument| end_of_inline(text, &argument.value));
        let last =
            arguments.positional.iter().map(|value| end_of_inline(text, value)).chain(named).max().unwrap_or(name);
        behind(text, last, ')')
    };
    match inline {
        InlineExpression::StringLiteral { value } => behind(text, span_of(text, value).end, '"'),
        InlineExpression::NumberLiteral { value } => span_of(text, value).end,
        InlineExpression::VariableReference { id } => span_of(text, id.name).end,
        InlineExpression::FunctionReference { id, arguments } => {
            behind_arguments(span_of(text, id.name).end, Some(arguments))
        }
        InlineExpression::MessageReference { id, attribute } => {
            span_of(text, attribute.as_ref().map_or(id.name, |attribute| attribute.name)).end
        }
        InlineExpression::TermReference { id, attribute, arguments } => {
            let name = span_of(text, attribute.as_ref().map_or(id.name, |attribute| attribute.name)).end;
            behind_arguments(name, arguments.as_ref())
        }
        InlineExpression::Placeable { expression } => closed(text, end_of_expression(text, expression)),
    }
}

fn closed(text: &str, from: usize) -> usize {
    behind(text, from, '}')
}

/// Right behind the next such sign.
fn behind(text: &str, from: usize, sign: char) -> usize {
    text.get(from..).and_then(|rest| rest.find(sign)).map_or(text.len(), |at| from + at + sign.len_utf8())
}

/// A text as a translator sees it: without the indentation its lines share, its line ends plain.
pub(super) fn shown(raw: &str) -> String {
    let raw = raw.replace("\r\n", "\n");
    let shared = indentation(&raw);
    let mut lines = raw.split('\n');
    let mut shown = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        shown.push('\n');
        shown.push_str(line.get(shared..).unwrap_or_else(|| line.trim_start_matches(' ')));
    }
    shown
}

/// The spaces that all lines after the first begin with; blank lines do not count.
pub(super) fn indentation(raw: &str) -> usize {
    let lines = raw.split('\n').skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0)
}

/// A translator's text as it stands in a file, its further lines indented.
pub(super) fn laid_out(shown: &str, indentation: usize, newline: &str) -> String {
    let mut lines = shown.split('\n');
    let mut raw = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        raw.push_str(newline);
        if !line.is_empty() {
            raw.push_str(&" ".repeat(indentation));
            raw.push_str(line);
        }
    }
    raw
}
