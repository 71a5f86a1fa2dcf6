//! The engine's own questions: a callback offered, a flow confirmed, a cut call taken up.

use super::Run;
use crate::flow::{
    question::short_wait,
    reading,
    state::{Asking, Thread},
    turn::{Rung, Then},
    value::Value,
    vocabulary::Entry as EntryWord,
};

impl<'a> Run<'a> {
    /// Says the engine's question under way and waits. By text a wait is simply the end of the turn.
    pub(super) fn ask_own(&mut self, rung: Rung) -> Then {
        match rung {
            Rung::First => {}
            Rung::Silence(_) => self.say_shared("silence"),
            Rung::Unclear(_) => self.say_shared("unclear"),
        }
        match self.state.asking.clone() {
            Asking::OfferCallback => self.say_offer("offer-callback", Vec::new(), ["yes", "no"]),
            Asking::Begin { flow } => {
                let with = vec![("flow".into(), Value::Symbol(flow.to_string()))];
                self.say_offer("confirm-begin", with, ["yes", "no"]);
            }
            Asking::Resume { .. } => self.say_offer("resume-offer", Vec::new(), ["resume-continue", "resume-again"]),
            Asking::World { .. } => self.say_shared("one-moment"),
            Asking::Help { .. } | Asking::Step | Asking::Nothing => {}
        }
        Then::Wait(short_wait(&self.state))
    }

    pub(super) fn answer_own(&mut self, typed: &str) -> Then {
        match typed {
            "0" | "*0" => return self.asked_for_advisor(),
            "*" => return self.ask_own(Rung::First),
            "#" => return self.back(),
            _ => {}
        }
        let agreed = reading::yes_or_no(typed, self.script);
        match (self.state.asking.clone(), agreed) {
            (Asking::Begin { flow }, Some(true)) => {
                self.state.threads.clear();
                self.begin_flow(flow, Vec::new(), false)
            }
            (Asking::Begin { .. }, Some(false)) => self.put_question(Rung::First),
            (Asking::Resume { threads }, Some(true)) => self.resume(threads),
            (Asking::Resume { .. }, Some(false)) => self.begin_entry(),
            (Asking::Help { subject }, Some(true)) => self.advisor(&subject),
            _ => {
                self.state.unclear = self.state.unclear.saturating_add(1);
                self.own_missed(Rung::Unclear(self.state.unclear))
            }
        }
    }

    pub(super) fn own_missed(&mut self, rung: Rung) -> Then {
        if self.has_tries_left() {
            return self.ask_own(rung);
        }
        self.state.asking = Asking::OfferCallback;
        self.ask_own(Rung::First)
    }

    pub(super) fn offered(&mut self, agreed: bool) -> Then {
        self.state.missed = 0;
        if agreed {
            return self.advisor("general");
        }
        if self.state.threads.is_empty() { self.begin_entry() } else { self.put_question(Rung::First) }
    }

    /// An entry word in the middle of something else is confirmed first; at the first menu it is an answer.
    pub(super) fn confirm_begin(&mut self, entry: EntryWord) -> Then {
        let frames = self.state.threads.last().map_or(&[][..], |thread| &thread.frames);
        if matches!(frames, [only] if only.flow == self.state.entry) {
            self.state.threads.clear();
            return self.begin_flow(entry.flow, Vec::new(), false);
        }
        self.state.asking = Asking::Begin { flow: entry.flow };
        self.ask_own(Rung::First)
    }

    pub(super) fn resume(&mut self, threads: Vec<Thread>) -> Then {
        self.state.threads = threads;
        self.say_shared("resumed");
        self.put_question(Rung::First)
    }
}
