//! What comes twice, twenty times at once, or in another order, counts once.

use jiff::SignedDuration;

use crate::{
    bench::{AWA, Bench, LINA, params, ring, text},
    call::{next_of, target},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_twenty_times_at_once_is_one_turn() {
    let bench = Bench::start().await;
    for (at, word) in ["DOSSIER", "2345678", "24681357", "1", "12"].into_iter().enumerate() {
        assert_eq!(bench.sms(&format!("S{at}"), LINA, word).await.status, 200);
    }
    let version = bench.one("SELECT version FROM conversation").await;
    let last = text("S9", LINA, "1");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &last))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT count(*) FROM answer").await, 1);
    assert_eq!(bench.one("SELECT version FROM conversation").await, version + 1);
    assert_eq!(bench.one("SELECT count(*) FROM turn WHERE key = 'sms:S9'").await, 1);
    assert_eq!(bench.one("SELECT count(*) FROM message WHERE turn_key = 'sms:S9' AND direction = 'in'").await, 1);

    let first = text("N1", AWA, "bonjour");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &first))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    let ring = ring("CA1", AWA, None);
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/voice", &ring))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE version = 1").await, 2);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_sent_twenty_times_counts_once() {
    let bench = Bench::start().await;
    for (at, word) in ["DOSSIER", "2345678"].into_iter().enumerate() {
        assert_eq!(bench.sms(&format!("S{at}"), LINA, word).await.status, 200);
    }
    let wrong = text("S9", LINA, "11111111");
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post("/twilio/sms", &wrong))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(bench.one("SELECT sum(refused) FROM guess_slot").await, 1);
    assert_eq!(bench.world.service.store().count_kept("11111111").await.unwrap(), 0);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_settle_alike_in_any_order() {
    let orders: [&[&str]; 6] = [
        &["queued", "sent", "delivered"],
        &["delivered", "sent", "queued"],
        &["sent", "delivered", "delivered", "sent"],
        &["delivered", "failed", "undelivered"],
        &["delivered", "brand-new-status", "delivered"],
        &["accepted", "delivered", "read", "delivered"],
    ];
    let bench = Bench::start().await;
    let mut lines = Vec::new();
    for (at, order) in orders.into_iter().enumerate() {
        let from = format!("+336399801{at:02}");
        // A text of ours: the receipt of an answer given by voice.
        let first = bench.post("/twilio/voice", &ring(&format!("CA{at}"), &from, None)).await;
        let mut next = next_of(&first).map(|action| target(&bench, &action));
        for digits in ["1", "1", "2345678", "24681357", "1", "12", "1", "1"] {
            let place = next.take().expect("the call goes on");
            let answer = bench.post(&place, &ring(&format!("CA{at}"), &from, Some(digits))).await;
            next = next_of(&answer).map(|action| target(&bench, &action));
        }
        sqlx::query("UPDATE case_file SET status = 'missing_item'").execute(&bench.database).await.unwrap();
        sqlx::query("DELETE FROM answer").execute(&bench.database).await.unwrap();
        let id: String = sqlx::query_scalar("SELECT id FROM outbox ORDER BY created_at, id DESC LIMIT 1")
            .fetch_one(&bench.database)
            .await
            .unwrap();
        // Not more in a second than the provider is sent.
        bench.clock.advance(SignedDuration::from_secs(1));
        bench.world.service.hand_over().await.unwrap();
        let sid: String = sqlx::query_scalar("SELECT provider_message_id FROM outbox WHERE id = ? AND state = 'sent'")
            .bind(&id)
            .fetch_one(&bench.database)
            .await
            .unwrap();
        for status in order {
            let all = params(&[("MessageSid", &sid), ("MessageStatus", status)]);
            assert_eq!(bench.post(&format!("/twilio/sms-status?m={id}"), &all).await.status, 204);
        }
        let state: String = sqlx::query_scalar("SELECT state FROM outbox WHERE id = ?")
            .bind(&id)
            .fetch_one(&bench.database)
            .await
            .unwrap();
        lines.push(state);
        sqlx::query("DELETE FROM outbox").execute(&bench.database).await.unwrap();
    }
    assert_eq!(lines, ["delivered"; 6]);
    let before = bench.rows().await;
    let unknown = params(&[("MessageSid", "SM404"), ("MessageStatus", "failed"), ("ErrorCode", "30003")]);
    for target in ["/twilio/sms-status", "/twilio/sms-status?m=", "/twilio/sms-status?m=nobody"] {
        assert_eq!(bench.post(target, &unknown).await.status, 204, "{target}");
    }
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_over_once() {
    let bench = Bench::start().await;
    let first = bench.post("/twilio/voice", &ring("CA1", AWA, None)).await;
    let at = target(&bench, &next_of(&first).unwrap());
    for status in ["ringing", "in-progress", "something-new"] {
        let news = params(&[("CallSid", "CA1"), ("CallStatus", status)]);
        assert_eq!(bench.post("/twilio/voice-status", &news).await.status, 204);
        assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE ended_at IS NOT NULL").await, 0, "{status}");
    }
    let over = params(&[("CallSid", "CA1"), ("CallStatus", "completed"), ("CallDuration", "12")]);
    assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    let before = bench.rows().await;
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE ended_at IS NOT NULL").await, 1);
    for _ in 0..3 {
        assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    }
    // Keys that were on their way when the line went dead.
    assert!(matches!(bench.post(&at, &ring("CA1", AWA, Some("1"))).await.status, 200 | 403));
    let unknown = params(&[("CallSid", "CA404"), ("CallStatus", "completed")]);
    assert_eq!(bench.post("/twilio/voice-status", &unknown).await.status, 204);
    assert_eq!(bench.rows().await, before);
    bench.world.stop().await;
}
