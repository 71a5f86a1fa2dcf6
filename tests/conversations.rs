//! Every file in `tests/conversations` is played against the whole service, over signed webhooks.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};
use guichet::cli::test::play_file;

/// Conversations played at once: each has a world of its own.
const AT_ONCE: usize = 4;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of conversations") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.push(path);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_goes_as_it_is_written() {
    let mut found = Vec::new();
    files(Path::new("tests/conversations"), &mut found);
    found.sort();
    let count = found.len();
    let reports: Vec<String> = stream::iter(found)
        .map(|path| async move {
            match play_file(&path, false).await {
                Ok(report) => report,
                Err(error) => Some(format!("{}: {error:#}", path.display())),
            }
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(async |report| report)
        .collect()
        .await;
    assert!(reports.is_empty(), "{} of {count} conversations went otherwise:\n{}", reports.len(), reports.join("\n"));
    assert!(count >= 40, "only {count} conversations were found");
}
