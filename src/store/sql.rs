//! A statement as data: one text for both databases, with its values.

use std::{borrow::Cow, fmt::Write};

/// Values of a statement that is kept prepared.
const LONGEST_KEPT: usize = 400;

/// A value of a statement. Both databases know these five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Boolean(bool),
    Bytes(Option<Vec<u8>>),
}

/// A statement with `$1`, `$2`, … for its values, and `?` for each one in rows of values.
#[derive(Clone)]
pub(super) struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
    /// How many values stand before the rows.
    before: usize,
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Self {
        Sql { text: Cow::Borrowed(text), values: Vec::new(), before: 0 }
    }

    /// Gives the next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The number of the next value.
    pub(super) fn next(&self) -> usize {
        self.values.len() + 1
    }

    /// Goes on with more text.
    pub(super) fn then(mut self, text: &str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Goes on with `VALUES (…), (…)`, the values of each row in the order of the columns. A statement has this once.
    pub(super) fn rows(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        self.before = self.values.len();
        let text = self.text.to_mut();
        text.push_str("VALUES ");
        for (at, row) in rows.into_iter().enumerate() {
            text.push_str(if at == 0 { "(" } else { ", (" });
            for column in 0..row.len() {
                text.push_str(if column == 0 { "?" } else { ", ?" });
            }
            text.push(')');
            self.values.extend(row);
        }
        self
    }

    /// Whether it is kept prepared, for the next time: not where it has so many values that few others are as long. What is
    /// kept of those would grow with every number of rows that comes by.
    pub(super) fn is_worth_keeping(&self) -> bool {
        self.values.len() <= LONGEST_KEPT
    }

    /// Text and values for SQLite. To it a numbered value has a name, and the driver looks the name of each value up among
    /// all others: a time that grows with the square of the rows. So rows keep their `?`, unless the driver would begin to
    /// count them at a value that stands before them.
    pub(super) fn for_sqlite(self) -> (String, Vec<Value>) {
        if self.before == 0 { (self.text.into_owned(), self.values) } else { self.for_postgres() }
    }

    /// Text and values for PostgreSQL, which knows numbered values alone.
    pub(super) fn for_postgres(self) -> (String, Vec<Value>) {
        let mut parts = self.text.split('?');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (number, part) in (self.before + 1..).zip(parts) {
            // Writing to a String cannot fail.
            let _ = write!(text, "${number}{part}");
        }
        (text, self.values)
    }
}

/// The values of one row.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::Value::from($value)),*] };
}
pub(super) use values;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(Some(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(Some(text.clone()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Value::Text(text)
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        Value::Text(text.clone())
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Value::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Boolean(flag)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(Some(bytes))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        Value::Bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_on_after_the_values_before_them() {
        let sql = Sql::new("WITH t AS (SELECT $1), new (a, b) AS (").bind(1i64);
        let sql = sql.rows([values!["x", 2i64], values![None::<String>, true]]).then(") SELECT 1");
        let (text, values) = sql.clone().for_postgres();
        assert_eq!(text, "WITH t AS (SELECT $1), new (a, b) AS (VALUES ($2, $3), ($4, $5)) SELECT 1");
        assert_eq!(values.len(), 5);
        assert_eq!(sql.for_sqlite().0, text);
        let alone = Sql::new("WITH new (a) AS (").rows([values!["x"], values!["y"]]).then(") SELECT $3").bind(1i64);
        assert_eq!(alone.clone().for_postgres().0, "WITH new (a) AS (VALUES ($1), ($2)) SELECT $3");
        assert_eq!(alone.for_sqlite().0, "WITH new (a) AS (VALUES (?), (?)) SELECT $3");
    }
}
