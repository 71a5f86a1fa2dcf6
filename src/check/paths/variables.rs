//! Variables that are read before they are set on some path, codes that are gone when they are needed, and variables
//! that nobody reads.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    code,
    graph::{Given, Graph},
    reach::Reach,
    report::Report,
    uses::{self, Read},
};
use crate::flow::{
    Name,
    definition::{Flow, Kind, VarType},
};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    for number in 0..graph.flows.len() {
        let reads: Vec<Vec<Read<'_>>> =
            graph.flows[number].nodes.clone().map(|at| uses::reads(graph.nodes[at].step)).collect();
        before_set(graph, reach, number, &reads, report);
        never_read(graph, number, &reads, report);
    }
}

/// Which variables are set, by their place among those of the flow.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn none(count: usize) -> Self {
        Set(vec![0; count.div_ceil(64)])
    }

    fn put(&mut self, place: usize, there: bool) {
        if let Some(word) = self.0.get_mut(place / 64) {
            let bit = 1 << (place % 64);
            *word = if there { *word | bit } else { *word & !bit };
        }
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    /// Keeps what both have; tells whether anything was lost.
    fn keep(&mut self, other: &Set) -> bool {
        let before = self.clone();
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
        *self != before
    }
}

struct Names<'a>(BTreeMap<&'a str, usize>);

impl<'a> Names<'a> {
    fn of(flow: &'a Flow) -> Self {
        Names(flow.vars.keys().zip(0..).map(|(name, place)| (&**name, place)).collect())
    }

    fn put(&self, set: &mut Set, name: &str, there: bool) {
        if let Some(place) = self.0.get(name) {
            set.put(*place, there);
        }
    }
}

fn before_set(graph: &Graph<'_>, reach: &Reach<'_>, number: usize, reads: &[Vec<Read<'_>>], report: &mut Report) {
    let flow = &graph.flows[number];
    let names = Names::of(flow.flow);
    let states = states(graph, reach, number, &names);
    let mut told = BTreeSet::new();
    for (at, reads) in flow.nodes.clone().zip(reads) {
        let Some(state) = &states[at - flow.nodes.start] else { continue };
        for read in reads.iter().filter(|read| !read.may_be_unset) {
            let (Some(place), Some(kind)) = (names.0.get(read.name), flow.flow.vars.get(read.name)) else { continue };
            // A flag that nobody raised is down.
            if state.has(*place) || *kind == VarType::Bool {
                continue;
            }
            let name = read.name;
            // Where it is not set once, it is mostly not set anywhere after.
            if !told.insert(name) {
                continue;
            }
            let forgetful = without_argument(graph, number, name);
            for caller in &forgetful {
                let message = format!("`{}` needs `{name}`, and is not handed it here", flow.flow.name);
                let help = format!("add `{name}: …` to `with`");
                let place = ["call".to_owned(), "flow".to_owned()];
                report.step(&code::READ_BEFORE_SET, graph, *caller, place, (message, help));
            }
            if !forgetful.is_empty() {
                continue;
            }
            let (code, message, help) = if *kind == VarType::Secret {
                let message = format!("`{name}` is gone when this step needs it: a code lasts until the next question");
                (&code::SECRET_GONE, message, "ask for the code right before this step".to_owned())
            } else {
                let message = format!("`{name}` is read here, and on some path nothing has set it");
                let help = match flow.flow.takes.iter().any(|take| &**take == name) || set_somewhere(flow.flow, name) {
                    true => format!("set it on every path, or ask first: `when: '{name} == \"\"'`"),
                    false => format!(
                        "no step sets it: set it before this one, or, where other flows hand it over, add `takes: [{name}]`"
                    ),
                };
                (&code::READ_BEFORE_SET, message, help)
            };
            report.step(code, graph, at, read.place.iter().cloned(), (message, help));
        }
    }
}

/// The steps that call a flow without an argument that it takes.
fn without_argument(graph: &Graph<'_>, number: usize, name: &str) -> Vec<usize> {
    let flow = &graph.flows[number];
    if !flow.flow.takes.iter().any(|take| &**take == name) {
        return Vec::new();
    }
    let forgets = |caller: &&usize| match &graph.nodes[**caller].step.kind {
        Kind::Call { with, .. } => with.iter().all(|(given, _)| **given != *name),
        _ => false,
    };
    flow.callers.iter().filter(forgets).copied().collect()
}

/// Whether any step puts a value into a variable.
fn set_somewhere(flow: &Flow, name: &str) -> bool {
    flow.steps
        .values()
        .any(|step| step.exits().iter().any(|(exit, _)| uses::sets(step, *exit).iter().any(|set| &***set == name)))
}

/// For each step, what is set on every path to it; none where nobody comes.
fn states(graph: &Graph<'_>, reach: &Reach<'_>, number: usize, names: &Names<'_>) -> Vec<Option<Set>> {
    let flow = &graph.flows[number];
    let start = flow.nodes.start;
    let secrets: Vec<&Name> =
        flow.flow.vars.iter().filter(|(_, kind)| **kind == VarType::Secret).map(|(name, _)| name).collect();
    let mut states: Vec<Option<Set>> = vec![None; flow.nodes.len()];
    let mut todo = Vec::new();
    if let (Some(first), false) = (states.first_mut(), flow.nodes.is_empty()) {
        *first = Some(arguments(graph, number, names));
        todo.push(start);
    }
    while let Some(at) = todo.pop() {
        let Some(state) = states[at - start].clone() else { continue };
        let node = &graph.nodes[at];
        for (edge, _) in reach.taken(graph, at) {
            let mut after = state.clone();
            if node.step.waits() || node.calls.is_some() {
                secrets.iter().for_each(|name| names.put(&mut after, name, false));
            }
            if let Kind::Verify { code, .. } = &node.step.kind {
                names.put(&mut after, code, false);
            }
            for name in uses::sets(node.step, edge.by) {
                names.put(&mut after, name, true);
            }
            let place = node.exits.iter().position(|other| std::ptr::eq(other, edge));
            let arm = node.arms.as_ref().zip(place).and_then(|(arms, place)| arms.get(place));
            for name in arm.iter().flat_map(|arm| &arm.proves) {
                names.put(&mut after, name, true);
            }
            let changed = match &mut states[edge.to - start] {
                Some(known) => known.keep(&after),
                fresh @ None => {
                    *fresh = Some(after);
                    true
                }
            };
            if changed {
                todo.push(edge.to);
            }
        }
    }
    states
}

/// The arguments that a flow has however it begins.
fn arguments(graph: &Graph<'_>, number: usize, names: &Names<'_>) -> Set {
    let flow = &graph.flows[number];
    let mut set = Set::none(names.0.len());
    for take in &flow.flow.takes {
        let begun = flow.begun.is_empty()
            || match flow.given {
                Given::All => true,
                Given::One(given) => given == &**take,
                Given::None => false,
            };
        let called = flow.callers.iter().all(|caller| match &graph.nodes[*caller].step.kind {
            Kind::Call { with, .. } => with.iter().any(|(name, _)| name == take),
            _ => true,
        });
        names.put(&mut set, take, begun && called);
    }
    set
}

fn never_read(graph: &Graph<'_>, number: usize, reads: &[Vec<Read<'_>>], report: &mut Report) {
    let flow = graph.flows[number].flow;
    let returned = flow.returns.iter().map(|name| &**name);
    let read: BTreeSet<&str> = reads.iter().flatten().map(|read| read.name).chain(returned).collect();
    for name in flow.vars.keys().filter(|name| !read.contains(&***name)) {
        let message = format!("nothing reads `{name}`");
        let help = "use it, or remove it and what sets it".to_owned();
        report.head(&code::NEVER_READ, number, &["vars", name], (message, help));
    }
}
