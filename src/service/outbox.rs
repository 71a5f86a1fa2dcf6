//! The worker that hands texts to the provider, and the receipts that say what became of them.

use std::time::Duration;

use futures_util::FutureExt;
use jiff::SignedDuration;
use serde_json::Value as Json;

use super::{
    MOST_TRIES, Service, Unserved,
    decide::{Place, Turn, standing},
    text::{CONVERSATION_LASTS, LEVEL_LASTS, sent},
    xml,
};
use crate::{
    channel::Channel,
    flow::{state::State, turn::Input, value::Value},
    phone_number::PhoneNumber,
    provider::{
        client::SendError,
        error_code::Reaction,
        twilio::{Delivery, TextStatus},
        twiml,
    },
    render::script::SmsText,
    store::{
        StoreError,
        conversation::ConversationChange,
        outbox::{ClaimedText, Receipt, TextKind},
        turn::{Outcome, TurnCommit, Write},
    },
};

/// How often the outbox is looked at.
pub const POLL: Duration = Duration::from_millis(500);
/// How long a text may be in hand: longer than one order to the provider can take.
const LEASE: Duration = Duration::from_secs(60);
/// Texts handed over before the rest of the service is looked at again.
const MOST_AT_ONCE: usize = 100;
/// How long a text conversation may wait for the world before its query counts as lost.
const LOST_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// Tries after which a text that was surely never sent is given up.
const MOST_ATTEMPTS: i64 = 8;
/// Why a question or a reminder is not sent after all.
const NOTHING_MISSING: &str = "nothing is missing any more";

/// A question ready to be sent: its words, and the conversation it becomes part of.
struct Question {
    sms: SmsText,
    change: ConversationChange,
    writes: Vec<Write>,
}

impl Service {
    /// Hands over what is due, and says how many texts that was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hand_over(&self) -> Result<usize, StoreError> {
        for count in 0..MOST_AT_ONCE {
            if !self.hand_over_one().await? {
                return Ok(count);
            }
        }
        Ok(MOST_AT_ONCE)
    }

    /// Hands over the text that is due first; false where none is. One at a time, so that a stop or a crash leaves at
    /// most one text in doubt.
    async fn hand_over_one(&self) -> Result<bool, StoreError> {
        if self.0.client.is_none() {
            return Ok(false);
        }
        let Some(text) = self.0.store.claim_due(self.0.clock.now(), LEASE, 1).await?.pop() else { return Ok(false) };
        let id = text.text.id.clone();
        let handed = match text.text.kind {
            TextKind::Text | TextKind::Reminder => self.send(text).await,
            TextKind::Ask => self.begin_conversation(text).await,
        };
        if let Err(error) = handed {
            tracing::error!(message.id = id, %error, "a text could not be settled; its lease will end as uncertain");
        }
        Ok(true)
    }

    async fn send(&self, claimed: ClaimedText) -> Result<(), Unserved> {
        let id = claimed.text.id.clone();
        let Some(body) = claimed.text.payload.get("body").and_then(Json::as_str) else {
            self.0.store.text_failed(&id, "no words to send", self.0.clock.now()).await?;
            return Ok(());
        };
        if claimed.text.kind == TextKind::Reminder && !self.still_missing(&claimed.text.payload).await? {
            self.0.store.text_failed(&id, NOTHING_MISSING, self.0.clock.now()).await?;
            return Ok(());
        }
        match self.deliver(&claimed, body).await {
            Ok(message_id) => self.0.store.text_sent(&id, &message_id, self.0.clock.now()).await?,
            Err(error) => self.not_sent(&claimed, error).await?,
        };
        Ok(())
    }

    /// Whether the item a reminder is about has not been given; true where it names none.
    async fn still_missing(&self, payload: &Json) -> Result<bool, StoreError> {
        let field = |name: &str| payload.get(name).and_then(Json::as_str);
        let (Some(file_id), Some(item)) = (field("file_id"), field("item")) else { return Ok(true) };
        let file = self.0.store.case_file(file_id).await?;
        let missing = file.into_iter().flat_map(|file| file.missing).find(|missing| missing.name == item);
        Ok(missing.is_some_and(|missing| missing.answer.is_none()))
    }

    async fn deliver(&self, claimed: &ClaimedText, body: &str) -> Result<String, SendError> {
        let Some(client) = &self.0.client else { return Err(SendError::NotSent) };
        let text = &claimed.text;
        let callback = self.0.public_url.join(&format!("/twilio/sms-status?m={}", text.id));
        let sent = client.send_text(&text.service_number, &text.to, body, Some(&callback)).await?;
        Ok(sent.message_id)
    }

    /// What is surely not sent is tried again, later each time; what may have been is never sent twice.
    async fn not_sent(&self, claimed: &ClaimedText, error: SendError) -> Result<bool, StoreError> {
        let (store, id, now) = (&self.0.store, claimed.text.id.as_str(), self.0.clock.now());
        tracing::warn!(message.id = id, message.attempt = claimed.attempts, %error, "a text was not handed over");
        let again = matches!(
            error,
            SendError::Busy { .. }
                | SendError::NotSent
                | SendError::Resting { .. }
                | SendError::Refused { reaction: Reaction::Retry, .. }
        );
        if again && claimed.attempts < MOST_ATTEMPTS {
            return store.text_retry_at(id, now + back_off(claimed.attempts), now).await;
        }
        match error {
            SendError::Uncertain => store.text_uncertain(id, &error.to_string(), now).await,
            SendError::Refused { reaction: Reaction::OptedOut, .. } => {
                store.opt_out(&claimed.text.to, now).await?;
                store.text_failed(id, &error.to_string(), now).await
            }
            _ => store.text_failed(id, &error.to_string(), now).await,
        }
    }

    /// Asks for a missing item: the question is on the table once the provider has taken it.
    async fn begin_conversation(&self, claimed: ClaimedText) -> Result<(), Unserved> {
        let text = &claimed.text;
        let _in_order = self.0.locks.conversation(&text.service_number, &text.to).await;
        let Some(question) = self.question(&claimed).await? else {
            self.0.store.text_failed(&text.id, NOTHING_MISSING, self.0.clock.now()).await?;
            return Ok(());
        };
        let message_id = match self.deliver(&claimed, &question.sms.body).await {
            Ok(message_id) => message_id,
            Err(error) => {
                self.not_sent(&claimed, error).await?;
                return Ok(());
            }
        };
        let mut question = Some(question);
        for _ in 0..MOST_TRIES {
            let ready = match question.take() {
                Some(ready) => ready,
                // The conversation moved while the text was on its way: decided again, sent once.
                None => match self.question(&claimed).await? {
                    Some(ready) => ready,
                    None => break,
                },
            };
            let mut writes = ready.writes;
            writes.push(sent(&ready.sms));
            writes.push(Write::TextSent { id: text.id.clone(), provider_message_id: message_id.clone() });
            let commit = TurnCommit {
                key: format!("ask:{}", text.id),
                at: self.0.clock.now(),
                conversation: ready.change,
                input_kind: "invite",
                reply: xml(twiml::text(None, None)),
                writes,
            };
            if !matches!(self.0.store.commit(commit).await?, Outcome::Stale | Outcome::Clash) {
                return Ok(());
            }
        }
        self.0.store.text_sent(&text.id, &message_id, self.0.clock.now()).await?;
        Err(Unserved::Contended)
    }

    /// The question in the person's language now, or none where the file no longer waits for the item.
    async fn question(&self, claimed: &ClaimedText) -> Result<Option<Question>, Unserved> {
        let text = &claimed.text;
        let field = |name: &str| text.payload.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let (file_id, item) = (field("file_id"), field("item"));
        let Some(file) = self.0.store.case_file(&file_id).await? else { return Ok(None) };
        let still_missing = file.missing.into_iter().find(|missing| missing.name == item && missing.answer.is_none());
        let Some(missing) = still_missing else { return Ok(None) };
        let known = self.0.store.find_text(&text.service_number, &text.to).await?;
        let (now, local) = self.now();
        let mut seed = self.seed()?;
        let idle = known.as_ref().map(|known| now.duration_since(known.touched_at)).unwrap_or_default();
        let running = known.as_ref().and_then(|known| Some((known.state.clone()?, known.script_hash.clone())));
        let (state, hash) = match running {
            Some((state, hash)) if !state.threads.is_empty() && idle < CONVERSATION_LASTS => (state, hash),
            _ => (self.new_text_state(&text.service_number, &text.to).await?, self.0.dialogues.current().hash.clone()),
        };
        let dialogue = self.0.dialogues.version(&hash, &self.0.store).await?;
        let conversation_id = known.as_ref().map_or_else(|| seed.id(now), |known| known.id.clone());
        let place = Place { conversation_id: conversation_id.clone(), service_number: text.service_number.clone() };
        let key = format!("ask:{}", text.id);
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place: &place, key: &key, now, local, seed, checked: &mut None };
        let with = vec![("file".into(), Value::FileId(file_id)), ("item".into(), Value::Item(missing))];
        let invite = Input::Invite { flow: dialogue.script.service.ask_item.clone(), with };
        // Our own text is no word of the person's: what was proved long ago stays lapsed.
        let lapse = (idle >= LEVEL_LASTS).then_some(Input::Lapse);
        let decided = turn.decide(state, lapse.into_iter().chain([invite]).collect()).await;
        let sms = crate::render::text(&dialogue.catalogue, &decided.says, &dialogue.facts);
        let begun_at = known.as_ref().map_or(now, |known| known.begun_at);
        let standing = standing(decided.state, &decided.then, &hash, begun_at);
        let change = match known {
            Some(known) => ConversationChange::GoOn { id: known.id, expected: known.version, standing },
            None => ConversationChange::Begin {
                id: conversation_id,
                service_number: text.service_number.clone(),
                call_id: None,
                standing,
            },
        };
        Ok(Some(Question { sms, change, writes: decided.writes }))
    }

    async fn new_text_state(&self, service_number: &str, person: &PhoneNumber) -> Result<State, StoreError> {
        let opening = self.opening(Channel::Sms, service_number, Some(person.clone())).await?;
        Ok(State::new(&opening))
    }

    /// Takes a receipt for a text of ours. Receipts may come twice and in any order: a final state stays.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn receipt(&self, our_id: &str, status: &TextStatus) -> Result<(), StoreError> {
        let receipt = match status.status {
            Delivery::Delivered | Delivery::Read => Receipt::Delivered,
            Delivery::Failed | Delivery::Undelivered | Delivery::Canceled => Receipt::Failed,
            Delivery::Sent | Delivery::PartlyDelivered => Receipt::Sent,
            _ => return Ok(()),
        };
        let detail = status.error_code.map_or_else(String::new, |code| code.to_string());
        self.0.store.text_receipt(our_id, receipt, &detail, self.0.clock.now()).await?;
        Ok(())
    }

    /// Hands texts over until `stop` resolves; the one in hand is settled first.
    pub async fn run_outbox(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        self.give_up_lost(self.0.clock.now()).await;
        loop {
            match self.hand_over_one().await {
                Ok(true) if (&mut stop).now_or_never().is_some() => return,
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the outbox cannot be read"),
            }
            self.give_up_lost(self.0.clock.now() - LOST_AFTER).await;
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}

/// 10 s, 20 s, 40 s … up to about 20 minutes.
fn back_off(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    SignedDuration::from_secs(10 * i64::from(2u32.pow(doublings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_not_sent_waits_longer_each_time() {
        let waits: Vec<i64> = (1..=8).map(|attempt| back_off(attempt).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280]);
    }
}
