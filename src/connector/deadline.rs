//! What a row says of a deadline: its type, and the dates that it is computed from.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::row::{date, nearest};
use crate::{
    flow::Name,
    reminder::{DeadlineType, Known, calendar::Misfit, definition::Due},
};

/// The type of that name.
pub(super) fn kind<'a>(
    column: &str,
    name: &str,
    kinds: &'a BTreeMap<Name, DeadlineType>,
) -> Result<&'a DeadlineType, String> {
    kinds.get(name).ok_or_else(|| match nearest(name, kinds.keys().map(|kind| &**kind)) {
        Some(near) => format!("{column}: there is none of that name; did you mean `{near}`?"),
        None => format!("{column}: there is none of that name; `guichet deadlines` lists them"),
    })
}

/// The one date of a row, under the name that its type gives it. A type that the calendar decides needs none.
pub(super) fn known(column: &str, kind: &DeadlineType, date: Option<Date>) -> Result<Known, String> {
    Known::given(kind, date).map_err(|misfit| match misfit {
        Misfit::Missing(name) => format!("{column}: `{}` is computed from a date, the `{name}`", kind.name),
        Misfit::Everybody => format!("{column}: `{}` is the same day for everybody; leave it empty", kind.name),
    })
}

/// The deadlines of a file: `rsa-declaration:2026-09-01|job-seeker-update`. Where there are several dates, each has its name,
/// and what counts besides is a name alone: `unpaid-energy-bill:first-letter=2026-11-02:energy-cheque`.
pub(super) fn of_file(text: &str, kinds: &BTreeMap<Name, DeadlineType>) -> Result<Vec<(Name, Known)>, String> {
    let mut told: Vec<(Name, Known)> = Vec::new();
    for item in text.split('|').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, known) = one(item, kinds)?;
        if told.iter().any(|(other, _)| *other == name) {
            return Err("deadlines: one stands there twice".to_owned());
        }
        told.push((name, known));
    }
    Ok(told)
}

fn one(item: &str, kinds: &BTreeMap<Name, DeadlineType>) -> Result<(Name, Known), String> {
    const COLUMN: &str = "deadlines";
    let mut parts = item.split(':').map(str::trim);
    let kind = kind(COLUMN, parts.next().unwrap_or_default(), kinds)?;
    let (dates, facts) = names(kind);
    let mut given = Known::default();
    for part in parts {
        match part.split_once('=') {
            Some((name, day)) => {
                let name = known_name(name.trim(), &dates, kind)?;
                given.dates.extend(date(COLUMN, day.trim())?.map(|date| (name, date)));
            }
            None if part.starts_with(|c: char| c.is_ascii_digit()) => {
                given.dates.extend(known(COLUMN, kind, date(COLUMN, part)?)?.dates);
            }
            None => _ = given.facts.insert(known_name(part, &facts, kind)?),
        }
    }
    if kind.due.anchors().into_iter().any(|anchor| given.dates.contains_key(anchor)) {
        return Ok((kind.name.clone(), given));
    }
    // Without a date only what the calendar decides is told.
    known(COLUMN, kind, None).map(|_| (kind.name.clone(), given))
}

/// The dates and the facts that a type is computed from.
fn names(kind: &DeadlineType) -> (Vec<&Name>, Vec<&Name>) {
    let mut dates = kind.due.anchors();
    let mut facts = Vec::new();
    if let Due::Chain { links, suspends } = &kind.due {
        dates.extend(suspends.as_ref().map(|suspension| &suspension.name));
        facts.extend(links.iter().filter_map(|link| link.longer.as_ref()).flat_map(|(_, facts)| facts));
    }
    (dates, facts)
}

fn known_name(name: &str, known: &[&Name], kind: &DeadlineType) -> Result<Name, String> {
    let found = known.iter().find(|known| ****known == *name).map(|known| (*known).clone());
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|name| &***name).collect();
        match names.as_slice() {
            [] => format!("deadlines: `{}` takes a date alone", kind.name),
            names => format!("deadlines: of `{}` these names are known: {}", kind.name, names.join(", ")),
        }
    })
}
