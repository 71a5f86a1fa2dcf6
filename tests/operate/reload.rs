//! Flows and words change on disk while people call: who began goes on in the old ones, who begins hears the new ones, and
//! files with mistakes change nothing.

use std::fs;

use guichet::settings::fresh_keys;

use crate::{
    home::{Home, Running, wait_for},
    postgres,
};

const WORDS: &str = "locales/fr/file-status.ftl";
const FLOW: &str = "flows/file-status.yaml";
const OLD: &str = "Envoyez votre code";
const NEW: &str = "Envoyez les chiffres de la lettre";

impl Home {
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} holds `{from}`");
        fs::write(self.path(path), text.replace(from, to)).unwrap();
    }

    fn says(&self, id: &str, person: &str, body: &str) -> String {
        let answer = self.text(id, person, body).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    fn begins(&self, id: &str, person: &str) {
        assert!(self.says(id, person, "DOSSIER").contains("dossier"));
    }

    /// Gives the file's number; the question for the code, which comes next, differs between versions.
    fn goes_on(&self, id: &str, person: &str) -> String {
        self.says(id, person, "2345678")
    }

    fn logged(&self, words: &str) -> usize {
        self.log().matches(words).count()
    }

    fn metrics(&self) -> String {
        self.get(self.operator, "/metrics").map(|answer| answer.body).unwrap_or_default()
    }
}

fn stop(mut running: Running) {
    running.terminate();
    assert_eq!(running.ended().1, Some(0));
}

fn person(number: u32) -> String {
    format!("+3319900{number:04}")
}

#[test]
fn who_began_goes_on_in_the_old_words_and_steps_through_reloads_mistakes_and_a_restart() {
    let home = Home::with_flows_of_its_own();
    let running = home.serve();
    for number in 101..=103 {
        home.begins(&format!("SM{number}"), &person(number));
    }
    home.change(WORDS, OLD, NEW);
    home.change(WORDS, "ask-code =", "demand-code =");
    home.change(FLOW, "ask-code", "demand-code");
    for tag in ["en", "ar"] {
        home.change(&format!("locales/{tag}/file-status.ftl"), "ask-code =", "demand-code =");
    }
    running.0.signal("HUP");
    wait_for("the new ones are in force", || home.logged("conversations begin on new flows and words") == 1);
    assert!(home.log().contains(FLOW) && home.log().contains("changes="), "it says what changed: {}", home.log());
    assert!(home.goes_on("SM1", &person(101)).contains(OLD), "the old words, at a step that is no more");
    home.begins("SM2", &person(104));
    assert!(home.goes_on("SM3", &person(104)).contains(NEW));

    home.change(FLOW, "next: verify", "next: nowhere");
    running.0.signal("HUP");
    wait_for("the mistake is told", || home.logged("flows and words stay as they were") >= 1);
    assert!(home.log().contains("flows/file-status.yaml:"), "with its place: {}", home.log());
    wait_for("it is counted", || home.metrics().contains("guichet_dialogues_refused 1"));
    assert_eq!(home.get(home.operator, "/readyz").unwrap().status, 200, "calls are served all the same");
    home.begins("SM4", &person(105));
    assert!(home.goes_on("SM5", &person(105)).contains(NEW));
    assert!(home.goes_on("SM6", &person(102)).contains(OLD));

    home.change(FLOW, "next: nowhere", "next: verify");
    home.change(WORDS, NEW, "Tapez le code");
    stop(running);
    let running = home.serve();
    home.begins("SM7", &person(106));
    assert!(home.goes_on("SM8", &person(106)).contains("Tapez le code"));
    assert!(home.goes_on("SM9", &person(103)).contains(OLD), "after a restart too");
    assert!(home.says("SM10", &person(104), "*").contains(NEW), "and so the one in between");
    assert!(home.metrics().contains("guichet_dialogues_refused 0"));
    stop(running);
}

#[test]
fn files_that_change_are_read_without_a_word_and_those_of_the_program_at_no_time() {
    let home = Home::with_flows_of_its_own();
    let running = home.serve();
    home.begins("SM1", &person(101));
    home.change(WORDS, OLD, NEW);
    wait_for("it is seen", || home.logged("conversations begin on new flows and words") == 1);
    assert!(home.goes_on("SM2", &person(101)).contains(OLD));
    home.begins("SM3", &person(102));
    assert!(home.goes_on("SM4", &person(102)).contains(NEW));
    stop(running);
    let shipped = Home::new();
    let running = shipped.serve();
    running.0.signal("HUP");
    wait_for("it is told", || shipped.logged("are those in force already") == 1);
    stop(running);
}

#[test]
fn two_instances_with_two_versions_end_each_others_conversations_in_their_own_words() {
    let database = postgres::Database::new();
    let keys = fresh_keys().unwrap();
    let instance = || {
        let mut home = Home::with_flows_of_its_own();
        home.environment.insert("GUICHET_DATABASE_URL", database.url().to_owned());
        home.environment.insert("GUICHET_KEYS", keys.trim_end().to_owned());
        home
    };
    let (before, after) = (instance(), instance());
    after.change(WORDS, OLD, NEW);
    let running = (before.serve(), after.serve());
    before.begins("SM1", &person(101));
    after.begins("SM2", &person(102));
    assert!(after.goes_on("SM3", &person(101)).contains(OLD), "begun before the update");
    assert!(before.goes_on("SM4", &person(102)).contains(NEW), "begun after it");
    stop(running.0);
    stop(running.1);
}
