//! Flows that an installation might write for itself, with what no shipped flow needs, played through the whole service.

#![expect(clippy::expect_used, reason = "a test fails by panicking, its helpers too")]

use std::{fs, path::Path, process::Command};

use guichet::service::dialogue::sources;

/// Somebody at the office is asked for at once; who does not reach them leaves words.
const DESK: &str = r#"
flow: desk
about: Somebody at the office, at once; or words for them.
enter: { words: entry }
vars: { words: recording }
steps:
  aloud:
    only: voice
    say: {}
    next: through
  through:
    transfer: {}
    on: { answered: helped, no-answer: leave, unavailable: leave }
  leave:
    ask: { recording: 60, into: words }
    next: who
  who:
    branch:
      - when: 'caller_callable'
        go: book
      - go: sorry
  book:
    callback: { number: caller, when: '"any"', subject: '"general"', message: words }
    on: { booked: noted, already-open: noted, refused: sorry, unavailable: sorry }
  noted:
    say: { opens: opens }
    next: done
  sorry:
    say: {}
    next: done
  done:
    end: done
  helped:
    end: helped
"#;

const DESK_WORDS: &str = "
entry = bureau
aloud = Bonjour.
leave = Écrivez votre message.
    .voice = Parlez après le signal, puis tapez dièse.
noted = C'est noté. Nous ouvrons le { $opens }.
sorry = Nous ne pouvons pas vous rappeler.
";

/// Written words, by text.
const BY_TEXT: &str = "# By text nobody is put through: words are written, and kept with the request.
sms +33639980012
> bureau
< Écrivez votre message.
> Je cherche ma lettre.
< C'est noté. Nous ouvrons le lundi 23 novembre 2026 à 13 h 30.
= callbacks 1
= callback +33639980012 any fr general
";

/// A call, with the menu's entry left out: the flow is called by the menu's place.
const BY_VOICE: &str = "# By voice the advisor answers; or does not, and words are recorded.
voice +33639980012
< Bonjour. Un instant. Je vous passe un conseiller.
(the advisor answers)
< Nos conseillers répondent du lundi au vendredi, de 9 heures à 12 heures et de 13 heures 30 à 17 heures. Le numéro est le 01 99 00 00 02. Merci et au revoir.
< (the service hangs up)
= callbacks 0

voice +33639980013
< Bonjour. Un instant. Je vous passe un conseiller.
(the advisor does not answer)
< Parlez après le signal, puis tapez dièse.
> (silence)
< Je n'ai rien entendu. Parlez après le signal, puis tapez dièse.
> (says 12 seconds)
< C'est noté. Nous ouvrons le lundi 23 novembre 2026 à 13 heures 30.
< (the service hangs up)
= callback +33639980013 any fr general

voice +33639980014
< Bonjour. Un instant. Je vous passe un conseiller.
(the advisor does not answer)
< Parlez après le signal, puis tapez dièse.
> 0
< […]
";

fn play(entry: &str, conversation: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for file in sources(None, None).expect("the shipped flows and words") {
        let shared = file.path.ends_with("/shared.ftl");
        write(
            &file.path,
            &if shared { format!("{}\nvalue-desk = parler\n", file.text) } else { file.text.to_string() },
        );
    }
    for language in ["fr", "en", "ar"] {
        write(&format!("locales/{language}/{entry}.ftl"), DESK_WORDS);
    }
    write(&format!("flows/{entry}.yaml"), &DESK.replace("flow: desk", &format!("flow: {entry}")));
    write("talk.txt", conversation);
    run(folder.path(), &["check"]);
    run(folder.path(), &["test", "talk.txt"]);
}

fn run(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(arguments)
        .current_dir(folder)
        .env("GUICHET_FLOWS", "flows")
        .env("GUICHET_LOCALES", "locales")
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "guichet {arguments:?}:\n{}", String::from_utf8_lossy(&said));
}

#[test]
fn by_text_words_are_written_and_kept_with_the_request() {
    play("desk", BY_TEXT);
}

#[test]
fn by_voice_an_advisor_is_put_through_or_words_are_recorded() {
    // A call begins with the flow `menu`: here that is the desk itself.
    play("menu", BY_VOICE);
}
