//! Sending a text through the provider's REST API, and what can be known when it does not answer.
//!
//! The provider takes no key that would make a repeat harmless. So nothing here is tried twice: the caller records the
//! order first, and what may have been sent is `Uncertain` until a receipt or a person settles it.

use std::time::Duration;

use reqwest::{Response, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::error_code::{Reaction, reaction};
use crate::phone_number::PhoneNumber;

/// How long one order may take, connection included.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may take. Shorter than the whole, so that "not connected" is known as such.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Too many requests.
const TOO_MANY: u32 = 20429;

/// A provider's account, ready to send.
pub struct Client {
    messages_url: String,
    account_sid: String,
    token: SecretString,
    http: reqwest::Client,
    timeout: Duration,
    fiction_allowed: bool,
}

/// A text the provider has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The provider's id, by which receipts name it.
    pub message_id: String,
}

/// Why a text is not known to be sent, with the decision inside. It holds no address, number or word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The provider said no: surely not sent.
    #[error("the provider refuses the text (code {code:?})")]
    Refused {
        /// Its code, where it gave one.
        code: Option<u32>,
        /// What we do about it.
        reaction: Reaction,
    },
    /// The provider has no time: surely not sent, try later.
    #[error("the provider asks us to slow down")]
    Busy,
    /// No connection came about: surely not sent, try later.
    #[error("the provider cannot be reached")]
    NotSent,
    /// It may or may not have been sent: never send it again blindly.
    #[error("the provider's answer was lost")]
    Uncertain,
    /// A number reserved for fiction, which no provider is ever asked to reach.
    #[error("the number is reserved for fiction")]
    Fiction,
}

/// The address of the provider's API cannot be used, or no secure connection can be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up secure connections")]
pub struct NoHttp(#[source] reqwest::Error);

#[derive(Deserialize)]
struct Created {
    sid: String,
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

/// The HTTP client for providers: TLS by ring, no proxy out of the environment, no redirects and no hidden retries.
pub fn http_client() -> Result<reqwest::Client, NoHttp> {
    // Whoever came first has installed the same one.
    let _already = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .build()
        .map_err(NoHttp)
}

impl Client {
    /// An account at a provider; `api_base` is `https://api.twilio.com`, or a gateway that speaks the same.
    pub fn new(api_base: &str, account_sid: &str, token: SecretString, http: reqwest::Client) -> Self {
        let base = api_base.trim_end_matches('/');
        Client {
            messages_url: format!("{base}/2010-04-01/Accounts/{account_sid}/Messages.json"),
            account_sid: account_sid.to_owned(),
            token,
            http,
            timeout: TIMEOUT,
            fiction_allowed: false,
        }
    }

    /// Waits otherwise than [`TIMEOUT`].
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Lets numbers reserved for fiction pass: for the demo, whose provider is a stand-in of ours.
    #[must_use]
    pub fn with_fiction_allowed(mut self) -> Self {
        self.fiction_allowed = true;
        self
    }

    /// Hands one text over, once. `from` is our number, `status_callback` where receipts are to be sent.
    pub async fn send_text(
        &self,
        from: &str,
        to: &PhoneNumber,
        body: &str,
        status_callback: Option<&str>,
    ) -> Result<Sent, SendError> {
        if to.is_fiction() && !self.fiction_allowed {
            return Err(SendError::Fiction);
        }
        let mut form = vec![("From", from), ("To", to.reveal()), ("Body", body)];
        form.extend(status_callback.map(|url| ("StatusCallback", url)));
        let request = self
            .http
            .post(&self.messages_url)
            .basic_auth(&self.account_sid, Some(self.token.expose_secret()))
            .timeout(self.timeout)
            .form(&form);
        match request.send().await {
            Ok(response) => judge(response).await,
            Err(error) => Err(failure(&error)),
        }
    }
}

fn failure(error: &reqwest::Error) -> SendError {
    if error.is_builder() {
        // The address in the settings is no address.
        SendError::Refused { code: None, reaction: Reaction::Alarm }
    } else if error.is_connect() {
        SendError::NotSent
    } else {
        SendError::Uncertain
    }
}

async fn judge(response: Response) -> Result<Sent, SendError> {
    let status = response.status();
    if status.is_success() {
        // Taken, but under a name we could not read.
        let created: Created = response.json().await.map_err(|_| SendError::Uncertain)?;
        return Ok(Sent { message_id: created.sid });
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(SendError::Uncertain);
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(SendError::Busy);
    }
    let code = response.json::<Problem>().await.ok().map(|problem| problem.code);
    match code {
        Some(TOO_MANY) => Err(SendError::Busy),
        // A refusal without a code is not the provider's: something stands between us.
        _ => Err(SendError::Refused { code, reaction: code.map_or(Reaction::Alarm, reaction) }),
    }
}

#[cfg(test)]
mod tests;
