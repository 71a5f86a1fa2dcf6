//! How fast orders go out, and what a machine hears that answers a call of ours.

use serde::Deserialize;

use super::{SettingsError, wrong};
use crate::outgoing::{call::Voicemail, pace::Limits};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SendingFile {
    texts_per_second: Option<u32>,
    texts_per_number_per_day: Option<u32>,
    voicemail: Option<String>,
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
