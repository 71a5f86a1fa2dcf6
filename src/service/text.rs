//! A text arrives: its turn, from the provider's message to the saved reply.

use jiff::{SignedDuration, Timestamp};

use super::{
    MOST_TRIES, Service, Unserved,
    decide::{Decided, Ending, Place, Turn, standing},
    outbox::OrderedText,
    query::Checked,
    version::stands,
    xml,
};
use crate::{
    channel::Channel,
    flow::{
        definition::{Ask, Kind, Script, Step},
        reading::ascii_digits,
        state::{Asking, State},
        turn::Input,
    },
    level::Level,
    national_number::covered,
    phone_number::PhoneNumber,
    provider::{
        twilio::{InboundText, OptOut},
        twiml,
    },
    render::script::{Encoding, SmsText},
    store::{
        conversation::ConversationChange,
        meeting::{Known, Met},
        turn::{Direction, Message, Outcome, SavedReply, TurnCommit, Write},
    },
};

/// After so long without a word, what was proved no longer holds.
pub(super) const LEVEL_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// After so long, the question is put again, on the current version.
const QUESTION_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// After so long, the conversation is over.
pub(super) const CONVERSATION_LASTS: SignedDuration = SignedDuration::from_hours(24 * 7);
/// The fewest digits a code has.
const FEWEST_DIGITS: usize = 4;
/// What stands in the message table for a text that may hold a code.
const MASKED: &str = "********";

impl Service {
    /// Answers a text. The same message id gets the same bytes and changes nothing.
    ///
    /// # Errors
    /// Where the turn cannot be saved: nothing was kept, and the provider may try again.
    pub async fn text(&self, inbound: &InboundText) -> Result<SavedReply, Unserved> {
        self.take_in(inbound, Answered::Webhook).await
    }

    /// Takes in a text whose webhook never came: it is answered by the outbox.
    ///
    /// # Errors
    /// Where the turn cannot be saved.
    pub(super) async fn missed_text(&self, inbound: &InboundText) -> Result<(), Unserved> {
        self.take_in(inbound, Answered::Outbox).await.map(drop)
    }

    async fn take_in(&self, inbound: &InboundText, answered: Answered) -> Result<SavedReply, Unserved> {
        // Nobody here may keep it: it is covered before anything reads the text.
        let inbound = &InboundText { body: covered(&inbound.body), ..inbound.clone() };
        let key = format!("sms:{}", inbound.message_id);
        let _first = self.0.locks.hold(&key).await;
        let Some(person) = self.person(&inbound.from) else {
            // A name or a short code: an answer would go to a machine, or nowhere.
            tracing::info!(message.id = inbound.message_id, "a text from no dialable number is left unanswered");
            return Ok(xml(twiml::text(None, None)));
        };
        if !self.facts().reach.includes(&person) {
            // Whoever pays for a text to such a number is us, and whoever earns by it may have sent this one for that.
            tracing::info!(
                message.id = inbound.message_id,
                "a text from a number that we do not write to is left unanswered"
            );
            self.metrics().text_from_afar();
            return Ok(xml(twiml::text(None, None)));
        }
        let _in_order = self.0.locks.conversation(&inbound.to, &person).await;
        let mut checked = None;
        for _ in 0..MOST_TRIES {
            if let Some(reply) = self.try_text(&key, inbound, (&person, answered), &mut checked).await? {
                return Ok(reply);
            }
        }
        Err(Unserved::Contended)
    }

    /// One try; `None` where the conversation moved meanwhile.
    async fn try_text(
        &self,
        key: &str,
        inbound: &InboundText,
        (person, answered): (&PhoneNumber, Answered),
        checked: &mut Option<Checked>,
    ) -> Result<Option<SavedReply>, Unserved> {
        let (now, local) = self.now();
        let known = match self.0.store.meet_text(key, &inbound.to, person).await? {
            Met::Repeat(reply) => return Ok(Some(reply)),
            Met::Turn(known) => *known,
        };
        let mut seed = self.seed()?;
        let mut begun = self.take_up(&known, inbound, person, now);
        let dialogue = self.0.dialogues.version(&begun.script_hash, &self.0.store).await?;
        if dialogue.hash != begun.script_hash {
            begun = self.take_over(begun, &dialogue.script, &known, inbound, (person, now));
        }
        let inputs = self.answering_late(&begun.state, begun.inputs, &dialogue, person).await?;
        let known = known.conversation;
        let conversation_id = known.as_ref().map_or_else(|| seed.id(now), |known| known.id.clone());
        let place = Place { conversation_id, service_number: inbound.to.clone() };
        let outbox_id = match answered {
            Answered::Webhook => String::new(),
            Answered::Outbox => seed.id(now),
        };
        let body = kept(&dialogue.script, &begun.state, &inbound.body);
        let mut turn = Turn { service: self, dialogue: &dialogue, place: &place, key, now, local, seed, checked };
        let mut decided = turn.decide(begun.state, inputs).await;
        let late = decided.late.take();
        // The provider would refuse a text to somebody who said STOP, and we would ring them instead.
        let silenced = matches!(answered, Answered::Outbox) && decided.state.opted_out;
        let sms = answer_sms(&decided, &dialogue, inbound.opt_out).filter(|_| !silenced);
        decided.writes.push(received(Channel::Sms, body));
        decided.writes.extend(sms.as_ref().map(sent));
        let reply = match (answered, &sms) {
            (Answered::Webhook, sms) => xml(twiml::text(sms.as_ref(), None)),
            (Answered::Outbox, None) => xml(twiml::text(None, None)),
            (Answered::Outbox, Some(sms)) => {
                decided.writes.push(Write::Text(self.new_text(OrderedText {
                    id: outbox_id,
                    kind: crate::outgoing::Kind::Reply,
                    to: person.clone(),
                    service_number: &inbound.to,
                    conversation_id: &place.conversation_id,
                    body: &sms.body,
                    about: None,
                    not_before: now,
                    at: now,
                })));
                xml(twiml::text(None, None))
            }
        };
        let standing = standing(decided.state, &decided.then, &dialogue.hash, begun.begun_at);
        let ending = Ending::of(&standing);
        let conversation = match known {
            None => ConversationChange::Begin {
                id: place.conversation_id.clone(),
                service_number: inbound.to.clone(),
                call_id: None,
                standing,
            },
            Some(known) => ConversationChange::GoOn { id: known.id, expected: known.version, standing },
        };
        let commit = TurnCommit {
            key: key.to_owned(),
            at: now,
            conversation,
            input_kind: "text",
            reply: reply.clone(),
            writes: decided.writes,
        };
        let committed = self.0.store.commit(commit).await?;
        self.count_ending(ending, &committed);
        match committed {
            Outcome::Committed => {
                if let Some(late) = late {
                    self.answer_later(&place, key, late);
                }
                Ok(Some(reply))
            }
            Outcome::Repeated(saved) => Ok(Some(saved)),
            Outcome::Stale | Outcome::Clash => Ok(None),
        }
    }

    /// The state a text meets, and what it means after a pause.
    fn take_up(&self, met: &Known, inbound: &InboundText, person: &PhoneNumber, now: Timestamp) -> Begun {
        let current = self.0.dialogues.current();
        let body = match inbound.opt_out {
            Some(OptOut::Stop) => "STOP".to_owned(),
            Some(OptOut::Start) => "START".to_owned(),
            Some(OptOut::Help) | None => inbound.body.clone(),
        };
        let known = met.conversation.as_ref();
        let idle = known.map(|known| now.duration_since(known.touched_at)).unwrap_or_default();
        let fresh = |inputs| self.begin_anew(met, inbound, (person, now), inputs);
        let Some((known, state)) = known.and_then(|known| Some((known, known.state.clone()?))) else {
            return fresh(vec![Input::Text { body, stale: false }]);
        };
        if idle >= CONVERSATION_LASTS || (state.asking == Asking::Nothing && known.script_hash != current.hash) {
            return fresh(vec![Input::Text { body, stale: false }]);
        }
        let stale = idle >= QUESTION_LASTS && state.asking != Asking::Nothing;
        let mut inputs = Vec::new();
        if idle >= LEVEL_LASTS && state.assurance.level > Level::L0 {
            inputs.push(Input::Lapse);
        }
        inputs.push(Input::Text { body, stale });
        let moved = stale && known.script_hash != current.hash;
        if moved && !stands(&current.script, &state) {
            return fresh(inputs);
        }
        let script_hash = if moved { &current.hash } else { &known.script_hash }.clone();
        Begun { state, inputs, script_hash, begun_at: known.begun_at }
    }

    fn begin_anew(
        &self,
        met: &Known,
        inbound: &InboundText,
        (person, now): (&PhoneNumber, Timestamp),
        inputs: Vec<Input>,
    ) -> Begun {
        let opening = self.opening_in(Channel::Sms, &inbound.to, Some(person.clone()), met.language.clone());
        let mut state = State::new(&opening);
        (state.opted_out, state.reminders_off) = (met.opted_out, met.reminders_off);
        let script_hash = self.0.dialogues.current().hash.clone();
        Begun { state, inputs, script_hash, begun_at: now }
    }

    /// What a conversation goes on with whose version is gone: its place, where that still exists, and else the beginning.
    /// The question is put again, for what was written answers the one before.
    fn take_over(
        &self,
        begun: Begun,
        script: &Script,
        met: &Known,
        inbound: &InboundText,
        whose: (&PhoneNumber, Timestamp),
    ) -> Begun {
        if !stands(script, &begun.state) {
            return self.begin_anew(met, inbound, whose, begun.inputs);
        }
        let again = |input| match input {
            Input::Text { body, .. } => Input::Text { body, stale: true },
            other => other,
        };
        Begun { inputs: begun.inputs.into_iter().map(again).collect(), ..begun }
    }
}

/// What a person sent, for the conversation's record: a text, or keys.
pub(super) fn received(channel: Channel, body: String) -> Write {
    Write::Message(Message { direction: Direction::In, channel, body, segments: None, encoding: None })
}

/// A text as it was sent, for the conversation's record.
pub(super) fn sent(sms: &SmsText) -> Write {
    let encoding = match sms.encoding {
        Encoding::Gsm7 => "gsm7",
        Encoding::Ucs2 => "ucs2",
    };
    Write::Message(Message {
        direction: Direction::Out,
        channel: Channel::Sms,
        body: sms.body.clone(),
        segments: u16::try_from(sms.segments).ok(),
        encoding: Some(encoding),
    })
}

/// How a text is answered.
#[derive(Clone, Copy)]
enum Answered {
    /// In the answer to its webhook.
    Webhook,
    /// By a text of our own.
    Outbox,
}

/// The state, inputs and version a turn begins with.
struct Begun {
    state: State,
    inputs: Vec<Input>,
    script_hash: String,
    begun_at: Timestamp,
}

/// The text that answers; none where nothing is said, or the provider has answered already.
fn answer_sms(decided: &Decided, dialogue: &super::dialogue::Dialogue, opt_out: Option<OptOut>) -> Option<SmsText> {
    let quiet = decided.says.is_empty() || matches!(opt_out, Some(OptOut::Stop | OptOut::Start | OptOut::Help));
    (!quiet).then(|| crate::render::text(&dialogue.catalogue, &decided.says, &dialogue.facts))
}

/// What is kept of what was typed: nothing of a code, asked for or typed at another question.
pub(super) fn kept(script: &Script, state: &State, typed: &str) -> String {
    let asked = state.frame().and_then(|frame| script.flows.get(&frame.flow)?.steps.get(&frame.step)).and_then(code);
    if asked.is_some() || could_be_a_code(script, typed) { MASKED.to_owned() } else { typed.to_owned() }
}

/// How many digits the code has that a step asks for.
fn code(step: &Step) -> Option<u8> {
    match step.kind {
        Kind::Ask { ask: Ask::Secret { digits }, .. } => Some(digits),
        _ => None,
    }
}

/// Whether a text has as many digits as a code, in all or in a row.
fn could_be_a_code(script: &Script, typed: &str) -> bool {
    let plain = ascii_digits(typed);
    let in_all = plain.bytes().filter(u8::is_ascii_digit).count();
    if in_all < FEWEST_DIGITS {
        return false;
    }
    let holds =
        |digits: usize| in_all == digits || plain.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == digits);
    let steps = script.flows.values().flat_map(|flow| flow.steps.values());
    steps.filter_map(code).any(|digits| holds(usize::from(digits)))
}
