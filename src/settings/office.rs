//! The office: its hours, read from spans such as `mon-fri 09:00-17:00`, its zone, its number, the days it is closed.

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{Environment, OfficeFile, SettingsError, wrong};
use crate::{flow::definition::Office, holiday::Territory, problem::nearest};

pub(super) fn office(file: OfficeFile, environment: Environment<'_>) -> Result<Office, SettingsError> {
    let zone = environment("GUICHET_OFFICE_ZONE").or(file.zone).unwrap_or_else(|| "Europe/Paris".to_owned());
    let zone = TimeZone::get(&zone)
        .map_err(|_| wrong("GUICHET_OFFICE_ZONE", &zone, "there is no such time zone", "Europe/Paris"))?;
    let hours = match environment("GUICHET_OFFICE_HOURS") {
        Some(text) => text.split(',').map(|span| span.trim().to_owned()).collect(),
        None => file.hours.unwrap_or_else(|| vec!["mon-fri 09:00-12:00".to_owned(), "mon-fri 13:30-17:00".to_owned()]),
    };
    let mut by_day: BTreeMap<i8, Vec<(Time, Time)>> = BTreeMap::new();
    for line in &hours {
        let (days, span) = opening(line).ok_or_else(|| {
            wrong("GUICHET_OFFICE_HOURS", line, "days and a span of time are needed", "mon-fri 09:00-17:00")
        })?;
        for day in days {
            by_day.entry(day).or_default().push(span);
        }
    }
    by_day.values_mut().for_each(|spans| spans.sort());
    let number = environment("GUICHET_OFFICE_NUMBER").or(file.number).unwrap_or_default();
    if !number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '+')) {
        return Err(wrong(
            "GUICHET_OFFICE_NUMBER",
            &number,
            "digits alone are needed, as people dial them",
            "01 99 00 00 02",
        ));
    }
    let territory = environment("GUICHET_OFFICE_TERRITORY").or(file.territory);
    let territory = territory.map_or(Ok(Territory::Metropolis), |name| territory_of(&name))?;
    let closed = file.closed.unwrap_or_default().iter().map(|day| closed_day(day)).collect::<Result<_, _>>()?;
    Ok(Office { zone, hours: by_day, number, territory, closed })
}

fn territory_of(name: &str) -> Result<Territory, SettingsError> {
    Territory::parse(name).ok_or_else(|| {
        let known = Territory::ALL.map(|(name, _)| name);
        let reason = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the territories are {}", known.join(", ")),
        };
        wrong("GUICHET_OFFICE_TERRITORY", name, &reason, "metropolis")
    })
}

/// A day on which the office is closed, as `2026-12-24`.
fn closed_day(day: &str) -> Result<Date, SettingsError> {
    let reason = "a day is written as year, month and day";
    day.parse().map_err(|_| wrong("office.closed", day, reason, "[\"2026-12-24\"]"))
}

/// `mon-fri 09:00-17:00` or `sat 09:00-12:00`.
fn opening(line: &str) -> Option<(std::ops::RangeInclusive<i8>, (Time, Time))> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = |name: &str| DAYS.iter().position(|d| *d == name).and_then(|at| i8::try_from(at + 1).ok());
    let (days, span) = line.trim().split_once(' ')?;
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (from, to) = span.trim().split_once('-')?;
    let (from, to): (Time, Time) = (from.parse().ok()?, to.parse().ok()?);
    let (first, last) = (day(first)?, day(last)?);
    (from < to && first <= last).then_some((first..=last, (from, to)))
}
