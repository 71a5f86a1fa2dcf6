//! The documents we write: their exact form, their vocabulary, and that every text comes back as it was meant.

use proptest::prelude::*;
use quick_xml::{Reader, XmlVersion, escape::resolve_predefined_entity, events::Event};

use super::*;
use crate::{flow::turn::Dial, phone_number::Numbering, render::script::Encoding};

type Tags = Vec<(String, Vec<(String, String)>)>;

/// Every element with its attributes, and all the text.
fn read(xml: &[u8]) -> (Tags, String) {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).unwrap());
    let (mut tags, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                tags.push((tag.name().as_ref().to_owned(), attributes.collect()));
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                Some(c) => text.push(c),
                None => text.push_str(resolve_predefined_entity(&name).unwrap()),
            },
            Event::Eof => return (tags, text),
            _ => {}
        }
    }
}

fn spoken(tag: &str, text: &str) -> Spoken {
    Spoken { language: tag.parse().unwrap(), text: text.to_owned() }
}

fn sms(body: &str) -> SmsText {
    SmsText { body: body.to_owned(), encoding: Encoding::Gsm7, segments: 1 }
}

fn written(xml: Vec<u8>) -> String {
    String::from_utf8(xml).unwrap()
}

#[test]
fn what_a_document_says_is_read_back_as_it_was_meant() {
    let wait = Wait { keys: Keys::One, timeout: 8 };
    let said = ["Bonjour, l'aide & <vous>.", "Tapez 1."].map(|text| spoken("fr", text)).to_vec();
    let script = CallScript { spoken: said, then: CallThen::Gather(wait) };
    assert_eq!(
        heard(&call(&script, &Voices::default(), "https://guichet.example")),
        "Bonjour, l'aide & <vous>. Tapez 1."
    );
    assert_eq!((heard(b"<Response><Hangup/></Response>"), heard(b"no document")), (String::new(), String::new()));
}

#[test]
fn a_menu_takes_one_key_whichever() {
    let script = CallScript {
        spoken: vec![spoken("fr", "Un rappel ? Tapez 2."), spoken("en", "English & more")],
        then: CallThen::Gather(Wait { keys: Keys::One, timeout: 6 }),
    };
    assert_eq!(
        written(call(&script, &Voices::default(), "https://g.example.org/voice/1?n=2&m=3")),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather input=\"dtmf\" method=\"POST\" \
         action=\"https://g.example.org/voice/1?n=2&amp;m=3\" timeout=\"6\" actionOnEmptyResult=\"true\" numDigits=\"1\" \
         finishOnKey=\"\"><Say voice=\"Polly.Lea-Neural\" language=\"fr-FR\">Un rappel ? Tapez 2.</Say>\
         <Say voice=\"Polly.Amy-Neural\" language=\"en-GB\">English &amp; more</Say></Gather></Response>"
    );
}

#[test]
fn an_entry_ends_with_a_hash() {
    let then = CallThen::Gather(Wait { keys: Keys::UntilHash, timeout: 10 });
    let xml = written(call(&CallScript { spoken: vec![], then }, &Voices::default(), "/voice"));
    assert!(xml.contains("timeout=\"10\" actionOnEmptyResult=\"true\" finishOnKey=\"#\">"), "{xml}");
    assert!(!xml.contains("numDigits"), "{xml}");
}

#[test]
fn a_call_is_put_through_to_a_number_and_its_end_comes_back() {
    let number = Numbering { fiction: true }.parse("+33199000002").unwrap();
    let then = CallThen::Dial(Dial { number, timeout: 25 });
    let script = CallScript { spoken: vec![spoken("fr", "Un instant.")], then };
    assert_eq!(
        written(call(&script, &Voices::default(), "/voice?n=2&m=3")),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say voice=\"Polly.Lea-Neural\" language=\"fr-FR\">Un instant.\
         </Say><Dial method=\"POST\" action=\"/voice?n=2&amp;m=3\" timeout=\"25\"><Number>+33199000002</Number></Dial>\
         </Response>"
    );
}

#[test]
fn words_are_recorded_until_a_hash_and_a_silence_comes_back_too() {
    let script = CallScript { spoken: vec![], then: CallThen::Record { seconds: 60, timeout: 5 } };
    assert_eq!(
        written(call(&script, &Voices::default(), "/voice?n=2&m=3")),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Record method=\"POST\" action=\"/voice?n=2&amp;m=3\" \
         maxLength=\"60\" timeout=\"5\" finishOnKey=\"#0*\" playBeep=\"true\"/><Redirect method=\"POST\">/voice?n=2&amp;m=3\
         </Redirect></Response>"
    );
}

#[test]
fn a_call_ends_after_its_last_words() {
    let script =
        CallScript { spoken: vec![spoken("ar", "مع السلامة"), spoken("fr", " ")], then: CallThen::HangUp };
    let xml = written(call(&script, &Voices::default(), "/unused"));
    let body = "<Response><Say voice=\"Polly.Zeina\" language=\"arb\">مع السلامة</Say><Hangup/></Response>";
    assert!(xml.ends_with(body), "{xml}");
}

#[test]
fn each_language_has_its_voice() {
    let turkish = "tr".parse().unwrap();
    let voices = Voices::default().with(&turkish, "Polly.Burcu-Neural", "tr-TR");
    let rows = [("tr", "tr-TR"), ("fr-x-falc", "fr-FR"), ("en", "en-GB"), ("ta", "fr-FR")];
    for (tag, code) in rows {
        assert_eq!(voices.speaking(&tag.parse().unwrap()).code, code, "{tag}");
    }
    assert_eq!(voices.get(&"ta".parse().unwrap()), None);
}

#[test]
fn a_text_is_answered_with_a_text_or_with_nothing() {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let with =
        "<Response><Message statusCallback=\"https://g.example.org/dlr?m=1&amp;n=2\">1 &lt; 2</Message></Response>";
    let callback = "https://g.example.org/dlr?m=1&n=2";
    assert_eq!(written(text(Some(&sms("1 < 2")), Some(callback))), format!("{head}{with}"));
    assert_eq!(written(text(Some(&sms("Oui")), None)), format!("{head}<Response><Message>Oui</Message></Response>"));
    assert_eq!(written(text(None, Some(callback))), format!("{head}<Response/>"));
}

#[test]
fn characters_that_xml_forbids_are_left_out() {
    for (given, kept) in
        [("a\0b\u{1}c", "abc"), ("a\tb\nc", "a\tb\nc"), ("a\r\nb\rc", "a\nb\nc"), ("\u{ffff}é\u{1f}", "é")]
    {
        assert_eq!(printable(given), kept, "{given:?}");
    }
}

fn any_script() -> impl Strategy<Value = CallScript> {
    let stretch = (prop::sample::select(vec!["fr", "en", "ar", "ta"]), any::<String>());
    let wait = (any::<bool>(), 3..30u8).prop_map(|(one, timeout)| {
        CallThen::Gather(Wait { keys: if one { Keys::One } else { Keys::UntilHash }, timeout })
    });
    let dial = Numbering { fiction: true }.parse("+33199000002").map(|number| Dial { number, timeout: 25 });
    let then = prop_oneof![
        Just(CallThen::HangUp),
        wait,
        (5..120u8).prop_map(|seconds| CallThen::Record { seconds, timeout: 5 }),
        Just(dial.map_or(CallThen::HangUp, CallThen::Dial)),
    ];
    (prop::collection::vec(stretch, 0..4), then).prop_map(|(spoken_texts, then)| CallScript {
        spoken: spoken_texts.iter().map(|(tag, text)| spoken(tag, text)).collect(),
        then,
    })
}

/// The elements and attributes that Twilio, Somleng and Verboice share.
const SUBSET: [(&str, &[&str]); 9] = [
    ("Response", &[]),
    ("Gather", &["input", "method", "action", "timeout", "actionOnEmptyResult", "numDigits", "finishOnKey"]),
    ("Say", &["voice", "language"]),
    ("Record", &["method", "action", "maxLength", "timeout", "finishOnKey", "playBeep"]),
    ("Redirect", &["method"]),
    ("Dial", &["method", "action", "timeout"]),
    ("Number", &[]),
    ("Hangup", &[]),
    ("Message", &["statusCallback"]),
];

fn assert_in_subset(tags: &Tags) {
    for (name, attributes) in tags {
        let allowed = SUBSET.iter().find(|(known, _)| known == name).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("<{name}> is outside the subset"));
        assert!(attributes.iter().all(|(key, _)| allowed.contains(&key.as_str())), "{name}: {attributes:?}");
    }
}

proptest! {
    #[test]
    fn every_call_is_read_back_as_it_was_meant(script in any_script(), action in "[ -~é]{0,20}") {
        let (tags, text) = read(&call(&script, &Voices::default(), &action));
        let said = script.spoken.iter().map(|stretch| printable(&stretch.text));
        let after = match &script.then {
            CallThen::Record { .. } => printable(&action).into_owned(),
            CallThen::Dial(dial) => dial.number.reveal().to_owned(),
            CallThen::Gather(_) | CallThen::HangUp => String::new(),
        };
        let expected: String = said.filter(|text| !text.trim().is_empty()).collect::<String>() + &after;
        prop_assert_eq!(text, expected);
        assert_in_subset(&tags);
        for (name, attributes) in &tags {
            if name == "Gather" {
                prop_assert!(attributes.contains(&("action".to_owned(), action.clone())));
            }
        }
    }

    #[test]
    fn every_text_is_read_back_as_it_was_meant(body in any::<String>(), callback in prop::option::of("[ -~]{0,20}")) {
        let (tags, read_back) = read(&text(Some(&sms(&body)), callback.as_deref()));
        prop_assert_eq!(read_back, printable(&body).into_owned());
        assert_in_subset(&tags);
    }
}
