//! What an expression is worth: total, without side effects, and without a reason to fail.

use std::{borrow::Cow, cmp::Ordering};

use jiff::{Span, civil::Date};

use super::{Binary, Field, Node, Part};
use crate::{
    case::{CaseFile, MissingItem},
    flow::value::{Reminder, Value},
};

impl Node {
    pub(super) fn evaluate(&self, scope: &dyn Fn(&str) -> Value) -> Value {
        self.borrowed(scope).into_owned()
    }

    /// The value, literals by reference: most conditions compare a variable with one.
    fn borrowed(&self, scope: &dyn Fn(&str) -> Value) -> Cow<'_, Value> {
        Cow::Owned(match &self.part {
            Part::Literal(value) => return Cow::Borrowed(value),
            Part::Name(name) => scope(name),
            Part::Field(inner, field) => field.of(inner.evaluate(scope)),
            Part::Index(inner, index) => match inner.evaluate(scope) {
                Value::List(values) => values.into_iter().nth(*index).unwrap_or(Value::None),
                _ => Value::None,
            },
            Part::Size(inner) => size(&inner.borrowed(scope)),
            Part::Not(inner) => Value::Bool(!inner.holds(scope)),
            Part::Choose(choice) => {
                let [when, then, or] = &**choice;
                return if when.holds(scope) { then.borrowed(scope) } else { or.borrowed(scope) };
            }
            Part::Binary(operator, left, right) => operator.apply(left, right, scope),
        })
    }

    fn holds(&self, scope: &dyn Fn(&str) -> Value) -> bool {
        matches!(*self.borrowed(scope), Value::Bool(true))
    }
}

impl Binary {
    fn apply(self, left: &Node, right: &Node, scope: &dyn Fn(&str) -> Value) -> Value {
        match self {
            Binary::And => return Value::Bool(left.holds(scope) && right.holds(scope)),
            Binary::Or => return Value::Bool(left.holds(scope) || right.holds(scope)),
            _ => {}
        }
        let (left, right) = (left.borrowed(scope), right.borrowed(scope));
        let ordered = |accepted: fn(Ordering) -> bool| {
            order(&left, &right).map_or(Value::None, |order| Value::Bool(accepted(order)))
        };
        match self {
            Binary::Equal => Value::Bool(equal(&left, &right)),
            Binary::NotEqual => Value::Bool(!equal(&left, &right)),
            Binary::Less => ordered(Ordering::is_lt),
            Binary::LessOrEqual => ordered(Ordering::is_le),
            Binary::Greater => ordered(Ordering::is_gt),
            Binary::GreaterOrEqual => ordered(Ordering::is_ge),
            Binary::In => match &*right {
                Value::List(values) => Value::Bool(values.iter().any(|value| equal(&left, value))),
                _ => Value::None,
            },
            Binary::Add => add(&left, &right),
            Binary::Subtract => subtract(&left, &right),
            Binary::Multiply => multiply(&left, &right),
            Binary::And | Binary::Or => Value::None,
        }
    }
}

/// The text of a value that is compared by its text.
fn words(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Digits(text) | Value::Symbol(text) => Some(text),
        _ => None,
    }
}

fn count(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) | Value::Amount(number) => Some(*number),
        _ => None,
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::None, Value::None) => true,
        (Value::None, other) | (other, Value::None) => words(other) == Some(""),
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Phone(left), Value::Phone(right)) => left == right,
        (Value::Item(left), Value::Item(right)) => left.name == right.name,
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
        _ => match (count(left), count(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => Some(words(left)?.cmp(words(right)?)),
        },
    }
}

/// Texts end to end, numbers and amounts together, days after a date.
fn add(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Date(date), Value::Number(days)) => days_after(*date, Some(*days)),
        _ => match words(left).zip(words(right)) {
            Some((left, right)) => Value::Text(format!("{left}{right}")),
            None => counted(left, right, i64::checked_add),
        },
    }
}

/// The rest of numbers and amounts, days before a date, days between dates.
fn subtract(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Date(date), Value::Number(days)) => days_after(*date, days.checked_neg()),
        (Value::Date(left), Value::Date(right)) => Value::Number(i64::from((*left - *right).get_days())),
        _ => counted(left, right, i64::checked_sub),
    }
}

/// So many times a number or an amount; amounts do not multiply with one another.
fn multiply(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Amount(_), Value::Amount(_)) => Value::None,
        _ => counted(left, right, i64::checked_mul),
    }
}

/// Money where there is money in it; a number beside an amount is in cents.
fn counted(left: &Value, right: &Value, compute: fn(i64, i64) -> Option<i64>) -> Value {
    let result = count(left).zip(count(right)).and_then(|(left, right)| compute(left, right));
    match result {
        None => Value::None,
        Some(result) if matches!((left, right), (Value::Number(_), Value::Number(_))) => Value::Number(result),
        Some(result) => Value::Amount(result),
    }
}

fn days_after(date: Date, days: Option<i64>) -> Value {
    let span = days.and_then(|days| Span::new().try_days(days).ok());
    span.and_then(|span| date.checked_add(span).ok()).map_or(Value::None, Value::Date)
}

fn size(value: &Value) -> Value {
    let size = match value {
        Value::List(values) => values.len(),
        other => match words(other) {
            Some(text) => text.chars().count(),
            None => return Value::None,
        },
    };
    i64::try_from(size).map_or(Value::None, Value::Number)
}

impl Field {
    fn of(self, value: Value) -> Value {
        match value {
            Value::File(file) => self.of_case_file(*file),
            Value::Item(item) => self.of_item(item),
            Value::Reminder(reminder) => self.of_reminder(&reminder),
            Value::Phone(number) if self == Field::Callable => Value::Bool(number.may_be_called_back()),
            _ => Value::None,
        }
    }

    fn of_case_file(self, file: CaseFile) -> Value {
        // Whoever proved who they are may settle what came in without proof: it does not count as answered here.
        let items = |answered: bool| {
            let settled = |item: &MissingItem| item.answer.as_ref().is_some_and(|answer| answer.confirmed);
            let chosen = file.missing.iter().filter(|item| settled(item) == answered);
            Value::List(chosen.cloned().map(Value::Item).collect())
        };
        match self {
            Field::Status => Value::Symbol(file.status.as_str().to_owned()),
            Field::Since => file.since.map_or(Value::None, Value::Date),
            Field::AsOf => Value::Date(file.as_of),
            Field::Benefit => Value::Symbol(file.benefit),
            Field::Organisation => Value::Symbol(file.organisation),
            Field::Number => Value::Digits(file.number.reveal().to_owned()),
            Field::Missing => items(false),
            Field::Answered => items(true),
            Field::Name | Field::Kind | Field::Reference | Field::Answer | Field::Callable => Value::None,
            Field::Count | Field::Named => Value::None,
        }
    }

    fn of_item(self, item: MissingItem) -> Value {
        match self {
            Field::Name => Value::Symbol(item.name),
            Field::Kind => Value::Symbol(item.kind.as_str().to_owned()),
            Field::Reference => item.answer.map_or(Value::None, |answer| Value::Digits(answer.reference)),
            Field::Answer => item.answer.map_or(Value::None, |answer| Value::Text(answer.value)),
            Field::Status | Field::Since | Field::AsOf | Field::Benefit => Value::None,
            Field::Organisation | Field::Number | Field::Missing | Field::Answered | Field::Callable => Value::None,
            Field::Count | Field::Named => Value::None,
        }
    }

    fn of_reminder(self, reminder: &Reminder) -> Value {
        match self {
            Field::Count => Value::Number(i64::from(reminder.count)),
            Field::Named => i64::try_from(reminder.names.len()).map_or(Value::None, Value::Number),
            _ => Value::None,
        }
    }
}
