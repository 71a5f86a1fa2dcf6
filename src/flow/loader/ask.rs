//! The step that asks a person for a value: one form, one variable.

use super::{
    list,
    reader::{Fields, Reader},
    step::{Frame, timeout},
    tree::{Key, Node, Yaml},
};
use crate::{
    flow::{
        Name,
        answers::Answer,
        definition::{Ask, Exits, Kind, VarType},
        expression::Expression,
        grammar,
    },
    national_number::may_be_asked,
    problem::code,
};

/// Reads what is asked, the variable that takes it, and where its answers lead.
pub(super) fn read(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let forms = grammar::FORMS.iter().map(|form| form.name);
    let known: Vec<&str> = forms.chain(grammar::names(grammar::ASK_KEYS)).collect();
    let fields = reader.fields(node, "`ask`", &known)?;
    let (form, types, what) = form_of(reader, fields, frame)?;
    let ask = ask_form(reader, form, what, fields.get("into"));
    let into = match fields.get("into") {
        Some(node) => Some(answer_variable(reader, node, &form.text, types)),
        None if matches!(form.text.as_str(), "yes-no" | "answer") => None,
        None => {
            let help = "add `into: VARIABLE`";
            Some(reader.fail(&code::ANSWER_NOT_KEPT, frame.kind_at, "the answer is not kept", help))
        }
    };
    let zero = match fields.get("zero").map(|node| (&node.span, &node.value)) {
        None => false,
        Some((_, Yaml::Bool(zero))) => *zero,
        Some((span, _)) => {
            return reader.fail(&code::WRONG_SHAPE, span, "`zero` is true or false", "write `zero: true`");
        }
    };
    let with = reader.with(frame.fields.get("with"), "`with`");
    let timeout = timeout(reader, frame);
    let exits = ask_exits(reader, &form.text, into.is_some(), frame);
    let into = match into {
        None => None,
        Some(into) => Some(into?),
    };
    Some(Kind::Ask { ask: ask?, into, zero, with: with?, timeout, exits: exits? })
}

type Form<'n> = (&'n Key, &'static [VarType], &'n Node);

/// The one form of an `ask`.
fn form_of<'n>(reader: &mut Reader<'_, '_>, fields: Fields<'n>, frame: &Frame<'_>) -> Option<Form<'n>> {
    let mut found: Option<Form<'n>> = None;
    for (key, node) in fields.entries {
        let Some(row) = grammar::FORMS.iter().find(|form| form.name == key.text) else { continue };
        if let Some((first, ..)) = found {
            let message = format!("one thing is asked at a time, not `{}` and `{}`", first.text, key.text);
            return reader.fail(&code::TWO_THINGS_ASKED, &key.span, message, "make two steps of it");
        }
        found = Some((key, row.types, node));
    }
    // A key that there is not is told as such.
    let mistyped =
        fields.entries.iter().any(|(key, _)| !grammar::names(grammar::ASK_KEYS).contains(&key.text.as_str()));
    if found.is_none() && mistyped {
        return None;
    }
    if found.is_none() {
        let forms: Vec<&str> = grammar::FORMS.iter().map(|form| form.name).collect();
        let help = format!("write one of {}", list(&forms));
        return reader.fail(&code::NOTHING_ASKED, frame.kind_at, "nothing is asked here", help);
    }
    found
}

fn ask_form(reader: &mut Reader<'_, '_>, form: &Key, node: &Node, into: Option<&Node>) -> Option<Ask> {
    Some(match form.text.as_str() {
        "digits" => return digits(reader, node),
        "file-number" => Ask::FileNumber { organisation: reader.expression(node)? },
        "secret" => {
            Ask::Secret { digits: reader.small(node, "`secret`, the number of digits,", &grammar::SECRET_DIGITS)? }
        }
        "choice" => Ask::Choice(list_of_choices(reader, node, into)?),
        "recording" => Ask::Recording { seconds: reader.small(node, "`recording`, in seconds,", &grammar::RECORDING)? },
        "text" => Ask::Text { max: reader.number(node, "`text`, the number of characters,", &grammar::TEXT_LENGTH)? },
        plain => {
            if !matches!(node.value, Yaml::Bool(true)) {
                let help = format!("write `{plain}: true`");
                return reader.fail(&code::TAKES_NO_VALUE, &node.span, format!("`{plain}` takes no value"), help);
            }
            match plain {
                "date" => Ask::Date,
                "amount" => Ask::Amount,
                "yes-no" => Ask::YesNo,
                "answer" => Ask::Answer,
                "postcode" => Ask::Postcode,
                "phone-number" => Ask::PhoneNumber,
                _ => Ask::StreetNumber,
            }
        }
    })
}

/// A list whose values the variable can take.
fn list_of_choices(reader: &mut Reader<'_, '_>, node: &Node, into: Option<&Node>) -> Option<Expression> {
    let (list, found) = reader.typed(node)?;
    let Some(element) = found.element() else {
        let help = "write a variable of type list: `choice: file.missing`";
        return reader.fail(&code::NOT_A_LIST, &node.span, format!("{} cannot be chosen from", found.a_name()), help);
    };
    let Some((name, span)) = into.and_then(|into| match &into.value {
        Yaml::Text(name) => Some((name, &into.span)),
        _ => None,
    }) else {
        return Some(list);
    };
    match reader.type_of(name).filter(|kind| !element.fits(kind)) {
        Some(kind) => {
            let message =
                format!("`{name}` is {}, the values of the list are each {}", kind.a_name(), element.a_name());
            reader.fail(
                &code::ANSWER_DOES_NOT_FIT,
                span,
                message,
                "declare the variable with the type of the values, or as `any`",
            )
        }
        None => Some(list),
    }
}

/// `4` or `1..7`.
fn digits(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Ask> {
    let (min, max) = match &node.value {
        Yaml::Int(number) => (u8::try_from(*number).ok(), u8::try_from(*number).ok()),
        Yaml::Text(text) => match text.split_once("..") {
            Some((min, max)) => (min.trim().parse().ok(), max.trim().parse().ok()),
            None => (None, None),
        },
        _ => (None, None),
    };
    match (min, max) {
        (Some(min), Some(max)) if 1 <= min && min <= max && max <= grammar::MOST_DIGITS => {
            if may_be_asked(min, max) {
                return Some(Ask::Digits { min, max });
            }
            let help = "ask for 12 digits at most, such as `digits: 1..12`";
            reader.fail(&code::NATIONAL_NUMBER, &node.span, "a national health number would fit here", help)
        }
        _ => {
            let help = "write `digits: 4` or `digits: 1..7`, 20 at most";
            reader.fail(&code::BAD_DIGITS, &node.span, "this is no number of digits", help)
        }
    }
}

fn answer_variable(reader: &mut Reader<'_, '_>, node: &Node, form: &str, types: &[VarType]) -> Option<Name> {
    let (name, kind) = reader.variable(node)?;
    if types.iter().any(|fitting| fitting.is_alike(&kind)) || (kind == VarType::Any && form != "secret") {
        return Some(name);
    }
    if form == "secret" {
        let help = format!("declare it: `vars: {{ {name}: secret }}`");
        let message = format!("`{name}` is not secret, so that the code would be kept");
        return reader.fail(&code::CODE_NOT_SECRET, &node.span, message, help);
    }
    if kind == VarType::Secret {
        let help = "only `ask: { secret: 8, into: … }` fills it";
        return reader.fail(&code::SECRET_SET, &node.span, format!("`{name}` is secret"), help);
    }
    let help = "declare the variable with the type of the answer, or as `any`";
    let message = format!("the answer to `{form}` does not fit `{name}`");
    reader.fail(&code::ANSWER_DOES_NOT_FIT, &node.span, message, help)
}

fn ask_exits(reader: &mut Reader<'_, '_>, form: &str, kept: bool, frame: &Frame<'_>) -> Option<Exits> {
    let both = frame.fields.entry("on").filter(|_| frame.fields.get("next").is_some());
    if let Some((key, _)) = both {
        let help = "remove one of them";
        return reader.fail(&code::NEXT_AND_ON, &key.span, "a step has `next` or `on`, not both", help);
    }
    if form == "answer" {
        return reader.exits(frame.fields, frame.at, &Answer::EXITS.map(|(exit, _)| exit));
    }
    // A yes or no that is kept may go one way for both.
    if form == "yes-no" && !(kept && frame.fields.get("next").is_some()) {
        if let Some((key, _)) = frame.fields.entry("next") {
            let help = "write `on: { yes: STEP, no: STEP }`, or keep the answer with `into`";
            let message = "yes and no lead to the same step, and the answer is lost";
            return reader.fail(&code::ANSWER_LOST, &key.span, message, help);
        }
        return reader.exits(frame.fields, frame.at, &["yes", "no"]);
    }
    if let Some((key, _)) = frame.fields.entry("on") {
        let message = format!("`{form}` has no outcomes");
        return reader.fail(&code::NO_OUTCOMES, &key.span, message, "write `next: STEP`");
    }
    reader.next(frame.fields, frame.at).map(|next| Exits::from([("next".into(), next)]))
}
