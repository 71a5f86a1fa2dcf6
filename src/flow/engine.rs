//! One turn of a dialogue, decided: a pure function of the script, the state and the input.

use jiff::Zoned;

use super::{
    Name,
    definition::{Ask, Exits, Flow, Kind, Script, Step},
    question::{self, Offer, offers, short_wait, suffices, variable},
    reading::{self, Entry},
    state::{Asking, Assurance, Frame, State, Thread},
    turn::{Answer, Input, Keys, Order, Query, Rung, Say, Then, Turn, Wait},
    value::{Secret, Value},
    vocabulary::{Entry as EntryWord, Global, normalise},
};
use crate::{channel::Channel, language::Language, level::Level};

/// Steps one turn may take without waiting. A loop that the checker missed ends in words, not in a hang.
const MOST_STEPS: u32 = 50;
/// Misses of one kind in a row before a callback is offered.
const MISSES_OF_A_KIND: u8 = 3;
/// Misses of both kinds in a row before a callback is offered.
const MISSES_IN_ALL: u8 = 5;
/// Questions "back" can go back over.
const MOST_BACK: usize = 16;
/// How often a person is told that we are still looking before we say that we cannot.
const MOST_HOLDS: u8 = 8;
/// The short wait between two words that we are still looking: `0` works meanwhile.
const HOLD: Wait = Wait { keys: Keys::One, timeout: 3 };
/// Flows that may call one another at once.
const MOST_FRAMES: usize = 8;

/// Decides one turn. Given the same arguments it gives the same turn; nothing is executed.
pub fn step(script: &Script, mut state: State, input: Input, now: &Zoned) -> Turn {
    state.stale = false;
    let mut run = Run { script, state, now, says: Vec::new(), orders: Vec::new(), steps: 0 };
    let then = run.take(input);
    run.finish(then)
}

struct Run<'a> {
    script: &'a Script,
    state: State,
    now: &'a Zoned,
    says: Vec<Say>,
    orders: Vec<Order>,
    steps: u32,
}

impl<'a> Run<'a> {
    fn finish(mut self, then: Then) -> Turn {
        if matches!(then, Then::End { .. }) && self.says.is_empty() && self.state.channel == Channel::Voice {
            self.say_shared("goodbye-hours");
        }
        if !matches!(then, Then::Query(_)) {
            self.state.secrets.clear();
        }
        Turn { state: self.state, says: self.says, orders: self.orders, then }
    }

    fn take(&mut self, input: Input) -> Then {
        match input {
            Input::Begin { cut } => self.begin_call(cut),
            Input::Text { body, stale } => {
                self.state.stale = stale;
                self.text(&body)
            }
            Input::Keys(keys) => self.keys(&keys),
            Input::Silence => self.silence(),
            Input::HangUp => Then::End { outcome: "hung-up".into() },
            Input::Answer(answer) => self.answered(answer),
            Input::Invite { flow, with } => self.begin_flow(flow, with, true),
            Input::Hold { ticket } => self.hold(ticket),
            Input::GiveUp => self.fault("too many queries in one turn"),
            Input::Lapse => {
                self.state.assurance = Assurance::default();
                self.wait_again()
            }
        }
    }

    // ---- how a conversation begins -------------------------------------------------------------

    fn begin_call(&mut self, cut: Option<Vec<Thread>>) -> Then {
        match cut.filter(|threads| !threads.is_empty()) {
            Some(threads) => {
                self.state.asking = Asking::Resume { threads };
                self.ask_own(Rung::First)
            }
            None => self.begin_entry(),
        }
    }

    fn begin_entry(&mut self) -> Then {
        self.state.threads.clear();
        self.begin_flow(self.state.entry.clone(), Vec::new(), false)
    }

    fn begin_flow(&mut self, flow: Name, with: Vec<(Name, Value)>, invited: bool) -> Then {
        let Some(definition) = self.script.flows.get(&flow) else { return self.fault("no such flow") };
        let Some(frame) = new_frame(definition, with) else { return self.fault("a flow without steps") };
        self.state.threads.push(Thread { frames: vec![frame], invited });
        self.run()
    }

    // ---- what a person sends -------------------------------------------------------------------

    /// A text is read as STOP, words of distress, a global word, an answer, an entry word, in this order.
    fn text(&mut self, raw: &str) -> Then {
        let plain = normalise(raw);
        let global = self.script.vocabulary.globals.get(&plain).copied();
        match global {
            Some(Global::Stop) => return self.stop(),
            Some(Global::Start) => return self.start_again(),
            _ => {}
        }
        if self.script.vocabulary.distress.iter().any(|phrase| contains_words(&plain, phrase)) {
            self.orders.push(Order::Note { kind: "distress".into(), text: String::new() });
            return self.help("distress", "distress");
        }
        let bare = raw.trim();
        let bare = if bare == "#" { bare } else { bare.trim_end_matches('#').trim_end() };
        match global {
            Some(Global::Advisor) => return self.advisor("general"),
            Some(Global::Help) => return self.help("help", "general"),
            Some(Global::Menu) => return self.begin_entry(),
            Some(Global::Repeat) => return self.repeat(),
            Some(Global::Back) => return self.back(),
            _ => {}
        }
        self.answer_text(bare, &plain)
    }

    fn answer_text(&mut self, bare: &str, plain: &str) -> Then {
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
    fn answer_offer_text(&mut self, bare: &str, plain: &str) -> Then {
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

    fn answer_step_text(&mut self, bare: &str, plain: &str) -> Then {
        if self.state.stale && !self.is_invited() {
            self.say_shared("back-to-question");
            return self.put_question(Rung::First);
        }
        if let Some(frame) = self.lapsed_frame() {
            return self.regain(frame);
        }
        match (bare, self.accepts_zero()) {
            ("*", _) => return self.repeat(),
            ("#", _) => return self.back(),
            ("*0", _) | ("0", false) => return self.advisor("general"),
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
    fn first_text(&mut self, bare: &str, plain: &str) -> Then {
        if matches!(bare, "0" | "*0") {
            return self.advisor("general");
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

    fn keys(&mut self, keys: &str) -> Then {
        match self.state.asking.clone() {
            Asking::Step => self.answer_step_keys(keys),
            Asking::OfferCallback => match reading::yes_or_no(keys, self.script) {
                Some(agreed) => self.offered(agreed),
                None if keys == "0" => self.offered(true),
                None => self.goodbye(),
            },
            Asking::Begin { .. } | Asking::Resume { .. } | Asking::Help { .. } => self.answer_own(keys),
            Asking::World { .. } => self.still_looking(keys),
            Asking::Nothing => self.begin_entry(),
        }
    }

    fn answer_step_keys(&mut self, keys: &str) -> Then {
        let Some((_, step)) = self.current() else { return self.begin_entry() };
        let typed = match &step.kind {
            Kind::Ask { ask: Ask::YesNo | Ask::Choice(_), .. } | Kind::Menu { .. } => match keys {
                "0" | "*0" => return self.advisor("general"),
                "*" => return self.repeat(),
                "#" => return self.back(),
                key => key,
            },
            Kind::Ask { ask, zero, .. } => match reading::entry(keys, ask, *zero) {
                Entry::Advisor => return self.advisor("general"),
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

    fn silence(&mut self) -> Then {
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

    fn not_understood(&mut self) -> Then {
        self.state.unclear = self.state.unclear.saturating_add(1);
        self.missed(Rung::Unclear(self.state.unclear))
    }

    /// Another try with the wording of this rung; after the last one, a callback is offered.
    fn missed(&mut self, rung: Rung) -> Then {
        if self.has_tries_left() {
            return self.put_question(rung);
        }
        if self.state.callback_booked || self.in_advisor_flow() {
            return self.goodbye();
        }
        self.state.asking = Asking::OfferCallback;
        self.ask_own(Rung::First)
    }

    fn has_tries_left(&self) -> bool {
        let (silences, unclear) = (self.state.silences, self.state.unclear);
        silences < MISSES_OF_A_KIND && unclear < MISSES_OF_A_KIND && silences + unclear < MISSES_IN_ALL
    }

    // ---- answers to the current step -----------------------------------------------------------

    /// Goes on where the answer leads, or `None` where it is no answer.
    fn try_answer(&mut self, typed: &str) -> Option<Then> {
        let (flow, step) = self.current()?;
        match &step.kind {
            Kind::Menu { .. } => match self.chosen(flow, step, typed)? {
                Offer::Go { go, .. } => Some(self.go_on(&go)),
                _ => None,
            },
            Kind::Ask { ask, into, exits, .. } => {
                let value = match ask {
                    Ask::Choice(_) => match self.chosen(flow, step, typed)? {
                        Offer::Pick { value, .. } => value,
                        _ => return None,
                    },
                    Ask::FileNumber { organisation } => self.file_number(organisation, typed)?,
                    ask => reading::answer(ask, self.state.channel, typed, self.script, self.now.date())?,
                };
                Some(self.answered_with(ask, into.as_ref(), exits, value))
            }
            _ => None,
        }
    }

    fn answered_with(&mut self, ask: &Ask, into: Option<&Name>, exits: &Exits, value: Value) -> Then {
        let exit = match value {
            Value::Bool(true) => "yes",
            Value::Bool(false) => "no",
            _ => "next",
        };
        let Some(go) = exits.get(exit).or_else(|| exits.get("next")).cloned() else {
            return self.fault("an answer that leads nowhere");
        };
        if let Some(into) = into {
            if matches!(ask, Ask::Secret { .. }) {
                self.state.secrets.insert(into.clone(), Secret::new(&value.plain()));
            } else {
                self.set(into, value);
            }
        }
        self.go_on(&go)
    }

    fn chosen(&self, flow: &Flow, step: &Step, typed: &str) -> Option<Offer> {
        let plain = normalise(typed);
        let offers = offers(self.script, &self.state, step);
        let by_key = plain.parse::<usize>().ok().and_then(|key| offers.get(key.checked_sub(1)?));
        let by_word = || {
            offers.iter().find(|offer| match offer {
                Offer::Go { message, .. } => {
                    let words = self.script.vocabulary.options.get(&(flow.name.clone(), message.clone()));
                    words.is_some_and(|words| words.contains(&plain))
                }
                Offer::Agree(yes) => reading::yes_or_no(typed, self.script) == Some(*yes),
                Offer::Pick { said, .. } => !plain.is_empty() && normalise(&said.plain()) == plain,
            })
        };
        by_key.or_else(by_word).cloned()
    }

    fn file_number(&self, organisation: &super::expression::Expression, typed: &str) -> Option<Value> {
        let key = organisation.evaluate(&|name| variable(self.script, &self.state, name)).plain();
        let form = self.script.service.organisations.get(&key)?;
        reading::digits(typed, form.min_digits, form.max_digits).map(Value::Digits)
    }

    /// Whether the question on the table is one we sent: it stands alone, and its answer is read back, so it may be
    /// answered days later.
    fn is_invited(&self) -> bool {
        self.state.threads.last().is_some_and(|thread| thread.invited)
    }

    fn accepts_zero(&self) -> bool {
        matches!(self.current(), Some((_, Step { kind: Kind::Ask { zero: true, .. }, .. })))
    }

    fn go_on(&mut self, step: &Name) -> Then {
        self.go(step);
        self.run()
    }

    // ---- the engine's own questions ------------------------------------------------------------

    /// Says the engine's question under way and waits. By text a wait is simply the end of the turn.
    fn ask_own(&mut self, rung: Rung) -> Then {
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

    fn answer_own(&mut self, typed: &str) -> Then {
        if matches!(typed, "0" | "*0") {
            return self.advisor("general");
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

    fn own_missed(&mut self, rung: Rung) -> Then {
        if self.has_tries_left() {
            return self.ask_own(rung);
        }
        self.state.asking = Asking::OfferCallback;
        self.ask_own(Rung::First)
    }

    fn offered(&mut self, agreed: bool) -> Then {
        if agreed {
            return self.advisor("general");
        }
        if self.state.threads.is_empty() { self.begin_entry() } else { self.put_question(Rung::First) }
    }

    /// An entry word in the middle of something else is confirmed first; at the first menu it is an answer.
    fn confirm_begin(&mut self, entry: EntryWord) -> Then {
        let frames = self.state.threads.last().map_or(&[][..], |thread| &thread.frames);
        if matches!(frames, [only] if only.flow == self.state.entry) {
            self.state.threads.clear();
            return self.begin_flow(entry.flow, Vec::new(), false);
        }
        self.state.asking = Asking::Begin { flow: entry.flow };
        self.ask_own(Rung::First)
    }

    fn resume(&mut self, threads: Vec<Thread>) -> Then {
        self.state.threads = threads;
        self.say_shared("resumed");
        self.put_question(Rung::First)
    }

    // ---- words and keys that work everywhere ---------------------------------------------------

    /// The way to a person, from anywhere.
    fn advisor(&mut self, subject: &str) -> Then {
        if self.in_advisor_flow() && self.state.asking == Asking::Step {
            return self.put_question(Rung::First);
        }
        let with = vec![("subject".into(), Value::Symbol(subject.to_owned()))];
        self.begin_flow(self.script.service.advisor.clone(), with, false)
    }

    fn in_advisor_flow(&self) -> bool {
        self.state.frame().is_some_and(|frame| frame.flow == self.script.service.advisor)
    }

    fn repeat(&mut self) -> Then {
        match self.state.asking {
            Asking::Nothing => self.begin_entry(),
            Asking::Help { .. } if self.state.threads.is_empty() => self.begin_entry(),
            Asking::Step | Asking::Help { .. } => self.put_question(Rung::First),
            _ => self.ask_own(Rung::First),
        }
    }

    fn back(&mut self) -> Then {
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
    fn step_back(&mut self) -> bool {
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
                thread.frames.truncate(index + 1);
                return true;
            }
        }
        false
    }

    fn help(&mut self, message: &str, subject: &str) -> Then {
        self.say_shared(message);
        self.state.asking = Asking::Help { subject: subject.into() };
        Then::Wait(short_wait(&self.state))
    }

    fn stop(&mut self) -> Then {
        if !self.state.opted_out {
            self.say_shared("stopped");
        }
        self.state.opted_out = true;
        self.orders.push(Order::OptOut);
        self.end_conversation("stopped")
    }

    fn start_again(&mut self) -> Then {
        self.state.opted_out = false;
        self.orders.push(Order::OptIn);
        self.say_shared("started");
        self.wait_again()
    }

    fn goodbye(&mut self) -> Then {
        self.say_shared("goodbye-hours");
        self.end_conversation("abandoned")
    }

    fn end_conversation(&mut self, outcome: &str) -> Then {
        self.state.threads.clear();
        self.state.asking = Asking::Nothing;
        self.reset_misses();
        Then::End { outcome: outcome.into() }
    }

    /// Nothing changed for the question on the table: wait for its answer.
    fn wait_again(&self) -> Then {
        match self.state.asking {
            Asking::Nothing => Then::End { outcome: "idle".into() },
            _ => Then::Wait(short_wait(&self.state)),
        }
    }

    // ---- running steps until something must be waited for --------------------------------------

    fn run(&mut self) -> Then {
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return self.fault("too many steps in one turn");
            }
            let Some((flow, step)) = self.current() else { return self.fault("no such step") };
            if !suffices(&self.state, step) {
                return self.prove_again(flow, step);
            }
            if let Some(then) = self.take_step(flow, step) {
                return then;
            }
        }
    }

    /// Does one step. `None`: go on with the next.
    fn take_step(&mut self, flow: &'a Flow, step: &'a Step) -> Option<Then> {
        match &step.kind {
            Kind::Say { next, .. } => {
                let with = question::values(self.script, &self.state, step);
                self.say(Some(&flow.name), &step.name, with);
                self.go(next);
            }
            Kind::Menu { .. } | Kind::Ask { .. } => return Some(self.ask(step)),
            Kind::Branch(arms) => {
                let holds = |condition: &Option<super::expression::Expression>| {
                    condition.as_ref().is_none_or(|c| c.truth(&|name| self.variable(name)))
                };
                let Some((_, go)) = arms.iter().find(|(when, _)| holds(when)) else {
                    return Some(self.fault("a branch without a way"));
                };
                self.go(go);
            }
            Kind::Set { values, next } => {
                for (name, expression) in values {
                    let value = expression.evaluate(&|name| self.variable(name));
                    self.set(name, value);
                }
                self.go(next);
            }
            Kind::Send { next, .. } => {
                self.order_text(flow, step, 0);
                self.go(next);
            }
            Kind::Remind { days, next, .. } => {
                self.order_text(flow, step, *days);
                self.go(next);
            }
            Kind::Note { text, next } => {
                let text = text.evaluate(&|name| self.variable(name)).plain();
                self.orders.push(Order::Note { kind: "note".into(), text });
                self.go(next);
            }
            Kind::Call { flow, with, .. } => return self.call(flow, with),
            Kind::End { outcome } => return self.end_flow(outcome),
            Kind::Verify { .. } | Kind::LookUp { .. } | Kind::Give { .. } | Kind::Callback { .. } => {
                return Some(self.query(step));
            }
        }
        None
    }

    fn call(&mut self, flow: &Name, with: &[(Name, super::expression::Expression)]) -> Option<Then> {
        let values: Vec<(Name, Value)> =
            with.iter().map(|(name, value)| (name.clone(), value.evaluate(&|name| self.variable(name)))).collect();
        let frame = self.script.flows.get(flow).and_then(|flow| new_frame(flow, values));
        let thread = self.state.threads.last_mut();
        match (frame, thread) {
            (Some(frame), Some(thread)) if thread.frames.len() < MOST_FRAMES => thread.frames.push(frame),
            _ => return Some(self.fault("a flow that cannot be called")),
        }
        None
    }

    /// Leaves the running flow: for the one that called it, the dialogue below, or nothing.
    fn end_flow(&mut self, outcome: &Name) -> Option<Then> {
        let thread = self.state.threads.last_mut()?;
        thread.frames.pop();
        if !thread.frames.is_empty() {
            let Some((_, Step { kind: Kind::Call { on, .. }, .. })) = self.current() else {
                return Some(self.fault("a flow ended that nobody called"));
            };
            let Some(go) = on.get(outcome).or_else(|| on.get("else")).cloned() else {
                return Some(self.fault("an outcome nobody handles"));
            };
            self.go(&go);
            return None;
        }
        self.state.threads.pop();
        if self.state.threads.is_empty() {
            return Some(self.end_conversation(outcome));
        }
        self.say_shared("back-to-question");
        Some(self.put_question(Rung::First))
    }

    fn ask(&mut self, step: &Step) -> Then {
        if matches!(step.kind, Kind::Ask { ask: Ask::Choice(_), .. })
            && offers(self.script, &self.state, step).is_empty()
        {
            return self.fault("a choice without options");
        }
        self.put_question(Rung::First)
    }

    /// Says the current step's question and waits for its answer.
    fn put_question(&mut self, rung: Rung) -> Then {
        self.state.asking = Asking::Step;
        if let Some(frame) = self.lapsed_frame() {
            return self.regain(frame);
        }
        if rung == Rung::First {
            self.reset_misses();
        }
        let Some((flow, step)) = self.current() else { return self.begin_entry() };
        match (&step.kind, &flow.regain) {
            (Kind::Menu { .. } | Kind::Ask { .. }, _) => {}
            // A code is never kept: it is asked for again before it can be checked again.
            (Kind::Verify { .. }, Some(regain)) => return self.go_on(&regain.clone()),
            _ => return self.run(),
        }
        self.says.extend(question::says(self.script, &self.state, flow, step, rung));
        if let Some(frame) = self.state.frame_mut()
            && frame.asked.last() != Some(&step.name)
        {
            if frame.asked.len() == MOST_BACK {
                frame.asked.remove(0);
            }
            frame.asked.push(step.name.clone());
        }
        Then::Wait(question::wait(&self.state, step))
    }

    fn reset_misses(&mut self) {
        self.state.silences = 0;
        self.state.unclear = 0;
    }

    // ---- proof of identity ---------------------------------------------------------------------

    /// The lowest running flow that holds a file without its proof: the level lapsed, or the call is
    /// a new one.
    fn lapsed_frame(&self) -> Option<usize> {
        let proved = self.state.assurance.file_id.as_deref();
        let frames = &self.state.threads.last()?.frames;
        frames.iter().position(|frame| {
            let flow = self.script.flows.get(&frame.flow);
            let holds = frame.vars.values().any(|v| matches!(v, Value::File(file) if proved != Some(file.id.as_str())));
            holds && frame.regain.is_none() && flow.is_some_and(|flow| flow.regain.is_some())
        })
    }

    /// Asks for the code again; the place is kept.
    fn regain(&mut self, index: usize) -> Then {
        let Some(thread) = self.state.threads.last_mut() else { return self.begin_entry() };
        thread.frames.truncate(index + 1);
        let regain =
            thread.frames.last().and_then(|f| self.script.flows.get(&f.flow)).and_then(|flow| flow.regain.clone());
        let (Some(frame), Some(regain)) = (thread.frames.last_mut(), regain) else {
            return self.fault("no way to prove again");
        };
        frame.regain = Some(frame.step.clone());
        frame.asked.clear();
        frame.step = regain;
        self.say_shared("level-lapsed");
        self.run()
    }

    fn prove_again(&mut self, flow: &Flow, step: &Step) -> Then {
        match (self.lapsed_frame(), &flow.regain) {
            (Some(frame), _) => self.regain(frame),
            (None, Some(regain)) if *regain != step.name && self.steps < MOST_STEPS / 2 => self.go_on(&regain.clone()),
            _ => self.fault("a step above the level"),
        }
    }

    /// The file whose proof was given is the only one the flow may hold; it goes back to its place if it
    /// still holds it.
    fn verified(&mut self, file_id: String) -> Option<Name> {
        self.state.assurance = Assurance { level: Level::L2, file_id: Some(file_id.clone()) };
        let frame = self.state.frame_mut()?;
        let place = frame.regain.take();
        let same = frame.vars.values().any(|value| matches!(value, Value::File(file) if file.id == file_id));
        if same {
            return place;
        }
        frame.vars.retain(|_, value| !matches!(value, Value::File(_) | Value::Item(_)));
        None
    }

    // ---- queries -------------------------------------------------------------------------------

    fn query(&mut self, step: &Step) -> Then {
        match self.build_query(step) {
            Some(query) => Then::Query(query),
            None => self.fault("a query without its values"),
        }
    }

    fn build_query(&mut self, step: &Step) -> Option<Query> {
        let value = |expression: &super::expression::Expression| expression.evaluate(&|name| self.variable(name));
        Some(match &step.kind {
            Kind::Verify { organisation, file, postcode, code, .. } => {
                let (organisation, number) = (value(organisation).plain(), value(file).plain());
                let postcode = postcode.as_ref().map(|p| value(p).plain()).filter(|p| !p.is_empty());
                Query::Verify { organisation, number, postcode, code: self.state.secrets.remove(code)? }
            }
            Kind::LookUp { .. } => Query::LookUp { file_id: self.state.assurance.file_id.clone()? },
            Kind::Give { file, item, value: answer, .. } => {
                let file_id = value(file).plain();
                let proved = self.state.assurance.file_id.as_deref() == Some(file_id.as_str());
                let confirmed = proved && self.state.assurance.level >= Level::L2;
                Query::Give { item: value(item).plain(), value: value(answer).plain(), confirmed, file_id }
            }
            Kind::Callback { number, when, subject, interpreter, .. } => {
                let Value::Phone(number) = value(number) else { return None };
                Query::Callback {
                    number,
                    half_day: value(when).plain(),
                    subject: value(subject).plain(),
                    interpreter: interpreter.as_ref().is_some_and(|i| value(i) == Value::Bool(true)),
                    file_id: self.state.assurance.file_id.clone(),
                }
            }
            _ => return None,
        })
    }

    /// Keeps the line open while the world takes its time; after a while, it counts as out of reach.
    fn hold(&mut self, ticket: Name) -> Then {
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
    fn still_looking(&mut self, typed: &str) -> Then {
        if matches!(typed, "0" | "*0") {
            return self.advisor("general");
        }
        self.say_shared("one-moment");
        Then::Wait(HOLD)
    }

    fn answered(&mut self, answer: Answer) -> Then {
        self.state.holds = 0;
        self.state.asking = Asking::Step;
        let Some((_, step)) = self.current() else { return self.fault("an answer nobody waits for") };
        let (exits, into) = match &step.kind {
            Kind::Verify { on, .. } | Kind::Callback { on, .. } => (on, None),
            Kind::LookUp { on, into } | Kind::Give { on, into, .. } => (on, Some(into)),
            _ => return self.fault("an answer nobody waits for"),
        };
        let exit = match answer {
            Answer::Verified { file_id } => match self.verified(file_id) {
                Some(place) => return self.go_on(&place),
                None => "verified",
            },
            Answer::Refused | Answer::NotCallable => "refused",
            Answer::NotFound => "not-found",
            Answer::Unavailable => "unavailable",
            Answer::Found(file) => {
                self.set_into(into, Value::File(file));
                "found"
            }
            Answer::Given { reference } => {
                self.set_into(into, Value::Digits(reference));
                self.forget_questions();
                "given"
            }
            Answer::Booked | Answer::AlreadyOpen => {
                self.state.callback_booked = true;
                if matches!(answer, Answer::Booked) { "booked" } else { "already-open" }
            }
        };
        match exits.get(exit).cloned() {
            Some(go) => self.go_on(&go),
            None => self.fault("an answer nobody handles"),
        }
    }

    fn set_into(&mut self, into: Option<&Name>, value: Value) {
        if let Some(into) = into {
            self.set(into, value);
        }
    }

    /// What was given cannot be taken back by "back".
    fn forget_questions(&mut self) {
        for frame in self.state.threads.last_mut().into_iter().flat_map(|thread| &mut thread.frames) {
            frame.asked.clear();
        }
    }

    // ---- small parts ---------------------------------------------------------------------------

    fn current(&self) -> Option<(&'a Flow, &'a Step)> {
        let frame = self.state.frame()?;
        let flow = self.script.flows.get(&frame.flow)?;
        Some((flow, flow.steps.get(&frame.step)?))
    }

    fn go(&mut self, step: &Name) {
        if let Some(frame) = self.state.frame_mut() {
            frame.step = step.clone();
        }
    }

    fn variable(&self, name: &str) -> Value {
        match name {
            "open" => Value::Bool(self.script.service.office.is_open(self.now)),
            name => variable(self.script, &self.state, name),
        }
    }

    fn set(&mut self, name: &Name, value: Value) {
        if name.as_ref() == "language" {
            let language = self.script.languages.iter().find(|language| language.as_str() == value.plain());
            if let Some(language) = language.cloned() {
                self.speak(language);
            }
        } else if let Some(frame) = self.state.frame_mut() {
            frame.vars.insert(name.clone(), value);
        }
    }

    fn speak(&mut self, language: Language) {
        self.state.language = language.clone();
        self.state.language_known = true;
        if self.state.caller.is_some() {
            self.orders.push(Order::RememberLanguage(language));
        }
    }

    fn order_text(&mut self, flow: &Flow, step: &Step, after_days: u8) {
        let with = question::values(self.script, &self.state, step);
        let say = self.message(Some(&flow.name), &step.name, with);
        if self.state.caller.is_some() {
            self.orders.push(Order::Text { say, after_days });
        }
    }

    fn say(&mut self, flow: Option<&Name>, message: &str, with: Vec<(Name, Value)>) {
        let say = self.message(flow, message, with);
        self.says.push(say);
    }

    fn say_shared(&mut self, message: &str) {
        self.say(None, message, Vec::new());
    }

    fn say_offer(&mut self, message: &str, with: Vec<(Name, Value)>, options: [&str; 2]) {
        self.say(None, message, with);
        for (key, option) in ('1'..).zip(options) {
            let mut say = self.message(None, option, Vec::new());
            say.key = Some(key);
            self.says.push(say);
        }
    }

    fn message(&self, flow: Option<&Name>, message: &str, with: Vec<(Name, Value)>) -> Say {
        Say {
            language: self.state.language.clone(),
            flow: flow.cloned(),
            message: message.into(),
            rung: Rung::First,
            key: None,
            with,
        }
    }

    /// A mistake on our side: an apology, and the way to a person. The reason goes to the advisors' notes.
    fn fault(&mut self, reason: &str) -> Then {
        let place = self.state.frame().map_or_else(String::new, |frame| format!(" at {}/{}", frame.flow, frame.step));
        self.orders.push(Order::Note { kind: "fault".into(), text: format!("{reason}{place}") });
        self.say_shared("fault");
        if self.in_advisor_flow() || self.state.callback_booked {
            return self.goodbye();
        }
        self.state.threads.clear();
        self.state.asking = Asking::OfferCallback;
        self.ask_own(Rung::First)
    }
}

fn new_frame(flow: &Flow, with: Vec<(Name, Value)>) -> Option<Frame> {
    let step = flow.steps.keys().next()?.clone();
    let vars = with.into_iter().filter(|(name, _)| flow.takes.contains(name)).collect();
    Some(Frame { flow: flow.name.clone(), step, vars, asked: Vec::new(), regain: None })
}

/// Whether `phrase` stands in `text` as whole words.
fn contains_words(text: &str, phrase: &str) -> bool {
    // Preparing a search costs more than the search: most answers are shorter than any phrase.
    (1..=text.len()).contains(&phrase.len())
        && text.match_indices(phrase).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
        })
}
