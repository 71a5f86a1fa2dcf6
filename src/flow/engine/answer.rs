//! The answer to the question on the table: which option, which value, and where it leads.

use super::Run;
use crate::{
    channel::Channel,
    flow::{
        Name,
        answers::Answer,
        consent::Subject,
        definition::{Ask, Exits, Flow, Kind, Step},
        exits::Exit,
        expression::Expression,
        question::{Offer, offers, picks},
        reading,
        state::Asking,
        turn::{Rung, Then},
        value::{Secret, Value},
        vocabulary::normalise,
    },
};

impl<'a> Run<'a> {
    /// Goes on where the answer leads, or `None` where it is no answer.
    pub(super) fn try_answer(&mut self, typed: &str) -> Option<Then> {
        let (flow, step) = self.current()?;
        match &step.kind {
            Kind::Menu { .. } => match self.chosen(flow, step, typed)? {
                Offer::Go(option) => {
                    self.state.missed = 0;
                    Some(self.go_on(Exit::Word(&option.option), &option.go))
                }
                _ => None,
            },
            Kind::Ask { ask, into, exits, .. } => {
                let value = match ask {
                    Ask::Answer => return self.answer_to_reminder(exits, typed),
                    Ask::Choice(_) => match self.chosen(flow, step, typed)? {
                        Offer::Pick { value, .. } => value,
                        Offer::More => return Some(self.turn_the_page()),
                        _ => return None,
                    },
                    Ask::FileNumber { organisation } => self.file_number(organisation, typed)?,
                    ask => reading::answer(ask, self.state.channel, typed, self.script, self.now.date())?,
                };
                self.state.missed = 0;
                Some(self.answered_with(ask, into.as_ref(), exits, value))
            }
            _ => None,
        }
    }

    /// What a text says to the reminder on the table; none where none is, or it says something else.
    pub(super) fn reminder_answered(&mut self, raw: &str) -> Option<Then> {
        let (_, Step { kind: Kind::Ask { ask: Ask::Answer, exits, .. }, .. }) = self.current()? else { return None };
        if self.state.asking != Asking::Step {
            return None;
        }
        self.answer_to_reminder(exits, raw)
    }

    /// Whether a reminder is on the table.
    pub(super) fn is_at_reminder(&self) -> bool {
        let asks = matches!(self.current(), Some((_, Step { kind: Kind::Ask { ask: Ask::Answer, .. }, .. })));
        asks && self.state.asking == Asking::Step
    }

    /// By text in words of any language; on a call by key.
    fn answer_to_reminder(&mut self, exits: &Exits, typed: &str) -> Option<Then> {
        let answer = match self.state.channel {
            Channel::Sms => self.script.vocabulary.answers.answer(typed)?,
            Channel::Voice => Answer::of_key(typed)?,
        };
        self.state.missed = 0;
        let Some(exit) = answer.exit() else {
            // The key is told as the end of reminders; what a text says is read before it is an answer.
            let subject = if self.state.channel == Channel::Voice { Subject::Reminders } else { Subject::All };
            return Some(self.stop(subject));
        };
        Some(match exits.get(exit) {
            Some(go) => self.go_on(Exit::Word(exit), go),
            None => self.fault("an answer that leads nowhere"),
        })
    }

    /// The next values of a long list; after the last come the first again.
    fn turn_the_page(&mut self) -> Then {
        self.state.missed = 0;
        if let Some(frame) = self.state.frame_mut() {
            frame.page = frame.page.wrapping_add(1);
        }
        self.put_question(Rung::First)
    }

    pub(super) fn answered_with(&mut self, ask: &Ask, into: Option<&Name>, exits: &Exits, value: Value) -> Then {
        let exit = match value {
            Value::Bool(true) => "yes",
            Value::Bool(false) => "no",
            _ => "next",
        };
        let exit = if exits.contains_key(exit) { exit } else { "next" };
        let Some(go) = exits.get(exit) else { return self.fault("an answer that leads nowhere") };
        if let Some(into) = into {
            if matches!(ask, Ask::Secret { .. }) {
                self.state.secrets.insert(into.clone(), Secret::new(&value.plain()));
            } else {
                self.set(into, value);
            }
        }
        self.go_on(Exit::Word(exit), go)
    }

    /// What is chosen by its key or by a word. A value of a long list may be named before it is offered.
    pub(super) fn chosen<'s>(&self, flow: &Flow, step: &'s Step, typed: &str) -> Option<Offer<'s>> {
        let plain = normalise(typed);
        let offers = offers(&self.scope(), step);
        let key = plain.parse::<u32>().ok().and_then(|key| char::from_digit(key, 10));
        let is_meant = |offer: &Offer<'_>| match offer {
            Offer::Go(option) => {
                let words = self.script.vocabulary.options.get(&(flow.name.clone(), option.message.clone()));
                words.is_some_and(|words| words.contains(&plain))
            }
            Offer::Agree(yes) => reading::yes_or_no(typed, self.script) == Some(*yes),
            Offer::Pick { said, .. } => !plain.is_empty() && self.is_called(said, &plain),
            Offer::More => self.script.vocabulary.more.contains(&plain),
        };
        let at = offers.iter().position(|(of, _)| key == Some(*of));
        let at = at.or_else(|| offers.iter().position(|(_, offer)| is_meant(offer)));
        match (at, &step.kind) {
            (Some(at), _) => offers.into_iter().nth(at).map(|(_, offer)| offer),
            (None, Kind::Ask { ask: Ask::Choice(list), .. }) => picks(&self.scope(), list).into_iter().find(is_meant),
            (None, _) => None,
        }
    }

    /// Whether a value of a list is called so.
    pub(super) fn is_called(&self, said: &Value, plain: &str) -> bool {
        let names = match said {
            Value::Symbol(symbol) => self.script.vocabulary.symbols.get(symbol),
            _ => None,
        };
        normalise(&said.plain()) == plain || names.is_some_and(|names| names.iter().any(|name| name == plain))
    }

    pub(super) fn file_number(&self, organisation: &Expression, typed: &str) -> Option<Value> {
        let key = self.scope().value(organisation).plain();
        let form = self.script.service.organisations.get(&key)?;
        reading::digits(typed, form.min_digits, form.max_digits).map(Value::Digits)
    }

    /// Whether the question on the table is one we sent: it stands alone, and its answer is read back, so it may be
    /// answered days later.
    pub(super) fn is_invited(&self) -> bool {
        self.state.threads.last().is_some_and(|thread| thread.invited)
    }

    pub(super) fn accepts_zero(&self) -> bool {
        matches!(self.current(), Some((_, Step { kind: Kind::Ask { zero: true, .. }, .. })))
    }

    pub(super) fn go_on(&mut self, exit: Exit<'_>, step: &Name) -> Then {
        self.go(exit, step);
        self.run()
    }
}
