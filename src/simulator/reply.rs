//! The texts in the answer to a text: the few elements of messaging TwiML.

use quick_xml::{Reader, events::Event};

/// The answer is no messaging TwiML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer to the text is no messaging document")]
pub struct BadReply;

/// The bodies of the `<Message>` elements, in order. A body may stand in a `<Body>` of its own (Twilio, "TwiML for
/// Programmable SMS"). An empty answer means that nothing is sent back.
pub fn messages(twiml: &str) -> Result<Vec<String>, BadReply> {
    if twiml.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = Reader::from_str(twiml);
    let mut path: Vec<String> = Vec::new();
    let mut bodies: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| BadReply)? {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                if path.len() == 2 && path.last().is_some_and(|name| name == "Message") {
                    bodies.push(String::new());
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) if in_message(&path) => append(&mut bodies, &text.xml10_content()),
            Event::CData(text) if in_message(&path) => append(&mut bodies, &text.xml10_content()),
            Event::GeneralRef(reference) if in_message(&path) => {
                let letter = match reference.resolve_char_ref().map_err(|_| BadReply)? {
                    Some(letter) => letter,
                    None => entity(&reference.xml10_content()).ok_or(BadReply)?,
                };
                append(&mut bodies, letter.encode_utf8(&mut [0; 4]));
            }
            Event::Eof if path.is_empty() => break,
            Event::Eof => return Err(BadReply),
            _ => {}
        }
    }
    Ok(bodies.into_iter().map(|body| body.trim().to_owned()).filter(|body| !body.is_empty()).collect())
}

fn in_message(path: &[String]) -> bool {
    match path {
        [response, message] => response == "Response" && message == "Message",
        [response, message, body] => response == "Response" && message == "Message" && body == "Body",
        _ => false,
    }
}

fn append(bodies: &mut [String], text: &str) {
    if let Some(body) = bodies.last_mut() {
        body.push_str(text);
    }
}

/// The five entities that XML 1.0 names.
fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_texts_of_an_answer_come_out_in_order() {
        let rows: [(&str, &[&str]); 5] = [
            ("", &[]),
            ("<?xml version=\"1.0\"?><Response/>", &[]),
            (
                "<Response><Message>Un &amp; deux &#233;</Message><Message>Trois</Message></Response>",
                &["Un & deux é", "Trois"],
            ),
            ("<Response><Message to=\"x\"><Body>Bonjour</Body><Media>u</Media></Message></Response>", &["Bonjour"]),
            ("<Response><Message><![CDATA[1 < 2]]></Message></Response>", &["1 < 2"]),
        ];
        for (twiml, expected) in rows {
            assert_eq!(
                messages(twiml).as_deref(),
                Ok(expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>().as_slice())
            );
        }
    }

    #[test]
    fn a_document_cut_short_or_with_unknown_entities_is_refused() {
        for twiml in ["<Response><Message>a", "<Response><Message>&eacute;</Message></Response>", "<a></b>"] {
            assert_eq!(messages(twiml), Err(BadReply), "{twiml}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(text in ".{0,200}") {
            let _ = messages(&text);
            let _ = messages(&format!("<Response><Message>{text}</Message></Response>"));
        }
    }
}
