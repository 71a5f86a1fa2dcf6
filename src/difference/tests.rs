//! Differences as an author makes them, and the sentence that tells of each.

use proptest::prelude::*;

use super::*;

const FLOW: &str = "flow: visit
about: A person names a day.
enter: { words: entry }
vars: { number: digits, day: date }
steps:
  hours:
    say: {}
    next: ask-number
  ask-number:
    ask: { digits: 1..7, into: number }
    next: ask-day
  ask-day:
    ask: { date: true, into: day }
    timeout: 12
    next: missing
  missing:
    needs: L2
    menu:
      1: { option: answer, go: hours }
      2: { option: remind, go: reminder }
      3: { option: advisor, go: advisor }
  reminder:
    remind: { days: 2 }
    next: done
  advisor:
    call: { flow: callback }
    on: { booked: done, else: which }
  which:
    branch:
      - when: 'channel == \"voice\"'
        go: hours
      - go: done
  done:
    end: done
";

const WORDS: &str = "entry = visite, rendez-vous
hours = Nous sommes ouverts.
ask-number = Envoyez votre numéro.
    .voice = Tapez votre numéro.
    .voice-silence-1 = Je n'ai rien entendu.
ask-day = Quel jour ?
missing = Il manque quelque chose.
missing-answer = pour répondre
    .words = répondre, oui
missing-remind = pour un rappel
missing-advisor = pour un conseiller
reminder = N'oubliez pas.
";

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn version(flow: &str, words: &str) -> Vec<SourceFile> {
    let callback = "flow: callback\nabout: An advisor rings back.\nsteps:\n  done:\n    end: booked\n";
    vec![
        file("flows/callback.yaml", callback),
        file("flows/visit.yaml", flow),
        file("locales/fr/shared.ftl", "word-stop = stop, arrêt\ngoodbye-hours = Au revoir.\n"),
        file("locales/fr/visit.ftl", words),
    ]
}

/// What is said where one text of the flow or of its words is replaced by another.
fn said(from: &str, to: &str) -> Vec<String> {
    assert_eq!(FLOW.matches(from).count() + WORDS.matches(from).count(), 1, "`{from}` stands once");
    let changes = compare(&version(FLOW, WORDS), &version(&FLOW.replace(from, to), &WORDS.replace(from, to)));
    changes.into_iter().map(|change| change.says).collect()
}

#[test]
fn each_change_of_a_step_is_told_as_a_person_notices_it() {
    let rows = [
        ("digits: 1..7", "digits: 1..9", "`ask-number` asks for digits 1..9 now (before: digits 1..7)"),
        ("timeout: 12", "timeout: 20", "at `ask-day`, an answer is waited for 20 seconds now (before: 12 seconds)"),
        ("    timeout: 12\n", "", "at `ask-day`, an answer is waited for the usual time now (before: 12 seconds)"),
        ("needs: L2", "needs: L0", "`missing` needs nothing (L0) now (before: file number and code (L2))"),
        (
            "2: { option: remind, go: reminder }\n      3: { option: advisor, go: advisor }",
            "2: { option: remind, go: reminder }",
            "at `missing`, the option `advisor` (key 3) is gone, which led to a callback by an advisor (`advisor`)",
        ),
        (
            "2: { option: remind, go: reminder }",
            "2: { option: remind, go: done }",
            "at `missing`, the option `remind` (key 2) leads to the end (`done`) now (before: `reminder`)",
        ),
        (
            "2: { option: remind, go: reminder }",
            "4: { option: remind, go: reminder }",
            "at `missing`, the option `remind` is on key 4 now (before: key 2)",
        ),
        ("days: 2", "days: 5", "the text of `reminder` comes 5 days later (before: 2)"),
        ("end: done", "end: helped", "`done` ends with the outcome helped now (before: done)"),
        (
            "booked: done, else: which",
            "booked: hours, else: which",
            "`booked` at `advisor` leads to `hours` now (before: the end (`done`))",
        ),
        ("booked: done, else: which", "else: which", "`booked` at `advisor` no longer leads to the end (`done`)"),
        (
            "    timeout: 12\n",
            "    timeout: 12\n    tries: { silence: 2, else: advisor }\n",
            "at `ask-day`, when its `tries` are used up, it goes on with a callback by an advisor (`advisor`) now",
        ),
        (
            "channel == \"voice\"",
            "channel == \"sms\"",
            "at `which`, where channel == \"sms\", it goes on with `hours` now",
        ),
        ("enter: { words: entry }\n", "", "no word that is texted begins `visit` any more"),
    ];
    for (from, to, sentence) in rows {
        let told = said(from, to);
        assert!(told.iter().any(|said| said == sentence), "{sentence}\n{told:#?}");
    }
}

#[test]
fn each_change_of_the_head_of_a_dialogue_is_told() {
    let rows = [
        (
            "vars: { number: digits",
            "regain: ask-number\nvars: { number: digits",
            "where the proof of who is there has lapsed, `ask-number` asks for it again now, and people go on where they were",
        ),
        ("day: date }", "day: text }", "`day` holds the type text now (before: the type date)"),
        ("day: date }", "day: { list: date } }", "`day` holds several of the type date now (before: the type date)"),
        ("day: date }", "day: date, half: [am, pm] }", "it keeps one thing more, `half` (one of `am` and `pm`)"),
        ("number: digits, ", "", "it keeps no `number` any more"),
        ("vars: {", "takes: [day]\nvars: {", "a dialogue that calls `visit` now hands over `day`"),
        (
            "vars: {",
            "returns: [day, number]\nvars: {",
            "`visit` now gives back `day` and `number` to a dialogue that calls it",
        ),
    ];
    for (from, to, sentence) in rows {
        assert_eq!(said(from, to), [sentence]);
    }
    let with = |head: &str| version(&FLOW.replace("vars: {", head), WORDS);
    for (before, now, sentence) in [
        ("vars: { half: [am, pm],", "vars: { half: [am, pm, any],", "`half` may also be `any` now"),
        ("vars: { half: [am, pm],", "vars: { half: [am],", "`half` cannot be `pm` any more"),
        ("takes: [day]\nvars: {", "vars: {", "a dialogue that calls `visit` no longer hands over `day`"),
        (
            "regain: ask-number\nvars: {",
            "vars: {",
            "where the proof of who is there has lapsed, `ask-number` does not ask for it again any more",
        ),
    ] {
        let told: Vec<String> = compare(&with(before), &with(now)).into_iter().map(|change| change.says).collect();
        assert_eq!(told, [sentence]);
    }
}

#[test]
fn each_change_of_words_is_told_with_its_language_and_its_occasion() {
    let rows = [
        (
            "Quel jour ?",
            "Quel jour venez-vous ?",
            "the French text of `ask-day` was “Quel jour ?” and is “Quel jour venez-vous ?” now",
        ),
        (
            "Tapez votre numéro.",
            "Tapez le numéro.",
            "the French text of `ask-number` by phone was “Tapez votre numéro.” and is “Tapez le numéro.” now",
        ),
        (
            "    .voice-silence-1 = Je n'ai rien entendu.\n",
            "",
            "in French, `ask-number` lost its words by phone after a first silence: “Je n'ai rien entendu.”",
        ),
        (
            "ask-day = Quel jour ?",
            "ask-day = Quel jour ?\n    .sms-unclear-2 = Exemple : 03112026.",
            "in French, `ask-day` has words of its own by text after a second answer that was not understood: “Exemple : 03112026.”",
        ),
        ("répondre, oui", "répondre, donner", "in French, “oui” is no longer understood for `missing-answer`"),
        ("visite, rendez-vous", "visite, rendez-vous, rdv", "in French, “rdv” is understood for `entry` now"),
    ];
    for (from, to, sentence) in rows {
        let told = said(from, to);
        assert!(told.iter().any(|said| said == sentence), "{sentence}\n{told:#?}");
    }
}

#[test]
fn a_new_question_is_told_with_its_words_and_what_it_comes_after() {
    let flow = FLOW.replace("next: ask-day", "next: ask-postcode").replace(
        "  ask-day:\n",
        "  ask-postcode:\n    ask: { postcode: true, into: number }\n    next: ask-day\n  ask-day:\n",
    );
    let words = format!("{WORDS}ask-postcode = Votre code postal ?\n");
    let (old, new) = (version(FLOW, WORDS), version(&flow, &words));
    let told: Vec<String> = compare(&old, &new).into_iter().map(|change| change.says).collect();
    assert_eq!(
        told,
        [
            "after `ask-number` comes `ask-postcode` now (before: `ask-day`)",
            "after `ask-number`, people are asked something new, `ask-postcode`: “Votre code postal ?”",
        ]
    );
    let back: Vec<String> = compare(&new, &old).into_iter().map(|change| change.says).collect();
    assert!(back.contains(&"`ask-postcode` is not asked any more: “Votre code postal ?”".to_owned()), "{back:#?}");
}

#[test]
fn a_question_that_is_asked_earlier_is_named_once() {
    let flow = FLOW
        .replace("next: ask-number", "next: ask-Xday")
        .replace("next: ask-day", "next: missing-X")
        .replace("    timeout: 12\n    next: missing", "    timeout: 12\n    next: ask-number")
        .replace("ask-Xday", "ask-day")
        .replace("missing-X", "missing")
        .replace("1: { option: answer, go: hours }", "1: { option: answer, go: done }")
        .replace("        go: hours\n      - go: done", "        go: done\n      - go: done");
    let old = FLOW
        .replace("1: { option: answer, go: hours }", "1: { option: answer, go: done }")
        .replace("        go: hours\n      - go: done", "        go: done\n      - go: done");
    let told: Vec<String> =
        compare(&version(&old, WORDS), &version(&flow, WORDS)).into_iter().map(|change| change.says).collect();
    let order: Vec<&String> = told.iter().filter(|says| says.contains("is asked")).collect();
    assert_eq!(order, ["`ask-day` is asked before `ask-number` now"], "{told:#?}");
}

#[test]
fn a_step_that_only_has_another_name_changes_nothing_for_callers() {
    let (flow, words) = (FLOW.replace("ask-day", "which-day"), WORDS.replace("ask-day", "which-day"));
    let changes = compare(&version(FLOW, WORDS), &version(&flow, &words));
    let told: Vec<(Weight, &str)> = changes.iter().map(|change| (change.weight, change.says.as_str())).collect();
    assert_eq!(told, [(Weight::Inside, "the step `ask-day` is called `which-day` now")]);
}

#[test]
fn who_is_not_reached_any_more_stands_first() {
    let lonely =
        FLOW.replace("call: { flow: callback }\n    on: { booked: done, else: which }", "say: {}\n    next: which");
    let mut new = version(&lonely, &WORDS.replace("Quel jour ?", "Quel jour, alors ?"));
    new.push(file("flows/other.yaml", "flow: other\nabout: Nobody calls it.\nsteps:\n  done:\n    end: done\n"));
    new.push(file("locales/en/visit.ftl", "hours = We are open.\n"));
    let changes = compare(&version(FLOW, WORDS), &new);
    let first: Vec<String> = changes.iter().take(3).map(told).collect();
    assert_eq!(
        first,
        [
            "other: a new dialogue, `other`: Nobody calls it.",
            "visit: no step of `visit` leads to an advisor any more; 0 and CONSEILLER still do",
            "visit: `advisor` says something now (before: runs another dialogue)",
        ],
        "{changes:#?}"
    );
    assert_eq!(changes.last().map(|change| change.says.as_str()), Some("English is spoken now"), "{changes:#?}");
    let gone: Vec<String> = compare(&new, &version(FLOW, WORDS)).iter().map(told).collect();
    assert!(gone.contains(&"other: the dialogue `other` is gone: Nobody calls it.".to_owned()), "{gone:#?}");
    assert!(gone.contains(&"English is not spoken any more".to_owned()), "{gone:#?}");
}

#[test]
fn a_dialogue_that_nothing_calls_any_more_is_told() {
    let begins = "flow: menu\nabout: Where it begins.\nsteps:\n  go:\n    call: { flow: extra }\n    on: { else: done }\n  done:\n    end: done\n";
    let extra = file("flows/extra.yaml", "flow: extra\nabout: Extra.\nsteps:\n  done:\n    end: done\n");
    let old = [file("flows/menu.yaml", begins), extra.clone()];
    let new = [file("flows/menu.yaml", &begins.replace("flow: extra", "flow: callback")), extra];
    let told: Vec<String> = compare(&old, &new).iter().map(told).collect();
    let sentence = "extra: nobody comes to the dialogue `extra` any more: nothing calls it, and no word begins it";
    assert!(told.contains(&sentence.to_owned()), "{told:#?}");
}

#[test]
fn shared_words_stand_under_every_dialogue_and_long_texts_are_cut_to_what_differs() {
    let long = "Vous pouvez parler à un conseiller du lundi au vendredi, de neuf heures à douze heures, puis de quatorze heures à dix-sept heures, ou laisser votre numéro";
    let words = |end: &str| vec![file("locales/fr/shared.ftl", &format!("word-stop = stop\nlong = {long} {end}.\n"))];
    let changes = compare(&words("ici"), &words("maintenant"));
    let [change] = changes.as_slice() else { panic!("{changes:#?}") };
    assert_eq!((&change.flow, change.weight), (&None, Weight::Words));
    assert_eq!(
        change.says,
        "the French text of `long` was “…votre numéro ici.” and is “…votre numéro maintenant.” now"
    );
    let page = human(&changes, Some(&PlayedTests { played: 3, differ: Vec::new() }));
    assert!(page.starts_with("in every dialogue\n  - the French text"), "{page}");
    assert!(page.ends_with("\nAll 3 conversation tests go as before.\n"), "{page}");
}

#[test]
fn a_report_for_programs_holds_the_same_as_the_page() {
    let changes = compare(&version(FLOW, WORDS), &version(&FLOW.replace("days: 2", "days: 5"), WORDS));
    let differ = vec![TestThatDiffers { path: "a.txt".into(), title: "A talk.".into() }];
    let tests = PlayedTests { played: 2, differ };
    assert_eq!(
        json(&changes, Some(&tests)),
        serde_json::json!({
            "changes": [{
                "flow": "visit", "step": "reminder", "weight": "question",
                "says": "the text of `reminder` comes 5 days later (before: 2)",
            }],
            "tests": { "played": 2, "differ": [{ "path": "a.txt", "title": "A talk." }] },
        })
    );
    let page = human(&changes, Some(&tests));
    assert_eq!(
        page,
        "visit\n  - the text of `reminder` comes 5 days later (before: 2)\n\n1 of 2 conversation tests differs:\n  - a.txt: A talk.\n"
    );
    assert_eq!(human(&[], None), "Flows and words are the same.\n");
}

proptest! {
    #[test]
    fn a_version_never_differs_from_itself_and_no_file_makes_comparing_panic(
        flow in "[a-z:\\-{}\\[\\], \n0-9'\"]{0,300}",
        words in "[a-c{}$.=\\-> \n]{0,200}",
    ) {
        let odd = vec![file("flows/odd.yaml", &flow), file("locales/fr/odd.ftl", &words), file("odd", &words)];
        prop_assert!(compare(&odd, &odd).is_empty());
        let _ = compare(&odd, &version(FLOW, WORDS));
        let _ = compare(&version(FLOW, WORDS), &odd);
    }
}
