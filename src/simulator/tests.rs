//! The exchange and the phone against a small service that believes only signed webhooks.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};
use tower::ServiceExt;

use super::{
    exchange::{Account, Exchange},
    handset::{DemoFacts, DemoFile, DemoPerson, router},
};
use crate::{
    clock::Clock,
    provider::{
        form,
        signature::{self, Payload},
    },
};

const TOKEN: &str = "a token for tests";
const PERSON: &str = "+33639980012";
const SERVICE: &str = "+33199001234";
const MENU: &str = "<Response><Gather numDigits=\"1\" timeout=\"7\" action=\"/twilio/voice\" actionOnEmptyResult=\"true\">\
                    <Say language=\"fr-FR\">Tapez 1.</Say></Gather></Response>";

type Fields<'a> = &'a [(&'a str, &'a str)];
type Seen = (String, form::Params);

/// The service under the phone: it answers by key, and tells the test of each webhook it believed.
#[derive(Clone)]
struct Service {
    public_url: String,
    seen: mpsc::UnboundedSender<Seen>,
}

async fn webhook(State(service): State<Arc<Service>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let signature = request.headers().get(signature::HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = to_bytes(request.into_body(), 65536).await.unwrap();
    let params = form::parse(&body).unwrap();
    let expected =
        signature::sign(&TOKEN.to_owned().into(), &format!("{}{path}", service.public_url), Payload::Form(&params));
    if signature.as_deref() != Some(&expected) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let value = |name| form::value(&params, name);
    let answer = match (path.as_str(), value("Digits"), value("Body")) {
        ("/twilio/voice", Some("1"), _) => "<Response><Say language=\"ar-AE\">شكرا</Say><Hangup/></Response>",
        ("/twilio/voice", _, _) => MENU,
        ("/twilio/sms", _, Some("RIEN")) => "<Response/>",
        ("/twilio/sms", _, Some("PANNE")) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        ("/twilio/sms", _, _) => "<Response><Message>Envoyez votre numéro &amp; le code.</Message></Response>",
        _ => "",
    }
    .to_owned();
    service.seen.send((path, params)).unwrap();
    ([(header::CONTENT_TYPE, "text/xml")], answer).into_response()
}

struct Bench {
    phone: Router,
    seen: mpsc::UnboundedReceiver<Seen>,
    account: Account,
}

async fn bench() -> Bench {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = mpsc::unbounded_channel();
    let service = Arc::new(Service { public_url: public_url.clone(), seen: sender });
    let routes = Router::new()
        .route("/twilio/voice", post(webhook))
        .route("/twilio/sms", post(webhook))
        .route("/twilio/voice-status", post(webhook))
        .route("/receipt", post(webhook))
        .with_state(service);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let account = Account { sid: format!("AC{}", "0".repeat(32)), token: TOKEN.to_owned().into(), public_url };
    let exchange =
        Exchange::new(account.clone(), reqwest::Client::builder().no_proxy().build().unwrap(), Clock::System);
    Bench { phone: router(exchange, facts()), seen, account }
}

fn facts() -> DemoFacts {
    let person = DemoPerson { name: "Amina".into(), number: PERSON.into(), about: "about-mobile".into() };
    let file = DemoFile {
        organisation: "CAF <d'exemple>".into(),
        number: "1234567".into(),
        code: "48210973".into(),
        shows: "shows-missing-item".into(),
    };
    DemoFacts { service_numbers: vec![SERVICE.into()], people: vec![person], files: vec![file] }
}

impl Bench {
    async fn ask(&self, request: Request) -> (StatusCode, Value) {
        let response = self.phone.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::post(format!("/phone/api/{path}")).header(header::CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(body.to_string())).unwrap()).await
    }

    async fn texts(&self, query: &str) -> Value {
        let request = Request::get(format!("/phone/api/texts?number=%2B33639980012&{query}"));
        self.ask(request.body(Body::empty()).unwrap()).await.1["texts"].take()
    }

    async fn message(&self, password: &str, fields: Fields<'_>) -> (StatusCode, Value) {
        let sid = &self.account.sid;
        let basic = STANDARD.encode(format!("{sid}:{password}"));
        let request = Request::post(format!("/phone/provider/2010-04-01/Accounts/{sid}/Messages.json"))
            .header(header::AUTHORIZATION, format!("Basic {basic}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form::encode(fields.iter().copied()))).unwrap()).await
    }
}

#[tokio::test]
async fn a_call_is_dialled_answered_by_key_and_reported_over() {
    let mut bench = bench().await;
    let (status, call) = bench.post("calls", json!({ "from": PERSON, "to": SERVICE })).await;
    assert_eq!((status, &call["phase"]["state"]), (StatusCode::OK, &json!("speaking")));
    assert_eq!(call["heard"][0]["text"], "Tapez 1.");
    let id = call["id"].as_str().unwrap();
    let (_, listening) = bench.post(&format!("calls/{id}/spoken"), json!({})).await;
    assert_eq!(listening["phase"], json!({ "state": "listening", "timeout": 7.0, "one_key": true }));
    assert_eq!(listening["heard"], json!([]));
    let (_, silent) = bench.post(&format!("calls/{id}/silence"), json!({ "seconds": 7 })).await;
    assert_eq!(silent["heard"][0]["text"], "Tapez 1.", "silence is asked about again");
    let (_, thanks) = bench.post(&format!("calls/{id}/press"), json!({ "key": "1" })).await;
    assert_eq!(thanks["heard"][0]["language"], "ar-AE", "a key cuts the question short");
    let (_, over) = bench.post(&format!("calls/{id}/spoken"), json!({})).await;
    assert_eq!(over["phase"], json!({ "state": "ended", "reason": { "by": "service" } }));
    let mut paths = Vec::new();
    for _ in 0..4 {
        let (path, params) = bench.seen.recv().await.unwrap();
        assert_eq!(form::value(&params, "From"), Some(PERSON));
        assert_eq!(form::value(&params, "CallSid"), Some(id));
        paths.push(path);
    }
    assert_eq!(paths, ["/twilio/voice", "/twilio/voice", "/twilio/voice", "/twilio/voice-status"]);
}

#[tokio::test]
async fn a_withheld_number_is_not_told_to_the_service() {
    let mut bench = bench().await;
    bench.post("calls", json!({ "from": PERSON, "to": SERVICE, "withheld": true })).await;
    let (_, params) = bench.seen.recv().await.unwrap();
    assert_eq!(form::value(&params, "From"), Some("anonymous"));
    assert!(params.iter().all(|(_, value)| value != PERSON));
}

#[tokio::test]
async fn a_text_and_its_answer_stand_in_the_thread_with_what_they_cost() {
    let bench = bench().await;
    let (_, sent) =
        bench.post("texts", json!({ "from": PERSON, "to": SERVICE, "body": "DOSSIER", "lang": "fr" })).await;
    assert_eq!(sent["answered"], true);
    let texts = sent["texts"].as_array().unwrap();
    assert_eq!(texts.iter().map(|text| text["mine"].as_bool()).collect::<Vec<_>>(), [Some(true), Some(false)]);
    assert_eq!((&texts[1]["body"], &texts[1]["language"]), (&json!("Envoyez votre numéro & le code."), &json!("fr")));
    let measure = texts[1]["measure"].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(measure, "GSM-7 · 1 segment · 31 caractères");
    assert_eq!(bench.texts("after=1").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_text_without_an_answer_is_no_failure_and_a_failure_is_told() {
    let bench = bench().await;
    let (_, quiet) = bench.post("texts", json!({ "from": PERSON, "to": SERVICE, "body": "RIEN" })).await;
    let (_, broken) = bench.post("texts", json!({ "from": PERSON, "to": SERVICE, "body": "PANNE" })).await;
    assert_eq!((&quiet["answered"], &broken["answered"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn a_text_the_service_sends_arrives_while_the_phone_waits_and_is_reported_delivered() {
    let mut bench = bench().await;
    let receipt = format!("{}/receipt", bench.account.public_url);
    let fields = [("To", PERSON), ("From", SERVICE), ("Body", "Bonjour"), ("StatusCallback", receipt.as_str())];
    let sending = bench.message(TOKEN, &fields);
    let (texts, (status, created)) = tokio::join!(bench.texts("wait=20"), sending);
    assert_eq!(texts[0]["body"], "Bonjour");
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!((&created["status"], &created["num_segments"]), (&json!("queued"), &json!("1")));
    assert!(created["error_code"].is_null());
    for expected in ["sent", "delivered"] {
        let (path, params) = bench.seen.recv().await.unwrap();
        assert_eq!((path.as_str(), form::value(&params, "MessageStatus")), ("/receipt", Some(expected)));
        assert_eq!(form::value(&params, "MessageSid"), created["sid"].as_str());
        assert_eq!(form::value(&params, "Body"), None);
    }
}

#[tokio::test]
async fn the_stand_in_refuses_as_the_provider_does() {
    let bench = bench().await;
    let whole = [("To", PERSON), ("From", SERVICE), ("Body", "a")];
    let long = "a".repeat(1601);
    let rows: [(&str, Fields<'_>, u16, u32); 5] = [
        ("wrong", &whole, 401, 20003),
        (TOKEN, &whole[1..], 400, 21604),
        (TOKEN, &whole[..2], 400, 21602),
        (TOKEN, &[("To", "anonymous"), ("From", SERVICE), ("Body", "a")], 400, 21211),
        (TOKEN, &[("To", PERSON), ("From", SERVICE), ("Body", &long)], 400, 21617),
    ];
    for (password, fields, status, code) in rows {
        let (answered, body) = bench.message(password, fields).await;
        assert_eq!((answered.as_u16(), &body["code"]), (status, &json!(code)));
    }
    assert_eq!(bench.texts("after=0").await, json!([]), "a refused text reaches nobody");
}

#[tokio::test]
async fn what_is_no_number_key_text_or_call_is_refused_in_words() {
    let bench = bench().await;
    let rows = [
        ("calls", json!({ "from": "06", "to": SERVICE }), 422),
        ("calls", json!({ "from": PERSON }), 422),
        ("calls/CA0/spoken", json!({}), 404),
        ("calls/CA0/dance", json!({}), 404),
        ("calls/CA0/press", json!({ "key": "12" }), 422),
        ("texts", json!({ "from": PERSON, "to": SERVICE, "body": " " }), 422),
        ("texts", json!({ "from": PERSON, "to": SERVICE, "body": "é".repeat(1601) }), 422),
        ("texts", json!({ "from": PERSON, "to": SERVICE, "body": "a".repeat(40_000) }), 413),
    ];
    for (path, body, status) in rows {
        let (answered, said) = bench.post(path, body).await;
        assert_eq!(answered.as_u16(), status, "{path}");
        assert!(said["error"].as_str().is_some_and(|error| !error.is_empty()), "{path}");
    }
}

#[tokio::test]
async fn the_oldest_call_makes_way_when_the_exchange_is_full() {
    let mut bench = bench().await;
    let mut first = String::new();
    for number in 0..=200 {
        let (_, call) = bench.post("calls", json!({ "from": PERSON, "to": SERVICE })).await;
        if number == 0 {
            first = call["id"].as_str().unwrap().to_owned();
        }
    }
    let (status, _) = bench.post(&format!("calls/{first}/spoken"), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let ended = async {
        loop {
            let (path, params) = bench.seen.recv().await.unwrap();
            if path == "/twilio/voice-status" {
                return form::value(&params, "CallSid").map(str::to_owned);
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), ended).await.unwrap(), Some(first));
}

#[tokio::test]
async fn the_page_is_in_the_language_asked_for_and_runs_nothing_of_others() {
    let bench = bench().await;
    for (query, opening) in [
        ("?lang=ar", "<html lang=\"ar\" dir=\"rtl\">"),
        ("?lang=en", "<html lang=\"en\" dir=\"ltr\">"),
        ("?lang=%3Cb%3E", "<html lang=\"fr\" dir=\"ltr\">"),
        ("", "<html lang=\"fr\" dir=\"ltr\">"),
    ] {
        let request = Request::get(format!("/phone{query}")).body(Body::empty()).unwrap();
        let response = bench.phone.clone().oneshot(request).await.unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let html = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
        assert!(html.contains(opening), "{query}");
        assert!(!html.contains("style=") && !html.contains("<script>") && !html.contains("onclick"));
        assert!(html.contains("CAF &#60;d&#39;exemple&#62;"), "what the demo tells is escaped");
        assert!(!html.contains("shows-missing-item"), "a message's name is replaced by its words");
    }
}
