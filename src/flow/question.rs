//! What a waiting step says and waits for: its message, its options, its time-out.

use jiff::Zoned;

use super::{
    Name,
    definition::{Ask, Flow, Kind, MenuOption, Script, Step},
    expression::Expression,
    state::State,
    turn::{Keys, Rung, Say, Wait},
    value::Value,
};
use crate::{level::Level, mandate::Scope as Allowed, phone_number::Line};

/// Seconds to wait for the key of a menu (experience.md: eight at least, for slower hands).
const MENU_TIMEOUT: u8 = 8;
/// Seconds to wait for the next key of an entry.
const ENTRY_TIMEOUT: u8 = 10;
/// Seconds of silence that end what a person says.
const WORDS_TIMEOUT: u8 = 5;
/// The longest a call may wait in silence.
const LONGEST_TIMEOUT: u8 = 30;
/// The most options a person can keep in mind.
const MOST_OPTIONS: usize = 4;
/// The values of a longer list that are offered at once; the last key leads to the others.
const VALUES_A_PAGE: usize = 3;
/// The key of the other values.
const MORE: char = '4';

/// What names stand for: the script, the conversation and the time.
pub(super) struct Scope<'a> {
    pub script: &'a Script,
    pub state: &'a State,
    pub now: &'a Zoned,
}

/// One option on offer: its key, what chooses it and the value or step behind it.
#[derive(Clone, Debug)]
pub(super) enum Offer<'a> {
    /// A menu's option.
    Go(&'a MenuOption),
    /// Yes or no.
    Agree(bool),
    /// A value of a list, and how it is said.
    Pick { value: Value, said: Value },
    /// The values of the list that are not on offer now.
    More,
}

/// What a waiting step has on offer, each with its key. Empty for an entry.
pub(super) fn offers<'a>(scope: &Scope<'_>, step: &'a Step) -> Vec<(char, Offer<'a>)> {
    match &step.kind {
        Kind::Menu { options, .. } => options.iter().map(|option| (option.key, Offer::Go(option))).collect(),
        Kind::Ask { ask: Ask::YesNo, .. } => vec![('1', Offer::Agree(true)), ('2', Offer::Agree(false))],
        Kind::Ask { ask: Ask::Choice(list), .. } => page(scope, picks(scope, list)),
        _ => Vec::new(),
    }
}

/// Every value of a list that is chosen from.
pub(super) fn picks(scope: &Scope<'_>, list: &Expression) -> Vec<Offer<'static>> {
    match scope.value(list) {
        Value::List(values) => values.into_iter().map(|value| pick(scope.script, value)).collect(),
        _ => Vec::new(),
    }
}

/// The values on offer now: all where they are few, else three of them and the way to the others, which goes round.
fn page(scope: &Scope<'_>, picks: Vec<Offer<'static>>) -> Vec<(char, Offer<'static>)> {
    if picks.len() <= MOST_OPTIONS {
        return ('1'..).zip(picks).collect();
    }
    let pages = picks.len().div_ceil(VALUES_A_PAGE);
    let page = scope.state.frame().map_or(0, |frame| usize::from(frame.page)) % pages;
    let shown = picks.into_iter().skip(page * VALUES_A_PAGE).take(VALUES_A_PAGE);
    ('1'..).zip(shown).chain([(MORE, Offer::More)]).collect()
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
pub(super) fn says(scope: &Scope<'_>, flow: &Flow, step: &Step, rung: Rung) -> Vec<Say> {
    let with = values(scope, step);
    let offers = offers(scope, step);
    let mut says = Vec::with_capacity(1 + offers.len());
    says.push(Say {
        language: scope.state.language.clone(),
        flow: Some(flow.name.clone()),
        message: step.name.clone(),
        rung,
        key: None,
        with,
    });
    for (key, offer) in offers {
        let say = offer_say(scope.state, flow, key, offer, &says[0].with);
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
        Offer::More => shared("more-choices", Vec::new()),
    }
}

/// The values a step gives its message.
pub(super) fn values(scope: &Scope<'_>, step: &Step) -> Vec<(Name, Value)> {
    said(step).iter().map(|(name, value)| (name.clone(), scope.value(value))).collect()
}

/// What a step gives its message.
fn said(step: &Step) -> &[(Name, Expression)] {
    match &step.kind {
        Kind::Say { with, .. }
        | Kind::Menu { with, .. }
        | Kind::Ask { with, .. }
        | Kind::Send { with, .. }
        | Kind::Remind { with, .. } => with,
        _ => &[],
    }
}

/// Which keys a waiting step takes, and how long it waits: longer after a first silence.
pub(super) fn wait(state: &State, step: &Step) -> Wait {
    let (keys, default, own) = match &step.kind {
        Kind::Ask { ask: Ask::YesNo | Ask::Answer | Ask::Choice(_), timeout, .. } | Kind::Menu { timeout, .. } => {
            (Keys::One, MENU_TIMEOUT, *timeout)
        }
        Kind::Ask { ask: Ask::Recording { seconds }, timeout, .. } => {
            (Keys::Words { seconds: *seconds }, WORDS_TIMEOUT, *timeout)
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

impl Scope<'_> {
    /// What an expression is worth.
    pub(super) fn value(&self, expression: &Expression) -> Value {
        expression.evaluate(&|name| self.variable(name))
    }

    /// The value a name has: a fact of the conversation or of the day, else a variable of the running flow.
    pub(super) fn variable(&self, name: &str) -> Value {
        let Scope { script, state, now } = self;
        let (office, caller) = (&script.service.office, state.caller.as_ref());
        match name {
            "channel" => Value::Symbol(state.channel.as_str().to_owned()),
            "language" => Value::Symbol(state.language.as_str().to_owned()),
            "language_known" => Value::Bool(state.language_known),
            "level" => Value::Number(state.assurance.level.rank()),
            "open" => Value::Bool(office.is_open(now)),
            "holiday" => Value::Bool(office.is_holiday(now.date())),
            "opens" => office.opens(now).map_or(Value::None, Value::Moment),
            "today" => Value::Date(now.date()),
            "caller" => caller.cloned().map_or(Value::None, Value::Phone),
            "caller_mobile" => Value::Bool(caller.is_some_and(|number| number.line() == Line::Mobile)),
            "caller_callable" => Value::Bool(caller.is_some_and(|number| script.service.reach.includes(number))),
            // Who acts for somebody else may do what that person agreed to, and no more.
            "may_answer" => Value::Bool(state.assurance.by.as_ref().is_none_or(|by| by.scope == Allowed::Answers)),
            "organisations" => self.organisations(false),
            "postcode_organisations" => self.organisations(true),
            _ => state.frame().and_then(|frame| frame.vars.get(name)).cloned().unwrap_or(Value::None),
        }
    }

    fn organisations(&self, only_with_postcode: bool) -> Value {
        let all = self.script.service.organisations.iter();
        let keys = all.filter(|(_, form)| form.needs_postcode || !only_with_postcode).map(|(key, _)| key.clone());
        Value::List(keys.map(Value::Symbol).collect())
    }
}

/// Whether what was proved is enough for a step: its level, for the very file the flow holds.
///
/// The checker proves that no path comes to a step with less. Whatever it may have missed is refused here again: nothing
/// of a file is fetched or told without the proof for it, even where the step does not ask for one.
pub(super) fn suffices(state: &State, step: &Step) -> bool {
    let own = if is_of_a_file(state, step) { Level::L2 } else { Level::L0 };
    let needs = step.needs.unwrap_or_default().max(own);
    if needs == Level::L0 {
        return true;
    }
    let other_file = |value: &Value| matches!(value, Value::File(file) if state.assurance.file_id.as_deref() != Some(file.id.as_str()));
    let holds_other = state.frame().is_some_and(|frame| frame.vars.values().any(other_file));
    state.assurance.level >= needs && (needs < Level::L2 || !holds_other)
}

/// Whether a step fetches a file, or tells what one holds.
fn is_of_a_file(state: &State, step: &Step) -> bool {
    let Some(frame) = state.frame() else { return false };
    let of_a_file = |value: &Value| is_file(value) || matches!(value, Value::Item(_));
    if !frame.vars.values().any(of_a_file) {
        return matches!(step.kind, Kind::LookUp { .. });
    }
    let holds = |name: &str| frame.vars.get(name).is_some_and(is_file);
    let given = |(name, field): &(&str, &str)| {
        matches!(frame.vars.get(*name), Some(Value::Item(_))) && matches!(*field, "answer" | "reference")
    };
    let tells = |value: &Expression| value.names().iter().any(|name| holds(name)) || value.fields().iter().any(given);
    let lists = match &step.kind {
        Kind::Ask { ask: Ask::Choice(list), .. } => tells(list),
        kind => matches!(kind, Kind::LookUp { .. }),
    };
    lists || said(step).iter().any(|(_, value)| tells(value))
}

/// Whether it is a file, or several.
fn is_file(value: &Value) -> bool {
    match value {
        Value::File(_) => true,
        Value::List(values) => values.iter().any(is_file),
        _ => false,
    }
}
