//! Values as they are read and as they are heard: dates in full, digits one by one, money, symbols in words.

use std::borrow::Cow;

use fluent::{FluentArgs, FluentValue};
use jiff::civil::{Date, DateTime, Time};

use super::{DEADLINES, facts::in_line, tell::Teller};
use crate::{
    channel::Channel,
    flow::{
        Name,
        value::{Reminder, Value, Window},
    },
};

/// What a value that is not set is for a message, so that it can choose by it.
pub(super) const NONE: &str = "none";

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10",
    "month-11", "month-12",
];
const WEEKDAYS: [&str; 7] = ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];

impl<'a> Teller<'a> {
    /// The value of a variable: given with the message, the words of a given one, or a fact of the office.
    pub fn variable(&mut self, name: &str, with: &'a [(Name, Value)]) -> Option<FluentValue<'a>> {
        let given = |name: &str| with.iter().find(|(given, _)| **given == *name).map(|(_, value)| value);
        if let Some(value) = given(name) {
            return Some(self.value(value));
        }
        if let Some(value) = name.strip_suffix("-words").and_then(given) {
            return Some(self.in_words(value));
        }
        self.facts.get(name, &self.words.language, self.channel).map(FluentValue::from)
    }

    fn value(&mut self, value: &'a Value) -> FluentValue<'a> {
        match value {
            // Nothing of a file is said but what a flow takes out of it.
            Value::None | Value::File(_) | Value::FileId(_) | Value::Recording(_) => FluentValue::from(NONE),
            Value::Text(text) => FluentValue::String(self.written(text)),
            Value::Digits(digits) => FluentValue::String(self.digits(digits)),
            Value::Number(number) => FluentValue::from(*number),
            Value::Amount(cents) => FluentValue::from(self.amount(*cents)),
            Value::Bool(yes) => FluentValue::from(if *yes { "true" } else { "false" }),
            Value::Date(date) => FluentValue::from(self.date(*date)),
            Value::Moment(moment) => FluentValue::from(self.moment(*moment)),
            Value::Window(window) => FluentValue::from(self.window(window)),
            Value::Phone(number) => FluentValue::from(self.phone(&number.in_pairs())),
            Value::Symbol(symbol) => FluentValue::from(symbol.as_str()),
            Value::Item(item) => FluentValue::from(item.name.as_str()),
            Value::Reminder(reminder) => FluentValue::from(self.reminder(reminder)),
            Value::List(values) => FluentValue::from(self.list(values)),
        }
    }

    fn in_words(&mut self, value: &'a Value) -> FluentValue<'a> {
        match value {
            Value::Symbol(symbol) => FluentValue::String(self.symbol(symbol)),
            Value::Item(item) => FluentValue::String(self.symbol(&item.name)),
            other => self.value(other),
        }
    }

    /// By voice one by one, or a number would be read as thousands.
    fn digits<'v>(&self, digits: &'v str) -> Cow<'v, str> {
        if self.channel == Channel::Sms {
            return Cow::Borrowed(digits);
        }
        let mut spaced = String::with_capacity(digits.len() * 2);
        for digit in digits.chars().filter(|c| !c.is_whitespace()) {
            if !spaced.is_empty() {
                spaced.push(' ');
            }
            spaced.push(digit);
        }
        Cow::Owned(spaced)
    }

    /// Latin letters behind a number would be shown before it in a text that runs from right to left (UAX 9, W2); a
    /// left-to-right mark keeps `12 bis` in its order.
    fn written<'v>(&self, text: &'v str) -> Cow<'v, str> {
        let turned = self.channel == Channel::Sms && self.words.language.is_right_to_left();
        if turned && text.bytes().any(|b| b.is_ascii_alphabetic()) {
            return Cow::Owned(format!("\u{200e}{text}"));
        }
        Cow::Borrowed(text)
    }

    fn phone(&self, pairs: &str) -> String {
        let turned = self.channel == Channel::Sms && self.words.language.is_right_to_left();
        if turned { in_line(pairs) } else { pairs.to_owned() }
    }

    fn amount(&mut self, cents: i64) -> String {
        let sum = cents.unsigned_abs();
        let mut args = FluentArgs::with_capacity(2);
        args.set("euros", sum / 100);
        args.set("cents", two_digits(sum % 100));
        let amount = self.shared("amount", &args);
        if cents < 0 { format!("-{amount}") } else { amount.into_owned() }
    }

    fn date(&mut self, date: Date) -> String {
        let weekday = self.weekday(date.weekday().to_monday_one_offset());
        let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
        let month = month.map(|id| self.shared(id, &FluentArgs::new())).unwrap_or_default();
        let mut args = FluentArgs::with_capacity(4);
        args.set("weekday_name", weekday);
        args.set("day", i64::from(date.day()));
        args.set("month_name", month);
        args.set("year", date.year().to_string());
        self.shared("date", &args).into_owned()
    }

    fn moment(&mut self, moment: DateTime) -> String {
        let (date, time) = (self.date(moment.date()), self.time(moment.time()));
        let mut args = FluentArgs::with_capacity(2);
        args.set("date", date);
        args.set("time", time);
        self.shared("moment", &args).into_owned()
    }

    fn window(&mut self, window: &Window) -> String {
        let (date, from, until) = (self.date(window.day), self.time(window.from), self.time(window.until));
        let mut args = FluentArgs::with_capacity(4);
        args.set("near", window.near.as_str());
        args.set("date", date);
        args.set("from", from);
        args.set("until", until);
        self.shared("window", &args).into_owned()
    }

    /// A weekday's name, 1 Monday to 7 Sunday.
    pub fn weekday(&mut self, day: i8) -> Cow<'a, str> {
        let id = usize::try_from(day).ok().and_then(|day| WEEKDAYS.get(day.wrapping_sub(1)));
        id.map(|id| self.shared(id, &FluentArgs::new())).unwrap_or_default()
    }

    /// A time of day.
    pub fn time(&mut self, time: Time) -> Cow<'a, str> {
        let mut args = FluentArgs::with_capacity(2);
        args.set("hour", i64::from(time.hour()));
        args.set("minute", two_digits(time.minute().unsigned_abs().into()));
        self.shared("time", &args)
    }

    /// The words of a symbol. An unknown one, as a partner's import may hold, is said as it is written.
    fn symbol(&mut self, symbol: &'a str) -> Cow<'a, str> {
        let id = format!("value-{symbol}");
        if self.words.shared.fluent.has_message(&id) {
            return self.shared(&id, &FluentArgs::new());
        }
        if let Some(name) = self.facts.name(symbol) {
            return Cow::Borrowed(name);
        }
        self.problems.push(format!("{id}: no such message"));
        if symbol.contains('_') { Cow::Owned(symbol.replace('_', " ")) } else { Cow::Borrowed(symbol) }
    }

    fn list(&mut self, values: &'a [Value]) -> String {
        let mut text = String::new();
        for value in values {
            let word = match self.in_words(value) {
                FluentValue::String(word) => word,
                FluentValue::Number(number) => number.as_string(),
                FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => continue,
            };
            if !text.is_empty() {
                text.push_str(self.comma());
            }
            text.push_str(&word);
        }
        text
    }

    /// The sentences of a reminder, as render puts them: each on a line of its own by text.
    fn reminder(&mut self, reminder: &'a Reminder) -> String {
        let between = if self.channel == Channel::Sms { "\n" } else { " " };
        let sentences: Vec<_> =
            reminder.lines.iter().map(|line| self.of_book(DEADLINES, &line.message, &line.with)).collect();
        sentences.join(between)
    }

    /// What stands between the parts of a list.
    pub fn comma(&self) -> &'static str {
        if self.words.language.is_right_to_left() { "، " } else { ", " }
    }
}

/// Minutes or cents, `none` where there are none: a message cannot choose by `00`, which Fluent reads as
/// the number 0.
fn two_digits(part: u64) -> FluentValue<'static> {
    if part == 0 { FluentValue::from(NONE) } else { FluentValue::from(format!("{part:02}")) }
}
