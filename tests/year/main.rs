//! A year of reminders for a thousand people who do not exist: the program's own decisions, played day by day.
//!
//! What it comes to stands in `docs/reminders.md`; `GUICHET_UPDATE=1 cargo test --test year` writes that page and its charts
//! anew. One seed decides everything: the same program writes the same page.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

mod assumptions;
mod people;
mod play;
mod rules;
mod chart;
mod report;

use std::{collections::BTreeMap, path::PathBuf, sync::LazyLock};

use guichet::{
    flow::Name,
    reminder::{DeadlineType, contact::Terms},
    service::dialogue::{Dialogue, compile, sources},
    settings::Settings,
};

use self::{
    people::{Someone, people},
    play::{Played, play},
};

/// The year that is played: the next one.
const YEAR: i16 = 2027;
/// How many people live in it.
const PEOPLE: usize = 1_000;
/// How many in a hundred are held out where a trial is played.
const HOLD_OUT: u8 = 25;

/// What every play is made of.
struct World {
    dialogue: Dialogue,
    settings: Settings,
    people: Vec<Someone>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let settings = Settings::without_file(&|_| None).expect("the defaults are right");
    let files = sources(None, None).expect("the shipped files can be read");
    let dialogue = compile(&files, settings.facts()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let people = people(&dialogue.deadlines);
    World { dialogue, settings, people }
});

fn year(kinds: &BTreeMap<Name, DeadlineType>) -> Vec<Played> {
    WORLD.people.iter().map(|someone| play(&WORLD, kinds, someone, &Terms::default())).collect()
}

/// The shipped types, each with a trial.
fn on_trial() -> BTreeMap<Name, DeadlineType> {
    let kinds = WORLD.dialogue.deadlines.iter();
    kinds.map(|(name, kind)| (name.clone(), DeadlineType { hold_out: HOLD_OUT, ..kind.clone() })).collect()
}

#[test]
fn in_a_year_nobody_is_told_at_a_wrong_time_too_often_or_twice() {
    let played = year(&WORLD.dialogue.deadlines);
    for (someone, played) in WORLD.people.iter().zip(&played) {
        if let Err(broken) = rules::kept(someone, played, &Terms::default()) {
            panic!("person {}: {broken}", someone.number);
        }
    }
    let all: usize = played.iter().map(|one| one.sent.len()).sum();
    assert!(all > PEOPLE, "only {all} messages: nothing was played");
}

#[test]
fn the_page_on_reminders_and_its_charts_are_current() {
    let (played, tried) = (year(&WORLD.dialogue.deadlines), year(&on_trial()));
    for (path, text) in report::files(&WORLD, &played, &tried) {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&path);
        if std::env::var_os("GUICHET_UPDATE").is_some() {
            std::fs::write(&file, &text).expect("it is written");
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        let first = written.lines().zip(text.lines()).find(|(written, made)| written != made);
        assert!(
            written == text,
            "{path} is not current ({first:?}); write it anew: GUICHET_UPDATE=1 cargo test --test year"
        );
    }
}
