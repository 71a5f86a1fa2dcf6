//! Looking a file up: what is told while the case system answers well, and while it does not.

use guichet::{breaker::Standing, case::Status};
use jiff::civil::date;
use serde_json::json;

use crate::{bench::Bench, log::Log, system::Fault};

/// Our copy of 1234567, in the words of a text and of a call.
const COPY_BY_TEXT: &str = "Votre demande est bien arrivée, le lundi 2 novembre 2026. \
                            Informations à jour au vendredi 20 novembre 2026.";
const COPY_BY_VOICE: &str = "Votre demande est bien arrivée, le lundi 2 novembre 2026. \
                             Ces informations sont à jour au vendredi 20 novembre 2026.";
/// The same file as the case system has it.
const NOW_BY_TEXT: &str = "Votre dossier est en cours depuis le lundi 2 novembre 2026. \
                           Informations à jour au samedi 21 novembre 2026.";

#[tokio::test]
async fn a_person_hears_what_the_case_system_says_now_and_our_copy_is_brought_up_to_date() {
    let bench = Bench::start().await;
    let told = bench.told_by_text("1234567", "13572468").await;
    assert!(told.contains(NOW_BY_TEXT), "{told}");
    let told = bench.told_by_voice("CA1", "1234567", "13572468").await;
    assert!(told.contains("Il est en cours") && told.contains("au samedi 21 novembre 2026"), "{told}");
    let copy = bench.copy("1234567").await;
    assert_eq!((copy.status, copy.as_of), (Status::InProgress, date(2026, 11, 21)));
    assert!(copy.phone.is_some(), "the number on file came with it");
    assert_eq!(bench.asked("look-up"), 2);
}

#[tokio::test]
async fn whatever_goes_wrong_the_last_copy_is_told_with_its_own_day() {
    let bench = Bench::with("deadline_ms = 300").await;
    // What is told by mistake would show.
    bench.system.set("1234567", "status", json!("decided"));
    for fault in Fault::ALL {
        let before = bench.asked("look-up");
        bench.system.go_wrong(Some(fault));
        let told = bench.told_by_text("1234567", "13572468").await;
        assert!(told.contains(COPY_BY_TEXT), "{fault:?}: {told}");
        let told = bench.told_by_voice(fault.as_str(), "1234567", "13572468").await;
        assert!(told.contains(COPY_BY_VOICE), "{fault:?}: {told}");
        assert_eq!((bench.asked("look-up") - before, bench.asked("elsewhere")), (2, 0), "{fault:?}");
        let copy = bench.copy("1234567").await;
        assert_eq!((copy.status, copy.as_of), (Status::Received, date(2026, 11, 20)), "{fault:?}");
        // A good answer about another file, so that the case system is not left alone; and the call is forgotten.
        bench.system.go_wrong(None);
        bench.look_up("2345678").await.expect("the file");
        bench.pass(2_000);
    }
}

#[tokio::test]
async fn a_file_that_says_what_cannot_be_is_not_believed() {
    let bench = Bench::with("per_second = 1000").await;
    for (field, value) in [
        ("number", json!(1_234_567)),
        ("number", json!("1234568")),
        ("organisation", json!("msa")),
        ("postcode", json!("75018")),
        ("benefit", json!("Housing benefit")),
        ("since", json!("02/11/2026")),
        ("since", json!("2026-11-31")),
        ("as_of", json!("2026-11-25")),
        ("as_of", json!("yesterday")),
        ("missing", json!([{ "name": "rent", "kind": "gold" }])),
        ("missing", json!([{ "name": "rent" }, { "name": "rent" }])),
        ("missing", json!("rent")),
        ("status", json!("missing_item")),
        ("status", json!(null)),
    ] {
        // A good answer and a minute in between, so that the case system is not left alone.
        bench.look_up("2345678").await.expect("the file");
        bench.pass(60);
        let (before, asked) = (bench.system.file("1234567"), bench.asked("look-up"));
        bench.system.set("1234567", field, value.clone());
        let told = bench.look_up("1234567").await.expect("the copy");
        assert_eq!((told.status, told.as_of), (Status::Received, date(2026, 11, 20)), "{field}: {value}");
        assert_eq!(bench.asked("look-up"), asked + 1, "{field}: {value}");
        bench.system.put("1234567", before);
    }
    assert_eq!(bench.look_up("1234567").await.expect("the file").status, Status::InProgress, "nothing else was wrong");
}

#[tokio::test]
async fn news_without_a_day_is_of_today_and_a_number_that_is_none_holds_nothing_back() {
    let bench = Bench::start().await;
    bench.system.set("1234567", "as_of", json!(null));
    bench.system.set("1234567", "phone", json!("no number"));
    bench.system.set("1234567", "something_of_their_own", json!({ "deep": [1, 2] }));
    let told = bench.look_up("1234567").await.expect("the file");
    assert_eq!((told.status, told.as_of, told.phone), (Status::InProgress, date(2026, 11, 23), None));
}

#[tokio::test]
async fn who_has_a_file_that_the_case_system_no_longer_knows_is_led_to_an_advisor() {
    let bench = Bench::start().await;
    bench.system.forget("1234567");
    assert!(bench.look_up("1234567").await.is_none());
    let told = bench.told_by_text("1234567", "13572468").await;
    assert!(told.contains("conseiller") && !told.contains("à jour"), "{told}");
}

#[tokio::test]
async fn a_case_system_that_keeps_failing_is_left_alone_and_tried_again_after_a_while() {
    let bench = Bench::start().await;
    bench.system.go_wrong(Some(Fault::Fails));
    for _ in 0..8 {
        assert_eq!(bench.look_up("1234567").await.expect("the copy").as_of, date(2026, 11, 20));
    }
    assert_eq!((bench.asked("look-up"), bench.remote().standing()), (5, Standing::Open));
    bench.pass(10);
    bench.look_up("1234567").await.expect("the copy");
    bench.look_up("1234567").await.expect("the copy");
    assert_eq!(bench.asked("look-up"), 6, "one probe, which failed");
    bench.system.go_wrong(None);
    assert_eq!(bench.look_up("1234567").await.expect("the copy").as_of, date(2026, 11, 20), "it is still left alone");
    bench.pass(10);
    assert_eq!(bench.look_up("1234567").await.expect("the file").as_of, date(2026, 11, 21));
    assert_eq!((bench.asked("look-up"), bench.remote().standing()), (7, Standing::Closed));
}

#[tokio::test]
async fn a_case_system_is_asked_no_oftener_than_the_settings_allow() {
    let bench = Bench::with("per_second = 2").await;
    for _ in 0..5 {
        bench.look_up("1234567").await.expect("a file");
    }
    assert_eq!((bench.asked("look-up"), bench.remote().standing()), (2, Standing::Closed));
    bench.pass(1);
    bench.look_up("1234567").await.expect("the file");
    assert_eq!(bench.asked("look-up"), 3);
}

#[tokio::test]
async fn files_of_an_organisation_that_it_does_not_keep_are_never_asked_for() {
    let bench = Bench::with("organisations = []").await;
    assert_eq!(bench.look_up("1234567").await.expect("the file").status, Status::Received);
    assert_eq!(bench.system.seen().len(), 0);
}

#[tokio::test]
async fn a_case_system_with_another_secret_is_asked_for_nothing_it_could_tell() {
    let bench = Bench::start().await;
    let body = br#"{"type":"file.look_up","organisation":"caf","number":"1234567"}"#;
    let at = bench.clock.now().as_second();
    let secret = ["whsec_YW5vdGhlci1zZWNyZXQtdGhhbi10aGUtb3RoZXI=".into()];
    let signature = guichet::connector::remote::signature::sign(&secret, "1", bench.clock.now(), body);
    let [id, time, _] = bench.system.signed("1", at.unsigned_abs(), body);
    let (status, _) = bench.ask_system(&[id, time, ("webhook-signature", signature)], body).await;
    assert_eq!((status, bench.system.seen().len()), (401, 0));
}

#[tokio::test]
async fn no_number_code_or_answer_stands_in_the_log_whatever_goes_wrong() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    // For every thread: whatever the other tests log meanwhile is looked through as well.
    tracing::subscriber::set_global_default(subscriber).expect("no other test listens");
    let bench = Bench::with("deadline_ms = 200").await;
    for fault in [None].into_iter().chain(Fault::ALL.map(Some)) {
        bench.system.go_wrong(fault);
        bench.told_by_text("1234567", "13572468").await;
        bench.pass(11);
    }
    bench.system.go_wrong(None);
    bench.told_by_text("2345678", "24681357").await;
    for body in ["1", "1", "987 ter", "1"] {
        bench.text(body).await;
    }
    bench.system.go_wrong(Some(Fault::Cut));
    assert_eq!(bench.service.deliver_answers().await.unwrap(), 1);
    bench.change("c1", r#"{"type":"file.changed","file":{"organisation":"caf","number":"2345678"}}"#).await;
    let written = log.written();
    assert!(written.contains("the case system gave no file") && written.contains("an answer was not delivered"));
    for canary in ["1234567", "13572468", "2345678", "24681357", "987 ter", "+336", "06 39", "whsec_", "MfKQ9r8"] {
        let line = written.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "{canary}: {line:?}");
    }
}
