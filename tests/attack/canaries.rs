//! What is told to the log while people sign in, at its most talkative: nothing that lets anybody in, and nobody's name.

use guichet::{
    staff::{Email, Role},
    store::staff::Change,
};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    browser::{Browser, Person, entry},
    desk::Desk,
    identities::{Identities, SECRET, Userinfo},
    log::Log,
};

/// Whether something stands in a line; digits alone not as a part of a longer number.
fn stands(line: &str, canary: &str) -> bool {
    if !canary.bytes().all(|byte| byte.is_ascii_digit()) {
        return line.contains(canary);
    }
    line.match_indices(canary).any(|(at, _)| {
        let edge = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        edge(line[..at].chars().next_back()) && edge(line[at + canary.len()..].chars().next())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_lets_anybody_in_stands_in_the_log_whatever_goes_wrong() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    // For every thread, those that hash passwords and write to the database too.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let desk = Desk::on_sqlite(|_, _| {}).await;
    let identities = Identities::start(&desk.clock).await;
    let mut settings = desk.settings.clone();
    settings.console.open_id = Some(identities.settings());
    let desk = desk.with(settings).await;
    let person = Person::added(&desk, "canari.martin", Role::Administrator).await;
    let mut secret = vec![person.password.clone(), "canari.martin".into(), SECRET.into(), "canari.inconnu".into()];
    let mut browser = Browser::new(&desk.url);

    // By a password: an unknown login, a wrong one, a used code, the first choice of a password.
    for (login, password) in [("canari.inconnu", "un premier canari"), ("canari.martin", "un second canari")] {
        assert_eq!(browser.sign_in(login, password, "314159").await.status, 422);
        secret.extend([password.to_owned(), "314159".to_owned()]);
    }
    desk.clock.advance(SignedDuration::from_secs(30));
    let code = person.code();
    assert_eq!(browser.sign_in("canari.martin", &person.password, &code).await.status, 303);
    secret.extend([code.clone(), browser.cookies["guichet"].clone()]);
    let chosen = "le troisième canari de Brest";
    assert_eq!(browser.post("/console/password", &[("old", &person.password), ("new", chosen)]).await.status, 303);
    secret.extend([chosen.to_owned(), browser.cookies["guichet"].clone()]);
    browser.post("/console/sign-out", &[]).await;
    assert_eq!(browser.sign_in("canari.martin", chosen, &code).await.status, 422);

    // By the provider: nobody's address, somebody's, each thing that can be wrong, and out again.
    let email = Email::read("canari@ccas.example").unwrap();
    let changed = entry(&desk.clock, "email-changed", &person.advisor.id);
    desk.service.store().change_advisor(&person.advisor.id, &Change::Email(Some(email)), changed).await.unwrap();
    identities.now().who.subject = "canari-4711".into();
    for (email, status) in [("canari-inconnu@ccas.example", 422), ("canari@ccas.example", 303), ("", 303)] {
        identities.now().who.email = email.into();
        let (answer, carried) = comes_back(&desk, &identities, &mut browser, "").await;
        assert_eq!(answer, status, "{email}");
        secret.extend(carried);
        secret.extend(browser.cookies.get("guichet").cloned());
        if browser.is_signed_in() {
            browser.post("/console/sign-out", &[]).await;
        }
    }
    for (name, value) in [("nonce", json!("canari")), ("iss", json!("canari")), ("exp", json!(1)), ("sub", json!(4711))]
    {
        identities.now().otherwise.insert(name, value);
        secret.extend(comes_back(&desk, &identities, &mut Browser::new(&desk.url), "").await.1);
    }
    identities.now().userinfo = Userinfo::Forged;
    identities.now().who.subject = "canari-4712".into();
    secret.extend(comes_back(&desk, &identities, &mut Browser::new(&desk.url), "&more=canari-de-plus").await.1);
    identities.now().down = true;
    browser.get("/console/open-id/begin?next=/console/canari-de-plus").await;
    secret.extend(comes_back_down(&desk, &identities).await);
    secret.extend(identities.now().given.clone());
    secret.extend(["canari-4711", "canari-4712", "canari@ccas", "canari-inconnu", "canari-de-plus"].map(str::to_owned));

    let written = log.written();
    assert!(written.contains("nobody is let in by the provider of identities"), "something was logged");
    assert!(written.contains("TRACE") && written.contains("DEBUG"), "and everything was listened to");
    assert!(secret.len() > 40 && secret.iter().all(|canary| canary.len() >= 6), "{}", secret.len());
    for canary in &secret {
        let line = written.lines().find(|line| stands(line, canary));
        assert!(line.is_none(), "{canary}: {line:?}");
    }
}

/// Goes to the provider and comes back: with which status, and what the browser carried.
async fn comes_back(desk: &Desk, identities: &Identities, browser: &mut Browser, more: &str) -> (u16, Vec<String>) {
    // The provider's keys and its standing are looked at anew.
    desk.clock.advance(SignedDuration::from_secs(11));
    let there = browser.get("/console/open-id/begin").await;
    let back = identities.visited(there.leads_to());
    let url = reqwest::Url::parse(there.leads_to()).unwrap();
    let told = url.query_pairs().filter(|(name, _)| matches!(&**name, "state" | "nonce" | "code_challenge"));
    let mut carried: Vec<String> = told.map(|(_, value)| value.into_owned()).collect();
    carried.push(browser.cookies["guichet-try"].clone());
    (browser.get(&format!("{back}{more}")).await.status, carried)
}

/// The provider goes down between the way there and the way back.
async fn comes_back_down(desk: &Desk, identities: &Identities) -> Vec<String> {
    identities.now().down = false;
    desk.clock.advance(SignedDuration::from_secs(11));
    let mut browser = Browser::new(&desk.url);
    let there = browser.get("/console/open-id/begin").await;
    let back = identities.visited(there.leads_to());
    identities.now().down = true;
    assert_eq!(browser.get(&back).await.status, 503);
    vec![browser.cookies.get("guichet-door").cloned().unwrap_or_default()]
}
