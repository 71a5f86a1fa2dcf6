//! The dialogues drawn, with where people hang up, fall silent or come to the end.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::SignedDuration;

use super::{
    Console,
    fault::Fault,
    layout::{View, page},
    session::Signed,
    wording::Wording,
};
use crate::{
    flow::{Name, definition::Flow},
    language::Language,
    picture::{Picture, inline},
    store::dossier::{AskedFor, Stop},
};

/// Where the pages stand.
pub(super) const HERE: &str = "/console/flows";
/// How far back conversations are counted.
const COUNTED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How conversations end that were cut or left.
const ABANDONED: &str = "abandoned";
/// The columns after the first, by the ids of their names.
const COLUMNS: [&str; 6] =
    ["flows-all", "flows-abandoned", "flows-silence", "flows-pressed", "flows-finished", "flows-standing"];
/// Longest piece of what is heard at a step that stands in the table, in characters; the picture has all of it.
const LONGEST_HEARD: usize = 110;

#[derive(Template)]
#[template(path = "console/flows.html")]
struct Page {
    view: View,
    summary: String,
    flows: Vec<Tab>,
    name: String,
    about: String,
    heads: Vec<String>,
    rows: Vec<Row>,
    picture: String,
    tag: String,
}

/// A flow to choose.
struct Tab {
    key: String,
    name: String,
    count: String,
    chosen: bool,
}

struct Row {
    step: String,
    /// What a caller hears there.
    heard: String,
    cells: [u64; 6],
}

/// The first flow.
pub(super) async fn first(State(console): State<Console>, signed: Signed) -> Result<Response, Fault> {
    shown(&console, &signed, None).await
}

/// One flow.
pub(super) async fn one(
    State(console): State<Console>,
    signed: Signed,
    Path(flow): Path<String>,
) -> Result<Response, Fault> {
    shown(&console, &signed, Some(&flow)).await
}

async fn shown(console: &Console, signed: &Signed, wanted: Option<&str>) -> Result<Response, Fault> {
    let view = View::new(console, signed, "flows", HERE);
    let wording = Wording::new(console, signed);
    let flows = &wording.dialogue().script.flows;
    let since = wording.now().saturating_sub(COUNTED).unwrap_or(wording.now());
    let stops = console.store().stops(since).await?;
    let pressed = console.store().asked_for_advisor(since).await?;
    let name = match wanted {
        Some(name) => name,
        // Where most people give up, unless somebody chose another.
        None => busiest(&stops).filter(|name| flows.contains_key(*name)).unwrap_or("menu"),
    };
    let flow = flows.get(name).or_else(|| flows.values().next().filter(|_| wanted.is_none())).ok_or(Fault::NotFound)?;
    let counts = counts(&stops, &pressed, &flow.name);
    let language = read_in(&view, &wording);
    let picture = picture(&view, &wording, flow, &language, &counts);
    let row = |step: &Name| {
        let heard = picture.heard_at(step).map(|heard| shortened(heard, LONGEST_HEARD)).unwrap_or_default();
        counts.get(&**step).map(|cells| Row { step: step.to_string(), heard, cells: *cells })
    };
    let all: u64 = stops.iter().map(|stop| stop.count).sum();
    Ok(page(&Page {
        summary: view.with("flows-summary", "conversations", all),
        flows: flows.keys().map(|one| tab(&view, &stops, one, &flow.name)).collect(),
        name: name_of(&view, &flow.name),
        about: about(&view, flow),
        heads: COLUMNS.iter().map(|id| view.say(id)).collect(),
        rows: flow.steps.keys().filter_map(row).collect(),
        picture: inline(&picture),
        tag: language.as_str().to_owned(),
        view,
    }))
}

/// The language in which steps are read: the console's where callers may be spoken to in it, else French.
fn read_in(view: &View, wording: &Wording) -> Language {
    let own = wording.dialogue().script.languages.iter().find(|language| language.as_str() == view.lang());
    own.cloned().unwrap_or_else(Language::french)
}

/// The name of a flow that we ship; of another one, its key.
fn name_of(view: &View, flow: &str) -> String {
    let id = format!("flows-name-{flow}");
    Some(view.say(&id)).filter(|said| *said != id).unwrap_or_else(|| flow.to_owned())
}

/// What a flow that we ship is for; of another one, what its author wrote.
fn about(view: &View, flow: &Flow) -> String {
    let id = format!("flows-what-{}", flow.name);
    Some(view.say(&id)).filter(|said| *said != id).unwrap_or_else(|| flow.about.clone())
}

/// The beginning of a text, cut between two words.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let begin: String = text.chars().take(most).collect();
    let whole = begin.rsplit_once(' ').map_or(begin.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', '.', ':', ' ']))
}

fn busiest(stops: &[Stop]) -> Option<&str> {
    let mut by_flow: BTreeMap<&str, u64> = BTreeMap::new();
    for stop in stops.iter().filter(|stop| stop.outcome.as_deref() == Some(ABANDONED)) {
        *by_flow.entry(&stop.flow).or_default() += stop.count;
    }
    by_flow.into_iter().max_by_key(|(_, count)| *count).map(|(flow, _)| flow)
}

fn tab(view: &View, stops: &[Stop], flow: &str, shown: &str) -> Tab {
    let count: u64 = stops.iter().filter(|stop| stop.flow == flow).map(|stop| stop.count).sum();
    Tab {
        key: flow.to_owned(),
        name: name_of(view, flow),
        count: if count == 0 { String::new() } else { count.to_string() },
        chosen: flow == shown,
    }
}

/// The cells of each step, in the order of [`COLUMNS`]. Who pressed 0 goes on elsewhere: they are not among those who stopped.
fn counts<'s>(stops: &'s [Stop], pressed: &'s [AskedFor], flow: &str) -> BTreeMap<&'s str, [u64; 6]> {
    let mut counts: BTreeMap<&str, [u64; 6]> = BTreeMap::new();
    for stop in stops.iter().filter(|stop| stop.flow == flow) {
        let column = match stop.outcome.as_deref() {
            None => 5,
            Some(ABANDONED) if stop.hung_up => 1,
            Some(ABANDONED) => 2,
            Some(_) => 4,
        };
        let cells = counts.entry(&stop.step).or_default();
        cells[0] += stop.count;
        cells[column] += stop.count;
    }
    for one in pressed.iter().filter(|one| one.flow == flow) {
        counts.entry(&one.step).or_default()[3] += one.count;
    }
    counts
}

fn picture(
    view: &View,
    wording: &Wording,
    flow: &Flow,
    language: &Language,
    counts: &BTreeMap<&str, [u64; 6]>,
) -> Picture {
    let dialogue = wording.dialogue();
    let mut picture = Picture::new(flow, &dialogue.catalogue, &dialogue.facts, language, None);
    (picture.name, picture.about) = (name_of(view, &flow.name), about(view, flow));
    for (step, cells) in counts {
        let (left, pressed) = (cells[1] + cells[2], cells[3]);
        let marks = [("flows-mark", left), ("flows-mark-pressed", pressed)];
        let marks = marks.into_iter().filter(|(_, count)| *count > 0);
        let marks: Vec<String> = marks.map(|(id, count)| view.with(id, "count", count)).collect();
        picture.mark(step, &marks.join(" · "));
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_hangs_up_is_told_from_who_falls_silent_and_from_who_presses_0() {
        let stop = |outcome: Option<&str>, hung_up, count| Stop {
            flow: "menu".into(),
            step: "choose".into(),
            outcome: outcome.map(str::to_owned),
            hung_up,
            count,
        };
        let stops = [
            stop(Some("abandoned"), true, 3),
            stop(Some("abandoned"), false, 2),
            stop(Some("done"), false, 5),
            stop(None, false, 1),
        ];
        let pressed = |step: &str, count| AskedFor { flow: "menu".into(), step: step.into(), count };
        let pressed = [pressed("choose", 4), pressed("later", 2)];
        let counted = counts(&stops, &pressed, "menu");
        assert_eq!(counted["choose"], [11, 3, 2, 4, 5, 1]);
        assert_eq!(counted["later"], [0, 0, 0, 2, 0, 0], "nobody stopped there");
        assert!(counts(&stops, &pressed, "callback").is_empty());
        assert_eq!(busiest(&stops), Some("menu"));
    }

    #[test]
    fn what_is_heard_is_cut_between_two_words() {
        assert_eq!(shortened("Bonjour à vous", 20), "Bonjour à vous");
        assert_eq!(shortened("Pour le français, tapez 1. Für Deutsch", 20), "Pour le français…");
    }
}
