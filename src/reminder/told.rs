//! What a reminder says: what is to be done, by when, what is lost otherwise, how to do it, what may be answered.

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
        value::{Line, Reminder, Value},
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

/// What a message tells, in its order. What is lost and how to act is told where there is one thing alone: more than that in
/// one text is more than anybody reads.
fn lines(message: &Message<usize>, about: &[About<'_>], today: Date) -> Vec<Line> {
    let line = |id: &str, with: Vec<(Name, Value)>| Line { message: id.into(), with };
    let named: Vec<&About<'_>> = message.named.iter().filter_map(|due| about.get(due.id)).collect();
    // What is said in the place of sensitive words tells what may be answered, too.
    if named.is_empty() {
        return vec![line(SOMETHING_DUE, Vec::new())];
    }
    let mut lines = Vec::new();
    for About { kind, window } in named.iter().copied() {
        let name = &kind.name;
        if window.closes < today {
            lines.push(line(&late(name), Vec::new()));
            continue;
        }
        lines.push(line(&todo(name), Vec::new()));
        if let Some((id, date)) = day_said(kind, window, today) {
            lines.push(line(id, date.map(|date| ("date".into(), Value::Date(date))).into_iter().collect()));
        }
        if named.len() == 1 && message.unnamed.is_empty() {
            lines.extend([lost(name), offline(name)].map(|id| line(&id, Vec::new())));
        }
    }
    if !message.unnamed.is_empty() {
        let count = i64::try_from(message.unnamed.len()).unwrap_or(i64::MAX);
        lines.push(line(OTHERS_DUE, vec![("count".into(), Value::Number(count))]));
    }
    lines.push(line(ANSWER_BY, Vec::new()));
    lines
}

/// The words of a message by text.
pub fn says(message: &Message<usize>, about: &[About<'_>], language: &Language, today: Date) -> Vec<Say> {
    let said = |line: Line| Say {
        language: language.clone(),
        flow: Some(BOOK.into()),
        message: line.message,
        rung: Rung::First,
        key: None,
        with: line.with,
    };
    lines(message, about, today).into_iter().map(said).collect()
}

/// A message as the flow takes it that tells it and hears the answer.
pub fn reminder(id: &str, message: &Message<usize>, about: &[About<'_>], today: Date) -> Reminder {
    Reminder {
        id: id.to_owned(),
        lines: lines(message, about, today),
        names: message.named.iter().map(|due| due.kind.clone()).collect(),
        count: u16::try_from(message.named.len() + message.unnamed.len()).unwrap_or(u16::MAX),
    }
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
        assert_eq!(ids(&[0], &[1]), "rsa-appeal-todo last-day others-due answer-by");
        assert_eq!(ids(&[], &[0, 1]), "something-due");
        let message = Message { channel: Channel::Sms, named: vec![due(0)], unnamed: vec![due(1)] };
        let reminder = reminder("r", &message, &about, date(2026, 11, 20));
        assert_eq!((reminder.names.as_slice(), reminder.count), ([appeal.name.clone()].as_slice(), 2));
        let lines: Vec<&str> = reminder.lines.iter().map(|line| &*line.message).collect();
        assert_eq!(lines, ["rsa-appeal-todo", "last-day", "others-due", "answer-by"]);
    }
}
