//! What can be proved of flows and words together before anyone calls: nothing is left unsaid,
//! and nothing is told without proof.

mod deadlines;
mod frame;
mod needs;
mod paths;
mod present;
pub mod words;

use std::{collections::BTreeMap, ops::Range};

use crate::{
    flow::{
        Name,
        definition::{Flow, ServiceFacts},
        loader,
    },
    language::Language,
    problem::{Problem, SourceFile, code, nearest},
    words::{Catalogue, MessageInfo},
};
pub use deadlines::check as deadlines;
use needs::{ALWAYS, Need};
pub use paths::{MOST_SECONDS, Worst, worst};

/// Every mistake between flows and words: a message that is missing in a language, one that asks for a value it is
/// never given, one that nobody says, one that sends people to a website; and every mistake of the paths that people can
/// take.
pub fn check(
    flows: &BTreeMap<Name, Flow>,
    flow_files: &[SourceFile],
    catalogue: &Catalogue,
    service: &ServiceFacts,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let files: BTreeMap<&str, &SourceFile> = flow_files.iter().map(|file| (loader::file_name(file), file)).collect();
    for flow in flows.values() {
        let file = files.get(&*flow.name).copied();
        check_book(catalogue, Some(&flow.name), &needs::of_flow(flow), file, &mut problems);
    }
    problems.extend(paths::check(flows, flow_files, catalogue, service));
    check_book(catalogue, None, &needs::shared(flows), None, &mut problems);
    for language in catalogue.languages() {
        frame::check(catalogue, &language, &mut problems);
    }
    words::check(flows, catalogue, &mut problems);
    problems
}

/// The words of one flow, or the shared ones, in every language.
fn check_book(
    catalogue: &Catalogue,
    flow: Option<&str>,
    needs: &[Need],
    flow_file: Option<&SourceFile>,
    problems: &mut Vec<Problem>,
) {
    let languages = catalogue.languages();
    let books: Vec<Words<'_>> = languages.iter().map(|language| Words { catalogue, language, flow }).collect();
    for book in &books {
        book.check_needs(needs, problems);
    }
    needs.iter().for_each(|need| check_variables(&books, need, problems));
    present::check(&books, needs, flow_file, problems);
}

/// The words of one flow, or the shared ones, in one language.
struct Words<'a> {
    catalogue: &'a Catalogue,
    language: &'a Language,
    flow: Option<&'a str>,
}

impl Words<'_> {
    fn check_needs(&self, needs: &[Need], problems: &mut Vec<Problem>) {
        for need in needs.iter().filter(|need| need.is_said_in(self.language)) {
            if let Some(info) = self.catalogue.message(self.language, self.flow, &need.id) {
                self.check_channels(need, info, problems);
            }
        }
    }

    /// A message without a text for both channels has one for each that it is said on.
    fn check_channels(&self, need: &Need, info: &MessageInfo, problems: &mut Vec<Problem>) {
        let has = |channel: &str| info.has_value || info.attributes.iter().any(|attribute| attribute == channel);
        for channel in need.channels.iter().filter(|channel| !has(channel)) {
            let message = format!("`{}` says nothing on the channel `{channel}`", info.id);
            let help = format!("give it a text for both channels, or add `.{channel} = …`");
            problems.push(Problem::at(&code::SILENT_CHANNEL, &info.file, info.span.clone(), message, help));
        }
    }
}

/// Whether a message uses values only that it is given. What it uses so in several languages is told once: mostly it is the
/// step that does not give it.
fn check_variables(books: &[Words<'_>], need: &Need, problems: &mut Vec<Problem>) {
    let mut unknown: BTreeMap<&str, Vec<(&MessageInfo, String)>> = BTreeMap::new();
    for book in books.iter().filter(|book| need.is_said_in(book.language)) {
        let Some(info) = book.catalogue.message(book.language, book.flow, &need.id) else { continue };
        for variable in &info.variables {
            let plain = variable.strip_suffix("-words").unwrap_or(variable);
            if !need.variables.contains(plain) && !ALWAYS.contains(&variable.as_str()) {
                unknown.entry(variable).or_default().push((info, book.language.to_string()));
            }
        }
    }
    for (variable, uses) in unknown {
        let Some((info, _)) = uses.first() else { continue };
        let plain = variable.strip_suffix("-words").unwrap_or(variable);
        let given: Vec<&str> = need.variables.iter().map(String::as_str).chain(ALWAYS).collect();
        let help = match nearest(plain, given.iter().copied()) {
            Some(near) => format!("did you mean `${near}`?"),
            None => match &need.given_by {
                Some(key) => {
                    format!("give it in the step, as in `{key}: {{ {plain}: … }}`; it has {}", dollars(&given))
                }
                None => format!("it has {}", dollars(&given)),
            },
        };
        let languages: Vec<String> = uses.iter().map(|(_, language)| language.clone()).collect();
        let message =
            format!("`{}` uses `${variable}` in {}, which it is never given", info.id, present::and(&languages));
        problems.push(Problem::at(&code::UNKNOWN_VALUE, &info.file, place_of(info, variable), message, help));
    }
}

/// Where a message uses a value.
fn place_of(info: &MessageInfo, variable: &str) -> Range<usize> {
    let (from, written) = (info.span.end, format!("${variable}"));
    let at = info.file.text.get(from..).and_then(|rest| rest.find(&written)).map(|at| from + at);
    at.map_or(info.span.clone(), |at| at..at + written.len())
}

fn dollars(names: &[&str]) -> String {
    names.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
