//! `guichet diff` on the real program: what it says of a changed dialogue, and which conversation tests it names.

#![expect(clippy::unwrap_used, reason = "a test fails where its own tools fail")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use guichet::{problem::SourceFile, service::dialogue::sources};

struct Versions(tempfile::TempDir);

impl Versions {
    fn new() -> Self {
        Versions(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a version: the shipped one, with another text in one file.
    fn write(&self, name: &str, path: &str, from: &str, to: &str) {
        for SourceFile { path: own, text } in sources(None, None).unwrap() {
            let place = self.path(name).join(&own);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            let text = if own == path { text.replace(from, to) } else { text.to_string() };
            fs::write(place, text).unwrap();
        }
    }

    fn write_test(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path("talks")).unwrap();
        fs::write(self.path("talks").join(name), text).unwrap();
    }

    fn guichet(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.args(arguments).env_clear().env("PATH", path).current_dir(self.0.path()).output().unwrap()
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self.guichet(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        String::from_utf8(output.stdout).unwrap() + &told
    }
}

const WORDS: &str = "locales/fr/file-status.ftl";

#[test]
fn a_change_is_told_in_words_with_the_conversation_tests_that_go_otherwise() {
    let versions = Versions::new();
    versions.write("old", "", "", "");
    versions.write("new", WORDS, "ask-file = Envoyez votre", "ask-file = Écrivez votre");
    versions.write_test(
        "file.txt",
        "# A file is asked for.\nsms +33639980012\n> DOSSIER\n< Envoyez votre numéro de dossier.\n",
    );
    versions.write_test("help.txt", "# Help.\nsms +33639980012\n> STOP\n< […]\n");
    let page = versions.said(&["diff", "old", "new", "--tests", "talks"]);
    let sentence = "the French text of `ask-file` was “Envoyez votre numéro de dossier.” and is “Écrivez votre numéro de dossier.” now";
    assert!(page.starts_with(&format!("file-status\n  - {sentence}\n")), "{page}");
    assert!(page.ends_with("1 of 2 conversation tests differs:\n  - talks/file.txt: A file is asked for.\n"), "{page}");
    let talk = fs::read_to_string(versions.path("talks/file.txt")).unwrap();
    assert!(talk.contains("Envoyez votre"), "nobody's tests are rewritten");
    let same = versions.said(&["diff", "old", "old", "--tests", "talks"]);
    assert_eq!(same, "Flows and words are the same.\n\nAll 2 conversation tests go as before.\n");
    let json = versions.said(&["diff", "old", "new", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["changes"][0]["says"], sentence);
    assert_eq!(json["tests"], serde_json::Value::Null, "there are none beside us");
}

#[test]
fn a_version_with_mistakes_is_compared_and_not_played() {
    let versions = Versions::new();
    versions.write("old", "", "", "");
    versions.write("new", "flows/file-status.yaml", "next: verify", "next: nowhere");
    versions.write_test("file.txt", "# A file is asked for.\nsms +33639980012\n> DOSSIER\n");
    let page = versions.said(&["diff", "old", "new", "--tests", "talks"]);
    assert!(page.contains("after `ask-code` comes `nowhere` now (before: `verify`)"), "{page}");
    assert!(page.contains("not played: the new version has"), "{page}");
}

#[test]
fn a_version_that_the_database_keeps_is_named_by_the_beginning_of_its_hash() {
    let versions = Versions::new();
    versions.write("new", WORDS, "ask-file = Envoyez votre", "ask-file = Écrivez votre");
    let kept = versions.guichet(&["callbacks"]);
    assert!(kept.status.success(), "the database is there");
    let store = |sql: String| {
        let url = format!("sqlite:{}", versions.path("guichet.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            use sqlx::Connection;
            let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
            database.close().await.unwrap();
        });
    };
    let files: std::collections::BTreeMap<String, String> =
        sources(None, None).unwrap().into_iter().map(|file| (file.path, file.text.to_string())).collect();
    let files = serde_json::to_string(&files).unwrap().replace('\'', "''");
    store(format!(
        "INSERT INTO script (hash, files, first_used_at) VALUES ('abc1', '{files}', 0), ('abd2', '{{}}', 0)"
    ));
    let page = versions.said(&["diff", "--database", "abc", "new"]);
    assert!(page.contains("Écrivez votre"), "{page}");
    let page = versions.said(&["diff", "--database", "abc1"]);
    assert!(page.starts_with("Flows and words are the same."), "against those in force: {page}");
    for (version, says) in [("ab", "several versions begin with `ab`"), ("f", "no version begins with `f`")] {
        let output = versions.guichet(&["diff", "--database", version, "new"]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(says) && told.contains("abc1  since 1970"), "{told}");
    }
}

#[test]
fn a_folder_that_holds_no_version_is_named() {
    let versions = Versions::new();
    fs::create_dir_all(versions.path("empty")).unwrap();
    for (arguments, says) in [
        (&["diff", "empty", "empty"][..], "empty/flows is no folder"),
        (&["diff"][..], "name the folder of the old version"),
        (&["diff", "--database", "a", "b", "c"][..], "one folder at most"),
    ] {
        let output = versions.guichet(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(says), "{told}");
    }
    assert!(!Path::new(&versions.path("guichet.db")).exists(), "nothing is made for a mistake");
}
