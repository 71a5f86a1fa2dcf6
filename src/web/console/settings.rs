//! One's own settings: language, colours, single keys, the phone that is rung first.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    layout::{Choice, View, page_as},
    session::{self, Signed},
};
use crate::{
    staff::{Advisor, ConsoleLanguage, Taste, Theme},
    store::staff::{Change, Changed},
};

/// The page's own entry of the navigation.
const HERE: &str = "/console/settings";

#[derive(Template)]
#[template(path = "console/settings.html")]
struct Page {
    view: View,
    saved: bool,
    wrong_phone: bool,
    languages: Vec<Choice>,
    themes: Vec<Choice>,
    single_keys: bool,
    phone: String,
    login: String,
    /// Whether a password lets them in.
    own_password: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    saved: Option<String>,
}

/// Shows them.
pub(super) async fn page(State(console): State<Console>, signed: Signed, Query(asked): Query<Asked>) -> Response {
    let phone = signed.advisor.phone.as_ref().map(|phone| phone.in_pairs()).unwrap_or_default();
    drawn(&console, &signed, signed.advisor.console, (phone, false), asked.saved.is_some())
}

#[derive(Deserialize)]
pub(super) struct Given {
    language: String,
    theme: String,
    #[serde(default)]
    single_keys: Option<String>,
    #[serde(default)]
    phone: String,
}

/// Keeps them.
pub(super) async fn change(
    State(console): State<Console>,
    signed: Signed,
    Form(given): Form<Given>,
) -> Result<Response, Fault> {
    let taste = Taste {
        language: given.language.parse().map_err(|_| Fault::Unreadable)?,
        theme: given.theme.parse().map_err(|_| Fault::Unreadable)?,
        single_keys: given.single_keys.is_some(),
    };
    let phone = match given.phone.trim() {
        "" => None,
        // A premium number would be rung at our cost, before each person.
        text => match console.service().numbering().parse(text).filter(|number| number.may_be_called_back()) {
            Some(number) => Some(number),
            None => return Ok(drawn(&console, &signed, taste, (given.phone, true), false)),
        },
    };
    if signed.advisor.console != taste {
        changed(&console, &signed.advisor, Change::Taste(taste), "settings-changed").await?;
    }
    if signed.advisor.phone != phone {
        changed(&console, &signed.advisor, Change::Phone(phone), "phone-changed").await?;
    }
    Ok(Redirect::to("/console/settings?saved").into_response())
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
    #[serde(default)]
    back: String,
}

/// Changes the language, and shows the page again that it was changed on.
pub(super) async fn language(
    State(console): State<Console>,
    signed: Signed,
    Form(chosen): Form<Chosen>,
) -> Result<Redirect, Fault> {
    let language: ConsoleLanguage = chosen.language.parse().map_err(|_| Fault::Unreadable)?;
    let taste = Taste { language, ..signed.advisor.console };
    changed(&console, &signed.advisor, Change::Taste(taste), "settings-changed").await?;
    Ok(Redirect::to(session::local(&chosen.back).unwrap_or("/console")))
}

async fn changed(console: &Console, advisor: &Advisor, change: Change, action: &'static str) -> Result<(), Fault> {
    let entry = session::entry(console, &advisor.actor(), action, &advisor.id, None)?;
    match console.store().change_advisor(&advisor.id, &change, entry).await? {
        Changed::Made => Ok(()),
        Changed::Nobody | Changed::LastAdministrator | Changed::AddressTaken => Err(Fault::Conflict),
    }
}

fn drawn(
    console: &Console,
    signed: &Signed,
    taste: Taste,
    (phone, wrong_phone): (String, bool),
    saved: bool,
) -> Response {
    let view = View::new(console, signed, "settings", HERE);
    let language = |one: ConsoleLanguage| Choice {
        value: one.as_str(),
        name: one.own_name().to_owned(),
        chosen: one == taste.language,
    };
    let theme = |one: Theme| Choice {
        value: one.as_str(),
        name: view.say(&format!("theme-{}", one.as_str())),
        chosen: one == taste.theme,
    };
    let page = Page {
        saved,
        wrong_phone,
        languages: ConsoleLanguage::ALL.map(language).into(),
        themes: Theme::ALL.map(theme).into(),
        single_keys: taste.single_keys,
        phone,
        login: signed.advisor.login.clone(),
        own_password: signed.advisor.ways.password,
        view,
    };
    page_as(if wrong_phone { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
