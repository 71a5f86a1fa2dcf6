//! Accounts and roles: who may come in, and as what. For administrators.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    layout::{Choice, View, page as shown, page_as},
    session::{self, Signed},
};
use crate::{
    id::Seed,
    language::Language,
    phone_number::PhoneNumber,
    service::accounts::{self, Handed},
    staff::{Advisor, Email, Role, Taste, Ways, code, name},
    store::staff::{Change, Changed, NewAdvisor, NewProof, Taken},
};

const HERE: &str = "/console/people";
const WORDS: &str = "people";

#[derive(Template)]
#[template(path = "console/people.html")]
struct Page {
    view: View,
    people: Vec<Row>,
    form: NewAccount,
    /// The ids of what is wrong, each with the field it is about.
    wrong: Vec<(&'static str, &'static str)>,
    /// The id of what was done or could not be, and whether it was done.
    told: Option<(&'static str, bool)>,
    /// The name of the provider of identities, where there is one.
    provider: Option<String>,
}

/// What was written into the form of a new account.
#[derive(Default, Deserialize)]
pub(super) struct NewAccount {
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    languages: String,
    #[serde(default)]
    skills: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    /// Whether the provider of identities is the only way in.
    #[serde(default)]
    no_password: Option<String>,
}

/// An account, as its row is drawn.
struct Row {
    id: String,
    login: String,
    name: String,
    role: String,
    roles: Vec<Choice>,
    languages: String,
    skills: String,
    active: bool,
    email: String,
    /// Whether the provider has vouched for them once.
    bound: bool,
    /// Whether it is the one of whoever looks.
    own: bool,
}

impl Page {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|(wrong, _)| *wrong == field)
    }

    /// What the field of somebody's address is called.
    fn email_of(&self, row: &Row) -> String {
        let provider = self.provider.clone().unwrap_or_default();
        self.view.with_two("email-of", ("name", &row.name), ("provider", &provider))
    }

    fn roles(&self) -> Vec<Choice> {
        roles(&self.view, self.form.role.parse().unwrap_or(Role::Advisor))
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// Shows every account.
pub(super) async fn page(
    State(console): State<Console>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let told = match asked.done.as_deref() {
        Some("role") => Some(("done-role", true)),
        Some("closed") => Some(("done-closed", true)),
        Some("opened") => Some(("done-opened", true)),
        Some("added") => Some(("done-added", true)),
        Some("email") => Some(("done-email", true)),
        _ => None,
    };
    drawn(&console, &signed, NewAccount::default(), Vec::new(), told).await
}

/// Adds an account, and shows what is to be handed to its owner, once.
pub(super) async fn add(
    State(console): State<Console>,
    signed: Signed,
    Form(form): Form<NewAccount>,
) -> Result<Response, Fault> {
    let advisor = match read(&console, &form) {
        Ok(advisor) => advisor,
        Err(wrong) => return drawn(&console, &signed, form, wrong, None).await,
    };
    let (handed, proof) = match advisor.ways.password {
        true => accounts::fresh(&console.0.passwords).await.map(|(handed, proof)| (Some(handed), proof)),
        false => Ok((None, NewProof::default())),
    }
    .map_err(|_| Fault::Unavailable)?;
    let entry =
        session::entry(&console, &signed.advisor.actor(), "advisor-added", &advisor.id, Some(as_kept(advisor.role)))?;
    let new = NewAdvisor { advisor: advisor.clone(), proof };
    match console.store().add_advisor(new, entry).await? {
        Taken::Added => Ok(match handed {
            Some(handed) => hand_over(&console, &signed, &advisor, &handed),
            None => Redirect::to(&format!("{HERE}?done=added")).into_response(),
        }),
        Taken::AddressTaken => drawn(&console, &signed, form, vec![("email", "wrong-email-taken")], None).await,
        Taken::Taken => drawn(&console, &signed, form, vec![("login", "wrong-taken")], None).await,
    }
}

/// The account that a form describes, or what is wrong with it.
fn read(console: &Console, form: &NewAccount) -> Result<Advisor, Vec<(&'static str, &'static str)>> {
    let mut wrong = Vec::new();
    let login = name::login(&form.login).map_err(|_| wrong.push(("login", "wrong-login")));
    let shown: String = form.name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
    if shown.is_empty() {
        wrong.push(("name", "wrong-name"));
    }
    let role = form.role.parse().map_err(|_| wrong.push(("role", "wrong-role")));
    let languages: Result<Vec<Language>, _> = name::words(&form.languages).iter().map(|tag| tag.parse()).collect();
    let languages = languages.map_err(|_| wrong.push(("languages", "wrong-languages")));
    let phone = phone(console, &form.phone).map_err(|()| wrong.push(("phone", "wrong-phone")));
    let ways = ways(form).map_err(|id| wrong.push(("email", id)));
    let id = getrandom::u64().map(|seed| Seed::new(seed).id(console.now()));
    let id = id.map_err(|_| wrong.push(("login", "wrong-machine")));
    match (login, role, languages, phone, ways, id) {
        (Ok(login), Ok(role), Ok(languages), Ok(phone), Ok(ways), Ok(id)) if wrong.is_empty() => Ok(Advisor {
            id,
            login,
            name: shown,
            role,
            languages,
            skills: name::words(&form.skills),
            phone,
            console: Taste::default(),
            active: true,
            ways,
        }),
        _ => Err(wrong),
    }
}

/// How the owner of a new account is to sign in, or the id of what is wrong with that.
fn ways(form: &NewAccount) -> Result<Ways, &'static str> {
    let email = address(&form.email)?;
    let password = form.no_password.is_none();
    // An account that nothing lets in would be none.
    if !password && email.is_none() { Err("wrong-no-way") } else { Ok(Ways { password, email, bound: false }) }
}

fn address(text: &str) -> Result<Option<Email>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Email::read(text).map(Some).map_err(|_| "wrong-email")
}

fn phone(console: &Console, text: &str) -> Result<Option<PhoneNumber>, ()> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let number = console.service().numbering().parse(text).filter(PhoneNumber::may_be_called_back);
    number.map(Some).ok_or(())
}

#[derive(Deserialize)]
pub(super) struct NewRole {
    role: String,
}

/// Gives another role. Whoever has it must sign in again.
pub(super) async fn role(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(new): Form<NewRole>,
) -> Result<Response, Fault> {
    let role: Role = new.role.parse().map_err(|_| Fault::Unreadable)?;
    change(&console, &signed, (&id, Change::Role(role)), ("role-changed", Some(as_kept(role))), "role").await
}

#[derive(Deserialize)]
pub(super) struct Open {
    active: String,
}

/// Closes an account, or opens it again.
pub(super) async fn active(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(open): Form<Open>,
) -> Result<Response, Fault> {
    let (active, action, done) = match open.active.as_str() {
        "yes" => (true, "advisor-opened", "opened"),
        "no" => (false, "advisor-closed", "closed"),
        _ => return Err(Fault::Unreadable),
    };
    change(&console, &signed, (&id, Change::Active(active)), (action, None), done).await
}

/// Makes a new password for one use and a new secret, and shows them once. Whoever is signed in is sent away.
pub(super) async fn reset(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let advisor = console.store().advisor(&id).await?.ok_or(Fault::NotFound)?;
    let (handed, proof) = accounts::fresh(&console.0.passwords).await.map_err(|_| Fault::Unavailable)?;
    let entry = session::entry(&console, &signed.advisor.actor(), "advisor-reset", &id, None)?;
    match console.store().change_advisor(&id, &Change::Proof(proof), entry).await? {
        Changed::Made => Ok(hand_over(&console, &signed, &advisor, &handed)),
        Changed::Nobody | Changed::LastAdministrator | Changed::AddressTaken => Err(Fault::Conflict),
    }
}

#[derive(Deserialize)]
pub(super) struct NewAddress {
    #[serde(default)]
    email: String,
}

/// Sets another address for the provider of identities, or takes it away. Whoever is signed in is sent away.
pub(super) async fn email(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
    Form(new): Form<NewAddress>,
) -> Result<Response, Fault> {
    let Ok(email) = address(&new.email) else {
        return drawn(&console, &signed, NewAccount::default(), Vec::new(), Some(("wrong-email", false))).await;
    };
    change(&console, &signed, (&id, Change::Email(email)), ("email-changed", None), "email").await
}

async fn change(
    console: &Console,
    signed: &Signed,
    (id, change): (&str, Change),
    (action, detail): (&'static str, Option<String>),
    done: &str,
) -> Result<Response, Fault> {
    let entry = session::entry(console, &signed.advisor.actor(), action, id, detail)?;
    match console.store().change_advisor(id, &change, entry).await? {
        Changed::Made => Ok(Redirect::to(&format!("{HERE}?done={done}")).into_response()),
        Changed::Nobody => Err(Fault::NotFound),
        Changed::LastAdministrator => {
            drawn(console, signed, NewAccount::default(), Vec::new(), Some(("last-administrator", false))).await
        }
        Changed::AddressTaken => {
            drawn(console, signed, NewAccount::default(), Vec::new(), Some(("wrong-email-taken", false))).await
        }
    }
}

fn as_kept(role: Role) -> String {
    role.as_str().to_owned()
}

fn roles(view: &View, chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.as_str(),
        name: view.say(&format!("role-{}", role.as_str())),
        chosen: role == chosen,
    };
    Role::ALL.map(choice).into()
}

async fn drawn(
    console: &Console,
    signed: &Signed,
    form: NewAccount,
    wrong: Vec<(&'static str, &'static str)>,
    told: Option<(&'static str, bool)>,
) -> Result<Response, Fault> {
    let view = View::new(console, signed, WORDS, HERE);
    let row = |advisor: Advisor| Row {
        own: advisor.id == signed.advisor.id,
        role: view.say(&format!("role-{}", advisor.role.as_str())),
        roles: roles(&view, advisor.role),
        languages: advisor.languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", "),
        skills: advisor.skills.join(", "),
        active: advisor.active,
        bound: advisor.ways.bound,
        email: advisor.ways.email.as_ref().map(|email| email.reveal().to_owned()).unwrap_or_default(),
        id: advisor.id,
        login: advisor.login,
        name: advisor.name,
    };
    let people = console.store().advisors().await?.into_iter().map(row).collect();
    let status = match told {
        Some((_, false)) => StatusCode::CONFLICT,
        _ if !wrong.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let provider = console.service().open_id().map(|provider| provider.label().to_owned());
    Ok(page_as(status, &Page { view, people, form, wrong, told, provider }))
}

#[derive(Template)]
#[template(path = "console/handed.html")]
struct HandedPage {
    view: View,
    name: String,
    login: String,
    password: String,
    secret: String,
    address: String,
}

fn hand_over(console: &Console, signed: &Signed, advisor: &Advisor, handed: &Handed) -> Response {
    shown(&HandedPage {
        view: View::new(console, signed, WORDS, HERE),
        name: advisor.name.clone(),
        login: advisor.login.clone(),
        password: handed.password.clone(),
        secret: code::in_groups(&handed.secret),
        address: code::address(&handed.secret, &advisor.login),
    })
}
