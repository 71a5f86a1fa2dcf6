//! No secret of the settings is printed: by no command, on no page, in no log at its most talkative, in no refusal to start.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::home::{Home, PERSON};

/// Every secret there is, by its variable: what it is set to, and what of it must stand nowhere.
fn secrets() -> Vec<(&'static str, String, String)> {
    let plain = |variable, secret: &str| (variable, secret.to_owned(), secret.to_owned());
    let bytes = |byte: u8| STANDARD.encode([byte; 32]);
    vec![
        plain("GUICHET_TWILIO_AUTH_TOKEN", "canary-of-the-provider"),
        ("GUICHET_KEYS", format!("index {}\n1 {}\n", bytes(0x51), bytes(0x52)), bytes(0x52)),
        plain("GUICHET_CODE_PEPPER", &bytes(0x53)),
        ("GUICHET_CASE_SYSTEM_SECRET", format!("whsec_{}", bytes(0x54)), bytes(0x54)),
        plain("GUICHET_OPEN_ID_CLIENT_SECRET", "canary-of-identities"),
    ]
}

fn with_secrets() -> Home {
    let mut home = Home::new();
    for (variable, value, _) in secrets() {
        home.environment.insert(variable, value);
    }
    home.environment.insert("GUICHET_OPEN_ID_ISSUER", "http://127.0.0.1:9".to_owned());
    home.environment.insert("GUICHET_OPEN_ID_CLIENT_ID", "guichet".to_owned());
    home.environment.insert("GUICHET_CASE_SYSTEM_URL", "http://127.0.0.1:9".to_owned());
    home.environment.insert("RUST_LOG", "trace".to_owned());
    home.environment.insert("RUST_BACKTRACE", "full".to_owned());
    home
}

fn assert_none_in(place: &str, text: &str) {
    for (variable, _, canary) in secrets() {
        let line = text.lines().find(|line| line.contains(&canary));
        assert!(line.is_none(), "{variable} stands in {place}: {line:?}");
    }
}

#[test]
fn every_setting_that_the_guide_calls_a_secret_is_looked_for() {
    let guide = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operators.md")).unwrap();
    let named = guide.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter(|word| {
        word.starts_with("GUICHET_") && ["SECRET", "TOKEN", "KEYS", "PEPPER"].iter().any(|end| word.ends_with(end))
    });
    for word in named {
        assert!(secrets().iter().any(|(variable, ..)| *variable == word), "{word} is not looked for");
    }
}

#[test]
fn no_command_no_page_and_no_log_shows_a_secret() {
    let home = with_secrets();
    let running = home.serve();
    let commands: [&[&str]; 8] = [
        &["doctor"],
        &["doctor", "--json"],
        &["check"],
        &["keys", "status"],
        &["jobs", "list"],
        &["audit", "verify"],
        &["codes", "alarm"],
        &["no-such-command"],
    ];
    for command in commands {
        let output = home.run(command);
        let said = [output.stdout, output.stderr].concat();
        assert_none_in(&format!("{command:?}"), &String::from_utf8_lossy(&said));
    }
    let refused = home.text("SM1", PERSON, "bonjour").unwrap();
    assert_eq!(refused.status, 403, "it is signed with another token");
    assert_none_in("the refusal of a webhook", &format!("{}{}", refused.head, refused.body));
    for (port, path) in [
        (home.operator, "/metrics"),
        (home.operator, "/readyz"),
        (home.operator, "/debug"),
        (home.port, "/debug"),
        (home.port, "/console/sign-in"),
        (home.port, "/console/open-id/begin"),
        (home.port, "/twilio/self-test"),
    ] {
        let answer = home.get(port, path).unwrap();
        assert_none_in(path, &format!("{}{}", answer.head, answer.body));
    }
    running.terminate();
    assert!(home.log().contains("TRACE"), "everything was listened to");
    assert_none_in("the log", &home.log());
}

#[test]
fn whoever_is_refused_a_start_is_shown_no_secret() {
    for (variable, value) in [
        ("GUICHET_KEYS", format!("index {}\n", STANDARD.encode([0x52; 32]))),
        ("GUICHET_CODE_PEPPER", "canary-of-the-provider".to_owned()),
        ("GUICHET_CASE_SYSTEM_SECRET", "canary-of-the-provider".to_owned()),
        ("GUICHET_DATABASE_URL", "postgres://guichet:canary-of-the-provider@127.0.0.1:9/guichet".to_owned()),
        ("GUICHET_DATABASE_URL", "postgres://guichet:canary-of-the-provider@127.0.0.1:port/guichet".to_owned()),
        ("GUICHET_OPEN_ID_ISSUER", "http://canary-of-the-provider@identity.example".to_owned()),
    ] {
        let mut home = with_secrets();
        home.environment.insert(variable, value);
        let output = home.run(&["serve"]);
        assert!(!output.status.success(), "{variable}");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!said.trim().is_empty(), "{variable}: it says why");
        assert_none_in(&format!("the refusal of {variable}"), &said);
    }
}
