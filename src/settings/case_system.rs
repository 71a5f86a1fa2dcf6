//! `[case_system]`: the remote system that keeps organisations' files, where there is one.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use indexmap::IndexMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::{Host, Url};

use super::{Environment, SecretText, SettingsError, split_tokens, wrong};
use crate::case::Organisation;

/// What a secret begins with (Standard Webhooks 1.0).
pub const SECRET_PREFIX: &str = "whsec_";
/// Fewest and most bytes of a secret (Standard Webhooks 1.0).
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// A turn has 1.5 s for all its questions: within a second there is time left to tell the last copy.
const DEADLINE_MS: u64 = 1_000;
const DEADLINES_MS: std::ops::RangeInclusive<u64> = 50..=5_000;
const PER_SECOND: u32 = 10;

/// A remote case system.
#[derive(Clone, Debug)]
pub struct CaseSystem {
    /// Its base address, without a trailing slash.
    pub url: String,
    /// What signs requests in both directions, as `whsec_` and base64; two while one replaces the other.
    pub secrets: Vec<SecretString>,
    /// How long a look-up may take.
    pub deadline: Duration,
    /// Requests a second.
    pub per_second: u32,
    /// The keys of the organisations whose files it keeps.
    pub organisations: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CaseSystemFile {
    url: Option<String>,
    secret: Option<SecretText>,
    deadline_ms: Option<u64>,
    per_second: Option<u32>,
    organisations: Option<Vec<String>>,
}

impl CaseSystemFile {
    /// The case system, or none where no address is set.
    pub(super) fn read(
        self,
        environment: Environment<'_>,
        known: &IndexMap<String, Organisation>,
    ) -> Result<Option<CaseSystem>, SettingsError> {
        let begun = self.secret.is_some()
            || self.deadline_ms.is_some()
            || self.per_second.is_some()
            || self.organisations.is_some();
        let Some(url) = environment("GUICHET_CASE_SYSTEM_URL").or(self.url) else {
            let (variable, what) = ("GUICHET_CASE_SYSTEM_URL", "the address of the case system");
            let missing = SettingsError::Missing { variable, what, example: "https://cases.example.org" };
            return if begun { Err(missing) } else { Ok(None) };
        };
        let secret = environment("GUICHET_CASE_SYSTEM_SECRET").map(SecretString::from).or(self.secret.map(|s| s.0));
        Ok(Some(CaseSystem {
            url: address(&url)?,
            secrets: secrets(secret)?,
            deadline: deadline(self.deadline_ms.unwrap_or(DEADLINE_MS))?,
            per_second: per_second(self.per_second.unwrap_or(PER_SECOND))?,
            organisations: organisations(self.organisations, known)?,
        }))
    }
}

/// Files are personal: they travel over TLS, or do not leave the machine.
fn address(text: &str) -> Result<String, SettingsError> {
    let (variable, example) = ("GUICHET_CASE_SYSTEM_URL", "https://cases.example.org");
    let url = Url::parse(text).map_err(|error| wrong(variable, "…", error.to_string(), example))?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if !(url.scheme() == "https" || url.scheme() == "http" && here) {
        let reason = "an https address is needed, or http on this very machine";
        return Err(wrong(variable, &format!("{}:…", url.scheme()), reason, example));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        // What stands there may be a password: it is not repeated.
        return Err(wrong(variable, "…", "an address without ?, # or @ is needed", example));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn secrets(both: Option<SecretString>) -> Result<Vec<SecretString>, SettingsError> {
    let variable = "GUICHET_CASE_SYSTEM_SECRET";
    let (what, example) = ("the secret shared with the case system", "whsec_$(openssl rand -base64 32)");
    let secrets = both.as_ref().map(split_tokens).unwrap_or_default();
    let good = |secret: &SecretString| {
        let text = secret.expose_secret().strip_prefix(SECRET_PREFIX);
        text.and_then(|text| STANDARD.decode(text).ok()).is_some_and(|bytes| SECRET_BYTES.contains(&bytes.len()))
    };
    match secrets.len() {
        0 => Err(SettingsError::Missing { variable, what, example }),
        1..=2 if secrets.iter().all(good) => Ok(secrets),
        1..=2 => Err(wrong(variable, "…", "`whsec_` and 24 to 64 bytes in base64 are needed", example)),
        _ => Err(wrong(variable, "…", "two secrets at most, separated by a comma", "whsec_NEW,whsec_OLD")),
    }
}

fn deadline(milliseconds: u64) -> Result<Duration, SettingsError> {
    if DEADLINES_MS.contains(&milliseconds) {
        return Ok(Duration::from_millis(milliseconds));
    }
    let reason = "50 to 5000 milliseconds are possible";
    Err(wrong("case_system.deadline_ms", &milliseconds.to_string(), reason, "1000"))
}

fn per_second(count: u32) -> Result<u32, SettingsError> {
    if (1..=10_000).contains(&count) {
        return Ok(count);
    }
    Err(wrong("case_system.per_second", &count.to_string(), "1 to 10000 requests a second are possible", "10"))
}

/// Those named, or all of them.
fn organisations(
    named: Option<Vec<String>>,
    known: &IndexMap<String, Organisation>,
) -> Result<Vec<String>, SettingsError> {
    let named = named.unwrap_or_else(|| known.keys().cloned().collect());
    match named.iter().find(|key| !known.contains_key(*key)) {
        Some(key) => {
            let keys: Vec<&str> = known.keys().map(String::as_str).collect();
            let reason = format!("it is no key of [organisations]; the keys are {}", keys.join(", "));
            Err(wrong("case_system.organisations", key, reason, "[\"caf\"]"))
        }
        None => Ok(named),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, parse};
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn load(toml: &str, environment: &[(&str, &str)]) -> Result<Option<CaseSystem>, SettingsError> {
        let find = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Ok(Settings::from_parts(parse("guichet.toml", toml)?, &find)?.case_system)
    }

    #[test]
    fn without_an_address_there_is_no_case_system() {
        assert!(load("", &[]).expect("settings").is_none());
        assert!(load("[case_system]", &[("GUICHET_CASE_SYSTEM_SECRET", SECRET)]).expect("settings").is_none());
    }

    #[test]
    fn an_address_and_a_secret_are_enough() {
        let toml = "[case_system]\nurl = 'https://cases.example.org/v2/'";
        let system = load(toml, &[("GUICHET_CASE_SYSTEM_SECRET", SECRET)]).expect("settings").expect("a case system");
        assert_eq!(system.url, "https://cases.example.org/v2");
        assert_eq!((system.deadline.as_millis(), system.per_second), (1_000, 10));
        assert_eq!(system.organisations, ["caf"]);
        assert!(!format!("{system:?}").contains("MfKQ"));
    }

    #[test]
    fn a_wrong_setting_is_named_with_an_example_and_without_a_secret() {
        let url = "[case_system]\nurl = 'https://cases.example.org'\n";
        let rows = [
            ("[case_system]\nurl = 'http://cases.example.org'", SECRET, "an https address"),
            ("[case_system]\nurl = 'ftp://127.0.0.1'", SECRET, "an https address"),
            ("[case_system]\nurl = 'https://me:hidden@cases.example.org'", SECRET, "without ?, # or @"),
            ("[case_system]\nurl = 'https://cases.example.org/?key=hidden'", SECRET, "without ?, # or @"),
            (url, "", "GUICHET_CASE_SYSTEM_SECRET is not set"),
            (url, "hidden", "whsec_"),
            (url, "whsec_aGlkZGVu", "24 to 64 bytes"),
            (url, "whsec_a,whsec_b,whsec_hidden", "two secrets at most"),
            ("[case_system]\nurl = 'https://cases.example.org'\ndeadline_ms = 5", SECRET, "50 to 5000"),
            ("[case_system]\nurl = 'https://cases.example.org'\nper_second = 0", SECRET, "1 to 10000"),
            ("[case_system]\nurl = 'https://cases.example.org'\norganisations = ['msa']", SECRET, "the keys are caf"),
            ("[case_system]\nsecret = 'hidden\n", "", "may hold a secret"),
            ("[case_system]\ndeadline_ms = 700", SECRET, "GUICHET_CASE_SYSTEM_URL is not set"),
        ];
        for (toml, secret, expected) in rows {
            let environment = [("GUICHET_CASE_SYSTEM_SECRET", secret)];
            let environment = if secret.is_empty() { &[][..] } else { &environment[..] };
            let message = load(toml, environment).expect_err(toml).to_string();
            assert!(message.contains(expected), "{toml}: {message}");
            assert!(!message.contains("hidden") && !message.contains("aGlkZGVu"), "{message}");
        }
        for here in ["http://127.0.0.1:9090", "http://[::1]:9090", "http://localhost:9090"] {
            let toml = format!("[case_system]\nurl = '{here}'");
            assert!(load(&toml, &[("GUICHET_CASE_SYSTEM_SECRET", SECRET)]).is_ok_and(|system| system.is_some()));
        }
    }
}
