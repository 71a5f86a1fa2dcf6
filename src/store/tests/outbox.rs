//! Orders, on both databases: claimed once, within limits, and settled in any order of events.

use super::*;
use crate::{
    outgoing::{
        Kind,
        delivery::{Delivery, Report},
        failure::NumberMark,
        next::{GivenUp, Next},
        pace::Limits,
    },
    store::outbox::{Claim, Claimed, Finished, Held, JobRefused, Terms},
};

pub(super) fn terms(owner: &str) -> Terms {
    Terms { owner: owner.into(), lease: Duration::from_secs(60), most: 10, limits: None, ceiling: None }
}

fn ids(claim: &Claim) -> Vec<&str> {
    claim.orders.iter().map(|order| order.text.id.as_str()).collect()
}

async fn one(store: &Store, seconds: i64) -> Claimed {
    store.claim(at(seconds), terms("w")).await.unwrap().orders.pop().unwrap()
}

fn ended(next: Next) -> Finished {
    Finished { next, reason: "because".into(), refund: true, instead: None }
}

fn report(state: Delivery) -> Report {
    Report::new(state)
}

on_both! {
    async fn an_order_is_claimed_once_and_a_vanished_worker_leaves_it_uncertain(bed: Bed) {
        let store = &bed.store;
        for (id, due) in [("c", 30), ("b", 20), ("a", 20), ("later", 1_000)] {
            store.add_text(text(id, Kind::Reply, due)).await.unwrap();
        }
        let two = Terms { most: 2, ..terms("w") };
        assert_eq!(ids(&store.claim(at(19), terms("w")).await.unwrap()), [""; 0]);
        let first = store.claim(at(30), two.clone()).await.unwrap();
        assert_eq!(ids(&first), ["a", "b"]);
        let second = store.claim(at(30), two).await.unwrap();
        assert_eq!(ids(&second), ["c"]);
        assert!(store.still_ours(&second.orders[0], &terms("w"), None, at(30)).await.unwrap());
        assert!(store.text_sent("a", 1, "SM1", at(31)).await.unwrap());
        assert!(store.finish(&first.orders[1], ended(Next::Retry { at: at(200) }), at(31)).await.unwrap());
        assert_eq!(ids(&store.claim(at(90), terms("w")).await.unwrap()), [""; 0]);
        assert_eq!(store.text_state("c").await.unwrap(), Some(TextState::Uncertain));
        // That it was sent after all may be said late, once.
        assert!(store.text_sent("c", 1, "SM2", at(92)).await.unwrap());
        assert!(!store.text_sent("c", 1, "SM3", at(92)).await.unwrap());
        let again = one(store, 200).await;
        assert_eq!((again.text.id.as_str(), again.attempts), ("b", 2));
        assert!(!store.finish(&first.orders[1], ended(Next::Failed { mark: None }), at(201)).await.unwrap());
        assert_eq!(store.text_state("none").await.unwrap(), None);
    }

    async fn a_worker_that_wakes_after_its_lease_sends_and_writes_nothing(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let late = one(store, 0).await;
        assert!(store.still_ours(&late, &terms("w"), None, at(59)).await.unwrap(), "it is held anew");
        assert!(!store.still_ours(&late, &terms("other"), None, at(60)).await.unwrap());
        assert!(!store.still_ours(&late, &terms("w"), None, at(119)).await.unwrap(), "the lease ran out");
        store.claim(at(119), terms("x")).await.unwrap();
        // The provider has no such order: it is sent by somebody else.
        let uncertain = store.take_uncertain(at(400), 9).await.unwrap().pop().unwrap();
        assert!(store.take_uncertain(at(401), 9).await.unwrap().is_empty(), "it is left alone meanwhile");
        assert!(store.finish(&uncertain, ended(Next::Retry { at: at(401) }), at(401)).await.unwrap());
        let other = one(store, 401).await;
        assert_eq!(other.attempts, 2);
        assert!(!store.text_sent("t", late.attempts, "SM1", at(402)).await.unwrap());
        assert!(!store.finish(&late, ended(Next::Failed { mark: None }), at(402)).await.unwrap());
        assert!(!store.withdraw(&late, "x", at(402)).await.unwrap());
        assert!(store.text_sent("t", other.attempts, "SM2", at(402)).await.unwrap());
    }

    async fn an_order_that_was_not_begun_when_its_worker_vanished_is_free_for_another(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Code, 0)).await.unwrap();
        let first = one(store, 0).await;
        let second = one(store, 60).await;
        assert_eq!((second.text.id.as_str(), second.attempts), ("t", 2));
        assert!(!store.still_ours(&first, &terms("w"), None, at(61)).await.unwrap());
        assert!(store.still_ours(&second, &terms("w"), None, at(61)).await.unwrap());
    }

    async fn many_workers_at_once_never_take_the_same_order(bed: Bed) {
        let store = &bed.store;
        let all = (0..300).map(|n| NewText { to: person(n as u8 % 90), ..text(&format!("t{n:03}"), Kind::Reply, 0) });
        store.add_texts(all.collect()).await.unwrap();
        let other = Store::open(&bed.access).await.unwrap();
        let workers = (0..20).map(|worker| {
            let store = if worker % 2 == 0 { store.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    match store.claim(at(1), terms(&format!("w{worker}"))).await {
                        Ok(claim) if claim.orders.is_empty() => return mine,
                        Ok(claim) => mine.extend(claim.orders.into_iter().map(|order| order.text.id)),
                        Err(StoreError::Contended | StoreError::Busy) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        });
        let mut taken: Vec<String> =
            futures_util::future::join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
        // Whoever found nothing left while another had it in hand may have stopped early.
        taken.extend(store.claim(at(1), Terms { most: 300, ..terms("last") }).await.unwrap().orders.into_iter().map(|o| o.text.id));
        taken.sort();
        let count = taken.len();
        taken.dedup();
        assert_eq!((taken.len(), count), (300, 300));
    }

    async fn replies_go_before_reminders_and_a_persons_orders_one_after_the_other(bed: Bed) {
        let store = &bed.store;
        let to = |id: &str, kind, who, due| NewText { to: person(who), ..text(id, kind, due) };
        let all = [to("r", Kind::Reminder, 3, 0), to("a1", Kind::Reply, 1, 5), to("a2", Kind::Reply, 1, 6), to("b", Kind::Ask, 2, 1)];
        store.add_texts(all.to_vec()).await.unwrap();
        let limits = Some(Limits { provider_per_second: 100, number_per_day: 100 });
        let claim = store.claim(at(10), Terms { limits, ..terms("w") }).await.unwrap();
        assert_eq!(ids(&claim), ["a1", "b", "r"], "a2 waits for a1");
        assert_eq!(ids(&store.claim(at(10), Terms { limits, ..terms("w") }).await.unwrap()), [""; 0]);
        assert!(store.text_sent("a1", 1, "SM1", at(11)).await.unwrap());
        assert_eq!(ids(&store.claim(at(12), Terms { limits, ..terms("w") }).await.unwrap()), ["a2"]);
    }

    async fn no_more_goes_out_than_the_provider_and_a_number_may_be_given(bed: Bed) {
        let store = &bed.store;
        let all = (0..30).map(|n| NewText { to: person(n), ..text(&format!("t{n:02}"), Kind::Reply, 0) });
        store.add_texts(all.collect()).await.unwrap();
        let limits = Some(Limits { provider_per_second: 4, number_per_day: 2 });
        let claim = async |seconds| store.claim(at(seconds), Terms { limits, ..terms("w") }).await.unwrap();
        assert_eq!(claim(0).await.orders.len(), 4);
        let held = claim(0).await;
        assert_eq!((held.orders.len(), held.held), (0, Some(Held::Pace)));
        assert_eq!(claim(1).await.orders.len(), 4);
        // One number's share is two a day.
        run(store, "UPDATE outbox SET state = 'sent'").await;
        for n in 0..4 {
            store.add_text(NewText { to: person(50), ..text(&format!("same{n}"), Kind::Reply, 10) }).await.unwrap();
        }
        for seconds in [10, 20, 30, 40] {
            claim(seconds).await;
            run(store, "UPDATE outbox SET state = 'sent' WHERE state = 'sending'").await;
        }
        assert_eq!(count(store, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").await, 2);
        assert_eq!(claim(40 + 12 * 3_600).await.orders.len(), 1);
    }

    async fn the_days_money_is_spent_to_the_last_cent_and_no_further(bed: Bed) {
        let store = &bed.store;
        let all = (0..40).map(|n| NewText { to: person(n), cost: 8, ..text(&format!("t{n:02}"), Kind::Reply, 0) });
        store.add_texts(all.collect()).await.unwrap();
        let day = |day: i8| Some((jiff::civil::date(2026, 11, day), 100));
        let claims = (0..6).map(|_| store.claim(at(1), Terms { most: 3, ceiling: day(22), ..terms("w") }));
        let claims: Vec<Claim> = futures_util::future::join_all(claims).await.into_iter().flatten().collect();
        let mut orders: Vec<Claimed> = claims.into_iter().flat_map(|claim| claim.orders).collect();
        loop {
            let claim = store.claim(at(1), Terms { most: 3, ceiling: day(22), ..terms("w") }).await.unwrap();
            if claim.orders.is_empty() {
                assert_eq!(claim.held, Some(Held::Ceiling));
                break;
            }
            orders.extend(claim.orders);
        }
        assert_eq!(orders.len(), 12, "12 times 8 is 96");
        // What was surely not sent gives its money back.
        assert!(store.finish(&orders[0], ended(Next::Retry { at: at(50_000) }), at(2)).await.unwrap());
        assert_eq!(store.claim(at(3), Terms { ceiling: day(22), ..terms("w") }).await.unwrap().orders.len(), 1);
        assert_eq!(store.claim(at(3), Terms { ceiling: day(23), ..terms("w") }).await.unwrap().orders.len(), 10);
        assert_eq!(count(store, "SELECT spent FROM spending ORDER BY day LIMIT 1").await, 96);
    }

    async fn nothing_is_claimed_while_sending_is_stopped(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        store.stop_sending(true).await.unwrap();
        let claim = store.claim(at(1), terms("w")).await.unwrap();
        assert_eq!((claim.orders.len(), claim.held), (0, Some(Held::Stopped)));
        store.stop_sending(false).await.unwrap();
        let order = one(store, 1).await;
        store.stop_sending(true).await.unwrap();
        assert!(!store.still_ours(&order, &terms("w"), None, at(2)).await.unwrap(), "it was in hand, and is not sent");
        store.give_back(vec![order], at(2)).await.unwrap();
        store.stop_sending(false).await.unwrap();
        assert_eq!(ids(&store.claim(at(3), terms("w")).await.unwrap()), ["t"]);
    }

    async fn what_would_come_too_late_is_given_up(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("code", Kind::Code, 0)).await.unwrap();
        store.add_text(text("reminder", Kind::Reminder, 0)).await.unwrap();
        assert_eq!(ids(&store.claim(at(600), terms("w")).await.unwrap()), ["reminder"]);
        assert_eq!(store.text_state("code").await.unwrap(), Some(TextState::Expired));
    }

    async fn a_cancelled_message_is_not_handed_over(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("r", Kind::Reminder, 0)).await.unwrap();
        store.opt_out(&person(2), at(1)).await.unwrap();
        assert_eq!(store.text_state("r").await.unwrap(), Some(TextState::Waiting));
        store.opt_out(&person(1), at(1)).await.unwrap();
        assert_eq!(ids(&store.claim(at(2), terms("w")).await.unwrap()), [""; 0]);
        let told = store.text_receipt(("r", None), "SM1", report(Delivery::Delivered), at(3)).await.unwrap();
        assert!(told.is_none());
        assert_eq!(store.text_state("r").await.unwrap(), Some(TextState::Cancelled));
    }

    async fn a_stop_that_comes_while_a_reminder_is_in_hand_keeps_it_from_a_second_try(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("r", Kind::Reminder, 0)).await.unwrap();
        let order = one(store, 0).await;
        store.opt_out(&person(1), at(1)).await.unwrap();
        assert!(store.finish(&order, ended(Next::Retry { at: at(9) }), at(2)).await.unwrap());
        assert_eq!(store.text_state("r").await.unwrap(), Some(TextState::Cancelled));
    }

    async fn a_stop_that_comes_while_a_reminder_is_in_hand_keeps_it_from_being_sent(bed: Bed) {
        let store = &bed.store;
        store.add_texts(vec![text("r", Kind::Reminder, 0), text("reply", Kind::Reply, 0)]).await.unwrap();
        let orders = store.claim(at(0), terms("w")).await.unwrap().orders;
        store.opt_out(&person(1), at(1)).await.unwrap();
        for order in orders {
            let goes = store.still_ours(&order, &terms("w"), None, at(2)).await.unwrap();
            assert_eq!(goes, order.text.kind == Kind::Reply, "{}", order.text.id);
        }
    }

    async fn what_arrived_after_all_is_not_sent_again(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let order = one(store, 0).await;
        assert!(store.finish(&order, ended(Next::Uncertain { ask_at: at(60) }), at(1)).await.unwrap());
        assert!(store.finish(&order, ended(Next::Retry { at: at(400) }), at(400)).await.unwrap());
        let told = async |state| store.text_receipt(("t", Some(1)), "SM1", report(state), at(401)).await.unwrap();
        assert!(told(Delivery::Sent).await.is_none(), "a late one cancels no rightful try");
        assert!(told(Delivery::Delivered).await.is_some());
        assert_eq!(ids(&store.claim(at(500), terms("w")).await.unwrap()), [""; 0]);
    }

    async fn that_a_text_did_not_arrive_may_be_told_until_it_is_dealt_with(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let order = one(store, 0).await;
        let told = async || store.text_receipt(("t", None), "SM1", report(Delivery::Undelivered), at(2)).await.unwrap();
        assert!(told().await.is_some());
        assert!(told().await.is_some(), "the process may have died in between");
        assert!(store.finish(&order, ended(Next::GiveUp { why: GivenUp::Refused }), at(3)).await.unwrap());
        assert!(told().await.is_none());
    }

    async fn a_question_that_is_asked_already_is_not_sent_a_second_time(bed: Bed) {
        let store = &bed.store;
        let ask = |id: &str| NewText { payload: serde_json::json!({ "file_id": "f", "item": "rent" }), ..text(id, Kind::Ask, 0) };
        store.add_text(ask("a")).await.unwrap();
        let order = one(store, 0).await;
        assert!(store.finish(&order, ended(Next::Uncertain { ask_at: at(60) }), at(1)).await.unwrap());
        assert!(store.is_asked(&ask("a").payload).await.unwrap());
        store.add_text(ask("b")).await.unwrap();
        assert!(store.finish(&order, ended(Next::Retry { at: at(2) }), at(2)).await.unwrap());
        assert_eq!(ids(&store.claim(at(3), terms("w")).await.unwrap()), ["b"]);
        assert_eq!(store.text_state("a").await.unwrap(), Some(TextState::Discarded));
    }

    async fn a_clock_that_was_set_back_does_not_stop_the_sending(bed: Bed) {
        let store = &bed.store;
        let all = (0..9).map(|n| NewText { to: person(n), ..text(&format!("t{n}"), Kind::Reply, 0) });
        store.add_texts(all.collect()).await.unwrap();
        let limits = Some(Limits { provider_per_second: 2, number_per_day: 20 });
        let claim = async |seconds| store.claim(at(seconds), Terms { limits, ..terms("w") }).await.unwrap().orders.len();
        assert_eq!(claim(80_000).await, 2);
        assert_eq!(claim(10).await, 2);
        assert_eq!(claim(11).await, 2);
    }

    async fn a_number_that_takes_no_texts_is_marked_and_the_words_go_by_voice(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let order = one(store, 0).await;
        let instead = Some(text("call", Kind::ReadOut, 1));
        let next = Next::Failed { mark: Some(NumberMark::Landline) };
        assert!(store.finish(&order, Finished { instead, ..ended(next) }, at(1)).await.unwrap());
        assert_eq!(store.trouble(&person(1)).await.unwrap(), Some(NumberMark::Landline));
        assert_eq!(store.trouble(&person(2)).await.unwrap(), None);
        assert_eq!(store.text_state("t").await.unwrap(), Some(TextState::Failed));
        assert_eq!(ids(&store.claim(at(1), terms("w")).await.unwrap()), ["call"]);
    }

    async fn a_receipt_of_an_earlier_try_tells_nothing_of_this_one(bed: Bed) {
        let store = &bed.store;
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let first = one(store, 0).await;
        assert!(store.text_sent("t", 1, "SM1", at(1)).await.unwrap());
        let undelivered = store.text_receipt(("t", Some(1)), "SM1", report(Delivery::Undelivered), at(2)).await.unwrap();
        assert_eq!(undelivered.unwrap().attempts, first.attempts);
        assert!(store.finish(&first, ended(Next::Retry { at: at(3) }), at(3)).await.unwrap());
        let second = one(store, 3).await;
        for late in [Delivery::Undelivered, Delivery::Delivered] {
            assert!(store.text_receipt(("t", Some(1)), "SM1", report(late), at(4)).await.unwrap().is_none());
            assert_eq!(store.text_state("t").await.unwrap(), Some(TextState::Sending));
        }
        assert!(store.text_sent("t", second.attempts, "SM2", at(5)).await.unwrap());
    }

    async fn orders_are_listed_retried_and_discarded_by_hand(bed: Bed) {
        let store = &bed.store;
        let dead = ended(Next::GiveUp { why: GivenUp::Refused });
        for (id, kind) in [("reply", Kind::Reply), ("code", Kind::Code), ("waits", Kind::Reminder)] {
            store.add_text(text(id, kind, if kind == Kind::Reminder { 900 } else { 0 })).await.unwrap();
        }
        for order in store.claim(at(0), terms("w")).await.unwrap().orders {
            assert!(store.finish(&order, dead.clone(), at(1)).await.unwrap());
        }
        let jobs = store.jobs(&[TextState::Dead], 10).await.unwrap();
        assert_eq!(jobs.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["code", "reply"]);
        assert_eq!(jobs[0].reason.as_deref(), Some("because"));
        assert_eq!(store.retry_job("code", at(2)).await.unwrap(), Err(JobRefused::PerhapsSent));
        assert_eq!(store.retry_job("waits", at(2)).await.unwrap(), Err(JobRefused::State(TextState::Waiting)));
        assert_eq!(store.retry_job("none", at(2)).await.unwrap(), Err(JobRefused::Unknown));
        assert_eq!(store.retry_job("reply", at(100_000)).await.unwrap(), Ok(()));
        assert_eq!(store.discard_job("code", at(2)).await.unwrap(), Ok(()));
        assert_eq!(store.discard_job("code", at(2)).await.unwrap(), Err(JobRefused::State(TextState::Discarded)));
        assert!(ids(&store.claim(at(100_000), terms("w")).await.unwrap()).contains(&"reply"), "with its whole time");
        let counts = store.count_jobs().await.unwrap();
        assert!(counts.contains(&(TextState::Discarded, 1)), "{counts:?}");
    }

    async fn one_instance_at_a_time_holds_a_lease(bed: Bed) {
        let store = &bed.store;
        assert!(store.hold_lease("x", "a", at(0), at(60)).await.unwrap());
        assert!(!store.hold_lease("x", "b", at(59), at(120)).await.unwrap());
        assert!(store.hold_lease("x", "a", at(59), at(120)).await.unwrap(), "its holder keeps it");
        assert!(store.hold_lease("x", "b", at(120), at(180)).await.unwrap());
        assert_eq!(store.server_time().await.unwrap().is_some(), store.is_shared());
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
            store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
            let claimed = one(&store, 0).await;
            for event in &order {
                let state = match event {
                    0 | 5 => Delivery::Sent,
                    1 => Delivery::Undelivered,
                    2 => Delivery::Delivered,
                    3 => {
                        store.text_sent("t", 1, "SM1", at(1)).await.unwrap();
                        continue;
                    }
                    _ => {
                        store.finish(&claimed, ended(Next::Uncertain { ask_at: at(9) }), at(1)).await.unwrap();
                        continue;
                    }
                };
                store.text_receipt(("t", Some(1)), "SM1", report(state), at(1)).await.unwrap();
            }
            store.text_state("t").await.unwrap().unwrap()
        });
        let expected = if order.contains(&2) { TextState::Delivered }
            else if order.contains(&1) { TextState::Undelivered }
            else if order.iter().any(|event| [0, 3, 5].contains(event)) { TextState::Sent }
            else { TextState::Uncertain };
        prop_assert_eq!(end, expected);
    }
}

#[test]
fn nothing_personal_is_printed() {
    let shown = format!("{:?} {:?}", text("t", Kind::Reply, 0), callback("b", "any", 0));
    assert!(!shown.contains("3363998") && !shown.contains('é'), "{shown}");
}
