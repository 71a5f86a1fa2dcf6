//! `guichet new`: a folder of one's own; a small flow that passes every check, with its words and a conversation, to go on from.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Subcommand;

use super::world::compiled;
use crate::{
    flow::{schema, vocabulary::normalise},
    language::Language,
    problem::report,
    service::dialogue::sources,
    settings::{DEFAULT_FILE, Settings, SettingsError},
};

const FLOW: &str = include_str!("../../templates/new/flow.yaml");
const CONVERSATION: &str = include_str!("../../templates/new/conversation.txt");
/// The words of the start by language, and its line in the shared words.
const WORDS: [(&str, &str, &str); 3] = [
    ("fr", include_str!("../../templates/new/fr.ftl"), include_str!("../../templates/new/fr.shared.ftl")),
    ("en", include_str!("../../templates/new/en.ftl"), include_str!("../../templates/new/en.shared.ftl")),
    ("ar", include_str!("../../templates/new/ar.ftl"), include_str!("../../templates/new/ar.shared.ftl")),
];
/// What stands above words that somebody must translate.
const TO_TRANSLATE: &str = "# To be translated: these words are French.\n";
/// Where conversations are looked for when no path is given.
const CONVERSATIONS: &str = "tests/conversations";

/// The settings of a folder of one's own.
const SETTINGS: &str = "# Where the dialogues of this folder stand. Commands that are run here take them.\nflows = \"flows\"\nlocales = \
                        \"locales\"\n";

/// What can be begun.
#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Writes the shipped flows and words into a new folder, to change them and add to them there.
    Folder {
        /// The folder; it may be there already, without flows.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Writes a flow with its words in every language and a conversation that plays it.
    Flow {
        /// The flow's name: small letters, digits and `-`.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Writes what was asked for, all of it or nothing.
pub(super) fn new(load: impl Fn() -> Result<Settings, SettingsError>, new: New) -> anyhow::Result<()> {
    match new {
        New::Folder { folder } => new_folder(&folder),
        New::Flow { name } => new_flow(&load()?, &name),
    }
}

/// Writes the flows and words in the binary where an author can change them.
fn new_folder(folder: &Path) -> anyhow::Result<()> {
    let shipped = sources(None, None).map_err(|problems| anyhow::anyhow!("{}", report(&problems)))?;
    let shipped = shipped.iter().map(|file| (file.path.as_str(), &*file.text));
    let schema = schema::text();
    let files: Vec<(&str, &str)> =
        shipped.chain([("flows/schema.json", schema.as_str()), (DEFAULT_FILE, SETTINGS)]).collect();
    for name in ["flows", "locales", DEFAULT_FILE] {
        let path = folder.join(name);
        ensure!(!path.exists(), "{} is there already; name another folder", path.display());
    }
    for (path, text) in &files {
        let piece = Piece { path: folder.join(path), text: (*text).to_owned(), append: false };
        piece.write().with_context(|| format!("{} cannot be written", piece.path.display()))?;
    }
    let shown = folder.display();
    println!("wrote {} files of flows and words, and {DEFAULT_FILE}, which names them, into {shown}", files.len() - 1);
    println!("go on there: cd {shown}, guichet check, guichet new flow NAME");
    Ok(())
}

fn new_flow(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let (flows, locales) = folders(settings)?;
    check_name(name)?;
    let word = name.replace('-', " ");
    let (_, dialogue) = compiled(settings)?;
    if let Some(taken) = dialogue.script.vocabulary.entries.get(&normalise(&word)) {
        bail!("the word `{word}` begins the flow `{}` already; choose another name", taken.flow);
    }
    ensure!(
        !dialogue.script.vocabulary.globals.contains_key(&normalise(&word)),
        "the word `{word}` works everywhere already; choose another name"
    );
    let files = start(name, &word, &dialogue.script.languages, (&flows, &locales));
    for file in files.iter().filter(|file| !file.append) {
        ensure!(!file.path.exists(), "{} is there already; choose another name, or remove it", file.path.display());
    }
    for file in &files {
        file.write().with_context(|| format!("{} cannot be written", file.path.display()))?;
        println!("{} {}", if file.append { "added to" } else { "wrote" }, file.path.display());
    }
    let schema_path = flows.join("schema.json");
    if !schema_path.exists() {
        std::fs::write(&schema_path, schema::text())
            .with_context(|| format!("{} cannot be written", schema_path.display()))?;
        println!("wrote {}", schema_path.display());
    }
    println!("try it: guichet check, guichet test {CONVERSATIONS}/{name}.txt, guichet phone");
    Ok(())
}

/// The folders of flows and words: those of the settings, or those beside us.
fn folders(settings: &Settings) -> anyhow::Result<(PathBuf, PathBuf)> {
    let folder = |set: &Option<PathBuf>, variable: &str| match set {
        Some(folder) => Ok(folder.clone()),
        None => bail!(
            "the flows in the binary cannot be added to: write them into a folder of your own with `guichet new folder \
             dialogues`, and go on in it; or name yours with {variable}"
        ),
    };
    Ok((folder(&settings.flows, "GUICHET_FLOWS")?, folder(&settings.locales, "GUICHET_LOCALES")?))
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let fine = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    ensure!(fine, "`{name}` cannot name a flow; use small letters, digits and `-`, such as `school-meals`");
    ensure!(name != "shared", "`shared` is the name of the words of every flow; choose another name");
    Ok(())
}

/// A file to be written, or a piece to be added to one.
struct Piece {
    path: PathBuf,
    text: String,
    append: bool,
}

impl Piece {
    fn write(&self) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let before = if self.append { std::fs::read_to_string(&self.path)? } else { String::new() };
        let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        std::fs::write(&self.path, [&before, gap, &self.text].concat())
    }
}

/// Everything a flow begins with.
fn start(name: &str, word: &str, languages: &[Language], (flows, locales): (&Path, &Path)) -> Vec<Piece> {
    let filled = |text: &str| text.replace("{name}", name).replace("{word}", word);
    let piece = |path: PathBuf, text: String, append| Piece { path, text, append };
    let mut pieces = vec![
        piece(flows.join(format!("{name}.yaml")), filled(FLOW), false),
        piece(Path::new(CONVERSATIONS).join(format!("{name}.txt")), filled(CONVERSATION), false),
    ];
    for language in languages {
        let known = WORDS.iter().find(|(tag, ..)| *tag == language.as_str());
        let (words, shared) = match known {
            Some((_, words, shared)) => (filled(words), filled(shared)),
            None => {
                let [(_, words, shared), ..] = WORDS;
                (format!("{TO_TRANSLATE}{}", filled(words)), filled(shared))
            }
        };
        let folder = locales.join(language.as_str());
        pieces.push(piece(folder.join(format!("{name}.ftl")), words, false));
        pieces.push(piece(folder.join("shared.ftl"), shared, true));
    }
    pieces
}
