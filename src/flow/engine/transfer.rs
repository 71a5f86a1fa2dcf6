//! What only a call can do: it is put through to an advisor, and words are recorded.

use super::Run;
use crate::{
    channel::Channel,
    flow::{
        definition::{Ask, Exits, Kind},
        exits::Exit,
        state::Asking,
        turn::{Dial, Then},
        value::Value,
    },
};

/// Seconds the office's telephone rings.
const RINGS: u8 = 25;

impl Run<'_> {
    /// Puts the call through, where there is a line, an office and somebody in it. `None`: it goes on otherwise.
    pub(super) fn transfer(&mut self, on: &Exits) -> Option<Then> {
        match self.office_line() {
            Some(number) => {
                self.state.asking = Asking::Step;
                self.say_shared("connecting");
                Some(Then::Transfer(Dial { number, timeout: RINGS }))
            }
            None => self.leave_by(on, "unavailable"),
        }
    }

    fn office_line(&self) -> Option<crate::phone_number::PhoneNumber> {
        let (service, voice) = (&self.script.service, self.state.channel == Channel::Voice);
        let open = voice && service.office.is_open(self.now);
        open.then(|| service.numbering.parse(&service.office.number)).flatten()
    }

    /// How it went with the advisor who was rung.
    pub(super) fn dialled(&mut self, answered: bool) -> Then {
        let Some((_, step)) = self.current() else { return self.fault("nobody was rung") };
        let Kind::Transfer { on } = &step.kind else { return self.fault("nobody was rung") };
        match self.leave_by(on, if answered { "answered" } else { "no-answer" }) {
            Some(then) => then,
            None => self.run(),
        }
    }

    fn leave_by(&mut self, on: &Exits, exit: &str) -> Option<Then> {
        match on.get(exit).cloned() {
            Some(go) => {
                self.go(Exit::Word(exit), &go);
                None
            }
            None => Some(self.fault("an exit nobody handles")),
        }
    }

    /// Words were recorded. The reference alone is kept.
    pub(super) fn recorded(&mut self, reference: String) -> Then {
        let Some((_, step)) = self.current() else { return self.begin_entry() };
        match &step.kind {
            Kind::Ask { ask: ask @ Ask::Recording { .. }, into, exits, .. } if self.state.asking == Asking::Step => {
                self.state.missed = 0;
                self.answered_with(ask, into.as_ref(), exits, Value::Recording(reference))
            }
            _ => self.silence(),
        }
    }
}
