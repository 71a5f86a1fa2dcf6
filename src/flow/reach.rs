//! Which steps and exits a person can come to on a channel, as far as the flows alone can tell.
//!
//! What a condition asks of a person or a file is taken to be possible; what it asks of the channel is known.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Name,
    definition::{Kind, Script, Step},
    exits::Exit,
    expression::Expression,
    value::Value,
};
use crate::channel::Channel;

/// The steps that can be reached on one channel, and the exits they can be left by.
pub struct Reach<'a> {
    script: &'a Script,
    channel: Channel,
    steps: BTreeMap<&'a Name, BTreeSet<&'a Name>>,
    /// The ways a flow can end, by flow.
    outcomes: BTreeSet<(&'a Name, &'a Name)>,
}

impl<'a> Reach<'a> {
    /// What can be reached from wherever a conversation on this channel may begin.
    pub fn of(script: &'a Script, channel: Channel) -> Self {
        let mut reach = Reach { script, channel, steps: BTreeMap::new(), outcomes: BTreeSet::new() };
        // An outcome that is found opens exits of the flows that call: gone over until nothing is new.
        loop {
            let known = reach.outcomes.len();
            reach.steps.clear();
            reach.spread();
            if reach.outcomes.len() == known {
                return reach;
            }
        }
    }

    /// Whether a step can be reached.
    pub fn has(&self, flow: &Name, step: &Name) -> bool {
        self.steps.get(flow).is_some_and(|steps| steps.contains(step))
    }

    /// The exits by which a step can be left.
    pub fn exits(&self, step: &'a Step) -> Vec<(Exit<'a>, &'a Name)> {
        match &step.kind {
            Kind::Branch(arms) => {
                let known = |name: &str| (name == "channel").then(|| Value::Symbol(self.channel.as_str().to_owned()));
                let always =
                    |(when, _): &(Option<Expression>, Name)| when.as_ref().is_none_or(|when| when.always_holds(&known));
                let last = arms.iter().position(always).unwrap_or(arms.len());
                let arms = arms.iter().zip(step.exits()).take(last + 1);
                let open = arms.filter(|((when, _), _)| !when.as_ref().is_some_and(|when| when.never_holds(&known)));
                open.map(|(_, exit)| exit).collect()
            }
            Kind::Call { flow, on, .. } => {
                let ends: Vec<&Name> =
                    self.outcomes.iter().filter(|(of, _)| *of == flow).map(|(_, end)| *end).collect();
                let comes = |exit: &Exit<'_>| match exit {
                    Exit::Word("else") => ends.iter().any(|end| !on.contains_key(*end)),
                    Exit::Word(word) => ends.iter().any(|end| &***end == *word),
                    Exit::Arm(_) => true,
                };
                step.exits().into_iter().filter(|(exit, _)| comes(exit)).collect()
            }
            _ => step.exits(),
        }
    }

    fn spread(&mut self) {
        let mut todo: Vec<(&Name, &Name)> =
            beginnings(self.script, self.channel).into_iter().filter_map(|flow| self.first(flow)).collect();
        while let Some((flow, name)) = todo.pop() {
            if !self.steps.entry(flow).or_default().insert(name) {
                continue;
            }
            let Some(definition) = self.script.flows.get(flow) else { continue };
            let Some(step) = definition.steps.get(name) else { continue };
            todo.extend(self.exits(step).into_iter().map(|(_, to)| (flow, to)));
            todo.extend(definition.regain.as_ref().map(|regain| (flow, regain)));
            match &step.kind {
                Kind::Call { flow, .. } => todo.extend(self.first(flow)),
                Kind::End { outcome } => {
                    self.outcomes.insert((flow, outcome));
                }
                _ => {}
            }
        }
    }

    fn first(&self, flow: &Name) -> Option<(&'a Name, &'a Name)> {
        let flow = self.script.flows.get(flow)?;
        Some((&flow.name, flow.steps.keys().next()?))
    }
}

/// The flows a conversation on a channel may begin with: those with words of their own, those that no other calls, and
/// those that the service begins.
pub fn beginnings(script: &Script, channel: Channel) -> Vec<&Name> {
    let steps = script.flows.values().flat_map(|flow| flow.steps.values());
    let called: BTreeSet<&Name> = steps
        .filter_map(|step| match &step.kind {
            Kind::Call { flow, .. } => Some(flow),
            _ => None,
        })
        .collect();
    let service = &script.service;
    let begun = |name: &Name| match channel {
        Channel::Sms => *name == service.ask_item,
        Channel::Voice => *name == service.read_out,
    };
    let ours = |name: &Name| *name == service.ask_item || *name == service.read_out;
    let flows = script.flows.values().filter(|flow| {
        let own = flow.enter.is_some() || flow.name == service.advisor || !called.contains(&flow.name);
        if ours(&flow.name) { begun(&flow.name) } else { own }
    });
    flows.map(|flow| &flow.name).collect()
}
