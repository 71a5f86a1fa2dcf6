//! Answers taken to the case system: each in effect once, however often it had to be brought.

use std::time::Duration;

use guichet::{connector::export::export_answers, store::delivery::Settled};
use serde_json::json;

use crate::{bench::Bench, system::Fault};

/// The person of 2345678 gives the street number.
async fn give(bench: &Bench) {
    let told = bench.told_by_text("2345678", "24681357").await;
    assert!(told.contains("Il manque"), "{told}");
    // The case system misses two things, our own copy one.
    let told = bench.text("1").await;
    let told = if told.contains("rue") && told.contains("12 bis") { told } else { bench.text("1").await };
    assert!(told.contains("12 bis"), "{told}");
    bench.text("12 bis").await;
    let told = bench.text("1").await;
    assert!(told.contains("référence"), "{told}");
}

#[tokio::test]
async fn an_answer_is_delivered_with_all_that_belongs_to_it() {
    let bench = Bench::start().await;
    give(&bench).await;
    assert_eq!(bench.service.deliver_answers().await.unwrap(), 1);
    let answers = bench.system.answers();
    assert_eq!(answers.len(), 1);
    assert_eq!((&answers[0]["item"], &answers[0]["value"]), (&json!("street_number"), &json!("12 bis")));
    assert_eq!((&answers[0]["confirmed"], &answers[0]["channel"]), (&json!(true), &json!("sms")));
    assert_eq!(answers[0]["reference"].as_str().map(str::len), Some(6));
    assert_eq!(bench.service.deliver_answers().await.unwrap(), 0, "it is delivered");
    assert_eq!(bench.store().undelivered().await.unwrap().waiting, 0);
}

#[tokio::test]
async fn an_answer_whose_receipt_is_lost_is_in_effect_once() {
    for fault in [Fault::Slow, Fault::Cut, Fault::OtherFile] {
        let bench = Bench::with("deadline_ms = 100").await;
        bench.system.go_wrong(Some(Fault::Fails));
        give(&bench).await;
        bench.system.go_wrong(Some(fault));
        for seconds in [0, 10, 20] {
            bench.pass(seconds);
            assert_eq!(bench.service.deliver_answers().await.unwrap(), 1, "{fault:?}");
            assert_eq!(bench.service.deliver_answers().await.unwrap(), 0, "{fault:?}: it waits");
        }
        assert_eq!((bench.system.answers().len(), bench.asked("answers")), (1, 3), "{fault:?}");
        bench.system.go_wrong(None);
        bench.pass(40);
        assert_eq!(bench.service.deliver_answers().await.unwrap(), 1, "{fault:?}");
        bench.pass(4_000);
        assert_eq!(bench.service.deliver_answers().await.unwrap(), 0, "{fault:?}");
        let seen = bench.system.seen();
        let ids: Vec<&str> = seen.iter().filter(|seen| seen.path == "answers").map(|seen| seen.id.as_str()).collect();
        assert_eq!((bench.system.answers().len(), ids.len()), (1, 4), "{fault:?}");
        assert!(ids.iter().all(|id| *id == ids[0]), "one answer, one identifier");
    }
}

#[tokio::test]
async fn an_answer_waits_while_the_case_system_is_down_and_is_not_asked_for_again_meanwhile() {
    let bench = Bench::start().await;
    for fault in [Fault::Fails, Fault::Lost, Fault::Redirect] {
        bench.system.go_wrong(Some(fault));
        if fault == Fault::Fails {
            give(&bench).await;
        }
        assert_eq!(bench.service.deliver_answers().await.unwrap(), 1, "{fault:?}");
        bench.pass(100);
    }
    assert_eq!((bench.system.answers().len(), bench.asked("elsewhere")), (0, 0));
    // Two days later it looks files up again, and still misses what it was never told.
    bench.pass(2 * 86_400);
    bench.system.go_wrong(None);
    bench.system.set("2345678", "as_of", json!("2026-11-25"));
    let file = bench.look_up("2345678").await.expect("the file");
    let street = file.missing.iter().find(|missing| missing.name == "street_number").expect("it is still missed");
    assert_eq!(street.answer.as_ref().map(|answer| answer.value.as_str()), Some("12 bis"));
    assert_eq!(bench.service.deliver_answers().await.unwrap(), 1);
    let file = bench.look_up("2345678").await.expect("the file");
    assert!(file.missing.iter().all(|missing| missing.name != "street_number"), "the case system has it");
}

#[tokio::test]
async fn an_answer_that_the_case_system_refuses_is_kept_and_never_brought_again() {
    for (field, value) in [("missing", json!([])), ("number", json!("gone"))] {
        let bench = Bench::start().await;
        give(&bench).await;
        if field == "number" {
            bench.system.forget("2345678");
        } else {
            bench.system.set("2345678", field, value);
        }
        assert_eq!(bench.service.deliver_answers().await.unwrap(), 1);
        bench.pass(86_400);
        assert_eq!(bench.service.deliver_answers().await.unwrap(), 0);
        let undelivered = bench.store().undelivered().await.unwrap();
        assert_eq!((undelivered.waiting, undelivered.refused), (0, 1));
        let mut csv = Vec::new();
        assert_eq!(export_answers(bench.store(), None, &mut csv).await.unwrap(), 1, "the export has it");
    }
}

#[tokio::test]
async fn an_open_breaker_makes_no_answer_wait_longer_than_it_must() {
    let bench = Bench::start().await;
    bench.system.go_wrong(Some(Fault::Fails));
    give(&bench).await;
    for _ in 0..5 {
        bench.look_up("1234567").await.expect("the copy");
    }
    let asked = bench.asked("answers");
    for _ in 0..20 {
        bench.service.deliver_answers().await.unwrap();
        bench.pass(5);
    }
    // Open for 10 s after each probe: in 100 s no more than ten.
    assert!((1..=10).contains(&(bench.asked("answers") - asked)), "{}", bench.asked("answers") - asked);
    bench.system.go_wrong(None);
    bench.pass(640);
    bench.service.deliver_answers().await.unwrap();
    assert_eq!(bench.system.answers().len(), 1);
}

#[tokio::test]
async fn a_worker_that_wakes_late_settles_nothing() {
    let bench = Bench::start().await;
    give(&bench).await;
    let (store, lease) = (bench.store(), Duration::from_secs(60));
    let first = store.claim_answer(bench.clock.now(), lease).await.unwrap().expect("it is due");
    assert!(store.claim_answer(bench.clock.now(), lease).await.unwrap().is_none(), "it is in hand");
    bench.pass(60);
    let second = store.claim_answer(bench.clock.now(), lease).await.unwrap().expect("the lease is over");
    let refused = Settled::Refused { why: "conflict".to_owned() };
    assert!(!store.settle_answer(&first, refused.clone(), bench.clock.now()).await.unwrap());
    assert!(store.settle_answer(&second, Settled::Delivered, bench.clock.now()).await.unwrap());
    assert!(!store.settle_answer(&second, refused, bench.clock.now()).await.unwrap(), "a final state stays");
}
