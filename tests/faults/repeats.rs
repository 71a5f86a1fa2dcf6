//! Webhooks that come several times at once, to any instance: one turn each, the same bytes for all.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use crate::{
    installation::Installation,
    judge::nothing_lost_nothing_twice,
    people::{Crowd, Plan},
    postgres::Database,
    scale::{Dice, alone, pick},
};

/// Twilio tries a webhook up to five times more (`#rc=5`), and may do so while the first is under way.
const MOST_COPIES: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_comes_several_times_at_once_is_one_turn_on_sqlite() {
    let _alone = alone().await;
    repeated(Installation::on_sqlite(), 1, Dice::thrown("repeats on SQLite")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_comes_several_times_at_once_to_three_is_one_turn_on_postgres() {
    let _alone = alone().await;
    repeated(Installation::on_postgres(Database::new()), 3, Dice::thrown("repeats on PostgreSQL")).await;
}

async fn repeated(installation: Installation, instances: usize, dice: Dice) {
    let (people, turns) = pick((10, 20), (25, 200));
    let begun = Instant::now();
    let (_running, doors) = installation.start_all(instances).await;
    let doors = Arc::new(doors);
    let crowd = Crowd::begin(&doors, Plan { texters: people, callers: people, turns, copies: MOST_COPIES }, dice).await;
    let ledger = crowd.end().await;
    assert_eq!(doors.lost.load(Ordering::SeqCst), 0, "every request is answered");
    let requests = doors.begun.load(Ordering::SeqCst);
    nothing_lost_nothing_twice(&installation.data, &doors, &ledger).await;
    println!("{} turns out of {requests} requests to {instances} instances; {:.1?}", ledger.count(), begun.elapsed());
}
