//! `[console.open_id]`: the provider of identities that advisors sign in with, where there is one (OpenID Connect).

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;
use url::{Host, Url};

use super::{Environment, SecretText, SettingsError, wrong};

const ISSUER: &str = "GUICHET_OPEN_ID_ISSUER";
const CLIENT_ID: &str = "GUICHET_OPEN_ID_CLIENT_ID";
const SECRET: &str = "GUICHET_OPEN_ID_CLIENT_SECRET";
const SECRET_FILE: &str = "GUICHET_OPEN_ID_CLIENT_SECRET_FILE";
/// What is asked for where nothing else is set: who it is, and the address an administrator knows them by.
const SCOPES: [&str; 2] = ["openid", "email"];
/// The longest name of a provider, in characters: it stands on a button.
const LONGEST_LABEL: usize = 40;

/// A provider of identities.
#[derive(Clone, Debug)]
pub struct OpenId {
    /// Its address, exactly as its tokens name it.
    pub issuer: String,
    /// What it knows us by.
    pub client_id: String,
    /// What proves to it that we are we.
    pub client_secret: SecretString,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The proofs that are enough, as the provider names them; with none, any is.
    pub acr_values: Vec<String>,
    /// Its name, as it stands on the button.
    pub label: String,
    /// Whether every address it tells is its owner's, though it does not say so of each.
    pub emails_verified: bool,
    /// Whether the code is bound to this try by PKCE (RFC 7636) too, beside the nonce.
    pub pkce: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OpenIdFile {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretText>,
    client_secret_file: Option<PathBuf>,
    scopes: Option<Vec<String>>,
    acr_values: Option<Vec<String>>,
    label: Option<String>,
    emails_verified: Option<bool>,
    pkce: Option<bool>,
}

impl OpenIdFile {
    /// The provider, or none where no address is set.
    pub(super) fn read(self, environment: Environment<'_>) -> Result<Option<OpenId>, SettingsError> {
        let begun = self.client_id.is_some()
            || self.client_secret.is_some()
            || self.client_secret_file.is_some()
            || self.scopes.is_some()
            || self.acr_values.is_some()
            || self.label.is_some();
        let missing = |variable, what, example| SettingsError::Missing { variable, what, example };
        let Some(issuer) = environment(ISSUER).or(self.issuer) else {
            let missing = missing(ISSUER, "the provider that advisors sign in with", "https://identity.example.org");
            return if begun { Err(missing) } else { Ok(None) };
        };
        let client_id = environment(CLIENT_ID).or(self.client_id).filter(|id| !id.trim().is_empty());
        let client_id = client_id.ok_or_else(|| missing(CLIENT_ID, "what the provider knows us by", "guichet"))?;
        let file = environment(SECRET_FILE).map(PathBuf::from).or(self.client_secret_file);
        let secret = match (environment(SECRET), file) {
            (Some(secret), _) => Some(SecretString::from(secret)),
            (None, Some(file)) => Some(from_file(&file)?),
            (None, None) => self.client_secret.map(|secret| secret.0),
        };
        let client_secret =
            secret.ok_or_else(|| missing(SECRET, "the secret that the provider gave us", "the secret"))?;
        let label = self.label.unwrap_or_else(|| "OpenID Connect".to_owned());
        if label.trim().is_empty() || label.chars().count() > LONGEST_LABEL {
            return Err(wrong("console.open_id.label", &label, "1 to 40 characters are possible", "ProConnect"));
        }
        Ok(Some(OpenId {
            issuer: address(issuer)?,
            client_id,
            client_secret,
            scopes: scopes(self.scopes)?,
            acr_values: self.acr_values.unwrap_or_default(),
            label,
            emails_verified: self.emails_verified.unwrap_or(false),
            pkce: self.pkce.unwrap_or(true),
        }))
    }
}

/// Whether what is sent there stays secret: over TLS, or on this very machine.
pub fn is_private(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && here
}

/// It stays as it is written: tokens name it letter by letter.
fn address(text: String) -> Result<String, SettingsError> {
    let example = "https://identity.example.org";
    let url = Url::parse(&text).map_err(|error| wrong(ISSUER, "…", error.to_string(), example))?;
    if !is_private(&url) {
        let reason = "an https address is needed, or http on this very machine";
        return Err(wrong(ISSUER, &format!("{}:…", url.scheme()), reason, example));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(ISSUER, "…", "an address without ?, # or @ is needed", example));
    }
    Ok(text)
}

fn scopes(set: Option<Vec<String>>) -> Result<Vec<String>, SettingsError> {
    let scopes = set.unwrap_or_else(|| SCOPES.map(str::to_owned).into());
    if scopes.iter().any(|scope| scope == "openid") {
        return Ok(scopes);
    }
    let reason = "`openid` is needed among them";
    Err(wrong("console.open_id.scopes", &scopes.join(" "), reason, "[\"openid\", \"email\"]"))
}

fn from_file(file: &PathBuf) -> Result<SecretString, SettingsError> {
    let failed = |reason: String| SettingsError::File { path: file.display().to_string(), reason };
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    match text.trim() {
        "" => Err(failed("it is empty; the secret that the provider gave us is needed".to_owned())),
        secret => Ok(SecretString::from(secret.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::super::{Settings, parse};
    use super::*;

    fn read(toml: &str, environment: Environment<'_>) -> Result<Option<OpenId>, SettingsError> {
        Ok(Settings::from_parts(parse("guichet.toml", toml)?, environment)?.console.open_id)
    }

    const WHOLE: &str =
        "[console.open_id]\nissuer = \"https://id.example/v2/\"\nclient_id = \"g\"\nclient_secret = \"s\"";

    #[test]
    fn a_provider_is_read_from_the_file_and_the_environment_wins() {
        assert!(read("", &|_| None).unwrap().is_none());
        let set = read(WHOLE, &|_| None).unwrap().unwrap();
        assert_eq!((set.issuer.as_str(), set.client_id.as_str(), set.pkce), ("https://id.example/v2/", "g", true));
        assert_eq!((set.scopes.join(" ").as_str(), set.emails_verified), ("openid email", false));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "from a file\n").unwrap();
        let environment = |name: &str| match name {
            ISSUER => Some("http://127.0.0.1:9".to_owned()),
            SECRET_FILE => Some(file.display().to_string()),
            _ => None,
        };
        let set = read(WHOLE, &environment).unwrap().unwrap();
        assert_eq!((set.issuer.as_str(), set.client_secret.expose_secret()), ("http://127.0.0.1:9", "from a file"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_no_secret_is_shown() {
        let rows = [
            ("client_id = \"g\"", ISSUER),
            ("issuer = \"https://id.example\"", CLIENT_ID),
            ("issuer = \"https://id.example\"\nclient_id = \"g\"", SECRET),
            ("issuer = \"http://id.example\"\nclient_id = \"g\"\nclient_secret = \"s\"", "https address"),
            ("issuer = \"https://a:hidden@id.example\"\nclient_id = \"g\"\nclient_secret = \"s\"", "without ?, # or @"),
            (
                "issuer = \"https://id.example\"\nclient_id = \"g\"\nclient_secret = \"s\"\nscopes = [\"email\"]",
                "openid",
            ),
            ("issuer = \"https://id.example\"\nclient_id = \"g\"\nclient_secret = \"s\"\nlabel = \" \"", "label"),
            ("issuer = \"https://id.example\"\nclient_id = \"g\"\nclient_secret_file = \"/no/such\"", "/no/such"),
            ("issuer = \"https://id.example\"\nclient_secret = 4711hidden", "it is not shown"),
        ];
        for (toml, named) in rows {
            let error = read(&format!("[console.open_id]\n{toml}"), &|_| None).unwrap_err().to_string();
            assert!(error.contains(named) && !error.contains("hidden"), "{toml}: {error}");
        }
    }
}
