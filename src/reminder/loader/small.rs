//! The small things in a deadline file: days, lengths of time, words of closed sets, telephone numbers.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::{
    flow::{
        Name,
        loader::{
            list,
            page::Page,
            suggest,
            tree::{Node, Yaml},
        },
    },
    problem::code,
    reminder::definition::{Length, Mark, MonthDay, Offline, Offset},
};

/// The words that lengths of time are told in, and how many of the plain ones they are.
const UNITS: [(&str, u16, bool); 4] = [("day", 1, false), ("week", 7, false), ("month", 1, true), ("year", 12, true)];
/// Longer than any deadline.
const LONGEST: u16 = 4000;

/// A word of a closed set, and what it means.
pub(super) fn one_of<T: Copy>(page: &mut Page<'_, '_>, node: &Node, what: &str, set: &[(&str, T)]) -> Option<T> {
    let words: Vec<&str> = set.iter().map(|(word, _)| *word).collect();
    let help = format!("write one of {}", list(&words));
    let Yaml::Text(text) = &node.value else {
        let message = format!("{what} is a word, not {}", node.kind());
        return page.fail(&code::UNKNOWN_DEADLINE_WORD, &node.span, message, help);
    };
    let found = set.iter().find(|(word, _)| word == text).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let help = suggest(text, words.iter().copied(), "words");
        page.fail::<()>(&code::UNKNOWN_DEADLINE_WORD, &node.span, format!("{what} cannot be `{text}`"), help);
    }
    found
}

/// A whole number of some kind.
pub(super) fn number<T: TryFrom<u16>>(
    page: &mut Page<'_, '_>,
    node: &Node,
    what: &str,
    range: RangeInclusive<u16>,
) -> Option<T> {
    let fits = match node.value {
        Yaml::Int(number) => u16::try_from(number).ok().filter(|number| range.contains(number)),
        _ => None,
    };
    let Some(number) = fits.and_then(|number| T::try_from(number).ok()) else {
        let help = format!("write a whole number from {} to {}", range.start(), range.end());
        return page.fail(&code::OUT_OF_RANGE, &node.span, format!("{what} is out of range"), help);
    };
    Some(number)
}

/// A list of words.
pub(super) fn words(page: &mut Page<'_, '_>, node: &Node) -> Vec<Name> {
    let nodes = page.list(node, "this").unwrap_or_default();
    nodes.iter().filter_map(|node| word(page, node)).collect()
}

/// One word of the author's own.
pub(super) fn word(page: &mut Page<'_, '_>, node: &Node) -> Option<Name> {
    let text = page.text(node, "a name")?;
    page.word(text, &node.span, "this")
}

/// A list of sentences.
pub(super) fn texts(page: &mut Page<'_, '_>, node: &Node) -> Vec<String> {
    let nodes = page.list(node, "this").unwrap_or_default();
    nodes.iter().filter_map(|node| page.text(node, "a sentence").map(str::to_owned)).collect()
}

/// Ways to act without internet.
pub(super) fn ways(page: &mut Page<'_, '_>, node: &Node) -> Vec<Offline> {
    let nodes = page.list(node, "`offline`").unwrap_or_default();
    nodes.iter().filter_map(|node| way(page, node)).collect()
}

fn way(page: &mut Page<'_, '_>, node: &Node) -> Option<Offline> {
    let text = page.text(node, "a way to act")?;
    match text.strip_prefix("phone ") {
        None => page.word(text, &node.span, "a way to act").map(Offline::Way),
        Some(number) if number.len() <= 20 && number.bytes().all(|b| b.is_ascii_digit() || b == b' ') => {
            Some(Offline::Phone(number.split(' ').collect()))
        }
        Some(_) => {
            let help = "write the number as people dial it: `phone 32 30`";
            page.fail(&code::UNKNOWN_DEADLINE_WORD, &node.span, format!("`{text}` holds no telephone number"), help)
        }
    }
}

/// A length of time: `3 months`.
pub(super) fn length(page: &mut Page<'_, '_>, node: &Node) -> Option<Length> {
    let text = match &node.value {
        Yaml::Text(text) => text.clone(),
        Yaml::Int(number) => number.to_string(),
        _ => String::new(),
    };
    let read = parse_length(&text);
    if read.is_none() {
        let help = "write a number and a word, such as `10 days`, `2 weeks`, `3 months`, `1 year`";
        page.fail::<()>(&code::UNCLEAR_LENGTH, &node.span, format!("`{text}` is no length of time"), help);
    }
    read
}

fn parse_length(text: &str) -> Option<Length> {
    let (count, unit) = text.split_once(' ')?;
    let count: u16 = count.parse().ok()?;
    let unit = if count == 1 { unit } else { unit.strip_suffix('s').unwrap_or(unit) };
    let (_, factor, months) = *UNITS.iter().find(|(word, ..)| *word == unit)?;
    let count = count.checked_mul(factor).filter(|count| *count <= LONGEST)?;
    Some(if months { Length::Months(count) } else { Length::Days(count) })
}

/// A day of every year: `07-15`.
pub(super) fn month_day(page: &mut Page<'_, '_>, node: &Node) -> Option<MonthDay> {
    let help = "write month and day, such as `07-15` for the 15th of July";
    let text = page.text(node, "a day of the year")?;
    let read = parse_month_day(text);
    if read.is_none() {
        page.fail::<()>(&code::IMPOSSIBLE_DAY, &node.span, format!("`{text}` is no day of a year"), help);
    }
    read
}

fn parse_month_day(text: &str) -> Option<MonthDay> {
    let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // The 29th of February is a day of some years: in the others the 28th stands for it.
    Date::new(2028, month, day).ok().map(|_| MonthDay { month, day })
}

/// A date: `2026-11-22`.
pub(super) fn date(page: &mut Page<'_, '_>, node: &Node) -> Option<Date> {
    let text = page.text(node, "a date")?;
    let read = (text.len() == 10).then(|| text.parse().ok()).flatten();
    if read.is_none() {
        let help = "write year, month and day, such as `2026-11-22`";
        page.fail::<()>(&code::IMPOSSIBLE_DAY, &node.span, format!("`{text}` is no date"), help);
    }
    read
}

/// A day told from another: `closes -5`, or a day of the year.
pub(super) fn offset(page: &mut Page<'_, '_>, node: &Node) -> Option<Offset> {
    let text = page.text(node, "a day")?;
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return month_day(page, node).map(|day| Offset { mark: Mark::Day(day), days: 0 });
    }
    let read = parse_offset(text);
    if read.is_none() {
        let word = text.split(' ').next().unwrap_or_default();
        let marks = ["opens", "closes", "anchor"];
        let help = if marks.contains(&word) {
            "write so many days before it with a minus, such as `closes -5`".to_owned()
        } else {
            suggest(word, marks.into_iter(), "days to count from")
        };
        page.fail::<()>(&code::UNCLEAR_RUNG, &node.span, format!("`{text}` is no day"), help);
    }
    read
}

fn parse_offset(text: &str) -> Option<Offset> {
    let (mark, days) = text.split_once(' ').unwrap_or((text, "0"));
    let mark = match mark {
        "opens" => Mark::Opens,
        "closes" => Mark::Closes,
        "anchor" => Mark::Anchor,
        _ => return None,
    };
    let days: i16 = days.parse().ok().filter(|days| (-999..=999).contains(days))?;
    Some(Offset { mark, days })
}
