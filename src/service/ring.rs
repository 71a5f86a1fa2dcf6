//! A call of ours: a person is rung and, once they press a key, hears what no text could bring them.
//!
//! The call is a conversation like any other, begun before the provider is asked for it. Its first words are saved as the
//! reply to the call's first request; so whoever answers is served by what was committed, and nothing else.

use std::time::Duration;

use super::{
    Service, Unserved,
    call::ring_id,
    decide::{Place, Turn},
    outbox::RETRIED,
};
use crate::{
    channel::Channel,
    flow::{state::State, turn::Input, value::Value},
    phone_number::PhoneNumber,
    provider::client::{NewCall, SendError, Sent},
    store::conversation::ConversationChange,
};

/// How long it rings: about six times, before most answering machines take over.
const RINGS: Duration = Duration::from_secs(25);
/// The longest call. The words are heard several times in it, and an advisor's callback can be booked.
pub const LONGEST_CALL: Duration = Duration::from_secs(300);

/// Words to read to somebody.
#[derive(Clone, Copy)]
pub struct ReadOut<'a> {
    /// The order's identifier: letters, digits and `-`.
    pub order_id: &'a str,
    /// Which try at it this is. Each has a conversation of its own.
    pub attempt: i64,
    /// Our number.
    pub service_number: &'a str,
    /// Whom to ring.
    pub to: &'a PhoneNumber,
    /// The text that could not be sent.
    pub words: &'a str,
}

impl Service {
    /// Rings a person once. Called again with the same order and attempt it rings again, with the same first words: the
    /// caller does so only where the provider surely was not asked.
    ///
    /// # Errors
    /// The outer one where the call could not be prepared, and nobody was rung; the inner one as the provider told.
    pub async fn ring(&self, order: &ReadOut<'_>) -> Result<Result<Sent, SendError>, Unserved> {
        let Some(client) = &self.0.client else { return Ok(Err(SendError::NotSent)) };
        self.prepare(order).await?;
        let ring = format!("{}.{}", order.order_id, order.attempt);
        let call = NewCall {
            from: order.service_number,
            to: order.to,
            url: &self.0.public_url.join(&format!("/twilio/voice?ring={ring}{RETRIED}")),
            status_callback: &self.0.public_url.join(&format!("/twilio/voice-status?ring={ring}{RETRIED}")),
            rings: RINGS,
            longest: LONGEST_CALL,
        };
        Ok(client.place_call(&call).await)
    }

    /// Decides and saves the first words.
    async fn prepare(&self, order: &ReadOut<'_>) -> Result<(), Unserved> {
        let call_id = ring_id(&format!("{}.{}", order.order_id, order.attempt));
        let key = format!("call:{call_id}:0");
        let _in_order = self.0.locks.hold(&format!("call:{call_id}")).await;
        let (now, local) = self.now();
        let mut seed = self.seed()?;
        let opening = self.opening(Channel::Voice, order.service_number, Some(order.to.clone())).await?;
        let dialogue = self.0.dialogues.current();
        let id = seed.id(now);
        let place = Place { conversation_id: id.clone(), service_number: order.service_number.to_owned() };
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place: &place, key: &key, now, local, seed, checked: &mut None };
        let with = vec![("words".into(), Value::Text(aloud(order.words)))];
        let invite = Input::Invite { flow: dialogue.script.service.read_out.clone(), with };
        let decided = turn.decide(State::new(&opening), vec![invite]).await;
        let (service_number, begun) = (order.service_number.to_owned(), Some(call_id.clone()));
        let change = |standing| ConversationChange::Begin { id, service_number, call_id: begun, standing };
        match self.commit_call(&key, &call_id, &dialogue, (decided, 1, now), change).await? {
            Some(_) => Ok(()),
            None => Err(Unserved::Contended),
        }
    }
}

/// A text as it is read: long digits one by one, or a voice would say thousands, and a pause where a line ends.
fn aloud(text: &str) -> String {
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
