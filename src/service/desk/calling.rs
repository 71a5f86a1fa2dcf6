//! Ringing a person back: the advisor's own phone first, then the person's, with our number on both.
//!
//! Nobody is dialled before a key is pressed on the advisor's phone, so that no answering machine is ever connected; and nobody
//! by an advisor who has lost the callback meanwhile. The order is given at most once. What the provider tells may come twice
//! and in any order.

use std::time::Duration;

use jiff::Timestamp;

use super::super::{Service, Unserved, outbox::RETRIED, xml};
use crate::{
    flow::{
        Name,
        turn::{Keys, Rung, Say, Wait},
        value::Value,
    },
    language::Language,
    outgoing::{
        Kind,
        bridge::{BridgeEnd, Stage},
        call::CallEnd,
    },
    phone_number::PhoneNumber,
    provider::{
        client::NewCall,
        twilio::{CallStatus, LegStatus, Progress},
        twiml::{self, Connecting},
    },
    render::script::{CallScript, CallThen},
    staff::Advisor,
    store::{
        StoreError,
        bridge::{Bridge, BridgeNews, NewBridge},
        callback::Callback,
        outbox::{CallNews, Claimed, NewText, Terms},
        turn::SavedReply,
    },
};

/// Where an advisor's phone is told what comes.
pub const BRIDGE: &str = "/twilio/bridge";
/// Where it goes on once the person's phone is laid down.
pub const BRIDGE_OVER: &str = "/twilio/bridge-over";
/// Where it is told how the two phones fare.
pub const BRIDGE_STATUS: &str = "/twilio/bridge-status";
/// In an address: that the news is of the person's phone.
pub const PERSON: &str = "person";

/// How long the advisor's phone rings: they pressed the key a moment ago.
const ADVISOR_RINGS: Duration = Duration::from_secs(20);
/// How long the person's phone rings: about six times, before most answering machines take over.
const PERSON_RINGS: Duration = Duration::from_secs(25);
/// The longest they talk, and the longest the whole call lasts: a phone that was not laid down has a price.
const LONGEST_TALK: Duration = Duration::from_secs(60 * 60);
const LONGEST: Duration = Duration::from_secs(65 * 60);
/// How long such a call is expected to last, for what it costs.
const EXPECTED: Duration = Duration::from_secs(10 * 60);
/// The key that dials the person.
const KEY: &str = "1";
/// How often the sentence is said to a phone on which no key is pressed, and how many seconds each time waits.
const MOST_ASKED: u8 = 3;
const PATIENCE: u8 = 8;

/// What came of wanting to ring somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calling {
    /// The advisor's phone is about to ring; the call has this identifier.
    Rings(String),
    /// A call to this person goes on already.
    GoesOn,
    /// The advisor holds the callback no more.
    Lost,
    /// The advisor has no phone that we may ring, or the installation no provider: the number is dialled by hand.
    ByHand,
    /// We may not ring the person's number; an advisor looks at it first.
    NotCallable,
}

impl Service {
    /// Rings the advisor's phone, and connects it with the person of a callback once a key is pressed on it.
    ///
    /// # Errors
    /// Where the database fails; nobody is rung then.
    pub async fn call_person(&self, by: &Advisor, id: &str, fence: i64) -> Result<Calling, Unserved> {
        let phone = by.phone.as_ref().filter(|phone| phone.may_be_called_back() && self.0.client.is_some());
        let Some(phone) = phone else { return Ok(Calling::ByHand) };
        if self.desk().on_call(&by.id, id, fence).await?.is_none() {
            return Ok(Calling::Lost);
        }
        let Some(callback) = self.0.store.callback(id).await? else { return Ok(Calling::Lost) };
        if !self.facts().reach.includes(&callback.asked.number) {
            return Ok(Calling::NotCallable);
        }
        let Some(service_number) = self.number_shown(&callback).await? else { return Ok(Calling::ByHand) };
        let now = self.0.clock.now();
        let bridge_id = self.seed()?.id(now);
        let order = NewText {
            id: bridge_id.clone(),
            kind: Kind::Bridge,
            to: phone.clone(),
            service_number,
            payload: serde_json::json!({}),
            // Two calls.
            cost: 2 * self.0.sending.spending.call_cents(EXPECTED),
            not_before: now,
            conversation_id: None,
            at: now,
        };
        let bridge =
            NewBridge { order, callback_id: id.to_owned(), advisor_id: by.id.clone(), fence, language: spoken_by(by) };
        let rings = self.0.store.order_bridge(bridge, now).await?;
        Ok(if rings { Calling::Rings(bridge_id) } else { Calling::GoesOn })
    }

    /// The latest call of a callback, for the advisor who waits for it or notes what came of it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn call_of(&self, callback_id: &str) -> Result<Option<Bridge>, StoreError> {
        self.0.store.last_bridge(callback_id).await
    }

    /// Our number that the person knows: the one they asked at, else the first we have.
    pub(super) async fn number_shown(&self, callback: &Callback) -> Result<Option<String>, StoreError> {
        let asked_at = self.0.store.conversation(&callback.asked.conversation_id).await?;
        let known = asked_at.map(|asked| asked.service_number).filter(|number| self.0.numbers.contains_key(number));
        Ok(known.or_else(|| self.0.numbers.keys().next().cloned()))
    }

    /// Hands the order to the provider, once.
    pub(in crate::service) async fn carry_out_bridge(&self, order: &Claimed, terms: &Terms) -> Result<(), Unserved> {
        let Some(client) = &self.0.client else { return Ok(()) };
        if !self.hold(order, terms, None).await? {
            return Ok(());
        }
        let text = &order.text;
        let call = NewCall {
            from: &text.service_number,
            to: &text.to,
            url: &self.bridge_address(BRIDGE, &text.id, ""),
            status_callback: &self.bridge_address(BRIDGE_STATUS, &text.id, RETRIED),
            rings: ADVISOR_RINGS,
            longest: LONGEST,
            // A machine presses no key.
            voicemail: None,
        };
        let placed = client.place_call(&call).await;
        self.0.metrics.provider_call(placed.as_ref().err());
        match placed {
            Ok(sent) => {
                self.0.store.text_sent(&text.id, order.attempts, &sent.message_id, self.0.clock.now()).await?;
                Ok(())
            }
            Err(error) => self.not_sent(order, error).await,
        }
    }

    /// Answers the advisor's phone: `asked` is how often the sentence was said before, `keys` what was pressed.
    ///
    /// # Errors
    /// Where the database fails, or the address is not one of ours.
    pub async fn bridge_answered(&self, id: &str, asked: u8, keys: Option<&str>) -> Result<SavedReply, Unserved> {
        let bridge = self.0.store.bridge(id).await?.ok_or(Unserved::NotOurs)?;
        if bridge.ended_at.is_some() {
            return Ok(self.laid_down(&bridge, None));
        }
        match keys {
            Some(KEY) => self.connect(bridge).await,
            _ if asked < MOST_ASKED => {
                self.moved(id, BridgeNews::Stage(Stage::Offered)).await?;
                Ok(self.offer(&bridge, asked + 1).await?)
            }
            _ => Ok(self.laid_down(&bridge, None)),
        }
    }

    /// The sentence that says what comes, and the wait for the key.
    async fn offer(&self, bridge: &Bridge, asked: u8) -> Result<SavedReply, Unserved> {
        let callback = self.0.store.callback(&bridge.callback_id).await?;
        let subject = callback.map_or_else(String::new, |callback| callback.asked.subject);
        let wait = CallThen::Gather(Wait { keys: Keys::One, timeout: PATIENCE });
        let script =
            self.in_words(bridge, Some(("bridge-offer", vec![("subject".into(), Value::Symbol(subject))])), wait);
        let action = self.bridge_address(BRIDGE, &bridge.id, &format!("&asked={asked}"));
        Ok(xml(twiml::call(&script, &self.0.voices, &action)))
    }

    /// Dials the person, where the callback is still this advisor's. Asked twice, the same is answered twice, and the provider
    /// follows one answer.
    async fn connect(&self, bridge: Bridge) -> Result<SavedReply, Unserved> {
        let held = self.desk().on_call(&bridge.advisor_id, &bridge.callback_id, bridge.fence).await?;
        let callback = self.0.store.callback(&bridge.callback_id).await?;
        let Some(number) = held.and(callback).map(|callback| callback.asked.number) else {
            self.moved(&bridge.id, BridgeNews::End { end: BridgeEnd::Lost, seconds: None }).await?;
            return Ok(self.laid_down(&bridge, Some("bridge-lost")));
        };
        if !self.facts().reach.includes(&number) {
            self.moved(&bridge.id, BridgeNews::End { end: BridgeEnd::Lost, seconds: None }).await?;
            return Ok(self.laid_down(&bridge, Some("bridge-refused")));
        }
        self.moved(&bridge.id, BridgeNews::Stage(Stage::Dialled)).await?;
        self.end_order(&bridge.id, CallEnd::Answered).await?;
        Ok(self.dial(&bridge, &number))
    }

    fn dial(&self, bridge: &Bridge, number: &PhoneNumber) -> SavedReply {
        let script = CallScript { spoken: Vec::new(), then: CallThen::HangUp };
        let status = self.bridge_address(BRIDGE_STATUS, &bridge.id, &format!("&leg={PERSON}{RETRIED}"));
        let connecting = Connecting {
            number,
            caller_id: &bridge.service_number,
            rings: PERSON_RINGS,
            longest: LONGEST_TALK,
            action: &self.bridge_address(BRIDGE_OVER, &bridge.id, ""),
            status_callback: &status,
        };
        xml(twiml::connect(&script, &self.0.voices, &connecting))
    }

    /// The person's phone is laid down or was not taken: the advisor's call ends.
    ///
    /// # Errors
    /// Where the database fails, or the address is not one of ours.
    pub async fn bridge_over(&self, id: &str, result: LegStatus) -> Result<SavedReply, Unserved> {
        let bridge = self.0.store.bridge(id).await?.ok_or(Unserved::NotOurs)?;
        self.leg_news(id, result).await?;
        Ok(self.laid_down(&bridge, None))
    }

    /// News of the person's phone.
    ///
    /// # Errors
    /// Where the database fails, or the address is not one of ours.
    pub async fn bridge_leg(&self, id: &str, status: LegStatus) -> Result<(), Unserved> {
        self.0.store.bridge(id).await?.ok_or(Unserved::NotOurs)?;
        self.leg_news(id, status).await
    }

    /// News of the advisor's phone.
    ///
    /// # Errors
    /// Where the database fails, or the address is not one of ours.
    pub async fn bridge_advisor(&self, id: &str, status: &CallStatus) -> Result<(), Unserved> {
        self.0.store.bridge(id).await?.ok_or(Unserved::NotOurs)?;
        let Some(end) = status.end() else { return Ok(()) };
        self.moved(id, BridgeNews::AdvisorGone).await?;
        self.end_order(id, end).await
    }

    async fn leg_news(&self, id: &str, LegStatus { status, seconds }: LegStatus) -> Result<(), Unserved> {
        let end = |end| Some(BridgeNews::End { end, seconds });
        let news = match status {
            Progress::Unknown | Progress::Queued | Progress::Initiated => None,
            Progress::Ringing => Some(BridgeNews::Stage(Stage::Ringing)),
            Progress::InProgress => Some(BridgeNews::Stage(Stage::Connected)),
            Progress::Completed => end(BridgeEnd::Connected),
            Progress::Busy => end(BridgeEnd::Busy),
            Progress::NoAnswer => end(BridgeEnd::NoAnswer),
            Progress::Failed => end(BridgeEnd::Failed),
            Progress::Canceled => end(BridgeEnd::LaidDown),
        };
        match news {
            Some(news) => self.moved(id, news).await,
            None => Ok(()),
        }
    }

    /// Writes down what is told of a call. While it goes on the callback stays with the advisor.
    async fn moved(&self, id: &str, news: BridgeNews) -> Result<(), Unserved> {
        if let Some(bridge) = self.0.store.bridge_moved(id, news, self.0.clock.now()).await? {
            self.keep_claim(&bridge).await?;
        }
        Ok(())
    }

    async fn keep_claim(&self, bridge: &Bridge) -> Result<Option<Timestamp>, Unserved> {
        Ok(self.desk().on_call(&bridge.advisor_id, &bridge.callback_id, bridge.fence).await?)
    }

    /// Keeps the callbacks of all who are on the telephone with their advisors.
    pub(in crate::service) async fn keep_claims_of_calls(&self) -> Result<(), Unserved> {
        for bridge in self.0.store.bridges_under_way().await? {
            self.keep_claim(&bridge).await?;
        }
        Ok(())
    }

    /// How the advisor's own call ended, for the order that placed it.
    async fn end_order(&self, id: &str, end: CallEnd) -> Result<(), Unserved> {
        self.note_end(CallNews { id: id.to_owned(), attempt: None, provider_call_id: None, end }).await
    }

    fn laid_down(&self, bridge: &Bridge, told: Option<&'static str>) -> SavedReply {
        let script = self.in_words(bridge, told.map(|message| (message, Vec::new())), CallThen::HangUp);
        xml(twiml::call(&script, &self.0.voices, ""))
    }

    fn in_words(
        &self,
        bridge: &Bridge,
        told: Option<(&'static str, Vec<(Name, Value)>)>,
        then: CallThen,
    ) -> CallScript {
        let dialogue = self.0.dialogues.current();
        let says = told.map(|(message, with)| Say {
            language: bridge.language.clone(),
            flow: None,
            message: message.into(),
            rung: Rung::First,
            key: None,
            with,
        });
        crate::render::call(&dialogue.catalogue, says.as_slice(), then, &dialogue.facts)
    }

    fn bridge_address(&self, path: &str, id: &str, more: &str) -> String {
        self.0.public_url.join(&format!("{path}?b={id}{more}"))
    }
}

/// The language in which an advisor is told what comes: that of their console.
fn spoken_by(advisor: &Advisor) -> Language {
    advisor.console.language.as_str().parse().unwrap_or_else(|_| Language::french())
}
