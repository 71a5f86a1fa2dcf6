//! Whether people are reminded of their deadlines, and how often they hear from us unasked.

use serde::Deserialize;

use super::{SettingsError, wrong};
use crate::reminder::contact::Terms;

/// How people are reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminders {
    /// Whether this installation reminds anybody. What was ordered before goes out all the same.
    pub on: bool,
    /// How often a person hears from us, and of how much at once.
    pub terms: Terms,
}

impl Default for Reminders {
    fn default() -> Self {
        Reminders { on: true, terms: Terms::default() }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RemindersFile {
    on: Option<bool>,
    texts_a_day: Option<u8>,
    contacts_in_30_days: Option<u8>,
    named_in_one_message: Option<u8>,
}

impl RemindersFile {
    pub(super) fn read(&self) -> Result<Reminders, SettingsError> {
        let usual = Reminders::default();
        let at_least_one = |key: &str, value: Option<u8>, usual: u8, example: &'static str| match value {
            Some(0) => Err(wrong(key, "0", "nobody would be reminded; `on = false` says so", example)),
            value => Ok(value.unwrap_or(usual)),
        };
        let terms = Terms {
            texts_a_day: at_least_one("reminders.texts_a_day", self.texts_a_day, usual.terms.texts_a_day, "1")?,
            contacts: at_least_one(
                "reminders.contacts_in_30_days",
                self.contacts_in_30_days,
                usual.terms.contacts,
                "4",
            )?,
            named: at_least_one("reminders.named_in_one_message", self.named_in_one_message, usual.terms.named, "2")?,
            ..usual.terms
        };
        Ok(Reminders { on: self.on.unwrap_or(usual.on), terms })
    }
}
