//! What a waiting step says and waits for: its message, its options, its time-out.

use super::{
    Name,
    definition::{Ask, Flow, Kind, MenuOption, Script, Step},
    state::State,
    turn::{Keys, Rung, Say, Wait},
    value::Value,
};
use crate::level::Level;

/// Seconds to wait for the key of a menu (experience.md: eight at least, for slower hands).
const MENU_TIMEOUT: u8 = 8;
/// Seconds to wait for the next key of an entry.
const ENTRY_TIMEOUT: u8 = 10;
/// The longest a call may wait in silence.
const LONGEST_TIMEOUT: u8 = 30;
/// The most options a person can keep in mind.
pub(super) const MOST_OPTIONS: usize = 4;

/// One option on offer: its key, what chooses it and the value or step behind it.
#[derive(Clone, Debug)]
pub(super) enum Offer<'a> {
    /// A menu's option.
    Go(&'a MenuOption),
    /// Yes or no.
    Agree(bool),
    /// A value of a list, and how it is said.
    Pick { value: Value, said: Value },
}

/// What a waiting step has on offer, key `1` first. Empty for an entry.
pub(super) fn offers<'a>(script: &Script, state: &State, step: &'a Step) -> Vec<Offer<'a>> {
    match &step.kind {
        Kind::Menu { options, .. } => options.iter().map(Offer::Go).collect(),
        Kind::Ask { ask: Ask::YesNo, .. } => vec![Offer::Agree(true), Offer::Agree(false)],
        Kind::Ask { ask: Ask::Choice(list), .. } => match list.evaluate(&|name| variable(script, state, name)) {
            Value::List(values) => values.into_iter().take(MOST_OPTIONS).map(|value| pick(script, value)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn pick(script: &Script, value: Value) -> Offer<'static> {
    let said = match &value {
        Value::Item(item) => Value::Symbol(item.name.clone()),
        Value::Symbol(key) => match script.service.organisations.get(key) {
            Some(organisation) => Value::Text(organisation.name.clone()),
            None => value.clone(),
        },
        other => other.clone(),
    };
    Offer::Pick { value, said }
}

/// What a waiting step says: its message in the wording of `rung`, then its options.
pub(super) fn says(script: &Script, state: &State, flow: &Flow, step: &Step, rung: Rung) -> Vec<Say> {
    let with = values(script, state, step);
    let offers = offers(script, state, step);
    let mut says = Vec::with_capacity(1 + offers.len());
    says.push(Say {
        language: state.language.clone(),
        flow: Some(flow.name.clone()),
        message: step.name.clone(),
        rung,
        key: None,
        with,
    });
    for (key, offer) in ('1'..).zip(offers) {
        let say = offer_say(state, flow, key, offer, &says[0].with);
        says.push(say);
    }
    says
}

fn offer_say(state: &State, flow: &Flow, key: char, offer: Offer<'_>, with: &[(Name, Value)]) -> Say {
    let shared = |message: &str, with| Say {
        language: state.language.clone(),
        flow: None,
        message: message.into(),
        rung: Rung::First,
        key: Some(key),
        with,
    };
    match offer {
        Offer::Go(MenuOption { message, language, .. }) => Say {
            language: language.as_ref().unwrap_or(&state.language).clone(),
            flow: Some(flow.name.clone()),
            message: message.clone(),
            rung: Rung::First,
            key: Some(key),
            with: with.to_vec(),
        },
        Offer::Agree(true) => shared("yes", Vec::new()),
        Offer::Agree(false) => shared("no", Vec::new()),
        Offer::Pick { said, .. } => shared("choice-option", vec![("option".into(), said)]),
    }
}

/// The values a step gives its message.
pub(super) fn values(script: &Script, state: &State, step: &Step) -> Vec<(Name, Value)> {
    let with = match &step.kind {
        Kind::Say { with, .. }
        | Kind::Menu { with, .. }
        | Kind::Ask { with, .. }
        | Kind::Send { with, .. }
        | Kind::Remind { with, .. } => with,
        _ => return Vec::new(),
    };
    with.iter().map(|(name, value)| (name.clone(), value.evaluate(&|name| variable(script, state, name)))).collect()
}

/// Which keys a waiting step takes, and how long it waits: longer after a first silence.
pub(super) fn wait(state: &State, step: &Step) -> Wait {
    let (keys, default, own) = match &step.kind {
        Kind::Ask { ask: Ask::YesNo | Ask::Choice(_), timeout, .. } | Kind::Menu { timeout, .. } => {
            (Keys::One, MENU_TIMEOUT, *timeout)
        }
        Kind::Ask { timeout, .. } => (Keys::UntilHash, ENTRY_TIMEOUT, *timeout),
        _ => (Keys::One, MENU_TIMEOUT, None),
    };
    lengthened(keys, own.unwrap_or(default), state.silences)
}

/// The wait for one of the engine's own questions.
pub(super) fn short_wait(state: &State) -> Wait {
    lengthened(Keys::One, MENU_TIMEOUT, state.silences)
}

fn lengthened(keys: Keys, timeout: u8, silences: u8) -> Wait {
    let timeout = if silences > 0 { timeout.saturating_add(timeout / 2) } else { timeout };
    Wait { keys, timeout: timeout.min(LONGEST_TIMEOUT) }
}

/// The value a name has: a fact of the conversation, else a variable of the running flow.
pub(super) fn variable(script: &Script, state: &State, name: &str) -> Value {
    let organisations = |only_with_postcode: bool| {
        let keys = script.service.organisations.iter().filter(|(_, form)| form.needs_postcode || !only_with_postcode);
        Value::List(keys.map(|(key, _)| Value::Symbol(key.clone())).collect())
    };
    match name {
        "channel" => Value::Symbol(state.channel.as_str().to_owned()),
        "language" => Value::Symbol(state.language.as_str().to_owned()),
        "language_known" => Value::Bool(state.language_known),
        "level" => Value::Number(state.assurance.level.rank()),
        "caller" => state.caller.clone().map_or(Value::None, Value::Phone),
        "caller_mobile" => {
            Value::Bool(state.caller.as_ref().is_some_and(|n| n.line() == crate::phone_number::Line::Mobile))
        }
        "caller_callable" => Value::Bool(state.caller.as_ref().is_some_and(|n| n.may_be_called_back())),
        "organisations" => organisations(false),
        "postcode_organisations" => organisations(true),
        _ => state.frame().and_then(|frame| frame.vars.get(name)).cloned().unwrap_or(Value::None),
    }
}

/// Whether what was proved is enough for a step: its level, for the very file the flow holds.
pub(super) fn suffices(state: &State, step: &Step) -> bool {
    let Some(needs) = step.needs else { return true };
    let other_file = |value: &Value| matches!(value, Value::File(file) if state.assurance.file_id.as_deref() != Some(file.id.as_str()));
    let holds_other = state.frame().is_some_and(|frame| frame.vars.values().any(other_file));
    state.assurance.level >= needs && (needs < Level::L2 || !holds_other)
}
