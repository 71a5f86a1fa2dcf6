//! The messages that deadlines need, all of them in `locales/LANG/deadlines.ftl`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    calendar::Window,
    definition::{DeadlineType, Due, Mark, Offset},
};
use crate::flow::{
    Name,
    answers::{ANSWERS, POLITE},
};

pub use crate::words::DEADLINES as BOOK;

/// The closing day, where it is certain; uses `$date`.
pub const LAST_DAY: &str = "last-day";
/// Said in its place where it is not.
pub const LOOK_AT_LETTER: &str = "look-at-letter";
/// When it opens, where that is still to come; uses `$date`.
pub const OPENS_ON: &str = "opens-on";
/// What may be answered.
pub const ANSWER_BY: &str = "answer-by";
/// Said in the place of words that may not stand in a text.
pub const SOMETHING_DUE: &str = "something-due";
/// How many there are besides those that are named; uses `$count`.
pub const OTHERS_DUE: &str = "others-due";

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A sentence people read or hear.
    Sentence,
    /// A name, which stands in sentences.
    Name,
    /// Words people type.
    Typed,
}

/// A message that must be there in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// What it is.
    pub part: Part,
    /// Whether it may stand in a text; all of them are heard.
    pub by_text: bool,
    /// The values it is given.
    pub values: &'static [&'static str],
    /// The deadline it belongs to; none for those of all.
    pub deadline: Option<Name>,
    /// The organisation it names, if it names one.
    pub organisation: Option<Name>,
}

/// What is to be done.
pub fn todo(deadline: &str) -> String {
    format!("{deadline}-todo")
}

/// What is lost otherwise.
pub fn lost(deadline: &str) -> String {
    format!("{deadline}-lost")
}

/// How to act without internet.
pub fn offline(deadline: &str) -> String {
    format!("{deadline}-offline")
}

/// What is to be done once the closing day is past.
pub fn late(deadline: &str) -> String {
    format!("{deadline}-late")
}

/// What an organisation is called.
pub fn organisation(name: &str) -> String {
    format!("organisation-{name}")
}

/// What is said of the day: the message and its date. The closing day where it is certain, else a look at the letter; the
/// opening day, where that is still to come. Nothing once the closing day is past, and nothing of what no letter names.
pub fn day_said(kind: &DeadlineType, window: &Window, today: Date) -> Option<(&'static str, Option<Date>)> {
    if today > window.closes || matches!(kind.due, Due::After { within: None, .. }) {
        None
    } else if today < window.opens {
        Some((OPENS_ON, Some(window.opens)))
    } else if window.verified {
        Some((LAST_DAY, Some(window.closes)))
    } else {
        Some((LOOK_AT_LETTER, None))
    }
}

/// Whether anything is sent of a deadline after its closing day.
pub fn goes_on(kind: &DeadlineType) -> bool {
    kind.expires != Offset { mark: Mark::Closes, days: 0 }
}

/// Every message that these deadlines need.
pub fn messages(kinds: &BTreeMap<Name, DeadlineType>) -> Vec<Message> {
    let plain = |id: &str, part: Part, values: &'static [&'static str]| Message {
        id: id.to_owned(),
        part,
        by_text: true,
        values,
        deadline: None,
        organisation: None,
    };
    let said: [(&str, &[&str]); 6] = [
        (LAST_DAY, &["date"]),
        (LOOK_AT_LETTER, &[]),
        (OPENS_ON, &["date"]),
        (ANSWER_BY, &[]),
        (SOMETHING_DUE, &[]),
        (OTHERS_DUE, &["count"]),
    ];
    let said = said.into_iter().map(|(id, values)| plain(id, Part::Sentence, values));
    let typed = ANSWERS.iter().map(|(_, id, _)| *id).chain([POLITE]).map(|id| plain(id, Part::Typed, &[]));
    let organisations: BTreeSet<&Name> = kinds.values().flat_map(|kind| &kind.organisations).collect();
    let organisations = organisations
        .into_iter()
        .map(|name| Message { organisation: Some(name.clone()), ..plain(&organisation(name), Part::Name, &[]) });
    said.chain(typed).chain(organisations).chain(kinds.values().flat_map(of_one)).collect()
}

/// The messages of one type. Its name may tell of a benefit, and is for the voice and for advisors.
fn of_one(kind: &DeadlineType) -> Vec<Message> {
    let own = |id: String, part: Part, by_text: bool| Message {
        id,
        part,
        by_text: by_text && kind.sensitive.is_none(),
        values: &[],
        deadline: Some(kind.name.clone()),
        organisation: None,
    };
    let mut messages = vec![own(kind.name.to_string(), Part::Name, false)];
    let sentences = [Some(todo(&kind.name)), Some(lost(&kind.name)), Some(offline(&kind.name))];
    let late = goes_on(kind).then(|| late(&kind.name));
    messages.extend(sentences.into_iter().chain([late]).flatten().map(|id| own(id, Part::Sentence, true)));
    messages
}

#[cfg(test)]
mod tests;
