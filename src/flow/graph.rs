//! All flows as one graph, as the engine runs them: every step a node, every way on from it an edge with the channels on
//! which it can be taken.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Name,
    channels::Channels,
    definition::{Ask, Flow, Kind, ServiceFacts, Step},
    exits::Exit,
    expression::{self, Arm},
};

/// The flows and their steps, numbered.
pub struct Graph<'a> {
    /// In the order of their names.
    pub flows: Vec<FlowNodes<'a>>,
    /// Every step of every flow, in the order of the files.
    pub nodes: Vec<Node<'a>>,
}

/// One flow.
pub struct FlowNodes<'a> {
    /// Itself.
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
pub enum Given<'a> {
    /// All it takes: we begin it ourselves.
    All,
    /// This one alone.
    One(&'a str),
    /// None: a word begins it.
    None,
}

/// One step.
pub struct Node<'a> {
    /// The number of its flow.
    pub flow: usize,
    /// Itself.
    pub step: &'a Step,
    /// The ways on from it.
    pub exits: Vec<Edge<'a>>,
    /// The flow that it calls.
    pub calls: Option<usize>,
    /// What is known of the arms of a branch, where its cases can be told apart.
    pub arms: Option<Vec<Arm>>,
}

/// One way on.
pub struct Edge<'a> {
    /// The exit.
    pub by: Exit<'a>,
    /// The step it leads to.
    pub to: usize,
    /// The channels on which it can be taken.
    pub channels: Channels,
}

impl<'a> Graph<'a> {
    /// The flows of an installation.
    pub fn new(flows: &'a BTreeMap<Name, Flow>, service: &ServiceFacts) -> Self {
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
    pub fn flow_of(&self, node: usize) -> &FlowNodes<'a> {
        &self.flows[self.nodes[node].flow]
    }

    /// The first step of a flow; flows have one at least.
    pub fn first(&self, flow: usize) -> Option<usize> {
        let nodes = &self.flows[flow].nodes;
        (!nodes.is_empty()).then_some(nodes.start)
    }

    /// The number of a flow.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.flows.binary_search_by(|flow| (*flow.flow.name).cmp(name)).ok()
    }
}

impl FlowNodes<'_> {
    /// The step where proof is given again.
    pub fn regain(&self) -> Option<usize> {
        let name = self.flow.regain.as_ref()?;
        Some(self.nodes.start + self.flow.steps.get_index_of(name)?)
    }
}

impl<'a> Node<'a> {
    /// The outcome with which it ends its flow.
    pub fn ends(&self) -> Option<&'a str> {
        match &self.step.kind {
            Kind::End { outcome } => Some(outcome),
            _ => None,
        }
    }

    /// Whether this exit of a call is the one that an outcome takes.
    pub fn takes(&self, edge: &Edge<'_>, outcome: &str) -> bool {
        match edge.by {
            Exit::ELSE => !self.names(outcome),
            Exit::Word(name) => name == outcome,
            Exit::Arm(_) | Exit::UsedUp | Exit::TriedOut => false,
        }
    }

    /// Whether what the step does is done where it is left by this exit on these channels: it was not used up, and it
    /// does not belong to the other channel.
    pub fn acts(&self, edge: &Edge<'_>, on: Channels) -> bool {
        edge.by != Exit::UsedUp && !(self.step.channels() & on).is_empty()
    }

    /// The flow that was run where it is left by this exit.
    pub fn called_before(&self, edge: &Edge<'_>) -> Option<usize> {
        self.calls.filter(|_| edge.by != Exit::UsedUp)
    }

    /// What is known of the arm of a branch that an exit is.
    pub fn arm(&self, edge: &Edge<'_>) -> Option<&Arm> {
        let at = match edge.by {
            Exit::Arm(place) => place.checked_sub(1)?,
            Exit::ELSE => self.arms.as_ref()?.len().checked_sub(1)?,
            Exit::Word(_) | Exit::UsedUp | Exit::TriedOut => return None,
        };
        self.arms.as_ref()?.get(at)
    }

    /// The keys and numbers that lead to one of its exits, in the step as it is written.
    pub fn place(&self, edge: &Edge<'_>) -> Vec<String> {
        let at = self.exits.iter().position(|other| std::ptr::eq(other, edge)).unwrap_or_default();
        match (&self.step.kind, edge.by) {
            (_, Exit::UsedUp) => vec!["at-most".to_owned(), "else".to_owned()],
            (_, Exit::TriedOut) => vec!["tries".to_owned(), "else".to_owned()],
            (Kind::Branch(_), _) => vec!["branch".to_owned(), at.to_string()],
            (Kind::Menu { .. }, _) => vec!["menu".to_owned(), (at + 1).to_string()],
            (_, Exit::NEXT) => vec!["next".to_owned()],
            (_, exit) => vec!["on".to_owned(), exit.to_string()],
        }
    }

    /// Whether an exit has this very outcome for its name.
    pub fn names(&self, outcome: &str) -> bool {
        self.exits.iter().any(|edge| edge.by == Exit::Word(outcome))
    }
}

impl Step {
    /// The channels on which it does what it does; on another it is passed over.
    pub fn channels(&self) -> Channels {
        self.only.map_or(Channels::BOTH, Channels::from)
    }

    /// The arms of a branch, where its cases can be told apart.
    pub fn arms(&self) -> Option<Vec<Arm>> {
        let Kind::Branch(arms) = &self.kind else { return None };
        let conditions: Vec<_> = arms.iter().map(|(when, _)| when.as_ref()).collect();
        expression::arms(&conditions)
    }

    /// The channels on which each of its exits can be taken, in their order, as far as the step alone can tell.
    pub fn exit_channels(&self, arms: Option<&[Arm]>) -> Vec<(Exit<'_>, &Name, Channels)> {
        let channels = |at: usize, exit: Exit<'_>| match (&self.kind, exit) {
            (_, Exit::UsedUp | Exit::TriedOut) => Channels::BOTH,
            (Kind::Branch(_), _) => arms.and_then(|arms| arms.get(at)).map_or(Channels::BOTH, |arm| arm.taken),
            // By keys no words can be given, and a text cannot be put through.
            (Kind::Ask { ask: Ask::Text { .. }, .. }, _) => Channels::SMS,
            (Kind::Transfer { .. }, Exit::Word("answered" | "no-answer")) => Channels::VOICE,
            _ => Channels::BOTH,
        };
        self.exits().into_iter().enumerate().map(|(at, (exit, to))| (exit, to, channels(at, exit))).collect()
    }
}

fn node<'a>(flow: &'a Flow, number: usize, first: usize, step: &'a Step, flows: &BTreeMap<&str, usize>) -> Node<'a> {
    let calls = match &step.kind {
        Kind::Call { flow, .. } => flows.get(&**flow).copied(),
        _ => None,
    };
    let arms = step.arms();
    let exits = step
        .exit_channels(arms.as_deref())
        .into_iter()
        .filter_map(|(by, to, channels)| Some(Edge { by, to: first + flow.steps.get_index_of(to)?, channels }));
    Node { flow: number, step, exits: exits.collect(), calls, arms }
}

/// How people come to a flow that nobody calls. Words are texted; everything else may be a text or a call.
fn beginning<'a>(flow: &'a Flow, service: &ServiceFacts) -> (Channels, Given<'a>) {
    let name = &flow.name;
    if *name == service.ask_item || *name == service.missed {
        (Channels::SMS, Given::All)
    } else if *name == service.reminder || *name == service.mandate {
        (Channels::BOTH, Given::All)
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
