//! Everything we hold of one person, found by a request or by a file of theirs: never by a number in an address.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{Redirect, Response},
};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    files::masked_file,
    layout::{View, page},
    mandates,
    messages::entry,
    session::Signed,
    told::{Told, told},
    whose::Whose,
    wording::{Wording, masked},
};
use crate::{
    flow::consent::{Consent, Subject},
    mandate::USUAL_DAYS,
    phone_number::PhoneNumber,
    staff::Permission,
    store::deadline::{Deadline, DeadlineState},
    store::dossier::{Request, Spoken},
};

/// Messages and requests that are shown.
const MOST: u32 = 200;

#[derive(Template)]
#[template(path = "console/person.html")]
struct Page {
    view: View,
    back: String,
    here: String,
    number: String,
    summary: String,
    notice: Option<String>,
    facts: Vec<(String, String)>,
    files: Vec<Line>,
    answers: Vec<Line>,
    deadlines: Vec<Line>,
    callbacks: Vec<Line>,
    turns: Vec<Turn>,
    may_tick: bool,
    mandates: Vec<mandates::Line>,
    may_mandate: bool,
    usual_days: u16,
    consents: Vec<(&'static str, String, bool)>,
}

#[derive(Default)]
struct Line {
    id: String,
    title: String,
    value: String,
    about: String,
    armed: bool,
}

struct Turn {
    who: &'static str,
    speaker: String,
    at: String,
    tag: String,
    text: String,
}

/// Shows it.
pub(super) async fn page_of(
    State(console): State<Console>,
    signed: Signed,
    whose: Whose,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let (console, signed, told_before) = (&console, &signed, &told_before);
    let view = View::new(console, signed, "person", "");
    let wording = Wording::new(console, signed);
    let number = whose.number(console).await?;
    let store = console.store();
    let requests = store.requests_of(&number, MOST).await?;
    let (files, answers) = files(console, &view, &wording, &number).await?;
    let deadlines = store.deadlines_of(&number).await?;
    let spoken =
        if view.may(Permission::ReadConversation) { store.spoken_with(&number, MOST).await? } else { Vec::new() };
    let back = whose.page();
    Ok(page(&Page {
        here: format!("{back}/person"),
        back,
        number: masked(&number),
        summary: view.with("person-summary", "callbacks", requests.len()),
        notice: told(&view, told_before, "person"),
        facts: facts(console, &view, &wording, &number).await?,
        files,
        answers,
        deadlines: deadlines.iter().map(|one| deadline(&view, &wording, one)).collect(),
        callbacks: requests.iter().map(|one| request(&wording, one)).collect(),
        turns: spoken.into_iter().map(|one| turn(&wording, one)).collect(),
        may_tick: view.may(Permission::WorkFiles),
        mandates: mandates::lines(console, &view, &wording, &number).await?,
        may_mandate: view.may(Permission::WorkMandates),
        usual_days: USUAL_DAYS,
        consents: consents(console, &view, &number, whose.writes()).await?,
        view,
    }))
}

async fn facts(
    console: &Console,
    view: &View,
    wording: &Wording,
    number: &PhoneNumber,
) -> Result<Vec<(String, String)>, Fault> {
    let store = console.store();
    let language = store.remembered_language(number).await?;
    let wishes = wishes(console, number).await?;
    let hours = store.chosen_hours(number).await?.and_then(|hours| hours.word());
    let trouble = store.trouble(number).await?;
    let none = || view.say("person-language-none");
    Ok(vec![
        (view.say("person-language"), language.map_or_else(none, |language| wording.language(&language, false))),
        (view.say("person-stopped"), view.say(&format!("person-stopped-{}", wishes.word()))),
        (view.say("person-hours"), view.say(&format!("person-hours-{}", hours.unwrap_or("none")))),
        (
            view.say("person-trouble"),
            view.say(if trouble.is_some() { "person-trouble-some" } else { "person-trouble-none" }),
        ),
    ])
}

/// What the person wants to get from us unasked.
async fn wishes(console: &Console, number: &PhoneNumber) -> Result<Consent, Fault> {
    let store = console.store();
    Ok(match (store.is_opted_out(number).await?, store.reminders_are_off(number).await?) {
        (true, _) => Consent::Stop(Subject::All),
        (false, true) => Consent::Stop(Subject::Reminders),
        (false, false) => Consent::Start,
    })
}

/// What an advisor may write down of it, the present choice marked; nothing for who may only look.
async fn consents(
    console: &Console,
    view: &View,
    number: &PhoneNumber,
    needs: Permission,
) -> Result<Vec<(&'static str, String, bool)>, Fault> {
    if !view.may(needs) {
        return Ok(Vec::new());
    }
    let now = wishes(console, number).await?;
    let line = |(word, consent)| (word, view.say(&format!("person-stopped-{word}")), consent == now);
    // Mandates are ended one by one, where they are shown.
    let wishes = Consent::ALL.into_iter().filter(|(_, consent)| consent.is_about_messages());
    Ok(wishes.map(line).rev().collect())
}

async fn files(
    console: &Console,
    view: &View,
    wording: &Wording,
    number: &PhoneNumber,
) -> Result<(Vec<Line>, Vec<Line>), Fault> {
    let (mut files, mut answers) = (Vec::new(), Vec::new());
    for id in console.store().files_of(number).await? {
        let Some(file) = console.store().case_file(&id).await? else { continue };
        let title = format!("{} · {}", wording.ours(&file.benefit), wording.organisation(&file.organisation));
        let about = format!("{} · {}", masked_file(&file.number), wording.status(file.status));
        files.push(Line { id, title, about, ..Line::default() });
        if !view.may(Permission::ReadAnswers) {
            continue;
        }
        let by_mandate = console.store().answered_by_mandate(&file.id).await?;
        for (item, answer) in file.missing.iter().filter_map(|item| Some((item, item.answer.as_ref()?))) {
            let standing = if answer.confirmed { "person-answer-confirmed" } else { "person-answer-unconfirmed" };
            let mut about = format!("{} · {}", wording.moment(answer.given_at), view.say(standing));
            if by_mandate.contains(&answer.reference) {
                about = format!("{about} · {}", view.say("person-answer-mandate"));
            }
            let title = wording.ours(&item.name);
            answers.push(Line { title, value: answer.value.clone(), about, ..Line::default() });
        }
    }
    Ok((files, answers))
}

fn deadline(view: &View, wording: &Wording, one: &Deadline) -> Line {
    Line {
        id: one.id.clone(),
        title: wording.deadline(&one.kind),
        value: view.with("person-deadline-by", "day", wording.dated(one.closes)),
        about: view.say(&format!("person-deadline-{}", one.state.as_str())),
        armed: matches!(one.state, DeadlineState::Armed | DeadlineState::HeldOut),
    }
}

fn request(wording: &Wording, one: &Request) -> Line {
    let about = if one.open { "state-free" } else { "state-done" };
    let about = format!("{} · {}", wording.moment(one.asked_at), wording.say(about));
    Line { id: one.id.clone(), title: wording.subject(&one.subject), about, ..Line::default() }
}

fn turn(wording: &Wording, one: Spoken) -> Turn {
    let (who, speaker) = if one.by_person { ("them", "who-them") } else { ("us", "who-us") };
    Turn {
        who,
        speaker: wording.say(speaker),
        at: wording.moment(one.at),
        tag: one.language.as_str().to_owned(),
        text: one.text,
    }
}

/// What the person told an advisor that they want to get.
#[derive(Deserialize)]
pub(super) struct Wished {
    consent: String,
}

/// An advisor was asked for fewer messages, or for more.
pub(super) async fn consent(
    State(console): State<Console>,
    signed: Signed,
    whose: Whose,
    Form(Wished { consent: word }): Form<Wished>,
) -> Result<Redirect, Fault> {
    let consent = Consent::of(&word).filter(|consent| consent.is_about_messages()).ok_or(Fault::NotFound)?;
    let number = whose.number(&console).await?;
    let mut entry = entry(&console, &signed, "consent", &whose.id)?;
    entry.detail = Some(consent.word().to_owned());
    console.store().consents(&number, consent, entry, console.now()).await?;
    Ok(whose.back(&format!("person-consented-{}", consent.word())))
}

/// The deadline that is done.
#[derive(Deserialize)]
pub(super) struct Ticked {
    deadline: String,
}

/// A deadline is done, says an advisor.
pub(super) async fn tick(
    State(console): State<Console>,
    signed: Signed,
    whose: Whose,
    Form(Ticked { deadline }): Form<Ticked>,
) -> Result<Redirect, Fault> {
    let number = whose.number(&console).await?;
    // Only a deadline of this very person: the form may have been altered.
    let own = console.store().deadlines_of(&number).await?.into_iter().find(|one| one.id == deadline);
    let own = own.ok_or(Fault::NotFound)?;
    let done = console.store().end_deadline(&own.id, DeadlineState::Done, console.now()).await?;
    if done {
        console.store().audit(entry(&console, &signed, "deadline-done", &own.id)?).await?;
    }
    let said = if done { "person-ticked" } else { "person-not-ticked" };
    Ok(whose.back(said))
}
