//! Digits that a voice would read as one big number: it says 3114 as three thousand one hundred and fourteen.

use super::line::Line;
use crate::problem::code;

/// So many digits in a row are no count that people say.
const MOST: usize = 3;
/// Four digits that are a year wherever they stand.
const YEARS: std::ops::Range<u32> = 1900..2100;

/// Looks for long runs of digits in what is said by voice.
pub(super) fn check(line: &Line<'_, '_>) {
    if !line.by_voice {
        return;
    }
    for joined in &line.joined {
        for (at, run) in runs(&joined.text) {
            line.tell(&code::BIG_NUMBER, joined, at..at + run.len(), || {
                let message = format!("a voice reads “{run}” as one big number");
                let help = format!("write it as it is said, such as “{}”", in_groups(run));
                (message, help)
            });
        }
    }
}

/// The runs that are too long and no years.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text.get(rest..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let start = rest + start;
        let run = text.get(start..).unwrap_or_default();
        let length = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
        let run = run.get(..length).unwrap_or_default();
        rest = start + length;
        let is_year = length == 4 && run.parse().is_ok_and(|year| YEARS.contains(&year));
        if length > MOST && !is_year {
            found.push((start, run));
        }
    }
    found
}

/// In pairs, as numbers are said in France; one by one where they are odd.
fn in_groups(run: &str) -> String {
    let size = if run.len().is_multiple_of(2) { 2 } else { 1 };
    let digits: Vec<char> = run.chars().collect();
    digits.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_short_numbers_are_read_well() {
        for (text, expected) in [
            ("le 3 novembre 2026", vec![]),
            ("appelez le 15 ou le 112", vec![]),
            ("appelez le 3114.", vec![(11, "3114")]),
            ("03112026 ou 12345", vec![(0, "03112026"), (12, "12345")]),
        ] {
            assert_eq!(runs(text), expected, "{text}");
        }
        assert_eq!(in_groups("3114"), "31 14");
        assert_eq!(in_groups("12345"), "1 2 3 4 5");
    }
}
