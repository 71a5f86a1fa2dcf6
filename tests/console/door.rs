//! The way in: who is let in, and that nobody learns more than that they are not.

use guichet::{staff::Role, store::staff::Change};
use jiff::SignedDuration;

use crate::{
    browser::{Browser, PASSWORD, Person, entry, kept},
    desk::Desk,
};

on_both! { |_, _| {} =>
    async fn a_password_and_a_code_let_in_once_and_the_same_code_does_not_again(desk: Desk) {
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let mut browser = Browser::new(&desk.url);
        let code = claire.code();
        let page = browser.get("/console/audit").await;
        assert_eq!(page.leads_to(), "/console/sign-in?next=%2Fconsole%2Faudit");
        let fields = [("login", " Claire "), ("password", PASSWORD), ("code", &code), ("next", "/console/settings")];
        let answer = browser.post("/console/sign-in", &fields).await;
        assert_eq!((answer.status, answer.leads_to()), (303, "/console/settings"), "{}", answer.body);
        let cookie = answer.header("set-cookie").to_owned();
        assert!(cookie.starts_with("guichet=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(browser.get("/console/settings").await.body.contains("claire Martin"));
        let own = (claire.advisor.actor(), "signed-in".to_owned());
        assert!(kept(&desk.service).await.contains(&own));

        let mut second = Browser::new(&desk.url);
        assert_eq!(second.sign_in("claire", PASSWORD, &code).await.status, 422);
        desk.clock.advance(SignedDuration::from_secs(30));
        assert_eq!(second.sign_in("claire", PASSWORD, &claire.code()).await.status, 303);
    }

    async fn unknown_wrong_used_and_closed_are_told_alike(desk: Desk) {
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let gone = Person::settled(&desk, "gone", Role::Advisor).await;
        let close = Change::Active(false);
        desk.service.store().change_advisor(&gone.advisor.id, &close, entry(&desk.clock, "closed", "x")).await.unwrap();
        let (code, closed) = (claire.code(), gone.code());
        let rows = [
            ("nobody", PASSWORD, code.as_str()),
            ("claire", "une autre phrase", &code),
            ("claire", PASSWORD, "000000"),
            ("claire", "", ""),
            ("gone", PASSWORD, &closed),
            ("<script>", PASSWORD, &code),
        ];
        let mut told = Vec::new();
        for (login, password, code) in rows {
            let mut browser = Browser::new(&desk.url);
            let answer = browser.sign_in(login, password, code).await;
            assert_eq!(answer.status, 422, "{login}");
            assert!(!browser.is_signed_in() && !answer.body.contains(PASSWORD) && !answer.body.contains("<script>"));
            let shown = login.replace('<', "&#60;").replace('>', "&#62;");
            told.push(answer.body.replace(&answer.form_token(), "").replace(&format!("value=\"{shown}\""), ""));
        }
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{}\n{}", told[0], told[5]);
        assert!(!kept(&desk.service).await.iter().any(|(_, action)| action == "signed-in"));
    }

    async fn after_ten_tries_at_once_a_login_waits_whether_there_is_such_an_account_or_not(desk: Desk) {
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        for login in ["claire", "nobody"] {
            let mut browser = Browser::new(&desk.url);
            let mut told = Vec::new();
            for _ in 0..12 {
                told.push(browser.sign_in(login, "une autre phrase", "000000").await.status);
            }
            assert_eq!(told, [[422; 10].as_slice(), &[429; 2]].concat(), "{login}");
        }
        let mut browser = Browser::new(&desk.url);
        assert_eq!(browser.sign_in("claire", PASSWORD, &claire.code()).await.status, 429);
        desk.clock.advance(SignedDuration::from_mins(6));
        assert_eq!(browser.sign_in("claire", PASSWORD, &claire.code()).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_links_of_the_demo_are_made_with_the_demo_and_nowhere_else() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    assert_eq!(Browser::new(&desk.url).get("/demo/00000000000000000000000000000000").await.status, 404);
    let source = |path: &str| std::fs::read_to_string(format!("{}/src/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for serves in ["cli/serve.rs", "web/mod.rs", "web/console/routes.rs"] {
        let text = source(serves);
        assert!(!text.contains("doors::") && !text.contains("without_proof"), "{serves}");
    }
    assert!(source("cli/world.rs").contains("doors::router"), "the demo has them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_public_address_is_not_this_machine_cookies_are_bound_to_the_host_and_to_tls() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let router = guichet::web::router(desk.service.clone(), "https://guichet.example.org".parse().unwrap(), Vec::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let cookie = Browser::new(&url).get("/console/sign-in").await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-guichet-door="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_in_speaks_the_browsers_language_or_the_one_that_is_chosen() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = Browser::new(&desk.url);
    let english = [("accept-language", "en-GB,fr;q=0.5")];
    assert!(browser.get("/console/sign-in").await.body.contains("Se connecter"));
    assert!(browser.get_with("/console/sign-in", &english).await.body.contains("Sign in"));
    let chosen = browser.get_with("/console/sign-in?lang=fr", &english).await.body;
    assert!(chosen.contains("Se connecter") && chosen.contains("name=\"lang\" value=\"fr\""));
}
