//! The demo's own way into the console: a link for each role, printed where the demo is started.
//!
//! A link lets in whoever has it, without a password or a code. Its route is made with a [`super::world::World`] and nowhere
//! else: `guichet serve` has none, and no row of the database opens one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};

use super::world::seed;
use crate::{
    connector::codes::Codes,
    language::Language,
    phone_number::Numbering,
    service::{Service, accounts},
    staff::{Advisor, Role, Taste, Ways},
    store::{
        Store,
        audit::Entry,
        staff::{NewAdvisor, NewProof, Taken},
    },
    web::console::{self, Console},
};

/// Who works in the demo: login, name, role, languages, subjects, phone.
const TEAM: [(&str, &str, Role, &str, &str, &str); 4] = [
    ("claire", "Claire Martin", Role::Advisor, "fr en", "file general", "+33199000020"),
    ("samir", "Samir Haddad", Role::Supervisor, "fr ar en", "", "+33199000021"),
    ("nadia", "Nadia Petit", Role::Administrator, "fr", "", ""),
    ("luc", "Luc Moreau", Role::Reception, "fr", "", ""),
];

/// The links that are open: whom each lets in.
#[derive(Clone, Default)]
pub struct Doors(Arc<Mutex<HashMap<String, String>>>);

/// A link, and who comes in by it.
pub struct Door {
    /// What they sign in with, where it is not by the link.
    pub login: &'static str,
    /// What they may do.
    pub role: Role,
    /// The address of the link, without the host.
    pub path: String,
}

impl Doors {
    /// Makes the team's accounts where there are none yet, and opens a link for each of them.
    ///
    /// # Errors
    /// Where the database fails, or the machine gives no randomness.
    pub async fn open(&self, service: &Service) -> anyhow::Result<Vec<Door>> {
        let mut doors = Vec::with_capacity(TEAM.len());
        for (login, name, role, languages, skills, phone) in TEAM {
            let store = service.store();
            let (id, now) = (seed()?.id(service.clock().now()), service.clock().now());
            let advisor = Advisor {
                id,
                login: login.to_owned(),
                name: name.to_owned(),
                role,
                languages: words(languages).map(|tag| tag.parse()).collect::<Result<Vec<Language>, _>>()?,
                skills: words(skills).map(str::to_owned).collect(),
                phone: Numbering { fiction: true }.parse(phone),
                console: Taste::default(),
                active: true,
                ways: Ways::default(),
            };
            let id = known_or_added(store, advisor, now).await?;
            let token = token()?;
            doors.push(Door { login, role, path: format!("/demo/{token}") });
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token, id);
        }
        Ok(doors)
    }

    fn whose(&self, token: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

/// The route of the links.
pub fn router(doors: Doors, console: Console) -> Router {
    Router::new().route("/demo/{token}", get(enter)).with_state((doors, console))
}

async fn enter(State((doors, console)): State<(Doors, Console)>, Path(token): Path<String>) -> Response {
    match doors.whose(&token) {
        Some(id) => console::sign_in::without_proof(&console, &id).await.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn known_or_added(store: &Store, advisor: Advisor, now: jiff::Timestamp) -> anyhow::Result<String> {
    if let Some(known) = store.advisor_by_login(&advisor.login).await? {
        return Ok(known.id);
    }
    let (id, subject) = (seed()?.id(now), advisor.id.clone());
    let detail = Some(advisor.role.as_str().to_owned());
    let entry = Entry { id, at: now, actor: "operator".into(), action: "advisor-added", subject, detail };
    let id = advisor.id.clone();
    // Nobody is told the password: the link is the way in, and everything else is as with any account.
    let (_, proof) = accounts::fresh(&Codes::default()).await?;
    let proof = NewProof { for_one_use: false, ..proof };
    match store.add_advisor(NewAdvisor { advisor, proof }, entry).await? {
        Taken::Added => Ok(id),
        Taken::Taken | Taken::AddressTaken => {
            anyhow::bail!("the demo's accounts cannot be made: another one has their login")
        }
    }
}

fn token() -> anyhow::Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("the machine gives no randomness")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}
