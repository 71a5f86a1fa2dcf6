//! The office: when it is open, when it opens next, and which days it keeps.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    Zoned,
    civil::{Date, DateTime, Time},
};

use crate::holiday::{self, Territory};

/// How many days ahead the next opening is looked for.
const HORIZON: usize = 60;

/// When advisors are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Office {
    /// The time zone of the office, an IANA name.
    pub zone: jiff::tz::TimeZone,
    /// Opening times by weekday, 1 Monday to 7 Sunday. Empty: closed that day.
    pub hours: BTreeMap<i8, Vec<(Time, Time)>>,
    /// The number people call to reach the office, as they would dial it; empty where there is none.
    pub number: String,
    /// Where it is, which tells its public holidays.
    pub territory: Territory,
    /// Days on which it is closed besides.
    pub closed: BTreeSet<Date>,
}

impl Office {
    /// Whether the office is open at this time.
    pub fn is_open(&self, now: &Zoned) -> bool {
        let time = now.time();
        self.spans(now.date()).iter().any(|(from, to)| *from <= time && time < *to)
    }

    /// Whether this day is a public holiday where the office is.
    pub fn is_holiday(&self, date: Date) -> bool {
        holiday::is_holiday(self.territory, date)
    }

    /// The next time it opens after now; none where its hours and closed days leave no day in sight.
    pub fn opens(&self, now: &Zoned) -> Option<DateTime> {
        let now = now.datetime();
        let days = now.date().series(jiff::Span::new().days(1)).take(HORIZON);
        days.flat_map(|day| self.spans(day).iter().map(move |(from, _)| day.to_datetime(*from)))
            .filter(|opening| *opening > now)
            .min()
    }

    /// When it is open on a day: never on a public holiday, nor on a day it is closed.
    pub fn spans(&self, date: Date) -> &[(Time, Time)] {
        if self.closed.contains(&date) || self.is_holiday(date) {
            return &[];
        }
        self.hours.get(&date.weekday().to_monday_one_offset()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime, time};

    use super::*;

    fn office(territory: Territory) -> Office {
        let spans = vec![(time(9, 0, 0, 0), time(12, 0, 0, 0)), (time(13, 30, 0, 0), time(17, 0, 0, 0))];
        Office {
            zone: jiff::tz::TimeZone::get("Europe/Paris").expect("is a zone"),
            hours: (1..=5).map(|day| (day, spans.clone())).collect(),
            number: String::new(),
            territory,
            closed: [date(2026, 12, 24)].into(),
        }
    }

    #[test]
    fn it_opens_next_after_nights_week_ends_holidays_and_closed_days() {
        for (territory, now, open, opens) in [
            (Territory::Metropolis, datetime(2026, 11, 23, 10, 0, 0, 0), true, datetime(2026, 11, 23, 13, 30, 0, 0)),
            (Territory::Metropolis, datetime(2026, 11, 23, 12, 0, 0, 0), false, datetime(2026, 11, 23, 13, 30, 0, 0)),
            (Territory::Metropolis, datetime(2026, 11, 20, 17, 0, 0, 0), false, datetime(2026, 11, 23, 9, 0, 0, 0)),
            (Territory::Metropolis, datetime(2026, 12, 23, 18, 0, 0, 0), false, datetime(2026, 12, 28, 9, 0, 0, 0)),
            (Territory::Metropolis, datetime(2026, 12, 24, 10, 0, 0, 0), false, datetime(2026, 12, 28, 9, 0, 0, 0)),
            // Good Friday is kept in Strasbourg, and not in Paris.
            (Territory::Metropolis, datetime(2027, 3, 26, 10, 0, 0, 0), true, datetime(2027, 3, 26, 13, 30, 0, 0)),
            (Territory::AlsaceMoselle, datetime(2027, 3, 26, 10, 0, 0, 0), false, datetime(2027, 3, 30, 9, 0, 0, 0)),
        ] {
            let office = office(territory);
            let zoned = now.to_zoned(office.zone.clone()).expect("is a time");
            assert_eq!(office.is_open(&zoned), open, "{now}");
            assert_eq!(office.opens(&zoned), Some(opens), "{now}");
        }
    }

    #[test]
    fn an_office_that_never_opens_has_no_next_time() {
        let mut office = office(Territory::Metropolis);
        office.hours.clear();
        let now = datetime(2026, 11, 23, 10, 0, 0, 0).to_zoned(office.zone.clone()).expect("is a time");
        assert_eq!(office.opens(&now), None);
    }
}
