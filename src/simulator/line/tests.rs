//! The line's manners, one table row or one sentence each.

use proptest::prelude::*;

use super::*;
use crate::{
    flow::turn::{Keys, Wait},
    language::Language,
    provider::twiml::{self, Voices},
    render::script::{CallScript, CallThen, Spoken},
};

const URL: &str = "https://guichet.example.org/voice?v=1";
const XML: &str = "text/xml; charset=utf-8";

fn ringing() -> Line {
    Line::dial("CA1".to_owned(), "AC1".to_owned(), "+33639980012", "+33199001234", URL)
}

/// A line that was answered with these verbs.
fn answered(verbs: &str) -> Line {
    let mut line = ringing();
    line.receive(200, XML, &format!("<Response>{verbs}</Response>"));
    line
}

fn said(line: &Line) -> Vec<&str> {
    match line.phase() {
        Phase::Speaking(heard) => heard.iter().map(|utterance| utterance.text.as_str()).collect(),
        other => panic!("not speaking: {other:?}"),
    }
}

fn request(line: &Line) -> &Request {
    match line.phase() {
        Phase::Fetch(request) => request,
        other => panic!("not fetching: {other:?}"),
    }
}

fn param<'a>(line: &'a Line, name: &str) -> Option<&'a str> {
    request(line).params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The address and the keys that are sent, if any are.
fn sent(line: &Line) -> (&str, Option<&str>) {
    (&request(line).url, param(line, "Digits"))
}

fn press(line: &mut Line, keys: &str) {
    for key in keys.chars() {
        line.press(key);
    }
}

fn fault(line: &mut Line) -> String {
    assert_eq!(said(line), [APOLOGY]);
    match line.spoken() {
        Phase::Ended(Reason::Fault(fault)) => fault.clone(),
        other => panic!("no fault: {other:?}"),
    }
}

#[test]
fn a_call_first_asks_the_voice_address_while_it_rings() {
    let line = ringing();
    let expected = [
        ("CallSid", "CA1"),
        ("AccountSid", "AC1"),
        ("From", "+33639980012"),
        ("To", "+33199001234"),
        ("CallStatus", "ringing"),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "inbound"),
    ];
    let expected = Request { method: Method::Post, url: URL.to_owned(), params: owned(&expected) };
    assert_eq!(line.phase(), &Phase::Fetch(expected));
}

#[test]
fn a_menu_is_spoken_then_listens_then_sends_the_key() {
    let mut line = answered(
        "<Gather input=\"dtmf\" action=\"/turn?n=1&amp;m=2\" timeout=\"6\" numDigits=\"1\" finishOnKey=\"\">\
         <Say voice=\"Polly.Lea-Neural\" language=\"fr-FR\">Un &amp; deux</Say></Gather>",
    );
    let Phase::Speaking(heard) = line.phase() else { panic!() };
    assert_eq!((heard[0].language.as_deref(), heard[0].voice.as_deref()), (Some("fr-FR"), Some("Polly.Lea-Neural")));
    assert_eq!(said(&line), ["Un & deux"]);
    assert_eq!(line.spoken(), &Phase::Listening { timeout: 6.0, one_key: true });
    line.press('2');
    assert_eq!(sent(&line), ("https://guichet.example.org/turn?n=1&m=2", Some("2")));
    assert_eq!(param(&line, "CallStatus"), Some("in-progress"));
}

#[test]
fn what_our_writer_writes_is_understood() {
    let spoken = vec![Spoken { language: Language::french(), text: "Un & <deux>".to_owned() }];
    let waits = [Keys::One, Keys::UntilHash].map(|keys| CallThen::Gather(Wait { keys, timeout: 6 }));
    for (then, expected) in [(waits[0].clone(), Some("#")), (waits[1].clone(), None)] {
        let script = CallScript { spoken: spoken.clone(), then };
        let mut line = ringing();
        let xml = String::from_utf8(twiml::call(&script, &Voices::default(), "/t?a=1&b=2")).unwrap();
        line.receive(200, twiml::CONTENT_TYPE, &xml);
        assert_eq!(said(&line), ["Un & <deux>"]);
        line.press('#');
        assert_eq!(sent(&line), ("https://guichet.example.org/t?a=1&b=2", expected));
    }
    let script = CallScript { spoken, then: CallThen::HangUp };
    let mut line = ringing();
    let xml = String::from_utf8(twiml::call(&script, &Voices::default(), "")).unwrap();
    line.receive(200, twiml::CONTENT_TYPE, &xml);
    assert_eq!(line.spoken(), &Phase::Ended(Reason::Service));
}

#[test]
fn keys_end_a_gather_as_its_attributes_say() {
    let rows = [
        ("", "1234#", Some("1234")),
        ("", "*0#", Some("*0")),
        ("finishOnKey=\"*\"", "12#*", Some("12#")),
        ("finishOnKey=\"\" numDigits=\"1\"", "#", Some("#")),
        ("finishOnKey=\"\" numDigits=\"3\"", "1*#", Some("1*#")),
        ("numDigits=\"4\"", "12#", Some("12")),
        ("numDigits=\"2\"", "123", Some("12")),
        ("actionOnEmptyResult=\"true\"", "#", None),
    ];
    for (attributes, keys, expected) in rows {
        let mut line = answered(&format!("<Gather action=\"/t\" {attributes}/>"));
        press(&mut line, keys);
        assert_eq!(sent(&line), ("https://guichet.example.org/t", expected), "{attributes} {keys}");
    }
}

#[test]
fn a_finishing_key_alone_goes_on_with_the_next_verb() {
    let mut line = answered("<Gather/><Say>Rien</Say>");
    line.press('#');
    assert_eq!(said(&line), ["Rien"]);
}

#[test]
fn silence_goes_on_with_the_next_verb_or_is_sent() {
    let mut line = answered("<Gather timeout=\"4\"/><Say>Rien</Say>");
    assert_eq!(line.elapsed(3.5), &Phase::Listening { timeout: 0.5, one_key: false });
    line.elapsed(0.5);
    assert_eq!(said(&line), ["Rien"]);

    let mut line = answered("<Gather timeout=\"4\" action=\"t\" actionOnEmptyResult=\"true\"/><Say>Rien</Say>");
    line.elapsed(4.0);
    assert_eq!(sent(&line), ("https://guichet.example.org/t", None));
}

#[test]
fn each_key_gives_the_whole_time_again_and_silence_sends_what_there_is() {
    let mut line = answered("<Gather timeout=\"4\" action=\"t\"/>");
    line.elapsed(3.0);
    assert_eq!(line.press('1'), &Phase::Listening { timeout: 4.0, one_key: false });
    line.elapsed(3.0);
    line.press('2');
    line.elapsed(4.0);
    assert_eq!(sent(&line).1, Some("12"));
}

#[test]
fn a_key_stops_the_speech_of_a_gather_only() {
    let mut line = answered("<Say>Bonjour</Say><Gather action=\"t\"><Say>Menu</Say></Gather>");
    line.press('1');
    assert_eq!(said(&line), ["Bonjour"]);
    line.spoken();
    assert_eq!(said(&line), ["Menu"]);
    assert_eq!(line.press('2'), &Phase::Listening { timeout: 5.0, one_key: false });
    line.press('#');
    assert_eq!(sent(&line).1, Some("2"));

    let mut line = answered("<Gather action=\"t\" bargeIn=\"false\"><Say>Menu</Say></Gather>");
    line.press('2');
    assert_eq!(said(&line), ["Menu"]);
}

#[test]
fn only_keys_of_a_telephone_count_and_only_where_keys_are_wanted() {
    let mut line = answered("<Gather action=\"t\" finishOnKey=\"\" numDigits=\"1\"/>");
    press(&mut line, "aé٣ A");
    assert!(matches!(line.phase(), Phase::Listening { .. }));
    let mut line = answered("<Gather input=\"speech\" action=\"t\" numDigits=\"1\"/>");
    line.press('1');
    assert!(matches!(line.phase(), Phase::Listening { .. }));
}

#[test]
fn the_end_of_the_document_hangs_up() {
    for verbs in ["", "<Hangup/>", "<Hangup/><Say>Jamais</Say>", "<!-- rien -->", "<Reject/>"] {
        assert_eq!(answered(verbs).phase(), &Phase::Ended(Reason::Service), "{verbs}");
    }
    let mut line = answered("<Say>Au revoir</Say>");
    assert_eq!(line.spoken(), &Phase::Ended(Reason::Service));
}

#[test]
fn what_is_heard_comes_in_order_with_its_pauses_and_repeats() {
    let line = answered(
        "<Say loop=\"2\">Un <break time=\"1s\"/><say-as interpret-as=\"digits\">12</say-as> deux</Say><Pause length=\"3\"/>\
         <Play>https://h.example/a.wav</Play><Say><![CDATA[a < b]]></Say>",
    );
    assert_eq!(said(&line), ["Un 12 deux", "Un 12 deux", "", "", "a < b"]);
    let Phase::Speaking(heard) = line.phase() else { panic!() };
    assert_eq!((heard[2].pause, heard[3].play.as_deref()), (Some(3.0), Some("https://h.example/a.wav")));
}

#[test]
fn a_redirect_is_followed_by_post_or_get_and_relative_to_the_document() {
    let line = answered("<Redirect> next?a=1&amp;b=2 </Redirect><Say>Jamais</Say>");
    assert_eq!(sent(&line).0, "https://guichet.example.org/next?a=1&b=2");
    let line = answered("<Redirect method=\"GET\">/next?a=1</Redirect>");
    let request = request(&line);
    assert_eq!((request.method, request.params.len()), (Method::Get, 0));
    assert!(request.url.starts_with("https://guichet.example.org/next?a=1&CallSid=CA1&"), "{}", request.url);
    assert!(request.url.contains("&From=%2B33639980012&"), "{}", request.url);
}

#[test]
fn an_action_left_out_asks_the_last_document_again() {
    let mut line = answered("<Redirect>/second</Redirect>");
    line.receive(200, XML, "<Response><Gather numDigits=\"1\"/></Response>");
    line.press('1');
    assert_eq!(sent(&line), ("https://guichet.example.org/second", Some("1")));
}

#[test]
fn ten_redirects_are_followed_and_an_eleventh_is_a_fault() {
    let redirect = "<Response><Redirect>/again</Redirect></Response>";
    let mut line = ringing();
    for _ in 0..10 {
        line.receive(200, XML, redirect);
        assert_eq!(sent(&line).0, "https://guichet.example.org/again");
    }
    line.receive(200, XML, redirect);
    assert!(fault(&mut line).contains("11215"));
}

#[test]
fn speech_between_redirects_makes_them_count_anew() {
    let mut line = ringing();
    for _ in 0..20 {
        line.receive(200, XML, "<Response><Say>Patientez</Say><Redirect>/again</Redirect></Response>");
        line.spoken();
    }
    assert_eq!(sent(&line).0, "https://guichet.example.org/again");
}

#[test]
fn who_is_rung_never_answers() {
    let mut line = answered("<Dial timeout=\"20\" action=\"/after\"><Number>+33199001235</Number></Dial>");
    assert_eq!(line.phase(), &Phase::Waiting { seconds: 20.0, what: Waiting::Ringing });
    line.press('1');
    line.elapsed(20.0);
    assert_eq!(sent(&line), ("https://guichet.example.org/after", None));
    assert_eq!(param(&line, "DialCallStatus"), Some("no-answer"));

    let mut line = answered("<Dial>+33199001235</Dial><Say>Personne</Say>");
    line.elapsed(30.0);
    assert_eq!(said(&line), ["Personne"]);
}

#[test]
fn the_advisor_who_is_rung_may_answer() {
    for (answers, status) in [(true, "completed"), (false, "no-answer")] {
        let mut line = answered("<Dial timeout=\"20\" action=\"/after\"><Number>+33199001235</Number></Dial>");
        line.advisor(answers);
        assert_eq!(param(&line, "DialCallStatus"), Some(status));
    }
}

#[test]
fn what_is_said_is_recorded_and_a_silence_is_not() {
    let document = "<Record timeout=\"6\" finishOnKey=\"#0\" action=\"/after\"/><Redirect>/silence</Redirect>";
    let mut line = answered(document);
    assert_eq!(line.phase(), &Phase::Waiting { seconds: 6.0, what: Waiting::Recording });
    line.say_aloud(12);
    assert_eq!(param(&line, "RecordingDuration"), Some("12"));
    assert!(param(&line, "RecordingSid").is_some_and(|sid| sid.starts_with("RE")));

    let mut line = answered(document);
    line.press('1');
    line.press('0');
    assert_eq!((param(&line, "Digits"), param(&line, "RecordingSid")), (Some("0"), None));

    let mut line = answered(document);
    line.elapsed(6.0);
    assert_eq!(sent(&line), ("https://guichet.example.org/silence", None));
}

#[test]
fn an_answer_that_is_no_document_is_spoken_or_is_a_fault() {
    let rows = [
        (500, XML, "<Response/>", "500"),
        (302, XML, "<Response/>", "302"),
        (404, "text/plain", "", "404"),
        (200, "application/json", "{}", "12300"),
        (200, "", "<Response/>", "12300"),
        (200, XML, "", "empty"),
        (200, XML, "plain", "outside <Response>"),
        (200, XML, "<Response>", "never closed"),
        (200, XML, "<Response></Other>", "12100"),
        (200, XML, "<Response/><Response/>", "does not belong"),
        (200, XML, "<Response><Say>&nope;</Say></Response>", "nope"),
        (200, XML, "<Response><Say>\u{1}</Say></Response>", "forbids"),
        (200, XML, "<Response><Say>&#1;</Say></Response>", "#1"),
        (200, XML, "<!DOCTYPE a><Response/>", "document type"),
    ];
    for (status, content_type, body, expected) in rows {
        let mut line = ringing();
        line.receive(status, content_type, body);
        let fault = fault(&mut line);
        assert!(fault.contains(expected), "{body}: {fault}");
    }
    let mut line = ringing();
    line.receive(200, XML, &format!("<Response><Say>{}</Say></Response>", "a".repeat(65_536)));
    assert!(fault(&mut line).contains("11750"));
    let mut line = ringing();
    line.receive(200, "text/plain", "Bonjour");
    assert_eq!(said(&line), ["Bonjour"]);
    assert_eq!(line.spoken(), &Phase::Ended(Reason::Service));
}

#[test]
fn what_the_provider_does_not_know_is_a_fault_that_names_it() {
    let rows = [
        ("<Sai>a</Sai>", "<Sai>"),
        ("<say>a</say>", "<say>"),
        ("<Say lang=\"fr\">a</Say>", "`lang`"),
        ("<Gather numdigits=\"1\"/>", "`numdigits`"),
        ("<Gather><Redirect>/a</Redirect></Gather>", "<Redirect>"),
        ("<Gather><Gather/></Gather>", "<Gather>"),
        ("<Message>a</Message>", "<Message>"),
        ("<Enqueue>a</Enqueue>", "<Enqueue>"),
        ("bonjour", "<Response>"),
        ("<Gather>bonjour</Gather>", "<Gather>"),
        ("<Gather numDigits=\"0\"/>", "`numDigits`"),
        ("<Gather numDigits=\"x\"/>", "`numDigits`"),
        ("<Gather timeout=\"-1\"/>", "`timeout`"),
        ("<Gather finishOnKey=\"12\"/>", "`finishOnKey`"),
        ("<Gather finishOnKey=\"a\"/>", "`finishOnKey`"),
        ("<Gather input=\"keys\"/>", "`input`"),
        ("<Gather method=\"post\"/>", "`method`"),
        ("<Gather actionOnEmptyResult=\"yes\"/>", "`actionOnEmptyResult`"),
        ("<Pause length=\"1.5\"/>", "`length`"),
        ("<Reject reason=\"tired\"/>", "`reason`"),
        ("<Dial/>", "<Dial>"),
        ("<Say loop=\"1\" loop=\"2\">a</Say>", "<Say>"),
    ];
    for (verbs, expected) in rows {
        let fault = fault(&mut answered(verbs));
        assert!(fault.contains(expected), "{verbs}: {fault}");
    }
}

#[test]
fn a_document_nested_without_end_is_a_fault() {
    let mut line = answered(&format!("<Say>{}</Say>", "<p>".repeat(5000)));
    assert!(fault(&mut line).contains("nested"));
}

#[test]
fn a_caller_hangs_up_at_any_time_and_a_late_answer_is_dropped() {
    let mut line = ringing();
    assert_eq!(line.hang_up(), &Phase::Ended(Reason::Caller));
    assert_eq!(line.receive(200, XML, "<Response><Say>Tard</Say></Response>"), &Phase::Ended(Reason::Caller));
    let mut line = answered("");
    assert_eq!(line.hang_up(), &Phase::Ended(Reason::Service));
}

#[test]
fn the_news_of_a_call_say_where_it_stands() {
    let status = |line: &Line| {
        let request = line.status_callback("https://guichet.example.org/status#rc=2", 2);
        assert_eq!(request.url, "https://guichet.example.org/status");
        assert!(request.params.contains(&("SequenceNumber".to_owned(), "2".to_owned())));
        request.params.into_iter().find(|(name, _)| name == "CallStatus").unwrap().1
    };
    assert_eq!(status(&ringing()), "ringing");
    assert_eq!(status(&answered("<Gather/>")), "in-progress");
    assert_eq!(status(&answered("<Hangup/>")), "completed");
    assert_eq!(status(&answered("<Reject reason=\"busy\"/>")), "busy");
}

#[test]
fn no_number_and_no_key_shows_in_a_log() {
    let mut line = answered("<Gather method=\"GET\" numDigits=\"4\"/>");
    press(&mut line, "4711");
    assert!(sent(&line).0.contains("Digits=4711"));
    for log in [format!("{:?}", line.phase()), format!("{:?}", ringing().phase())] {
        assert!(!log.contains("4711") && !log.contains("639980012"), "{log}");
    }
}

#[test]
fn a_phase_is_tagged_for_a_page() {
    let json = |line: &Line| serde_json::to_value(line.phase()).unwrap();
    let listening = serde_json::json!({ "phase": "listening", "with": { "timeout": 5.0, "one_key": false } });
    assert_eq!(json(&answered("<Gather/>")), listening);
    assert_eq!(json(&answered("")), serde_json::json!({ "phase": "ended", "with": { "by": "service" } }));
    assert_eq!(json(&ringing())["with"]["method"], "POST");
}

#[derive(Clone, Debug)]
enum Event {
    Receive(u16, String),
    Press(char),
    Spoken,
    Elapsed(f64),
    HangUp,
}

fn any_event() -> impl Strategy<Value = Event> {
    let verb = prop::sample::select(vec![
        "<Say>a</Say>",
        "<Gather action=\"t\"><Say>b</Say></Gather>",
        "<Gather numDigits=\"2\" actionOnEmptyResult=\"true\"/>",
        "<Redirect>/r</Redirect>",
        "<Record/>",
        "<Dial>1</Dial>",
        "<Hangup/>",
        "<Nope/>",
    ]);
    prop_oneof![
        4 => prop::collection::vec(verb, 0..4)
            .prop_map(|verbs| Event::Receive(200, format!("<Response>{}</Response>", verbs.concat()))),
        1 => (any::<u16>(), any::<String>()).prop_map(|(status, body)| Event::Receive(status, body)),
        4 => prop::sample::select(vec!['0', '5', '#', '*', 'x']).prop_map(Event::Press),
        4 => Just(Event::Spoken),
        4 => prop_oneof![Just(f64::NAN), Just(-1.0), 0.0..60.0].prop_map(Event::Elapsed),
        1 => Just(Event::HangUp),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_a_line_stays_in_order(events in prop::collection::vec(any_event(), 0..40)) {
        let mut line = ringing();
        for event in events {
            let over = matches!(line.phase(), Phase::Ended(_));
            let before = line.phase().clone();
            match event {
                Event::Receive(status, body) => line.receive(status, XML, &body),
                Event::Press(key) => line.press(key),
                Event::Spoken => line.spoken(),
                Event::Elapsed(seconds) => line.elapsed(seconds),
                Event::HangUp => line.hang_up(),
            };
            prop_assert!(!over || line.phase() == &before, "an ended call goes on");
            match line.phase() {
                Phase::Listening { timeout, .. } => prop_assert!(*timeout >= 0.0 && line.gather.is_some()),
                Phase::Waiting { seconds, .. } => prop_assert!(*seconds >= 0.0 && line.after_wait.is_some()),
                Phase::Speaking(heard) => prop_assert!(!heard.is_empty()),
                Phase::Fetch(_) | Phase::Ended(_) => prop_assert!(line.gather.is_none()),
            }
        }
    }
}
