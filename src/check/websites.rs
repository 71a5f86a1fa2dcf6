//! No sentence sends a person to a website: who is on this line cannot go there.

use std::collections::BTreeMap;

use crate::{
    flow::{Name, definition::Flow},
    language::Language,
    problem::{Problem, SourceFile, code},
    words::Catalogue,
};

/// Addresses, as written and as spoken, and the words for where they lead.
const PHRASES: [&str; 15] = [
    "http",
    "www.",
    "www point",
    "point fr",
    "dot com",
    "site internet",
    "site web",
    "notre site",
    "sur le site",
    "website",
    "web site",
    "our site",
    "الموقع الإلكتروني",
    "موقع إلكتروني",
    "موقعنا",
];

/// Ends of addresses: refused where no letter follows.
const ENDINGS: [&str; 5] = [".fr", ".com", ".org", ".net", ".eu"];

/// Looks through the files of one language, line by line; comments are for translators.
pub(super) fn check(
    catalogue: &Catalogue,
    language: &Language,
    flows: &BTreeMap<Name, Flow>,
    problems: &mut Vec<Problem>,
) {
    let books = flows.keys().map(|name| Some(&**name)).chain([None]);
    for book in books {
        if let Some(info) = catalogue.messages(language, book).next() {
            check_file(&info.file, problems);
        }
    }
}

fn check_file(file: &SourceFile, problems: &mut Vec<Problem>) {
    // Most files have none, and one look at a whole file costs less than one at each of its lines.
    let lower = file.text.to_ascii_lowercase();
    if !PHRASES.iter().chain(&ENDINGS).any(|phrase| lower.contains(phrase)) {
        return;
    }
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if !line.starts_with('#')
            && let Some((at, phrase)) = first_address(line)
        {
            let end = start + at + phrase.len();
            let message = format!("“{}” sends people to a website", phrase.trim());
            let help = "say what to do by telephone, by text, by post or at the counter";
            problems.push(Problem::at(&code::WEBSITE, file, start + at..end, message, help));
        }
        start += line.len();
    }
}

/// The first phrase of a line that has the form of an address, and its place.
fn first_address(line: &str) -> Option<(usize, &'static str)> {
    // Only ASCII letters change, so that places stay the same.
    let lower = line.to_ascii_lowercase();
    let phrases = PHRASES.iter().filter_map(|phrase| Some((lower.find(phrase)?, *phrase)));
    let endings = ENDINGS.iter().filter_map(|ending| {
        let found = lower.match_indices(ending).find(|(at, _)| is_ending(&lower, *at, ending.len()));
        found.map(|(at, _)| (at, *ending))
    });
    phrases.chain(endings).min()
}

/// Letters stand before it, and none after.
fn is_ending(line: &str, at: usize, length: usize) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + length..).and_then(|text| text.chars().next());
    before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_alphanumeric() || c == '-')
}
