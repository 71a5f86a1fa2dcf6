//! `guichet test`: conversation files played against the whole service, and how much of the flows they play.

mod coverage;
mod update;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use futures_util::{StreamExt, stream};

pub use self::coverage::Report;
use super::{talk, world};
use crate::{flow::coverage::Coverage, simulator::conversation::Conversation};

/// Where the conversations are looked for when no path is given.
const DEFAULT_FOLDER: &str = "tests/conversations";
/// Conversations played at once: each has a world of its own, and waits for it more often than it computes.
const AT_ONCE: usize = 4;

/// What is asked of `guichet test`.
#[derive(clap::Args, Debug)]
pub(super) struct Options {
    /// Files or folders; without any, tests/conversations.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Writes what is said now into the files, instead of comparing, and shows what changed in them.
    #[arg(long)]
    update: bool,
    /// Lists what of the flows no conversation plays, with file and line.
    #[arg(long)]
    uncovered: bool,
    /// Writes how often each step, exit and wording was played, as JSON.
    #[arg(long, value_name = "FILE")]
    coverage: Option<PathBuf>,
    /// Fails where less than so many percent of the steps are played.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    require: Option<u8>,
}

/// How the play of one file ended.
pub struct Outcome {
    /// The file.
    pub path: PathBuf,
    /// Where it went otherwise than written.
    pub report: Option<String>,
    /// What was written into the file anew.
    pub change: Option<String>,
    /// What of the flows it played.
    pub coverage: Coverage,
}

/// Plays files and reports; with `update`, rewrites them.
pub(super) async fn test(options: Options) -> anyhow::Result<()> {
    let outcomes = play_all(&options.paths, options.update, tell).await?;
    let failed = outcomes.iter().filter(|outcome| outcome.report.is_some()).count();
    let mut coverage = Coverage::default();
    let count = outcomes.len();
    for outcome in outcomes {
        coverage.merge(outcome.coverage);
    }
    let (files, dialogue) = world::dialogues()?;
    let report = Report::new(&dialogue.script, &files, &coverage);
    if count > 1 {
        println!("{}", report.table());
    }
    if options.uncovered {
        report.uncovered().iter().for_each(|line| println!("{line}"));
    }
    if let Some(path) = &options.coverage {
        std::fs::write(path, report.json()).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    println!("{} passed, {failed} failed", count - failed);
    ensure!(failed == 0, "{failed} of {count} conversations went otherwise than written");
    match options.require {
        Some(percent) if report.percent() < f64::from(percent) => {
            bail!(
                "{:.1} % of the steps are played, and {percent} % are required; --uncovered lists the others",
                report.percent()
            )
        }
        _ => Ok(()),
    }
}

fn tell(outcome: &Outcome) {
    for text in outcome.change.iter().chain(&outcome.report) {
        println!("{text}");
    }
}

/// Plays every file in these files and folders, a few at a time; each outcome is told in the order of the files.
///
/// # Errors
/// A path that cannot be read.
pub async fn play_all(paths: &[PathBuf], update: bool, mut tell: impl FnMut(&Outcome)) -> anyhow::Result<Vec<Outcome>> {
    let default = [PathBuf::from(DEFAULT_FOLDER)];
    let mut files = Vec::new();
    for path in if paths.is_empty() { default.as_slice() } else { paths } {
        find(path, &mut files).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    files.sort();
    let mut played = stream::iter(files).map(|file| tokio::spawn(play(file, update))).buffered(AT_ONCE);
    let mut outcomes = Vec::new();
    while let Some(outcome) = played.next().await {
        let outcome = outcome.context("a conversation broke off")?;
        tell(&outcome);
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Plays one file. What keeps it from being played is a failure of the file.
async fn play(path: PathBuf, update: bool) -> Outcome {
    let played = play_file(&path, update).await;
    let (report, change, coverage) =
        played.unwrap_or_else(|error| (Some(format!("{}: {error:#}\n", path.display())), None, Coverage::default()));
    Outcome { path, report, change, coverage }
}

async fn play_file(path: &Path, update: bool) -> anyhow::Result<(Option<String>, Option<String>, Coverage)> {
    let text = std::fs::read_to_string(path)?;
    let name = path.display().to_string();
    let conversation = Conversation::parse(&name, &text)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let played = talk::play(&conversation, folder).await?;
    if !update {
        return Ok((played.report(&conversation), None, played.coverage));
    }
    let rewritten = conversation.rewritten(&played.came);
    let change = (rewritten != text).then(|| update::shown(&conversation, &played.differences(&conversation)));
    if change.is_some() {
        std::fs::write(path, rewritten)?;
    }
    Ok((played.broken_facts().map(|facts| format!("{name}: {facts}\n")), change, played.coverage))
}

fn find(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        path.metadata()?;
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "txt") {
            find(&path, files)?;
        }
    }
    Ok(())
}
