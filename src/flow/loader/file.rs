//! The head of a flow file: its name, arguments, variables; then its steps.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    Draft, file_name, kind, list,
    page::{Fields, Page},
    reader::Reader,
    step,
    tree::{self, Node},
};
use crate::{
    flow::{
        Name,
        built_in::{self, BuiltIns},
        definition::{Flow, Steps, VarType},
        grammar,
    },
    problem::{Problem, SourceFile, code},
};

/// Reads one file as far as it goes.
pub(super) fn read<'a>(file: &'a SourceFile, built_ins: &BuiltIns, problems: &mut Vec<Problem>) -> Option<Draft<'a>> {
    let root = tree::read(file, problems)?;
    let page = Page::new(file, problems);
    let before = page.before;
    let (steps, calls) = (BTreeSet::new(), Vec::new());
    let mut reader = Reader { page, vars: BTreeMap::new(), built_ins, steps, calls };
    let fields = reader.fields(&root, "a flow", &grammar::names(grammar::HEAD))?;
    let name = name(&mut reader, fields, file);
    let about = fields.get("about").and_then(|node| reader.text(node, "`about`")).unwrap_or_default().to_owned();
    let enter = fields.get("enter").and_then(|node| enter(&mut reader, node));
    reader.vars = fields.get("vars").map(|node| vars(&mut reader, node)).unwrap_or_default();
    let takes = fields.get("takes").map(|node| takes(&mut reader, node)).unwrap_or_default();
    let returns = fields.get("returns").map(|node| returns(&mut reader, node)).unwrap_or_default();
    let entries = match fields.get("steps").map(|node| (node, reader.mapping(node, "`steps`"))) {
        Some((_, Some(steps))) if !steps.entries.is_empty() => steps.entries,
        Some((_, None)) => return None,
        found => {
            let at = found.map_or(0..0, |(node, _)| node.span.clone());
            return reader.fail(
                &code::NO_STEPS,
                &at,
                "this flow has no steps",
                "write `steps:` and below it at least one step",
            );
        }
    };
    reader.steps = entries.iter().map(|(key, _)| key.text.as_str()).collect();
    let regain = fields.get("regain").and_then(|node| reader.target(node));
    let steps: Steps = entries
        .iter()
        .filter_map(|(key, node)| step::read(&mut reader, key, node))
        .map(|s| (s.name.clone(), s))
        .collect();
    let calls = std::mem::take(&mut reader.calls);
    let vars = std::mem::take(&mut reader.vars);
    let complete = steps.len() == entries.len() && reader.problems.len() == before;
    Some(Draft {
        file,
        steps: entries.iter().map(|(key, _)| (key.text.as_str().into(), key.span.clone())).collect(),
        flow: Flow { name, about, enter, takes, returns: names(&returns), vars, regain, steps },
        complete,
        returns,
        calls,
    })
}

/// The flow's name. Where it is missing or wrong, the file's name stands for it.
fn name(reader: &mut Reader<'_, '_>, fields: Fields<'_>, file: &SourceFile) -> Name {
    let expected = file_name(file);
    let help = format!("write `flow: {expected}`; a flow has the name of its file");
    match fields.get("flow") {
        None => {
            reader.fail::<()>(&code::NO_FLOW_NAME, &(0..0), "this flow has no name", help);
        }
        Some(node) => {
            if let Some(text) = reader.text(node, "the name of a flow")
                && reader.word(text, &node.span, "a flow").is_some()
                && text != expected
            {
                let message = format!("the file is called `{expected}`, its flow `{text}`");
                reader.fail::<()>(&code::WRONG_FLOW_NAME, &node.span, message, help);
            }
        }
    }
    expected.into()
}

fn enter(reader: &mut Reader<'_, '_>, node: &Node) -> Option<String> {
    let fields = reader.fields(node, "`enter`", &grammar::names(grammar::ENTER))?;
    let Some(words) = fields.get("words") else {
        let help = "write `enter: { words: entry }`";
        return reader.fail(&code::ENTER_WITHOUT_WORDS, &node.span, "`enter` has no `words`", help);
    };
    let text = reader.text(words, "`words`")?;
    reader.word(text, &words.span, "a message").map(|id| id.to_string())
}

fn vars(reader: &mut Reader<'_, '_>, node: &Node) -> BTreeMap<Name, VarType> {
    let mut vars = BTreeMap::new();
    let Some(fields) = reader.mapping(node, "`vars`") else { return vars };
    for (key, node) in fields.entries {
        // A variable whose type is wrong is known all the same: one mistake is told once.
        let kind = kind::read(reader, node).unwrap_or(VarType::Any);
        if built_in::find(&key.text).is_some() {
            let help = "give it another name";
            let message = format!("`{}` is there already, in every flow", key.text);
            reader.fail::<()>(&code::BUILT_IN_NAME, &key.span, message, help);
        } else if let Some(name) = reader.variable_word(key) {
            vars.insert(name, kind);
        }
    }
    vars
}

fn names(returns: &[(Name, Range<usize>)]) -> Vec<Name> {
    returns.iter().map(|(name, _)| name.clone()).collect()
}

fn takes(reader: &mut Reader<'_, '_>, node: &Node) -> Vec<Name> {
    let nodes = reader.list(node, "`takes`").unwrap_or_default();
    nodes.iter().filter_map(|node| take(reader, node)).collect()
}

fn take(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Name> {
    let text = reader.text(node, "an argument")?;
    match reader.vars.get(text) {
        Some(VarType::Secret) => {
            let help = "ask for it in this flow: `ask: { secret: 8, into: … }`";
            let message = format!("`{text}` is secret and cannot be handed over");
            reader.fail(&code::SECRET_HANDED_OVER, &node.span, message, help)
        }
        Some(_) => Some(text.into()),
        None => {
            let declared: Vec<&str> = reader.vars.keys().map(|name| &**name).collect();
            let declared =
                if declared.is_empty() { String::new() } else { format!("; declared are {}", list(&declared)) };
            let help = format!("declare its type: `vars: {{ {text}: text }}`{declared}");
            let message = format!("the argument `{text}` is not among `vars`");
            reader.fail(&code::UNDECLARED_ARGUMENT, &node.span, message, help)
        }
    }
}

fn returns(reader: &mut Reader<'_, '_>, node: &Node) -> Vec<(Name, Range<usize>)> {
    let nodes = reader.list(node, "`returns`").unwrap_or_default();
    nodes.iter().filter_map(|node| Some((returned(reader, node)?, node.span.clone()))).collect()
}

fn returned(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Name> {
    let (name, kind) = reader.variable(node)?;
    if kind == VarType::Secret {
        let help = "it is gone when the turn ends; return what it proved by an outcome";
        return reader.fail(
            &code::SECRET_HANDED_OVER,
            &node.span,
            format!("`{name}` is secret and cannot be handed over"),
            help,
        );
    }
    Some(name)
}
