//! Letters in capitals that stand for something else: known words, words people type, or explained in the glossary.

use super::{Context, line::Line};
use crate::flow::vocabulary::normalise;
use crate::problem::code;

/// Looks for words in capitals.
pub(super) fn check(line: &Line<'_, '_>, context: &Context<'_>) {
    for joined in &line.joined {
        for (at, word) in words(&joined.text) {
            if !is_acronym(word) || context.glossary.contains(word) || (context.typed)(&normalise(word)) {
                continue;
            }
            line.tell(&code::UNEXPLAINED_ACRONYM, joined, at..at + word.len(), || {
                let message = format!("“{word}” is written in capitals, and not everybody knows what it stands for");
                let help = format!(
                    "say it in plain words; if everybody says it, add `{word} = what it stands for` to locales/{}/glossary.ftl",
                    line.language
                );
                (message, help)
            });
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let letter = |c: char| c.is_alphanumeric();
    let mut at = 0;
    text.split(move |c: char| !letter(c)).map(move |word| {
        let start = at;
        at += word.len() + text.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (start, word)
    })
}

/// Two capitals at least, and no small letter. Digits may stand among them, as in C2S.
fn is_acronym(word: &str) -> bool {
    word.len() > 1
        && word.chars().filter(|c| c.is_uppercase()).count() > 1
        && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_alone_make_an_acronym() {
        for (word, expected) in
            [("RSA", true), ("C2S", true), ("ÉTÉ", true), ("B", false), ("Guichet", false), ("12", false), ("", false)]
        {
            assert_eq!(is_acronym(word), expected, "{word}");
        }
        let found: Vec<(usize, &str)> = words("Le RSA, l'été.").filter(|(_, word)| !word.is_empty()).collect();
        assert_eq!(found, [(0, "Le"), (3, "RSA"), (8, "l"), (10, "été")]);
    }
}
