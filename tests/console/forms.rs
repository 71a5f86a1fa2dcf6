//! What changes something, changes it for a form of ours alone.

use guichet::{
    staff::Role,
    web::console::routes::{Method, ROUTES},
};

use crate::{
    browser::{as_role, kept},
    desk::Desk,
    rights::filled,
};

/// What browsers say of a form on another site, on another host of ours, and of one that hides where it stands.
const FOREIGN: [&[(&str, &str)]; 6] = [
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://other.example.org")],
    &[("sec-fetch-site", "none")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_that_changes_something_takes_a_form_of_another_site() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = as_role(&desk, Role::Administrator).await;
    let token = browser.get("/console/settings").await.form_token();
    assert_eq!(token.len(), 43);
    let (before, mut tried) = (kept(&desk.service).await, 0);
    for route in ROUTES.iter().filter(|route| route.method == Method::Post) {
        let path = filled(route.path);
        for said in FOREIGN {
            // Even with the right token: it may have leaked.
            let answer = browser.post_with(&path, &[("csrf", token.as_str())], said).await;
            assert_eq!(answer.status, 403, "{path} with {said:?}");
            tried += 1;
        }
    }
    assert!(tried >= 6 * FOREIGN.len(), "the routes were found");
    assert_eq!(kept(&desk.service).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_that_changes_something_takes_a_form_without_the_sessions_own_token() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = as_role(&desk, Role::Administrator).await;
    let mut other = as_role(&desk, Role::Administrator).await;
    let foreign = other.get("/console/settings").await.form_token();
    let ours = [("sec-fetch-site", "same-origin")];
    let before = kept(&desk.service).await;
    for route in ROUTES.iter().filter(|route| route.method == Method::Post) {
        let path = filled(route.path);
        for fields in [&[][..], &[("csrf", "")], &[("csrf", "x")], &[("csrf", foreign.as_str())]] {
            let answer = browser.post_with(&path, fields, &ours).await;
            assert_eq!(answer.status, 403, "{path} with {fields:?}");
            assert!(answer.body.contains("formulaire"), "it is told");
        }
    }
    assert_eq!(kept(&desk.service).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_every_page_changes_nothing() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = as_role(&desk, Role::Administrator).await;
    let store = desk.service.store();
    let before = (kept(&desk.service).await, store.advisors().await.unwrap());
    for route in ROUTES.iter().filter(|route| route.method == Method::Get) {
        browser.get(&filled(route.path)).await;
    }
    assert_eq!((kept(&desk.service).await, store.advisors().await.unwrap()), before);
    assert_eq!(browser.get("/console/settings").await.status, 200, "the session stands");
}
