//! Which messages flows and engine say, and with which values.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    channel::Channel,
    flow::{
        Name,
        definition::{Flow, Kind, Step, With},
    },
    language::Language,
};

/// The name of the files of shared words.
pub(super) const SHARED: &str = "shared";

/// The values every message may use.
pub(super) const ALWAYS: [&str; 3] = crate::words::FACTS;

/// A message that must be there.
pub(super) struct Need {
    pub id: String,
    /// The one language it is said in; none for all.
    pub language: Option<Language>,
    /// The values it is given.
    pub variables: BTreeSet<String>,
    /// The channels it is said on.
    pub channels: &'static [&'static str],
    /// The step that gives the values and says it.
    pub step: Option<Name>,
    /// The key of that step under which they stand.
    pub given_by: Option<&'static str>,
}

impl Need {
    /// Whether it is said in a language.
    pub(super) fn is_said_in(&self, language: &Language) -> bool {
        self.language.as_ref().is_none_or(|only| only == language)
    }

    /// Whether another one is asked for by the same step, or is this one.
    pub(super) fn is_of(&self, other: &Need) -> bool {
        self.id == other.id || (self.step.is_some() && self.step == other.step)
    }
}

const BOTH: &[&str] = &["voice", "sms"];
const TEXT: &[&str] = &["sms"];
const CALL: &[&str] = &["voice"];
/// Words people type: a value alone.
const TYPED: &[&str] = &[];

/// The shared messages without values of their own.
pub(super) const PLAIN: &[&str] = &[
    "yes",
    "no",
    "silence",
    "unclear",
    "offer-callback",
    "goodbye-hours",
    "resume-offer",
    "resume-continue",
    "resume-again",
    "resumed",
    "level-lapsed",
    "back-to-question",
    "one-moment",
    "fault",
    "more-choices",
    "connecting",
    "voicemail",
    "stopped",
    "reminders-stopped",
    "mandates-stopped",
    "started",
    "number-hidden",
    "weekday-1",
    "weekday-2",
    "weekday-3",
    "weekday-4",
    "weekday-5",
    "weekday-6",
    "weekday-7",
    "month-1",
    "month-2",
    "month-3",
    "month-4",
    "month-5",
    "month-6",
    "month-7",
    "month-8",
    "month-9",
    "month-10",
    "month-11",
    "month-12",
    "value-received",
    "value-in_progress",
    "value-missing_item",
    "value-decided",
    "value-unknown",
    "value-street_number",
    "value-postcode",
    "value-moving_date",
    "value-rent",
    "value-phone_number",
    "value-landlord_name",
    "value-document",
    "value-housing",
    "value-rsa",
    "value-activity_bonus",
    "value-health_cover",
    "value-other",
    "value-morning",
    "value-afternoon",
    "value-any",
    "value-general",
    "value-file",
    "value-language",
];

/// Those that answer a text alone.
pub(super) const TEXTS: &[&str] = &["help", "distress"];

/// Those that an advisor hears whose phone we rang, with their values.
pub(super) const CALLS: &[(&str, &[&str])] =
    &[("bridge-offer", &["subject"]), ("bridge-lost", &[]), ("bridge-refused", &[])];

/// Those that tell by text of a callback, and what goes to the number on file alone, with their values.
pub(super) const NEWS: &[(&str, &[&str])] = &[
    ("callback-before", &["half_day", "number", "digits"]),
    ("callback-receipt", &["day", "reference"]),
    ("one-time-code", &["code", "file_end"]),
    ("file-answer", &["file_end", "status", "since", "as_of"]),
];

/// The shared lists of words people type.
pub(super) const LISTS: &[&str] = &[
    "word-advisor",
    "word-repeat",
    "word-back",
    "word-help",
    "word-stop",
    "word-start",
    "word-menu",
    "word-yes",
    "word-no",
    "word-hello",
    "stop-words",
    "stop-phrases",
    "stop-around",
    "stop-anywhere",
    "stop-between",
    "stop-exceptions",
    "stop-reminders",
    "stop-everything",
    "stop-mandates",
    "distress-phrases",
    "distress-between",
    "distress-exceptions",
];

/// The shared messages with values.
pub(super) const FRAMES: &[(&str, &[&str])] = &[
    ("menu-option", &["option", "key"]),
    ("choice-option", &["option"]),
    ("date", &["weekday_name", "day", "month_name", "year"]),
    ("moment", &["date", "time"]),
    ("window", &["near", "date", "from", "until"]),
    ("amount", &["euros", "cents"]),
    ("hours-span", &["from_day", "to_day", "times"]),
    ("hours-day", &["day", "times"]),
    ("hours-times", &["from", "to"]),
    ("hours-and", &["before", "last"]),
    ("time", &["hour", "minute"]),
];

/// The shared messages: those the engine says, and the names of the flows that a word begins.
pub(super) fn shared(flows: &BTreeMap<Name, Flow>) -> Vec<Need> {
    let need = |id: &str, variables: &[&str], channels| Need {
        id: id.to_owned(),
        language: None,
        variables: variables.iter().map(|name| (*name).to_owned()).collect(),
        channels,
        step: None,
        given_by: None,
    };
    let begun = flows.values().filter(|flow| flow.enter.is_some()).map(|flow| format!("value-{}", flow.name));
    let plain = PLAIN.iter().map(|id| need(id, &[], BOTH));
    let texts = TEXTS.iter().map(|id| need(id, &[], TEXT)).chain([need("confirm-begin", &["flow"], TEXT)]);
    let calls = CALLS.iter().map(|(id, variables)| need(id, variables, CALL));
    let news = NEWS.iter().map(|(id, variables)| need(id, variables, TEXT));
    let lists = LISTS.iter().map(|id| need(id, &[], TYPED));
    let frames = FRAMES.iter().map(|(id, variables)| need(id, variables, BOTH));
    plain
        .chain(texts)
        .chain(calls)
        .chain(news)
        .chain(lists)
        .chain(frames)
        .chain(begun.map(|id| need(&id, &[], BOTH)))
        .collect()
}

/// The messages of a flow.
pub(super) fn of_flow(flow: &Flow) -> Vec<Need> {
    let entry = flow.enter.iter().map(|id| Need {
        id: id.clone(),
        language: None,
        variables: BTreeSet::new(),
        channels: TYPED,
        step: None,
        given_by: None,
    });
    entry.chain(flow.steps.values().flat_map(of_step)).collect()
}

fn of_step(step: &Step) -> Vec<Need> {
    let (with, channels): (&With, _) = match &step.kind {
        Kind::Say { with, .. } | Kind::Menu { with, .. } | Kind::Ask { with, .. } => (with, BOTH),
        Kind::Send { with, .. } | Kind::Remind { with, .. } => (with, TEXT),
        Kind::Branch(_) | Kind::Set { .. } | Kind::Verify { .. } | Kind::LookUp { .. } => return Vec::new(),
        Kind::Give { .. } | Kind::Callback { .. } | Kind::Transfer { .. } | Kind::Note { .. } => return Vec::new(),
        Kind::Withdraw { .. } | Kind::SendOnFile { .. } | Kind::Consent { .. } => return Vec::new(),
        Kind::Mandate { .. } => return Vec::new(),
        Kind::Settle { .. } | Kind::RemindOf { .. } | Kind::Call { .. } | Kind::End { .. } => return Vec::new(),
    };
    let channels = match step.only {
        Some(Channel::Voice) if channels == BOTH => CALL,
        Some(Channel::Sms) if channels == BOTH => TEXT,
        _ => channels,
    };
    let given_by = match &step.kind {
        Kind::Say { .. } => "say",
        Kind::Send { .. } => "send",
        _ => "with",
    };
    let need = |id: String, language: Option<Language>| Need {
        id,
        language,
        variables: with.iter().map(|(name, _)| name.to_string()).collect(),
        channels,
        step: Some(step.name.clone()),
        given_by: Some(given_by),
    };
    let mut needs = vec![need(step.name.to_string(), None)];
    if let Kind::Menu { options, .. } = &step.kind {
        needs.extend(options.iter().map(|o| need(o.message.to_string(), o.language.clone())));
    }
    needs
}
