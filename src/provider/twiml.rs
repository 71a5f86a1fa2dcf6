//! Our answers in TwiML, inside the subset that Twilio, Somleng and Verboice all understand.
//!
//! Only `Say` and `Play` stand inside `Gather`, and there is no `Pause`: Somleng refuses both otherwise. A silence comes
//! back to the same address as keys do (`actionOnEmptyResult`), so that one handler serves both.

use std::{borrow::Cow, collections::BTreeMap, io};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::{
    flow::turn::{Keys, Wait},
    language::Language,
    render::script::{CallScript, CallThen, SmsText, Spoken},
};

/// The content type of every answer.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

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
    document(|writer| match script.then {
        CallThen::Gather(wait) => {
            let timeout = wait.timeout.to_string();
            let action = printable(action);
            let gather = writer
                .create_element("Gather")
                .with_attributes([("input", "dtmf"), ("method", "POST"), ("action", &*action)])
                .with_attributes([("timeout", timeout.as_str()), ("actionOnEmptyResult", "true")])
                .with_attributes(ending(wait).iter().copied());
            gather.write_inner_content(|writer| say(writer, &script.spoken, voices)).map(drop)
        }
        CallThen::HangUp => {
            say(writer, &script.spoken, voices)?;
            writer.create_element("Hangup").write_empty().map(drop)
        }
    })
}

/// The answer to a text: a text in return, or none. `status_callback` is where receipts are sent.
pub fn text(sms: Option<&SmsText>, status_callback: Option<&str>) -> Vec<u8> {
    document(|writer| {
        let Some(sms) = sms else { return Ok(()) };
        let body = printable(&sms.body);
        let callback = status_callback.map(printable);
        let attribute = callback.as_deref().map(|url| ("statusCallback", url));
        let message = writer.create_element("Message").with_attributes(attribute);
        message.write_text_content(BytesText::new(&body)).map(drop)
    })
}

/// The characters of a text that XML 1.0 allows (<https://www.w3.org/TR/xml/#charsets>); one forbidden character would make
/// the whole answer unreadable, and the XML writer lets them pass. Line ends become the one that readers report.
pub fn printable(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.chars().filter(|c| allowed(*c)).collect())
}

/// A menu takes one key, whichever, `#` included; an entry ends with `#`.
fn ending(wait: Wait) -> &'static [(&'static str, &'static str)] {
    match wait.keys {
        Keys::One => &[("numDigits", "1"), ("finishOnKey", "")],
        Keys::UntilHash => &[("finishOnKey", "#")],
    }
}

fn say(writer: &mut Writer<Vec<u8>>, spoken: &[Spoken], voices: &Voices) -> io::Result<()> {
    for stretch in spoken {
        let text = printable(&stretch.text);
        if text.trim().is_empty() {
            continue;
        }
        let voice = voices.speaking(&stretch.language);
        let (name, code) = (printable(&voice.name), printable(&voice.code));
        let element = writer.create_element("Say").with_attributes([("voice", &*name), ("language", &*code)]);
        element.write_text_content(BytesText::new(&text))?;
    }
    Ok(())
}

/// Writing into memory cannot fail; were it to, an empty answer is at least a valid one.
fn document(content: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    let written = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).and_then(|()| {
        let mut inner = Writer::new(Vec::new());
        content(&mut inner)?;
        if inner.get_mut().is_empty() {
            return writer.create_element("Response").write_empty().map(drop);
        }
        let inner = inner.into_inner();
        let response = writer.create_element("Response");
        response.write_inner_content(|writer| io::Write::write_all(writer.get_mut(), &inner)).map(drop)
    });
    if written.is_ok() { writer.into_inner() } else { b"<Response/>".to_vec() }
}

#[cfg(test)]
mod tests;
