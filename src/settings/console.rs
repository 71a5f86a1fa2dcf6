//! `[console]`: how long advisors stay signed in, and who vouches for them.

use jiff::SignedDuration;
use serde::Deserialize;

use super::{Environment, SettingsError, open_id, open_id::OpenId, wrong};
use crate::staff::session::Terms;

/// How the console lets people in.
#[derive(Clone, Debug, Default)]
pub struct Console {
    /// How long somebody stays signed in.
    pub terms: Terms,
    /// The provider of identities, if there is one.
    pub open_id: Option<OpenId>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConsoleFile {
    idle_minutes: Option<u32>,
    longest_hours: Option<u32>,
    open_id: open_id::OpenIdFile,
}

impl ConsoleFile {
    pub(super) fn read(self, environment: Environment<'_>) -> Result<Console, SettingsError> {
        let within = |key: &str, value: Option<u32>, (least, most): (u32, u32), example: &'static str| match value {
            Some(value) if !(least..=most).contains(&value) => {
                Err(wrong(key, &value.to_string(), format!("{least} to {most} are possible"), example))
            }
            value => Ok(value.map(i64::from)),
        };
        let usual = Terms::default();
        let idle = within("console.idle_minutes", self.idle_minutes, (5, 720), "60")?;
        let longest = within("console.longest_hours", self.longest_hours, (1, 24), "10")?;
        let terms = Terms {
            idle: idle.map_or(usual.idle, SignedDuration::from_mins),
            absolute: longest.map_or(usual.absolute, SignedDuration::from_hours),
        };
        Ok(Console { terms, open_id: self.open_id.read(environment)? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, parse};
    use super::*;

    fn terms(toml: &str) -> Result<Terms, SettingsError> {
        Ok(Settings::from_parts(parse("guichet.toml", toml)?, &|_| None)?.console.terms)
    }

    #[test]
    fn a_session_is_as_long_as_it_is_set_and_never_for_ever() {
        assert_eq!(terms("").unwrap(), Terms::default());
        let set = terms("[console]\nidle_minutes = 15\nlongest_hours = 8").unwrap();
        assert_eq!((set.idle, set.absolute), (SignedDuration::from_mins(15), SignedDuration::from_hours(8)));
        for toml in ["idle_minutes = 0", "idle_minutes = 721", "longest_hours = 0", "longest_hours = 25"] {
            let error = terms(&format!("[console]\n{toml}")).unwrap_err().to_string();
            assert!(error.contains("are possible"), "{error}");
        }
    }
}
