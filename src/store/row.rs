//! Reading a row so that what cannot be read is named by table, column and row.

use std::str::FromStr;

use super::{
    StoreError,
    connection::{Column, Row},
    vault::hex,
};
use crate::{phone_number::PhoneNumber, seal::Cell};
use jiff::{Timestamp, civil::Date};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as AnyError, value::StrDeserializer},
};

/// A row being read, with what is said of it when that fails.
pub(super) struct Reading<'r> {
    row: &'r Row,
    table: &'static str,
    key: Option<&'static str>,
}

impl<'r> Reading<'r> {
    /// Reads a row whose identifier stands in `key`.
    pub(super) fn keyed(row: &'r Row, table: &'static str, key: &'static str) -> Self {
        Reading { row, table, key: Some(key) }
    }

    /// Reads a row whose identifier may not be printed.
    pub(super) fn masked(row: &'r Row, table: &'static str) -> Self {
        Reading { row, table, key: None }
    }

    pub(super) fn get<T: Column>(&self, column: &'static str) -> Result<T, StoreError> {
        // The driver's own message may quote the value: it is left out.
        self.row.get(column).map_err(|_| self.unreadable(column))
    }

    /// A sealed text; `row` is what it was bound to when it was sealed.
    pub(super) fn sealed(&self, column: &'static str, row: &str) -> Result<String, StoreError> {
        self.sealed_in(self.table, column, column, row)
    }

    pub(super) fn sealed_if_any(&self, column: &'static str, row: &str) -> Result<Option<String>, StoreError> {
        let sealed: Option<Vec<u8>> = self.get(column)?;
        sealed.map(|sealed| self.open(self.table, column, row, &sealed)).transpose()
    }

    /// A sealed text of another table, which the statement gave the name `alias`.
    pub(super) fn sealed_in(
        &self,
        table: &'static str,
        column: &'static str,
        alias: &'static str,
        row: &str,
    ) -> Result<String, StoreError> {
        self.open(table, column, row, &self.get::<Vec<u8>>(alias)?)
    }

    /// Sealed bytes.
    pub(super) fn sealed_bytes(&self, column: &'static str, row: &str) -> Result<Vec<u8>, StoreError> {
        let sealed: Vec<u8> = self.get(column)?;
        let opened = self.row.vault.keys().open(Cell { table: self.table, column, row }, &sealed);
        opened.map_err(|_| self.unreadable(column))
    }

    fn open(&self, table: &'static str, column: &'static str, row: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let opened = self.row.vault.keys().open(Cell { table, column, row }, sealed);
        opened.ok().and_then(|plain| String::from_utf8(plain).ok()).ok_or_else(|| self.unreadable(column))
    }

    /// The table's name, and the blind index in a column as what tells the row.
    pub(super) fn index(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(hex(&self.get::<Vec<u8>>(column)?))
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

    /// A sealed number.
    pub(super) fn number(&self, column: &'static str, row: &str) -> Result<PhoneNumber, StoreError> {
        phone_number(&self.sealed(column, row)?).ok_or_else(|| self.unreadable(column))
    }

    pub(super) fn number_if_any(&self, column: &'static str, row: &str) -> Result<Option<PhoneNumber>, StoreError> {
        let text = self.sealed_if_any(column, row)?;
        text.map(|text| phone_number(&text).ok_or_else(|| self.unreadable(column))).transpose()
    }

    pub(super) fn unreadable(&self, column: &'static str) -> StoreError {
        let id = self.key.and_then(|key| self.row.get(key).ok()).unwrap_or_else(|| "(masked)".to_owned());
        StoreError::Decode { table: self.table, column, id }
    }
}

/// A number that was parsed before it was written: it need not satisfy the numbering plan of today.
pub(super) fn phone_number(text: &str) -> Option<PhoneNumber> {
    let form: StrDeserializer<'_, AnyError> = text.into_deserializer();
    text.starts_with('+').then(|| PhoneNumber::deserialize(form).ok()).flatten()
}
