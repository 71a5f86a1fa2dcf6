//! The French national health number (NIR): told by its shape, and covered before anything is kept.
//!
//! Decree 2019-341 lists who may process it; we never ask for it. Shape and key: 13 characters (sex, year, month, département,
//! commune, order) and, where written, a key of two digits, 97 minus the 13 modulo 97, with 2A read as 19 and 2B as 18.

/// What covers each character.
const COVER: char = '*';

/// The text with every national health number covered, digit by digit. Everything else stays.
pub fn covered(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut hidden = vec![false; characters.len()];
    let mut at = 0;
    while at < characters.len() {
        match number_at(&characters, at) {
            Some(places) => {
                at = places.last().map_or(at, |last| *last) + 1;
                places.into_iter().for_each(|place| hidden[place] = true);
            }
            None => at += 1,
        }
    }
    characters.iter().zip(hidden).map(|(character, hidden)| if hidden { COVER } else { *character }).collect()
}

/// Whether a number of so many digits at least and at most may be one.
pub fn may_be_asked(min: u8, max: u8) -> bool {
    ![13, 15].iter().any(|length| (min..=max).contains(length))
}

/// The places of a number that begins here, the longer form first.
fn number_at(text: &[char], start: usize) -> Option<Vec<usize>> {
    if start > 0 && value(text[start - 1]).is_some() {
        return None;
    }
    [15, 13].into_iter().find_map(|length| {
        let places = places(text, start, length)?;
        let values: Vec<char> = places.iter().filter_map(|place| value(text[*place])).collect();
        is_one(&values).then_some(places)
    })
}

/// So many characters of a number from here on, with at most one separator between two; none where another digit follows.
fn places(text: &[char], start: usize, length: usize) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(length);
    let mut at = start;
    while places.len() < length {
        let character = *text.get(at)?;
        match value(character) {
            // The letter of a Corsican département stands in one place alone.
            Some(digit) if digit.is_ascii_digit() || places.len() == 6 => places.push(at),
            Some(_) => return None,
            None if is_separator(character) && !places.is_empty() && at == places[places.len() - 1] + 1 => {}
            None => return None,
        }
        at += 1;
    }
    let ends = text.get(at).and_then(|next| value(*next)).is_none_or(|next| !next.is_ascii_digit());
    ends.then_some(places)
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '.' | '-' | '/' | '_' | ',')
}

/// A digit of any script that people type here, or the letter of a Corsican département.
fn value(character: char) -> Option<char> {
    let digit = |zero: u32| char::from_digit(u32::from(character).wrapping_sub(zero), 10);
    match character {
        '0'..='9' => Some(character),
        'a' | 'A' => Some('A'),
        'b' | 'B' => Some('B'),
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        _ => None,
    }
}

/// Whether 13 or 15 characters are such a number. A key that does not fit does not save it: somebody mistyped theirs.
fn is_one(values: &[char]) -> bool {
    let number = |from: usize, to: usize| values[from..to].iter().collect::<String>().parse::<u32>().ok();
    let month = number(3, 5).is_some_and(|month| matches!(month, 1..=12 | 20..=42 | 50..=99));
    let corsica = matches!(values[5..7], ['2', 'A' | 'B']);
    let place = corsica || number(5, 7).is_some_and(|place| (1..=99).contains(&place));
    let shaped = matches!(values[0], '1'..='4' | '7' | '8') && month && place;
    shaped
        || (values.len() == 15 && matches!(values[0], '1'..='8') && (corsica || number(5, 7).is_some()) && fits(values))
}

/// Whether the key is that of the number.
fn fits(values: &[char]) -> bool {
    let digits: String = values[..13].iter().collect();
    let digits = digits.replace("2A", "19").replace("2B", "18");
    let key: String = values[13..].iter().collect();
    match (digits.parse::<u64>(), key.parse::<u64>()) {
        (Ok(number), Ok(key)) => 97 - number % 97 == key,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A number as a person may write it: digits grouped or not.
    fn written() -> impl Strategy<Value = String> {
        let parts = (
            prop::sample::select(vec![1u32, 2, 7, 8]),
            0u32..100,
            1u32..=12,
            prop::sample::select(vec!["01", "13", "75", "95", "97", "99", "2A", "2B"]),
            1u32..=990,
            1u32..=999,
            any::<bool>(),
            prop::sample::select(vec!["", " ", "\u{a0}", ".", "-"]),
        );
        parts.prop_map(|(sex, year, month, place, commune, order, with_key, between)| {
            let groups = [
                sex.to_string(),
                format!("{year:02}"),
                format!("{month:02}"),
                place.to_owned(),
                format!("{commune:03}"),
                format!("{order:03}"),
            ];
            let number = groups.concat().replace("2A", "19").replace("2B", "18").parse::<u64>().unwrap_or_default();
            let mut groups = groups.to_vec();
            if with_key {
                groups.push(format!("{:02}", 97 - number % 97));
            }
            groups.join(between)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn every_number_in_a_text_is_covered(number in written(), before in "[a-zé ,]{0,12}", after in "[ ,!]?[c-z]{0,6}") {
            let text = format!("{before} {number}{after}");
            let covered = covered(&text);
            prop_assert!(!covered.chars().any(|character| character.is_ascii_digit()), "{covered}");
            prop_assert_eq!(covered.chars().count(), text.chars().count());
        }

        #[test]
        fn no_number_of_up_to_twelve_digits_is_covered(number in "[0-9]{1,12}", plus in any::<bool>()) {
            let text = format!("mon numéro {}{number}, merci", if plus { "+" } else { "" });
            prop_assert_eq!(covered(&text), text);
        }

        #[test]
        fn no_telephone_number_is_covered_however_it_is_grouped(digits in "6[0-9]{8}", between in "[ .-]") {
            let grouped: Vec<String> = digits.as_bytes()[1..].chunks(2).map(|two| String::from_utf8_lossy(two).into_owned()).collect();
            for text in [format!("0{}{between}{}", &digits[..1], grouped.join(&between)), format!("+33{digits}"), format!("0033 {digits}")] {
                prop_assert_eq!(covered(&text), text);
            }
        }
    }

    #[test]
    fn the_published_examples_are_covered_with_their_key_and_without() {
        for number in ["2 55 08 14 168 025 38", "1 85 05 78 006 048 30", "1 85 05 2A 004 012 70", "185052b00401297"] {
            assert!(!covered(number).contains(|c: char| c.is_ascii_digit()), "{number}");
        }
        assert_eq!(covered("n° 1850578006048, oui"), "n° *************, oui");
        assert_eq!(covered("١٨٥٠٥٧٨٠٠٦٠٤٨"), "*".repeat(13));
        // A key that was mistyped does not save it, and a number that fits nothing stays.
        assert!(!covered("185057800604831").contains('1'));
        assert_eq!(covered("12345678901234"), "12345678901234");
        assert_eq!(covered("9999999999999"), "9999999999999");
    }

    #[test]
    fn the_key_is_that_of_the_decree() {
        for number in ["255081416802538", "185057800604830", "185052A00401270", "185052B00401297"] {
            let values: Vec<char> = number.chars().collect();
            assert!(fits(&values), "{number}");
        }
        assert!(!fits(&"255081416802539".chars().collect::<Vec<_>>()));
    }

    #[test]
    fn only_lengths_of_its_own_are_refused() {
        assert!(may_be_asked(1, 12) && may_be_asked(14, 14) && may_be_asked(16, 20));
        assert!(!may_be_asked(13, 13) && !may_be_asked(1, 20) && !may_be_asked(15, 15));
    }
}
