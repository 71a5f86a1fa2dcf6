//! At which hours and on which days a person is reminded, and which instant that is.

use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use crate::holiday::{Territory, is_holiday};

/// The hours that a person may choose between. Outside them nobody is called, whatever was chosen; summer time never
/// begins or ends within them.
pub const CHOOSABLE: (i8, i8) = (7, 21);

/// Some hours of a day, from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    from: i8,
    to: i8,
}

impl Slot {
    /// From 10 to 12.
    pub const MORNING: Slot = Slot { from: 10, to: 12 };
    /// From 17 to 19.
    pub const EVENING: Slot = Slot { from: 17, to: 19 };

    /// The hours from one full hour to another; none where they are no hours that may be chosen.
    pub fn new(from: i8, to: i8) -> Option<Slot> {
        (CHOOSABLE.0 <= from && from < to && to <= CHOOSABLE.1).then_some(Slot { from, to })
    }

    /// The first hour.
    pub fn from(self) -> Time {
        Time::constant(self.from, 0, 0, 0)
    }

    /// The hour it ends at.
    pub fn to(self) -> Time {
        Time::constant(self.to, 0, 0, 0)
    }
}

/// What a person chose instead of our hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The hours.
    pub slot: Slot,
    /// Whether Saturdays are as good as other days.
    pub saturday: bool,
}

/// The words by which hours are chosen and kept.
const CHOICES: [(&str, Slot); 2] = [("morning", Slot::MORNING), ("evening", Slot::EVENING)];

impl Chosen {
    /// The hours that a word stands for; none for any other word, as where a person has no wish.
    pub fn of(word: &str) -> Option<Chosen> {
        CHOICES.into_iter().find_map(|(choice, slot)| (choice == word).then_some(Chosen { slot, saturday: false }))
    }

    /// The word for it; none for hours that nobody can choose by a word.
    pub fn word(self) -> Option<&'static str> {
        CHOICES.into_iter().find_map(|(word, slot)| (slot == self.slot).then_some(word))
    }
}

/// Whether anybody is reminded on a day: from Monday to Friday, on a Saturday where the person chose that, and never on a
/// Sunday or a public holiday of the territory.
pub fn is_open(day: Date, territory: Territory, chosen: Option<Chosen>) -> bool {
    let weekday = match day.weekday() {
        Weekday::Sunday => false,
        Weekday::Saturday => chosen.is_some_and(|chosen| chosen.saturday),
        _ => true,
    };
    weekday && !is_holiday(territory, day)
}

/// The hours of the rung with this number, where the person chose none. They change from rung to rung: who could not be
/// reached in the morning is there in the evening.
pub fn usual(number: u16) -> Slot {
    if number % 2 == 1 { Slot::MORNING } else { Slot::EVENING }
}

/// The instant in the hours of a day at which a person is reminded. `spread` is a number of the person that does not change:
/// it spreads people evenly over the first three quarters of the hours. The rest is for those who could not be told at
/// their instant: past the hours they would wait for another day, and there may be none. None beyond the calendar.
pub fn instant(day: Date, slot: Slot, zone: &TimeZone, spread: u64) -> Option<Timestamp> {
    let (from, to) = bounds(day, slot, zone)?;
    let seconds = u64::try_from(to.as_second().checked_sub(from.as_second())?).ok()?;
    let late = i64::try_from(spread.checked_rem(seconds - seconds / 4).unwrap_or(0)).ok()?;
    Timestamp::from_second(from.as_second().checked_add(late)?).ok()
}

/// The instant from which on nobody is told anything more on a day.
pub fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let whole = Slot { from: CHOOSABLE.0, to: CHOOSABLE.1 };
    bounds(day, whole, zone).map(|(_, end)| end)
}

/// The instants at which the hours of a day begin and end. Where a clock is put forward over one of them, that is the
/// instant after; where it is put back, the first of the two.
pub fn bounds(day: Date, slot: Slot, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let at = |time: Time| zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible().ok();
    Some((at(slot.from())?, at(slot.to())?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::id::Seed;

    #[test]
    fn the_gap_and_the_fold_of_summer_time_move_no_one_to_another_day() {
        let paris = TimeZone::get("Europe/Paris").expect("a zone");
        // Nobody may choose these hours: they are where the clock jumps.
        let night = Slot { from: 2, to: 3 };
        let told = |day: Date, spread: u64| {
            let at = instant(day, night, &paris, spread).expect("an instant");
            at.to_zoned(paris.clone()).strftime("%F %H:%M %z").to_string()
        };
        assert_eq!(told(date(2026, 3, 28), 1800), "2026-03-28 02:30 +0100");
        assert_eq!(told(date(2026, 3, 29), 1800), "2026-03-29 03:00 +0200");
        assert_eq!(told(date(2026, 10, 25), 1800), "2026-10-25 02:30 +0200");
        assert_eq!(told(date(2026, 10, 25), 5399), "2026-10-25 02:29 +0100");
        assert_eq!(Slot::new(2, 3), None);
        assert_eq!(Slot::new(18, 18), None);
        assert_eq!(Slot::new(20, 22), None);
    }

    #[test]
    fn people_are_spread_evenly_over_the_hours_and_the_last_half_hour_is_left_for_those_who_are_late() {
        let paris = TimeZone::get("Europe/Paris").expect("a zone");
        let mut seed = Seed::new(7);
        let mut minutes = [0u32; 90];
        for _ in 0..9_000 {
            let at = instant(date(2026, 12, 8), Slot::MORNING, &paris, seed.next_u64()).expect("an instant");
            let local = at.to_zoned(paris.clone());
            minutes[usize::try_from(local.hour() - 10).expect("10 or 11") * 60
                + usize::try_from(local.minute()).expect("0 to 59")] += 1;
        }
        assert!(minutes.iter().all(|count| (50..=160).contains(count)), "{minutes:?}");
    }
}
