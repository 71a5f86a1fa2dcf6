//! Flow files, files of words, conversation files and the forms of webhooks.

use std::str::from_utf8;

use guichet::{
    channel::Channel,
    flow::{
        loader,
        turn::{Rung, Say},
    },
    language::Language,
    problem::{SourceFile, report},
    provider::{form, twilio},
    simulator::conversation::{Conversation, Line},
    words::{Catalogue, Facts},
};

use crate::{run::fuzz, shipped, source};

/// Problems shown of one input: each shows a piece of the file.
const SHOWN: usize = 20;

#[test]
fn flows() {
    const WORDS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n  ",
        "\n",
        ", ",
        "&a ",
        "*a",
        "<<: ",
        "? ",
        "| ",
        "> ",
        "!!",
        "---\n",
        "'",
        "# ",
        "flow: ",
        "steps:",
        "vars:",
        "takes:",
        "say: {}",
        "next: ",
        "menu:",
        "ask:",
        "branch:",
        "when: '",
        "go: ",
        "on: ",
        "call: ",
        "with: ",
        "end: done",
        "needs: L2",
        "secret: 8",
        "timeout: ",
        "~",
        "true",
        "choose",
    ];
    let files = shipped("flows/");
    let texts = files.iter().map(|file| file.text.as_ref().to_owned());
    let made = source(texts, WORDS);
    fuzz(
        "flows",
        |seed| made.input(seed),
        |bytes| {
            let Ok(text) = from_utf8(bytes) else { return };
            let file = SourceFile { path: "flows/about.yaml".to_owned(), text: text.into() };
            let read = loader::load(std::slice::from_ref(&file), &[]);
            let places = loader::step_places(&file);
            match read {
                Ok(flows) => assert!(flows.values().all(|flow| flow.steps.len() == places.len())),
                Err(problems) => {
                    assert!(!problems.is_empty());
                    report(problems.get(..SHOWN).unwrap_or(&problems));
                }
            }
        },
    );
}

#[test]
fn words() {
    const WORDS: &[&str] = &[
        "{",
        "}",
        "{ $item }",
        "{ $x ->",
        "\n   *[other] ",
        "[one] ",
        " = ",
        "\n",
        "\n    .sms = ",
        ".voice-silence-1 = ",
        "-term = ",
        "{ -term }",
        "{ shared }",
        "{ \"",
        "\" }",
        "NUMBER(",
        ")",
        "\\u00e9",
        "\\U01F602",
        "#",
        "##",
        "### ",
        ", ",
        "$",
        "-",
        "*",
        "[",
        "]",
        "->",
        "entry = ",
        "yes",
        "menu-option",
        "ask-file",
        "{ \"\" }",
        "F(",
        " ",
    ];
    let files = shipped("locales/");
    let made = source(files.iter().map(|file| file.text.as_ref().to_owned()), WORDS);
    let facts = Facts::default();
    fuzz(
        "words",
        |seed| made.input(seed),
        |bytes| {
            let Ok(text) = from_utf8(bytes) else { return };
            let file = SourceFile { path: "locales/fr/shared.ftl".to_owned(), text: text.into() };
            let catalogue = match Catalogue::load(&[file]) {
                Ok(catalogue) => catalogue,
                Err(problems) => {
                    report(problems.get(..SHOWN).unwrap_or(&problems));
                    return;
                }
            };
            let french = Language::french();
            let ids: Vec<String> = catalogue.messages(&french, None).map(|info| info.id.clone()).take(SHOWN).collect();
            for id in ids {
                for channel in [Channel::Sms, Channel::Voice] {
                    let message = id.as_str().into();
                    let say = Say {
                        language: french.clone(),
                        flow: None,
                        message,
                        rung: Rung::Silence(2),
                        key: None,
                        with: Vec::new(),
                    };
                    catalogue.text(&say, channel, &facts);
                }
            }
        },
    );
}

#[test]
fn conversations() {
    const WORDS: &[&str] = &[
        "> ",
        "< ",
        "= ",
        "# ",
        "sms ",
        "voice ",
        "ring ",
        "ask ",
        "with ",
        "\n",
        "(",
        ")",
        "(20 minutes pass)",
        " minutes pass)",
        "(the table ",
        " is gone)",
        " is back)",
        "(silence)",
        "(hang up)",
        "(a picture)",
        "[…]",
        "withheld",
        "organisations",
        "files",
        ", ",
        "+33639980012",
        " ",
        "(the same webhook again)",
    ];
    let folder = std::fs::read_dir("tests/conversations/fr").expect("the conversations");
    let paths = folder.map(|entry| entry.expect("a conversation").path());
    let texts = paths.filter_map(|path| std::fs::read_to_string(path).ok());
    let made = source(texts, WORDS);
    fuzz(
        "conversations",
        |seed| made.input(seed),
        |bytes| {
            let Ok(text) = from_utf8(bytes) else { return };
            let Ok(read) = Conversation::parse("a.txt", text) else { return };
            // What is written back is read as the same.
            let acts = read.lines.iter().zip(1..).filter(|(line, _)| matches!(line, Line::Act(_)));
            let came: Vec<(usize, Vec<String>)> = acts.map(|(_, at)| (at, read.expected_after(at))).collect();
            let again = Conversation::parse("a.txt", &read.rewritten(&came)).expect("what we write, we can read");
            let acts_of = |read: &Conversation| -> Vec<Line> {
                read.lines.iter().filter(|line| !matches!(line, Line::Expect(_))).cloned().collect()
            };
            assert_eq!(acts_of(&again), acts_of(&read));
        },
    );
}

#[test]
fn forms() {
    const WORDS: &[&str] = &[
        "&",
        "=",
        "%",
        "+",
        "%00",
        "%FF",
        "%C3%A9",
        "%F0%9F%99%82",
        "%2B",
        "%ZZ",
        "From=",
        "To=",
        "Body=",
        "MessageSid=SM",
        "CallSid=CA",
        "Digits=",
        "CallStatus=",
        "MessageStatus=",
        "SmsStatus=",
        "NumMedia=",
        "OptOutType=",
        "in-progress",
        "completed",
        "delivered",
        "failed",
        "anonymous",
        "ErrorCode=",
        "SequenceNumber=",
        ";",
        "%26",
    ];
    let texts = [
        "MessageSid=SM0123456789abcdef0123456789abcdef&From=%2B33639980012&To=%2B33199000001&Body=DOSSIER&NumMedia=0",
        "CallSid=CA0123456789abcdef0123456789abcdef&From=anonymous&To=%2B33199000001&CallStatus=in-progress&Digits=1",
        "MessageSid=SM0123456789abcdef0123456789abcdef&MessageStatus=undelivered&ErrorCode=30006",
        "CallSid=CA0123456789abcdef0123456789abcdef&CallStatus=completed&CallDuration=12&SequenceNumber=3",
    ];
    let made = source(texts.map(str::to_owned), WORDS);
    fuzz(
        "forms",
        |seed| made.input(seed),
        |bytes| {
            let Ok(params) = form::parse(bytes) else { return };
            let pairs = || params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let without_empty = |params: &[(String, String)]| -> Vec<(String, String)> {
                params.iter().filter(|(name, value)| !name.is_empty() || !value.is_empty()).cloned().collect()
            };
            let again = form::parse(form::encode(pairs()).as_bytes()).expect("what we write, we can read");
            assert_eq!(without_empty(&again), without_empty(&params));
            let _ = twilio::inbound_text(&params);
            let _ = twilio::inbound_call(&params);
            let _ = twilio::text_status(&params);
            let _ = twilio::call_status(&params);
        },
    );
}
