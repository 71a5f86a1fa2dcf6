//! Flows and words as files, and compiled.

mod sources;

use std::{collections::BTreeMap, sync::Arc};

pub use self::sources::{sources, sources_with};
use crate::{
    check,
    flow::{
        Name,
        definition::{Flow, Script, ServiceFacts},
        loader,
        version::version_of,
    },
    problem::{Problem, SourceFile, code, in_order},
    reminder::{self, DeadlineType},
    words::{Catalogue, Facts},
};

pub use super::version::Dialogues;

/// One version of flows and words, compiled.
pub struct Dialogue {
    /// The hash of its files.
    pub hash: String,
    /// The flows and what people may type.
    pub script: Script,
    /// The words.
    pub catalogue: Catalogue,
    /// The types of deadline.
    pub deadlines: BTreeMap<Name, DeadlineType>,
    /// What the words may say of the office.
    pub facts: Facts,
    /// What it was compiled from.
    pub files: Arc<[SourceFile]>,
    /// What the check found worth a look.
    pub warnings: Vec<Problem>,
}

/// Compiles flows and words, and checks that they fit together.
///
/// # Errors
/// Every mistake found, warnings included.
pub fn compile(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    compiled(files, service, |read| {
        let mut problems = check::check(read.flows, read.flow_files, read.catalogue, read.service);
        problems.extend(check::deadlines(read.flows, read.deadlines, read.deadline_files, read.catalogue));
        problems
    })
}

/// Compiles an older version, which was checked when it came into force. A program that proves more today than it did then
/// must not take the ground from under those who are in the middle of it.
///
/// # Errors
/// What this program cannot read any more.
pub(super) fn compile_older(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    compiled(files, service, |_| Vec::new())
}

/// What was read, to be checked together.
struct Read<'a> {
    flows: &'a BTreeMap<Name, Flow>,
    flow_files: &'a [SourceFile],
    deadlines: &'a BTreeMap<Name, DeadlineType>,
    deadline_files: &'a [SourceFile],
    catalogue: &'a Catalogue,
    service: &'a ServiceFacts,
}

fn compiled(
    files: &[SourceFile],
    service: ServiceFacts,
    check: impl Fn(&Read<'_>) -> Vec<Problem>,
) -> Result<Dialogue, Vec<Problem>> {
    let (flow_files, others): (Vec<SourceFile>, Vec<SourceFile>) =
        files.iter().cloned().partition(|file| file.path.starts_with("flows/"));
    let (deadline_files, word_files): (Vec<SourceFile>, Vec<SourceFile>) =
        others.into_iter().partition(|file| file.path.starts_with("deadlines/"));
    let catalogue = Catalogue::load(&word_files);
    let languages = catalogue.as_ref().map(Catalogue::languages).unwrap_or_default();
    let flows = loader::load(&flow_files, &languages);
    let deadlines = reminder::loader::load(&deadline_files);
    let (flows, catalogue, deadlines) = match (flows, catalogue, deadlines) {
        (Ok(flows), Ok(catalogue), Ok(deadlines)) => (flows, catalogue, deadlines),
        (flows, catalogue, deadlines) => {
            let all = flows.err().into_iter().chain(catalogue.err()).chain(deadlines.err());
            return Err(in_order(all.flatten().collect()));
        }
    };
    let mut problems = check(&Read {
        flows: &flows,
        flow_files: &flow_files,
        deadlines: &deadlines,
        deadline_files: &deadline_files,
        catalogue: &catalogue,
        service: &service,
    });
    let told = (!deadlines.is_empty()).then_some(&service.reminder);
    for needed in [&service.advisor, &service.ask_item, &service.read_out].into_iter().chain(told) {
        if !flows.contains_key(needed) {
            let help = format!("add flows/{needed}.yaml; the service leads people there");
            problems.push(Problem::new(&code::NEEDED_FLOW_MISSING, format!("the flow `{needed}` is missing"), help));
        }
    }
    let problems = in_order(problems);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    let vocabulary = catalogue.vocabulary(&flows);
    let languages = catalogue.languages();
    let facts = Facts::new(&catalogue, &service);
    let script = Script { flows, vocabulary, languages, service };
    let (hash, files) = (version_of(files), files.into());
    Ok(Dialogue { hash, script, catalogue, deadlines, facts, files, warnings: problems })
}
