//! The longest way to a human: the seconds from any moment of a flow, on a call, until an advisor is promised.
//!
//! Counted is a caller who hears every sentence to its end, presses `0` only when the next question is over, and then
//! answers every question of the flow for advisors, by its longest path. Nobody is asked the same thing twice.

use std::collections::BTreeMap;

use super::{
    channels::Channels,
    code,
    graph::{Edge, Graph, Node},
    heard::Heard,
    reach::Reach,
    report::Report,
    scc,
};
use crate::flow::{
    definition::{Ask, Kind, ServiceFacts, Step},
    exits::Exit,
};

/// Seconds within which a human is promised, whatever somebody does who looks for one.
pub const MOST_SECONDS: f64 = 120.0;
/// Seconds to press a key, and to type an entry: a telephone number, a second for each digit.
const KEY: f64 = 2.0;
const ENTRY: f64 = 10.0;
/// Seconds the office's telephone rings in vain.
const RINGING: f64 = 25.0;

/// The longest way to a human from a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// The flow.
    pub flow: String,
    /// The question that ends the longest stretch in which nobody can press `0`.
    pub step: String,
    /// The language in which it takes longest.
    pub language: String,
    /// The seconds of that stretch.
    pub stretch: f64,
    /// The seconds until an advisor is promised.
    pub seconds: f64,
}

pub(super) fn check(
    graph: &Graph<'_>,
    reach: &Reach<'_>,
    heard: &Heard<'_>,
    service: &ServiceFacts,
    report: &mut Report,
) {
    for worst in all(graph, reach, heard, service).into_iter().filter(|worst| worst.seconds > MOST_SECONDS) {
        let Some(flow) = graph.number(&worst.flow) else { continue };
        let Worst { step, language, stretch, seconds, .. } = &worst;
        let message = format!(
            "in {language} it can take {seconds:.0} seconds to a human: {stretch:.0} before `0` can be pressed at `{step}`"
        );
        let help = format!("say less at a time; {MOST_SECONDS} seconds are the most");
        let step = graph.flows[flow].nodes.clone().find(|at| *graph.nodes[*at].step.name == **step);
        match step {
            Some(at) => report.step(&code::HUMAN_TOO_FAR, graph, at, [], (message, help)),
            None => report.head(&code::HUMAN_TOO_FAR, flow, &["flow"], (message, help)),
        }
    }
}

/// The longest way of every flow that takes calls, in the language where it is longest.
pub(super) fn all(graph: &Graph<'_>, reach: &Reach<'_>, heard: &Heard<'_>, service: &ServiceFacts) -> Vec<Worst> {
    let order = Order::new(graph, reach);
    let mut worst: BTreeMap<usize, Worst> = BTreeMap::new();
    for language in heard.catalogue.languages() {
        let own = |at: usize| match graph.nodes[at].step {
            step if (step.channels() & Channels::VOICE).is_empty() => 0.0,
            step => heard.seconds(graph.flow_of(at).flow, step, &language),
        };
        let own: Vec<f64> = (0..graph.nodes.len()).map(own).collect();
        let stretches = Stretches::new(graph, &order, &own);
        let advisor = graph.number(&service.advisor);
        let promise = advisor.map_or(0.0, |flow| to_promise(graph, &order, flow, &own));
        for (flow, stretch) in stretches.longest.iter().enumerate() {
            let Some((stretch, at)) = *stretch else { continue };
            // In the flow for advisors nobody needs the key.
            let seconds = if Some(flow) == advisor { promise } else { stretch + KEY + promise };
            if worst.get(&flow).is_none_or(|known| known.seconds < seconds) {
                let (flow_name, step) = (&graph.flows[flow].flow.name, &graph.nodes[at].step.name);
                let (flow_name, step, language) = (flow_name.to_string(), step.to_string(), language.to_string());
                worst.insert(flow, Worst { flow: flow_name, step, language, stretch, seconds });
            }
        }
    }
    worst.into_values().collect()
}

/// The steps that calls come to, each flow's in an order in which ways lead forward; a way that leads back is left out.
struct Order {
    /// Called flows before those that call them.
    flows: Vec<usize>,
    /// The steps of each flow.
    steps: Vec<Vec<usize>>,
    /// The place of each step in its flow's order.
    place: Vec<usize>,
    /// The ways forward from each step, as the places of exits.
    forward: Vec<Vec<usize>>,
}

impl Order {
    fn new(graph: &Graph<'_>, reach: &Reach<'_>) -> Self {
        let on_calls = |at: usize, exit: usize| {
            let node = &graph.nodes[at];
            !(reach.steps[at] & reach.open(node, &node.exits[exit]) & Channels::VOICE).is_empty()
        };
        let called = |flow: &super::graph::FlowNodes<'_>| flow.nodes.clone().filter_map(|at| graph.nodes[at].calls);
        let calls: Vec<Vec<usize>> = graph.flows.iter().map(|flow| called(flow).collect()).collect();
        let flows = scc::components(&calls).into_iter().flatten().collect();
        let mut place = vec![usize::MAX; graph.nodes.len()];
        let mut steps = Vec::with_capacity(graph.flows.len());
        for flow in 0..graph.flows.len() {
            let first = graph.first(flow).filter(|first| !(reach.steps[*first] & Channels::VOICE).is_empty());
            let mut order = first.map_or_else(Vec::new, |first| finished(graph, first, &on_calls));
            order.reverse();
            order.iter().enumerate().for_each(|(at, step)| place[*step] = at);
            steps.push(order);
        }
        let forward = |at: usize| {
            let exits = &graph.nodes[at].exits;
            let leads =
                |exit: &usize| on_calls(at, *exit) && exits[*exit].to != at && place[exits[*exit].to] > place[at];
            (0..exits.len()).filter(leads).collect()
        };
        let forward = (0..graph.nodes.len()).map(forward).collect();
        Order { flows, steps, place, forward }
    }
}

/// The steps that follow one, itself included, each after everything it leads to (a search in depth).
fn finished(graph: &Graph<'_>, first: usize, on_calls: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut seen = std::collections::BTreeSet::from([first]);
    let mut path = vec![(first, 0)];
    let mut done = Vec::new();
    while let Some((at, exit)) = path.pop() {
        let Some(edge) = graph.nodes[at].exits.get(exit) else {
            done.push(at);
            continue;
        };
        path.push((at, exit + 1));
        if on_calls(at, exit) && seen.insert(edge.to) {
            path.push((edge.to, 0));
        }
    }
    done
}

/// The longest times without a question.
struct Stretches<'a> {
    /// For each flow, the longest of all, and the step whose question ends it.
    longest: Vec<Option<(f64, usize)>>,
    /// For each flow, the longest from its beginning to the end of its first question.
    head: Vec<f64>,
    /// For each flow and outcome, the longest from its beginning to its end, where no question comes between.
    through: Vec<BTreeMap<&'a str, f64>>,
    /// For each flow and outcome, the longest from a question of its own to its end.
    tail: Vec<BTreeMap<&'a str, f64>>,
}

impl<'a> Stretches<'a> {
    fn new(graph: &Graph<'a>, order: &Order, own: &[f64]) -> Self {
        let flows = graph.flows.len();
        let (none, empty) = (vec![None; flows], vec![BTreeMap::new(); flows]);
        let mut all = Stretches { longest: none, head: vec![0.0; flows], through: empty.clone(), tail: empty };
        for flow in &order.flows {
            all.add(graph, order, *flow, own);
        }
        all
    }

    /// Two times for each step: since the flow began without a question, and since the last question.
    fn add(&mut self, graph: &Graph<'a>, order: &Order, flow: usize, own: &[f64]) {
        let steps = &order.steps[flow];
        let mut times: Vec<[Option<f64>; 2]> = vec![[None; 2]; steps.len()];
        if let Some(first) = times.first_mut() {
            first[0] = Some(0.0);
        }
        for (place, at) in steps.iter().enumerate() {
            let node = &graph.nodes[*at];
            let before = times[place];
            let here = before.map(|time| time.map(|time| time + own[*at]));
            let longest = |times: [Option<f64>; 2]| times.into_iter().flatten().fold(0.0, f64::max);
            if let Some(called) = node.calls {
                self.head[flow] = self.head[flow].max(before[0].map_or(0.0, |time| time + self.head[called]));
                self.ends_at(flow, longest(before) + self.head[called], *at);
            }
            if node.step.waits() {
                self.head[flow] = self.head[flow].max(here[0].unwrap_or_default());
                self.ends_at(flow, longest(here), *at);
            }
            if let Some(outcome) = node.ends() {
                for (ends, time) in [(&mut self.through[flow], before[0]), (&mut self.tail[flow], before[1])] {
                    if let Some(time) = time {
                        let known = ends.entry(outcome).or_insert(time);
                        *known = known.max(time);
                    }
                }
            }
            for exit in &order.forward[*at] {
                let edge = &node.exits[*exit];
                let after = match node.called_before(edge) {
                    _ if is_passed(node, edge) => before,
                    _ if rings(node, edge) => here.map(|time| time.map(|time| time + RINGING)),
                    _ if node.step.waits() => [None, Some(0.0)],
                    Some(called) => {
                        let ends = |times: &BTreeMap<&str, f64>| {
                            let taken = times.iter().filter(|(outcome, _)| node.takes(edge, outcome));
                            taken.map(|(_, time)| *time).reduce(f64::max)
                        };
                        let (through, tail) = (ends(&self.through[called]), ends(&self.tail[called]));
                        let passed = before.map(|time| Some(time? + through?));
                        [passed[0], later(passed[1], tail)]
                    }
                    None => here,
                };
                let to = &mut times[order.place[edge.to]];
                *to = [later(to[0], after[0]), later(to[1], after[1])];
            }
        }
    }

    fn ends_at(&mut self, flow: usize, time: f64, at: usize) {
        if self.longest[flow].is_none_or(|(known, _)| known < time) {
            self.longest[flow] = Some((time, at));
        }
    }
}

/// Whether nothing is heard of a step that is left so: it was used up, or nobody could be rung.
fn is_passed(node: &Node<'_>, edge: &Edge<'_>) -> bool {
    let unrung = matches!(node.step.kind, Kind::Transfer { .. }) && edge.by == Exit::Word("unavailable");
    edge.by == Exit::UsedUp || unrung
}

/// Whether the office's telephone rang first.
fn rings(node: &Node<'_>, edge: &Edge<'_>) -> bool {
    matches!(node.step.kind, Kind::Transfer { .. }) && edge.by == Exit::Word("no-answer")
}

fn later(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.into_iter().chain(other).reduce(f64::max)
}

/// The longest path through the flow for advisors, up to the end of the words that promise one.
fn to_promise(graph: &Graph<'_>, order: &Order, flow: usize, own: &[f64]) -> f64 {
    let steps = &order.steps[flow];
    let mut times: Vec<Option<f64>> = vec![None; steps.len()];
    if let Some(first) = times.first_mut() {
        *first = Some(0.0);
    }
    let mut longest: f64 = 0.0;
    for (place, at) in steps.iter().enumerate() {
        let Some(before) = times[place] else { continue };
        let node = &graph.nodes[*at];
        let after = before + own[*at] + answer(node.step);
        if let Kind::Callback { .. } = &node.step.kind {
            let booked = node.exits.iter().filter(|edge| edge.by == Exit::Word("booked"));
            let said = booked.map(|edge| own[edge.to]).fold(0.0, f64::max);
            longest = longest.max(after + said);
            continue;
        }
        for exit in &order.forward[*at] {
            let edge = &node.exits[*exit];
            let after = match edge {
                edge if is_passed(node, edge) => before,
                edge if rings(node, edge) => after + RINGING,
                _ => after,
            };
            let to = &mut times[order.place[edge.to]];
            *to = later(*to, Some(after));
        }
    }
    longest
}

/// The seconds it takes to answer.
fn answer(step: &Step) -> f64 {
    match &step.kind {
        Kind::Menu { .. } | Kind::Ask { ask: Ask::YesNo | Ask::Answer | Ask::Choice(_), .. } => KEY,
        Kind::Ask { .. } => ENTRY,
        _ => 0.0,
    }
}
