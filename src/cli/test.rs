//! `guichet test`: conversation files played against the whole service.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::talk;
use crate::simulator::conversation::Conversation;

/// Where the conversations are looked for when no path is given.
const DEFAULT_FOLDER: &str = "tests/conversations";

/// Plays files and reports; with `update`, rewrites them.
pub(super) async fn test(paths: Vec<PathBuf>, update: bool) -> anyhow::Result<()> {
    let paths = if paths.is_empty() { vec![PathBuf::from(DEFAULT_FOLDER)] } else { paths };
    let mut files = Vec::new();
    for path in &paths {
        find(path, &mut files).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        match play_file(file, update).await {
            Ok(None) => passed += 1,
            Ok(Some(report)) => {
                failed += 1;
                println!("{report}");
            }
            Err(error) => {
                failed += 1;
                println!("{}: {error:#}\n", file.display());
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed > 0 {
        bail!("{failed} of {} conversations went otherwise than written", files.len());
    }
    Ok(())
}

/// Plays one file. `None`: as written; otherwise where it went otherwise.
///
/// # Errors
/// A file that cannot be read, or a world that cannot be started.
pub async fn play_file(path: &Path, update: bool) -> anyhow::Result<Option<String>> {
    let text = std::fs::read_to_string(path)?;
    let conversation = Conversation::parse(&path.display().to_string(), &text)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let played = talk::play(&conversation, folder).await?;
    if update {
        let rewritten = conversation.rewritten(&played.came);
        if rewritten != text {
            std::fs::write(path, rewritten)?;
        }
        return Ok(played.broken_facts());
    }
    Ok(played.report(&conversation))
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
