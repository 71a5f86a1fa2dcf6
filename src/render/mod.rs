//! What the engine says -> a text message, or a neutral call script.

pub mod fold;
pub mod script;
pub mod segments;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::script::{CallScript, CallThen, SmsText, Spoken};
use crate::{
    channel::Channel,
    flow::turn::Say,
    words::{Catalogue, Facts},
};

/// Most characters of a text message, in UTF-16 units: providers refuse longer ones (Twilio error 21617).
const LONGEST: usize = 1600;

/// What a turn says, as one text message: each thing said on its own lines.
pub fn text(catalogue: &Catalogue, says: &[Say], facts: &Facts) -> SmsText {
    let mut joined = String::with_capacity(160);
    for say in says {
        let said = catalogue.said(say, Channel::Sms, facts).text;
        let said = said.trim();
        if said.is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.push('\n');
        }
        joined.push_str(said);
    }
    let mut body = fold::fold(&joined).into_owned();
    if let Some(shorter) = cut(&body) {
        let first = says.first().map_or("", |say| say.message.as_ref());
        tracing::warn!(message = first, "a text was too long to be sent whole");
        body = shorter;
    }
    let (encoding, segments) = segments::count(&body);
    SmsText { encoding, segments, body }
}

/// The beginning of a text that is too long, up to a whole word.
fn cut(body: &str) -> Option<String> {
    // A character is at least one byte and at most as many UTF-16 units as bytes.
    if body.len() <= LONGEST || body.encode_utf16().count() <= LONGEST {
        return None;
    }
    let mut units = 0;
    let fitting = body.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST - 3
    });
    let end = fitting.map_or(body.len(), |(at, _)| at);
    let (kept, next) = body.split_at(end);
    let whole = next.starts_with(char::is_whitespace).then_some(kept.len());
    let word = whole.or_else(|| kept.rfind(char::is_whitespace)).filter(|at| *at > 0).unwrap_or(kept.len());
    Some(format!("{}...", kept[..word].trim_end()))
}

/// What a turn says, as one stretch of a call; speech in one language is one piece.
pub fn call(catalogue: &Catalogue, says: &[Say], then: CallThen, facts: &Facts) -> CallScript {
    let mut spoken: Vec<Spoken> = Vec::with_capacity(2);
    for say in says {
        let said = catalogue.said(say, Channel::Voice, facts);
        let text = speakable(&said.text);
        if text.is_empty() {
            continue;
        }
        match spoken.last_mut() {
            Some(last) if last.language == said.language => {
                last.text.push(' ');
                last.text.push_str(&text);
            }
            _ => spoken.push(Spoken { language: said.language, text: text.into_owned() }),
        }
    }
    CallScript { spoken, then }
}

/// A text without what XML 1.0 forbids or no voice says, its spaces single.
fn speakable(text: &str) -> Cow<'_, str> {
    // Most texts are so already.
    if text.chars().all(|c| c != '\n' && fold::visible(c) == Some(c)) && !text.contains("  ") {
        return Cow::Borrowed(text.trim_matches(' '));
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter_map(fold::visible) {
        let c = if c == '\n' { ' ' } else { c };
        if c != ' ' || !(plain.is_empty() || plain.ends_with(' ')) {
            plain.push(c);
        }
    }
    plain.truncate(plain.trim_end().len());
    Cow::Owned(plain)
}
