//! What every message may say of the office: its hours, its number, the name of the service.

use std::{borrow::Cow, collections::BTreeMap};

use fluent::FluentArgs;
use jiff::civil::Time;

use super::{Catalogue, tell::Teller, values::NONE};
use crate::{
    channel::Channel,
    flow::definition::{Office, ServiceFacts},
    language::Language,
};

/// The name of the service, as people hear it.
const SERVICE: &str = "Guichet";

/// The facts of an office in every language, made once.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    hours: Vec<Hours>,
    number: String,
    /// The number as a text in a right-to-left language shows it.
    number_in_line: String,
    names: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
struct Hours {
    language: Language,
    voice: String,
    sms: String,
}

impl Facts {
    /// The facts of a service in the words of the catalogue.
    pub fn new(catalogue: &Catalogue, service: &ServiceFacts) -> Self {
        let spoken = |language: &Language| Hours {
            language: language.clone(),
            voice: hours(catalogue, language, &service.office, Channel::Voice),
            sms: hours(catalogue, language, &service.office, Channel::Sms),
        };
        let number = match service.numbering.parse(&service.office.number) {
            Some(number) => number.in_pairs(),
            None => in_pairs(&service.office.number),
        };
        let names = service.organisations.iter().map(|(key, organisation)| (key.clone(), organisation.name.clone()));
        let number_in_line = in_line(&number);
        let hours = catalogue.languages().iter().map(spoken).collect();
        Facts { hours, number, number_in_line, names: names.collect() }
    }

    /// The fact a variable names: `office_hours`, `office_number` or `service`. One that is not set is `none`.
    pub(super) fn get(&self, variable: &str, language: &Language, channel: Channel) -> Option<&str> {
        let fact = match variable {
            "service" => SERVICE,
            "office_number" if channel == Channel::Sms && language.is_right_to_left() => &self.number_in_line,
            "office_number" => &self.number,
            "office_hours" => match (self.hours.iter().find(|hours| hours.language == *language), channel) {
                (None, _) => "",
                (Some(hours), Channel::Voice) => &hours.voice,
                (Some(hours), Channel::Sms) => &hours.sms,
            },
            _ => return None,
        };
        Some(if fact.is_empty() { NONE } else { fact })
    }

    /// The name of an organisation by its key.
    pub(super) fn name(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }
}

/// The opening hours in a language, or in French where it has no words for them.
fn hours(catalogue: &Catalogue, language: &Language, office: &Office, channel: Channel) -> String {
    let facts = Facts::default();
    for language in [language, &Language::french()] {
        let Some(words) = catalogue.words(language) else { continue };
        let mut teller = Teller::new(words, channel, &facts);
        let text = office_hours(&mut teller, office);
        if teller.problems.is_empty() {
            return text;
        }
        tracing::error!(%language, problems = %teller.problems.join("; "), "words for opening hours are missing");
    }
    String::new()
}

/// Days in a row with the same times.
struct Run<'o> {
    first: i8,
    last: i8,
    spans: &'o [(Time, Time)],
}

fn office_hours(teller: &mut Teller<'_>, office: &Office) -> String {
    let mut text = String::new();
    for Run { first, last, spans } in runs(office) {
        if !text.is_empty() {
            text.push_str(teller.comma());
        }
        let mut args = FluentArgs::with_capacity(3);
        args.set("times", times(teller, spans));
        let id = if first == last {
            args.set("day", teller.weekday(first));
            "hours-day"
        } else {
            args.set("from_day", teller.weekday(first));
            args.set("to_day", teller.weekday(last));
            "hours-span"
        };
        text.push_str(&teller.shared(id, &args));
    }
    text
}

/// The times of a day: a comma between them, and "and" before the last.
fn times<'a>(teller: &mut Teller<'a>, spans: &[(Time, Time)]) -> Cow<'a, str> {
    let mut text = Cow::Borrowed("");
    for (index, (from, to)) in spans.iter().enumerate() {
        let mut args = FluentArgs::with_capacity(2);
        args.set("from", teller.time(*from));
        args.set("to", teller.time(*to));
        let time = teller.shared("hours-times", &args);
        if index == 0 {
            text = time;
        } else if index + 1 < spans.len() {
            text = Cow::Owned([&text, teller.comma(), &time].concat());
        } else {
            let mut args = FluentArgs::with_capacity(2);
            args.set("before", text);
            args.set("last", time);
            text = teller.shared("hours-and", &args);
        }
    }
    text
}

fn runs(office: &Office) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (day, spans) in office.hours.iter().filter(|(_, spans)| !spans.is_empty()) {
        match runs.last_mut() {
            Some(run) if run.last + 1 == *day && run.spans == spans.as_slice() => run.last = *day,
            _ => runs.push(Run { first: *day, last: *day, spans }),
        }
    }
    runs
}

/// A number in pairs, made one piece. Spaces would let a right-to-left line turn the pairs around, so that
/// `06 39` is read `39 06`; dots keep them in order (Unicode Standard Annex 9, rule W4).
pub(super) fn in_line(number: &str) -> String {
    number.replace(' ', ".")
}

/// A number as dialled, in pairs: a short one such as 3230 is `32 30`.
fn in_pairs(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let plain = number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    if !plain || digits.len() % 2 == 1 {
        return number.to_owned();
    }
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
    pairs.join(" ")
}
