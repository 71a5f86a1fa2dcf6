//! The differences of two versions as a page to read, and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::Change;

/// Conversation tests that were played on both versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayedTests {
    /// How many there are.
    pub played: usize,
    /// Those that went otherwise.
    pub differ: Vec<TestThatDiffers>,
}

/// A conversation test that goes otherwise on the new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestThatDiffers {
    /// Its file.
    pub path: String,
    /// What it shows.
    pub title: String,
}

/// A page to read: the changes by flow, then the conversation tests that differ.
pub fn human(changes: &[Change], tests: Option<&PlayedTests>) -> String {
    let mut page = String::new();
    let mut group: Option<&Option<String>> = None;
    for change in changes {
        if group != Some(&change.flow) {
            let blank = if page.is_empty() { "" } else { "\n" };
            // Writing into a text cannot fail.
            let _ = writeln!(page, "{blank}{}", change.flow.as_deref().unwrap_or("in every dialogue"));
            group = Some(&change.flow);
        }
        let _ = writeln!(page, "  - {}", change.says);
    }
    if changes.is_empty() {
        page.push_str("Flows and words are the same.\n");
    }
    if let Some(tests) = tests {
        let _ = writeln!(page, "\n{}", summary(tests));
        for test in &tests.differ {
            let _ = writeln!(page, "  - {}: {}", test.path, test.title);
        }
    }
    page
}

fn summary(tests: &PlayedTests) -> String {
    match (tests.differ.len(), tests.played) {
        (0, 0) => "There are no conversation tests.".to_owned(),
        (0, 1) => "The one conversation test goes as before.".to_owned(),
        (0, played) => format!("All {played} conversation tests go as before."),
        (1, played) => format!("1 of {played} conversation tests differs:"),
        (differ, played) => format!("{differ} of {played} conversation tests differ:"),
    }
}

/// One object: `changes`, each with `flow`, `step`, `weight` and `says`; and `tests`, where they were played.
pub fn json(changes: &[Change], tests: Option<&PlayedTests>) -> Json {
    let changes: Vec<Json> = changes
        .iter()
        .map(|change| {
            json!({ "flow": change.flow, "step": change.step, "weight": change.weight.as_str(), "says": change.says })
        })
        .collect();
    let tests = tests.map(|tests| {
        let differ: Vec<Json> =
            tests.differ.iter().map(|test| json!({ "path": test.path, "title": test.title })).collect();
        json!({ "played": tests.played, "differ": differ })
    });
    json!({ "changes": changes, "tests": tests })
}
