//! What may happen to a server while we use it: cut, restarted, crashed, away, standing still.

use std::time::Instant;

use tokio::task::block_in_place;

use super::{postgres::Server, *};

/// Within which a webhook is answered.
const PROMISED: Duration = Duration::from_secs(2);
/// Within which anything that is to happen has happened, however slow the machine is.
const AT_LAST: Duration = Duration::from_secs(60);

async fn bed(server: &Server) -> Bed {
    let database = block_in_place(|| server.database());
    Bed::new(database.url().to_owned(), (None, Some(database))).await
}

fn call(key: &str) -> TurnCommit {
    turn(key, begin(key, Channel::Voice, Some(key)), vec![Write::Text(text(key, Kind::Reply, 0))])
}

/// Commits a turn as a provider would have it: again and again under the same key until it is acknowledged.
async fn until_acknowledged(store: &Store, key: String) {
    let since = Instant::now();
    loop {
        match store.commit(call(&key)).await {
            Ok(Outcome::Committed | Outcome::Repeated(_)) => return,
            Ok(Outcome::Stale) | Err(_) if since.elapsed() < AT_LAST => tokio::time::sleep(START / 100).await,
            other => panic!("{key}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_turn_is_lost_or_written_twice_while_the_server_is_cut_restarted_and_crashed() {
    let server = Server::start();
    let bed = bed(&server).await;
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let store = bed.store.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    until_acknowledged(&store, format!("{writer}-{n}")).await;
                }
            })
        })
        .collect();
    block_in_place(|| {
        for _ in 0..5 {
            bed._kept.1.as_ref().unwrap().cut_connections();
        }
        server.restart();
        server.crash();
    });
    for writer in writers {
        writer.await.unwrap();
    }
    until_acknowledged(&bed.store, "last".into()).await;
    for table in ["turn", "conversation", "outbox"] {
        let sql = Sql::new("SELECT COUNT(*) FROM ").then(table);
        assert_eq!(bed.store.reads().fetch_one(sql).await.unwrap().at::<i64>(0).unwrap(), 401, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_that_were_cut_while_nobody_used_them_cost_nobody_an_error() {
    let bed = Bed::postgres().await;
    for round in 0..3 {
        let turns = (0..16).map(|n| bed.store.commit(call(&format!("{round}-{n}"))));
        for outcome in futures_util::future::join_all(turns).await {
            assert_eq!(outcome.unwrap(), Outcome::Committed);
        }
        run(&bed.store, "UPDATE installation SET value = value").await;
        block_in_place(|| bed._kept.1.as_ref().unwrap().cut_connections());
        assert_eq!(count(&bed.store, "SELECT COUNT(*) FROM turn").await, 16 * (round + 1));
        block_in_place(|| bed._kept.1.as_ref().unwrap().cut_connections());
    }
}

/// Something done to a server.
type Order = fn(&Server);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_away_or_stands_still_is_given_up_in_time_and_used_again() {
    let server = Server::start();
    let bed = bed(&server).await;
    let store = &bed.store;
    until_acknowledged(store, "before".into()).await;
    let orders: [(Order, Order); 2] = [(Server::pause, Server::resume), (Server::stop, Server::start_again)];
    for (round, (away, back)) in orders.into_iter().enumerate() {
        block_in_place(|| away(&server));
        let keys: Vec<String> = (0..12).map(|n| format!("{round}-{n}")).collect();
        let writes = keys.iter().map(|key| async {
            let since = Instant::now();
            let refused = store.commit(call(key)).await;
            assert!(
                matches!(&refused, Err(StoreError::Unknown(_) | StoreError::NotCommitted(_))),
                "nothing is acknowledged: {refused:?}"
            );
            since.elapsed()
        });
        let reads = (0..12).map(|_| async {
            let since = Instant::now();
            assert!(store.saved_reply("before").await.is_err());
            since.elapsed()
        });
        let took =
            futures_util::future::join(futures_util::future::join_all(writes), futures_util::future::join_all(reads));
        let (written, read) = took.await;
        let longest = written.into_iter().chain(read).max().unwrap();
        block_in_place(|| back(&server));
        assert!(longest < PROMISED, "somebody waited for {longest:?}");
        for key in &keys {
            until_acknowledged(store, key.clone()).await;
        }
    }
    assert_eq!(count(store, "SELECT COUNT(*) FROM turn").await, 25);
    assert_eq!(count(store, "SELECT COUNT(*) FROM outbox").await, 25);
}

/// What must hold in every transaction that writes.
const SETTINGS: &str =
    "SELECT current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout') || ' '
    || current_setting('lock_timeout') || ' ' || current_setting('idle_in_transaction_session_timeout') || ' '
    || (SELECT count(*) FROM pg_prepared_statements)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_each_transaction_brings_its_settings_and_leaves_nothing_behind() {
    let bed = Bed::postgres().await;
    let settings = |store: &Store| {
        let store = store.clone();
        async move {
            let read = store.write(|own| Box::pin(async move { own.fetch_one(Sql::new(SETTINGS)).await })).await;
            read.unwrap().at::<String>(0).unwrap()
        }
    };
    assert!(settings(&bed.store).await.starts_with("on 2s 1s 5s "));
    let pooled = Access { direct_url: Some(bed.access.url.clone()), ..bed.access.clone() };
    let store = Store::open(&pooled).await.unwrap();
    assert_eq!(store.commit(call("k")).await.unwrap(), Outcome::Committed);
    assert!(matches!(store.commit(call("k")).await.unwrap(), Outcome::Repeated(_)));
    assert!(store.saved_reply("k").await.unwrap().is_some());
    file(&store).await;
    assert_eq!(settings(&store).await, "on 2s 1s 5s 0");
    let outside = Sql::new("SELECT current_setting('idle_in_transaction_session_timeout')");
    assert_eq!(store.reads().fetch_one(outside).await.unwrap().at::<String>(0).unwrap(), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_changed_by_a_newer_version_does_not_stop_who_prepared_statements_on_it() {
    let bed = Bed::postgres().await;
    let read = || bed.store.reads().fetch_all(Sql::new("SELECT * FROM note"));
    // One reader after the other is given the same connection, with the statement prepared.
    for _ in 0..2 {
        read().await.unwrap();
    }
    run(&bed.store, "ALTER TABLE note ADD COLUMN newer TEXT").await;
    read().await.unwrap();
}
