//! The space that French sets before `:`, `;`, `?` and `!`.

use super::line::{Line, VALUE};
use crate::problem::code;

/// Looks for a mark that stands close to the word before it.
pub(super) fn check(line: &Line<'_, '_>) {
    if line.language.as_str().split('-').next() != Some("fr") {
        return;
    }
    for joined in &line.joined {
        for at in close(&joined.text) {
            line.tell(&code::FRENCH_SPACE, joined, at..at + 1, || {
                let mark = joined.text.get(at..=at).unwrap_or_default();
                (format!("no space stands before “{mark}”"), format!("write “ {mark}”, as French does"))
            });
        }
    }
}

/// Where such a mark stands right behind a letter or a value, and ends a word. Times (`9:00`) and the like are none.
fn close(text: &str) -> Vec<usize> {
    let marks = text.match_indices([':', ';', '?', '!']);
    let wrong = marks.filter(|(at, _)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        before.is_some_and(|c| c.is_alphabetic() || c == VALUE) && after.is_none_or(char::is_whitespace)
    });
    wrong.map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_behind_a_letter_is_found_and_nothing_else() {
        for (text, expected) in [
            ("Que voulez-vous ?", vec![]),
            ("Que voulez-vous\u{a0}?", vec![]),
            ("Que voulez-vous?", vec![15]),
            ("Envoyez: oui", vec![7]),
            ("à 9:00", vec![]),
            ("12 h 30 : oui", vec![]),
            ("\u{fffc}: oui", vec![3]),
            ("(oui)! a:b", vec![]),
        ] {
            assert_eq!(close(text), expected, "{text}");
        }
    }
}
