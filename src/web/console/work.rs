//! What an advisor has in hand, has agreed to, and ended today; and giving everything back.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{Redirect, Response},
};

use super::{
    Console,
    fault::Fault,
    layout::{View, page},
    session::Signed,
    told::{Told, told},
    wording::{Wording, masked},
};
use crate::{
    staff::Permission,
    store::callback::{Callback, queue::Filter},
};

/// Where the page stands.
pub(super) const HERE: &str = "/console/work";
/// Requests of a part.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "console/work.html")]
struct Page {
    view: View,
    summary: String,
    notice: Option<String>,
    parts: Vec<Part>,
    now_ms: i64,
    may_claim: bool,
    holds_any: bool,
}

struct Part {
    title: String,
    none: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    title: String,
    number: String,
    about: String,
    until_ms: Option<i64>,
    until: String,
}

/// The page.
pub(super) async fn list(
    State(console): State<Console>,
    signed: Signed,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "work", HERE);
    let wording = Wording::new(&console, &signed);
    let desk = console.service().desk();
    let own = Filter { held_by: Some(signed.advisor.id.clone()), ..Filter::default() };
    let held = desk.queue(&own, 0, MOST).await?;
    let due = Filter { follow_up: true, due: Some(wording.now()), ..Filter::default() };
    let due = desk.queue(&due, 0, MOST).await?;
    let done = desk.ended_today(&signed.advisor.id).await?;
    let (count, ended) = (held.rows.len(), done.len());
    let held = held.rows.iter().map(|one| {
        let about = wording.reason(&one.reason);
        let until = one.held.as_ref().map(|claim| (claim.until.as_millisecond(), wording.time(claim.until)));
        row(&wording, &one.callback, about, until)
    });
    let due = due.rows.iter().map(|one| row(&wording, &one.callback, wording.reason(&one.reason), None));
    let done = done.iter().map(|one| row(&wording, one, ended_as(&console, &signed, &view, &wording, one), None));
    let parts = vec![
        part(&view, "work-held", held.collect()),
        part(&view, "work-due", due.collect()),
        part(&view, "work-done", done.collect()),
    ];
    Ok(page(&Page {
        summary: view.with_two("work-summary", ("held", &count), ("done", &ended)),
        notice: told(&view, &told_before, "work"),
        parts,
        now_ms: wording.now().as_millisecond(),
        may_claim: view.may(Permission::WorkCallbacks),
        holds_any: count > 0,
        view,
    }))
}

fn part(view: &View, id: &str, rows: Vec<Row>) -> Part {
    Part { title: view.say(id), none: view.say(&format!("{id}-none")), rows }
}

fn row(wording: &Wording, callback: &Callback, about: String, until: Option<(i64, String)>) -> Row {
    let asked = &callback.asked;
    let (until_ms, until) = until.unzip();
    Row {
        id: asked.id.clone(),
        title: format!(
            "{} · {}",
            wording.subject(&asked.subject),
            wording.language(&asked.language, asked.interpreter)
        ),
        number: masked(&asked.number),
        about,
        until_ms,
        until: until.unwrap_or_default(),
    }
}

fn ended_as(console: &Console, signed: &Signed, view: &View, wording: &Wording, callback: &Callback) -> String {
    let words = console.0.words.of("callback", signed.advisor.console.language);
    let outcome = callback.outcome.map(|outcome| words.say(&format!("callback-outcome-{}", outcome.as_str())));
    let at = wording.time(callback.ended_at.unwrap_or(callback.updated_at));
    view.with_two("work-about-done", ("outcome", &outcome.unwrap_or_default()), ("time", &at))
}

/// Gives everything back.
pub(super) async fn absent(State(console): State<Console>, signed: Signed) -> Result<Redirect, Fault> {
    let count = console.service().desk().release_all(&signed.advisor).await?;
    let said = "work-left";
    Ok(Redirect::to(&format!("{HERE}?told={said}&count={count}")))
}
