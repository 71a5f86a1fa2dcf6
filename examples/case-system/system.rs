//! A case system in memory: the contract's two routes, the webhook it sends, and the ways in which it can go wrong.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// How long a slow system takes: longer than anybody waits.
const SLOW: Duration = Duration::from_secs(30);
/// How old a signature may be.
const TOLERANCE: u64 = 5 * 60;
/// The one organisation whose files it keeps.
const ORGANISATION: &str = "caf";
/// Where it sends its own changes.
const CHANGED: &str = "/case-system/changed";

/// A way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does what it is asked, and answers when nobody waits any more.
    Slow,
    /// It answers with status 500.
    Fails,
    /// Its answer breaks off in the middle.
    Cut,
    /// It tells the file of somebody else.
    OtherFile,
    /// It tells a status that does not exist.
    WrongStatus,
    /// It sends us to another address.
    Redirect,
    /// It answers without end.
    Endless,
    /// Something before it answers 404 for it.
    Lost,
}

impl Fault {
    /// Every way.
    pub const ALL: [Fault; 8] = [
        Fault::Slow,
        Fault::Fails,
        Fault::Cut,
        Fault::OtherFile,
        Fault::WrongStatus,
        Fault::Redirect,
        Fault::Endless,
        Fault::Lost,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Slow => "slow",
            Fault::Fails => "fails",
            Fault::Cut => "cut",
            Fault::OtherFile => "other-file",
            Fault::WrongStatus => "wrong-status",
            Fault::Redirect => "redirect",
            Fault::Endless => "endless",
            Fault::Lost => "lost",
        }
    }
}

/// A request that it saw: the record that tests judge by.
#[derive(Clone)]
pub struct Seen {
    /// The path.
    pub path: String,
    /// The request's identifier.
    pub id: String,
    /// Its body.
    pub body: Value,
}

/// The system. Cheap to clone.
#[derive(Clone)]
pub struct System(Arc<Inner>);

struct Inner {
    /// Keyed with the secret, and nothing hashed yet.
    mac: Hmac<Sha256>,
    guichet: String,
    http: reqwest::Client,
    clock: Box<dyn Fn() -> u64 + Send + Sync>,
    state: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    files: BTreeMap<String, Value>,
    /// The answers by their identifiers: a repeat changes nothing.
    answers: BTreeMap<String, Value>,
    fault: Option<Fault>,
    seen: Vec<Seen>,
}

impl System {
    /// A system with three files. `guichet` is where it tells of changes, `clock` gives the seconds since 1970.
    ///
    /// # Errors
    /// Where the secret is not `whsec_` and base64, or no requests can be made.
    pub fn new(
        secret: &str,
        guichet: &str,
        clock: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Result<Self, Box<dyn Error>> {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").ok_or("the secret begins with whsec_")?)?;
        let mac = Hmac::new_from_slice(&key)?;
        let state = Mutex::new(Known { files: example_files(), ..Known::default() });
        let http = guichet::provider::client::http_client_within()?;
        let (guichet, clock) = (guichet.to_owned(), Box::new(clock));
        Ok(System(Arc::new(Inner { mac, guichet, http, clock, state })))
    }

    /// Its routes: the contract, and under `/example` what one plays with.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/guichet/v1/files/look-up", post(look_up))
            .route("/guichet/v1/answers", post(answer))
            .route("/elsewhere", post(elsewhere).get(elsewhere))
            .route("/example/faults/{name}", post(set_fault))
            .route("/example/files/{number}/{status}", post(change))
            .route("/example/answers", get(answers))
            .with_state(self.clone())
    }

    /// Goes wrong in this way from now on, or in none.
    pub fn go_wrong(&self, fault: Option<Fault>) {
        self.known().fault = fault;
    }

    /// What it was asked, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.known().seen.clone()
    }

    /// The answers it keeps.
    pub fn answers(&self) -> Vec<Value> {
        self.known().answers.values().cloned().collect()
    }

    /// A file as it stands.
    pub fn file(&self, number: &str) -> Value {
        self.known().files.get(number).cloned().unwrap_or_default()
    }

    /// Keeps a file under a number, and tells nobody.
    pub fn put(&self, number: &str, file: Value) {
        self.known().files.insert(number.to_owned(), file);
    }

    /// Changes a field of a file, and tells nobody.
    pub fn set(&self, number: &str, field: &str, value: Value) {
        if let Some(file) = self.known().files.get_mut(number) {
            file[field] = value;
        }
    }

    /// Forgets a file.
    pub fn forget(&self, number: &str) {
        self.known().files.remove(number);
    }

    /// The headers of a request signed at a time in seconds since 1970.
    pub fn signed(&self, id: &str, at: u64, body: &[u8]) -> [(&'static str, String); 3] {
        let signature = format!("v1,{}", STANDARD.encode(self.mac(id, at, body).finalize().into_bytes()));
        [("webhook-id", id.to_owned()), ("webhook-timestamp", at.to_string()), ("webhook-signature", signature)]
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mac(&self, id: &str, at: u64, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.mac.clone();
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(body);
        mac
    }

    /// The identifier and body of a request that Guichet signed.
    fn authentic(&self, headers: &HeaderMap, body: &[u8]) -> Option<(String, Value)> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        let (id, at) = (header("webhook-id")?, header("webhook-timestamp")?.parse().ok()?);
        let right = header("webhook-signature")?.split(' ').any(|signature| {
            let bytes = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
            bytes.is_some_and(|bytes| self.mac(id, at, body).verify_slice(&bytes).is_ok())
        });
        let fresh = (self.0.clock)().abs_diff(at) <= TOLERANCE;
        Some((id.to_owned(), serde_json::from_slice(body).ok()?)).filter(|_| right && fresh)
    }

    /// Notes a request, and says how to go wrong with it; none where it is not signed.
    fn admit(&self, path: &str, headers: &HeaderMap, body: &[u8]) -> Option<(String, Value, Option<Fault>)> {
        let (id, body) = self.authentic(headers, body)?;
        let mut known = self.known();
        known.seen.push(Seen { path: path.to_owned(), id: id.clone(), body: body.clone() });
        Some((id, body, known.fault))
    }
}

async fn look_up(State(system): State<System>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((_, asked, fault)) = system.admit("look-up", &headers, &body) else { return not_signed() };
    let number = asked["number"].as_str().unwrap_or_default().to_owned();
    let (file, other) = {
        let known = system.known();
        let other = known.files.iter().find(|(key, _)| **key != number).map(|(_, file)| file.clone());
        (known.files.get(&number).cloned(), other)
    };
    let Some(mut file) = file.filter(|_| asked["organisation"] == ORGANISATION) else {
        return (StatusCode::NOT_FOUND, Json(json!({ "error": "unknown_file" }))).into_response();
    };
    match fault {
        Some(Fault::OtherFile) => Json(other).into_response(),
        Some(Fault::WrongStatus) => {
            file["status"] = json!("rejected");
            Json(file).into_response()
        }
        fault => misbehave(fault, Json(&file).into_response(), &file).await,
    }
}

async fn answer(State(system): State<System>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((id, given, fault)) = system.admit("answers", &headers, &body) else { return not_signed() };
    // Something before it breaks: it never hears of the answer.
    if matches!(fault, Some(Fault::Fails | Fault::Redirect | Fault::Lost)) {
        return misbehave(fault, StatusCode::OK.into_response(), &given).await;
    }
    let reply = system.keep(&id, given);
    let receipt = json!({ "id": id, "accepted": true });
    match fault {
        Some(Fault::OtherFile) => Json(json!({ "id": "another", "accepted": true })).into_response(),
        Some(Fault::WrongStatus) => Json(json!({ "id": id, "accepted": false })).into_response(),
        fault => misbehave(fault, reply, &receipt).await,
    }
}

impl System {
    /// Keeps an answer once for each identifier; a repeat is answered as the first time.
    fn keep(&self, id: &str, given: Value) -> Response {
        let declined = |status, word: &str| (status, Json(json!({ "error": word }))).into_response();
        let mut known = self.known();
        match known.answers.get(id) {
            Some(kept) if *kept != given => return declined(StatusCode::CONFLICT, "conflict"),
            Some(_) => {}
            None => {
                let Known { files, answers, .. } = &mut *known;
                let Some(file) = files.get_mut(given["number"].as_str().unwrap_or_default()) else {
                    return declined(StatusCode::NOT_FOUND, "unknown_file");
                };
                let same = |other: &Value| other["number"] == given["number"] && other["item"] == given["item"];
                let mut waits = answers.values().any(same);
                // It no longer waits for the item, even where an advisor still has to agree: nobody is asked twice.
                if let Some(missing) = file["missing"].as_array_mut() {
                    let before = missing.len();
                    missing.retain(|one| one["name"] != given["item"]);
                    waits |= missing.len() < before;
                    if before == 1 && missing.is_empty() {
                        file["status"] = json!("in_progress");
                    }
                }
                if !waits {
                    return declined(StatusCode::NOT_FOUND, "unknown_item");
                }
                answers.insert(id.to_owned(), given);
            }
        }
        Json(json!({ "id": id, "accepted": true })).into_response()
    }
}

fn not_signed() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "error": "bad_signature" }))).into_response()
}

/// The answer, spoilt in the way that is set.
async fn misbehave(fault: Option<Fault>, well: Response, body: &Value) -> Response {
    let json_type = [(header::CONTENT_TYPE, "application/json")];
    match fault {
        Some(Fault::Slow) => {
            tokio::time::sleep(SLOW).await;
            well
        }
        Some(Fault::Fails) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Fault::Cut) => {
            let whole = body.to_string();
            let half: String = whole.chars().take(whole.chars().count() / 2).collect();
            (json_type, half).into_response()
        }
        Some(Fault::Redirect) => (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
        Some(Fault::Endless) => (json_type, " ".repeat(8 * 1024 * 1024)).into_response(),
        Some(Fault::Lost) => (StatusCode::NOT_FOUND, "<h1>404 Not Found</h1>").into_response(),
        Some(Fault::OtherFile | Fault::WrongStatus) | None => well,
    }
}

/// Where a redirect leads; nobody should come here.
async fn elsewhere(State(system): State<System>) -> Response {
    let mut known = system.known();
    known.seen.push(Seen { path: "elsewhere".to_owned(), id: String::new(), body: Value::Null });
    Json(known.files.values().next().cloned()).into_response()
}

async fn set_fault(State(system): State<System>, Path(name): Path<String>) -> (StatusCode, String) {
    let fault = Fault::ALL.into_iter().find(|fault| fault.as_str() == name);
    if fault.is_none() && name != "none" {
        return (StatusCode::NOT_FOUND, format!("there is no fault {name}\n"));
    }
    system.go_wrong(fault);
    (StatusCode::OK, format!("fault: {name}\n"))
}

async fn answers(State(system): State<System>) -> Json<Vec<Value>> {
    Json(system.answers())
}

/// Changes a file's status, and tells Guichet.
async fn change(State(system): State<System>, Path((number, status)): Path<(String, String)>) -> (StatusCode, String) {
    let at = (system.0.clock)();
    let file = {
        let mut known = system.known();
        let Some(file) = known.files.get_mut(&number) else {
            return (StatusCode::NOT_FOUND, format!("there is no file {number}\n"));
        };
        file["status"] = json!(status);
        file.clone()
    };
    let body = json!({ "type": "file.changed", "file": file }).to_string();
    let mut request = system.0.http.post(format!("{}{CHANGED}", system.0.guichet));
    for (name, value) in system.signed(&format!("{number}-{status}-{at}"), at, body.as_bytes()) {
        request = request.header(name, value);
    }
    let sent = request.header(header::CONTENT_TYPE, "application/json").body(body).send().await;
    match sent {
        Ok(answer) => (StatusCode::OK, format!("Guichet answers {}\n", answer.status())),
        Err(_) => (StatusCode::BAD_GATEWAY, "Guichet cannot be reached; a real system tries again later\n".to_owned()),
    }
}

fn example_files() -> BTreeMap<String, Value> {
    let files = json!([
        { "organisation": "caf", "number": "1234567", "benefit": "housing", "status": "in_progress",
          "since": "2026-11-02", "as_of": "2026-11-21", "missing": [], "phone": "+33199000013",
          "deadlines": [{ "deadline": "rsa-declaration", "date": "2026-09-01" }] },
        { "organisation": "caf", "number": "2345678", "benefit": "housing", "status": "missing_item",
          "since": "2026-10-12", "as_of": "2026-11-21",
          "missing": [{ "name": "street_number", "kind": "street_number" }, { "name": "rent", "kind": "amount" }] },
        { "organisation": "caf", "number": "3456789", "benefit": "activity_bonus", "status": "decided",
          "since": "2026-11-18", "as_of": "2026-11-21", "missing": [] },
    ]);
    let files = files.as_array().cloned().unwrap_or_default();
    files.into_iter().map(|file| (file["number"].as_str().unwrap_or_default().to_owned(), file)).collect()
}
