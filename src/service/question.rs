//! A text with which we begin a conversation, such as a question or a reminder: rendered when it is sent, and on the table
//! once the provider has taken it.

use serde_json::Value as Json;

use super::{
    MOST_TRIES, Service, Unserved,
    decide::{Place, Turn, standing},
    desk::telling::missed_of,
    mandating::offer_of,
    reminding::tells_deadlines,
    text::{CONVERSATION_LASTS, LEVEL_LASTS, sent},
    version::stands,
    xml,
};
use crate::{
    channel::Channel,
    flow::{Name, state::State, turn::Input, value::Value},
    outgoing::Kind,
    phone_number::PhoneNumber,
    provider::twiml,
    render::script::SmsText,
    store::{
        StoreError,
        callback::{Callback as CallbackRow, CallbackState},
        conversation::ConversationChange,
        outbox::{Claimed, NewText},
        turn::{Outcome, TurnCommit, Write},
    },
};

/// A question ready to be sent: its words, and the conversation it becomes part of.
pub(super) struct Question {
    pub(super) sms: SmsText,
    change: ConversationChange,
    writes: Vec<Write>,
}

/// The flow that a person is invited to, and what it takes.
struct Invitation {
    flow: Name,
    with: Vec<(Name, Value)>,
}

/// Whether an order begins a conversation by text.
pub(super) fn begins_by_text(order: &NewText) -> bool {
    order.kind == Kind::Ask || (order.kind == Kind::Reminder && tells_deadlines(order)) || missed_of(order).is_some()
}

impl Service {
    /// Puts a question on the table that the provider has taken: the conversation waits for its answer from now on.
    ///
    /// # Errors
    /// Where that cannot be saved; that it was sent is written down all the same.
    pub(super) async fn put_on_table(
        &self,
        claimed: &Claimed,
        provider_message_id: &str,
        mut ready: Option<Question>,
    ) -> Result<(), Unserved> {
        let text = &claimed.text;
        for _ in 0..MOST_TRIES {
            // The conversation may have moved while the text was on its way: decided again, sent once.
            let question = match ready.take() {
                Some(question) => question,
                None => match self.question(text).await? {
                    Some(question) => question,
                    // What was missing was given meanwhile, or is over: nothing is on the table.
                    None => return self.note_sent(claimed, provider_message_id).await,
                },
            };
            let mut writes = question.writes;
            writes.push(sent(&question.sms));
            writes.push(Write::TextSent {
                id: text.id.clone(),
                attempts: claimed.attempts,
                provider_message_id: provider_message_id.to_owned(),
            });
            let commit = TurnCommit {
                key: asked_key(claimed),
                at: self.0.clock.now(),
                conversation: question.change,
                input_kind: "invite",
                reply: xml(twiml::text(None, None)),
                writes,
            };
            match self.0.store.commit(commit).await? {
                Outcome::Committed => return Ok(()),
                // A receipt was quicker, and put it there.
                Outcome::Repeated(_) => return self.note_sent(claimed, provider_message_id).await,
                Outcome::Stale | Outcome::Clash => {}
            }
        }
        self.note_sent(claimed, provider_message_id).await?;
        Err(Unserved::Contended)
    }

    /// Whether the question of this try is on the table already.
    pub(super) async fn is_on_table(&self, claimed: &Claimed) -> Result<bool, StoreError> {
        Ok(self.0.store.saved_reply(&asked_key(claimed)).await?.is_some())
    }

    async fn note_sent(&self, claimed: &Claimed, provider_message_id: &str) -> Result<(), Unserved> {
        let now = self.0.clock.now();
        self.0.store.text_sent(&claimed.text.id, claimed.attempts, provider_message_id, now).await?;
        Ok(())
    }

    /// What a text invites the person to, as it stands now; none where there is no more reason for it.
    async fn invitation(&self, text: &NewText) -> Result<Option<Invitation>, Unserved> {
        let service = self.facts();
        if tells_deadlines(text) {
            let with = self.reminder_now(text).await?;
            return Ok(with.map(|with| Invitation { flow: service.reminder.clone(), with: vec![with] }));
        }
        if let Some(id) = offer_of(text) {
            let with = self.offer_now(id, &text.to).await?;
            return Ok(with.map(|with| Invitation { flow: service.mandate.clone(), with }));
        }
        if let Some(id) = missed_of(text) {
            let callback = self.0.store.callback(id).await?;
            let open = callback.filter(|callback| callback.state == CallbackState::Open);
            return Ok(open.map(|CallbackRow { asked, .. }| Invitation {
                flow: service.missed.clone(),
                with: vec![
                    ("subject".into(), Value::Symbol(asked.subject)),
                    ("half_day".into(), Value::Symbol(asked.half_day)),
                ],
            }));
        }
        let field = |name: &str| text.payload.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let (file_id, item) = (field("file_id"), field("item"));
        let Some(file) = self.0.store.case_file(&file_id).await? else { return Ok(None) };
        let still_missing = file.missing.into_iter().find(|missing| missing.name == item && missing.answer.is_none());
        let with = |missing| vec![("file".into(), Value::FileId(file_id)), ("item".into(), Value::Item(missing))];
        Ok(still_missing.map(|missing| Invitation { flow: service.ask_item.clone(), with: with(missing) }))
    }

    /// The question in the person's language now, or none where there is no more reason to ask it.
    pub(super) async fn question(&self, text: &NewText) -> Result<Option<Question>, Unserved> {
        let Some(Invitation { flow, with }) = self.invitation(text).await? else { return Ok(None) };
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
        let state = if dialogue.hash == hash || stands(&dialogue.script, &state) {
            state
        } else {
            // Its version is gone, and with it the place it stood at.
            self.new_text_state(&text.service_number, &text.to).await?
        };
        let conversation_id = known.as_ref().map_or_else(|| seed.id(now), |known| known.id.clone());
        let place = Place { conversation_id: conversation_id.clone(), service_number: text.service_number.clone() };
        let key = format!("ask:{}", text.id);
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place: &place, key: &key, now, local, seed, checked: &mut None };
        let invite = Input::Invite { flow, with };
        // Our own text is no word of the person's: what was proved long ago stays lapsed.
        let lapse = (idle >= LEVEL_LASTS).then_some(Input::Lapse);
        let decided = turn.decide(state, lapse.into_iter().chain([invite]).collect()).await;
        let sms = crate::render::text(&dialogue.catalogue, &decided.says, &dialogue.facts);
        let begun_at = known.as_ref().map_or(now, |known| known.begun_at);
        let standing = standing(decided.state, &decided.then, &dialogue.hash, begun_at);
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
}

/// The turn in which a question is put on the table: one for each try.
fn asked_key(claimed: &Claimed) -> String {
    format!("ask:{}:{}", claimed.text.id, claimed.attempts)
}
