//! A world without a database: what each query may find, good and bad, for who drives the core through all of it.

use jiff::civil::{Date, date, time};

use crate::{
    case::{CaseFile, FileNumber, ItemAnswer, ItemKind, MissingItem, Status},
    flow::{
        grammar::outcomes_of,
        turn::{Answer, Digits, Promise, Query, Sent, Settled},
        value::{Line, Near, Reminder, Value, Window},
    },
    mandate::{Mandated, Scope},
    reminder::message::{LAST_DAY, LOOK_AT_LETTER, OTHERS_DUE, SOMETHING_DUE},
};

/// A file that can be asked for: its identifier and the number on the letters.
pub struct Known {
    /// Our identifier.
    pub id: &'static str,
    /// The number people type.
    pub number: &'static str,
    /// What it is about.
    pub benefit: &'static str,
    /// Since when it stands where it stands, and the day we were told: its own, so that it is known wherever it is told.
    pub since: Date,
}

/// Two files that share nothing, so that a word about the wrong one is seen.
pub const FILES: [Known; 2] = [
    Known { id: "file-a", number: "1234567", benefit: "housing", since: date(2019, 7, 13) },
    Known { id: "file-b", number: "2345678", benefit: "rsa", since: date(2018, 3, 17) },
];

/// What the letters call an item of a kind.
pub fn item_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::StreetNumber => "street_number",
        ItemKind::Postcode => "postcode",
        ItemKind::Date => "moving_date",
        ItemKind::Amount => "rent",
        ItemKind::PhoneNumber => "phone_number",
        ItemKind::Text => "landlord_name",
        ItemKind::Document => "document",
    }
}

/// Something a file waits for.
pub fn item(kind: ItemKind) -> MissingItem {
    MissingItem { name: item_name(kind).to_owned(), kind, answer: None }
}

/// A file with these items, in this state.
pub fn case_file(id: &str, status: Status, missing: Vec<MissingItem>) -> CaseFile {
    let known = FILES.iter().find(|file| file.id == id).unwrap_or(&FILES[0]);
    CaseFile {
        id: id.to_owned(),
        organisation: "caf".to_owned(),
        number: FileNumber::new(known.number),
        postcode: None,
        benefit: known.benefit.to_owned(),
        status,
        since: Some(known.since),
        as_of: known.since,
        missing,
        phone: None,
    }
}

/// Reminders of one deadline, of two and others, of one and another that may not be named, and of two such.
pub fn reminders() -> [Reminder; 4] {
    let line = |id: &str| Line { message: id.into(), with: Vec::new() };
    let day = Line { message: LAST_DAY.into(), with: vec![("date".into(), Value::Date(date(2026, 11, 30)))] };
    let others = Line { message: OTHERS_DUE.into(), with: vec![("count".into(), Value::Number(1))] };
    let reminder = |id: &str, lines: Vec<Line>, names: &[&str], count| Reminder {
        id: id.to_owned(),
        lines,
        names: names.iter().map(|name| (*name).into()).collect(),
        count,
    };
    [
        reminder("reminder-one", vec![day.clone()], &["one"], 1),
        reminder("reminder-three", vec![day.clone(), line(LOOK_AT_LETTER), others.clone()], &["one", "two"], 3),
        reminder("reminder-two", vec![day, others], &["one"], 2),
        reminder("reminder-unnamed", vec![line(SOMETHING_DUE)], &[], 2),
    ]
}

/// Everything that a query may find, the hoped-for answer first. There is always one.
pub fn answers(query: &Query) -> Vec<Answer> {
    match query {
        Query::Verify { number, one_time, .. } => {
            let file = FILES.iter().find(|file| file.number == number.as_str());
            // A code that was sent may be a helper's, who may do less.
            let helper = one_time.then(|| Mandated { id: "mandate-1".to_owned(), scope: Scope::Status });
            let by = [None].into_iter().chain(helper.map(Some));
            let verified = file.map(|file| by.map(|by| Answer::Verified { file_id: file.id.to_owned(), by }));
            verified.into_iter().flatten().chain([Answer::Refused, Answer::Closed, Answer::Unavailable]).collect()
        }
        Query::Send { sent: Sent::Code, .. } => vec![Answer::OnItsWay, Answer::Closed, Answer::Unavailable],
        Query::Send { sent: Sent::Status, .. } => vec![Answer::OnItsWay, Answer::Unavailable],
        Query::LookUp { file_id } => {
            let found = files(file_id).into_iter().map(|file| Answer::Found(Box::new(file)));
            found.chain([Answer::NotFound, Answer::Unavailable]).collect()
        }
        Query::Give { .. } => vec![Answer::Given { reference: "482915".to_owned() }, Answer::Unavailable],
        Query::Callback { .. } => {
            let promises = [promise(), Promise::default()];
            let booked = promises.clone().map(Answer::Booked);
            let open = promises.into_iter().zip([Some(2), None]);
            let open = open.map(|(promise, before)| Answer::AlreadyOpen(Promise { before, ..promise }));
            booked.into_iter().chain(open).chain([Answer::NotCallable, Answer::Unavailable]).collect()
        }
        Query::Withdraw { .. } | Query::Mandate { .. } => {
            let settled = |how| Answer::Settled { how, day: None };
            vec![settled(Settled::Done), settled(Settled::Over), Answer::Unavailable]
        }
        Query::Settle { answer, .. } => settled(answer.outcomes()),
        Query::RemindOf { .. } => settled(outcomes_of("remind-of")),
    }
}

/// What a person is told who is to be rung, where all of it is known.
fn promise() -> Promise {
    let window =
        Window { day: date(2026, 11, 30), near: Near::Later, from: time(9, 0, 0, 0), until: time(11, 0, 0, 0) };
    Promise { digits: Some(Digits::new("482")), window: Some(window), before: None }
}

/// What may become of what a person said of a deadline: with a day and, where one is told, without.
fn settled(outcomes: &[&str]) -> Vec<Answer> {
    let known = Settled::ALL.into_iter().filter(|(_, exit)| outcomes.contains(exit));
    let days = [Some(date(2026, 11, 30)), None];
    let told = known.flat_map(|(how, _)| days.map(|day| Answer::Settled { how, day }));
    let refused = outcomes.contains(&"refused").then_some(Answer::NotCallable);
    told.chain(refused).chain([Answer::Unavailable]).collect()
}

/// A file in every state that a dialogue may tell apart: what is missing first, for most is said of it.
fn files(id: &str) -> Vec<CaseFile> {
    let waiting = |missing: Vec<MissingItem>| case_file(id, Status::MissingItem, missing);
    let one_item = ItemKind::ALL.map(|kind| waiting(vec![item(kind)]));
    let several = waiting(vec![item(ItemKind::StreetNumber), item(ItemKind::Document), item(ItemKind::Date)]);
    let answer = |confirmed| ItemAnswer {
        value: "12".to_owned(),
        given_at: jiff::Timestamp::UNIX_EPOCH,
        confirmed,
        reference: "710592".to_owned(),
    };
    let answered = |confirmed| MissingItem { answer: Some(answer(confirmed)), ..item(ItemKind::StreetNumber) };
    let others = Status::ALL.into_iter().filter(|status| *status != Status::MissingItem);
    let without_date = CaseFile { since: None, ..case_file(id, Status::Decided, Vec::new()) };
    one_item
        .into_iter()
        .chain([several, waiting(vec![answered(true)]), waiting(vec![answered(false)])])
        .chain([waiting(vec![answered(true), item(ItemKind::Amount)]), waiting(Vec::new()), without_date])
        .chain(others.map(|status| case_file(id, status, Vec::new())))
        .collect()
}

/// An answer in a word, for who reads what happened.
pub fn told(answer: &Answer) -> String {
    match answer {
        Answer::Verified { .. } => "the code is right".to_owned(),
        Answer::Refused => "the code is wrong".to_owned(),
        Answer::Found(file) => {
            let items: Vec<String> = file
                .missing
                .iter()
                .map(|item| format!("{}{}", item.kind.as_str(), if item.answer.is_some() { " (answered)" } else { "" }))
                .collect();
            format!("the file: {} [{}]", file.status.as_str(), items.join(", "))
        }
        Answer::NotFound => "no such file".to_owned(),
        Answer::Given { .. } => "the answer is kept".to_owned(),
        Answer::Booked(_) => "the callback is booked".to_owned(),
        Answer::AlreadyOpen(_) => "a callback was open already".to_owned(),
        Answer::NotCallable => "that number may not be rung".to_owned(),
        Answer::Settled { how, day } => format!("{}{}", how.exit(), if day.is_some() { ", with a day" } else { "" }),
        Answer::Closed => "codes are closed".to_owned(),
        Answer::OnItsWay => "on its way".to_owned(),
        Answer::Unavailable => "out of reach".to_owned(),
    }
}
