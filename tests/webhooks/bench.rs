//! The whole service on loopback, with a token that is on its way out, and its database seen from outside.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use guichet::{
    cli::world::{Plan, SERVICE_NUMBER, World, test_clock, test_randomness},
    clock::Clock,
    provider::{
        form,
        signature::{self, Payload},
    },
    web,
};
use indexmap::IndexMap;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, SqlitePool};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub const ROUTES: [&str; 4] = ["/twilio/sms", "/twilio/voice", "/twilio/sms-status", "/twilio/voice-status"];
pub const FORM: &str = "application/x-www-form-urlencoded";
pub const AWA: &str = "+33639980011";
pub const LINA: &str = "+33639980012";
/// Longer than any turn may take; an answer after it counts as a hang.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub type Params = Vec<(String, String)>;

/// A service with a token that is on its way out, and its database seen from outside.
pub struct Bench {
    pub world: World,
    pub clock: Clock,
    pub address: SocketAddr,
    pub url: String,
    pub token: SecretString,
    pub older: SecretString,
    pub database: SqlitePool,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Bench {
    pub async fn start() -> Self {
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

    pub fn signed(&self, target: &str, params: &Params) -> String {
        signature::sign(&self.token, &format!("{}{target}", self.url), Payload::Form(params))
    }

    /// Posts a form, signed as the provider signs it.
    pub async fn post(&self, target: &str, params: &Params) -> Answer {
        let signature = self.signed(target, params);
        let body = form::encode(params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.send("POST", target, FORM, Some(&signature), body.as_bytes()).await
    }

    pub async fn send(
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

    pub async fn sms(&self, id: &str, from: &str, body: &str) -> Answer {
        self.post("/twilio/sms", &text(id, from, body)).await
    }

    /// Every row of every table, so that any change shows.
    pub async fn rows(&self) -> BTreeMap<String, Vec<String>> {
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

    pub async fn one(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database).await.unwrap()
    }
}

pub async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
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

pub fn params(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn text(id: &str, from: &str, body: &str) -> Params {
    params(&[("MessageSid", id), ("From", from), ("To", SERVICE_NUMBER), ("Body", body)])
}

pub fn ring(id: &str, from: &str, digits: Option<&str>) -> Params {
    let mut all = params(&[("CallSid", id), ("From", from), ("To", SERVICE_NUMBER), ("CallStatus", "in-progress")]);
    all.extend(digits.map(|digits| ("Digits".to_owned(), digits.to_owned())));
    all
}

/// What each route takes.
pub fn fitting(route: &str, id: &str) -> Params {
    match route {
        "/twilio/sms" => text(id, AWA, "DOSSIER"),
        "/twilio/voice" => ring(id, AWA, None),
        "/twilio/sms-status" => params(&[("MessageSid", id), ("MessageStatus", "delivered")]),
        _ => params(&[("CallSid", id), ("CallStatus", "completed")]),
    }
}
