//! What a step says on a call, and how long that takes.

use crate::{
    channel::Channel,
    flow::{
        Name,
        definition::{Ask, Flow, Kind, MenuOption, Step, With},
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
    words::{Catalogue, Facts, spoken},
};

/// What stands for every value: as long as a day, the longest that is often said.
const SAMPLE: &str = "mercredi 25 novembre 2026";
/// The most values of a list that are offered at once.
const MOST_CHOICES: usize = 4;

/// The words, as they are said by voice.
pub(super) struct Heard<'a> {
    pub catalogue: &'a Catalogue,
    pub facts: &'a Facts,
}

impl Heard<'_> {
    /// The seconds that a step speaks in a language, the rest after each sentence included. What has no words is told of elsewhere, and takes no time.
    pub(super) fn seconds(&self, flow: &Flow, step: &Step, language: &Language) -> f64 {
        says(flow, step, language).iter().map(|say| self.seconds_of(say)).sum()
    }

    fn seconds_of(&self, say: &Say) -> f64 {
        match self.catalogue.try_text(say, Channel::Voice, self.facts) {
            Ok(text) => spoken::seconds(&text, &say.language) + spoken::SENTENCE,
            Err(_) => 0.0,
        }
    }
}

/// Everything a step says the first time, with its options and a sample for each of its values.
fn says(flow: &Flow, step: &Step, language: &Language) -> Vec<Say> {
    let own = |message: &Name, with: &With| Say {
        language: language.clone(),
        flow: Some(flow.name.clone()),
        message: message.clone(),
        rung: Rung::First,
        key: None,
        with: with.iter().map(|(name, _)| (name.clone(), Value::Text(SAMPLE.to_owned()))).collect(),
    };
    let shared = |message: &str, key: char| Say {
        flow: None,
        message: message.into(),
        key: Some(key),
        with: vec![("option".into(), Value::Text(SAMPLE.to_owned()))],
        ..own(&step.name, &Vec::new())
    };
    match &step.kind {
        Kind::Say { with, .. } => vec![own(&step.name, with)],
        Kind::Consent { consent, .. } => vec![Say { key: None, with: Vec::new(), ..shared(consent.message(), '1') }],
        Kind::Menu { options, with, .. } => {
            let option = |option: &MenuOption| Say {
                language: option.language.clone().unwrap_or_else(|| language.clone()),
                key: Some(option.key),
                ..own(&option.message, with)
            };
            std::iter::once(own(&step.name, with)).chain(options.iter().map(option)).collect()
        }
        Kind::Ask { ask: Ask::YesNo, with, .. } => vec![own(&step.name, with), shared("yes", '1'), shared("no", '2')],
        Kind::Ask { ask: Ask::Choice(_), with, .. } => {
            let options = ('1'..).take(MOST_CHOICES).map(|key| shared("choice-option", key));
            std::iter::once(own(&step.name, with)).chain(options).collect()
        }
        Kind::Ask { with, .. } => vec![own(&step.name, with)],
        Kind::Transfer { .. } => vec![Say { key: None, ..shared("connecting", '1') }],
        _ => Vec::new(),
    }
}
