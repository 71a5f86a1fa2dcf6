//! Translated rows put back into the files of words: all of them, or none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
};

use fluent_syntax::{ast::Entry, parser};

use super::{
    Page, Row,
    file::{Cut, indentation, laid_out, shown},
    pages, rows,
};
use crate::{
    language::Language,
    problem::{SourceFile, nearest},
    words::{FACTS, load::too_deep},
};

/// How far further lines of a message are indented, and of an attribute.
const INDENT: usize = 4;
const INDENT_ATTRIBUTE: usize = 8;

/// A row as it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its line in the sheet.
    pub line: u64,
    /// `file-status/ask-file`.
    pub id: String,
    /// `sms`, or empty.
    pub attribute: String,
    /// The text; empty to leave what is there.
    pub translation: String,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its line in the sheet.
    pub line: u64,
    /// Why, and what to write instead.
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl Change {
    fn refuse(&self, reason: impl Into<String>) -> Refused {
        Refused { line: self.line, reason: reason.into() }
    }

    fn name(&self) -> String {
        if self.attribute.is_empty() { self.id.clone() } else { format!("{}.{}", self.id, self.attribute) }
    }
}

/// The files that change, as they are afterwards.
///
/// # Errors
/// Every row that cannot be taken; then nothing changes.
pub fn write(files: &[SourceFile], language: &Language, changes: &[Change]) -> Result<Vec<SourceFile>, Vec<Refused>> {
    let before = rows(files, language);
    let known: BTreeMap<(&str, &str), &Row> =
        before.iter().map(|row| ((row.id.as_str(), row.attribute.as_str()), row)).collect();
    let (mut wanted, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for change in changes {
        let key = (change.id.as_str(), change.attribute.as_str());
        if let Some(first) = seen.insert(key, change.line) {
            refused.push(change.refuse(format!("`{}` stands on line {first} too; keep one", change.name())));
            continue;
        }
        match taken(change, known.get(&key).copied(), &known) {
            Ok(None) => {}
            Ok(Some(text)) => wanted.push((change, text)),
            Err(reason) => refused.push(change.refuse(reason)),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let written = edited(files, language, &wanted);
    lost(files, language, &before, &wanted, &written).map_or(Ok(written), |refused| Err(vec![refused]))
}

/// The text of a row that changes something; none where it is empty or what is there already.
fn taken(change: &Change, row: Option<&Row>, known: &BTreeMap<(&str, &str), &Row>) -> Result<Option<String>, String> {
    let Some(row) = row else {
        let ids: BTreeSet<&str> = known.keys().map(|(id, _)| *id).collect();
        return Err(match nearest(&change.id, ids.iter().copied()) {
            Some(near) if near == change.id => format!("`{}` has no text `{}`", change.id, change.attribute),
            Some(near) => format!("there is no message `{}`; did you mean `{near}`?", change.id),
            None => format!("there is no message `{}`; ids stay as they were exported", change.id),
        });
    };
    let text = shown(change.translation.trim_matches(|c| matches!(c, ' ' | '\n' | '\r')));
    if text.is_empty() || text == row.translation {
        return Ok(None);
    }
    readable(&text)?;
    let given: BTreeSet<String> = known
        .range((change.id.as_str(), "")..)
        .take_while(|((id, _), _)| *id == change.id)
        .flat_map(|(_, row)| variables(&row.french).into_iter().chain(variables(&row.translation)))
        .collect();
    let plain = |name: &str| name.strip_suffix("-words").unwrap_or(name).to_owned();
    let plainly: BTreeSet<String> = given.iter().map(|name| plain(name)).collect();
    for name in variables(&text) {
        if plainly.contains(&plain(&name)) || FACTS.contains(&name.as_str()) {
            continue;
        }
        return Err(match nearest(&name, given.iter().map(String::as_str)) {
            Some(near) => format!("`${name}` is never given here; did you mean `${near}`?"),
            None => format!("`${name}` is never given here; use the names that stand in the French"),
        });
    }
    Ok(Some(text))
}

/// Whether a text is one text of a message and no more.
fn readable(text: &str) -> Result<(), String> {
    if let Some(c) = text.chars().find(|c| c.is_control() && *c != '\n') {
        return Err(format!("the text holds a character that cannot be said (U+{:04X})", u32::from(c)));
    }
    let whole = format!("x = {}\n", laid_out(text, INDENT, "\n"));
    if too_deep(&whole).is_some() {
        return Err("the braces of the text nest too deep".to_owned());
    }
    match parser::parse(whole.as_str()) {
        Err((_, errors)) => {
            let error = errors.first().map(|error| error.kind.to_string()).unwrap_or_default();
            Err(format!("the text cannot be read ({error}); keep the braces and what is between them as in the French"))
        }
        Ok(resource) => match resource.body.as_slice() {
            [Entry::Message(message)] if message.attributes.is_empty() && message.value.is_some() => Ok(()),
            _ => Err("a line of the text begins like another message; begin it with a word".to_owned()),
        },
    }
}

/// The names after `$` between the braces of a text.
fn variables(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    // Money is written in euros: a `$` outside braces is rare, and followed by no name.
    text.split('$').skip(1).map(name).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())).collect()
}

/// A piece of a file that is written anew.
struct Edit {
    at: Range<usize>,
    text: String,
}

/// The files with the wanted texts in them.
fn edited(files: &[SourceFile], language: &Language, wanted: &[(&Change, String)]) -> Vec<SourceFile> {
    let (french, own) = (pages(files, &Language::french()), pages(files, language));
    let mut by_file: BTreeMap<&str, Messages<'_>> = BTreeMap::new();
    for (change, text) in wanted {
        let (file, id) = change.id.split_once('/').unwrap_or(("", &change.id));
        by_file.entry(file).or_default().entry(id).or_default().push((change.attribute.as_str(), text.as_str()));
    }
    let write = |(name, messages): (&str, Messages<'_>)| match own.get(name) {
        Some(page) => {
            let text = apply(&page.file.text, edits(page, french.get(name), &messages));
            SourceFile { path: page.file.path.clone(), text: text.into() }
        }
        None => new_file(language, name, french.get(name), &messages),
    };
    by_file.into_iter().map(write).collect()
}

type Messages<'m> = BTreeMap<&'m str, Vec<(&'m str, &'m str)>>;

/// The changes of one file, in its order.
fn edits(page: &Page<'_>, french: Option<&Page<'_>>, messages: &Messages<'_>) -> Vec<Edit> {
    let source: &str = &page.file.text;
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits = Vec::new();
    for cut in &page.cuts {
        for (attribute, text) in messages.get(cut.id).into_iter().flatten() {
            edits.push(edit(source, cut, attribute, text, newline));
        }
    }
    for (id, texts) in in_order(french, messages) {
        if page.cuts.iter().any(|cut| cut.id == id) {
            continue;
        }
        let message = new_message(id, texts, newline);
        edits.push(match behind(page, french, id) {
            Some((at, lines)) => Edit { at: at..at, text: format!("{}{message}", newline.repeat(lines)) },
            None => {
                let end = source.len();
                let lead = if source.is_empty() || source.ends_with('\n') { "" } else { newline };
                Edit { at: end..end, text: format!("{lead}{newline}{message}{newline}") }
            }
        });
    }
    edits.sort_by_key(|edit| edit.at.start);
    edits
}

/// One text of a message that is there.
fn edit(source: &str, cut: &Cut<'_>, attribute: &str, text: &str, newline: &str) -> Edit {
    let usual = if attribute.is_empty() { INDENT } else { INDENT_ATTRIBUTE };
    match cut.range(attribute) {
        Some(range) => {
            let there = source.get(range.clone()).unwrap_or_default();
            let indent = match indentation(there) {
                0 if there.contains('\n') && stands_at_margin(text) => 0,
                0 => usual,
                indent => indent,
            };
            Edit { at: range.clone(), text: laid_out(text, indent, newline) }
        }
        None if attribute.is_empty() => {
            Edit { at: cut.equals..cut.equals, text: format!(" {}", laid_out(text, usual, newline)) }
        }
        None => {
            let end = cut.end();
            Edit { at: end..end, text: new_attribute(attribute, text, newline) }
        }
    }
}

/// Whether the further lines of a text may stand without indentation: they are inside braces.
fn stands_at_margin(text: &str) -> bool {
    text.split('\n').skip(1).all(|line| line.is_empty() || line.starts_with([' ', '{', '}', '[', '*']))
}

fn new_attribute(attribute: &str, text: &str, newline: &str) -> String {
    format!("{newline}    .{attribute} = {}", laid_out(text, INDENT_ATTRIBUTE, newline))
}

fn new_message(id: &str, texts: &[(&str, &str)], newline: &str) -> String {
    let value = texts.iter().find(|(attribute, _)| attribute.is_empty());
    let mut message = match value {
        Some((_, text)) => format!("{id} = {}", laid_out(text, INDENT, newline)),
        None => format!("{id} ="),
    };
    for (attribute, text) in texts.iter().filter(|(attribute, _)| !attribute.is_empty()) {
        message.push_str(&new_attribute(attribute, text, newline));
    }
    message
}

/// The messages in the order of the French file.
fn in_order<'m>(french: Option<&Page<'_>>, messages: &'m Messages<'m>) -> Vec<(&'m str, &'m Vec<(&'m str, &'m str)>)> {
    let cuts = french.map(|page| page.cuts.as_slice()).unwrap_or_default();
    cuts.iter().filter_map(|cut| messages.get_key_value(cut.id).map(|(id, texts)| (*id, texts))).collect()
}

/// Where a new message goes: behind the nearest one before it in French, as many lines below it.
fn behind(page: &Page<'_>, french: Option<&Page<'_>>, id: &str) -> Option<(usize, usize)> {
    let french = french?;
    let at = french.cuts.iter().position(|cut| cut.id == id)?;
    let before = french.cuts.get(..at)?.iter().rev();
    let end = before.clone().find_map(|cut| page.cuts.iter().find(|own| own.id == cut.id)).map(Cut::end)?;
    let gap = french.file.text.get(before.clone().next()?.end()..french.cuts.get(at)?.equals)?;
    let apart = gap.lines().skip(1).any(|line| line.trim().is_empty());
    Some((end, if apart { 2 } else { 1 }))
}

fn new_file(language: &Language, name: &str, french: Option<&Page<'_>>, messages: &Messages<'_>) -> SourceFile {
    let mut text = String::new();
    for (id, texts) in in_order(french, messages) {
        text.push_str(&new_message(id, texts, "\n"));
        text.push('\n');
    }
    SourceFile { path: format!("locales/{language}/{name}.ftl"), text: text.into() }
}

fn apply(source: &str, edits: Vec<Edit>) -> String {
    let (mut text, mut at) = (String::with_capacity(source.len() + 64), 0);
    for edit in edits {
        text.push_str(source.get(at..edit.at.start).unwrap_or_default());
        text.push_str(&edit.text);
        at = edit.at.end;
    }
    text.push_str(source.get(at..).unwrap_or_default());
    text
}

/// The first row that would not be read back as it was written, or that another one changed.
fn lost(
    files: &[SourceFile],
    language: &Language,
    before: &[Row],
    wanted: &[(&Change, String)],
    written: &[SourceFile],
) -> Option<Refused> {
    let kept = files.iter().filter(|file| !written.iter().any(|new| new.path == file.path));
    let after: Vec<SourceFile> = kept.chain(written).cloned().collect();
    let after = rows(&after, language);
    let read: BTreeMap<(&str, &str), &Row> =
        after.iter().map(|row| ((row.id.as_str(), row.attribute.as_str()), row)).collect();
    for (change, text) in wanted {
        if there(&read, &change.id, &change.attribute) != Some(text.as_str()) {
            return Some(change.refuse("the text cannot be written as it is; begin each line with a word"));
        }
    }
    let touched: BTreeSet<(&str, &str)> =
        wanted.iter().map(|(change, _)| (change.id.as_str(), change.attribute.as_str())).collect();
    let changed = before.iter().find(|row| {
        let is_touched = touched.contains(&(row.id.as_str(), row.attribute.as_str()));
        !is_touched && there(&read, &row.id, &row.attribute) != Some(row.translation.as_str())
    });
    let line = wanted.first().map_or(0, |(change, _)| change.line);
    let reason = |row: &Row| format!("`{}` would be changed by another row; import fewer rows at a time", row.id);
    changed.map(|row| Refused { line, reason: reason(row) })
}

/// The translation of a row, where there is one.
fn there<'r>(rows: &BTreeMap<(&'r str, &'r str), &'r Row>, id: &'r str, attribute: &'r str) -> Option<&'r str> {
    rows.get(&(id, attribute)).map(|row| row.translation.as_str())
}
