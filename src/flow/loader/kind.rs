//! The declared type of a variable: a name, a closed set of words, or a list of a type.

use super::{
    reader::Reader,
    suggest,
    tree::{Node, Yaml},
};
use crate::{
    flow::{Name, definition::VarType, var_type::NAMED},
    problem::code,
};

/// Reads `text`, `[morning, afternoon]` or `{ list: item }`.
pub(super) fn read(reader: &mut Reader<'_, '_>, node: &Node) -> Option<VarType> {
    match &node.value {
        Yaml::List(nodes) => words(reader, node, nodes),
        Yaml::Map(_) => list_of(reader, node),
        _ => named(reader, node),
    }
}

fn named(reader: &mut Reader<'_, '_>, node: &Node) -> Option<VarType> {
    let text = reader.text(node, "the type of a variable")?;
    let known = NAMED.iter().find(|(name, _)| *name == text).map(|(_, kind)| kind.clone());
    if known.is_none() {
        let help = suggest(text, NAMED.iter().map(|(name, _)| *name), "types");
        reader.fail::<()>(&code::UNKNOWN_TYPE, &node.span, format!("there is no type `{text}`"), help);
    }
    known
}

/// A closed set of words, each of which locales may give a text to.
fn words(reader: &mut Reader<'_, '_>, node: &Node, nodes: &[Node]) -> Option<VarType> {
    let mut words: Vec<Name> = Vec::new();
    for node in nodes {
        let word = word(reader, node)?;
        if words.contains(&word) {
            return reader.fail(
                &code::BAD_CLOSED_SET,
                &node.span,
                format!("the word `{word}` stands here twice"),
                "keep one",
            );
        }
        words.push(word);
    }
    if words.is_empty() {
        return reader.fail(
            &code::BAD_CLOSED_SET,
            &node.span,
            "a closed set has no words here",
            "write `[morning, afternoon]`",
        );
    }
    Some(VarType::OneOf(words.into()))
}

fn word(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Name> {
    let text = reader.text(node, "a word of a closed set")?;
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.len() <= 64 && text.chars().all(fine) {
        return Some(text.into());
    }
    let help = "begin with a letter; use small letters a to z, digits, `_` and `-`; locales say what it is called";
    reader.fail(&code::BAD_CLOSED_SET, &node.span, format!("`{text}` cannot be a word of a closed set"), help)
}

fn list_of(reader: &mut Reader<'_, '_>, node: &Node) -> Option<VarType> {
    let fields = reader.fields(node, "a type", &["list"])?;
    let Some(inner) = fields.get("list") else {
        return reader.fail(
            &code::UNKNOWN_TYPE,
            &node.span,
            "this is no type",
            "write `{ list: item }`, or the name of a type",
        );
    };
    match read(reader, inner)? {
        VarType::List | VarType::ListOf(_) | VarType::Secret => reader.fail(
            &code::LIST_OF_LISTS,
            &inner.span,
            "a list holds neither lists nor codes",
            "write `{ list: item }`",
        ),
        kind => Some(VarType::list_of(kind)),
    }
}
