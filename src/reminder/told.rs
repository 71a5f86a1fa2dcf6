//! What a reminder says by text: what is to be done, by when, what is lost otherwise, how to do it, what may be answered.

use jiff::civil::Date;

use super::{
    DeadlineType, Window,
    contact::Message,
    message::{ANSWER_BY, BOOK, OTHERS_DUE, SOMETHING_DUE, day_said, late, lost, offline, todo},
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

/// The words of a message, in their order. What is lost and how to act is told where one thing alone is named: more than that
/// in one text is more than anybody reads.
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
    for About { kind, window } in named.iter().copied() {
        let name = &kind.name;
        if window.closes < today {
            says.push(said(&late(name), Vec::new()));
            continue;
        }
        says.push(said(&todo(name), Vec::new()));
        if let Some((id, date)) = day_said(kind, window, today) {
            says.push(said(id, date.map(|date| ("date".into(), Value::Date(date))).into_iter().collect()));
        }
        if named.len() == 1 {
            says.extend([lost(name), offline(name)].map(|id| said(&id, Vec::new())));
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::reminder::tests::shipped;
    use crate::{channel::Channel, reminder::contact::Due};

    #[test]
    fn one_thing_is_told_whole_and_two_are_told_shortly() {
        let (appeal, permit) = (shipped("rsa-appeal"), shipped("residence-permit-prefecture"));
        let closing = |closes, opens| Window { opens, closes, expires: closes, anchor: None, verified: true };
        let about = [
            About { kind: &appeal, window: closing(date(2026, 11, 30), date(2026, 9, 30)) },
            About { kind: &permit, window: closing(date(2027, 2, 15), date(2026, 12, 16)) },
        ];
        let due = |id: usize| Due {
            id,
            kind: about[id].kind.name.clone(),
            closes: about[id].window.closes,
            channel: Channel::Sms,
            sensitive: None,
        };
        let ids = |named: &[usize], unnamed: &[usize]| {
            let of = |places: &[usize]| places.iter().map(|place| due(*place)).collect();
            let message = Message { channel: Channel::Sms, named: of(named), unnamed: of(unnamed) };
            let says = says(&message, &about, &Language::french(), date(2026, 11, 20));
            says.iter().map(|say| say.message.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ids(&[0], &[]), "rsa-appeal-todo last-day rsa-appeal-lost rsa-appeal-offline answer-by");
        let both = "rsa-appeal-todo last-day residence-permit-prefecture-todo opens-on answer-by";
        assert_eq!(ids(&[0, 1], &[]), both);
        assert_eq!(ids(&[0], &[1]), "rsa-appeal-todo last-day rsa-appeal-lost rsa-appeal-offline others-due answer-by");
        assert_eq!(ids(&[], &[0, 1]), "something-due");
    }
}
