//! Words of closed sets are said in the words that people use for them: each has its text in every language.

use super::{
    line::{Line, VALUE},
    said::Sample,
};
use crate::{problem::code, words::Catalogue};

/// Looks for `$half_day-words` where a word of the set has no `value-WORD`.
pub(super) fn check(line: &Line<'_, '_>, catalogue: &Catalogue) {
    for (variant, joined) in line.variants.iter().zip(&line.joined) {
        for (name, (at, _)) in variant.values().zip(joined.text.match_indices(VALUE)) {
            let Some(Sample::OneOf(words)) = name.strip_suffix("-words").and_then(|plain| line.told.with.get(plain))
            else {
                continue;
            };
            let named = |word: &&String| catalogue.has_message(line.language, None, &format!("value-{word}"));
            let Some(word) = words.iter().find(|word| !named(word)) else { continue };
            line.tell(&code::UNNAMED_WORD, joined, at..at + name.len(), || {
                let message = format!("`${name}` may be `{word}`, which has no words in {}", line.language);
                (message, format!("add `value-{word} = …` to locales/{}/shared.ftl", line.language))
            });
        }
    }
}
