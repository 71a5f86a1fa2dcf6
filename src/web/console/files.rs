//! Case files: found by number, their status edited, a missing item asked for, an unproved answer agreed with.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Console, days,
    fault::Fault,
    layout::{View, page},
    messages::entry,
    session::Signed,
    told::{Told, told},
    wording::{Wording, masked},
};
use crate::{
    case::{CaseFile, FileNumber, MissingItem, Status},
    service::asking::NotAsked,
    staff::Permission,
    store::dossier::WaitingFile,
};

/// Where the pages stand.
pub(super) const HERE: &str = "/console/files";
/// Files on one page.
const PAGE: usize = 50;
/// Digits of a file number that are shown: enough to tell two files of one person.
const SHOWN: usize = 3;

/// A choice of a list.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

#[derive(Template)]
#[template(path = "console/files.html")]
struct ListPage {
    view: View,
    problem: Option<String>,
    organisations: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    title: String,
    badge: String,
    about: String,
}

/// Which page of the list.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: String,
}

/// What is looked for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    organisation: String,
    number: String,
    #[serde(default)]
    postcode: String,
}

/// The files that wait for something.
pub(super) async fn list(
    State(console): State<Console>,
    signed: Signed,
    Query(After { after }): Query<After>,
) -> Result<Response, Fault> {
    listed(&console, &signed, &after, None).await
}

/// Finds a file by its number, which travels in no address.
pub(super) async fn find(
    State(console): State<Console>,
    signed: Signed,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Fault> {
    let number = FileNumber::new(&wanted.number);
    let found = console.store().find_case_file(&wanted.organisation, &number, wanted.postcode.trim()).await?;
    match found {
        Some(id) => Ok(Redirect::to(&format!("{HERE}/{id}")).into_response()),
        None => listed(&console, &signed, "", Some("files-not-found")).await,
    }
}

async fn listed(
    console: &Console,
    signed: &Signed,
    after: &str,
    problem: Option<&'static str>,
) -> Result<Response, Fault> {
    let view = View::new(console, signed, "files", HERE);
    let wording = Wording::new(console, signed);
    let mut files = console.store().waiting_files(after, u32::try_from(PAGE + 1).unwrap_or(u32::MAX)).await?;
    let more = files.len() > PAGE;
    files.truncate(PAGE);
    let next = files.last().filter(|_| more).map(|file| format!("{HERE}?after={}", file.id));
    let organisations = wording.dialogue().script.service.organisations.iter().map(|(key, organisation)| Choice {
        value: key.clone(),
        text: organisation.name.clone(),
        chosen: false,
    });
    let organisations = organisations.collect();
    let rows = files.iter().map(|file| row(&view, &wording, file)).collect();
    Ok(page(&ListPage { problem: problem.map(|id| view.say(id)), organisations, rows, next, view }))
}

fn row(view: &View, wording: &Wording, file: &WaitingFile) -> Row {
    let badges = [("files-badge-missing", file.missing), ("files-badge-confirm", file.unconfirmed)];
    let badges = badges.into_iter().filter(|(_, count)| *count > 0);
    let status = wording.status(file.status);
    Row {
        id: file.id.clone(),
        title: format!("{} · {}", wording.ours(&file.benefit), wording.organisation(&file.organisation)),
        badge: badges.map(|(id, count)| view.with(id, "count", count)).collect::<Vec<_>>().join(" · "),
        about: view.with_two("files-about", ("status", &status), ("day", &wording.dated(file.as_of))),
    }
}

#[derive(Template)]
#[template(path = "console/file.html")]
struct FilePage {
    view: View,
    id: String,
    title: String,
    summary: String,
    notice: Option<String>,
    problem: Option<String>,
    facts: Vec<(String, String)>,
    statuses: Vec<Choice>,
    since: String,
    items: Vec<Item>,
    may_edit: bool,
    may_confirm: bool,
    may_ask: bool,
}

struct Item {
    name: String,
    title: String,
    about: String,
    answer: Option<Answer>,
}

struct Answer {
    value: String,
    standing: String,
    about: String,
    reference: String,
    confirmed: bool,
}

/// One file.
pub(super) async fn one(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Query(told_before): Query<Told>,
) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "files", HERE);
    let wording = Wording::new(&console, &signed);
    let file = console.store().case_file(&id).await?.ok_or(Fault::NotFound)?;
    // What an organisation's own software keeps is changed there: our copy would be overwritten.
    let ours = console.service().case_source().remote_of(&file.organisation).is_none();
    let may_work = view.may(Permission::WorkFiles);
    let (notice, problem) = match told(&view, &told_before, "file") {
        Some(said) if is_refusal(&told_before.told) => (None, Some(said)),
        said => (said, None),
    };
    let status = wording.status(file.status);
    Ok(page(&FilePage {
        title: view.with("file-title", "benefit", wording.ours(&file.benefit)),
        summary: view.with_two("file-summary", ("status", &status), ("day", &wording.dated(file.as_of))),
        notice,
        problem,
        facts: facts(&view, &wording, &file),
        statuses: Status::ALL.iter().map(|one| status_choice(&wording, *one, file.status)).collect(),
        since: file.since.map(days::typed).unwrap_or_default(),
        items: file.missing.iter().map(|item| shown(&view, &wording, item)).collect(),
        may_edit: may_work && ours,
        may_confirm: may_work && ours,
        may_ask: may_work,
        id,
        view,
    }))
}

fn is_refusal(told: &str) -> bool {
    told.starts_with("file-ask-") || told == "file-not-confirmed" || told == "file-day-wrong"
}

fn status_choice(wording: &Wording, one: Status, now: Status) -> Choice {
    Choice { value: one.as_str().to_owned(), text: wording.status(one), chosen: one == now }
}

fn facts(view: &View, wording: &Wording, file: &CaseFile) -> Vec<(String, String)> {
    let phone = file.phone.as_ref().map_or_else(|| view.say("file-phone-none"), masked);
    vec![
        (view.say("file-organisation"), wording.organisation(&file.organisation)),
        (view.say("file-number"), masked_file(&file.number)),
        (view.say("file-phone"), phone),
    ]
}

/// A file number of which the end alone can be seen.
pub(super) fn masked_file(number: &FileNumber) -> String {
    let digits = number.reveal();
    let hidden = digits.len().saturating_sub(SHOWN);
    format!("{}{}", "•".repeat(hidden), digits.get(hidden..).unwrap_or_default())
}

fn shown(view: &View, wording: &Wording, item: &MissingItem) -> Item {
    let answer = item.answer.as_ref().filter(|_| view.may(Permission::ReadAnswers)).map(|answer| Answer {
        value: answer.value.clone(),
        standing: view.say(if answer.confirmed { "file-answer-confirmed" } else { "file-answer-unconfirmed" }),
        about: view.with_two(
            "file-answer-about",
            ("day", &wording.moment(answer.given_at)),
            ("reference", &answer.reference),
        ),
        reference: answer.reference.clone(),
        confirmed: answer.confirmed,
    });
    Item { name: item.name.clone(), title: wording.ours(&item.name), about: view.say("file-item-waiting"), answer }
}

/// Where a file stands now.
#[derive(Deserialize)]
pub(super) struct NewStatus {
    status: String,
    #[serde(default)]
    since: String,
}

/// Writes down where a file stands.
pub(super) async fn status(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(new): Form<NewStatus>,
) -> Result<Redirect, Fault> {
    let status = Status::parse(&new.status).ok_or(Fault::Unreadable)?;
    let today = Wording::new(&console, &signed).today();
    let file = console.store().case_file(&id).await?.ok_or(Fault::NotFound)?;
    if console.service().case_source().remote_of(&file.organisation).is_some() {
        return Err(Fault::Conflict);
    }
    let since = match new.since.trim() {
        "" => None,
        day => match days::parse(day) {
            Some(day) if day <= today => Some(day),
            _ => return Ok(back(&id, "file-day-wrong")),
        },
    };
    let entry = entry(&console, &signed, "file-status", &id)?;
    if !console.store().set_status(&id, (status, since, today), entry).await? {
        return Err(Fault::NotFound);
    }
    Ok(back(&id, "file-status-saved"))
}

/// An item of the file.
#[derive(Deserialize)]
pub(super) struct OfItem {
    item: String,
    #[serde(default)]
    reference: String,
}

/// Asks the person for an item.
pub(super) async fn ask(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(asked): Form<OfItem>,
) -> Result<Redirect, Fault> {
    let file = console.store().case_file(&id).await?.ok_or(Fault::NotFound)?;
    let done = console.service().ask_for_item(&file, &asked.item).await.map_err(|_| Fault::Unavailable)?;
    let said = match done {
        Ok(()) => {
            console.store().audit(entry(&console, &signed, "item-asked", &id)?).await?;
            "file-asked"
        }
        Err(NotAsked::NotMissing(_) | NotAsked::Answered) => "file-ask-answered",
        Err(NotAsked::Document) => "file-ask-document",
        Err(NotAsked::NoPhone) => "file-ask-no-phone",
        Err(NotAsked::NoMobile) => "file-ask-landline",
        Err(NotAsked::Waiting) => "file-ask-waiting",
        Err(NotAsked::Stopped) => "file-ask-stopped",
    };
    Ok(back(&id, said))
}

/// Agrees with an answer that came unproved.
pub(super) async fn confirm(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(of): Form<OfItem>,
) -> Result<Redirect, Fault> {
    let file = console.store().case_file(&id).await?.ok_or(Fault::NotFound)?;
    // What another system keeps is confirmed there.
    if console.service().case_source().remote_of(&file.organisation).is_some() {
        return Err(Fault::Conflict);
    }
    let entry = entry(&console, &signed, "answer-confirmed", &id)?;
    let confirmed = console.store().confirm_answer(&id, &of.reference, entry).await?;
    Ok(back(&id, if confirmed { "file-confirmed" } else { "file-not-confirmed" }))
}

fn back(id: &str, said: &str) -> Redirect {
    Redirect::to(&format!("{HERE}/{id}?told={said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_number_shows_its_last_digits_alone() {
        for (number, shown) in [("2345678", "••••678"), ("12", "12"), ("", "")] {
            assert_eq!(masked_file(&FileNumber::new(number)), shown);
        }
    }
}
