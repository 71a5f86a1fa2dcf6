//! Processes that are killed at any moment: what was acknowledged is there once, and the service is soon back.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use crate::{
    installation::{Data, Installation, whole},
    judge::nothing_lost_nothing_twice,
    people::{Crowd, Plan},
    postgres::Database,
    scale::{Dice, alone, pick},
};

/// From a start to the first answer.
const LONGEST_RESTART: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_every_kill_on_sqlite() {
    let _alone = alone().await;
    killed_again_and_again(Installation::on_sqlite(), 1, Dice::thrown("kills on SQLite")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_every_kill_of_three_on_postgres() {
    let _alone = alone().await;
    let installation = Installation::on_postgres(Database::new());
    killed_again_and_again(installation, 3, Dice::thrown("kills on PostgreSQL")).await;
}

async fn killed_again_and_again(installation: Installation, instances: usize, mut dice: Dice) {
    let (kills, people, turns) = pick((20, 20, 50), (200, 50, 200));
    let plan = Plan { texters: people * 2 / 3, callers: people - people * 2 / 3, turns, copies: 2 };
    let begun = Instant::now();
    let (mut running, doors) = installation.start_all(instances).await;
    let doors = Arc::new(doors);
    let mut crowd = Crowd::begin(&doors, plan, dice.split()).await;
    let mut restarts = Vec::new();
    let between = people * turns / (kills + 1);
    while restarts.len() < kills {
        // After so many answers, and then at some moment of a turn.
        crowd.until(crowd.ledger.count() + between / 2 + dice.below(between)).await;
        tokio::time::sleep(Duration::from_micros(dice.next() % 5_000)).await;
        let victim = dice.below(instances);
        running[victim].kill();
        if let Data::Sqlite(path) = &installation.data {
            assert!(whole(path).await, "the database is whole after kill {}", restarts.len() + 1);
        }
        installation.restart(&mut running[victim]).await;
        restarts.push(running[victim].began);
    }
    let ledger = crowd.end().await;
    let lost = doors.lost.load(Ordering::SeqCst);
    nothing_lost_nothing_twice(&installation.data, &doors, &ledger).await;
    assert!(lost > 0, "no kill met a turn in flight");
    restarts.sort_unstable();
    let (median, longest) = (restarts[kills / 2], restarts[kills - 1]);
    println!(
        "{kills} kills over {} turns, {lost} requests unanswered; restart {median:.0?} (median), {longest:.0?} (longest); {:.1?}",
        ledger.count(),
        begun.elapsed()
    );
    // The short form runs an unoptimised program on a machine that may have other work.
    assert!(longest <= pick(longest, LONGEST_RESTART), "a restart took {longest:?}");
}
