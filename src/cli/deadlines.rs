//! `guichet deadlines`: the types of deadline; what a list of people's deadlines would bring; deadlines set up, ended,
//! explained and counted.

mod arm;
mod missed;
mod preview;
mod results;
mod why;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::world::compiled;
use crate::{
    channel::Channel,
    clock::Clock,
    connector::{
        calendar::{self, Owner},
        deadline_list::{self, Entry, Reading, postcode},
    },
    flow::turn::{Rung, Say},
    language::Language,
    phone_number::PhoneNumber,
    reminder::{Known, message::BOOK, occurrence, place},
    service::{arming, dialogue::Dialogue},
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub(super) enum Deadlines {
    /// Reads a list of people's deadlines, and shows who would be told what, when, and at what cost. Nothing is kept or sent.
    Preview {
        #[command(flatten)]
        list: List,
        /// The day on which the list would be set up, such as 2026-11-03; without it today.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Sets up a list of people's deadlines, all of it or nothing; the running service reminds them. What is known stays.
    Arm {
        #[command(flatten)]
        list: List,
        /// Goes on where many people would be told within a day.
        #[arg(long)]
        yes: bool,
    },
    /// Sets up one deadline of a person, as an advisor does.
    Add {
        #[command(flatten)]
        whose: Whose,
        /// The date that it is computed from, such as 2026-11-03; left out where the calendar is enough.
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// The postcode of the place where the person is.
        #[arg(long, default_value = "", value_name = "POSTCODE")]
        postcode: String,
    },
    /// Says that a deadline of a person is done: nothing more is told of it.
    Done {
        #[command(flatten)]
        whose: Whose,
    },
    /// Lists what nobody said was done by its last day, and how often the person was told.
    Missed {
        /// The first last day that counts, such as 2026-11-03; without it a month ago.
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
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

/// A list of deadlines.
#[derive(clap::Args, Debug)]
pub(super) struct List {
    /// A CSV file with the columns phone, deadline, date, postcode, language, person; or a calendar, FILE.ics.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose calendar it is: a telephone number.
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The type of deadline of the calendar's entries that name none.
    #[arg(long, value_name = "DEADLINE")]
    deadline: Option<String>,
    /// The postcode of the place where the calendar's owner is.
    #[arg(long, default_value = "", value_name = "POSTCODE")]
    postcode: String,
}

/// Whose deadline, and which.
#[derive(clap::Args, Debug)]
pub(super) struct Whose {
    /// The person's telephone number.
    #[arg(long, value_name = "NUMBER")]
    phone: String,
    /// The type of deadline.
    #[arg(long, value_name = "DEADLINE")]
    deadline: String,
}

/// Lists the types, or does what was asked.
pub(super) async fn deadlines(
    settings: &Settings,
    why: Option<String>,
    command: Option<Deadlines>,
) -> anyhow::Result<()> {
    let (_, dialogue) = compiled(settings)?;
    let now = Clock::System.now();
    match (why, command) {
        (Some(person), _) => why::why(settings, &dialogue, &number(settings, &person)?, now).await,
        (None, None) => {
            list(&dialogue, now.to_zoned(settings.office.zone.clone()).date());
            Ok(())
        }
        (None, Some(Deadlines::Preview { list, on })) => {
            let now = match on {
                None => now,
                Some(day) => date("--on", &day)?.to_zoned(settings.office.zone.clone())?.timestamp(),
            };
            preview::preview(settings, &dialogue, &entries(settings, &dialogue, &list, now)?, now);
            Ok(())
        }
        (None, Some(Deadlines::Arm { list, yes })) => {
            arm::arm(settings, &dialogue, &entries(settings, &dialogue, &list, now)?, yes, now).await
        }
        (None, Some(Deadlines::Add { whose, date: day, postcode })) => {
            let day = day.map(|day| date("--date", &day)).transpose()?;
            arm::add(settings, &dialogue, &whose, (day, &postcode), now).await
        }
        (None, Some(Deadlines::Done { whose })) => arm::done(settings, &whose, now).await,
        (None, Some(Deadlines::Missed { since })) => missed::missed(settings, since, now).await,
        (None, Some(Deadlines::Results { since, csv })) => results::results(settings, since, csv, now).await,
    }
}

fn number(settings: &Settings, typed: &str) -> anyhow::Result<PhoneNumber> {
    let parsed = settings.numbering.parse(typed);
    parsed.context("that is no telephone number; write for example 0199000013")
}

fn date(option: &str, typed: &str) -> anyhow::Result<Date> {
    typed.parse().with_context(|| format!("{option} is `{typed}`; write for example 2026-11-03"))
}

/// The entries of a list, all of them; or what is wrong with it, line by line.
fn entries(settings: &Settings, dialogue: &Dialogue, list: &List, now: Timestamp) -> anyhow::Result<Vec<Entry>> {
    let languages = dialogue.catalogue.languages();
    let today = now.to_zoned(settings.office.zone.clone()).date();
    let reading = Reading { kinds: &dialogue.deadlines, languages: &languages, numbering: settings.numbering, today };
    let read = if is_calendar(&list.file) {
        calendar::read(&list.file, &owner(settings, list)?, reading)
    } else {
        let of_calendar = list.phone.is_some() || list.deadline.is_some() || !list.postcode.is_empty();
        anyhow::ensure!(
            !of_calendar,
            "--phone, --deadline and --postcode go with a calendar; a list has columns of these"
        );
        deadline_list::read(&list.file, reading)
    };
    match read.with_context(|| format!("{} cannot be read", list.file.display()))? {
        Ok(entries) if entries.is_empty() => bail!("there is nothing in {}", list.file.display()),
        Ok(entries) => Ok(entries),
        Err(problems) => {
            for problem in &problems {
                eprintln!("line {}: {}", problem.line, problem.reason);
            }
            let rows = if problems.len() == 1 { "row has" } else { "rows have" };
            bail!("{} {rows} a mistake; nothing was taken from the list", problems.len())
        }
    }
}

fn is_calendar(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics"))
}

/// Whose calendar it is.
fn owner<'l>(settings: &Settings, list: &'l List) -> anyhow::Result<Owner<'l>> {
    let typed = list.phone.as_deref().context("whose calendar it is must be said: --phone NUMBER")?;
    let to = number(settings, typed)?;
    let postcode = postcode(&list.postcode).map_err(anyhow::Error::msg)?;
    let territory = arming::territory(Some(&postcode), &to, settings.office.territory);
    let zone = TimeZone::get(place::zone(territory)).unwrap_or_else(|_| settings.office.zone.clone());
    Ok(Owner { to, postcode, zone, kind: list.deadline.as_deref() })
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
