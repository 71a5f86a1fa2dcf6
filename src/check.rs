//! What can be proved of flows and words together before anyone calls: nothing is left unsaid,
//! and nothing is told without proof.

mod deadlines;
mod frame;
mod needs;
mod paths;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

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
use needs::{ALWAYS, Need, SHARED};
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
        let needs = needs::of_flow(flow);
        for language in catalogue.languages() {
            let words = Words { catalogue, language: &language, flow: Some(&flow.name) };
            words.check_needs(&needs, file, &mut problems);
            words.check_unused(&needs, &mut problems);
        }
    }
    problems.extend(paths::check(flows, flow_files, catalogue, service));
    let shared = needs::shared(flows);
    for language in catalogue.languages() {
        let words = Words { catalogue, language: &language, flow: None };
        words.check_needs(&shared, None, &mut problems);
        frame::check(catalogue, &language, &mut problems);
    }
    words::check(flows, catalogue, &mut problems);
    problems
}

/// The words of one flow, or the shared ones, in one language.
struct Words<'a> {
    catalogue: &'a Catalogue,
    language: &'a Language,
    flow: Option<&'a str>,
}

impl Words<'_> {
    fn path(&self) -> String {
        format!("locales/{}/{}.ftl", self.language, self.flow.unwrap_or(SHARED))
    }

    fn check_needs(&self, needs: &[Need], flow_file: Option<&SourceFile>, problems: &mut Vec<Problem>) {
        for need in needs.iter().filter(|need| need.language.as_ref().is_none_or(|only| only == self.language)) {
            match self.catalogue.message(self.language, self.flow, &need.id) {
                None => problems.push(self.missing(need, flow_file)),
                Some(info) => {
                    self.check_channels(need, info, problems);
                    check_variables(need, info, problems);
                }
            }
        }
    }

    /// A message that is missing, shown at the step that says it; a shared one at the end of the shared file.
    fn missing(&self, need: &Need, flow_file: Option<&SourceFile>) -> Problem {
        let message = format!("`{}` has no words in {}", need.id, self.language);
        let help = format!("add `{} = …` to {}", need.id, self.path());
        if let Some(file) = flow_file {
            let step = need.step.as_deref().and_then(|step| loader::step_places(file).remove(step));
            return Problem::at(&code::MISSING_WORDS, file, step.unwrap_or_default(), message, help);
        }
        match self.catalogue.messages(self.language, self.flow).next() {
            Some(info) => {
                let end = info.file.text.len();
                Problem::at(&code::MISSING_SHARED_WORDS, &info.file, end..end, message, help)
            }
            None => Problem::new(&code::MISSING_SHARED_WORDS, message, help),
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

    fn check_unused(&self, needs: &[Need], problems: &mut Vec<Problem>) {
        let wanted: BTreeSet<&str> = needs
            .iter()
            .filter(|need| need.language.as_ref().is_none_or(|only| only == self.language))
            .map(|need| need.id.as_str())
            .collect();
        let mut messages = self.catalogue.messages(self.language, self.flow).peekable();
        let mentioned = messages.peek().map(|info| mentioned(&info.file.text)).unwrap_or_default();
        for info in messages {
            if wanted.contains(info.id.as_str()) || mentioned.contains(info.id.as_str()) {
                continue;
            }
            let absent = wanted.iter().filter(|id| !self.catalogue.has_message(self.language, self.flow, id));
            let help = match nearest(&info.id, absent.copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or give a step its name".to_owned(),
            };
            let message = format!("nobody says `{}`", info.id);
            problems.push(Problem::at(&code::UNUSED_WORDS, &info.file, info.span.clone(), message, help));
        }
    }
}

/// Whether a message uses values only that it is given.
fn check_variables(need: &Need, info: &MessageInfo, problems: &mut Vec<Problem>) {
    for variable in &info.variables {
        let plain = variable.strip_suffix("-words").unwrap_or(variable);
        if need.variables.contains(plain) || ALWAYS.contains(&variable.as_str()) {
            continue;
        }
        let given: Vec<&str> = need.variables.iter().map(String::as_str).chain(ALWAYS).collect();
        let help = match nearest(plain, given.iter().copied()) {
            Some(near) => format!("did you mean `${near}`?"),
            None if need.step.is_some() => {
                format!("give it in the step, as in `with: {{ {plain}: … }}`; it has {}", dollars(&given))
            }
            None => format!("it has {}", dollars(&given)),
        };
        let message = format!("`{}` uses `${variable}`, which it is never given", info.id);
        problems.push(Problem::at(&code::UNKNOWN_VALUE, &info.file, info.span.clone(), message, help));
    }
}

fn dollars(names: &[&str]) -> String {
    names.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", ")
}

/// The ids that messages of a file refer to.
fn mentioned(text: &str) -> BTreeSet<&str> {
    fn id(inside: &str) -> &str {
        let inside = inside.trim_start();
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
        inside.get(..end.unwrap_or(inside.len())).unwrap_or_default()
    }
    text.split('{').skip(1).map(id).collect()
}

#[cfg(test)]
mod tests;
