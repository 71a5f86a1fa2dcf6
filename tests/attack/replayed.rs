//! Genuine webhooks that somebody kept and sends again later: the provider's signature holds for ever, a turn is had once.

use jiff::SignedDuration;

use crate::{
    bench::{Bench, Params, params, ring, text},
    scale::pick,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_sent_again_an_hour_a_day_and_a_month_later_changes_nothing() {
    let bench = Bench::start().await;
    let kept = genuine();
    for (route, all) in &kept {
        assert!(bench.post(route, all).await.status < 300, "{route}");
    }
    let (replays, mut sent) = (pick(300, 10_002), 0);
    for later in [SignedDuration::from_hours(1), SignedDuration::from_hours(24), SignedDuration::from_hours(31 * 24)] {
        bench.clock.advance(later);
        let before = bench.rows().await;
        for (route, all) in kept.iter().cycle().take(replays / 3) {
            assert!(bench.post(route, all).await.status < 300, "{route}");
            sent += 1;
        }
        assert_eq!(bench.rows().await, before, "{later} later");
    }
    println!("{sent} webhooks replayed: 0 changes of the database, 0 messages");
    bench.world.stop().await;
}

/// A morning: texts that ask for a callback and say STOP, calls, receipts.
fn genuine() -> Vec<(&'static str, Params)> {
    let mut all = Vec::new();
    for person in 0..10 {
        let from = format!("+3363998{:04}", 7_000 + person);
        for (turn, body) in ["CONSEILLER", "1", "OUI", "DOSSIER", "STOP"].into_iter().enumerate() {
            all.push(("/twilio/sms", text(&format!("SMkept{person}-{turn}"), &from, body)));
        }
        let call = format!("CAkept{person}");
        all.push(("/twilio/voice", ring(&call, &from, None)));
        all.push(("/twilio/voice-status", params(&[("CallSid", &call), ("CallStatus", "completed")])));
        let text = format!("SMkept{person}-0");
        all.push(("/twilio/sms-status", params(&[("MessageSid", &text), ("MessageStatus", "delivered")])));
    }
    all
}
