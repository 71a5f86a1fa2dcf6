//! Changes that the case system tells us of by itself: believed when it signed them a moment ago, and taken once.

use guichet::{
    case::{FileNumber, Status},
    connector::remote::signature::TOLERANCE,
    phone_number::Numbering,
};
use jiff::civil::date;
use serde_json::json;

use crate::bench::Bench;

const DECIDED: &str = r#"{"type":"file.changed","file":{"organisation":"caf","number":"1234567","benefit":"housing",
                         "status":"decided","since":"2026-11-23","as_of":"2026-11-23"}}"#;
const RECEIVED: &str = r#"{"type":"file.changed","file":{"organisation":"caf","number":"1234567","benefit":"housing",
                          "status":"received","as_of":"2026-11-22"}}"#;

#[tokio::test]
async fn a_change_is_taken_once() {
    let bench = Bench::start().await;
    assert_eq!(bench.change("c1", DECIDED).await, (200, json!({ "taken": true })));
    let copy = bench.copy("1234567").await;
    assert_eq!((copy.status, copy.as_of), (Status::Decided, date(2026, 11, 23)));
    bench.pass(1);
    assert_eq!(bench.change("c2", RECEIVED).await, (200, json!({ "taken": true })));
    // The first one again, signed anew as after an answer of ours that was lost.
    bench.pass(1);
    assert_eq!(bench.change("c1", DECIDED).await, (200, json!({ "taken": false })));
    assert_eq!(bench.copy("1234567").await.status, Status::Received);
    bench.pass(6 * 86_400);
    assert_eq!(bench.change("c1", DECIDED).await, (200, json!({ "taken": false })), "days later too");
}

#[tokio::test]
async fn a_change_that_came_late_does_not_overwrite_a_later_one() {
    let bench = Bench::start().await;
    let at = bench.clock.now().as_second().unsigned_abs();
    let earlier = bench.system.signed("c1", at, RECEIVED.as_bytes());
    let later = bench.system.signed("c2", at + 2, DECIDED.as_bytes());
    bench.pass(3);
    assert_eq!(bench.post(&later, DECIDED.as_bytes()).await.1, json!({ "taken": true }));
    assert_eq!(bench.post(&earlier, RECEIVED.as_bytes()).await.1, json!({ "taken": false }));
    assert_eq!(bench.copy("1234567").await.status, Status::Decided);
}

#[tokio::test]
async fn the_words_of_a_call_follow_a_change_that_came_while_the_system_was_down() {
    let bench = Bench::start().await;
    bench.change("c1", DECIDED).await;
    bench.system.go_wrong(Some(crate::system::Fault::Fails));
    let told = bench.told_by_voice("CA1", "1234567", "13572468").await;
    assert!(told.contains("Une décision a été prise le lundi 23 novembre 2026"), "{told}");
    assert!(told.contains("à jour au lundi 23 novembre 2026"), "{told}");
}

#[tokio::test]
async fn a_file_that_we_did_not_know_is_kept_and_its_code_comes_by_post_later() {
    let bench = Bench::start().await;
    let body = DECIDED.replace("1234567", "4567890");
    assert_eq!(bench.change("c1", &body).await, (200, json!({ "taken": true })));
    assert_eq!(bench.copy("4567890").await.status, Status::Decided);
    let hash = bench.store().code_hash("caf", &FileNumber::new("4567890"), "").await.unwrap();
    assert_eq!(hash, None);
}

#[tokio::test]
async fn what_the_case_system_did_not_sign_just_now_changes_nothing() {
    let bench = Bench::start().await;
    let (body, now) = (DECIDED.as_bytes(), bench.clock.now().as_second().unsigned_abs());
    let old = TOLERANCE.unsigned_abs() + 1;
    let good = bench.system.signed("c1", now, body);
    let forged = [
        ("no header", vec![]),
        ("no signature", good[..2].to_vec()),
        ("another's signature", bench.system.signed("c2", now, body)[2..].iter().chain(&good[..2]).cloned().collect()),
        ("of another body", bench.system.signed("c1", now, RECEIVED.as_bytes()).to_vec()),
        ("replayed later", bench.system.signed("c1", now - old, body).to_vec()),
        ("from the future", bench.system.signed("c1", now + old, body).to_vec()),
    ];
    for (what, headers) in forged {
        let (status, answer) = bench.post(&headers, body).await;
        assert_eq!(status, 401, "{what}: {answer}");
    }
    for bit in (0..body.len() * 8).step_by(31) {
        let mut flipped = body.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(bench.post(&good, &flipped).await.0, 401, "bit {bit}");
    }
    assert_eq!(bench.copy("1234567").await.status, Status::Received);
    assert_eq!(bench.post(&good, body).await.0, 200, "nothing of that has used it up");
    bench.pass(TOLERANCE + 1);
    assert_eq!(bench.post(&good, body).await.0, 401, "the very request, replayed after five minutes");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_field_and_without_its_value() {
    let bench = Bench::start().await;
    let rows = [
        (DECIDED.replace("decided", "rejected"), "status: it must be one of"),
        (DECIDED.replace("\"caf\"", "\"msa\""), "organisation:"),
        (DECIDED.replace("1234567", "123456789"), "number: it must have 1 to 7 digits"),
        (DECIDED.replace("\"as_of\":\"2026-11-23\"", "\"as_of\":\"2027-01-01\""), "as_of: it lies in the future"),
        (DECIDED.replace("file.changed", "file.look_up"), "type: it must be `file.changed`"),
        (DECIDED.replace("housing", "Housing"), "benefit: it must be a key"),
        ("{\"type\":\"file.changed\",\"file\":{\"number\":1234567}}".to_owned(), "the JSON cannot be read at line 1"),
        ("no JSON".to_owned(), "the JSON cannot be read at line 1"),
    ];
    for (number, (body, expected)) in rows.into_iter().enumerate() {
        let (status, answer) = bench.change(&format!("c{number}"), &body).await;
        let reason = answer["error"].as_str().unwrap_or_default();
        assert!(status == 422 && reason.contains(expected), "{status} {reason}");
        for value in ["rejected", "msa", "123456", "2027", "Housing"] {
            assert!(!reason.contains(value), "{reason}");
        }
    }
    let huge = " ".repeat(65 * 1024);
    assert_eq!(bench.change("huge", &huge).await.0, 413);
    assert_eq!(bench.copy("1234567").await.status, Status::Received);
}

#[tokio::test]
async fn a_look_up_that_began_before_a_change_does_not_undo_it() {
    let bench = Bench::start().await;
    // A change told by our clock after the look-up was begun: the look-up's news is older.
    bench.pass(10);
    bench.change("c1", DECIDED).await;
    bench.pass(-5);
    let told = bench.look_up("1234567").await.expect("the file");
    assert_eq!((told.status, bench.copy("1234567").await.status), (Status::Decided, Status::Decided));
    bench.pass(6);
    assert_eq!(bench.look_up("1234567").await.expect("the file").status, Status::InProgress);
}

#[tokio::test]
async fn the_deadlines_of_a_file_are_set_up_when_it_changes_and_end_when_it_says_no_more_of_them() {
    let bench = Bench::start().await;
    let person = Numbering { fiction: true }.parse("+33639980012").expect("a number");
    let told = |deadlines: &str| {
        let more = format!("\"phone\":\"+33639980012\",\"deadlines\":{deadlines}");
        RECEIVED.replace("\"as_of\":\"2026-11-22\"", &format!("\"as_of\":\"2026-11-22\",{more}"))
    };
    let rsa = r#"{"deadline":"rsa-declaration","date":"2026-09-01"}"#;
    let bill = r#"{"deadline":"unpaid-energy-bill","dates":{"bill":"2026-11-02","first-letter":"2026-11-16"},
                  "facts":["energy-cheque"]}"#;
    let bill_until = |day: &str, state: &str| format!("unpaid-energy-bill {day} {state}");
    let rsa_is = |state: &str| format!("rsa-declaration 2026-12-31 {state}");
    for (number, (deadlines, expected)) in [
        (format!("[{rsa},{bill}]"), vec![bill_until("2026-12-16", "armed"), rsa_is("armed")]),
        // A type that there is not holds up nothing.
        (
            format!("[{rsa},{{\"deadline\":\"no-such\"}},{bill}]"),
            vec![bill_until("2026-12-16", "armed"), rsa_is("armed")],
        ),
        (
            format!("[{rsa},{}]", bill.replace("11-16", "11-20")),
            vec![bill_until("2026-12-16", "withdrawn"), bill_until("2026-12-20", "armed"), rsa_is("armed")],
        ),
        (
            format!("[{rsa}]"),
            vec![bill_until("2026-12-16", "withdrawn"), bill_until("2026-12-20", "done"), rsa_is("armed")],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        bench.pass(1);
        assert_eq!(bench.change(&format!("d{number}"), &told(&deadlines)).await.0, 200);
        let known = bench.store().deadlines_of(&person).await.unwrap();
        let known: Vec<_> =
            known.iter().map(|one| format!("{} {} {}", one.kind, one.closes, one.state.as_str())).collect();
        assert_eq!(known, expected, "{number}");
    }
    for (number, (deadlines, reason)) in [
        (r#"[{"deadline":"rsa-declaration","date":"01/09/2026"}]"#, "deadlines: it must be a day such as"),
        (r#"[{"deadline":"RSA!"}]"#, "deadlines: each name must be a key"),
        (r#"[{"deadline":"rsa-appeal"},{"deadline":"rsa-appeal"}]"#, "deadlines: one stands there twice"),
    ]
    .into_iter()
    .enumerate()
    {
        let (status, answer) = bench.change(&format!("w{number}"), &told(deadlines)).await;
        let error = answer["error"].as_str().unwrap_or_default();
        assert!(status == 422 && error.contains(reason), "{status} {error}");
    }
}
