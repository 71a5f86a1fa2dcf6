//! Sentences short enough to be understood at first hearing.

use crate::problem::code;
use std::ops::Range;

use super::line::Line;
use crate::language::Language;

/// Most words of a sentence. Plain-language guides (ISO 24495-1, FALC) ask for fewer than fifteen to twenty.
const MOST: usize = 20;
/// The same where a language is marked as easy to read, as in `fr-x-falc`.
const MOST_EASY: usize = 12;

/// Looks for sentences that are too long.
pub(super) fn check(line: &Line<'_, '_>) {
    let most = most(line.language);
    for joined in &line.joined {
        for (stretch, words) in sentences(&joined.text).filter(|(_, words)| *words > most) {
            line.tell(&code::LONG_SENTENCE, joined, stretch, || {
                let message = format!("this sentence has {words} words");
                (message, format!("make two of it: {most} words are the most that people keep in mind"))
            });
        }
    }
}

fn most(language: &Language) -> usize {
    if language.as_str().ends_with("-x-falc") { MOST_EASY } else { MOST }
}

/// The sentences of a text and their words; a value counts as one.
fn sentences(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut start = 0;
    let mut words = 0;
    let mut rest = text.char_indices().peekable();
    let mut inside = false;
    std::iter::from_fn(move || {
        while let Some((at, c)) = rest.next() {
            if c.is_whitespace() {
                inside = false;
                continue;
            }
            if words == 0 && !inside {
                start = at;
            }
            if c.is_alphanumeric() || c == super::line::VALUE {
                words += usize::from(!inside);
                inside = true;
            }
            let ends = matches!(c, '.' | '!' | '?' | '؟' | '…') && rest.peek().is_none_or(|(_, c)| c.is_whitespace());
            if ends && words > 0 {
                let told = (start..at + c.len_utf8(), words);
                (words, inside) = (0, false);
                return Some(told);
            }
        }
        let left = std::mem::take(&mut words);
        (left > 0).then_some((start..text.len(), left))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_sentence_by_sentence() {
        let counted: Vec<(Range<usize>, usize)> = sentences("Un, deux : trois. L'été 3.5 ? Fin").collect();
        assert_eq!(counted, [(0..17, 3), (18..31, 2), (32..35, 1)]);
        assert_eq!(sentences("").count(), 0);
        assert_eq!(sentences("\u{fffc} ici.").map(|(_, words)| words).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn an_easy_language_has_shorter_sentences() {
        assert_eq!(most(&"fr-x-falc".parse().unwrap()), 12);
        assert_eq!(most(&Language::french()), 20);
    }
}
