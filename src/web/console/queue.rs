//! Who waits: the ranked queue, a screen at a time, each with the reason for its place.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Console, alerts,
    fault::Fault,
    files::Choice,
    layout::{View, page},
    session::Signed,
    told::{Told, told},
    wording::{Wording, masked},
};
use crate::{
    callback::{
        DISTRESS,
        rank::{Because, Reason},
    },
    service::desk::Ranked,
    staff::Permission,
    store::callback::{Callback, Claim, queue::Filter},
};

/// Where the page stands.
pub(super) const HERE: &str = "/console/queue";
/// Requests on a screen.
const PAGE: u32 = 50;
/// The subjects of the shipped flows, for the filter; others are found in the list itself.
const SUBJECTS: [&str; 4] = [DISTRESS, "file", "language", "general"];

#[derive(Template)]
#[template(path = "console/queue.html")]
struct Page {
    view: View,
    summary: String,
    notice: Option<String>,
    alerts: Vec<alerts::Line>,
    languages: Vec<Choice>,
    subjects: Vec<Choice>,
    mine: bool,
    since: i64,
    here: String,
    as_of: String,
    rows: Vec<Row>,
    empty: String,
    first: u64,
    range: String,
    previous: Option<String>,
    next: Option<String>,
    may_claim: bool,
}

struct Row {
    id: String,
    subject: String,
    badge: Option<String>,
    urgency: &'static str,
    reason: String,
    wait: String,
    window: String,
    language: String,
    number: String,
    state: String,
    free: bool,
}

/// Which part of the queue.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    language: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    mine: Option<String>,
    #[serde(default)]
    page: u32,
}

impl Asked {
    fn filter(&self, signed: &Signed) -> Filter {
        Filter {
            language: self.language.parse().ok().filter(|_| !self.language.is_empty()),
            subject: Some(self.subject.clone()).filter(|subject| !subject.is_empty()),
            held_by: self.mine.is_some().then(|| signed.advisor.id.clone()),
            ..Filter::default()
        }
    }

    fn address(&self, page: u32) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("language", &self.language), ("subject", &self.subject)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if self.mine.is_some() {
            query.append_pair("mine", "1");
        }
        if page > 0 {
            query.append_pair("page", &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{query}") }
    }
}

/// The queue.
pub(super) async fn list(
    State(console): State<Console>,
    signed: Signed,
    Query(asked): Query<Asked>,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "queue", HERE);
    let wording = Wording::new(&console, &signed);
    let skip = asked.page.saturating_mul(PAGE);
    let filter = asked.filter(&signed);
    let found = console.service().desk().queue(&filter, skip, PAGE).await?;
    let oldest = console.store().oldest_request().await?;
    let rows: Vec<Row> = found.rows.iter().map(|ranked| row(&wording, &signed, ranked)).collect();
    let (first, last) = (u64::from(skip) + 1, u64::from(skip) + rows.len() as u64);
    let filtered = filter != Filter::default();
    let waits = oldest.map(|since| wording.wait(since)).unwrap_or_default();
    Ok(page(&Page {
        summary: view.with_two("queue-summary", ("open", &found.total), ("oldest", &waits)),
        notice: told(&view, &told_before, "queue"),
        alerts: alerts::lines(&console, &view, &wording).await?,
        languages: languages(&wording, &asked),
        subjects: subjects(&wording, &asked),
        mine: asked.mine.is_some(),
        since: wording.now().as_millisecond(),
        here: asked.address(asked.page),
        as_of: view.with("queue-as-of", "time", wording.time(wording.now())),
        empty: view.say(if filtered { "queue-empty-filtered" } else { "queue-empty" }),
        range: view.words().with("queue-range", &[("from", &first), ("to", &last), ("all", &found.total)]),
        previous: asked.page.checked_sub(1).map(|page| asked.address(page)),
        next: (last < found.total).then(|| asked.address(asked.page + 1)),
        may_claim: view.may(Permission::WorkCallbacks),
        first,
        rows,
        view,
    }))
}

fn languages(wording: &Wording, asked: &Asked) -> Vec<Choice> {
    let known = wording.dialogue().script.languages.iter();
    known
        .map(|language| Choice {
            value: language.as_str().to_owned(),
            text: wording.language(language, false),
            chosen: language.as_str() == asked.language,
        })
        .collect()
}

fn subjects(wording: &Wording, asked: &Asked) -> Vec<Choice> {
    let choice = |subject: &&str| Choice {
        value: (*subject).to_owned(),
        text: wording.subject(subject),
        chosen: **subject == asked.subject,
    };
    SUBJECTS.iter().map(choice).collect()
}

fn row(wording: &Wording, signed: &Signed, ranked: &Ranked) -> Row {
    let asked = &ranked.callback.asked;
    let (urgency, badge) = urgency(wording, &asked.subject, &ranked.reason);
    Row {
        id: asked.id.clone(),
        subject: wording.subject(&asked.subject),
        badge,
        urgency,
        reason: wording.reason(&ranked.reason),
        wait: wording.wait(asked.at),
        window: asked.times.promised.map_or_else(|| "–".to_owned(), |window| wording.window(window)),
        language: wording.language(&asked.language, asked.interpreter),
        number: masked(&asked.number),
        state: standing(wording, signed, &ranked.callback, ranked.held.as_ref()),
        free: ranked.held.is_none(),
    }
}

/// What makes a request urgent, as a class and as a word beside it: colour alone tells nothing.
pub(super) fn urgency(wording: &Wording, subject: &str, reason: &Reason) -> (&'static str, Option<String>) {
    let late = |because: &Because| matches!(because, Because::Promised { broken: true, .. });
    let class = match &reason.first {
        _ if subject == DISTRESS => "distress",
        Because::Deadline { .. } => "deadline",
        first if late(first) || reason.second.as_ref().is_some_and(late) => "late",
        _ => return ("", None),
    };
    (class, Some(wording.say(&format!("urgency-{class}"))))
}

/// Whether somebody has it in hand, or when it is tried again.
pub(super) fn standing(wording: &Wording, signed: &Signed, callback: &Callback, held: Option<&Claim>) -> String {
    let until = |claim: &Claim| wording.time(claim.until);
    match held {
        Some(claim) if claim.by == signed.advisor.id => wording.with("state-mine", &[("time", &until(claim))]),
        Some(claim) => wording.with("state-held", &[("time", &until(claim))]),
        None if callback.ended_at.is_some() => wording.say("state-done"),
        None if callback.decide => wording.with("state-decide", &[("attempts", &u32::from(callback.attempts))]),
        None if callback.asked.times.next_at > wording.now() => {
            wording.with("state-later", &[("when", &wording.moment(callback.asked.times.next_at))])
        }
        None => wording.say("state-free"),
    }
}

/// Takes the next best request, and leads to it.
pub(super) async fn next(State(console): State<Console>, signed: Signed) -> Result<Redirect, Fault> {
    let taken = console.service().desk().next(&signed.advisor).await?;
    Ok(match taken {
        Some(claimed) => Redirect::to(&format!("/console/callbacks/{}", claimed.callback.asked.id)),
        None => back("queue-nothing-next"),
    })
}

/// Back to the queue, which says what was done.
pub(super) fn back(said: &str) -> Redirect {
    Redirect::to(&format!("{HERE}?told={said}"))
}

/// An instant that an address names, in milliseconds.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(text.parse().ok()?).ok()
}
