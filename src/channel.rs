//! The two ways a person reaches us.

use serde::{Deserialize, Serialize};

/// How a conversation is carried. One flow serves both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Text messages.
    Sms,
    /// A telephone call.
    Voice,
}

impl Channel {
    /// The name used in flows, words and tables: `sms` or `voice`.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Sms => "sms",
            Channel::Voice => "voice",
        }
    }
}
