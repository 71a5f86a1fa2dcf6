//! The acceptance scenario, by text, by voice and begun by us, played through signed webhooks to the real routes.
//!
//! `docs/acceptance.md` holds exactly what came; `GUICHET_UPDATE=1 cargo test --test acceptance` writes it anew.

#![expect(clippy::expect_used, reason = "a test fails by panicking, its helpers too")]

use std::{fmt::Write as _, path::Path, time::Duration};

use guichet::{
    case::{FileNumber, ItemAnswer},
    cli::world::{Plan, SERVICE_NUMBER, World, test_clock, test_randomness},
    connector::export::export_answers,
    provider::{
        client::http_client,
        form,
        signature::{self, Payload},
    },
};
use indexmap::IndexMap;
use tempfile::TempDir;

const DOCUMENT: &str = "docs/acceptance.md";
const PERSON: &str = "+33639980012";
const FILE: &str = "2345678";
const ITEM: &str = "street_number";
/// What stands in the document where each run has something of its own.
const PUBLIC_URL: &str = "https://guichet.example.org";

type Params = Vec<(String, String)>;

/// A provider with a pen: it posts signed webhooks, and writes down what went there and what came back.
struct Provider {
    world: World,
    client: reqwest::Client,
    document: String,
    messages: u32,
    last_text: u64,
    _data: TempDir,
}

/// What a webhook was answered with.
struct Reply {
    status: u16,
    body: String,
}

impl Provider {
    async fn new() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let plan = Plan {
            listen: ([127, 0, 0, 1], 0).into(),
            data: data.path(),
            clock: test_clock(),
            randomness: test_randomness(),
            organisations: IndexMap::new(),
            files: Vec::new(),
            worker: false,
        };
        let world = World::start(plan).await.expect("a world");
        let client = http_client(&[]).expect("a client");
        Provider { world, client, document: String::new(), messages: 0, last_text: 0, _data: data }
    }

    fn write(&mut self, text: &str) {
        self.document.push_str(text);
        self.document.push('\n');
    }

    /// Posts a webhook, signed unless told otherwise, without writing anything down.
    async fn post(&self, target: &str, params: &[(String, String)], signature: Option<&str>) -> Reply {
        let url = format!("{}{target}", self.world.url);
        let body = form::encode(params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let kind = "application/x-www-form-urlencoded; charset=UTF-8";
        let mut request = self.client.post(&url).header("content-type", kind).body(body);
        if let Some(signature) = signature {
            request = request.header(signature::HEADER, signature);
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        Reply { status, body: response.text().await.expect("a body") }
    }

    fn sign(&self, target: &str, params: &[(String, String)]) -> String {
        let url = format!("{}{target}", self.world.url);
        signature::sign(&self.world.exchange.account().token, &url, Payload::Form(params))
    }

    /// Posts a signed webhook and writes down both sides.
    async fn webhook(&mut self, target: &str, params: &[(String, String)]) -> Reply {
        let signature = self.sign(target, params);
        let reply = self.post(target, params, Some(&signature)).await;
        let mut text = format!("```http\nPOST {target}\nX-Twilio-Signature: SIGNATURE\n\n");
        for (name, value) in params {
            let _ = writeln!(text, "{name}={value}");
        }
        let _ = writeln!(text, "```\n\nanswer: {}\n", reply.status);
        if !reply.body.is_empty() {
            let _ = writeln!(text, "```xml\n{}\n```\n", reply.body.replace("><", ">\n<").trim_end());
        }
        let text = self.without_chance(&text);
        self.document.push_str(&text);
        reply
    }

    /// The address, the account and the tags, which differ from run to run, as the document has them.
    fn without_chance(&self, text: &str) -> String {
        let plain = text
            .replace(&self.world.url, PUBLIC_URL)
            .replace(&self.world.exchange.account().sid, &format!("AC{}", "0".repeat(32)));
        let mut parts = plain.split("tag=");
        let mut clean = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            clean.push_str("tag=TAG");
            clean.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
        }
        clean
    }

    fn account(&self) -> String {
        self.world.exchange.account().sid.clone()
    }

    fn text_params(&mut self, body: &str) -> Params {
        self.messages += 1;
        let sid = format!("SM{:032x}", self.messages);
        owned(&[
            ("MessageSid", &sid),
            ("AccountSid", &self.account()),
            ("From", PERSON),
            ("To", SERVICE_NUMBER),
            ("Body", body),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
        ])
    }

    /// The person writes; what they read then.
    async fn text(&mut self, body: &str) -> String {
        self.write(&format!("### The person writes “{body}”\n"));
        let params = self.text_params(body);
        let reply = self.webhook("/twilio/sms", &params).await;
        assert_eq!(reply.status, 200, "{body}");
        let read = elements(&reply.body, "Message").join("\n");
        self.quote("The person reads:", &read);
        read
    }

    /// The person calls, presses keys or hangs up; what they hear then, and where the next keys go.
    async fn call(&mut self, target: &str, status: &str, keys: Option<&str>) -> (String, Option<String>) {
        let sid = format!("CA{:032x}", 1);
        let mut params = owned(&[
            ("CallSid", &sid),
            ("AccountSid", &self.account()),
            ("From", PERSON),
            ("To", SERVICE_NUMBER),
            ("CallStatus", status),
            ("Direction", "inbound"),
        ]);
        params.extend(keys.map(|keys| ("Digits".to_owned(), keys.to_owned())));
        let reply = self.webhook(target, &params).await;
        assert!((200..300).contains(&reply.status), "{status} {keys:?}: {}", reply.body);
        let heard = elements(&reply.body, "Say").join(" ");
        if !heard.is_empty() {
            self.quote("The person hears:", &heard);
        }
        (heard, action(&reply.body, &self.world.url))
    }

    /// What the service wrote to the person by the provider's REST interface since the last look.
    async fn sent(&mut self) -> String {
        self.world.service.hand_over().await.expect("the outbox");
        let texts = self.world.exchange.texts_after(PERSON, self.last_text, Duration::from_secs(5)).await;
        self.last_text = texts.iter().map(|text| text.id).max().unwrap_or(self.last_text);
        texts.iter().filter(|text| !text.mine).map(|text| text.body.clone()).collect::<Vec<_>>().join("\n")
    }

    fn quote(&mut self, who: &str, words: &str) {
        let lines = words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("  \n");
        self.write(&format!("{who}\n\n{lines}\n"));
    }

    async fn answer(&self) -> Option<ItemAnswer> {
        let store = self.world.service.store();
        let id = store.find_case_file("caf", &FileNumber::new(FILE), "").await.expect("the store").expect("a file");
        let file = store.case_file(&id).await.expect("the store").expect("a file");
        file.missing.into_iter().find(|missing| missing.name == ITEM).and_then(|missing| missing.answer)
    }

    /// What stands on the file in the end, as `guichet export` writes it.
    async fn close(mut self, value: &str, confirmed: bool) -> String {
        let answer = self.answer().await.expect("an answer on the file");
        assert_eq!((answer.value.as_str(), answer.confirmed), (value, confirmed));
        assert_eq!(answer.given_at, self.world.clock.now());
        let mut csv = Vec::new();
        let count = export_answers(self.world.service.store(), None, &mut csv).await.expect("an export");
        assert_eq!(count, 1, "one answer, however often the webhooks came");
        let csv = String::from_utf8(csv).expect("text");
        self.write(&format!("On the file stands now, as `guichet export` writes it:\n\n```csv\n{}```\n", csv));
        self.world.stop().await;
        self.document
    }
}

fn owned(params: &[(&str, &str)]) -> Params {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The texts of every element of this name, their entities resolved.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let inside = |part: &str| {
        let text = part.split_once('>')?.1.split_once(&close)?.0;
        Some(resolved(text))
    };
    xml.split(&open).skip(1).filter_map(inside).collect()
}

fn resolved(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&#10;", "\n").replace("&amp;", "&")
}

/// The target that the next keys are sent to.
fn action(xml: &str, url: &str) -> Option<String> {
    let address = resolved(xml.split_once("action=\"")?.1.split_once('"')?.0);
    address.strip_prefix(url).map(str::to_owned)
}

fn reference(said: &str) -> String {
    let after = said.split("éférence").nth(1).unwrap_or_default().split("Je répète").next().unwrap_or_default();
    after.chars().filter(char::is_ascii_digit).collect()
}

/// By text: the webhooks that are refused, the scenario, and the last webhook once more.
async fn by_text() -> String {
    let mut provider = Provider::new().await;
    let params = provider.text_params("DOSSIER");
    assert_eq!(provider.post("/twilio/sms", &params, None).await.status, 400, "without a signature");
    let other = provider.sign("/twilio/sms", &owned(&[("Body", "STOP")]));
    assert_eq!(provider.post("/twilio/sms", &params, Some(&other)).await.status, 403, "signed, but for something else");
    let kept = provider.world.service.store().saved_reply(&format!("sms:SM{:032x}", 1)).await.expect("the store");
    assert!(kept.is_none(), "a refused webhook left something behind");
    provider.messages = 0;

    provider.text("DOSSIER").await;
    provider.text(FILE).await;
    let told = provider.text("24681357").await;
    assert!(told.contains("Il manque : le numéro de votre rue"), "{told}");
    provider.text("1").await;
    let back = provider.text("12").await;
    assert!(back.contains("12"), "{back}");
    assert_eq!(provider.answer().await, None, "nothing is kept before the person says yes");
    let receipt = provider.text("1").await;
    let given = provider.answer().await.expect("an answer");
    assert_eq!(reference(&receipt), given.reference);

    provider.write("### The provider sends the last webhook again\n");
    provider.messages -= 1;
    let params = provider.text_params("1");
    let signature = provider.sign("/twilio/sms", &params);
    let repeated = provider.post("/twilio/sms", &params, Some(&signature)).await;
    assert_eq!(elements(&repeated.body, "Message").join("\n"), receipt);
    provider.write("The answer has the same bytes as before, and nothing changes.\n");
    provider.close("12", true).await
}

/// By voice: the keys are those of a telephone; the provider leaves the `#` that ends an entry out.
async fn by_voice() -> String {
    let mut provider = Provider::new().await;
    provider.write("### The person calls\n");
    let (_, mut next) = provider.call("/twilio/voice", "ringing", None).await;
    let keys = [
        ("1", "presses 1: French"),
        ("1", "presses 1: the file"),
        (FILE, "types the file number, then #"),
        ("24681357", "types the code, then #"),
        ("1", "presses 1: to answer now"),
        ("12", "types 12, then #"),
        ("2", "presses 2: bis"),
    ];
    for (keys, what) in keys {
        provider.write(&format!("### The person {what}\n"));
        let target = next.expect("an address for the keys");
        (_, next) = provider.call(&target, "in-progress", Some(keys)).await;
    }
    assert_eq!(provider.answer().await, None, "nothing is kept before the person says yes");
    provider.write("### The person presses 1: yes\n");
    let target = next.expect("an address for the keys");
    let (receipt, next) = provider.call(&target, "in-progress", Some("1")).await;
    let given = provider.answer().await.expect("an answer");
    let spoken = reference(&receipt);
    assert_eq!(spoken, given.reference, "{receipt}");
    let written = provider.sent().await;
    assert!(written.contains(&given.reference), "{written}");
    provider.quote("Meanwhile a text arrives, handed over by the outbox:", &written);
    provider.write("### The person presses 2: to finish\n");
    let target = next.expect("an address for the keys");
    let (_, next) = provider.call(&target, "in-progress", Some("2")).await;
    assert_eq!(next, None, "the service hangs up");
    provider.write("### The call is over\n");
    provider.call("/twilio/voice-status", "completed", None).await;
    provider.close("12 bis", true).await
}

/// Begun by us: nothing of the file is told, and the answer waits for an advisor.
async fn begun_by_us() -> String {
    let mut provider = Provider::new().await;
    provider.write(&format!("### Somebody at the office runs `guichet ask {FILE} {ITEM}`\n"));
    provider.world.ask(FILE, ITEM).await.expect("a question");
    let question = provider.sent().await;
    for secret in [FILE, "incomplet", "logement", "CAF"] {
        assert!(!question.contains(secret), "{secret} is disclosed: {question}");
    }
    provider.quote("The number on file receives, by the provider's REST interface:", &question);
    provider.text("12 bis").await;
    let receipt = provider.text("1").await;
    assert_eq!(reference(&receipt), provider.answer().await.expect("an answer").reference);
    provider.close("12 bis", false).await
}

const INTRODUCTION: &str = "\
# The acceptance scenario

A request for housing benefit is blocked because the street number is missing. The person learns it, gives the number
from any phone, hears it read back, confirms, and gets a receipt with a reference number.

This page is made by a test, `tests/acceptance.rs`, which plays the scenario against the real routes and fails where the
page does not hold exactly what came. `GUICHET_UPDATE=1 cargo test --test acceptance` writes it anew.

Each run has an address, an account and keys of its own. They stand here as `https://guichet.example.org`, an account of
zeros, `TAG` (only the service can make the tags in its addresses) and `SIGNATURE` (an HMAC over the address and the
parameters, in Base64). TwiML is broken into lines between its elements. The file is one of the demo's: number 2345678,
code 24681357. The clock stands at Monday 23 November 2026, ten in the morning in Paris.

Before the run by text, the test sends its first webhook without a signature, which is answered with 400, and with the
signature of something else, which is answered with 403. Neither changes anything.
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_acceptance_scenario_goes_as_its_page_tells() {
    let mut page = INTRODUCTION.to_owned();
    for (title, told) in
        [("By text", by_text().await), ("By voice", by_voice().await), ("Begun by us", begun_by_us().await)]
    {
        let _ = write!(page, "\n## {title}\n\n{}\n", told.trim_end());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os("GUICHET_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
        return;
    }
    let written = std::fs::read_to_string(&path).expect("the page");
    let differs = page.lines().zip(written.lines()).position(|(came, written)| came != written);
    let line = differs.unwrap_or(page.lines().count().min(written.lines().count()));
    assert!(
        page == written,
        "{DOCUMENT}:{}: came\n  {}\nwritten\n  {}\nif it is right so: GUICHET_UPDATE=1 cargo test --test acceptance",
        line + 1,
        page.lines().nth(line).unwrap_or_default(),
        written.lines().nth(line).unwrap_or_default(),
    );
}
