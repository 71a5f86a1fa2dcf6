//! Conversations that end without a word: the last thing before an end must say something.
//!
//! By text the person is left without an answer. By voice the engine says our hours and number before it hangs up.

use std::collections::BTreeMap;

use super::{
    channels::Channels,
    code,
    graph::{Edge, Graph, Node},
    reach::Reach,
    report::Report,
};
use crate::flow::{
    definition::{Kind, ServiceFacts},
    exits::Exit,
};

/// Nothing was said since a person answered within this flow.
const SINCE_ANSWER: u8 = 1;
/// Nothing was said since this flow began.
const SINCE_BEGIN: u8 = 2;

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, service: &ServiceFacts, report: &mut Report) {
    for channel in Channels::EACH {
        let quiet = Quiet::new(graph, reach, channel);
        for (at, node) in graph.nodes.iter().enumerate() {
            let flow = graph.flow_of(at);
            if node.ends().is_none() || quiet.steps[at] == 0 || (flow.begun & channel).is_empty() {
                continue;
            }
            let help = "put a `say` before this end".to_owned();
            if channel == Channels::SMS {
                let message = "a conversation by text can end here, and the last thing a person wrote gets no answer";
                report.step(&code::ENDS_WITHOUT_A_WORD, graph, at, [], (message.to_owned(), help));
            } else if flow.flow.name == service.advisor {
                let message = "whoever asked for an advisor can come to the end of the call here without a word";
                report.step(&code::ENDS_WITHOUT_A_WORD, graph, at, [], (message.to_owned(), help));
            } else {
                let message = "a call can end here after nothing but our hours and number";
                report.step(&code::HANGS_UP_WITHOUT_A_WORD, graph, at, [], (message.to_owned(), help));
            }
        }
    }
}

/// For each step, since when nothing may have been said where people come to it; and for the ends of flows.
struct Quiet<'a> {
    channel: Channels,
    steps: Vec<u8>,
    ends: Vec<BTreeMap<&'a str, u8>>,
}

impl<'a> Quiet<'a> {
    fn new(graph: &Graph<'a>, reach: &Reach<'a>, channel: Channels) -> Self {
        let (steps, ends) = (vec![0; graph.nodes.len()], vec![BTreeMap::new(); graph.flows.len()]);
        let mut quiet = Quiet { channel, steps, ends };
        let begins = (0..graph.flows.len()).filter_map(|flow| graph.first(flow)).map(|first| (first, SINCE_BEGIN));
        let mut todo: Vec<(usize, u8)> = begins.collect();
        let waits = graph.nodes.iter().enumerate().filter(|(_, node)| node.step.waits());
        let on_channel =
            |edge: &Edge<'a>, at: usize| !(reach.steps[at] & reach.open(&graph.nodes[at], edge) & channel).is_empty();
        for (at, node) in waits {
            let taken = node.exits.iter().filter(|edge| node.acts(edge, channel) && on_channel(edge, at));
            todo.extend(taken.map(|edge| (edge.to, SINCE_ANSWER)));
        }
        while let Some((at, since)) = todo.pop() {
            let new = since & !quiet.steps[at];
            if new == 0 || (reach.steps[at] & channel).is_empty() {
                continue;
            }
            quiet.steps[at] |= new;
            let node = &graph.nodes[at];
            if let Some(outcome) = node.ends() {
                *quiet.ends[node.flow].entry(outcome).or_default() |= new;
                for caller in &graph.flows[node.flow].callers {
                    let call = &graph.nodes[*caller];
                    let taken = call.exits.iter().filter(|edge| on_channel(edge, *caller));
                    todo.extend(taken.map(|edge| (edge.to, quiet.after(call, *caller, edge))));
                }
            }
            let taken = node.exits.iter().filter(|edge| on_channel(edge, at));
            todo.extend(taken.map(|edge| (edge.to, quiet.after(node, at, edge))));
        }
        quiet
    }

    /// Since when nothing may have been said after a step is left.
    fn after(&self, node: &Node<'a>, at: usize, edge: &Edge<'a>) -> u8 {
        if !node.acts(edge, self.channel) {
            return self.steps[at];
        }
        match (&node.step.kind, node.calls) {
            (Kind::Say { .. } | Kind::Consent { .. }, _) => 0,
            // To whoever writes, a text is an answer.
            (Kind::Send { .. }, _) if self.channel == Channels::SMS => 0,
            (Kind::Menu { .. } | Kind::Ask { .. }, _) => SINCE_ANSWER,
            // An advisor said the last word, or the telephone rang in vain.
            (Kind::Transfer { .. }, _) if edge.by == Exit::Word("answered") => 0,
            (Kind::Transfer { .. }, _) if edge.by == Exit::Word("no-answer") => SINCE_ANSWER,
            (_, Some(called)) => {
                let ends = self.ends[called].iter().filter(|(outcome, _)| node.takes(edge, outcome));
                ends.fold(0, |all, (_, since)| {
                    let before = if since & SINCE_BEGIN == 0 { 0 } else { self.steps[at] };
                    all | (since & SINCE_ANSWER) | before
                })
            }
            _ => self.steps[at],
        }
    }
}
