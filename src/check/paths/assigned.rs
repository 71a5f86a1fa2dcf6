//! What is set on every path: to each step of a flow, and where a flow ends and gives it back.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    channels::Channels,
    graph::{Edge, FlowNodes, Given, Graph, Node},
    reach::Reach,
    uses,
};
use crate::flow::{
    Name,
    definition::{Flow, Kind, VarType},
    exits::Exit,
};

/// What is set on every path to each step of a flow, on one channel; none where nobody comes.
pub(super) type States = Vec<Option<Set>>;

/// For each flow, what it has set of what it returns, whenever it ends with an outcome.
pub(super) type Returned<'a> = Vec<BTreeMap<&'a str, BTreeSet<&'a Name>>>;

/// Which variables are set, by their place among those of the flow.
#[derive(Clone, PartialEq)]
pub(super) struct Set(Vec<u64>);

impl Set {
    fn none(count: usize) -> Self {
        Set(vec![0; count.div_ceil(64)])
    }

    fn put(&mut self, place: usize, there: bool) {
        if let Some(word) = self.0.get_mut(place / 64) {
            let bit = 1 << (place % 64);
            *word = if there { *word | bit } else { *word & !bit };
        }
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    /// Keeps what both have; tells whether anything was lost.
    fn keep(&mut self, other: &Set) -> bool {
        let before = self.clone();
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
        *self != before
    }
}

struct Names<'a>(BTreeMap<&'a str, usize>);

impl<'a> Names<'a> {
    fn of(flow: &'a Flow) -> Self {
        Names(flow.vars.keys().zip(0..).map(|(name, place)| (&**name, place)).collect())
    }

    fn put(&self, set: &mut Set, name: &str, there: bool) {
        if let Some(place) = self.0.get(name) {
            set.put(*place, there);
        }
    }
}

/// The paths of one flow on one channel.
pub(super) struct Walk<'a, 'g> {
    pub(super) graph: &'g Graph<'a>,
    reach: &'g Reach<'a>,
    pub(super) channel: Channels,
    number: usize,
    names: Names<'a>,
    returned: &'g Returned<'a>,
}

impl<'a, 'g> Walk<'a, 'g> {
    pub(super) fn new(
        graph: &'g Graph<'a>,
        reach: &'g Reach<'a>,
        channel: Channels,
        number: usize,
        returned: &'g Returned<'a>,
    ) -> Self {
        Walk { graph, reach, channel, number, names: Names::of(graph.flows[number].flow), returned }
    }

    pub(super) fn flow(&self) -> &'g FlowNodes<'a> {
        &self.graph.flows[self.number]
    }

    /// The step of the flow at a place among its steps.
    pub(super) fn node(&self, place: usize) -> &'g Node<'a> {
        &self.graph.nodes[self.flow().nodes.start + place]
    }

    /// What is set on every path to each of its steps.
    pub(super) fn states(&self) -> States {
        let begin = [(0, arguments(self.graph, self.number, self.channel, &self.names))];
        let count = self.flow().nodes.len();
        let bounded = |states: &States| {
            (0..count).filter(|at| states[*at].is_some() && self.node(*at).step.at_most.is_some()).collect::<Vec<_>>()
        };
        let plain = self.spread(begin.clone(), None, &BTreeMap::new());
        let used_up: BTreeMap<usize, Set> =
            bounded(&plain).into_iter().filter_map(|at| Some((at, self.used_up(at, &plain)?))).collect();
        if used_up.is_empty() { plain } else { self.spread(begin, None, &used_up) }
    }

    /// What is set whenever a step is used up: it was left by an exit of its own before.
    fn used_up(&self, at: usize, states: &States) -> Option<Set> {
        let before = states[at].as_ref()?;
        let left: Vec<(usize, Set)> = self.ways(at, before, None);
        let own = left.iter().map(|(_, after)| after.clone()).reduce(both)?;
        let around = self.spread(left, Some(at), &BTreeMap::new());
        // Whoever goes back comes to it by no way of the graph.
        Some(around[at].clone().unwrap_or(own))
    }

    /// Follows every way from these steps, with what is set there; not on from the step `until`.
    fn spread(
        &self,
        begin: impl IntoIterator<Item = (usize, Set)>,
        until: Option<usize>,
        used_up: &BTreeMap<usize, Set>,
    ) -> States {
        let mut states: States = vec![None; self.flow().nodes.len()];
        let mut todo = Vec::new();
        for (to, state) in begin {
            meet(&mut states, to, state, &mut todo);
        }
        while let Some(at) = todo.pop() {
            let Some(state) = states.get(at).cloned().flatten().filter(|_| until != Some(at)) else { continue };
            let bound = used_up.get(&at).unwrap_or(&state);
            for (to, after) in self.ways(at, &state, Some(bound)) {
                meet(&mut states, to, after, &mut todo);
            }
        }
        states
    }

    /// The steps that follow a step, with what is set there; where it is used up, what `used_up` says.
    fn ways(&self, at: usize, state: &Set, used_up: Option<&Set>) -> Vec<(usize, Set)> {
        let (node, start) = (self.node(at), self.flow().nodes.start);
        let taken = self.reach.taken(self.graph, start + at).into_iter();
        let taken = taken.filter(|(_, on)| !(*on & self.channel).is_empty());
        let mut ways: Vec<(usize, Set)> = taken
            .filter_map(|(edge, _)| {
                let after = if edge.by == Exit::UsedUp { used_up?.clone() } else { self.after(node, edge, state) };
                Some((edge.to - start, after))
            })
            .collect();
        // Where proof is wanted and has lapsed, the person is sent to give it again.
        let held = |name: &Name| self.is_set(state, name);
        let vars = &self.flow().flow.vars;
        let holds_file = || vars.iter().any(|(name, kind)| *kind == VarType::CaseFile && held(name));
        let sent_back = node.step.needs.is_some() || ((node.step.waits() || node.calls.is_some()) && holds_file());
        if let Some(regain) = self.flow().regain().filter(|_| sent_back) {
            let mut state = state.clone();
            self.forget_secrets(&mut state);
            ways.push((regain - start, state));
        }
        ways
    }

    /// What is set after a step was left by an exit of its own.
    fn after(&self, node: &Node<'a>, edge: &Edge<'a>, state: &Set) -> Set {
        let mut after = state.clone();
        if !node.acts(edge, self.channel) {
            return after;
        }
        // A code lasts until somebody is waited for.
        if node.step.waits() || matches!(node.step.kind, Kind::Call { .. } | Kind::Transfer { .. }) {
            self.forget_secrets(&mut after);
        }
        if let Kind::Verify { code, .. } = &node.step.kind {
            self.names.put(&mut after, code, false);
        }
        for name in uses::sets(node.step, edge.by) {
            self.names.put(&mut after, name, true);
        }
        if let (Kind::Call { into, .. }, Some(called)) = (&node.step.kind, node.calls) {
            for (mine, theirs) in into {
                self.names.put(&mut after, mine, self.never_sets(called, theirs, Some((node, edge))).is_none());
            }
        }
        for name in node.arm(edge).into_iter().flat_map(|arm| &arm.proves) {
            self.names.put(&mut after, name, true);
        }
        after
    }

    /// Whether a variable of the flow is set.
    pub(super) fn is_set(&self, state: &Set, name: &str) -> bool {
        self.names.0.get(name).is_some_and(|place| state.has(*place))
    }

    fn forget_secrets(&self, state: &mut Set) {
        let secrets = self.flow().flow.vars.iter().filter(|(_, kind)| **kind == VarType::Secret);
        secrets.for_each(|(name, _)| self.names.put(state, name, false));
    }

    /// An outcome with which a called flow can end without having set this result, of those that take one exit.
    pub(super) fn never_sets(
        &self,
        called: usize,
        result: &Name,
        exit: Option<(&Node<'a>, &Edge<'a>)>,
    ) -> Option<&'a str> {
        let ends = self.reach.ends[called].iter().filter(|(_, on)| !(**on & self.channel).is_empty());
        let mut outcomes =
            ends.map(|(outcome, _)| *outcome).filter(|end| exit.is_none_or(|(node, edge)| node.takes(edge, end)));
        outcomes.find(|outcome| !self.returned[called].get(outcome).is_some_and(|set| set.contains(result)))
    }

    /// What the flow has set of what it returns, by its outcomes.
    pub(super) fn returned(&self, states: &States) -> BTreeMap<&'a str, BTreeSet<&'a Name>> {
        let mut returned: BTreeMap<&'a str, BTreeSet<&'a Name>> = BTreeMap::new();
        for (place, state) in states.iter().enumerate() {
            let (Some(outcome), Some(state)) = (self.node(place).ends(), state) else { continue };
            let returns = self.flow().flow.returns.iter();
            let set: BTreeSet<&'a Name> = returns.filter(|name| self.is_set(state, name)).collect();
            let known = returned.entry(outcome).or_insert_with(|| set.clone());
            known.retain(|name| set.contains(name));
        }
        returned
    }
}

/// What is set both here and there.
fn both(mut one: Set, other: Set) -> Set {
    one.keep(&other);
    one
}

/// Comes to a step with this set; where that is less than was known, the step is gone through again.
fn meet(states: &mut States, to: usize, after: Set, todo: &mut Vec<usize>) {
    let changed = match states.get_mut(to) {
        Some(Some(known)) => known.keep(&after),
        Some(fresh @ None) => {
            *fresh = Some(after);
            true
        }
        None => false,
    };
    if changed {
        todo.push(to);
    }
}

/// The arguments that a flow has however it begins.
fn arguments(graph: &Graph<'_>, number: usize, channel: Channels, names: &Names<'_>) -> Set {
    let flow = &graph.flows[number];
    let mut set = Set::none(names.0.len());
    for take in &flow.flow.takes {
        let begun = (flow.begun & channel).is_empty()
            || match flow.given {
                Given::All => true,
                Given::One(given) => given == &**take,
                Given::None => false,
            };
        let called = flow.callers.iter().all(|caller| match &graph.nodes[*caller].step.kind {
            Kind::Call { with, .. } => with.iter().any(|(name, _)| name == take),
            _ => true,
        });
        names.put(&mut set, take, begun && called);
    }
    set
}
