//! The flows and words in force, and the older versions that conversations still run on.

mod sources;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub use self::sources::sources;
use crate::{
    check,
    flow::{
        definition::{Script, ServiceFacts},
        loader,
    },
    problem::{Problem, SourceFile, code, in_order},
    store::{Store, StoreError},
    words::{Catalogue, Facts},
};

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
    /// What the check found worth a look.
    pub warnings: Vec<Problem>,
}

/// The version in force, and the older ones as they are asked for.
pub struct Dialogues {
    current: Arc<Dialogue>,
    older: Mutex<HashMap<String, Arc<Dialogue>>>,
}

/// Compiles flows and words, and checks that they fit together.
///
/// # Errors
/// Every mistake found, warnings included.
pub fn compile(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    let (flow_files, word_files): (Vec<SourceFile>, Vec<SourceFile>) =
        files.iter().cloned().partition(|file| file.path.starts_with("flows/"));
    let flows = loader::load(&flow_files);
    let catalogue = Catalogue::load(&word_files);
    let (flows, catalogue) = match (flows, catalogue) {
        (Ok(flows), Ok(catalogue)) => (flows, catalogue),
        (flows, catalogue) => {
            return Err(in_order(flows.err().into_iter().chain(catalogue.err()).flatten().collect()));
        }
    };
    let mut problems = check::check(&flows, &flow_files, &catalogue, &service);
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
    Ok(Dialogue { hash: hash(files), script, catalogue, facts, warnings: problems })
}

/// The version's name: the same files give the same hash.
fn hash(files: &[SourceFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        for part in [file.path.as_str(), &file.text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Dialogues {
    /// Puts a version in force and keeps its files, so that conversations may end on it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn new(
        dialogue: Dialogue,
        files: &[SourceFile],
        store: &Store,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        store.save_script(&dialogue.hash, files, now).await?;
        Ok(Dialogues { current: Arc::new(dialogue), older: Mutex::default() })
    }

    /// The version that new conversations begin on.
    pub fn current(&self) -> &Arc<Dialogue> {
        &self.current
    }

    /// The version a conversation began on; the current one where the old one is gone or no longer compiles.
    pub(super) async fn version(&self, hash: &str, store: &Store) -> Result<Arc<Dialogue>, StoreError> {
        if hash == self.current.hash {
            return Ok(self.current.clone());
        }
        if let Some(older) = self.older.lock().unwrap_or_else(PoisonError::into_inner).get(hash) {
            return Ok(older.clone());
        }
        let compiled = match store.script(hash).await? {
            Some(files) => compile(&files, self.current.script.service.clone()).map(Arc::new).ok(),
            None => None,
        };
        let Some(dialogue) = compiled else {
            tracing::warn!(script.hash = hash, "an older version of the dialogues is gone; the current one is used");
            return Ok(self.current.clone());
        };
        self.older.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), dialogue.clone());
        Ok(dialogue)
    }
}
