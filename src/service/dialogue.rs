//! The flows and words in force, and the older versions that conversations still run on.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use include_dir::{Dir, include_dir};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    check,
    flow::{
        definition::{Script, ServiceFacts},
        loader,
    },
    problem::{Problem, SourceFile},
    store::{Store, StoreError},
    words::{Catalogue, Facts},
};

static SHIPPED_FLOWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/flows");
static SHIPPED_LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
/// A flow or locale file larger than this is a mistake.
const LARGEST_FILE: u64 = 256 * 1024;

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
}

/// The version in force, and the older ones as they are asked for.
pub struct Dialogues {
    current: Arc<Dialogue>,
    older: Mutex<HashMap<String, Arc<Dialogue>>>,
}

/// The texts of all flows and words: from the folders, or else from the binary.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn sources(flows: Option<&Path>, locales: Option<&Path>) -> Result<Vec<SourceFile>, Vec<Problem>> {
    let mut files = Vec::new();
    match flows {
        Some(folder) => read_folder(folder, "flows", "yaml", &mut files)?,
        None => shipped(&SHIPPED_FLOWS, "flows", "yaml", &mut files),
    }
    match locales {
        Some(folder) => read_folder(folder, "locales", "ftl", &mut files)?,
        None => shipped(&SHIPPED_LOCALES, "locales", "ftl", &mut files),
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn shipped(folder: &Dir<'_>, root: &str, ending: &str, files: &mut Vec<SourceFile>) {
    for file in folder.files() {
        let path = format!("{root}/{}", file.path().display());
        if let Some(text) = file.contents_utf8().filter(|_| path.ends_with(&format!(".{ending}"))) {
            files.push(SourceFile { path, text: text.into() });
        }
    }
    for inner in folder.dirs() {
        shipped(inner, root, ending, files);
    }
}

fn read_folder(folder: &Path, root: &str, ending: &str, files: &mut Vec<SourceFile>) -> Result<(), Vec<Problem>> {
    let unreadable = |path: &Path, error: std::io::Error| {
        let help = format!("set GUICHET_{} to a folder that can be read", root.to_uppercase());
        vec![Problem::new(format!("{} cannot be read: {error}", path.display()), help)]
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            read_folder(&path, &format!("{root}/{name}"), ending, files)?;
        } else if name.ends_with(&format!(".{ending}")) {
            let size = path.metadata().map_err(|error| unreadable(&path, error))?.len();
            if size > LARGEST_FILE {
                let message = format!("{root}/{name} has {size} bytes");
                return Err(vec![Problem::new(message, format!("split it: {LARGEST_FILE} bytes are the most"))]);
            }
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            files.push(SourceFile { path: format!("{root}/{name}"), text: text.into() });
        }
    }
    Ok(())
}

/// Compiles flows and words, and checks that they fit together.
///
/// # Errors
/// Every mistake found.
pub fn compile(files: &[SourceFile], service: ServiceFacts) -> Result<Dialogue, Vec<Problem>> {
    let (flow_files, word_files): (Vec<SourceFile>, Vec<SourceFile>) =
        files.iter().cloned().partition(|file| file.path.starts_with("flows/"));
    let catalogue = Catalogue::load(&word_files);
    let languages = catalogue.as_ref().map(Catalogue::languages).unwrap_or_default();
    let flows = loader::load(&flow_files, &languages);
    let (flows, catalogue) = match (flows, catalogue) {
        (Ok(flows), Ok(catalogue)) => (flows, catalogue),
        (flows, catalogue) => {
            return Err(flows.err().into_iter().chain(catalogue.err()).flatten().collect());
        }
    };
    let mut problems = check::check(&flows, &flow_files, &catalogue);
    for needed in [&service.advisor, &service.ask_item, &service.read_out] {
        if !flows.contains_key(needed) {
            let help = format!("add flows/{needed}.yaml; the service leads people there");
            problems.push(Problem::new(format!("the flow `{needed}` is missing"), help));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let vocabulary = catalogue.vocabulary(&flows);
    let languages = catalogue.languages();
    let facts = Facts::new(&catalogue, &service);
    Ok(Dialogue { hash: hash(files), script: Script { flows, vocabulary, languages, service }, catalogue, facts })
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
