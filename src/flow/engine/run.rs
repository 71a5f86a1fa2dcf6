//! Steps taken one after the other, until something must be waited for.

use super::{MOST_STEPS, Run, new_frame};
use crate::flow::{
    Name,
    definition::{Ask, Flow, Kind, Step},
    exits::{self, Exit},
    expression::Expression,
    question::{self, offers, suffices},
    state::{Asking, Served},
    trace::Event,
    turn::{Order, Rung, Then},
    value::Value,
};

/// Questions "back" can go back over.
const MOST_BACK: usize = 16;
/// Flows that may call one another at once.
pub const MOST_FRAMES: usize = 8;

impl<'a> Run<'a> {
    pub(super) fn run(&mut self) -> Then {
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return self.fault("too many steps in one turn");
            }
            let Some((flow, step)) = self.current() else { return self.fault("no such step") };
            if let Some(next) = self.passes_over(step) {
                self.go(Exit::NEXT, next);
                continue;
            }
            if !suffices(&self.state, step) {
                return self.prove_again(flow, step);
            }
            self.visit(|| Event::Entered);
            if let Some(then) = self.take_step(flow, step) {
                return then;
            }
        }
    }

    /// The step after one that belongs to the other channel.
    fn passes_over(&self, step: &'a Step) -> Option<&'a Name> {
        step.only.filter(|channel| *channel != self.state.channel).and(step.next())
    }

    /// Does one step. `None`: go on with the next.
    pub(super) fn take_step(&mut self, flow: &'a Flow, step: &'a Step) -> Option<Then> {
        match &step.kind {
            Kind::Say { next, .. } => {
                let with = question::values(&self.scope(), step);
                self.say(Some(&flow.name), &step.name, with);
                self.go(Exit::NEXT, next);
            }
            Kind::Menu { .. } | Kind::Ask { .. } => return Some(self.ask(step)),
            Kind::Branch(arms) => {
                let holds = |condition: &Option<Expression>| {
                    condition.as_ref().is_none_or(|c| c.truth(&|name| self.variable(name)))
                };
                let Some((at, (when, go))) = arms.iter().enumerate().find(|(_, (when, _))| holds(when)) else {
                    return Some(self.fault("a branch without a way"));
                };
                self.go(exits::arm(at, when.is_some()), go);
            }
            Kind::Set { values, next } => {
                for (name, expression) in values {
                    let value = expression.evaluate(&|name| self.variable(name));
                    self.set(name, value);
                }
                self.go(Exit::NEXT, next);
            }
            Kind::Send { next, .. } => {
                self.order_text(flow, step, 0);
                self.go(Exit::NEXT, next);
            }
            Kind::Remind { days, next, .. } => {
                self.order_text(flow, step, *days);
                self.go(Exit::NEXT, next);
            }
            Kind::Note { text, next } => {
                let text = text.evaluate(&|name| self.variable(name)).plain();
                self.orders.push(Order::Note { kind: "note".into(), text });
                self.go(Exit::NEXT, next);
            }
            Kind::Consent { consent, next } => {
                self.consents(*consent);
                self.go(Exit::NEXT, next);
            }
            Kind::Call { flow, with, .. } => return self.call(flow, with),
            Kind::Transfer { on } => return self.transfer(on),
            Kind::End { outcome } => return self.end_flow(outcome),
            Kind::Verify { .. }
            | Kind::SendOnFile { .. }
            | Kind::LookUp { .. }
            | Kind::Give { .. }
            | Kind::Callback { .. }
            | Kind::Withdraw { .. }
            | Kind::Mandate { .. }
            | Kind::Settle { .. }
            | Kind::RemindOf { .. } => return Some(self.query(step)),
        }
        None
    }

    pub(super) fn call(&mut self, flow: &Name, with: &[(Name, Expression)]) -> Option<Then> {
        let values: Vec<(Name, Value)> =
            with.iter().map(|(name, value)| (name.clone(), value.evaluate(&|name| self.variable(name)))).collect();
        let frame = self.script.flows.get(flow).and_then(|flow| new_frame(flow, values));
        let thread = self.state.threads.last_mut();
        match (frame, thread) {
            (Some(frame), Some(thread)) if thread.frames.len() < MOST_FRAMES => {
                if thread.frames.len() == 1 {
                    self.state.served = None;
                }
                thread.frames.push(frame);
            }
            _ => return Some(self.fault("a flow that cannot be called")),
        }
        None
    }

    /// Leaves the running flow: for the one that called it, the dialogue below, or nothing.
    pub(super) fn end_flow(&mut self, outcome: &Name) -> Option<Then> {
        let thread = self.state.threads.last_mut()?;
        let ended = thread.frames.pop()?;
        // What a flow that was called by another than the first one came to is part of that one.
        if thread.frames.len() == 1 || (thread.frames.is_empty() && self.state.served.is_none()) {
            let (flow, step) = (ended.flow.clone(), ended.step.clone());
            self.state.served = Some(Served { flow, step, outcome: outcome.clone() });
        }
        if !thread.frames.is_empty() {
            let Some((_, Step { kind: Kind::Call { on, into, .. }, .. })) = self.current() else {
                return Some(self.fault("a flow ended that nobody called"));
            };
            for (mine, theirs) in into {
                self.set(mine, ended.vars.get(theirs).cloned().unwrap_or(Value::None));
            }
            let own = on.get(outcome).map(|go| (Exit::Word(outcome), go));
            let Some((exit, go)) = own.or_else(|| on.get("else").map(|go| (Exit::ELSE, go))) else {
                return Some(self.fault("an outcome nobody handles"));
            };
            self.go(exit, go);
            return None;
        }
        self.state.threads.pop();
        if self.state.threads.is_empty() {
            return Some(self.end_conversation(outcome));
        }
        self.say_shared("back-to-question");
        Some(self.put_question(Rung::First))
    }

    pub(super) fn ask(&mut self, step: &Step) -> Then {
        if matches!(step.kind, Kind::Ask { ask: Ask::Choice(_), .. }) && offers(&self.scope(), step).is_empty() {
            return self.fault("a choice without options");
        }
        self.put_question(Rung::First)
    }

    /// Says the current step's question and waits for its answer.
    pub(super) fn put_question(&mut self, rung: Rung) -> Then {
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
            (Kind::Verify { .. }, Some(regain)) => {
                self.jump(regain);
                return self.run();
            }
            _ => return self.run(),
        }
        let says = question::says(&self.scope(), flow, step, rung);
        self.says.extend(says);
        self.visit(|| Event::Asked(rung));
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

    pub(super) fn reset_misses(&mut self) {
        self.state.silences = 0;
        self.state.unclear = 0;
    }
}
