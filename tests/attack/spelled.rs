//! What people really write: STOP in every spelling, words of distress, and ordinary sentences that are neither.

use std::path::Path;

use guichet::{
    flow::vocabulary::Vocabulary,
    service::dialogue::{compile, sources},
    settings::Settings,
};

/// The texts of a file of this folder, one a line.
fn texts(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attack").join(name);
    let file = std::fs::read_to_string(path).unwrap();
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Tells how many were understood, and shows those that were not.
fn missed(what: &str, texts: &[String], understood: impl Fn(&str) -> bool) -> Vec<String> {
    let missed: Vec<String> = texts.iter().filter(|text| !understood(text)).cloned().collect();
    println!("{what}: {} of {}; not: {missed:?}", texts.len() - missed.len(), texts.len());
    missed
}

fn vocabulary() -> Vocabulary {
    let settings = Settings::without_file(&|_: &str| None).unwrap();
    let files = sources(None, None).unwrap();
    let dialogue =
        compile(&files, settings.facts()).unwrap_or_else(|problems| panic!("{}", guichet::problem::report(&problems)));
    dialogue.script.vocabulary
}

#[test]
fn stop_is_understood_in_five_hundred_spellings_and_in_no_ordinary_sentence() {
    let vocabulary = vocabulary();
    let (stops, ordinary) = (texts("stop.txt"), texts("ordinary.txt"));
    assert!(stops.len() >= 500 && ordinary.len() >= 2_000, "{} and {}", stops.len(), ordinary.len());
    let missed_stops = missed("STOP", &stops, |text| vocabulary.stopping.is_meant(text));
    assert!(missed_stops.len() * 100 <= stops.len(), "99 of 100 are understood");
    let wrong = missed("ordinary sentences that are no STOP", &ordinary, |text| !vocabulary.stopping.is_meant(text));
    assert_eq!(wrong, [""; 0], "nobody is silenced who did not ask for it");
}

#[test]
fn distress_is_understood_in_two_hundred_phrases_and_hardly_ever_where_there_is_none() {
    let vocabulary = vocabulary();
    let (distress, ordinary) = (texts("distress.txt"), texts("ordinary.txt"));
    assert!(distress.len() >= 200, "{}", distress.len());
    let missed_cries = missed("distress", &distress, |text| vocabulary.distress.is_meant(text));
    assert!(missed_cries.len() * 20 <= distress.len(), "95 of 100 are understood");
    let wrong = missed("ordinary sentences without distress", &ordinary, |text| !vocabulary.distress.is_meant(text));
    assert!(wrong.len() * 100 <= ordinary.len(), "one in a hundred may be");
}

#[test]
fn what_is_distress_is_no_stop() {
    // STOP is read first: whoever is in danger must not be told that no more messages come.
    let vocabulary = vocabulary();
    assert_eq!(
        missed("distress that is no STOP", &texts("distress.txt"), |text| !vocabulary.stopping.is_meant(text)),
        [""; 0]
    );
}
