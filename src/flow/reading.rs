//! How what a person typed is read as the answer to a question.

use jiff::civil::Date;

use super::{
    definition::{Ask, Script},
    value::Value,
    vocabulary::{Global, digit, normalise},
};
use crate::channel::Channel;

/// Most characters of a message that a call would record.
const WRITTEN_MESSAGE: u16 = 480;

/// What an entry by keys comes to: `#` ended it, `*` discards what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// `0` alone or `*0`.
    Advisor,
    /// `*` at the end: the question again.
    Again,
    /// What is to be read.
    Typed(&'a str),
}

/// Reads the keys of an entry. In an amount, a `*` between digits is the comma.
pub fn entry<'a>(keys: &'a str, ask: &Ask, zero: bool) -> Entry<'a> {
    let comma = matches!(ask, Ask::Amount);
    let typed = match keys.rsplit_once('*') {
        Some((_, "")) => return Entry::Again,
        Some((before, _)) if comma && !before.is_empty() && !before.contains('*') => keys,
        Some((_, "0")) => return Entry::Advisor,
        Some((_, after)) => after,
        None => keys,
    };
    if typed == "0" && !zero { Entry::Advisor } else { Entry::Typed(typed) }
}

/// The answer in `typed`, or `None` where it is no answer to this question. `today` decides which
/// dates are plausible.
pub fn answer(ask: &Ask, channel: Channel, typed: &str, script: &Script, today: Date) -> Option<Value> {
    match ask {
        Ask::Digits { min, max } => digits(typed, *min, *max).map(Value::Digits),
        Ask::Secret { digits: count } => digits(typed, *count, *count).map(Value::Digits),
        Ask::Postcode => digits(typed, 5, 5).map(Value::Digits),
        Ask::Date => date(typed, today).map(Value::Date),
        Ask::Amount => amount(typed).map(Value::Amount),
        Ask::YesNo => yes_or_no(typed, script).map(Value::Bool),
        Ask::PhoneNumber => script.service.numbering.parse(&ascii_digits(typed)).map(Value::Phone),
        Ask::StreetNumber => street_number(typed, channel).map(Value::Text),
        Ask::Text { max } => words(typed, *max).map(Value::Text),
        // A call brings a recording instead, as an input of its own; keys are no words.
        Ask::Recording { .. } if channel == Channel::Sms => words(typed, WRITTEN_MESSAGE).map(Value::Text),
        Ask::Recording { .. } => None,
        Ask::FileNumber { .. } | Ask::Choice(_) | Ask::Answer => None,
    }
}

/// The digits in `typed`: alone, in groups, or the only digits of a sentence. `None` unless there are
/// `min` to `max` of them.
pub fn digits(typed: &str, min: u8, max: u8) -> Option<String> {
    let plain = ascii_digits(typed);
    let separated = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' | '#');
    let found: String = if plain.trim().chars().all(separated) {
        plain.chars().filter(char::is_ascii_digit).collect()
    } else {
        let mut groups = plain.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
        let only = groups.next()?.to_owned();
        if groups.next().is_some() {
            return None;
        }
        only
    };
    (usize::from(min)..=usize::from(max)).contains(&found.len()).then_some(found)
}

/// Yes or no, by key or by word in any language.
pub fn yes_or_no(typed: &str, script: &Script) -> Option<bool> {
    let plain = normalise(typed);
    match plain.as_str() {
        "1" => Some(true),
        "2" => Some(false),
        word => match script.vocabulary.globals.get(word) {
            Some(Global::Yes) => Some(true),
            Some(Global::No) => Some(false),
            _ => None,
        },
    }
}

/// The text with every digit an ASCII one.
pub fn ascii_digits(typed: &str) -> String {
    typed.chars().map(|c| digit(c).unwrap_or(c)).collect()
}

/// Day, month, year: `03112026`, `3/11/2026`, `03 11 2026`. Within 120 years back and 5 ahead.
fn date(typed: &str, today: Date) -> Option<Date> {
    let plain = ascii_digits(typed);
    let parts: Vec<&str> = plain.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts.as_slice() {
        [all] if all.len() == 8 => (&all[..2], &all[2..4], &all[4..]),
        [day, month, year] if year.len() == 4 => (*day, *month, *year),
        _ => return None,
    };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let years = i32::from(date.year()) - i32::from(today.year());
    (-120..=5).contains(&years).then_some(date)
}

/// Cents: `450`, `450,5`, `450.50 €`, `1 200 euros`, and `450*50` by keys.
fn amount(typed: &str) -> Option<i64> {
    let plain = normalise(typed);
    let number: String = plain
        .trim_end_matches("euros")
        .trim_end_matches("euro")
        .trim_end_matches("eur")
        .trim_end_matches("يورو")
        .trim_matches('€')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (euros, cents) = match number.split_once([',', '.', '*', '\u{66b}']) {
        Some((euros, cents)) if (1..=2).contains(&cents.len()) => (euros, format!("{cents:0<2}")),
        Some(_) => return None,
        None => (number.as_str(), "00".to_owned()),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(euros) || !all_digits(&cents) || euros.len() > 7 {
        return None;
    }
    Some(euros.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

/// `12`, `12 bis`, `12b`, `12 مكرر`, and by text the number that begins an address: `12, rue des Lilas`.
fn street_number(typed: &str, channel: Channel) -> Option<String> {
    let plain = normalise(typed);
    let plain = without_the_word_number(&plain);
    let end = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
    let (number, rest) = plain.split_at(end);
    if number.is_empty() || number.len() > 4 || number.bytes().all(|b| b == b'0') {
        return None;
    }
    let rest = rest.trim_start_matches([' ', ',', '-', '،']);
    if rest.is_empty() {
        return Some(number.to_owned());
    }
    if channel == Channel::Voice {
        return None;
    }
    let word = rest.split([' ', ',', '،']).next().unwrap_or_default();
    match word {
        "bis" | "ter" | "quater" => Some(format!("{number} {word}")),
        // Laws and addresses in Arabic say مكرر for bis; the others are written as they sound.
        "مكرر" | "بيس" => Some(format!("{number} bis")),
        "تير" => Some(format!("{number} ter")),
        "كواتير" | "كواتر" => Some(format!("{number} quater")),
        letter if letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Some(format!("{number} {}", letter.to_uppercase()))
        }
        other => other.chars().all(char::is_alphabetic).then(|| number.to_owned()),
    }
}

/// What follows "number" or "at number", as people write it before the digits.
fn without_the_word_number(plain: &str) -> &str {
    const WORDS: [&str; 9] = ["au", "le", "numero", "n°", "no", "number", "رقم", "الرقم", "البيت"];
    let mut rest = plain;
    while let Some((word, after)) = rest.split_once([' ', ':'])
        && WORDS.contains(&word)
    {
        rest = after.trim_start();
    }
    rest
}

/// Words on one line. Thirteen digits or more look like a social-security number, which we may not keep.
fn words(typed: &str, max: u16) -> Option<String> {
    let line: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let many_digits = line.chars().filter(|c| digit(*c).is_some()).count() >= 13;
    let letters = line.chars().any(char::is_alphanumeric);
    (letters && !many_digits && line.chars().count() <= usize::from(max)).then_some(line)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn a_star_discards_what_stands_before_it() {
        let rows = [
            ("1234567", Entry::Typed("1234567")),
            ("12*34", Entry::Typed("34")),
            ("12*", Entry::Again),
            ("*", Entry::Again),
            ("0", Entry::Advisor),
            ("12*0", Entry::Advisor),
        ];
        for (keys, expected) in rows {
            assert_eq!(entry(keys, &Ask::Postcode, false), expected, "{keys}");
        }
        assert_eq!(entry("450*50", &Ask::Amount, true), Entry::Typed("450*50"));
        assert_eq!(entry("450*0", &Ask::Amount, true), Entry::Typed("450*0"));
        assert_eq!(entry("*0", &Ask::Amount, true), Entry::Advisor);
        assert_eq!(entry("450*", &Ask::Amount, true), Entry::Again);
        assert_eq!(entry("0", &Ask::Amount, true), Entry::Typed("0"));
    }

    #[test]
    fn digits_are_found_in_groups_and_in_sentences() {
        let rows = [
            ("1234567", Some("1234567")),
            ("12 34 567#", Some("1234567")),
            ("dossier 1234567 svp", Some("1234567")),
            ("١٢٣", Some("123")),
            ("12 ou 13", None),
            ("12345678", None),
            ("", None),
            ("🙂", None),
        ];
        for (typed, expected) in rows {
            assert_eq!(digits(typed, 1, 7).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_street_number_may_carry_bis_a_letter_or_the_street() {
        let rows = [
            ("12", Some("12")),
            ("12bis", Some("12 bis")),
            ("12 BIS", Some("12 bis")),
            ("12 b", Some("12 B")),
            ("١٢", Some("12")),
            ("12, rue des Lilas", Some("12")),
            ("0", None),
            ("12345", None),
            ("rue des Lilas", None),
            ("12 !!", Some("12")),
            ("12 مكرّر", Some("12 bis")),
            ("١٢ بيس، شارع الورد", Some("12 bis")),
            ("12 تير", Some("12 ter")),
            ("12 شارع الورد", Some("12")),
            ("رقم البيت: ١٢ مكرر", Some("12 bis")),
            ("au n° 12 bis", Some("12 bis")),
            ("le 8 mai", Some("8")),
            ("rue du 8 mai", None),
        ];
        for (typed, expected) in rows {
            assert_eq!(street_number(typed, Channel::Sms).as_deref(), expected, "{typed}");
        }
        assert_eq!(street_number("12bis", Channel::Voice), None);
    }

    #[test]
    fn dates_are_read_day_first_and_must_be_plausible() {
        let today = day(2026, 11, 22);
        for typed in ["03112026", "3/11/2026", "03 11 2026", "le 3-11-2026"] {
            assert_eq!(date(typed, today), Some(day(2026, 11, 3)), "{typed}");
        }
        for typed in ["31022026", "0311", "03111850", "03112099", "", "demain"] {
            assert_eq!(date(typed, today), None, "{typed}");
        }
    }

    #[test]
    fn amounts_are_read_to_the_cent() {
        let rows = [
            ("450", Some(45000)),
            ("450,5", Some(45050)),
            ("450*50", Some(45050)),
            ("450.50 €", Some(45050)),
            ("€450", Some(45000)),
            ("٤٥٠٫٥٠ يورو", Some(45050)),
            ("1 200 euros", Some(120_000)),
            ("0", Some(0)),
            ("450,505", None),
            ("-3", Some(300)),
            ("99999999", None),
            ("beaucoup", None),
        ];
        for (typed, expected) in rows {
            assert_eq!(amount(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_social_security_number_is_not_kept_as_text() {
        assert_eq!(words("2 55 08 14 168 025 38", 80), None);
        assert_eq!(words("Mme\u{1}  Dupont", 80).as_deref(), Some("Mme Dupont"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_reading_panic(typed in "\\PC{0,40}") {
            let today = day(2026, 11, 22);
            let _ = (date(&typed, today), amount(&typed), street_number(&typed, Channel::Sms), digits(&typed, 1, 7));
            let _ = words(&typed, 80);
        }
    }
}
