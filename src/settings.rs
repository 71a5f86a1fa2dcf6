//! Settings from `guichet.toml` and the environment, which wins. The only place that reads either.

mod access;
mod callbacks;
mod case_system;
mod codes;
mod console;
mod folders;
mod office;
mod open_id;
mod reminders;
mod retention;
mod sending;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use indexmap::IndexMap;
use secrecy::SecretString;
use serde::Deserialize;

use crate::{
    callback::Terms,
    case::Organisation,
    flow::definition::{Office, ServiceFacts},
    language::Language,
    outgoing::{call::Voicemail, pace::Limits, spending::Spending},
    phone_number::{Numbering, Reach},
};

pub use access::{Access, fresh_keys};
pub use case_system::{CaseSystem, SECRET_PREFIX};
pub use codes::Codes;
pub use console::Console;
pub use folders::Folders;
pub use open_id::{OpenId, is_private};
pub use reminders::Reminders;
pub use retention::Retention;

/// The file that is read when no other is named.
pub const DEFAULT_FILE: &str = "guichet.toml";
/// Where traces are sent, over OTLP. In the environment alone: it is read before the file is.
pub const OTLP_ENDPOINT: &str = "GUICHET_OTLP_ENDPOINT";

/// Every setting of an installation, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the service listens.
    pub listen: SocketAddr,
    /// Where readiness and metrics are told, to nobody but the operator; none for nowhere.
    pub operator_listen: Option<SocketAddr>,
    /// The address the provider knows us by, without a trailing slash.
    pub public_url: String,
    /// The database. The address may hold a password.
    pub database_url: String,
    /// The database without a pooler before it, where there is one.
    pub database_direct_url: Option<String>,
    /// The file with the keys to what is sealed in the database.
    pub key_file: Option<PathBuf>,
    /// The keys themselves, in place of the file.
    pub keys: Option<SecretString>,
    /// The folder that backups are kept in, for `guichet doctor` to look at.
    pub backups: Option<PathBuf>,
    /// The folder of flows, or none for those in the binary.
    pub flows: Option<PathBuf>,
    /// The folder of words, or none for those in the binary.
    pub locales: Option<PathBuf>,
    /// The folder of deadlines, or none for those in the binary.
    pub deadlines: Option<PathBuf>,
    /// The provider's account.
    pub twilio: Twilio,
    /// The voice and language code per language, where the default does not fit: `Polly.Lea-Neural fr-FR`.
    pub voices: BTreeMap<Language, (String, String)>,
    /// What each of our numbers begins with, the first one being the one we write from.
    pub numbers: IndexMap<String, ServiceNumber>,
    /// The office, its hours and zone.
    pub office: Office,
    /// The organisations whose files we know.
    pub organisations: IndexMap<String, Organisation>,
    /// What sending costs, and the most that a day may cost.
    pub spending: Spending,
    /// The remote system that keeps files, if there is one.
    pub case_system: Option<CaseSystem>,
    /// How telephone numbers are read.
    pub numbering: Numbering,
    /// The numbers abroad, and others that cost more, which we ring and write to all the same.
    pub reach: Reach,
    /// How fast orders may go out.
    pub limits: Limits,
    /// What a machine hears that answers a call of ours.
    pub voicemail: Voicemail,
    /// How people are reminded of their deadlines.
    pub reminders: Reminders,
    /// For how many days what people say for an advisor is kept.
    pub recordings_kept_days: u16,
    /// How codes are kept, and how guessing is stopped.
    pub codes: Codes,
    /// For how long the rest is kept.
    pub retention: Retention,
    /// How callbacks are worked on.
    pub callbacks: Terms,
    /// How the console lets people in.
    pub console: Console,
    /// The names that may lead to an address inside our own network, such as that of a case system in the next room.
    pub own_network: Vec<String>,
}

/// The account at Twilio or at a provider that speaks its dialect.
#[derive(Clone, Debug)]
pub struct Twilio {
    /// `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The tokens that sign webhooks; two while one replaces the other. The first one sends.
    pub auth_tokens: Vec<SecretString>,
    /// The base address of the REST API.
    pub api: String,
}

/// What one of our numbers begins with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceNumber {
    /// The flow.
    #[serde(default = "menu")]
    pub entry: String,
    /// The language spoken until the person chooses one.
    #[serde(default = "Language::french")]
    pub language: Language,
}

fn menu() -> String {
    "menu".to_owned()
}

impl Default for ServiceNumber {
    fn default() -> Self {
        ServiceNumber { entry: menu(), language: Language::french() }
    }
}

/// A setting that is missing or wrong, and an example of a right one.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A setting without a value.
    #[error("{variable} is not set ({what}); write for example {variable}={example}")]
    Missing {
        /// The environment variable.
        variable: &'static str,
        /// What it is.
        what: &'static str,
        /// A right value.
        example: &'static str,
    },
    /// A setting with a value that cannot be used.
    #[error("{variable} is `{value}`: {reason}; write for example {variable}={example}")]
    Wrong {
        /// The environment variable or the key in the file.
        variable: String,
        /// The value, never a secret one.
        value: String,
        /// Why not.
        reason: String,
        /// A right value.
        example: &'static str,
    },
    /// The keys cannot be read.
    #[error(
        "the keys in {path} cannot be read ({reason}); restore that file, or name the right one with GUICHET_KEY_FILE"
    )]
    NoKeys {
        /// The file or variable.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The machine gave no randomness.
    #[error("the machine gives no random bytes, so no keys can be made")]
    NoRandomness,
    /// The file cannot be read.
    #[error("{path} cannot be read: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why, with line and caret where it is a mistake in the text.
        reason: String,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<String>,
    operator_listen: Option<String>,
    public_url: Option<String>,
    database_url: Option<String>,
    database_direct_url: Option<String>,
    key_file: Option<PathBuf>,
    backups: Option<PathBuf>,
    flows: Option<PathBuf>,
    locales: Option<PathBuf>,
    deadlines: Option<PathBuf>,
    twilio: TwilioFile,
    voices: BTreeMap<Language, String>,
    numbers: IndexMap<String, ServiceNumber>,
    office: OfficeFile,
    organisations: IndexMap<String, Organisation>,
    spending: SpendingFile,
    case_system: case_system::CaseSystemFile,
    sending: sending::SendingFile,
    reminders: reminders::RemindersFile,
    retention: retention::RetentionFile,
    callbacks: callbacks::CallbacksFile,
    codes: codes::CodesFile,
    console: console::ConsoleFile,
    own_network: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TwilioFile {
    account_sid: Option<String>,
    auth_token: Option<SecretText>,
    api: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(from = "String")]
struct SecretText(SecretString);

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        SecretText(text.into())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OfficeFile {
    zone: Option<String>,
    hours: Option<Vec<String>>,
    number: Option<String>,
    territory: Option<String>,
    closed: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SpendingFile {
    daily_ceiling_cents: Option<u64>,
    text_segment_cents: Option<u64>,
    call_minute_cents: Option<u64>,
}

/// A variable of the environment, by name.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The process's environment.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Settings {
    /// Reads the file at `path` (or `guichet.toml`, if it is there) and the environment over it.
    ///
    /// # Errors
    /// The first setting that is missing or wrong.
    pub fn load(path: Option<&str>, environment: Environment<'_>) -> Result<Self, SettingsError> {
        let file = read_file(path)?;
        Settings::from_parts(file, environment)
    }

    /// Settings out of the environment alone.
    ///
    /// # Errors
    /// The first setting that is missing or wrong.
    pub fn without_file(environment: Environment<'_>) -> Result<Self, SettingsError> {
        Settings::from_parts(File::default(), environment)
    }

    fn from_parts(file: File, environment: Environment<'_>) -> Result<Self, SettingsError> {
        let pick = |variable: &str, from_file: Option<String>| environment(variable).or(from_file);
        let folders = Folders::of(&file, environment);
        let listen = pick("GUICHET_LISTEN", file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let office = office::office(file.office, environment)?;
        let organisations = if file.organisations.is_empty() { default_organisations() } else { file.organisations };
        let twilio = twilio(file.twilio, environment)?;
        // Numbers reserved for fiction lead nowhere: only a stand-in of the provider, on this machine, takes them.
        let numbering = Numbering { fiction: is_on_this_machine(&twilio.api) };
        Ok(Settings {
            listen: parse_listen("GUICHET_LISTEN", &listen)?,
            operator_listen: pick("GUICHET_OPERATOR_LISTEN", file.operator_listen)
                .map(|listen| parse_listen("GUICHET_OPERATOR_LISTEN", &listen))
                .transpose()?,
            public_url: parse_public_url(pick("GUICHET_PUBLIC_URL", file.public_url).unwrap_or_default())?,
            database_url: parse_database(pick("GUICHET_DATABASE_URL", file.database_url))?,
            database_direct_url: pick("GUICHET_DATABASE_DIRECT_URL", file.database_direct_url),
            key_file: environment("GUICHET_KEY_FILE").map(PathBuf::from).or(file.key_file),
            keys: environment("GUICHET_KEYS").map(SecretString::from),
            backups: environment("GUICHET_BACKUPS").map(PathBuf::from).or(file.backups),
            flows: folders.flows,
            locales: folders.locales,
            deadlines: folders.deadlines,
            twilio,
            voices: voices(file.voices)?,
            numbers: numbers(file.numbers, environment)?,
            office,
            spending: spending(&file.spending),
            case_system: file.case_system.read(environment, &organisations)?,
            organisations,
            numbering,
            reach: file.sending.reach()?,
            limits: file.sending.limits()?,
            voicemail: file.sending.voicemail()?,
            recordings_kept_days: file.sending.recordings_kept_days()?,
            reminders: file.reminders.read()?,
            retention: file.retention.read()?,
            callbacks: file.callbacks.read()?,
            codes: file.codes.read(environment)?,
            console: file.console.read(environment)?,
            own_network: environment("GUICHET_OWN_NETWORK").map_or(file.own_network, |names| {
                names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
            }),
        })
    }

    /// What the service needs that a command on the database alone does not.
    ///
    /// # Errors
    /// The first of them that is missing.
    pub fn require_provider(&self) -> Result<(), SettingsError> {
        let missing = |variable, what, example| Err(SettingsError::Missing { variable, what, example });
        if self.public_url.is_empty() {
            return missing("GUICHET_PUBLIC_URL", "the address the provider calls", "https://guichet.example.org");
        }
        if self.twilio.account_sid.is_empty() {
            return missing("GUICHET_TWILIO_ACCOUNT_SID", "the account at the provider", "AC followed by 32 digits");
        }
        if self.twilio.auth_tokens.is_empty() {
            return missing("GUICHET_TWILIO_AUTH_TOKEN", "the secret that signs webhooks", "the token of the account");
        }
        if self.office.number.is_empty() {
            return missing("GUICHET_OFFICE_NUMBER", "the number we tell people to call", "0199000002");
        }
        if self.numbers.is_empty() {
            let what = "the number texts are sent from; or [numbers.\"+33…\"] in the file";
            return missing("GUICHET_NUMBER", what, "+33199000001");
        }
        Ok(())
    }

    /// The database's address, as it may be shown: without what may hold a password.
    pub fn shown_database(&self) -> String {
        if self.database_url.starts_with("sqlite:") {
            return self.database_url.clone();
        }
        match url::Url::parse(&self.database_url) {
            Ok(url) => format!("{}://{}…", url.scheme(), url.host_str().unwrap_or_default()),
            // What cannot be read may hold a password all the same.
            Err(error) => {
                let scheme = self.database_url.split(':').next().unwrap_or_default();
                format!("{scheme}:… ({error})")
            }
        }
    }

    /// The facts that dialogues depend on.
    pub fn facts(&self) -> ServiceFacts {
        let entries = self.numbers.values().map(|number| number.entry.as_str().into());
        ServiceFacts {
            office: self.office.clone(),
            organisations: self.organisations.clone(),
            numbering: self.numbering,
            reach: self.reach.clone(),
            entries: entries.chain([menu().into()]).collect(),
            advisor: "callback".into(),
            ask_item: "ask-item".into(),
            read_out: "read-out".into(),
            reminder: "reminder".into(),
            missed: "missed".into(),
            mandate: "mandate".into(),
        }
    }
}

fn read_file(path: Option<&str>) -> Result<File, SettingsError> {
    let name = path.unwrap_or(DEFAULT_FILE);
    let text = match std::fs::read_to_string(name) {
        Ok(text) => text,
        Err(error) if path.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => return Err(SettingsError::File { path: name.to_owned(), reason: error.to_string() }),
    };
    parse(name, &text)
}

fn parse(name: &str, text: &str) -> Result<File, SettingsError> {
    toml::from_str(text).map_err(|error| SettingsError::File { path: name.to_owned(), reason: told(text, &error) })
}

/// Words of the keys whose values are never shown.
const SECRETS: [&str; 3] = ["token", "database_", "secret"];

/// The mistake with its line and caret, unless the line may hold a secret: then the line's number alone.
fn told(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count();
    let secret =
        text.lines().skip(line.saturating_sub(1)).take(2).any(|l| SECRETS.iter().any(|secret| l.contains(secret)));
    if secret {
        format!("line {} is wrong; it is not shown, for it may hold a secret", line + 1)
    } else {
        error.to_string()
    }
}

fn wrong(variable: &str, value: &str, reason: impl Into<String>, example: &'static str) -> SettingsError {
    SettingsError::Wrong { variable: variable.to_owned(), value: value.to_owned(), reason: reason.into(), example }
}

fn parse_listen(variable: &str, text: &str) -> Result<SocketAddr, SettingsError> {
    text.parse().map_err(|_| wrong(variable, text, "an address and a port are needed", "127.0.0.1:8080"))
}

fn parse_public_url(text: String) -> Result<String, SettingsError> {
    let trimmed = text.trim_end_matches('/').to_owned();
    if trimmed.is_empty() {
        return Ok(trimmed);
    }
    let example = "https://guichet.example.org";
    let url =
        url::Url::parse(&trimmed).map_err(|error| wrong("GUICHET_PUBLIC_URL", &text, error.to_string(), example))?;
    if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
        let reason = "an http or https address without ? or # is needed";
        return Err(wrong("GUICHET_PUBLIC_URL", &text, reason, example));
    }
    Ok(trimmed)
}

fn parse_database(text: Option<String>) -> Result<String, SettingsError> {
    let url = text.unwrap_or_else(|| "sqlite:guichet.db".to_owned());
    if ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(url);
    }
    // A database address may hold a password: the value is not repeated.
    let scheme = url.split(':').next().unwrap_or_default().to_owned();
    Err(wrong("GUICHET_DATABASE_URL", &format!("{scheme}:…"), "SQLite or PostgreSQL is needed", "sqlite:guichet.db"))
}

fn twilio(file: TwilioFile, environment: Environment<'_>) -> Result<Twilio, SettingsError> {
    let account_sid = environment("GUICHET_TWILIO_ACCOUNT_SID").or(file.account_sid).unwrap_or_default();
    if !account_sid.is_empty() && !account_sid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        let reason = "letters and digits alone are needed";
        return Err(wrong("GUICHET_TWILIO_ACCOUNT_SID", &account_sid, reason, "AC followed by 32 digits"));
    }
    let token = environment("GUICHET_TWILIO_AUTH_TOKEN").map(SecretString::from).or(file.auth_token.map(|t| t.0));
    let auth_tokens: Vec<SecretString> = token.as_ref().map(split_tokens).unwrap_or_default();
    if auth_tokens.len() > 2 {
        let reason = "two tokens at most, separated by a comma";
        return Err(wrong("GUICHET_TWILIO_AUTH_TOKEN", "…", reason, "new-token,old-token"));
    }
    let api = environment("GUICHET_TWILIO_API").or(file.api).unwrap_or_else(|| "https://api.twilio.com".to_owned());
    if !url::Url::parse(&api).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(wrong("GUICHET_TWILIO_API", &api, "an address is needed", "https://api.twilio.com"));
    }
    Ok(Twilio { account_sid, auth_tokens, api: api.trim_end_matches('/').to_owned() })
}

fn is_on_this_machine(api: &str) -> bool {
    match url::Url::parse(api).ok().as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn split_tokens(both: &SecretString) -> Vec<SecretString> {
    use secrecy::ExposeSecret;
    let tokens = both.expose_secret().split(',').map(str::trim).filter(|token| !token.is_empty());
    tokens.map(SecretString::from).collect()
}

fn voices(file: BTreeMap<Language, String>) -> Result<BTreeMap<Language, (String, String)>, SettingsError> {
    file.into_iter()
        .map(|(language, both)| match both.split_once(' ') {
            Some((voice, code)) => Ok((language, (voice.to_owned(), code.trim().to_owned()))),
            None => {
                let reason = "a voice and a language code are needed, separated by a space";
                Err(wrong(&format!("voices.{language}"), &both, reason, "Polly.Lea-Neural fr-FR"))
            }
        })
        .collect()
}

/// A short code has no more digits.
const LONGEST_SHORT_CODE: usize = 6;

/// A number of ours, alone: it begins with the menu, in French.
fn numbers(
    mut file: IndexMap<String, ServiceNumber>,
    environment: Environment<'_>,
) -> Result<IndexMap<String, ServiceNumber>, SettingsError> {
    let plain = |number: &str| match number.strip_prefix('+') {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
        None => number.len() <= LONGEST_SHORT_CODE && number.bytes().all(|b| b.is_ascii_digit()),
    };
    let reason =
        "a number with its country code, or a short code, is needed: it is compared with what the provider sends";
    if let Some(number) = environment("GUICHET_NUMBER") {
        if !plain(&number) {
            return Err(wrong("GUICHET_NUMBER", &number, reason, "+33199000001"));
        }
        let begins = file.shift_remove(&number).unwrap_or_default();
        file.shift_insert(0, number, begins);
    }
    match file.keys().find(|number| number.is_empty() || !plain(number)) {
        Some(number) => Err(wrong("numbers", number, reason, "+33199000001")),
        None => Ok(file),
    }
}

fn spending(file: &SpendingFile) -> Spending {
    let usual = Spending::default();
    Spending {
        daily_ceiling_cents: file.daily_ceiling_cents.unwrap_or(usual.daily_ceiling_cents),
        text_segment_cents: file.text_segment_cents.unwrap_or(usual.text_segment_cents),
        call_minute_cents: file.call_minute_cents.unwrap_or(usual.call_minute_cents),
    }
}

fn default_organisations() -> IndexMap<String, Organisation> {
    let caf = Organisation { name: "la CAF".to_owned(), min_digits: 1, max_digits: 7, needs_postcode: false };
    IndexMap::from([("caf".to_owned(), caf)])
}

#[cfg(test)]
mod tests;
