//! The provider of identities that advisors sign in with (OpenID Connect): the way there, what it says, and the way out.
//!
//! The browser carries a code back; we change it for tokens over a connection of our own, and judge them by the rules of
//! [`crate::staff::token`]. Nothing of what it says is logged.

mod exchange;
mod metadata;

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

pub use self::exchange::Failure;
use self::{exchange::Exchange, metadata::Metadata};
use crate::{
    breaker::Standing,
    clock::Clock,
    provider::public_url::PublicUrl,
    settings,
    staff::token::{self, Address, Expected, Identity, Untrusted, key::Keys},
};

/// Where the provider sends a browser back, under the console's address. It is registered there, letter by letter.
pub const BACK: &str = "/console/open-id";
/// Where it sends a browser that signed out there.
pub const OUT: &str = "/console/sign-in";
/// How long what the provider says of itself is believed.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(1);
/// A code that no provider gave out.
const NO_CODE: &str = "guichet-doctor";
/// How soon its keys are asked for again because a token names one that is not among them.
const KEYS_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// A provider, ready to be asked. Cheap to clone.
#[derive(Clone)]
pub struct OpenId(Arc<Inner>);

struct Inner {
    settings: settings::OpenId,
    back: String,
    out: String,
    exchange: Exchange,
    clock: Clock,
    known: Mutex<Option<Known>>,
}

/// What the provider says of itself, and since when we know it.
#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    keys: Arc<Keys>,
    at: Timestamp,
    keys_at: Timestamp,
}

/// What binds one try to sign in to one browser: what comes back with the code, what the token must hold, and what proves
/// that the code is asked for by who began.
pub struct Try {
    /// Comes back with the code.
    pub state: String,
    /// Stands in the token.
    pub nonce: String,
    /// Is told when the code is given.
    pub verifier: String,
}

/// Somebody whom the provider vouches for, and what it says of them when asked.
pub struct Vouched {
    /// Who.
    pub identity: Identity,
    /// Its token, for signing out there.
    pub id_token: SecretString,
    access_token: SecretString,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    id_token: String,
}

impl OpenId {
    /// A provider of the settings, for the console at this address.
    pub fn new(settings: settings::OpenId, public_url: &PublicUrl, http: reqwest::Client, clock: Clock) -> Self {
        // The console is at the root of its address, whatever path the provider of telephony calls.
        let origin = Url::parse(public_url.as_str()).map(|url| url.origin().ascii_serialization());
        let origin = origin.unwrap_or_else(|_| public_url.as_str().to_owned());
        OpenId(Arc::new(Inner {
            back: format!("{origin}{BACK}"),
            out: format!("{origin}{OUT}"),
            settings,
            exchange: Exchange::new(http, clock.clone()),
            clock,
            known: Mutex::default(),
        }))
    }

    /// Its name, as people know it.
    pub fn label(&self) -> &str {
        &self.0.settings.label
    }

    /// Where the provider sends a browser back, as it must be registered there.
    pub fn way_back(&self) -> &str {
        &self.0.back
    }

    /// The provider's own address, by which its word is kept.
    pub fn issuer(&self) -> &str {
        &self.0.settings.issuer
    }

    /// Whether it failed so often that it is left alone for a while.
    pub fn is_down(&self) -> bool {
        self.0.exchange.standing() == Standing::Open
    }

    /// Where a browser is sent to sign in (OpenID Connect Core 1.0, section 3.1.2.1).
    ///
    /// # Errors
    /// Where the provider does not say where that is.
    pub async fn way_in(&self, this: &Try) -> Result<String, Failure> {
        let known = self.known().await?;
        let settings = &self.0.settings;
        let mut url = known.metadata.authorization.clone();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(this.verifier.as_bytes()));
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &settings.client_id)
                .append_pair("redirect_uri", &self.0.back)
                .append_pair("scope", &settings.scopes.join(" "))
                .append_pair("state", &this.state)
                .append_pair("nonce", &this.nonce);
            if settings.pkce {
                query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
            }
            if !settings.acr_values.is_empty() {
                // Asked for as a claim that must be so where the provider reads that, else as a wish (sections 5.5.1.1, 3.1.2.1).
                if known.metadata.reads_claims {
                    let acr = serde_json::json!({ "essential": true, "values": settings.acr_values });
                    query.append_pair("claims", &serde_json::json!({ "id_token": { "acr": acr } }).to_string());
                } else {
                    query.append_pair("acr_values", &settings.acr_values.join(" "));
                }
            }
        }
        Ok(url.into())
    }

    /// Whether an answer names this provider, where it names one (RFC 9207).
    pub fn is_from(&self, issuer: Option<&str>) -> bool {
        issuer.is_none_or(|issuer| issuer == self.0.settings.issuer)
    }

    /// Changes the code that a browser brought for who it is (sections 3.1.3.1 to 3.1.3.7).
    ///
    /// # Errors
    /// Where the provider does not answer, does not know the code any more, or says what is not believed.
    pub async fn vouched(&self, code: &str, this: &Try) -> Result<Vouched, Failure> {
        let known = self.known().await?;
        let settings = &self.0.settings;
        let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &self.0.back)];
        if settings.pkce {
            fields.push(("code_verifier", &this.verifier));
        }
        let who = (settings.client_id.as_str(), &settings.client_secret);
        let tokens: Tokens = self.0.exchange.tokens(&known.metadata, who, fields).await?;
        let identity = self.judged(known, |keys, expected| {
            token::id_token(&tokens.id_token, keys, expected, &this.nonce, &settings.acr_values)
        });
        let (id_token, access_token) = (tokens.id_token.clone().into(), tokens.access_token.clone().into());
        Ok(Vouched { identity: identity.await?, id_token, access_token })
    }

    /// The address of somebody it vouches for, where it is known to be theirs; none where it is not. It is asked for where the
    /// token does not say.
    ///
    /// # Errors
    /// Where the provider does not answer, or says what is not believed.
    pub async fn address(&self, vouched: &Vouched) -> Result<Option<crate::staff::Email>, Failure> {
        let said = vouched.identity.address.clone();
        let said = if said.email.is_some() { said } else { self.asked(vouched).await? };
        let verified = said.verified || self.0.settings.emails_verified;
        Ok(said.email.filter(|_| verified))
    }

    /// Where a browser is sent to sign out there too, where the provider has such a place (RP-Initiated Logout 1.0).
    pub async fn way_out(&self, id_token: &str, state: &str) -> Option<String> {
        let known = self.known().await.ok()?;
        let mut url = known.metadata.end_session.clone()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("post_logout_redirect_uri", &self.0.out)
            .append_pair("state", state);
        Some(url.into())
    }

    /// Whether advisors could sign in: the provider is there, what it says of itself can be used, and it believes us. To learn
    /// that, a code is given back that it never gave out, which it refuses once it knows who asks. It changes nothing.
    ///
    /// # Errors
    /// Why they could not, or why it cannot be told.
    pub async fn examined(&self) -> Result<(), Failure> {
        let known = self.known().await?;
        let settings = &self.0.settings;
        let mut fields = vec![("grant_type", "authorization_code"), ("code", NO_CODE), ("redirect_uri", &self.0.back)];
        if settings.pkce {
            // As long as a verifier must be (RFC 7636, section 4.1).
            fields.push(("code_verifier", "guichet-doctor-looks-whether-we-are-believed"));
        }
        let who = (settings.client_id.as_str(), &settings.client_secret);
        match self.0.exchange.tokens(&known.metadata, who, fields).await {
            Err(Failure::Used) => Ok(()),
            Err(error) => Err(error),
            // It takes any code for good.
            Ok(_) => Err(Failure::Unreadable),
        }
    }

    async fn asked(&self, vouched: &Vouched) -> Result<Address, Failure> {
        let known = self.known().await?;
        let Some(url) = known.metadata.userinfo.clone() else { return Ok(Address::default()) };
        let (media_type, body) = self.0.exchange.userinfo(url, vouched.access_token.expose_secret()).await?;
        let subject = &vouched.identity.subject;
        if media_type.as_deref() != Some("application/jwt") {
            return Ok(token::plain_address(&body, subject)?);
        }
        let text = String::from_utf8(body).map_err(|_| Untrusted::Form)?;
        self.judged(known, |keys, expected| token::signed_address(text.trim(), keys, expected, subject)).await
    }

    /// Judges a token; where it names a key that is not known, once more with the keys that the provider has now.
    async fn judged<T>(
        &self,
        known: Known,
        judge: impl Fn(&Keys, Expected<'_>) -> Result<T, Untrusted>,
    ) -> Result<T, Failure> {
        let now = self.0.clock.now();
        let expected = Expected { issuer: &self.0.settings.issuer, client_id: &self.0.settings.client_id, now };
        let judged = judge(&known.keys, expected);
        if judged.as_ref().err() != Some(&Untrusted::UnknownKey) || now.duration_since(known.keys_at) < KEYS_AGAIN_AFTER
        {
            return Ok(judged?);
        }
        let keys = self.0.exchange.keys(&known.metadata).await?;
        let known = Known { keys: Arc::new(keys), keys_at: now, ..known };
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(judge(&known.keys, expected)?)
    }

    async fn known(&self) -> Result<Known, Failure> {
        let now = self.0.clock.now();
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| now.duration_since(known.at) < KNOWN_FOR) {
            return Ok(known);
        }
        let metadata = Arc::new(self.0.exchange.metadata(&self.0.settings.issuer).await?);
        let keys = Arc::new(self.0.exchange.keys(&metadata).await?);
        let known = Known { metadata, keys, at: now, keys_at: now };
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

/// What is in it is secret.
impl std::fmt::Debug for Vouched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vouched")
    }
}
