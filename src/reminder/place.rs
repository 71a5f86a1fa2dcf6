//! Where a person is: the territory that a postcode or a telephone number tells, and the time there.

use crate::{
    holiday::Territory,
    phone_number::{PhoneNumber, Region},
};

/// The IANA name of the time zone of a territory. French Polynesia has three: that of Tahiti, where nearly all live, stands
/// for all.
pub fn zone(territory: Territory) -> &'static str {
    match territory {
        Territory::Metropolis | Territory::AlsaceMoselle => "Europe/Paris",
        Territory::Guadeloupe => "America/Guadeloupe",
        Territory::Martinique => "America/Martinique",
        Territory::Guyane => "America/Cayenne",
        Territory::Reunion => "Indian/Reunion",
        Territory::Mayotte => "Indian/Mayotte",
        Territory::SaintBarthelemy => "America/St_Barthelemy",
        Territory::SaintMartin => "America/Marigot",
        Territory::SaintPierreEtMiquelon => "America/Miquelon",
        Territory::WallisEtFutuna => "Pacific/Wallis",
        Territory::PolynesieFrancaise => "Pacific/Tahiti",
        Territory::NouvelleCaledonie => "Pacific/Noumea",
    }
}

/// The territory of a person: by the postcode, which knows more, or else by the number. None where neither tells, and the
/// office's own is to be taken.
pub fn territory(postcode: Option<&str>, number: Option<&PhoneNumber>) -> Option<Territory> {
    postcode.and_then(of_postcode).or_else(|| number.and_then(of_number))
}

/// The territory of a postcode; none for what is no French one.
pub fn of_postcode(postcode: &str) -> Option<Territory> {
    let code: u32 = postcode.parse().ok().filter(|_| postcode.len() == 5 && !postcode.starts_with('+'))?;
    Some(match code {
        // Two islands left La Guadeloupe in 2007 and kept its postcodes.
        97133 => Territory::SaintBarthelemy,
        97150 => Territory::SaintMartin,
        57_000..=57_999 | 67_000..=68_999 => Territory::AlsaceMoselle,
        1_000..=95_999 => Territory::Metropolis,
        _ => match code / 100 {
            971 => Territory::Guadeloupe,
            972 => Territory::Martinique,
            973 => Territory::Guyane,
            974 => Territory::Reunion,
            975 => Territory::SaintPierreEtMiquelon,
            976 => Territory::Mayotte,
            977 => Territory::SaintBarthelemy,
            978 => Territory::SaintMartin,
            986 => Territory::WallisEtFutuna,
            987 => Territory::PolynesieFrancaise,
            988 => Territory::NouvelleCaledonie,
            _ => return None,
        },
    })
}

/// The territory of a telephone number; none abroad.
pub fn of_number(number: &PhoneNumber) -> Option<Territory> {
    Some(match number.region()? {
        Region::FR => Territory::Metropolis,
        Region::GP => Territory::Guadeloupe,
        Region::MQ => Territory::Martinique,
        Region::GF => Territory::Guyane,
        Region::RE => Territory::Reunion,
        Region::YT => Territory::Mayotte,
        Region::BL => Territory::SaintBarthelemy,
        Region::MF => Territory::SaintMartin,
        Region::PM => Territory::SaintPierreEtMiquelon,
        Region::WF => Territory::WallisEtFutuna,
        Region::PF => Territory::PolynesieFrancaise,
        Region::NC => Territory::NouvelleCaledonie,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::phone_number::Numbering;

    #[test]
    fn every_territory_has_a_time_that_the_time_zone_database_knows() {
        for (name, territory) in Territory::ALL {
            assert!(TimeZone::get(zone(territory)).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_postcode_tells_the_territory() {
        for (postcode, expected) in [
            ("75018", Some(Territory::Metropolis)),
            ("01000", Some(Territory::Metropolis)),
            ("20090", Some(Territory::Metropolis)),
            ("56999", Some(Territory::Metropolis)),
            ("57000", Some(Territory::AlsaceMoselle)),
            ("67000", Some(Territory::AlsaceMoselle)),
            ("68999", Some(Territory::AlsaceMoselle)),
            ("69001", Some(Territory::Metropolis)),
            ("97110", Some(Territory::Guadeloupe)),
            ("97133", Some(Territory::SaintBarthelemy)),
            ("97150", Some(Territory::SaintMartin)),
            ("97200", Some(Territory::Martinique)),
            ("97300", Some(Territory::Guyane)),
            ("97400", Some(Territory::Reunion)),
            ("97500", Some(Territory::SaintPierreEtMiquelon)),
            ("97600", Some(Territory::Mayotte)),
            ("97700", Some(Territory::SaintBarthelemy)),
            ("97800", Some(Territory::SaintMartin)),
            ("98600", Some(Territory::WallisEtFutuna)),
            ("98714", Some(Territory::PolynesieFrancaise)),
            ("98800", Some(Territory::NouvelleCaledonie)),
            ("98000", None),
            ("00100", None),
            ("7501", None),
            ("+7501", None),
            ("75 01", None),
            ("", None),
        ] {
            assert_eq!(of_postcode(postcode), expected, "{postcode}");
        }
    }

    #[test]
    fn a_number_tells_the_territory_where_no_postcode_does() {
        let number = |text: &str| Numbering { fiction: true }.parse(text).unwrap_or_else(|| panic!("{text}"));
        // Overseas, the examples of the numbering plan.
        for (text, expected) in [
            ("+33639980012", Some(Territory::Metropolis)),
            ("+33199001234", Some(Territory::Metropolis)),
            ("+262262161234", Some(Territory::Reunion)),
            ("+262269601234", Some(Territory::Mayotte)),
            ("+590590201234", Some(Territory::Guadeloupe)),
            ("+594594101234", Some(Territory::Guyane)),
            ("+596596301234", Some(Territory::Martinique)),
            ("+508430123", Some(Territory::SaintPierreEtMiquelon)),
            ("+681721234", Some(Territory::WallisEtFutuna)),
            ("+68940412345", Some(Territory::PolynesieFrancaise)),
            ("+687201234", Some(Territory::NouvelleCaledonie)),
            ("+3223456789", None),
        ] {
            assert_eq!(of_number(&number(text)), expected, "{text}");
        }
        let paris = number("+33639980012");
        assert_eq!(territory(Some("67000"), Some(&paris)), Some(Territory::AlsaceMoselle));
        assert_eq!(territory(Some("98000"), Some(&paris)), Some(Territory::Metropolis));
        assert_eq!(territory(None, Some(&paris)), Some(Territory::Metropolis));
        assert_eq!(territory(None, None), None);
    }
}
