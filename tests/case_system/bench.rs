//! A service with three files, the example case system beside it, and a person who texts and calls.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use guichet::{
    case::{CaseFile, FileNumber},
    cli::world::{assemble, compiled, import_rules, seed, test_clock, test_randomness},
    clock::Clock,
    connector::{codes::Codes, import::import, remote::Remote},
    phone_number::Numbering,
    provider::{
        client::http_client,
        twilio::{InboundCall, InboundText, Progress},
    },
    service::{Position, Service},
    settings::{ServiceNumber, Settings},
    store::{Store, outbox::Terms},
    web,
};
use indexmap::IndexMap;
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::system::System;

/// The example of the published libraries, used nowhere else.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const FILES: &str = "organisation,number,benefit,status,missing,since,as_of,phone,code
caf,1234567,housing,received,,2026-11-02,2026-11-20,,13572468
caf,2345678,housing,missing_item,street_number,2026-10-12,2026-11-20,+33639980012,24681357
";
const PERSON: &str = "+33639980012";
const SERVICE: &str = "+33199000001";
/// Longer than any turn may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Bench {
    pub service: Service,
    pub system: System,
    pub clock: Clock,
    /// Where our own routes are.
    pub address: SocketAddr,
    system_address: SocketAddr,
    http: reqwest::Client,
    texts: AtomicUsize,
    _folder: TempDir,
}

impl Bench {
    pub async fn start() -> Self {
        Bench::with("").await
    }

    /// With more lines for `[case_system]`.
    pub async fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = test_clock();
        let system = {
            let clock = clock.clone();
            System::new(SECRET, "http://127.0.0.1:9", move || clock.now().as_second().unsigned_abs()).unwrap()
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let system_address = listener.local_addr().unwrap();
        let router = system.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let settings = settings(&folder, system_address, more);
        let store = Store::open(&settings.access().unwrap()).await.unwrap();
        let csv = folder.path().join("files.csv");
        std::fs::write(&csv, FILES).unwrap();
        let dialogue = compiled(&settings).unwrap().1;
        let (now, rules) = (clock.now(), import_rules(&settings, dialogue.deadlines.clone(), clock.now()));
        let report = import(&store, &Codes::default(), &csv, &rules, false, (now, seed().unwrap())).await.unwrap();
        assert_eq!(report.problems, []);
        let service = assemble(&settings, dialogue, store, clock.clone(), test_randomness(), None).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = web::router(service.clone(), "http://127.0.0.1".parse().unwrap(), Vec::new());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (http, texts) = (http_client(&[]).unwrap(), AtomicUsize::new(0));
        Bench { service, system, clock, address, system_address, http, texts, _folder: folder }
    }

    pub fn store(&self) -> &Store {
        self.service.store()
    }

    pub fn remote(&self) -> &Remote {
        self.service.case_source().remote().unwrap()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// How often the case system was asked this.
    pub fn asked(&self, path: &str) -> usize {
        self.system.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// Our own copy of a file.
    pub async fn copy(&self, number: &str) -> CaseFile {
        let id = self.store().find_case_file("caf", &FileNumber::new(number), "").await.unwrap();
        self.store().case_file(&id.expect("we know the file")).await.unwrap().unwrap()
    }

    /// What a person who proved who they are is told of.
    pub async fn look_up(&self, number: &str) -> Option<CaseFile> {
        let id = self.copy(number).await.id;
        self.service.case_source().look_up(self.store(), &id, &mut seed().unwrap()).await.unwrap()
    }

    /// What a text is answered with, at once or by a text of ours.
    pub async fn text(&self, body: &str) -> String {
        let inbound = InboundText {
            message_id: format!("SM{}", self.texts.fetch_add(1, Ordering::Relaxed)),
            from: PERSON.to_owned(),
            to: SERVICE.to_owned(),
            body: body.to_owned(),
            opt_out: None,
        };
        let reply = String::from_utf8(self.service.text(&inbound).await.unwrap().body).unwrap();
        if reply.contains("<Message>") { reply } else { self.sent_later().await }
    }

    async fn sent_later(&self) -> String {
        let sent = async {
            loop {
                let terms = Terms {
                    owner: "bench".into(),
                    lease: Duration::from_secs(60),
                    most: 1,
                    limits: None,
                    ceiling: None,
                };
                if let Some(text) = self.store().claim(self.clock.now(), terms).await.unwrap().orders.pop() {
                    return text.text.payload["body"].as_str().unwrap().to_owned();
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, sent).await.expect("an answer")
    }

    /// What a person hears by text of a file.
    pub async fn told_by_text(&self, number: &str, code: &str) -> String {
        for body in ["DOSSIER", number] {
            self.text(body).await;
        }
        self.text(code).await
    }

    /// What a caller hears of a file.
    pub async fn told_by_voice(&self, call_id: &str, number: &str, code: &str) -> String {
        let (mut heard, mut at) = self.press(call_id, None, None).await;
        // The language is asked for once.
        let language = heard.contains("For English").then_some("1");
        for keys in language.into_iter().chain(["1", number, code]) {
            (heard, at) = self.press(call_id, Some(keys), at.as_ref()).await;
        }
        while heard.contains("Un instant") {
            (heard, at) = self.press(call_id, None, at.as_ref()).await;
        }
        heard
    }

    async fn press(&self, call_id: &str, keys: Option<&str>, at: Option<&Position>) -> (String, Option<Position>) {
        let inbound = InboundCall {
            call_id: call_id.to_owned(),
            from: "+33199000013".to_owned(),
            to: SERVICE.to_owned(),
            status: Progress::InProgress,
            digits: keys.map(str::to_owned),
            recording: None,
            unwanted: None,
            dialled: None,
            machine: false,
        };
        let body = String::from_utf8(self.service.call(&inbound, at).await.unwrap().body).unwrap();
        let next = body.split("turn=").nth(1).map(|rest| {
            let (turn, rest) = rest.split_once("&amp;tag=").unwrap();
            Position { turn: turn.parse().unwrap(), tag: rest.split('"').next().unwrap().to_owned() }
        });
        (body, next)
    }

    /// Tells us of a change; gives the status and what came.
    pub async fn post(&self, headers: &[(&str, String)], body: &[u8]) -> (u16, Value) {
        self.send(&format!("http://{}/case-system/changed", self.address), headers, body).await
    }

    /// Asks the case system for a file, as a stranger might.
    pub async fn ask_system(&self, headers: &[(&str, String)], body: &[u8]) -> (u16, Value) {
        self.send(&format!("http://{}/guichet/v1/files/look-up", self.system_address), headers, body).await
    }

    /// Gives the case system an answer.
    pub async fn give_system(&self, headers: &[(&str, String)], body: &[u8]) -> (u16, Value) {
        self.send(&format!("http://{}/guichet/v1/answers", self.system_address), headers, body).await
    }

    async fn send(&self, url: &str, headers: &[(&str, String)], body: &[u8]) -> (u16, Value) {
        let mut request = self.http.post(url).body(body.to_vec());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    /// A change as the case system tells it now.
    pub async fn change(&self, id: &str, body: &str) -> (u16, Value) {
        let at = self.clock.now().as_second().unsigned_abs();
        self.post(&self.system.signed(id, at, body.as_bytes()), body.as_bytes()).await
    }
}

fn settings(folder: &TempDir, system: SocketAddr, more: &str) -> Settings {
    let file = folder.path().join("guichet.toml");
    let toml = format!(
        "public_url = 'http://127.0.0.1'
         database_url = 'sqlite:{}'
         [office]
         number = '01 99 00 00 02'
         [case_system]
         url = 'http://{system}'
         secret = '{SECRET}'
         {more}",
        folder.path().join("guichet.db").display()
    );
    std::fs::write(&file, toml).unwrap();
    let mut settings = Settings::load(file.to_str(), &|_| None).unwrap();
    settings.numbering = Numbering { fiction: true };
    settings.numbers = IndexMap::from([(SERVICE.to_owned(), ServiceNumber::default())]);
    settings
}
