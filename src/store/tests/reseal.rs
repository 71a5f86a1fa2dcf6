//! Another key seals: everything is sealed anew while the service works, and the former key opens nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::{
    flow::turn::Digits,
    seal::{FRESH, KEY},
    staff::session::Terms,
    store::{
        audit::{Entry, Verified},
        callback::outcome::Note,
        mandate::Asked,
        recording::Sound,
        reseal::{Resealed, SEALED},
        session::By,
    },
};

/// The keys of a test's installation, a second one, and more lines.
fn ring(more: &str) -> Keyring {
    let second = STANDARD.encode([9; KEY]);
    Keyring::parse(&format!("{}2 {second}\n{more}", Keyring::fresh(&[7; FRESH]))).unwrap()
}

/// The keys once the first one was taken away.
fn second_alone() -> Keyring {
    let second = STANDARD.encode([9; KEY]);
    let lines = Keyring::fresh(&[7; FRESH]);
    let index = lines.lines().find(|line| line.starts_with("index")).unwrap();
    Keyring::parse(&format!("{index}\n2 {second}\n")).unwrap()
}

fn entry(id: &str) -> Entry {
    Entry {
        id: id.into(),
        at: at(0),
        actor: "operator".into(),
        action: "changed",
        subject: "x".into(),
        detail: Some("a detail".into()),
    }
}

/// Something in every sealed column.
async fn fill(store: &Store) {
    erasure::fill(store).await;
    staff::with_address(store, "claire").await;
    assert_eq!(staff::bound(store, "c", "claire@canari.example").await.as_deref(), Some("claire"));
    let by = By::Provider(staff::subject("c"), "its token");
    assert!(store.begin_session("claire", by, vec![1; 32], Terms::default(), entry("in")).await.unwrap());
    store.arm(vec![deadlines::deadline("d1", 1, 60)]).await.unwrap();
    let (person, subject) = (person(1), "file".into());
    let writes = vec![
        Write::Digits { person, subject, digits: Digits::new("123") },
        Write::Note { kind: "note".into(), text: "a remark".into() },
    ];
    store.commit(turn("k3", go_on("c", 1), writes)).await.unwrap();
    let note = Note { id: "n1".into(), kind: "note", text: "Elle préfère le soir.".into() };
    store.note_callback("b1", ("claire", 0), note, at(1)).await.unwrap();
    assert_eq!(mandates::ask(store, mandates::new("m", 0)).await, Asked::Asked);
    let sound = Sound { media_type: "audio/mpeg".into(), bytes: vec![0, 255, 7] };
    run(store, "UPDATE recording SET state = 'wanted'").await;
    assert!(store.keep_recording("RE1", &sound, at(1)).await.unwrap());
    // An import that is under way, and one that brought names.
    for (import, number) in [("done", "7654321"), ("under-way", "7654322")] {
        let file = import::ImportedFile {
            id: format!("f-{import}"),
            number: FileNumber::new(number),
            name: PersonName::parse("Élodie Martin"),
            ..imported()
        };
        assert_eq!(store.stage_import(import, vec![file], at(0)).await.unwrap(), []);
        if import == "done" {
            store.end_import(import, false).await.unwrap();
        }
    }
}

/// What is told of somebody, as `guichet person export` writes it, without the record, whose details keep their key.
async fn told(store: &Store) -> String {
    let holding = store.holding(&person(1)).await.unwrap();
    let parts = holding.parts.iter().filter(|part| part.name != "record");
    parts.map(|part| serde_json::to_string(&part.rows).unwrap()).collect()
}

async fn open(bed: &Bed, keys: Keyring) -> Store {
    Store::open(&Access { keys, ..bed.access.clone() }).await.unwrap()
}

on_both! {
    async fn everything_is_sealed_anew_and_the_former_key_is_needed_for_the_record_alone(bed: Bed) {
        fill(&bed.store).await;
        let before = told(&bed.store).await;
        let all = bed.store.sealed_by().await.unwrap();
        assert_eq!((all.needed().collect::<Vec<_>>(), all.anew), (vec![1], 0));

        // Every instance opens with both before one seals with the second.
        let reader = open(&bed, ring("seals 1\n")).await;
        let writer = open(&bed, ring("")).await;
        let mut tables = BTreeSet::new();
        let done = writer.reseal(|table| tables.extend([table.to_owned()])).await.unwrap();
        assert_eq!(done.shut, BTreeMap::new(), "each value opens at the place it is said to be bound to");
        assert_eq!((done.anew, done.values.clone()), (all.values[&1], [(2, all.values[&1])].into()));
        assert_eq!(done.record, all.record, "the links of the chain are made over what stands there");
        assert!(matches!(writer.verify_audit().await.unwrap(), Verified::Whole { .. }));
        assert_eq!(tables.len(), SEALED.iter().map(|one| one.table).collect::<BTreeSet<_>>().len() + 1);
        for store in [&reader, &writer] {
            assert_eq!(told(store).await, before);
        }
        assert_eq!(writer.reseal(|_| {}).await.unwrap(), Resealed { anew: 0, ..done });

        // The key taken away, nothing is missing but the details of the record.
        let alone = open(&bed, second_alone()).await;
        assert_eq!(told(&alone).await, before);
        assert!(alone.saved_reply("sms:SM1").await.unwrap().is_some());
        assert_eq!(alone.id_token(vec![1; 32]).await.unwrap().as_deref(), Some("its token"));
        assert_eq!(alone.recording("RE1").await.unwrap().unwrap().bytes, [0, 255, 7]);
        alone.end_import("under-way", false).await.unwrap();
        assert!(bed.store.holding(&person(1)).await.is_err(), "whoever has the first key alone reads nothing any more");
    }

    async fn what_is_written_meanwhile_is_not_undone_and_a_second_run_takes_the_rest(bed: Bed) {
        fill(&bed.store).await;
        let writer = open(&bed, ring("")).await;
        // The service goes on with the first key, as an instance does that was not started again yet.
        let old = open(&bed, ring("seals 1\n")).await;
        let mut turns = 4;
        let first = writer.reseal(|_| {}).await.unwrap();
        for key in ["k4", "k5"] {
            let writes = vec![Write::Note { kind: "note".into(), text: format!("written with {key}") }];
            old.commit(turn(key, go_on("c", turns - 2), writes)).await.unwrap();
            turns += 1;
        }
        let left = writer.sealed_by().await.unwrap();
        assert!(left.values[&1] > 0, "{left:?}");
        let second = writer.reseal(|_| {}).await.unwrap();
        assert_eq!((second.anew, second.values.keys().copied().collect::<Vec<_>>()), (left.values[&1], vec![2]));
        assert!(second.anew < first.anew);
        let notes = writer.notes(None).await.unwrap();
        assert_eq!(notes.iter().filter(|note| note.text.starts_with("written with")).count(), 2);
    }

    async fn what_no_key_opens_is_counted_at_its_place_and_holds_up_nothing_else(bed: Bed) {
        fill(&bed.store).await;
        run(&bed.store, "UPDATE answer SET value = (SELECT number FROM phone)").await;
        let done = open(&bed, ring("")).await.reseal(|_| {}).await.unwrap();
        assert_eq!(done.shut, [("answer.value".to_owned(), 1)].into());
        assert_eq!(done.values[&1], 1);
    }
}

#[tokio::test]
async fn every_sealed_column_is_sealed_anew_and_has_something_in_the_test_of_it() {
    let declared: BTreeSet<String> = SEALED.iter().map(|one| format!("{}.{}", one.table, one.column)).collect();
    let columns = columns::SEALED.iter().chain(&columns::SEALED_BYTES).filter(|name| **name != "audit.detail");
    assert_eq!(declared, columns.map(|name| (*name).to_owned()).collect());
    let (store, _folder) = store().await;
    fill(&store).await;
    for one in SEALED {
        let sql = Sql::new("SELECT COUNT(*) FROM ").then(&format!("{} WHERE {} IS NOT NULL", one.table, one.column));
        let count: i64 = store.reads().fetch_one(sql).await.unwrap().at(0).unwrap();
        assert!(count > 0, "{}.{}", one.table, one.column);
    }
}
