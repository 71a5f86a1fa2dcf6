//! `guichet new flow`: what it writes passes the check and its own conversation, and nothing is overwritten.

#![expect(clippy::expect_used, reason = "a test fails by panicking, its helpers too")]

use std::{fs, path::Path, process::Command};

use guichet::service::dialogue::sources;
use tempfile::TempDir;

/// A folder with the shipped flows and words, and one language more.
fn installation() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in sources(None, None).expect("the shipped flows and words") {
        let paths = match file.path.strip_prefix("locales/en/") {
            Some(name) => vec![file.path.clone(), format!("locales/so/{name}")],
            None => vec![file.path.clone()],
        };
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            // An option that is said in English alone has no words in another language.
            let own = if path.ends_with("so/welcome.ftl") {
                // A language more makes the choice longer, and the greeting has to be shorter.
                without(&file.text, "language-english").replace("Hello, this is { $service }.", "Hello.")
            } else if path.ends_with("so/deadlines.ftl") {
                // A language whose pace nobody measured counts as slow, and reminders have to be shorter.
                file.text.replace("2 for a call from an advisor, 3 for later, 4 to stop reminders.", "2, 3 or 4.")
            } else if path.ends_with("so/callback.ftl") {
                // The way to a person too.
                let shorter =
                    file.text.replace("We have noted it. An advisor will call you back on { $number }, ", "We call ");
                shorter.replace("They will say: { $digits }. If not, hang up.", "We say { $digits }.")
            } else {
                file.text.to_string()
            };
            fs::write(path, own).expect("a file");
        }
    }
    folder
}

/// A file of words without one message and what belongs to it.
fn without(words: &str, id: &str) -> String {
    let mut skipping = false;
    let keeps = |line: &&str| {
        skipping = line.starts_with(id) || (skipping && line.starts_with(' '));
        !skipping
    };
    words.lines().filter(keeps).map(|line| format!("{line}\n")).collect()
}

fn guichet(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(arguments)
        .current_dir(folder)
        .env("GUICHET_FLOWS", "flows")
        .env("GUICHET_LOCALES", "locales")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

#[test]
fn a_new_flow_passes_the_check_and_plays_as_written() {
    let folder = installation();
    let said = guichet(folder.path(), &["new", "flow", "school-meals"]).expect("is written");
    for path in ["flows/school-meals.yaml", "locales/so/school-meals.ftl", "tests/conversations/school-meals.txt"] {
        assert!(said.contains(path) && folder.path().join(path).exists(), "{path}: {said}");
    }
    for language in ["fr", "en", "ar", "so"] {
        let shared =
            fs::read_to_string(folder.path().join(format!("locales/{language}/shared.ftl"))).expect("is there");
        assert!(shared.contains("\nvalue-school-meals = "), "{language}");
    }
    guichet(folder.path(), &["check"]).unwrap_or_else(|said| panic!("{said}"));
    guichet(folder.path(), &["test", "tests/conversations/school-meals.txt"]).unwrap_or_else(|said| panic!("{said}"));
    let kept = fs::read_to_string(folder.path().join("flows/schema.json")).expect("is there");
    assert_eq!(Ok(kept), guichet(folder.path(), &["schema"]));
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let folder = installation();
    let flow = folder.path().join("flows/school-meals.yaml");
    for (name, before, expected) in [
        ("dossier", None, "begins the flow `file-status` already"),
        ("School", None, "cannot name a flow"),
        ("aide", None, "works everywhere already"),
        ("school-meals", Some("mine"), "is there already"),
    ] {
        if let Some(text) = before {
            fs::create_dir_all(folder.path().join("tests/conversations")).expect("a folder");
            fs::write(folder.path().join("tests/conversations/school-meals.txt"), text).expect("a file");
        }
        let said = guichet(folder.path(), &["new", "flow", name]).expect_err("is refused");
        assert!(said.contains(expected), "{name}: {said}");
        assert!(!flow.exists());
    }
    guichet(folder.path(), &["check"]).expect("the flows are as they were");
}

#[test]
fn the_flows_in_the_binary_are_not_added_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(["new", "flow", "meals"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("GUICHET_FLOWS"));
}
