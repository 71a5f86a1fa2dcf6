//! The public holidays of France, by territory: a date and a place are enough to know.

use std::fmt;

use jiff::{Span, civil::Date};

/// A part of France with public holidays of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Territory {
    /// The mainland and Corsica, without Alsace and Moselle.
    Metropolis,
    /// Bas-Rhin, Haut-Rhin and Moselle, where the law of 1892 holds.
    AlsaceMoselle,
    /// La Guadeloupe.
    Guadeloupe,
    /// La Martinique.
    Martinique,
    /// La Guyane.
    Guyane,
    /// La Réunion.
    Reunion,
    /// Mayotte.
    Mayotte,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
    /// Saint-Pierre-et-Miquelon.
    SaintPierreEtMiquelon,
    /// Wallis-et-Futuna.
    WallisEtFutuna,
    /// La Polynésie française.
    PolynesieFrancaise,
    /// La Nouvelle-Calédonie.
    NouvelleCaledonie,
}

impl Territory {
    /// Every territory, by the name that stands in the settings.
    pub const ALL: [(&'static str, Territory); 13] = [
        ("metropolis", Territory::Metropolis),
        ("alsace-moselle", Territory::AlsaceMoselle),
        ("guadeloupe", Territory::Guadeloupe),
        ("martinique", Territory::Martinique),
        ("guyane", Territory::Guyane),
        ("la-reunion", Territory::Reunion),
        ("mayotte", Territory::Mayotte),
        ("saint-barthelemy", Territory::SaintBarthelemy),
        ("saint-martin", Territory::SaintMartin),
        ("saint-pierre-et-miquelon", Territory::SaintPierreEtMiquelon),
        ("wallis-et-futuna", Territory::WallisEtFutuna),
        ("polynesie-francaise", Territory::PolynesieFrancaise),
        ("nouvelle-caledonie", Territory::NouvelleCaledonie),
    ];

    /// The territory of that name.
    pub fn parse(name: &str) -> Option<Territory> {
        Territory::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, territory)| territory)
    }

    /// Its own fixed days, as month and day, besides those of the whole country. Overseas, the day on which slavery was
    /// abolished there (law of 30 June 1983, decree of 23 November 1983).
    fn own_days(self) -> &'static [(i8, i8)] {
        match self {
            Territory::Metropolis | Territory::SaintPierreEtMiquelon => &[],
            Territory::AlsaceMoselle => &[(12, 26)],
            Territory::Guadeloupe => &[(5, 27)],
            Territory::Martinique => &[(5, 22)],
            Territory::Guyane => &[(6, 10)],
            Territory::Reunion => &[(12, 20)],
            Territory::Mayotte => &[(4, 27)],
            Territory::SaintBarthelemy => &[(10, 9)],
            Territory::SaintMartin => &[(5, 28)],
            Territory::WallisEtFutuna => &[(4, 28), (6, 29), (7, 29)],
            Territory::PolynesieFrancaise => &[(3, 5), (6, 29)],
            Territory::NouvelleCaledonie => &[(9, 24)],
        }
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Territory::ALL.into_iter().find(|(_, territory)| territory == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// The fixed days of the whole country, as month and day (labour code, L3133-1).
const FIXED: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
/// Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [i64; 3] = [1, 39, 50];
/// Good Friday, kept in Alsace and Moselle.
const GOOD_FRIDAY: i64 = -2;

/// Whether a day is a public holiday in a territory.
pub fn is_holiday(territory: Territory, date: Date) -> bool {
    let day = (date.month(), date.day());
    if FIXED.contains(&day) || territory.own_days().contains(&day) {
        return true;
    }
    let Some(easter) = easter(date.year()) else { return false };
    let after = |days: i64| Span::new().try_days(days).ok().and_then(|span| easter.checked_add(span).ok());
    let fridays = (territory == Territory::AlsaceMoselle).then_some(GOOD_FRIDAY);
    AFTER_EASTER.into_iter().chain(fridays).any(|days| after(days) == Some(date))
}

/// Easter Sunday of a year, by the rule of the Gregorian calendar (the "anonymous" computation, Nature, 20 April 1876).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let golden = y.rem_euclid(19);
    let (century, in_century) = (y.div_euclid(100), y.rem_euclid(100));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * in_century.div_euclid(4) - epact - in_century.rem_euclid(4))
        .rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let day = epact + weekday - 7 * shift + 114;
    Date::new(year, i8::try_from(day.div_euclid(31)).ok()?, i8::try_from(day.rem_euclid(31) + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;

    /// A month and a day of it.
    type Day = (i8, i8);

    /// Easter Sunday, Ascension and Whit Monday, as the almanacs print them.
    const MOVING: [(i16, Day, Day, Day); 11] = [
        (2024, (3, 31), (5, 9), (5, 20)),
        (2025, (4, 20), (5, 29), (6, 9)),
        (2026, (4, 5), (5, 14), (5, 25)),
        (2027, (3, 28), (5, 6), (5, 17)),
        (2028, (4, 16), (5, 25), (6, 5)),
        (2029, (4, 1), (5, 10), (5, 21)),
        (2030, (4, 21), (5, 30), (6, 10)),
        (2031, (4, 13), (5, 22), (6, 2)),
        (2032, (3, 28), (5, 6), (5, 17)),
        (2033, (4, 17), (5, 26), (6, 6)),
        (2034, (4, 9), (5, 18), (5, 29)),
    ];

    #[test]
    fn days_that_move_with_easter_are_those_of_the_almanacs() {
        for (year, sunday, ascension, whit_monday) in MOVING {
            assert_eq!(easter(year), Some(date(year, sunday.0, sunday.1)), "{year}");
            let monday = date(year, sunday.0, sunday.1).tomorrow().expect("a day later");
            for day in [monday, date(year, ascension.0, ascension.1), date(year, whit_monday.0, whit_monday.1)] {
                assert!(is_holiday(Territory::Metropolis, day), "{day}");
            }
        }
    }

    #[test]
    fn a_year_has_eleven_days_and_each_territory_its_own() {
        let days = |territory: Territory, year: i16| {
            date(year, 1, 1).series(Span::new().days(1)).take(365).filter(|day| is_holiday(territory, *day)).count()
        };
        for (territory, own) in [
            (Territory::Metropolis, 0),
            (Territory::AlsaceMoselle, 2),
            (Territory::Guadeloupe, 1),
            (Territory::Martinique, 1),
            (Territory::Guyane, 1),
            (Territory::Reunion, 1),
            (Territory::Mayotte, 1),
            (Territory::SaintBarthelemy, 1),
            (Territory::SaintMartin, 1),
            (Territory::SaintPierreEtMiquelon, 0),
            (Territory::WallisEtFutuna, 3),
            (Territory::PolynesieFrancaise, 2),
            (Territory::NouvelleCaledonie, 1),
        ] {
            assert_eq!(days(territory, 2026), 11 + own, "{territory}");
        }
    }

    #[test]
    fn a_day_of_one_territory_is_a_day_of_work_in_another() {
        for (territory, day, holiday) in [
            (Territory::AlsaceMoselle, date(2027, 3, 26), true),
            (Territory::Metropolis, date(2027, 3, 26), false),
            (Territory::AlsaceMoselle, date(2026, 12, 26), true),
            (Territory::Reunion, date(2026, 12, 20), true),
            (Territory::Mayotte, date(2026, 12, 20), false),
            (Territory::Guadeloupe, date(2026, 5, 27), true),
            (Territory::Martinique, date(2026, 5, 22), true),
            (Territory::Guyane, date(2026, 6, 10), true),
            (Territory::Metropolis, date(2026, 4, 5), false),
        ] {
            assert_eq!(is_holiday(territory, day), holiday, "{territory} {day}");
        }
    }

    #[test]
    fn every_territory_is_read_by_its_name() {
        for (name, territory) in Territory::ALL {
            assert_eq!(Territory::parse(name), Some(territory));
            assert_eq!(territory.to_string(), name);
        }
        assert_eq!(Territory::parse("atlantis"), None);
    }

    proptest::proptest! {
        #[test]
        fn easter_is_a_sunday_between_the_22nd_of_march_and_the_25th_of_april(year in 1583..9999i16) {
            let easter = easter(year).expect("a day");
            proptest::prop_assert_eq!(easter.weekday(), Weekday::Sunday);
            proptest::prop_assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter));
        }
    }
}
