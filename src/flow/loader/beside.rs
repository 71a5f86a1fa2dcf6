//! What may stand beside a step's kind: how often it is entered, how often its question is put, on which channel.

use super::{
    reader::Reader,
    tree::{Key, Node},
};
use crate::{
    channel::Channel,
    flow::{
        definition::{AtMost, Tries},
        grammar,
    },
    problem::code,
};

/// `at-most: { times: 3, else: STEP }`.
pub(super) fn at_most(reader: &mut Reader<'_, '_>, key: &Key, node: &Node) -> Option<AtMost> {
    let fields = reader.fields(node, "`at-most`", &grammar::names(grammar::AT_MOST_KEYS))?;
    let (Some(times), Some(go)) = (fields.get("times"), fields.get("else")) else {
        let help = "write `at-most: { times: 3, else: STEP }`";
        return reader.fail(
            &code::AT_MOST_INCOMPLETE,
            &key.span,
            "`at-most` says how often, and where it leads from then on",
            help,
        );
    };
    let times = reader.small(times, "`times`", &grammar::TIMES);
    let go = reader.target(go);
    Some(AtMost { times: times?, go: go? })
}

/// `tries: { silence: 2, unclear: 4, else: STEP }`, each of which may be left out.
pub(super) fn tries(reader: &mut Reader<'_, '_>, node: &Node) -> Tries {
    let Some(fields) = reader.fields(node, "`tries`", &grammar::names(grammar::TRIES_KEYS)) else {
        return Tries::default();
    };
    if fields.entries.is_empty() {
        let help = "write `tries: { silence: 2, unclear: 4, else: STEP }`, or leave it out";
        reader.fail::<()>(&code::EMPTY_TRIES, &node.span, "`tries` says nothing", help);
    }
    Tries {
        silence: fields
            .get("silence")
            .and_then(|node| reader.small(node, "`silence`, the number of tries,", &grammar::TRIES)),
        unclear: fields
            .get("unclear")
            .and_then(|node| reader.small(node, "`unclear`, the number of tries,", &grammar::TRIES)),
        go: fields.get("else").and_then(|node| reader.target(node)),
    }
}

/// `only: voice` or `only: sms`.
pub(super) fn only(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Channel> {
    match reader.text(node, "a channel")? {
        "sms" => Some(Channel::Sms),
        "voice" => Some(Channel::Voice),
        other => reader.fail(
            &code::UNKNOWN_CHANNEL,
            &node.span,
            format!("there is no channel `{other}`"),
            "write `only: voice` or `only: sms`",
        ),
    }
}
