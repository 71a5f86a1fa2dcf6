//! Proof that no step is reached with less assurance than it needs, and that what a file holds is told only by steps
//! that need proof.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    channels::Channels,
    code,
    graph::{Edge, Graph},
    reach::Reach,
    report::Report,
};
use crate::{
    flow::{
        Name,
        definition::{Ask, Kind, Step, VarType, With},
        exits::Exit,
        expression::Expression,
    },
    level::Level,
};

/// Steps that a path leads to without the proof they need, and steps that tell of a file without needing proof.
pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    let levels = Channels::EACH.map(|channel| Levels::new(graph, reach, channel));
    let held = held(graph);
    for (at, node) in graph.nodes.iter().enumerate() {
        let step = node.step;
        let needs = step.needs.unwrap_or_default();
        // On the other channel a step is passed over, whoever comes.
        let taken = levels.iter().filter(|levels| !(step.channels() & levels.channel).is_empty());
        let least = taken.filter_map(|levels| levels.steps[at]).min().unwrap_or(Level::L3);
        if least < needs {
            let message = format!("`{}` needs {needs:?}, and a path comes here with {least:?}", step.name);
            let help = "lead every path through the exit `verified` of a verify step first".to_owned();
            report.step(&code::LEVEL_TOO_LOW, graph, at, [], (message, help));
        }
        let vars = &graph.flow_of(at).flow.vars;
        let tells = |(_, value): &(Name, Expression)| holds(value, vars, &held[node.flow]);
        if needs < Level::L2 && said(step).iter().any(tells) {
            let message = format!("`{}` tells what a file holds, and needs no proof of who is there", step.name);
            let help = "add `needs: L2` to the step".to_owned();
            report.step(&code::TOLD_WITHOUT_PROOF, graph, at, [], (message, help));
        }
    }
}

/// The least level with which each step may be reached on a channel, whatever the path; and each end of a flow.
struct Levels<'a> {
    channel: Channels,
    steps: Vec<Option<Level>>,
    ends: Vec<BTreeMap<&'a str, Level>>,
}

impl<'a> Levels<'a> {
    /// Follows every way until no level falls any more: each step is gone through once for each level at most.
    fn new(graph: &Graph<'a>, reach: &Reach<'a>, channel: Channels) -> Self {
        let (steps, ends) = (vec![None; graph.nodes.len()], vec![BTreeMap::new(); graph.flows.len()]);
        let mut levels = Levels { channel, steps, ends };
        let begun = |number: &usize| !(graph.flows[*number].begun & channel).is_empty();
        let begins = (0..graph.flows.len()).filter(begun).chain(reach.unbegun.iter().copied());
        let mut todo: Vec<(usize, Level)> =
            begins.filter_map(|flow| graph.first(flow)).map(|at| (at, Level::L0)).collect();
        todo.extend(graph.flows.iter().filter_map(|flow| flow.regain()).map(|at| (at, Level::L0)));
        while let Some((at, level)) = todo.pop() {
            if levels.steps[at].is_some_and(|known| known <= level) {
                continue;
            }
            levels.steps[at] = Some(level);
            let node = &graph.nodes[at];
            // Who is here has what the step needs: what is missing is told once, not of each step after it.
            let level = level.max(node.step.needs.unwrap_or_default());
            if let Some(outcome) = node.ends() {
                let end = levels.ends[node.flow].entry(outcome).or_insert(level);
                *end = level.min(*end);
                let callers = graph.flows[node.flow].callers.iter();
                todo.extend(callers.flat_map(|caller| levels.ways(graph, *caller)));
            }
            todo.extend(node.calls.and_then(|called| graph.first(called)).map(|first| (first, level)));
            todo.extend(levels.ways(graph, at));
        }
        levels
    }

    /// The ways on from a step, with the level that people have there.
    fn ways(&self, graph: &Graph<'a>, at: usize) -> Vec<(usize, Level)> {
        let node = &graph.nodes[at];
        let Some(level) = self.steps[at] else { return Vec::new() };
        let level = level.max(node.step.needs.unwrap_or_default());
        let way = |edge: &Edge<'a>| match (&node.step.kind, node.called_before(edge)) {
            (Kind::Verify { .. }, _) if edge.by == Exit::Word("verified") => Some((edge.to, level.max(Level::L2))),
            // What a called flow proved still holds afterwards.
            (_, Some(called)) => {
                let ends = self.ends[called].iter().filter(|(outcome, _)| node.takes(edge, outcome));
                ends.map(|(_, proved)| (edge.to, level.max(*proved))).min_by_key(|(_, level)| *level)
            }
            _ => Some((edge.to, level.max(node.arm(edge).map(|arm| arm.level).unwrap_or_default()))),
        };
        let open = node.exits.iter().filter(|edge| !(edge.channels & self.channel).is_empty());
        open.filter_map(way).collect()
    }
}

/// For each flow, the variables that hold what a file says: files, what was taken out of them, and what other flows hand
/// over of them. The name of a missing item may be told: we ask for it ourselves.
fn held<'a>(graph: &Graph<'a>) -> Vec<BTreeSet<&'a str>> {
    let mut held: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); graph.flows.len()];
    let mut todo: Vec<usize> = (0..graph.flows.len()).collect();
    for (flow, held) in graph.flows.iter().zip(&mut held) {
        held.extend(flow.flow.vars.iter().filter(|(_, kind)| is_of_a_file(kind)).map(|(name, _)| &**name));
        let found = graph.nodes[flow.nodes.clone()].iter().filter_map(|node| match &node.step.kind {
            Kind::LookUp { into, .. } => Some(&**into),
            _ => None,
        });
        held.extend(found);
    }
    while let Some(number) = todo.pop() {
        let flow = &graph.flows[number];
        let mut changed = false;
        for at in flow.nodes.clone() {
            let node = &graph.nodes[at];
            let (into, values): (usize, Vec<(&Name, &Expression)>) = match (&node.step.kind, node.calls) {
                (Kind::Set { values, .. }, _) => (number, values.iter().map(|(name, value)| (name, value)).collect()),
                (Kind::Ask { ask: Ask::Choice(list), into: Some(into), .. }, _) => (number, vec![(into, list)]),
                (Kind::Call { with, .. }, Some(called)) => {
                    (called, with.iter().map(|(name, value)| (name, value)).collect())
                }
                _ => continue,
            };
            for (name, value) in values {
                let item = graph.flows[into].flow.vars.get(name) == Some(&VarType::Item);
                if !item && holds(value, &flow.flow.vars, &held[number]) && held[into].insert(name) {
                    if into == number {
                        changed = true;
                    } else {
                        todo.push(into);
                    }
                }
            }
        }
        if changed {
            todo.push(number);
        }
        todo.extend(taken_over(graph, number, &mut held));
    }
    held
}

/// The flows that take results of this one over, and with them something of a file that they did not hold before.
fn taken_over<'a>(graph: &Graph<'a>, number: usize, held: &mut [BTreeSet<&'a str>]) -> Vec<usize> {
    let mut taken = Vec::new();
    for caller in &graph.flows[number].callers {
        let node = &graph.nodes[*caller];
        let Kind::Call { into, .. } = &node.step.kind else { continue };
        let vars = &graph.flows[node.flow].flow.vars;
        for (mine, theirs) in into {
            let item = vars.get(mine) == Some(&VarType::Item);
            if !item && held[number].contains(&**theirs) && held[node.flow].insert(mine) {
                taken.push(node.flow);
            }
        }
    }
    taken
}

/// Whether what is declared so is a file, or several.
fn is_of_a_file(kind: &VarType) -> bool {
    match kind {
        VarType::ListOf(kind) => is_of_a_file(kind),
        kind => *kind == VarType::CaseFile,
    }
}

/// Whether it tells something of a file: of a variable that holds it, or what was given for an item.
fn holds(expression: &Expression, vars: &BTreeMap<Name, VarType>, held: &BTreeSet<&str>) -> bool {
    let of_item = |name: &str| vars.get(name) == Some(&VarType::Item);
    let given = |(name, field): &(&str, &str)| of_item(name) && matches!(*field, "answer" | "reference");
    expression.names().iter().any(|name| held.contains(name)) || expression.fields().iter().any(given)
}

fn said(step: &Step) -> &[(Name, Expression)] {
    let none: &With = const { &Vec::new() };
    match &step.kind {
        Kind::Say { with, .. }
        | Kind::Menu { with, .. }
        | Kind::Ask { with, .. }
        | Kind::Send { with, .. }
        | Kind::Remind { with, .. } => with,
        _ => none,
    }
}
