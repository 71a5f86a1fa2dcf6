//! Moving house: whole, or not at all.

use std::fmt::Write as _;

use super::*;
use crate::store::relocation::{RelocationError, relocate};

/// Rows in each table: more than one statement writes.
const ROWS: i64 = 620;

fn new_file(folder: &TempDir, name: &str) -> Access {
    access(format!("sqlite:{}", folder.path().join(name).display()))
}

fn access(url: String) -> Access {
    Access { url, direct_url: None, keys: keys(7) }
}

/// Fills every table, each column with values that are easily lost: accents, quotes, zero bytes, nothing at all. Texts of a
/// row are all the same, so that what refers to another row finds it.
async fn fill(store: &Store) {
    for (table, columns) in live(store).await {
        let mut insert = format!("INSERT INTO {table} SELECT ");
        for (at, (_, kind, needed)) in columns.iter().enumerate() {
            let value = match kind.as_str() {
                "TEXT" => "'é''' || n",
                "BIGINT" => "n * 1000003 - 5",
                "BOOLEAN" => "n % 2",
                "BYTEA" => "CAST(x'00ff27' || n AS BLOB)",
                other => panic!("{table} has a column of the type {other}"),
            };
            let before = if at == 0 { "" } else { ", " };
            let value = if *needed { value.to_owned() } else { format!("CASE WHEN n % 3 > 0 THEN {value} END") };
            write!(insert, "{before}{value}").unwrap();
        }
        write!(
            insert,
            " FROM (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ROWS}) SELECT n FROM c)"
        )
        .unwrap();
        let fill = Sql::new("").then(&insert);
        store
            .write(move |own| {
                Box::pin(async move {
                    own.execute(Sql::new("PRAGMA defer_foreign_keys = ON")).await?;
                    own.execute(fill).await
                })
            })
            .await
            .unwrap_or_else(|error| panic!("{table}: {error:?}"));
    }
}

/// A table and its columns.
type Table = (String, Vec<(String, String, bool)>);

/// The tables of a SQLite database: each column with its type, and whether it must have a value. Parents come first.
async fn live(store: &Store) -> Vec<Table> {
    let sql =
        "SELECT m.name, c.name, c.type, c.\"notnull\" OR c.pk > 0 FROM sqlite_schema m, pragma_table_info(m.name) c
               WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'
               ORDER BY (SELECT COUNT(*) FROM pragma_foreign_key_list(m.name)), m.name, c.cid";
    let mut tables: Vec<Table> = Vec::new();
    for row in store.reads().fetch_all(Sql::new(sql)).await.unwrap() {
        let table: String = row.at(0).unwrap();
        if tables.last().is_none_or(|(last, _)| *last != table) {
            tables.push((table, Vec::new()));
        }
        let needed: i64 = row.at(3).unwrap();
        tables.last_mut().unwrap().1.push((row.at(1).unwrap(), row.at(2).unwrap(), needed != 0));
    }
    tables
}

/// Every value of a SQLite database.
async fn dump(store: &Store) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for (table, columns) in live(store).await {
        let quoted: Vec<String> = columns.iter().map(|(name, ..)| format!("typeof({name}) || quote({name})")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ',' || "));
        let rows = store.reads().fetch_all(Sql::new("").then(&sql)).await.unwrap();
        all.push((table, rows.iter().map(|row| row.at(0).unwrap()).collect()));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_value_of_every_table_is_the_same_after_moving_to_postgres_and_back() {
    let (here, server, folder) = (Bed::sqlite().await, postgres::Database::new(), tempfile::tempdir().unwrap());
    fill(&here.store).await;
    let (before, tables) = (dump(&here.store).await, live(&here.store).await);
    assert!(before.iter().all(|(_, rows)| rows.len() >= ROWS as usize));
    here.store.close().await;

    let there = access(server.url().to_owned());
    let moved = relocate(&here.access, &there.url, at(0)).await.unwrap();
    let mut names: Vec<String> = moved.iter().map(|(table, _)| table.clone()).collect();
    names.sort();
    let on_server: Vec<String> = server
        .query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^_' ORDER BY 1");
    assert_eq!(names, on_server);
    let mut in_file: Vec<String> = tables.iter().map(|(table, _)| table.clone()).collect();
    in_file.sort();
    assert_eq!(names, in_file);
    for (table, rows) in &moved {
        let live: Vec<i64> = server.query(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(live, [i64::try_from(*rows).unwrap()], "{table}");
    }

    let back = new_file(&folder, "back.db");
    relocate(&there, &back.url, at(1)).await.unwrap();
    assert_eq!(dump(&Store::open(&back).await.unwrap()).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_goes_on_after_the_move_and_the_old_place_is_closed() {
    let (here, server) = (Bed::sqlite().await, postgres::Database::new());
    file(&here.store).await;
    let first = turn("k1", begin("c", Channel::Sms, None), vec![Write::Text(text("t1", Kind::Reply, 0))]);
    let reply = first.reply.clone();
    assert_eq!(here.store.commit(first).await.unwrap(), Outcome::Committed);
    here.store.close().await;
    let there = access(server.url().to_owned());
    relocate(&here.access, &there.url, at(1)).await.unwrap();

    let store = Store::open(&there).await.unwrap();
    assert_eq!(store.saved_reply("k1").await.unwrap(), Some(reply));
    assert_eq!(store.commit(turn("k2", go_on("c", 1), vec![])).await.unwrap(), Outcome::Committed);
    assert_eq!(store.text_state("t1").await.unwrap(), Some(TextState::Waiting));
    assert!(store.find_case_file("caf", &FileNumber::new("1234567"), "").await.unwrap().is_some());
    assert!(matches!(Store::open(&here.access).await, Err(StoreError::Moved { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_new_database_cannot_hold_stops_the_move_and_nothing_is_kept() {
    let (here, server) = (Bed::sqlite().await, postgres::Database::new());
    run(&here.store, "INSERT INTO script (hash, files, first_used_at) VALUES ('h', 'a' || char(0) || 'b', 1)").await;
    here.store.close().await;
    let refused = relocate(&here.access, server.url(), at(1)).await;
    assert!(matches!(&refused, Err(RelocationError::Copy { table, .. }) if table == "script"), "{refused:?}");
    for table in ["installation", "script"] {
        assert_eq!(server.query::<i64>(&format!("SELECT count(*) FROM {table}")), [0], "{table}");
    }
    assert!(Store::open(&here.access).await.is_ok(), "the old database goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_would_lose_or_double_something_is_refused() {
    let (here, folder) = (Bed::sqlite().await, tempfile::tempdir().unwrap());
    let new = new_file(&folder, "new.db");
    let refused = |error: Option<RelocationError>, expected: &str| {
        let error = error.expect("it is refused").to_string();
        assert!(error.contains(expected), "{error}");
    };
    refused(relocate(&here.access, &here.access.url, at(0)).await.err(), "already");
    refused(relocate(&new_file(&folder, "none.db"), &new.url, at(0)).await.err(), "no database");
    let other = Access { keys: keys(8), ..here.access.clone() };
    refused(relocate(&other, &new.url, at(0)).await.err(), "keys");

    assert!(here.store.hold_lease("chores", "a", at(0), at(60)).await.unwrap());
    refused(relocate(&here.access, &new.url, at(0)).await.err(), "stop the service");
    assert!(Store::open(&here.access).await.is_ok(), "a refusal changes nothing");

    let full = Store::open(&new).await.unwrap();
    run(&full, "INSERT INTO code_attempt (hour, checked, refused) VALUES (1, 1, 1)").await;
    refused(relocate(&here.access, &new.url, at(60)).await.err(), "code_attempt");
    run(&full, "DELETE FROM code_attempt").await;
    run(&full, "ALTER TABLE note ADD COLUMN surprise TEXT").await;
    full.close().await;
    refused(relocate(&here.access, &new.url, at(60)).await.err(), "note");
    let free = new_file(&folder, "free.db");
    relocate(&here.access, &free.url, at(60)).await.unwrap();
}
