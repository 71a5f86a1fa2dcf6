//! The program started on wrong settings and on broken flows, which it names, and on new flows, which it takes.

use std::fs;

use crate::home::{Home, TOKEN};

fn number(person: usize) -> String {
    format!("+3319900{person:04}")
}

#[test]
fn serve_names_each_setting_it_lacks() {
    let mut home = Home::new();
    let all = home.environment.clone();
    let required = [
        "GUICHET_PUBLIC_URL",
        "GUICHET_TWILIO_ACCOUNT_SID",
        "GUICHET_TWILIO_AUTH_TOKEN",
        "GUICHET_OFFICE_NUMBER",
        "GUICHET_NUMBER",
    ];
    for missing in required {
        for empty in [false, true] {
            home.environment = all.clone();
            match empty {
                true => home.environment.insert(missing, " ".to_owned()),
                false => home.environment.remove(missing),
            };
            let said = home.refused();
            assert!(said.contains(missing) && said.contains("for example"), "{missing}: {said}");
            assert!(!said.contains(TOKEN));
        }
    }
    let wrong = [
        ("GUICHET_LISTEN", "here"),
        ("GUICHET_PUBLIC_URL", "guichet.example.org"),
        ("GUICHET_DATABASE_URL", "mysql://someone:word@host/guichet"),
        // A server has no folder for its keys: they must be named.
        ("GUICHET_KEY_FILE", ""),
        ("GUICHET_TWILIO_ACCOUNT_SID", "AC/../x"),
        ("GUICHET_TWILIO_AUTH_TOKEN", "one,two,three"),
        ("GUICHET_TWILIO_API", "nowhere"),
        ("GUICHET_OFFICE_HOURS", "always"),
        ("GUICHET_OFFICE_ZONE", "Europe/Nowhere"),
        ("GUICHET_NUMBER", "call us"),
    ];
    for (variable, value) in wrong {
        home.environment = all.clone();
        home.environment.insert(variable, value.to_owned());
        if variable == "GUICHET_KEY_FILE" {
            home.environment.insert("GUICHET_DATABASE_URL", "postgres://someone:word@host/guichet".to_owned());
        }
        let said = home.refused();
        assert!(said.contains(variable) && said.contains("for example"), "{variable}: {said}");
        assert!(!said.contains("someone:word") && !said.contains("three"), "a secret is shown: {said}");
    }
    assert!(!home.path("guichet.db").exists(), "nothing is made where the settings are wrong");
}

#[test]
fn serve_shows_where_a_flow_or_a_word_is_broken() {
    let home = Home::with_flows_of_its_own();
    let broken = [
        ("flows/about.yaml", "    next: topics", "    next: topicz", "topicz"),
        ("flows/about.yaml", "    end: done", "    end: [", "end: ["),
        ("locales/fr/about.ftl", "who =", "who", "who"),
        ("locales/fr/menu.ftl", "\ngoodbye =", "\ngood-bye =", "goodbye"),
    ];
    for (file, right, wrong, shown) in broken {
        let text = fs::read_to_string(home.path(file)).unwrap();
        assert!(text.contains(right), "{file} holds `{right}`");
        fs::write(home.path(file), text.replacen(right, wrong, 1)).unwrap();
        let said = home.refused();
        fs::write(home.path(file), text).unwrap();
        assert!(said.contains(shown), "{file}: {said}");
        if !wrong.starts_with('\n') {
            let placed = said
                .split(file)
                .skip(1)
                .any(|rest| rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
            assert!(placed, "no line of {file}: {said}");
            assert!(said.contains(['^', '┬', '─', '╰']), "no caret: {said}");
        }
    }
    let mut running = home.serve();
    running.terminate();
    assert_eq!(running.ended().1, Some(0), "unbroken, they serve");
}

#[test]
fn a_conversation_goes_on_in_the_version_it_began_with() {
    let home = Home::with_flows_of_its_own();
    let mut running = home.serve();
    let first = home.text("SM1", &number(1), "bonjour").unwrap();
    assert_eq!(first.status, 200);
    running.0.kill();

    let words = fs::read_to_string(home.path("locales/fr/menu.ftl")).unwrap();
    assert!(words.contains("Ici {"), "the menu begins with who we are");
    fs::write(home.path("locales/fr/menu.ftl"), words.replace("Ici {", "Nouveau menu de {")).unwrap();
    let mut running = home.serve();
    let old = home.text("SM2", &number(1), "*").unwrap().body;
    let new = home.text("SM3", &number(2), "bonjour").unwrap().body;
    assert!(!old.contains("Nouveau menu") && new.contains("Nouveau menu"), "{old}\n{new}");
    assert_eq!(home.text("SM1", &number(1), "bonjour").unwrap().body, first.body, "the old answer is given again");
    let mut database = home.database();
    let count = "SELECT (SELECT count(*) FROM script) || ', ' || count(DISTINCT script_hash) FROM conversation";
    assert_eq!(database.texts(count), ["2, 2"]);
    database.close();
    running.terminate();
    assert_eq!(running.ended().1, Some(0));
}
