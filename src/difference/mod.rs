//! What differs between two versions of the dialogues, told in words: as a person notices it who calls or writes.
//!
//! Files are compared, not what they compile to: so a version of years ago can be compared with today's.

mod head;
mod order;
mod report;
mod side;
mod steps;
mod telling;
#[cfg(test)]
mod tests;
mod whole;
mod words;

use crate::problem::SourceFile;

pub use report::{PlayedTests, TestThatDiffers, human, json};

/// How much a change matters to those who call and write, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Somebody or something cannot be reached any more, or can now.
    Reach,
    /// What is proved before something is told.
    Proof,
    /// Where an answer, a key or an outcome leads.
    Path,
    /// What is asked, and for how long an answer is waited for.
    Question,
    /// How it is said.
    Words,
    /// What nobody who calls notices.
    Inside,
}

impl Weight {
    /// Its name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Reach => "reach",
            Weight::Proof => "proof",
            Weight::Path => "path",
            Weight::Question => "question",
            Weight::Words => "words",
            Weight::Inside => "inside",
        }
    }
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The flow; none for what all of them share.
    pub flow: Option<String>,
    /// The step, where it is about one.
    pub step: Option<String>,
    /// How much it matters.
    pub weight: Weight,
    /// A sentence without a full stop.
    pub says: String,
}

/// Everything that differs between two versions: by flow, the flow with the weightiest change first, and in it the
/// weightiest change.
pub fn compare(old: &[SourceFile], new: &[SourceFile]) -> Vec<Change> {
    let (mut old, new) = (side::Side::read(old), side::Side::read(new));
    let mut changes = Vec::new();
    whole::renamed_steps(&mut old, &new, &mut changes);
    whole::compare(&old, &new, &mut changes);
    head::compare(&old, &new, &mut changes);
    for (name, flow) in &new.flows {
        if let Some(before) = old.flows.get(name) {
            let both = steps::Both { name, old: (&old, before), new: (&new, flow) };
            steps::compare(&both, &mut changes);
            order::compare(&both, &mut changes);
        }
    }
    words::compare(&old, &new, &mut changes);
    sort(&mut changes);
    changes
}

fn sort(changes: &mut [Change]) {
    let mut best: std::collections::BTreeMap<Option<String>, Weight> = std::collections::BTreeMap::new();
    for change in changes.iter() {
        let weight = best.entry(change.flow.clone()).or_insert(change.weight);
        *weight = (*weight).min(change.weight);
    }
    // Stable: what weighs the same stays in the order of the files.
    changes.sort_by(|a, b| {
        let of_flow = |change: &Change| (best.get(&change.flow).copied(), change.flow.is_none(), change.flow.clone());
        (of_flow(a), a.weight).cmp(&(of_flow(b), b.weight))
    });
}

/// A change as a line of its own, the flow named.
pub fn told(change: &Change) -> String {
    match &change.flow {
        Some(flow) => format!("{flow}: {}", change.says),
        None => change.says.clone(),
    }
}
