//! The provider's side of the demo: calls in progress and texts, carried to the service's real routes, signed.

mod bridge;
mod ledger;
mod recording;
mod ring;
pub(super) mod text;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use secrecy::SecretString;
use serde::Serialize;
use tokio::sync::{Mutex as CallMutex, watch};

use self::{bridge::Party, ring::Ring};
pub use self::{
    ledger::{Entry, Ledger},
    recording::Recordings,
    ring::{Incoming, RingOrder, Unanswered},
};
use super::{
    line::{Line, Method, Phase, Reason, Request, Utterance, Waiting},
    thread::{Measure, Threads},
    wire::Wire,
};
use crate::clock::Clock;

/// How many calls are remembered, those over included; the oldest is hung up when one more comes.
const CALLS: usize = 200;
/// How many documents one act may lead through before the line speaks. A provider follows ten redirects and gives up
/// (Twilio error 11215); the line counts those itself, and this bound only keeps a mistake from looping.
const DOCUMENTS: usize = 32;
/// The longest text a provider accepts (Twilio error 21617).
pub const LONGEST_TEXT: usize = 1600;
/// How long a text takes on the air, so that its states come one after another as they do from a provider.
const ON_AIR: Duration = Duration::from_millis(250);

/// The account the demo pretends to hold at the provider, and where the provider was told to call.
#[derive(Clone)]
pub struct Account {
    /// The account's identifier: `AC` and 32 hexadecimal digits.
    pub sid: String,
    /// The secret that signs webhooks and authenticates requests.
    pub token: SecretString,
    /// The service's public address, without a path or a slash at the end.
    pub public_url: String,
}

/// The provider in miniature. Clones share everything.
#[derive(Clone)]
pub struct Exchange {
    inner: Arc<Inner>,
}

struct Inner {
    account: Account,
    wire: Wire,
    clock: Clock,
    calls: Mutex<Calls>,
    /// Phones that ring, by their number.
    rings: Mutex<HashMap<String, Ring>>,
    text_ledger: Mutex<Ledger>,
    call_ledger: Mutex<Ledger>,
    threads: Mutex<Threads>,
    recordings: Mutex<Recordings>,
    /// The last webhook that brought a text, and the phone it came from.
    last_text: Mutex<Option<(String, Request)>>,
    /// Changes with each text, and rings where a phone begins to ring or stops, for those who wait for that.
    bell: watch::Sender<u64>,
}

#[derive(Default)]
struct Calls {
    lines: HashMap<String, Arc<CallMutex<Call>>>,
    order: VecDeque<String>,
}

struct Call {
    line: Line,
    /// Whether the service was told that the call is over.
    reported: bool,
    /// Where it is told, for a call of the service; else where the number's settings say.
    status_url: Option<String>,
    /// Who is at the other end, where that is another phone.
    party: Option<Party>,
}

/// Where a call stands after an act, and what was heard since the act before.
#[derive(Serialize)]
pub struct Progress {
    /// The call's identifier.
    pub id: String,
    /// What the line does now.
    pub phase: Standing,
    /// What is to be heard now, in order; empty when the act brought nothing new.
    pub heard: Vec<Utterance>,
}

/// What a line does, as far as the person on it can tell.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Standing {
    /// The service speaks.
    Speaking,
    /// The line waits for keys.
    Listening {
        /// Seconds of silence it bears.
        timeout: f64,
        /// Whether one key is enough.
        one_key: bool,
    },
    /// Nothing is to be heard or pressed: the seconds pass.
    Waiting {
        /// Seconds that are left.
        seconds: f64,
        /// What for.
        what: Waiting,
    },
    /// The call is over.
    Ended {
        /// Why.
        reason: Reason,
    },
}

/// An act of the person on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// A key is pressed.
    Press(char),
    /// What was being said has been heard to its end.
    Spoken,
    /// Nothing happened for so many seconds.
    Silence(f64),
    /// The person speaks for so many seconds, where they are recorded.
    Speak(u32),
    /// The advisor who is rung answers, or does not.
    Advisor(bool),
    /// The person hangs up.
    HangUp,
}

/// A text handed to the exchange.
pub struct Posted {
    /// Its identifier: `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// How it counts.
    pub measure: Measure,
}

/// Why the exchange refuses.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// No call has this identifier, or it was forgotten.
    #[error("no such call")]
    NoSuchCall,
    /// The phone does not ring.
    #[error("the phone does not ring")]
    NotRinging,
    /// A landline sends no texts.
    #[error("a landline sends no texts")]
    Landline,
    /// The text is empty.
    #[error("the text is empty")]
    EmptyText,
    /// The text is too long for a provider.
    #[error("the text is longer than {LONGEST_TEXT} characters")]
    LongText,
    /// The machine gives no randomness to make an identifier from.
    #[error("no randomness for an identifier")]
    Randomness(#[from] getrandom::Error),
}

impl Exchange {
    /// An exchange for this account. The client carries webhooks and must verify TLS as the service's clients do.
    pub fn new(account: Account, client: reqwest::Client, clock: Clock) -> Self {
        let wire = Wire::new(client, account.token.clone());
        let (bell, _) = watch::channel(0);
        let (calls, threads, last_text) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (rings, text_ledger, call_ledger) = (Mutex::default(), Mutex::default(), Mutex::default());
        let recordings = Mutex::default();
        let inner = Inner {
            account,
            wire,
            clock,
            calls,
            rings,
            text_ledger,
            call_ledger,
            threads,
            recordings,
            last_text,
            bell,
        };
        Exchange { inner: Arc::new(inner) }
    }

    /// The account, for the stand-in of the provider's own interface.
    pub fn account(&self) -> &Account {
        &self.inner.account
    }

    /// Dials the service and follows it until it speaks, listens or hangs up.
    pub async fn dial(&self, from: &str, to: &str) -> Result<Progress, ExchangeError> {
        let id = sid("CA")?;
        let account = &self.inner.account;
        let line = Line::dial(id.clone(), account.sid.clone(), from, to, &self.route("/twilio/voice"));
        self.record_call(self.entry(&id, from, to, "", "inbound", "in-progress"));
        let call = Arc::new(CallMutex::new(Call { line, reported: false, status_url: None, party: None }));
        self.take_up(&id, call).await
    }

    async fn take_up(&self, id: &str, call: Arc<CallMutex<Call>>) -> Result<Progress, ExchangeError> {
        if let Some(oldest) = self.keep(id, Arc::clone(&call)) {
            let exchange = self.clone();
            tokio::spawn(async move { exchange.drop_call(oldest).await });
        }
        let mut call = call.lock().await;
        Ok(self.follow(id, &mut call, None).await)
    }

    /// The recordings that lie here.
    pub fn recordings<T>(&self, look: impl FnOnce(&mut Recordings) -> T) -> T {
        look(&mut lock(&self.inner.recordings))
    }

    /// The texts on record.
    pub fn texts_on_record<T>(&self, look: impl FnOnce(&mut Ledger) -> T) -> T {
        look(&mut lock(&self.inner.text_ledger))
    }

    /// The calls on record.
    pub fn calls_on_record<T>(&self, look: impl FnOnce(&mut Ledger) -> T) -> T {
        look(&mut lock(&self.inner.call_ledger))
    }

    fn record_call(&self, entry: Entry) {
        self.calls_on_record(|calls| calls.add(entry));
    }

    fn entry(&self, sid: &str, from: &str, to: &str, body: &str, direction: &'static str, status: &str) -> Entry {
        let [sid, from, to, body, status] = [sid, from, to, body, status].map(str::to_owned);
        Entry { sid, from, to, body, direction, status, created_at: self.inner.clock.now() }
    }

    /// Does one act on a call in progress. Acts on one call wait for each other, as on a line.
    pub async fn act(&self, id: &str, act: Act) -> Result<Progress, ExchangeError> {
        let line = self.line(id).ok_or(ExchangeError::NoSuchCall)?;
        let mut call = line.lock().await;
        let before = call.line.phase().clone();
        match act {
            Act::Press(key) => call.line.press(key),
            Act::Spoken => call.line.spoken(),
            Act::Silence(seconds) => call.line.elapsed(seconds),
            Act::Speak(seconds) => call.line.say_aloud(seconds),
            Act::Advisor(answers) => call.line.advisor(answers),
            Act::HangUp => call.line.hang_up(),
        };
        for (id, seconds) in call.line.take_recorded() {
            self.recordings(|recordings| recordings.add(id, seconds));
        }
        let progress = self.follow(id, &mut call, Some(before)).await;
        let left = self.leaves(&mut call);
        // The other line is taken in hand only once this one is out of it: two who lay down at once would else wait for ever.
        drop(call);
        if let Some(left) = left {
            self.part(left).await;
        }
        Ok(progress)
    }

    fn line(&self, id: &str) -> Option<Arc<CallMutex<Call>>> {
        lock(&self.inner.calls).lines.get(id).map(Arc::clone)
    }

    fn route(&self, path: &str) -> String {
        format!("{}{path}", self.inner.account.public_url)
    }

    /// Remembers a call; gives the one that makes way for it.
    fn keep(&self, id: &str, call: Arc<CallMutex<Call>>) -> Option<Arc<CallMutex<Call>>> {
        let mut calls = lock(&self.inner.calls);
        let oldest = if calls.order.len() >= CALLS { calls.order.pop_front() } else { None };
        calls.order.push_back(id.to_owned());
        calls.lines.insert(id.to_owned(), call);
        oldest.and_then(|oldest| calls.lines.remove(&oldest))
    }

    async fn drop_call(&self, call: Arc<CallMutex<Call>>) {
        let mut call = call.lock().await;
        call.line.hang_up();
        self.report_end(&mut call).await;
    }

    /// Fetches document after document until the line needs the person again.
    async fn follow(&self, id: &str, call: &mut Call, before: Option<Phase>) -> Progress {
        let mut fetched = false;
        for _ in 0..DOCUMENTS {
            let Phase::Fetch(request) = call.line.phase() else { break };
            let answer = self.inner.wire.send(&request.clone()).await;
            call.line.receive(answer.status, &answer.content_type, &answer.body);
            fetched = true;
        }
        if matches!(call.line.phase(), Phase::Fetch(_)) {
            call.line.hang_up();
        }
        self.ring_leg(id, call);
        self.report_end(call).await;
        let phase = call.line.phase();
        let new = fetched || before.as_ref() != Some(phase);
        let heard = match phase {
            Phase::Speaking(said) if new => said.clone(),
            _ => Vec::new(),
        };
        Progress { id: id.to_owned(), phase: standing(phase), heard }
    }

    /// Tells the service once that a call is over. It is waited for, so that whoever calls again finds the call over,
    /// and a phone laid down leaves nothing under way.
    async fn report_end(&self, call: &mut Call) {
        if call.reported || !matches!(call.line.phase(), Phase::Ended(_)) {
            return;
        }
        call.reported = true;
        let url = call.status_url.clone().unwrap_or_else(|| self.route("/twilio/voice-status"));
        let mut request = call.line.status_callback(&url, 0);
        request.params.extend(self.of_party(call));
        let (sid, status) = call.line.standing();
        self.calls_on_record(|calls| calls.note(sid, status));
        self.inner.wire.send(&request).await;
    }
}

fn standing(phase: &Phase) -> Standing {
    match phase {
        Phase::Speaking(_) => Standing::Speaking,
        Phase::Listening { timeout, one_key } => Standing::Listening { timeout: *timeout, one_key: *one_key },
        Phase::Waiting { seconds, what } => Standing::Waiting { seconds: *seconds, what: *what },
        Phase::Ended(reason) => Standing::Ended { reason: reason.clone() },
        Phase::Fetch(_) => Standing::Speaking,
    }
}

fn posted(url: &str, params: Vec<(String, String)>) -> Request {
    Request { method: Method::Post, url: url.to_owned(), params }
}

fn owned(params: &[(&str, &str)]) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A provider's identifier: two letters and 128 random bits.
fn sid(kind: &str) -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(kind.to_owned(), |id, byte| format!("{id}{byte:02x}")))
}

/// What a panic elsewhere left behind is still a list of calls or texts.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
