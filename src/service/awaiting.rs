//! Conversations whose turn ended before the world answered: how they go on when it does.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::{
    MOST_TRIES, Service, Unserved,
    decide::{Ending, Late, Place, Turn, standing},
    outbox::OrderedText,
    query::Found,
    text, xml,
};
use crate::{
    flow::{Name, state::Asking},
    outgoing::Kind,
    provider::twiml,
    store::{
        conversation::{Conversation, ConversationChange},
        turn::{Outcome, TurnCommit, Write},
    },
};

/// How long a call's query is kept. A call asks again within seconds; one that went on at another instance never does.
const KEPT: SignedDuration = SignedDuration::from_mins(5);

/// The queries that calls wait for, by conversation, with when each was kept.
#[derive(Default)]
pub(super) struct LateAnswers(Mutex<HashMap<String, (Late, Timestamp)>>);

impl LateAnswers {
    /// Forgets what a call that is over waited for.
    pub(super) fn forget(&self, conversation_id: &str) {
        drop(self.take(conversation_id));
    }

    /// Keeps a call's query until its next turn, and drops those that nobody came back for.
    pub(super) fn keep(&self, conversation_id: &str, late: Late, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (_, since)| now.duration_since(*since) <= KEPT);
        kept.insert(conversation_id.to_owned(), (late, now));
    }

    /// The query a call waits for; none after a restart.
    pub(super) fn take(&self, conversation_id: &str) -> Option<Late> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(conversation_id).map(|(late, _)| late)
    }
}

impl Service {
    /// Answers a text conversation once its query is answered, by a text of ours.
    pub(super) fn answer_later(&self, conversation: &Place, ticket: &str, late: Late) {
        let (service, place, ticket) = (self.clone(), conversation.clone(), Name::from(ticket));
        tokio::spawn(async move {
            let found = late.await.unwrap_or_else(|_| Found::unavailable());
            if let Err(error) = service.go_on_with(&place, &ticket, found).await {
                tracing::error!(conversation.id = place.conversation_id, %error, "a late answer was not saved");
            }
        });
    }

    /// At the start: what waited for this process is lost. Where other instances run beside it, only what is old is.
    pub(super) async fn give_up_lost_at_start(&self) {
        if !self.0.store.is_shared() {
            self.give_up_lost(self.0.clock.now()).await;
        }
    }

    /// Text conversations that wait since `until` or longer: their queries are lost, and they are told so.
    pub(super) async fn give_up_lost(&self, until: Timestamp) {
        let lost = match self.0.store.awaiting_texts(until).await {
            Ok(lost) => lost,
            Err(error) => {
                tracing::error!(%error, "conversations that wait for an answer cannot be found");
                return;
            }
        };
        for lost in lost {
            let Some(Asking::World { ticket }) = lost.state.as_ref().map(|state| state.asking.clone()) else {
                continue;
            };
            let place = Place { conversation_id: lost.id, service_number: lost.service_number };
            if let Err(error) = self.go_on_with(&place, &ticket, Found::unavailable()).await {
                tracing::error!(conversation.id = place.conversation_id, %error, "a lost answer was not told");
            }
        }
    }

    async fn go_on_with(&self, place: &Place, ticket: &Name, found: Found) -> Result<(), Unserved> {
        let read = async || self.0.store.conversation(&place.conversation_id).await;
        let Some(person) = read().await?.and_then(|known| known.person_number) else { return Ok(()) };
        let _in_order = self.0.locks.conversation(&place.service_number, &person).await;
        let mut found = Some(found);
        for _ in 0..MOST_TRIES {
            let Some(known) = read().await? else { return Ok(()) };
            let asking = known.state.as_ref().map(|state| &state.asking);
            if !matches!(asking, Some(Asking::World { ticket: waited }) if waited == ticket) {
                return Ok(());
            }
            // Decided again after a conflict, the found answer is gone: the person is told that it cannot be had now.
            let answer = found.take().unwrap_or_else(Found::unavailable);
            if self.try_go_on(place, ticket, known, answer).await? {
                return Ok(());
            }
        }
        Err(Unserved::Contended)
    }

    async fn try_go_on(
        &self,
        place: &Place,
        ticket: &Name,
        known: Conversation,
        found: Found,
    ) -> Result<bool, Unserved> {
        let (Some(state), Some(person)) = (known.state, known.person_number) else { return Ok(true) };
        let (now, local) = self.now();
        let dialogue = self.0.dialogues.version(&known.script_hash, &self.0.store).await?;
        let key = format!("late:{ticket}");
        let mut seed = self.seed()?;
        let outbox_id = seed.id(now);
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place, key: &key, now, local, seed, checked: &mut None };
        let mut decided = turn.decide_found(state, found).await;
        let late = decided.late.take();
        if !decided.says.is_empty() {
            let sms = crate::render::text(&dialogue.catalogue, &decided.says, &dialogue.facts);
            decided.writes.push(text::sent(&sms));
            decided.writes.push(Write::Text(self.new_text(OrderedText {
                id: outbox_id,
                kind: Kind::Reply,
                to: person,
                service_number: &place.service_number,
                conversation_id: &place.conversation_id,
                body: &sms.body,
                about: None,
                not_before: now,
                at: now,
            })));
        }
        let standing = standing(decided.state, &decided.then, &dialogue.hash, known.begun_at);
        let ending = Ending::of(&standing);
        let commit = TurnCommit {
            key: key.clone(),
            at: now,
            conversation: ConversationChange::GoOn { id: known.id, expected: known.version, standing },
            input_kind: "answer",
            reply: xml(twiml::text(None, None)),
            writes: decided.writes,
        };
        let committed = self.0.store.commit(commit).await?;
        self.count_ending(ending, &committed);
        let saved = !matches!(committed, Outcome::Stale | Outcome::Clash);
        if let Some(late) = late.filter(|_| saved) {
            self.answer_later(place, &key, late);
        }
        Ok(saved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_query_that_no_call_came_back_for_is_dropped_and_a_younger_one_is_kept() {
        let late = || tokio::spawn(async { Found::unavailable() });
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        let answers = LateAnswers::default();
        answers.keep("went elsewhere", late(), at(0));
        answers.keep("waits", late(), at(1));
        answers.keep("new", late(), at(301));
        let found = ["went elsewhere", "waits", "new"].map(|id| answers.take(id).is_some());
        assert_eq!(found, [false, true, true]);
    }
}
