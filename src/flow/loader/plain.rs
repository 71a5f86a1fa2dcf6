//! A flow file as plain values, its order kept: for those who compare files, and need neither places nor types.

use std::fmt;

use indexmap::IndexMap;

use super::tree::{self, Yaml};
use crate::problem::SourceFile;

/// A value of a flow file.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// Nothing.
    None,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text: a word, or an expression.
    Text(String),
    /// Values in order.
    List(Vec<Plain>),
    /// Values by name, in the file's order.
    Map(IndexMap<String, Plain>),
}

/// Reads a file; none where it is no flow file at all.
pub fn plain(file: &SourceFile) -> Option<Plain> {
    tree::parse(file).ok().map(|node| strip(node.value))
}

fn strip(value: Yaml) -> Plain {
    match value {
        Yaml::Null => Plain::None,
        Yaml::Bool(value) => Plain::Bool(value),
        Yaml::Int(value) => Plain::Int(value),
        Yaml::Text(value) => Plain::Text(value),
        Yaml::List(nodes) => Plain::List(nodes.into_iter().map(|node| strip(node.value)).collect()),
        Yaml::Map(entries) => {
            Plain::Map(entries.into_iter().map(|(key, node)| (key.text, strip(node.value))).collect())
        }
    }
}

impl Plain {
    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Plain> {
        self.map().and_then(|entries| entries.get(key))
    }

    /// The entries of a mapping.
    pub fn map(&self) -> Option<&IndexMap<String, Plain>> {
        match self {
            Plain::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text of a scalar that is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Plain::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// As it stands in a file, on one line.
impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Plain::None => f.write_str("nothing"),
            Plain::Bool(value) => write!(f, "{value}"),
            Plain::Int(value) => write!(f, "{value}"),
            Plain::Text(value) => f.write_str(value),
            Plain::List(values) => {
                f.write_str("[")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Plain::Map(entries) => {
                f.write_str("{")?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{} {key}: {value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str(" }")
            }
        }
    }
}
