//! One step of a flow: its kind, what stands beside it, and where it leads.

use std::ops::Range;

use super::{
    answered, ask, beside, call, list,
    reader::{Fields, Reader},
    suggest,
    tree::{Key, Node, Yaml},
};
use crate::{
    flow::{
        Name,
        consent::Consent,
        definition::{Exits, HOURS, Kind, MenuOption, Step, VarType},
        expression::Expression,
        grammar::{self, ANYWHERE, StepKind},
        turn::Sent,
    },
    language::Language,
    level::Level,
    problem::code,
};

/// A step being read: the entries beside its kind, and the places that mistakes are shown at.
pub(super) struct Frame<'n> {
    pub fields: Fields<'n>,
    /// The step's name.
    pub name: &'n str,
    /// The step's own key.
    pub at: &'n Range<usize>,
    /// The key of its kind.
    pub kind_at: &'n Range<usize>,
}

/// Reads a step, or reports why it cannot be.
pub(super) fn read(reader: &mut Reader<'_, '_>, key: &Key, node: &Node) -> Option<Step> {
    let name = reader.word(&key.text, &key.span, "a step");
    let fields = reader.mapping(node, "a step")?;
    let (kind_key, kind_node, row) = kind_of(reader, key, fields)?;
    let all_beside = grammar::names(grammar::BESIDE);
    for (other, _) in fields.entries {
        let word = other.text.as_str();
        if all_beside.contains(&word) && !ANYWHERE.contains(&word) && !row.beside.contains(&word) {
            let allowed: Vec<&str> = row.beside.iter().copied().chain(ANYWHERE).collect();
            let message = format!("`{word}` has no place beside `{}`", kind_key.text);
            let help = format!("beside it may stand {}", list(&allowed));
            reader.fail::<()>(&code::MISPLACED_KEY, &other.span, message, help);
        }
    }
    let needs = fields.get("needs").and_then(|node| level(reader, node));
    let at_most = fields.entry("at-most").and_then(|(key, node)| beside::at_most(reader, key, node));
    let tries = fields.get("tries").map(|node| beside::tries(reader, node)).unwrap_or_default();
    let only = fields.get("only").and_then(|node| beside::only(reader, node));
    let frame = Frame { fields, name: &key.text, at: &key.span, kind_at: &kind_key.span };
    let kind = match kind_key.text.as_str() {
        "say" => say(reader, kind_node, &frame),
        "menu" => menu(reader, kind_node, &frame),
        "ask" => ask::read(reader, kind_node, &frame),
        "branch" => branch(reader, kind_node),
        "set" => set(reader, kind_node, &frame),
        "verify" => verify(reader, kind_node, &frame),
        "send-code" => send_on_file(reader, kind_node, &frame, Sent::Code),
        "send-status" => send_on_file(reader, kind_node, &frame, Sent::Status),
        "look-up" => look_up(reader, kind_node, &frame),
        "give" => give(reader, kind_node, &frame),
        "callback" => callback(reader, kind_node, &frame),
        "withdraw" => withdraw(reader, kind_node, &frame),
        "settle" => answered::settle(reader, kind_node, &frame),
        "mandate" => answered::mandate(reader, kind_node, &frame),
        "remind-of" => remind_of(reader, kind_node, &frame),
        "transfer" => transfer(reader, kind_node, &frame),
        "send" => send(reader, kind_node, &frame),
        "remind" => remind(reader, kind_node, &frame),
        "note" => note(reader, kind_node, &frame),
        "consent" => consent(reader, kind_node, &frame),
        "call" => call::read(reader, kind_node, &frame),
        _ => end(reader, kind_node),
    };
    Some(Step { name: name?, needs, only, at_most, tries, kind: kind? })
}

type Found<'n> = (&'n Key, &'n Node, &'static StepKind);

/// The one kind of a step.
fn kind_of<'n>(reader: &mut Reader<'_, '_>, step: &Key, fields: Fields<'n>) -> Option<Found<'n>> {
    let mut found: Option<Found<'n>> = None;
    let mut unknown = false;
    for (key, node) in fields.entries {
        let word = key.text.as_str();
        if let Some(row) = grammar::KINDS.iter().find(|row| row.name == word) {
            if let Some((first, ..)) = found {
                let message = format!("a step is of one kind, this one is `{}` and `{word}`", first.text);
                let help = "make two steps of it, the first leading to the second";
                return reader.fail(&code::TWO_STEP_KINDS, &key.span, message, help);
            }
            found = Some((key, node, row));
        } else if !grammar::BESIDE.iter().any(|field| field.name == word) {
            unknown = true;
            let kinds = grammar::KINDS.iter().map(|row| row.name);
            let help = suggest(word, kinds.chain(grammar::names(grammar::BESIDE)), "keys of a step");
            reader.fail::<()>(&code::UNKNOWN_STEP_KIND, &key.span, format!("a step has no `{word}`"), help);
        }
    }
    if found.is_none() && !unknown {
        let kinds: Vec<&str> = grammar::KINDS.iter().map(|row| row.name).collect();
        let help = format!("write one of {}", list(&kinds));
        return reader.fail(&code::NO_STEP_KIND, &step.span, format!("`{}` does nothing", step.text), help);
    }
    found
}

fn level(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Level> {
    match reader.text(node, "`needs`")? {
        "L0" => Some(Level::L0),
        "L1" => Some(Level::L1),
        "L2" => Some(Level::L2),
        "L3" => Some(Level::L3),
        other => {
            let help = "the levels are L0, L1, L2 and L3";
            reader.fail(&code::UNKNOWN_LEVEL, &node.span, format!("there is no level `{other}`"), help)
        }
    }
}

fn say(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let with = reader.with(Some(node), "`say`");
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Say { with: with?, next: next? })
}

fn send(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let with = reader.with(Some(node), "`send`");
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Send { with: with?, next: next? })
}

fn remind(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let days =
        reader.fields(node, "`remind`", &grammar::keys_of("remind")).and_then(|fields| match fields.get("days") {
            Some(node) => reader.small(node, "`days`", &grammar::REMIND_DAYS),
            None => {
                let help = "write `remind: { days: 2 }`";
                reader.fail(&code::REMIND_WITHOUT_DAYS, frame.kind_at, "`remind` has no `days`", help)
            }
        });
    let with = reader.with(frame.fields.get("with"), "`with`");
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Remind { days: days?, with: with?, next: next? })
}

fn note(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let text = reader.expression(node);
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Note { text: text?, next: next? })
}

fn consent(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let consent = reader.text(node, "`consent`").and_then(|text| {
        let known = Consent::of(text);
        if known.is_none() {
            let help = suggest(text, Consent::WORDS.iter().copied(), "words of `consent`");
            return reader.fail(&code::WRONG_SHAPE, &node.span, format!("there is no consent `{text}`"), help);
        }
        known
    });
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Consent { consent: consent?, next: next? })
}

fn set(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let values = reader.settings(node);
    let next = reader.next(frame.fields, frame.at);
    Some(Kind::Set { values: values?, next: next? })
}

fn end(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Kind> {
    let text = reader.text(node, "an outcome")?;
    if text == "else" {
        let help = "it stands for all other outcomes in `on`";
        return reader.fail(&code::ENDS_WITH_ELSE, &node.span, "a flow cannot end with `else`", help);
    }
    reader.word(text, &node.span, "an outcome").map(|outcome| Kind::End { outcome })
}

pub(super) fn timeout(reader: &mut Reader<'_, '_>, frame: &Frame<'_>) -> Option<u8> {
    frame.fields.get("timeout").and_then(|node| reader.small(node, "`timeout`, in seconds,", &grammar::TIMEOUT))
}

fn menu(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let entries = reader.mapping(node, "`menu`")?.entries;
    let mut options: Vec<MenuOption> = Vec::new();
    if entries.is_empty() {
        let help = "write `1: { option: NAME, go: STEP }`";
        reader.fail::<()>(&code::EMPTY_MENU, frame.kind_at, "this menu has no options", help);
    }
    let mut in_order = true;
    for (index, (key, node)) in entries.iter().enumerate() {
        if index == 4 {
            let help = "put the rest behind an option that leads to another menu";
            reader.fail::<()>(&code::TOO_MANY_OPTIONS, &key.span, "a menu has four options at most", help);
        }
        let expected = index + 1;
        // The keys after a wrong one are mostly wrong because of it.
        if index < 4 && in_order && key.text != expected.to_string() {
            in_order = false;
            let help = format!("write `{expected}`: keys go up from 1 without a gap");
            let message = format!("the key `{}` is out of order", key.text);
            reader.fail::<()>(&code::KEY_OUT_OF_ORDER, &key.span, message, help);
        }
        if let Some(option) = option(reader, node, (frame.name, expected), &options) {
            options.push(option);
        }
    }
    let with = reader.with(frame.fields.get("with"), "`with`");
    let timeout = timeout(reader, frame);
    (options.len() == entries.len() && !options.is_empty() && options.len() <= 4).then_some(Kind::Menu {
        options,
        with: with?,
        timeout,
    })
}

fn option(
    reader: &mut Reader<'_, '_>,
    node: &Node,
    (step, number): (&str, usize),
    before: &[MenuOption],
) -> Option<MenuOption> {
    let fields = reader.fields(node, "an option", &grammar::names(grammar::OPTION_KEYS))?;
    let name = match fields.get("option") {
        None => {
            let help = "write `{ option: NAME, go: STEP }`";
            reader.fail(&code::OPTION_WITHOUT_NAME, &node.span, "this option has no name", help)
        }
        Some(node) => {
            let text = reader.text(node, "the name of an option");
            let name = text.and_then(|text| reader.word(text, &node.span, "an option"));
            if let Some(name) = name.as_ref().filter(|name| before.iter().any(|other| other.option == **name)) {
                let message = format!("there is an option `{name}` already");
                reader.fail::<()>(&code::OPTION_TWICE, &node.span, message, "give it another name");
            }
            name
        }
    };
    let go = match fields.get("go") {
        None => reader.fail(&code::NO_GO, &node.span, "this option leads nowhere", "add `go: STEP`"),
        Some(node) => reader.target(node),
    };
    let language = match fields.get("in") {
        None => None,
        Some(node) => {
            let tag = reader.text(node, "a language")?;
            match tag.parse::<Language>() {
                Ok(language) => Some(language),
                Err(error) => {
                    let help = "write a tag such as `fr`";
                    return reader.fail(&code::BAD_LANGUAGE, &node.span, error.to_string(), help);
                }
            }
        }
    };
    let key = u32::try_from(number).ok().and_then(|number| char::from_digit(number, 10));
    let option = name?;
    let message = format!("{step}-{option}").into();
    Some(MenuOption { key: key?, option, message, language, go: go? })
}

fn branch(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Kind> {
    let nodes = reader.list(node, "`branch`")?;
    let mut arms = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let last = index + 1 == nodes.len();
        if let Some(arm) = arm(reader, node, last) {
            arms.push(arm);
        }
    }
    if nodes.is_empty() {
        let help = "write `- go: STEP` as the last arm";
        reader.fail::<()>(&code::EMPTY_BRANCH, &node.span, "this branch has no arms", help);
    }
    (arms.len() == nodes.len() && !arms.is_empty()).then_some(Kind::Branch(arms))
}

fn arm(reader: &mut Reader<'_, '_>, node: &Node, last: bool) -> Option<(Option<Expression>, Name)> {
    let fields = reader.fields(node, "an arm of a branch", &grammar::names(grammar::ARM_KEYS))?;
    let at = fields.entries.first().map_or(node.span.clone(), |(key, _)| key.span.clone());
    match (fields.entry("when"), last) {
        (Some((key, _)), true) => {
            let help = "add an arm without `when`: `- go: STEP`";
            let message = "the last arm has a condition, so that the branch may lead nowhere";
            reader.fail::<()>(&code::LAST_ARM_CONDITION, &key.span, message, help);
        }
        (None, false) => {
            let help = "add `when: 'CONDITION'`, or move it to the end";
            let message = "this arm has no condition, so that those after it are never reached";
            reader.fail::<()>(&code::ARM_WITHOUT_CONDITION, &at, message, help);
        }
        _ => {}
    }
    let when = fields.get("when").map(|node| reader.condition(node));
    let go = match fields.get("go") {
        None => reader.fail(&code::NO_GO, &at, "this arm leads nowhere", "add `go: STEP`"),
        Some(node) => reader.target(node),
    };
    match when {
        None => Some((None, go?)),
        Some(when) => Some((Some(when?), go?)),
    }
}

fn verify(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`verify`", &grammar::keys_of("verify"))?;
    let organisation = reader.value(fields, "organisation", frame.kind_at);
    let file = reader.value(fields, "file", frame.kind_at);
    let postcode = fields.get("postcode").map(|node| reader.expression(node));
    let code = match fields.get("code") {
        None => reader.fail(&code::VALUE_MISSING, frame.kind_at, "`code` is missing here", "add `code: VARIABLE`"),
        Some(node) => match reader.variable(node) {
            Some((name, VarType::Secret)) => Some(name),
            Some((name, _)) => {
                let help = format!("declare it: `vars: {{ {name}: secret }}`");
                reader.fail(&code::CODE_NOT_SECRET, &node.span, format!("`{name}` is not secret"), help)
            }
            None => None,
        },
    };
    let one_time = fields.get("one-time").map(|node| match node.value {
        Yaml::Bool(true) => Some(()),
        _ => {
            let message = "`one-time` is true or left out";
            reader.fail(&code::WRONG_SHAPE, &node.span, message, "write `one-time: true`")
        }
    });
    let on = exits(reader, frame, "verify");
    Some(Kind::Verify {
        organisation: organisation?,
        file: file?,
        postcode: whole(postcode)?,
        code: code?,
        one_time: whole(one_time)?.is_some(),
        on: on?,
    })
}

fn send_on_file(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>, sent: Sent) -> Option<Kind> {
    let kind = sent.kind();
    let fields = reader.fields(node, &format!("`{kind}`"), &grammar::keys_of(kind))?;
    let organisation = reader.value(fields, "organisation", frame.kind_at);
    let file = reader.value(fields, "file", frame.kind_at);
    let postcode = fields.get("postcode").map(|node| reader.expression(node));
    let on = exits(reader, frame, kind);
    let postcode = whole(postcode)?;
    Some(Kind::SendOnFile { sent, organisation: organisation?, file: file?, postcode, on: on? })
}

/// Where the outcomes of a kind lead, some of which may be left out.
fn exits(reader: &mut Reader<'_, '_>, frame: &Frame<'_>, kind: &str) -> Option<Exits> {
    reader.exits_or(frame.fields, frame.at, grammar::outcomes_of(kind), grammar::outcomes_left_out(kind))
}

fn into(reader: &mut Reader<'_, '_>, fields: Fields<'_>, at: &Range<usize>, types: &[VarType]) -> Option<Name> {
    let Some(node) = fields.get("into") else {
        return reader.fail(&code::ANSWER_NOT_KEPT, at, "what is found is not kept", "add `into: VARIABLE`");
    };
    let (name, kind) = reader.variable(node)?;
    if types.contains(&kind) || kind == VarType::Any {
        return Some(name);
    }
    let help = "declare the variable with the type of what is found, or as `any`";
    reader.fail(&code::ANSWER_DOES_NOT_FIT, &node.span, format!("what is found does not fit `{name}`"), help)
}

fn look_up(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`look-up`", &grammar::keys_of("look-up"))?;
    let into = into(reader, fields, frame.kind_at, &[VarType::CaseFile]);
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("look-up"));
    Some(Kind::LookUp { into: into?, on: on? })
}

fn give(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`give`", &grammar::keys_of("give"))?;
    let file = reader.value(fields, "file", frame.kind_at);
    let item = reader.value(fields, "item", frame.kind_at);
    let value = reader.value(fields, "value", frame.kind_at);
    let into = into(reader, fields, frame.kind_at, &[VarType::Digits, VarType::Text]);
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("give"));
    Some(Kind::Give { file: file?, item: item?, value: value?, into: into?, on: on? })
}

fn callback(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`callback`", &grammar::keys_of("callback"))?;
    let number = reader.value(fields, "number", frame.kind_at);
    let when = reader.value(fields, "when", frame.kind_at);
    let subject = reader.value(fields, "subject", frame.kind_at);
    let interpreter = fields.get("interpreter").map(|node| reader.condition(node));
    let message = fields.get("message").map(|node| reader.expression(node));
    let messages = fields.get("messages").map(|node| reader.condition(node));
    let digits = fields.get("digits").map(|node| variable_for(reader, node, &VarType::Digits));
    let window = fields.get("window").map(|node| variable_for(reader, node, &VarType::Window));
    let before = fields.get("before").map(|node| variable_for(reader, node, &VarType::Number));
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("callback"));
    Some(Kind::Callback {
        number: number?,
        when: when?,
        subject: subject?,
        interpreter: whole(interpreter)?,
        message: whole(message)?.map(Box::new),
        messages: whole(messages)?.map(Box::new),
        digits: whole(digits)?,
        window: whole(window)?,
        before: whole(before)?,
        on: on?,
    })
}

fn withdraw(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`withdraw`", &grammar::keys_of("withdraw"))?;
    let subject = reader.value(fields, "subject", frame.kind_at);
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("withdraw"));
    Some(Kind::Withdraw { subject: subject?, on: on? })
}

fn remind_of(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`remind-of`", &grammar::keys_of("remind-of"))?;
    let about = reader.value(fields, "about", frame.kind_at);
    let on = match fields.get("on") {
        Some(node) => of_type(reader, node, &VarType::Date),
        None => reader.value(fields, "on", frame.kind_at),
    };
    let at = fields.get("at").map(|node| of_type(reader, node, &VarType::one_of(HOURS)));
    let into = fields.get("into").map(|node| day_variable(reader, node));
    let exits = reader.exits(frame.fields, frame.at, grammar::outcomes_of("remind-of"));
    Some(Kind::RemindOf { about: about?, on: on?, at: whole(at)?, into: whole(into)?, exits: exits? })
}

/// What may be left out, and is right where it stands.
pub(super) fn whole<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

/// An expression whose value is of this type.
pub(super) fn of_type(reader: &mut Reader<'_, '_>, node: &Node, wanted: &VarType) -> Option<Expression> {
    let (expression, found) = reader.typed(node)?;
    if found.fits(wanted) {
        return Some(expression);
    }
    let help = format!("write a variable of type {}", wanted.name());
    let message = format!("{} stands here, not {}", found.a_name(), wanted.a_name());
    reader.fail(&code::WRONG_TYPE, &node.span, message, help)
}

/// A variable that takes a day.
pub(super) fn day_variable(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Name> {
    variable_for(reader, node, &VarType::Date)
}

/// A variable that takes a value of this type.
fn variable_for(reader: &mut Reader<'_, '_>, node: &Node, taken: &VarType) -> Option<Name> {
    let (name, kind) = reader.variable(node)?;
    if taken.fits(&kind) {
        return Some(name);
    }
    let help = format!("declare it: `vars: {{ {name}: {} }}`", taken.name());
    // A day is what authors call a date.
    let what = if *taken == VarType::Date { "a day".to_owned() } else { taken.a_name() };
    reader.fail(&code::ANSWER_DOES_NOT_FIT, &node.span, format!("`{name}` does not take {what}"), help)
}

fn transfer(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    reader.fields(node, "`transfer`", &grammar::keys_of("transfer"))?;
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("transfer"));
    Some(Kind::Transfer { on: on? })
}
