//! A turn decided: the engine's steps, and its queries answered under a deadline.

use std::time::Duration;

use jiff::{Timestamp, Zoned, civil::time};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::{Service, dialogue::Dialogue};
use crate::{
    case::{CaseFile, FileNumber, ItemAnswer},
    flow::{
        self,
        state::State,
        turn::{Answer, Input, Order, Query, Say, Then},
        value::Secret,
    },
    id::Seed,
    identity,
    store::{
        StoreError,
        callback::NewCallback,
        case_file::{Attempt, NewAnswer},
        outbox::{NewText, TextKind},
        turn::Write,
    },
};

/// Queries one turn may ask.
const MOST_QUERIES: usize = 8;
/// How long a turn's queries may take in all. A turn ends within two seconds.
const QUERY_TIME: Duration = Duration::from_millis(1_500);

/// The conversation a turn belongs to.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its identifier.
    pub(super) conversation_id: String,
    /// Our number in it.
    pub(super) service_number: String,
}

/// A turn decided, nothing of it saved yet.
pub(super) struct Decided {
    pub(super) state: State,
    pub(super) says: Vec<Say>,
    pub(super) then: Then,
    pub(super) writes: Vec<Write>,
}

/// What one turn is decided with.
pub(super) struct Turn<'a> {
    pub(super) service: &'a Service,
    pub(super) dialogue: &'a Dialogue,
    pub(super) place: &'a Place,
    pub(super) now: Timestamp,
    pub(super) local: Zoned,
    pub(super) seed: Seed,
    /// What a code check of this very input found, kept where the turn is decided again: a try counts once.
    pub(super) checked: &'a mut Option<Checked>,
}

/// A code check and the file it was for.
pub(super) struct Checked {
    key: [String; 3],
    file_id: Option<String>,
}

impl Turn<'_> {
    /// Runs the engine until it waits or ends.
    pub(super) async fn decide(&mut self, mut state: State, inputs: Vec<Input>) -> Decided {
        let deadline = Instant::now() + QUERY_TIME;
        let mut decided: Option<Decided> = None;
        for input in inputs {
            let mut all = decided.take().unwrap_or_else(|| Decided {
                state: state.clone(),
                says: Vec::new(),
                then: Then::End { outcome: "idle".into() },
                writes: Vec::new(),
            });
            let mut turn = flow::step(&self.dialogue.script, all.state, input, &self.local);
            for _ in 0..MOST_QUERIES {
                let Then::Query(query) = turn.then else { break };
                all.says.append(&mut turn.says);
                self.order(&turn.state, std::mem::take(&mut turn.orders), &mut all.writes);
                let answer = self.answer(&turn.state, query, &mut all.writes, deadline).await;
                turn = flow::step(&self.dialogue.script, turn.state, Input::Answer(answer), &self.local);
            }
            if matches!(turn.then, Then::Query(_)) {
                turn = flow::step(&self.dialogue.script, turn.state, Input::GiveUp, &self.local);
            }
            all.says.append(&mut turn.says);
            self.order(&turn.state, turn.orders, &mut all.writes);
            all.then = turn.then;
            all.state = turn.state;
            decided = Some(all);
        }
        trace(decided.as_ref().map_or(&[], |decided| &decided.says));
        decided.unwrap_or_else(|| {
            state.stale = false;
            Decided { state, says: Vec::new(), then: Then::End { outcome: "idle".into() }, writes: Vec::new() }
        })
    }

    async fn answer(&mut self, state: &State, query: Query, writes: &mut Vec<Write>, deadline: Instant) -> Answer {
        let answering = async {
            match query {
                Query::Verify { organisation, number, postcode, code } => {
                    self.verify([organisation, number, postcode.unwrap_or_default()], code, writes).await
                }
                Query::LookUp { file_id } => self.look_up(&file_id, writes).await,
                Query::Give { file_id, item, value, confirmed } => {
                    let answer = Given { file_id, item, value, confirmed };
                    self.give(state, answer, writes).await
                }
                Query::Callback { number, half_day, subject, interpreter, file_id } => {
                    let callback = NewCallback {
                        id: self.seed.id(self.now),
                        person: state.caller.clone().unwrap_or_else(|| number.clone()),
                        number,
                        half_day,
                        subject,
                        language: state.language.clone(),
                        interpreter,
                        file_id,
                        conversation_id: self.place.conversation_id.clone(),
                        at: self.now,
                    };
                    self.callback(callback, writes).await
                }
            }
        };
        match timeout_at(deadline, answering).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::error!(conversation.id = self.place.conversation_id, %error, "a query failed");
                Answer::Unavailable
            }
            Err(_) => {
                tracing::warn!(conversation.id = self.place.conversation_id, "a query took too long");
                Answer::Unavailable
            }
        }
    }

    async fn verify(&mut self, key: [String; 3], code: Secret, writes: &mut Vec<Write>) -> Result<Answer, StoreError> {
        let known = self.checked.take().filter(|checked| checked.key == key);
        let checked = match known {
            Some(checked) => checked,
            None => Checked { file_id: self.check_code(&key, code).await?, key },
        };
        let file_id = self.checked.insert(checked).file_id.clone();
        Ok(match file_id {
            Some(file_id) => {
                writes.push(Write::CodeProved { file_id: file_id.clone() });
                Answer::Verified { file_id }
            }
            None => Answer::Refused,
        })
    }

    /// The file whose code this is. Every try counts before it is checked, and costs the same whatever the file.
    async fn check_code(
        &self,
        [organisation, number, postcode]: &[String; 3],
        code: Secret,
    ) -> Result<Option<String>, StoreError> {
        let service = &self.service.0;
        let number = FileNumber::new(number);
        // A place to hash in comes first: whoever waits in vain has not used up a try.
        let place = service.codes.place().await;
        let attempt = service.store.begin_attempt(organisation, &number, postcode, self.now).await?;
        let (file_id, hash) = match attempt {
            Attempt::Check { file_id, code_hash } => (Some(file_id), code_hash),
            Attempt::Locked | Attempt::Unknown => (None, identity::DUMMY_HASH.to_owned()),
        };
        let right = place.verify(code.reveal().to_owned(), hash).await;
        Ok(file_id.filter(|_| right))
    }

    /// The file as it will stand after this turn.
    async fn look_up(&self, file_id: &str, writes: &[Write]) -> Result<Answer, StoreError> {
        let Some(mut file) = self.service.0.store.case_file(file_id).await? else { return Ok(Answer::NotFound) };
        for write in writes {
            overlay(&mut file, write);
        }
        Ok(Answer::Found(Box::new(file)))
    }

    async fn give(&mut self, state: &State, given: Given, writes: &mut Vec<Write>) -> Result<Answer, StoreError> {
        if self.service.0.store.case_file(&given.file_id).await?.is_none() {
            return Ok(Answer::Unavailable);
        }
        // Six digits: short enough to note down. The database refuses one that is taken, and the turn runs again.
        let reference = (100_000 + self.seed.below(900_000)).to_string();
        writes.push(Write::Answer(NewAnswer {
            id: self.seed.id(self.now),
            file_id: given.file_id,
            item: given.item,
            value: given.value,
            confirmed: given.confirmed,
            channel: state.channel,
            conversation_id: Some(self.place.conversation_id.clone()),
            reference: reference.clone(),
            at: self.now,
        }));
        Ok(Answer::Given { reference })
    }

    async fn callback(&self, callback: NewCallback, writes: &mut Vec<Write>) -> Result<Answer, StoreError> {
        if !callback.number.may_be_called_back() {
            return Ok(Answer::NotCallable);
        }
        let open = self.service.0.store.open_callback(&callback.person).await?.is_some();
        writes.push(Write::Callback(callback));
        Ok(if open { Answer::AlreadyOpen } else { Answer::Booked })
    }

    fn order(&mut self, state: &State, orders: Vec<Order>, writes: &mut Vec<Write>) {
        let caller = state.caller.clone();
        for order in orders {
            match (order, &caller) {
                (Order::RememberLanguage(language), Some(number)) => {
                    writes.push(Write::RememberLanguage { number: number.clone(), language });
                }
                (Order::OptOut, Some(number)) => writes.push(Write::OptOut { number: number.clone() }),
                (Order::OptIn, Some(number)) => writes.push(Write::OptIn { number: number.clone() }),
                (Order::Text { say, after_days, about }, Some(number)) => {
                    trace(std::slice::from_ref(&say));
                    let sms = crate::render::text(&self.dialogue.catalogue, &[say], &self.dialogue.facts);
                    writes.push(Write::Text(NewText {
                        id: self.seed.id(self.now),
                        kind: if after_days == 0 { TextKind::Text } else { TextKind::Reminder },
                        to: number.clone(),
                        service_number: self.place.service_number.clone(),
                        payload: payload(&sms.body, about),
                        not_before: self.due(after_days),
                        conversation_id: Some(self.place.conversation_id.clone()),
                        at: self.now,
                    }));
                }
                (Order::Note { kind, text }, _) => writes.push(Write::Note { kind: kind.to_string(), text }),
                // Without a number there is nobody to remember or to write to.
                (_, None) => {}
            }
        }
    }

    /// Now, or ten in the morning so many days later.
    fn due(&self, after_days: u8) -> Timestamp {
        if after_days == 0 {
            return self.now;
        }
        let day = self.local.date().saturating_add(jiff::Span::new().days(i64::from(after_days)));
        day.to_datetime(time(10, 0, 0, 0)).to_zoned(self.local.time_zone().clone()).map_or(self.now, |z| z.timestamp())
    }
}

/// A text's words, and what it is about, so that nobody is reminded of what was given meanwhile.
fn payload(body: &str, about: Option<(String, String)>) -> serde_json::Value {
    let (file_id, item) = about.unzip();
    json!({ "body": body, "file_id": file_id, "item": item })
}

/// Which messages were said, never with what values: for who looks for the place in a flow a call got to.
fn trace(says: &[Say]) {
    for say in says {
        let flow = say.flow.as_deref().unwrap_or("shared");
        tracing::trace!(target: "guichet::said", flow, said = say.message.as_ref(), language = %say.language);
    }
}

struct Given {
    file_id: String,
    item: String,
    value: String,
    confirmed: bool,
}

fn overlay(file: &mut CaseFile, write: &Write) {
    let Write::Answer(given) = write else { return };
    if given.file_id != file.id {
        return;
    }
    for missing in file.missing.iter_mut().filter(|missing| missing.name == given.item) {
        missing.answer = Some(ItemAnswer {
            value: given.value.clone(),
            given_at: given.at,
            confirmed: given.confirmed,
            reference: given.reference.clone(),
        });
    }
}
