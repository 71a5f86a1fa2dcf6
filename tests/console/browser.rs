//! A browser with its cookies, and people who sign in with it.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use guichet::{
    clock::Clock,
    connector::codes::Codes,
    id::Seed,
    provider::client::http_client,
    service::{
        Service,
        accounts::{self, Handed},
    },
    staff::{Advisor, Role, Taste, Ways, code, session::Terms},
    store::{
        audit::Entry,
        session::By,
        staff::{NewAdvisor, NewProof, Taken},
    },
};
use jiff::SignedDuration;

use crate::desk::Desk;

/// A password that may be chosen.
pub const PASSWORD: &str = "trois vélos à Brest";

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads; nothing where it leads nowhere.
    pub fn leads_to(&self) -> &str {
        self.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The token that its forms carry.
    pub fn form_token(&self) -> String {
        let rest = self.body.split("name=\"csrf\" value=\"").nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

/// A browser.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    url: String,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(url: &str) -> Self {
        Browser { client: http_client(&[]).unwrap(), url: url.to_owned(), cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send(request, headers).await
    }

    /// Opens a stream of news, as a page that is left open does by itself.
    pub async fn watch(&self, path: &str) -> reqwest::Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.get(format!("{}{path}", self.url)).header("cookie", cookies.join("; "));
        request.header("accept", "text/event-stream").send().await.unwrap()
    }

    /// Sends a form as a page of ours does: what the browser says of itself is right, and so is the token.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = if self.is_signed_in() { "/console/settings" } else { "/console/sign-in" };
        let page = self.get(page).await;
        let page = if page.status == 303 { self.get("/console/password").await } else { page };
        let token = page.form_token();
        let fields = [&[("csrf", token.as_str())], fields].concat();
        self.post_with(path, &fields, &[("sec-fetch-site", "same-origin"), ("origin", "null")]).await
    }

    pub async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let request = self.client.post(format!("{}{path}", self.url)).form(&fields);
        self.send(request, headers).await
    }

    async fn send(&mut self, mut request: reqwest::RequestBuilder, headers: &[(&str, &str)]) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // A stream has no end: what it tells is not read here.
        let streams = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if streams { String::new() } else { response.text().await.unwrap() };
        Answer { status, headers, body }
    }

    pub fn is_signed_in(&self) -> bool {
        self.cookies.contains_key("guichet")
    }

    /// Signs in as a person does.
    pub async fn sign_in(&mut self, login: &str, password: &str, code: &str) -> Answer {
        self.post("/console/sign-in", &[("login", login), ("password", password), ("code", code)]).await
    }
}

/// Somebody with an account, and what they know.
#[derive(Clone)]
pub struct Person {
    pub advisor: Advisor,
    pub password: String,
    secret: String,
    clock: Clock,
}

impl Person {
    /// Adds an account with a password for one use.
    pub async fn added(desk: &Desk, login: &str, role: Role) -> Self {
        let advisor = account(desk, login, role);
        let (handed, proof) = accounts::fresh(&Codes::default()).await.unwrap();
        Person::with(desk, advisor, handed, proof).await
    }

    async fn with(desk: &Desk, advisor: Advisor, handed: Handed, proof: NewProof) -> Self {
        let clock = desk.clock.clone();
        let new = NewAdvisor { advisor: advisor.clone(), proof };
        let added = desk.service.store().add_advisor(new, entry(&clock, "advisor-added", &advisor.id)).await.unwrap();
        assert_eq!(added, Taken::Added);
        Person { advisor, password: handed.password, secret: handed.secret, clock }
    }

    /// Adds an account whose owner has chosen a password.
    pub async fn settled(desk: &Desk, login: &str, role: Role) -> Self {
        let mut person = Person::added(desk, login, role).await;
        let hash = Codes::default().hash(PASSWORD.to_owned()).await.unwrap();
        person.chooses(desk, &hash).await;
        person.password = PASSWORD.to_owned();
        person
    }

    /// Keeps a password of their own, in a browser that nobody has.
    async fn chooses(&self, desk: &Desk, hash: &str) {
        let entry = entry(&desk.clock, "password-changed", &self.advisor.id);
        let (store, nobodys) = (desk.service.store(), self.advisor.id.clone().into_bytes());
        assert!(store.change_password(&self.advisor.id, hash, nobodys, entry).await.unwrap());
    }

    /// The code that the app shows now.
    pub fn code(&self) -> String {
        code::now(&self.secret, self.clock.now()).unwrap()
    }

    /// Signs in with a code that was not used before.
    pub async fn signs_in(&self, url: &str) -> Browser {
        self.clock.advance(SignedDuration::from_secs(30));
        let mut browser = Browser::new(url);
        let answer = browser.sign_in(&self.advisor.login, &self.password, &self.code()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }
}

fn account(desk: &Desk, login: &str, role: Role) -> Advisor {
    Advisor {
        id: id(&desk.clock),
        login: login.to_owned(),
        name: format!("{login} Martin"),
        role,
        languages: Vec::new(),
        skills: Vec::new(),
        phone: None,
        console: Taste::default(),
        active: true,
        ways: Ways::default(),
    }
}

/// A browser of somebody in this role, without the trouble of signing in.
pub async fn as_role(desk: &Desk, role: Role) -> Browser {
    let login = format!("{}-{}", role.as_str(), &id(&desk.clock)[24..]);
    // Nobody signs in with it: no password need be hashed.
    let handed = Handed { password: String::new(), secret: String::new() };
    let proof = NewProof { password_hash: String::new(), for_one_use: false, totp: String::new() };
    let person = Person::with(desk, account(desk, &login, role), handed, proof).await;
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).unwrap();
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let store = desk.service.store();
    let index = store.tag(&["session", &token]).to_vec();
    let entry = entry(&desk.clock, "signed-in", &person.advisor.id);
    assert!(store.begin_session(&person.advisor.id, By::Link, index, Terms::default(), entry).await.unwrap());
    let mut browser = Browser::new(&desk.url);
    browser.cookies.insert("guichet".to_owned(), token);
    browser
}

/// Who did what so far, as it is kept.
pub async fn kept(service: &Service) -> Vec<(String, String)> {
    let entries = service.store().audit_entries(&Default::default(), 1_000).await.unwrap();
    entries.into_iter().rev().map(|entry| (entry.actor, entry.action)).collect()
}

pub fn id(clock: &Clock) -> String {
    Seed::new(getrandom::u64().unwrap()).id(clock.now())
}

pub fn entry(clock: &Clock, action: &'static str, subject: &str) -> Entry {
    let (id, at) = (id(clock), clock.now());
    Entry { id, at, actor: "operator".into(), action, subject: subject.into(), detail: None }
}
