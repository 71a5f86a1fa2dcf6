//! What is read out of webhooks, what is refused, and what never shows in a log.

use super::*;
use crate::provider::form::{Params, parse};

const TEXT: &str =
    "MessageSid=SM1&SmsSid=SM1&AccountSid=AC1&From=%2B33639980012&To=%2B33199001234&Body=Bonjour&NumMedia=0";
const CALL: &str = "CallSid=CA1&AccountSid=AC1&From=anonymous&To=%2B33199001234&CallStatus=ringing&Direction=inbound";

fn form(body: &str) -> Params {
    parse(body.as_bytes()).unwrap()
}

fn without(body: &str, name: &str) -> Params {
    form(body).into_iter().filter(|(key, _)| key != name).collect()
}

#[test]
fn a_text_is_read() {
    let text = inbound_text(&form(TEXT)).unwrap();
    assert_eq!((text.message_id.as_str(), text.from.as_str()), ("SM1", "+33639980012"));
    assert_eq!((text.to.as_str(), text.body.as_str(), text.opt_out), ("+33199001234", "Bonjour", None));
}

#[test]
fn a_text_may_be_empty_and_have_parameters_nobody_knows() {
    let text = inbound_text(&form("SmsSid=SM2&From=CAF&To=38000&Body=&Novelty=1")).unwrap();
    assert_eq!((text.message_id.as_str(), text.body.as_str()), ("SM2", ""));
}

#[test]
fn what_the_provider_has_answered_already_is_told() {
    for (word, expected) in [("STOP", OptOut::Stop), ("START", OptOut::Start), ("HELP", OptOut::Help)] {
        let text = inbound_text(&form(&format!("{TEXT}&OptOutType={word}"))).unwrap();
        assert_eq!(text.opt_out, Some(expected));
    }
    assert_eq!(inbound_text(&form(&format!("{TEXT}&OptOutType=X"))), Err(Unreadable::Wrong("OptOutType")));
}

#[test]
fn a_call_is_read_with_or_without_keys() {
    let call = inbound_call(&form(CALL)).unwrap();
    assert_eq!((call.call_id.as_str(), call.from.as_str(), call.to.as_str()), ("CA1", "anonymous", "+33199001234"));
    assert_eq!((call.status, call.digits), (Progress::Ringing, None));
    for (digits, expected) in [("12*0", Some("12*0")), ("%23", Some("#")), ("", None)] {
        let call = inbound_call(&form(&format!("{CALL}&Digits={digits}"))).unwrap();
        assert_eq!(call.digits.as_deref(), expected);
    }
}

#[test]
fn what_was_recorded_and_how_a_transfer_went_is_read() {
    let read = |more: &str| inbound_call(&form(&format!("{CALL}&{more}"))).unwrap();
    let recorded = read("RecordingSid=RE1&RecordingDuration=12&Digits=%23");
    assert_eq!((recorded.recording.as_deref(), recorded.dialled), (Some("RE1"), None));
    let key = read("RecordingSid=RE1&Digits=0");
    assert_eq!((key.recording, key.unwanted.as_deref(), key.digits.as_deref()), (None, Some("RE1"), Some("0")));
    let laid_down = read("RecordingSid=RE1&Digits=hangup");
    assert_eq!((laid_down.recording.as_deref(), laid_down.unwanted), (Some("RE1"), None), "most people lay down");
    for (status, answered) in
        [("completed", true), ("answered", true), ("no-answer", false), ("busy", false), ("failed", false)]
    {
        assert_eq!(read(&format!("DialCallStatus={status}")).dialled, Some(answered), "{status}");
    }
    assert!(inbound_call(&form(&format!("{CALL}&RecordingSid=a%20b"))).is_err());
}

#[test]
fn a_call_of_ours_is_read_with_the_person_on_the_side_of_the_person() {
    let ours = "CallSid=CA1&From=%2B33199001234&To=%2B33639980012&CallStatus=in-progress&Direction=outbound-api";
    let call = inbound_call(&form(ours)).unwrap();
    assert_eq!((call.from.as_str(), call.to.as_str()), ("+33639980012", "+33199001234"));
    assert_eq!(inbound_call(&without(ours, "From")), Err(Unreadable::Missing("From")));
}

#[test]
fn a_missing_parameter_is_named() {
    for name in ["From", "To", "Body"] {
        assert_eq!(inbound_text(&without(TEXT, name)), Err(Unreadable::Missing(name)));
    }
    assert_eq!(inbound_text(&form("From=a&To=b&Body=c")), Err(Unreadable::Missing("MessageSid")));
    assert_eq!(inbound_call(&without(CALL, "From")).map(|call| call.from), Ok(String::new()), "a withheld number");
    for name in ["CallSid", "To", "CallStatus"] {
        assert_eq!(inbound_call(&without(CALL, name)), Err(Unreadable::Missing(name)));
    }
    assert_eq!(text_status(&form("MessageSid=SM1")), Err(Unreadable::Missing("MessageStatus")));
    assert_eq!(call_status(&form("CallSid=CA1")), Err(Unreadable::Missing("CallStatus")));
}

#[test]
fn a_parameter_that_cannot_be_is_named_and_never_shown() {
    let rows = [
        (inbound_call(&form(&format!("{CALL}&Digits=12a"))).map(drop), "Digits"),
        (text_status(&form("MessageSid=SM1&MessageStatus=failed&ErrorCode=x")).map(drop), "ErrorCode"),
        (text_status(&form("MessageSid=S+M&MessageStatus=failed")).map(drop), "MessageSid"),
        (call_status(&form(&format!("CallSid={}&CallStatus=busy", "a".repeat(129)))).map(drop), "CallSid"),
    ];
    for (answer, name) in rows {
        assert_eq!(answer, Err(Unreadable::Wrong(name)));
    }
}

#[test]
fn a_receipt_is_read() {
    let receipt = text_status(&form("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003&To=x")).unwrap();
    assert_eq!(receipt.status, Delivery::Undelivered);
    assert_eq!(receipt.error_code, Some(30003));
    assert_eq!(text_status(&form("SmsSid=SM1&SmsStatus=sent")).unwrap().status, Delivery::Sent);
    assert_eq!(text_status(&form("MessageSid=SM1&MessageStatus=novel")).unwrap().status, Delivery::Unknown);
}

#[test]
fn a_call_is_over_when_the_provider_says_so() {
    let rows = [
        ("queued", false),
        ("initiated", false),
        ("ringing", false),
        ("in-progress", false),
        ("novel", false),
        ("completed", true),
        ("busy", true),
        ("failed", true),
        ("no-answer", true),
        ("canceled", true),
    ];
    for (name, ended) in rows {
        let news = call_status(&form(&format!("CallSid=CA1&CallStatus={name}"))).unwrap();
        assert_eq!(news.ended, ended, "{name}");
    }
}

#[test]
fn no_number_and_no_word_of_a_person_shows_in_a_log() {
    let text = format!("{:?}", inbound_text(&form(TEXT)).unwrap());
    let call = format!("{:?}", inbound_call(&form(&format!("{CALL}&Digits=4711"))).unwrap());
    for secret in ["639980012", "199001234", "Bonjour", "anonymous", "4711"] {
        assert!(!text.contains(secret) && !call.contains(secret), "{secret}");
    }
}
