//! Hints that orders are due: quick where they can be, never needed.

use futures_util::FutureExt;
use tokio::{task::block_in_place, time::timeout};

use super::*;

/// Within which a hint has arrived, however slow the machine is.
const AT_LAST: Duration = Duration::from_secs(60);

async fn hinted(store: &Store) {
    timeout(AT_LAST, store.orders_arrived()).await.expect("a hint arrives");
}

on_both! {
    async fn an_order_that_is_due_gives_a_hint(bed: Bed) {
        bed.store.add_text(text("now", Kind::Reply, 0)).await.unwrap();
        hinted(&bed.store).await;
    }
}

#[tokio::test]
async fn one_that_is_due_later_gives_none() {
    let (store, _folder) = store().await;
    store.add_text(text("later", Kind::Reminder, 3_600)).await.unwrap();
    // The next write is answered after whatever the one before it gave.
    run(&store, "UPDATE installation SET value = value").await;
    assert!(store.orders_arrived().now_or_never().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_is_told_and_told_again_after_its_connection_was_cut() {
    let bed = Bed::postgres().await;
    let other = Store::open(&bed.access).await.unwrap();
    // The first is for what was told before anybody listened.
    hinted(&bed.store).await;
    for round in 0..3 {
        other.add_text(text(&format!("t{round}"), Kind::Reply, 0)).await.unwrap();
        hinted(&bed.store).await;
        block_in_place(|| bed._kept.1.as_ref().unwrap().cut_connections());
        // Listening again, it looks for what it missed.
        hinted(&bed.store).await;
    }
    // A hint that is lost loses no order.
    assert_eq!(count(&bed.store, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").await, 3);
}
