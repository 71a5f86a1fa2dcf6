//! Steps from which no answer leads to an end: circles without a way out, flows that never come back, and questions
//! that nobody can answer by voice.

use std::collections::BTreeMap;

use super::{channels::Channels, code, graph::Graph, reach::Reach, report::Report, scc};
use crate::flow::definition::{Ask, Kind};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    words_by_voice(graph, reach, report);
    let mut shut: BTreeMap<usize, Channels> = BTreeMap::new();
    for channel in Channels::EACH {
        for at in bottoms(graph, reach, channel) {
            *shut.entry(at).or_default() |= channel;
        }
    }
    for (at, channels) in shut {
        tell(graph, reach, at, channels, report);
    }
}

/// Questions for words that people come to by voice, whatever leads on after some tries.
fn words_by_voice(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    for (at, node) in graph.nodes.iter().enumerate() {
        let words = matches!(node.step.kind, Kind::Ask { ask: Ask::Text { .. }, .. });
        if words && !(reach.steps[at] & Channels::VOICE).is_empty() {
            let message = format!("`{}` asks for words, and people come here by voice", node.step.name);
            let help = "put a branch before it: `when: 'channel == \"sms\"'`".to_owned();
            report.step(&code::WORDS_BY_VOICE, graph, at, ["ask".to_owned()], (message, help));
        }
    }
}

fn tell(graph: &Graph<'_>, reach: &Reach<'_>, at: usize, channels: Channels, report: &mut Report) {
    let node = &graph.nodes[at];
    let name = &node.step.name;
    let flow = graph.flow_of(at);
    let on = if channels == Channels::BOTH { String::new() } else { format!(" {}", channels.words()) };
    match &node.step.kind {
        // Told already.
        Kind::Ask { ask: Ask::Text { .. }, .. } if channels == Channels::VOICE => {}
        // What is called and does not end is told of where it goes round.
        Kind::Call { .. } if node.calls.is_some_and(|called| reach.ends[called].is_empty()) => {}
        _ if reach.ends[node.flow].is_empty() && !flow.callers.is_empty() => {
            let flow = &flow.flow.name;
            let message = format!(
                "from `{name}` no answer leads to an end, and the flow `{flow}` never comes back to those that call it"
            );
            let help = format!("lead one of the answers to an `end` of `{flow}`");
            report.step(&code::NEVER_RETURNS, graph, at, [], (message, help));
        }
        _ => {
            let message = format!("from `{name}` no answer leads to an end{on}: people go round for ever");
            let help = "lead one of the answers out of the circle, to an `end` in the end".to_owned();
            report.step(&code::NO_WAY_OUT, graph, at, [], (message, help));
        }
    }
}

/// One step, the first in the file, of each circle or dead end that everything without a way out runs into.
fn bottoms(graph: &Graph<'_>, reach: &Reach<'_>, channel: Channels) -> Vec<usize> {
    let taken = |at: usize| {
        let ways = reach.taken(graph, at).into_iter().filter(|(_, on)| !(*on & channel).is_empty());
        ways.map(|(edge, _)| edge.to).collect::<Vec<_>>()
    };
    let next: Vec<Vec<usize>> = (0..graph.nodes.len()).map(taken).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); next.len()];
    for (at, to) in next.iter().enumerate().flat_map(|(at, to)| to.iter().map(move |to| (at, *to))) {
        before[to].push(at);
    }
    let mut ends = vec![false; next.len()];
    let mut todo: Vec<usize> = (0..next.len()).filter(|at| graph.nodes[*at].ends().is_some()).collect();
    while let Some(at) = todo.pop() {
        if !std::mem::replace(&mut ends[at], true) {
            todo.extend(&before[at]);
        }
    }
    let shut = |at: &usize| !ends[*at] && !(reach.steps[*at] & channel).is_empty();
    let shut_ways: Vec<Vec<usize>> =
        next.iter().enumerate().map(|(at, to)| if shut(&at) { to.clone() } else { Vec::new() }).collect();
    let mut found = Vec::new();
    for component in scc::components(&shut_ways) {
        let stays = component.iter().all(|at| shut_ways[*at].iter().all(|to| component.contains(to)));
        if let Some(first) = component.iter().filter(|at| shut(at)).min().filter(|_| stays) {
            found.push(*first);
        }
    }
    found
}
