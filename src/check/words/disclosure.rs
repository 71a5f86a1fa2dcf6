//! What a text may not tell, because others may read it: which benefit it is, and how much money.

use super::{
    Context,
    line::{Line, VALUE},
    said::Sample,
};
use crate::problem::code;

const HELP: &str = "say it by voice alone: give the message a `.sms` without it; others may read a text";

/// Looks for benefits and amounts of a file in what is sent by text.
pub(super) fn check(line: &Line<'_, '_>, context: &Context<'_>) {
    if !line.by_text {
        return;
    }
    for (variant, joined) in line.variants.iter().zip(&line.joined) {
        for (name, (at, _)) in variant.values().zip(joined.text.match_indices(VALUE)) {
            let what = match line.told.with.get(name.strip_suffix("-words").unwrap_or(name)) {
                Some(Sample::Benefit) => "the name of a benefit",
                Some(Sample::Amount { of_a_file: true }) => "an amount of the file",
                _ => continue,
            };
            let message = || (format!("`${name}` tells {what} in a text"), HELP.to_owned());
            line.tell(&code::TOLD_BY_TEXT, joined, at..at + name.len(), message);
        }
        let lower = joined.text.to_lowercase();
        // Lower case may be longer or shorter; then the place is not known, and the whole text is shown.
        let same = lower.len() == joined.text.len();
        for name in &context.benefits {
            let Some(at) = lower.match_indices(name.as_str()).map(|(at, _)| at).find(|at| is_whole(&lower, *at, name))
            else {
                continue;
            };
            let message = || (format!("“{name}” tells in a text which benefit it is"), HELP.to_owned());
            if same {
                line.tell(&code::BENEFIT_NAMED, joined, at..at + name.len(), message);
            } else {
                line.tell_whole(&code::BENEFIT_NAMED, message);
            }
        }
    }
}

/// Whether no letter stands right before or behind.
fn is_whole(text: &str, at: usize, name: &str) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// A benefit's name without the article it is said with.
pub(super) fn bare(name: &str) -> String {
    let lower = name.to_lowercase();
    let articles = ["le ", "la ", "les ", "l'", "l’", "un ", "une ", "des ", "the ", "a ", "an "];
    let bare = articles.iter().find_map(|article| lower.strip_prefix(article)).unwrap_or(&lower);
    bare.trim().to_owned()
}
