//! Words as rows for translators who do not edit files, and rows as words again. Everything that is no translated text
//! (comments, order, blank lines, the layout of what did not change) stays byte for byte.

mod file;
pub mod sheet;
mod write;

use std::collections::{BTreeMap, BTreeSet};

pub use self::write::{Change, Refused, write};
use super::load::place;
use crate::{channel::Channel, language::Language, problem::SourceFile};
use file::{Cut, cut};

/// One text, as a translator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file and the message: `file-status/ask-file`.
    pub id: String,
    /// The attribute, such as `sms`; empty for the text for both channels.
    pub attribute: String,
    /// What the translator should know: the comment over the message, and what acronyms stand for.
    pub comment: String,
    /// The French.
    pub french: String,
    /// The text in the language; empty where there is none yet.
    pub translation: String,
    /// Where it stands.
    pub state: State,
}

/// Where a translation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Translated,
    /// French has it, and the language does not.
    Missing,
    /// French says it in other words on one channel; in the language one text serves both.
    Served,
    /// The language has it, and French does not: an option in that language, or a wording of its own.
    Own,
}

impl State {
    /// The word for it in a sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Translated => "translated",
            State::Missing => "missing",
            State::Served => "one text serves both",
            State::Own => "not in French",
        }
    }
}

/// The files of one language by name, cut at their messages.
type Pages<'s> = BTreeMap<String, Page<'s>>;

struct Page<'s> {
    file: &'s SourceFile,
    cuts: Vec<Cut<'s>>,
}

/// Every text of a language beside its French, in the order of the French files, then what French does not have.
pub fn rows(files: &[SourceFile], language: &Language) -> Vec<Row> {
    let french = pages(files, &Language::french());
    let own = pages(files, language);
    let glossary = glossary(&french);
    let names: BTreeSet<&String> = french.keys().chain(own.keys()).collect();
    let mut rows = Vec::new();
    for name in names {
        let from = french.get(name).map(Page::texts).unwrap_or_default();
        let to = own.get(name).map(Page::texts).unwrap_or_default();
        let there: BTreeMap<(&str, &str), &Text<'_>> =
            to.iter().map(|text| ((text.id, text.attribute), text)).collect();
        for text in &from {
            let translation = there.get(&(text.id, text.attribute)).map(|text| text.shown.clone());
            let for_one_channel =
                [Channel::Sms, Channel::Voice].iter().any(|channel| channel.as_str() == text.attribute);
            let state = match &translation {
                Some(_) => State::Translated,
                None if for_one_channel && there.contains_key(&(text.id, "")) => State::Served,
                None => State::Missing,
            };
            rows.push(text.row(name, &glossary, text.shown.clone(), translation.unwrap_or_default(), state));
        }
        let known: BTreeSet<(&str, &str)> = from.iter().map(|text| (text.id, text.attribute)).collect();
        for text in to.iter().filter(|text| !known.contains(&(text.id, text.attribute))) {
            rows.push(text.row(name, &glossary, String::new(), text.shown.clone(), State::Own));
        }
    }
    rows
}

/// The files of a language, by name.
fn pages<'s>(files: &'s [SourceFile], language: &Language) -> Pages<'s> {
    let page = |file: &'s SourceFile| {
        let (of, name) = place(&file.path)?;
        (of == *language).then(|| (name, Page { file, cuts: cut(&file.text) }))
    };
    files.iter().filter_map(page).collect()
}

/// One text of a file.
struct Text<'s> {
    id: &'s str,
    attribute: &'s str,
    comment: &'s str,
    shown: String,
}

impl<'s> Page<'s> {
    fn texts(&self) -> Vec<Text<'s>> {
        let text = |cut: &Cut<'s>| {
            let (id, comment) = (cut.id, cut.comment);
            let source: &'s str = &self.file.text;
            let shown = move |attribute: &'s str, range: &std::ops::Range<usize>| {
                let shown = file::shown(source.get(range.clone()).unwrap_or_default());
                Text { id, attribute, comment, shown }
            };
            let value = cut.value.iter().map(|range| shown("", range));
            value.chain(cut.attributes.iter().map(|&(name, ref range)| shown(name, range))).collect::<Vec<_>>()
        };
        self.cuts.iter().flat_map(text).collect()
    }
}

impl Text<'_> {
    fn row(&self, file: &str, glossary: &[(&str, String)], french: String, translation: String, state: State) -> Row {
        let mut comment = file::plain_comment(self.comment);
        let text = if french.is_empty() { &translation } else { &french };
        for (acronym, meaning) in glossary.iter().filter(|(acronym, _)| holds(text, acronym)) {
            if !comment.is_empty() {
                comment.push(' ');
            }
            comment.push_str(&format!("{acronym}: {meaning}."));
        }
        let (id, attribute) = (format!("{file}/{}", self.id), self.attribute.to_owned());
        Row { id, attribute, comment, french, translation, state }
    }
}

/// What acronyms stand for, in French.
fn glossary<'s>(french: &Pages<'s>) -> Vec<(&'s str, String)> {
    let texts = french.get("glossary").map(Page::texts).unwrap_or_default();
    texts.into_iter().filter(|text| text.attribute.is_empty()).map(|text| (text.id, text.shown)).collect()
}

/// Whether a word stands in a text by itself.
fn holds(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}

#[cfg(test)]
mod tests;
