//! A call of ours: a person is rung, and whoever answers stands at the beginning of a flow. What no text could bring is read
//! so, and so is a reminder told.
//!
//! The call is a conversation like any other, begun before the provider is asked for it. Its first words are saved as the
//! reply to the call's first request; so whoever answers is served by what was committed, and nothing else. A machine hears
//! one sentence in their place, or nothing.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{
    MOST_TRIES, Service, Unserved,
    call::{RING, ring_id},
    decide::{Decided, Place, Turn},
    mandating::offer_of,
    outbox::{NO_REASON, RETRIED},
    reminding::tells_deadlines,
    xml,
};
use crate::{
    channel::Channel,
    flow::{
        Name,
        state::State,
        turn::{Input, Rung, Say, Then},
        value::Value,
    },
    outgoing::{
        Kind,
        call::{CallEnd, Voicemail},
        failure::SendError,
        next::Next,
        spending::Spending,
    },
    phone_number::PhoneNumber,
    provider::{
        client::{NewCall, Sent},
        twilio::{CallStatus, InboundCall, Progress},
        twiml,
    },
    render::script::{CallScript, CallThen},
    store::{
        StoreError,
        conversation::ConversationChange,
        meeting::Met,
        outbox::{CallNews, Claimed, NewText, Terms},
        turn::{SavedReply, Write},
    },
};

/// How long it rings: about six times, before most answering machines take over.
const RINGS: Duration = Duration::from_secs(25);
/// The longest call. What is to be said is heard several times in it, and an advisor's callback can be booked.
pub const LONGEST_CALL: Duration = Duration::from_secs(300);

/// The flow that a call of ours begins, and what it takes. Nothing of it is heard before the flow says it: its first step
/// asks for a key, and tells nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Beginning {
    /// The flow.
    pub flow: Name,
    /// The values it takes, by name.
    pub with: Vec<(Name, Value)>,
}

/// A call to place.
#[derive(Clone, Copy)]
pub struct Ringing<'a> {
    /// The order's identifier: letters, digits and `-`.
    pub order_id: &'a str,
    /// Which try at it this is. Each has a conversation of its own.
    pub attempt: i64,
    /// Our number.
    pub service_number: &'a str,
    /// Whom to ring.
    pub to: &'a PhoneNumber,
    /// What whoever answers begins with.
    pub beginning: &'a Beginning,
}

/// An order to ring a person and to begin a flow with whoever answers, at `not_before` or up to two hours later: to be kept
/// by [`crate::store::Store::add_text`]. The hour is the choice of whoever orders it.
pub fn order(
    id: String,
    (service_number, to): (&str, PhoneNumber),
    beginning: &Beginning,
    (not_before, at): (Timestamp, Timestamp),
    spending: &Spending,
) -> NewText {
    NewText {
        id,
        kind: Kind::Ring,
        to,
        service_number: service_number.to_owned(),
        payload: json!(beginning),
        cost: spending.call_cents(LONGEST_CALL),
        not_before,
        conversation_id: None,
        at,
    }
}

impl Service {
    /// What a call that reads these words begins with.
    pub fn reading_out(&self, words: &str) -> Beginning {
        let flow = self.0.dialogues.current().script.service.read_out.clone();
        Beginning { flow, with: vec![("words".into(), Value::Text(aloud(words)))] }
    }

    /// Rings the person of an order.
    pub(super) async fn carry_out_call(&self, order: &Claimed, terms: &Terms) -> Result<(), Unserved> {
        let beginning = match self.beginning(&order.text).await? {
            Ok(Some(beginning)) => beginning,
            Ok(None) => return self.withdraw(order, NO_REASON).await,
            Err(reason) => {
                let next = Next::Failed { mark: None };
                return self.finish(order, next, reason, true, self.0.clock.now()).await;
            }
        };
        if !self.hold(order, terms, None).await? {
            return Ok(());
        }
        let text = &order.text;
        let ringing = Ringing {
            order_id: &text.id,
            attempt: order.attempts,
            service_number: &text.service_number,
            to: &text.to,
            beginning: &beginning,
        };
        let rung = self.ring(&ringing).await?;
        self.0.metrics.provider_call(rung.as_ref().err());
        match rung {
            Ok(sent) => {
                self.0.store.text_sent(&text.id, order.attempts, &sent.message_id, self.0.clock.now()).await?;
                Ok(())
            }
            Err(error) => self.not_sent(order, error).await,
        }
    }

    /// What the call of an order begins with, or nothing where there is no more reason for it; else why it cannot begin, in
    /// words for the operator.
    async fn beginning(&self, text: &NewText) -> Result<Result<Option<Beginning>, String>, Unserved> {
        if let Some(id) = offer_of(text) {
            let flow = self.facts().mandate.clone();
            return Ok(Ok(self.offer_now(id, &text.to).await?.map(|with| Beginning { flow, with })));
        }
        if !tells_deadlines(text) {
            return Ok(self.ordered_beginning(text).map(Some));
        }
        let flow = self.facts().reminder.clone();
        let with = self.reminder_now(text).await?;
        Ok(Ok(with.map(|with| Beginning { flow, with: vec![with] })))
    }

    fn ordered_beginning(&self, text: &NewText) -> Result<Beginning, String> {
        if text.kind == Kind::ReadOut {
            let words = text.payload.get("body").and_then(Json::as_str);
            return words.map(|words| self.reading_out(words)).ok_or_else(|| "no words to read".to_owned());
        }
        let beginning: Beginning = serde_json::from_value(text.payload.clone())
            .map_err(|_| "it does not say which flow whoever answers begins with".to_owned())?;
        let dialogue = self.0.dialogues.current();
        let Some(flow) = dialogue.script.flows.get(&beginning.flow) else {
            return Err(format!("there is no flow `{}`", beginning.flow));
        };
        let given = |name: &Name| beginning.with.iter().any(|(given, _)| given == name);
        match flow.takes.iter().find(|name| !given(name)) {
            Some(name) => Err(format!("the flow `{}` takes `{name}`, which the order does not give", flow.name)),
            None => Ok(beginning),
        }
    }

    /// Rings a person once. Called again with the same order and attempt it rings again, with the same first words: the
    /// caller does so only where the provider surely was not asked.
    ///
    /// # Errors
    /// The outer one where the call could not be prepared, and nobody was rung; the inner one as the provider told.
    pub async fn ring(&self, ringing: &Ringing<'_>) -> Result<Result<Sent, SendError>, Unserved> {
        let Some(client) = &self.0.client else { return Ok(Err(SendError::NotSent)) };
        self.prepare(ringing).await?;
        let ring = format!("{}.{}", ringing.order_id, ringing.attempt);
        let call = NewCall {
            from: ringing.service_number,
            to: ringing.to,
            url: &self.0.public_url.join(&format!("/twilio/voice?ring={ring}{RETRIED}")),
            status_callback: &self.0.public_url.join(&format!("/twilio/voice-status?ring={ring}{RETRIED}")),
            rings: RINGS,
            longest: LONGEST_CALL,
            voicemail: Some(self.0.sending.voicemail),
        };
        Ok(client.place_call(&call).await)
    }

    /// Decides and saves the first words.
    async fn prepare(&self, ringing: &Ringing<'_>) -> Result<(), Unserved> {
        let call_id = ring_id(&format!("{}.{}", ringing.order_id, ringing.attempt));
        let key = format!("call:{call_id}:0");
        let _in_order = self.0.locks.hold(&format!("call:{call_id}")).await;
        let (now, local) = self.now();
        let mut seed = self.seed()?;
        let opening = self.opening(Channel::Voice, ringing.service_number, Some(ringing.to.clone())).await?;
        let dialogue = self.0.dialogues.current();
        let id = seed.id(now);
        let place = Place { conversation_id: id.clone(), service_number: ringing.service_number.to_owned() };
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place: &place, key: &key, now, local, seed, checked: &mut None };
        let Beginning { flow, with } = ringing.beginning.clone();
        let decided = turn.decide(State::new(&opening), vec![Input::Invite { flow, with }]).await;
        let (service_number, begun) = (ringing.service_number.to_owned(), Some(call_id.clone()));
        let change = |standing| ConversationChange::Begin { id, service_number, call_id: begun, standing };
        match self.commit_call(&key, &call_id, &dialogue, (decided, 1, now), change).await? {
            Some(_) => Ok(()),
            None => Err(Unserved::Contended),
        }
    }

    /// Answers a machine that took a call of ours: one sentence, the same for everybody, and the conversation is over.
    pub(super) async fn leave_message(&self, inbound: &InboundCall) -> Result<SavedReply, Unserved> {
        let call_id = &inbound.call_id;
        let key = format!("call:{call_id}:machine");
        for _ in 0..MOST_TRIES {
            let known = match self.0.store.meet_call(&key, call_id, None).await? {
                Met::Repeat(reply) => return Ok(reply),
                Met::Turn(known) => known.conversation.ok_or(Unserved::NotOurs)?,
            };
            let (Some(state), None) = (known.state, known.ended_at) else { return Ok(self.silent_end()) };
            let dialogue = self.0.dialogues.version(&known.script_hash, &self.0.store).await?;
            let mut decided = Decided::nothing(state);
            if self.0.sending.voicemail == Voicemail::Sentence {
                decided.says.push(Say {
                    language: decided.state.language.clone(),
                    flow: None,
                    message: "voicemail".into(),
                    rung: Rung::First,
                    key: None,
                    with: Vec::new(),
                });
            }
            decided.then = Then::End { outcome: "voicemail".into() };
            decided.writes.extend(news(call_id, CallEnd::Voicemail).map(Write::Call));
            let (id, expected) = (known.id, known.version);
            let change = |standing| ConversationChange::GoOn { id, expected, standing };
            let reply = self.commit_call(&key, call_id, &dialogue, (decided, expected + 1, known.begun_at), change);
            if let Some(reply) = reply.await? {
                self.0.metrics.call(CallEnd::Voicemail);
                return Ok(reply);
            }
        }
        Err(Unserved::Contended)
    }

    /// Hangs up without a word.
    fn silent_end(&self) -> SavedReply {
        xml(twiml::call(&CallScript { spoken: Vec::new(), then: CallThen::HangUp }, &self.0.voices, ""))
    }

    /// A call of ours is over, as the provider tells of `ring`: how it ended is kept on its order, and the conversation
    /// that waited for somebody to answer is closed. News may come twice, and before or after the turns of the call.
    ///
    /// # Errors
    /// Where it cannot be saved.
    pub async fn ring_over(&self, ring: &str, status: &CallStatus) -> Result<(), Unserved> {
        let call_id = ring_id(ring);
        if let (Some(end), Some(news)) = (status.end(), news(&call_id, CallEnd::NoKey)) {
            let provider_call_id = Some(status.call_id.clone());
            self.note_end(CallNews { end, provider_call_id, ..news }).await?;
        }
        self.call_over(&CallStatus { call_id, ..status.clone() }).await
    }

    /// That somebody is there in a call of ours, where that was not known yet.
    pub(super) async fn first_answer(&self, call_id: &str) -> Result<Option<CallNews>, StoreError> {
        let Some(news) = news(call_id, CallEnd::Answered) else { return Ok(None) };
        let known = self.0.store.call_end(&news.id).await?;
        Ok((known != Some(CallEnd::Answered)).then_some(news))
    }

    /// Keeps how a call ended, and counts it once.
    pub(super) async fn note_end(&self, news: CallNews) -> Result<(), Unserved> {
        let end = news.end;
        if self.0.store.call_ended(news, self.lease_time().await?).await? {
            self.0.metrics.call(end);
        }
        Ok(())
    }
}

/// That the call of this name ended so; none for a call that is not ours.
fn news(call_id: &str, end: CallEnd) -> Option<CallNews> {
    let (order, attempt) = call_id.strip_prefix(RING)?.rsplit_once('.')?;
    Some(CallNews { id: order.to_owned(), attempt: Some(attempt.parse().ok()?), provider_call_id: None, end })
}

/// Whether nobody took this call of ours: its conversation never began.
pub(super) fn is_unanswered(status: &CallStatus) -> bool {
    status.call_id.starts_with(RING) && status.status != Progress::Completed
}

/// A text as it is read: long digits one by one, or a voice would say thousands, and a pause where a line ends.
pub(super) fn aloud(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len() * 2);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !spoken.is_empty() {
            let ended = spoken.ends_with(['.', '!', '?', ':', '؟', '،', ',', ';']);
            spoken.push_str(if ended { " " } else { ". " });
        }
        for word in line.split_inclusive(|c: char| !c.is_ascii_digit()) {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let (run, rest) = word.split_at(digits);
            if digits < LONG_RUN {
                spoken.push_str(run);
            } else {
                let spaced: Vec<&str> = run.split("").filter(|digit| !digit.is_empty()).collect();
                spoken.push_str(&spaced.join(" "));
            }
            spoken.push_str(rest);
        }
    }
    spoken
}

/// Digits in a row that are a number to be noted and no quantity. A year is one, and is understood either way.
const LONG_RUN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_with_its_long_numbers_digit_by_digit_and_a_pause_at_each_line() {
        let rows = [
            ("Référence : 4821097. Merci.", "Référence : 4 8 2 1 0 9 7. Merci."),
            ("Le 3 novembre 2026, 450 euros.", "Le 3 novembre 2026, 450 euros."),
            ("Appelez le 01 99 00 00 02\nMerci", "Appelez le 01 99 00 00 02. Merci"),
            ("Une question ?\n\n1 oui\n2 non", "Une question ? 1 oui. 2 non"),
            ("12345", "1 2 3 4 5"),
            ("رقم المرجع: 12345.", "رقم المرجع: 1 2 3 4 5."),
            ("", ""),
        ];
        for (text, spoken) in rows {
            assert_eq!(aloud(text), spoken);
        }
    }
}
