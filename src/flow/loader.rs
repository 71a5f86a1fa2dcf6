//! Flow files: read, checked each alone and then together. What comes out, the engine trusts.
//!
//! Every mistake of every file is reported at once, each at the very key or word, with what to write instead.

mod answered;
mod ask;
mod beside;
mod call;
mod file;
mod graph;
mod kind;
pub(crate) mod page;
mod places;
pub mod plain;
mod reader;
mod step;
pub(crate) mod tree;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

pub use places::Places;

use super::{
    Name,
    built_in::BuiltIns,
    definition::{Flow, Kind},
};
use crate::{
    language::Language,
    problem::{Problem, SourceFile, code, in_order, nearest},
};
use call::CallSite;

/// Reads every flow. `languages` are those there are words for; where none is named, a flow may set any.
///
/// # Errors
/// Every problem of every file, by file and place.
pub fn load(files: &[SourceFile], languages: &[Language]) -> Result<BTreeMap<Name, Flow>, Vec<Problem>> {
    let mut problems = Vec::new();
    let built_ins = BuiltIns::new(languages);
    if files.is_empty() {
        let help = "put at least one file such as `flows/menu.yaml`";
        problems.push(Problem::new(&code::NO_FLOWS, "there are no flows", help));
    }
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut paths = BTreeSet::new();
    for source in files {
        if !paths.insert(source.path.as_str()) {
            let message = format!("`{}` is given twice", source.path);
            problems.push(Problem::at(&code::FILE_TWICE, source, 0..0, message, "give each flow file once"));
            continue;
        }
        drafts.extend(file::read(source, &built_ins, &mut problems));
    }
    let named: BTreeSet<&str> = files.iter().map(file_name).collect();
    for draft in &drafts {
        check_calls(draft, &drafts, &named, &mut problems);
        call::check_returns(draft, &mut problems);
        graph::check(draft, &mut problems);
    }
    if problems.is_empty() {
        Ok(drafts.into_iter().map(|draft| (draft.flow.name.clone(), draft.flow)).collect())
    } else {
        Err(in_order(problems))
    }
}

/// The places of the keys of a file's steps, in bytes; none where the file cannot be read.
pub fn step_places(file: &SourceFile) -> BTreeMap<String, Range<usize>> {
    Places::of(file).steps()
}

/// The name that a flow's file gives it: `menu` for `flows/menu.yaml`.
pub fn file_name(file: &SourceFile) -> &str {
    let base = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
    base.strip_suffix(".yaml").or_else(|| base.strip_suffix(".yml")).unwrap_or(base)
}

/// As many words are told as what there is.
const MOST_LISTED: usize = 30;

/// A flow as far as it could be read, and the places that are needed to point at.
struct Draft<'a> {
    file: &'a SourceFile,
    flow: Flow,
    /// Whether each of its steps was read, so that what seems missing is.
    complete: bool,
    /// The places of the keys of its steps.
    steps: BTreeMap<Name, Range<usize>>,
    /// What it returns, and where that stands.
    returns: Vec<(Name, Range<usize>)>,
    calls: Vec<CallSite>,
}

/// The ways a flow ends.
fn outcomes(flow: &Flow) -> BTreeSet<&str> {
    let ends = flow.steps.values().filter_map(|step| match &step.kind {
        Kind::End { outcome } => Some(&**outcome),
        _ => None,
    });
    ends.collect()
}

fn check_calls(draft: &Draft<'_>, drafts: &[Draft<'_>], named: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    for call in &draft.calls {
        let (name, span) = &call.flow;
        match drafts.iter().find(|other| other.flow.name == *name) {
            Some(called) if called.complete => check_call(draft.file, call, &called.flow, problems),
            Some(_) => {}
            // Its file has problems of its own.
            None if named.contains(&**name) => {}
            None => {
                let known = drafts.iter().map(|draft| &*draft.flow.name);
                let help = suggest(name, known, "flows");
                let message = format!("there is no flow `{name}`");
                problems.push(Problem::at(&code::UNKNOWN_FLOW, draft.file, span.clone(), message, help));
            }
        }
    }
}

fn check_call(file: &SourceFile, call: &CallSite, called: &Flow, problems: &mut Vec<Problem>) {
    let name = &called.name;
    for (argument, span) in call::argument_places(call) {
        if !called.takes.contains(argument) {
            let help = suggest(argument, called.takes.iter().map(|take| &**take), "arguments");
            let message = format!("the flow `{name}` takes no `{argument}`");
            problems.push(Problem::at(&code::UNKNOWN_ARGUMENT, file, span.clone(), message, help));
        }
    }
    call::check_values(file, call, called, problems);
    let outcomes = outcomes(called);
    for (outcome, span) in &call.on {
        if &**outcome != "else" && !outcomes.contains(&**outcome) {
            let help = suggest(outcome, outcomes.iter().copied().chain(["else"]), "outcomes");
            let message = format!("the flow `{name}` never ends with `{outcome}`");
            problems.push(Problem::at(&code::OUTCOME_NEVER_COMES, file, span.clone(), message, help));
        }
    }
    let given = |outcome: &str| call.on.iter().any(|(given, _)| &**given == outcome);
    let missing: Vec<&str> = outcomes.into_iter().filter(|outcome| !given(outcome)).collect();
    if !given("else") && !missing.is_empty() {
        let message = format!("the flow `{name}` can end with {}, which leads nowhere", list(&missing));
        let help = format!("add `{}: STEP`, or `else: STEP` for all others, to `on`", missing.join(": STEP, "));
        problems.push(Problem::at(&code::UNHANDLED_OUTCOME, file, call.at.clone(), message, help));
    }
}

/// "did you mean", or what there is.
pub(crate) fn suggest<'a>(typed: &str, known: impl Iterator<Item = &'a str>, what: &str) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(typed, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("there are no {what} here"),
        None => format!("the {what} are {}", list(&known)),
    }
}

/// Words one after the other; of very many only the first.
pub(crate) fn list(words: &[&str]) -> String {
    let mut quoted: Vec<String> = words.iter().take(MOST_LISTED).map(|word| format!("`{word}`")).collect();
    if words.len() > MOST_LISTED {
        quoted.push(format!("and {} more", words.len() - MOST_LISTED));
    }
    quoted.join(", ")
}

#[cfg(test)]
mod tests;
