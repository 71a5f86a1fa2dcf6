//! Tokens of a provider of identities (OpenID Connect): signed by one of its keys, for us, for this very try, and not over.
//!
//! Algorithms are a fixed list of signatures by key pairs. `none` is no signature; one by a shared secret (HS256) is not taken,
//! for a public key that everybody knows could then be given for the secret.

pub mod key;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use subtle::ConstantTimeEq;

use self::key::{Algorithm, Keys};
use super::email::Email;

/// How far the provider's clock may be from ours.
pub const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// The longest identifier of a person (OpenID Connect Core 1.0, section 2: 255 ASCII characters).
const LONGEST_SUBJECT: usize = 255;

/// Why a token is not believed. Nothing in it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It cannot be read.
    #[error("the token cannot be read")]
    Form,
    /// It is signed by what is not on our list, or not at all.
    #[error("the token is not signed with RS256, PS256 or ES256")]
    Algorithm,
    /// None of the provider's keys is the one it names.
    #[error("the token names a key that the provider does not publish")]
    UnknownKey,
    /// The signature is not by the key it names.
    #[error("the signature of the token is wrong")]
    Signature,
    /// Another provider made it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It is for another service.
    #[error("the token is for another service")]
    Audience,
    /// It is over, or not begun.
    #[error("the token is not in force now; compare the clocks of both machines")]
    Time,
    /// It answers another try to sign in.
    #[error("the token answers another try to sign in")]
    Nonce,
    /// It names nobody, or somebody else than the token before it.
    #[error("the token names nobody, or somebody else")]
    Subject,
    /// Who it names proved less than we ask for.
    #[error("the token tells a weaker proof than console.open_id.acr_values asks for")]
    Level,
}

/// For whom a token must be, and when.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// Us, as the provider knows us.
    pub client_id: &'a str,
    /// The time.
    pub now: Timestamp,
}

/// Somebody whom the provider vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// What the provider knows them by, for ever.
    pub subject: String,
    /// What it says of their address, where it says something.
    pub address: Address,
}

/// An address, and whether the provider says that it is theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub email: Option<Email>,
    /// Whether the provider checked that it is theirs.
    pub verified: bool,
}

/// Who it is is personal.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    azp: Option<String>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
    acr: Option<String>,
    email: Option<String>,
    email_verified: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Whom an ID token names (OpenID Connect Core 1.0, section 3.1.3.7). `levels` are the proofs that are enough; where it is empty,
/// any is.
///
/// # Errors
/// Why it is not believed.
pub fn id_token(
    text: &str,
    keys: &Keys,
    expected: Expected<'_>,
    nonce: &str,
    levels: &[String],
) -> Result<Identity, Untrusted> {
    let claims: Claims = verified(text, keys)?;
    claims.are_for(expected)?;
    claims.are_in_force(expected.now, claims.exp.ok_or(Untrusted::Time)?)?;
    let given = claims.nonce.as_deref().ok_or(Untrusted::Nonce)?;
    if !bool::from(given.as_bytes().ct_eq(nonce.as_bytes())) {
        return Err(Untrusted::Nonce);
    }
    if !levels.is_empty() && !claims.acr.as_ref().is_some_and(|acr| levels.contains(acr)) {
        return Err(Untrusted::Level);
    }
    claims.identity()
}

/// What the provider says of somebody whom an ID token named, signed (`application/jwt`; section 5.3.2).
///
/// # Errors
/// Why it is not believed.
pub fn signed_address(text: &str, keys: &Keys, expected: Expected<'_>, subject: &str) -> Result<Address, Untrusted> {
    let claims: Claims = verified(text, keys)?;
    claims.are_for(expected)?;
    // It needs no end: it came over a connection of ours just now.
    claims.are_in_force(expected.now, claims.exp.unwrap_or(f64::INFINITY))?;
    claims.address_of(subject)
}

/// The same, in plain JSON.
///
/// # Errors
/// Why it is not believed.
pub fn plain_address(json: &[u8], subject: &str) -> Result<Address, Untrusted> {
    let claims: Claims = serde_json::from_slice(json).map_err(|_| Untrusted::Form)?;
    claims.address_of(subject)
}

impl Claims {
    fn are_for(&self, expected: Expected<'_>) -> Result<(), Untrusted> {
        if self.iss.as_deref() != Some(expected.issuer) {
            return Err(Untrusted::Issuer);
        }
        let ours = match &self.aud {
            Some(Audience::One(one)) => one == expected.client_id,
            // What is for others too must have been given to us.
            Some(Audience::Several(several)) => {
                several.iter().any(|one| one == expected.client_id) && (several.len() == 1 || self.azp.is_some())
            }
            None => false,
        };
        let given_to_us = self.azp.as_deref().is_none_or(|azp| azp == expected.client_id);
        if ours && given_to_us { Ok(()) } else { Err(Untrusted::Audience) }
    }

    fn are_in_force(&self, now: Timestamp, until: f64) -> Result<(), Untrusted> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 are exact in a double for 285 million years"
        )]
        let (now, skew) = (now.as_second() as f64, SKEW.as_secs() as f64);
        let begun = [self.iat, self.nbf].into_iter().flatten().all(|from| from <= now + skew);
        if begun && until > now - skew { Ok(()) } else { Err(Untrusted::Time) }
    }

    fn identity(self) -> Result<Identity, Untrusted> {
        let subject = self.sub.clone().filter(|sub| !sub.is_empty() && sub.len() <= LONGEST_SUBJECT);
        Ok(Identity { subject: subject.ok_or(Untrusted::Subject)?, address: self.address() })
    }

    fn address_of(self, subject: &str) -> Result<Address, Untrusted> {
        // Section 5.3.2: without the same subject nothing of it may be used.
        if self.sub.as_deref() == Some(subject) { Ok(self.address()) } else { Err(Untrusted::Subject) }
    }

    fn address(&self) -> Address {
        let email = self.email.as_deref().and_then(|text| Email::read(text).ok());
        Address { email, verified: self.email_verified == Some(serde_json::Value::Bool(true)) }
    }
}

/// What a token says, once its signature fits one of the keys (RFC 7515, section 5.2).
fn verified<T: DeserializeOwned>(text: &str, keys: &Keys) -> Result<T, Untrusted> {
    let mut parts = text.split('.');
    let (Some(head), Some(body), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Untrusted::Form);
    };
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Untrusted::Form);
    let header: Header = serde_json::from_slice(&decoded(head)?).map_err(|_| Untrusted::Form)?;
    let algorithm = Algorithm::named(&header.alg).ok_or(Untrusted::Algorithm)?;
    // An extension that must be understood and is not (RFC 7515, section 4.1.11).
    if header.crit.is_some() {
        return Err(Untrusted::Form);
    }
    let signed = &text.as_bytes()[..head.len() + 1 + body.len()];
    keys.verify(algorithm, header.kid.as_deref(), signed, &decoded(signature)?)?;
    serde_json::from_slice(&decoded(body)?).map_err(|_| Untrusted::Form)
}

#[cfg(test)]
mod tests;
