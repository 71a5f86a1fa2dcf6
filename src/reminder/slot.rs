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
/// it spreads people evenly over the hours. None beyond the calendar.
pub fn instant(day: Date, slot: Slot, zone: &TimeZone, spread: u64) -> Option<Timestamp> {
    let (from, to) = bounds(day, slot, zone)?;
    let seconds = u64::try_from(to.as_second().checked_sub(from.as_second())?).ok()?;
    let late = i64::try_from(spread.checked_rem(seconds).unwrap_or(0)).ok()?;
    Timestamp::from_second(from.as_second().checked_add(late)?).ok()
}

/// The instants at which the hours of a day begin and end. Where a clock is put forward over one of them, that is the
/// instant after; where it is put back, the first of the two.
pub fn bounds(day: Date, slot: Slot, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let at = |time: Time| zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible().ok();
    Some((at(slot.from())?, at(slot.to())?))
}
