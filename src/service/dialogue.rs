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
        version::{name_of, version_of},
    },
    problem::{Problem, SourceFile, code, in_order},
    reminder::{self, DeadlineType},
    words::{Catalogue, Facts},
};

pub use super::version::Dialogues;

/// The program and all it was built from, as `build.rs` tells it.
const PROGRAM: &str = env!("GUICHET_SOURCES");

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

/// Compiles flows and words, and proves that they fit together.
///
/// # Errors
/// Every mistake found, warnings included.
pub fn compile(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    read(files, service)?.proved()
}

/// Compiles flows and words, and proves nothing of them: they were proved before.
///
/// # Errors
/// What this program cannot read.
pub fn read(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    let catalogue = Catalogue::load(&files_of(files, |path| !is_flow(path) && !is_deadline(path)));
    let languages = catalogue.as_ref().map(Catalogue::languages).unwrap_or_default();
    let flows = loader::load(&files_of(files, is_flow), &languages);
    let deadlines = reminder::loader::load(&files_of(files, is_deadline));
    let (flows, catalogue, deadlines) = match (flows, catalogue, deadlines) {
        (Ok(flows), Ok(catalogue), Ok(deadlines)) => (flows, catalogue, deadlines),
        (flows, catalogue, deadlines) => {
            let all = flows.err().into_iter().chain(catalogue.err()).chain(deadlines.err());
            return Err(in_order(all.flatten().collect()));
        }
    };
    let missing = missing_flows(&flows, &deadlines, &service);
    if !missing.is_empty() {
        return Err(missing);
    }
    let vocabulary = catalogue.vocabulary(&flows);
    let facts = Facts::new(&catalogue, &service);
    let script = Script { flows, vocabulary, languages, service };
    let (hash, files) = (version_of(files), files.into());
    Ok(Dialogue { hash, script, catalogue, deadlines, facts, files, warnings: Vec::new() })
}

impl Dialogue {
    /// The same, once it is proved that flows and words fit together.
    ///
    /// # Errors
    /// Every mistake found, warnings included.
    pub fn proved(mut self) -> Result<Dialogue, Vec<Problem>> {
        let problems = in_order(self.prove());
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        self.warnings = problems;
        Ok(self)
    }

    fn prove(&self) -> Vec<Problem> {
        let Dialogue { script: Script { flows, service, .. }, catalogue, deadlines, files, .. } = self;
        let mut problems = check::check(flows, &files_of(files, is_flow), catalogue, service);
        problems.extend(check::deadlines(flows, deadlines, &files_of(files, is_deadline), catalogue));
        problems
    }

    /// What the proof was made from, as one name: the files, the settings they were held against, and the program with its
    /// checks. The same name, and nothing new can be found.
    pub fn proof(&self) -> String {
        name_of([PROGRAM, &self.hash, &format!("{:?}", self.script.service)])
    }
}

/// The service leads people to these flows by itself; to the one that reminds, where there is something to remind of.
fn missing_flows(
    flows: &BTreeMap<Name, Flow>,
    deadlines: &BTreeMap<Name, DeadlineType>,
    service: &ServiceFacts,
) -> Vec<Problem> {
    let reminds = (!deadlines.is_empty()).then_some(&service.reminder);
    let needed = [&service.advisor, &service.ask_item, &service.read_out].into_iter().chain(reminds);
    let missing = needed.filter(|needed| !flows.contains_key(*needed));
    let problem = |needed: &Name| {
        let help = format!("add flows/{needed}.yaml; the service leads people there");
        Problem::new(&code::NEEDED_FLOW_MISSING, format!("the flow `{needed}` is missing"), help)
    };
    missing.map(problem).collect()
}

fn files_of(files: &[SourceFile], of: impl Fn(&str) -> bool) -> Vec<SourceFile> {
    files.iter().filter(|file| of(&file.path)).cloned().collect()
}

fn is_flow(path: &str) -> bool {
    path.starts_with("flows/")
}

fn is_deadline(path: &str) -> bool {
    path.starts_with("deadlines/")
}
