//! All flows as one graph, as the engine runs them: every step a node, every way on from it an edge.

use std::{collections::BTreeMap, ops::Range};

use super::channels::Channels;
use crate::flow::{
    Name,
    definition::{Ask, Flow, Kind, ServiceFacts, Step},
    exits::Exit,
    expression::{self, Arm},
};

/// The flows and their steps, numbered.
pub(super) struct Graph<'a> {
    /// In the order of their names.
    pub flows: Vec<FlowNodes<'a>>,
    /// Every step of every flow, in the order of the files.
    pub nodes: Vec<Node<'a>>,
}

/// One flow.
pub(super) struct FlowNodes<'a> {
    pub flow: &'a Flow,
    /// Its steps.
    pub nodes: Range<usize>,
    /// The steps of any flow that call it.
    pub callers: Vec<usize>,
    /// On which channels people find themselves in it without another flow calling it.
    pub begun: Channels,
    /// The arguments it is given whenever it is so begun.
    pub given: Given<'a>,
}

/// The arguments that a flow has when nobody calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Given<'a> {
    /// All it takes: we begin it ourselves.
    All,
    /// This one alone.
    One(&'a str),
    /// None: a word begins it.
    None,
}

/// One step.
pub(super) struct Node<'a> {
    /// The number of its flow.
    pub flow: usize,
    pub step: &'a Step,
    pub exits: Vec<Edge<'a>>,
    /// The flow that it calls.
    pub calls: Option<usize>,
    /// What is known of the arms of a branch, where its cases can be told apart.
    pub arms: Option<Vec<Arm>>,
}

/// One way on.
pub(super) struct Edge<'a> {
    pub by: Exit<'a>,
    /// The step it leads to.
    pub to: usize,
    /// The channels on which it can be taken.
    pub channels: Channels,
}

impl<'a> Graph<'a> {
    pub(super) fn new(flows: &'a BTreeMap<Name, Flow>, service: &ServiceFacts) -> Self {
        let mut graph = Graph { flows: Vec::with_capacity(flows.len()), nodes: Vec::new() };
        let numbers: BTreeMap<&str, usize> = flows.keys().zip(0..).map(|(name, number)| (&**name, number)).collect();
        for (number, flow) in flows.values().enumerate() {
            let first = graph.nodes.len();
            graph.nodes.extend(flow.steps.values().map(|step| node(flow, number, first, step, &numbers)));
            let nodes = first..graph.nodes.len();
            let (begun, given) = beginning(flow, service);
            graph.flows.push(FlowNodes { flow, nodes, callers: Vec::new(), begun, given });
        }
        for (at, node) in graph.nodes.iter().enumerate() {
            if let Some(called) = node.calls.and_then(|called| graph.flows.get_mut(called)) {
                called.callers.push(at);
            }
        }
        graph
    }

    /// The flow that a step belongs to.
    pub(super) fn flow_of(&self, node: usize) -> &FlowNodes<'a> {
        &self.flows[self.nodes[node].flow]
    }

    /// The first step of a flow; flows have one at least.
    pub(super) fn first(&self, flow: usize) -> Option<usize> {
        let nodes = &self.flows[flow].nodes;
        (!nodes.is_empty()).then_some(nodes.start)
    }

    /// The number of a flow.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.flows.binary_search_by(|flow| (*flow.flow.name).cmp(name)).ok()
    }
}

impl FlowNodes<'_> {
    /// The step where proof is given again.
    pub(super) fn regain(&self) -> Option<usize> {
        let name = self.flow.regain.as_ref()?;
        Some(self.nodes.start + self.flow.steps.get_index_of(name)?)
    }
}

impl<'a> Node<'a> {
    /// The outcome with which it ends its flow.
    pub(super) fn ends(&self) -> Option<&'a str> {
        match &self.step.kind {
            Kind::End { outcome } => Some(outcome),
            _ => None,
        }
    }

    /// Whether this exit of a call is the one that an outcome takes.
    pub(super) fn takes(&self, edge: &Edge<'_>, outcome: &str) -> bool {
        match edge.by {
            Exit::ELSE => !self.names(outcome),
            Exit::Word(name) => name == outcome,
            Exit::Arm(_) => false,
        }
    }

    /// The keys and numbers that lead to one of its exits, in the step as it is written.
    pub(super) fn place(&self, edge: &Edge<'_>) -> Vec<String> {
        let at = self.exits.iter().position(|other| std::ptr::eq(other, edge)).unwrap_or_default();
        match (&self.step.kind, edge.by) {
            (Kind::Branch(_), _) => vec!["branch".to_owned(), at.to_string()],
            (Kind::Menu { .. }, _) => vec!["menu".to_owned(), (at + 1).to_string()],
            (_, Exit::NEXT) => vec!["next".to_owned()],
            (_, exit) => vec!["on".to_owned(), exit.to_string()],
        }
    }

    /// Whether an exit has this very outcome for its name.
    pub(super) fn names(&self, outcome: &str) -> bool {
        self.exits.iter().any(|edge| edge.by == Exit::Word(outcome))
    }
}

fn node<'a>(flow: &'a Flow, number: usize, first: usize, step: &'a Step, flows: &BTreeMap<&str, usize>) -> Node<'a> {
    let (arms, calls) = match &step.kind {
        Kind::Branch(arms) => {
            let conditions: Vec<_> = arms.iter().map(|(when, _)| when.as_ref()).collect();
            (expression::arms(&conditions), None)
        }
        Kind::Call { flow, .. } => (None, flows.get(&**flow).copied()),
        _ => (None, None),
    };
    let by_text_alone = matches!(step.kind, Kind::Ask { ask: Ask::Text { .. }, .. });
    let edges = step.exits().into_iter().enumerate().filter_map(|(at, (by, to))| {
        let channels = match arms.as_ref().and_then(|arms| arms.get(at)) {
            Some(arm) => Channels::of(arm.taken),
            // By keys no words can be given.
            None if by_text_alone => Channels::SMS,
            None => Channels::BOTH,
        };
        Some(Edge { by, to: first + flow.steps.get_index_of(to)?, channels })
    });
    Node { flow: number, step, exits: edges.collect(), calls, arms }
}

/// How people come to a flow that nobody calls. Words are texted; everything else may be a text or a call.
fn beginning<'a>(flow: &'a Flow, service: &ServiceFacts) -> (Channels, Given<'a>) {
    let name = &flow.name;
    if *name == service.ask_item {
        (Channels::SMS, Given::All)
    } else if *name == service.read_out {
        (Channels::VOICE, Given::All)
    } else if *name == service.advisor {
        let given = if flow.enter.is_some() { Given::None } else { Given::One("subject") };
        (Channels::BOTH, given)
    } else if service.entries.contains(name) {
        (Channels::BOTH, Given::None)
    } else if flow.enter.is_some() {
        (Channels::SMS, Given::None)
    } else {
        (Channels::NONE, Given::None)
    }
}
