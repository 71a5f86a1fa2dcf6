//! Flows and words as files, and compiled.

mod sources;

use std::{collections::BTreeMap, sync::Arc};

pub use self::sources::sources;
use crate::{
    check,
    flow::{
        Name,
        definition::{Flow, Script, ServiceFacts},
        loader,
        version::version_of,
    },
    problem::{Problem, SourceFile, code, in_order},
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
    compiled(files, service, check::check)
}

/// Compiles an older version, which was checked when it came into force. A program that proves more today than it did then
/// must not take the ground from under those who are in the middle of it.
///
/// # Errors
/// What this program cannot read any more.
pub(super) fn compile_older(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    compiled(files, service, |_, _, _, _| Vec::new())
}

fn compiled(
    files: &[SourceFile],
    service: ServiceFacts,
    check: impl Fn(&BTreeMap<Name, Flow>, &[SourceFile], &Catalogue, &ServiceFacts) -> Vec<Problem>,
) -> Result<Dialogue, Vec<Problem>> {
    let (flow_files, word_files): (Vec<SourceFile>, Vec<SourceFile>) =
        files.iter().cloned().partition(|file| file.path.starts_with("flows/"));
    let catalogue = Catalogue::load(&word_files);
    let languages = catalogue.as_ref().map(Catalogue::languages).unwrap_or_default();
    let flows = loader::load(&flow_files, &languages);
    let (flows, catalogue) = match (flows, catalogue) {
        (Ok(flows), Ok(catalogue)) => (flows, catalogue),
        (flows, catalogue) => {
            return Err(in_order(flows.err().into_iter().chain(catalogue.err()).flatten().collect()));
        }
    };
    let mut problems = check(&flows, &flow_files, &catalogue, &service);
    for needed in [&service.advisor, &service.ask_item, &service.read_out] {
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
    Ok(Dialogue { hash: version_of(files), script, catalogue, facts, files: files.into(), warnings: problems })
}
