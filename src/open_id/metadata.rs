//! What a provider of identities says of itself (OpenID Connect Discovery 1.0, section 3).

use serde::Deserialize;
use url::Url;

use crate::settings::is_private;

/// Where everything is, and how we prove who we are.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    pub(super) authorization: Url,
    pub(super) token: Url,
    pub(super) keys: Url,
    pub(super) userinfo: Option<Url>,
    pub(super) end_session: Option<Url>,
    /// Whether our secret is sent in the form, for the provider does not take it as a header.
    pub(super) secret_in_form: bool,
    /// Whether it reads the `claims` of a request.
    pub(super) reads_claims: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    claims_parameter_supported: Option<bool>,
}

/// Why it cannot be used, for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("what it says of itself cannot be read")]
    Form,
    /// It is another provider.
    #[error("it names another issuer than GUICHET_OPEN_ID_ISSUER, which must be the same letter by letter")]
    Issuer,
    /// Secrets would travel where others can read them.
    #[error("it names an address that is neither https nor on this very machine")]
    Open,
    /// It takes our secret in no way that we give it.
    #[error("it takes a client's secret neither as client_secret_basic nor as client_secret_post")]
    Secret,
}

impl Metadata {
    /// Reads it.
    pub(super) fn read(json: &[u8], issuer: &str) -> Result<Self, Unusable> {
        let document: Document = serde_json::from_slice(json).map_err(|_| Unusable::Form)?;
        // A provider that speaks for another one could give out its people (section 4.3).
        if document.issuer != issuer {
            return Err(Unusable::Issuer);
        }
        let address = |text: &str| {
            let url = Url::parse(text).map_err(|_| Unusable::Form)?;
            if is_private(&url) { Ok(url) } else { Err(Unusable::Open) }
        };
        let secret_in_form = match &document.token_endpoint_auth_methods_supported {
            None => false,
            Some(ways) if ways.iter().any(|way| way == "client_secret_basic") => false,
            Some(ways) if ways.iter().any(|way| way == "client_secret_post") => true,
            Some(_) => return Err(Unusable::Secret),
        };
        Ok(Metadata {
            authorization: address(&document.authorization_endpoint)?,
            token: address(&document.token_endpoint)?,
            keys: address(&document.jwks_uri)?,
            userinfo: document.userinfo_endpoint.as_deref().map(address).transpose()?,
            end_session: document.end_session_endpoint.as_deref().map(address).transpose()?,
            secret_in_form,
            reads_claims: document.claims_parameter_supported.unwrap_or(false),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://id.example/v2";

    fn with(name: &str, value: Value) -> Result<Metadata, Unusable> {
        let mut document = json!({
            "issuer": ISSUER, "authorization_endpoint": "https://id.example/authorize", "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/jwks",
        });
        document[name] = value;
        Metadata::read(document.to_string().as_bytes(), ISSUER)
    }

    #[test]
    fn a_provider_is_used_where_it_is_the_one_that_was_set_and_nothing_secret_travels_openly() {
        assert!(with("token_endpoint", json!("http://127.0.0.1:9/token")).is_ok());
        let rows = [
            ("issuer", json!("https://id.example/v2/"), Unusable::Issuer),
            ("issuer", json!("https://evil.example"), Unusable::Issuer),
            ("issuer", json!(1), Unusable::Form),
            ("token_endpoint", json!("http://id.example/token"), Unusable::Open),
            ("userinfo_endpoint", json!("http://id.example/userinfo"), Unusable::Open),
            ("jwks_uri", json!("file:///etc/passwd"), Unusable::Open),
            ("end_session_endpoint", json!("javascript:alert(1)"), Unusable::Open),
            ("authorization_endpoint", json!("authorize"), Unusable::Form),
            ("token_endpoint_auth_methods_supported", json!(["private_key_jwt"]), Unusable::Secret),
        ];
        for (name, value, why) in rows {
            assert_eq!(with(name, value.clone()).unwrap_err(), why, "{name} {value}");
        }
    }

    #[test]
    fn our_secret_is_given_as_the_provider_takes_it() {
        let ways = |ways: Value| with("token_endpoint_auth_methods_supported", ways).unwrap().secret_in_form;
        assert!(!ways(json!(["client_secret_post", "client_secret_basic"])));
        assert!(ways(json!(["private_key_jwt", "client_secret_post"])));
        assert!(!with("scopes_supported", json!([])).unwrap().secret_in_form);
    }
}
