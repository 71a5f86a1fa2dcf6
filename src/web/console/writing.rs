//! A text to the person of a request: composed with its length as it is paid for, from a ready sentence or freely, and sent.

use axum::{
    Form, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    Console,
    callback::{Beside, Held, drawn, wants_json},
    context,
    fault::Fault,
    layout::View,
    queue,
    session::Signed,
    wording::Wording,
};
use crate::{
    phone_number::PhoneNumber,
    render::segments,
    service::desk::writing::{MOST_SEGMENTS, NoTexts, TextTo},
};

/// Longest text that is taken from a form, in characters: more than ever fits.
const LONGEST: usize = 1_000;

/// The part of the page where a text is written.
pub(super) struct Composing {
    /// By what the text is ordered once.
    pub(super) once: String,
    pub(super) text: String,
    /// How long it is.
    pub(super) measure: String,
    /// Why no text reaches the person.
    pub(super) why_not: Option<String>,
}

/// What stands there for the person of a request, with what was typed so far.
pub(super) async fn composing(
    console: &Console,
    (view, wording): (&View, &Wording),
    to: &PhoneNumber,
    text: String,
) -> Result<Composing, Fault> {
    let desk = console.service().desk();
    let why_not = desk.no_texts(to).await?.map(|why| view.say(reason(why)));
    Ok(Composing { once: desk.new_text_id()?, measure: measure(wording, &text), text, why_not })
}

fn reason(why: NoTexts) -> &'static str {
    match why {
        NoTexts::Landline => "callback-text-landline",
        NoTexts::Stopped => "callback-text-stopped",
        NoTexts::BadNumber => "callback-text-bad-number",
    }
}

/// How long a text is, and of how many it is made on the air.
pub(super) fn measure(wording: &Wording, text: &str) -> String {
    let characters = text.chars().count();
    let segments = if text.is_empty() { 0 } else { segments::count(text).1 };
    wording.with("measure", &[("segments", &segments), ("characters", &characters)])
}

/// Counts a text, takes a ready sentence, or sends. Whatever else was typed on the page stays.
pub(super) async fn write(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(held): Form<Held>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "callback", queue::HERE);
    let wording = Wording::new(&console, &signed);
    let mut text: String = held.text.replace("\r\n", "\n").chars().take(LONGEST).collect();
    let mut said = None;
    let mut sent = false;
    if !held.ready.is_empty() {
        let asked = console.store().callback(&id).await?.ok_or(Fault::NotFound)?.asked;
        text = context::ready_sentence(&wording, &asked.language, &held.ready).ok_or(Fault::Unreadable)?;
    } else if held.act == "send" {
        let once = Some(held.once.as_str()).filter(|once| is_id(once)).ok_or(Fault::Unreadable)?;
        let told = console.service().desk().write(&signed.advisor, (&id, held.fence), once, &text).await?;
        sent = told == TextTo::Ordered;
        said = Some(match told {
            TextTo::Ordered => view.say("callback-text-sent"),
            TextTo::Lost => view.say("callback-not-extended"),
            TextTo::Empty => view.say("callback-text-empty"),
            TextTo::TooLong => view.with("callback-text-long", "most", MOST_SEGMENTS),
            TextTo::Unreachable(why) => view.say(reason(why)),
        });
        if sent {
            text.clear();
        }
    }
    if wants_json(&headers) {
        let once = console.service().desk().new_text_id()?;
        let measure = measure(&wording, &text);
        return Ok(
            Json(json!({ "said": said, "sent": sent, "text": text, "measure": measure, "once": once })).into_response()
        );
    }
    let beside = Beside { text, ..Beside::typed(held) };
    let beside = if sent { Beside { notice: said, ..beside } } else { Beside { warning: said, ..beside } };
    drawn(&console, &signed, view, &id, beside).await
}

/// Whether it looks like an identifier of ours.
fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
