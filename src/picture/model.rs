//! What a picture shows of a flow, before it has a form: boxes with their words, and named ways between them.

use super::Coverage;
use crate::{
    channel::Channel,
    flow::{
        Name,
        definition::{Ask, Flow, Kind, Step, With},
        exits::Exit,
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
    words::{Catalogue, Facts},
};

/// A flow as it is drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Whether it was drawn with how often it was played.
    pub(super) covered: bool,
    /// The steps, the first one first.
    pub(super) boxes: Vec<Drawn>,
}

/// A step as it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub name: String,
    pub shape: Shape,
    /// What is heard or done.
    pub text: String,
    pub ways: Vec<Way>,
    /// How often it was played; none where nobody counted.
    pub played: Option<u64>,
    /// What is to be read beside its name; nothing where nobody marked it.
    pub mark: String,
}

/// What kind of thing a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Something is said or sent.
    Said,
    /// A person is waited for.
    Asked,
    /// A way is chosen, or something is kept.
    Decided,
    /// The world is asked.
    Queried,
    /// Another flow runs.
    Called,
    /// The flow ends.
    Ended,
}

/// A way on as it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The key, outcome or condition; empty where there is only one way.
    pub label: String,
    /// The number of the box it leads to.
    pub to: usize,
    pub played: Option<u64>,
}

impl Picture {
    /// A flow with what a caller hears in a language, and how often its parts were played if that was counted.
    pub fn new(
        flow: &Flow,
        catalogue: &Catalogue,
        facts: &Facts,
        language: &Language,
        coverage: Option<&Coverage>,
    ) -> Self {
        let painter = Painter { flow, catalogue, facts, language, coverage };
        Picture {
            name: flow.name.to_string(),
            about: flow.about.clone(),
            covered: coverage.is_some(),
            boxes: flow.steps.values().map(|step| painter.drawn(step)).collect(),
        }
    }
}

impl Picture {
    /// The same with a few words beside the name of a step, such as how many people stopped there.
    pub fn mark(&mut self, step: &str, words: &str) {
        for drawn in self.boxes.iter_mut().filter(|drawn| drawn.name == step) {
            words.clone_into(&mut drawn.mark);
        }
    }
}

impl Picture {
    /// What a caller hears at a step, or what is done there; none where there is no such step.
    pub fn heard_at(&self, step: &str) -> Option<&str> {
        self.boxes.iter().find(|drawn| drawn.name == step).map(|drawn| drawn.text.as_str())
    }
}

struct Painter<'a> {
    flow: &'a Flow,
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    language: &'a Language,
    coverage: Option<&'a Coverage>,
}

impl Painter<'_> {
    fn drawn(&self, step: &Step) -> Drawn {
        let (shape, text) = self.content(step);
        let place = format!("{}/{}", self.flow.name, step.name);
        let way = |(exit, to): (Exit<'_>, &Name)| {
            let key = format!("{place}/{exit}");
            Some(Way {
                label: self.label(step, exit),
                to: self.flow.steps.get_index_of(to)?,
                played: self.coverage.map(|coverage| coverage.edges.get(&key).copied().unwrap_or_default()),
            })
        };
        let mut exits = step.exits();
        // Yes is the first key, and what is left over comes last.
        exits.sort_by_key(|(exit, _)| match *exit {
            Exit::Word("yes") => 0,
            Exit::ELSE => 2,
            _ => 1,
        });
        Drawn {
            name: step.name.to_string(),
            shape,
            text,
            ways: exits.into_iter().filter_map(way).collect(),
            played: self.coverage.map(|coverage| coverage.steps.get(&place).copied().unwrap_or_default()),
            mark: String::new(),
        }
    }

    fn content(&self, step: &Step) -> (Shape, String) {
        let said = |with: &With, channel| self.heard(Some(&self.flow.name), &step.name, with, self.language, channel);
        match &step.kind {
            Kind::Say { with, .. } => (Shape::Said, said(with, Channel::Voice)),
            Kind::Send { with, .. } => (Shape::Said, format!("SMS : {}", said(with, Channel::Sms))),
            Kind::Remind { days, with, .. } => (Shape::Said, format!("SMS + {days} d : {}", said(with, Channel::Sms))),
            Kind::Menu { with, .. } | Kind::Ask { with, .. } => (Shape::Asked, said(with, Channel::Voice)),
            Kind::Branch(_) => (Shape::Decided, String::new()),
            Kind::Set { values, .. } => {
                let set: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                (Shape::Decided, set.join(", "))
            }
            Kind::Note { text, .. } => (Shape::Decided, format!("note: {text}")),
            Kind::Consent { consent, .. } => (Shape::Decided, format!("consent: {}", consent.word())),
            Kind::Verify { .. } => (Shape::Queried, "verify".to_owned()),
            Kind::SendOnFile { sent, .. } => (Shape::Queried, sent.kind().to_owned()),
            Kind::LookUp { into, .. } => (Shape::Queried, format!("look-up → {into}")),
            Kind::Give { item, .. } => (Shape::Queried, format!("give {item}")),
            Kind::Callback { subject, .. } => (Shape::Queried, format!("callback: {subject}")),
            Kind::Call { flow, .. } => (Shape::Called, flow.to_string()),
            Kind::Mandate { reply, .. } => (Shape::Queried, format!("mandate: {}", reply.word())),
            Kind::Withdraw { subject, .. } => (Shape::Queried, format!("withdraw: {subject}")),
            Kind::Settle { answer, .. } => (Shape::Queried, format!("settle: {}", answer.exit().unwrap_or_default())),
            Kind::RemindOf { about, on, .. } => (Shape::Queried, format!("remind-of {about}: {on}")),
            Kind::Transfer { .. } => (Shape::Queried, "transfer".to_owned()),
            Kind::End { outcome } => (Shape::Ended, outcome.to_string()),
        }
    }

    /// The name of a way on, as a caller knows it.
    fn label(&self, step: &Step, exit: Exit<'_>) -> String {
        let none = Vec::new();
        match (&step.kind, exit) {
            (Kind::Menu { options, with, .. }, Exit::Word(word)) => {
                let Some(option) = options.iter().find(|option| &*option.option == word) else {
                    return word.to_owned();
                };
                let language = option.language.as_ref().unwrap_or(self.language);
                let heard = self.heard(Some(&self.flow.name), &option.message, with, language, Channel::Voice);
                format!("{} · {heard}", option.key)
            }
            (Kind::Ask { ask: Ask::YesNo, .. }, Exit::Word(word @ ("yes" | "no"))) => {
                let key = if word == "yes" { '1' } else { '2' };
                format!("{key} · {}", self.heard(None, word, &none, self.language, Channel::Voice))
            }
            (Kind::Branch(arms), Exit::Arm(place)) => {
                let arm = arms.get(place.saturating_sub(1)).and_then(|(when, _)| when.as_ref());
                arm.map(ToString::to_string).unwrap_or_default()
            }
            (_, Exit::NEXT) => String::new(),
            // Alone it is no choice.
            (_, Exit::ELSE) if step.exits().len() == 1 => String::new(),
            (_, exit) => exit.to_string(),
        }
    }

    /// A message with the names of its values in their places; its name where there are no words.
    fn heard(&self, flow: Option<&Name>, message: &str, with: &With, language: &Language, channel: Channel) -> String {
        let say = Say {
            language: language.clone(),
            flow: flow.cloned(),
            message: message.into(),
            rung: Rung::First,
            key: None,
            with: with.iter().map(|(name, _)| (name.clone(), Value::Text(format!("‹{name}›")))).collect(),
        };
        let text = self.catalogue.try_text(&say, channel, self.facts).unwrap_or_else(|_| message.to_owned());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
