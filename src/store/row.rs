//! Reading a row so that what cannot be read is named by table, column and row.

use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as AnyError, value::StrDeserializer},
};
use sqlx::{Decode, Row, Sqlite, Type, sqlite::SqliteRow};

use super::StoreError;
use crate::phone_number::PhoneNumber;

/// A row being read, with what is said of it when that fails.
pub(super) struct Reading<'r> {
    row: &'r SqliteRow,
    table: &'static str,
    id: String,
}

impl<'r> Reading<'r> {
    /// Reads a row whose identifier stands in `key`.
    pub(super) fn keyed(row: &'r SqliteRow, table: &'static str, key: &str) -> Self {
        let id = row.try_get(key).unwrap_or_else(|_| "?".to_owned());
        Reading { row, table, id }
    }

    /// Reads a row whose identifier may not be printed.
    pub(super) fn masked(row: &'r SqliteRow, table: &'static str) -> Self {
        Reading { row, table, id: "(masked)".to_owned() }
    }

    pub(super) fn get<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'v> Decode<'v, Sqlite> + Type<Sqlite>,
    {
        // The driver's own message may quote the value: it is left out.
        self.row.try_get(column).map_err(|_| self.unreadable(column))
    }

    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_millisecond(self.get(column)?).map_err(|_| self.unreadable(column))
    }

    pub(super) fn time_if_any(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let milliseconds: Option<i64> = self.get(column)?;
        milliseconds.map(|at| Timestamp::from_millisecond(at).map_err(|_| self.unreadable(column))).transpose()
    }

    pub(super) fn date(&self, column: &'static str) -> Result<Date, StoreError> {
        self.parsed(column)
    }

    /// A text that is parsed into its type.
    pub(super) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.get::<String>(column)?.parse().map_err(|_| self.unreadable(column))
    }

    pub(super) fn parsed_if_any<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| text.parse().map_err(|_| self.unreadable(column))).transpose()
    }

    /// A word of a closed set.
    pub(super) fn word<T>(&self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(&self.get::<String>(column)?).ok_or_else(|| self.unreadable(column))
    }

    pub(super) fn number(&self, column: &'static str) -> Result<PhoneNumber, StoreError> {
        phone_number(&self.get::<String>(column)?).ok_or_else(|| self.unreadable(column))
    }

    pub(super) fn number_if_any(&self, column: &'static str) -> Result<Option<PhoneNumber>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| phone_number(&text).ok_or_else(|| self.unreadable(column))).transpose()
    }

    pub(super) fn unreadable(&self, column: &'static str) -> StoreError {
        StoreError::Decode { table: self.table, column, id: self.id.clone() }
    }
}

/// A number that was parsed before it was written: it need not satisfy the numbering plan of today.
fn phone_number(text: &str) -> Option<PhoneNumber> {
    let form: StrDeserializer<'_, AnyError> = text.into_deserializer();
    text.starts_with('+').then(|| PhoneNumber::deserialize(form).ok()).flatten()
}
