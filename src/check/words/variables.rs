//! The same values in every language: what French tells, no other language leaves out.

use std::collections::BTreeSet;

use super::{line::Found, said::Use};
use crate::{
    channel::Channel,
    words::wording::{Piece, Wording, Wordings},
};

/// Looks for values that a message of another language leaves out.
pub(super) fn check(
    wording: &Wording<'_>,
    told: &Use<'_>,
    french: &Wordings<'_>,
    other: &Wordings<'_>,
    found: &Found,
) {
    // A message is looked at once, at its first text.
    for (channel, said) in [(Channel::Sms, told.by_text), (Channel::Voice, told.by_voice)] {
        if !said {
            continue;
        }
        let lost: Vec<String> = values(french, wording.id, channel)
            .difference(&values(other, wording.id, channel))
            .map(|name| format!("`${name}`"))
            .collect();
        if !lost.is_empty() {
            let lost = lost.join(", ");
            found.tell(wording, wording.place(), || {
                let message = format!("`{}` leaves out {lost}, which the French tells", wording.id);
                (message, format!("say {lost} in this language too"))
            });
        }
    }
}

/// The values the first wording of a message tells; how a word is written and what it is called are one.
fn values<'a>(wordings: &Wordings<'a>, id: &str, channel: Channel) -> BTreeSet<&'a str> {
    let Some(pattern) = wordings.first(id, channel) else { return BTreeSet::new() };
    let variants = wordings.variants(pattern);
    let values = variants.into_iter().flat_map(|variant| variant.pieces).filter_map(|piece| match piece {
        Piece::Value(name) => Some(name.strip_suffix("-words").unwrap_or(name)),
        Piece::Text(_) | Piece::Quoted(..) => None,
    });
    values.collect()
}
