//! Where a call stands as its holder sees it: what to fetch, what is heard, what is waited for, and who ended it.

use std::fmt;

use serde::Serialize;

/// Where the call stands, and what its holder does now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "phase", content = "with", rename_all = "snake_case")]
pub enum Phase {
    /// Sign and send this request; its answer goes to [`super::Line::receive`].
    Fetch(Request),
    /// Speak this, then say [`super::Line::spoken`].
    Speaking(Vec<Utterance>),
    /// Wait for keys ([`super::Line::press`]) or silence ([`super::Line::elapsed`]).
    Listening {
        /// Seconds of silence that are left.
        timeout: f64,
        /// Whether one key is enough.
        one_key: bool,
    },
    /// Nothing to hear and nothing to press: let the seconds pass ([`super::Line::elapsed`]).
    Waiting {
        /// Seconds that are left.
        seconds: f64,
        /// What for.
        what: Waiting,
    },
    /// The call is over.
    Ended(Reason),
}

/// What a call waits for without listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// A recording, of which this line keeps nothing but that it was made.
    Recording,
    /// Somebody who is rung, and answers where the line's holder says so.
    Ringing,
    /// Whoever is at the other end: the two talk.
    Talking,
}

/// A request of the provider to us. The caller signs it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// How it is sent. By `GET` the parameters are in the address already.
    pub method: Method,
    /// The full address.
    pub url: String,
    /// The form to post.
    pub params: Vec<(String, String)>,
}

/// How a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// With a form.
    Post,
    /// With everything in the address.
    Get,
}

/// One thing heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Utterance {
    /// The provider's code of the language.
    pub language: Option<String>,
    /// The provider's voice.
    pub voice: Option<String>,
    /// The words; empty where a recording is played or nothing is heard.
    pub text: String,
    /// The recording, or the tones, that are played.
    pub play: Option<String>,
    /// Seconds of silence.
    pub pause: Option<f64>,
}

/// Who ended the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "fault", rename_all = "snake_case")]
pub enum Reason {
    /// The caller hung up.
    Caller,
    /// We hung up.
    Service,
    /// The provider did, because our answer was wrong in this way.
    Fault(String),
}

impl Reason {
    /// How it is written down in a conversation; nothing where the caller knows it.
    pub fn told(&self) -> Option<String> {
        match self {
            Reason::Caller => None,
            Reason::Service => Some("(the service hangs up)".to_owned()),
            Reason::Fault(fault) => Some(format!("(fault: {fault})")),
        }
    }
}

impl fmt::Debug for Request {
    /// The names of the parameters alone: their values are numbers and codes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.params.iter().map(|(name, _)| name.as_str()).collect();
        let path = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request").field("path", &path).field("params", &names).finish_non_exhaustive()
    }
}
