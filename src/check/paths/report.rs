//! What the checks of paths find, gathered first and pointed at afterwards: a file is read again only where there is
//! something to show in it, and then once.

use std::collections::{BTreeMap, HashSet};

use super::graph::Graph;
use crate::{
    flow::loader::{self, Places},
    problem::{Code, Problem, SourceFile},
};

/// A mistake and the keys that lead to it.
struct Finding {
    code: &'static Code,
    path: Vec<String>,
    message: String,
    help: String,
}

/// The mistakes found so far, by the number of their flow.
#[derive(Default)]
pub(super) struct Report {
    findings: BTreeMap<usize, Vec<Finding>>,
}

impl Report {
    /// A mistake at a step, or at the keys within it that a path names.
    pub(super) fn step(
        &mut self,
        code: &'static Code,
        graph: &Graph<'_>,
        at: usize,
        inside: impl IntoIterator<Item = String>,
        (message, help): (String, String),
    ) {
        let node = &graph.nodes[at];
        let step = ["steps".to_owned(), node.step.name.to_string()];
        let path = step.into_iter().chain(inside).collect();
        self.findings.entry(node.flow).or_default().push(Finding { code, path, message, help });
    }

    /// A mistake in the head of a flow.
    pub(super) fn head(&mut self, code: &'static Code, flow: usize, path: &[&str], (message, help): (String, String)) {
        let path = path.iter().map(|part| (*part).to_owned()).collect();
        self.findings.entry(flow).or_default().push(Finding { code, path, message, help });
    }

    /// What was found, each at its place, in the order of the files.
    pub(super) fn problems(self, graph: &Graph<'_>, files: &[SourceFile]) -> Vec<Problem> {
        let by_name: BTreeMap<&str, &SourceFile> = files.iter().map(|file| (loader::file_name(file), file)).collect();
        let mut problems = Vec::new();
        for (flow, findings) in self.findings {
            let name = &*graph.flows[flow].flow.name;
            let Some(file) = by_name.get(name) else { continue };
            let places = Places::of(file);
            let mut told = HashSet::new();
            let mut placed: Vec<_> = findings
                .into_iter()
                .map(|finding| (places.find(finding.path.iter().map(String::as_str)), finding))
                .collect();
            placed.sort_by_key(|(span, finding)| (span.start, finding.code.id));
            for (span, Finding { code, message, help, .. }) in placed {
                if told.insert((span.clone(), message.clone())) {
                    problems.push(Problem::at(code, file, span, message, help));
                }
            }
        }
        problems
    }
}
