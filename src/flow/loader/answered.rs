//! Steps that do what a person answered: to a reminder, to the offer of a mandate.

use super::{
    reader::Reader,
    step::{Frame, day_variable, of_type, whole},
    suggest,
    tree::Node,
};
use crate::{
    flow::{
        answers::Answer,
        definition::{Kind, VarType},
        grammar,
    },
    mandate::Reply,
    problem::code,
};

pub(super) fn settle(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`settle`", &grammar::keys_of("settle"))?;
    let reminder = match fields.get("reminder") {
        Some(node) => of_type(reader, node, &VarType::Reminder),
        None => reader.value(fields, "reminder", frame.kind_at),
    };
    let answer = match fields.get("as") {
        Some(node) => answer(reader, node),
        None => {
            let help = "add `as: done`, `as: help` or `as: later`";
            reader.fail(&code::VALUE_MISSING, frame.kind_at, "`as` is missing here", help)
        }
    };
    let only = fields.get("only").map(|node| reader.small(node, "`only`, a place,", &grammar::PLACES));
    let into = fields.get("into").map(|node| day_variable(reader, node));
    let answer = answer?;
    let on = reader.exits(frame.fields, frame.at, answer.outcomes());
    Some(Kind::Settle { reminder: reminder?, answer, only: whole(only)?, into: whole(into)?, on: on? })
}

pub(super) fn mandate(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`mandate`", &grammar::keys_of("mandate"))?;
    let offer = reader.value(fields, "offer", frame.kind_at);
    let reply = match fields.get("as") {
        Some(node) => reply(reader, node),
        None => {
            let help = "add `as: agree` or `as: refuse`";
            reader.fail(&code::VALUE_MISSING, frame.kind_at, "`as` is missing here", help)
        }
    };
    let on = reader.exits(frame.fields, frame.at, grammar::outcomes_of("mandate"));
    Some(Kind::Mandate { offer: offer?, reply: reply?, on: on? })
}

fn answer(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Answer> {
    let text = reader.text(node, "an answer")?;
    let known = Answer::EXITS.iter().find(|(word, _)| *word == text).map(|(_, answer)| *answer);
    if known.is_none() {
        let help = suggest(text, Answer::EXITS.iter().map(|(word, _)| *word), "answers");
        return reader.fail(&code::WRONG_SHAPE, &node.span, format!("nobody answers `{text}`"), help);
    }
    known
}

fn reply(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Reply> {
    let text = reader.text(node, "an answer")?;
    let known = Reply::of(text);
    if known.is_none() {
        let help = suggest(text, Reply::WORDS.iter().copied(), "answers");
        return reader.fail(&code::WRONG_SHAPE, &node.span, format!("nobody answers `{text}` to an offer"), help);
    }
    known
}
