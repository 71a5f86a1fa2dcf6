//! Messages to send, on both databases.

use super::*;

on_both! {
    async fn a_message_is_claimed_once_and_a_vanished_sender_leaves_it_uncertain(bed: Bed) {
        let store = &bed.store;
        let minute = Duration::from_secs(60);
        for (id, due) in [("c", 30), ("b", 20), ("a", 20), ("later", 1_000)] {
            store.add_text(text(id, TextKind::Text, due)).await.unwrap();
        }
        let ids = |claimed: Vec<crate::store::outbox::ClaimedText>| claimed.into_iter().map(|one| one.text.id).collect::<Vec<_>>();
        assert_eq!(ids(store.claim_due(at(19), minute, 10).await.unwrap()), [""; 0]);
        assert_eq!(ids(store.claim_due(at(30), minute, 2).await.unwrap()), ["a", "b"]);
        assert_eq!(ids(store.claim_due(at(30), minute, 2).await.unwrap()), ["c"]);
        assert!(store.text_sent("a", "SM1", at(31)).await.unwrap());
        assert!(store.text_retry_at("b", at(200), at(31)).await.unwrap());
        assert_eq!(ids(store.claim_due(at(90), minute, 10).await.unwrap()), [""; 0]);
        assert_eq!(store.text_state("c").await.unwrap(), Some(TextState::Uncertain));
        // The late holder may not have it sent again; that it was sent after all may be said.
        assert!(!store.text_retry_at("c", at(100), at(91)).await.unwrap());
        assert!(store.text_sent("c", "SM2", at(92)).await.unwrap());
        assert!(!store.text_sent("c", "SM3", at(92)).await.unwrap());
        let again = store.claim_due(at(200), minute, 10).await.unwrap();
        assert_eq!((again[0].text.id.as_str(), again[0].attempts), ("b", 2));
        assert!(store.text_uncertain("b", "no answer in time", at(201)).await.unwrap());
        assert!(store.text_failed("b", "refused", at(202)).await.unwrap());
        assert!(!store.text_failed("a", "refused", at(202)).await.unwrap());
        assert_eq!(store.text_state("none").await.unwrap(), None);
    }

    async fn a_cancelled_message_is_not_handed_over(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("r", TextKind::Reminder, 0)).await.unwrap();
        store.opt_out(&person(2), at(1)).await.unwrap();
        assert_eq!(store.text_state("r").await.unwrap(), Some(TextState::Waiting));
        store.opt_out(&person(1), at(1)).await.unwrap();
        assert_eq!(store.claim_due(at(2), Duration::from_secs(60), 9).await.unwrap(), []);
        assert!(!store.text_receipt("r", Receipt::Delivered, "", at(3)).await.unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn receipts_in_any_order_end_in_one_state(
        order in proptest::sample::subsequence(vec![0usize, 1, 2, 3, 4, 5], 1..=6).prop_shuffle()
    ) {
        // The service's own note that it was sent (3) and that it did not hear (4) may come at any place.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let end = runtime.block_on(async {
            let (store, _folder) = store().await;
            store.add_text(text("t", TextKind::Text, 0)).await.unwrap();
            store.claim_due(at(0), Duration::from_secs(60), 1).await.unwrap();
            for event in &order {
                match event {
                    0 | 5 => store.text_receipt("t", Receipt::Sent, "sent", at(1)).await.unwrap(),
                    1 => store.text_receipt("t", Receipt::Failed, "undelivered", at(1)).await.unwrap(),
                    2 => store.text_receipt("t", Receipt::Delivered, "delivered", at(1)).await.unwrap(),
                    3 => store.text_sent("t", "SM1", at(1)).await.unwrap(),
                    _ => store.text_uncertain("t", "no answer in time", at(1)).await.unwrap(),
                };
            }
            store.text_state("t").await.unwrap().unwrap()
        });
        let expected = if order.contains(&2) { TextState::Delivered }
            else if order.contains(&1) { TextState::Failed }
            else if order.iter().any(|event| [0, 3, 5].contains(event)) { TextState::Sent }
            else { TextState::Uncertain };
        prop_assert_eq!(end, expected);
    }
}

#[test]
fn nothing_personal_is_printed() {
    let shown = format!("{:?} {:?}", text("t", TextKind::Text, 0), callback("b", "any", 0));
    assert!(!shown.contains("3363998") && !shown.contains('é'), "{shown}");
}
