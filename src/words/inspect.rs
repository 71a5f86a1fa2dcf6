//! What a file of words holds, read off its syntax tree: ids, variables, references, and what we refuse.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use fluent_syntax::ast::{Attribute, CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::problem::{Problem, SourceFile};

/// What is known of a message without saying it.
#[derive(Clone, Debug)]
pub struct MessageInfo {
    /// Its id.
    pub id: String,
    /// Whether it has a text for both channels.
    pub has_value: bool,
    /// Its attributes, such as `voice` or `sms-unclear-1`.
    pub attributes: Vec<String>,
    /// The variables it uses, those of the messages it refers to included.
    pub variables: BTreeSet<String>,
    /// Where its id stands, in bytes.
    pub span: Range<usize>,
    /// The file it stands in.
    pub file: Arc<SourceFile>,
}

/// A reference from one entry to another.
pub(super) struct Mention {
    pub target: Target,
    pub span: Range<usize>,
}

/// What is referred to.
pub(super) enum Target {
    Message { id: String, attribute: Option<String> },
    Term(String),
    Function(String),
}

/// One file, read.
#[derive(Default)]
pub(super) struct Contents {
    pub messages: BTreeMap<String, MessageInfo>,
    /// The messages each message refers to.
    pub refers: BTreeMap<String, Vec<String>>,
    pub terms: BTreeSet<String>,
    pub mentions: Vec<Mention>,
}

/// Reads the entries of a parsed file.
pub(super) fn inspect<'s>(
    file: &Arc<SourceFile>,
    source: &'s str,
    entries: impl Iterator<Item = &'s Entry<&'s str>>,
    problems: &mut Vec<Problem>,
) -> Contents {
    let mut contents = Contents::default();
    for entry in entries {
        match entry {
            Entry::Message(message) => {
                let (id, value) = (message.id.name, message.value.as_ref());
                let (info, mentions) = read(file, source, id, value, &message.attributes, problems);
                if contents.messages.contains_key(id) {
                    problems.push(given_twice(&info));
                    continue;
                }
                contents.refers.insert(id.to_owned(), messages_of(&mentions));
                contents.mentions.extend(mentions);
                contents.messages.insert(id.to_owned(), info);
            }
            Entry::Term(term) => {
                let (id, value) = (term.id.name, Some(&term.value));
                let (info, mentions) = read(file, source, id, value, &term.attributes, problems);
                contents.mentions.extend(mentions);
                if !contents.terms.insert(id.to_owned()) {
                    problems.push(given_twice(&info));
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    contents
}

/// Reads one entry.
fn read(
    file: &Arc<SourceFile>,
    source: &str,
    id: &str,
    value: Option<&Pattern<&str>>,
    attributes: &[Attribute<&str>],
    problems: &mut Vec<Problem>,
) -> (MessageInfo, Vec<Mention>) {
    let span = span_of(source, id);
    let found = Found::default();
    let mut walk = Walk { file, source, entry: span.clone(), found, problems };
    walk.patterns(value.into_iter().chain(attributes.iter().map(|attribute| &attribute.value)));
    let Found { variables, mentions } = walk.found;
    let names: Vec<String> = attributes.iter().map(|attribute| attribute.id.name.to_owned()).collect();
    if let Some(twice) = first_repeated(&names) {
        let message = format!("`{id}` has the attribute `.{twice}` twice");
        problems.push(Problem::at(file, span.clone(), message, "keep one"));
    }
    let (id, file) = (id.to_owned(), file.clone());
    (MessageInfo { id, has_value: value.is_some(), attributes: names, variables, span, file }, mentions)
}

fn given_twice(info: &MessageInfo) -> Problem {
    let help = "an id stands once in a file; delete one of the two, or give it another name";
    Problem::at(&info.file, info.span.clone(), format!("`{}` is given twice", info.id), help)
}

fn messages_of(mentions: &[Mention]) -> Vec<String> {
    let messages = mentions.iter().filter_map(|mention| match &mention.target {
        Target::Message { id, .. } => Some(id.clone()),
        Target::Term(_) | Target::Function(_) => None,
    });
    messages.collect()
}

fn first_repeated(names: &[String]) -> Option<&String> {
    names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)).map(|(_, name)| name)
}

/// Where a part of the source stands in it. The tree of the Fluent crate has no spans, but its names are
/// slices of the source.
pub(super) fn span_of(source: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(source.as_ptr().addr()).min(source.len());
    start..(start + part.len()).min(source.len())
}

#[derive(Default)]
struct Found {
    variables: BTreeSet<String>,
    mentions: Vec<Mention>,
}

struct Walk<'w> {
    file: &'w SourceFile,
    source: &'w str,
    entry: Range<usize>,
    found: Found,
    problems: &'w mut Vec<Problem>,
}

impl Walk<'_> {
    fn patterns<'p>(&mut self, patterns: impl Iterator<Item = &'p Pattern<&'p str>>) {
        for pattern in patterns {
            for element in &pattern.elements {
                if let PatternElement::Placeable { expression } = element {
                    self.expression(expression);
                }
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                if matches!(selector, InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. }) {
                    self.refuse("a choice between texts must depend on a variable", "write `{ $name -> … }`");
                }
                self.inline(selector);
                for variant in variants {
                    self.patterns(std::iter::once(&variant.value));
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => {
                self.found.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute } => {
                let attribute = attribute.as_ref().map(|attribute| attribute.name.to_owned());
                self.mention(id.name, Target::Message { id: id.name.to_owned(), attribute });
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.mention(id.name, Target::Term(id.name.to_owned()));
                self.arguments(arguments.as_ref());
            }
            InlineExpression::FunctionReference { id, arguments } => {
                self.mention(id.name, Target::Function(id.name.to_owned()));
                // The Fluent crate can panic on other arguments, such as very many digits.
                let variable = matches!(arguments.positional.as_slice(), [InlineExpression::VariableReference { .. }]);
                if !variable || arguments.named.iter().any(|argument| argument.name.name != "type") {
                    self.refuse("a function takes one variable", "write `NUMBER($name, type: \"ordinal\")`");
                }
                self.arguments(Some(arguments));
            }
            // The Fluent crate can panic on them when a text grows too large.
            InlineExpression::Placeable { expression } => {
                self.refuse("braces stand within braces", "write one pair of braces: `{ $name }`");
                self.expression(expression);
            }
        }
    }

    fn arguments(&mut self, arguments: Option<&CallArguments<&str>>) {
        let Some(CallArguments { positional, named }) = arguments else { return };
        for value in positional.iter().chain(named.iter().map(|argument| &argument.value)) {
            self.inline(value);
        }
    }

    fn mention(&mut self, name: &str, target: Target) {
        self.found.mentions.push(Mention { target, span: span_of(self.source, name) });
    }

    fn refuse(&mut self, message: &str, help: &str) {
        self.problems.push(Problem::at(self.file, self.entry.clone(), message, help));
    }
}
