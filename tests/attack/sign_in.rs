//! Passwords guessed from many addresses: few tries are judged, and no answer tells whether there is such an account.

use std::{net::SocketAddr, time::Duration};

use axum::Extension;
use guichet::staff::Role;
use jiff::SignedDuration;
use tokio::{net::TcpListener, time::Instant};

use crate::{
    browser::{Answer, Browser, PASSWORD, Person, kept},
    desk::Desk,
    scale::pick,
};

/// Somebody with an account, and nobody: both names are as long.
const LOGINS: [&str; 2] = ["claire", "nobody"];
/// How many tries at a login are judged in an hour at most (OWASP ASVS 5.0, 6.3.1).
const MOST_AN_HOUR: usize = 20;

/// The same service at an address of its own, behind a proxy on this machine that tells where each request comes from.
async fn behind_a_proxy(desk: &Desk) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let proxy: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let routes = guichet::web::router(desk.service.clone(), url.parse().unwrap(), Vec::new()).layer(Extension(proxy));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

struct Attacker {
    browser: Browser,
    token: String,
}

impl Attacker {
    async fn at(url: &str) -> Self {
        let mut browser = Browser::new(url);
        let token = browser.get("/console/sign-in").await.form_token();
        Attacker { browser, token }
    }

    async fn tries(&mut self, login: &str, from: usize) -> Answer {
        let address = format!("198.51.{}.{}", from / 250 % 250, from % 250 + 1);
        let password = format!("a guess number {from}");
        let fields = [("csrf", self.token.as_str()), ("login", login), ("password", &password), ("code", "123456")];
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", address.as_str())];
        self.browser.post_with("/console/sign-in", &fields, &headers).await
    }
}

/// Everything that an answer tells, but the name that was tried and the time of day.
fn told(answer: &Answer, login: &str) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (answer.status, headers, answer.body.replace(login, "LOGIN"))
}

on_both! { |_, _| {} =>
    async fn however_often_a_login_is_tried_in_an_hour_few_tries_are_judged_and_none_tells_who_there_is(desk: Desk) {
        let claire = Person::settled(&desk, LOGINS[0], Role::Administrator).await;
        let url = behind_a_proxy(&desk).await;
        let tries = pick(400, 10_000);
        let mut attacker = Attacker::at(&url).await;
        let (mut judged, mut took) = ([0_usize; 2], [Duration::ZERO; 2]);
        for round in 0..tries / 2 {
            let mut both = Vec::new();
            for (at, login) in LOGINS.into_iter().enumerate() {
                let begun = Instant::now();
                let answer = attacker.tries(login, round).await;
                if answer.status == 422 {
                    judged[at] += 1;
                    took[at] += begun.elapsed();
                }
                assert!(matches!(answer.status, 422 | 429), "{login}: {}", answer.status);
                both.push(told(&answer, login));
            }
            assert_eq!(both[0], both[1], "try {round}");
            desk.clock.advance(SignedDuration::from_millis(3_600_000 / (tries as i64 / 2)));
        }
        assert_eq!(judged[0], judged[1]);
        assert!((10..=MOST_AN_HOUR).contains(&judged[0]), "{judged:?} of {tries}");
        println!("{tries} tries in an hour: {judged:?} judged, in {took:?}");
        assert!(!kept(&desk.service).await.iter().any(|(_, action)| action == "signed-in"));
        // Its owner is let in as soon as a try is judged again.
        desk.clock.advance(SignedDuration::from_mins(6));
        let mut owner = Browser::new(&url);
        assert_eq!(owner.sign_in(LOGINS[0], PASSWORD, &claire.code()).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_that_tries_many_logins_is_held_to_sixty_a_minute_and_others_are_not() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let claire = Person::settled(&desk, LOGINS[0], Role::Advisor).await;
    let url = behind_a_proxy(&desk).await;
    let mut attacker = Attacker::at(&url).await;
    let mut judged = 0;
    for number in 0..pick(90, 1_000) {
        judged += usize::from(attacker.tries(&format!("login-{number}"), 7).await.status == 422);
    }
    assert_eq!(judged, 60);
    let mut owner = Browser::new(&url);
    assert_eq!(owner.sign_in(LOGINS[0], PASSWORD, &claire.code()).await.status, 303, "from another address");
}
