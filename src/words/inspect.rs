//! What a file of words holds, read off its syntax tree: ids, variables, references, and what we refuse.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use fluent_syntax::ast::{Attribute, CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::problem::{Code, Problem, SourceFile, code};

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

impl Mention {
    /// The wording that is said in its place.
    fn wording(&self) -> Option<String> {
        match &self.target {
            Target::Message { id, attribute: None } => Some(id.clone()),
            Target::Message { id, attribute: Some(attribute) } => Some(format!("{id}.{attribute}")),
            Target::Term(id) => Some(format!("-{id}")),
            Target::Function(_) => None,
        }
    }
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
    /// What each wording refers to, in the order of the file. A wording is `id`, `id.attribute` or `-term`.
    pub wordings: Vec<(String, Vec<String>)>,
    /// The messages each message and each term refers to.
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
                let id = message.id.name;
                let draft =
                    Draft { id, key: id.to_owned(), value: message.value.as_ref(), attributes: &message.attributes };
                let info = read(file, source, &draft, &mut contents, problems);
                if contents.messages.contains_key(id) {
                    problems.push(given_twice(&info));
                    continue;
                }
                contents.messages.insert(id.to_owned(), info);
            }
            Entry::Term(term) => {
                let id = term.id.name;
                let draft = Draft { id, key: format!("-{id}"), value: Some(&term.value), attributes: &term.attributes };
                let info = read(file, source, &draft, &mut contents, problems);
                if !contents.terms.insert(id.to_owned()) {
                    problems.push(given_twice(&info));
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    contents
}

/// One entry: a message or a term.
struct Draft<'p, 's> {
    id: &'s str,
    /// The id, with a `-` before that of a term.
    key: String,
    value: Option<&'p Pattern<&'s str>>,
    attributes: &'p [Attribute<&'s str>],
}

/// Reads one entry.
fn read(
    file: &Arc<SourceFile>,
    source: &str,
    draft: &Draft<'_, '_>,
    contents: &mut Contents,
    problems: &mut Vec<Problem>,
) -> MessageInfo {
    let Draft { id, key, value, attributes } = draft;
    let span = span_of(source, id);
    let mut walk = Walk { file, source, entry: span.clone(), found: Found::default(), problems };
    let attribute = |attribute: &'_ Attribute<&str>| format!("{key}.{}", attribute.id.name);
    let own = value.iter().map(|value| (key.clone(), *value));
    for (wording, pattern) in own.chain(attributes.iter().map(|a| (attribute(a), &a.value))) {
        let before = walk.found.mentions.len();
        walk.patterns(std::iter::once(pattern));
        let mentions = walk.found.mentions.iter().skip(before);
        contents.wordings.push((wording, mentions.filter_map(Mention::wording).collect()));
    }
    let Found { variables, mentions } = walk.found;
    let names: Vec<String> = attributes.iter().map(|attribute| attribute.id.name.to_owned()).collect();
    if let Some(twice) = first_repeated(&names) {
        let message = format!("`{id}` has the attribute `.{twice}` twice");
        problems.push(Problem::at(&code::ATTRIBUTE_TWICE, file, span.clone(), message, "keep one"));
    }
    contents.refers.entry(key.clone()).or_insert_with(|| messages_of(&mentions));
    contents.mentions.extend(mentions);
    MessageInfo {
        id: (*id).to_owned(),
        has_value: value.is_some(),
        attributes: names,
        variables,
        span,
        file: file.clone(),
    }
}

fn given_twice(info: &MessageInfo) -> Problem {
    let help = "an id stands once in a file; delete one of the two, or give it another name";
    let message = format!("`{}` is given twice", info.id);
    Problem::at(&code::MESSAGE_TWICE, &info.file, info.span.clone(), message, help)
}

fn messages_of(mentions: &[Mention]) -> Vec<String> {
    let messages = mentions.iter().filter_map(|mention| match &mention.target {
        Target::Message { id, .. } => Some(id.clone()),
        Target::Term(_) | Target::Function(_) => None,
    });
    messages.collect()
}

fn first_repeated(names: &[String]) -> Option<&String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(*name))
}

/// Where a part of the source stands in it. The tree of the Fluent crate has no spans, but its names are
/// slices of the source.
fn span_of(source: &str, part: &str) -> Range<usize> {
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
                    let message = "a choice between texts must depend on a variable";
                    self.refuse(&code::CONSTANT_CHOICE, message, "write `{ $name -> … }`");
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
                    let help = "write `NUMBER($name, type: \"ordinal\")`";
                    self.refuse(&code::FUNCTION_ARGUMENTS, "a function takes one variable", help);
                }
                self.arguments(Some(arguments));
            }
            // The Fluent crate can panic on them when a text grows too large.
            InlineExpression::Placeable { expression } => {
                let help = "write one pair of braces: `{ $name }`";
                self.refuse(&code::NESTED_BRACES, "braces stand within braces", help);
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

    fn refuse(&mut self, code: &'static Code, message: &str, help: &str) {
        self.problems.push(Problem::at(code, self.file, self.entry.clone(), message, help));
    }
}
