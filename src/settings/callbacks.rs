//! How advisors work on callbacks: for how long one is held, how often a person is tried, who takes it when.

use jiff::SignedDuration;
use serde::Deserialize;

use super::{SettingsError, wrong};
use crate::callback::Terms;

/// The slots of a day: a person is tried once in each.
const MOST_ATTEMPTS: u16 = 4;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CallbacksFile {
    lease_minutes: Option<u16>,
    attempts: Option<u16>,
    any_skill_after_minutes: Option<u16>,
    at_risk_days: Option<u8>,
}

impl CallbacksFile {
    pub(super) fn read(&self) -> Result<Terms, SettingsError> {
        let usual = Terms::default();
        let attempts = self.attempts.unwrap_or(usual.attempts);
        if !(1..=MOST_ATTEMPTS).contains(&attempts) {
            let reason = "a person is tried in each part of the day once, so 1 to 4 times";
            return Err(wrong("callbacks.attempts", &attempts.to_string(), reason, "3"));
        }
        if self.lease_minutes == Some(0) {
            return Err(wrong("callbacks.lease_minutes", "0", "nobody could hold a callback", "5"));
        }
        let minutes = |value: Option<u16>, usual| value.map_or(usual, |value| SignedDuration::from_mins(value.into()));
        Ok(Terms {
            lease: minutes(self.lease_minutes, usual.lease),
            attempts,
            soften_after: minutes(self.any_skill_after_minutes, usual.soften_after),
            at_risk_days: self.at_risk_days.unwrap_or(usual.at_risk_days),
        })
    }
}
