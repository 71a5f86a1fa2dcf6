//! Choosing a password: asked for before anything else where the one in use was made for one use.

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    layout::{View, page_as},
    session::{self, Signed, Token},
};
use crate::staff::password;

#[derive(Template)]
#[template(path = "console/password.html")]
struct Page {
    view: View,
    /// The id of what is wrong with each field, or nothing.
    wrong_old: &'static str,
    wrong_new: &'static str,
    /// Whether it must be done before anything else.
    first: bool,
    login: String,
    shortest: usize,
}

impl Page {
    fn is_wrong(&self) -> bool {
        !self.wrong_old.is_empty() || !self.wrong_new.is_empty()
    }
}

/// Shows the form, where a password lets in at all.
pub(super) async fn page(State(console): State<Console>, signed: Signed) -> Result<Response, Fault> {
    if signed.advisor.ways.password { Ok(drawn(&console, &signed, "", "")) } else { Err(Fault::NotFound) }
}

#[derive(Deserialize)]
pub(super) struct Given {
    old: String,
    new: String,
}

/// Keeps a new password. Every other session ends, and this browser is given a new token.
pub(super) async fn change(
    State(console): State<Console>,
    signed: Signed,
    Form(given): Form<Given>,
) -> Result<Response, Fault> {
    let (advisor, now) = (&signed.advisor, console.now());
    // Somebody at an unlocked computer guesses no better than somebody at the door.
    if !console.store().take_try(&advisor.login, now).await? {
        return Ok(drawn(&console, &signed, "wrong-too-often", ""));
    }
    let Some(proof) = console.store().proof(&advisor.login).await? else { return Err(Fault::Conflict) };
    let old: String = given.old.chars().take(password::LONGEST).collect();
    if !console.0.passwords.verify(old, proof.password_hash).await {
        return Ok(drawn(&console, &signed, "wrong-old", ""));
    }
    if let Some(wrong) = weakness(&given, &advisor.login) {
        return Ok(drawn(&console, &signed, "", wrong));
    }
    let hash = console.0.passwords.hash(given.new).await.map_err(|_| Fault::Unavailable)?;
    let token = Token::fresh()?;
    let entry = session::entry(&console, &advisor.actor(), "password-changed", &advisor.id, None)?;
    if !console.store().change_password(&advisor.id, &hash, token.index(&console), entry).await? {
        return Err(Fault::Conflict);
    }
    let next = if signed.must_change { session::home_of(advisor.role) } else { "/console/settings?saved" };
    Ok(([(header::SET_COOKIE, session::begun(&console, &token))], Redirect::to(next)).into_response())
}

fn weakness(given: &Given, login: &str) -> Option<&'static str> {
    if given.new == given.old {
        return Some("wrong-same");
    }
    Some(match password::check(&given.new, login).err()? {
        password::Weak::Short => "wrong-short",
        password::Weak::Long => "wrong-long",
        password::Weak::Guessed => "wrong-guessed",
    })
}

fn drawn(console: &Console, signed: &Signed, wrong_old: &'static str, wrong_new: &'static str) -> Response {
    let view = View::new(console, signed, "password", "/console/settings");
    let page = Page {
        view,
        wrong_old,
        wrong_new,
        first: signed.must_change,
        login: signed.advisor.login.clone(),
        shortest: password::SHORTEST,
    };
    page_as(if page.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
