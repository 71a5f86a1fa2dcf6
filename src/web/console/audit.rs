//! The record of who did what, looked through by who acted, on what and when. Every number that was shown stands in it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Console, days,
    fault::Fault,
    layout::{View, page_as},
    session::Signed,
};
use crate::store::audit::{Filter, Kept};

const HERE: &str = "/console/audit";
/// Entries on a page.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "console/audit.html")]
struct Page {
    view: View,
    rows: Vec<Row>,
    actors: Vec<Actor>,
    asked: Asked,
    wrong_day: bool,
    /// Where older entries begin, as the query of a link.
    older: Option<String>,
}

struct Row {
    at: String,
    machine_at: String,
    actor: String,
    action: String,
    subject: String,
    detail: String,
}

/// Somebody to choose entries by.
struct Actor {
    value: String,
    name: String,
    chosen: bool,
}

/// What was asked for. Empty fields ask for everything.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    before: String,
}

/// Shows the entries, the newest first.
pub(super) async fn page(
    State(console): State<Console>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "audit", HERE);
    let zone = console.service().zone().clone();
    let day: Option<Date> = days::parse(&asked.day);
    let wrong_day = day.is_none() && !asked.day.trim().is_empty();
    let midnight = |day: Date| day.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp());
    let filter = Filter {
        actor: Some(asked.actor.clone()).filter(|actor| !actor.is_empty()),
        subject: Some(asked.subject.trim().to_owned()).filter(|subject| !subject.is_empty()),
        from: day.and_then(midnight),
        until: day.and_then(|day| day.tomorrow().ok()).and_then(midnight),
        before: Some(asked.before.clone()).filter(|before| !before.is_empty()),
    };
    let names: BTreeMap<String, String> =
        console.store().advisors().await?.into_iter().map(|one| (one.actor(), one.name)).collect();
    let mut entries =
        if wrong_day { Vec::new() } else { console.store().audit_entries(&filter, ROWS as i64 + 1).await? };
    let more = entries.len() > ROWS;
    entries.truncate(ROWS);
    let older = more.then(|| entries.last().map(|last| older(&asked, &last.id))).flatten();
    let row = |entry: Kept| Row {
        at: entry.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        machine_at: entry.at.to_string(),
        actor: name_of(&view, &names, &entry.actor),
        action: said_of(&view, &entry.action),
        subject: named(&names, &entry.subject),
        detail: entry.detail.unwrap_or_default(),
    };
    let rows = entries.into_iter().map(row).collect();
    let others = ["operator", "person", "system"].map(|actor| (actor.to_owned(), view.say(&format!("actor-{actor}"))));
    let actor = |(value, name): (String, String)| Actor { chosen: value == asked.actor, value, name };
    let actors = others.into_iter().chain(names).map(actor).collect();
    let status = if wrong_day { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page_as(status, &Page { rows, actors, asked, wrong_day, older, view }))
}

fn name_of(view: &View, names: &BTreeMap<String, String>, actor: &str) -> String {
    match actor {
        "operator" => view.say("actor-operator"),
        "person" => view.say("actor-person"),
        "system" => view.say("actor-system"),
        helper if helper.starts_with("mandate:") => view.say("actor-mandate"),
        _ => names.get(actor).cloned().unwrap_or_else(|| actor.to_owned()),
    }
}

/// What was done, in words; the word in the record where a version of the program wrote it that is not this one.
fn said_of(view: &View, action: &str) -> String {
    let id = format!("action-{action}");
    let said = view.say(&id);
    if said == id { action.to_owned() } else { said }
}

/// A subject as it is read: the name of an advisor, or our identifier.
fn named(names: &BTreeMap<String, String>, subject: &str) -> String {
    names.get(&format!("advisor:{subject}")).cloned().unwrap_or_else(|| subject.to_owned())
}

fn older(asked: &Asked, last: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("actor", &asked.actor), ("subject", &asked.subject), ("day", &asked.day)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.append_pair("before", last).finish()
}
