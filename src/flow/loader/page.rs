//! A YAML file that is being read: mappings, lists and texts in it, and every problem met on the way.

use std::ops::Range;

use super::{
    suggest,
    tree::{Key, Node, Yaml},
};
use crate::{
    flow::Name,
    problem::{Code, MOST_OF_A_FILE, Problem, SourceFile, code},
};

/// One file, and the problems met in it.
pub(crate) struct Page<'a, 'p> {
    pub file: &'a SourceFile,
    pub problems: &'p mut Vec<Problem>,
    /// How many problems there were before this file.
    pub before: usize,
}

/// The entries of a mapping.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    pub entries: &'n [(Key, Node)],
}

impl<'n> Fields<'n> {
    pub(crate) fn entry(self, name: &str) -> Option<(&'n Key, &'n Node)> {
        self.entries.iter().find(|(key, _)| key.text == name).map(|(key, node)| (key, node))
    }

    pub(crate) fn get(self, name: &str) -> Option<&'n Node> {
        self.entry(name).map(|(_, node)| node)
    }
}

impl<'a, 'p> Page<'a, 'p> {
    /// A file to read; what is wrong in it is added to the problems.
    pub(crate) fn new(file: &'a SourceFile, problems: &'p mut Vec<Problem>) -> Self {
        let before = problems.len();
        Page { file, problems, before }
    }

    /// Reports a problem; nothing can be read there.
    pub(crate) fn fail<T>(
        &mut self,
        code: &'static Code,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        // One more than are told, so that the report says that there are more.
        if self.problems.len() - self.before <= MOST_OF_A_FILE {
            self.problems.push(Problem::at(code, self.file, span.clone(), message, help));
        }
        None
    }

    /// A mapping with these keys only.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Option<Fields<'n>> {
        let fields = self.mapping(node, what)?;
        self.known_keys(&code::UNKNOWN_KEY, fields, (what, "keys"), known);
        Some(fields)
    }

    /// Tells of keys that are none of these.
    pub(crate) fn known_keys(
        &mut self,
        code: &'static Code,
        fields: Fields<'_>,
        (what, keys): (&str, &str),
        known: &[&str],
    ) {
        for (key, _) in fields.entries {
            if !known.contains(&key.text.as_str()) {
                let help = suggest(&key.text, known.iter().copied(), keys);
                self.fail::<()>(code, &key.span, format!("{what} has no `{}`", key.text), help);
            }
        }
    }

    /// A mapping with keys of the author's own.
    pub(crate) fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<Fields<'n>> {
        match &node.value {
            Yaml::Map(entries) => Some(Fields { entries }),
            Yaml::Null => Some(Fields { entries: &[] }),
            _ => self.fail(
                &code::WRONG_SHAPE,
                &node.span,
                format!("{what} is a mapping, not {}", node.kind()),
                "write `{ name: value }`, or one `name: value` on each line",
            ),
        }
    }

    pub(crate) fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.value {
            Yaml::List(nodes) => Some(nodes),
            _ => {
                let message = format!("{what} is a list, not {}", node.kind());
                self.fail(&code::WRONG_SHAPE, &node.span, message, "write `[one, two]`")
            }
        }
    }

    pub(crate) fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        match &node.value {
            Yaml::Text(text) if !text.trim().is_empty() => Some(text),
            Yaml::Text(_) => {
                let help = "write something, or remove it";
                self.fail(&code::EMPTY_TEXT, &node.span, format!("{what} is empty"), help)
            }
            _ => self.fail(
                &code::WRONG_SHAPE,
                &node.span,
                format!("{what} is a text, not {}", node.kind()),
                "put it between quotes if it is meant as a text",
            ),
        }
    }

    /// A word that may name a flow, a step, an option or an outcome; they become ids of messages.
    pub(crate) fn word(&mut self, text: &str, span: &Range<usize>, what: &str) -> Option<Name> {
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        if begins && text.len() <= 64 && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        {
            return Some(text.into());
        }
        let help = "begin with a letter; use small letters a to z, digits and `-`";
        self.fail(&code::BAD_NAME, span, format!("`{text}` cannot name {what}"), help)
    }
}
