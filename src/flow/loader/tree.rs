//! A YAML file as a tree in which every key and value knows its place.

use std::{fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{DuplicateKeyPolicy, Location, MergeKeyPolicy, Spanned, budget::BudgetBreach};

use crate::problem::{Code, LARGEST_FILE, Problem, SourceFile, code, first_hidden};

/// Most entries of one mapping or list: steps of a flow, for one.
const MOST_ENTRIES: usize = 500;

/// What is said of a number beyond those we count with.
const TOO_LARGE: &str = "this number is too large";

/// A value and its place in the file, in bytes.
#[derive(Debug)]
pub(crate) struct Node {
    pub span: Range<usize>,
    pub value: Yaml,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Yaml {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping and its place.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub text: String,
    pub span: Range<usize>,
}

impl Node {
    /// What it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Yaml::Null => "nothing",
            Yaml::Bool(_) => "true or false",
            Yaml::Int(_) => "a number",
            Yaml::Text(_) => "a text",
            Yaml::List(_) => "a list",
            Yaml::Map(_) => "a mapping",
        }
    }
}

/// Reads the tree of a file that hides nothing from whoever reads it, or tells why not.
pub(crate) fn read(file: &SourceFile, problems: &mut Vec<Problem>) -> Option<Node> {
    let read = match first_hidden(file) {
        Some(problem) => Err(Box::new(problem)),
        None => parse(file),
    };
    read.map_err(|problem| problems.push(*problem)).ok()
}

/// Reads a file's tree.
pub(crate) fn parse(file: &SourceFile) -> Result<Node, Box<Problem>> {
    if file.text.len() > LARGEST_FILE {
        let message = format!("`{}` is larger than 256 KiB", file.path);
        let help = "split it into several flows that `call` each other";
        return Err(Box::new(Problem::at(&code::FILE_TOO_LARGE, file, 0..0, message, help)));
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 100_000,
            max_nodes: 50_000,
            max_depth: 16,
            max_anchors: 0,
            max_aliases: 0,
            max_documents: 1,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    let root = serde_saphyr::from_str_with_options(&file.text, options)
        .map_err(|error| Box::new(syntax_problem(file, error.without_snippet())))?;
    match too_long(&root) {
        None => Ok(root),
        Some(node) => {
            let message = format!("more than {MOST_ENTRIES} entries stand here");
            let help = "split the flow into several that `call` each other";
            let at = node.span.start..node.span.start;
            Err(Box::new(Problem::at(&code::TOO_MANY_ENTRIES, file, at, message, help)))
        }
    }
}

/// The first mapping or list with too many entries. The tree is no deeper than the parser's budget.
fn too_long(node: &Node) -> Option<&Node> {
    let (count, found) = match &node.value {
        Yaml::List(nodes) => (nodes.len(), nodes.iter().find_map(too_long)),
        Yaml::Map(entries) => (entries.len(), entries.iter().find_map(|(_, node)| too_long(node))),
        Yaml::Null | Yaml::Bool(_) | Yaml::Int(_) | Yaml::Text(_) => (0, None),
    };
    if count > MOST_ENTRIES { Some(node) } else { found }
}

fn syntax_problem(file: &SourceFile, error: &serde_saphyr::Error) -> Problem {
    let at = error.location().map_or(0..0, |location| place(file, &location));
    let text = error.to_string();
    let (code, message, help) = match error {
        serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().map_or(String::new(), |key| format!(" `{key}`"));
            (&code::KEY_TWICE, format!("the key{key} is given twice"), "each key stands once: remove one of them")
        }
        serde_saphyr::Error::Budget { breach, .. } => over_budget(breach),
        _ if text.contains("recursion limit") => too_deep(),
        serde_saphyr::Error::MergeKeyNotAllowed { .. } => no_anchors(),
        serde_saphyr::Error::MultipleDocuments { .. } => several_documents(),
        serde_saphyr::Error::NonFiniteFloat { .. } => no_whole_number(),
        _ if text.contains("floating point") || text.contains(TOO_LARGE) => no_whole_number(),
        _ if text.contains("',' or '}'") || text.contains("',' or ']'") => {
            let help = "put a comma between two entries, `{ a: b, c: d }`, and an expression that holds brackets or commas \
                        between single quotes: 'file.missing[0]'";
            (&code::UNQUOTED, told(&text), help)
        }
        _ => {
            let help = "indent by two spaces; put a space after each colon; write expressions between single quotes";
            (&code::YAML_SYNTAX, told(&text), help)
        }
    };
    Problem::at(code, file, at, message, help)
}

type Told = (&'static Code, String, &'static str);

fn over_budget(breach: &BudgetBreach) -> Told {
    match breach {
        BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. } | BudgetBreach::MergeKeys { .. } => no_anchors(),
        BudgetBreach::Depth { .. } => too_deep(),
        BudgetBreach::Documents { .. } => several_documents(),
        _ => {
            let help = "split the flow into several that `call` each other";
            (&code::TOO_LONG, "this flow has too many parts".to_owned(), help)
        }
    }
}

fn too_deep() -> Told {
    let help = "close each bracket, and indent no deeper than an option of a menu";
    (&code::TOO_DEEP, "this is nested too deeply for a flow".to_owned(), help)
}

fn no_whole_number() -> Told {
    let help = "write a whole number; money is in cents; a text that looks like a number stands between quotes";
    (&code::FRACTION, "this is no whole number that can be read".to_owned(), help)
}

fn no_anchors() -> Told {
    let help = "write out what the line stands for, without `&`, `*` and `<<`; a text that begins with them is quoted";
    (&code::ANCHOR, "a flow has no anchors or aliases".to_owned(), help)
}

fn several_documents() -> Told {
    let help = "put what stands after `---` into a file of its own";
    (&code::SEVERAL_DOCUMENTS, "a second document begins here".to_owned(), help)
}

/// What the parser says, without the place that it ends with: the caret shows it better.
fn told(text: &str) -> String {
    let message = text.split(" at line ").next().unwrap_or(text).split(", set ").next().unwrap_or_default();
    message.split_once(": line ").map_or(message, |(before, _)| before).trim().to_owned()
}

/// The place of a mistake; mistakes of syntax come with line and column (from 1, in characters) alone.
fn place(file: &SourceFile, location: &Location) -> Range<usize> {
    if location.span().byte_offset().is_some() {
        return range(location);
    }
    let number = |n: u64| usize::try_from(n).unwrap_or(1).saturating_sub(1);
    let start: usize = file.text.split_inclusive('\n').take(number(location.line())).map(str::len).sum();
    let rest = file.text.get(start..).unwrap_or_default();
    let column = rest.char_indices().nth(number(location.column())).map_or(rest.len(), |(at, _)| at);
    start + column..start + column
}

fn range(location: &Location) -> Range<usize> {
    let number = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let start = number(location.span().byte_offset());
    start..start + number(location.span().byte_len())
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Yaml>::deserialize(deserializer)?;
        Ok(Node { span: range(&spanned.referenced), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true, false, a list or a mapping")
    }

    fn visit_unit<E: Error>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Yaml, E> {
        Ok(Yaml::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Yaml, E> {
        Ok(Yaml::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Yaml, E> {
        Ok(Yaml::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Yaml, E> {
        i64::try_from(value).map(Yaml::Int).map_err(|_| E::custom(TOO_LARGE))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Yaml, E> {
        Ok(Yaml::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Yaml, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element()? {
            nodes.push(node);
        }
        Ok(Yaml::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Yaml, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let key = Key { span: range(&key.referenced), text: key.value };
            entries.push((key, map.next_value()?));
        }
        Ok(Yaml::Map(entries))
    }
}
