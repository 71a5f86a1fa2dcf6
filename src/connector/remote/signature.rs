//! Who sent a request, in both directions: three headers and HMAC-SHA256, as Standard Webhooks 1.0 has it.
//!
//! The signature is over `ID.TIME.BODY`. Ready-made libraries check it in most languages.

use std::ops::RangeInclusive;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::settings::SECRET_PREFIX;

/// The header with the request's identifier; a repeat of the request has the same.
pub const ID: &str = "webhook-id";
/// The header with the time of signing, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures: `v1,` and base64, several separated by spaces.
pub const SIGNATURE: &str = "webhook-signature";

/// Seconds that a request may be old, or ahead of our clock.
pub const TOLERANCE: i64 = 5 * 60;
const VERSION: &str = "v1,";
/// Longer identifiers are not kept.
const ID_LENGTH: RangeInclusive<usize> = 1..=100;

/// What a request says of its sender, as it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    /// [`ID`].
    pub id: Option<&'a str>,
    /// [`TIMESTAMP`].
    pub timestamp: Option<&'a str>,
    /// [`SIGNATURE`].
    pub signature: Option<&'a str>,
}

/// A request whose signature was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    /// Its identifier.
    pub id: String,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// Why a request is not believed. The words are for whoever connects the case system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// A header is missing or has another form.
    #[error("the headers webhook-id, webhook-timestamp and webhook-signature are needed")]
    Headers,
    /// It was signed too long ago, or lies ahead of our clock.
    #[error("webhook-timestamp is more than five minutes away from our clock")]
    Time,
    /// It was signed with another secret, or over something else.
    #[error("the signature does not fit the request")]
    Signature,
}

/// The value of [`SIGNATURE`]: one signature for each secret, so that either one may be known to the receiver.
pub fn sign(secrets: &[SecretString], id: &str, at: Timestamp, body: &[u8]) -> String {
    let macs = secrets.iter().filter_map(|secret| mac(secret, id, at.as_second(), body));
    let signed: Vec<String> =
        macs.map(|mac| format!("{VERSION}{}", STANDARD.encode(mac.finalize().into_bytes()))).collect();
    signed.join(" ")
}

/// Checks that one of the secrets signed this very request, not long ago.
///
/// # Errors
/// Why it is not believed.
pub fn verify(
    secrets: &[SecretString],
    headers: Headers<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<Authentic, Forged> {
    let (Some(id), Some(timestamp), Some(signatures)) = (headers.id, headers.timestamp, headers.signature) else {
        return Err(Forged::Headers);
    };
    let plain = ID_LENGTH.contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    let seconds: i64 = timestamp.parse().map_err(|_| Forged::Headers)?;
    let signed_at = Timestamp::from_second(seconds).map_err(|_| Forged::Headers)?;
    if !plain {
        return Err(Forged::Headers);
    }
    if now.as_second().abs_diff(seconds) > TOLERANCE.unsigned_abs() {
        return Err(Forged::Time);
    }
    let signed = signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix(VERSION)?).ok());
    for signature in signed {
        for secret in secrets {
            if mac(secret, id, seconds, body).is_some_and(|mac| mac.verify_slice(&signature).is_ok()) {
                return Ok(Authentic { id: id.to_owned(), signed_at });
            }
        }
    }
    Err(Forged::Signature)
}

fn mac(secret: &SecretString, id: &str, seconds: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.expose_secret().strip_prefix(SECRET_PREFIX)?).ok()?;
    // An empty key would let anyone sign.
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok().filter(|_| !key.is_empty())?;
    for part in [id.as_bytes(), b".", seconds.to_string().as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of the published libraries of Standard Webhooks.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const PUBLISHED_ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const PUBLISHED_BODY: &[u8] = br#"{"test": 2432232314}"#;
    const PUBLISHED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const AT: Timestamp = Timestamp::constant(1_614_265_330, 0);

    fn secrets(texts: &[&str]) -> Vec<SecretString> {
        texts.iter().map(|text| SecretString::from(*text)).collect()
    }

    fn headers(signature: &str) -> Headers<'_> {
        Headers { id: Some(PUBLISHED_ID), timestamp: Some("1614265330"), signature: Some(signature) }
    }

    #[test]
    fn the_published_example_is_signed_and_believed() {
        assert_eq!(sign(&secrets(&[SECRET]), PUBLISHED_ID, AT, PUBLISHED_BODY), PUBLISHED);
        let authentic = verify(&secrets(&[SECRET]), headers(PUBLISHED), PUBLISHED_BODY, AT).expect("it is right");
        assert_eq!(authentic, Authentic { id: PUBLISHED_ID.to_owned(), signed_at: AT });
    }

    #[test]
    fn while_one_secret_replaces_another_either_is_believed() {
        let (old, new) = (SECRET, "whsec_bmV3LXNlY3JldC1vZi10d2VudHktZm91ci1ieXRlcw==");
        let signed = sign(&secrets(&[new, old]), PUBLISHED_ID, AT, PUBLISHED_BODY);
        for known in [[old].as_slice(), &[new], &[new, old]] {
            assert!(verify(&secrets(known), headers(&signed), PUBLISHED_BODY, AT).is_ok());
        }
        assert!(verify(&secrets(&[new]), headers(PUBLISHED), PUBLISHED_BODY, AT).is_err());
    }

    #[test]
    fn only_the_last_five_minutes_are_believed() {
        for (minutes, believed) in [(-6, false), (-4, true), (4, true), (6, false), (600_000, false)] {
            let now = AT + jiff::SignedDuration::from_mins(minutes);
            let found = verify(&secrets(&[SECRET]), headers(PUBLISHED), PUBLISHED_BODY, now);
            assert_eq!(found.is_ok(), believed, "{minutes}");
            assert!(believed || found == Err(Forged::Time));
        }
    }

    #[test]
    fn what_is_missing_or_misshapen_is_refused() {
        let good = headers(PUBLISHED);
        let long = "x".repeat(101);
        for wrong in [
            Headers { id: None, ..good },
            Headers { id: Some(""), ..good },
            Headers { id: Some(&long), ..good },
            Headers { id: Some("two words"), ..good },
            Headers { timestamp: None, ..good },
            Headers { timestamp: Some("now"), ..good },
            Headers { timestamp: Some("9223372036854775807"), ..good },
            Headers { signature: None, ..good },
            Headers { signature: Some(""), ..good },
            Headers { signature: Some("v1,"), ..good },
            Headers { signature: Some("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), ..good },
        ] {
            assert!(verify(&secrets(&[SECRET]), wrong, PUBLISHED_BODY, AT).is_err(), "{wrong:?}");
        }
        assert!(verify(&[], good, PUBLISHED_BODY, AT).is_err());
        assert!(verify(&secrets(&["whsec_", ""]), good, PUBLISHED_BODY, AT).is_err());
    }

    proptest! {
        #[test]
        fn no_flipped_bit_is_believed(place in 0usize..1_000, bit in 0u8..8) {
            let (mut id, mut body) = (PUBLISHED_ID.as_bytes().to_vec(), PUBLISHED_BODY.to_vec());
            let length = id.len();
            let place = place % (length + body.len());
            let byte = if place < length { &mut id[place] } else { &mut body[place - length] };
            *byte ^= 1 << bit;
            let id = String::from_utf8_lossy(&id).into_owned();
            let forged = Headers { id: Some(&id), ..headers(PUBLISHED) };
            prop_assert!(verify(&secrets(&[SECRET]), forged, &body, AT).is_err());
        }
    }
}
