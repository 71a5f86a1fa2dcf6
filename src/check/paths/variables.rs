//! Variables that are read before they are set on some path, codes that are gone when they are needed, and variables
//! that nobody reads.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    assigned::{Returned, States, Walk},
    channels::Channels,
    code,
    graph::{FlowNodes, Graph},
    reach::Reach,
    report::Report,
    scc,
    uses::{self, Read},
};
use crate::flow::{
    Name,
    definition::{Kind, Step, VarType},
};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    let reads = |flow: &FlowNodes<'_>| flow.nodes.clone().map(|at| uses::reads(graph.nodes[at].step)).collect();
    let reads: Vec<Vec<Vec<Read<'_>>>> = graph.flows.iter().map(reads).collect();
    before_set(graph, reach, &reads, report);
    for (number, reads) in reads.iter().enumerate() {
        never_read(graph, number, reads, report);
    }
}

fn before_set(graph: &Graph<'_>, reach: &Reach<'_>, reads: &[Vec<Vec<Read<'_>>>], report: &mut Report) {
    let called = |flow: &FlowNodes<'_>| flow.nodes.clone().filter_map(|at| graph.nodes[at].calls).collect();
    let calls: Vec<Vec<usize>> = graph.flows.iter().map(called).collect();
    let mut told = BTreeSet::new();
    for channel in Channels::EACH {
        let mut returned: Returned<'_> = vec![BTreeMap::new(); graph.flows.len()];
        // Called flows come before those that call them.
        for number in scc::components(&calls).into_iter().flatten() {
            let walk = Walk::new(graph, reach, channel, number, &returned);
            let states = walk.states();
            walk.tell(&states, &reads[number], &mut told, report);
            let own = walk.returned(&states);
            returned[number] = own;
        }
    }
}

impl<'a> Walk<'a, '_> {
    fn tell(
        &self,
        states: &States,
        reads: &[Vec<Read<'a>>],
        told: &mut BTreeSet<(&'a Name, &'a str)>,
        report: &mut Report,
    ) {
        for ((place, state), reads) in states.iter().enumerate().zip(reads) {
            let Some(state) = state else { continue };
            // On the other channel the step is passed over, and reads nothing.
            if (self.node(place).step.channels() & self.channel).is_empty() {
                continue;
            }
            for read in reads.iter().filter(|read| !read.may_be_unset) {
                let Some(kind) = self.flow().flow.vars.get(read.name) else { continue };
                // A flag that nobody raised is down.
                if *kind == VarType::Bool || self.is_set(state, read.name) {
                    continue;
                }
                // Where it is not set once, it is mostly not set anywhere after.
                if !told.insert((&self.flow().flow.name, read.name)) {
                    continue;
                }
                let forgetful = self.calls_without(read.name);
                for caller in &forgetful {
                    let message =
                        format!("`{}` needs `{}`, and is not handed it here", self.flow().flow.name, read.name);
                    let help = format!("add `{}: …` to `with`", read.name);
                    let place = ["call".to_owned(), "flow".to_owned()];
                    report.step(&code::READ_BEFORE_SET, self.graph, *caller, place, (message, help));
                }
                if forgetful.is_empty() {
                    let (code, told) = self.unset(read.name, kind);
                    let at = self.flow().nodes.start + place;
                    report.step(code, self.graph, at, read.place.iter().cloned(), told);
                }
            }
        }
    }

    fn unset(&self, name: &str, kind: &VarType) -> (&'static code::Code, (String, String)) {
        if *kind == VarType::Secret {
            let message = format!("`{name}` is gone when this step needs it: a code lasts until the next question");
            return (&code::SECRET_GONE, (message, "ask for the code right before this step".to_owned()));
        }
        let message = format!("`{name}` is read here, and on some path nothing has set it");
        let help = match self.unset_by_a_call(name) {
            Some((flow, outcome, result)) => {
                format!("the flow `{flow}` can end with `{outcome}` and have set no `{result}`: lead that elsewhere")
            }
            None if self.is_taken_or_set(name) => {
                format!("set it on every path, or ask first: `when: '{name} == \"\"'`")
            }
            None => format!(
                "no step sets it: set it before this one, or, where other flows hand it over, add `takes: [{name}]`"
            ),
        };
        (&code::READ_BEFORE_SET, (message, help))
    }

    /// The steps that call this flow without an argument that it takes.
    fn calls_without(&self, name: &str) -> Vec<usize> {
        let flow = self.flow();
        if !flow.flow.takes.iter().any(|take| &**take == name) {
            return Vec::new();
        }
        let forgets = |caller: &&usize| match &self.graph.nodes[**caller].step.kind {
            Kind::Call { with, .. } => with.iter().all(|(given, _)| **given != *name),
            _ => false,
        };
        flow.callers.iter().filter(forgets).copied().collect()
    }

    /// Whether other flows hand a variable over, or any step puts a value into it.
    fn is_taken_or_set(&self, name: &str) -> bool {
        let flow = self.flow().flow;
        let sets = |step: &Step| {
            step.exits().iter().any(|(exit, _)| uses::sets(step, *exit).iter().any(|set| &***set == name))
        };
        flow.takes.iter().any(|take| &**take == name) || flow.steps.values().any(sets)
    }

    /// A flow whose result this variable takes over, an outcome after which there may be none, and the result.
    fn unset_by_a_call(&self, name: &str) -> Option<(&'a Name, &'a str, &'a Name)> {
        self.graph.nodes[self.flow().nodes.clone()].iter().find_map(|node| {
            let (Kind::Call { into, .. }, Some(called)) = (&node.step.kind, node.calls) else { return None };
            let (_, theirs) = into.iter().find(|(mine, _)| **mine == *name)?;
            let outcome = self.never_sets(called, theirs, None)?;
            Some((&self.graph.flows[called].flow.name, outcome, theirs))
        })
    }
}

fn never_read(graph: &Graph<'_>, number: usize, reads: &[Vec<Read<'_>>], report: &mut Report) {
    let flow = graph.flows[number].flow;
    let returned = flow.returns.iter().map(|name| &**name);
    let read: BTreeSet<&str> = reads.iter().flatten().map(|read| read.name).chain(returned).collect();
    for name in flow.vars.keys().filter(|name| !read.contains(&***name)) {
        let message = format!("nothing reads `{name}`");
        let help = "use it, or remove it and what sets it".to_owned();
        report.head(&code::NEVER_READ, number, &["vars", name], (message, help));
    }
}
