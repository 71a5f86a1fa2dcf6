//! Which half-day a person is promised, as instants: the office's hours, its holidays and closed days decide.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, Time},
};

use super::Window;
use crate::flow::definition::Office;

/// Before this time of the day it is morning.
const NOON: Time = Time::constant(13, 0, 0, 0);
/// A half-day with less time left is promised to nobody any more.
const LEAST_LEFT: SignedDuration = SignedDuration::from_mins(45);
/// How many days ahead a half-day is looked for.
const HORIZON: usize = 60;

/// The half of a day in which a person wants to be rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfDay {
    /// Before one in the afternoon.
    Morning,
    /// From then on.
    Afternoon,
    /// Whichever comes first.
    Any,
}

impl HalfDay {
    const ALL: [(HalfDay, &'static str); 3] =
        [(HalfDay::Morning, "morning"), (HalfDay::Afternoon, "afternoon"), (HalfDay::Any, "any")];

    /// The half-day that a word of a flow names; any other word leaves it to us.
    pub fn of(word: &str) -> HalfDay {
        HalfDay::ALL.into_iter().find_map(|(half, known)| (known == word).then_some(half)).unwrap_or(HalfDay::Any)
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        HalfDay::ALL.into_iter().find_map(|(half, word)| (half == self).then_some(word)).unwrap_or_default()
    }

    /// The half of the day in which a time is; never [`HalfDay::Any`].
    pub fn at(time: Time) -> HalfDay {
        if time < NOON { HalfDay::Morning } else { HalfDay::Afternoon }
    }

    fn holds(self, half: HalfDay) -> bool {
        self == HalfDay::Any || self == half
    }
}

/// The first half-day that fits the wish, from now on, in which so long a wait comes to an end; none where the office never
/// opens. A half-day that has begun is promised from now on.
pub fn promise(office: &Office, wish: HalfDay, now: Timestamp, wait: SignedDuration) -> Option<Window> {
    let today = now.to_zoned(office.zone.clone()).date();
    // Who would wait longer than the half-day lasts is promised a later one.
    let ready = after(office, now, wait.max(LEAST_LEFT))?;
    days(today).flat_map(|day| halves(office, day)).filter(|(half, _)| wish.holds(*half)).find_map(|(_, window)| {
        (ready <= window.until).then(|| Window { from: window.from.max(now), until: window.until })
    })
}

/// The open half-days of a day, as instants from the first opening to the last closing in each.
pub fn halves(office: &Office, day: Date) -> Vec<(HalfDay, Window)> {
    [HalfDay::Morning, HalfDay::Afternoon]
        .into_iter()
        .filter_map(|half| {
            let parts: Vec<(Time, Time)> = spans(office, day, half).collect();
            let (from, until) = (parts.iter().map(|span| span.0).min()?, parts.iter().map(|span| span.1).max()?);
            Some((half, Window { from: instant(office, day, from)?, until: instant(office, day, until)? }))
        })
        .collect()
}

/// The instant by which the office was open for so long, counted from an instant; none where it never is.
pub fn after(office: &Office, from: Timestamp, open_for: SignedDuration) -> Option<Timestamp> {
    let mut left = open_for;
    for window in open(office, from) {
        let begins = window.from.max(from);
        let length = window.until.duration_since(begins);
        if left <= length {
            return begins.checked_add(left).ok();
        }
        left -= length;
    }
    None
}

/// How long the office was open between two instants.
pub fn open_between(office: &Office, from: Timestamp, until: Timestamp) -> SignedDuration {
    open(office, from)
        .take_while(|window| window.from.max(from) < until)
        .map(|window| window.until.min(until).duration_since(window.from.max(from)))
        .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
}

/// When the office is open, from what is not over at an instant.
fn open(office: &Office, from: Timestamp) -> impl Iterator<Item = Window> {
    let today = from.to_zoned(office.zone.clone()).date();
    let spans = days(today).flat_map(move |day| {
        let mut spans = office.spans(day).to_vec();
        spans.sort();
        spans.into_iter().filter_map(move |(begins, ends)| {
            Some(Window { from: instant(office, day, begins)?, until: instant(office, day, ends)? })
        })
    });
    spans.filter(move |window| window.until > from)
}

/// The parts of the opening hours that lie in a half of a day.
fn spans(office: &Office, day: Date, half: HalfDay) -> impl Iterator<Item = (Time, Time)> {
    let (from, until) = match half {
        HalfDay::Morning => (Time::MIN, NOON),
        HalfDay::Afternoon => (NOON, Time::MAX),
        HalfDay::Any => (Time::MIN, Time::MAX),
    };
    office.spans(day).iter().map(move |span| (span.0.max(from), span.1.min(until))).filter(|(from, until)| from < until)
}

fn days(from: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1)).take(HORIZON)
}

fn instant(office: &Office, day: Date, time: Time) -> Option<Timestamp> {
    day.to_datetime(time).to_zoned(office.zone.clone()).ok().map(|zoned: Zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback::office::{at, local, office};

    #[test]
    fn the_half_day_that_is_promised_is_open_fits_the_wish_and_leaves_time_for_the_wait() {
        for (now, wish, minutes, from, until) in [
            // A Monday.
            ("2026-11-23 10:00", HalfDay::Morning, 0, "2026-11-23 10:00", "2026-11-23 12:00"),
            ("2026-11-23 10:00", HalfDay::Afternoon, 0, "2026-11-23 13:30", "2026-11-23 17:00"),
            ("2026-11-23 10:00", HalfDay::Any, 0, "2026-11-23 10:00", "2026-11-23 12:00"),
            ("2026-11-23 08:00", HalfDay::Any, 0, "2026-11-23 09:00", "2026-11-23 12:00"),
            // Too little of it is left.
            ("2026-11-23 11:30", HalfDay::Morning, 0, "2026-11-24 09:00", "2026-11-24 12:00"),
            ("2026-11-23 11:30", HalfDay::Any, 0, "2026-11-23 13:30", "2026-11-23 17:00"),
            // The wait is longer than the half-day.
            ("2026-11-23 10:00", HalfDay::Any, 180, "2026-11-23 13:30", "2026-11-23 17:00"),
            ("2026-11-23 10:00", HalfDay::Any, 360, "2026-11-24 09:00", "2026-11-24 12:00"),
            ("2026-11-23 10:00", HalfDay::Morning, 180, "2026-11-24 09:00", "2026-11-24 12:00"),
            // A night, a week-end, Christmas after a day that is closed besides.
            ("2026-11-23 22:00", HalfDay::Afternoon, 0, "2026-11-24 13:30", "2026-11-24 17:00"),
            ("2026-11-20 16:50", HalfDay::Any, 0, "2026-11-23 09:00", "2026-11-23 12:00"),
            ("2026-12-23 17:30", HalfDay::Any, 0, "2026-12-28 09:00", "2026-12-28 12:00"),
            // The clocks go back in the night before the Monday.
            ("2026-10-23 18:00", HalfDay::Morning, 0, "2026-10-26 09:00", "2026-10-26 12:00"),
        ] {
            let window = promise(&office(), wish, at(now), SignedDuration::from_mins(minutes)).expect(now);
            assert_eq!(
                (local(window.from), local(window.until)),
                (from.to_owned(), until.to_owned()),
                "{now} {wish:?}"
            );
        }
    }

    #[test]
    fn an_office_that_never_opens_promises_nothing() {
        let never = Office { hours: Default::default(), ..office() };
        assert_eq!(promise(&never, HalfDay::Any, at("2026-11-23 10:00"), SignedDuration::ZERO), None);
        assert_eq!(after(&never, at("2026-11-23 10:00"), SignedDuration::ZERO), None);
    }

    #[test]
    fn time_passes_only_while_the_office_is_open() {
        for (from, until, minutes) in [
            ("2026-11-23 10:00", "2026-11-23 10:20", 20),
            ("2026-11-23 11:50", "2026-11-23 13:40", 20),
            ("2026-11-20 16:50", "2026-11-23 09:10", 20),
            ("2026-11-20 18:00", "2026-11-22 09:10", 0),
            ("2026-11-23 09:00", "2026-11-24 09:00", 390),
            ("2026-11-23 10:20", "2026-11-23 10:00", 0),
        ] {
            assert_eq!(open_between(&office(), at(from), at(until)).as_mins(), minutes, "{from}");
        }
        let later = |from, minutes| local(after(&office(), at(from), SignedDuration::from_mins(minutes)).expect(from));
        assert_eq!(later("2026-11-23 11:50", 20), "2026-11-23 13:40");
        assert_eq!(later("2026-11-20 18:00", 0), "2026-11-23 09:00");
        assert_eq!(later("2026-11-23 09:00", 390), "2026-11-23 17:00");
    }

    #[test]
    fn a_word_that_names_no_half_day_leaves_it_to_us() {
        for half in [HalfDay::Morning, HalfDay::Afternoon, HalfDay::Any] {
            assert_eq!(HalfDay::of(half.as_str()), half);
        }
        assert_eq!(HalfDay::of("evening"), HalfDay::Any);
    }
}
