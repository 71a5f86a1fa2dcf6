//! Flows and words that do not fit, and what is said of it.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::*;
use crate::{flow::definition::Office, phone_number::Numbering};

const FLOW: &str = "flow: x\nenter: { words: entry }\nvars: { code: digits }\nsteps:\n  ask-code:\n    \
                    ask: { digits: 8, into: code }\n    next: when\n  when:\n    menu:\n      1: { option: morning, go: \
                    told }\n      2: { option: arabic, in: ar, go: told }\n  told:\n    say: { half_day: '\"morning\"', code: code }\n    \
                    next: done\n  done:\n    end: done\n";

const WORDS: &str = "entry = x\nask-code = Code.\nwhen = When.\nwhen-morning = morning\ntold = { $half_day-words }.\n";

pub(super) fn service() -> ServiceFacts {
    ServiceFacts {
        office: Office {
            zone: jiff::tz::TimeZone::UTC,
            hours: BTreeMap::new(),
            number: String::new(),
            territory: crate::holiday::Territory::Metropolis,
            closed: BTreeSet::new(),
        },
        organisations: IndexMap::new(),
        numbering: Numbering { fiction: true },
        reach: Default::default(),
        entries: vec!["x".into()],
        advisor: "callback".into(),
        ask_item: "ask-item".into(),
        read_out: "read-out".into(),
        reminder: "reminder".into(),
        missed: "missed".into(),
        mandate: "mandate".into(),
    }
}

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

/// The shared words, all of them.
fn shared() -> String {
    let needs = needs::shared(&BTreeMap::new());
    let text = |id: &str| match id {
        "menu-option" => "{ $option }, { $key }".to_owned(),
        "choice-option" => "{ $option-words }".to_owned(),
        id => format!("word of {}", id.replace(['.', '_'], "-")),
    };
    let lines = needs.iter().map(|need| format!("{} = {}\n", need.id, text(&need.id)));
    lines.chain(["value-x = x\n".to_owned()]).collect()
}

/// Problems as `path:line: message (help)`.
fn told(flow: &str, fr: &str, ar: &str, shared_ar: &str) -> Vec<String> {
    let flow_files = [source("flows/x.yaml", flow)];
    let flows =
        loader::load(&flow_files, &[]).unwrap_or_else(|problems| panic!("{}", crate::problem::report(&problems)));
    let catalogue = Catalogue::load(&[
        source("locales/fr/shared.ftl", &shared()),
        source("locales/fr/x.ftl", fr),
        source("locales/ar/shared.ftl", shared_ar),
        source("locales/ar/x.ftl", ar),
    ])
    .unwrap_or_else(|problems| panic!("{}", crate::problem::report(&problems)));
    let problems = check(&flows, &flow_files, &catalogue, &service());
    let text = |problem: &Problem| {
        let (path, line) = problem.place().unwrap_or_default();
        format!("{path}:{line}: {problem} ({})", problem.help())
    };
    problems.iter().map(text).collect()
}

fn arabic() -> String {
    format!("{WORDS}when-arabic = arabe\n")
}

#[test]
fn flows_and_words_that_fit_have_no_problems() {
    assert_eq!(told(FLOW, WORDS, &arabic(), &shared()), [""; 0]);
}

#[test]
fn words_that_do_not_fit_are_shown_with_what_to_write() {
    let without = |line: &str| arabic().replace(line, "");
    let with = |line: &str| format!("{}{line}\n", arabic());
    for (words, expected) in [
        (
            without("ask-code = Code.\n"),
            "flows/x.yaml:5: `ask-code` has no words in ar (add `ask-code = …` to locales/ar/x.ftl)",
        ),
        (without("when-arabic = arabe\n"), "flows/x.yaml:11: `when-arabic` has no words in ar"),
        (without("entry = x\n"), "`entry` has no words in ar"),
        (with("lost = Nobody."), "locales/ar/x.ftl:7: nobody says `lost` in ar (remove it"),
        (
            arabic().replace("ask-code =", "ask-cod ="),
            "locales/ar/x.ftl:2: nobody says `ask-cod` in ar (did you mean `ask-code`? It has no words in ar)",
        ),
        (
            arabic().replace("$half_day-words", "$halfday"),
            "locales/ar/x.ftl:5: `told` uses `$halfday` in ar, which it is never given (did you mean `$half_day`?)",
        ),
        (
            arabic().replace("Code.", "{ $item }"),
            "`ask-code` uses `$item` in ar, which it is never given (give it in the step",
        ),
        (arabic().replace("= Code.", "=\n    .voice = Code."), "`ask-code` says nothing on the channel `sms`"),
        (arabic().replace("Code.", "Voir caf.fr."), "locales/ar/x.ftl:2: “.fr” sends people to a website"),
        (arabic().replace("Code.", "Voir HTTPS://x"), "“http” sends people to a website"),
        (arabic().replace("Code.", "sur notre site"), "“notre site” sends people to a website"),
        (arabic().replace("Code.", "زوروا موقعنا"), "sends people to a website"),
    ] {
        let told = told(FLOW, WORDS, &words, &shared());
        assert!(told.iter().any(|said| said.contains(expected)), "{expected}\ntold: {told:#?}");
    }
}

#[test]
fn the_words_of_the_engine_are_needed_in_every_language() {
    for (missing, expected) in [
        ("goodbye-hours", "`goodbye-hours` has no words in ar (add `goodbye-hours = …` to locales/ar/shared.ftl)"),
        ("value-x", "`value-x` has no words in ar"),
    ] {
        let lines: String =
            shared().lines().filter(|line| !line.starts_with(missing)).map(|l| format!("{l}\n")).collect();
        let told = told(FLOW, WORDS, &arabic(), &lines);
        assert!(told.iter().any(|said| said.contains(expected) && said.contains("shared.ftl")), "{told:#?}");
    }
    let wrong = shared().replace("{ $option }, { $key }", "{ $kay } { $option }");
    let told = told(FLOW, WORDS, &arabic(), &wrong);
    assert!(
        told.iter().any(|said| said.contains("`$kay` in ar, which it is never given (did you mean `$key`?)")),
        "{told:#?}"
    );
}

#[test]
fn ordinary_sentences_are_no_addresses() {
    let words =
        format!("# see https://example.org\n{}", arabic().replace("Code.", "Fin. Français, le 3.5, point final."));
    assert_eq!(told(FLOW, WORDS, &words, &shared()), [""; 0]);
}

#[test]
fn by_voice_the_option_comes_before_its_key() {
    for (frame, expected) in [
        ("tapez { $key } pour { $option }", "in ar a caller hears the key before the option"),
        ("{ $option }", "in ar a caller does not hear both the option and its key"),
    ] {
        let told = told(FLOW, WORDS, &arabic(), &shared().replace("{ $option }, { $key }", frame));
        assert!(told.iter().any(|said| said.contains(expected)), "{told:#?}");
    }
    let by_text = shared().replace("menu-option = ", "menu-option = { $key } { $option }\n    .voice = ");
    assert_eq!(told(FLOW, WORDS, &arabic(), &by_text), [""; 0]);
}

/// A word of a closed set is told, and then something on one channel.
const HALF_DAY: &str = "flow: x\nenter: { words: entry }\nvars: { half: [morning, any] }\nsteps:\n  keep: { set: { half: '\"any\"' \
                        }, next: told }\n  told: { say: { half: half }, next: bye }\n  bye: { say: {}, only: voice, next: \
                        last }\n  last: { say: {}, next: done }\n  done: { end: done }\n";
const HALF_DAY_WORDS: &str = "entry = x\ntold = { $half-words }.\nbye = Bye.\nlast = Last.\n";

#[test]
fn every_word_of_a_closed_set_that_is_said_has_its_words() {
    let told = |flow: &str, words: &str| told(flow, words, words, &shared());
    assert_eq!(told(HALF_DAY, HALF_DAY_WORDS), [""; 0]);
    let snack = HALF_DAY.replace("[morning, any]", "[any, snack]");
    let expected = "`$half-words` may be `snack`, which is called nothing in fr and ar (add `value-snack = …`, what people call it, \
                    to locales/fr/shared.ftl, and to the same file in ar)";
    let found = told(&snack, HALF_DAY_WORDS);
    assert!(matches!(found.as_slice(), [said] if said.ends_with(expected)), "{found:#?}");
    // Who chooses by it says it in words of its own.
    let chosen = HALF_DAY_WORDS.replace("{ $half-words }", "{ $half ->\n    [snack] Now\n   *[other] Then\n }");
    assert_eq!(told(&snack, &chosen), [""; 0]);
}

#[test]
fn what_is_said_on_one_channel_alone_is_weighed_for_that_one() {
    let dear = |words: &str| {
        let found = told(HALF_DAY, words, HALF_DAY_WORDS, &shared());
        found.iter().filter(|said| said.contains("makes the whole text cost")).count()
    };
    assert_eq!(dear(&HALF_DAY_WORDS.replace("Bye", "Бye")), 0, "it is never written");
    assert_eq!(dear(&HALF_DAY_WORDS.replace("Last", "Бast")), 1);
}
