//! A call arrives, goes on and ends: its turns, from the provider's request to the saved script.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use super::{
    MOST_TRIES, Service, Unserved,
    decide::{Decided, Ending, Place, Turn, standing},
    query::Checked,
    ring,
    text::{kept, received},
    version::{asks, threads_stand},
    xml,
};
use crate::{
    channel::Channel,
    flow::{
        state::{Asking, State, Thread},
        turn::{Answer, Input, Keys, Then, Wait},
    },
    phone_number::PhoneNumber,
    provider::{
        twilio::{CallStatus, InboundCall},
        twiml,
    },
    render::script::CallThen,
    store::{
        conversation::{Conversation, ConversationChange, Standing},
        meeting::{Known, Met, Ringing},
        recording::NewRecording,
        turn::{Outcome, SavedReply, TurnCommit, Write},
    },
};

/// A call that was cut may be taken up again for so long.
const CUT_CALL_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// What the name of a call of ours begins with. The provider's own name for it is not known before it is placed.
pub(super) const RING: &str = "ring:";

/// What a request of a call brings.
fn input(inbound: &InboundCall) -> Input {
    match (inbound.dialled, &inbound.recording, inbound.digits.as_deref()) {
        (Some(answered), ..) => Input::Dialled { answered },
        (None, Some(reference), _) => Input::Recorded { reference: reference.clone() },
        (None, None, None | Some("" | "hangup")) => Input::Silence,
        (None, None, Some(keys)) => Input::Keys(keys.to_owned()),
    }
}

/// What the provider recorded, so that it is fetched, or deleted there at least.
fn recorded(inbound: &InboundCall, conversation_id: &str, at: Timestamp) -> Option<Write> {
    let is_wanted = inbound.recording.is_some();
    let reference = inbound.recording.clone().or_else(|| inbound.unwanted.clone())?;
    Some(Write::Recording(NewRecording { reference, conversation_id: conversation_id.to_owned(), is_wanted, at }))
}

/// Whether somebody is there: a key was pressed, or words were recorded.
fn was_pressed(inbound: &InboundCall) -> bool {
    inbound.recording.is_some() || inbound.digits.as_deref().is_some_and(|keys| !matches!(keys, "" | "hangup"))
}

/// The name under which a call of ours is kept, by what its addresses say after `ring=`.
pub fn ring_id(ring: &str) -> String {
    format!("{RING}{ring}")
}

/// Where in a call a request belongs: what we wrote into the address it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The turn, from 1.
    pub turn: i64,
    /// The tag over call and turn.
    pub tag: String,
}

impl Service {
    /// Answers a request of a call: the first one, or the one that brings keys or silence.
    ///
    /// # Errors
    /// Where the turn cannot be saved, or the address is not one of ours.
    pub async fn call(&self, inbound: &InboundCall, position: Option<&Position>) -> Result<SavedReply, Unserved> {
        let turn = match position {
            None => 0,
            Some(position) => {
                let ours = self.tag(&format!("{}|{}", inbound.call_id, position.turn));
                if position.turn < 1 || !bool::from(ours.as_bytes().ct_eq(position.tag.as_bytes())) {
                    return Err(Unserved::NotOurs);
                }
                position.turn
            }
        };
        let key = format!("call:{}:{turn}", inbound.call_id);
        let _in_order = self.0.locks.hold(&format!("call:{}", inbound.call_id)).await;
        if turn == 0 && inbound.machine && inbound.call_id.starts_with(RING) {
            return self.leave_message(inbound).await;
        }
        let mut checked = None;
        let caller = if turn == 0 { self.person(&inbound.from) } else { None };
        for _ in 0..MOST_TRIES {
            let cut_since = self.0.clock.now() - CUT_CALL_LASTS;
            let ringing = caller.as_ref().map(|caller| Ringing { service: &inbound.to, caller, cut_since });
            let mut known = match self.0.store.meet_call(&key, &inbound.call_id, ringing).await? {
                Met::Repeat(reply) => return Ok(reply),
                Met::Turn(known) => *known,
            };
            let tried = match known.conversation.take() {
                None if turn == 0 => self.begin_call(&key, inbound, caller.clone(), known).await?,
                Some(going) if going.version == turn => self.go_on(&key, inbound, going, &mut checked).await?,
                // A turn whose reply we do not hold and that is not the next: made up, or older than our memory.
                _ => return Err(Unserved::NotOurs),
            };
            if let Some(reply) = tried {
                return Ok(reply);
            }
        }
        Err(Unserved::Contended)
    }

    async fn begin_call(
        &self,
        key: &str,
        inbound: &InboundCall,
        caller: Option<PhoneNumber>,
        known: Known,
    ) -> Result<Option<SavedReply>, Unserved> {
        let (now, local) = self.now();
        let mut seed = self.seed()?;
        let cut = match &known.cut_call {
            Some(id) => self.cut_threads(id).await?,
            None => None,
        };
        let opening = self.opening_in(Channel::Voice, &inbound.to, caller, known.language);
        let dialogue = match &cut {
            Some((_, hash)) => self.0.dialogues.version(hash, &self.0.store).await?,
            None => self.0.dialogues.current(),
        };
        let cut = cut.filter(|(threads, hash)| dialogue.hash == *hash || threads_stand(&dialogue.script, threads));
        let place = Place { conversation_id: seed.id(now), service_number: inbound.to.clone() };
        let mut turn =
            Turn { service: self, dialogue: &dialogue, place: &place, key, now, local, seed, checked: &mut None };
        let input = Input::Begin { cut: cut.map(|(threads, _)| threads) };
        let decided = turn.decide(State::new(&opening), vec![input]).await;
        let id = place.conversation_id.clone();
        let (service_number, call_id) = (inbound.to.clone(), Some(inbound.call_id.clone()));
        let change = |standing| ConversationChange::Begin { id, service_number, call_id, standing };
        self.commit_call(key, &inbound.call_id, &dialogue, (decided, 1, now), change).await
    }

    async fn go_on(
        &self,
        key: &str,
        inbound: &InboundCall,
        known: Conversation,
        checked: &mut Option<Checked>,
    ) -> Result<Option<SavedReply>, Unserved> {
        let (now, local) = self.now();
        let seed = self.seed()?;
        let dialogue = self.0.dialogues.version(&known.script_hash, &self.0.store).await?;
        let place = Place { conversation_id: known.id.clone(), service_number: known.service_number.clone() };
        let mut turn = Turn { service: self, dialogue: &dialogue, place: &place, key, now, local, seed, checked };
        let input = input(inbound);
        let moved = dialogue.hash != known.script_hash;
        let state = known.state.filter(|state| !moved || asks(&dialogue.script, state));
        let (state, input) = match state {
            // Its version is gone. What was pressed answers the question as it was: as it is now it is put first.
            Some(state) if moved => (state, Input::Keys("*".to_owned())),
            Some(state) => (state, input),
            None => {
                let opening = self.opening(Channel::Voice, &inbound.to, self.person(&inbound.from)).await?;
                (State::new(&opening), Input::Begin { cut: None })
            }
        };
        let typed = match &input {
            Input::Keys(keys) => Some(kept(&dialogue.script, &state, keys)),
            _ => None,
        };
        let waits = matches!(state.asking, Asking::World { .. });
        let late = self.0.late.take(&known.id).filter(|_| waits);
        let mut decided = match (waits, late, inbound.digits.as_deref()) {
            // The way to a person stays open while we look something up.
            (true, _, Some("0")) | (false, ..) => turn.decide(state, vec![input]).await,
            (true, Some(late), _) => turn.decide_late(state, late).await,
            (true, None, _) => turn.decide(state, vec![Input::Answer(Answer::Unavailable)]).await,
        };
        decided.writes.extend(recorded(inbound, &known.id, now));
        decided.writes.extend(typed.map(|keys| received(Channel::Voice, keys)));
        let answered = if was_pressed(inbound) { self.first_answer(&inbound.call_id).await? } else { None };
        decided.writes.extend(answered.clone().map(Write::Call));
        let (id, expected) = (known.id, known.version);
        let change = |standing| ConversationChange::GoOn { id, expected, standing };
        let turn = (decided, expected + 1, known.begun_at);
        let reply = self.commit_call(key, &inbound.call_id, &dialogue, turn, change).await?;
        if let Some(news) = answered.filter(|_| reply.is_some()) {
            self.metrics().call(news.end);
        }
        Ok(reply)
    }

    pub(super) async fn commit_call(
        &self,
        key: &str,
        call_id: &str,
        dialogue: &super::dialogue::Dialogue,
        (mut decided, next_turn, begun_at): (Decided, i64, Timestamp),
        change: impl FnOnce(Standing) -> ConversationChange,
    ) -> Result<Option<SavedReply>, Unserved> {
        let then = match &decided.then {
            Then::Wait(Wait { keys: Keys::Words { seconds }, timeout }) => {
                CallThen::Record { seconds: *seconds, timeout: *timeout }
            }
            Then::Wait(wait) => CallThen::Gather(*wait),
            Then::Transfer(dial) => CallThen::Dial(dial.clone()),
            Then::End { .. } | Then::Query(_) => CallThen::HangUp,
        };
        let script = crate::render::call(&dialogue.catalogue, &decided.says, then, &dialogue.facts);
        let reply = xml(twiml::call(&script, &self.0.voices, &self.action(call_id, next_turn)));
        let standing = standing(decided.state, &decided.then, &dialogue.hash, begun_at);
        let waits = !standing.ended;
        let ending = Ending::of(&standing);
        let conversation = change(standing);
        let (late, conversation_id) = (decided.late.take(), conversation.id().to_owned());
        let commit = TurnCommit {
            key: key.to_owned(),
            at: self.0.clock.now(),
            conversation,
            input_kind: "call",
            reply: reply.clone(),
            writes: decided.writes,
        };
        let committed = self.0.store.commit(commit).await?;
        self.count_ending(ending, &committed);
        Ok(match committed {
            Outcome::Committed => {
                if let Some(late) = late.filter(|_| waits) {
                    self.0.late.keep(&conversation_id, late, self.0.clock.now());
                }
                Some(reply)
            }
            Outcome::Repeated(saved) => Some(saved),
            Outcome::Stale | Outcome::Clash => None,
        })
    }

    /// The address that the keys of the next turn are sent to.
    fn action(&self, call_id: &str, turn: i64) -> String {
        let tag = self.tag(&format!("{call_id}|{turn}"));
        let ring = call_id.strip_prefix(RING).map(|ring| format!("ring={ring}&")).unwrap_or_default();
        self.0.public_url.join(&format!("/twilio/voice?{ring}turn={turn}&tag={tag}"))
    }

    /// Where a call was cut a moment ago, and on which version; none where it had not got beyond its first question.
    async fn cut_threads(&self, id: &str) -> Result<Option<(Vec<Thread>, String)>, Unserved> {
        let Some(cut) = self.0.store.conversation(id).await? else { return Ok(None) };
        let Some(state) = cut.state else { return Ok(None) };
        let threads = match state.asking {
            Asking::Resume { threads } => threads,
            _ => state.threads,
        };
        let questions: usize = threads.iter().flat_map(|thread| &thread.frames).map(|frame| frame.asked.len()).sum();
        Ok((questions > 1).then_some((threads, cut.script_hash)))
    }

    /// A call is over: the person hung up, or the line was cut. Where it stood is kept for half an hour.
    ///
    /// # Errors
    /// Where it cannot be saved.
    pub async fn call_over(&self, status: &CallStatus) -> Result<(), Unserved> {
        if !status.ended {
            return Ok(());
        }
        let _in_order = self.0.locks.hold(&format!("call:{}", status.call_id)).await;
        for _ in 0..MOST_TRIES {
            let Some(known) = self.0.store.find_call(&status.call_id).await? else { return Ok(()) };
            self.0.late.forget(&known.id);
            if self.try_call_over(status, known).await? {
                return Ok(());
            }
        }
        Err(Unserved::Contended)
    }

    /// One try; false where a turn at another instance was quicker.
    async fn try_call_over(&self, status: &CallStatus, known: Conversation) -> Result<bool, Unserved> {
        let (Some(state), None) = (known.state, known.ended_at) else { return Ok(true) };
        let (now, local) = self.now();
        let dialogue = self.0.dialogues.version(&known.script_hash, &self.0.store).await?;
        let place = Place { conversation_id: known.id.clone(), service_number: known.service_number };
        let key = format!("call:{}:over", status.call_id);
        let mut turn = Turn {
            service: self,
            dialogue: &dialogue,
            place: &place,
            key: &key,
            now,
            local,
            seed: self.seed()?,
            checked: &mut None,
        };
        let decided = if ring::is_unanswered(status) {
            let then = Then::End { outcome: "unanswered".into() };
            Decided { then, ..Decided::nothing(state) }
        } else {
            turn.decide(state, vec![Input::HangUp]).await
        };
        let standing = standing(decided.state, &decided.then, &known.script_hash, known.begun_at);
        let ending = Ending::of(&standing);
        let commit = TurnCommit {
            key: key.clone(),
            at: now,
            conversation: ConversationChange::GoOn { id: known.id, expected: known.version, standing },
            input_kind: "hang-up",
            reply: xml(twiml::text(None, None)),
            writes: decided.writes,
        };
        let committed = self.0.store.commit(commit).await?;
        self.count_ending(ending, &committed);
        Ok(!matches!(committed, Outcome::Stale | Outcome::Clash))
    }
}
