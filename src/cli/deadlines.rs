//! `guichet deadlines`: the types of deadline, and what a list of them would bring people, before anything is sent.

mod results;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use anyhow::{Context, bail};
use clap::Subcommand;
use jiff::{Timestamp, civil::Date};

use super::world::compiled;
use crate::{
    channel::Channel,
    clock::Clock,
    connector::deadline_list::{self, Entry, Reading},
    flow::turn::{Rung, Say},
    language::Language,
    phone_number::PhoneNumber,
    reminder::{
        Known,
        contact::Terms,
        forecast::{Forecast, forecast},
        ladder::Person,
        message::BOOK,
        occurrence, place,
        plan::Standing,
        told::{About, says},
    },
    render,
    service::dialogue::Dialogue,
    settings::Settings,
};

/// What a reminding call is expected to last.
const CALL: Duration = Duration::from_secs(120);

#[derive(Debug, Subcommand)]
pub(super) enum Deadlines {
    /// Reads a list of people's deadlines, and shows who would be told what, when, and at what cost. Nothing is kept or sent.
    Preview {
        /// The list: a CSV file with the columns phone, deadline, date, postcode, language.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The day on which the list would be set up, such as 2026-11-03; without it today.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Tells what came of reminders by type, rung, channel and language, and what trials show.
    Results {
        /// The first day that counts, such as 2026-11-03; without it a year ago.
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
        /// Writes CSV instead of a table.
        #[arg(long)]
        csv: bool,
    },
}

/// Lists the types, or previews a list.
pub(super) async fn deadlines(settings: &Settings, command: Option<Deadlines>) -> anyhow::Result<()> {
    let now = Clock::System.now();
    let (_, dialogue) = compiled(settings)?;
    match command {
        None => {
            list(&dialogue, now.to_zoned(settings.office.zone.clone()).date());
            Ok(())
        }
        Some(Deadlines::Results { since, csv }) => results::results(settings, since, csv, now).await,
        Some(Deadlines::Preview { file, on }) => {
            let now = match on {
                None => now,
                Some(day) => {
                    let read: Result<Date, _> = day.parse();
                    let read = read.with_context(|| format!("--on is `{day}`; write for example 2026-11-03"))?;
                    read.to_zoned(settings.office.zone.clone())?.timestamp()
                }
            };
            let today = now.to_zoned(settings.office.zone.clone()).date();
            let languages = dialogue.catalogue.languages();
            let reading =
                Reading { kinds: &dialogue.deadlines, languages: &languages, numbering: settings.numbering, today };
            let read = deadline_list::read(&file, reading);
            match read.with_context(|| format!("{} cannot be read", file.display()))? {
                Ok(entries) => {
                    preview(settings, &dialogue, &entries, now);
                    Ok(())
                }
                Err(problems) => {
                    for problem in &problems {
                        eprintln!("line {}: {}", problem.line, problem.reason);
                    }
                    bail!("{} rows have a mistake; nothing was taken from the list", problems.len())
                }
            }
        }
    }
}

/// Each type with the window that comes next, or the date that it is computed from.
fn list(dialogue: &Dialogue, today: Date) {
    println!("{:<32} {:<34} {:<11} what", "deadline", "next", "certain");
    let french = Language::french();
    for (name, kind) in &dialogue.deadlines {
        let next = match occurrence(kind, &Known::default(), today) {
            Some(window) => format!("{} to {}", window.opens, window.closes),
            None => {
                let anchors: Vec<String> = kind.due.anchors().into_iter().map(ToString::to_string).collect();
                format!("from {}", anchors.join(", "))
            }
        };
        let certain = match (kind.verified.rule, kind.verified.closes) {
            (true, true) => "yes",
            (true, false) => "not its end",
            (false, _) => "no",
        };
        let say = Say {
            language: french.clone(),
            flow: Some(BOOK.into()),
            message: name.clone(),
            rung: Rung::First,
            key: None,
            with: Vec::new(),
        };
        let what = dialogue.catalogue.said(&say, Channel::Voice, &dialogue.facts).text;
        println!("{name:<32} {next:<34} {certain:<11} {what}");
    }
}

/// One person's rows, and where they are.
struct Someone<'a> {
    entries: Vec<&'a Entry>,
    person: Person,
    language: Language,
}

fn preview(settings: &Settings, dialogue: &Dialogue, entries: &[Entry], now: Timestamp) {
    let mut people: BTreeMap<&PhoneNumber, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        people.entry(&entry.to).or_default().push(entry);
    }
    let mut rows: Vec<(Timestamp, String)> = Vec::new();
    let mut sum = Sum::default();
    for (number, own) in &people {
        let someone = someone(settings, number, own.clone());
        let standings: Vec<Standing<'_>> = standings(dialogue, &someone, now);
        let (sent, untold) = forecast(&standings, &someone.person, now, &Terms::default());
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
    let known = place::territory(postcode, Some(number));
    let language = entries.iter().find_map(|entry| entry.language.clone()).unwrap_or_else(Language::french);
    let person = Person::of(number, known.unwrap_or(settings.office.territory), None);
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
            ("call", "-".to_owned(), settings.spending.call_cents(CALL))
        }
    };
    sum.cents = sum.cents.saturating_add(cents);
    let all = sent.message.named.iter().chain(&sent.message.unnamed);
    let lines: Vec<String> =
        all.filter_map(|due| someone.entries.get(due.id)).map(|entry| entry.line.to_string()).collect();
    format!("{:<17} {by:<6} {:<12} {segments:>8} {cents:>6}", there.strftime("%Y-%m-%d %H:%M"), lines.join(", "))
}
