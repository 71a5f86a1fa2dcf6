//! When somebody is told again who answered a reminder with "later": on the next open day, in other hours.

use jiff::{Timestamp, civil::Date};

use super::{
    ladder::Person,
    slot::{Slot, instant, is_open},
};

/// The hour from which on a person was reached in the evening, or would have been.
const NOON: i8 = 14;

/// The next time a person is told, and its day; none where no open day is left up to the last one on which telling is of
/// use. Who could not act in the morning is told in the evening, and the other way round, unless they chose their hours.
pub fn later(person: &Person, last: Date, now: Timestamp) -> Option<(Date, Timestamp)> {
    let here = now.to_zoned(person.zone.clone());
    let other = if here.hour() < NOON { Slot::EVENING } else { Slot::MORNING };
    let slot = person.chosen.map_or(other, |chosen| chosen.slot);
    let mut day = here.date().tomorrow().ok()?;
    while day <= last {
        if is_open(day, person.territory, person.chosen) {
            return Some((day, instant(day, slot, &person.zone, person.spread)?));
        }
        day = day.tomorrow().ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;
    use crate::{holiday::Territory, phone_number::Line, reminder::slot::Chosen};

    fn person(chosen: Option<Chosen>) -> Person {
        let zone = TimeZone::get("Europe/Paris").expect("a zone");
        Person { territory: Territory::Metropolis, zone, line: Line::Mobile, chosen, spread: 0 }
    }

    #[test]
    fn later_is_the_next_open_day_in_other_hours_and_never_after_the_last_day() {
        let saturdays = Chosen { slot: Slot::new(9, 11).expect("hours"), saturday: true };
        let rows = [
            // A Monday, then a Friday.
            ("2026-11-23 10:20", date(2026, 11, 30), None, Some("2026-11-24 17:00")),
            ("2026-11-23 17:20", date(2026, 11, 30), None, Some("2026-11-24 10:00")),
            ("2026-11-27 10:20", date(2026, 11, 30), None, Some("2026-11-30 17:00")),
            ("2026-11-27 10:20", date(2026, 11, 30), Some(saturdays), Some("2026-11-28 09:00")),
            // The 11th of November is a holiday.
            ("2026-11-10 10:20", date(2026, 11, 12), None, Some("2026-11-12 17:00")),
            ("2026-11-10 10:20", date(2026, 11, 11), None, None),
            ("2026-11-27 10:20", date(2026, 11, 29), None, None),
            ("2026-11-30 10:20", date(2026, 11, 30), None, None),
        ];
        for (now, last, chosen, expected) in rows {
            let person = person(chosen);
            let now = format!("{now}[Europe/Paris]").parse::<jiff::Zoned>().expect("a time").timestamp();
            let told = later(&person, last, now).map(|(day, at)| {
                let here = at.to_zoned(person.zone.clone());
                assert_eq!(here.date(), day);
                here.strftime("%F %H:%M").to_string()
            });
            assert_eq!(told.as_deref(), expected, "{now} until {last}");
        }
    }

    proptest! {
        #[test]
        fn it_is_always_later_and_always_in_time(second in 1_700_000_000_i64..1_900_000_000, days in 0_i64..40) {
            let (person, now) = (person(None), Timestamp::from_second(second).expect("a time"));
            let today = now.to_zoned(person.zone.clone()).date();
            let last = today.checked_add(jiff::Span::new().days(days)).expect("a day");
            match later(&person, last, now) {
                Some((day, at)) => prop_assert!(today < day && day <= last && now < at && is_open(day, person.territory, None)),
                // No row of holidays and Sundays is that long.
                None => prop_assert!(days < 5),
            }
        }
    }
}
