//! A statement as data: one text for both databases, with its values.

use std::{borrow::Cow, fmt::Write};

/// A value of a statement. Both databases know these five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Boolean(bool),
    Bytes(Option<Vec<u8>>),
}

/// A statement with `$1`, `$2`, … for its values.
#[derive(Clone)]
pub(super) struct Sql {
    pub(super) text: Cow<'static, str>,
    pub(super) values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Self {
        Sql { text: Cow::Borrowed(text), values: Vec::new() }
    }

    /// Gives the next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Goes on with more text.
    pub(super) fn then(mut self, text: &str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Goes on with `VALUES (…), (…)`, the values of each row in the order of the columns.
    pub(super) fn rows(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        let text = self.text.to_mut();
        text.push_str("VALUES ");
        for (at, row) in rows.into_iter().enumerate() {
            text.push_str(if at == 0 { "(" } else { ", (" });
            for (column, value) in row.into_iter().enumerate() {
                self.values.push(value);
                let before = if column == 0 { "" } else { ", " };
                // Writing to a String cannot fail.
                let _ = write!(text, "{before}${}", self.values.len());
            }
            text.push(')');
        }
        self
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
        assert_eq!(sql.text, "WITH t AS (SELECT $1), new (a, b) AS (VALUES ($2, $3), ($4, $5)) SELECT 1");
        assert_eq!(sql.values.len(), 5);
    }
}
