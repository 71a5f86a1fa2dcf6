//! `guichet deadlines preview`: what a list of deadlines would bring people, before anything is sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    channel::Channel,
    connector::deadline_list::Entry,
    language::Language,
    phone_number::PhoneNumber,
    reminder::{
        forecast::{Forecast, forecast},
        ladder::Person,
        plan::Standing,
        told::{About, says},
    },
    render,
    service::{arming::territory, dialogue::Dialogue, ring::LONGEST_CALL},
    settings::Settings,
};

/// One person's rows, and where they are.
struct Someone<'a> {
    entries: Vec<&'a Entry>,
    person: Person,
    language: Language,
}

/// Shows the messages, their sums, and the lines of which nothing would be told.
pub(super) fn preview(settings: &Settings, dialogue: &Dialogue, entries: &[Entry], now: Timestamp) {
    let mut people: BTreeMap<&PhoneNumber, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        people.entry(&entry.to).or_default().push(entry);
    }
    let mut rows: Vec<(Timestamp, String)> = Vec::new();
    let mut sum = Sum::default();
    for (number, own) in &people {
        let someone = someone(settings, number, own.clone());
        let standings: Vec<Standing<'_>> = standings(dialogue, &someone, now);
        let (sent, untold) = forecast(&standings, &someone.person, now, &settings.reminders.terms);
        for one in sent {
            rows.push((one.at, row(settings, dialogue, &someone, &standings, &one, &mut sum)));
        }
        sum.untold.extend(untold.iter().filter_map(|place| someone.entries.get(*place)).map(|entry| entry.line));
    }
    rows.sort();
    println!("{:<17} {:<6} {:<12} segments  cents", "when (there)", "by", "lines");
    rows.iter().for_each(|(_, row)| println!("{row}"));
    let people = people.len();
    println!(
        "\n{} deadlines of {people} people: {} texts with {} segments and {} calls, {}.{:02} euros",
        entries.len(),
        sum.texts,
        sum.segments,
        sum.calls,
        sum.cents / 100,
        sum.cents % 100
    );
    if !sum.untold.is_empty() {
        let lines: Vec<String> = sum.untold.iter().map(ToString::to_string).collect();
        println!("nothing would be told of lines {}: an advisor should call", lines.join(", "));
    }
}

/// What a preview adds up.
#[derive(Default)]
struct Sum {
    texts: usize,
    segments: usize,
    calls: usize,
    cents: u64,
    untold: Vec<u64>,
}

fn someone<'a>(settings: &Settings, number: &PhoneNumber, entries: Vec<&'a Entry>) -> Someone<'a> {
    let postcode = entries.iter().map(|entry| entry.postcode.as_str()).find(|postcode| !postcode.is_empty());
    let language = entries.iter().find_map(|entry| entry.language.clone()).unwrap_or_else(Language::french);
    let person = Person::of(number, territory(postcode, number, settings.office.territory), None);
    Someone { entries, person, language }
}

fn standings<'a>(dialogue: &'a Dialogue, someone: &Someone<'_>, now: Timestamp) -> Vec<Standing<'a>> {
    let kind = |entry: &&Entry| dialogue.deadlines.get(&entry.kind);
    let standing =
        |entry: &&Entry| Some(Standing { kind: kind(entry)?, window: entry.window, tried: None, armed: now });
    someone.entries.iter().filter_map(standing).collect()
}

fn row(
    settings: &Settings,
    dialogue: &Dialogue,
    someone: &Someone<'_>,
    standings: &[Standing<'_>],
    sent: &Forecast,
    sum: &mut Sum,
) -> String {
    let there = sent.at.to_zoned(someone.person.zone.clone());
    let (by, segments, cents) = match sent.message.channel {
        Channel::Sms => {
            let about: Vec<About<'_>> =
                standings.iter().map(|one| About { kind: one.kind, window: one.window }).collect();
            let says = says(&sent.message, &about, &someone.language, there.date());
            let text = render::text(&dialogue.catalogue, &says, &dialogue.facts);
            sum.texts += 1;
            sum.segments += text.segments;
            ("text", text.segments.to_string(), settings.spending.text_cents(&text.body))
        }
        Channel::Voice => {
            sum.calls += 1;
            ("call", "-".to_owned(), settings.spending.call_cents(LONGEST_CALL))
        }
    };
    sum.cents = sum.cents.saturating_add(cents);
    let all = sent.message.named.iter().chain(&sent.message.unnamed);
    let lines: Vec<String> =
        all.filter_map(|due| someone.entries.get(due.id)).map(|entry| entry.line.to_string()).collect();
    format!("{:<17} {by:<6} {:<12} {segments:>8} {cents:>6}", there.strftime("%Y-%m-%d %H:%M"), lines.join(", "))
}
