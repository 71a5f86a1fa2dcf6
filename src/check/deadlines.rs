//! What can be proved of deadlines and their words together: each has all it says, in every language, and nothing is left over.

use std::collections::{BTreeMap, BTreeSet};

use super::{dollars, present::mentioned, words};
use crate::{
    flow::{Name, definition::Flow, loader::file_name},
    language::Language,
    problem::{Problem, SourceFile, code, nearest},
    reminder::{
        DeadlineType,
        loader::places,
        message::{BOOK, Message, Part, messages},
    },
    words::{Catalogue, MessageInfo},
};

/// What every organisation's message begins with.
const ORGANISATION: &str = "organisation-";

/// Every mistake between deadlines and their words.
pub fn check(
    flows: &BTreeMap<Name, Flow>,
    kinds: &BTreeMap<Name, DeadlineType>,
    files: &[SourceFile],
    catalogue: &Catalogue,
) -> Vec<Problem> {
    if kinds.is_empty() {
        return Vec::new();
    }
    let needed = messages(kinds);
    let mut problems = Vec::new();
    for language in catalogue.languages() {
        let scope = Scope { kinds, files, catalogue, language: &language };
        for message in &needed {
            match catalogue.message(&language, Some(BOOK), &message.id) {
                Some(info) => check_one(message, info, &mut problems),
                None => problems.extend(scope.missing(message)),
            }
        }
        scope.check_unused(&needed, &mut problems);
    }
    words::check_deadlines(flows, &needed, catalogue, &mut problems);
    problems
}

/// A message says something on each channel it is for, with the values that it is given.
fn check_one(message: &Message, info: &MessageInfo, problems: &mut Vec<Problem>) {
    let channels: &[&str] = match (message.part, message.by_text) {
        (Part::Typed, _) => &[],
        (_, true) => &["voice", "sms"],
        (_, false) => &["voice"],
    };
    let has = |channel: &str| info.has_value || info.attributes.iter().any(|attribute| attribute == channel);
    for channel in channels.iter().filter(|channel| !has(channel)) {
        let told = format!("`{}` says nothing on the channel `{channel}`", info.id);
        let help = format!("give it a text for both channels, or add `.{channel} = …`");
        problems.push(Problem::at(&code::SILENT_CHANNEL, &info.file, info.span.clone(), told, help));
    }
    let given: Vec<&str> = message.values.iter().copied().chain(crate::words::FACTS).collect();
    for variable in info.variables.iter().filter(|variable| !given.contains(&variable.as_str())) {
        let told = format!("`{}` uses `${variable}`, which it is never given", info.id);
        let help = format!("it has {}", dollars(&given));
        problems.push(Problem::at(&code::UNKNOWN_VALUE, &info.file, info.span.clone(), told, help));
    }
}

struct Scope<'a> {
    kinds: &'a BTreeMap<Name, DeadlineType>,
    files: &'a [SourceFile],
    catalogue: &'a Catalogue,
    language: &'a Language,
}

impl Scope<'_> {
    /// A message that is missing, shown in the file of the deadline that needs it. An organisation that French has no name
    /// for is told as unknown, once.
    fn missing(&self, message: &Message) -> Option<Problem> {
        let needs = |kind: &&DeadlineType| match (&message.deadline, &message.organisation) {
            (Some(name), _) => kind.name == *name,
            (None, Some(organisation)) => kind.organisations.contains(organisation),
            (None, None) => true,
        };
        let kind = self.kinds.values().find(needs)?;
        let file = self.files.iter().find(|file| file_name(file) == &*kind.name)?;
        let (name, organisations) = places(file);
        let at = message.organisation.as_ref().and_then(|name| organisations.get(&**name).cloned()).unwrap_or(name);
        let french = Language::french();
        if let Some(organisation) = &message.organisation
            && !self.catalogue.has_message(&french, Some(BOOK), &message.id)
        {
            return (*self.language == french).then(|| self.unknown(organisation, file, at));
        }
        let told = format!("`{}` has no words in {}", message.id, self.language);
        let help = format!("add `{} = …` to locales/{}/{BOOK}.ftl", message.id, self.language);
        Some(Problem::at(&code::MISSING_DEADLINE_WORDS, file, at, told, help))
    }

    fn unknown(&self, organisation: &str, file: &SourceFile, at: std::ops::Range<usize>) -> Problem {
        let ids = self.catalogue.messages(self.language, Some(BOOK)).map(|info| info.id.as_str());
        let known: Vec<&str> = ids.filter_map(|id| id.strip_prefix(ORGANISATION)).collect();
        let help = match nearest(organisation, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `{ORGANISATION}{organisation} = …`, its name, to {BOOK}.ftl in every language"),
        };
        let told = format!("there is no organisation `{organisation}`");
        Problem::at(&code::UNKNOWN_ORGANISATION, file, at, told, help)
    }

    /// Words that nothing needs. Names of organisations may wait for their deadline.
    fn check_unused(&self, needed: &[Message], problems: &mut Vec<Problem>) {
        let wanted: BTreeSet<&str> = needed.iter().map(|message| message.id.as_str()).collect();
        let infos: Vec<&MessageInfo> = self.catalogue.messages(self.language, Some(BOOK)).collect();
        let mentioned = infos.first().map(|info| mentioned(&info.file.text)).unwrap_or_default();
        for info in infos.iter().filter(|info| !info.id.starts_with(ORGANISATION)) {
            let id = info.id.as_str();
            if wanted.contains(id) || mentioned.contains(id) {
                continue;
            }
            let help = match nearest(id, wanted.iter().copied().filter(|wanted| wanted.len() > 3)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or give a deadline its name".to_owned(),
            };
            let told = format!("no deadline says `{id}`");
            problems.push(Problem::at(&code::UNUSED_DEADLINE_WORDS, &info.file, info.span.clone(), told, help));
        }
    }
}
