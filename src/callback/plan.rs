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

#[cfg(test)]
mod tests {
    use Slot::{EarlyAfternoon, EarlyMorning, LateAfternoon, LateMorning};
    use proptest::prelude::*;

    use super::*;
    use crate::callback::office::{at, local, office};

    #[test]
    fn each_try_is_on_another_working_day_and_in_another_part_of_the_day() {
        let terms = Terms::default();
        for (wish, tried, now, slot, from, until) in [
            (
                HalfDay::Any,
                vec![EarlyMorning],
                "2026-11-23 09:30",
                LateAfternoon,
                "2026-11-24 15:15",
                "2026-11-24 17:00",
            ),
            (
                HalfDay::Any,
                vec![LateAfternoon],
                "2026-11-20 16:00",
                EarlyMorning,
                "2026-11-23 09:00",
                "2026-11-23 10:30",
            ),
            (
                HalfDay::Any,
                vec![EarlyMorning, LateAfternoon],
                "2026-11-24 16:00",
                LateMorning,
                "2026-11-25 10:30",
                "2026-11-25 12:00",
            ),
            // The wish comes first as long as a part of it is left.
            (
                HalfDay::Morning,
                vec![EarlyMorning],
                "2026-11-23 09:30",
                LateMorning,
                "2026-11-24 10:30",
                "2026-11-24 12:00",
            ),
            (
                HalfDay::Morning,
                vec![EarlyMorning, LateMorning],
                "2026-11-24 11:00",
                EarlyAfternoon,
                "2026-11-25 13:30",
                "2026-11-25 15:15",
            ),
            // Christmas Eve is closed, Christmas a holiday, then a week-end.
            (
                HalfDay::Any,
                vec![EarlyMorning],
                "2026-12-23 09:30",
                LateAfternoon,
                "2026-12-28 15:15",
                "2026-12-28 17:00",
            ),
        ] {
            let Next::Again(next, window) = next(&office(), wish, &tried, at(now), &terms) else { panic!("{now}") };
            assert_eq!(
                (next, local(window.from), local(window.until)),
                (slot, from.to_owned(), until.to_owned()),
                "{now}"
            );
        }
    }

    #[test]
    fn after_the_last_try_or_the_last_part_of_the_day_an_advisor_decides() {
        let now = at("2026-11-23 09:30");
        let three = [EarlyMorning, LateAfternoon, LateMorning];
        assert_eq!(next(&office(), HalfDay::Any, &three, now, &Terms::default()), Next::Decide);
        let mut mornings = office();
        mornings.hours.values_mut().for_each(|spans| spans.truncate(1));
        let two = [EarlyMorning, LateMorning];
        assert_eq!(next(&mornings, HalfDay::Any, &two, now, &Terms::default()), Next::Decide);
        let never = Office { hours: Default::default(), ..office() };
        assert_eq!(next(&never, HalfDay::Any, &two[..1], now, &Terms::default()), Next::Decide);
    }

    #[test]
    fn an_instant_lies_in_a_part_of_the_day() {
        for (now, slot) in [
            ("2026-11-23 07:00", EarlyMorning),
            ("2026-11-23 10:29", EarlyMorning),
            ("2026-11-23 10:30", LateMorning),
            ("2026-11-23 12:30", LateMorning),
            ("2026-11-23 13:00", EarlyAfternoon),
            ("2026-11-23 15:15", LateAfternoon),
            ("2026-11-23 21:00", LateAfternoon),
            // A Sunday.
            ("2026-11-22 10:59", EarlyMorning),
            ("2026-11-22 11:00", LateMorning),
            ("2026-11-22 16:00", LateAfternoon),
        ] {
            assert_eq!(slot_at(&office(), at(now)), slot, "{now}");
            assert_eq!(Slot::parse(slot.as_str()), Some(slot));
        }
    }

    proptest! {
        #[test]
        fn no_part_of_the_day_is_tried_twice_whatever_the_wish_and_the_moment(
            minutes in 0i64..500_000, wish in 0usize..3, attempts in 1u16..=4,
        ) {
            let wish = [HalfDay::Morning, HalfDay::Afternoon, HalfDay::Any][wish];
            let terms = Terms { attempts, ..Terms::default() };
            let mut now = at("2026-01-01 00:00").saturating_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
            let (mut tried, mut days) = (vec![slot_at(&office(), now)], vec![now.to_zoned(office().zone).date()]);
            while let Next::Again(slot, window) = next(&office(), wish, &tried, now, &terms) {
                prop_assert!(!tried.contains(&slot) && window.from < window.until);
                prop_assert_eq!(slot_at(&office(), window.from), slot);
                now = window.from;
                tried.push(slot);
                days.push(now.to_zoned(office().zone).date());
            }
            prop_assert_eq!(tried.len(), usize::from(attempts));
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
