//! What a reminder says by text: what is to be done, by when, what is lost otherwise, and what may be answered.

use jiff::civil::Date;

use super::{
    DeadlineType, Window,
    contact::Message,
    message::{ANSWER_BY, BOOK, LAST_DAY, LOOK_AT_LETTER, OPENS_ON, OTHERS_DUE, SOMETHING_DUE, late, lost, todo},
};
use crate::{
    flow::{
        Name,
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
};

/// One deadline that a message is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its type.
    pub kind: &'a DeadlineType,
    /// When it falls.
    pub window: Window,
}

/// The words of a message, in their order. What is lost is told where one thing alone is named: two in one text would be
/// more than anybody reads.
pub fn says(message: &Message<usize>, about: &[About<'_>], language: &Language, today: Date) -> Vec<Say> {
    let said = |id: &str, with: Vec<(Name, Value)>| Say {
        language: language.clone(),
        flow: Some(BOOK.into()),
        message: id.into(),
        rung: Rung::First,
        key: None,
        with,
    };
    let named: Vec<&About<'_>> = message.named.iter().filter_map(|due| about.get(due.id)).collect();
    let mut says = Vec::new();
    for one in &named {
        let name = &one.kind.name;
        if one.window.closes < today {
            says.push(said(&late(name), Vec::new()));
            continue;
        }
        says.push(said(&todo(name), Vec::new()));
        if today < one.window.opens {
            says.push(said(OPENS_ON, vec![("date".into(), Value::Date(one.window.opens))]));
        }
        says.push(match one.window.verified {
            true => said(LAST_DAY, vec![("date".into(), Value::Date(one.window.closes))]),
            false => said(LOOK_AT_LETTER, Vec::new()),
        });
        if named.len() == 1 {
            says.push(said(&lost(name), Vec::new()));
        }
    }
    if named.is_empty() {
        return vec![said(SOMETHING_DUE, Vec::new())];
    }
    if !message.unnamed.is_empty() {
        let count = i64::try_from(message.unnamed.len()).unwrap_or(i64::MAX);
        says.push(said(OTHERS_DUE, vec![("count".into(), Value::Number(count))]));
    }
    says.push(said(ANSWER_BY, Vec::new()));
    says
}
