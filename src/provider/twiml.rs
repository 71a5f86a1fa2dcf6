//! Our answers in TwiML, inside the subset that Twilio, Somleng and Verboice all understand.
//!
//! Only `Say` and `Play` stand inside `Gather`, and there is no `Pause`: Somleng refuses both otherwise. A silence comes
//! back to the same address as keys do (`actionOnEmptyResult`), so that one handler serves both.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

use crate::{
    flow::turn::{Keys, Wait},
    language::Language,
    phone_number::PhoneNumber,
    render::script::{CallScript, CallThen, SmsText, Spoken},
};

/// The content type of every answer.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// A voice of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Its name, such as `Polly.Lea-Neural`.
    pub name: String,
    /// The provider's code of its language, such as `fr-FR`.
    pub code: String,
}

/// Which voice speaks each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voices {
    fallback: Voice,
    by_language: BTreeMap<String, Voice>,
}

impl Voices {
    /// Sets the voice of a language.
    #[must_use]
    pub fn with(mut self, language: &Language, name: &str, code: &str) -> Self {
        self.by_language.insert(language.as_str().to_owned(), Voice { name: name.to_owned(), code: code.to_owned() });
        self
    }

    /// The voice of a language, or of the language it is a form of (`fr-x-falc` is spoken as `fr`).
    pub fn get(&self, language: &Language) -> Option<&Voice> {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        self.by_language.get(language.as_str()).or_else(|| self.by_language.get(primary))
    }

    /// The voice that speaks a language; the French one where there is none, which a person may at least recognise.
    fn speaking(&self, language: &Language) -> &Voice {
        self.get(language).unwrap_or(&self.fallback)
    }
}

impl Default for Voices {
    /// French, English and Arabic, as Twilio names them (twilio-java's `Say.Voice`).
    fn default() -> Self {
        let voice = |name: &str, code: &str| Voice { name: name.to_owned(), code: code.to_owned() };
        let french = voice("Polly.Lea-Neural", "fr-FR");
        let by_language = BTreeMap::from([
            ("fr".to_owned(), french.clone()),
            ("en".to_owned(), voice("Polly.Amy-Neural", "en-GB")),
            ("ar".to_owned(), voice("Polly.Zeina", "arb")),
        ]);
        Voices { fallback: french, by_language }
    }
}

/// One stretch of a call. `action` is where the keys, or the silence, are sent.
pub fn call(script: &CallScript, voices: &Voices, action: &str) -> Vec<u8> {
    document(|xml| match &script.then {
        CallThen::Gather(wait) => {
            xml.push_str("<Gather input=\"dtmf\" method=\"POST\"");
            attribute(xml, "action", action);
            attribute(xml, "timeout", &wait.timeout.to_string());
            attribute(xml, "actionOnEmptyResult", "true");
            for (name, value) in ending(*wait) {
                attribute(xml, name, value);
            }
            xml.push('>');
            say(xml, &script.spoken, voices);
            xml.push_str("</Gather>");
        }
        CallThen::Record { seconds, timeout } => {
            say(xml, &script.spoken, voices);
            record(xml, (*seconds, *timeout), action);
        }
        CallThen::Dial(dial) => {
            say(xml, &script.spoken, voices);
            xml.push_str("<Dial method=\"POST\"");
            attribute(xml, "action", action);
            attribute(xml, "timeout", &dial.timeout.to_string());
            xml.push_str("><Number>");
            escaped(xml, dial.number.reveal());
            xml.push_str("</Number></Dial>");
        }
        CallThen::HangUp => {
            say(xml, &script.spoken, voices);
            xml.push_str("<Hangup/>");
        }
    })
}

/// A phone to be dialled and connected with who is on the line.
#[derive(Clone, Copy)]
pub struct Connecting<'a> {
    /// The phone.
    pub number: &'a PhoneNumber,
    /// The number it shows: ours, never that of who is on the line.
    pub caller_id: &'a str,
    /// How long it rings.
    pub rings: Duration,
    /// After which time the provider parts the two.
    pub longest: Duration,
    /// Where the result is sent, and where we say what follows.
    pub action: &'a str,
    /// Where it is told that the phone rings, is taken and is laid down.
    pub status_callback: &'a str,
}

/// Connects who is on the line with another phone. `answerOnBridge` is left out: who is on the line hears it ring.
pub fn connect(script: &CallScript, voices: &Voices, to: &Connecting<'_>) -> Vec<u8> {
    document(|xml| {
        say(xml, &script.spoken, voices);
        xml.push_str("<Dial method=\"POST\"");
        attribute(xml, "action", to.action);
        attribute(xml, "callerId", to.caller_id);
        attribute(xml, "timeout", &to.rings.as_secs().to_string());
        attribute(xml, "timeLimit", &to.longest.as_secs().to_string());
        xml.push_str("><Number");
        attribute(xml, "statusCallback", to.status_callback);
        attribute(xml, "statusCallbackMethod", "POST");
        attribute(xml, "statusCallbackEvent", "ringing answered completed");
        xml.push('>');
        escaped(xml, to.number.reveal());
        xml.push_str("</Number></Dial>");
    })
}

/// The answer to a text: a text in return, or none. `status_callback` is where receipts are sent.
pub fn text(sms: Option<&SmsText>, status_callback: Option<&str>) -> Vec<u8> {
    let Some(sms) = sms else { return [HEAD, "<Response/>"].concat().into_bytes() };
    document(|xml| {
        xml.push_str("<Message");
        if let Some(url) = status_callback {
            attribute(xml, "statusCallback", url);
        }
        xml.push('>');
        escaped(xml, &printable(&sms.body));
        xml.push_str("</Message>");
    })
}

/// The characters of a text that XML 1.0 allows (<https://www.w3.org/TR/xml/#charsets>); one forbidden character would make
/// the whole answer unreadable, and the XML writer lets them pass. Line ends become the one that readers report.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Nearly every text has no control, nor a byte that begins the two characters that are none.
    if text.bytes().all(|b| matches!(b, b'\t' | b'\n' | b' '..=0xee | 0xf0..)) {
        return Cow::Borrowed(text);
    }
    let allowed = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.chars().filter(|c| allowed(*c)).collect())
}

/// A recording that `#` ends; `0` and `*` end it too, and mean what they mean everywhere. Of one without a sound Twilio says
/// nothing and goes on with the next verb, which asks us as a silence does.
fn record(xml: &mut String, (seconds, timeout): (u8, u8), action: &str) {
    xml.push_str("<Record method=\"POST\"");
    attribute(xml, "action", action);
    attribute(xml, "maxLength", &seconds.to_string());
    attribute(xml, "timeout", &timeout.to_string());
    attribute(xml, "finishOnKey", "#0*");
    attribute(xml, "playBeep", "true");
    xml.push_str("/><Redirect method=\"POST\">");
    escaped(xml, action);
    xml.push_str("</Redirect>");
}

/// A menu takes one key, whichever, `#` included; an entry ends with `#`.
fn ending(wait: Wait) -> &'static [(&'static str, &'static str)] {
    match wait.keys {
        Keys::One => &[("numDigits", "1"), ("finishOnKey", "")],
        Keys::UntilHash | Keys::Words { .. } => &[("finishOnKey", "#")],
    }
}

fn say(xml: &mut String, spoken: &[Spoken], voices: &Voices) {
    for stretch in spoken {
        let text = printable(&stretch.text);
        if text.trim().is_empty() {
            continue;
        }
        let voice = voices.speaking(&stretch.language);
        xml.push_str("<Say");
        attribute(xml, "voice", &voice.name);
        attribute(xml, "language", &voice.code);
        xml.push('>');
        escaped(xml, &text);
        xml.push_str("</Say>");
    }
}

fn document(content: impl FnOnce(&mut String)) -> Vec<u8> {
    let mut xml = String::with_capacity(1024);
    xml.push_str(HEAD);
    xml.push_str("<Response>");
    content(&mut xml);
    xml.push_str("</Response>");
    xml.into_bytes()
}

fn attribute(xml: &mut String, name: &str, value: &str) {
    xml.push(' ');
    xml.push_str(name);
    xml.push_str("=\"");
    escaped(xml, &printable(value));
    xml.push('"');
}

/// Adds a text as it stands in an element or an attribute.
fn escaped(xml: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        let (plain, special) = rest.split_at(at);
        xml.push_str(plain);
        xml.push_str(match special.as_bytes()[0] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&apos;",
        });
        rest = &special[1..];
    }
    xml.push_str(rest);
}

/// What a person hears of a document of ours, its silences and keys left out; nothing of what is no document.
pub fn heard(document: &[u8]) -> String {
    let document = String::from_utf8_lossy(document);
    let mut reader = Reader::from_str(&document);
    let (mut heard, mut speaks) = (Vec::new(), false);
    let mut words = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => speaks = tag.name().as_ref() == "Say",
            Ok(Event::End(_)) if speaks => {
                speaks = false;
                heard.push(std::mem::take(&mut words));
            }
            Ok(Event::Text(text)) if speaks => words.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) if speaks => match name.resolve_char_ref() {
                Ok(Some(character)) => words.push(character),
                _ => words.push_str(resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Ok(Event::Eof) | Err(_) => return heard.join(" "),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
