//! A mistake in a flow, a locale or a settings file: where it is and what to write instead.

use std::{ops::Range, sync::Arc};

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// A text file of the dialogues, by the path an author knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// `flows/menu.yaml`, `locales/fr/menu.ftl`.
    pub path: String,
    /// Its whole text.
    pub text: Arc<str>,
}

/// One mistake, shown with file, line and caret.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    message: String,
    source_code: Option<NamedSource<Arc<str>>>,
    span: Option<Range<usize>>,
    label: String,
    help: String,
}

impl Problem {
    /// A mistake at `span` (bytes) of `file`. `help` says what to write instead.
    pub fn at(file: &SourceFile, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        let end = file.text.len();
        let span = span.start.min(end)..span.end.min(end).max(span.start.min(end));
        Problem {
            message: message.into(),
            source_code: Some(NamedSource::new(&file.path, file.text.clone())),
            span: Some(span),
            label: "here".to_owned(),
            help: help.into(),
        }
    }

    /// A mistake that stands in no file, such as a folder without any.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { message: message.into(), source_code: None, span: None, label: String::new(), help: help.into() }
    }

    /// The same, with words at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The line it is on, counted from 1, and the file's path.
    pub fn place(&self) -> Option<(String, usize)> {
        let source = self.source_code.as_ref()?;
        let start = self.span.as_ref()?.start;
        let before = source.inner().get(..start)?;
        Some((source.name().to_owned(), before.matches('\n').count() + 1))
    }
}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source_code.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.span.clone()?;
        let labelled = LabeledSpan::new(Some(self.label.clone()), span.start, span.len());
        Some(Box::new(std::iter::once(labelled)))
    }
}

/// Every problem as an author reads it in a terminal.
pub fn report(problems: &[Problem]) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    let mut text = String::new();
    for problem in problems {
        if handler.render_report(&mut text, problem).is_err() {
            text.push_str(&problem.message);
        }
        text.push('\n');
    }
    text
}

/// The word of a list that is most probably meant by a mistyped one: at most two letters away, and fewer than it has.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = words.into_iter().map(|word| (distance(typed, word), word));
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
