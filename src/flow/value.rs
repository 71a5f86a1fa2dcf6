//! What a flow variable can hold.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Name;
use crate::{
    case::{CaseFile, MissingItem},
    phone_number::PhoneNumber,
};

/// A value in a running flow. Everything here may be saved with the conversation; secrets may not.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Not set.
    None,
    /// Words.
    Text(String),
    /// Digits, read out one by one: a file number, a reference, a postcode.
    Digits(String),
    /// A count.
    Number(i64),
    /// Money, in cents of a euro.
    Amount(i64),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A day and a time of day, in the office's zone.
    Moment(DateTime),
    /// A stretch of a day, in which something is promised.
    Window(Window),
    /// A telephone number, read out in pairs.
    Phone(PhoneNumber),
    /// A word of a closed set (`missing_item`, `morning`), that locales give a text to.
    Symbol(String),
    /// A case file.
    File(Box<CaseFile>),
    /// Our identifier of a case file, where nothing of the file may be told.
    FileId(String),
    /// A missing item of a file.
    Item(MissingItem),
    /// A reminder of ours.
    Reminder(Box<Reminder>),
    /// The provider's reference of what a person said to an advisor; nothing is heard by it alone.
    Recording(String),
    /// Several values.
    List(Vec<Value>),
}

impl Value {
    /// The value in its plain form, as it stands in the answers table.
    pub fn plain(&self) -> String {
        match self {
            Value::None => String::new(),
            Value::Text(text) | Value::Digits(text) | Value::Symbol(text) => text.clone(),
            Value::FileId(text) | Value::Recording(text) => text.clone(),
            Value::Number(number) | Value::Amount(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Moment(moment) => moment.to_string(),
            Value::Window(window) => window.day.to_datetime(window.from).to_string(),
            Value::Phone(number) => number.reveal().to_owned(),
            Value::File(file) => file.id.clone(),
            Value::Item(item) => item.name.clone(),
            Value::Reminder(reminder) => reminder.id.clone(),
            Value::List(values) => values.iter().map(Value::plain).collect::<Vec<_>>().join(","),
        }
    }

    /// The name of its kind, for messages to flow authors.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "nothing",
            Value::Text(_) => "text",
            Value::Digits(_) => "digits",
            Value::Number(_) => "number",
            Value::Amount(_) => "amount",
            Value::Bool(_) => "bool",
            Value::Date(_) => "date",
            Value::Moment(_) => "moment",
            Value::Window(_) => "window",
            Value::Phone(_) => "phone",
            Value::Symbol(_) => "symbol",
            Value::File(_) => "case_file",
            Value::FileId(_) => "case_file",
            Value::Item(_) => "item",
            Value::Reminder(_) => "reminder",
            Value::Recording(_) => "recording",
            Value::List(_) => "list",
        }
    }
}

/// A stretch of a day where the office is, as a person hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The day.
    pub day: Date,
    /// How near it is when that is said.
    pub near: Near,
    /// When it begins.
    pub from: Time,
    /// When it ends.
    pub until: Time,
}

/// How near a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// It is this day.
    Today,
    /// It is the day after.
    Tomorrow,
    /// It is a later day.
    Later,
}

impl Near {
    /// How near a day is on another one.
    pub fn of(day: Date, today: Date) -> Near {
        if day <= today {
            Near::Today
        } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
            Near::Tomorrow
        } else {
            Near::Later
        }
    }

    /// The word by which messages choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Near::Today => "today",
            Near::Tomorrow => "tomorrow",
            Near::Later => "later",
        }
    }
}

/// A reminder that a person gets: what it tells, as messages, so that it is said in the language they have by then.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Reminder {
    /// Its identifier, which is that of its order.
    pub id: String,
    /// What it tells, in the words of deadlines.
    pub lines: Vec<Line>,
    /// The kinds of the deadlines that it names, the nearest loss first; none where all of it is sensitive.
    pub names: Vec<Name>,
    /// How many deadlines it is about, those it does not name included.
    pub count: u16,
}

impl Reminder {
    /// The kind of the deadline that is named at a place, counted from 1, and how many of that kind are named before it.
    pub fn named(&self, place: usize) -> Option<(Name, usize)> {
        let at = place.checked_sub(1)?;
        let kind = self.names.get(at)?;
        Some((kind.clone(), self.names.iter().take(at).filter(|name| *name == kind).count()))
    }
}

/// One sentence of a reminder.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The message.
    pub message: Name,
    /// The values it uses.
    pub with: Vec<(Name, Value)>,
}

/// Values may be personal: `Debug` tells the kind alone.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(yes) => write!(f, "bool {yes}"),
            Value::Symbol(word) => write!(f, "symbol {word}"),
            other => f.write_str(other.kind()),
        }
    }
}

/// A code as typed: never printed, saved or said; it lives for one turn.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a code from the input.
    pub fn new(text: &str) -> Self {
        Secret(text.into())
    }

    /// The code, for the one who checks it.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, _other: &Self) -> bool {
        false
    }
}
