//! Where browsers reach the console, and whether a request comes from a page of ours.

use axum::http::{HeaderMap, header};
use url::{Host, Url};

use crate::provider::public_url::PublicUrl;

/// What a browser says of where a request was made.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The address of our pages, as browsers name it.
pub(super) struct Origin {
    /// Such as `https://guichet.example.org`, without a path.
    text: String,
    /// Whether cookies are for secure connections alone: everywhere but on this very machine.
    pub(super) secure: bool,
}

impl Origin {
    pub(super) fn of(public_url: &PublicUrl) -> Self {
        let Ok(url) = Url::parse(public_url.as_str()) else {
            // A public address is an address; should it not be, no request is ours.
            return Origin { text: "null".to_owned(), secure: true };
        };
        let here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        Origin { text: url.origin().ascii_serialization(), secure: !(here && url.scheme() == "http") }
    }

    /// Whether the request was made by a page of ours, as the browser tells it. What tells nothing is no browser of today:
    /// nothing else may vouch for it than the token in its form. Our pages send no referrer, for which browsers hide the
    /// origin of forms too (Fetch standard, "append a request Origin header"): then the site alone tells.
    pub(super) fn is_ours(&self, headers: &HeaderMap) -> bool {
        let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let origin = said(header::ORIGIN.as_str());
        match said(SEC_FETCH_SITE) {
            Some("same-origin") => origin.is_none_or(|origin| origin == self.text || origin == "null"),
            Some(_) => false,
            None => origin.is_none_or(|origin| origin == self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        Origin::of(&text.parse().unwrap())
    }

    #[test]
    fn a_request_is_ours_where_everything_the_browser_says_agrees() {
        let ours = origin("https://guichet.example.org/some/path");
        let rows: [(&[(&str, &str)], bool); 9] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "https://guichet.example.org")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
        ];
        for (said, expected) in rows {
            let mut headers = HeaderMap::new();
            for (name, value) in said {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(ours.is_ours(&headers), expected, "{said:?}");
        }
    }

    #[test]
    fn cookies_travel_without_tls_on_this_machine_alone() {
        for (url, secure) in [
            ("http://127.0.0.1:8080", false),
            ("http://localhost:8080", false),
            ("http://[::1]:8080", false),
            ("https://127.0.0.1:8080", true),
            ("http://guichet.example.org", true),
            ("https://guichet.example.org", true),
        ] {
            assert_eq!(origin(url).secure, secure, "{url}");
        }
    }
}
