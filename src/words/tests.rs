//! What is said of small files of words, in three languages.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use indexmap::IndexMap;
use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::{
    case::{ItemKind, MissingItem, Organisation},
    flow::{
        Name,
        definition::{Flow, Kind, MenuOption, Office, ServiceFacts, Step},
        turn::Rung,
        value::Value,
        vocabulary::Global,
    },
    holiday::Territory,
    phone_number::Numbering,
};

const FRENCH_SHARED: &str = "
menu-option = { $key } { $option }
    .voice = { $option }, tapez { $key }.
choice-option = { $option-words }
yes = oui
silence = Je n'ai rien entendu.
unclear = Je n'ai pas compris.
date = { $weekday_name } { $day ->
    [1] 1er
   *[other] { $day }
 } { $month_name } { $year }
weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
month-2 = février
month-9 = septembre
amount = { $euros } euros { $cents ->
    [none] { \"\" }
   *[other] { $cents }
 }
time = { $hour } heures{ $minute ->
    [none] { \"\" }
   *[other] {\" \"}{ $minute }
 }
    .sms = { $hour } h { $minute ->
        [none] 00
       *[other] { $minute }
     }
hours-span = du { $from_day } au { $to_day } { $times }
hours-day = le { $day } { $times }
hours-times = de { $from } à { $to }
hours-and = { $before } et { $last }
word-advisor = CONSEILLER, aide humaine
word-stop = stop, arrêt
word-hello = bonjour, salam
distress-phrases = me tuer, plus envie de vivre
value-street_number = le numéro de votre rue
value-morning = le matin
fault = Appelez le { $office_number }, { $office_hours }. { $service }
";

const FRENCH_MENU: &str = "
entry = dossier, file
choose = Que voulez-vous faire ?
    .voice-silence-1 = Premier silence.
    .voice-silence-3 = Troisième silence.
    .unclear-1 = Une fois.
    .sms-unclear-1 = Une fois par texte.
    .sms-unclear-2 = Deux fois par texte. { choose }
choose-file = votre dossier
    .voice = pour votre dossier
    .words = dossier, numéro
tell = Depuis { $since ->
    [none] peu
   *[other] { $since }
 } : { $item-words } ({ $item })
number = Le { $number }
digits = Numéro { $digits }
money = Il reste { $sum }
only-text =
    .sms = Par texte
missing-value = Bonjour { $absent }
french-only = En français seulement
";

const ARABIC_SHARED: &str = "
menu-option = { $key } { $option }
    .voice = { $option }، اضغط { $key }.
word-hello = مرحبا، salam
word-advisor = مستشار
value-morning = صباحا
";

const ARABIC_MENU: &str = "
entry = ملف, file
choose-file = ملفك
    .words = ملف، ١
papers = { $count ->
    [zero] لا شيء
    [one] ورقة واحدة
    [two] ورقتان
    [few] { $count } أوراق
    [many] { $count } ورقة مختلفة
   *[other] { $count } ورقة
 }
missing-value = { $absent }
";

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn catalogue() -> Catalogue {
    Catalogue::load(&[
        file("locales/ar/menu.ftl", ARABIC_MENU),
        file("locales/ar/shared.ftl", ARABIC_SHARED),
        file("locales/fr/menu.ftl", FRENCH_MENU),
        file("locales/fr/shared.ftl", FRENCH_SHARED),
        file("locales/en/shared.ftl", "menu-option = { $key } { $option }\n"),
    ])
    .map_err(|problems| crate::problem::report(&problems))
    .unwrap()
}

fn service() -> ServiceFacts {
    let day = vec![(time(9, 0, 0, 0), time(12, 30, 0, 0))];
    let mut hours: BTreeMap<i8, _> = (1..=5).map(|weekday| (weekday, day.clone())).collect();
    hours.insert(6, Vec::new());
    hours.insert(7, day);
    let caf = Organisation { name: "la CAF".to_owned(), min_digits: 1, max_digits: 7, needs_postcode: false };
    ServiceFacts {
        office: Office {
            zone: jiff::tz::TimeZone::UTC,
            hours,
            number: "0199001234".to_owned(),
            territory: Territory::Metropolis,
            closed: BTreeSet::new(),
        },
        organisations: IndexMap::from([("caf".to_owned(), caf)]),
        numbering: Numbering { fiction: true },
        reach: Default::default(),
        entries: vec!["menu".into()],
        advisor: "callback".into(),
        ask_item: "ask-item".into(),
        read_out: "read-out".into(),
        reminder: "reminder".into(),
        missed: "missed".into(),
        mandate: "mandate".into(),
    }
}

fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

fn say(tag: &str, message: &str, with: Vec<(&str, Value)>) -> Say {
    Say {
        language: language(tag),
        flow: Some("menu".into()),
        message: message.into(),
        rung: Rung::First,
        key: None,
        with: with.into_iter().map(|(name, value)| (name.into(), value)).collect(),
    }
}

fn text(say: &Say, channel: Channel) -> String {
    let catalogue = catalogue();
    let facts = Facts::new(&catalogue, &service());
    catalogue.text(say, channel, &facts)
}

#[test]
fn the_catalogue_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&catalogue());
}

#[test]
fn french_comes_first_among_the_languages() {
    assert_eq!(catalogue().languages(), [language("fr"), language("ar"), language("en")]);
}

#[test]
fn arabic_has_its_six_plurals() {
    let rows = [
        (0, "لا شيء"),
        (1, "ورقة واحدة"),
        (2, "ورقتان"),
        (3, "3 أوراق"),
        (10, "10 أوراق"),
        (11, "11 ورقة مختلفة"),
        (99, "99 ورقة مختلفة"),
        (100, "100 ورقة"),
    ];
    for (count, expected) in rows {
        let said = say("ar", "papers", vec![("count", Value::Number(count))]);
        assert_eq!(text(&said, Channel::Sms), expected, "{count}");
    }
}

#[test]
fn no_number_is_too_great_to_choose_by() {
    for count in [i64::MIN, i64::MAX, -1] {
        let said = say("ar", "papers", vec![("count", Value::Number(count))]);
        assert_ne!(text(&said, Channel::Sms), APOLOGY);
    }
}

#[test]
fn the_highest_rung_not_above_the_count_speaks() {
    use Channel::{Sms, Voice};
    let plain = "Que voulez-vous faire ?";
    let rows = [
        (Rung::First, Voice, plain.to_owned()),
        (Rung::Silence(1), Voice, "Premier silence.".to_owned()),
        (Rung::Silence(2), Voice, "Premier silence.".to_owned()),
        (Rung::Silence(3), Voice, "Troisième silence.".to_owned()),
        (Rung::Silence(200), Voice, "Troisième silence.".to_owned()),
        (Rung::Silence(1), Sms, format!("Je n'ai rien entendu. {plain}")),
        (Rung::Unclear(0), Voice, format!("Je n'ai pas compris. {plain}")),
        (Rung::Unclear(1), Voice, "Une fois.".to_owned()),
        (Rung::Unclear(9), Voice, "Une fois.".to_owned()),
        (Rung::Unclear(1), Sms, "Une fois par texte.".to_owned()),
        (Rung::Unclear(2), Sms, format!("Deux fois par texte. {plain}")),
    ];
    for (rung, channel, expected) in rows {
        let said = Say { rung, ..say("fr", "choose", Vec::new()) };
        assert_eq!(text(&said, channel), expected, "{rung:?} {channel:?}");
    }
}

#[test]
fn an_option_is_framed_in_its_own_language() {
    let option = |tag: &str| Say { key: Some('2'), ..say(tag, "choose-file", Vec::new()) };
    assert_eq!(text(&option("fr"), Channel::Voice), "pour votre dossier, tapez 2.");
    assert_eq!(text(&option("fr"), Channel::Sms), "2 votre dossier");
    assert_eq!(text(&option("ar"), Channel::Voice), "ملفك، اضغط 2.");
    // English has no words for this option: its French words, framed in French.
    assert_eq!(text(&option("en"), Channel::Voice), "pour votre dossier, tapez 2.");
}

#[test]
fn a_choice_says_the_words_of_an_item_an_organisation_or_a_text() {
    let item = MissingItem { name: "street_number".to_owned(), kind: ItemKind::StreetNumber, answer: None };
    let rows = [
        (Value::Item(item), "1 le numéro de votre rue"),
        (Value::Symbol("street_number".to_owned()), "1 le numéro de votre rue"),
        (Value::Symbol("caf".to_owned()), "1 la CAF"),
        (Value::Text("la mairie".to_owned()), "1 la mairie"),
        (Value::Symbol("un_papier_rare".to_owned()), "1 un papier rare"),
    ];
    for (value, expected) in rows {
        let said = Say { flow: None, key: Some('1'), ..say("fr", "choice-option", vec![("option", value)]) };
        assert_eq!(text(&said, Channel::Sms), expected);
    }
}

#[test]
fn days_are_said_in_full() {
    let item = || ("item", Value::Symbol("street_number".to_owned()));
    let rows = [
        (Value::Date(date(2026, 9, 1)), "Depuis mardi 1er septembre 2026"),
        (Value::Date(date(2026, 9, 21)), "Depuis lundi 21 septembre 2026"),
        (Value::Date(date(2026, 2, 15)), "Depuis dimanche 15 février 2026"),
        (Value::None, "Depuis peu"),
    ];
    for (since, expected) in rows {
        let said = say("fr", "tell", vec![("since", since), item()]);
        let expected = format!("{expected} : le numéro de votre rue (street_number)");
        assert_eq!(text(&said, Channel::Voice), expected);
    }
}

#[test]
fn digits_are_read_as_they_are_and_heard_one_by_one() {
    let said = say("fr", "digits", vec![("digits", Value::Digits("0042137".to_owned()))]);
    assert_eq!(text(&said, Channel::Sms), "Numéro 0042137");
    assert_eq!(text(&said, Channel::Voice), "Numéro 0 0 4 2 1 3 7");
    let number = Numbering { fiction: true }.parse("+33639980012").unwrap();
    let said = say("fr", "number", vec![("number", Value::Phone(number))]);
    assert_eq!(text(&said, Channel::Voice), "Le 06 39 98 00 12");
}

#[test]
fn money_is_said_in_euros_and_cents() {
    for (cents, expected) in [(45000, "450 euros"), (45005, "450 euros 05"), (-150, "-1 euros 50")] {
        let said = say("fr", "money", vec![("sum", Value::Amount(cents))]);
        assert_eq!(text(&said, Channel::Sms).trim_end(), format!("Il reste {expected}"));
    }
    let extreme = say("fr", "money", vec![("sum", Value::Amount(i64::MIN))]);
    assert_ne!(text(&extreme, Channel::Sms), APOLOGY);
}

#[test]
fn the_office_facts_are_always_there() {
    let said = Say { flow: None, ..say("fr", "fault", Vec::new()) };
    let spoken = "Appelez le 01 99 00 12 34, du lundi au vendredi de 9 heures à 12 heures 30, \
                  le dimanche de 9 heures à 12 heures 30. Guichet";
    assert_eq!(text(&said, Channel::Voice), spoken);
    assert!(text(&said, Channel::Sms).contains("le dimanche de 9 h 00 à 12 h 30."));
}

#[test]
fn what_a_language_lacks_is_said_in_french() {
    let catalogue = catalogue();
    let facts = Facts::default();
    let say = |tag: &str| say(tag, "french-only", Vec::new());
    let (arabic, somali) = (say("ar"), say("so"));
    let said = catalogue.said(&arabic, Channel::Voice, &facts);
    assert_eq!(said, Said { language: language("fr"), text: "En français seulement".into() });
    let unknown = catalogue.said(&somali, Channel::Voice, &facts);
    assert_eq!(unknown.text, "En français seulement");
}

#[test]
fn what_nobody_can_say_is_an_apology() {
    for message in ["missing-value", "nothing", "only-text"] {
        assert_eq!(text(&say("ar", message, Vec::new()), Channel::Voice), APOLOGY, "{message}");
    }
}

#[test]
fn what_is_missing_is_told_by_id_alone() {
    let catalogue = catalogue();
    let facts = Facts::default();
    let tried = |tag: &str, message: &str, with| catalogue.try_text(&say(tag, message, with), Channel::Voice, &facts);
    let private = vec![("other", Value::Text("Ada".to_owned()))];
    assert_eq!(tried("fr", "missing-value", private), Err(vec!["missing-value: Unknown variable: $absent".to_owned()]));
    assert_eq!(tried("ar", "french-only", Vec::new()), Err(vec!["french-only: no such message".to_owned()]));
    assert_eq!(tried("fr", "only-text", Vec::new()), Err(vec!["only-text: no text for this channel".to_owned()]));
    assert!(tried("so", "choose", Vec::new()).is_err());
}

#[test]
fn the_checker_sees_the_variables_of_all_a_message_refers_to() {
    let files = [
        file(
            "locales/fr/shared.ftl",
            "fault = { $office_number } { NUMBER($inner) } { -brand(x: 2) }\n-brand = { $x }\n",
        ),
        file(
            "locales/fr/menu.ftl",
            "a = { b } { $own }\nb = { fault }\n    .sms = { $rung ->\n       *[x] { a }\n    }\n",
        ),
    ];
    let catalogue = Catalogue::load(&files).unwrap();
    let french = Language::french();
    let info = catalogue.message(&french, Some("menu"), "a").unwrap();
    let names: Vec<&str> = info.variables.iter().map(String::as_str).collect();
    assert_eq!(names, ["inner", "office_number", "own", "rung"]);
    let b = catalogue.message(&french, Some("menu"), "b").unwrap();
    assert_eq!(b.attributes, ["sms"]);
    assert_eq!(&b.file.text[b.span.clone()], "b");
    let ids: Vec<&str> = catalogue.messages(&french, None).map(|info| info.id.as_str()).collect();
    assert_eq!(ids, ["fault"]);
    assert!(!catalogue.has_message(&french, Some("menu"), "fault"));
}

#[test]
fn words_of_every_language_are_understood_at_once() {
    let option = MenuOption {
        key: '1',
        option: "file".into(),
        message: "choose-file".into(),
        language: None,
        go: "choose".into(),
    };
    let menu = Step::new("choose".into(), Kind::Menu { options: vec![option], with: Vec::new(), timeout: None });
    let flow = Flow {
        name: "menu".into(),
        about: String::new(),
        enter: Some("entry".to_owned()),
        takes: Vec::new(),
        returns: Vec::new(),
        vars: BTreeMap::new(),
        regain: None,
        steps: [(Name::from("choose"), menu)].into_iter().collect(),
    };
    let vocabulary = catalogue().vocabulary(&BTreeMap::from([(Arc::from("menu"), flow)]));
    assert_eq!(vocabulary.globals.get("conseiller"), Some(&Global::Advisor));
    assert_eq!(vocabulary.globals.get("arret"), Some(&Global::Stop));
    assert_eq!(vocabulary.globals.get("مستشار"), Some(&Global::Advisor));
    assert_eq!(vocabulary.greetings.get("مرحبا"), Some(&language("ar")));
    assert_eq!(vocabulary.greetings.get("salam"), Some(&language("fr")));
    assert_eq!(vocabulary.entries["dossier"].language, Some(language("fr")));
    assert_eq!(vocabulary.entries["ملف"].language, Some(language("ar")));
    assert_eq!(vocabulary.entries["file"].language, None);
    let typed = &vocabulary.options[&(Name::from("menu"), Name::from("choose-file"))];
    assert_eq!(typed, &["dossier", "numero", "ملف", "1"]);
    assert!(vocabulary.distress.is_meant("J'ai plus envie de vivre !") && !vocabulary.distress.is_meant("plus envie"));
}

proptest! {
    #[test]
    fn what_a_person_gave_is_never_read_as_a_pattern(given in any::<String>()) {
        let said = say("fr", "digits", vec![("digits", Value::Text(given.clone()))]);
        prop_assert_eq!(text(&said, Channel::Sms), ["Numéro ", given.as_str()].concat());
    }
}
