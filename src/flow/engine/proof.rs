//! Proof of identity: when it has lapsed, and how it is given again without losing the place.

use super::{MOST_STEPS, Run};
use crate::{
    flow::{
        definition::{Flow, Step},
        state::Assurance,
        turn::Then,
        value::Value,
    },
    level::Level,
    mandate::Mandated,
};

impl<'a> Run<'a> {
    /// The lowest running flow that holds a file without its proof: the level lapsed, or the call is
    /// a new one.
    ///
    /// On the way to an advisor nothing of a file is told, and nobody needs their code to be called back.
    pub(super) fn lapsed_frame(&self) -> Option<usize> {
        if self.in_advisor_flow() {
            return None;
        }
        let proved = self.state.assurance.file_id.as_deref();
        let frames = &self.state.threads.last()?.frames;
        frames.iter().position(|frame| {
            let flow = self.script.flows.get(&frame.flow);
            let holds = frame.vars.values().any(|v| matches!(v, Value::File(file) if proved != Some(file.id.as_str())));
            holds && frame.regain.is_none() && flow.is_some_and(|flow| flow.regain.is_some())
        })
    }

    /// Asks for the code again; the place is kept.
    pub(super) fn regain(&mut self, index: usize) -> Then {
        let Some(thread) = self.state.threads.last_mut() else { return self.begin_entry() };
        let above = thread.frames.split_off((index + 1).min(thread.frames.len()));
        let regain =
            thread.frames.last().and_then(|f| self.script.flows.get(&f.flow)).and_then(|flow| flow.regain.clone());
        let (Some(frame), Some(regain)) = (thread.frames.last_mut(), regain) else {
            return self.fault("no way to prove again");
        };
        frame.regain = Some(frame.step.clone());
        frame.above = above;
        frame.asked.clear();
        frame.step = regain;
        self.say_shared("level-lapsed");
        self.run()
    }

    pub(super) fn prove_again(&mut self, flow: &Flow, step: &Step) -> Then {
        match (self.lapsed_frame(), &flow.regain) {
            (Some(frame), _) => self.regain(frame),
            (None, Some(regain)) if *regain != step.name && self.steps < MOST_STEPS / 2 => {
                self.jump(regain);
                self.run()
            }
            _ => self.fault("a step above the level"),
        }
    }

    /// The file whose proof was given is the only one the flow may hold. Where it still holds it, everything goes back
    /// to its place, and so does this give true.
    pub(super) fn verified(&mut self, file_id: String, by: Option<Mandated>) -> bool {
        self.state.assurance = Assurance { level: Level::L2, file_id: Some(file_id.clone()), by };
        let Some(thread) = self.state.threads.last_mut() else { return false };
        let Some(frame) = thread.frames.last_mut() else { return false };
        let (place, above) = (frame.regain.take(), std::mem::take(&mut frame.above));
        let same = frame.vars.values().any(|value| matches!(value, Value::File(file) if file.id == file_id));
        match place {
            Some(place) if same => {
                frame.step = place;
                thread.frames.extend(above);
                true
            }
            _ => {
                let of_a_file = |value: &Value| matches!(value, Value::File(_) | Value::Item(_));
                frame.vars.retain(|_, value| same || !of_a_file(value));
                false
            }
        }
    }
}
