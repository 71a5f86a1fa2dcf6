//! Numbers that cost whoever dials them: premium, shared-cost, satellite, foreign and short ones are never dialled,
//! and no text of theirs is answered.
//!
//! The French plan by Arcep's decision 2018-0881 as amended; abroad, an example of each type of each region that the
//! library of numbers knows.

use guichet::{
    cli::world::SERVICE_NUMBER,
    phone_number::{Numbering, Reach},
    provider::twilio::InboundText,
    settings::Settings,
};

use super::desk::Desk;

/// As in service: with a real provider behind.
const LIVE: Numbering = Numbering { fiction: false };
/// National numbers by their first two digits: whether they may be dialled.
const FRENCH: [(&str, bool); 10] = [
    ("01", true),
    ("02", true),
    ("03", true),
    ("04", true),
    ("05", true),
    ("06", true),
    ("07", true),
    ("08", false),
    ("09", true),
    ("00", false),
];
/// Short numbers: emergencies, social services, information, and those of companies.
const SHORT: [&str; 24] = [
    "15", "17", "18", "110", "112", "114", "115", "119", "191", "196", "197", "1044", "1063", "3008", "3114", "3131",
    "3200", "3230", "3615", "3949", "3977", "116000", "118218", "118712",
];
/// The codes of satellites, of international networks and of whatever belongs to no country.
const NOWHERE: [i32; 9] = [800, 808, 870, 878, 881, 882, 883, 888, 979];
/// The codes of France and its territories overseas.
const NATIONAL: [&str; 9] = ["+33", "+262", "+508", "+590", "+594", "+596", "+681", "+687", "+689"];

fn is_dialled(number: &str) -> bool {
    LIVE.parse(number).is_some_and(|number| number.may_be_called_back())
}

#[test]
fn of_the_french_plan_only_landlines_and_mobiles_are_dialled() {
    let mut rows = 0;
    for (prefix, may) in FRENCH {
        for block in 0..100 {
            rows += 1;
            // Two numbers of each block of a million: one dialled suffices to be a fault where none may be.
            let dialled =
                [412_345, 987_654].into_iter().any(|rest| is_dialled(&format!("{prefix}{block:02}{rest:06}")));
            assert!(may || !dialled, "{prefix} {block:02}");
        }
        let some = (0..100).any(|block| is_dialled(&format!("{prefix}{block:02}412345")));
        assert_eq!(some, may, "{prefix}: not one of a hundred blocks");
    }
    for number in SHORT {
        rows += 1;
        assert!(!is_dialled(number), "{number}");
    }
    println!("{rows} rows of the French plan: 0 dialled that cost more");
}

#[test]
fn nothing_abroad_and_nothing_of_no_country_is_dialled() {
    use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::PhoneNumberType as Type};
    let mut rows = 0;
    let types = [
        Type::FixedLine,
        Type::Mobile,
        Type::TollFree,
        Type::PremiumRate,
        Type::SharedCost,
        Type::VoIP,
        Type::PersonalNumber,
        Type::Pager,
        Type::UAN,
        Type::VoiceMail,
    ];
    for region in PHONE_NUMBER_UTIL.get_supported_regions() {
        for kind in types {
            let Ok(example) = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind) else { continue };
            let number = example.format_as(PhoneNumberFormat::E164).into_owned();
            rows += 1;
            let national = NATIONAL.iter().any(|code| number.starts_with(code));
            let plain = matches!(kind, Type::FixedLine | Type::Mobile | Type::VoIP);
            assert!(!is_dialled(&number) || (national && plain), "{number} of {region:?}, {kind:?}");
        }
    }
    for code in NOWHERE {
        let Ok(example) = PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(code) else { continue };
        rows += 1;
        assert!(!is_dialled(&example.format_as(PhoneNumberFormat::E164)), "+{code}");
    }
    assert!(rows > 200, "{rows}");
    println!("{rows} numbers abroad and of no country: 0 dialled");
}

/// Numbers that cost whoever writes to them, with an example of each kind.
const AFAR: [&str; 8] = [
    "+3223456789",
    "+32470123456",
    "+352621123456",
    "+447400123456",
    "+212650123456",
    "+33892123456",
    "+33810123456",
    "+881612345678",
];

fn text(from: &str, id: &str) -> InboundText {
    InboundText {
        message_id: id.to_owned(),
        from: from.to_owned(),
        to: SERVICE_NUMBER.to_owned(),
        body: "Bonjour".to_owned(),
        opt_out: None,
    }
}

async fn answers(desk: &Desk, from: &str) -> bool {
    let reply = desk.service.text(&text(from, &format!("SM-{from}"))).await.unwrap();
    String::from_utf8(reply.body).unwrap().contains("<Message>")
}

on_both! { |_, _| () =>
    async fn a_text_from_abroad_is_not_answered_unless_its_country_is_allowed_by_name(desk: Desk) {
        for from in AFAR {
            assert!(!answers(&desk, from).await, "{from}");
        }
        assert!(answers(&desk, "+33639980012").await, "who lives here is");
        let allowed = ["BE", "+352"].map(str::to_owned);
        let settings = Settings { reach: Reach::of(&allowed).unwrap(), ..desk.settings.clone() };
        let desk = desk.with(settings).await;
        for from in AFAR {
            let expected = from.starts_with("+32") || from.starts_with("+352");
            let reply = desk.service.text(&text(from, &format!("SM-again-{from}"))).await.unwrap();
            assert_eq!(String::from_utf8(reply.body).unwrap().contains("<Message>"), expected, "{from}");
        }
    }
}
