//! Requests to a provider of identities: under a time limit, behind a breaker, to the addresses it named and nowhere else.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::{RequestBuilder, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded::byte_serialize};

use super::{
    Tokens,
    metadata::{Metadata, Unusable},
};
use crate::{
    breaker::{Breaker, Policy, Standing},
    clock::Clock,
    staff::token::{Untrusted, key::Keys},
};

/// How long one request may take: somebody waits in front of a page.
const WITHIN: Duration = Duration::from_secs(5);
/// Answers above this are not read to their end.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Why somebody could not be let in by a provider. Nothing in it is personal or secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It failed so often that it is left alone for a while.
    #[error("it failed too often and is left alone for a while")]
    Resting,
    /// No answer in time.
    #[error("it did not answer in time")]
    Late,
    /// No connection, or it was cut.
    #[error("it cannot be reached, or cut the connection")]
    NotReached,
    /// Another status than a success, where it should know no other.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is too long or cannot be read.
    #[error("its answer is too long, or cannot be read")]
    Unreadable,
    /// What it says of itself cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// It refuses us.
    #[error("it refuses our client id or secret; compare GUICHET_OPEN_ID_CLIENT_ID and GUICHET_OPEN_ID_CLIENT_SECRET")]
    NotBelieved,
    /// It does not know the code any more: it was used, or is over.
    #[error("it does not take the code, which was used before or is over")]
    Used,
    /// What it says of somebody is not believed.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
}

impl Failure {
    /// Whether the provider is at fault or away, so that only time or the operator helps.
    pub fn is_of_the_provider(&self) -> bool {
        match self {
            Failure::Resting
            | Failure::Late
            | Failure::NotReached
            | Failure::Status(_)
            | Failure::Unreadable
            | Failure::Unusable(_)
            | Failure::NotBelieved => true,
            Failure::Used | Failure::Untrusted(_) => false,
        }
    }
}

/// How the provider is asked, and how it fares.
pub(super) struct Exchange {
    http: reqwest::Client,
    clock: Clock,
    breaker: Mutex<Breaker>,
}

/// An answer, whatever it says.
struct Answer {
    status: StatusCode,
    media_type: Option<String>,
    body: Vec<u8>,
}

impl Exchange {
    pub(super) fn new(http: reqwest::Client, clock: Clock) -> Self {
        Exchange { http, clock, breaker: Mutex::new(Breaker::new(Policy::default())) }
    }

    pub(super) fn standing(&self) -> Standing {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner).standing()
    }

    /// What the provider says of itself (OpenID Connect Discovery 1.0, section 4).
    pub(super) async fn metadata(&self, issuer: &str) -> Result<Metadata, Failure> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let answer = self.succeeded(self.http.get(url)).await?;
        Ok(Metadata::read(&answer.body, issuer)?)
    }

    /// The keys it signs with now.
    pub(super) async fn keys(&self, metadata: &Metadata) -> Result<Keys, Failure> {
        let answer = self.succeeded(self.http.get(metadata.keys.clone())).await?;
        Keys::read(&answer.body).ok_or(Failure::Unreadable)
    }

    /// Changes a code for tokens.
    pub(super) async fn tokens(
        &self,
        metadata: &Metadata,
        (client_id, secret): (&str, &SecretString),
        mut fields: Vec<(&str, &str)>,
    ) -> Result<Tokens, Failure> {
        let mut request = self.http.post(metadata.token.clone());
        if metadata.secret_in_form {
            fields.extend([("client_id", client_id), ("client_secret", secret.expose_secret())]);
        } else {
            // Both are written as in a form before they are put together (RFC 6749, section 2.3.1).
            let plain = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            request = request.basic_auth(plain(client_id), Some(plain(secret.expose_secret())));
        }
        let answer = self.answer(request.form(&fields)).await?;
        match answer.status {
            status if status.is_success() => {
                // The reader's error would quote what it could not read.
                serde_json::from_slice(&answer.body).map_err(|_| Failure::Unreadable)
            }
            StatusCode::UNAUTHORIZED => Err(Failure::NotBelieved),
            StatusCode::BAD_REQUEST => Err(refusal(&answer.body)),
            status => Err(Failure::Status(status.as_u16())),
        }
    }

    /// What the provider says of somebody: what it is, and the words.
    pub(super) async fn userinfo(&self, url: Url, access_token: &str) -> Result<(Option<String>, Vec<u8>), Failure> {
        let answer = self.succeeded(self.http.get(url).bearer_auth(access_token)).await?;
        Ok((answer.media_type, answer.body))
    }

    async fn succeeded(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        let answer = self.answer(request).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(Failure::Status(answer.status.as_u16())) }
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        let asked = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).ask(self.clock.now());
        let pass = asked.map_err(|_| Failure::Resting)?;
        let answer = read(request).await;
        let now = self.clock.now();
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        match &answer {
            // A refusal is an answer too.
            Ok(answer) if !answer.status.is_server_error() => breaker.succeeded(pass, now),
            _ => breaker.failed(pass, now),
        }
        answer
    }
}

async fn read(request: RequestBuilder) -> Result<Answer, Failure> {
    let request = request.header(header::ACCEPT, "application/json, application/jwt").timeout(WITHIN);
    let mut response = request.send().await.map_err(|error| failure(&error))?;
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).map(|kind| kind.trim().to_ascii_lowercase());
    let (status, mut body) = (response.status(), Vec::new());
    while let Some(part) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + part.len() > LARGEST_ANSWER {
            return Err(Failure::Unreadable);
        }
        body.extend_from_slice(&part);
    }
    Ok(Answer { status, media_type, body })
}

fn failure(error: &reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Late } else { Failure::NotReached }
}

/// What a refusal means (RFC 6749, section 5.2).
fn refusal(body: &[u8]) -> Failure {
    let error = serde_json::from_slice::<serde_json::Value>(body).ok();
    match error.as_ref().and_then(|error| error.get("error")?.as_str()) {
        Some("invalid_grant") => Failure::Used,
        Some("invalid_client" | "unauthorized_client") => Failure::NotBelieved,
        _ => Failure::Status(StatusCode::BAD_REQUEST.as_u16()),
    }
}
