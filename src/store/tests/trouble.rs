//! What cannot be read, what is told twice at once and what comes back from a backup, on both databases.

use super::*;
use crate::{
    outgoing::delivery::{Delivery, Report},
    store::{
        delivery::{Change, Taking, Told},
        outbox::Terms,
    },
};

const LEASE: Duration = Duration::from_secs(60);

/// News of the file, signed at this second; the day it holds for tells which news it was.
fn told(signed: i64) -> Told {
    let day = jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(signed);
    let change = Change { id: format!("change-{signed}"), signed_at: at(signed) };
    Told { file: import::ImportedFile { as_of: day, ..imported() }, at: at(signed), change: Some(change) }
}

on_both! {
    async fn of_news_told_at_once_at_two_instances_the_newest_stays(bed: Bed) {
        let other = Store::open(&bed.access).await.unwrap();
        file(&bed.store).await;
        for round in 0..30 {
            let (older, newer) = (told(2 * round + 1), told(2 * round + 2));
            let (newest, now) = (newer.file.as_of, at(1_000));
            let (newer, _older) = tokio::join!(bed.store.take_told(newer, now), other.take_told(older, now));
            assert_eq!(newer.unwrap(), Taking::Taken);
            assert_eq!(bed.store.case_file("f").await.unwrap().unwrap().as_of, newest, "round {round}");
        }
        assert_eq!(bed.store.take_told(told(0), at(1_000)).await.unwrap(), Taking::Older);
        assert_eq!(count(&bed.store, "SELECT COUNT(*) FROM import_row").await, 0, "nothing stays staged");
    }

    async fn an_answer_that_cannot_be_read_holds_up_no_other(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let writes = vec![answer("a1", "4711", "45000"), answer("a2", "4712", "46000")];
        store.commit(turn("k", begin("c", Channel::Sms, None), writes)).await.unwrap();
        run(store, "INSERT INTO delivery (answer_id, state, not_before, created_at, updated_at)
                    SELECT id, 'waiting', given_at, given_at, given_at FROM answer").await;
        run(store, "UPDATE answer SET value = number FROM case_file WHERE answer.id = 'a1'").await;
        let claimed = store.claim_answer(at(10), LEASE).await.unwrap().expect("the other one is due");
        assert_eq!(claimed.given.answer.id, "a2");
        assert!(store.claim_answer(at(10), LEASE).await.unwrap().is_none());
        assert_eq!(store.undelivered().await.unwrap().waiting, 2, "it is not lost");
    }

    async fn a_conversation_that_cannot_be_read_hides_no_other_that_waits(bed: Bed) {
        let store = &bed.store;
        for (id, caller) in [("c", 1), ("d", 2)] {
            let mut change = begin(id, Channel::Sms, None);
            if let ConversationChange::Begin { standing, .. } = &mut change {
                standing.state = state(Channel::Sms, caller);
            }
            assert_eq!(store.commit(turn(id, change, Vec::new())).await.unwrap(), Outcome::Committed);
        }
        run(store, "UPDATE conversation SET awaiting = TRUE").await;
        run(store, "UPDATE conversation SET state = person_number WHERE id = 'c'").await;
        let waiting = store.awaiting_texts(at(0)).await.unwrap();
        assert_eq!(waiting.iter().map(|known| known.id.as_str()).collect::<Vec<_>>(), ["d"]);
    }

    async fn a_restored_database_neither_sends_what_was_in_doubt_nor_asks_for_receipts_of_before(bed: Bed) {
        let store = &bed.store;
        for (id, kind) in [("code", Kind::Code), ("doubted", Kind::Reply), ("in-hand", Kind::Reply), ("sent", Kind::Reply)] {
            store.add_text(text(id, kind, 0)).await.unwrap();
        }
        let terms = Terms { owner: "w".into(), lease: LEASE, most: 10, limits: None, ceiling: None };
        assert_eq!(store.claim(at(0), terms).await.unwrap().orders.len(), 4);
        run(store, "UPDATE outbox SET state = 'uncertain' WHERE id IN ('code', 'doubted')").await;
        assert!(store.text_sent("sent", 1, "SM1", at(1)).await.unwrap());
        store.mark_restored(at(100)).await.unwrap();
        assert_eq!(store.restored_at().await.unwrap(), None);
        let quarantine = store.quarantine_restored(at(200)).await.unwrap().expect("it is marked");
        assert_eq!((quarantine.held, quarantine.uncertain), (1, 1));
        assert_eq!(store.restored_at().await.unwrap(), Some(at(200)));
        let states = async |id| store.text_state(id).await.unwrap().unwrap();
        assert_eq!(states("doubted").await, TextState::Quarantined);
        assert_eq!([states("code").await, states("in-hand").await], [TextState::Uncertain; 2]);
        let overdue = store.take_overdue((at(-9_000), at(9_000)), at(9_000), 9).await.unwrap();
        assert_eq!(overdue, [], "its receipt was dealt with before");
        assert_eq!(store.release_quarantined(true, at(9_000)).await.unwrap(), 0, "it was due before");
        // A receipt that comes by itself still counts.
        let delivered = Report::new(Delivery::Delivered);
        assert!(store.text_receipt(("sent", None), "SM1", delivered, at(9_000)).await.unwrap().is_some());
        assert_eq!(states("sent").await, TextState::Delivered);
    }
}
