//! Outgoing texts made cheap: French loses what would make it twice as dear, and nothing invisible is sent.
//!
//! One `ê`, `ç` or typographic apostrophe turns a whole message into UTF-16, 70 characters a segment
//! in place of 160. They are folded; é, è, à and ù are of the cheap alphabet and stay.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::segments::is_gsm7;

const LEFT_TO_RIGHT: char = '\u{200e}';

/// The text as it is sent. What cannot become cheap, such as Arabic, keeps its letters; invisible
/// characters go and special spaces become plain ones in every text. Folding twice changes nothing.
///
/// The left-to-right mark stays in a text that cannot become cheap: it keeps `12 bis` in order in Arabic.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| is_gsm7(c) && c != '\r' && c != '\u{c}') {
        return Cow::Borrowed(text);
    }
    let kept = |c: char| if c == LEFT_TO_RIGHT { Some(c) } else { visible(c) };
    let mut clean: String = text.chars().filter_map(kept).collect();
    // Letters and their marks are nearly always one character already.
    if is_nfc_quick(clean.chars()) != IsNormalized::Yes {
        clean = clean.nfc().collect();
    }
    match to_gsm7(&clean) {
        Some(cheap) => Cow::Owned(cheap),
        None => Cow::Owned(clean),
    }
}

/// A space for every special one; nothing for controls, marks of direction and other invisible ones.
pub(super) fn visible(c: char) -> Option<char> {
    match c {
        '\n' => Some(c),
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' => None,
        _ if c.is_control() => None,
        _ => Some(c),
    }
}

/// The text in the GSM alphabet, or none if a character has nothing like it there.
fn to_gsm7(text: &str) -> Option<String> {
    let mut cheap = String::with_capacity(text.len());
    let mut opened = false;
    for c in text.chars() {
        // French sets a space within its quotation marks; plain ones stand close.
        if std::mem::take(&mut opened) && c == ' ' {
            continue;
        }
        match c {
            _ if is_gsm7(c) => cheap.push(c),
            LEFT_TO_RIGHT => {}
            '«' => {
                opened = true;
                cheap.push('"');
            }
            '»' => {
                cheap.truncate(cheap.trim_end_matches(' ').len());
                cheap.push('"');
            }
            _ => match likeness(c) {
                Some(plain) => cheap.push_str(plain),
                None => cheap.push(without_marks(c)?),
            },
        }
    }
    Some(cheap)
}

/// What stands for characters that are no letter with marks.
fn likeness(c: char) -> Option<&'static str> {
    Some(match c {
        '’' | '‘' | '‛' | '‚' | 'ʼ' | 'ʻ' | '′' | '`' | '´' | '‹' | '›' => "'",
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '…' => "...",
        '•' | '·' => "-",
        'œ' => "oe",
        'Œ' => "OE",
        'ı' => "i",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        '°' | 'º' => "o",
        'ª' => "a",
        '½' => "1/2",
        '×' => "x",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// The plain letter under a Latin one with marks.
fn without_marks(c: char) -> Option<char> {
    std::iter::once(c).nfd().next().filter(char::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::{script::Encoding, segments::count};

    #[test]
    fn french_becomes_cheap_and_keeps_the_accents_it_may() {
        let rows = [
            ("Reçu à l’été, même « ici » : cœur…", "Recu à l'été, meme \"ici\" : coeur..."),
            ("é è à ù É Ç € ñ", "é è à ù É Ç € ñ"),
            ("À bientôt – ÊTRE", "A bientot - ETRE"),
            ("«\u{a0}Oui\u{202f}!\u{a0}»", "\"Oui !\""),
            ("e\u{301}te\u{301}", "été"),
            ("\u{2068}1234\u{2069}\u{200b}\u{7}", "1234"),
            ("São, țară, ığdır, łódź", "Sao, tara, igdir, lodz"),
            ("n° 12", "no 12"),
        ];
        for (text, expected) in rows {
            assert_eq!(fold(text), expected, "{text}");
            assert_eq!(count(&fold(text)).0, Encoding::Gsm7, "{text}");
        }
    }

    #[test]
    fn a_text_in_arabic_keeps_its_letters_and_loses_what_is_invisible() {
        assert_eq!(fold("\u{2067}مرحبا\u{a0}«ça»…\u{2069}"), "مرحبا «ça»…");
        assert_eq!(fold("رقم \u{200e}12 bis"), "رقم \u{200e}12 bis");
        assert_eq!(fold("\u{200e}12 bis ê"), "12 bis e");
        assert_eq!(fold("اضغط\u{202f}١\u{200f}\nêtre"), "اضغط ١\nêtre");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once), once.as_str());
        }

        #[test]
        fn folding_latin_twice_changes_nothing(text in "[ a-zéêçœ«»’…\u{300}\u{301}\u{a0}\u{202f}\u{2068}\u{2069}\r\n°]{0,60}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(count(&once).0, Encoding::Gsm7);
            prop_assert_eq!(fold(&once), once.as_str());
        }

        #[test]
        fn nothing_invisible_is_sent(text in "\\PC{0,20}[\u{a0}\u{202f}\u{2066}-\u{2069}\u{0}-\u{8}م]{0,20}") {
            let sent = fold(&text).into_owned();
            let special = |c: char| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2066}'..='\u{2069}');
            let found = sent.contains(|c: char| special(c) || c.is_control() && c != '\n');
            prop_assert!(!found);
        }
    }
}
