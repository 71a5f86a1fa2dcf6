//! Signed webhooks over HTTP, with a provider's limits on time and size.

use std::time::Duration;

use secrecy::SecretString;

use super::line::{Method, Request};
use crate::provider::{
    form,
    signature::{self, Payload},
};

/// How long a provider waits for an answer (Twilio, "Webhooks: connection overrides": 15 s in all).
const DEADLINE: Duration = Duration::from_secs(15);
/// The longest document a provider reads (Twilio error 11750).
const LONGEST_ANSWER: usize = 64 * 1024;

/// What came back from the service.
#[derive(Default)]
pub struct Answer {
    /// The HTTP status; 502 where the service could not be reached.
    pub status: u16,
    /// The content type, empty where none was named.
    pub content_type: String,
    /// The document.
    pub body: String,
}

/// Sends requests as the provider does.
pub struct Wire {
    client: reqwest::Client,
    token: SecretString,
}

impl Wire {
    /// A wire that signs with this token.
    pub fn new(client: reqwest::Client, token: SecretString) -> Self {
        Wire { client, token }
    }

    /// Sends a request, signed. What goes wrong on the way is an answer too: a provider tells a caller nothing else.
    pub async fn send(&self, request: &Request) -> Answer {
        match self.try_once(request).await {
            // A provider tries a second time when the connection itself fails, and only then.
            Err(problem) if problem.is_connect() => {
                self.try_once(request).await.unwrap_or_else(|_| Answer::unreachable())
            }
            sent => sent.unwrap_or_else(|_| Answer::unreachable()),
        }
    }

    async fn try_once(&self, request: &Request) -> Result<Answer, reqwest::Error> {
        // What follows `#` is for the provider: it is neither sent nor signed.
        let url = request.url.split('#').next().unwrap_or_default();
        let builder = match request.method {
            Method::Post => {
                let params = request.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let kind = "application/x-www-form-urlencoded; charset=UTF-8";
                self.client.post(url).header("content-type", kind).body(form::encode(params))
            }
            Method::Get => self.client.get(url),
        };
        let signed_params = if request.method == Method::Post { request.params.as_slice() } else { &[] };
        let signed = signature::sign(&self.token, url, Payload::Form(signed_params));
        let response = builder.timeout(DEADLINE).header(signature::HEADER, signed).send().await?;
        read(response).await
    }
}

impl Answer {
    fn unreachable() -> Self {
        Answer { status: 502, ..Answer::default() }
    }
}

async fn read(mut response: reqwest::Response) -> Result<Answer, reqwest::Error> {
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Ok(Answer::unreachable());
        }
    }
    Ok(Answer { status, content_type, body: String::from_utf8_lossy(&body).into_owned() })
}
