//! The words of the console: both languages say the same, every id that is used exists, and none stands unused.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast, serializer};

use super::*;
use crate::{
    flow::consent::Consent,
    mandate::{EndedBy, Scope},
    staff::{Role, Theme, reveal::Reason},
};

type Messages = BTreeMap<String, BTreeSet<String>>;

/// The messages of a file, each with its variables.
fn messages(path: &Path, text: &str) -> Messages {
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{path:?}: {errors:?}"));
    let mut found = Messages::new();
    for entry in resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let id = message.id.name.to_owned();
        let body = vec![ast::Entry::Message(message)];
        let variables = names(&serializer::serialize(&ast::Resource { body }), "$");
        assert_eq!(found.insert(id.clone(), variables), None, "{path:?}: {id} stands twice");
    }
    found
}

/// The names that stand after a mark.
fn names(text: &str, mark: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    text.split(mark).skip(1).map(name).filter(|name: &String| !name.is_empty()).collect()
}

fn of(language: ConsoleLanguage) -> BTreeMap<String, Messages> {
    let files = FILES.get_dir(language.as_str()).unwrap().files();
    let page = |file: &include_dir::File<'_>| {
        let name = file.path().file_stem().unwrap().to_str().unwrap().to_owned();
        (name, messages(file.path(), file.contents_utf8().unwrap()))
    };
    files.map(page).collect()
}

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|one| one == ending) {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The ids that a source names: `say("…")`, `with("…"` and what stands in quotes after `id:` or in a table of ids.
fn used(text: &str) -> BTreeSet<String> {
    ["say(\"", "with(\"", "with_two(\""].iter().flat_map(|call| names(text, call)).collect()
}

#[test]
fn french_and_english_have_the_same_pages_messages_and_values() {
    let (french, english) = (of(ConsoleLanguage::French), of(ConsoleLanguage::English));
    assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (page, messages) in &french {
        assert_eq!(messages, &english[page], "{page}");
    }
}

#[test]
fn every_id_that_a_template_names_is_a_message_of_its_page_or_of_all() {
    let words = of(ConsoleLanguage::French);
    let shared = &words[SHARED];
    let templates = files("templates/console", "html");
    assert!(templates.len() >= 5, "the templates were found");
    for (path, text) in templates {
        let page = path.file_stem().unwrap().to_str().unwrap();
        let own = words.get(page_of(page));
        for id in used(&text) {
            let known = shared.contains_key(&id) || own.is_some_and(|own| own.contains_key(&id));
            assert!(known, "{page}.html names `{id}`, which is no message of its page");
        }
    }
}

/// The words of a template that is a part of another page's, or shown by it.
fn page_of(template: &str) -> &str {
    match template {
        "handed" => "people",
        "leaving" => "sign-in",
        "file" => "files",
        "steps" => "callback",
        template => template,
    }
}

#[test]
fn every_id_that_is_made_of_a_word_of_ours_is_a_message() {
    let words = of(ConsoleLanguage::French);
    let shared = &words[SHARED];
    let made = Role::ALL.map(|role| format!("role-{}", role.as_str())).into_iter();
    let made = made.chain(Reason::ALL.map(|reason| format!("reason-{}", reason.as_str())));
    let made = made.chain(super::super::layout::NAVIGATION.iter().map(|(_, name, _)| (*name).to_owned()));
    for id in made {
        assert!(shared.contains_key(&id), "{id}");
    }
    for scope in Scope::WORDS {
        assert!(words["person"].contains_key(&format!("person-mandate-{scope}")), "{scope}");
    }
    for by in EndedBy::ALL {
        assert!(words["person"].contains_key(&format!("person-mandate-{}", by.as_str())), "{by:?}");
    }
    for (word, _) in Consent::ALL.into_iter().filter(|(_, consent)| consent.is_about_messages()) {
        for id in [format!("person-stopped-{word}"), format!("person-consented-{word}")] {
            assert!(words["person"].contains_key(&id), "{id}");
        }
    }
    for theme in Theme::ALL {
        assert!(words["settings"].contains_key(&format!("theme-{}", theme.as_str())));
    }
}

#[test]
fn no_message_stands_unused() {
    // Ids that are made of a word of ours begin so; another test looks at them.
    const MADE: [&str; 33] = [
        "action-",
        "role-",
        "reason-",
        "theme-",
        "fault-",
        "actor-",
        "nav-",
        "key-",
        "subject-",
        "language-",
        "deadline-",
        "status-",
        "urgency-",
        "messages-kind-",
        "messages-state-",
        "messages-reason-",
        "callback-outcome-",
        "callback-attempt-",
        "callback-bridge-",
        "callback-level-",
        "callback-ready-",
        "person-deadline-",
        "person-mandate-",
        "person-hours-",
        "person-stopped-",
        "person-consented-",
        "flows-name-",
        "flows-what-",
        "wall-chart-",
        "wall-told-",
        "wall-legend-",
        "work-held",
        "work-due",
    ];
    let mut sources: Vec<String> = files("templates/console", "html").into_iter().map(|(_, text)| text).collect();
    sources.extend(files("src/web/console", "rs").into_iter().map(|(_, text)| text));
    let all = sources.concat();
    for (page, messages) in of(ConsoleLanguage::French) {
        for id in messages.keys().filter(|id| !MADE.iter().any(|begins| id.starts_with(begins))) {
            // A part of a page has a name and what is said where it is empty or what it means.
            let made = ["-none", "-about"].iter().filter_map(|end| id.strip_suffix(end)).next().unwrap_or(id);
            let named = [id.as_str(), made].iter().any(|id| all.contains(&format!("\"{id}\"")));
            assert!(named, "`{id}` of {page}.ftl is used nowhere");
        }
    }
}

#[test]
fn a_message_counts_in_its_languages_plurals_and_one_that_is_missing_shows_its_id() {
    let words = Words::shipped().of("settings", ConsoleLanguage::French);
    assert_eq!(words.with("mistakes", &[("count", &1i64)]), "Une chose est à corriger");
    assert_eq!(words.with("mistakes", &[("count", &3i64)]), "3 choses sont à corriger");
    assert_eq!(words.say("no-such-message"), "no-such-message");
}
