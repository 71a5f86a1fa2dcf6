//! The shipped words of deadlines, as one text; and what is said of the day.

use std::path::Path;

use jiff::civil::date;

use super::*;
use crate::{
    channel::Channel,
    flow::{
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
    problem::SourceFile,
    reminder::{Known, loader, occurrence},
    render::{fold::fold, segments},
    words::{Catalogue, Facts},
};

fn file(path: &str) -> SourceFile {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("is read");
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn shipped() -> BTreeMap<Name, DeadlineType> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deadlines");
    let names =
        std::fs::read_dir(folder).expect("the folder of deadlines").map(|entry| entry.expect("is listed").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with(".yaml"));
    let files: Vec<SourceFile> = names.map(|name| file(&format!("deadlines/{name}"))).collect();
    loader::load(&files).unwrap_or_else(|problems| panic!("{}", crate::problem::report(&problems)))
}

fn said(catalogue: &Catalogue, id: &str, date: Option<Date>) -> String {
    let say = Say {
        language: Language::french(),
        flow: Some(BOOK.into()),
        message: id.into(),
        rung: Rung::First,
        key: None,
        with: date.map(|date| ("date".into(), Value::Date(date))).into_iter().collect(),
    };
    let facts = Facts::default();
    catalogue.try_text(&say, Channel::Sms, &facts).unwrap_or_else(|problems| panic!("{id}: {problems:?}"))
}

#[test]
fn a_reminder_in_french_is_one_text_of_one_segment() {
    let catalogue = Catalogue::load(&["shared", "deadlines"].map(|name| file(&format!("locales/fr/{name}.ftl"))));
    let catalogue = catalogue.expect("the French words");
    // No date is longer.
    let day = date(2026, 9, 30);
    for kind in shipped().values().filter(|kind| kind.sensitive.is_none()) {
        let known = kind.due.anchors().first().map_or(Known::default(), |name| Known::date(name, day));
        let window = occurrence(kind, &known, day).expect("a window");
        let when = day_said(kind, &window, window.closes);
        let mut parts = vec![said(&catalogue, &todo(&kind.name), None)];
        parts.extend(when.map(|(id, date)| said(&catalogue, id, date.map(|_| day))));
        for id in [lost(&kind.name), offline(&kind.name), ANSWER_BY.to_owned()] {
            parts.push(said(&catalogue, &id, None));
        }
        let text = fold(&parts.join(" ")).into_owned();
        assert_eq!(segments::count(&text).1, 1, "{} characters: {text}", text.chars().count());
    }
}

#[test]
fn the_day_is_told_where_it_is_certain_and_looked_for_on_the_letter_where_it_is_not() {
    let kinds = shipped();
    let told = |name: &str, anchor: Date, today: Date| {
        let kind = &kinds[name];
        let known = kind.due.anchors().first().map_or(Known::default(), |name| Known::date(name, anchor));
        day_said(kind, &occurrence(kind, &known, today).expect("a window"), today)
    };
    let anchor = date(2026, 9, 10);
    for (name, today, expected) in [
        ("job-seeker-update", date(2026, 11, 30), Some((LAST_DAY, Some(date(2026, 12, 15))))),
        ("job-seeker-update", date(2026, 11, 27), Some((OPENS_ON, Some(date(2026, 11, 28))))),
        ("rsa-declaration", date(2026, 12, 1), Some((LOOK_AT_LETTER, None))),
        ("winter-truce", date(2026, 12, 1), Some((LAST_DAY, Some(date(2027, 3, 31))))),
        ("unanswered-request", date(2026, 10, 10), None),
        // Past its closing day, and still worth sending.
        ("residence-permit-teleservice", date(2026, 9, 1), None),
    ] {
        assert_eq!(told(name, anchor, today), expected, "{name}");
    }
}
