//! A TwiML document as a tree, every element and attribute checked against the provider's vocabulary.
//!
//! Source: the classes of Twilio's own generators (twilio-java, twilio-python). Stricter than Twilio, which only warns:
//! whatever it would not understand is our mistake, and a test shall say so.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// Its text, that of its children included.
    pub(super) text: String,
}

/// What a document may not be nested deeper than.
const DEPTH: usize = 24;

struct Word {
    name: &'static str,
    attributes: &'static [&'static str],
    children: &'static [&'static str],
    has_text: bool,
}

const fn verb(
    name: &'static str,
    attributes: &'static [&'static str],
    children: &'static [&'static str],
    has_text: bool,
) -> Word {
    Word { name, attributes, children, has_text }
}

const SSML: &[&str] = &["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"];

#[rustfmt::skip]
const VOCABULARY: [Word; 22] = [
    verb("Response", &[], &["Say", "Play", "Pause", "Gather", "Redirect", "Record", "Hangup", "Dial", "Reject"], false),
    verb("Say", &["voice", "loop", "language"], SSML, true),
    verb("Play", &["loop", "digits"], &[], true),
    verb("Pause", &["length"], &[], false),
    verb("Gather", &["input", "action", "method", "timeout", "speechTimeout", "maxSpeechTime", "profanityFilter",
        "finishOnKey", "numDigits", "partialResultCallback", "partialResultCallbackMethod", "language", "hints",
        "bargeIn", "debug", "actionOnEmptyResult", "speechModel", "enhanced"], &["Say", "Play", "Pause"], false),
    verb("Redirect", &["method"], &[], true),
    verb("Record", &["action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim",
        "recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "transcribe",
        "transcribeCallback"], &[], false),
    verb("Hangup", &[], &[], false),
    verb("Reject", &["reason"], &[], false),
    verb("Dial", &["action", "method", "timeout", "hangupOnStar", "timeLimit", "callerId", "record", "trim",
        "recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "answerOnBridge",
        "ringTone", "recordingTrack", "sequential", "referUrl", "referMethod", "events"], &["Number", "Queue"], true),
    verb("Number", &["sendDigits", "url", "method", "statusCallbackEvent", "statusCallback", "statusCallbackMethod",
        "byoc", "machineDetection"], &[], true),
    verb("Queue", &["url", "method", "reservationSid", "postWorkActivitySid"], &[], true),
    verb("break", &["strength", "time"], &[], false),
    verb("emphasis", &["level"], SSML, true),
    verb("lang", &["xml:lang"], SSML, true),
    verb("p", &[], SSML, true),
    verb("phoneme", &["alphabet", "ph"], &[], true),
    verb("prosody", &["volume", "rate", "pitch"], SSML, true),
    verb("s", &[], SSML, true),
    verb("say-as", &["interpret-as", "format"], &[], true),
    verb("sub", &["alias"], &[], true),
    verb("w", &["role"], &[], true),
];

/// Reads a document; the error says what is wrong with it.
pub(super) fn read(document: &str) -> Result<Element, String> {
    if document.chars().any(|c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}')) {
        return Err("the document has a character that XML forbids (12100)".to_owned());
    }
    let mut reader = Reader::from_str(document);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(|error| format!("the document is no XML (12100): {error}"))? {
            Event::Start(tag) => open.push(start(&tag, &open, root.is_some())?),
            Event::Empty(tag) => {
                let element = start(&tag, &open, root.is_some())?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop().ok_or("the document closes what it has not opened (12100)")?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(name) => add(&mut open, &character(&name)?)?,
            Event::DocType(_) => return Err("a document type is not TwiML (12100)".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if let Some(element) = open.last() {
        return Err(format!("<{}> is never closed (12100)", element.name));
    }
    root.ok_or_else(|| "the document is empty (12100)".to_owned())
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => {
            // Speech marks are part of what is said; the text of a verb is not its parent's.
            if SSML.contains(&element.name.as_str()) {
                parent.text.push_str(&element.text);
            }
            parent.children.push(element);
        }
        None => *root = Some(element),
    }
}

fn start(tag: &BytesStart<'_>, open: &[Element], ended: bool) -> Result<Element, String> {
    let name = tag.name().as_ref().to_owned();
    let fits = match open.last() {
        Some(parent) => word(&parent.name).is_some_and(|word| word.children.contains(&name.as_str())),
        None => name == "Response" && !ended,
    };
    let place = open.last().map_or("the document", |parent| parent.name.as_str());
    let Some(word) = word(&name).filter(|_| fits) else {
        return Err(format!("<{name}> does not belong in {place} (12200)"));
    };
    if open.len() >= DEPTH {
        return Err("the document is nested too deeply (12200)".to_owned());
    }
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("<{name}> is no XML (12100): {error}"))?;
        let key = attribute.key.as_ref();
        if !word.attributes.contains(&key) {
            return Err(format!("<{name}> has no attribute `{key}` (12200)"));
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.map_err(|error| format!("`{key}` of <{name}> is no XML (12100): {error}"))?;
        attributes.push((key.to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

fn add(open: &mut [Element], text: &str) -> Result<(), String> {
    let blank = text.trim().is_empty();
    match open.last_mut() {
        Some(element) if word(&element.name).is_some_and(|word| word.has_text) => element.text.push_str(text),
        _ if blank => {}
        Some(element) => return Err(format!("<{}> holds no text (12200)", element.name)),
        None => return Err("text stands outside <Response> (12100)".to_owned()),
    }
    Ok(())
}

fn character(name: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    let wrong = || format!("`&{};` is no character (12100)", &**name);
    if let Some(c) = name.resolve_char_ref().map_err(|_| wrong())? {
        let forbidden = matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}');
        return if forbidden { Err(wrong()) } else { Ok(c.to_string()) };
    }
    resolve_predefined_entity(name).map(str::to_owned).ok_or_else(wrong)
}

fn word(name: &str) -> Option<&'static Word> {
    VOCABULARY.iter().find(|word| word.name == name)
}
