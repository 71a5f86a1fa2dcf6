//! Somebody without the keys changes the record: whatever they do, it is found, and the first entry that does not hold is named.

use super::*;
use crate::store::audit::{Entry, Verified};

const ENTRIES: i64 = 40;

async fn change(store: &Store, sql: String) {
    let sql = Sql::new("").then(&sql);
    store.write(move |connection| Box::pin(async move { connection.execute(sql).await })).await.unwrap();
}

/// A change at a place of the chain, and the place at which it must be found; none where only a head that was written down can
/// tell.
fn changes(at: i64) -> Vec<(String, Option<i64>)> {
    let entry = format!("(SELECT audit_id FROM audit_link WHERE position = {at})");
    let next = at % ENTRIES + 1;
    vec![
        (format!("UPDATE audit SET action = 'else' WHERE id = {entry}"), Some(at)),
        (format!("UPDATE audit SET at = at + 1 WHERE id = {entry}"), Some(at)),
        (format!("UPDATE audit SET subject = '', detail = NULL, erased = x'00' WHERE id = {entry}"), Some(at)),
        (format!("UPDATE audit SET actor = 'nobody', digest = x'00' WHERE id = {entry}"), Some(at)),
        (format!("DELETE FROM audit WHERE id = {entry}"), Some(at)),
        (format!("UPDATE audit_link SET audit_id = 'e-none' WHERE position = {at}"), Some(at)),
        (
            format!(
                "UPDATE audit_link SET tag = (SELECT o.tag FROM audit_link o WHERE o.position = {next}) WHERE position = {at}"
            ),
            Some(at),
        ),
        (
            format!(
                "UPDATE audit_link SET audit_id = audit_id || CASE WHEN position = {at} THEN 'x' ELSE '' END
                 WHERE position >= {at}"
            ),
            Some(at),
        ),
        (
            format!("INSERT INTO audit_link (position, audit_id, tag) VALUES ({}, 'made-up', x'00')", ENTRIES + at),
            Some(ENTRIES + 1),
        ),
        (format!("DELETE FROM audit_link WHERE position >= {at}"), None),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_edit_removal_insertion_exchange_and_cut_is_found_at_its_first_entry() {
    let bed = Bed::sqlite().await;
    let store = &bed.store;
    for n in 1..=ENTRIES {
        let entry = Entry {
            id: format!("e{n}"),
            at: at(n),
            actor: "person".into(),
            action: "told",
            subject: format!("f{n}"),
            detail: Some("x".into()),
        };
        store.audit(entry).await.unwrap();
    }
    while store.link_audit().await.unwrap() > 0 {}
    let head = store.audit_head().await.unwrap().unwrap();
    assert_eq!((head.position, store.goes_through(&head).await.unwrap()), (ENTRIES, true));
    for sql in ["CREATE TABLE a AS SELECT * FROM audit", "CREATE TABLE l AS SELECT * FROM audit_link"] {
        run(store, sql).await;
    }
    // In full, a thousand changes; in short, each kind at a few places.
    let places = if std::env::var_os("GUICHET_FAULTS").is_some_and(|form| form == "long") { 100 } else { 6 };
    let mut found = 0;
    for step in 0..places {
        let place = step * 7 % ENTRIES + 1;
        for (sql, expected) in changes(place) {
            change(store, sql.clone()).await;
            match (store.verify_audit().await.unwrap(), expected) {
                (Verified::Broken { position, .. }, Some(expected)) => assert_eq!(position, expected, "{sql}"),
                (Verified::Whole { .. }, None) => assert!(!store.goes_through(&head).await.unwrap(), "{sql}"),
                other => panic!("{sql}: {other:?}"),
            }
            found += 1;
            for sql in [
                "DELETE FROM audit",
                "DELETE FROM audit_link",
                "INSERT INTO audit SELECT * FROM a",
                "INSERT INTO audit_link SELECT * FROM l",
            ] {
                run(store, sql).await;
            }
        }
    }
    println!("{found} of {} changes were found", places * 10);
    assert!(matches!(store.verify_audit().await.unwrap(), Verified::Whole { .. }));
}
