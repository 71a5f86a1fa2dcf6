//! The keys at work: values sealed on their way into the database and opened on their way out.

use super::{StoreError, sql::Value};
use crate::{
    case::PersonName,
    flow::vocabulary::normalise,
    phone_number::PhoneNumber,
    seal::{Cell, Keyring, NONCE},
};

/// Seals and opens what is personal.
#[derive(Debug)]
pub(super) struct Vault(Keyring);

impl Vault {
    pub(super) fn new(keys: Keyring) -> Self {
        Vault(keys)
    }

    pub(super) fn keys(&self) -> &Keyring {
        &self.0
    }

    /// A text, sealed for its place.
    pub(super) fn seal(
        &self,
        table: &'static str,
        column: &'static str,
        row: &str,
        plain: &str,
    ) -> Result<Value, StoreError> {
        self.seal_bytes(table, column, row, plain.as_bytes())
    }

    /// Bytes, sealed for their place.
    pub(super) fn seal_bytes(
        &self,
        table: &'static str,
        column: &'static str,
        row: &str,
        plain: &[u8],
    ) -> Result<Value, StoreError> {
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| StoreError::Random)?;
        let sealed = self.0.seal(Cell { table, column, row }, nonce, plain);
        sealed.map(Value::from).ok_or(StoreError::Encode { table, column })
    }

    /// A number, sealed for its place.
    pub(super) fn seal_number(
        &self,
        table: &'static str,
        column: &'static str,
        row: &str,
        number: &PhoneNumber,
    ) -> Result<Value, StoreError> {
        self.seal(table, column, row, number.reveal())
    }

    /// What a number is found by.
    pub(super) fn phone(&self, number: &PhoneNumber) -> Vec<u8> {
        self.0.index("phone", number.reveal())
    }

    /// What a request for a callback is told by: who asks, and of what.
    pub(super) fn request(&self, person: &PhoneNumber, subject: &str) -> Vec<u8> {
        self.0.index("request", &format!("{}\u{1f}{subject}", person.reveal()))
    }

    /// What a person's name is found by, however it is written: without accents, case and punctuation at its ends.
    pub(super) fn name(&self, name: &PersonName) -> Vec<u8> {
        self.0.index("name", &normalise(name.reveal()))
    }

    /// What a message is found by: its whole text, compared as an answer is.
    pub(super) fn body(&self, body: &str) -> Vec<u8> {
        self.0.index("body", &normalise(body))
    }

    /// What a file's number is found by, within its organisation.
    pub(super) fn file(&self, organisation: &str, number: &str) -> Vec<u8> {
        self.0.index("file", &format!("{organisation}\u{1f}{number}"))
    }
}

/// What tells a row that is unique by a blind index: the index in hexadecimal.
pub(super) fn hex(index: &[u8]) -> String {
    use std::fmt::Write;
    index.iter().fold(String::with_capacity(index.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
