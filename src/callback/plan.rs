//! When a person who was not reached is tried again: on another day, in a part of the day that was not tried before.

use jiff::{Timestamp, civil::Date};

use super::{
    Terms, Window,
    promise::{HalfDay, halves},
};
use crate::flow::definition::Office;

/// How many days ahead a slot is looked for.
const HORIZON: usize = 30;

/// A part of the day in which people are tried: each half-day of the office is parted in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The first half of the morning.
    EarlyMorning,
    /// The second.
    LateMorning,
    /// The first half of the afternoon.
    EarlyAfternoon,
    /// The second.
    LateAfternoon,
}

impl Slot {
    /// Every slot with the word it is kept under, in the order of the day.
    pub const ALL: [(Slot, &'static str); 4] = [
        (Slot::EarlyMorning, "early-morning"),
        (Slot::LateMorning, "late-morning"),
        (Slot::EarlyAfternoon, "early-afternoon"),
        (Slot::LateAfternoon, "late-afternoon"),
    ];

    /// The slot of that word.
    pub fn parse(word: &str) -> Option<Slot> {
        Slot::ALL.into_iter().find_map(|(slot, known)| (known == word).then_some(slot))
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Slot::ALL.into_iter().find_map(|(slot, word)| (slot == self).then_some(word)).unwrap_or_default()
    }

    /// The half-day it is a part of.
    pub fn half(self) -> HalfDay {
        match self {
            Slot::EarlyMorning | Slot::LateMorning => HalfDay::Morning,
            Slot::EarlyAfternoon | Slot::LateAfternoon => HalfDay::Afternoon,
        }
    }

    fn is_late(self) -> bool {
        matches!(self, Slot::LateMorning | Slot::LateAfternoon)
    }

    fn of(half: HalfDay, late: bool) -> Slot {
        match (half, late) {
            (HalfDay::Afternoon, false) => Slot::EarlyAfternoon,
            (HalfDay::Afternoon, true) => Slot::LateAfternoon,
            (_, false) => Slot::EarlyMorning,
            (_, true) => Slot::LateMorning,
        }
    }
}

/// What follows a try at which nobody was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another one, in this slot.
    Again(Slot, Window),
    /// An advisor decides: it was tried often enough, or in every part of the day.
    Decide,
}

/// The slot in which an instant lies. Before the office opens it is the first one of the half-day, after it closes the last.
pub fn slot_at(office: &Office, at: Timestamp) -> Slot {
    let local = at.to_zoned(office.zone.clone());
    let half = HalfDay::at(local.time());
    let window = halves(office, local.date()).into_iter().find_map(|(own, window)| (own == half).then_some(window));
    let late = match window {
        Some(window) => at >= middle(window),
        None => local.hour() >= if half == HalfDay::Morning { 11 } else { 16 },
    };
    Slot::of(half, late)
}

/// What comes after the tries so far, the last of them now. Tries are on different working days and never twice in the same
/// part of the day. What the person wished comes first; then what lies furthest from what was tried: who did not answer
/// early is tried late.
pub fn next(office: &Office, wish: HalfDay, tried: &[Slot], now: Timestamp, terms: &Terms) -> Next {
    if tried.len() >= usize::from(terms.attempts) {
        return Next::Decide;
    }
    let today = now.to_zoned(office.zone.clone()).date();
    let days = today.series(jiff::Span::new().days(1)).skip(1).take(HORIZON);
    days.filter_map(|day| best(office, wish, tried, day))
        .next()
        .map_or(Next::Decide, |(slot, window)| Next::Again(slot, window))
}

/// The best slot of a day that was not tried yet; none where the office is closed or every slot of it was tried.
fn best(office: &Office, wish: HalfDay, tried: &[Slot], day: Date) -> Option<(Slot, Window)> {
    let last = tried.last();
    let open = halves(office, day).into_iter().flat_map(|(half, window)| {
        let middle = middle(window);
        [
            (Slot::of(half, false), Window { from: window.from, until: middle }),
            (Slot::of(half, true), Window { from: middle, until: window.until }),
        ]
    });
    let untried = open.filter(|(slot, _)| !tried.contains(slot));
    untried.min_by_key(|(slot, _)| {
        let unwished = wish != HalfDay::Any && slot.half() != wish;
        let same_half = wish == HalfDay::Any && last.is_some_and(|last| last.half() == slot.half());
        let same_part = last.is_some_and(|last| last.is_late() == slot.is_late());
        (unwished, same_half, same_part, *slot)
    })
}

/// The middle of a window, to the minute.
fn middle(window: Window) -> Timestamp {
    let minutes = window.until.duration_since(window.from).as_mins() / 2;
    window.from.saturating_add(jiff::SignedDuration::from_mins(minutes)).unwrap_or(window.until)
}

