//! The webhooks under attack: real HTTP on loopback against the whole service, byte for byte as a provider, a broken
//! proxy or a stranger may send it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use guichet::{
    cli::world::{Plan, SERVICE_NUMBER, World, test_clock, test_randomness},
    clock::Clock,
    provider::{form, signature, twiml},
    simulator::reply,
    web,
};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use quick_xml::{Reader, events::Event};
use secrecy::SecretString;
use signature::Payload;
use sqlx::{AssertSqlSafe, SqlitePool};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const ROUTES: [&str; 4] = ["/twilio/sms", "/twilio/voice", "/twilio/sms-status", "/twilio/voice-status"];
const FORM: &str = "application/x-www-form-urlencoded";
const AWA: &str = "+33639980011";
const LINA: &str = "+33639980012";
/// Longer than any turn may take; an answer after it counts as a hang.
const PATIENCE: Duration = Duration::from_secs(20);

type Params = Vec<(String, String)>;
/// What is wrong, the target, the signature, the body, and the status it gets.
type Forged<'a> = (&'a str, &'a str, Option<&'a str>, &'a [u8], u16);
/// The method, the target, the content type, the signature, the body, and the status it gets.
type Misshapen<'a> = (&'a str, &'a str, &'a str, &'a str, &'a [u8], u16);

/// A service with a token that is on its way out, and its database seen from outside.
struct Bench {
    world: World,
    clock: Clock,
    address: SocketAddr,
    url: String,
    token: SecretString,
    older: SecretString,
    database: SqlitePool,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: u16,
    content_type: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Bench {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = test_clock();
        let plan = Plan {
            listen: ([127, 0, 0, 1], 0).into(),
            data: folder.path(),
            clock: clock.clone(),
            randomness: test_randomness(),
            organisations: IndexMap::new(),
            files: Vec::new(),
            worker: false,
        };
        let world = World::start(plan).await.unwrap();
        let token = world.exchange.account().token.clone();
        let older = SecretString::from("the-token-before");
        // The same service behind a second door, as it runs while the token is being replaced.
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tokens = vec![token.clone(), older.clone()];
        let router = web::router(world.service.clone(), world.url.parse().unwrap(), tokens);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let database = SqlitePool::connect(&world.settings.database_url).await.unwrap();
        Bench { address, url: world.url.clone(), token, older, database, world, clock, _folder: folder }
    }

    fn signed(&self, target: &str, params: &Params) -> String {
        signature::sign(&self.token, &format!("{}{target}", self.url), Payload::Form(params))
    }

    /// Posts a form, signed as the provider signs it.
    async fn post(&self, target: &str, params: &Params) -> Answer {
        let signature = self.signed(target, params);
        let body = form::encode(params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.send("POST", target, FORM, Some(&signature), body.as_bytes()).await
    }

    async fn send(
        &self,
        method: &str,
        target: &str,
        content_type: &str,
        signature: Option<&str>,
        body: &[u8],
    ) -> Answer {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: guichet\r\nConnection: close\r\n").into_bytes();
        head.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        if !content_type.is_empty() {
            head.extend(format!("Content-Type: {content_type}\r\n").bytes());
        }
        if let Some(signature) = signature {
            head.extend(format!("X-Twilio-Signature: {signature}\r\n").bytes());
        }
        head.extend(b"\r\n");
        head.extend(body);
        exchange(self.address, &head).await
    }

    async fn sms(&self, id: &str, from: &str, body: &str) -> Answer {
        self.post("/twilio/sms", &text(id, from, body)).await
    }

    /// Every row of every table, so that any change shows.
    async fn rows(&self) -> BTreeMap<String, Vec<String>> {
        let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(&self.database).await.unwrap();
        let mut rows = BTreeMap::new();
        for table in tables {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
                .bind(&table)
                .fetch_all(&self.database)
                .await
                .unwrap();
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
            let query = format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ',' || "));
            let found = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&self.database).await.unwrap();
            rows.insert(table, found);
        }
        assert!(rows.len() > 10 && !rows["case_file"].is_empty());
        rows
    }

    async fn one(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database).await.unwrap()
    }
}

async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let answered = tokio::time::timeout(PATIENCE, async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let (mut reading, mut writing) = stream.split();
        let mut bytes = Vec::new();
        // A refused body may not be read to its end: the answer counts, not the writing.
        let (_, _) = tokio::join!(writing.write_all(request), reading.read_to_end(&mut bytes));
        bytes
    });
    let bytes = answered.await.expect("the service answers in time");
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an HTTP answer");
    let head = String::from_utf8_lossy(&bytes[..split]).to_ascii_lowercase();
    let header =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()));
    Answer {
        status: head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status"),
        content_type: header("content-type:").unwrap_or_default(),
        body: bytes[split + 4..].to_vec(),
    }
}

fn params(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn text(id: &str, from: &str, body: &str) -> Params {
    params(&[("MessageSid", id), ("From", from), ("To", SERVICE_NUMBER), ("Body", body)])
}

fn ring(id: &str, from: &str, digits: Option<&str>) -> Params {
    let mut all = params(&[("CallSid", id), ("From", from), ("To", SERVICE_NUMBER), ("CallStatus", "in-progress")]);
    all.extend(digits.map(|digits| ("Digits".to_owned(), digits.to_owned())));
    all
}

/// What each route takes.
fn fitting(route: &str, id: &str) -> Params {
    match route {
        "/twilio/sms" => text(id, AWA, "DOSSIER"),
        "/twilio/voice" => ring(id, AWA, None),
        "/twilio/sms-status" => params(&[("MessageSid", id), ("MessageStatus", "delivered")]),
        _ => params(&[("CallSid", id), ("CallStatus", "completed")]),
    }
}

/// Holds an answer to a call to the subset that every provider understands; gives the address of the next turn.
fn next_of(answer: &Answer) -> Option<String> {
    assert_eq!((answer.status, answer.content_type.as_str()), (200, twiml::CONTENT_TYPE), "{}", answer.text());
    let document = answer.text();
    let mut reader = Reader::from_str(&document);
    let (mut inside, mut action, mut hung_up, mut said) = (Vec::new(), None, false, 0);
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let (element, empty) = match &event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => {
                inside.pop();
                continue;
            }
            Event::Text(words) => {
                said += usize::from(inside.last().is_some_and(|name| name == "Say") && !words.is_empty());
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = element.name().as_ref().to_owned();
        let attributes: BTreeMap<String, String> = element
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("well-formed attributes");
                let value = attribute.value.replace("&amp;", "&");
                (attribute.key.as_ref().to_owned(), value)
            })
            .collect();
        let (parents, allowed): (&[&str], &[&str]) = match name.as_str() {
            "Response" => (&[], &[]),
            "Gather" => (
                &["Response"],
                &["input", "method", "action", "timeout", "actionOnEmptyResult", "numDigits", "finishOnKey"],
            ),
            "Say" => (&["Response", "Gather"], &["voice", "language"]),
            "Hangup" => (&["Response"], &[]),
            other => panic!("<{other}> is outside the subset"),
        };
        assert_eq!(
            inside.last().is_some_and(|parent: &String| parents.contains(&parent.as_str())),
            !parents.is_empty()
        );
        assert!(attributes.keys().all(|key| allowed.contains(&key.as_str())), "{name}: {attributes:?}");
        if name == "Gather" {
            assert_eq!(attributes["actionOnEmptyResult"], "true");
            assert_eq!((attributes["input"].as_str(), attributes["method"].as_str()), ("dtmf", "POST"));
            assert!(action.replace(attributes["action"].clone()).is_none(), "two gathers");
        }
        hung_up |= name == "Hangup";
        if !empty {
            inside.push(name);
        }
    }
    assert!(inside.is_empty() && said > 0, "{document}");
    assert_eq!(action.is_none(), hung_up, "a call waits or ends: {document}");
    action
}

/// The target of an action, whose turn and tag are ours.
fn target(bench: &Bench, action: &str) -> String {
    let target = action.strip_prefix(&bench.url).expect("our own address").to_owned();
    let (path, query) = target.split_once('?').expect("a query");
    let query = form::parse(query.as_bytes()).unwrap();
    let turn: u32 = form::value(&query, "turn").expect("a turn").parse().unwrap();
    let tag = form::value(&query, "tag").expect("a tag");
    assert!(path == "/twilio/voice" && turn >= 1 && tag.len() == 32 && tag.bytes().all(|b| b.is_ascii_hexdigit()));
    target
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_valid_signature_nothing_changes() {
    let bench = Bench::start().await;
    let before = bench.rows().await;
    let stranger = SecretString::from("a-strangers-token");
    for route in ROUTES {
        let all = fitting(route, "ID1");
        let body = form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
        let right = bench.signed(route, &all);
        let wrong = signature::sign(&stranger, &format!("{}{route}", bench.url), Payload::Form(&all));
        let elsewhere = signature::sign(&bench.token, &format!("{}/elsewhere", bench.url), Payload::Form(&all));
        let nobody = signature::sign(&SecretString::from(""), &format!("{}{route}", bench.url), Payload::Form(&all));
        let mut changed = body.clone();
        *changed.last_mut().unwrap() ^= 1;
        let longer = [body.as_slice(), b"&Extra=1"].concat();
        let query = format!("{route}?turn=1&tag=0");
        let cases: [Forged<'_>; 12] = [
            ("no signature", route, None, &body, 400),
            ("an empty signature", route, Some(""), &body, 400),
            ("a stranger's signature", route, Some(&wrong), &body, 403),
            ("an empty token's signature", route, Some(&nobody), &body, 403),
            ("another address's signature", route, Some(&elsewhere), &body, 403),
            ("a changed parameter", route, Some(&right), &changed, 403),
            ("one parameter more", route, Some(&right), &longer, 403),
            ("an added query", &query, Some(&right), &body, 403),
            ("no body", route, Some(&right), b"", 403),
            ("no base64", route, Some("%%%"), &body, 403),
            ("a cut signature", route, Some(&right[..20]), &body, 403),
            ("a long signature", route, Some(&"QUJD".repeat(1000)), &body, 403),
        ];
        for (what, target, signature, body, status) in cases {
            assert_eq!(bench.send("POST", target, FORM, signature, body).await.status, status, "{route}: {what}");
        }
        let json = bench.send("POST", route, "application/json", Some(&right), b"{}").await;
        assert_eq!(json.status, 403, "{route}: JSON whose hash stands nowhere");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_signs_in_its_own_way_is_believed() {
    let bench = Bench::start().await;
    for (at, route) in ROUTES.into_iter().enumerate() {
        let accepted = if route.contains("status") { 204 } else { 200 };
        let encode = |all: &Params| form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let url = format!("{}{route}", bench.url);
        let all = fitting(route, &format!("A{at}"));
        let older = signature::sign(&bench.older, &url, Payload::Form(&all));
        let (without_port, _) = bench.url.rsplit_once(':').unwrap();
        let portless = signature::sign(&bench.token, &format!("{without_port}{route}"), Payload::Form(&all));
        for (what, signature) in [("the older token", older), ("no port", portless)] {
            let answer = bench.send("POST", route, FORM, Some(&signature), encode(&all).as_bytes()).await;
            assert_eq!(answer.status, accepted, "{route}: {what}");
        }
        let mut odd = fitting(route, &format!("B{at}"));
        odd.extend(params(&[
            ("MediaUrl", "b"),
            ("MediaUrl", "a"),
            ("MediaUrl", "a"),
            ("Empty", ""),
            ("Neu.é & =", "+%é"),
        ]));
        assert_eq!(bench.post(route, &odd).await.status, accepted, "{route}: repeated, empty and unknown parameters");
        let quoted = format!("{route}?note=l'eau");
        let node = signature::sign(&bench.token, &format!("{}{route}?note=l%27eau", bench.url), Payload::Form(&all));
        let answer = bench.send("POST", &quoted, FORM, Some(&node), encode(&all).as_bytes()).await;
        assert_eq!(answer.status, accepted, "{route}: a quote in the query");
        let charset = bench.signed(route, &all);
        let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        let answer = bench.send("POST", route, kind, Some(&charset), encode(&all).as_bytes()).await;
        assert_eq!(answer.status, accepted, "{route}: a charset");
    }
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_gets_the_right_status_and_changes_nothing() {
    let bench = Bench::start().await;
    let before = bench.rows().await;
    for route in ROUTES {
        let all = fitting(route, "ID1");
        let signature = bench.signed(route, &all);
        let hashed = format!("{route}?{}", signature::body_hash(b"{\"a\":1}"));
        let json = signature::sign(&bench.token, &format!("{}{hashed}", bench.url), Payload::Raw(b"{\"a\":1}"));
        let body = form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let huge = format!("{body}&Filler={}", "x".repeat(web::LARGEST_BODY));
        let cases: [Misshapen<'_>; 12] = [
            ("POST", &hashed, "application/json", &json, b"{\"a\":1}", 415),
            ("POST", &hashed, "application/json", &json, b"{\"a\":2}", 403),
            ("POST", route, "text/plain", &signature, body.as_bytes(), 415),
            ("POST", route, "", &signature, body.as_bytes(), 415),
            ("POST", route, "multipart/form-data; boundary=x", &signature, body.as_bytes(), 415),
            ("POST", route, FORM, &signature, b"Body=%FF", 400),
            ("POST", route, FORM, &signature, b"Body=\xc3\x28", 400),
            ("POST", route, FORM, &signature, b"Body=%4", 400),
            ("POST", &format!("{route}?a=%zz"), FORM, &signature, body.as_bytes(), 400),
            ("POST", route, FORM, &signature, huge.as_bytes(), 413),
            ("GET", route, "", &signature, b"", 405),
            ("DELETE", route, FORM, &signature, body.as_bytes(), 405),
        ];
        for (method, target, kind, signature, body, status) in cases {
            let answer = bench.send(method, target, kind, Some(signature), body).await;
            assert_eq!(answer.status, status, "{method} {target} {kind}: {}", answer.text());
        }
        let required: &[&str] = match route {
            "/twilio/sms" => &["MessageSid", "From", "To", "Body"],
            "/twilio/voice" => &["CallSid", "To", "CallStatus"],
            "/twilio/sms-status" => &["MessageSid", "MessageStatus"],
            _ => &["CallSid", "CallStatus"],
        };
        for missing in required {
            let rest: Params = all.iter().filter(|(name, _)| name != missing).cloned().collect();
            let answer = bench.post(route, &rest).await;
            assert_eq!(answer.status, 422, "{route} without {missing}");
            assert!(answer.text().contains(missing), "{}", answer.text());
        }
    }
    let chunked = b"POST /twilio/sms HTTP/1.1\r\nHost: g\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", 70_000, "x".repeat(70_000));
    assert_eq!(exchange(bench.address, &[chunked.as_slice(), chunk.as_bytes()].concat()).await.status, 413);
    for path in ["/", "/twilio", "/twilio/sms/", "/twilio/SMS", "/twilio//sms", "/twilio/fax"] {
        assert_eq!(bench.post(path, &text("ID1", AWA, "DOSSIER")).await.status, 404, "{path}");
    }
    let strange = [("Digits", "1; DROP"), ("Digits", "é"), ("CallSid", "a b"), ("CallSid", "é"), ("From", "\u{0}")];
    for (name, value) in &strange[..4] {
        let mut all = ring("ID1", AWA, None);
        all.retain(|(known, _)| known != name);
        all.extend(params(&[(name, value)]));
        assert_eq!(bench.post("/twilio/voice", &all).await.status, 422, "{name}={value}");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_character_of_a_text_breaks_the_answer() {
    let bench = Bench::start().await;
    let controls: String = (0..0x20).filter_map(char::from_u32).collect();
    let bodies = [
        controls.as_str(),
        "]]></Message><Message>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;",
        "\u{fffe}\u{ffff}\u{feff}\u{202e}\u{2028}\u{85}\u{7f}",
        "&#0;&amp;&lt;",
        "12\u{0}3",
        "\r\n\r\n",
        "",
    ];
    for (at, body) in bodies.into_iter().enumerate() {
        // At the first word, and where what is typed is read back.
        for (step, before) in [&[][..], &["RAPPEL", "2"][..]].into_iter().enumerate() {
            let from = format!("+3363998{:04}", at * 10 + step);
            for (nth, word) in before.iter().enumerate() {
                assert_eq!(bench.sms(&format!("C{at}-{step}-{nth}"), &from, word).await.status, 200);
            }
            let answer = bench.sms(&format!("C{at}-{step}"), &from, body).await;
            assert_eq!(answer.status, 200, "{body:?}");
            let messages = reply::messages(&answer.text()).expect("the answer is TwiML");
            assert_eq!(messages.len(), 1, "{body:?}");
            assert!(!answer.body.iter().any(|byte| *byte < 0x20 && *byte != b'\n'), "{body:?}");
        }
    }
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_random_requests_meet_no_failure_and_no_silence() {
    let bench = Bench::start().await;
    let strategy = (
        0..4usize,
        prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..4),
        "[ -~]{0,60}",
        prop::option::weighted(0.2, "\\?[!-\"$-~]{0,40}"),
        prop::option::weighted(0.1, prop::collection::vec(any::<u8>(), 0..200)),
        0..12u8,
    );
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for _ in 0..250 {
        let batch: Vec<_> = (0..8).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
        let answers = batch.iter().enumerate().map(async |(at, (route, changes, header, query, raw, how))| {
            let target = format!("{}{}", ROUTES[*route], query.as_deref().unwrap_or_default());
            let mut all = fitting(ROUTES[*route], &format!("X{at}"));
            for (name, value) in changes {
                all.retain(|(known, _)| known != name);
                all.push(((*name).to_owned(), value.clone()));
            }
            match (how, raw) {
                (0, _) => bench.send("POST", &target, FORM, Some(header), b"a=b").await,
                (1, _) => bench.send("PATCH", &target, "x/y", None, b"").await,
                (_, Some(raw)) => bench.send("POST", &target, FORM, Some(header), raw).await,
                _ => bench.post(&target, &all).await,
            }
        });
        for answer in futures_util::future::join_all(answers).await {
            assert!(answer.status < 500, "{}: {}", answer.status, answer.text());
            *statuses.entry(answer.status).or_default() += 1;
        }
    }
    assert_eq!(statuses.values().sum::<usize>(), 2000);
    assert!(statuses[&200] > 50 && statuses[&422] > 50, "the requests reach the turns: {statuses:?}");
    println!("answers by status: {statuses:?}");
    bench.world.stop().await;
}

const NAMES: [&str; 14] = [
    "MessageSid",
    "MessageSid",
    "CallSid",
    "CallSid",
    "From",
    "From",
    "To",
    "Body",
    "Body",
    "Digits",
    "CallStatus",
    "MessageStatus",
    "OptOutType",
    "ErrorCode",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "X1",
            "X2",
            AWA,
            LINA,
            SERVICE_NUMBER,
            "anonymous",
            "12",
            "1",
            "completed",
            "STOP",
            "delivered"
        ])
        .prop_map(str::to_owned),
        ".{0,30}",
        "[0-9*#wA-D]{0,30}",
        (1..3000usize).prop_map(|length| "é".repeat(length)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_call_stays_in_the_subset_and_a_stale_turn_hears_the_same() {
    let bench = Bench::start().await;
    let first = bench.post("/twilio/voice", &ring("CA1", LINA, None)).await;
    let mut turns = vec![("/twilio/voice".to_owned(), first.body.clone())];
    let mut next = next_of(&first).map(|action| target(&bench, &action));
    let keys = ["1", "1", "2345678", "24681357", "", "9", "1", "12", "2", "1", "*", "2", "0", "1", "1", "2", "2", "2"];
    for digits in keys {
        let Some(at) = next.take() else { break };
        let answer = bench.post(&at, &ring("CA1", LINA, Some(digits))).await;
        next = next_of(&answer).map(|action| target(&bench, &action));
        turns.push((at, answer.body));
    }
    assert!(turns.len() > 12, "{} turns", turns.len());
    let given = bench.world.service.store().answers_after(Timestamp::UNIX_EPOCH, None, 10).await.unwrap();
    let given: Vec<_> = given.iter().map(|given| (given.answer.value.as_str(), given.answer.confirmed)).collect();
    assert_eq!(given, [("12 bis", true)]);
    let before = bench.rows().await;
    for (at, body) in &turns {
        let again = bench.post(at, &ring("CA1", LINA, Some("3"))).await;
        assert_eq!((again.status, &again.body), (200, body), "{at}");
    }
    for (at, _) in turns.iter().skip(1) {
        let (front, tag) = at.split_once("&tag=").unwrap();
        let flipped = if tag.starts_with('0') { "1" } else { "0" };
        let turn: u32 = front.rsplit('=').next().unwrap().parse().unwrap();
        let forged = [
            format!("{front}&tag={flipped}{}", &tag[1..]),
            format!("{front}&tag={}", &tag[1..]),
            format!("/twilio/voice?turn={}&tag={tag}", turn + 1),
            format!("/twilio/voice?turn=-{turn}&tag={tag}"),
            format!("/twilio/voice?turn=99999999999999999999&tag={tag}"),
            format!("/twilio/voice?turn=0&tag={tag}"),
            format!("/twilio/voice?turn={turn}"),
            format!("/twilio/voice?tag={tag}"),
        ];
        for at in forged {
            assert_eq!(bench.post(&at, &ring("CA1", LINA, Some("1"))).await.status, 403, "{at}");
        }
        assert_eq!(bench.post(at, &ring("CA2", LINA, Some("1"))).await.status, 403, "another call's turn");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_twenty_times_at_once_is_one_turn() {
    let bench = Bench::start().await;
    for (at, word) in ["DOSSIER", "2345678", "24681357", "1", "12"].into_iter().enumerate() {
        assert_eq!(bench.sms(&format!("S{at}"), LINA, word).await.status, 200);
    }
    let version = bench.one("SELECT version FROM conversation").await;
    let last = text("S9", LINA, "1");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &last))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT count(*) FROM answer").await, 1);
    assert_eq!(bench.one("SELECT version FROM conversation").await, version + 1);
    assert_eq!(bench.one("SELECT count(*) FROM turn WHERE key = 'sms:S9'").await, 1);
    assert_eq!(bench.one("SELECT count(*) FROM message WHERE turn_key = 'sms:S9' AND direction = 'in'").await, 1);

    let first = text("N1", AWA, "bonjour");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &first))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    let ring = ring("CA1", AWA, None);
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/voice", &ring))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE version = 1").await, 2);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_sent_twenty_times_counts_once() {
    let bench = Bench::start().await;
    for (at, word) in ["DOSSIER", "2345678"].into_iter().enumerate() {
        assert_eq!(bench.sms(&format!("S{at}"), LINA, word).await.status, 200);
    }
    let wrong = text("S9", LINA, "11111111");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &wrong))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT sum(failures) FROM case_file").await, 1);
    assert_eq!(bench.world.service.store().count_kept("11111111").await.unwrap(), 0);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_settle_alike_in_any_order() {
    let orders: [&[&str]; 6] = [
        &["queued", "sent", "delivered"],
        &["delivered", "sent", "queued"],
        &["sent", "delivered", "delivered", "sent"],
        &["delivered", "failed", "undelivered"],
        &["delivered", "brand-new-status", "delivered"],
        &["accepted", "delivered", "read", "delivered"],
    ];
    let bench = Bench::start().await;
    let mut lines = Vec::new();
    for (at, order) in orders.into_iter().enumerate() {
        let from = format!("+336399801{at:02}");
        // A text of ours: the receipt of an answer given by voice.
        let first = bench.post("/twilio/voice", &ring(&format!("CA{at}"), &from, None)).await;
        let mut next = next_of(&first).map(|action| target(&bench, &action));
        for digits in ["1", "1", "2345678", "24681357", "1", "12", "1", "1"] {
            let place = next.take().expect("the call goes on");
            let answer = bench.post(&place, &ring(&format!("CA{at}"), &from, Some(digits))).await;
            next = next_of(&answer).map(|action| target(&bench, &action));
        }
        sqlx::query("UPDATE case_file SET status = 'missing_item'").execute(&bench.database).await.unwrap();
        sqlx::query("DELETE FROM answer").execute(&bench.database).await.unwrap();
        let id: String = sqlx::query_scalar("SELECT id FROM outbox ORDER BY created_at, id DESC LIMIT 1")
            .fetch_one(&bench.database)
            .await
            .unwrap();
        // Not more in a second than the provider is sent.
        bench.clock.advance(SignedDuration::from_secs(1));
        bench.world.service.hand_over().await.unwrap();
        let sid: String = sqlx::query_scalar("SELECT provider_message_id FROM outbox WHERE id = ? AND state = 'sent'")
            .bind(&id)
            .fetch_one(&bench.database)
            .await
            .unwrap();
        for status in order {
            let all = params(&[("MessageSid", &sid), ("MessageStatus", status)]);
            assert_eq!(bench.post(&format!("/twilio/sms-status?m={id}"), &all).await.status, 204);
        }
        let state: String = sqlx::query_scalar("SELECT state FROM outbox WHERE id = ?")
            .bind(&id)
            .fetch_one(&bench.database)
            .await
            .unwrap();
        lines.push(state);
        sqlx::query("DELETE FROM outbox").execute(&bench.database).await.unwrap();
    }
    assert_eq!(lines, ["delivered"; 6]);
    let before = bench.rows().await;
    let unknown = params(&[("MessageSid", "SM404"), ("MessageStatus", "failed"), ("ErrorCode", "30003")]);
    for target in ["/twilio/sms-status", "/twilio/sms-status?m=", "/twilio/sms-status?m=nobody"] {
        assert_eq!(bench.post(target, &unknown).await.status, 204, "{target}");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_over_once() {
    let bench = Bench::start().await;
    let first = bench.post("/twilio/voice", &ring("CA1", AWA, None)).await;
    let at = target(&bench, &next_of(&first).unwrap());
    for status in ["ringing", "in-progress", "something-new"] {
        let news = params(&[("CallSid", "CA1"), ("CallStatus", status)]);
        assert_eq!(bench.post("/twilio/voice-status", &news).await.status, 204);
        assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE ended_at IS NOT NULL").await, 0, "{status}");
    }
    let over = params(&[("CallSid", "CA1"), ("CallStatus", "completed"), ("CallDuration", "12")]);
    assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    let before = bench.rows().await;
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE ended_at IS NOT NULL").await, 1);
    for _ in 0..3 {
        assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    }
    // Keys that were on their way when the line went dead.
    assert!(matches!(bench.post(&at, &ring("CA1", AWA, Some("1"))).await.status, 200 | 403));
    let unknown = params(&[("CallSid", "CA404"), ("CallStatus", "completed")]);
    assert_eq!(bench.post("/twilio/voice-status", &unknown).await.status, 204);
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

/// What stands in the state of a conversation whose file is known, and of one that is asked whether to go on.
const FILE_KNOWN: &str = "\"file_id\":\"";
const RESUME_ASKED: &str = "\"resume\":";

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_caller_is_served_in_full_and_merged_with_nobody() {
    let bench = Bench::start().await;
    let withheld =
        ["anonymous", "+266696687", "unknown", "sip:someone@example.org", "Restricted", "client:x", "", "absent"];
    let store = bench.world.service.store();
    for (at, from) in withheld.into_iter().enumerate() {
        let id = format!("CA{at}");
        let before = store.count_kept(FILE_KNOWN).await.unwrap();
        let call = |digits: Option<&str>| {
            let mut all = ring(&id, from, digits);
            all.retain(|(name, _)| from != "absent" || name != "From");
            all
        };
        let mut answer = bench.post("/twilio/voice", &call(None)).await;
        let first = answer.text();
        for digits in ["1", "1", "3456789", "35792468"] {
            let action = next_of(&answer).unwrap_or_else(|| panic!("{from}: {}", answer.text()));
            answer = bench.post(&target(&bench, &action), &call(Some(digits))).await;
        }
        next_of(&answer);
        assert!(store.count_kept(FILE_KNOWN).await.unwrap() > before, "{from}: {}", answer.text());
        assert!(!first.contains("CA"), "nothing of the request is in the answer");
        let over = params(&[("CallSid", &id), ("CallStatus", "completed")]);
        assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    }
    let count = i64::try_from(withheld.len()).unwrap();
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE person_number IS NULL").await, count);
    assert_eq!(bench.one("SELECT count(*) FROM conversation").await, count);
    assert_eq!(bench.one("SELECT count(*) FROM phone").await, 0, "no language is remembered for nobody");
    // Rung again at once: nobody's cut call is offered.
    let action = bench.post("/twilio/voice", &ring("CA-again", "anonymous", None)).await;
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 0);
    let answer =
        bench.post(&target(&bench, &next_of(&action).unwrap()), &ring("CA-again", "anonymous", Some("1"))).await;
    next_of(&answer);
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 0);
    // Where a number is known, it is: so that an offer would have been seen.
    let mut answer = bench.post("/twilio/voice", &ring("CA-known", LINA, None)).await;
    for digits in ["1", "1", "2345678", "24681357"] {
        answer = bench.post(&target(&bench, &next_of(&answer).unwrap()), &ring("CA-known", LINA, Some(digits))).await;
    }
    let over = params(&[("CallSid", "CA-known"), ("CallStatus", "completed")]);
    assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    bench.post("/twilio/voice", &ring("CA-known-again", LINA, None)).await;
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 1);
    bench.world.stop().await;
}
