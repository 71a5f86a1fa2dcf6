//! Answers to a call, held to the subset that every provider understands, and the turns they lead to.

use std::collections::BTreeMap;

use guichet::provider::{form, twiml};
use jiff::Timestamp;
use quick_xml::{Reader, events::Event};

use crate::bench::{Answer, Bench, LINA, ring};

/// Holds an answer to a call to the subset that every provider understands; gives the address of the next turn.
pub fn next_of(answer: &Answer) -> Option<String> {
    assert_eq!((answer.status, answer.content_type.as_str()), (200, twiml::CONTENT_TYPE), "{}", answer.text());
    let document = answer.text();
    let mut reader = Reader::from_str(&document);
    let (mut inside, mut action, mut hung_up, mut said) = (Vec::new(), None, false, 0);
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let (element, empty) = match &event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => {
                inside.pop();
                continue;
            }
            Event::Text(words) => {
                said += usize::from(inside.last().is_some_and(|name| name == "Say") && !words.is_empty());
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = element.name().as_ref().to_owned();
        let attributes: BTreeMap<String, String> = element
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("well-formed attributes");
                let value = attribute.value.replace("&amp;", "&");
                (attribute.key.as_ref().to_owned(), value)
            })
            .collect();
        let (parents, allowed): (&[&str], &[&str]) = match name.as_str() {
            "Response" => (&[], &[]),
            "Gather" => (
                &["Response"],
                &["input", "method", "action", "timeout", "actionOnEmptyResult", "numDigits", "finishOnKey"],
            ),
            "Say" => (&["Response", "Gather"], &["voice", "language"]),
            "Hangup" => (&["Response"], &[]),
            other => panic!("<{other}> is outside the subset"),
        };
        assert_eq!(
            inside.last().is_some_and(|parent: &String| parents.contains(&parent.as_str())),
            !parents.is_empty()
        );
        assert!(attributes.keys().all(|key| allowed.contains(&key.as_str())), "{name}: {attributes:?}");
        if name == "Gather" {
            assert_eq!(attributes["actionOnEmptyResult"], "true");
            assert_eq!((attributes["input"].as_str(), attributes["method"].as_str()), ("dtmf", "POST"));
            assert!(action.replace(attributes["action"].clone()).is_none(), "two gathers");
        }
        hung_up |= name == "Hangup";
        if !empty {
            inside.push(name);
        }
    }
    assert!(inside.is_empty() && said > 0, "{document}");
    assert_eq!(action.is_none(), hung_up, "a call waits or ends: {document}");
    action
}

/// The target of an action, whose turn and tag are ours.
pub fn target(bench: &Bench, action: &str) -> String {
    let target = action.strip_prefix(&bench.url).expect("our own address").to_owned();
    let (path, query) = target.split_once('?').expect("a query");
    let query = form::parse(query.as_bytes()).unwrap();
    let turn: u32 = form::value(&query, "turn").expect("a turn").parse().unwrap();
    let tag = form::value(&query, "tag").expect("a tag");
    assert!(path == "/twilio/voice" && turn >= 1 && tag.len() == 32 && tag.bytes().all(|b| b.is_ascii_hexdigit()));
    target
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_call_stays_in_the_subset_and_a_stale_turn_hears_the_same() {
    let bench = Bench::start().await;
    let first = bench.post("/twilio/voice", &ring("CA1", LINA, None)).await;
    let mut turns = vec![("/twilio/voice".to_owned(), first.body.clone())];
    let mut next = next_of(&first).map(|action| target(&bench, &action));
    let keys = ["1", "1", "2345678", "24681357", "", "9", "1", "12", "2", "1", "*", "2", "0", "1", "1", "2", "2", "2"];
    for digits in keys {
        let Some(at) = next.take() else { break };
        let answer = bench.post(&at, &ring("CA1", LINA, Some(digits))).await;
        next = next_of(&answer).map(|action| target(&bench, &action));
        turns.push((at, answer.body));
    }
    assert!(turns.len() > 12, "{} turns", turns.len());
    let given = bench.world.service.store().answers_after(Timestamp::UNIX_EPOCH, None, 10).await.unwrap();
    let given: Vec<_> = given.iter().map(|given| (given.answer.value.as_str(), given.answer.confirmed)).collect();
    assert_eq!(given, [("12 bis", true)]);
    let before = bench.rows().await;
    for (at, body) in &turns {
        let again = bench.post(at, &ring("CA1", LINA, Some("3"))).await;
        assert_eq!((again.status, &again.body), (200, body), "{at}");
    }
    for (at, _) in turns.iter().skip(1) {
        let (front, tag) = at.split_once("&tag=").unwrap();
        let flipped = if tag.starts_with('0') { "1" } else { "0" };
        let turn: u32 = front.rsplit('=').next().unwrap().parse().unwrap();
        let forged = [
            format!("{front}&tag={flipped}{}", &tag[1..]),
            format!("{front}&tag={}", &tag[1..]),
            format!("/twilio/voice?turn={}&tag={tag}", turn + 1),
            format!("/twilio/voice?turn=-{turn}&tag={tag}"),
            format!("/twilio/voice?turn=99999999999999999999&tag={tag}"),
            format!("/twilio/voice?turn=0&tag={tag}"),
            format!("/twilio/voice?turn={turn}"),
            format!("/twilio/voice?tag={tag}"),
        ];
        for at in forged {
            assert_eq!(bench.post(&at, &ring("CA1", LINA, Some("1"))).await.status, 403, "{at}");
        }
        assert_eq!(bench.post(at, &ring("CA2", LINA, Some("1"))).await.status, 403, "another call's turn");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}
