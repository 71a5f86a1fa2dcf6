//! When a deadline falls: from its rule, the dates on a file and a day, the window that matters next.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, civil::Date};

use super::definition::{DeadlineType, Due, EverySpan, Length, Link, Mark, MonthDay, Offset, Suspension, day_of};
use crate::flow::Name;

/// What is known of one person's deadline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The dates on the file, by name: `card-end`.
    pub dates: BTreeMap<Name, Date>,
    /// What else counts: `energy-cheque`.
    pub facts: BTreeSet<Name>,
}

impl Known {
    /// One date alone.
    pub fn date(name: &str, date: Date) -> Known {
        Known { dates: BTreeMap::from([(name.into(), date)]), facts: BTreeSet::new() }
    }

    /// The one date that is given, under the name that the type has for it. A type that the calendar decides takes none.
    ///
    /// # Errors
    /// [`Misfit`]
    pub fn given(kind: &DeadlineType, date: Option<Date>) -> Result<Known, Misfit<'_>> {
        match (kind.due.anchors().first().copied(), date) {
            (None, None) => Ok(Known::default()),
            (Some(name), Some(date)) => Ok(Known::date(name, date)),
            (Some(name), None) => Err(Misfit::Missing(name)),
            (None, Some(_)) => Err(Misfit::Everybody),
        }
    }
}

/// Why what is given of a type is not what it is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit<'a> {
    /// It is computed from the date of this name.
    Missing(&'a Name),
    /// It is the same day for everybody.
    Everybody,
}

/// The days between which something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day on which it can be done.
    pub opens: Date,
    /// The last day on which it is in time.
    pub closes: Date,
    /// The last day on which anything is sent of it.
    pub expires: Date,
    /// The date on the file that it was told from.
    pub anchor: Option<Date>,
    /// Whether the closing day may be told. Where it may not, people are told to look at the date on their letter.
    pub verified: bool,
}

impl Window {
    /// The day that is told from another; none beyond the calendar, and none from a date that there is not.
    pub fn day(&self, offset: Offset) -> Option<Date> {
        let mark = match offset.mark {
            Mark::Opens => self.opens,
            Mark::Closes => self.closes,
            Mark::Anchor => self.anchor?,
            Mark::Day(day) => first_from(day, self.opens)?,
        };
        mark.checked_add(Span::new().days(offset.days)).ok()
    }

    /// Whether it was past before this day.
    pub fn is_past(&self, today: Date) -> bool {
        self.expires < today
    }
}

/// The window of a deadline that matters on a day: of one that recurs the first that is not past, of another the only
/// one, past or not. None where a date is missing.
pub fn occurrence(kind: &DeadlineType, known: &Known, today: Date) -> Option<Window> {
    let date = |name: &Name| known.dates.get(name).copied();
    let found = |bounds: Bounds| window(kind, bounds);
    let mut candidates: Box<dyn Iterator<Item = Option<Bounds>>> = match &kind.due {
        Due::EachMonth { opens, february, closes, next_month } => {
            let rule = (*opens, february.unwrap_or(*opens), *closes, *next_month);
            Box::new((-2..=2).map(move |months| of_month(rule, today, months)))
        }
        Due::Every { length, from, span, .. } => Box::new(recurring(*length, date(from)?, *span, today)),
        Due::Yearly { from, to } => Box::new((-2..=2).map(move |years| of_year(*from, *to, today, years))),
        Due::Season { from, to } => Box::new((-2..=2).map(move |years| of_year(Some(*from), *to, today, years))),
        Due::Before { anchor, opens, closes, .. } => {
            let anchor = date(anchor)?;
            return found(Bounds {
                opens: opens.before(anchor)?,
                closes: closes.before(anchor)?,
                anchor: Some(anchor),
            });
        }
        Due::After { anchor, within } => {
            let anchor = date(anchor)?;
            let closes = match within {
                Some(length) => length.after(anchor)?,
                None => last_rung(kind, anchor)?,
            };
            return found(Bounds { opens: anchor, closes, anchor: Some(anchor) });
        }
        Due::Chain { links, suspends } => return found(of_chain(links, suspends.as_ref(), known)?),
    };
    candidates.find_map(|bounds| found(bounds?).filter(|window| !window.is_past(today)))
}

/// The window of a deadline that was set up with these days, as its type is now. None where the type no longer fits them.
pub fn window_of(kind: &DeadlineType, known: &Known, (opens, closes): (Date, Date)) -> Option<Window> {
    let anchor = match &kind.due {
        Due::Before { anchor, .. } | Due::After { anchor, .. } => known.dates.get(anchor).copied(),
        Due::Chain { .. } => Some(opens),
        Due::EachMonth { .. } | Due::Every { .. } | Due::Yearly { .. } | Due::Season { .. } => None,
    };
    window(kind, Bounds { opens, closes, anchor })
}

/// The months that are declared in a window, as years and months, the first one first.
pub fn declared(kind: &DeadlineType, window: &Window) -> Vec<(i16, i8)> {
    let Due::Every { declares, .. } = &kind.due else { return Vec::new() };
    let month = |before: &u8| Length::Months(u16::from(*before)).before(window.closes.first_of_month());
    let mut months: Vec<(i16, i8)> = declares.iter().filter_map(month).map(|day| (day.year(), day.month())).collect();
    months.sort_unstable();
    months
}

/// When something opens and closes, and the date that was told from.
#[derive(Clone, Copy)]
struct Bounds {
    opens: Date,
    closes: Date,
    anchor: Option<Date>,
}

fn window(kind: &DeadlineType, Bounds { opens, closes, anchor }: Bounds) -> Option<Window> {
    let verified = kind.verified.closes || kind.verified.years.contains(&closes.year());
    let window = Window { opens, closes, expires: closes, anchor, verified };
    Some(Window { expires: window.day(kind.expires)?, ..window })
}

/// The window of the month so many months from today's.
fn of_month((opens, february, closes, next_month): (i8, i8, i8, bool), today: Date, months: i64) -> Option<Bounds> {
    let month = today.first_of_month().checked_add(Span::new().months(months)).ok()?;
    let day = if month.month() == 2 { february } else { opens };
    let end = if next_month { month.checked_add(Span::new().months(1)).ok()? } else { month };
    Some(Bounds {
        opens: day_of(month.year(), month.month(), day)?,
        closes: day_of(end.year(), end.month(), closes)?,
        anchor: None,
    })
}

/// The windows counted from a date, those around today. Each is counted from the date itself: a 31st comes again after a
/// shorter month.
fn recurring(length: Length, from: Date, span: EverySpan, today: Date) -> impl Iterator<Item = Option<Bounds>> {
    let passed = match length {
        Length::Days(days) => today.duration_since(from).as_hours().div_euclid(24) / i64::from(days.max(1)),
        Length::Months(months) => {
            let since = (i64::from(today.year()) - i64::from(from.year())) * 12 + i64::from(today.month())
                - i64::from(from.month());
            since / i64::from(months.max(1))
        }
    };
    let first = (passed - 2).max(1);
    (first..first + 6).map(move |count| {
        let due = from.checked_add(length.times(count)?).ok()?;
        let before = from.checked_add(length.times(count - 1)?).ok()?;
        let (opens, closes) = match span {
            EverySpan::Since => (before.tomorrow().ok()?, due),
            EverySpan::Before(length) => (length.before(due)?, due),
            EverySpan::Month => (due.first_of_month(), due.last_of_month()),
        };
        Some(Bounds { opens, closes, anchor: None })
    })
}

/// The window that closes in the year so many years from today's.
fn of_year(from: Option<MonthDay>, to: MonthDay, today: Date, years: i16) -> Option<Bounds> {
    let year = today.year().checked_add(years)?;
    let closes = to.in_year(year)?;
    let opens = match from {
        Some(from) => last_until(from, closes)?,
        None => to.in_year(year.checked_sub(1)?)?.tomorrow().ok()?,
    };
    Some(Bounds { opens, closes, anchor: None })
}

/// The link that a chain has come to: the last of them whose date is known.
fn of_chain(links: &[Link], suspends: Option<&Suspension>, known: &Known) -> Option<Bounds> {
    let (link, opens) = links.iter().rev().find_map(|link| Some((link, *known.dates.get(&link.name)?)))?;
    let within = match &link.longer {
        Some((longer, facts)) if facts.iter().any(|fact| known.facts.contains(fact)) => *longer,
        _ => link.within,
    };
    let closes = within.after(opens)?;
    let held = suspends.and_then(|suspension| {
        let asked = known.dates.get(&suspension.name).filter(|asked| **asked <= closes)?;
        suspension.at_most.after(*asked)
    });
    Some(Bounds { opens, closes: held.map_or(closes, |held| held.max(closes)), anchor: Some(opens) })
}

/// The day of the last rung after a date, where nobody knows how long one has.
fn last_rung(kind: &DeadlineType, anchor: Date) -> Option<Date> {
    let days = kind.rungs.iter().filter(|rung| matches!(rung.at.mark, Mark::Anchor | Mark::Opens));
    let last = days.map(|rung| rung.at.days).max()?;
    anchor.checked_add(Span::new().days(last)).ok()
}

/// The first such day from another on.
fn first_from(day: MonthDay, from: Date) -> Option<Date> {
    let same = day.in_year(from.year())?;
    if same >= from { Some(same) } else { day.in_year(from.year().checked_add(1)?) }
}

/// The last such day until another.
fn last_until(day: MonthDay, until: Date) -> Option<Date> {
    let same = day.in_year(until.year())?;
    if same <= until { Some(same) } else { day.in_year(until.year().checked_sub(1)?) }
}

#[cfg(test)]
mod tests;
