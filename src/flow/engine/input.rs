//! What a person sends, read in its order: words that work everywhere, an answer, an entry word.

use super::Run;
use crate::flow::{
    Name,
    definition::{Ask, Kind, Tries},
    exits::Exit,
    reading::{self, Entry},
    state::Asking,
    turn::{Order, Rung, Then},
    vocabulary::{Entry as EntryWord, Global, normalise},
};

/// Misses of one kind in a row before a callback is offered.
const MISSES_OF_A_KIND: u8 = 3;
/// Misses of both kinds in a row before a callback is offered.
const MISSES_IN_ALL: u8 = 5;

impl<'a> Run<'a> {
    /// A text is read as STOP, words of distress, a global word, an answer, an entry word, in this order.
    pub(super) fn text(&mut self, raw: &str) -> Then {
        let plain = normalise(raw);
        let global = self.script.vocabulary.globals.get(&plain).copied();
        if global == Some(Global::Start) {
            return self.start_again();
        }
        if let Some(subject) = self.script.vocabulary.stopping.subject(raw) {
            return self.stop(subject);
        }
        if self.script.vocabulary.distress.is_meant(raw) {
            self.orders.push(Order::Note { kind: "distress".into(), text: String::new() });
            return self.help("distress", "distress");
        }
        // In a reminder AIDE is an answer, and brings somebody at once.
        if let Some(then) = self.reminder_answered(raw) {
            return then;
        }
        let bare = raw.trim();
        let bare = if bare == "#" { bare } else { bare.trim_end_matches('#').trim_end() };
        match global {
            Some(Global::Advisor) => return self.asked_for_advisor(),
            Some(Global::Help) => return self.help("help", "general"),
            Some(Global::Menu) => return self.begin_entry(),
            Some(Global::Repeat) => return self.repeat(),
            Some(Global::Back) => return self.back(),
            _ => {}
        }
        self.answer_text(bare, &plain)
    }

    pub(super) fn answer_text(&mut self, bare: &str, plain: &str) -> Then {
        match self.state.asking.clone() {
            Asking::Nothing => self.first_text(bare, plain),
            Asking::Help { subject } if reading::yes_or_no(bare, self.script) == Some(true) => self.advisor(&subject),
            Asking::Help { .. } if self.state.threads.is_empty() => {
                self.state.asking = Asking::Nothing;
                self.first_text(bare, plain)
            }
            Asking::Help { .. } => {
                self.state.asking = Asking::Step;
                self.answer_text(bare, plain)
            }
            Asking::OfferCallback => self.answer_offer_text(bare, plain),
            Asking::Begin { .. } | Asking::Resume { .. } => self.answer_own(bare),
            Asking::World { .. } => self.still_looking(bare),
            Asking::Step => self.answer_step_text(bare, plain),
        }
    }

    /// Yes, no, after all an answer to the question before, or a last word with our hours.
    pub(super) fn answer_offer_text(&mut self, bare: &str, plain: &str) -> Then {
        if let Some(agreed) = reading::yes_or_no(bare, self.script) {
            return self.offered(agreed);
        }
        if matches!(bare, "0" | "*0") {
            return self.offered(true);
        }
        self.state.asking = Asking::Step;
        let entry = self.script.vocabulary.entries.contains_key(plain);
        match self.lapsed_frame().is_none().then(|| self.try_answer(bare)).flatten() {
            Some(then) => then,
            None if entry => self.first_text(bare, plain),
            None => self.goodbye(),
        }
    }

    pub(super) fn answer_step_text(&mut self, bare: &str, plain: &str) -> Then {
        if bare == "*0" || (bare == "0" && !self.accepts_zero()) {
            return self.asked_for_advisor();
        }
        if self.state.stale && !self.is_invited() {
            self.say_shared("back-to-question");
            return self.put_question(Rung::First);
        }
        if let Some(frame) = self.lapsed_frame() {
            return self.regain(frame);
        }
        match bare {
            "*" => return self.repeat(),
            "#" => return self.back(),
            _ => {}
        }
        if let Some(then) = self.try_answer(bare) {
            return then;
        }
        let vocabulary = &self.script.vocabulary;
        match vocabulary.entries.get(plain).cloned() {
            Some(entry) => self.confirm_begin(entry),
            None if vocabulary.greetings.contains_key(plain) => self.put_question(Rung::First),
            None => self.not_understood(),
        }
    }

    /// The first text of a conversation: its word tells the flow, the language, or both.
    pub(super) fn first_text(&mut self, bare: &str, plain: &str) -> Then {
        self.state.callback_booked = false;
        if matches!(bare, "0" | "*0") {
            return self.asked_for_advisor();
        }
        let vocabulary = &self.script.vocabulary;
        if let Some(EntryWord { flow, language }) = vocabulary.entries.get(plain).cloned() {
            if let Some(language) = language {
                self.speak(language);
            }
            self.state.threads.clear();
            return self.begin_flow(flow, Vec::new(), false);
        }
        if let Some(language) = vocabulary.greetings.get(plain).cloned() {
            self.speak(language);
        }
        self.begin_entry()
    }

    pub(super) fn keys(&mut self, keys: &str) -> Then {
        match self.state.asking.clone() {
            Asking::Step => self.answer_step_keys(keys),
            Asking::OfferCallback => match reading::yes_or_no(keys, self.script) {
                Some(agreed) => self.offered(agreed),
                None => self.answer_offer_key(keys),
            },
            Asking::Begin { .. } | Asking::Resume { .. } | Asking::Help { .. } => self.answer_own(keys),
            Asking::World { .. } => self.still_looking(keys),
            Asking::Nothing => self.begin_entry(),
        }
    }

    /// A wrong key at the offer of a callback is forgiven, but not for ever.
    pub(super) fn answer_offer_key(&mut self, key: &str) -> Then {
        match key {
            "0" => return self.offered(true),
            "#" => return self.offered(false),
            "*" => return self.ask_own(Rung::First),
            _ => self.state.unclear = self.state.unclear.saturating_add(1),
        }
        if self.state.silences.saturating_add(self.state.unclear) >= MISSES_IN_ALL {
            return self.goodbye();
        }
        self.ask_own(Rung::Unclear(self.state.unclear))
    }

    pub(super) fn answer_step_keys(&mut self, keys: &str) -> Then {
        let Some((_, step)) = self.current() else { return self.begin_entry() };
        let typed = match &step.kind {
            Kind::Ask { ask: Ask::YesNo | Ask::Answer | Ask::Choice(_), .. } | Kind::Menu { .. } => match keys {
                "0" | "*0" => return self.asked_for_advisor(),
                "*" => return self.repeat(),
                "#" => return self.back(),
                key => key,
            },
            Kind::Ask { .. } if keys == "#" => return self.back(),
            Kind::Ask { ask, zero, .. } => match reading::entry(keys, ask, *zero) {
                Entry::Advisor => return self.asked_for_advisor(),
                Entry::Again => return self.repeat(),
                Entry::Typed(typed) => typed,
            },
            _ => return self.fault("a step that does not wait was answered"),
        };
        match self.try_answer(typed) {
            Some(then) => then,
            None => self.not_understood(),
        }
    }

    pub(super) fn silence(&mut self) -> Then {
        match self.state.asking.clone() {
            Asking::Step => {
                self.state.silences = self.state.silences.saturating_add(1);
                self.missed(Rung::Silence(self.state.silences))
            }
            Asking::OfferCallback | Asking::Nothing => self.goodbye(),
            Asking::World { .. } => self.still_looking(""),
            Asking::Begin { .. } | Asking::Resume { .. } | Asking::Help { .. } => {
                self.state.silences = self.state.silences.saturating_add(1);
                self.own_missed(Rung::Silence(self.state.silences))
            }
        }
    }

    pub(super) fn not_understood(&mut self) -> Then {
        self.state.unclear = self.state.unclear.saturating_add(1);
        self.missed(Rung::Unclear(self.state.unclear))
    }

    /// Another try with the wording of this rung; after the last one, the step's own way on, or a callback is offered.
    pub(super) fn missed(&mut self, rung: Rung) -> Then {
        if self.has_tries_left() {
            return self.put_question(rung);
        }
        if let Some(go) = self.way_after_tries() {
            self.state.missed = self.misses_in_all();
            return self.go_on(Exit::TriedOut, &go);
        }
        if self.state.callback_booked || self.in_advisor_flow() {
            return self.goodbye();
        }
        self.state.asking = Asking::OfferCallback;
        self.ask_own(Rung::First)
    }

    pub(super) fn has_tries_left(&self) -> bool {
        !self.is_tried_out() && self.misses_in_all() < MISSES_IN_ALL
    }

    /// Whether the question was put as often as it may be.
    fn is_tried_out(&self) -> bool {
        let own = self.tries();
        let most = |own: Option<u8>| own.unwrap_or(MISSES_OF_A_KIND);
        let (silence, unclear) = own.map_or((None, None), |own| (own.silence, own.unclear));
        self.state.silences >= most(silence) || self.state.unclear >= most(unclear)
    }

    fn misses_in_all(&self) -> u8 {
        self.state.missed.saturating_add(self.state.silences).saturating_add(self.state.unclear)
    }

    /// What stands beside the step on the table.
    fn tries(&self) -> Option<&'a Tries> {
        if self.state.asking != Asking::Step {
            return None;
        }
        self.current().map(|(_, step)| &step.tries)
    }

    /// Where a step that was tried out leads. Steps that lead to one another in silence come to an end all the same.
    fn way_after_tries(&self) -> Option<Name> {
        let go = self.tries()?.go.clone()?;
        let first = self.state.missed == 0;
        (self.is_tried_out() && (first || self.misses_in_all() < MISSES_IN_ALL)).then_some(go)
    }
}
