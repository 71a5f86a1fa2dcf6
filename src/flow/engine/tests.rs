//! What flows can say, played step by step: bounds, tries, channels, results, long lists, the office's hours.

mod advisor;
mod beside;
mod consent;
mod office;
mod outcome;
mod proof;
mod values;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::{
    civil::{date, datetime, time},
    tz::TimeZone,
};

use super::*;
use crate::{
    case::{ItemKind, MissingItem, Organisation},
    flow::{
        definition::{Office, ServiceFacts},
        loader,
        turn::{Keys, Opening, Wait},
        vocabulary::Vocabulary,
    },
    holiday::Territory,
    phone_number::Numbering,
    problem::{SourceFile, report},
};

const CALLBACK: &str = "
flow: callback
takes: [subject]
vars: { subject: symbol }
steps:
  ask:
    ask: { yes-no: true }
    on: { yes: done, no: done }
  done:
    end: booked
";

fn script(flows: &[&str]) -> Script {
    let sources: Vec<SourceFile> = flows
        .iter()
        .chain(&[CALLBACK])
        .map(|text| {
            let name = text.lines().find_map(|line| line.strip_prefix("flow: ")).expect("has a name");
            SourceFile { path: format!("flows/{name}.yaml"), text: (*text).into() }
        })
        .collect();
    let flows = loader::load(&sources, &[]).unwrap_or_else(|problems| panic!("{}", report(&problems)));
    let hours = (1..=5).map(|day| (day, vec![(time(9, 0, 0, 0), time(17, 0, 0, 0))])).collect();
    let organisation =
        |name: &str| Organisation { name: name.into(), min_digits: 1, max_digits: 7, needs_postcode: false };
    let organisations = ["a", "b", "c", "d", "e", "f", "g"].map(|key| (key.to_owned(), organisation(&key.repeat(3))));
    Script {
        flows,
        vocabulary: Vocabulary { more: vec!["autres choix".to_owned()], ..Vocabulary::default() },
        languages: vec![Language::french()],
        service: ServiceFacts {
            entries: Vec::new(),
            office: Office {
                zone: TimeZone::UTC,
                hours,
                number: String::new(),
                territory: Territory::Metropolis,
                closed: BTreeSet::from([date(2026, 11, 24)]),
            },
            organisations: IndexMap::from(organisations),
            numbering: Numbering { fiction: true },
            reach: Default::default(),
            advisor: "callback".into(),
            ask_item: "callback".into(),
            read_out: "callback".into(),
            reminder: "callback".into(),
            missed: "callback".into(),
            mandate: "callback".into(),
        },
    }
}

/// A flow played on a channel: what each input is met with, as `message`, `message!2` for a rung, `=outcome` at the end.
struct Talk {
    script: Script,
    state: State,
    now: Zoned,
    said: Vec<String>,
}

impl Talk {
    fn new(channel: Channel, flows: &[&str]) -> Talk {
        let opening = Opening {
            channel,
            caller: None,
            remembered: Some(Language::french()),
            first_language: Language::french(),
            entry: "x".into(),
        };
        let now = datetime(2026, 11, 23, 10, 0, 0, 0).to_zoned(TimeZone::UTC).expect("is a time");
        let mut talk = Talk { script: script(flows), state: State::new(&opening), now, said: Vec::new() };
        talk.take(Input::Begin { cut: None });
        talk
    }

    /// Types a text or keys; nothing is silence.
    fn type_in(&mut self, typed: &str) {
        let input = match (self.state.channel, typed) {
            (Channel::Sms, _) => Input::Text { body: typed.to_owned(), stale: false },
            (Channel::Voice, "") => Input::Silence,
            (Channel::Voice, keys) => Input::Keys(keys.to_owned()),
        };
        self.take(input);
    }

    fn take(&mut self, input: Input) {
        let turn = step(&self.script, self.state.clone(), input, &self.now);
        let rung = |say: &Say| match say.rung {
            Rung::First => String::new(),
            Rung::Silence(count) => format!("!{count}"),
            Rung::Unclear(count) => format!("?{count}"),
        };
        self.said = turn
            .says
            .iter()
            .filter(|say| say.key.is_none())
            .map(|say| format!("{}{}", say.message, rung(say)))
            .collect();
        let offered: Vec<String> =
            turn.says.iter().filter_map(|say| Some(format!("{}{}", say.key?, told(say)))).collect();
        self.said.extend((!offered.is_empty()).then(|| offered.join(" ")));
        if let Then::End { outcome } = &turn.then {
            self.said.push(format!("={outcome}"));
        }
        let saved = serde_json::to_string(&turn.state).expect("is saved");
        self.state = serde_json::from_str(&saved).expect("is read");
        assert_eq!(self.state, turn.state);
    }
}

/// An option's message, or the value it offers.
fn told(say: &Say) -> String {
    match say.with.iter().find(|(name, _)| &**name == "option") {
        Some((_, value)) => format!(":{}", value.plain()),
        None => format!(":{}", say.message),
    }
}

fn plays(channel: Channel, flows: &[&str], acts: &[(&str, &str)]) {
    let mut talk = Talk::new(channel, flows);
    let mut acts = acts.iter();
    let (_, opening) = acts.next().expect("an opening");
    assert_eq!(talk.said.join(", "), *opening, "at the beginning");
    for (typed, expected) in acts {
        talk.type_in(typed);
        assert_eq!(talk.said.join(", "), *expected, "after `{typed}`");
    }
}
