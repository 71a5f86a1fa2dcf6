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
    files::Choice,
    layout::{View, page},
    session::Signed,
    wording::Wording,
};
use crate::{
    flow::definition::Flow,
    language::Language,
    picture::{Picture, inline},
    store::dossier::Stop,
};

/// Where the pages stand.
pub(super) const HERE: &str = "/console/flows";
/// How far back conversations are counted.
const COUNTED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How conversations end that were cut or left.
const ABANDONED: &str = "abandoned";
/// The columns after the first, by the ids of their names.
const COLUMNS: [&str; 5] = ["flows-all", "flows-abandoned", "flows-silence", "flows-finished", "flows-standing"];

#[derive(Template)]
#[template(path = "console/flows.html")]
struct Page {
    view: View,
    summary: String,
    flows: Vec<Choice>,
    name: String,
    about: String,
    heads: Vec<String>,
    rows: Vec<Row>,
    picture: String,
}

struct Row {
    step: String,
    cells: [u64; 5],
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
    let name = match wanted {
        Some(name) => name,
        // Where most people give up, unless somebody chose another.
        None => busiest(&stops).filter(|name| flows.contains_key(*name)).unwrap_or("menu"),
    };
    let flow = flows.get(name).or_else(|| flows.values().next().filter(|_| wanted.is_none())).ok_or(Fault::NotFound)?;
    let counts = counts(&stops, &flow.name);
    let rows = flow
        .steps
        .keys()
        .filter_map(|step| counts.get(&**step).map(|cells| Row { step: step.to_string(), cells: *cells }));
    let rows = rows.collect();
    let all: u64 = stops.iter().map(|stop| stop.count).sum();
    Ok(page(&Page {
        summary: view.with("flows-summary", "conversations", all),
        flows: flows.keys().map(|one| choice(&stops, one, &flow.name)).collect(),
        name: flow.name.to_string(),
        about: flow.about.clone(),
        heads: COLUMNS.iter().map(|id| view.say(id)).collect(),
        rows,
        picture: picture(&view, &wording, flow, &counts),
        view,
    }))
}

fn busiest(stops: &[Stop]) -> Option<&str> {
    let mut by_flow: BTreeMap<&str, u64> = BTreeMap::new();
    for stop in stops.iter().filter(|stop| stop.outcome.as_deref() == Some(ABANDONED)) {
        *by_flow.entry(&stop.flow).or_default() += stop.count;
    }
    by_flow.into_iter().max_by_key(|(_, count)| *count).map(|(flow, _)| flow)
}

fn choice(stops: &[Stop], flow: &str, shown: &str) -> Choice {
    let count: u64 = stops.iter().filter(|stop| stop.flow == flow).map(|stop| stop.count).sum();
    let text = if count == 0 { String::new() } else { count.to_string() };
    Choice { value: flow.to_owned(), text, chosen: flow == shown }
}

/// The cells of each step, in the order of [`COLUMNS`].
fn counts<'s>(stops: &'s [Stop], flow: &str) -> BTreeMap<&'s str, [u64; 5]> {
    let mut counts: BTreeMap<&str, [u64; 5]> = BTreeMap::new();
    for stop in stops.iter().filter(|stop| stop.flow == flow) {
        let column = match stop.outcome.as_deref() {
            None => 4,
            Some(ABANDONED) if stop.hung_up => 1,
            Some(ABANDONED) => 2,
            Some(_) => 3,
        };
        let cells = counts.entry(&stop.step).or_default();
        cells[0] += stop.count;
        cells[column] += stop.count;
    }
    counts
}

fn picture(view: &View, wording: &Wording, flow: &Flow, counts: &BTreeMap<&str, [u64; 5]>) -> String {
    let dialogue = wording.dialogue();
    let own = dialogue.script.languages.iter().find(|language| language.as_str() == view.lang());
    let language = own.cloned().unwrap_or_else(Language::french);
    let mut picture = Picture::new(flow, &dialogue.catalogue, &dialogue.facts, &language, None);
    for (step, cells) in counts {
        let left = cells[1] + cells[2];
        if left > 0 {
            picture.mark(step, &view.with("flows-mark", "count", left));
        }
    }
    inline(&picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_hangs_up_is_told_from_who_falls_silent() {
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
        assert_eq!(counts(&stops, "menu")["choose"], [11, 3, 2, 5, 1]);
        assert!(counts(&stops, "callback").is_empty());
        assert_eq!(busiest(&stops), Some("menu"));
    }
}
