//! Which steps people come to, on which channel, and how flows can end.

use std::collections::BTreeMap;

use super::{
    channels::Channels,
    graph::{Edge, Graph, Node},
};

/// What can be reached, whatever people answer and whatever the world says.
pub(super) struct Reach<'a> {
    /// For each step, the channels on which people come to it.
    pub steps: Vec<Channels>,
    /// For each flow, its outcomes, and the channels on which it ends with them.
    pub ends: Vec<BTreeMap<&'a str, Channels>>,
    /// The flows that nobody calls or begins. Their steps are looked at as if somebody did.
    pub unbegun: Vec<usize>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(graph: &Graph<'a>) -> Self {
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
    pub(super) fn open(&self, node: &Node<'a>, edge: &Edge<'a>) -> Channels {
        let Some(called) = node.calls else { return edge.channels };
        let ends = self.ends[called].iter().filter(|(outcome, _)| node.takes(edge, outcome));
        edge.channels & ends.fold(Channels::NONE, |all, (_, on)| all | *on)
    }

    /// The ways that people take from a step, on the channels they take them.
    pub(super) fn taken<'g>(&self, graph: &'g Graph<'a>, at: usize) -> Vec<(&'g Edge<'a>, Channels)> {
        let node = &graph.nodes[at];
        let with_channels = node.exits.iter().map(|edge| (edge, self.steps[at] & self.open(node, edge)));
        with_channels.filter(|(_, on)| !on.is_empty()).collect()
    }
}
