//! A turn from a webhook to a saved state, and the worker that hands texts to the provider.

pub mod accounts;
pub mod arming;
pub mod asking;
mod awaiting;
mod call;
mod chores;
mod decide;
mod delivery;
pub mod desk;
pub mod dialogue;
mod late_answer;
mod locks;
pub mod mandating;
pub mod outbox;
pub mod proof;
mod query;
mod recordings;
mod question;
pub mod reload;
pub mod reminding;
mod renewal;
mod retention;
pub mod ring;
mod text;
mod version;

use std::sync::{
    Arc, Mutex, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use std::time::Duration;

use indexmap::IndexMap;
use jiff::{Timestamp, Zoned, tz::TimeZone};

use crate::{
    breaker::Standing,
    callback::Terms,
    clock::Clock,
    connector::{CaseSource, codes::Codes},
    flow::{
        definition::ServiceFacts,
        trace::Visit,
        turn::{Opening, Say},
    },
    id::Seed,
    identity::Guard,
    language::Language,
    metrics::Metrics,
    open_id::OpenId,
    phone_number::{Numbering, PhoneNumber},
    provider::{client::Client, public_url::PublicUrl, twiml::Voices},
    service::{awaiting::LateAnswers, dialogue::Dialogues, locks::Locks},
    settings::{self, ServiceNumber},
    store::{Store, StoreError, outbox::Held, turn::SavedReply},
};

pub use call::{Position, ring_id};
pub use decide::QUERY_TIME;
pub use desk::calling::{BRIDGE, BRIDGE_OVER, BRIDGE_STATUS, PERSON};
pub use outbox::Sending;

/// How often a turn is decided again when its conversation moved meanwhile.
const MOST_TRIES: usize = 5;

/// The running service. Cheap to clone.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    store: Store,
    dialogues: Dialogues,
    clock: Clock,
    public_url: PublicUrl,
    voices: Voices,
    numbers: IndexMap<String, ServiceNumber>,
    client: Option<Client>,
    locks: Locks,
    codes: Codes,
    guard: Guard,
    case_source: CaseSource,
    late: LateAnswers,
    query_time: Duration,
    randomness: Randomness,
    sending: Sending,
    callbacks: Terms,
    console: settings::Console,
    open_id: Option<OpenId>,
    held: Mutex<Option<Held>>,
    metrics: Metrics,
    witness: OnceLock<Witness>,
}

/// Is told of the steps that turns go through, for who looks at how much of the flows is played.
pub type Witness = Box<dyn Fn(&[Visit]) + Send + Sync>;

/// Where a turn's seed comes from.
#[derive(Clone, Debug)]
pub enum Randomness {
    /// The system's.
    System,
    /// A count, for tests that must hear the same reference numbers each time.
    Counted(Arc<AtomicU64>),
}

/// What a service is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The flows and words.
    pub dialogues: Dialogues,
    /// The time.
    pub clock: Clock,
    /// The address the provider calls.
    pub public_url: PublicUrl,
    /// The voices of the provider.
    pub voices: Voices,
    /// Our numbers; others are served with the defaults.
    pub numbers: IndexMap<String, ServiceNumber>,
    /// Sends texts; none where only webhooks are answered.
    pub client: Option<Client>,
    /// Where codes are checked.
    pub codes: Codes,
    /// How guessing is stopped.
    pub guard: Guard,
    /// Who knows how files stand.
    pub case_source: CaseSource,
    /// How long a turn waits for its queries; [`QUERY_TIME`].
    pub query_time: Duration,
    /// Where seeds come from.
    pub randomness: Randomness,
    /// How orders are sent.
    pub sending: Sending,
    /// How callbacks are worked on.
    pub callbacks: Terms,
    /// How the console lets people in.
    pub console: settings::Console,
    /// Who vouches for advisors, if anybody does.
    pub open_id: Option<OpenId>,
}

/// Why a webhook got no turn.
#[derive(Debug, thiserror::Error)]
pub enum Unserved {
    /// The database failed or is too busy.
    #[error("the turn cannot be saved")]
    Store(#[from] StoreError),
    /// The machine gives no randomness.
    #[error("the machine gives no randomness")]
    Randomness,
    /// The address of a turn was not made by us.
    #[error("the turn's address is not ours")]
    NotOurs,
    /// The conversation kept moving under the turn.
    #[error("the conversation changed {MOST_TRIES} times while the turn was decided")]
    Contended,
}

impl Service {
    /// Makes a service.
    ///
    pub fn new(parts: Parts) -> Self {
        let metrics = Metrics::default();
        parts.store.watched_by(&metrics);
        Service(Arc::new(Inner {
            store: parts.store,
            dialogues: parts.dialogues,
            clock: parts.clock,
            public_url: parts.public_url,
            voices: parts.voices,
            numbers: parts.numbers,
            client: parts.client,
            locks: Locks::default(),
            codes: parts.codes,
            guard: parts.guard,
            case_source: parts.case_source,
            late: LateAnswers::default(),
            query_time: parts.query_time,
            randomness: parts.randomness,
            sending: parts.sending,
            callbacks: parts.callbacks,
            console: parts.console,
            open_id: parts.open_id,
            held: Mutex::default(),
            metrics,
            witness: OnceLock::new(),
        }))
    }

    /// Tells who looks on of every step from now on. Whoever came first stays.
    pub fn watched_by(&self, witness: Witness) {
        let _ = self.0.witness.set(witness);
    }

    /// A seed for a turn. Without randomness identifiers could repeat, so the turn is refused.
    fn seed(&self) -> Result<Seed, Unserved> {
        match &self.0.randomness {
            Randomness::System => getrandom::u64().map(Seed::new).map_err(|_| Unserved::Randomness),
            Randomness::Counted(count) => Ok(Seed::new(count.fetch_add(1, Ordering::SeqCst))),
        }
    }

    /// The database, for commands and tests that look at it.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The provider, where texts are sent.
    pub fn client(&self) -> Option<&Client> {
        self.0.client.as_ref()
    }

    /// What monitoring counts.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How the breaker around the provider stands; none where nothing is sent.
    pub fn provider_standing(&self) -> Option<Standing> {
        self.0.client.as_ref().map(Client::standing)
    }

    /// The dialogues that new conversations begin on.
    pub fn dialogue(&self) -> Arc<dialogue::Dialogue> {
        self.0.dialogues.current()
    }

    /// The time as the service reads it.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Who knows how files stand.
    pub fn case_source(&self) -> &CaseSource {
        &self.0.case_source
    }

    /// How the console lets people in.
    pub fn console_settings(&self) -> &settings::Console {
        &self.0.console
    }

    /// Who vouches for advisors, if anybody does.
    pub fn open_id(&self) -> Option<&OpenId> {
        self.0.open_id.as_ref()
    }

    /// How telephone numbers are read.
    pub fn numbering(&self) -> Numbering {
        self.facts().numbering
    }

    /// The time zone of the office, which the console tells times in.
    pub fn zone(&self) -> &TimeZone {
        &self.facts().office.zone
    }

    fn now(&self) -> (Timestamp, Zoned) {
        let now = self.0.clock.now();
        (now, now.to_zoned(self.facts().office.zone.clone()))
    }

    fn facts(&self) -> &ServiceFacts {
        self.0.dialogues.service()
    }

    /// What a conversation with this number begins from.
    async fn opening(
        &self,
        channel: crate::channel::Channel,
        service_number: &str,
        caller: Option<PhoneNumber>,
    ) -> Result<Opening, StoreError> {
        let remembered = match &caller {
            Some(number) => self.0.store.remembered_language(number).await?,
            None => None,
        };
        Ok(self.opening_in(channel, service_number, caller, remembered))
    }

    /// The same where the language remembered for the caller is known.
    fn opening_in(
        &self,
        channel: crate::channel::Channel,
        service_number: &str,
        caller: Option<PhoneNumber>,
        remembered: Option<Language>,
    ) -> Opening {
        let defaults = ServiceNumber::default();
        let number = self.0.numbers.get(service_number).unwrap_or(&defaults);
        let dialogue = self.0.dialogues.current();
        let known = &dialogue.script.languages;
        Opening {
            channel,
            caller,
            remembered: remembered.filter(|language| known.contains(language)),
            first_language: number.language.clone(),
            entry: number.entry.as_str().into(),
        }
    }

    /// The person's number, where the provider gave one that can be dialled.
    fn person(&self, from: &str) -> Option<PhoneNumber> {
        self.facts().numbering.parse(from)
    }

    /// A tag that only we can make, over parts of an address.
    fn tag(&self, text: &str) -> String {
        self.0.store.tag(&["action", text]).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// A spoken apology for when a call's turn cannot be saved: nothing was kept, and it says so.
    pub fn spoken_apology(&self) -> SavedReply {
        let dialogue = self.0.dialogues.current();
        let language = Language::french();
        let say = Say {
            language,
            flow: None,
            message: "fault".into(),
            rung: crate::flow::turn::Rung::First,
            key: None,
            with: Vec::new(),
        };
        let script =
            crate::render::call(&dialogue.catalogue, &[say], crate::render::script::CallThen::HangUp, &dialogue.facts);
        xml(crate::provider::twiml::call(&script, &self.0.voices, ""))
    }
}

fn xml(body: Vec<u8>) -> SavedReply {
    SavedReply { content_type: crate::provider::twiml::CONTENT_TYPE.to_owned(), body }
}

#[cfg(test)]
mod tests;
