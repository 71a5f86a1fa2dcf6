//! Conditions and values in flows: a small, documented subset of CEL.
//!
//! The subset: literals (`"text"`, `12`, `true`), names, `a.field`, `a[0]`, `==` `!=` `<` `<=` `>` `>=`, `&&` `||` `!`,
//! `in`, `+` of texts, `+` `-` `*` of numbers, amounts and days, `a ? b : c`, and `size(x)`. The `cel` crate reads the
//! syntax; meaning is given here alone, and is total: an expression never fails, what cannot be computed is
//! [`Value::None`], and [`Value::None`] is not true.

mod cases;
mod evaluation;
mod reading;
mod shape;
mod types;
mod written;

use std::{collections::BTreeSet, ops::Range};

pub use cases::{Arm, arms};

use super::{value::Value, var_type::VarType};
use crate::problem::Code;

/// Longest source of an expression, in characters.
pub const LONGEST: usize = 500;

/// Deepest nesting of an expression, operators included.
pub const DEEPEST: usize = 32;

/// Most brackets open at once. The parser takes more than 64 KiB of stack for each in a debug build: 32 of them
/// overflowed a thread's 2 MiB.
pub const MOST_OPEN: usize = 8;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Node,
}

/// A text that is no expression of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What kind of mistake it is.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// Where, in bytes of the source.
    pub span: Range<usize>,
}

impl ExpressionError {
    fn new(code: &'static Code, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        ExpressionError { code, message: message.into(), help: help.into(), span }
    }
}

/// A part of an expression, and where its first token stands in the source.
#[derive(Clone, Debug, PartialEq)]
struct Node {
    span: Range<usize>,
    part: Part,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Literal(Value),
    Name(String),
    Field(Box<Node>, Field),
    Index(Box<Node>, usize),
    Size(Box<Node>),
    Not(Box<Node>),
    /// `when ? then : or`.
    Choose(Box<[Node; 3]>),
    Binary(Binary, Box<Node>, Box<Node>),
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Binary {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    In,
    Add,
    Subtract,
    Multiply,
}

/// What may stand after a dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Status,
    Since,
    AsOf,
    Benefit,
    Organisation,
    Number,
    Missing,
    Answered,
    Name,
    Kind,
    Reference,
    Answer,
    Callable,
    Count,
    Named,
}

impl Field {
    const ALL: [Field; 15] = [
        Field::Status,
        Field::Since,
        Field::AsOf,
        Field::Benefit,
        Field::Organisation,
        Field::Number,
        Field::Missing,
        Field::Answered,
        Field::Name,
        Field::Kind,
        Field::Reference,
        Field::Answer,
        Field::Callable,
        Field::Count,
        Field::Named,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Field::Status => "status",
            Field::Since => "since",
            Field::AsOf => "as_of",
            Field::Benefit => "benefit",
            Field::Organisation => "organisation",
            Field::Number => "number",
            Field::Missing => "missing",
            Field::Answered => "answered",
            Field::Name => "name",
            Field::Kind => "kind",
            Field::Reference => "reference",
            Field::Answer => "answer",
            Field::Callable => "callable",
            Field::Count => "count",
            Field::Named => "named",
        }
    }

    /// What it is a field of.
    fn owner(self) -> VarType {
        match self {
            Field::Status | Field::Since | Field::AsOf | Field::Benefit => VarType::CaseFile,
            Field::Organisation | Field::Number | Field::Missing | Field::Answered => VarType::CaseFile,
            Field::Name | Field::Kind | Field::Reference | Field::Answer => VarType::Item,
            Field::Callable => VarType::Phone,
            Field::Count | Field::Named => VarType::Reminder,
        }
    }
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The text is no CEL, or uses something of CEL that flows do without.
    pub fn parse(source: &str) -> Result<Self, ExpressionError> {
        reading::read(source).map(|root| Expression { root })
    }

    /// Its value in a scope that tells what each name holds; what cannot be computed is [`Value::None`].
    pub fn evaluate(&self, scope: &dyn Fn(&str) -> Value) -> Value {
        self.root.evaluate(scope)
    }

    /// Whether it is true.
    pub fn truth(&self, scope: &dyn Fn(&str) -> Value) -> bool {
        matches!(self.evaluate(scope), Value::Bool(true))
    }

    /// The type of its value.
    ///
    /// # Errors
    /// A name that `type_of` does not know, a field that the value before the dot does not have, or an operator
    /// between values that it can never compute.
    pub fn type_in(&self, type_of: &dyn Fn(&str) -> Option<VarType>) -> Result<VarType, ExpressionError> {
        self.root.type_in(type_of)
    }

    /// Whether a value of type `found`, which is this expression's, may stand where `wanted` is declared.
    ///
    /// # Errors
    /// A word outside a closed set, and which was meant.
    pub fn fits(&self, found: &VarType, wanted: &VarType) -> Result<bool, ExpressionError> {
        match wanted.words().and_then(|words| Some((types::outside(found, words)?, words))) {
            Some((word, words)) => Err(types::not_among(self.root.span.clone(), word, words)),
            None => Ok(found.fits(wanted)),
        }
    }

    /// The names it reads.
    pub fn names(&self) -> BTreeSet<&str> {
        self.names_with_spans().into_iter().map(|(name, _)| name).collect()
    }

    /// The names it reads, each time with its place in the source (bytes).
    pub fn names_with_spans(&self) -> Vec<(&str, Range<usize>)> {
        let mut names = Vec::new();
        self.root.each(&mut |node| {
            if let Part::Name(name) = &node.part {
                names.push((name.as_str(), node.span.clone()));
            }
        });
        names
    }
}

#[cfg(test)]
mod tests;
