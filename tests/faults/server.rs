//! What a PostgreSQL server and the way to it may suffer under several instances, and instances that stand still.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    installation::{Data, Installation},
    judge::nothing_lost_nothing_twice,
    people::{Crowd, Plan},
    postgres::{Database, Server},
    scale::{Dice, alone, pick},
};

/// After the server is back, the first answer must be had by then.
const LONGEST_RECOVERY: Duration = Duration::from_secs(10);

#[test]
fn a_database_server_comes_back_from_whatever_is_done_to_it() {
    let server = Server::start();
    let database = server.database();
    assert_eq!(database.query::<String>("SHOW fsync"), ["on"], "what is committed is on the disk");
    server.pause();
    server.resume();
    database.cut_connections();
    server.restart();
    server.crash();
    server.stop();
    server.start_again();
    assert_eq!(database.query::<i32>("SELECT 1"), [1]);
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (first, second) = (Database::new(), Database::new());
    assert_ne!(first.url(), second.url());
    assert_eq!(first.query::<i64>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), [0]);
}

/// What happens, and whether it ends by itself.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    ConnectionsCut,
    Restarted,
    Crashed,
    Paused,
    InstancePaused,
}

const MISHAPS: [Mishap; 5] =
    [Mishap::ConnectionsCut, Mishap::Restarted, Mishap::Crashed, Mishap::Paused, Mishap::InstancePaused];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_to_the_server_nothing_acknowledged_is_lost() {
    let _alone = alone().await;
    let mut dice = Dice::thrown("mishaps of PostgreSQL");
    let server = Server::start();
    let installation = Installation::on_postgres(server.database());
    let (running, doors) = installation.start_all(3).await;
    let doors = Arc::new(doors);
    let rounds = pick(1, 10);
    // Nobody calls: a caller would hear, rightly, that we have a problem.
    let plan = Plan { texters: 12, callers: 0, turns: pick(30, 2_000), copies: 2 };
    let begun = Instant::now();
    let mut crowd = Crowd::begin(&doors, plan, dice.split()).await;
    let mut recoveries = Vec::new();
    for mishap in (0..rounds).flat_map(|_| MISHAPS) {
        crowd.until(crowd.ledger.count() + 20 + dice.below(40)).await;
        match mishap {
            Mishap::ConnectionsCut => match &installation.data {
                Data::Postgres(database) => database.cut_connections(),
                Data::Sqlite(_) => {}
            },
            Mishap::Restarted => server.restart(),
            Mishap::Crashed => server.crash(),
            Mishap::Paused => {
                server.pause();
                tokio::time::sleep(Duration::from_secs(pick(3, 60))).await;
                server.resume();
            }
            Mishap::InstancePaused => {
                let victim = &running[dice.below(running.len())];
                victim.pause();
                tokio::time::sleep(Duration::from_secs(pick(3, 70))).await;
                victim.resume();
            }
        }
        let back = Instant::now();
        crowd.until(crowd.ledger.count() + 1).await;
        assert!(back.elapsed() < LONGEST_RECOVERY, "{mishap:?}: nobody was answered for {:?}", back.elapsed());
        recoveries.push((mishap, back.elapsed()));
    }
    let ledger = crowd.end().await;
    nothing_lost_nothing_twice(&installation.data, &doors, &ledger).await;
    println!("{} turns through {recoveries:.1?}; {:.1?}", ledger.count(), begun.elapsed());
}
