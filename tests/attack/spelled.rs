//! What people really write: STOP in every spelling, words of distress, and ordinary sentences that are neither.

use std::path::Path;

use guichet::{
    flow::{
        consent::Subject,
        vocabulary::{Global, Vocabulary, normalise},
    },
    service::dialogue::{compile, sources},
    settings::Settings,
};

/// The texts of a file of this folder, one a line.
fn texts(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attack").join(name);
    let file = std::fs::read_to_string(path).unwrap();
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// The texts of a file up to a heading, and those after it.
fn parted(name: &str, heading: &str) -> (Vec<String>, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attack").join(name);
    let file = std::fs::read_to_string(path).unwrap();
    let (before, after) = file.split_once(heading).unwrap();
    // The rest of the heading's own line is no text.
    let after = after.split_once('\n').map_or("", |(_, after)| after);
    let lines = |part: &str| part.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect();
    (lines(before), lines(after))
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
fn who_names_reminders_alone_is_rid_of_reminders_alone() {
    let vocabulary = vocabulary();
    let (everything, reminders) = parted("stop.txt", "# subject: reminders");
    assert!(reminders.len() >= 200, "{}", reminders.len());
    let of = |text: &str| vocabulary.stopping.subject(text);
    let lost = missed("STOP to reminders", &reminders, |text| of(text) == Some(Subject::Reminders));
    assert!(lost.len() * 100 <= reminders.len(), "99 of 100 are understood");
    // A STOP to everything that is taken for less would let texts come that nobody wants.
    let less = missed("STOP to everything", &everything, |text| of(text) != Some(Subject::Reminders));
    assert_eq!(less, [""; 0], "whoever wants nothing more is sent nothing more");
}

#[test]
fn start_takes_back_what_was_stopped_in_every_language() {
    let vocabulary = vocabulary();
    for text in [
        "START",
        "start rappels",
        "Start Rappels !",
        "reprendre les rappels",
        "START REMINDERS",
        "resume reminders",
        "استئناف",
        "استئناف التذكير",
        "ابدأ التذكير",
    ] {
        assert_eq!(vocabulary.globals.get(&normalise(text)), Some(&Global::Start), "{text}");
        assert_eq!(vocabulary.stopping.subject(text), None, "{text}");
    }
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
