//! Which steps people come to, on which channel, and how flows can end.

use std::collections::BTreeMap;

use super::{
    Name,
    channels::Channels,
    definition::Script,
    exits::Exit,
    graph::{Edge, Graph, Node},
};
use crate::channel::Channel;

/// What can be reached, whatever people answer and whatever the world says.
pub struct Reach<'a> {
    /// For each step, the channels on which people come to it.
    pub steps: Vec<Channels>,
    /// For each flow, its outcomes, and the channels on which it ends with them.
    pub ends: Vec<BTreeMap<&'a str, Channels>>,
    /// The flows that nobody calls or begins. Their steps are looked at as if somebody did.
    pub unbegun: Vec<usize>,
}

impl<'a> Reach<'a> {
    /// Follows every way through a graph.
    pub fn new(graph: &Graph<'a>) -> Self {
        let mut reach = Reach {
            steps: vec![Channels::NONE; graph.nodes.len()],
            ends: vec![BTreeMap::new(); graph.flows.len()],
            unbegun: Vec::new(),
        };
        for (number, flow) in graph.flows.iter().enumerate() {
            reach.set_out(graph, number, flow.begun);
        }
        // Those that only unbegun flows call are found from these.
        for alone in [true, false] {
            for (number, flow) in graph.flows.iter().enumerate() {
                let come = flow.nodes.clone().next().is_none_or(|first| !reach.steps[first].is_empty());
                if !come && (flow.callers.is_empty() || !alone) {
                    reach.unbegun.push(number);
                    reach.set_out(graph, number, Channels::BOTH);
                }
            }
        }
        reach
    }

    /// Follows every way from the first step of a flow, and from where proof is given again.
    fn set_out(&mut self, graph: &Graph<'a>, flow: usize, on: Channels) {
        let mut todo: Vec<(usize, Channels)> = Vec::new();
        todo.extend(graph.first(flow).map(|first| (first, on)));
        while let Some((at, on)) = todo.pop() {
            let new = on.without(self.steps[at]);
            if new.is_empty() {
                continue;
            }
            self.steps[at] |= new;
            let node = &graph.nodes[at];
            if let Some(outcome) = node.ends() {
                *self.ends[node.flow].entry(outcome).or_default() |= new;
                let callers = &graph.flows[node.flow].callers;
                todo.extend(callers.iter().flat_map(|caller| self.ways(graph, *caller, new)));
            }
            // Whoever is in a flow may be sent to where proof is given again.
            if graph.first(node.flow) == Some(at) {
                todo.extend(graph.flows[node.flow].regain().map(|regain| (regain, new)));
            }
            todo.extend(node.calls.and_then(|called| graph.first(called)).map(|first| (first, new)));
            todo.extend(self.ways(graph, at, new));
        }
    }

    /// The ways on from a step that people came to, on some of the channels they came by.
    fn ways(&self, graph: &Graph<'a>, at: usize, on: Channels) -> Vec<(usize, Channels)> {
        let node = &graph.nodes[at];
        let on = on & self.steps[at];
        node.exits.iter().map(|edge| (edge.to, on & self.open(node, edge))).collect()
    }

    /// The channels on which a way can be taken: after a call, those on which the called flow ends so.
    pub fn open(&self, node: &Node<'a>, edge: &Edge<'a>) -> Channels {
        let Some(called) = node.called_before(edge) else { return edge.channels };
        let ends = self.ends[called].iter().filter(|(outcome, _)| node.takes(edge, outcome));
        edge.channels & ends.fold(Channels::NONE, |all, (_, on)| all | *on)
    }

    /// The ways that people take from a step, on the channels they take them.
    pub fn taken<'g>(&self, graph: &'g Graph<'a>, at: usize) -> Vec<(&'g Edge<'a>, Channels)> {
        let node = &graph.nodes[at];
        let with_channels = node.exits.iter().map(|edge| (edge, self.steps[at] & self.open(node, edge)));
        with_channels.filter(|(_, on)| !on.is_empty()).collect()
    }
}

/// The steps and exits that people can come to on one channel, by their names.
pub struct OnChannel<'a> {
    graph: Graph<'a>,
    reach: Reach<'a>,
    channel: Channels,
}

impl<'a> OnChannel<'a> {
    /// What can be reached from wherever a conversation on this channel may begin.
    pub fn of(script: &'a Script, channel: Channel) -> Self {
        let graph = Graph::new(&script.flows, &script.service);
        let reach = Reach::new(&graph);
        OnChannel { graph, reach, channel: channel.into() }
    }

    /// The flows that a conversation may begin with.
    pub fn beginnings(&self) -> impl Iterator<Item = &'a Name> {
        let begun = |flow: &usize| !(self.graph.flows[*flow].begun & self.channel).is_empty();
        let flows = (0..self.graph.flows.len()).filter(move |flow| begun(flow) || self.reach.unbegun.contains(flow));
        flows.map(|flow| &self.graph.flows[flow].flow.name)
    }

    /// The steps of a flow that can be taken, each with the exits by which it can be left. One that belongs to the other
    /// channel is passed over, and not taken.
    pub fn steps(&self, flow: &str) -> BTreeMap<&'a Name, Vec<(Exit<'a>, &'a Name)>> {
        let nodes = self.graph.number(flow).map(|flow| self.graph.flows[flow].nodes.clone()).unwrap_or_default();
        let taken = |at: &usize| {
            let here = self.reach.steps[*at] & self.channel & self.graph.nodes[*at].step.channels();
            !here.is_empty()
        };
        nodes.filter(taken).map(|at| (&self.graph.nodes[at].step.name, self.exits(at))).collect()
    }

    fn exits(&self, at: usize) -> Vec<(Exit<'a>, &'a Name)> {
        let ways = self.reach.taken(&self.graph, at).into_iter().filter(|(_, on)| !(*on & self.channel).is_empty());
        ways.map(|(edge, _)| (edge.by, &self.graph.nodes[edge.to].step.name)).collect()
    }
}
