//! Every cell of roles by routes, and that no route is left out.

use std::collections::BTreeSet;

use guichet::{
    staff::Role,
    web::console::routes::{Access, Method, ROUTES},
};

use crate::{
    browser::{Browser, as_role},
    desk::Desk,
};

/// Who may: reception, advisor, supervisor, administrator, each by a letter, a dot where not. `*` is whoever comes.
const EXPECTED: &[(&str, &str)] = &[
    ("GET /console/assets/{file}", "*"),
    ("GET /console/sign-in", "*"),
    ("POST /console/sign-in", "*"),
    ("GET /console/open-id/begin", "*"),
    ("GET /console/open-id", "*"),
    ("POST /console/sign-out", "rasm"),
    ("GET /console", "rasm"),
    ("GET /console/{*anything}", "rasm"),
    ("GET /console/password", "rasm"),
    ("POST /console/password", "rasm"),
    ("GET /console/settings", "rasm"),
    ("POST /console/settings", "rasm"),
    ("POST /console/language", "rasm"),
    ("GET /console/people", "...m"),
    ("POST /console/people", "...m"),
    ("POST /console/people/{id}/role", "...m"),
    ("POST /console/people/{id}/active", "...m"),
    ("POST /console/people/{id}/reset", "...m"),
    ("POST /console/people/{id}/email", "...m"),
    ("GET /console/audit", "..sm"),
    ("GET /console/queue", "rasm"),
    ("POST /console/queue/next", ".asm"),
    ("POST /console/alerts/{id}/ring", ".asm"),
    ("POST /console/alerts/{id}/seen", ".asm"),
    ("GET /console/live", "rasm"),
    ("GET /console/callbacks/{id}", "rasm"),
    ("POST /console/callbacks/{id}/claim", ".asm"),
    ("POST /console/callbacks/{id}/extend", ".asm"),
    ("POST /console/callbacks/{id}/release", ".asm"),
    ("POST /console/callbacks/{id}/note", ".asm"),
    ("POST /console/callbacks/{id}/write", ".asm"),
    ("POST /console/callbacks/{id}/call", ".asm"),
    ("GET /console/callbacks/{id}/recording", ".asm"),
    ("POST /console/callbacks/{id}/finish", ".asm"),
    ("POST /console/callbacks/{id}/reveal", ".asm"),
    ("GET /console/callbacks/{id}/print", ".asm"),
    ("GET /console/callbacks/{id}/person", "rasm"),
    ("POST /console/callbacks/{id}/person/deadline", ".asm"),
    ("POST /console/callbacks/{id}/person/mandate", ".asm"),
    ("POST /console/callbacks/{id}/person/mandate/end", ".asm"),
    ("POST /console/callbacks/{id}/person/consent", ".asm"),
    ("GET /console/work", ".asm"),
    ("POST /console/work/absent", ".asm"),
    ("GET /console/files", ".asm"),
    ("POST /console/files/find", ".asm"),
    ("GET /console/files/{id}", ".asm"),
    ("POST /console/files/{id}/status", ".asm"),
    ("POST /console/files/{id}/ask", ".asm"),
    ("POST /console/files/{id}/confirm", ".asm"),
    ("GET /console/files/{id}/person", "rasm"),
    ("POST /console/files/{id}/person/deadline", ".asm"),
    ("POST /console/files/{id}/person/mandate", ".asm"),
    ("POST /console/files/{id}/person/mandate/end", ".asm"),
    ("POST /console/files/{id}/person/consent", ".asm"),
    ("GET /console/messages", ".asm"),
    ("POST /console/messages/{id}/retry", "..sm"),
    ("POST /console/messages/{id}/discard", "..sm"),
    ("GET /console/wall", "..sm"),
    ("GET /console/wall.csv", "..sm"),
    ("GET /console/flows", "..sm"),
    ("GET /console/flows/{flow}", "..sm"),
];

fn name(method: Method, path: &str) -> String {
    format!("{} {path}", if method == Method::Get { "GET" } else { "POST" })
}

/// A path with something in the places of its parameters.
pub fn filled(path: &str) -> String {
    let mut filled = String::new();
    for part in path.split_inclusive('/') {
        match part.strip_prefix('{') {
            Some(rest) => filled.push_str(if rest.ends_with("/") { "nothing/" } else { "nothing" }),
            None => filled.push_str(part),
        }
    }
    filled
}

#[test]
fn the_table_of_routes_and_the_table_of_this_test_name_the_same_routes() {
    let declared: BTreeSet<String> = ROUTES.iter().map(|route| name(route.method, route.path)).collect();
    let expected: BTreeSet<String> = EXPECTED.iter().map(|(route, _)| (*route).to_owned()).collect();
    assert_eq!(declared, expected);
    assert_eq!((declared.len(), EXPECTED.len()), (ROUTES.len(), ROUTES.len()), "each stands once");
}

#[test]
fn no_route_of_the_console_is_made_outside_the_table() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/console")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let routes =
            text.matches(".route(").count() + text.matches(".nest(").count() + text.matches("fallback").count();
        let expected = usize::from(path.ends_with("mod.rs"));
        assert_eq!(routes, expected, "{} makes a route of its own", path.display());
    }
}

async fn asks(browser: &mut Browser, method: Method, path: &str) -> (u16, String) {
    let answer = match method {
        Method::Get => browser.get(&filled(path)).await,
        Method::Post => browser.post(&filled(path), &[]).await,
    };
    (answer.status, answer.leads_to().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_what_the_table_says_and_nothing_else() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut cells = 0;
    for (at, role) in Role::ALL.into_iter().enumerate() {
        for route in ROUTES {
            let expected = EXPECTED.iter().find(|(name_of, _)| *name_of == name(route.method, route.path));
            let (named, letters) = expected.expect("the row of the route");
            let may = *letters == "*" || letters.as_bytes()[at] != b'.';
            // Whoever may is given a browser of their own: some of these routes end the session.
            let mut browser = as_role(&desk, role).await;
            if route.path == "/console/sign-in" {
                browser.cookies.clear();
            }
            let (status, leads_to) = asks(&mut browser, route.method, route.path).await;
            let refused = matches!(status, 401 | 403) || leads_to.starts_with("/console/sign-in?next");
            assert_eq!(!refused, may, "{named} by {}: {status} {leads_to}", role.as_str());
            assert!(status < 500, "{named}: {status}");
            cells += 1;
        }
    }
    assert_eq!(cells, ROUTES.len() * 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_signed_in_is_led_to_the_door_and_back_again() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    for route in ROUTES.iter().filter(|route| route.access != Access::Anyone) {
        let mut stranger = Browser::new(&desk.url);
        let (status, leads_to) = asks(&mut stranger, route.method, route.path).await;
        let wanted = match route.method {
            Method::Get => filled(route.path).replace('/', "%2F"),
            Method::Post => "%2Fconsole".to_owned(),
        };
        assert_eq!((status, leads_to), (303, format!("/console/sign-in?next={wanted}")), "{}", route.path);
    }
    let mut stranger = Browser::new(&desk.url);
    for header in [("accept", "text/event-stream"), ("hx-request", "true")] {
        assert_eq!(stranger.get_with("/console/audit", &[header]).await.status, 401, "{header:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_forbids_what_is_not_ours_and_is_kept_nowhere() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = as_role(&desk, Role::Administrator).await;
    for route in ROUTES.iter().filter(|route| route.method == Method::Get) {
        let path = filled(route.path);
        let answer = browser.get(&path).await;
        let policy = answer.header("content-security-policy").to_owned();
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        for inline in ["<script>", "<style", " style=\"", " onclick", " onload", "javascript:"] {
            assert!(!answer.body.contains(inline), "{path} has {inline}");
        }
    }
    let page = browser.get("/console/settings").await;
    let asset = page.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|path| path.contains(".css")));
    let asset = browser.get(asset.unwrap()).await;
    assert_eq!((asset.status, asset.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(asset.header("cache-control").contains("immutable"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_a_page_of_the_console_in_ones_language_with_a_way_on() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let mut browser = as_role(&desk, Role::Reception).await;
    for (path, status, says) in [("/console/audit", 403, "Votre rôle"), ("/console/no/such/page", 404, "existe pas")] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status);
        assert!(answer.body.contains(says) && answer.body.contains("href=\"/console\""), "{}", answer.body);
    }
    let done = browser.post("/console/language", &[("language", "en"), ("back", "/console/no/such/page")]).await;
    assert_eq!((done.status, done.leads_to()), (303, "/console/no/such/page"));
    let answer = browser.get("/console/no/such/page").await;
    assert!(answer.body.contains("There is no such page") && answer.body.contains("<html lang=\"en\""));
}
