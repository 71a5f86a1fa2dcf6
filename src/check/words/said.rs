//! Which message is said on which channel, and what kind of values it is given.

use std::collections::{BTreeMap, HashMap};

use crate::{
    flow::{
        Name, built_in,
        channels::Channels,
        definition::{Ask, Flow, Kind, Step, VarType, With},
        expression::Expression,
    },
    language::Language,
    reminder::message::{Message, Part},
};

use super::super::needs;

/// How a message is used.
pub(crate) struct Use<'f> {
    /// What it is.
    pub role: Role,
    /// Whether it is said by text.
    pub by_text: bool,
    /// Whether it is said by voice.
    pub by_voice: bool,
    /// The values it is given, by the names it uses.
    pub with: BTreeMap<&'f str, Sample>,
    /// Whether an answer is waited for, so that it may be said again in other words.
    pub waits: bool,
    /// What people hear or read with it before they can answer.
    pub follows: Follows<'f>,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Said as it is.
    Sentence,
    /// One option of a menu.
    Choice,
    /// Words people type.
    Typed,
    /// A part of sentences: a frame, or what a value is called.
    Part,
}

/// What follows a question.
pub(crate) enum Follows<'f> {
    /// Nothing.
    Nothing,
    /// The options of a menu, with the language of one that has its own.
    Menu(Vec<(&'f str, Option<&'f Language>)>),
    /// Shared options: yes and no, or those after a cut.
    Shared([&'static str; 2]),
    /// The values of a list.
    List(Sample),
}

/// A kind of value, of which the longest plausible one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    /// Words a person wrote.
    Text,
    /// A file number, a reference.
    Digits,
    /// A count.
    Number,
    /// Money, and whether it stands in a file.
    Amount { of_a_file: bool },
    /// A day.
    Date,
    /// A day and a time of day.
    Moment,
    /// A stretch of a day.
    Window,
    /// A telephone number.
    Phone,
    /// Where a file stands.
    Status,
    /// A benefit: never told by text.
    Benefit,
    /// A missing item.
    Item,
    /// A reminder of ours.
    Reminder,
    /// An organisation.
    Organisation,
    /// One of these words, as far as they are written in flows.
    Words(Vec<String>),
    /// One of a closed set of words.
    OneOf(Vec<String>),
    /// A word we know nothing of.
    Symbol,
    /// Several values.
    List(Box<Sample>),
    /// Whatever a person gave.
    Any,
    /// Nothing that can be said.
    Nothing,
}

/// What each flow is handed by those that call it.
pub(crate) type Handed<'f> = HashMap<&'f str, Vec<&'f With>>;

/// What each flow is handed by those that call it.
pub(crate) fn handed(flows: &BTreeMap<Name, Flow>) -> Handed<'_> {
    let mut handed = Handed::new();
    for step in flows.values().flat_map(|flow| flow.steps.values()) {
        if let Kind::Call { flow, with, .. } = &step.kind {
            handed.entry(&**flow).or_default().push(with);
        }
    }
    handed
}

/// How the messages of a flow are used.
pub(crate) fn of_flow<'f>(flow: &'f Flow, handed: &Handed<'f>) -> HashMap<&'f str, Use<'f>> {
    let reached = reached(flow);
    let is_said = |step: &Step, on: Channels| {
        let come = reached.get(&*step.name).copied().unwrap_or_default();
        !(come & step.channels() & on).is_empty()
    };
    let mut uses = HashMap::new();
    if let Some(entry) = &flow.enter {
        uses.insert(entry.as_str(), Use::plain(Role::Typed));
    }
    for step in flow.steps.values() {
        let Some((with, by_text_alone)) = given(step) else { continue };
        let samples = || -> BTreeMap<&'f str, Sample> {
            with.iter().map(|(name, value)| (&**name, sample(flow, handed, value))).collect()
        };
        let told = |role, follows| Use {
            role,
            by_text: is_said(step, Channels::SMS) || by_text_alone,
            by_voice: is_said(step, Channels::VOICE) && !by_text_alone,
            with: samples(),
            waits: role == Role::Sentence && matches!(step.kind, Kind::Menu { .. } | Kind::Ask { .. }),
            follows,
        };
        let follows = match &step.kind {
            Kind::Menu { options, .. } => {
                for option in options {
                    uses.insert(&*option.message, told(Role::Choice, Follows::Nothing));
                }
                Follows::Menu(options.iter().map(|option| (&*option.message, option.language.as_ref())).collect())
            }
            Kind::Ask { ask: Ask::YesNo, .. } => Follows::Shared(["yes", "no"]),
            Kind::Ask { ask: Ask::Choice(list), .. } => match sample(flow, handed, list) {
                Sample::List(one) => Follows::List(*one),
                _ => Follows::List(Sample::Symbol),
            },
            _ => Follows::Nothing,
        };
        uses.insert(&*step.name, told(Role::Sentence, follows));
    }
    uses
}

/// The questions of the engine's own, and their options.
const OFFERS: [(&str, [&str; 2]); 3] = [
    ("confirm-begin", ["yes", "no"]),
    ("offer-callback", ["yes", "no"]),
    ("resume-offer", ["resume-continue", "resume-again"]),
];

/// How the shared messages are used.
pub(crate) fn shared(flows: &BTreeMap<Name, Flow>) -> HashMap<&'static str, Use<'static>> {
    let mut uses = HashMap::new();
    for id in needs::PLAIN.iter().chain(needs::TEXTS).chain(&["confirm-begin"]) {
        let parts = ["value-", "weekday-", "month-"];
        let role = if parts.iter().any(|part| id.starts_with(part)) { Role::Part } else { Role::Sentence };
        uses.insert(*id, Use::plain(role));
    }
    for id in needs::TEXTS.iter().chain(&["confirm-begin"]) {
        if let Some(told) = uses.get_mut(id) {
            told.by_voice = false;
        }
    }
    for (id, options) in OFFERS {
        if let Some(told) = uses.get_mut(id) {
            told.follows = Follows::Shared(options);
            told.waits = true;
        }
    }
    if let Some(told) = uses.get_mut("confirm-begin") {
        let begun = flows.values().filter(|flow| flow.enter.is_some()).map(|flow| flow.name.to_string()).collect();
        told.with.insert("flow", Sample::Words(begun));
    }
    for id in ["yes", "no", "resume-continue", "resume-again", "more-choices"] {
        uses.insert(id, Use::plain(Role::Choice));
    }
    uses.extend(needs::CALLS.iter().map(|(id, _)| {
        let mut told = Use::plain(Role::Sentence);
        told.by_text = false;
        (*id, told)
    }));
    uses.extend(needs::NEWS.iter().map(|(id, _)| {
        let mut told = Use::plain(Role::Sentence);
        told.by_voice = false;
        told.with = BTreeMap::from([
            ("half_day", Sample::Words(vec!["morning".to_owned(), "afternoon".to_owned()])),
            ("number", Sample::Phone),
            ("digits", Sample::Words(vec!["482".to_owned()])),
            ("day", Sample::Date),
            ("reference", Sample::Words(vec!["482913".to_owned()])),
            ("code", Sample::Words(vec!["482913".to_owned()])),
            ("file_end", Sample::Words(vec!["42".to_owned()])),
            ("status", Sample::Status),
            ("since", Sample::Date),
            ("as_of", Sample::Date),
        ]);
        (*id, told)
    }));
    uses.extend(needs::FRAMES.iter().map(|(id, _)| (*id, Use::plain(Role::Part))));
    uses.extend(needs::LISTS.iter().map(|id| (*id, Use::plain(Role::Typed))));
    uses
}

/// How the messages of deadlines are used.
pub(crate) fn of_deadlines(messages: &[Message]) -> HashMap<&str, Use<'_>> {
    let told = |message: &Message| {
        let role = match message.part {
            Part::Sentence => Role::Sentence,
            Part::Name => Role::Part,
            Part::Typed => Role::Typed,
        };
        let sample = |name: &&'static str| (*name, if *name == "date" { Sample::Date } else { Sample::Number });
        Use { by_text: message.by_text, with: message.values.iter().map(sample).collect(), ..Use::plain(role) }
    };
    messages.iter().map(|message| (message.id.as_str(), told(message))).collect()
}

impl Use<'_> {
    fn plain(role: Role) -> Self {
        let with = BTreeMap::new();
        Use { role, by_text: true, by_voice: true, with, waits: false, follows: Follows::Nothing }
    }

    /// How a message of the shared file is used that only an installation knows: what a value of its own is called.
    pub fn own_value() -> Self {
        Use::plain(Role::Part)
    }
}

/// The values a step gives its messages, and whether they are said by text alone.
fn given(step: &Step) -> Option<(&With, bool)> {
    match &step.kind {
        Kind::Say { with, .. } | Kind::Menu { with, .. } | Kind::Ask { with, .. } => Some((with, false)),
        Kind::Send { with, .. } | Kind::Remind { with, .. } => Some((with, true)),
        Kind::Branch(_) | Kind::Set { .. } | Kind::Verify { .. } | Kind::LookUp { .. } | Kind::Give { .. } => None,
        Kind::Callback { .. } | Kind::Note { .. } | Kind::Call { .. } | Kind::Transfer { .. } => None,
        Kind::Withdraw { .. } | Kind::SendOnFile { .. } | Kind::Consent { .. } | Kind::Mandate { .. } => None,
        Kind::Settle { .. } | Kind::RemindOf { .. } | Kind::End { .. } => None,
    }
}

/// The steps that a conversation can come to, as far as this flow alone can tell, and on which channels.
fn reached(flow: &Flow) -> HashMap<&str, Channels> {
    let ways: HashMap<&str, Vec<_>> =
        flow.steps.values().map(|step| (&*step.name, step.exit_channels(step.arms().as_deref()))).collect();
    let begins = flow.steps.keys().next().into_iter().chain(&flow.regain);
    let mut open: Vec<(&Name, Channels)> = begins.map(|step| (step, Channels::BOTH)).collect();
    let mut reached: HashMap<&str, Channels> = HashMap::new();
    while let Some((name, on)) = open.pop() {
        let known = reached.entry(name).or_default();
        let new = on.without(*known);
        if new.is_empty() {
            continue;
        }
        *known |= new;
        let leading = ways.get(&**name).into_iter().flatten();
        open.extend(leading.map(|(_, to, channels)| (*to, *channels & new)));
    }
    reached
}

/// The kind of value an expression has.
fn sample(flow: &Flow, handed: &Handed<'_>, value: &Expression) -> Sample {
    if let Some(text) = value.text() {
        return Sample::Words(vec![text.to_owned()]);
    }
    match value.path() {
        Some((_, Some("status"))) => return Sample::Status,
        Some((_, Some("benefit"))) => return Sample::Benefit,
        Some((_, Some("organisation"))) => return Sample::Organisation,
        Some((_, Some("name"))) => return Sample::Item,
        Some((_, Some("missing" | "answered"))) => return Sample::List(Box::new(Sample::Item)),
        Some(("organisations" | "postcode_organisations", None)) => {
            return Sample::List(Box::new(Sample::Organisation));
        }
        Some((name, None)) if flow.vars.get(name) == Some(&VarType::Symbol) => return symbol(flow, handed, name),
        _ => {}
    }
    let type_of = |name: &str| built_in::type_of(name).or_else(|| flow.vars.get(name).cloned());
    let of_a_file = || value.names().iter().any(|name| flow.vars.get(*name) == Some(&VarType::CaseFile));
    let of_type = |kind: &VarType| match kind {
        VarType::Text => Sample::Text,
        VarType::Digits => Sample::Digits,
        VarType::Number => Sample::Number,
        VarType::Amount => Sample::Amount { of_a_file: of_a_file() },
        VarType::Date => Sample::Date,
        VarType::Moment => Sample::Moment,
        VarType::Window => Sample::Window,
        VarType::Phone => Sample::Phone,
        VarType::Symbol => Sample::Symbol,
        VarType::OneOf(words) => Sample::OneOf(words.iter().map(ToString::to_string).collect()),
        VarType::Item => Sample::Item,
        VarType::Reminder => Sample::Reminder,
        VarType::List | VarType::ListOf(_) => Sample::List(Box::new(Sample::Symbol)),
        VarType::Any => Sample::Any,
        VarType::Secret | VarType::Bool | VarType::CaseFile | VarType::Recording => Sample::Nothing,
    };
    match value.type_in(&type_of) {
        Ok(VarType::ListOf(kind)) => Sample::List(Box::new(of_type(&kind))),
        Ok(kind) => of_type(&kind),
        Err(_) => Sample::Any,
    }
}

/// The words a variable can hold, as far as they are written in flows; else any word.
fn symbol(flow: &Flow, handed: &Handed<'_>, name: &str) -> Sample {
    let mut words = Vec::new();
    let sets = flow.steps.values().filter_map(|step| match &step.kind {
        Kind::Set { values, .. } => Some(values),
        _ => None,
    });
    for with in sets.chain(handed.get(&*flow.name).into_iter().flatten().copied()) {
        for (_, value) in with.iter().filter(|(set, _)| **set == *name) {
            match value.text() {
                Some(word) => words.push(word.to_owned()),
                None => return Sample::Symbol,
            }
        }
    }
    let chosen = flow.steps.values().find_map(|step| match &step.kind {
        Kind::Ask { ask: Ask::Choice(list), into: Some(into), .. } if **into == *name => Some(list),
        _ => None,
    });
    match chosen.map(|list| sample(flow, handed, list)) {
        Some(Sample::List(one)) if words.is_empty() => *one,
        None if !words.is_empty() => Sample::Words(words),
        _ => Sample::Symbol,
    }
}
