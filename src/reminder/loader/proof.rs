//! What the calendar allows of a ladder: tried on days of two years, one of them a leap year.

use std::ops::Range;

use jiff::{Span, civil::Date};

use crate::{
    flow::loader::page::Page,
    problem::code,
    reminder::{
        calendar::{Known, Window, occurrence},
        definition::{DeadlineType, Due, Mark, Offset},
    },
};

/// Where things stand in the file.
pub(super) struct Places<'a> {
    /// Each rung; none of them where the ladder is the usual one.
    pub rungs: &'a [Range<usize>],
    /// The key of the ladder.
    pub whole: Range<usize>,
    /// The last day.
    pub expires: Option<Range<usize>>,
}

/// Looks for days that there are not, rungs after the last day, and two rungs on one day.
pub(super) fn check(page: &mut Page<'_, '_>, kind: &DeadlineType, places: &Places<'_>) {
    let marks = kind.rungs.iter().zip(places.rungs).map(|(rung, place)| (rung.at, place));
    let marks: Vec<(Offset, &Range<usize>)> =
        marks.chain(places.expires.iter().map(|place| (kind.expires, place))).collect();
    let mut fine = true;
    for (offset, place) in marks {
        if let Some((message, help)) = no_such_day(kind, offset) {
            page.fail::<()>(&code::UNCLEAR_RUNG, place, message, help);
            fine = false;
        }
    }
    if !fine {
        return;
    }
    let windows = windows(kind);
    if let Some((number, window)) = first_after_the_end(kind, &windows) {
        let place = places.rungs.get(number).unwrap_or(&places.whole);
        let message = format!("this rung comes after the last day: where it closes on {}", window.closes);
        let help = "put it earlier; or say with `expires` how long it is worth sending, as in `expires: closes 30`";
        page.fail::<()>(&code::RUNG_AFTER_END, place, message, help);
        return;
    }
    if let Some((number, day)) = first_on_one_day(kind, &windows) {
        let place = places.rungs.get(number).unwrap_or(&places.whole);
        let message = format!("two rungs fall on one day: on {day}, for one");
        page.fail::<()>(&code::RUNGS_ON_ONE_DAY, place, message, "remove one of them, or move it");
    }
}

fn no_such_day(kind: &DeadlineType, offset: Offset) -> Option<(&'static str, &'static str)> {
    match (&kind.due, offset.mark) {
        (Due::Before { .. } | Due::After { .. }, Mark::Anchor) => None,
        (_, Mark::Anchor) => Some(("there is no such date here", "count from `opens` or from `closes`")),
        (Due::Yearly { from: None, .. }, Mark::Opens) => {
            Some(("nobody says when it opens", "count from `closes`, or write `from` under `yearly`"))
        }
        (Due::After { within: None, .. }, Mark::Closes) if offset.days != 0 => {
            Some(("nobody says when it closes", "count from `anchor`, or write `within` under `due`"))
        }
        _ => None,
    }
}

/// Windows on many days.
fn windows(kind: &DeadlineType) -> Vec<Window> {
    let first = Date::constant(2027, 1, 1);
    let days = first.series(Span::new().days(1)).take(731);
    let days = days.filter(|day| matches!(day.day(), 1 | 15 | 28..));
    let anchors = kind.due.anchors();
    let mut windows = Vec::new();
    for day in days {
        if anchors.is_empty() {
            windows.extend(occurrence(kind, &Known::default(), day));
        }
        windows.extend(anchors.iter().filter_map(|name| occurrence(kind, &Known::date(name, day), day)));
    }
    windows
}

fn first_after_the_end<'w>(kind: &DeadlineType, windows: &'w [Window]) -> Option<(usize, &'w Window)> {
    let late = |window: &&Window, at: Offset| window.day(at).is_some_and(|day| day > window.expires);
    let rungs = kind.rungs.iter().enumerate();
    rungs.filter_map(|(number, rung)| Some((number, windows.iter().find(|window| late(window, rung.at))?))).next()
}

fn first_on_one_day(kind: &DeadlineType, windows: &[Window]) -> Option<(usize, Date)> {
    for window in windows {
        let days: Vec<Option<Date>> = kind.rungs.iter().map(|rung| window.day(rung.at)).collect();
        let twice = days.iter().enumerate().find(|(at, day)| day.is_some() && days.iter().take(*at).any(|d| d == *day));
        if let Some((number, Some(day))) = twice {
            return Some((number, *day));
        }
    }
    None
}
