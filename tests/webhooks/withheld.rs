//! Callers whose number is withheld.

use crate::{
    bench::{Bench, LINA, params, ring},
    call::{next_of, target},
};

/// What stands in the state of a conversation whose file is known, and of one that is asked whether to go on.
const FILE_KNOWN: &str = "\"file_id\":\"";
const RESUME_ASKED: &str = "\"resume\":";

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_caller_is_served_in_full_and_merged_with_nobody() {
    let bench = Bench::start().await;
    let withheld =
        ["anonymous", "+266696687", "unknown", "sip:someone@example.org", "Restricted", "client:x", "", "absent"];
    let store = bench.world.service.store();
    for (at, from) in withheld.into_iter().enumerate() {
        let id = format!("CA{at}");
        let before = store.count_kept(FILE_KNOWN).await.unwrap();
        let call = |digits: Option<&str>| {
            let mut all = ring(&id, from, digits);
            all.retain(|(name, _)| from != "absent" || name != "From");
            all
        };
        let mut answer = bench.post("/twilio/voice", &call(None)).await;
        let first = answer.text();
        for digits in ["1", "1", "3456789", "35792468"] {
            let action = next_of(&answer).unwrap_or_else(|| panic!("{from}: {}", answer.text()));
            answer = bench.post(&target(&bench, &action), &call(Some(digits))).await;
        }
        next_of(&answer);
        assert!(store.count_kept(FILE_KNOWN).await.unwrap() > before, "{from}: {}", answer.text());
        assert!(!first.contains("CA"), "nothing of the request is in the answer");
        let over = params(&[("CallSid", &id), ("CallStatus", "completed")]);
        assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    }
    let count = i64::try_from(withheld.len()).unwrap();
    assert_eq!(bench.one("SELECT count(*) FROM conversation WHERE person_number IS NULL").await, count);
    assert_eq!(bench.one("SELECT count(*) FROM conversation").await, count);
    assert_eq!(bench.one("SELECT count(*) FROM phone").await, 0, "no language is remembered for nobody");
    // Rung again at once: nobody's cut call is offered.
    let action = bench.post("/twilio/voice", &ring("CA-again", "anonymous", None)).await;
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 0);
    let answer =
        bench.post(&target(&bench, &next_of(&action).unwrap()), &ring("CA-again", "anonymous", Some("1"))).await;
    next_of(&answer);
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 0);
    // Where a number is known, it is: so that an offer would have been seen.
    let mut answer = bench.post("/twilio/voice", &ring("CA-known", LINA, None)).await;
    for digits in ["1", "1", "2345678", "24681357"] {
        answer = bench.post(&target(&bench, &next_of(&answer).unwrap()), &ring("CA-known", LINA, Some(digits))).await;
    }
    let over = params(&[("CallSid", "CA-known"), ("CallStatus", "completed")]);
    assert_eq!(bench.post("/twilio/voice-status", &over).await.status, 204);
    bench.post("/twilio/voice", &ring("CA-known-again", LINA, None)).await;
    assert_eq!(store.count_kept(RESUME_ASKED).await.unwrap(), 1);
    bench.world.stop().await;
}
