//! The same values in every language: what French tells, no other language leaves out.

use std::collections::BTreeSet;

use super::{line::Found, said::Use};
use crate::{
    channel::Channel,
    check::needs::ALWAYS,
    problem::code,
    words::{
        variant::Variant,
        wording::{Wording, Wordings},
    },
};

/// Looks for values that a message of another language leaves out.
pub(super) fn check(wording: &Wording<'_>, told: &Use<'_>, french: &Wordings<'_>, other: &Wordings<'_>, found: &Found) {
    // A message is looked at once, at its first text.
    for (channel, is_said) in [(Channel::Sms, told.by_text), (Channel::Voice, told.by_voice)] {
        if !is_said {
            continue;
        }
        let here = used(other, wording.id, channel);
        let said = said(french, wording.id, channel);
        // What the French is never given is told there.
        let given = |name: &&&str| told.with.contains_key(**name) || ALWAYS.contains(*name);
        let lost: Vec<String> = said.difference(&here).filter(given).map(|name| format!("`${name}`")).collect();
        if !lost.is_empty() {
            let lost = lost.join(", ");
            found.tell(&code::LOST_VALUE, wording, wording.place(), || {
                let message = format!("`{}` leaves out {lost}, which the French tells", wording.id);
                (message, format!("say {lost} in this language too"))
            });
        }
    }
}

/// The values the first wording of a message says; how a word is written and what it is called are one.
fn said<'a>(wordings: &Wordings<'a>, id: &str, channel: Channel) -> BTreeSet<&'a str> {
    let variants = wordings.first(id, channel).map(|pattern| wordings.variants(pattern)).unwrap_or_default();
    variants.iter().flat_map(Variant::values).map(plain).collect()
}

/// The values it says or chooses by: Arabic has words of its own for the hours.
fn used<'a>(wordings: &Wordings<'a>, id: &str, channel: Channel) -> BTreeSet<&'a str> {
    let variants = wordings.first(id, channel).map(|pattern| wordings.variants(pattern)).unwrap_or_default();
    variants.iter().flat_map(|variant| variant.values().chain(variant.chosen_by())).map(plain).collect()
}

fn plain(name: &str) -> &str {
    name.strip_suffix("-words").unwrap_or(name)
}
