//! One request to be rung back: what is known of it, and everything an advisor does about it.
//!
//! What was typed into the note is never lost: every act of the page carries it along, and a note that comes after the lease
//! was lost is kept as one.

use askama::Template;
use axum::{
    Form, Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Console,
    context::{self, FilePart, Past, Ready, Turn},
    days,
    fault::Fault,
    layout::{Choice, View, page_as},
    queue::{self, standing, urgency},
    reveal,
    session::Signed,
    told::{Told, told},
    wording::{Wording, masked},
    writing::{Composing, composing},
};
use crate::{
    callback::outcome::{Outcome, Then},
    flow::turn::Message,
    outgoing::bridge::BridgeEnd,
    phone_number::PhoneNumber,
    service::desk::{Detail, NoteKept, Saved, calling::Calling},
    staff::Permission,
    store::{
        bridge::Bridge,
        callback::{Claim, NewCallback, claim::Taken},
        recording::RecordingState,
    },
};

/// Where the pages stand.
pub(super) const FOLDER: &str = "/console/callbacks";
/// The outcomes that an advisor chooses from, each by the key of its place; the tenth by 0.
const OFFERED: [Outcome; 10] = [
    Outcome::Solved,
    Outcome::DoneTogether,
    Outcome::DoneForThem,
    Outcome::FollowUp,
    Outcome::NobodyAnswered,
    Outcome::Voicemail,
    Outcome::WrongNumber,
    Outcome::Refused,
    Outcome::Unreachable,
    Outcome::NoLongerNeeded,
];
/// How far a call came, by the ends of the ids that say it, in the order of its stages.
const STAGES: [&str; 5] = ["ordered", "offered", "dialled", "ringing", "talking"];
/// Longest note, in characters.
const LONGEST_NOTE: usize = 4_000;

#[derive(Template)]
#[template(path = "console/callback.html")]
struct Page {
    view: View,
    id: String,
    subject: String,
    badge: Option<String>,
    urgency: &'static str,
    reason: String,
    notice: Option<String>,
    warning: Option<String>,
    lease: Option<Lease>,
    now_ms: i64,
    open: bool,
    free: bool,
    may_claim: bool,
    standing: String,
    facts: Vec<(String, String)>,
    flags: Vec<String>,
    number: String,
    left_message: Option<String>,
    recording: Option<String>,
    reveal: bool,
    reasons: Vec<Choice>,
    language_tag: String,
    digits: Option<String>,
    script: Vec<String>,
    turns: Vec<Turn>,
    file: Option<FilePart>,
    past: Vec<Past>,
    may_see_person: bool,
    may_ring: bool,
    ringing: Option<String>,
    outcomes: Vec<Offered>,
    follow_up: String,
    problem: Option<String>,
    note: String,
    composing: Option<Composing>,
    writes: bool,
    write_how: String,
    templates_title: String,
    templates: Vec<Ready>,
}

struct Lease {
    fence: i64,
    until: String,
    until_ms: i64,
}

struct Offered {
    value: &'static str,
    key: usize,
    text: String,
    consequence: String,
    chosen: bool,
}

/// What the page says and holds beside what is known: after a mistake, what was typed stands there again.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) notice: Option<String>,
    pub(super) warning: Option<String>,
    pub(super) note: String,
    pub(super) text: String,
    pub(super) chosen: Option<Outcome>,
    pub(super) follow_up: String,
    pub(super) problem: Option<&'static str>,
}

impl Beside {
    /// What was typed, to stand there again.
    pub(super) fn typed(held: Held) -> Self {
        let chosen = held.chosen();
        Beside { note: held.note, text: held.text, chosen, follow_up: held.follow_up, ..Beside::default() }
    }
}

/// What every form of the page carries.
#[derive(Deserialize)]
pub(super) struct Held {
    #[serde(default)]
    pub(super) fence: i64,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    pub(super) follow_up: String,
    /// A text to the person, by what it is ordered once, and what is to be done with it.
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) once: String,
    #[serde(default)]
    pub(super) act: String,
    #[serde(default)]
    pub(super) ready: String,
}

impl Held {
    fn note(&self) -> Option<String> {
        let note: String = self.note.trim().chars().take(LONGEST_NOTE).collect();
        (!note.is_empty()).then_some(note)
    }

    /// Whether nothing would be lost.
    fn is_untouched(&self) -> bool {
        let typed = [&self.note, &self.text, &self.follow_up, &self.outcome];
        typed.iter().all(|typed| typed.trim().is_empty())
    }

    /// The outcome that was chosen, if it is one of those offered.
    pub(super) fn chosen(&self) -> Option<Outcome> {
        Outcome::parse(&self.outcome).filter(|one| OFFERED.contains(one))
    }
}

/// The page.
pub(super) async fn show(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "callback", queue::HERE);
    let said = told(&view, &told_before, "callback");
    let beside = if is_warning(&told_before.told) {
        Beside { warning: said, ..Beside::default() }
    } else {
        Beside { notice: said, ..Beside::default() }
    };
    drawn(&console, &signed, view, &id, beside).await
}

/// Whether what the page says is no good news.
fn is_warning(said: &str) -> bool {
    matches!(
        said,
        "callback-note-late"
            | "callback-not-extended"
            | "callback-note-empty"
            | "callback-dial-how"
            | "callback-not-callable"
    )
}

/// Draws the page with what it says beside what is known.
pub(super) async fn drawn(
    console: &Console,
    signed: &Signed,
    view: View,
    id: &str,
    beside: Beside,
) -> Result<Response, Fault> {
    let wording = Wording::new(console, signed);
    let detail = console.service().desk().one(id).await?.ok_or(Fault::NotFound)?;
    let asked = &detail.callback.asked;
    let (urgency, badge) = urgency(&wording, &asked.subject, &detail.reason);
    let own = detail.held.as_ref().filter(|claim| claim.by == signed.advisor.id);
    let may_claim = view.may(Permission::WorkCallbacks);
    let reads = view.may(Permission::ReadConversation);
    let status = if beside.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let language = wording.language(&asked.language, false);
    // What the provider told of the call is chosen beforehand; the advisor has the last word.
    let bridge = console.service().call_of(id).await?.filter(|bridge| own.is_some_and(|own| own.fence == bridge.fence));
    let told_by_call = bridge.as_ref().and_then(|bridge| bridge.end).and_then(outcome_of);
    let composing = match own {
        Some(_) => Some(composing(console, (&view, &wording), &asked.person, beside.text).await?),
        None => None,
    };
    let page = Page {
        id: id.to_owned(),
        subject: wording.subject(&asked.subject),
        badge,
        urgency,
        reason: wording.reason(&detail.reason),
        notice: beside.notice,
        warning: beside.warning,
        lease: own.map(|claim| lease(&wording, claim)),
        now_ms: wording.now().as_millisecond(),
        open: detail.callback.ended_at.is_none(),
        free: detail.held.is_none(),
        may_claim,
        standing: standing(&wording, signed, &detail.callback, detail.held.as_ref()),
        facts: context::facts(&view, &wording, &detail),
        flags: context::flags(&view, asked),
        number: masked(&asked.number),
        left_message: match &asked.message {
            Some(Message::Written(words)) if reads => Some(words.clone()),
            _ => None,
        },
        recording: recording(console, &view, asked, id).await?,
        reveal: view.may(Permission::Reveal),
        reasons: reveal::reasons(&view),
        language_tag: asked.language.as_str().to_owned(),
        digits: console.store().digits(id).await?.filter(|_| may_claim).map(|digits| digits.reveal().to_owned()),
        script: context::script(&view, &detail),
        turns: if reads { context::turns(&wording, &detail) } else { Vec::new() },
        file: context::file(&view, &wording, &detail),
        past: context::past(console, &view, &wording, &detail).await?,
        may_see_person: view.may(Permission::SeePerson),
        may_ring: signed.advisor.phone.is_some() && console.service().client().is_some(),
        ringing: bridge.as_ref().map(|bridge| ringing(&view, bridge)),
        outcomes: offered(&view, &detail, beside.chosen.or(told_by_call)),
        follow_up: beside.follow_up,
        writes: composing.as_ref().is_some_and(|composing| composing.why_not.is_none()),
        write_how: view.with("callback-write-how", "language", language.clone()),
        composing,
        problem: beside.problem.map(|id| view.say(id)),
        note: beside.note,
        templates_title: view.with("callback-templates", "language", language),
        templates: context::ready(&view, &wording, &detail),
        view,
    };
    Ok(page_as(status, &page))
}

/// The address of what the person said, where there is a sound to hear and a right to hear it.
async fn recording(console: &Console, view: &View, asked: &NewCallback, id: &str) -> Result<Option<String>, Fault> {
    let Some(Message::Recorded(reference)) = &asked.message else { return Ok(None) };
    let kept = console.store().recording_state(reference).await? == Some(RecordingState::Kept);
    Ok((kept && view.may(Permission::HearRecording)).then(|| format!("{FOLDER}/{id}/recording")))
}

/// How the call stands that the advisor ordered.
fn ringing(view: &View, bridge: &Bridge) -> String {
    let word = bridge.end.map_or_else(|| STAGES[bridge.stage as usize], BridgeEnd::as_str);
    view.say(&format!("callback-bridge-{word}"))
}

/// What a call that ended so most likely comes to.
fn outcome_of(end: BridgeEnd) -> Option<Outcome> {
    match end {
        BridgeEnd::Busy | BridgeEnd::NoAnswer => Some(Outcome::NobodyAnswered),
        BridgeEnd::NoAdvisor
        | BridgeEnd::NoKey
        | BridgeEnd::Lost
        | BridgeEnd::LaidDown
        | BridgeEnd::Failed
        | BridgeEnd::Connected => None,
    }
}

fn lease(wording: &Wording, claim: &Claim) -> Lease {
    Lease { fence: claim.fence, until: wording.time(claim.until), until_ms: claim.until.as_millisecond() }
}

fn offered(view: &View, detail: &Detail, chosen: Option<Outcome>) -> Vec<Offered> {
    let settles = detail.callback.asked.deadline.is_some();
    let offer = |(place, outcome): (usize, Outcome)| {
        let word = outcome.as_str();
        let consequence = outcome.consequence();
        // What a deadline has to do with it is told where there is one.
        let then = match consequence.then {
            Then::Ends if consequence.settles_deadline && !settles => "callback-outcome-solved-then".to_owned(),
            _ => format!("callback-outcome-{word}-then"),
        };
        Offered {
            value: word,
            key: (place + 1) % 10,
            text: view.say(&format!("callback-outcome-{word}")),
            consequence: view.say(&then),
            chosen: chosen == Some(outcome),
        }
    };
    OFFERED.into_iter().enumerate().map(offer).collect()
}

/// Takes one that was chosen by hand.
pub(super) async fn claim(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    Ok(match console.service().desk().claim(&signed.advisor, &id).await? {
        Taken::Claimed(_) => Redirect::to(&format!("{FOLDER}/{id}")),
        Taken::TakenBy { .. } => queue::back("queue-taken"),
        Taken::Gone => queue::back("queue-gone"),
    })
}

/// More time. What was typed meanwhile stays on the page.
pub(super) async fn extend(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(held): Form<Held>,
) -> Result<Response, Fault> {
    let until = console.service().desk().extend(&signed.advisor, &id, held.fence).await?;
    let said = if until.is_some() { "callback-extended" } else { "callback-not-extended" };
    if wants_json(&headers) {
        let view = View::new(&console, &signed, "callback", queue::HERE);
        let wording = Wording::new(&console, &signed);
        let time = until.map(|until| wording.time(until)).unwrap_or_default();
        let said = view.with(said, "time", time);
        return Ok(Json(json!({ "until": until.map(|until| until.as_millisecond()), "said": said })).into_response());
    }
    again(&console, &signed, &id, until.is_none().then_some(said), held).await
}

/// The page once more, with what was typed in it. Where nothing was, it is asked for anew, so that nothing is done twice.
async fn again(
    console: &Console,
    signed: &Signed,
    id: &str,
    said: Option<&'static str>,
    held: Held,
) -> Result<Response, Fault> {
    if held.is_untouched() {
        let page = said.map_or_else(|| Redirect::to(&format!("{FOLDER}/{id}")), |said| back(id, said));
        return Ok(page.into_response());
    }
    let view = View::new(console, signed, "callback", queue::HERE);
    let words = said.map(|said| view.say(said));
    let typed = Beside::typed(held);
    let beside = if said.is_some_and(is_warning) {
        Beside { warning: words, ..typed }
    } else {
        Beside { notice: words, ..typed }
    };
    drawn(console, signed, view, id, beside).await
}

/// Gives it back.
pub(super) async fn release(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(held): Form<Held>,
) -> Result<Redirect, Fault> {
    console.service().desk().release(&signed.advisor, &id, held.fence).await?;
    Ok(queue::back("queue-given-back"))
}

/// Keeps a note alone.
pub(super) async fn note(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(held): Form<Held>,
) -> Result<Redirect, Fault> {
    let Some(text) = held.note() else { return Ok(back(&id, "callback-note-empty")) };
    if console.store().callback(&id).await?.is_none() {
        return Err(Fault::NotFound);
    }
    Ok(back(
        &id,
        match console.service().desk().note(&signed.advisor, &id, held.fence, &text).await? {
            NoteKept::InTime => "callback-note-kept",
            NoteKept::Late => "callback-note-late",
        },
    ))
}

/// Saves the outcome with all that it brings with it.
pub(super) async fn finish(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(held): Form<Held>,
) -> Result<Response, Fault> {
    let outcome = held.chosen().ok_or(Fault::Unreadable)?;
    let today = Wording::new(&console, &signed).today();
    let day = days::parse(&held.follow_up).filter(|day| *day > today);
    if outcome == Outcome::FollowUp && day.is_none() {
        let wrong = !held.follow_up.trim().is_empty();
        let view = View::new(&console, &signed, "callback", queue::HERE);
        let problem = Some(if wrong { "callback-follow-up-wrong" } else { "callback-follow-up-missing" });
        let beside = Beside { problem, ..Beside::typed(held) };
        return drawn(&console, &signed, view, &id, beside).await;
    }
    let day = day.filter(|_| outcome == Outcome::FollowUp);
    let note = held.note();
    let saved = console.service().desk().finish(&signed.advisor, &id, held.fence, outcome, day, note).await?;
    let said = match saved {
        Saved::Done => "queue-saved",
        Saved::KeptAsNote => "queue-kept",
    };
    Ok(queue::back(said).into_response())
}

/// Rings the advisor's own phone, to be connected with the person.
pub(super) async fn call(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(held): Form<Held>,
) -> Result<Response, Fault> {
    let said = match console.service().call_person(&signed.advisor, &id, held.fence).await? {
        Calling::Rings(_) | Calling::GoesOn => "callback-ringing",
        Calling::Lost => "callback-not-extended",
        Calling::ByHand => "callback-dial-how",
        Calling::NotCallable => "callback-not-callable",
    };
    if wants_json(&headers) {
        let view = View::new(&console, &signed, "callback", queue::HERE);
        return Ok(Json(json!({ "said": view.say(said) })).into_response());
    }
    again(&console, &signed, &id, Some(said), held).await
}

/// What the person said, as sound.
pub(super) async fn sound(State(console): State<Console>, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = console.store().callback(&id).await?.ok_or(Fault::NotFound)?.asked;
    let Some(Message::Recorded(reference)) = &asked.message else { return Err(Fault::NotFound) };
    let sound = console.store().recording(reference).await?.ok_or(Fault::NotFound)?;
    Ok(([(header::CONTENT_TYPE, sound.media_type)], sound.bytes).into_response())
}

/// Shows the number once, for a reason that is kept.
pub(super) async fn reveal(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(asked): Form<reveal::Asked>,
) -> Result<Response, Fault> {
    let number: PhoneNumber = console.store().callback(&id).await?.ok_or(Fault::NotFound)?.asked.number;
    reveal::reveal(&console, &signed, (&id, &number), &asked, &format!("{FOLDER}/{id}")).await
}

/// Whether a script asks, which stays on the page.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accepts| accepts.starts_with("application/json"))
}

fn back(id: &str, said: &str) -> Redirect {
    Redirect::to(&format!("{FOLDER}/{id}?told={said}"))
}
