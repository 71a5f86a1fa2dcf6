//! What must hold after every turn, whatever a person, a line and the world do.

use std::fmt;

use super::{
    act::CODE,
    scene::Scene,
    talk::Heard,
    world::{FILES, Known},
};
use crate::{
    channel::Channel,
    flow::{
        self,
        consent::Subject,
        definition::{Kind, Script},
        state::State,
        turn::{Answer, Input, Order, Say, Then, Turn},
        value::Value,
    },
    level::Level,
    render::script::SmsText,
    simulator::{line, reply},
};

/// The silence a call may be made to bear, in seconds.
const TIMEOUTS: std::ops::RangeInclusive<u8> = 3..=30;
/// The longest text a provider takes, in UTF-16 units (Twilio error 21617).
const LONGEST_TEXT: usize = 1600;
/// Dialogues that one conversation may hold, for each that we began in it.
const MOST_THREADS: usize = 2;
/// Flows that may call one another at once.
const MOST_FRAMES: usize = 8;
/// Bytes of a saved state, for each dialogue that we began in it.
const LARGEST_STATE: usize = 64 * 1024;

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// Each turn says something, or ends properly.
    NeverSilent,
    /// A turn ends in a wait or an end, within the engine's limits, and without a fault.
    EndsProperly,
    /// A level comes from a right code alone.
    LevelIsProved,
    /// Nothing of a file is told below its level, nor of another file.
    NothingToldBelowLevel,
    /// Wrong, unknown and locked are told alike.
    RefusalsAlike,
    /// A code is nowhere to be found.
    CodeIsNowhere,
    /// What is sent is within the provider's limits.
    WithinLimits,
    /// What is sent can be read by the provider.
    WellFormed,
    /// An advisor is within two inputs.
    AdvisorNear,
    /// After STOP nothing is said.
    StopSilences,
    /// Silence is met with the question, then an offer, and only then a goodbye.
    SilenceIsAnswered,
    /// What is saved is read back as it was.
    SavedAlike,
}

impl Law {
    /// Every law.
    pub const ALL: [Law; 12] = [
        Law::NeverSilent,
        Law::EndsProperly,
        Law::LevelIsProved,
        Law::NothingToldBelowLevel,
        Law::RefusalsAlike,
        Law::CodeIsNowhere,
        Law::WithinLimits,
        Law::WellFormed,
        Law::AdvisorNear,
        Law::StopSilences,
        Law::SilenceIsAnswered,
        Law::SavedAlike,
    ];

    /// The law in words.
    pub fn words(self) -> &'static str {
        match self {
            Law::NeverSilent => "a turn says something or ends properly",
            Law::EndsProperly => "a turn ends in a wait or an end, without a fault",
            Law::LevelIsProved => "only a right code raises the level",
            Law::NothingToldBelowLevel => "nothing of a file is told without its code",
            Law::RefusalsAlike => "wrong, unknown and locked sound alike",
            Law::CodeIsNowhere => "a code is not saved, said or shown",
            Law::WithinLimits => "texts and waits are within their limits",
            Law::WellFormed => "the provider can read the answer",
            Law::AdvisorNear => "an advisor is within two inputs of every question",
            Law::StopSilences => "after STOP nothing more is said",
            Law::SilenceIsAnswered => "silence ends in an offer, then in a goodbye",
            Law::SavedAlike => "what is saved is read back as it was",
        }
    }
}

/// A law that was broken, and how.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which.
    pub law: Law,
    /// How: never with a value that a person typed.
    pub how: String,
}

impl Broken {
    pub(super) fn new(law: Law, how: impl Into<String>) -> Self {
        Broken { law, how: how.into() }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it does not hold that {}: {}", self.law.words(), self.how)
    }
}

fn ensure(holds: bool, law: Law, how: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken::new(law, how())) }
}

/// Holds a turn to every law that one turn can break.
pub(super) fn hold(
    scene: &Scene<'_>,
    before: &State,
    input: &Input,
    heard: &Heard,
    (after, invites): (&State, usize),
) -> Result<(), Broken> {
    something_is_said(scene, before, input, heard)?;
    ends_properly(heard, after)?;
    let proved = heard.answered.iter().flatten().any(
        |answer| matches!(answer, Answer::Verified { file_id, .. } if after.assurance.file_id.as_ref() == Some(file_id)),
    );
    let rose = after.assurance.level > before.assurance.level;
    ensure(!rose || proved, Law::LevelIsProved, || format!("from {:?} to {:?}", before.assurance, after.assurance))?;
    let texts = heard.orders.iter().filter_map(|order| match order {
        Order::Text { say, .. } => Some(say),
        Order::RememberLanguage(_) | Order::OptOut(_) | Order::OptIn => None,
        Order::CountAdvisor { .. } | Order::Note { .. } => None,
    });
    for say in heard.says.iter().chain(texts) {
        may_be_said(scene.script, say, after)?;
    }
    saved_alike(heard, after, invites)
}

/// By text nothing is said to a look-up that takes long, to one that comes late when all was said, to time that passes, and
/// to a second STOP.
fn something_is_said(scene: &Scene<'_>, before: &State, input: &Input, heard: &Heard) -> Result<(), Broken> {
    let stopped_before = heard.orders.iter().any(|order| match order {
        Order::OptOut(Subject::All) => before.opted_out,
        Order::OptOut(Subject::Reminders) => before.reminders_off,
        _ => false,
    });
    let late = heard.answered.last().is_some_and(Option::is_none);
    let by_text = scene.start.channel == Channel::Sms;
    let all_was_said = matches!(input, Input::Answer(_)) && matches!(heard.then, Then::End { .. });
    let may_be_silent = matches!(input, Input::Lapse) || (by_text && (late || all_was_said || stopped_before));
    let what = || format!("nothing is heard after {} at {}", kind_of(input), place(before));
    ensure(may_be_silent || !heard.text.trim().is_empty(), Law::NeverSilent, what)?;
    // A value that is missing shows its braces.
    ensure(!heard.text.contains("{$"), Law::NeverSilent, || format!("a value is missing in: {}", heard.text))
}

fn ends_properly(heard: &Heard, after: &State) -> Result<(), Broken> {
    let waits_or_ends = match &heard.then {
        Then::Wait(wait) => {
            ensure(TIMEOUTS.contains(&wait.timeout), Law::WithinLimits, || format!("{wait:?}"))?;
            true
        }
        Then::End { .. } | Then::Transfer(_) => true,
        Then::Query(_) => false,
    };
    ensure(waits_or_ends, Law::EndsProperly, || "a query is left open".to_owned())?;
    for order in &heard.orders {
        if let Order::Note { kind, text } = order {
            ensure(&**kind != "fault", Law::EndsProperly, || format!("a fault of the dialogue: {text}"))?;
        }
    }
    ensure(
        after.threads.iter().all(|thread| (1..=MOST_FRAMES).contains(&thread.frames.len())),
        Law::EndsProperly,
        || "more flows call one another than may".to_owned(),
    )
}

fn saved_alike(heard: &Heard, after: &State, invites: usize) -> Result<(), Broken> {
    let saved = serde_json::to_string(after).map_err(|error| Broken::new(Law::SavedAlike, error.to_string()))?;
    let mut read: State =
        serde_json::from_str(&saved).map_err(|error| Broken::new(Law::SavedAlike, error.to_string()))?;
    read.stale = after.stale;
    ensure(read == *after, Law::SavedAlike, || format!("at {}", place(after)))?;
    ensure(after.threads.len() <= MOST_THREADS * (1 + invites), Law::WithinLimits, || {
        format!("{} dialogues pile up", after.threads.len())
    })?;
    ensure(saved.len() < LARGEST_STATE * (1 + invites), Law::WithinLimits, || {
        format!("the state has {} bytes", saved.len())
    })?;
    ensure(after.secrets.is_empty(), Law::CodeIsNowhere, || "it outlives its turn".to_owned())?;
    let code = CODE.get(..4).unwrap_or(CODE);
    let spoken: String = heard.text.chars().filter(|c| !c.is_whitespace()).collect();
    let shown = format!("{after:?}{:?}{:?}{:?}", heard.says, heard.orders, heard.then);
    for (text, where_) in [(&saved, "saved"), (&spoken, "said"), (&shown, "shown")] {
        ensure(!text.contains(code), Law::CodeIsNowhere, || format!("it is {where_}"))?;
    }
    Ok(())
}

/// What needs proof is said only while it holds, and of no other file than the one it was given for.
pub fn may_be_said(script: &Script, say: &Say, state: &State) -> Result<(), Broken> {
    let proved = state.assurance.file_id.as_deref().filter(|_| state.assurance.level >= Level::L2);
    let needs = needs(script, say);
    ensure(needs <= state.assurance.level, Law::NothingToldBelowLevel, || {
        format!("`{}` needs {needs:?} and is said at {:?}", say.message, state.assurance.level)
    })?;
    for (name, value) in &say.with {
        for file in &FILES {
            ensure(!tells_of(value, file) || proved == Some(file.id), Law::NothingToldBelowLevel, || {
                format!("`${name}` of `{}` tells of {}", say.message, file.id)
            })?;
        }
    }
    Ok(())
}

/// The level of the step whose message it is.
pub fn needs(script: &Script, say: &Say) -> Level {
    let flow = say.flow.as_ref().and_then(|flow| script.flows.get(flow));
    let steps = flow.into_iter().flat_map(|flow| flow.steps.values());
    let own = steps.filter(|step| {
        let of_menu = |message: &str| match &step.kind {
            Kind::Menu { options, .. } => options.iter().any(|option| *option.message == *message),
            _ => false,
        };
        step.name == say.message || of_menu(&say.message)
    });
    own.filter_map(|step| step.needs).max().unwrap_or_default()
}

/// Whether a value is one that this file alone holds.
fn tells_of(value: &Value, known: &Known) -> bool {
    match value {
        Value::Date(day) => *day == known.since,
        Value::Symbol(word) => word == known.benefit,
        Value::File(file) => file.id == known.id,
        Value::List(values) => values.iter().any(|value| tells_of(value, known)),
        Value::None
        | Value::Text(_)
        | Value::Digits(_)
        | Value::Number(_)
        | Value::Amount(_)
        | Value::Bool(_)
        | Value::Phone(_)
        | Value::FileId(_)
        | Value::Moment(_)
        | Value::Window(_)
        | Value::Recording(_)
        | Value::Item(_)
        | Value::Reminder(_) => false,
    }
}

/// The core is told of a refusal alone; the dialogue may not tell more by what was typed.
pub(super) fn refusals_are_alike(scene: &Scene<'_>, asked: &State) -> Result<(), Broken> {
    let mut other = asked.clone();
    for frame in other.threads.iter_mut().flat_map(|thread| &mut thread.frames) {
        for value in frame.vars.values_mut() {
            if let Value::Digits(digits) = value {
                *digits = digits.chars().map(|digit| if digit == '9' { '8' } else { '9' }).collect();
            }
        }
    }
    let refused = |state: State| {
        let turn = flow::step(scene.script, state, Input::Answer(Answer::Refused), &scene.now);
        (heard_of(&turn), turn.orders, format!("{:?}", turn.then))
    };
    let alike = refused(asked.clone()) == refused(other);
    ensure(alike, Law::RefusalsAlike, || format!("at {}", place(asked)))
}

/// What is said, whatever the values.
fn heard_of(turn: &Turn) -> Vec<(String, String)> {
    turn.says.iter().map(|say| (say.message.to_string(), format!("{:?} {:?}", say.rung, say.key))).collect()
}

/// A text that a provider takes and a person can read.
pub(super) fn text_is_fit(sms: &SmsText) -> Result<(), Broken> {
    let units = sms.body.encode_utf16().count();
    ensure(units < LONGEST_TEXT - 100, Law::WithinLimits, || format!("a text has {units} characters"))?;
    ensure(!sms.body.trim().is_empty(), Law::NeverSilent, || "a text is empty".to_owned())?;
    let invisible = sms.body.chars().any(|c| c.is_control() && c != '\n');
    ensure(!invisible, Law::WithinLimits, || "a text has controls".to_owned())
}

/// A document of a call that a provider reads.
pub(super) fn call_document_is_fit(document: &[u8]) -> Result<(), Broken> {
    let text = String::from_utf8_lossy(document);
    line::readable(&text).map_err(|fault| Broken::new(Law::WellFormed, fault))
}

/// A document from which a provider reads the very text that is meant.
pub(super) fn text_document_is_fit(document: &[u8], sms: &SmsText) -> Result<(), Broken> {
    let text = String::from_utf8_lossy(document);
    let read = reply::messages(&text).map_err(|fault| Broken::new(Law::WellFormed, fault.to_string()))?;
    ensure(read == [sms.body.trim()], Law::WellFormed, || "another text is read than was written".to_owned())
}

fn kind_of(input: &Input) -> &'static str {
    match input {
        Input::Begin { .. } => "a call",
        Input::Text { .. } => "a text",
        Input::Keys(_) => "keys",
        Input::Silence => "a silence",
        Input::Recorded { .. } => "a recording",
        Input::Dialled { .. } => "a call put through",
        Input::HangUp => "a hang-up",
        Input::Answer(_) => "an answer of the world",
        Input::Invite { .. } => "a question of ours",
        Input::LateAnswer { .. } => "a late answer to us",
        Input::Hold { .. } => "a late answer of the world",
        Input::GiveUp => "too many queries",
        Input::Lapse => "a pause",
    }
}

/// Where a conversation stands.
pub fn place(state: &State) -> String {
    state.frame().map_or_else(|| "the beginning".to_owned(), |frame| format!("{}/{}", frame.flow, frame.step))
}
