//! The provider's REST API: ordering texts and calls, and asking what became of them.
//!
//! The provider takes no key that would make a repeat harmless. So nothing here is tried twice: the caller records the
//! order first, and what may have been done is `Uncertain` until a receipt or the provider's own lists settle it.

mod account;
mod call;
mod guard;
mod list;
mod recording;
mod text;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::{ClientBuilder, Method, RequestBuilder, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Semaphore;

use self::guard::{Answer, Lost};
pub use self::{
    account::{AccountStanding, IncomingNumber, MessagingService, Webhook},
    call::{NewCall, ProviderCall},
};
use super::{
    address::Guarded,
    error_code::{Reaction, reaction},
    form,
};
pub use crate::outgoing::failure::SendError;
use crate::{
    breaker::{Breaker, Policy, Standing},
    clock::Clock,
    phone_number::Reach,
};

/// How long one request may take, connection included.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may take. Shorter than the whole, so that "not connected" is known as such.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Requests to the provider at once. Twilio counts those under way, and refuses more than an account's share (20429).
const AT_ONCE: usize = 16;
/// Too many requests.
const TOO_MANY: u32 = 20429;
/// A text or call that cannot be deleted yet.
const NOT_FINISHED: u32 = 20009;

/// A provider's account, ready to send.
pub struct Client {
    base: String,
    account_sid: String,
    token: SecretString,
    http: reqwest::Client,
    timeout: Duration,
    fiction_allowed: bool,
    reach: Reach,
    messaging_base: Option<String>,
    clock: Clock,
    policy: Policy,
    breaker: Mutex<Breaker>,
    turns: Arc<Semaphore>,
}

/// An order the provider has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The provider's id, by which receipts name it.
    pub message_id: String,
}

/// Why a question has no answer. It holds no address, number or word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The provider has no such thing.
    #[error("the provider knows of no such thing")]
    NotFound,
    /// The provider said no.
    #[error("the provider refuses the question (code {code:?})")]
    Refused {
        /// Its code, where it gave one.
        code: Option<u32>,
        /// What we do about it.
        reaction: Reaction,
    },
    /// It has no time, or is not finished with what the question is about: ask later.
    #[error("the provider asks us to come back later")]
    Busy {
        /// How long it asks us to wait, where it says so.
        after: Option<Duration>,
    },
    /// It failed too often in a row and is left in peace.
    #[error("the provider failed too often and is not asked for a while")]
    Resting {
        /// When it is asked again.
        after: Duration,
    },
    /// No answer came: ask later.
    #[error("the provider did not answer")]
    NoAnswer,
    /// The answer is not of the form we know.
    #[error("the provider's answer cannot be read")]
    Unreadable,
    /// There is more than we read at once; nothing may be concluded from what is missing in a part.
    #[error("the provider has more than can be read at once")]
    TooMuch,
}

/// The address of the provider's API cannot be used, or no secure connection can be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up secure connections")]
pub struct NoHttp(#[source] reqwest::Error);

#[derive(Deserialize)]
struct Created {
    sid: String,
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

/// The HTTP client for what others keep: TLS by ring, no proxy out of the environment, no redirects and no hidden retries. A
/// name leads inside our own network only where it is one of `own_network`.
pub fn http_client(own_network: &[String]) -> Result<reqwest::Client, NoHttp> {
    built(|builder| builder.dns_resolver(Guarded::new(own_network)))
}

/// The same for what the operator runs beside us, wherever it is: our own public address, a collector of traces.
pub fn http_client_within() -> Result<reqwest::Client, NoHttp> {
    built(|builder| builder)
}

fn built(more: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<reqwest::Client, NoHttp> {
    // Whoever came first has installed the same one.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT);
    more(builder).build().map_err(NoHttp)
}

impl Client {
    /// An account at a provider; `api_base` is `https://api.twilio.com`, or a gateway that speaks the same.
    pub fn new(api_base: &str, account_sid: &str, token: SecretString, http: reqwest::Client) -> Self {
        let base = api_base.trim_end_matches('/').to_owned();
        let policy = Policy::default();
        Client {
            messaging_base: account::messaging_base(&base),
            base,
            account_sid: account_sid.to_owned(),
            token,
            http,
            timeout: TIMEOUT,
            fiction_allowed: false,
            reach: Reach::default(),
            clock: Clock::System,
            policy,
            breaker: Mutex::new(Breaker::new(policy)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Waits otherwise than [`TIMEOUT`].
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes at most so many requests at once.
    #[must_use]
    pub fn with_at_once(mut self, requests: usize) -> Self {
        self.turns = Arc::new(Semaphore::new(requests.clamp(1, Semaphore::MAX_PERMITS)));
        self
    }

    /// Leaves a failing provider in peace by other rules than the default ones, told by this clock.
    #[must_use]
    pub fn with_breaker(mut self, policy: Policy, clock: Clock) -> Self {
        self.policy = policy;
        self.breaker = Mutex::new(Breaker::new(policy));
        self.clock = clock;
        self
    }

    /// Lets numbers reserved for fiction pass: for the demo, whose provider is a stand-in of ours.
    #[must_use]
    pub fn with_fiction_allowed(mut self) -> Self {
        self.fiction_allowed = true;
        self
    }

    /// Rings and writes to these numbers beside landlines and mobiles of France.
    #[must_use]
    pub fn with_reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    /// Whether the provider is asked, for metrics and readiness.
    pub fn standing(&self) -> Standing {
        self.lock_breaker().standing()
    }

    /// The address of something of this account, by its path below the account.
    fn address(&self, path: &str) -> String {
        format!("{}/2010-04-01/Accounts/{}{path}", self.base, self.account_sid)
    }

    fn request(&self, method: Method, address: &str) -> RequestBuilder {
        self.http
            .request(method, address)
            .basic_auth(&self.account_sid, Some(self.token.expose_secret()))
            .timeout(self.timeout)
    }

    /// Orders something, once.
    async fn order(&self, path: &str, form: &[(&str, &str)]) -> Result<Sent, SendError> {
        let answer = self.exchange(self.request(Method::POST, &self.address(path)).form(form)).await?;
        if answer.status.is_success() {
            // Taken, but under a name we could not read.
            let created: Created = answer.json().ok_or(SendError::Uncertain)?;
            return Ok(Sent { message_id: created.sid });
        }
        if answer.is_fault() {
            return Err(SendError::Uncertain);
        }
        match refusal(&answer) {
            Refusal::Busy => Err(SendError::Busy { after: answer.retry_after }),
            Refusal::Because(code, reaction) => Err(SendError::Refused { code, reaction }),
        }
    }

    /// Asks for one thing.
    async fn fetch<T: DeserializeOwned>(&self, address: &str, query: &[(&str, &str)]) -> Result<T, AskError> {
        let address = match query {
            [] => address.to_owned(),
            query => format!("{address}?{}", form::encode(query.iter().copied())),
        };
        let answer = self.exchange(self.request(Method::GET, &address)).await?;
        if !answer.status.is_success() {
            return Err(no_answer(&answer));
        }
        answer.json().ok_or(AskError::Unreadable)
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

enum Refusal {
    Busy,
    Because(Option<u32>, Reaction),
}

fn refusal(answer: &Answer) -> Refusal {
    let code = answer.json::<Problem>().map(|problem| problem.code);
    match code {
        Some(TOO_MANY) => Refusal::Busy,
        _ if answer.status == StatusCode::TOO_MANY_REQUESTS => Refusal::Busy,
        // A refusal without a code is not the provider's: something stands between us.
        _ => Refusal::Because(code, code.map_or(Reaction::Alarm, reaction)),
    }
}

fn no_answer(answer: &Answer) -> AskError {
    if answer.is_fault() {
        return AskError::NoAnswer;
    }
    match refusal(answer) {
        Refusal::Busy | Refusal::Because(Some(NOT_FINISHED), _) => AskError::Busy { after: answer.retry_after },
        Refusal::Because(..) if answer.status == StatusCode::NOT_FOUND => AskError::NotFound,
        Refusal::Because(code, reaction) => AskError::Refused { code, reaction },
    }
}

impl From<Lost> for SendError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Resting(after) => SendError::Resting { after },
            Lost::NotSent => SendError::NotSent,
            Lost::Uncertain => SendError::Uncertain,
            Lost::NoAddress => SendError::Refused { code: None, reaction: Reaction::Alarm },
        }
    }
}

impl From<Lost> for AskError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Resting(after) => AskError::Resting { after },
            Lost::NotSent | Lost::Uncertain => AskError::NoAnswer,
            Lost::NoAddress => AskError::Refused { code: None, reaction: Reaction::Alarm },
        }
    }
}

#[cfg(test)]
mod tests;
