//! A provider that misbehaves, and writes down every request it saw: the oracle of what was sent.
//!
//! It speaks as much of Twilio's REST API as the service uses. HTTP is read and written by hand, since a library would
//! not cut a connection in the middle, answer half, or say nothing.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use guichet::provider::form::{self, Params};
use jiff::{Timestamp, fmt::rfc2822};
use serde_json::{Value as Json, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    process::ACCOUNT,
    scale::Dice,
    wire::{Doors, PUBLIC_URL, Webhook},
};

/// Longer than any client waits.
const FOREVER: Duration = Duration::from_secs(120);
/// An answer that comes when nobody may wait for it any more.
const LATE: Duration = Duration::from_secs(30);
/// Twilio's code for too many requests.
const TOO_MANY: u32 = 20429;

/// What the provider does with an order to send or to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Takes it and says so.
    Taken,
    /// Takes it, and cuts the connection.
    TakenThenCut,
    /// Takes it, and is cut in the middle of its answer.
    TakenThenTorn,
    /// Takes it, and answers 500.
    TakenThenBroken,
    /// Takes it, and never answers.
    TakenInSilence,
    /// Takes it, and answers after half a minute.
    TakenLate,
    /// Cuts the connection, and does nothing.
    Cut,
    /// Answers 500, and does nothing.
    Broken,
    /// Answers 429: later.
    Busy,
}

impl Fate {
    /// All of them.
    pub const ALL: [Fate; 9] = [
        Fate::Taken,
        Fate::TakenThenCut,
        Fate::TakenThenTorn,
        Fate::TakenThenBroken,
        Fate::TakenInSilence,
        Fate::TakenLate,
        Fate::Cut,
        Fate::Broken,
        Fate::Busy,
    ];

    fn takes(self) -> bool {
        !matches!(self, Fate::Cut | Fate::Broken | Fate::Busy)
    }
}

/// A message or a call that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// When.
    pub at: Timestamp,
    /// The provider's identifier.
    pub sid: String,
    /// The order.
    pub params: Params,
    /// Where it stands, as the provider says.
    pub status: &'static str,
}

impl Taken {
    /// A parameter of the order, empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        form::value(&self.params, name).unwrap_or_default()
    }

    /// What the service calls the message: it stands in the address for receipts.
    pub fn our_id(&self) -> &str {
        self.value("StatusCallback").split_once("m=").map_or("", |(_, id)| id.split('&').next().unwrap_or_default())
    }
}

#[derive(Default)]
struct Book {
    /// What was done with each order, as they came.
    fates: Vec<Fate>,
    taken: BTreeMap<String, Taken>,
}

struct Inner {
    book: Mutex<Book>,
    dice: Mutex<Dice>,
    /// So many of a hundred orders meet another fate than to be taken.
    trouble: usize,
    /// The fates they may meet.
    fates: Vec<Fate>,
    /// How long each order takes.
    delay_millis: AtomicU64,
    /// The time that it lives at; its own where that is 0.
    clock_millis: AtomicI64,
}

/// The provider. It ends with this value.
pub struct Provider {
    address: SocketAddr,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Provider {
    /// A provider that gives so many of a hundred orders one of these fates.
    pub async fn start(trouble: usize, fates: &[Fate], dice: Dice) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let inner = Inner {
            book: Mutex::default(),
            dice: Mutex::new(dice),
            trouble,
            fates: fates.to_vec(),
            delay_millis: AtomicU64::new(0),
            clock_millis: AtomicI64::new(0),
        };
        let inner = Arc::new(inner);
        let served = inner.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(served.clone(), stream));
            }
        });
        Provider { address, inner, task }
    }

    /// Takes so long for each order from now on.
    pub fn take_time(&self, time: Duration) {
        self.inner.delay_millis.store(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// Lives at this time from now on, as those do who send.
    pub fn live_at(&self, at: Timestamp) {
        self.inner.clock_millis.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// As in `GUICHET_TWILIO_API`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many orders to send or to call it saw.
    pub fn orders(&self) -> usize {
        self.inner.book().fates.len()
    }

    /// How many orders met each fate.
    pub fn fates(&self) -> BTreeMap<Fate, usize> {
        let mut counts = BTreeMap::new();
        for fate in &self.inner.book().fates {
            *counts.entry(*fate).or_default() += 1;
        }
        counts
    }

    /// Every message and call it took.
    pub fn taken(&self) -> Vec<Taken> {
        self.inner.book().taken.values().cloned().collect()
    }

    /// Tells the service what became of each message it took, with repeats and in any order. Some are never reported.
    pub async fn report(&self, doors: &Doors, mut dice: Dice) {
        for taken in self.taken().into_iter().filter(|taken| taken.sid.starts_with("SM")) {
            if dice.chance(20) {
                continue;
            }
            let end = if dice.chance(10) { "undelivered" } else { "delivered" };
            self.inner.settle(&taken.sid, end);
            let mut reports = vec!["sent", end, end, "queued"];
            while !reports.is_empty() {
                let status = reports.swap_remove(dice.below(reports.len()));
                let address = taken.value("StatusCallback").split('#').next().unwrap_or_default();
                let target = address.trim_start_matches(PUBLIC_URL).to_owned();
                let webhook = Webhook::receipt(&target, &taken.sid, status);
                // One that is put off is not sent again: receipts get lost. Nothing is killed meanwhile.
                let answer = doors.deliver(dice.below(doors.count()), &webhook).await.map(|answer| answer.status);
                assert!(matches!(answer, Some(204 | 503)), "a receipt is answered with {answer:?}");
            }
        }
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fate(&self) -> Fate {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        if self.fates.is_empty() || !dice.chance(self.trouble) {
            return Fate::Taken;
        }
        self.fates[dice.below(self.fates.len())]
    }

    fn settle(&self, sid: &str, status: &'static str) {
        if let Some(taken) = self.book().taken.get_mut(sid) {
            taken.status = status;
        }
    }

    /// Writes the request down, and takes the order where that is its fate.
    fn order(&self, kind: &str, params: Params) -> (Fate, Json) {
        let fate = self.fate();
        let at = match self.clock_millis.load(Ordering::SeqCst) {
            0 => now(),
            millis => Timestamp::from_millisecond(millis).expect("it is a time"),
        };
        let mut book = self.book();
        book.fates.push(fate);
        if !fate.takes() {
            return (fate, Json::Null);
        }
        let prefix = if kind == "Calls" { "CA" } else { "SM" };
        let sid = format!("{prefix}{:032x}", book.fates.len());
        let taken = Taken { at, sid: sid.clone(), params, status: "queued" };
        let shown = shown(&taken);
        book.taken.insert(sid, taken);
        (fate, shown)
    }

    /// Answers a question about what was taken.
    fn look(&self, kind: &str, sid: Option<&str>, query: &Params) -> Option<Json> {
        let book = self.book();
        if let Some(sid) = sid {
            return book.taken.get(sid).map(shown);
        }
        let wanted = |taken: &&Taken| {
            let same = |name| form::value(query, name).is_none_or(|value| value == taken.value(name));
            let prefix = if kind == "Calls" { "CA" } else { "SM" };
            taken.sid.starts_with(prefix) && same("To") && same("From")
        };
        let found: Vec<Json> = book.taken.values().filter(wanted).map(shown).collect();
        let name = kind.to_ascii_lowercase();
        Some(json!({ name: found, "page": 0, "page_size": 1000, "next_page_uri": null }))
    }
}

fn shown(taken: &Taken) -> Json {
    let date = rfc2822::to_string(&taken.at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default();
    json!({
        "sid": taken.sid,
        "account_sid": ACCOUNT,
        "status": taken.status,
        "to": taken.value("To"),
        "from": taken.value("From"),
        "body": taken.value("Body"),
        "direction": "outbound-api",
        "num_segments": "1",
        "date_created": date,
        "date_sent": date,
        "date_updated": date,
        "error_code": null,
        "error_message": null,
    })
}

#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// One request for each connection; what cannot be read is dropped with it.
async fn serve(inner: Arc<Inner>, mut stream: TcpStream) {
    let Some((method, target, body)) = read(&mut stream).await else { return };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = form::parse(query.as_bytes()).unwrap_or_default();
    let base = format!("/2010-04-01/Accounts/{ACCOUNT}/");
    let Some(resource) = path.strip_prefix(&base).and_then(|path| path.strip_suffix(".json")) else {
        return answer(&mut stream, 404, &problem(20404)).await;
    };
    let (kind, sid) = resource.split_once('/').map_or((resource, None), |(kind, sid)| (kind, Some(sid)));
    match (method.as_str(), kind, sid) {
        ("POST", "Messages" | "Calls", None) => {
            let (fate, taken) = inner.order(kind, form::parse(&body).unwrap_or_default());
            tokio::time::sleep(Duration::from_millis(inner.delay_millis.load(Ordering::SeqCst))).await;
            meet(&mut stream, fate, &taken).await;
        }
        ("GET", "Messages" | "Calls", sid) => match inner.look(kind, sid, &query) {
            Some(found) => answer(&mut stream, 200, &found).await,
            None => answer(&mut stream, 404, &problem(20404)).await,
        },
        ("DELETE", "Messages", Some(sid)) => {
            let gone = inner.book().taken.remove(sid).is_some();
            answer(&mut stream, if gone { 204 } else { 404 }, &Json::Null).await;
        }
        _ => answer(&mut stream, 404, &problem(20404)).await,
    }
}

async fn meet(stream: &mut TcpStream, fate: Fate, taken: &Json) {
    match fate {
        Fate::Taken => answer(stream, 201, taken).await,
        Fate::TakenThenCut | Fate::Cut => {}
        Fate::TakenThenTorn => {
            let whole = document(201, taken);
            let _ = stream.write_all(&whole[..whole.len() - 20]).await;
        }
        Fate::TakenThenBroken | Fate::Broken => answer(stream, 500, &problem(20500)).await,
        Fate::TakenInSilence => tokio::time::sleep(FOREVER).await,
        Fate::TakenLate => {
            tokio::time::sleep(LATE).await;
            answer(stream, 201, taken).await;
        }
        Fate::Busy => answer(stream, 429, &problem(TOO_MANY)).await,
    }
}

fn problem(code: u32) -> Json {
    json!({ "code": code, "message": "as scripted", "status": code / 100 })
}

async fn answer(stream: &mut TcpStream, status: u16, body: &Json) {
    let _ = stream.write_all(&document(status, body)).await;
}

fn document(status: u16, body: &Json) -> Vec<u8> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let later = if status == 429 { "Retry-After: 1\r\n" } else { "" };
    let length = body.len();
    format!(
        "HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{later}Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Method, target and body.
async fn read(stream: &mut TcpStream) -> Option<(String, String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut first = text.lines().next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let wanted = head + 4 + length.unwrap_or(0);
    while bytes.len() < wanted {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some((method, target, bytes.split_off(head + 4)))
}
