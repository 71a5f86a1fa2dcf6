//! No sentence sends a person to a website: who is on this line cannot go there.

use super::line::Line;
use crate::problem::code;

/// Addresses, as written and as spoken, and the words for where they lead.
const PHRASES: [&str; 21] = [
    "http",
    "www.",
    "www point",
    "point fr",
    "point com",
    "dot com",
    "arobase",
    "site internet",
    "site web",
    "notre site",
    "sur le site",
    "sur internet",
    "par internet",
    "website",
    "web site",
    "our site",
    "on the internet",
    "الموقع الإلكتروني",
    "موقع إلكتروني",
    "موقعنا",
    "الإنترنت",
];

/// Ends of addresses: refused where no letter follows.
const ENDINGS: [&str; 5] = [".fr", ".com", ".org", ".net", ".eu"];

/// Looks for addresses in what is said.
pub(super) fn check(line: &Line<'_, '_>) {
    for joined in &line.joined {
        if let Some((at, phrase)) = first_address(&joined.text) {
            line.tell(&code::WEBSITE, joined, at..at + phrase.len(), || {
                let message = format!("“{}” sends people to a website", phrase.trim());
                (message, "say what to do by telephone, by text, by post or at the counter".to_owned())
            });
        }
    }
}

/// Whether a file may hold an address: most hold none, and one look at a whole file costs less than one at each text.
pub(super) fn may_hold(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    PHRASES.iter().chain(&ENDINGS).any(|phrase| lower.contains(phrase))
}

/// The first phrase of a text that has the form of an address, and its place.
fn first_address(text: &str) -> Option<(usize, &'static str)> {
    // Only ASCII letters change, so that places stay the same.
    let lower = text.to_ascii_lowercase();
    let phrases = PHRASES.iter().filter_map(|phrase| Some((lower.find(phrase)?, *phrase)));
    let endings = ENDINGS.iter().filter_map(|ending| {
        let found = lower.match_indices(ending).find(|(at, _)| is_ending(&lower, *at, ending.len()));
        found.map(|(at, _)| (at, *ending))
    });
    phrases.chain(endings).min()
}

/// Letters stand before it, and none after.
fn is_ending(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_alphanumeric() || c == '-')
}
