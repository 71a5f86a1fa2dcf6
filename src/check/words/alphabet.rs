//! The one character that makes a text more than twice as dear, in a language that is otherwise cheap.

use super::{Context, line::Line};
use crate::problem::code;
use crate::render::{fold::fold, script::Encoding, segments};

/// Looks for characters outside the GSM alphabet in what is sent by text.
pub(super) fn check(line: &Line<'_, '_>, context: &Context<'_>) {
    if !line.by_text || context.dear {
        return;
    }
    for joined in line.joined.iter().filter(|joined| !joined.text.is_ascii()) {
        for (at, c) in joined.text.char_indices().filter(|(_, c)| *c != super::line::VALUE && is_dear(*c)) {
            line.tell(&code::DEAR_CHARACTER, joined, at..at + c.len_utf8(), || {
                let message = format!("“{c}” makes the whole text cost more than twice as much");
                (message, cheaper(c))
            });
        }
    }
}

/// Whether a character is not of the GSM alphabet and becomes nothing that is.
pub(super) fn is_dear(c: char) -> bool {
    !c.is_ascii() && segments::count(&fold(c.encode_utf8(&mut [0; 4]))).0 == Encoding::Ucs2
}

fn cheaper(c: char) -> String {
    let instead = match c {
        '→' | '⇒' | '➔' | '►' | '▶' => ":",
        '✓' | '✔' | '☑' => "oui",
        '✗' | '✘' => "non",
        '№' => "numéro",
        '¼' => "1/4",
        '¾' => "3/4",
        '©' | '®' | '™' => return "leave it out".to_owned(),
        '²' => "2",
        '±' => "environ",
        '≤' | '≥' | '≈' | '≠' => return "say it in words".to_owned(),
        _ if c.is_alphabetic() => return "write the word in the letters of this language".to_owned(),
        _ => return "leave it out, or say it in words; pictures never come cheap".to_owned(),
    };
    format!("write “{instead}” in its place")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_or_of_the_alphabet_is_not_dear() {
        for c in "éèàùçêœ’«»…\u{a0}°€ñ–".chars() {
            assert!(!is_dear(c), "{c}");
        }
        for c in "م→😀Жı̇✓".chars().filter(|c| !matches!(c, 'ı' | '\u{307}')) {
            assert!(is_dear(c), "{c}");
        }
    }
}
