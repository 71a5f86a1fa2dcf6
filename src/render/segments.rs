//! How a text message is encoded on the air, and how many segments it takes and is paid for.
//!
//! The alphabet is that of 3GPP TS 23.038, §6.2.1, without national tables.

use super::script::Encoding;

/// Units that fit in one segment alone, then in each of several.
const GSM7: (usize, usize) = (160, 153);
/// The same in UTF-16 units.
const UCS2: (usize, usize) = (70, 67);

/// The alphabet a text needs, and how many segments it takes in it. An empty text takes one.
pub fn count(text: &str) -> (Encoding, usize) {
    match pack(text.chars().map(septets), GSM7) {
        Some(segments) => (Encoding::Gsm7, segments),
        None => (Encoding::Ucs2, pack(text.chars().map(|c| Some(c.len_utf16())), UCS2).unwrap_or(1)),
    }
}

/// Whether a character is of the GSM alphabet.
pub(super) fn is_gsm7(c: char) -> bool {
    septets(c).is_some()
}

/// Fills segments with characters of these sizes, none where one has no size. None is split, be it an escape or a
/// surrogate pair.
fn pack(sizes: impl Iterator<Item = Option<usize>>, (alone, each): (usize, usize)) -> Option<usize> {
    let (mut total, mut segments, mut filled) = (0, 1, 0);
    for size in sizes {
        let size = size?;
        total += size;
        filled += size;
        if filled > each {
            segments += 1;
            filled = size;
        }
    }
    Some(if total <= alone { 1 } else { segments })
}

/// Septets a character takes: two in the extension table, none outside the alphabet.
fn septets(c: char) -> Option<usize> {
    match c {
        '^' | '{' | '}' | '\\' | '[' | ']' | '~' | '|' | '€' | '\u{c}' => Some(2),
        '`' => None,
        ' '..='~' | '\n' | '\r' => Some(1),
        '£' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' | 'Æ' | 'æ' | 'ß' | 'É' | '¤' | '¡'
        | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' | 'ä' | 'ö' | 'ñ' | 'ü' | 'à' => Some(1),
        'Δ' | 'Φ' | 'Γ' | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_take_the_segments_that_providers_bill() {
        let a = |count: usize| "a".repeat(count);
        let meem = |count: usize| "م".repeat(count);
        let rows = [
            (a(160), Encoding::Gsm7, 1),
            (a(161), Encoding::Gsm7, 2),
            (a(306), Encoding::Gsm7, 2),
            (a(307), Encoding::Gsm7, 3),
            (a(158) + "€", Encoding::Gsm7, 1),
            (a(159) + "€", Encoding::Gsm7, 2),
            ("Réservé à é è ù ì ò Ç Ø ø".to_owned(), Encoding::Gsm7, 1),
            ("fenêtre".to_owned(), Encoding::Ucs2, 1),
            ("l’été".to_owned(), Encoding::Ucs2, 1),
            ("a\u{a0}b".to_owned(), Encoding::Ucs2, 1),
            ("\u{2068}a\u{2069}".to_owned(), Encoding::Ucs2, 1),
            (meem(70), Encoding::Ucs2, 1),
            (meem(71), Encoding::Ucs2, 2),
            (meem(134), Encoding::Ucs2, 2),
            (meem(135), Encoding::Ucs2, 3),
            ("😀".repeat(35), Encoding::Ucs2, 1),
            ("😀".repeat(36), Encoding::Ucs2, 2),
            (String::new(), Encoding::Gsm7, 1),
        ];
        for (text, expected, count) in rows {
            assert_eq!(super::count(&text), (expected, count), "{text}");
        }
    }

    #[test]
    fn neither_an_escape_nor_a_surrogate_pair_is_split() {
        let segments = |text: String| count(&text).1;
        // 152 + € does not fit in 153: the euro sign goes into the second segment whole.
        assert_eq!(segments("a".repeat(152) + "€" + &"a".repeat(151)), 2);
        assert_eq!(segments("a".repeat(152) + "€" + &"a".repeat(152)), 3);
        assert_eq!(segments("م".repeat(66) + "😀" + &"م".repeat(65)), 2);
        assert_eq!(segments("م".repeat(66) + "😀" + &"م".repeat(66)), 3);
    }

    #[test]
    fn the_alphabet_has_its_127_characters_and_ten_of_them_are_escaped() {
        let sizes: Vec<usize> = ('\0'..='\u{ffff}').filter_map(septets).collect();
        assert_eq!(sizes.iter().filter(|size| **size == 1).count(), 127);
        assert_eq!(sizes.iter().filter(|size| **size == 2).count(), 10);
    }

    proptest! {
        #[test]
        fn segments_lie_between_the_units_and_the_units_with_one_lost_in_each(text in "[aé€\\[مش😀 ]{0,700}") {
            let (encoding, count) = count(&text);
            let (units, alone, each): (usize, _, _) = match encoding {
                Encoding::Gsm7 => (text.chars().filter_map(septets).sum(), 160, 153),
                Encoding::Ucs2 => (text.encode_utf16().count(), 70, 67),
            };
            if units <= alone {
                prop_assert_eq!(count, 1);
            } else {
                prop_assert!(count >= units.div_ceil(each) && count <= units.div_ceil(each - 1));
            }
        }

        #[test]
        fn a_longer_text_never_takes_fewer_segments(text in "[a€ê😀]{0,400}", more in "[a€ê😀]{0,20}") {
            let longer = [text.as_str(), more.as_str()].concat();
            prop_assert!(count(&text).1 <= count(&longer).1);
        }
    }
}
