//! What the engine says, made ready for a phone: a text, or the script of one stretch of a call.

use crate::{
    flow::turn::{Dial, Wait},
    language::Language,
};

/// What a call says next, and what it waits for. Every provider's dialect is written from this.
#[derive(Clone, Debug, PartialEq)]
pub struct CallScript {
    /// What is spoken, in order.
    pub spoken: Vec<Spoken>,
    /// What follows.
    pub then: CallThen,
}

/// A stretch of speech in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// The language, which decides the voice.
    pub language: Language,
    /// The words.
    pub text: String,
}

/// What a call does after speaking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallThen {
    /// Waits for keys; those pressed while we speak count.
    Gather(Wait),
    /// Records what is said, for so many seconds at most.
    Record {
        /// The most seconds.
        seconds: u8,
        /// Seconds of silence that end it.
        timeout: u8,
    },
    /// Puts the call through.
    Dial(Dial),
    /// Hangs up.
    HangUp,
}

/// A text message, folded and counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsText {
    /// What is sent.
    pub body: String,
    /// How it is encoded on the air.
    pub encoding: Encoding,
    /// How many segments it takes, and is paid for.
    pub segments: usize,
}

/// The alphabet of a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GSM 03.38, 160 characters in one segment.
    Gsm7,
    /// UTF-16, 70 in one segment.
    Ucs2,
}
