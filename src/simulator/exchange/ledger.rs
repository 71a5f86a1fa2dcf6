//! What the provider in miniature remembers of texts and calls, to be asked for afterwards as a provider is.

use std::collections::VecDeque;

use jiff::Timestamp;

/// How many texts and how many calls are remembered; the oldest makes way.
const MOST: usize = 2000;

/// One text or call on record.
#[derive(Clone)]
pub struct Entry {
    /// Its identifier.
    pub sid: String,
    /// Who sent or dialled.
    pub from: String,
    /// Who received it or was rung.
    pub to: String,
    /// What a text says; nothing for a call.
    pub body: String,
    /// `inbound`, `outbound-api` or `outbound-reply`.
    pub direction: &'static str,
    /// The provider's word for how far it came.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Texts, or calls, in the order in which they were made.
#[derive(Default)]
pub struct Ledger {
    entries: VecDeque<Entry>,
}

impl Ledger {
    /// Writes one down.
    pub fn add(&mut self, entry: Entry) {
        if self.entries.len() >= MOST {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Notes how far one came.
    pub fn note(&mut self, sid: &str, status: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.sid == sid) {
            status.clone_into(&mut entry.status);
        }
    }

    /// Whether a phone is in a call.
    pub fn is_in_call(&self, number: &str) -> bool {
        let here = |entry: &&Entry| entry.status == "in-progress" && (entry.from == number || entry.to == number);
        self.entries.iter().any(|entry| here(&entry))
    }

    /// One of them.
    pub fn get(&self, sid: &str) -> Option<Entry> {
        self.entries.iter().find(|entry| entry.sid == sid).cloned()
    }

    /// Forgets one; false where there is none.
    pub fn forget(&mut self, sid: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.sid != sid);
        self.entries.len() < before
    }

    /// Those between these numbers, the newest first.
    pub fn between(&self, from: Option<&str>, to: Option<&str>) -> Vec<Entry> {
        let fits = |wanted: Option<&str>, is: &str| wanted.is_none_or(|wanted| wanted == is);
        self.entries.iter().rev().filter(|entry| fits(from, &entry.from) && fits(to, &entry.to)).cloned().collect()
    }
}
