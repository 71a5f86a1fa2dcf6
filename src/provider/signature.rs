//! Whether a webhook comes from the provider: `X-Twilio-Signature`, checked and made.
//!
//! The scheme and its vectors: Twilio, "Webhooks security", and the suites of twilio-python and twilio-node.
//! It is computed over the configured address and the raw target, for a parsed address is another text.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::public_url::PublicUrl;

/// The header that carries it.
pub const HEADER: &str = "x-twilio-signature";

/// What a request carries besides its address.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// A form's decoded parameters; none for a GET.
    Form(&'a [(String, String)]),
    /// Any other body, as it came. Its hash stands in the address.
    Raw(&'a [u8]),
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No signature at all.
    #[error("the request is not signed")]
    Missing,
    /// A signature of something else, or by someone else.
    #[error("the signature does not fit the request")]
    Mismatch,
}

impl Refused {
    /// The HTTP status that the provider's own middleware answers with.
    pub fn status(self) -> u16 {
        match self {
            Refused::Missing => 400,
            Refused::Mismatch => 403,
        }
    }
}

/// Checks the signature in `header`. `tokens` are those in force, two while one replaces the other; `target` is the raw
/// request target (`/sms?x=1`).
pub fn verify(
    tokens: &[SecretString],
    public_url: &PublicUrl,
    target: &str,
    payload: Payload<'_>,
    header: Option<&str>,
) -> Result<(), Refused> {
    let header = header.filter(|header| !header.is_empty()).ok_or(Refused::Missing)?;
    let signature = STANDARD.decode(header).map_err(|_| Refused::Mismatch)?;
    let target = target.split('#').next().unwrap_or_default();
    if !target.starts_with('/') || !body_fits(target, payload) {
        return Err(Refused::Mismatch);
    }
    let suffix = suffix(payload);
    let urls = accepted_urls(public_url, target);
    // An empty token would let anyone sign.
    let tokens = tokens.iter().filter(|token| !token.expose_secret().is_empty());
    for token in tokens {
        for url in &urls {
            let mac = mac(token, url, &suffix).ok_or(Refused::Mismatch)?;
            if mac.verify_slice(&signature).is_ok() {
                return Ok(());
            }
        }
    }
    Err(Refused::Mismatch)
}

/// The signature a provider would put on a request to `url`, in the header's form.
pub fn sign(token: &SecretString, url: &str, payload: Payload<'_>) -> String {
    let url = url.split('#').next().unwrap_or_default();
    mac(token, url, &suffix(payload)).map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// The parameter that an address must carry for a body that is no form: `bodySHA256=<hex>`.
pub fn body_hash(body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bodySHA256={hex}")
}

fn mac(token: &SecretString, url: &str, suffix: &str) -> Option<Hmac<Sha1>> {
    let mut mac = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()).ok()?;
    mac.update(url.as_bytes());
    mac.update(suffix.as_bytes());
    Some(mac)
}

/// Names and values without separators, by name then value; the same pair counts once.
fn suffix(payload: Payload<'_>) -> String {
    let Payload::Form(params) = payload else { return String::new() };
    let mut pairs: Vec<&(String, String)> = params.iter().collect();
    pairs.sort();
    pairs.dedup();
    pairs.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect()
}

fn body_fits(target: &str, payload: Payload<'_>) -> bool {
    let Payload::Raw(body) = payload else { return true };
    let query = target.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let Some(claimed) = query.split('&').find(|pair| pair.starts_with("bodySHA256=")) else { return false };
    claimed.to_ascii_lowercase().as_bytes().ct_eq(body_hash(body).to_ascii_lowercase().as_bytes()).into()
}

/// The texts of one address that the provider may have signed. It is inconsistent about ports, and its two libraries
/// disagree on a quote in the query; nothing else is made equal, so a signature opens no other path.
fn accepted_urls(public_url: &PublicUrl, target: &str) -> Vec<String> {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut targets = vec![target.to_owned()];
    if let Some(query) = query.map(whatwg_query) {
        targets.push(format!("{path}?{query}"));
    }
    let mut urls = Vec::new();
    for target in targets {
        let url = public_url.join(&target);
        for variant in [url.clone(), without_port(&url), with_port(&url)] {
            if !urls.contains(&variant) {
                urls.push(variant);
            }
        }
    }
    urls
}

/// The query as `new URL()` writes it: <https://url.spec.whatwg.org/#special-query-percent-encode-set>.
fn whatwg_query(query: &str) -> String {
    let mut encoded = String::with_capacity(query.len());
    for byte in query.bytes() {
        match byte {
            b'\'' | b'"' | b'<' | b'>' | 0..=0x20 | 0x7F.. => encoded.push_str(&format!("%{byte:02X}")),
            plain => encoded.push(char::from(plain)),
        }
    }
    encoded
}

fn without_port(url: &str) -> String {
    let (scheme, host, port, rest) = parts(url);
    if port.is_none() { url.to_owned() } else { format!("{scheme}{host}{rest}") }
}

fn with_port(url: &str) -> String {
    let (scheme, host, port, rest) = parts(url);
    let default = if scheme == "https://" { 443 } else { 80 };
    if port.is_some() { url.to_owned() } else { format!("{scheme}{host}:{default}{rest}") }
}

/// Scheme with its slashes, host with its credentials, port, and what follows.
fn parts(url: &str) -> (&str, &str, Option<&str>, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let (scheme, after) = url.split_at(start);
    let (authority, rest) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
    // A colon before an `@` belongs to the credentials, one before a `]` to an IPv6 address.
    let host_from = authority.rfind(['@', ']']).map_or(0, |at| at + 1);
    match authority[host_from..].rfind(':') {
        Some(colon) => (scheme, &authority[..host_from + colon], Some(&authority[host_from + colon + 1..]), rest),
        None => (scheme, authority, None, rest),
    }
}

#[cfg(test)]
mod tests;
