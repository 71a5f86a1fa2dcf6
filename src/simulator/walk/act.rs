//! What a person, a line and the world may do next: what fits the question on the table, and what does not.

use std::fmt;

use super::scene::Scene;
use crate::{
    case::ItemKind,
    channel::Channel,
    flow::{
        definition::{Ask, Kind, Step},
        state::{Asking, State},
        value::Value,
        vocabulary::Global,
    },
};

/// The code people type where a code is asked for, and nowhere else: wherever it shows up, it was let out.
pub const CODE: &str = "135724689135";
/// What people type that fits nothing.
const NONSENSE: [&str; 17] = [
    "9",
    "12#",
    "**",
    "*0*",
    "",
    "   ",
    "hello",
    "xyz xyz",
    "12 bis",
    "🙂",
    "👩‍👩‍👧‍👦🇫🇷",
    "مرحبا بكم",
    "١٢٣٤٥٦٧",
    "\u{0}\u{7}\u{1b}[31m",
    "<Say>&amp;</Say>",
    "98765432109876543210",
    "\u{202e}0990\u{2066}",
];
/// What people press that fits nothing.
const WRONG_KEYS: [&str; 9] = ["9", "7", "", "**", "*0*", "##", "00", "98765432109876543210", "1*2*3"];
/// Letters of a very long text.
const VERY_LONG: usize = 4000;

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A text is sent, or keys are pressed.
    Say(String),
    /// A text comes a day after the question.
    Stale(String),
    /// Nothing is pressed.
    Silence,
    /// Words are spoken where they are recorded.
    Speak,
    /// The advisor who is rung answers, or does not.
    Dialled(bool),
    /// The person hangs up and calls again.
    CallAgain,
    /// So much time passes by text that what was proved no longer holds.
    Lapse,
    /// We ask for an item.
    Invite(ItemKind),
    /// We remind of something: of what, by its place among what the world has.
    Remind(usize),
    /// We tell that we rang in vain.
    Missed,
    /// We ask whether somebody may act for the person.
    Offer,
    /// What was looked up too slowly arrives.
    Arrives,
}

/// An act, and which of its answers the world gives to each query of the turn. One more than it has is none in time;
/// where nothing is said, the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What is done.
    pub act: Act,
    /// The answers, by their place.
    pub found: Vec<usize>,
}

impl Move {
    /// An act in a world that gives what is hoped for.
    pub fn hopeful(act: Act) -> Self {
        Move { act, found: Vec::new() }
    }
}

/// As a conversation file has it, where it has.
impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Act::Say(text) if text.chars().count() > 100 => {
                let begins: String = text.chars().take(20).collect();
                write!(f, "> {begins}… ({} characters)", text.chars().count())
            }
            Act::Say(text) => write!(f, "> {}", text.escape_debug()),
            Act::Stale(text) => write!(f, "(1440 minutes pass)\n> {}", text.escape_debug()),
            Act::Silence => f.write_str("> (silence)"),
            Act::Speak => f.write_str("> (says 5 seconds)"),
            Act::Dialled(true) => f.write_str("(the advisor answers)"),
            Act::Dialled(false) => f.write_str("(the advisor does not answer)"),
            Act::CallAgain => f.write_str("> (hang up), and the same caller dials again"),
            Act::Lapse => f.write_str("(20 minutes pass)"),
            Act::Invite(kind) => write!(f, "ask for a {}", kind.as_str()),
            Act::Remind(_) => f.write_str("remind of what is due"),
            Act::Missed => f.write_str("tell that we rang in vain"),
            Act::Offer => f.write_str("ask whether somebody may act for them"),
            Act::Arrives => f.write_str("(what was looked up arrives)"),
        }
    }
}

/// The acts that fit the question on the table, each of its ways out among them.
pub fn fitting(scene: &Scene<'_>, state: &State) -> Vec<Act> {
    let typed = |texts: &[&str]| texts.iter().map(|text| Act::Say((*text).to_owned())).collect::<Vec<_>>();
    match (&state.asking, scene.step_of(state)) {
        (Asking::Step, Some(Step { kind: Kind::Transfer { .. }, .. })) => vec![Act::Dialled(true), Act::Dialled(false)],
        (Asking::Step, Some(Step { kind: Kind::Ask { ask: Ask::Recording { .. }, .. }, .. }))
            if state.channel == Channel::Voice =>
        {
            vec![Act::Speak]
        }
        (Asking::Step, Some(step)) => answers(state, step).into_iter().map(Act::Say).collect(),
        (Asking::OfferCallback | Asking::Help { .. } | Asking::Begin { .. } | Asking::Resume { .. }, _) => {
            typed(&["1", "2"])
        }
        (Asking::World { .. }, _) => vec![Act::Arrives],
        (Asking::Nothing, _) | (Asking::Step, None) => {
            let mut words = scene.words_that_begin();
            words.push("xyz".to_owned());
            words.into_iter().map(Act::Say).collect()
        }
    }
}

/// Answers to a step's question.
fn answers(state: &State, step: &Step) -> Vec<String> {
    let keys = |count: usize| ('1'..='9').take(count).map(String::from).collect::<Vec<_>>();
    let fixed = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let by_voice = state.channel == Channel::Voice;
    match &step.kind {
        Kind::Menu { options, .. } => keys(options.len()),
        Kind::Ask { ask, zero, .. } => {
            let mut answers = match ask {
                Ask::YesNo => keys(2),
                Ask::Answer if by_voice => keys(4),
                Ask::Answer => fixed(&["1", "2", "3", "stop merci"]),
                Ask::Choice(_) => keys(4),
                Ask::FileNumber { .. } => super::world::FILES.iter().map(|file| file.number.to_owned()).collect(),
                Ask::Secret { digits } => vec![CODE.chars().take(usize::from(*digits)).collect()],
                Ask::Digits { min, .. } => vec!["4".repeat(usize::from(*min).max(1))],
                Ask::Postcode => fixed(&["75011"]),
                Ask::Date => fixed(&["03112026"]),
                Ask::Amount if by_voice => fixed(&["450", "450*5"]),
                Ask::Amount => fixed(&["450", "450,50"]),
                // A mobile, a landline, and one at the caller's cost that nobody may ring.
                Ask::PhoneNumber => fixed(&["0639980012", "0199000013", "0899000001"]),
                Ask::StreetNumber if by_voice => fixed(&["12"]),
                Ask::StreetNumber => fixed(&["12", "12 bis"]),
                Ask::Text { .. } if by_voice => Vec::new(),
                Ask::Text { .. } | Ask::Recording { .. } => fixed(&["Mme Dupont"]),
            };
            if *zero {
                answers.push("0".to_owned());
            }
            answers
        }
        Kind::Say { .. }
        | Kind::Branch(_)
        | Kind::Set { .. }
        | Kind::Verify { .. }
        | Kind::SendOnFile { .. }
        | Kind::LookUp { .. }
        | Kind::Give { .. }
        | Kind::Callback { .. }
        | Kind::Transfer { .. }
        | Kind::Send { .. }
        | Kind::Remind { .. }
        | Kind::Withdraw { .. }
        | Kind::Mandate { .. }
        | Kind::Settle { .. }
        | Kind::RemindOf { .. }
        | Kind::Note { .. }
        | Kind::Consent { .. }
        | Kind::Call { .. }
        | Kind::End { .. } => Vec::new(),
    }
}

/// The acts that work everywhere or fit nothing.
pub fn anywhere(scene: &Scene<'_>, state: &State) -> Vec<Act> {
    let said = |text: &str| Act::Say(text.to_owned());
    if state.channel == Channel::Voice {
        let everywhere = ["0", "*", "#", "*0"];
        let long = "1".repeat(VERY_LONG);
        return everywhere
            .into_iter()
            .chain(WRONG_KEYS)
            .map(said)
            .chain([Act::Say(long), Act::Silence, Act::CallAgain])
            .collect();
    }
    let globals = [
        Global::Advisor,
        Global::Repeat,
        Global::Back,
        Global::Help,
        Global::Stop,
        Global::Start,
        Global::Menu,
        Global::Yes,
        Global::No,
    ];
    let words = globals.into_iter().filter_map(|global| scene.word_for(global));
    let distress = scene.script.vocabulary.distress.example();
    let options = scene.options_by_word(state);
    let typed = words.chain(scene.words_that_begin()).chain(distress).chain(options).map(Act::Say);
    typed
        .chain(["0", "*", "#", "*0"].into_iter().chain(NONSENSE).map(said))
        .chain([Act::Say("9é".repeat(VERY_LONG / 2)), Act::Stale("1".to_owned()), Act::Lapse])
        .chain(ItemKind::ALL.into_iter().map(Act::Invite))
        .chain(reminders(scene))
        .chain(scene.script.flows.contains_key(&scene.script.service.missed).then_some(Act::Missed))
        .chain(scene.script.flows.contains_key(&scene.script.service.mandate).then_some(Act::Offer))
        .collect()
}

/// The item that we ask for, as an argument of the flow that asks.
pub fn asked_for(kind: ItemKind) -> Vec<(crate::flow::Name, Value)> {
    let file = Value::FileId("file-asked".to_owned());
    vec![("file".into(), file), ("item".into(), Value::Item(super::world::item(kind)))]
}

/// A mandate that we may ask for, as arguments of the flow that does.
pub fn offered() -> Vec<(crate::flow::Name, Value)> {
    vec![
        ("offer".into(), Value::Text("offer-1".to_owned())),
        ("helper".into(), Value::Text("Marie Martin".to_owned())),
        ("scope".into(), Value::Symbol("status".to_owned())),
        ("until".into(), Value::Date(jiff::civil::date(2026, 12, 24))),
    ]
}

/// The reminders that we may send; none where there are no words for them.
fn reminders(scene: &Scene<'_>) -> impl Iterator<Item = Act> {
    let told = scene.script.flows.contains_key(&scene.script.service.reminder);
    let all = if told { super::world::reminders().len() } else { 0 };
    (0..all).map(Act::Remind)
}

/// What we tell after we rang in vain, as arguments of the flow that does.
pub fn rung_in_vain() -> Vec<(crate::flow::Name, Value)> {
    let symbol = |word: &str| Value::Symbol(word.to_owned());
    vec![("subject".into(), symbol("general")), ("half_day".into(), symbol("morning"))]
}

/// What the world has to remind of at a place, as an argument of the flow that does.
pub fn reminded_of(which: usize) -> Vec<(crate::flow::Name, Value)> {
    let [first, ..] = super::world::reminders();
    let reminder = super::world::reminders().into_iter().nth(which).unwrap_or(first);
    vec![("reminder".into(), Value::Reminder(Box::new(reminder)))]
}
