//! A key is exchanged while the service runs, by the commands of the guide.

use std::fs;

use crate::home::{Home, PERSON};

impl Home {
    /// What a command prints; it must end well.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    fn add_to_keys(&self, lines: &str) {
        let path = self.path("guichet.keys");
        fs::write(&path, fs::read_to_string(&path).unwrap() + lines).unwrap();
    }
}

#[test]
fn a_key_is_exchanged_while_the_service_runs_and_nobody_loses_a_word() {
    let home = Home::new();
    let mut running = home.serve();
    assert_eq!(home.text("SM1", PERSON, "bonjour").unwrap().status, 200);
    let before = home.text("SM2", PERSON, "1").unwrap().body;
    running.terminate();
    running.ended();

    let line = home.said(&["keys", "another"]);
    assert!(line.starts_with("2 ") && line.trim_end().lines().count() == 1, "one line");
    home.add_to_keys(&line);
    let mut running = home.serve();
    assert_eq!(home.text("SM2", PERSON, "1").unwrap().body, before, "what the first key sealed is read");
    let status = home.said(&["keys", "status"]);
    assert!(status.contains("key 1: ") && status.contains("key 2: 0 values"), "{status}");
    let doctor = String::from_utf8_lossy(&home.run(&["doctor"]).stdout).into_owned();
    assert!(doctor.contains("key 2 seals; key 1 can open too"), "{doctor}");

    let done = home.said(&["keys", "reseal"]);
    assert!(done.contains("values were sealed anew with key 2") && done.contains("key 1: 0 values"), "{done}");
    assert!(home.said(&["keys", "reseal"]).starts_with("0 values were sealed anew"));
    assert_eq!(home.text("SM2", PERSON, "1").unwrap().body, before, "the service runs on");
    assert_eq!(home.text("SM3", PERSON, "0").unwrap().status, 200);
    running.terminate();
    running.ended();

    // The line of the first key is taken away.
    let path = home.path("guichet.keys");
    let kept: Vec<String> =
        fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with("1 ")).map(str::to_owned).collect();
    fs::write(&path, kept.join("\n") + "\n").unwrap();
    let _running = home.serve();
    assert_eq!(home.text("SM2", PERSON, "1").unwrap().body, before, "it is not needed any more");
}

#[test]
fn a_line_that_names_no_key_is_refused_with_what_to_write() {
    let home = Home::new();
    let mut running = home.serve();
    running.terminate();
    running.ended();
    home.add_to_keys("seals 2\n");
    let said = home.refused();
    assert!(said.contains("line 4 names a key that has no line of its own; write for example `seals 1`"), "{said}");
}
