//! The way in by a provider of identities: whom it lets in, for how long, and what it does not believe.

use guichet::{
    staff::{Email, Role},
    store::staff::Change,
};
use serde_json::{Value, json};

use crate::{
    browser::{Answer, Browser, PASSWORD, Person, as_role, entry, kept},
    desk::Desk,
    identities::{Identities, Userinfo},
};

/// A desk whose advisors may sign in with a provider.
struct Office {
    desk: Desk,
    identities: Identities,
}

impl Office {
    async fn of(desk: Desk) -> Self {
        let identities = Identities::start(&desk.clock).await;
        let mut settings = desk.settings.clone();
        settings.console.open_id = Some(identities.settings());
        Office { desk: desk.with(settings).await, identities }
    }

    /// Adds somebody with an address, and with a password where they have one too.
    async fn adds(&self, login: &str, email: &str) -> Person {
        let person = Person::settled(&self.desk, login, Role::Advisor).await;
        self.changes(&person, Change::Email(Some(Email::read(email).unwrap()))).await;
        person
    }

    async fn changes(&self, person: &Person, change: Change) {
        let entry = entry(&self.desk.clock, "changed", &person.advisor.id);
        self.desk.service.store().change_advisor(&person.advisor.id, &change, entry).await.unwrap();
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.desk.url)
    }

    /// Goes to the provider, and comes back to an address that is not asked for yet.
    async fn goes(&self, browser: &mut Browser, next: &str) -> String {
        let answer = browser.get(&format!("/console/open-id/begin?next={next}")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.identities.visited(answer.leads_to())
    }

    /// The whole way.
    async fn enters(&self, browser: &mut Browser) -> Answer {
        let back = self.goes(browser, "").await;
        browser.get(&back).await
    }

    /// Why the latest who were refused were.
    async fn refused(&self) -> Vec<String> {
        let entries = self.desk.service.store().audit_entries(&Default::default(), 100).await.unwrap();
        let refused = entries.into_iter().filter(|entry| entry.action == "sign-in-refused");
        refused.filter_map(|entry| entry.detail).collect()
    }
}

fn told(answer: &Answer, says: &str) -> bool {
    answer.status == 422 && answer.body.contains(says) && !answer.headers.contains_key("location")
}

const AGAIN: &str = "allée au bout";
const UNKNOWN: &str = "aucun compte de la console";

on_both! { |_, _| {} =>
    async fn an_address_lets_in_once_and_from_then_on_what_the_provider_calls_its_owner(desk: Desk) {
        let office = Office::of(desk).await;
        let claire = office.adds("claire", "Claire@ccas.example").await;
        let mut browser = office.browser();
        assert!(browser.get("/console/sign-in").await.body.contains("Se connecter avec ProConnect"));
        let back = office.goes(&mut browser, "%2Fconsole%2Fsettings").await;
        let answer = browser.get(&back).await;
        assert_eq!((answer.status, answer.leads_to()), (303, "/console/settings"), "{}", answer.body);
        assert!(browser.get("/console/settings").await.body.contains("claire Martin"));
        let (kept, own) = (kept(&office.desk.service).await, claire.advisor.actor());
        assert!(kept.contains(&("system".into(), "identity-bound".into())), "{kept:?}");
        assert!(kept.contains(&(own, "signed-in".into())), "{kept:?}");

        // Another address there is still the same person; and nobody is asked for it any more.
        let asked = office.identities.now().asked["userinfo"];
        office.identities.now().who.email = "c.martin@ccas.example".into();
        let mut second = office.browser();
        assert_eq!(office.enters(&mut second).await.status, 303);
        assert_eq!(office.identities.now().asked["userinfo"], asked);
        assert_ne!(browser.cookies["guichet"], second.cookies["guichet"], "each has a token of its own");

        // Somebody else with that address is not.
        office.identities.now().who.email = "claire@ccas.example".into();
        office.identities.now().who.subject = "4712".into();
        let mut other = office.browser();
        assert!(told(&office.enters(&mut other).await, UNKNOWN) && !other.is_signed_in());
        // Until an administrator says that they are.
        office.changes(&claire, Change::Email(Some(Email::read("claire@ccas.example").unwrap()))).await;
        assert_ne!(browser.get("/console/settings").await.status, 200, "and whoever was signed in is not any more");
        assert_eq!(office.enters(&mut other).await.status, 303);
        office.identities.now().who.subject = "4711".into();
        assert!(told(&office.enters(&mut browser).await, UNKNOWN));
    }

    async fn who_has_no_account_and_whose_address_is_not_theirs_are_told_alike_and_kept(desk: Desk) {
        let office = Office::of(desk).await;
        let claire = office.adds("claire", "claire@ccas.example").await;
        let closed = office.adds("gone", "gone@ccas.example").await;
        office.changes(&closed, Change::Active(false)).await;
        let mut bodies = Vec::new();
        for (email, verified) in [
            ("nobody@ccas.example", true), ("claire@ccas.example", false), ("gone@ccas.example", true), ("", true),
        ] {
            office.identities.now().who.email = email.into();
            office.identities.now().who.verified = verified;
            let mut browser = office.browser();
            let answer = office.enters(&mut browser).await;
            assert!(told(&answer, UNKNOWN) && !browser.is_signed_in(), "{email}: {}", answer.status);
            assert!(!answer.body.contains("ccas.example"));
            bodies.push(answer.body.replace(&answer.form_token(), ""));
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
        let mut refused = office.refused().await;
        refused.sort();
        assert_eq!(refused, ["unknown-address", "unknown-address", "unverified-address", "unverified-address"]);
        let now = office.desk.service.store().advisor(&claire.advisor.id).await.unwrap().unwrap();
        assert!(!now.ways.bound);
        // An account that is closed after it was bound lets nobody in.
        office.identities.now().who.email = "claire@ccas.example".into();
        office.identities.now().who.verified = true;
        let mut browser = office.browser();
        assert_eq!(office.enters(&mut browser).await.status, 303);
        office.changes(&claire, Change::Active(false)).await;
        assert_ne!(browser.get("/console/settings").await.status, 200);
        assert!(told(&office.enters(&mut browser).await, UNKNOWN));
    }

    async fn what_comes_back_is_of_the_try_that_this_browser_began_and_good_once(desk: Desk) {
        let office = Office::of(desk).await;
        office.adds("claire", "claire@ccas.example").await;
        let mut browser = office.browser();
        let back = office.goes(&mut browser, "").await;
        // Another browser's: what a link in a message would lead to.
        let mut other = office.browser();
        assert!(told(&other.get(&back).await, AGAIN));
        let mut third = office.browser();
        office.goes(&mut third, "").await;
        assert!(told(&third.get(&back).await, AGAIN), "it began another try");
        // A forged cookie: the tag is ours.
        let mut forger = office.browser();
        let own = browser.cookies["guichet-try"].clone();
        let last = if own.ends_with('A') { 'E' } else { 'A' };
        forger.cookies.insert("guichet-try".into(), format!("{}{last}", &own[..own.len() - 1]));
        assert!(told(&forger.get(&back).await, AGAIN));
        assert_eq!(office.identities.now().asked.get("token"), None, "no code was told");
        let (ours, before) = (browser.cookies.clone(), browser.get(&back).await);
        assert_eq!(before.status, 303, "{}", before.body);
        // Everything once more, the cookie too.
        let mut again = office.browser();
        again.cookies = ours;
        assert!(told(&again.get(&back).await, AGAIN) && !again.is_signed_in());
        assert_eq!(office.identities.now().asked["token"], 2, "the provider knew the code no more");

        let mut browser = office.browser();
        for wrong in ["", "?code=a", "?state=a", "?code=a&state=a"] {
            office.goes(&mut browser, "").await;
            assert!(told(&browser.get(&format!("/console/open-id{wrong}")).await, AGAIN), "{wrong}");
            assert!(!browser.cookies.contains_key("guichet-try"), "a try is over with its answer");
        }
        let back = office.goes(&mut browser, "").await;
        let elsewhere = format!("{}&iss=https%3A%2F%2Fevil.example", back.split("&iss=").next().unwrap());
        assert!(told(&browser.get(&elsewhere).await, AGAIN), "another provider's");
        let back = office.goes(&mut browser, "").await;
        office.desk.clock.advance(jiff::SignedDuration::from_mins(10));
        assert!(told(&browser.get(&back).await, AGAIN), "too late");
        let broken_off = office.goes(&mut browser, "").await.replace("code=", "error=access_denied&was=");
        assert!(told(&browser.get(&broken_off).await, AGAIN));
        let away = office.goes(&mut browser, "https%3A%2F%2Fevil.example").await;
        assert_eq!(browser.get(&away).await.leads_to(), "/console/queue", "nobody is led elsewhere");
    }

    async fn a_token_that_breaks_a_rule_lets_nobody_in_and_a_new_key_is_learnt(desk: Desk) {
        let office = Office::of(desk).await;
        office.adds("claire", "claire@ccas.example").await;
        let now = office.desk.clock.now().as_second();
        for (name, value) in [
            ("iss", json!("https://evil.example")), ("aud", json!("another")), ("nonce", json!("another")),
            ("exp", json!(now - 61)), ("sub", Value::Null),
        ] {
            office.identities.now().otherwise.insert(name, value);
            let mut browser = office.browser();
            assert!(told(&office.enters(&mut browser).await, AGAIN) && !browser.is_signed_in(), "{name}");
        }
        let mut browser = office.browser();
        office.identities.turn_key();
        assert!(told(&office.enters(&mut browser).await, AGAIN), "its keys were asked for a moment ago");
        office.desk.clock.advance(jiff::SignedDuration::from_secs(10));
        assert_eq!(office.enters(&mut browser).await.status, 303);
        assert_eq!(office.identities.now().asked["jwks"], 2);
    }

    async fn what_is_said_of_somebody_is_read_signed_or_plain_and_no_forgery_is(desk: Desk) {
        let office = Office::of(desk).await;
        office.adds("claire", "claire@ccas.example").await;
        office.identities.now().userinfo = Userinfo::Forged;
        let mut browser = office.browser();
        assert!(told(&office.enters(&mut browser).await, AGAIN));
        office.identities.now().userinfo = Userinfo::Signed;
        assert_eq!(office.enters(&mut browser).await.status, 303);
    }

    async fn where_the_provider_is_down_the_page_says_so_and_a_password_lets_in(desk: Desk) {
        let office = Office::of(desk).await;
        let claire = office.adds("claire", "claire@ccas.example").await;
        office.identities.now().down = true;
        let mut browser = office.browser();
        for _ in 0..6 {
            let answer = browser.get("/console/open-id/begin").await;
            assert!(answer.status == 503 && answer.body.contains("ProConnect ne répond pas"), "{}", answer.body);
            assert!(answer.body.contains("name=\"password\""));
        }
        assert_eq!(office.identities.now().asked["discovery"], 5, "then it is left alone for a while");
        let page = browser.get("/console/sign-in").await;
        assert!(page.status == 200 && page.body.contains("Réessayez dans quelques minutes"), "{}", page.body);
        assert_eq!(browser.sign_in("claire", PASSWORD, &claire.code()).await.status, 303);
        office.identities.now().down = false;
        office.desk.clock.advance(jiff::SignedDuration::from_secs(10));
        let mut other = office.browser();
        let back = office.goes(&mut other, "").await;
        office.identities.now().down = true;
        let answer = other.get(&back).await;
        assert!(answer.status == 503 && answer.body.contains("ne répond pas"), "it went down meanwhile: {}", answer.status);
    }

    async fn who_signs_out_is_led_out_of_the_provider_too_and_the_session_is_over_at_once(desk: Desk) {
        let office = Office::of(desk).await;
        let claire = office.adds("claire", "claire@ccas.example").await;
        let mut browser = office.browser();
        assert_eq!(office.enters(&mut browser).await.status, 303);
        let id_token = office.identities.now().given.iter().rev().find(|given| given.matches('.').count() == 2).cloned();
        let before = browser.clone();
        let out = browser.post("/console/sign-out", &[]).await;
        assert_eq!(out.status, 200);
        let there = out.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
        let url = reqwest::Url::parse(&there).unwrap();
        let said: std::collections::BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/session/end");
        assert_eq!(Some(&said["id_token_hint"]), id_token.as_ref());
        assert_eq!(said["post_logout_redirect_uri"], format!("{}/console/sign-in", office.desk.url));
        assert!(!out.header("content-security-policy").contains(&office.identities.now().url));
        let mut same = before;
        assert_eq!(same.get("/console/settings").await.status, 303);
        let back = browser.get(&format!("/console/sign-in?state={}", said["state"])).await.body;
        assert!(back.contains("Vous êtes déconnecté, sur tous vos appareils"), "{back}");
        // Who came in by a password goes out as ever.
        let mut other = claire.signs_in(&office.desk.url).await;
        assert_eq!(other.post("/console/sign-out", &[]).await.leads_to(), "/console/sign-in?out");
    }

    async fn another_role_ends_a_session_of_the_providers_and_a_password_for_one_use_holds_nobody_up(desk: Desk) {
        let office = Office::of(desk).await;
        let claire = Person::added(&office.desk, "claire", Role::Advisor).await;
        office.changes(&claire, Change::Email(Some(Email::read("claire@ccas.example").unwrap()))).await;
        let mut browser = office.browser();
        assert_eq!(office.enters(&mut browser).await.leads_to(), "/console/queue");
        assert_eq!(browser.get("/console/queue").await.status, 200);
        office.changes(&claire, Change::Role(Role::Supervisor)).await;
        assert_eq!(browser.get("/console/queue").await.status, 303);
        assert_eq!(office.enters(&mut browser).await.status, 303);
        assert_eq!(browser.get("/console/audit").await.status, 200);
    }

    async fn an_account_without_a_password_is_made_by_an_administrator_and_only_the_provider_lets_in(desk: Desk) {
        let office = Office::of(desk).await;
        let mut chief = as_role(&office.desk, Role::Administrator).await;
        let fields = |login: &'static str, email: &'static str| {
            [("login", login), ("name", "Claire"), ("role", "advisor"), ("email", email), ("no_password", "1")]
        };
        let none = chief.post("/console/people", &fields("claire", "")).await;
        assert!(none.status == 422 && none.body.contains("il en faut une"), "{}", none.body);
        let done = chief.post("/console/people", &fields("claire", "Claire@ccas.example")).await;
        assert_eq!(done.leads_to(), "/console/people?done=added", "{}", done.body);
        let twice = chief.post("/console/people", &fields("other", "claire@ccas.example")).await;
        assert!(twice.status == 422 && twice.body.contains("un autre compte"), "{}", twice.body);
        let list = chief.get("/console/people").await.body;
        assert!(list.contains("claire@ccas.example") && !list.contains(">lié<"));
        let mut browser = office.browser();
        for password in ["", PASSWORD] {
            assert_eq!(browser.sign_in("claire", password, "000000").await.status, 422);
        }
        assert_eq!(office.enters(&mut browser).await.status, 303);
        assert_eq!(browser.get("/console/password").await.status, 404);
        assert!(!browser.get("/console/settings").await.body.contains("/console/password"));
        assert!(chief.get("/console/people").await.body.contains(">lié<"));

        let claire = office.desk.service.store().advisor_by_login("claire").await.unwrap().unwrap();
        let path = format!("/console/people/{}/email", claire.id);
        assert_eq!(chief.post(&path, &[("email", "claire")]).await.status, 409);
        assert_eq!(chief.post(&path, &[("email", "c.m@ccas.example")]).await.leads_to(), "/console/people?done=email");
        assert_eq!(browser.get("/console/settings").await.status, 303, "signed out");
        assert!(told(&office.enters(&mut browser).await, UNKNOWN));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_no_provider_nothing_of_it_is_shown() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = Browser::new(&desk.url);
    assert!(!browser.get("/console/sign-in").await.body.contains("open-id"));
    for path in ["/console/open-id", "/console/open-id/begin"] {
        assert_eq!(browser.get(path).await.status, 404);
    }
    let mut chief = as_role(&desk, Role::Administrator).await;
    assert!(!chief.get("/console/people").await.body.contains("email"));
}
