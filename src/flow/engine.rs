//! One turn of a dialogue, decided: a pure function of the script, the state and the input.

mod answer;
mod everywhere;
mod input;
mod own;
mod proof;
mod query;
mod run;
mod transfer;

pub use run::MOST_FRAMES;

use crate::{
    channel::Channel,
    flow::{
        Name,
        definition::{AtMost, Flow, Script, Step, VarType},
        exits::Exit,
        question::{self, Scope},
        state::{Asking, Assurance, Frame, Served, State, Thread},
        trace::{Event, Visit},
        turn::{Input, Order, Rung, Say, Then, Turn},
        value::Value,
    },
    language::Language,
};
use jiff::Zoned;

/// Steps one turn may take without waiting. A loop that the checker missed ends in words, not in a hang.
const MOST_STEPS: u32 = 200;

/// Decides one turn. Given the same arguments it gives the same turn; nothing is executed.
pub fn step(script: &Script, state: State, input: Input, now: &Zoned) -> Turn {
    let mut run = Run::new(script, state, now, None);
    let then = run.take(input);
    run.finish(then)
}

/// The same, with every step that the turn went through.
pub fn step_traced(script: &Script, state: State, input: Input, now: &Zoned) -> (Turn, Vec<Visit>) {
    let mut run = Run::new(script, state, now, Some(Vec::new()));
    let then = run.take(input);
    let visits = run.visits.take().unwrap_or_default();
    (run.finish(then), visits)
}

struct Run<'a> {
    script: &'a Script,
    state: State,
    now: &'a Zoned,
    says: Vec<Say>,
    orders: Vec<Order>,
    steps: u32,
    /// Where somebody looks at the steps; a service does not.
    visits: Option<Vec<Visit>>,
}

impl<'a> Run<'a> {
    fn new(script: &'a Script, mut state: State, now: &'a Zoned, visits: Option<Vec<Visit>>) -> Self {
        state.stale = false;
        Run { script, state, now, says: Vec::new(), orders: Vec::new(), steps: 0, visits }
    }

    fn finish(mut self, then: Then) -> Turn {
        // A call does not end, and a text is not left, without a word.
        let awaited = self.state.channel == Channel::Voice || self.state.owed;
        if matches!(then, Then::End { .. }) && self.says.is_empty() && awaited {
            self.say_shared("goodbye-hours");
        }
        self.state.owed &= self.says.is_empty();
        if !matches!(then, Then::Query(_)) {
            self.state.secrets.clear();
        }
        Turn { state: self.state, says: self.says, orders: self.orders, then }
    }

    fn take(&mut self, input: Input) -> Then {
        match input {
            // Still the same turn.
            Input::Answer(_) | Input::GiveUp => {}
            _ => self.state.owed = matches!(input, Input::Text { .. } | Input::LateAnswer { .. }),
        }
        match input {
            Input::Begin { cut } => self.begin_call(cut),
            Input::Text { body, stale } => {
                self.state.stale = stale;
                self.text(&body)
            }
            Input::Keys(keys) => self.keys(&keys),
            Input::Silence => self.silence(),
            Input::Recorded { reference } => self.recorded(reference),
            Input::Dialled { answered } => self.dialled(answered),
            Input::HangUp => self.hung_up(),
            Input::Answer(answer) => self.answered(answer),
            Input::Invite { flow, with } => self.begin_flow(flow, with, true),
            Input::LateAnswer { flow, with, body } => {
                self.begin_flow(flow, with, true);
                // It was read before.
                self.says.clear();
                self.text(&body)
            }
            Input::Hold { ticket } => self.hold(ticket),
            Input::GiveUp => self.fault("too many queries in one turn"),
            Input::Lapse => {
                self.state.assurance = Assurance::default();
                self.wait_again()
            }
        }
    }

    fn begin_call(&mut self, cut: Option<Vec<Thread>>) -> Then {
        match cut.filter(|threads| !threads.is_empty()) {
            Some(threads) => {
                self.state.asking = Asking::Resume { threads };
                self.ask_own(Rung::First)
            }
            None => self.begin_entry(),
        }
    }

    /// The line is cut. Whoever had been through a flow and was asked what else they want has been served by it.
    fn hung_up(&mut self) -> Then {
        let outcome = match (&self.state.served, self.is_between_flows()) {
            (Some(served), true) => served.outcome.clone(),
            _ => self.leave("abandoned"),
        };
        Then::End { outcome }
    }

    /// Whether only the first flow runs, and another was gone through from it.
    fn is_between_flows(&self) -> bool {
        let only = matches!(self.state.threads.as_slice(), [thread] if thread.frames.len() == 1);
        (only || self.state.threads.is_empty()) && self.state.served.is_some()
    }

    /// Notes that the running flow is left as it stands.
    fn leave(&mut self, outcome: &str) -> Name {
        let outcome = Name::from(outcome);
        if let Some(frame) = self.state.frame() {
            let (flow, step) = (frame.flow.clone(), frame.step.clone());
            self.state.served = Some(Served { flow, step, outcome: outcome.clone() });
        }
        outcome
    }

    fn begin_entry(&mut self) -> Then {
        self.state.threads.clear();
        self.begin_flow(self.state.entry.clone(), Vec::new(), false)
    }

    fn begin_flow(&mut self, flow: Name, with: Vec<(Name, Value)>, invited: bool) -> Then {
        let Some(definition) = self.script.flows.get(&flow) else { return self.fault("no such flow") };
        let Some(frame) = new_frame(definition, with) else { return self.fault("a flow without steps") };
        if self.state.threads.is_empty() {
            self.state.served = None;
        }
        self.state.threads.push(Thread { frames: vec![frame], invited });
        self.run()
    }

    fn current(&self) -> Option<(&'a Flow, &'a Step)> {
        let frame = self.state.frame()?;
        let flow = self.script.flows.get(&frame.flow)?;
        Some((flow, flow.steps.get(&frame.step)?))
    }

    /// Leaves the current step by one of its exits.
    fn go(&mut self, exit: Exit<'_>, to: &Name) {
        self.visit(|| Event::Left { exit: exit.to_string().into(), to: to.clone() });
        self.jump(to);
    }

    /// Enters a step, or where it was entered often enough, the step that stands in for it.
    fn jump(&mut self, step: &Name) {
        let mut to = step.clone();
        // One stand-in may be used up as well; the loader sees to it that this ends.
        for _ in 0..MOST_STEPS {
            let Some(instead) = self.used_up(&to) else { break };
            if let Some(frame) = self.state.frame_mut() {
                frame.step = to;
            }
            self.visit(|| Event::Left { exit: Exit::UsedUp.to_string().into(), to: instead.clone() });
            to = instead;
        }
        if let Some(frame) = self.state.frame_mut() {
            frame.step = to;
            frame.page = 0;
        }
    }

    /// Notes what happens at the current step, where somebody looks.
    fn visit(&mut self, what: impl FnOnce() -> Event) {
        let Some(visits) = &mut self.visits else { return };
        let Some((thread, frame)) = self.state.threads.last().and_then(|thread| Some((thread, thread.frames.last()?)))
        else {
            return;
        };
        visits.push(Visit {
            place: (self.state.threads.len() - 1, thread.frames.len() - 1),
            flow: frame.flow.clone(),
            step: frame.step.clone(),
            language: self.state.language.clone(),
            channel: self.state.channel,
            what: what(),
        });
    }

    /// Counts that a step is entered; where it may not be any more, the step to go to.
    fn used_up(&mut self, step: &Name) -> Option<Name> {
        let flow = self.script.flows.get(&self.state.frame()?.flow)?;
        let AtMost { times, go } = flow.steps.get(step)?.at_most.as_ref()?;
        let visits = self.state.frame_mut()?.visits.entry(step.clone()).or_default();
        if *visits >= *times {
            return Some(go.clone());
        }
        *visits += 1;
        None
    }

    fn scope(&self) -> Scope<'_> {
        Scope { script: self.script, state: &self.state, now: self.now }
    }

    fn variable(&self, name: &str) -> Value {
        self.scope().variable(name)
    }

    fn set(&mut self, name: &Name, value: Value) {
        if name.as_ref() == "language" {
            let language = self.script.languages.iter().find(|language| language.as_str() == value.plain());
            if let Some(language) = language.cloned() {
                self.speak(language);
            }
        } else if let Some(frame) = self.state.frame_mut() {
            let declared = self.script.flows.get(&frame.flow).and_then(|flow| flow.vars.get(name));
            frame.vars.insert(name.clone(), as_declared(declared, value));
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
        let with = question::values(&self.scope(), step);
        let say = self.message(Some(&flow.name), &step.name, with);
        if self.state.caller.is_some() {
            let about = self.state.frame().and_then(query::held);
            self.orders.push(Order::Text { say, after_days, about });
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
    let (step, first) = flow.steps.first()?;
    let taken = with.into_iter().filter(|(name, _)| flow.takes.contains(name));
    let vars = taken
        .map(|(name, value)| {
            let value = as_declared(flow.vars.get(&name), value);
            (name, value)
        })
        .collect();
    let visits = first.at_most.iter().map(|_| (step.clone(), 1)).collect();
    let (flow, step) = (flow.name.clone(), step.clone());
    Some(Frame { flow, step, vars, asked: Vec::new(), visits, page: 0, regain: None, above: Vec::new() })
}

/// A word of a closed set is written as a text in a flow; in a variable for such words it is one, and is said
/// in the words that locales give it. An amount is written as a number of cents.
fn as_declared(declared: Option<&VarType>, value: Value) -> Value {
    match (declared, value) {
        (Some(VarType::Symbol | VarType::OneOf(_)), Value::Text(word)) if word.is_empty() => Value::None,
        (Some(VarType::Symbol | VarType::OneOf(_)), Value::Text(word)) => Value::Symbol(word),
        (Some(VarType::Amount), Value::Number(cents)) => Value::Amount(cents),
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests;
