//! How fast orders go out, and what a machine hears that answers a call of ours.

use serde::Deserialize;

use super::{SettingsError, wrong};
use crate::{
    outgoing::{call::Voicemail, pace::Limits},
    phone_number::Reach,
};

/// For how many days a recording is kept where the file does not say, and the most it may say.
const RECORDINGS_KEPT_DAYS: u16 = 30;
const MOST_KEPT_DAYS: u16 = 365;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SendingFile {
    texts_per_second: Option<u32>,
    texts_per_number_per_day: Option<u32>,
    voicemail: Option<String>,
    recordings_kept_days: Option<u16>,
    allow: Vec<String>,
}

impl SendingFile {
    pub(super) fn limits(&self) -> Result<Limits, SettingsError> {
        let usual = Limits::default();
        let at_least_one = |name: &str, value: u32, example: &'static str| match value {
            0 => Err(wrong(name, "0", "nothing would be sent; `guichet jobs stop` stops sending", example)),
            value => Ok(value),
        };
        let per_second = self.texts_per_second.unwrap_or(usual.provider_per_second);
        let per_day = self.texts_per_number_per_day.unwrap_or(usual.number_per_day);
        Ok(Limits {
            provider_per_second: at_least_one("sending.texts_per_second", per_second, "5")?,
            number_per_day: at_least_one("sending.texts_per_number_per_day", per_day, "20")?,
        })
    }

    pub(super) fn reach(&self) -> Result<Reach, SettingsError> {
        Reach::of(&self.allow)
            .map_err(|refused| wrong("sending.allow", &refused.name, refused.reason, "[\"BE\", \"+352\"]"))
    }

    pub(super) fn recordings_kept_days(&self) -> Result<u16, SettingsError> {
        match self.recordings_kept_days {
            None => Ok(RECORDINGS_KEPT_DAYS),
            Some(days) if (1..=MOST_KEPT_DAYS).contains(&days) => Ok(days),
            Some(days) => {
                let reason = format!("a recording is kept for 1 to {MOST_KEPT_DAYS} days");
                Err(wrong("sending.recordings_kept_days", &days.to_string(), &reason, "30"))
            }
        }
    }

    pub(super) fn voicemail(&self) -> Result<Voicemail, SettingsError> {
        match self.voicemail.as_deref() {
            None | Some("sentence") => Ok(Voicemail::Sentence),
            Some("nothing") => Ok(Voicemail::Nothing),
            Some(other) => {
                Err(wrong("sending.voicemail", other, "a machine hears one sentence or nothing", "\"sentence\""))
            }
        }
    }
}
