//! How flows end, and who waits for which end: an `else` for nothing, ends on one channel alone, flows nobody begins.

use std::collections::BTreeSet;

use super::{channels::Channels, code, graph::Graph, reach::Reach, report::Report};
use crate::flow::{definition::Kind, exits::Exit};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    for flow in &reach.unbegun {
        let name = &graph.flows[*flow].flow.name;
        let message = format!("nobody begins or calls the flow `{name}`");
        let help = "give it words with `enter`, `call` it, or remove it".to_owned();
        report.head(&code::FLOW_NOBODY_BEGINS, *flow, &["flow"], (message, help));
    }
    nothing_left(graph, reach, report);
    parity(graph, reach, report);
}

/// An `else` beside every outcome of the called flow.
fn nothing_left(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(called) = node.calls.filter(|_| !reach.steps[at].is_empty()) else { continue };
        let ends = || graph.flows[called].nodes.clone().filter_map(|at| graph.nodes[at].ends());
        if ends().next().is_none() || !ends().all(|outcome| node.names(outcome)) {
            continue;
        }
        for edge in node.exits.iter().filter(|edge| edge.by == Exit::ELSE) {
            let name = &graph.flows[called].flow.name;
            let message = format!("every way in which `{name}` ends stands here by its name");
            let told = (message, "remove `else`".to_owned());
            report.step(&code::NOTHING_LEFT_FOR_ELSE, graph, at, node.place(edge), told);
        }
    }
}

/// Outcomes that people have on one channel and not on the other, in flows that they come to on both.
fn parity(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    let spoken = after_a_talk(graph, reach);
    for (number, flow) in graph.flows.iter().enumerate() {
        let both = graph.first(number).is_some_and(|first| reach.steps[first] == Channels::BOTH);
        let one_sided = reach.ends[number].iter().filter(|(_, on)| both && **on != Channels::BOTH);
        let one_sided = one_sided.filter(|(outcome, _)| !spoken.contains(&(number, **outcome)));
        let one_sided: BTreeSet<&str> = one_sided.map(|(outcome, _)| *outcome).collect();
        for outcome in one_sided {
            let ends = flow.nodes.clone().find(|at| graph.nodes[*at].ends() == Some(outcome));
            let (Some(at), Some(on)) = (ends, reach.ends[number].get(outcome)) else { continue };
            let other = Channels::BOTH.without(*on);
            let message = format!("this flow ends with `{outcome}` {} and never {}", on.words(), other.words());
            let help = format!("lead a path {} to this end, or to another way for both", other.words());
            report.step(&code::OUTCOME_ON_ONE_CHANNEL, graph, at, ["end".to_owned()], (message, help));
        }
    }
}

/// The outcomes, by their flows, with which people end who were put through to an advisor: nobody can be by text.
fn after_a_talk<'a>(graph: &Graph<'a>, reach: &Reach<'a>) -> BTreeSet<(usize, &'a str)> {
    let mut ends = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let transfers = graph.nodes.iter().filter(|node| matches!(node.step.kind, Kind::Transfer { .. }));
    let answered = transfers.flat_map(|node| node.exits.iter().filter(|edge| edge.by == Exit::Word("answered")));
    let mut todo: Vec<usize> = answered.map(|edge| edge.to).collect();
    while let Some(at) = todo.pop() {
        if !seen.insert(at) {
            continue;
        }
        let node = &graph.nodes[at];
        todo.extend(reach.taken(graph, at).into_iter().map(|(edge, _)| edge.to));
        if let Some(outcome) = node.ends()
            && ends.insert((node.flow, outcome))
        {
            for caller in &graph.flows[node.flow].callers {
                let caller = &graph.nodes[*caller];
                todo.extend(caller.exits.iter().filter(|edge| caller.takes(edge, outcome)).map(|edge| edge.to));
            }
        }
    }
    ends
}
