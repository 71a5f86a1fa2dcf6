//! Writes on both databases: grouped, isolated, durable.

use super::*;

/// Rows that a test has written.
const KEPT: &str = "SELECT COUNT(*) FROM installation WHERE key <> 'key_check'";

on_both! {
    async fn two_hundred_writers_at_once_are_all_kept_and_a_failing_one_harms_nobody(bed: Bed) {
        let store = &bed.store;
        let tasks: Vec<_> = (0..200i64)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    store
                        .write(move |connection| {
                            Box::pin(async move {
                                let insert = Sql::new("INSERT INTO installation (key, value) VALUES ($1, 'x')");
                                connection.execute(insert.bind(n.to_string())).await?;
                                if n % 10 == 3 {
                                    connection.execute(Sql::new("INSERT INTO no_such_table VALUES (1)")).await?;
                                }
                                assert!(n % 10 != 7, "a mistake of ours");
                                Ok(n)
                            })
                        })
                        .await
                })
            })
            .collect();
        for (n, task) in (0i64..).zip(tasks) {
            match (n % 10, task.await.unwrap()) {
                (3, answer) => assert!(matches!(answer, Err(StoreError::Statement(_))), "{n}"),
                (7, answer) => assert!(matches!(answer, Err(StoreError::Panicked)), "{n}"),
                (_, answer) => assert_eq!(answer.unwrap(), n),
            }
        }
        assert_eq!(count(store, KEPT).await, 160);
    }

    async fn what_was_committed_is_there_after_closing_and_opening(bed: Bed) {
        let store = &bed.store;
        let files = vec![SourceFile { path: "flows/menu.yaml".into(), text: Arc::from("flow: menu") }];
        store.save_script("h", &files, at(0)).await.unwrap();
        store.save_script("h", &[], at(1)).await.unwrap();
        store.close().await;
        let store = Store::open(&bed.access).await.unwrap();
        assert_eq!(store.script("h").await.unwrap(), Some(files));
        assert_eq!(store.script("g").await.unwrap(), None);
    }

    async fn other_keys_than_the_first_are_refused(bed: Bed) {
        bed.store.close().await;
        let other = Access { keys: keys(8), ..bed.access.clone() };
        assert!(matches!(Store::open(&other).await, Err(StoreError::WrongKeys)));
        assert!(Store::open(&bed.access).await.is_ok());
    }

    async fn tables_of_a_newer_version_do_not_stop_the_one_before_it(bed: Bed) {
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     SELECT 9999, 'newer', TRUE, checksum, 1 FROM _sqlx_migrations WHERE version = 1";
        run(&bed.store, newer).await;
        assert!(Store::open(&bed.access).await.is_ok());
    }
}

#[tokio::test]
async fn nothing_is_answered_before_the_commit() {
    let (store, _folder) = store().await;
    let hold = |store: &Store| {
        let (begun, has_begun) = oneshot::channel::<()>();
        let (open, gate) = oneshot::channel::<()>();
        let store = store.clone();
        let task = tokio::spawn(async move {
            store
                .write(move |_| {
                    Box::pin(async move {
                        begun.send(()).unwrap();
                        gate.await.unwrap();
                        Ok(())
                    })
                })
                .await
        });
        (task, has_begun, open)
    };
    let (first, first_begun, open_first) = hold(&store);
    first_begun.await.unwrap();
    // These two wait behind the first, and so are committed together.
    let quick = tokio::spawn({
        let store = store.clone();
        async move { run(&store, "INSERT INTO installation VALUES ('k', 'v')").await }
    });
    tokio::task::yield_now().await;
    let (slow, slow_begun, open_slow) = hold(&store);
    tokio::task::yield_now().await;
    open_first.send(()).unwrap();
    slow_begun.await.unwrap();
    first.await.unwrap().unwrap();
    assert!(!quick.is_finished());
    assert_eq!(count(&store, KEPT).await, 0);
    open_slow.send(()).unwrap();
    slow.await.unwrap().unwrap();
    quick.await.unwrap();
    assert_eq!(count(&store, KEPT).await, 1);
}

#[tokio::test]
async fn a_full_queue_says_busy_and_a_closed_store_says_closed() {
    let (store, _folder) = store().await;
    let writes = (0..1_100).map(|_| store.write(|_| Box::pin(async { Ok(()) })));
    let answers = futures_util::future::join_all(writes).await;
    let busy = answers.iter().filter(|answer| matches!(answer, Err(StoreError::Busy))).count();
    assert_eq!((busy, answers.iter().filter(|answer| answer.is_ok()).count()), (76, 1_024));
    store.close().await;
    assert!(matches!(store.write(|_| Box::pin(async { Ok(()) })).await, Err(StoreError::Closed)));
}

/// What decides whether a commit is on the disk when it is told.
const DURABLE: &str = "SELECT (SELECT synchronous FROM pragma_synchronous), (SELECT journal_mode FROM pragma_journal_mode),
                              (SELECT foreign_keys FROM pragma_foreign_keys), (SELECT timeout FROM pragma_busy_timeout)";

#[tokio::test]
async fn every_connection_is_durable_and_readers_cannot_write() {
    let (store, _folder) = store().await;
    let read = |row: connection::Row| -> (i64, String, i64, i64) {
        (row.at(0).unwrap(), row.at(1).unwrap(), row.at(2).unwrap(), row.at(3).unwrap())
    };
    let expected = (2i64, "wal".to_owned(), 1i64, 5_000i64);
    let written = store.write(|own| Box::pin(async move { own.fetch_one(Sql::new(DURABLE)).await })).await.unwrap();
    assert_eq!(read(written), expected);
    let all = (0..2 * READERS).map(|_| store.reads().fetch_one(Sql::new(DURABLE)));
    for row in futures_util::future::join_all(all).await {
        assert_eq!(read(row.unwrap()), expected);
    }
    assert!(store.reads().fetch_all(Sql::new("DELETE FROM turn")).await.is_err());
}

#[tokio::test]
async fn a_write_waits_for_another_process() {
    let (store, folder) = store().await;
    let path = folder.path().join("guichet.db");
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE; INSERT INTO installation VALUES ('theirs', 'v')")
        .execute(&mut other)
        .await
        .unwrap();
    let ours = tokio::spawn({
        let store = store.clone();
        async move { run(&store, "INSERT INTO installation VALUES ('ours', 'v')").await }
    });
    tokio::task::yield_now().await;
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    ours.await.unwrap();
    assert_eq!(count(&store, KEPT).await, 2);
}

#[tokio::test]
async fn an_address_that_would_lose_everything_is_refused() {
    for address in ["sqlite::memory:", "sqlite:", "mysql://x", "guichet.db", "sqlite:a.db?mode=ro"] {
        let access = Access { url: address.to_owned(), direct_url: None, keys: keys(7) };
        assert!(matches!(Store::open(&access).await, Err(StoreError::Address)), "{address}");
    }
}
