//! One version of the dialogues, read for a comparison: what stands in its files, not yet what it means.
//!
//! The files are read as they are written, so that a way to write a step that is new to the language is compared like any
//! other, and an old version can be compared that this program would no longer take.

use std::collections::BTreeMap;

use fluent_syntax::{ast, parser, serializer};
use indexmap::IndexMap;

use crate::{
    flow::loader::{
        self,
        plain::{Plain, plain},
    },
    problem::SourceFile,
};

/// The name of the words that belong to no flow.
pub(super) const SHARED: &str = "shared";

/// What may stand beside a step's kind, and is compared by itself or as one thing more.
const BESIDE: [&str; 9] = ["needs", "next", "on", "with", "timeout", "into", "tries", "at-most", "only"];

/// One version.
pub(super) struct Side {
    pub flows: BTreeMap<String, Flow>,
    /// The words of each language, and in it of each flow: message and attribute (empty for none) with their text.
    pub words: BTreeMap<String, BTreeMap<String, Messages>>,
}

/// Texts by message and attribute.
pub(super) type Messages = IndexMap<(String, String), String>;

/// A flow.
#[derive(Clone)]
pub(super) struct Flow {
    pub about: String,
    /// The message that lists the words which begin it.
    pub enter: Option<String>,
    /// The step that asks for the code again.
    pub regain: Option<String>,
    /// Its variables, each with its type as it is written.
    pub vars: IndexMap<String, Plain>,
    /// What other flows hand over, and what they may take back.
    pub takes: Vec<String>,
    pub returns: Vec<String>,
    pub steps: IndexMap<String, Step>,
}

/// A step.
#[derive(Clone)]
pub(super) struct Step {
    /// Its kind, such as `say`.
    pub kind: String,
    /// What stands under the kind, exits left out.
    pub what: Plain,
    /// Where it leads.
    pub exits: Vec<Exit>,
    /// Everything beside the kind that is no exit.
    pub beside: IndexMap<String, Plain>,
}

/// One way out of a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exit {
    pub when: When,
    pub to: String,
}

/// What leads there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    /// Nothing else.
    Next,
    /// An outcome or an answer.
    On(String),
    /// An option of a menu: its name, its key, and the language it is said in.
    Option { name: String, key: String, language: Option<String> },
    /// A condition; none for all other cases.
    Condition(Option<String>),
    /// What the step is given up with, such as `tries`.
    Beside(String),
}

impl Side {
    pub(super) fn read(files: &[SourceFile]) -> Self {
        let mut side = Side { flows: BTreeMap::new(), words: BTreeMap::new() };
        // Deadlines are no dialogues.
        for file in files.iter().filter(|file| !file.path.starts_with("deadlines/")) {
            if file.path.ends_with(".ftl") {
                side.read_words(file);
            } else if let Some(flow) = plain(file).map(|tree| read_flow(&tree)) {
                side.flows.insert(loader::file_name(file).to_owned(), flow);
            }
        }
        side
    }

    fn read_words(&mut self, file: &SourceFile) {
        let mut parts = file.path.rsplit('/');
        let (Some(name), Some(language)) = (parts.next(), parts.next()) else { return };
        let name = name.trim_end_matches(".ftl").to_owned();
        let resource = match parser::parse(&*file.text) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let messages = self.words.entry(language.to_owned()).or_default().entry(name).or_default();
        for entry in resource.body {
            match entry {
                ast::Entry::Message(message) => {
                    let id = message.id.name.to_owned();
                    if let Some(value) = message.value {
                        messages.insert((id.clone(), String::new()), written(value));
                    }
                    for attribute in message.attributes {
                        messages.insert((id.clone(), attribute.id.name.to_owned()), written(attribute.value));
                    }
                }
                ast::Entry::Term(term) => {
                    messages.insert((format!("-{}", term.id.name), String::new()), written(term.value));
                }
                ast::Entry::Comment(_) | ast::Entry::GroupComment(_) | ast::Entry::ResourceComment(_) => {}
                ast::Entry::Junk { .. } => {}
            }
        }
    }

    /// The first words of a message in French, or else in any language: what a person knows a step by.
    pub(super) fn words_of(&self, flow: &str, message: &str) -> Option<&str> {
        let french = self.words.get("fr").into_iter();
        french.chain(self.words.values()).find_map(|words| {
            let texts = words.get(flow)?;
            let attributes = ["", "voice", "sms"].into_iter();
            attributes
                .map(|name| (message.to_owned(), name.to_owned()))
                .find_map(|key| texts.get(&key))
                .map(String::as_str)
        })
    }
}

/// A pattern as an author would write it, on one line.
fn written(value: ast::Pattern<&str>) -> String {
    let id = ast::Identifier { name: "x" };
    let message = ast::Message { id, value: Some(value), attributes: Vec::new(), comment: None };
    let text = serializer::serialize(&ast::Resource { body: vec![ast::Entry::Message(message)] });
    let text = text.trim_start_matches("x =");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_flow(tree: &Plain) -> Flow {
    let text = |key: &str| tree.get(key).and_then(Plain::text).map(str::to_owned);
    let entries = |key: &str| tree.get(key).and_then(Plain::map).into_iter().flatten();
    let names = |key: &str| match tree.get(key) {
        Some(Plain::List(names)) => names.iter().filter_map(Plain::text).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    Flow {
        about: text("about").unwrap_or_default(),
        enter: tree.get("enter").and_then(|enter| enter.get("words")).and_then(Plain::text).map(str::to_owned),
        regain: text("regain"),
        vars: entries("vars").map(|(name, kind)| (name.clone(), kind.clone())).collect(),
        takes: names("takes"),
        returns: names("returns"),
        steps: entries("steps").map(|(name, step)| (name.clone(), read_step(step))).collect(),
    }
}

fn read_step(tree: &Plain) -> Step {
    let mut step = Step { kind: String::new(), what: Plain::None, exits: Vec::new(), beside: IndexMap::new() };
    for (key, value) in tree.map().into_iter().flatten() {
        match key.as_str() {
            "next" => step.exits.extend(value.text().map(|to| exit(When::Next, to))),
            "on" => {
                let exits = value.map().into_iter().flatten();
                step.exits.extend(exits.filter_map(|(on, to)| Some(exit(When::On(on.clone()), to.text()?))));
            }
            "menu" => {
                step.kind.clone_from(key);
                step.exits
                    .extend(value.map().into_iter().flatten().filter_map(|(key, option)| option_exit(key, option)));
            }
            "branch" => {
                step.kind.clone_from(key);
                if let Plain::List(arms) = value {
                    step.exits.extend(arms.iter().filter_map(arm_exit));
                }
            }
            beside if BESIDE.contains(&beside) => {
                let to = value.get("else").and_then(Plain::text);
                step.exits.extend(to.map(|to| exit(When::Beside(key.clone()), to)));
                step.beside.insert(key.clone(), without_else(value));
            }
            // The kind; what is not known to stand beside one is compared as it is.
            _ if step.kind.is_empty() => {
                step.kind.clone_from(key);
                step.what = value.clone();
            }
            _ => {
                step.beside.insert(key.clone(), value.clone());
            }
        }
    }
    step
}

fn exit(when: When, to: &str) -> Exit {
    Exit { when, to: to.to_owned() }
}

fn option_exit(key: &str, option: &Plain) -> Option<Exit> {
    let text = |name: &str| option.get(name).and_then(Plain::text).map(str::to_owned);
    let when = When::Option { name: text("option")?, key: key.to_owned(), language: text("in") };
    Some(Exit { when, to: text("go")? })
}

fn arm_exit(arm: &Plain) -> Option<Exit> {
    let when = arm.get("when").map(ToString::to_string);
    Some(exit(When::Condition(when), arm.get("go")?.text()?))
}

fn without_else(value: &Plain) -> Plain {
    match value {
        Plain::Map(entries) => Plain::Map(
            entries.iter().filter(|(key, _)| key.as_str() != "else").map(|(k, v)| (k.clone(), v.clone())).collect(),
        ),
        other => other.clone(),
    }
}
