//! `guichet check` as it is run: what it writes in each format, and how it ends.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

/// A copy of the shipped flows and words in a folder.
fn installation() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in crate::frame::shipped() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, file.text.as_bytes()).expect("a file");
    }
    folder
}

/// The same with a step that leads nowhere, after an emoji and with the line ends of another system.
fn broken() -> tempfile::TempDir {
    let folder = installation();
    let path = folder.path().join("flows/about.yaml");
    let text = fs::read_to_string(&path).expect("a file");
    let broken = text.replacen("say: {}\n", "say: { a: '\"😀\" + chanel' }\n", 1).replace('\n', "\r\n");
    assert_ne!(text, broken);
    fs::write(path, broken).expect("a file");
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env("GUICHET_FLOWS", "flows")
        .env("GUICHET_LOCALES", "locales")
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn the_shipped_flows_and_words_have_neither_errors_nor_warnings() {
    let folder = installation();
    let (code, out, _) = check(folder.path(), &["--strict"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.ends_with(": no mistakes\n"), "{out}");
    let (code, out, _) = check(folder.path(), &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &report["problems"]), (Some(0), &Value::Array(Vec::new())));
}

#[test]
fn a_mistake_is_written_in_every_format_and_ends_the_command_with_one() {
    let folder = broken();
    let path = folder.path();
    let (code, out, err) = check(path, &[]);
    assert_eq!((code, err.as_str()), (Some(1), "guichet: 1 error in flows and words\n"), "{out}");
    assert!(out.starts_with("error[G0201]: unknown-variable\n\n  × there is no variable `chanel`\n"), "{out}");

    let (code, out, _) = check(path, &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let problem = &report["problems"][0];
    assert_eq!((code, &report["errors"], &problem["code"]), (Some(1), &1.into(), &"G0201".into()));
    assert_eq!(problem["path"], "flows/about.yaml");
    let (line, column) = (&problem["start"]["line"], &problem["start"]["column"]);
    // Four blanks, `say: { a: '"`, the emoji of two units, `" + `.
    assert_eq!(*column, 4 + 12 + 2 + 4 + 1, "{out}");

    let (code, out, _) = check(path, &["--format", "sarif"]);
    let log: Value = serde_json::from_str(&out).expect("JSON");
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((code, &region["startLine"], &region["startColumn"]), (Some(1), line, column));

    let (code, out, _) = check(path, &["--format", "github"]);
    let expected = format!("::error file=flows/about.yaml,line={line},endLine={line},col={column},endColumn=");
    assert_eq!(code, Some(1));
    assert!(out.starts_with(&expected) && out.lines().count() == 1, "{out}");
}

#[test]
fn a_code_is_explained_by_id_or_name_and_a_mistyped_one_is_guessed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, by_id, _) = check(folder.path(), &["--explain", "G0101"]);
    let (_, by_name, _) = check(folder.path(), &["--explain", "unknown-step"]);
    assert_eq!((code, &by_id), (Some(0), &by_name));
    assert!(by_id.contains("Wrong:") && by_id.contains("Right:"), "{by_id}");
    let (code, _, err) = check(folder.path(), &["--explain", "unknown-stop"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("did you mean `unknown-step`?"), "{err}");
}
