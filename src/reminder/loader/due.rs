//! When a deadline falls due, as its file says it.

use super::{require, small};
use crate::{
    flow::{
        grammar::names,
        loader::{
            list,
            page::{Fields, Page},
            tree::{Node, Yaml},
        },
    },
    problem::code,
    reminder::{
        definition::{Due, EverySpan, Length, Link, Suspension},
        grammar::{DAYS, DUE, DueKind, LINK_KEYS, MONTH_KEYS, SEASON_KEYS, YEARLY_KEYS},
    },
};

/// Reads `due`.
pub(super) fn read(page: &mut Page<'_, '_>, node: &Node) -> Option<Due> {
    let fields = page.mapping(node, "`due`")?;
    let (kind, keys) = kind(page, node, fields)?;
    page.known_keys(&code::UNKNOWN_KEY, fields, (&format!("`due` with `{kind}`"), "keys"), &names(keys));
    let at = fields.entry(kind).map_or(node.span.clone(), |(key, _)| key.span.clone());
    require(page, fields, keys, &at);
    let value = fields.get(kind)?;
    match kind {
        "each-month" => each_month(page, value),
        "every" => every(page, fields, value),
        "before" => before(page, fields, value),
        "after" => {
            let anchor = small::word(page, value)?;
            let within = match fields.get("within") {
                Some(node) => Some(small::length(page, node)?),
                None => None,
            };
            Some(Due::After { anchor, within })
        }
        "yearly" => {
            let inner = inner(page, value, kind, YEARLY_KEYS)?;
            let from = match inner.get("from") {
                Some(node) => Some(small::month_day(page, node)?),
                None => None,
            };
            Some(Due::Yearly { from, to: small::month_day(page, inner.get("to")?)? })
        }
        "season" => {
            let inner = inner(page, value, kind, SEASON_KEYS)?;
            let from = small::month_day(page, inner.get("from")?);
            Some(Due::Season { from: from?, to: small::month_day(page, inner.get("to")?)? })
        }
        _ => chain(page, fields, value),
    }
}

/// The one key that says which kind it is.
fn kind(page: &mut Page<'_, '_>, node: &Node, fields: Fields<'_>) -> Option<DueKind> {
    let told: Vec<DueKind> = DUE.into_iter().filter(|(name, _)| fields.get(name).is_some()).collect();
    let all = list(&DUE.map(|(name, _)| name));
    match told.as_slice() {
        [one] => Some(*one),
        [] => {
            let at = fields.entries.first().map_or(&node.span, |(key, _)| &key.span);
            page.fail(&code::UNCLEAR_DUE, at, "nothing here says when it is due", format!("write one of {all}"))
        }
        [_, second, ..] => {
            let at = fields.entry(second.0).map_or(&node.span, |(key, _)| &key.span);
            let message = format!("`due` says both `{}` and `{}`", told[0].0, second.0);
            page.fail(&code::UNCLEAR_DUE, at, message, "keep one of them; two deadlines are two files")
        }
    }
}

/// A mapping within, with all it needs.
fn inner<'n>(
    page: &mut Page<'_, '_>,
    node: &'n Node,
    kind: &str,
    keys: &[crate::flow::grammar::Field],
) -> Option<Fields<'n>> {
    let fields = page.fields(node, &format!("`{kind}`"), &names(keys))?;
    require(page, fields, keys, &node.span);
    Some(fields)
}

fn each_month(page: &mut Page<'_, '_>, node: &Node) -> Option<Due> {
    let fields = inner(page, node, "each-month", MONTH_KEYS)?;
    let opens: i8 = small::number(page, fields.get("opens")?, "the day it opens", DAYS)?;
    let february = match fields.get("february") {
        Some(node) => Some(small::number(page, node, "the day it opens in February", DAYS)?),
        None => None,
    };
    let node = fields.get("closes")?;
    let (closes, next_month) = match &node.value {
        Yaml::Text(text) => {
            let day = text.strip_suffix(" next month").and_then(|day| day.parse().ok());
            let Some(day) = day.filter(|day| (1..=31).contains(day)) else {
                let help = "write `15`, or `15 next month`";
                return page.fail(&code::IMPOSSIBLE_DAY, &node.span, format!("`{text}` is no day of a month"), help);
            };
            (day, true)
        }
        _ => (small::number(page, node, "the day it closes", DAYS)?, false),
    };
    if !next_month && opens > closes {
        let help = format!("if it closes in the month after, write `closes: {closes} next month`");
        let message = format!("it opens on day {opens} and closes on day {closes}, before that");
        return page.fail(&code::OPENS_AFTER_CLOSES, &node.span, message, help);
    }
    Some(Due::EachMonth { opens, february, closes, next_month })
}

fn every(page: &mut Page<'_, '_>, fields: Fields<'_>, value: &Node) -> Option<Due> {
    let length = small::length(page, value);
    if matches!(length, Some(Length::Days(0) | Length::Months(0))) {
        let help = "write how long it is from one to the next, such as `3 months`";
        return page.fail(&code::UNCLEAR_LENGTH, &value.span, "it would never end", help);
    }
    let span = match fields.get("window") {
        None => EverySpan::Since,
        Some(Node { value: Yaml::Text(text), .. }) if text == "whole month" => EverySpan::Month,
        Some(node) => EverySpan::Before(small::length(page, node)?),
    };
    let mut declares = Vec::new();
    if let Some(node) = fields.get("declares") {
        for node in page.list(node, "`declares`")? {
            let text = page.text(node, "a month")?;
            let Some(before) = text.strip_prefix("M-").and_then(|before| before.parse().ok()) else {
                let help = "write how many months before, such as `M-4`";
                return page.fail(&code::UNCLEAR_LENGTH, &node.span, format!("`{text}` is no month"), help);
            };
            declares.push(before);
        }
    }
    Some(Due::Every { length: length?, from: small::word(page, fields.get("from")?)?, span, declares })
}

fn before(page: &mut Page<'_, '_>, fields: Fields<'_>, value: &Node) -> Option<Due> {
    let anchor = small::word(page, value);
    let opens = small::length(page, fields.get("opens")?);
    let node = fields.get("closes")?;
    let closes = small::length(page, node);
    let best = match fields.get("best") {
        Some(node) => Some(small::length(page, node)?),
        None => None,
    };
    let (anchor, opens, closes) = (anchor?, opens?, closes?);
    if days(opens) < days(closes) {
        let message = "it would close before it opens";
        let help = "both count back from the date: it opens a longer time before it than it closes";
        return page.fail(&code::OPENS_AFTER_CLOSES, &node.span, message, help);
    }
    Some(Due::Before { anchor, opens, closes, best })
}

/// A length in days, near enough to tell which is longer.
fn days(length: Length) -> u32 {
    match length {
        Length::Days(days) => u32::from(days),
        Length::Months(months) => u32::from(months) * 61 / 2,
    }
}

fn chain(page: &mut Page<'_, '_>, fields: Fields<'_>, value: &Node) -> Option<Due> {
    let nodes = page.list(value, "`chain`")?;
    let links: Vec<Option<Link>> = nodes.iter().map(|node| link(page, node)).collect();
    let suspends = match (fields.entry("suspended-by"), fields.entry("at-most")) {
        (Some((_, name)), Some((_, most))) => {
            let (name, at_most) = (small::word(page, name), small::length(page, most));
            Some(Suspension { name: name?, at_most: at_most? })
        }
        (None, None) => None,
        (Some((key, _)), None) => {
            return page.fail(&code::MISSING_FIELD, &key.span, "`at-most` is missing", "add `at-most: 2 months`");
        }
        (None, Some((key, _))) => {
            let help = "add `suspended-by: …`: the name of the date of the request";
            return page.fail(&code::MISSING_FIELD, &key.span, "`suspended-by` is missing", help);
        }
    };
    Some(Due::Chain { links: links.into_iter().collect::<Option<_>>()?, suspends })
}

fn link(page: &mut Page<'_, '_>, node: &Node) -> Option<Link> {
    let fields = inner(page, node, "chain", LINK_KEYS)?;
    let name = small::word(page, fields.get("after")?);
    let within = small::length(page, fields.get("within")?);
    let longer = match (fields.get("longer"), fields.get("with")) {
        (Some(longer), Some(with)) => Some((small::length(page, longer)?, small::words(page, with))),
        (None, None) => None,
        _ => {
            let help = "write both: `longer: 30 days, with: [energy-cheque]`";
            return page.fail(&code::MISSING_FIELD, &node.span, "`longer` and `with` belong together", help);
        }
    };
    Some(Link { name: name?, within: within?, longer })
}
