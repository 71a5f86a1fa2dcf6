//! Showing a number in full: for a reason, once, and never without an entry in the record of who did what.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    layout::{Choice, View, page},
    session::{self, Signed},
};
use crate::{
    phone_number::PhoneNumber,
    staff::{
        Permission,
        reveal::{Reason, told},
    },
};

/// What a form that reveals carries, beside what the page's own form says of whose number it is.
#[derive(Deserialize)]
pub struct Asked {
    /// One of [`Reason`].
    pub reason: String,
    /// The sentence that another reason needs.
    #[serde(default)]
    pub sentence: String,
}

#[derive(Template)]
#[template(path = "console/reveal.html")]
struct Page {
    view: View,
    number: String,
    dial: String,
    back: String,
}

/// The reasons, for the list of a form.
pub fn reasons(view: &View) -> Vec<Choice> {
    let choice = |reason: Reason| Choice {
        value: reason.as_str(),
        name: view.say(&format!("reason-{}", reason.as_str())),
        chosen: false,
    };
    Reason::ALL.map(choice).into()
}

/// Keeps who sees the number of what, and why; then shows it, once: the page is kept nowhere. `subject` is an identifier of
/// ours (a callback, a person), `back` the page to go back to.
///
/// # Errors
/// [`Fault::Forbidden`] where the role does not allow it, [`Fault::Unreadable`] where there is no reason, and what the database
/// says: then nothing is shown.
pub async fn reveal(
    console: &Console,
    signed: &Signed,
    (subject, number): (&str, &PhoneNumber),
    asked: &Asked,
    back: &str,
) -> Result<Response, Fault> {
    if !signed.advisor.may(Permission::Reveal) {
        return Err(Fault::Forbidden);
    }
    let reason = asked.reason.parse().ok().and_then(|reason| told(reason, &asked.sentence)).ok_or(Fault::Unreadable)?;
    let entry = session::entry(console, &signed.advisor.actor(), "revealed", subject, Some(reason))?;
    console.store().audit(entry).await?;
    let view = View::new(console, signed, "reveal", "");
    let dial = format!("tel:{}", number.reveal());
    Ok(page(&Page { view, number: number.in_pairs(), dial, back: back.to_owned() }))
}
