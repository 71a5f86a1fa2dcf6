//! A mistake in a flow or in words: what kind it is, where it is, and what to write instead.

pub mod code;
mod github;
mod hidden;
mod human;
mod json;
mod position;
mod sarif;

use std::{cmp::Ordering, ops::Range, sync::Arc};

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

pub use self::{
    code::{Code, Severity},
    github::github,
    hidden::first_hidden,
    human::{explain, report, summary},
    json::json,
    position::Position,
    sarif::sarif,
};

/// The largest file of flows or words, in bytes.
pub const LARGEST_FILE: usize = 256 * 1024;

/// A mistake among longer lines is told by its place alone, in bytes.
const LONGEST_DRAWN: usize = 4096;

/// As many mistakes of one file are told; a file with more of them is something else than a dialogue.
pub const MOST_OF_A_FILE: usize = 100;

/// A text file of the dialogues, by the path an author knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// `flows/menu.yaml`, `locales/fr/menu.ftl`.
    pub path: String,
    /// Its whole text.
    pub text: Arc<str>,
}

/// One mistake, shown with its code, file, line and caret.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    code: &'static Code,
    message: String,
    place: Option<Place>,
    label: String,
    help: String,
}

/// Where a mistake stands.
#[derive(Clone, Debug)]
struct Place {
    source: NamedSource<Arc<str>>,
    /// In bytes of the file.
    span: Range<usize>,
}

impl Problem {
    /// A mistake at `span` (bytes) of `file`. `help` says what to write instead.
    pub fn at(
        code: &'static Code,
        file: &SourceFile,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let start = file.text.floor_char_boundary(span.start);
        let span = start..file.text.ceil_char_boundary(span.end).max(start);
        let place = Place { source: NamedSource::new(&file.path, file.text.clone()), span };
        Problem { code, message: message.into(), place: Some(place), label: "here".to_owned(), help: help.into() }
    }

    /// A mistake that stands in no file, such as a folder without any.
    pub fn new(code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { code, message: message.into(), place: None, label: String::new(), help: help.into() }
    }

    /// The same, with words at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// What kind of mistake it is.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// What to write instead.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// Whether flows and words with it are kept out of service.
    pub fn is_error(&self) -> bool {
        self.code.severity == Severity::Error
    }

    /// The file's path, its text, and the place in it, in bytes.
    pub fn source(&self) -> Option<(&str, &str, Range<usize>)> {
        let place = self.place.as_ref()?;
        Some((place.source.name(), &**place.source.inner(), place.span.clone()))
    }

    /// The line it is on, counted from 1, and the file's path.
    pub fn place(&self) -> Option<(String, usize)> {
        let (path, text, span) = self.source()?;
        Some((path.to_owned(), position::of(text, span.start).line))
    }

    fn path(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.source.name())
    }

    /// What stands in its place where a file has too many.
    fn and_more(self) -> Self {
        let message = format!("`{}` has more mistakes than are told here", self.path().unwrap_or_default());
        let help = "mend the first ones, and check again".to_owned();
        Problem { code: &code::TOO_MANY_MISTAKES, message, help, ..self }
    }

    /// Whether its lines are short enough to be shown around it.
    fn is_drawn(&self) -> bool {
        let Some((_, text, span)) = self.source() else { return false };
        let before = text.get(..span.start).unwrap_or_default().bytes().rev();
        let after = text.get(span.start..).unwrap_or_default().bytes();
        let near = two_lines(before.take(LONGEST_DRAWN)) + two_lines(after.take(LONGEST_DRAWN));
        near + span.len() < LONGEST_DRAWN
    }

    /// What problems are sorted by: file, place, code.
    fn order(&self) -> (Option<&str>, usize, usize, &'static str, &str) {
        let span = self.place.as_ref().map_or(0..0, |place| place.span.clone());
        (self.place.as_ref().map(|place| place.source.name()), span.start, span.end, self.code.id, &self.message)
    }
}

/// How many bytes the line begun and the one after it have.
fn two_lines(bytes: impl Iterator<Item = u8>) -> usize {
    let mut ends = 0;
    let within = |byte: &u8| {
        ends += usize::from(*byte == b'\n');
        ends < 2
    };
    bytes.take_while(within).count()
}

/// The problems by file and place, those without a place first, each of them once, and of each file no more than
/// anybody reads.
pub fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| a.order().cmp(&b.order()));
    problems.dedup_by(|a, b| a.order() == b.order());
    let mut told: Vec<Problem> = Vec::new();
    let mut of_file = 0;
    for problem in problems {
        let same = told.last().is_some_and(|last| last.path().is_some() && last.path() == problem.path());
        of_file = if same { of_file + 1 } else { 0 };
        match of_file.cmp(&MOST_OF_A_FILE) {
            Ordering::Less => told.push(problem),
            Ordering::Equal => told.push(problem.and_more()),
            Ordering::Greater => {}
        }
    }
    told
}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let Code { id, name, severity, .. } = self.code;
        Some(Box::new(format!("{}[{id}]: {name}", severity.as_str())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.code.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        let place = self.place.as_ref().filter(|_| self.is_drawn());
        place.map(|place| &place.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.place.as_ref().filter(|_| self.is_drawn())?.span.clone();
        let labelled = LabeledSpan::new(Some(self.label.clone()), span.start, span.len());
        Some(Box::new(std::iter::once(labelled)))
    }
}

/// The word of a list that is most probably meant by a mistyped one: at most two letters away, and fewer than it has.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Words of very different lengths are no nearer, and many names are compared where a file is full of mistakes.
    let alike = words.into_iter().filter(|word| word.len().abs_diff(typed.len()) <= 8);
    let near = alike.map(|word| (distance(typed, word), word));
    let near = near.filter(|(distance, word)| *distance <= 2 && *distance < word.chars().count());
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// Levenshtein's distance: letters to insert, remove or replace.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((b, above), before) in right.iter().zip(row.iter().skip(1)).zip(&row) {
            let here = next.last().copied().unwrap_or(i);
            next.push((above + 1).min(here + 1).min(before + usize::from(a != *b)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_word_is_recognised_within_two_letters() {
        let words = ["look-up", "verify", "on"];
        for (typed, meant) in
            [("lookup", Some("look-up")), ("verfiy", Some("verify")), ("xyz", None), ("no", None), ("o", Some("on"))]
        {
            assert_eq!(nearest(typed, words), meant, "{typed}");
        }
    }
}
