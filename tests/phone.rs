//! The terminal's phone, driven through its pipes: whole calls and texts against a service in the same process.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// The longest a line is waited for; it only bounds a failing test.
const PATIENCE: Duration = Duration::from_secs(60);

struct Phone {
    child: Child,
    keys: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Phone {
    fn with(arguments: &[&str]) -> Phone {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
            .arg("phone")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the phone starts");
        let (keys, out) = (child.stdin.take(), child.stdout.take().expect("an output"));
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Phone { child, keys, lines }
    }

    fn type_lines(&mut self, lines: &[&str]) {
        let keys = self.keys.as_mut().expect("an input");
        keys.write_all((lines.join("\n") + "\n").as_bytes()).expect("the phone reads");
    }

    /// Reads up to the line that has these words, and gives it.
    fn hears(&self, words: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => before.push(line),
                Err(_) => panic!("`{words}` was not heard; there was:\n{}", before.join("\n")),
            }
        }
    }

    /// Ends the input and gives what was still said.
    fn lays_down(mut self) -> String {
        self.keys = None;
        let rest: Vec<String> = self.lines.iter().collect();
        assert!(self.child.wait().expect("it ends").success());
        rest.join("\n")
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ended = self.child.kill();
    }
}

#[test]
fn a_street_number_is_given_by_keys_and_the_receipt_comes_by_itself() {
    let mut phone = Phone::with(&[]);
    phone.type_lines(&["call", "1", "1", "2345678#", "24681357#", "1", "12#", "2", "1"]);
    assert!(phone.hears("tapez 1").starts_with("fr: "));
    assert!(phone.hears("press 2").starts_with("en: "));
    assert!(phone.hears("اضغط 3").starts_with("ar: "));
    phone.hears("12 bis. C'est bien cela ?");
    let receipt = phone.hears("Votre référence est");
    let spaced = receipt.split("Votre référence est ").nth(1).and_then(|rest| rest.split('.').next()).expect("digits");
    let reference = spaced.replace(' ', "");
    assert_eq!(reference.len(), 6, "{receipt}");
    assert!(phone.hears("text (").contains("GSM-7"));
    phone.hears(&reference);
    phone.type_lines(&["2"]);
    phone.hears("(the service hangs up)");
    phone.lays_down();
}

#[test]
fn texts_show_their_encoding_and_segments() {
    let mut phone = Phone::with(&["--from", "06 39 98 00 77"]);
    phone.type_lines(&["text DOSSIER", "t ملف"]);
    assert_eq!(phone.hears("sent ("), "sent (GSM-7 · 1 segment · 7 characters):");
    assert!(phone.hears("text (").contains("GSM-7"));
    assert_eq!(phone.hears("sent ("), "sent (UCS-2 · 1 segment · 3 characters):");
    phone.lays_down();
}

#[test]
fn silence_ends_a_call_and_an_end_of_input_hangs_up() {
    let mut phone = Phone::with(&[]);
    phone.type_lines(&["call withheld", "1", "", "", "", "", "", "", "", "", "call"]);
    phone.hears("(silence)");
    phone.hears("(the service hangs up)");
    phone.hears("tapez 1");
    assert!(phone.lays_down().contains("(you hang up)"));
}

#[test]
fn what_makes_no_sense_is_answered_in_words() {
    let mut phone = Phone::with(&[]);
    phone.type_lines(&["12", "hang up", "dance", "from nowhere", "text"]);
    phone.hears("no call is under way");
    phone.hears("no call is under way");
    phone.hears("not understood");
    phone.hears("from 06 39 98 00 12");
    phone.hears("text DOSSIER");
    phone.lays_down();
}

#[test]
fn a_demo_that_is_not_there_is_named() {
    // Port 9 (discard) answers nothing here.
    let tried = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(["phone", "--to", "http://127.0.0.1:9"])
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let told = String::from_utf8(tried.stderr).expect("text");
    assert!(!tried.status.success());
    assert!(told.contains("no demo answers at http://127.0.0.1:9") && told.contains("guichet demo"), "{told}");
}

#[test]
fn a_recorded_talk_is_a_conversation_that_plays_as_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("talk.txt");
    let file = path.to_str().expect("a path");
    let mut phone = Phone::with(&["--record", file]);
    phone.hears("what does this talk show?");
    phone.type_lines(&[
        "A missing street number is given by voice.",
        "call",
        "1",
        "1",
        "2345678#",
        "24681357#",
        "1",
        "12#",
    ]);
    phone.type_lines(&["2", "1", "", "2", "text RAPPEL", "text 06 12 34 56 78", "text 1"]);
    phone.hears("somebody's number");
    assert!(phone.lays_down().contains("recorded in "));
    let recorded = std::fs::read_to_string(&path).expect("the recording");
    assert!(recorded.starts_with("# A missing street number is given by voice.\nvoice +33639980012\n< "), "{recorded}");
    assert!(recorded.contains("\n> 24681357#\n") && recorded.contains("\n> (silence)\n"), "{recorded}");
    assert!(recorded.contains("\nsms +33639980012\n> RAPPEL\n< ") && !recorded.contains("06 12"), "{recorded}");
    let played = Command::new(env!("CARGO_BIN_EXE_guichet")).args(["test", file]).output().expect("it runs");
    assert!(played.status.success(), "{}\n{recorded}", String::from_utf8_lossy(&played.stdout));
    let again =
        Command::new(env!("CARGO_BIN_EXE_guichet")).args(["phone", "--record", file]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}

#[test]
fn a_conversation_written_anew_shows_what_changed_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("talk.txt");
    std::fs::write(&path, "# A talk.\nsms +33639980012\n> AIDE\n< Rien.\n").expect("a file");
    let test = |arguments: &[&str]| {
        let command = Command::new(env!("CARGO_BIN_EXE_guichet")).arg("test").args(arguments).arg(&path).output();
        let output = command.expect("it runs");
        (output.status.success(), String::from_utf8(output.stdout).expect("text"))
    };
    let (passed, told) = test(&[]);
    assert!(!passed && told.contains("written  Rien.") && told.contains("0 passed, 1 failed"), "{told}");
    let (passed, told) = test(&["--update"]);
    assert!(passed && told.contains("@@ > AIDE\n-< Rien.\n+< "), "{told}");
    let (passed, told) = test(&["--update"]);
    assert!(passed && !told.contains("+<"), "{told}");
    let (passed, told) = test(&["--uncovered", "--require", "50"]);
    assert!(!passed && told.contains("flows/about.yaml: nothing of it was ever played"), "{told}");
}

/// A demo of its own, and what runs a command on its database.
struct Demo {
    child: Child,
    url: String,
    database: String,
}

impl Demo {
    fn start() -> Demo {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
            .args(["demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the demo starts");
        let mut told = String::new();
        for line in BufReader::new(child.stdout.take().expect("an output")).lines().map_while(Result::ok) {
            told.push_str(&format!("{line}\n"));
            if line.contains("Ctrl-C") {
                break;
            }
        }
        let after =
            |mark: &str| told.split(mark).nth(1).and_then(|rest| rest.split_whitespace().next()).map(str::to_owned);
        let url = after("phone simulator: ").expect("an address");
        Demo { child, url, database: after("GUICHET_DATABASE_URL=").expect("a database") }
    }

    fn ring(&self, number: &str) {
        let command = Command::new(env!("CARGO_BIN_EXE_guichet"))
            .args(["ring", number, "about"])
            .env("GUICHET_NUMBER", "+33199000001")
            .env("GUICHET_DATABASE_URL", &self.database)
            .output();
        let output = command.expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ended = self.child.kill();
    }
}

#[test]
fn a_phone_that_rings_says_who_calls_and_is_answered_refused_or_left_to_a_machine() {
    let demo = Demo::start();
    let mut phone = Phone::with(&["--to", &demo.url, "--from", "01 99 00 00 13"]);
    phone.hears("this is the phone +33199000013");
    phone.type_lines(&["pick up"]);
    phone.hears("the phone does not ring");
    demo.ring("0199000013");
    assert!(phone.hears("(the phone rings").contains("+33199000001 calls"));
    phone.type_lines(&["pick up", "0"]);
    phone.hears("Guichet est un service public");
    phone.hears("Un conseiller vous rappelle au 01 99 00 00 13");
    phone.type_lines(&["hang up"]);
    phone.hears("(you hang up)");
    demo.ring("0199000013");
    phone.hears("(the phone rings");
    phone.type_lines(&["voicemail"]);
    phone.hears("fr: Bonjour, ici Guichet, vous pouvez nous rappeler au 01 99 00 00 02.");
    demo.ring("0199000013");
    phone.hears("(the phone rings");
    phone.type_lines(&["refuse"]);
    phone.hears("(you refuse the call)");
    let rest = phone.lays_down();
    assert!(!rest.contains("rings no more"), "{rest}");
}
