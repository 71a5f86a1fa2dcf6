//! Where the steps of a flow lead: none may be out of reach, and none may go round without ever waiting.

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use crate::{
    flow::{
        Name,
        definition::{Kind, Step},
    },
    problem::{Code, Problem, code},
};

impl Step {
    /// The one step after, of a kind that has no other.
    pub(in crate::flow) fn next(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Say { next, .. }
            | Kind::Set { next, .. }
            | Kind::Send { next, .. }
            | Kind::Remind { next, .. }
            | Kind::Note { next, .. }
            | Kind::Consent { next, .. } => Some(next),
            _ => None,
        }
    }

    /// Whether the conversation may stand still here: a person answers, or another flow runs.
    fn rests(&self) -> bool {
        matches!(self.kind, Kind::Menu { .. } | Kind::Ask { .. } | Kind::Call { .. } | Kind::End { .. })
    }
}

/// Reports steps out of reach and circles without a wait. A flow that was not read whole is left alone.
pub(super) fn check(draft: &Draft<'_>, problems: &mut Vec<Problem>) {
    if !draft.complete {
        return;
    }
    let steps = &draft.flow.steps;
    let first = steps.keys().next();
    let reached = reach(draft, first.into_iter().chain(&draft.flow.regain));
    let mut report = |code: &'static Code, name: &Name, message: String, help: &str| {
        let span = draft.steps.get(name).cloned().unwrap_or_default();
        problems.push(Problem::at(code, draft.file, span, message, help));
    };
    for (name, behind) in out_of_reach(draft, &reached) {
        let message = match behind {
            0 => format!("no step leads to `{name}`"),
            1 => format!("no step leads to `{name}`, and so none to the step that only it leads to"),
            more => format!("no step leads to `{name}`, and so none to the {more} steps behind it"),
        };
        report(&code::UNREACHABLE_STEP, name, message, "lead a step to it, or remove it");
    }
    for name in circling(draft) {
        let help = "put a `menu` or an `ask` into the circle, so that the person is heard, or `at-most` beside a step";
        let message = format!("`{name}` comes round to itself without waiting for the person");
        report(&code::RESTLESS_CIRCLE, name, message, help);
    }
}

/// Steps that nothing leads to, each with how many others are out of reach with it: those are not told one by one.
fn out_of_reach<'a>(draft: &'a Draft<'_>, reached: &BTreeSet<&'a Name>) -> Vec<(&'a Name, usize)> {
    let lost: Vec<&Name> = draft.flow.steps.keys().filter(|name| !reached.contains(*name)).collect();
    let others_lead: BTreeSet<&Name> = lost
        .iter()
        .filter_map(|name| Some((name, draft.flow.steps.get(*name)?)))
        .flat_map(|(name, step)| step.targets().into_iter().filter(|to| *to != *name))
        .collect();
    let (behind, first): (Vec<&Name>, Vec<&Name>) = lost.into_iter().partition(|name| others_lead.contains(*name));
    let mut told = reached.clone();
    let mut roots = Vec::new();
    // Steps that only lead to each other have no first one but in the file.
    for root in first.into_iter().chain(behind) {
        if !told.contains(root) {
            let with_it: BTreeSet<&Name> = reach(draft, [root].into_iter()).difference(&told).copied().collect();
            roots.push((root, with_it.len().saturating_sub(1)));
            told.extend(with_it);
        }
    }
    roots
}

fn reach<'a>(draft: &'a Draft<'_>, from: impl Iterator<Item = &'a Name>) -> BTreeSet<&'a Name> {
    let mut todo: Vec<&Name> = from.collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if reached.insert(name)
            && let Some(step) = draft.flow.steps.get(name)
        {
            todo.extend(step.targets());
        }
    }
    reached
}

/// One step, the first in the file, of each circle in which nothing waits and nothing counts. A step with a bound is
/// passed at once when it is used up: then it leads to its `else` alone.
fn circling<'a>(draft: &'a Draft<'_>) -> Vec<&'a Name> {
    let steps = &draft.flow.steps;
    let restless = steps.iter().filter_map(|(name, step)| match &step.at_most {
        Some(bound) => Some((name, vec![&bound.go])),
        None => (!step.rests()).then(|| (name, step.own_exits().into_iter().map(|(_, to)| to).collect())),
    });
    let edges: BTreeMap<&Name, Vec<&Name>> = restless.collect();
    let mut told: BTreeSet<&Name> = BTreeSet::new();
    let mut found = Vec::new();
    for name in steps.keys().filter(|name| edges.contains_key(*name)) {
        if told.contains(name) {
            continue;
        }
        let ahead = ahead(&edges, name);
        if ahead.contains(name) {
            told.extend(ahead.iter().copied().filter(|other| self::ahead(&edges, other).contains(name)));
            found.push(name);
        }
    }
    found
}

/// The restless steps that can follow a step without a wait, itself only where it comes round.
fn ahead<'a>(edges: &BTreeMap<&'a Name, Vec<&'a Name>>, from: &Name) -> BTreeSet<&'a Name> {
    let mut todo: Vec<&Name> = edges.get(from).cloned().unwrap_or_default();
    let mut seen = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if let Some((name, next)) = edges.get_key_value(name)
            && seen.insert(*name)
        {
            todo.extend(next);
        }
    }
    seen
}
