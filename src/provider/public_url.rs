//! The address the provider knows us by, kept as configured, for signatures are over its exact characters.

use std::{fmt, str::FromStr};

use url::Url;

/// The configured base, such as `https://guichet.example.org` or `https://example.org/guichet`, without a final slash.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// The text is no base that a provider could call.
#[derive(Debug, thiserror::Error)]
#[error("the public address must be http(s)://host with an optional port and path, without query or fragment")]
pub struct NotAPublicUrl;

impl PublicUrl {
    /// The full address of a request target (`/voice?call=1`), character by character as the provider was told it.
    pub fn join(&self, target: &str) -> String {
        format!("{}{target}", self.0)
    }

    /// The base itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let text = text.trim().trim_end_matches('/');
        let parsed = Url::parse(text).map_err(|_| NotAPublicUrl)?;
        let plain = text.starts_with("https://") || text.starts_with("http://");
        if !plain || parsed.host_str().is_none() || text.contains(['?', '#', '\\']) {
            return Err(NotAPublicUrl);
        }
        Ok(PublicUrl(text.to_owned()))
    }
}

impl fmt::Debug for PublicUrl {
    /// Without what may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicUrl(…{})", self.0.rsplit('@').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_kept_as_written_save_its_final_slash() {
        for (text, kept) in [
            ("https://guichet.example.org/", "https://guichet.example.org"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://Example.org:443/a/b/", "https://Example.org:443/a/b"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_no_provider_could_call_is_refused() {
        for text in ["", "guichet.example.org", "ftp://a", "https://", "https://a?b=1", "https://a#b", "/voice"] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_target_follows_the_base_unchanged() {
        let base: PublicUrl = "https://example.org/g".parse().unwrap();
        assert_eq!(base.join("/voice?n=l'eau"), "https://example.org/g/voice?n=l'eau");
    }
}
