//! The ladder of a person's deadline: the days of its rungs, and which of them comes next.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    calendar::Window,
    definition::{DeadlineType, Mark, Offset, RungRule},
    place,
    slot::{Chosen, Slot, bounds, instant, is_open, usual},
};
use crate::{
    channel::Channel,
    holiday::Territory,
    phone_number::{Line, PhoneNumber},
};

/// The ladder of a type that has none of its own.
pub const USUAL: [RungRule; 3] = [before_closing(7), before_closing(3), before_closing(1)];

/// How many days ahead an open day is looked for: longer than any row of holidays.
const HORIZON: usize = 31;

const fn before_closing(days: i16) -> RungRule {
    RungRule { at: Offset { mark: Mark::Closes, days: -days }, channel: None }
}

/// What of a person decides when and how they are reminded.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Where they are, which tells public holidays.
    pub territory: Territory,
    /// The time there.
    pub zone: TimeZone,
    /// What their number leads to.
    pub line: Line,
    /// The hours they chose, if they did.
    pub chosen: Option<Chosen>,
    /// A number of theirs that does not change, by which people are spread over the hours.
    pub spread: u64,
}

impl Person {
    /// Whose number this is, and who lives there.
    pub fn of(number: &PhoneNumber, territory: Territory, chosen: Option<Chosen>) -> Person {
        let digits = number.reveal().bytes();
        Person {
            territory,
            zone: TimeZone::get(place::zone(territory)).unwrap_or(TimeZone::UTC),
            line: number.line(),
            chosen,
            spread: digits.fold(0, |spread, byte| spread.wrapping_mul(31).wrapping_add(u64::from(byte))),
        }
    }
}

/// A rung of somebody's ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Which one, counted from 1 in the order of the type's own days: the same whenever it is asked.
    pub number: u16,
    /// The day.
    pub day: Date,
    /// The hours.
    pub slot: Slot,
    /// The channel.
    pub channel: Channel,
}

/// What comes next on a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// This rung, at this instant; at once where the instant has come.
    Rung(Rung, Timestamp),
    /// Nothing: each rung was tried.
    Finished,
    /// Nothing any more: no hours are left before the date is past.
    TooLate,
}

/// A ladder in use.
#[derive(Clone, Copy, Debug)]
pub struct Ladder<'a> {
    /// Its rungs, by day.
    pub rungs: &'a [Rung],
    /// The last day on which anything is sent.
    pub expires: Date,
    /// When it was set up. What lay before is left out, as long as anything remains.
    pub armed: Timestamp,
    /// The rung that was tried last.
    pub tried: Option<u16>,
}

/// The rungs that lead to a window, by day. A rung on a day on which nobody is reminded moves to an earlier one, never a
/// later; of two that fall on one day the later stays; none is after the last day.
pub fn rungs(kind: &DeadlineType, window: &Window, person: &Person) -> Vec<Rung> {
    let mut days: Vec<(Date, RungRule)> =
        kind.rungs.iter().filter_map(|rule| Some((window.day(rule.at)?, *rule))).collect();
    days.sort_by_key(|(day, _)| *day);
    let mut rungs: Vec<Rung> = Vec::new();
    for (number, (day, rule)) in (1..).zip(days) {
        let Some(day) = open_until(day, person).filter(|day| *day <= window.expires) else { continue };
        let slot = person.chosen.map_or(usual(number), |chosen| chosen.slot);
        let rung = Rung { number, day, slot, channel: channel(rule, person.line) };
        match rungs.last_mut() {
            Some(last) if last.day == day => *last = rung,
            _ => rungs.push(rung),
        }
    }
    rungs
}

/// Which rung comes next. Of several whose hours have passed only the last is made up for, in the next hours there are,
/// and not where another comes on that day anyway. Where none remains, the last one comes in the next hours.
pub fn next(ladder: &Ladder<'_>, person: &Person, now: Timestamp) -> Next {
    let tried = ladder.rungs.partition_point(|rung| ladder.tried.is_some_and(|tried| rung.number <= tried));
    let left = ladder.rungs.get(tried..).unwrap_or_default();
    let Some(last) = left.last() else { return Next::Finished };
    if now.to_zoned(person.zone.clone()).date() > ladder.expires {
        return Next::TooLate;
    }
    let end = |rung: &Rung| bounds(rung.day, rung.slot, &person.zone).map(|(_, end)| end);
    let coming = left.iter().position(|rung| end(rung).is_some_and(|end| now < end));
    // All before the one that comes have ended; what ended before the ladder was set up was never missed.
    let (past, coming) = left.split_at(coming.unwrap_or(left.len()));
    let missed = past.last().filter(|rung| end(rung).is_some_and(|end| ladder.armed < end));
    let open = next_hours(person, now).filter(|(day, _, _)| *day <= ladder.expires);
    let late = match (coming.first(), missed) {
        (Some(coming), Some(missed)) if open.is_some_and(|(day, _, _)| day < coming.day) => missed,
        (Some(coming), _) => {
            let at = instant(coming.day, coming.slot, &person.zone, person.spread);
            return at.map_or(Next::TooLate, |at| Next::Rung(*coming, at));
        }
        (None, _) => last,
    };
    match open {
        Some((day, slot, at)) => Next::Rung(Rung { day, slot, ..*late }, at),
        None => Next::TooLate,
    }
}

/// The next hours in which a person may be reminded, those that are now included, and the instant in them.
fn next_hours(person: &Person, now: Timestamp) -> Option<(Date, Slot, Timestamp)> {
    let mut day = now.to_zoned(person.zone.clone()).date();
    for _ in 0..HORIZON {
        let slots = [Slot::MORNING, Slot::EVENING].map(|slot| person.chosen.map_or(slot, |chosen| chosen.slot));
        for slot in slots.into_iter().filter(|_| is_open(day, person.territory, person.chosen)) {
            let (from, to) = bounds(day, slot, &person.zone)?;
            if now < to {
                // Who is late already is not made to wait for their own minute.
                let at = if from <= now { now } else { instant(day, slot, &person.zone, person.spread)? };
                return Some((day, slot, at));
            }
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// The last open day until another.
fn open_until(mut day: Date, person: &Person) -> Option<Date> {
    for _ in 0..HORIZON {
        if is_open(day, person.territory, person.chosen) {
            return Some(day);
        }
        day = day.yesterday().ok()?;
    }
    None
}

/// A text where the line takes one, unless a call is wished; a call else.
fn channel(rule: RungRule, line: Line) -> Channel {
    match line {
        Line::Mobile => rule.channel.unwrap_or(Channel::Sms),
        Line::Fixed | Line::Other => Channel::Voice,
    }
}

#[cfg(test)]
mod tests;
