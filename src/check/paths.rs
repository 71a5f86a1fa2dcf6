//! What can be proved of every path that a person can take through the flows, by text and by voice.

mod advisor;
mod assigned;
mod branches;
mod circles;
mod greeting;
mod heard;
mod levels;
mod outcomes;
mod report;
mod scc;
mod silence;
mod uses;
mod variables;
mod ways_out;
mod worst;

use std::collections::BTreeMap;

pub use self::worst::{MOST_SECONDS, Worst};
use self::{heard::Heard, report::Report};
use crate::{
    flow::{
        Name, channels,
        definition::{Flow, ServiceFacts},
        graph::{self, Graph},
        reach::{self, Reach},
    },
    problem::{Problem, SourceFile, code},
    words::{Catalogue, Facts},
};

/// Every mistake of the paths, in the order of the files.
pub(super) fn check(
    flows: &BTreeMap<Name, Flow>,
    files: &[SourceFile],
    catalogue: &Catalogue,
    service: &ServiceFacts,
) -> Vec<Problem> {
    let graph = Graph::new(flows, service);
    let reach = Reach::new(&graph);
    let facts = Facts::new(catalogue, service);
    let heard = Heard { catalogue, facts: &facts };
    let mut report = Report::default();
    branches::check(&graph, &reach, &mut report);
    outcomes::check(&graph, &reach, &mut report);
    circles::check(&graph, &reach, &mut report);
    ways_out::check(&graph, &reach, &mut report);
    silence::check(&graph, &reach, service, &mut report);
    advisor::check(&graph, &reach, service, &mut report);
    variables::check(&graph, &reach, &mut report);
    levels::check(&graph, &reach, &mut report);
    greeting::check(&graph, &reach, &heard, &mut report);
    worst::check(&graph, &reach, &heard, service, &mut report);
    report.problems(&graph, files)
}

/// The longest way to a human from each flow, on a call.
pub fn worst(flows: &BTreeMap<Name, Flow>, catalogue: &Catalogue, facts: &Facts, service: &ServiceFacts) -> Vec<Worst> {
    let graph = Graph::new(flows, service);
    let reach = Reach::new(&graph);
    worst::all(&graph, &reach, &Heard { catalogue, facts }, service)
}

#[cfg(test)]
mod tests;
