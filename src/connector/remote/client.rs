//! One request to a case system: signed, under a time limit, behind a limiter and a circuit breaker.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use reqwest::{StatusCode, header};
use secrecy::SecretString;

use super::signature;
use crate::{
    breaker::{Breaker, Policy, Standing},
    clock::Clock,
    limiter::{Bucket, Rate, TooOften},
    provider::address,
    settings::CaseSystem,
};

/// Answers above this are not read to their end: a file has a kilobyte.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Why a case system gave no answer that can be used. Nothing in it is personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It failed so often that it is left alone for a while.
    #[error("it failed too often and is left alone for a while")]
    Open,
    /// We would ask it more often than the settings allow.
    #[error("it would be asked more often than case_system.per_second allows")]
    TooOften {
        /// After which time it may be asked.
        wait: SignedDuration,
    },
    /// No answer in time.
    #[error("it did not answer in time")]
    Late,
    /// No connection, or it was cut.
    #[error("it cannot be reached, or cut the connection")]
    NotReached,
    /// Its name leads inside our own network, and is none of those that may.
    #[error("its name leads inside your own network; if that is right, add it to GUICHET_OWN_NETWORK")]
    Inside,
    /// It sends us elsewhere, where we do not go.
    #[error("it answers with a redirect; GUICHET_CASE_SYSTEM_URL must be its final address")]
    Redirected,
    /// It does not believe our signature.
    #[error("it refuses our signature; GUICHET_CASE_SYSTEM_SECRET must be the same on both sides")]
    NotBelieved,
    /// Another status than the contract has.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is too long.
    #[error("its answer is too long")]
    TooLong,
    /// The answer cannot be read, or holds what cannot be.
    #[error("its answer cannot be used: {0}")]
    Unusable(String),
    /// It answered about something that was not asked for, such as another person's file.
    #[error("it answered about something else than it was asked for; nothing of that is used")]
    Other,
}

/// A case system's address, and how it fares.
pub(super) struct Client {
    base: String,
    secrets: Vec<SecretString>,
    http: reqwest::Client,
    clock: Clock,
    rate: Rate,
    bucket: Mutex<Bucket>,
    breaker: Mutex<Breaker>,
}

impl Client {
    pub(super) fn new(settings: &CaseSystem, http: reqwest::Client, clock: Clock) -> Self {
        Client {
            base: settings.url.clone(),
            secrets: settings.secrets.clone(),
            http,
            clock,
            rate: Rate::per_second(settings.per_second),
            bucket: Mutex::default(),
            breaker: Mutex::new(Breaker::new(Policy::default())),
        }
    }

    pub(super) fn secrets(&self) -> &[SecretString] {
        &self.secrets
    }

    pub(super) fn standing(&self) -> Standing {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner).standing()
    }

    /// Posts a body and judges the answer. What `judge` cannot use counts as a failure of the case system.
    pub(super) async fn post<T>(
        &self,
        (path, id): (&str, &str),
        body: Vec<u8>,
        within: Duration,
        judge: impl FnOnce(StatusCode, &[u8]) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let now = self.clock.now();
        let taken = self.bucket.lock().unwrap_or_else(PoisonError::into_inner).take(self.rate, now);
        taken.map_err(|TooOften { wait }| Failure::TooOften { wait })?;
        let asked = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).ask(now);
        let pass = asked.map_err(|_| Failure::Open)?;
        let judged = self.exchange(path, id, body, within).await.and_then(|(status, body)| judge(status, &body));
        let now = self.clock.now();
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        let before = breaker.standing();
        match &judged {
            Ok(_) => breaker.succeeded(pass, now),
            Err(_) => breaker.failed(pass, now),
        }
        let after = breaker.standing();
        drop(breaker);
        match (before, after, &judged) {
            (Standing::Closed, Standing::Open, Err(failure)) => {
                tracing::error!(%failure, "the case system fails too often; it is left alone for a while");
            }
            (Standing::HalfOpen, Standing::Closed, _) => tracing::info!("the case system answers again"),
            _ => {}
        }
        judged
    }

    async fn exchange(
        &self,
        path: &str,
        id: &str,
        body: Vec<u8>,
        within: Duration,
    ) -> Result<(StatusCode, Vec<u8>), Failure> {
        let at = self.clock.now();
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, "application/json")
            .header(signature::ID, id)
            .header(signature::TIMESTAMP, at.as_second())
            .header(signature::SIGNATURE, signature::sign(&self.secrets, id, at, &body))
            .timeout(within)
            .body(body);
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| failure(&error))? {
            if answer.len() + part.len() > LARGEST_ANSWER {
                return Err(Failure::TooLong);
            }
            answer.extend_from_slice(&part);
        }
        Ok((response.status(), answer))
    }
}

fn failure(error: &reqwest::Error) -> Failure {
    match address::leads_inside(error) {
        Some(_) => Failure::Inside,
        None if error.is_timeout() => Failure::Late,
        None => Failure::NotReached,
    }
}

/// What a status means that the contract does not have.
pub(super) fn unexpected(status: StatusCode) -> Failure {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Failure::NotBelieved,
        status if status.is_redirection() => Failure::Redirected,
        status => Failure::Status(status.as_u16()),
    }
}
