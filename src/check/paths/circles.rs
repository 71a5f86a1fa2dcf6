//! Circles through several flows: without a wait for the person, and calls that never come to their bottom.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    channels::Channels,
    code,
    graph::{Edge, Graph},
    reach::Reach,
    report::Report,
    scc,
};
use crate::flow::{engine::MOST_FRAMES, exits::Exit};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    let told = unheard(graph, reach, report);
    let calls: Vec<Vec<usize>> = graph.flows.iter().map(|flow| called_by(graph, flow.nodes.clone())).collect();
    recursion(graph, &calls, &told, report);
    depth(graph, &calls, report);
}

fn called_by(graph: &Graph<'_>, nodes: std::ops::Range<usize>) -> Vec<usize> {
    nodes.filter_map(|at| graph.nodes[at].calls).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Circles that go through a call and never wait; gives the flows they go through. Those within one flow are found when
/// it is loaded.
fn unheard(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) -> BTreeSet<usize> {
    let mut flows = BTreeSet::new();
    for channel in Channels::EACH {
        let next = silent_ways(graph, reach, channel);
        for circle in scc::circles(&next) {
            let through = circle.iter().find(|at| graph.nodes[**at].calls.is_some());
            let Some(at) = through else { continue };
            let own = circle.iter().map(|at| graph.nodes[*at].flow);
            let around: BTreeSet<usize> = own.chain(circle.iter().filter_map(|at| graph.nodes[*at].calls)).collect();
            let names: Vec<String> = around.iter().map(|flow| format!("`{}`", graph.flows[*flow].flow.name)).collect();
            flows.extend(around);
            let message = format!("{} go round without ever waiting for the person", names.join(" and "));
            let message = if names.len() == 1 { message.replace(" go ", " goes ") } else { message };
            let help = "put a `menu` or an `ask` into the circle, so that the person is heard".to_owned();
            report.step(&code::CIRCLE_THROUGH_CALLS, graph, *at, ["call".to_owned()], (message, help));
        }
    }
    flows
}

/// For each step, those that follow it on a channel without a wait.
fn silent_ways(graph: &Graph<'_>, reach: &Reach<'_>, channel: Channels) -> Vec<Vec<usize>> {
    let silent_ends = silent_ends(graph, reach, channel);
    let ways = |at: usize| -> Vec<usize> {
        let node = &graph.nodes[at];
        // Who goes round long enough is past a step that counts, and then it leads to its `else` alone.
        let counts = node.step.at_most.is_some();
        if (node.step.waits() && !counts) || (reach.steps[at] & channel).is_empty() {
            return Vec::new();
        }
        let through = |edge: &Edge<'_>| match node.called_before(edge) {
            _ if counts => edge.by == Exit::UsedUp,
            None => true,
            Some(called) => silent_ends[called].iter().any(|outcome| node.takes(edge, outcome)),
        };
        let taken = reach.taken(graph, at).into_iter();
        let on = taken.filter(|(edge, on)| !(*on & channel).is_empty() && through(edge));
        let called = node.calls.filter(|_| !counts).and_then(|called| graph.first(called));
        on.map(|(edge, _)| edge.to).chain(called).collect()
    };
    (0..graph.nodes.len()).map(ways).collect()
}

/// For each flow, the outcomes it can come to from its first step without a wait.
fn silent_ends<'a>(graph: &Graph<'a>, reach: &Reach<'a>, channel: Channels) -> Vec<BTreeSet<&'a str>> {
    let mut ends: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); graph.flows.len()];
    let mut seen = vec![false; graph.nodes.len()];
    let mut todo: Vec<usize> = (0..graph.flows.len()).filter_map(|flow| graph.first(flow)).collect();
    while let Some(at) = todo.pop() {
        let node = &graph.nodes[at];
        let come = !(reach.steps[at] & channel).is_empty();
        if node.step.waits() || !come || std::mem::replace(&mut seen[at], true) {
            continue;
        }
        if let Some(outcome) = node.ends()
            && ends[node.flow].insert(outcome)
        {
            // Who called and was passed by is gone through again.
            for caller in graph.flows[node.flow].callers.iter().filter(|caller| seen[**caller]) {
                let node = &graph.nodes[*caller];
                todo.extend(node.exits.iter().filter(|edge| node.takes(edge, outcome)).map(|edge| edge.to));
            }
        }
        for (edge, on) in reach.taken(graph, at) {
            let called = node.called_before(edge);
            let through = called.is_none_or(|called| ends[called].iter().any(|outcome| node.takes(edge, outcome)));
            if through && !(on & channel).is_empty() {
                todo.push(edge.to);
            }
        }
    }
    ends
}

/// Flows that call themselves, through others or not: the engine refuses the ninth call.
fn recursion(graph: &Graph<'_>, calls: &[Vec<usize>], told: &BTreeSet<usize>, report: &mut Report) {
    for circle in scc::circles(calls) {
        if circle.iter().any(|flow| told.contains(flow)) {
            continue;
        }
        let inside = |at: &usize| graph.nodes[*at].calls.is_some_and(|called| circle.contains(&called));
        let Some(at) = circle.first().and_then(|flow| graph.flows[*flow].nodes.clone().find(|at| inside(at))) else {
            continue;
        };
        let names: Vec<String> = circle.iter().map(|flow| format!("`{}`", graph.flows[*flow].flow.name)).collect();
        let message = match names.as_slice() {
            [only] => format!("{only} calls itself"),
            names => format!("{} call one another", names.join(" and ")),
        };
        let help = "end the called flow with an outcome of its own, and let the caller go round".to_owned();
        report.step(&code::FLOWS_CALL_IN_A_CIRCLE, graph, at, ["call".to_owned()], (message, help));
    }
}

/// Chains of calls that are longer than the engine allows, told at the flow where each begins.
fn depth(graph: &Graph<'_>, calls: &[Vec<usize>], report: &mut Report) {
    // Called flows come before those that call them.
    let mut deepest: BTreeMap<usize, (usize, Option<usize>)> = BTreeMap::new();
    for flow in scc::components(calls).into_iter().flatten() {
        let below = calls[flow].iter().filter_map(|called| Some((deepest.get(called)?.0, *called))).max();
        let (depth, through) = below.map_or((1, None), |(depth, called)| (depth + 1, Some(called)));
        deepest.insert(flow, (depth, through));
        if depth != MOST_FRAMES + 1 {
            continue;
        }
        let chain: Vec<String> = std::iter::successors(Some(flow), |flow| deepest.get(flow)?.1)
            .map(|flow| graph.flows[flow].flow.name.to_string())
            .collect();
        let Some(at) = graph.flows[flow].nodes.clone().find(|at| graph.nodes[*at].calls == through) else { continue };
        let message = format!("flows call one another {depth} deep: {}", chain.join(" → "));
        let help = format!("{MOST_FRAMES} may run at once; let one of them end before the next is called");
        report.step(&code::CALLS_TOO_DEEP, graph, at, ["call".to_owned()], (message, help));
    }
}
