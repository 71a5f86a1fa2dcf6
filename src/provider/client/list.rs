//! Lists of the provider, page after page, and how its times are read.

use jiff::{Timestamp, fmt::rfc2822, tz::TimeZone};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};

use super::{AskError, Client};

/// Rows of a page: few enough that a slow line brings them in time.
const PAGE_SIZE: &str = "200";
/// Pages read at most: ten thousand rows.
const MOST_PAGES: usize = 50;

/// One page of a list.
pub(super) trait Page: DeserializeOwned {
    /// What it lists.
    type Row;
    /// Its rows, and where the next page is.
    fn into_parts(self) -> (Vec<Self::Row>, Option<String>);
}

impl Client {
    /// Every row of a list that the query names. No order is relied on: none is promised.
    pub(super) async fn list<P: Page>(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<P::Row>, AskError> {
        let mut rows = Vec::new();
        let first: Vec<(&str, &str)> = query.iter().copied().chain([("PageSize", PAGE_SIZE)]).collect();
        let mut page: P = self.fetch(&self.address(path), &first).await?;
        for _ in 1..MOST_PAGES {
            let (more, next) = page.into_parts();
            rows.extend(more);
            let Some(next) = next.filter(|next| !next.is_empty()) else { return Ok(rows) };
            page = self.fetch(&self.within(&next)?, &[]).await?;
        }
        Err(AskError::TooMuch)
    }

    /// The address of a next page, which the provider gives without its host. Our token goes nowhere else than where
    /// the settings say, whatever an answer says.
    fn within(&self, path: &str) -> Result<String, AskError> {
        let own = format!("/2010-04-01/Accounts/{}/", self.account_sid);
        let stays = path.starts_with(&own) && !path.contains("..") && !path.contains('\\');
        if stays { Ok(format!("{}{path}", self.base)) } else { Err(AskError::Unreadable) }
    }
}

/// The day by which the provider filters: one of Greenwich.
pub(super) fn day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}

/// A time as the provider writes it: `Sun, 22 Nov 2026 09:00:00 +0000`.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    read_time(&text).ok_or_else(|| D::Error::custom("no time"))
}

/// A time that need not have come yet.
pub(super) fn time_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    match Option::<String>::deserialize(deserializer)?.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => read_time(text).map(Some).ok_or_else(|| D::Error::custom("no time")),
    }
}

fn read_time(text: &str) -> Option<Timestamp> {
    let zoned = rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    // Gateways that speak the same dialect write ISO 8601.
    zoned.or_else(|| text.parse().ok())
}

/// The provider's ids are part of addresses: one that is none would lead elsewhere.
pub(super) fn is_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    !id.is_empty() && id.len() <= 128 && id.bytes().all(plain)
}

/// An error code comes as a number, and from some gateways as a text.
pub(super) fn code_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Code {
        Number(u32),
        Text(String),
    }
    match Option::<Code>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Code::Number(code)) => Ok(Some(code)),
        Some(Code::Text(text)) if text.is_empty() => Ok(None),
        Some(Code::Text(text)) => text.parse().map(Some).map_err(|_| D::Error::custom("no code")),
    }
}
