//! Mandates on a person's page: asked for, shown and ended.

use axum::{Form, extract::State, response::Redirect};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    layout::View,
    session::Signed,
    whose::Whose,
    wording::{Wording, masked},
};
use crate::{
    case::PersonName,
    mandate::{DAYS, Scope},
    phone_number::PhoneNumber,
    service::mandating::{NotOffered, Wanted},
    staff::Permission,
    store::mandate::{Mandate, Standing},
};

/// A mandate, as its line is drawn.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) about: String,
    /// Whether it may still be ended.
    pub(super) open: bool,
}

/// The mandates of the people of a number. What a person agreed to is theirs: who sees no answers sees none of it either.
pub(super) async fn lines(
    console: &Console,
    view: &View,
    wording: &Wording,
    number: &PhoneNumber,
) -> Result<Vec<Line>, Fault> {
    if !view.may(Permission::WorkMandates) {
        return Ok(Vec::new());
    }
    let advisors = console.store().advisors().await?;
    let asked_by = |id: &str| advisors.iter().find(|advisor| advisor.id == id).map(|advisor| advisor.name.clone());
    let line = |one: Mandate| {
        let standing = one.standing(console.now());
        let told = match standing {
            Standing::Offered => "offered",
            Standing::Live => "live",
            Standing::Refused => "refused",
            Standing::Ended(by) => by.as_str(),
        };
        let until = wording.dated(console.service().last_day(one.until_at));
        let mut about = vec![
            view.say(&format!("person-mandate-{told}")),
            view.say(&format!("person-mandate-{}", one.scope.as_str())),
            view.with("person-mandate-until", "day", until),
            view.with("person-mandate-by", "name", asked_by(&one.asked_by).unwrap_or_default()),
        ];
        about.extend(one.used_at.map(|at| view.with("person-mandate-used", "at", wording.moment(at))));
        Line {
            open: matches!(standing, Standing::Offered | Standing::Live),
            about: about.join(" · "),
            number: masked(&one.helper),
            name: one.name.reveal().to_owned(),
            id: one.id,
        }
    };
    Ok(console.store().mandates_of(number).await?.into_iter().map(line).collect())
}

/// What was written into the form.
#[derive(Deserialize)]
pub(super) struct NewMandate {
    #[serde(default)]
    name: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    days: String,
}

/// Asks the person for a mandate.
pub(super) async fn ask(
    State(console): State<Console>,
    signed: Signed,
    whose: Whose,
    Form(new): Form<NewMandate>,
) -> Result<Redirect, Fault> {
    let to = whose.number(&console).await?;
    let scope = Scope::parse(&new.scope).ok_or(Fault::Unreadable)?;
    let Some(name) = PersonName::parse(&new.name) else { return Ok(whose.back("person-mandate-no-name")) };
    let Some(helper) = console.service().numbering().parse(&new.number) else {
        return Ok(whose.back("person-mandate-no-number"));
    };
    let days = new.days.trim().parse().ok().filter(|days| DAYS.contains(days));
    let Some(days) = days else { return Ok(whose.back("person-mandate-no-days")) };
    let file_id = whose.file(&console).await?;
    let wanted = Wanted { to, file_id, helper, name, scope, days };
    let asked = console.service().ask_for_mandate(wanted, &signed.advisor.id).await;
    let said = match asked.map_err(|_| Fault::Unavailable)? {
        Ok(()) => "person-mandate-asked",
        Err(NotOffered::WhoseNumber) => "person-mandate-whose",
        Err(NotOffered::OwnNumber) => "person-mandate-own",
        Err(NotOffered::HelperUnreached) => "person-mandate-helper",
        Err(NotOffered::Stopped) => "person-mandate-stopped",
        Err(NotOffered::Unreachable) => "person-mandate-unreachable",
        Err(NotOffered::NoFlow) => "person-mandate-no-flow",
    };
    Ok(whose.back(said))
}

/// The mandate that is to end.
#[derive(Deserialize)]
pub(super) struct Ended {
    mandate: String,
}

/// Ends a mandate of the person.
pub(super) async fn end(
    State(console): State<Console>,
    signed: Signed,
    whose: Whose,
    Form(Ended { mandate }): Form<Ended>,
) -> Result<Redirect, Fault> {
    let number = whose.number(&console).await?;
    let ended = console.store().end_mandate(&mandate, &number, signed.advisor.actor(), console.now()).await?;
    Ok(whose.back(if ended { "person-mandate-ended" } else { "person-mandate-not-ended" }))
}
