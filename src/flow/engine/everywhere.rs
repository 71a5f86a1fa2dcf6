//! Words and keys that work everywhere: an advisor, again, back, help, stop.

use super::Run;
use crate::{
    channel::Channel,
    flow::{
        consent::{Consent, Subject},
        question::short_wait,
        state::Asking,
        turn::{Order, Rung, Then},
        value::Value,
    },
};

impl<'a> Run<'a> {
    /// The person pressed 0 or wrote its word: where they did is counted, unless they are on the way to an advisor already.
    pub(super) fn asked_for_advisor(&mut self) -> Then {
        if let Some(frame) = self.state.frame().filter(|_| !self.in_advisor_flow()) {
            let (flow, step) = (frame.flow.clone(), frame.step.clone());
            self.orders.push(Order::CountAdvisor { flow, step });
        }
        self.advisor("general")
    }

    /// The way to a person, from anywhere.
    pub(super) fn advisor(&mut self, subject: &str) -> Then {
        self.state.missed = 0;
        let subject = Value::Symbol(subject.to_owned());
        // Whoever is on the way already is asked again, whatever came between: two requests would pile up.
        if self.in_advisor_flow() {
            // Distress comes before whatever the callback under way was about.
            if subject == Value::Symbol("distress".into()) {
                self.set(&"subject".into(), subject);
            }
            return self.put_question(Rung::First);
        }
        let with = vec![("subject".into(), subject)];
        self.begin_flow(self.script.service.advisor.clone(), with, false)
    }

    pub(super) fn in_advisor_flow(&self) -> bool {
        self.state.frame().is_some_and(|frame| frame.flow == self.script.service.advisor)
    }

    pub(super) fn repeat(&mut self) -> Then {
        match self.state.asking {
            Asking::Nothing => self.begin_entry(),
            Asking::Help { .. } if self.state.threads.is_empty() => self.begin_entry(),
            Asking::Step | Asking::Help { .. } => self.put_question(Rung::First),
            _ => self.ask_own(Rung::First),
        }
    }

    pub(super) fn back(&mut self) -> Then {
        // What was asked of the world goes on: there is nothing to go back from yet.
        if matches!(self.state.asking, Asking::World { .. }) {
            return self.still_looking("");
        }
        if self.state.threads.is_empty() {
            return self.begin_entry();
        }
        if !self.step_back() && self.state.threads.len() > 1 {
            self.state.threads.pop();
            return self.put_question(Rung::First);
        }
        match self.lapsed_frame() {
            Some(frame) => self.regain(frame),
            None => self.run(),
        }
    }

    /// Returns to the question before this one, in the running flow or in one that called it.
    pub(super) fn step_back(&mut self) -> bool {
        let on_the_table = self.state.asking == Asking::Step;
        let Some(thread) = self.state.threads.last_mut() else { return false };
        let depth = thread.frames.len();
        for (index, frame) in thread.frames.iter_mut().enumerate().rev() {
            // In the running flow the last question is the one on the table; below it, the one before the call.
            if index + 1 == depth && on_the_table {
                frame.asked.pop();
            }
            if let Some(before) = frame.asked.pop() {
                frame.step = before;
                frame.page = 0;
                thread.frames.truncate(index + 1);
                return true;
            }
        }
        false
    }

    pub(super) fn help(&mut self, message: &str, subject: &str) -> Then {
        self.say_shared(message);
        self.state.asking = Asking::Help { subject: subject.into() };
        Then::Wait(short_wait(&self.state))
    }

    /// STOP. What it is about is noted and confirmed, the first time.
    pub(super) fn stop(&mut self, subject: Subject) -> Then {
        match subject {
            Subject::Mandates => {
                self.consents(Consent::Stop(subject));
                self.wait_again()
            }
            Subject::Reminders if !self.state.opted_out => self.stop_reminders(),
            // Who wants nothing at all wants no reminders either.
            Subject::All | Subject::Reminders => self.stop_all(),
        }
    }

    fn stop_all(&mut self) -> Then {
        if !self.state.opted_out {
            self.say_shared("stopped");
        }
        // Who says it again wants to hear nothing.
        self.state.owed = false;
        self.state.opted_out = true;
        self.orders.push(Order::OptOut(Subject::All));
        self.end_conversation("stopped")
    }

    /// A reminder that it answers is over with it; any other dialogue goes on.
    fn stop_reminders(&mut self) -> Then {
        let answers_one = self.is_at_reminder();
        if !self.state.reminders_off {
            self.say_shared("reminders-stopped");
        }
        self.state.owed = false;
        self.state.reminders_off = true;
        self.orders.push(Order::OptOut(Subject::Reminders));
        if !answers_one {
            return self.wait_again();
        }
        if self.state.channel == Channel::Voice {
            self.say_shared("goodbye-hours");
        }
        self.end_conversation("stopped")
    }

    pub(super) fn start_again(&mut self) -> Then {
        self.consents(Consent::Start);
        self.wait_again()
    }

    /// What a person chose, in words or at a step: it is noted and confirmed. Whose number is hidden cannot be kept apart
    /// from others, and is told so.
    pub(super) fn consents(&mut self, consent: Consent) {
        if self.state.caller.is_none() {
            return self.say_shared("number-hidden");
        }
        let order = match consent {
            Consent::Stop(subject) => {
                match subject {
                    Subject::All => self.state.opted_out = true,
                    Subject::Reminders => self.state.reminders_off = true,
                    // Said again, it is done again: there may be a new one.
                    Subject::Mandates => {}
                }
                Order::OptOut(subject)
            }
            Consent::Start => {
                (self.state.opted_out, self.state.reminders_off) = (false, false);
                Order::OptIn
            }
        };
        self.orders.push(order);
        self.say_shared(consent.message());
    }

    pub(super) fn goodbye(&mut self) -> Then {
        self.say_shared("goodbye-hours");
        self.end_conversation("abandoned")
    }

    pub(super) fn end_conversation(&mut self, outcome: &str) -> Then {
        if !self.state.threads.is_empty() && !self.is_between_flows() {
            self.leave(outcome);
        }
        self.state.threads.clear();
        self.state.asking = Asking::Nothing;
        self.state.missed = 0;
        self.reset_misses();
        Then::End { outcome: outcome.into() }
    }

    /// Nothing changed for the question on the table: wait for its answer.
    pub(super) fn wait_again(&self) -> Then {
        match self.state.asking {
            Asking::Nothing => Then::End { outcome: "idle".into() },
            _ => Then::Wait(short_wait(&self.state)),
        }
    }
}
