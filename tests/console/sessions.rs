//! How long a session is good: a token that is no longer good is refused at once, by every instance.

use guichet::staff::Role;
use jiff::SignedDuration;

use crate::{
    browser::{Browser, PASSWORD, Person, as_role},
    desk::Desk,
};

/// Another instance on the same database, at an address of its own.
async fn another(desk: &Desk) -> String {
    let service = desk.another("http://127.0.0.1:9").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = guichet::web::router(service, url.parse().unwrap(), Vec::new());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Whether a browser is taken for the one it was, at this address.
async fn is_good(browser: &Browser, url: &str) -> bool {
    let mut same = Browser::new(url);
    same.cookies = browser.cookies.clone();
    same.get("/console/password").await.status == 200
}

on_both! { |_, _| {} =>
    async fn signing_out_ends_every_session_of_ones_own_on_every_instance(desk: Desk) {
        let other = another(&desk).await;
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let (first, mut second) = (claire.signs_in(&desk.url).await, claire.signs_in(&desk.url).await);
        let samir = as_role(&desk, Role::Advisor).await;
        assert_ne!(first.cookies["guichet"], second.cookies["guichet"]);
        assert!(is_good(&first, &other).await && is_good(&second, &other).await);
        let (before, out) = (second.clone(), second.post("/console/sign-out", &[]).await);
        assert_eq!((out.status, out.leads_to()), (303, "/console/sign-in?out"));
        assert!(!second.is_signed_in());
        for url in [&desk.url, &other] {
            assert!(!is_good(&first, url).await && !is_good(&before, url).await, "{url}");
            assert!(is_good(&samir, url).await, "nobody else's");
        }
    }

    async fn another_role_or_a_closed_account_ends_the_sessions_at_once(desk: Desk) {
        let other = another(&desk).await;
        let mut chief = as_role(&desk, Role::Administrator).await;
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let path = |act: &str| format!("/console/people/{}/{act}", claire.advisor.id);
        for (act, fields) in [("role", ("role", "supervisor")), ("active", ("active", "no"))] {
            let browser = claire.signs_in(&desk.url).await;
            assert!(is_good(&browser, &other).await);
            let done = chief.post(&path(act), &[fields]).await;
            assert_eq!(done.status, 303, "{}", done.body);
            assert!(!is_good(&browser, &desk.url).await && !is_good(&browser, &other).await, "{act}");
        }
        assert_eq!(chief.post(&path("active"), &[("active", "yes")]).await.status, 303);
        let supervisor = claire.signs_in(&other).await.get("/console/audit").await;
        assert_eq!(supervisor.status, 200);
    }

    async fn a_session_ends_after_an_idle_hour_and_after_ten_in_any_case(desk: Desk) {
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let browser = claire.signs_in(&desk.url).await;
        desk.clock.advance(SignedDuration::from_mins(60));
        assert!(is_good(&browser, &desk.url).await);
        desk.clock.advance(SignedDuration::from_mins(62));
        assert!(!is_good(&browser, &desk.url).await);
        let browser = claire.signs_in(&desk.url).await;
        for _ in 0..11 {
            desk.clock.advance(SignedDuration::from_mins(50));
            assert!(is_good(&browser, &desk.url).await);
        }
        desk.clock.advance(SignedDuration::from_mins(50));
        assert!(!is_good(&browser, &desk.url).await, "ten hours are over");
    }

    async fn a_password_for_one_use_opens_nothing_but_the_choice_of_another_and_that_gives_a_new_token(desk: Desk) {
        let claire = Person::added(&desk, "claire", Role::Administrator).await;
        let mut browser = claire.signs_in(&desk.url).await;
        for path in ["/console", "/console/settings", "/console/people"] {
            assert_eq!(browser.get(path).await.leads_to(), "/console/password", "{path}");
        }
        let choose = |old: String, new: &'static str| [("old", old), ("new", new.to_owned())];
        let given = &claire.password;
        for (old, new, why) in [
            ("wrong".to_owned(), PASSWORD, "actuel"),
            (given.clone(), "court", "12 caractères"),
            (given.clone(), "motdepasse2026", "deviner"),
        ] {
            let fields = choose(old, new);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = browser.post("/console/password", &fields).await;
            assert!(answer.status == 422 && answer.body.contains(why), "{new}: {} {}", answer.status, answer.body);
        }
        let before = browser.clone();
        let answer = browser.post("/console/password", &[("old", given), ("new", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_ne!(before.cookies["guichet"], browser.cookies["guichet"]);
        assert!(!is_good(&before, &desk.url).await && is_good(&browser, &desk.url).await);
        assert_eq!(browser.get("/console/people").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_planted_is_never_taken_over() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let claire = Person::settled(&desk, "claire", Role::Advisor).await;
    let mut browser = Browser::new(&desk.url);
    let planted = "A".repeat(43);
    browser.cookies.insert("guichet".into(), planted.clone());
    browser.get("/console/sign-in").await;
    let token = browser.get("/console/sign-in").await.form_token();
    let code = claire.code();
    let fields = [("csrf", token.as_str()), ("login", "claire"), ("password", PASSWORD), ("code", &code)];
    let answer = browser.post_with("/console/sign-in", &fields, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 303);
    assert_ne!(browser.cookies["guichet"], planted);
    let mut attacker = Browser::new(&desk.url);
    attacker.cookies.insert("guichet".into(), planted);
    assert!(!is_good(&attacker, &desk.url).await);
}
