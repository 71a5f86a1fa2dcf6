//! The way to a human: `0` leads from every question to the flow for advisors, and there every question must lead on to
//! a request.

use std::collections::BTreeMap;

use super::{
    channels::Channels,
    code,
    graph::{Edge, Graph},
    reach::Reach,
    report::Report,
};
use crate::flow::{
    definition::{Kind, ServiceFacts},
    exits::Exit,
};

/// From any question of another flow `0` (`*0` where a zero is an answer) begins the flow for advisors: one input. In
/// that flow the same key only puts the question again, so that each of its questions must come to a request by itself.
pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, service: &ServiceFacts, report: &mut Report) {
    let Some(flow) = graph.number(&service.advisor) else { return };
    let Some(first) = graph.first(flow) else { return };
    let mut without: BTreeMap<usize, Channels> = BTreeMap::new();
    for channel in Channels::EACH {
        let leads = leads_to_a_request(graph, reach, channel);
        let before = before_the_request(graph, reach, first, channel);
        let shut = before.into_iter().filter(|at| !leads[*at] && (*at == first || graph.nodes[*at].step.waits()));
        shut.for_each(|at| *without.entry(at).or_default() |= channel);
    }
    let on = |channels: Channels| match channels {
        Channels::BOTH => String::new(),
        one => format!(" {}", one.words()),
    };
    if let Some(channels) = without.get(&first) {
        let name = &graph.flows[flow].flow.name;
        let message = format!("no path through `{name}` asks for an advisor{}", on(*channels));
        let help = "lead a path to a `callback` step: `0` and CONSEILLER begin this flow".to_owned();
        return report.head(&code::NO_ADVISOR_FROM_HERE, flow, &["flow"], (message, help));
    }
    for (at, channels) in without {
        let step = &graph.nodes[at].step.name;
        let message = format!("from `{step}` no answer leads to an advisor{}", on(channels));
        let help = "lead one of its answers to the `callback` step: in this flow `0` asks again".to_owned();
        report.step(&code::NO_ADVISOR_FROM_HERE, graph, at, [], (message, help));
    }
}

/// Whether a request for an advisor can be come to from each step.
fn leads_to_a_request(graph: &Graph<'_>, reach: &Reach<'_>, channel: Channels) -> Vec<bool> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for at in 0..graph.nodes.len() {
        for to in on_channel(graph, reach, at, channel) {
            before[to].push(at);
        }
    }
    let mut leads = vec![false; graph.nodes.len()];
    let requests = graph.nodes.iter().enumerate().filter(|(_, node)| asks_for_an_advisor(&node.step.kind));
    let mut todo: Vec<usize> = requests.map(|(at, _)| at).collect();
    while let Some(at) = todo.pop() {
        if !std::mem::replace(&mut leads[at], true) {
            todo.extend(&before[at]);
        }
    }
    leads
}

fn asks_for_an_advisor(kind: &Kind) -> bool {
    matches!(kind, Kind::Callback { .. })
}

/// The steps that follow a step on a channel, those of a called flow included. Who was put through has spoken with an
/// advisor, and is followed no further.
fn on_channel(graph: &Graph<'_>, reach: &Reach<'_>, at: usize, channel: Channels) -> Vec<usize> {
    let node = &graph.nodes[at];
    let spoken = |edge: &Edge<'_>| matches!(node.step.kind, Kind::Transfer { .. }) && edge.by == Exit::Word("answered");
    let ways = reach.taken(graph, at).into_iter();
    let taken = ways.filter(|(edge, on)| !(*on & channel).is_empty() && !spoken(edge));
    let called = node.calls.and_then(|called| graph.first(called));
    taken.map(|(edge, _)| edge.to).chain(called).collect()
}

/// The steps that people come to before they have asked for an advisor.
fn before_the_request(graph: &Graph<'_>, reach: &Reach<'_>, first: usize, channel: Channels) -> Vec<usize> {
    let mut seen = vec![false; graph.nodes.len()];
    let mut todo = vec![first];
    let mut found = Vec::new();
    while let Some(at) = todo.pop() {
        if std::mem::replace(&mut seen[at], true) || asks_for_an_advisor(&graph.nodes[at].step.kind) {
            continue;
        }
        found.push(at);
        todo.extend(on_channel(graph, reach, at, channel));
    }
    found
}
