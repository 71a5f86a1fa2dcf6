//! Orders held and marked many at a time, on both databases: each by its own fence.

use super::*;
use crate::store::outbox::{Claimed, Handed, Terms, mark};

fn terms(owner: &str) -> Terms {
    Terms { owner: owner.into(), lease: Duration::from_secs(60), most: 10, limits: None, ceiling: None }
}

fn to(id: &str, kind: Kind, who: u8) -> NewText {
    NewText { to: person(who), ..text(id, kind, 0) }
}

fn handed(id: &str, attempts: i64) -> Handed {
    Handed { id: id.into(), attempts, provider_message_id: format!("SM-{id}-{attempts}"), at: at(70) }
}

async fn mark_all(store: &Store, all: Vec<Handed>) -> Vec<bool> {
    store.write(move |connection| Box::pin(async move { mark(connection, &all).await })).await.unwrap()
}

/// Three orders, of which the second went to another worker after its first one's lease.
async fn three(store: &Store) {
    store.add_texts(vec![to("a", Kind::Code, 1), to("b", Kind::Reply, 2), to("c", Kind::Reply, 3)]).await.unwrap();
    let orders = store.claim(at(0), terms("late")).await.unwrap().orders;
    for order in orders.iter().filter(|order| order.text.id != "b") {
        assert!(store.still_ours(order, &terms("late"), None, at(30)).await.unwrap());
    }
    let again = store.claim(at(60), terms("other")).await.unwrap().orders;
    assert_eq!(again.iter().map(|order| order.text.id.as_str()).collect::<Vec<_>>(), ["b"]);
}

on_both! {
    async fn a_late_workers_orders_are_stepped_over_and_those_beside_them_are_marked(bed: Bed) {
        let store = &bed.store;
        three(store).await;
        let marked = mark_all(store, vec![handed("a", 1), handed("b", 1), handed("none", 1), handed("c", 1)]).await;
        assert_eq!(marked, [true, false, false, true]);
        assert_eq!(store.text_state("a").await.unwrap(), Some(TextState::Sent));
        assert_eq!(store.text_state("b").await.unwrap(), Some(TextState::Sending));
        assert_eq!(mark_all(store, vec![handed("b", 2), handed("c", 1)]).await, [true, false], "once each");
    }

    async fn marks_that_come_at_once_each_hear_of_their_own(bed: Bed) {
        let store = &bed.store;
        store.add_texts((0..90).map(|n| to(&format!("t{n:02}"), Kind::Reply, n)).collect()).await.unwrap();
        let orders = store.claim(at(0), Terms { most: 90, ..terms("w") }).await.unwrap().orders;
        // Of two orders that are told under one identifier of the provider's, one is not marked, and no other suffers.
        let message = |n: usize| format!("SM{}", n.max(1));
        let marks = orders.iter().enumerate().map(|(n, order)| {
            let attempts = if n % 10 == 5 { 2 } else { 1 };
            async move { store.text_sent(&order.text.id, attempts, &message(n), at(1)).await }
        });
        let marked = futures_util::future::join_all(marks).await;
        assert_eq!(marked[..2].iter().filter(|marked| matches!(marked, Ok(true))).count(), 1);
        assert_eq!(marked[..2].iter().filter(|marked| matches!(marked, Err(StoreError::Statement(_)))).count(), 1);
        for (n, marked) in marked.into_iter().enumerate().skip(2) {
            assert_eq!(marked.unwrap(), n % 10 != 5, "{n}");
        }
    }

    async fn of_orders_held_at_once_only_those_that_may_still_go_out_are_begun(bed: Bed) {
        let store = &bed.store;
        three(store).await;
        let all = vec![to("stop", Kind::Reminder, 4), to("d", Kind::Reminder, 5), to("ask", Kind::Ask, 6)];
        store.add_texts(all).await.unwrap();
        let mut orders: Vec<Claimed> = store.claim(at(61), terms("other")).await.unwrap().orders;
        let mut late = orders[0].clone();
        (late.text.id, late.attempts) = ("b".into(), 1);
        orders.push(late);
        store.opt_out(&person(4), at(62)).await.unwrap();
        let hold = async |seconds| {
            let holds = orders.iter().map(|order| async {
                let words = (order.text.kind == Kind::Ask).then_some("new words");
                let ours = store.still_ours(order, &terms("other"), words, at(seconds)).await.unwrap();
                ours.then_some(order.text.id.as_str())
            });
            let mut held: Vec<&str> = futures_util::future::join_all(holds).await.into_iter().flatten().collect();
            held.sort_unstable();
            held
        };
        assert_eq!(hold(63).await, ["ask", "d"]);
        assert_eq!(count(store, "SELECT COUNT(*) FROM outbox WHERE begun_at IS NOT NULL").await, 4, "a and c before");
        store.stop_sending(true).await.unwrap();
        assert_eq!(hold(64).await, [""; 0]);
        store.stop_sending(false).await.unwrap();
        assert_eq!(hold(200).await, [""; 0], "the leases ran out");
        store.claim(at(200), terms("other")).await.unwrap();
        let uncertain = store.take_uncertain(at(9_000), 9).await.unwrap();
        let bodies: Vec<&str> = uncertain.iter().map(|order| order.text.payload["body"].as_str().unwrap()).collect();
        assert_eq!(bodies.iter().filter(|body| **body == "new words").count(), 1, "{bodies:?}");
        assert_eq!(bodies.len(), 4);
    }

    async fn an_order_that_cannot_be_read_costs_nothing_and_holds_up_no_other(bed: Bed) {
        let store = &bed.store;
        store.add_texts(vec![to("bad", Kind::Reply, 1), to("good", Kind::Reply, 2)]).await.unwrap();
        run(store, "UPDATE outbox SET payload = to_number WHERE id = 'bad'").await;
        let ceiling = Some((jiff::civil::date(2026, 11, 22), 100));
        for seconds in [0, 60, 120] {
            let claim = store.claim(at(seconds), Terms { ceiling, ..terms("w") }).await.unwrap();
            let ids: Vec<&str> = claim.orders.iter().map(|order| order.text.id.as_str()).collect();
            assert_eq!(ids, if seconds == 0 { vec!["good"] } else { vec![] });
            assert!(seconds > 0 || store.text_sent("good", 1, "SM1", at(1)).await.unwrap());
        }
        assert_eq!(count(store, "SELECT spent FROM spending").await, 8, "what was sent");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn many_marked_at_once_end_as_they_would_one_by_one(
        marks in proptest::sample::subsequence((0..18usize).collect::<Vec<_>>(), 0..=18).prop_shuffle(),
        claims in proptest::collection::vec(0..6usize, 0..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let end = async |one_by_one: bool| {
            let (store, _folder) = store().await;
            store.add_texts((0..6).map(|n| to(&n.to_string(), Kind::Reply, n)).collect()).await.unwrap();
            // Each claim is of one order, whose lease runs out before the next.
            for (round, order) in claims.iter().enumerate() {
                let sql = Sql::new("UPDATE outbox SET state = 'sending', attempts = attempts + 1, lease_until = $2 WHERE id = $1");
                let sql = sql.bind(order.to_string()).bind(at(round as i64).as_millisecond());
                store.write(move |connection| Box::pin(async move { connection.execute(sql).await })).await.unwrap();
            }
            let all: Vec<Handed> = marks.iter().map(|mark| handed(&(mark / 3).to_string(), (mark % 3) as i64)).collect();
            let mut marked = Vec::new();
            for some in all.chunks(if one_by_one { 1 } else { 18 }) {
                marked.extend(mark_all(&store, some.to_vec()).await);
            }
            let mut states = Vec::new();
            for id in 0..6 {
                states.push(store.text_state(&id.to_string()).await.unwrap());
            }
            (marked, states)
        };
        prop_assert_eq!(runtime.block_on(end(true)), runtime.block_on(end(false)));
    }
}
