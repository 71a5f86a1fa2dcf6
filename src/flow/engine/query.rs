//! Queries: what is asked of the world, and how a turn goes on with its answer.

use super::Run;
use crate::{
    channel::Channel,
    flow::{
        Name,
        definition::{Kind, Step},
        exits::Exit,
        expression::Expression,
        question,
        state::{Asking, Frame, Thread},
        turn::{Answer, Keys, Message, Promise, Query, Rung, Say, Settled, Then, Wait},
        value::Value,
    },
    level::Level,
};

/// How often a person is told that we are still looking before we say that we cannot.
const MOST_HOLDS: u8 = 8;
/// The short wait between two words that we are still looking: `0` works meanwhile.
const HOLD: Wait = Wait { keys: Keys::One, timeout: 3 };

impl<'a> Run<'a> {
    pub(super) fn query(&mut self, step: &Step) -> Then {
        match self.build_query(step) {
            Some(query) => Then::Query(query),
            None => self.fault("a query without its values"),
        }
    }

    pub(super) fn build_query(&mut self, step: &Step) -> Option<Query> {
        let value = |expression: &Expression| expression.evaluate(&|name| self.variable(name));
        Some(match &step.kind {
            Kind::Verify { organisation, file, postcode, code, one_time, .. } => {
                let (organisation, number) = (value(organisation).plain(), value(file).plain());
                let postcode = postcode.as_ref().map(|p| value(p).plain()).filter(|p| !p.is_empty());
                let code = self.state.secrets.remove(code)?;
                Query::Verify { organisation, number, postcode, code, one_time: *one_time }
            }
            Kind::SendOnFile { sent, organisation, file, postcode, .. } => {
                let postcode = postcode.as_ref().map(|p| value(p).plain()).filter(|p| !p.is_empty());
                let (organisation, number) = (value(organisation).plain(), value(file).plain());
                Query::Send { sent: *sent, organisation, number, postcode }
            }
            Kind::LookUp { .. } => Query::LookUp { file_id: self.state.assurance.file_id.clone()? },
            Kind::Give { file, item, value: answer, .. } => {
                let file_id = value(file).plain();
                let proved = self.state.assurance.file_id.as_deref() == Some(file_id.as_str());
                let confirmed = proved && self.state.assurance.level >= Level::L2;
                Query::Give { item: value(item).plain(), value: value(answer).plain(), confirmed, file_id }
            }
            Kind::Callback { number, when, subject, interpreter, message, messages, digits, .. } => {
                let Value::Phone(number) = value(number) else { return None };
                Query::Callback {
                    number,
                    half_day: value(when).plain(),
                    subject: value(subject).plain(),
                    interpreter: interpreter.as_ref().is_some_and(|i| value(i) == Value::Bool(true)),
                    message: message.as_ref().and_then(|message| Message::of(value(message))),
                    messages: messages.as_ref().map(|messages| value(messages) == Value::Bool(true)),
                    tells_digits: digits.is_some(),
                    file_id: self.state.assurance.file_id.clone(),
                }
            }
            Kind::Withdraw { subject, .. } => Query::Withdraw { subject: value(subject).plain() },
            Kind::Mandate { offer, reply, .. } => {
                Query::Mandate { offer: value(offer).plain(), reply: *reply, asked: self.last_question() }
            }
            Kind::Settle { reminder, answer, only, .. } => {
                let Value::Reminder(reminder) = value(reminder) else { return None };
                let only = match only {
                    None => None,
                    Some(place) => Some(reminder.named(usize::from(*place))?),
                };
                Query::Settle { reminder: reminder.id.clone(), answer: *answer, only }
            }
            Kind::RemindOf { about, on, at, .. } => {
                let Value::Date(on) = value(on) else { return None };
                let at = at.as_ref().map(|at| value(at).plain().as_str().into());
                Query::RemindOf { about: value(about).plain(), on, at }
            }
            _ => return None,
        })
    }

    /// What the running flow asked last, in the words of the first time: a conversation keeps its version, so that they are
    /// those that were said.
    fn last_question(&self) -> Vec<Say> {
        let asked = self.current().and_then(|(flow, _)| {
            let step = self.state.frame()?.asked.last()?;
            Some((flow, flow.steps.get(step)?))
        });
        asked.map_or_else(Vec::new, |(flow, step)| question::says(&self.scope(), flow, step, Rung::First))
    }

    /// Keeps the line open while the world takes its time; after a while, it counts as out of reach.
    pub(super) fn hold(&mut self, ticket: Name) -> Then {
        self.state.holds = self.state.holds.saturating_add(1);
        if self.state.holds > MOST_HOLDS {
            return self.answered(Answer::Unavailable);
        }
        if !matches!(self.state.asking, Asking::World { .. }) {
            self.state.asking = Asking::World { ticket };
        }
        if self.state.channel == Channel::Voice {
            self.say_shared("one-moment");
        }
        Then::Wait(HOLD)
    }

    /// What is typed while we look something up: only the way to a person makes sense.
    pub(super) fn still_looking(&mut self, typed: &str) -> Then {
        if matches!(typed, "0" | "*0") {
            return self.asked_for_advisor();
        }
        self.say_shared("one-moment");
        Then::Wait(HOLD)
    }

    pub(super) fn answered(&mut self, answer: Answer) -> Then {
        self.state.holds = 0;
        self.state.asking = Asking::Step;
        let Some((_, step)) = self.current() else { return self.fault("an answer nobody waits for") };
        let (exits, into) = match &step.kind {
            Kind::Verify { on, .. } | Kind::SendOnFile { on, .. } => (on, None),
            Kind::Callback { on, .. } | Kind::Withdraw { on, .. } | Kind::Mandate { on, .. } => (on, None),
            Kind::LookUp { on, into } | Kind::Give { on, into, .. } => (on, Some(into)),
            Kind::Settle { on, into, .. } | Kind::RemindOf { exits: on, into, .. } => (on, into.as_ref()),
            _ => return self.fault("an answer nobody waits for"),
        };
        let exit = match answer {
            Answer::Verified { file_id, by } => {
                if self.verified(file_id, by) {
                    return self.run();
                }
                "verified"
            }
            Answer::Refused | Answer::NotCallable => "refused",
            // A flow that does not tell it apart says that nothing can be proved now, which is true.
            Answer::Closed if !exits.contains_key("closed") => "unavailable",
            Answer::Closed => "closed",
            Answer::OnItsWay => "sent",
            Answer::NotFound => "not-found",
            Answer::Unavailable => "unavailable",
            Answer::Found(file) => {
                self.set_into(into, Value::File(file));
                "found"
            }
            Answer::Given { reference } => {
                self.set_into(into, Value::Digits(reference));
                self.forget_questions();
                self.leave_what_was_given();
                "given"
            }
            Answer::Settled { how, day } => {
                self.set_into(into, day.map_or(Value::None, Value::Date));
                self.forget_questions();
                self.state.callback_booked |= matches!(how, Settled::Booked | Settled::AlreadyOpen);
                how.exit()
            }
            Answer::Booked(promise) => self.promised(promise, "booked"),
            Answer::AlreadyOpen(promise) => self.promised(promise, "already-open"),
        };
        match exits.get(exit) {
            Some(go) => self.go_on(Exit::Word(exit), go),
            None => self.fault("an answer nobody handles"),
        }
    }

    /// A callback is open: what the person is told of it is kept where the step says.
    fn promised(&mut self, promise: Promise, exit: &'static str) -> &'static str {
        self.state.callback_booked = true;
        // What is booked is not taken back by "back", and a call laid down after it was not cut.
        self.forget_questions();
        if let Some((_, Step { kind: Kind::Callback { digits, window, before, .. }, .. })) = self.current() {
            self.set_into(
                digits.as_ref(),
                promise.digits.map_or(Value::None, |digits| Value::Digits(digits.reveal().to_owned())),
            );
            self.set_into(window.as_ref(), promise.window.map_or(Value::None, Value::Window));
            self.set_into(before.as_ref(), promise.before.map_or(Value::None, Value::Number));
        }
        exit
    }

    pub(super) fn set_into(&mut self, into: Option<&Name>, value: Value) {
        if let Some(into) = into {
            self.set(into, value);
        }
    }

    /// What was given cannot be taken back by "back".
    pub(super) fn forget_questions(&mut self) {
        for frame in self.state.threads.last_mut().into_iter().flat_map(|thread| &mut thread.frames) {
            frame.asked.clear();
        }
    }

    /// What was given now is asked for nowhere else: a dialogue below that stood at the same item is over.
    pub(super) fn leave_what_was_given(&mut self) {
        let Some(given) = self.state.frame().and_then(held) else { return };
        let Some(current) = self.state.threads.pop() else { return };
        let stands_at_it = |thread: &Thread| thread.frames.iter().any(|frame| held(frame).as_ref() == Some(&given));
        self.state.threads.retain(|thread| !stands_at_it(thread));
        self.state.threads.push(current);
    }
}

/// The file and the item a flow has in hand: the file's identifier and the item's name.
pub(super) fn held(frame: &Frame) -> Option<(String, String)> {
    let file = frame.vars.values().find_map(|value| match value {
        Value::File(file) => Some(file.id.clone()),
        Value::FileId(id) => Some(id.clone()),
        _ => None,
    });
    let item = frame.vars.values().find_map(|value| match value {
        Value::Item(item) => Some(item.name.clone()),
        _ => None,
    });
    file.zip(item)
}
