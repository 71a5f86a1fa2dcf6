//! A thousand people who do not exist: where they are, what they speak, what they have to do.

use std::collections::BTreeMap;

use guichet::{
    flow::Name,
    holiday::Territory,
    id::Seed,
    language::Language,
    phone_number::Line,
    reminder::{DeadlineType, Known, definition::Due, ladder::Person, place, slot::Chosen},
};
use jiff::{
    Span,
    civil::{Date, date},
    tz::TimeZone,
};

use crate::{PEOPLE, YEAR, assumptions};

/// How many in a hundred have a deadline of each type. Made up, so that all of them are played.
const HAVE: [(&str, u64); 22] = [
    ("activity-bonus-declaration", 20),
    ("disability-allowance-declaration", 5),
    ("disability-allowance-renewal", 10),
    ("disability-appeal", 3),
    ("energy-cheque", 40),
    ("health-account-code", 5),
    ("health-card-update", 50),
    ("health-cover-renewal", 35),
    ("job-seeker-update", 30),
    ("residence-permit-prefecture", 10),
    ("residence-permit-teleservice", 8),
    ("rsa-appeal", 4),
    ("rsa-declaration", 35),
    ("school-start-allowance", 10),
    ("social-housing-renewal", 25),
    ("solidarity-allowance-renewal", 8),
    ("student-grant-request", 5),
    ("student-summer-housing", 3),
    ("tax-return", 60),
    ("unanswered-request", 10),
    ("unpaid-energy-bill", 8),
    ("winter-truce", 8),
];

/// How many in a hundred are where; the rest are in mainland France.
const PLACES: [(Territory, u64); 12] = [
    (Territory::AlsaceMoselle, 6),
    (Territory::Reunion, 6),
    (Territory::Guadeloupe, 3),
    (Territory::Martinique, 3),
    (Territory::Guyane, 3),
    (Territory::Mayotte, 3),
    (Territory::NouvelleCaledonie, 2),
    (Territory::PolynesieFrancaise, 2),
    (Territory::SaintMartin, 1),
    (Territory::SaintBarthelemy, 1),
    (Territory::SaintPierreEtMiquelon, 1),
    (Territory::WallisEtFutuna, 1),
];

/// How many in a hundred speak what; the rest speak French.
const LANGUAGES: [(&str, u64); 2] = [("ar", 15), ("en", 8)];

/// Somebody.
pub struct Someone {
    /// Which one of them.
    pub number: u64,
    /// Where and how they can be reached.
    pub person: Person,
    /// What they speak.
    pub language: Language,
    /// Whether texts of ours reach the telephone at all.
    pub gets_texts: bool,
    /// What they have to do.
    pub deadlines: Vec<(Name, Known)>,
}

/// All of them. Each type that is shipped is somebody's.
pub fn people(kinds: &BTreeMap<Name, DeadlineType>) -> Vec<Someone> {
    for name in kinds.keys() {
        assert!(
            HAVE.iter().any(|(known, _)| **known == **name),
            "nobody has a deadline of the type `{name}`: add it to HAVE"
        );
    }
    (0..PEOPLE as u64).map(|number| someone(number, kinds)).collect()
}

fn someone(number: u64, kinds: &BTreeMap<Name, DeadlineType>) -> Someone {
    let mut seed = Seed::new(number * 1_000_003 + 1);
    let territory = one_of(&PLACES, Territory::Metropolis, &mut seed);
    let language = one_of(&LANGUAGES.map(|(tag, percent)| (Some(tag), percent)), None, &mut seed);
    let line = if assumptions::MOBILE.happens(&mut seed) { Line::Mobile } else { Line::Fixed };
    let chosen = assumptions::CHOOSES.happens(&mut seed).then(|| {
        Chosen::of(if seed.below(2) == 0 { "morning" } else { "evening" }).expect("these hours may be chosen")
    });
    let mut deadlines = Vec::new();
    for (name, kind) in kinds {
        let percent = HAVE.iter().find(|(known, _)| **known == **name).map_or(0, |(_, percent)| *percent);
        if seed.below(100) < percent {
            deadlines.push((name.clone(), known(kind, &mut seed)));
        }
    }
    Someone {
        number,
        person: Person {
            territory,
            zone: TimeZone::get(place::zone(territory)).expect("every territory has a zone"),
            line,
            chosen,
            spread: seed.next_u64(),
        },
        language: language.map_or_else(Language::french, |tag| tag.parse().expect("it is shipped")),
        gets_texts: !assumptions::NEVER_ARRIVES.happens(&mut seed),
        deadlines,
    }
}

/// One of these by their hundredths, or the other.
fn one_of<T: Copy>(some: &[(T, u64)], other: T, seed: &mut Seed) -> T {
    let mut drawn = seed.below(100);
    for (one, percent) in some {
        if drawn < *percent {
            return *one;
        }
        drawn -= percent;
    }
    other
}

/// The dates on somebody's file.
fn known(kind: &DeadlineType, seed: &mut Seed) -> Known {
    let mut day = |first: Date, days: u64| -> Date {
        let later = i64::try_from(seed.below(days)).expect("is small");
        first.checked_add(Span::new().days(later)).expect("is a day")
    };
    let (before, begin) = (date(YEAR - 1, 10, 1), date(YEAR, 1, 1));
    match &kind.due {
        Due::EachMonth { .. } | Due::Yearly { .. } | Due::Season { .. } => Known::default(),
        Due::Every { from, .. } => Known::date(from, day(before, 92)),
        Due::Before { anchor, .. } => Known::date(anchor, day(begin, 500)),
        Due::After { anchor, .. } => Known::date(anchor, day(begin, 330)),
        Due::Chain { links, .. } => {
            // The second half of them have come to the second link.
            let count = 1 + usize::from(day(begin, 2) > begin);
            let first = day(begin, 300);
            let dates = links.iter().take(count).zip([0, 20]).map(|(link, later)| {
                (link.name.clone(), first.checked_add(Span::new().days(later)).expect("is a day"))
            });
            Known { dates: dates.collect(), ..Known::default() }
        }
    }
}
