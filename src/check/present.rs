//! Whether every message that is said has words, and every message that has words is said.
//!
//! One slip is told once: a step without words in three languages, or with a menu's options gone as well, is one mistake; and
//! where words only have nearly the right name, they are shown, and not also the step that lacks them.

use std::collections::BTreeSet;

use super::{
    Words,
    needs::{Need, SHARED},
};
use crate::{
    flow::loader,
    language::Language,
    problem::{Problem, SourceFile, code, nearest},
    words::MessageInfo,
};

/// Words that nobody says, and the message they were meant for, as far as their name tells.
struct Unused<'a> {
    language: &'a Language,
    info: &'a MessageInfo,
    meant: Option<&'a str>,
}

/// Everything that is missing or left over in one book of words, in all its languages.
pub(super) fn check(books: &[Words<'_>], needs: &[Need], flow_file: Option<&SourceFile>, problems: &mut Vec<Problem>) {
    // Shared words may be said by any flow.
    let unused: Vec<Unused<'_>> =
        if flow_file.is_some() { books.iter().flat_map(|book| unused(book, needs)).collect() } else { Vec::new() };
    let mut renamed = BTreeSet::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (at, need) in needs.iter().enumerate() {
        if told.contains(need.id.as_str()) {
            continue;
        }
        let wanted = books.iter().filter(|book| need.is_said_in(book.language)).count();
        let absent = absent(books, need);
        let twins: Vec<&Unused<'_>> = unused.iter().filter(|one| one.meant == Some(need.id.as_str())).collect();
        // All languages agree on another name: then it is the step that is mistyped.
        let step_renamed = wanted > 1 && twins.len() == wanted && alike(&twins);
        let absent: Vec<&Words<'_>> = match step_renamed {
            true => absent,
            false => {
                absent.into_iter().filter(|book| twins.iter().all(|twin| twin.language != book.language)).collect()
            }
        };
        if absent.is_empty() {
            continue;
        }
        // What the same step lacks besides, in the same languages, is the same slip.
        let family: Vec<&Need> =
            needs.iter().skip(at).filter(|other| need.is_of(other) && lacks(&absent, other)).collect();
        told.extend(family.iter().map(|other| other.id.as_str()));
        let known_as = twins.first().filter(|_| step_renamed).map(|twin| twin.info.id.as_str());
        renamed.extend(known_as);
        problems.push(missing(&family, &absent, known_as, flow_file));
    }
    tell_unused(&unused, &renamed, problems);
}

/// The books in which a message is said and has no words.
fn absent<'a, 'b>(books: &'b [Words<'a>], need: &Need) -> Vec<&'b Words<'a>> {
    books.iter().filter(|book| need.is_said_in(book.language) && !book.has(&need.id)).collect()
}

fn lacks(books: &[&Words<'_>], need: &Need) -> bool {
    books.iter().all(|book| need.is_said_in(book.language) && !book.has(&need.id))
}

fn alike(twins: &[&Unused<'_>]) -> bool {
    twins.windows(2).all(|pair| matches!(pair, [a, b] if a.info.id == b.info.id))
}

/// Messages without words, shown at the step that says them; shared ones at the end of the shared file.
fn missing(family: &[&Need], absent: &[&Words<'_>], known_as: Option<&str>, flow_file: Option<&SourceFile>) -> Problem {
    let ids: Vec<String> = family.iter().map(|need| format!("`{}`", need.id)).collect();
    let languages: Vec<String> = absent.iter().map(|book| book.language.to_string()).collect();
    let verb = if ids.len() == 1 { "has" } else { "have" };
    let message = format!("{} {verb} no words in {}", and(&ids), and(&languages));
    let lines: Vec<String> = family.iter().map(|need| format!("`{} = …`", need.id)).collect();
    let path = absent.first().map(|book| book.path()).unwrap_or_default();
    let others = match languages.get(1..) {
        Some(others) if !others.is_empty() => format!(", and to the same file in {}", and(others)),
        _ => String::new(),
    };
    let help = match known_as {
        Some(words) => format!("did you mean `{words}`? Words of that name are there, and no step says them"),
        None => format!("add {} to {path}{others}", and(&lines)),
    };
    if let Some(file) = flow_file {
        let place = family.first().and_then(|need| place(need, file)).unwrap_or_default();
        return Problem::at(&code::MISSING_WORDS, file, place, message, help);
    }
    match absent.first().and_then(|book| book.catalogue.messages(book.language, book.flow).next()) {
        Some(info) => {
            let end = info.file.text.len();
            Problem::at(&code::MISSING_SHARED_WORDS, &info.file, end..end, message, help)
        }
        None => Problem::new(&code::MISSING_SHARED_WORDS, message, help),
    }
}

/// Where a message is asked for: the name of its step, or the option of a menu.
fn place(need: &Need, file: &SourceFile) -> Option<std::ops::Range<usize>> {
    let step = need.step.as_deref()?;
    let name = loader::step_places(file).remove(step)?;
    let option = need.id.strip_prefix(step).and_then(|rest| rest.strip_prefix('-'));
    let within = option.and_then(|option| {
        let written = format!("option: {option}");
        let at = name.end + file.text.get(name.end..)?.find(&written)?;
        Some(at + written.len() - option.len()..at + written.len())
    });
    Some(within.unwrap_or(name))
}

/// What nobody says of one book.
fn unused<'a>(book: &Words<'a>, needs: &'a [Need]) -> Vec<Unused<'a>> {
    let wanted: BTreeSet<&str> =
        needs.iter().filter(|need| need.is_said_in(book.language)).map(|need| need.id.as_str()).collect();
    let mut messages = book.catalogue.messages(book.language, book.flow).peekable();
    let mentioned = messages.peek().map(|info| mentioned(&info.file.text)).unwrap_or_default();
    let left = messages.filter(|info| !wanted.contains(info.id.as_str()) && !mentioned.contains(info.id.as_str()));
    let absent = || wanted.iter().copied().filter(|id| !book.has(id));
    left.map(|info| Unused { language: book.language, info, meant: nearest(&info.id, absent()) }).collect()
}

/// Each message that nobody says, once for all languages and with its options.
fn tell_unused(unused: &[Unused<'_>], renamed: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let option_of = |id: &str, step: &str| id.strip_prefix(step).is_some_and(|rest| rest.starts_with('-'));
    let mut told: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    for one in unused {
        let id = one.info.id.as_str();
        let named_otherwise = renamed.contains(id) || renamed.iter().any(|step| option_of(id, step));
        let with_its_question =
            unused.iter().any(|other| other.language == one.language && option_of(id, &other.info.id));
        if named_otherwise || with_its_question || !told.insert((id, one.meant)) {
            continue;
        }
        let alike = unused.iter().filter(|other| other.info.id == id && other.meant == one.meant);
        let languages: Vec<String> = alike.map(|other| other.language.to_string()).collect();
        let languages = and(&languages);
        let help = match one.meant {
            Some(near) => format!("did you mean `{near}`? It has no words in {languages}"),
            None => "remove it, or give a step its name".to_owned(),
        };
        let message = format!("nobody says `{id}` in {languages}");
        problems.push(Problem::at(&code::UNUSED_WORDS, &one.info.file, one.info.span.clone(), message, help));
    }
}

/// `a`, `b` and `c`.
pub(super) fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The ids that messages of a file refer to.
pub(super) fn mentioned(text: &str) -> BTreeSet<&str> {
    fn id(inside: &str) -> &str {
        let inside = inside.trim_start();
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
        inside.get(..end.unwrap_or(inside.len())).unwrap_or_default()
    }
    text.split('{').skip(1).map(id).collect()
}

impl Words<'_> {
    fn path(&self) -> String {
        format!("locales/{}/{}.ftl", self.language, self.flow.unwrap_or(SHARED))
    }

    fn has(&self, id: &str) -> bool {
        self.catalogue.has_message(self.language, self.flow, id)
    }
}
