//! Webhooks as the provider sends them, to any of several instances.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use guichet::provider::{
    form,
    signature::{self, Payload},
};

use crate::process::{SERVICE_NUMBER, TOKEN};

/// The address the provider knows the service by.
pub const PUBLIC_URL: &str = "https://guichet.example.org";
/// How long the provider waits for an answer (Twilio, "Webhooks: connection overrides": 15 s in all).
const PATIENCE: Duration = Duration::from_secs(15);

/// A request of the provider.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Path and query.
    pub target: String,
    /// The form.
    pub params: Vec<(String, String)>,
}

impl Webhook {
    /// A text that came in.
    pub fn text(id: &str, from: &str, body: &str) -> Self {
        let params = [("MessageSid", id), ("From", from), ("To", SERVICE_NUMBER), ("Body", body)];
        Webhook::new("/twilio/sms", &params)
    }

    /// A call that begins at `/twilio/voice`, or goes on with keys where an answer told it to.
    pub fn call(target: &str, id: &str, from: &str, keys: &str) -> Self {
        let mut params = vec![("CallSid", id), ("From", from), ("To", SERVICE_NUMBER)];
        match keys {
            "" => params.push(("CallStatus", "ringing")),
            keys => params.extend([("CallStatus", "in-progress"), ("Digits", keys)]),
        }
        Webhook::new(target, &params)
    }

    /// A receipt for one of our texts.
    pub fn receipt(target: &str, id: &str, status: &str) -> Self {
        let params = [("MessageSid", id), ("MessageStatus", status), ("From", SERVICE_NUMBER), ("To", "+33639980001")];
        Webhook::new(target, &params)
    }

    fn new(target: &str, params: &[(&str, &str)]) -> Self {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Webhook { target: target.to_owned(), params }
    }
}

/// What came back, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The document.
    pub body: Vec<u8>,
}

/// The instances of an installation, seen from the provider.
#[derive(Debug)]
pub struct Doors {
    ports: Vec<u16>,
    client: reqwest::Client,
    /// Requests that were begun.
    pub begun: AtomicUsize,
    /// Requests that got no answer.
    pub lost: AtomicUsize,
    /// Requests that were put off with 503.
    pub refused: AtomicUsize,
}

impl Doors {
    /// Instances by their ports.
    pub fn new(ports: Vec<u16>) -> Self {
        // Whoever came first has installed the same one; reqwest asks for it even where nothing is encrypted.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .retry(reqwest::retry::never())
            .timeout(PATIENCE)
            .build()
            .expect("a client can be made");
        Doors { ports, client, begun: AtomicUsize::new(0), lost: AtomicUsize::new(0), refused: AtomicUsize::new(0) }
    }

    /// How many instances there are.
    pub fn count(&self) -> usize {
        self.ports.len()
    }

    /// Sends a signed webhook to one of the instances, once; none where no whole answer came back.
    pub async fn deliver(&self, door: usize, webhook: &Webhook) -> Option<Answer> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let answer = self.try_deliver(door, webhook).await;
        match &answer {
            Ok(Answer { status: 503, .. }) => self.refused.fetch_add(1, Ordering::SeqCst),
            Ok(_) => 0,
            Err(_) => self.lost.fetch_add(1, Ordering::SeqCst),
        };
        answer.ok()
    }

    async fn try_deliver(&self, door: usize, webhook: &Webhook) -> Result<Answer, reqwest::Error> {
        let url = format!("{PUBLIC_URL}{}", webhook.target);
        let signed = signature::sign(&TOKEN.to_owned().into(), &url, Payload::Form(&webhook.params));
        let params = webhook.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let response = self
            .client
            .post(format!("http://127.0.0.1:{}{}", self.ports[door % self.ports.len()], webhook.target))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(signature::HEADER, signed)
            .body(form::encode(params))
            .send()
            .await?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.bytes().await?.to_vec() })
    }

    /// Whether the first instance answers at all.
    pub async fn healthy(&self) -> bool {
        let asked = self.client.get(format!("http://127.0.0.1:{}/healthz", self.ports[0])).send().await;
        asked.is_ok_and(|response| response.status().is_success())
    }
}
