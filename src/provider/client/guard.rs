//! What stands around every request: a place among the few at once, a breaker, a time limit, an answer of bounded size.

use std::{
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde::de::DeserializeOwned;

use super::Client;
use crate::breaker::Breaker;

/// The largest answer that is read: a full page of texts, several times over.
const LARGEST: usize = 4 << 20;
/// The longest wait that a provider may ask of us.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The breaker is open: nothing was sent.
    Resting(Duration),
    /// No connection came about: nothing was sent.
    NotSent,
    /// Perhaps it was sent.
    Uncertain,
    /// The address in the settings is no address.
    NoAddress,
}

/// An answer, whatever it says.
pub(super) struct Answer {
    pub status: StatusCode,
    pub retry_after: Option<Duration>,
    /// What it says it is, without parameters, in lower case.
    pub media_type: Option<String>,
    /// None where it was cut off, or too large.
    body: Option<Vec<u8>>,
}

impl Answer {
    /// Whether the other side broke down, so that nobody knows what it did.
    pub fn is_fault(&self) -> bool {
        self.status.is_server_error() || self.status == StatusCode::REQUEST_TIMEOUT
    }

    /// The body as it came; none where it was cut off, or too large.
    pub fn bytes(self) -> Option<Vec<u8>> {
        self.body
    }

    /// The body, where it is of this form. Fields we do not know are passed over.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        // The reader's error would quote what it could not read, and that may be personal.
        serde_json::from_slice(self.body.as_deref()?).ok()
    }
}

impl Client {
    /// Makes one request, once.
    pub(super) async fn exchange(&self, request: RequestBuilder) -> Result<Answer, Lost> {
        // Who waits for a place has sent nothing yet.
        let waited = tokio::time::timeout(self.timeout, self.turns.acquire()).await;
        let Ok(Ok(_place)) = waited else { return Err(Lost::NotSent) };
        let asked = self.lock_breaker().ask(self.now());
        let Ok(pass) = asked else {
            return Err(Lost::Resting(Duration::try_from(self.policy.open_for).unwrap_or_default()));
        };
        let answer = match request.send().await {
            Ok(response) => Ok(self.read(response).await),
            Err(error) if error.is_builder() => Err(Lost::NoAddress),
            Err(error) if error.is_connect() => Err(Lost::NotSent),
            Err(_) => Err(Lost::Uncertain),
        };
        let now = self.now();
        match &answer {
            // A refusal is an answer too.
            Ok(answer) if !answer.is_fault() => self.lock_breaker().succeeded(pass, now),
            Err(Lost::NoAddress) => {}
            _ => self.lock_breaker().failed(pass, now),
        }
        answer
    }

    async fn read(&self, mut response: Response) -> Answer {
        let status = response.status();
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = header.and_then(|value| wait_of(value, self.now()));
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type =
            media_type.and_then(|value| value.split(';').next()).map(|kind| kind.trim().to_ascii_lowercase());
        let answer = |body| Answer { status, retry_after, media_type, body };
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST => body.extend_from_slice(&chunk),
                Ok(None) => return answer(Some(body)),
                Ok(Some(_)) | Err(_) => return answer(None),
            }
        }
    }

    pub(super) fn lock_breaker(&self) -> MutexGuard<'_, Breaker> {
        // What a panic left behind is still a count of failures.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wait a `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3).
fn wait_of(value: &str, now: Timestamp) -> Option<Duration> {
    let seconds = value.trim().parse().ok().map(Duration::from_secs);
    let date = || {
        let at = rfc2822::parse(value.trim()).ok()?.timestamp();
        Duration::try_from(at.duration_since(now)).ok()
    };
    seconds.or_else(date).map(|wait| wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_in_seconds_or_as_a_date_and_bounded() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let rows = [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("Sun, 22 Nov 2026 09:00:30 GMT", Some(30)),
            ("Sun, 22 Nov 2026 08:00:00 GMT", None),
            ("99999999", Some(3600)),
            ("-1", None),
            ("soon", None),
        ];
        for (value, expected) in rows {
            assert_eq!(wait_of(value, now), expected.map(Duration::from_secs), "{value}");
        }
    }
}
