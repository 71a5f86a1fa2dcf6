//! `guichet diff`: what differs between two versions of the dialogues, and which conversation tests go otherwise.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};

use super::{data, demo::Folder};
use crate::{
    difference::{self, PlayedTests, TestThatDiffers},
    problem::SourceFile,
    service::dialogue::{compile, sources_with},
    settings::{Settings, SettingsError},
    simulator::conversation::Conversation,
};

/// Where the conversation tests are looked for when no path is given.
const DEFAULT_TESTS: &str = "tests/conversations";

/// What is compared, and how it is told.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The folder of the old version, with `flows` and `locales` in it; with --database, that of the new one.
    #[arg(value_name = "OLD")]
    first: Option<PathBuf>,
    /// The folder of the new version; without it, the flows and words of the settings.
    #[arg(value_name = "NEW")]
    second: Option<PathBuf>,
    /// Takes for the old version one that the database keeps, by the beginning of its hash.
    #[arg(long, value_name = "VERSION")]
    database: Option<String>,
    /// How it is told.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The conversation tests that are played on both; without it, tests/conversations if that is there.
    #[arg(long, value_name = "PATH")]
    tests: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences, by dialogue, the most important first.
    Human,
    /// One object, for programs.
    Json,
}

/// Compares and prints.
pub(super) async fn diff(load: impl Fn() -> Result<Settings, SettingsError>, wanted: Diff) -> anyhow::Result<()> {
    let (old, new) = match (&wanted.database, &wanted.first, &wanted.second) {
        (Some(version), new, None) => (kept(&load()?, version).await?, version_in(new.as_deref(), &load)?),
        (Some(_), _, Some(_)) => bail!("with --database, name one folder at most: that of the new version"),
        (None, Some(old), new) => (folder(old)?, version_in(new.as_deref(), &load)?),
        (None, None, _) => bail!("name the folder of the old version, or --database and the beginning of its hash"),
    };
    let changes = difference::compare(&old, &new);
    let tests = match wanted.tests.or_else(|| Some(PathBuf::from(DEFAULT_TESTS)).filter(|path| path.is_dir())) {
        Some(path) if can_be_played(&old, &new, &load()?) => Some(play(&old, &new, &path)?),
        _ => None,
    };
    match wanted.format {
        Format::Human => print!("{}", difference::human(&changes, tests.as_ref())),
        Format::Json => println!("{}", serde_json::to_string_pretty(&difference::json(&changes, tests.as_ref()))?),
    }
    Ok(())
}

fn version_in(
    path: Option<&Path>,
    load: &impl Fn() -> Result<Settings, SettingsError>,
) -> anyhow::Result<Vec<SourceFile>> {
    match path {
        Some(path) => folder(path),
        None => {
            let settings = load()?;
            read(settings.flows.as_deref(), settings.locales.as_deref(), settings.deadlines.as_deref())
        }
    }
}

fn folder(path: &Path) -> anyhow::Result<Vec<SourceFile>> {
    let (flows, locales) = (path.join("flows"), path.join("locales"));
    for folder in [&flows, &locales] {
        ensure!(folder.is_dir(), "{} is no folder; name one with `flows` and `locales` in it", folder.display());
    }
    let deadlines = Some(path.join("deadlines")).filter(|folder| folder.is_dir());
    read(Some(&flows), Some(&locales), deadlines.as_deref())
}

fn read(flows: Option<&Path>, locales: Option<&Path>, deadlines: Option<&Path>) -> anyhow::Result<Vec<SourceFile>> {
    sources_with(flows, locales, deadlines)
        .map_err(|problems| anyhow::anyhow!("{}", crate::problem::report(&problems).trim_end().to_owned()))
}

/// A version that the database keeps.
async fn kept(settings: &Settings, version: &str) -> anyhow::Result<Vec<SourceFile>> {
    let store = data::open(settings).await?;
    let versions = store.scripts().await?;
    let found: Vec<&str> =
        versions.iter().map(|kept| kept.hash.as_str()).filter(|hash| hash.starts_with(version)).collect();
    let files = match found.as_slice() {
        [only] => store.script(only).await?,
        _ => None,
    };
    store.close().await;
    let Some(files) = files else {
        let zone = &settings.office.zone;
        let line = |kept: &crate::store::script::KeptVersion| {
            let since = kept.first_used_at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
            format!("  {}  since {since}", kept.hash.get(..12).unwrap_or(&kept.hash))
        };
        let all: Vec<String> = versions.iter().map(line).collect();
        let how_many = if found.is_empty() { "no version begins" } else { "several versions begin" };
        bail!("{how_many} with `{version}`; the database keeps\n{}", all.join("\n"));
    };
    Ok(files)
}

/// Whether both versions compile; a test against one that does not would tell of that alone.
fn can_be_played(old: &[SourceFile], new: &[SourceFile], settings: &Settings) -> bool {
    let mut can = true;
    for (name, files) in [("old", old), ("new", new)] {
        if let Err(problems) = compile(files, settings.facts()) {
            let count = problems.len();
            eprintln!(
                "the conversation tests are not played: the {name} version has {count} mistake(s); see guichet check"
            );
            can = false;
        }
    }
    can
}

/// Has `guichet test` write down what comes on each version, and compares what it wrote.
fn play(old: &[SourceFile], new: &[SourceFile], path: &Path) -> anyhow::Result<PlayedTests> {
    let mut tests = Vec::new();
    find(path, &mut tests).with_context(|| format!("{} cannot be read", path.display()))?;
    tests.sort();
    let place = Folder::open(None)?;
    let (before, after) =
        (Stage::set(&place.path.join("old"), old, path)?, Stage::set(&place.path.join("new"), new, path)?);
    for mut playing in [before.play()?, after.play()?] {
        // That a conversation goes otherwise than written is what we came for.
        playing.wait()?;
    }
    let mut played = PlayedTests { played: tests.len(), differ: Vec::new() };
    for test in tests {
        let inner = test.strip_prefix(path).unwrap_or(&test);
        let (before, after) = (before.written(inner)?, after.written(inner)?);
        if before != after {
            let shown = test.display().to_string();
            let title = Conversation::parse(&shown, &after).map(|talk| talk.title().to_owned()).unwrap_or_default();
            played.differ.push(TestThatDiffers { path: shown, title });
        }
    }
    Ok(played)
}

/// One version and a copy of the conversation tests, in a folder of their own.
struct Stage(PathBuf);

impl Stage {
    fn set(folder: &Path, files: &[SourceFile], tests: &Path) -> anyhow::Result<Self> {
        for file in files {
            let path = folder.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
            std::fs::write(path, file.text.as_bytes())?;
        }
        let copy = folder.join("tests");
        copy_all(tests, &copy).with_context(|| format!("{} cannot be copied", tests.display()))?;
        Ok(Stage(folder.to_owned()))
    }

    fn play(&self) -> anyhow::Result<Child> {
        let program = std::env::current_exe().context("this program does not know where it is")?;
        let mut command = Command::new(program);
        command.arg("test").arg("--update").arg(self.0.join("tests")).current_dir(&self.0);
        command.env("GUICHET_FLOWS", self.0.join("flows")).env("GUICHET_LOCALES", self.0.join("locales"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().context("the conversation tests cannot be played")
    }

    fn written(&self, test: &Path) -> anyhow::Result<String> {
        let path = if test.as_os_str().is_empty() { self.0.join("tests") } else { self.0.join("tests").join(test) };
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    }
}

/// Every conversation file at a path.
fn find(path: &Path, tests: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        path.metadata()?;
        tests.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "txt") {
            find(&path, tests)?;
        }
    }
    Ok(())
}

/// Copies with what stands beside the conversations: case files of their own.
fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return std::fs::copy(from, to).map(drop);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
