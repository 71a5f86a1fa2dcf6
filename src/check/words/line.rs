//! One text as the checks of words read it: in one piece, with a mark where a value stands, and the way back to its place
//! in the file.

use std::{borrow::Cow, cell::RefCell, collections::BTreeSet, ops::Range};

use super::said::Use;
use crate::{
    language::Language,
    problem::{Code, Problem},
    words::{
        variant::{Piece, Variant},
        wording::Wording,
    },
};

/// Stands for a value in a joined text.
pub(super) const VALUE: char = '\u{fffc}';

/// A text, who says it, and every way it can come out.
pub(super) struct Line<'a, 'f> {
    pub language: &'a Language,
    pub wording: &'a Wording<'a>,
    pub told: &'a Use<'f>,
    /// Whether this very text is said by text, and by voice.
    pub by_text: bool,
    pub by_voice: bool,
    pub variants: Vec<Variant<'a>>,
    pub joined: Vec<Joined<'a>>,
    pub found: &'a Found,
}

/// One way a text comes out, in one piece.
pub(super) struct Joined<'a> {
    pub text: Cow<'a, str>,
    /// Where each part begins, where it is from, and whether it stands there letter by letter.
    parts: Vec<(usize, &'a str, bool)>,
}

/// Problems, each told once however many ways lead to it.
#[derive(Default)]
pub(super) struct Found {
    problems: RefCell<Vec<Problem>>,
    told: RefCell<BTreeSet<(String, usize, usize, String)>>,
}

impl<'a> Joined<'a> {
    pub fn new(variant: &Variant<'a>) -> Self {
        if let [Piece::Text(text)] = variant.pieces.as_slice() {
            return Joined { text: Cow::Borrowed(*text), parts: vec![(0, *text, true)] };
        }
        let (mut joined, mut parts) = (String::new(), Vec::with_capacity(variant.pieces.len()));
        for piece in &variant.pieces {
            match piece {
                Piece::Text(text) => {
                    parts.push((joined.len(), *text, true));
                    joined.push_str(text);
                }
                Piece::Quoted(text, source) => {
                    parts.push((joined.len(), *source, text.as_str() == *source));
                    joined.push_str(text);
                }
                Piece::Value(name) => {
                    parts.push((joined.len(), *name, false));
                    joined.push(VALUE);
                }
            }
        }
        Joined { text: Cow::Owned(joined), parts }
    }

    /// The part of the file that a stretch of the text is from: up to the end of the part it begins in.
    fn source(&self, stretch: &Range<usize>) -> Option<&'a str> {
        let (start, part, exact) = self.parts.iter().rev().find(|(start, ..)| *start <= stretch.start)?;
        let (from, to) = (stretch.start - start, (stretch.end - start).min(part.len()));
        // Of a value, and of a text with escapes, the whole is shown.
        part.get(from..to).filter(|_| *exact).or(Some(part))
    }
}

impl Line<'_, '_> {
    /// Tells of a stretch of a joined text.
    pub fn tell(
        &self,
        code: &'static Code,
        joined: &Joined<'_>,
        stretch: Range<usize>,
        make: impl FnOnce() -> (String, String),
    ) {
        // What stands in another file is told there.
        let Some(span) = joined.source(&stretch).and_then(|part| self.wording.span(part)) else { return };
        self.found.tell(code, self.wording, span, make);
    }

    /// Tells of the text as a whole.
    pub fn tell_whole(&self, code: &'static Code, make: impl FnOnce() -> (String, String)) {
        self.found.tell(code, self.wording, self.wording.place(), make);
    }
}

impl Found {
    pub fn tell(
        &self,
        code: &'static Code,
        wording: &Wording<'_>,
        span: Range<usize>,
        make: impl FnOnce() -> (String, String),
    ) {
        let (message, help) = make();
        let key = (wording.file.path.clone(), span.start, span.end, message.clone());
        if self.told.borrow_mut().insert(key) {
            self.problems.borrow_mut().push(Problem::at(code, wording.file, span, message, help));
        }
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}
