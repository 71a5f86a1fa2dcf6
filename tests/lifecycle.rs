//! The commands of an installation's life on the real program: keys, moving house, the audit chain, starting at once.

#![expect(clippy::expect_used, reason = "a test fails where its own tools fail")]

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

fn guichet(folder: &TempDir, settings: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command.args(arguments).current_dir(folder.path()).env_clear().envs(settings.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &TempDir, settings: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    told(guichet(folder, settings, arguments).output().expect("the program runs"))
}

fn told(output: Output) -> (bool, String) {
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn processes_that_begin_with_a_new_database_at_once_all_run_with_the_same_keys() {
    let folder = folder();
    let started: Vec<_> =
        (0..6).map(|_| guichet(&folder, &[], &["callbacks"]).spawn().expect("the program starts")).collect();
    for process in started {
        let (well, said) = told(process.wait_with_output().expect("it ends"));
        assert!(well && said.contains("nobody waits"), "{said}");
    }
    assert!(folder.path().join("guichet.keys").exists());
}

#[test]
fn new_keys_can_be_used_and_are_never_the_same() {
    let folder = folder();
    let make = |name: &str| {
        let (well, said) = run(&folder, &[], &["keys"]);
        assert!(well, "{said}");
        std::fs::write(folder.path().join(name), &said).expect("a file");
        said
    };
    assert_ne!(make("first.keys"), make("second.keys"));
    assert!(run(&folder, &[("GUICHET_KEY_FILE", "first.keys")], &["callbacks"]).0);
    let (well, said) = run(&folder, &[("GUICHET_KEY_FILE", "second.keys")], &["callbacks"]);
    assert!(!well && said.contains("GUICHET_KEY_FILE"), "{said}");
}

#[test]
fn an_installation_is_moved_once_and_the_old_place_is_closed() {
    let folder = folder();
    assert!(run(&folder, &[], &["callbacks"]).0);
    let (well, said) = run(&folder, &[], &["move", "--from", "sqlite:mistyped.db", "--to", "sqlite:new.db"]);
    assert!(!well && said.contains("no database at mistyped.db"), "{said}");
    assert!(!Path::new(&folder.path().join("mistyped.keys")).exists(), "no keys are made for a mistake");
    let (well, said) = run(&folder, &[], &["move", "--to", "sqlite:new.db"]);
    assert!(well && said.contains("installation") && said.contains("GUICHET_KEY_FILE=guichet.keys"), "{said}");
    let (well, said) = run(&folder, &[], &["callbacks"]);
    assert!(!well && said.contains("moved to another address"), "{said}");
    let new = [("GUICHET_DATABASE_URL", "sqlite:new.db"), ("GUICHET_KEY_FILE", "guichet.keys")];
    assert!(run(&folder, &new, &["callbacks"]).0);
}

#[tokio::test]
async fn an_entry_that_was_tampered_with_is_named_and_the_command_fails() {
    let folder = folder();
    let (well, said) = run(&folder, &[], &["audit", "verify"]);
    assert!(well && said.contains("whole: 0 entries"), "{said}");
    let path = format!("sqlite:{}", folder.path().join("guichet.db").display());
    let mut database = SqliteConnection::connect(&path).await.expect("the database opens");
    sqlx::raw_sql("INSERT INTO audit_link (position, audit_id, tag) VALUES (1, 'forged', x'00')")
        .execute(&mut database)
        .await
        .expect("it is written");
    let (well, said) = run(&folder, &[], &["audit", "verify"]);
    assert!(!well && said.contains("entry 1") && said.contains("forged"), "{said}");
}
