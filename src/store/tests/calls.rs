//! Calls of ours, on both databases: how each ended, whoever tells it first and however often.

use super::*;
use crate::{
    outgoing::call::CallEnd,
    store::outbox::{CallNews, Claimed, Held, Terms},
};

fn terms() -> Terms {
    Terms { owner: "w".into(), lease: Duration::from_secs(60), most: 10, limits: None, ceiling: None }
}

fn news(id: &str, attempt: i64, end: CallEnd) -> CallNews {
    CallNews { id: id.into(), attempt: Some(attempt), provider_call_id: Some(format!("CA-{id}-{attempt}")), end }
}

async fn one(store: &Store, seconds: i64) -> Claimed {
    store.claim(at(seconds), terms()).await.unwrap().orders.pop().unwrap()
}

on_both! {
    async fn news_of_a_call_in_any_order_and_doubled_end_in_one_state(bed: Bed) {
        use CallEnd as E;
        let store = &bed.store;
        let rows: [(&[E], E, TextState); 8] = [
            (&[E::NoAnswer, E::NoAnswer], E::NoAnswer, TextState::Undelivered),
            (&[E::Busy, E::Failed, E::NoAnswer], E::Busy, TextState::Undelivered),
            (&[E::NoKey, E::Answered, E::NoKey], E::Answered, TextState::Delivered),
            (&[E::Answered, E::Answered, E::NoKey], E::Answered, TextState::Delivered),
            (&[E::NoKey, E::Voicemail], E::Voicemail, TextState::Undelivered),
            (&[E::Voicemail, E::NoKey, E::Voicemail], E::Voicemail, TextState::Undelivered),
            (&[E::NoKey], E::NoKey, TextState::Undelivered),
            (&[E::Voicemail, E::NoKey, E::Busy], E::Voicemail, TextState::Undelivered),
        ];
        for (place, (told, end, state)) in rows.into_iter().enumerate() {
            // Our own note that the provider took the call may come before all news, or after.
            for sent_first in [true, false] {
                let id = format!("c{place}{sent_first}");
                store.add_text(text(&id, Kind::Ring, 0)).await.unwrap();
                assert_eq!(one(store, 0).await.text.id, id);
                let provider_id = format!("CA-{id}-1");
                if sent_first {
                    assert!(store.text_sent(&id, 1, &provider_id, at(1)).await.unwrap());
                }
                for one in told {
                    store.call_ended(news(&id, 1, *one), at(2)).await.unwrap();
                }
                store.text_sent(&id, 1, &provider_id, at(3)).await.unwrap();
                assert_eq!(store.call_end(&id).await.unwrap(), Some(end), "{told:?}");
                assert_eq!(store.text_state(&id).await.unwrap(), Some(state), "{told:?}");
            }
        }
        assert_eq!(store.last_call_end(&person(2)).await.unwrap(), None);
    }

    async fn an_earlier_try_another_call_and_a_text_tell_nothing(bed: Bed) {
        let store = &bed.store;
        for (id, kind) in [("ring", Kind::Ring), ("text", Kind::Reply), ("waits", Kind::Ring)] {
            store.add_text(text(id, kind, if id == "waits" { 900 } else { 0 })).await.unwrap();
        }
        store.claim(at(0), terms()).await.unwrap();
        assert!(store.text_sent("ring", 1, "CA-ring-1", at(1)).await.unwrap());
        let foreign = CallNews { provider_call_id: Some("CA9".into()), ..news("ring", 1, CallEnd::Answered) };
        for news in [news("ring", 2, CallEnd::Answered), foreign, news("text", 1, CallEnd::Busy), news("waits", 0, CallEnd::Busy)] {
            assert!(!store.call_ended(news.clone(), at(2)).await.unwrap(), "{news:?}");
        }
        assert_eq!(store.call_end("ring").await.unwrap(), None);
        // Who asks the provider for it knows no try.
        assert!(store.call_ended(CallNews { attempt: None, ..news("ring", 1, CallEnd::Voicemail) }, at(2)).await.unwrap());
        assert!(store.jobs(&[TextState::Undelivered], 9).await.unwrap()[0].reason.as_deref().unwrap().contains("machine"));
        // It is over and reached nobody: it may be rung again by hand, whole and anew.
        assert_eq!(store.retry_job("ring", at(10)).await.unwrap(), Ok(()));
        assert_eq!((one(store, 10).await.attempts, store.call_end("ring").await.unwrap()), (2, None));
    }

    async fn a_call_that_was_never_put_through_costs_nothing_and_an_answered_one_its_price(bed: Bed) {
        let store = &bed.store;
        let day = jiff::civil::date(2026, 11, 23);
        for id in ["a", "b", "c"] {
            store.add_text(NewText { cost: 50, ..text(id, Kind::Ring, 0) }).await.unwrap();
        }
        let once = || Terms { most: 1, ceiling: Some((day, 50)), ..terms() };
        let claim = async || store.claim(at(0), once()).await.unwrap();
        assert_eq!(claim().await.orders.len(), 1);
        assert_eq!(claim().await.held, Some(Held::Ceiling));
        for end in [CallEnd::NoAnswer, CallEnd::Busy, CallEnd::NoAnswer] {
            store.call_ended(news("a", 1, end), at(1)).await.unwrap();
        }
        assert_eq!(claim().await.orders.len(), 1, "its money is back, once");
        assert_eq!(claim().await.held, Some(Held::Ceiling));
        store.call_ended(news("b", 1, CallEnd::Voicemail), at(1)).await.unwrap();
        assert_eq!(claim().await.held, Some(Held::Ceiling), "a machine is paid for");
    }

    async fn a_stop_silences_a_call_that_we_begin_and_none_that_was_asked_for(bed: Bed) {
        let store = &bed.store;
        for (id, kind) in [("ring", Kind::Ring), ("words", Kind::ReadOut)] {
            store.add_text(text(id, kind, 50)).await.unwrap();
        }
        store.add_text(text("held", Kind::Ring, 0)).await.unwrap();
        let held = one(store, 0).await;
        store.opt_out(&person(1), at(0)).await.unwrap();
        assert!(!store.still_ours(&held, &terms(), None, at(1)).await.unwrap(), "not even one in hand");
        store.add_text(text("later", Kind::Ring, 0)).await.unwrap();
        for (id, state) in [("ring", TextState::Cancelled), ("later", TextState::Cancelled), ("words", TextState::Waiting)] {
            assert_eq!(store.text_state(id).await.unwrap(), Some(state), "{id}");
        }
    }

    async fn a_call_whose_end_nobody_told_is_asked_for_and_one_that_is_over_never(bed: Bed) {
        let store = &bed.store;
        for id in ["quiet", "over"] {
            store.add_text(text(id, Kind::Ring, 0)).await.unwrap();
            assert_eq!(one(store, 0).await.text.id, id);
            assert!(store.text_sent(id, 1, &format!("CA-{id}-1"), at(1)).await.unwrap());
        }
        store.call_ended(news("over", 1, CallEnd::Busy), at(2)).await.unwrap();
        let overdue = store.take_overdue((at(0), at(900)), at(900), 9).await.unwrap();
        let found: Vec<_> = overdue.iter().map(|order| (order.id.as_str(), order.kind)).collect();
        assert_eq!(found, [("quiet", Kind::Ring)]);
    }
}
