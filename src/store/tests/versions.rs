//! Versions of the dialogues: kept while somebody may stand on them, and no longer.

use super::*;
use crate::{flow::version::version_of, store::examine::examine};

const HOUR: i64 = 3_600;

fn files(text: &str) -> Vec<SourceFile> {
    vec![SourceFile { path: "flows/menu.yaml".into(), text: text.into() }]
}

async fn kept(store: &Store) -> Vec<String> {
    let mut hashes: Vec<String> = store.scripts().await.unwrap().into_iter().map(|kept| kept.hash).collect();
    hashes.sort();
    hashes
}

on_both! {
    async fn a_version_goes_when_it_was_not_used_for_long_and_one_that_is_used_stays(bed: Bed) {
        let store = &bed.store;
        for name in ["gone", "used", "again"] {
            store.save_script(name, &files(name), at(0)).await.unwrap();
        }
        store.note_scripts_used(&["used".to_owned(), "never kept".to_owned()], at(10 * HOUR)).await.unwrap();
        store.save_script("again", &files("again"), at(11 * HOUR)).await.unwrap();
        assert_eq!(store.remove_scripts(at(0), at(11 * HOUR)).await.unwrap(), 0, "none is older than that");
        assert_eq!(store.remove_scripts(at(5 * HOUR), at(11 * HOUR)).await.unwrap(), 1);
        assert_eq!(kept(store).await, ["again", "used"]);
        let latest = store.scripts().await.unwrap();
        assert_eq!((latest[0].hash.as_str(), latest[0].last_used_at), ("again", Some(at(11 * HOUR))));
        assert_eq!(latest[0].first_used_at, at(0));
        store.note_scripts_used(&["used".to_owned()], at(HOUR)).await.unwrap();
        assert_eq!(store.scripts().await.unwrap()[1].last_used_at, Some(at(10 * HOUR)), "time does not run back");
    }

    async fn a_version_that_an_earlier_release_left_counts_from_when_it_is_first_looked_at(bed: Bed) {
        let store = &bed.store;
        store.save_script("old", &files("old"), at(0)).await.unwrap();
        run(store, "UPDATE script SET last_used_at = NULL").await;
        assert_eq!(store.remove_scripts(at(99 * HOUR), at(100 * HOUR)).await.unwrap(), 0);
        assert_eq!(store.remove_scripts(at(101 * HOUR), at(200 * HOUR)).await.unwrap(), 1);
    }

    async fn a_version_whose_texts_are_not_what_they_were_is_found(bed: Bed) {
        let store = &bed.store;
        for text in ["right", "wrong", "torn"] {
            store.save_script(&version_of(&files(text)), &files(text), at(0)).await.unwrap();
        }
        assert_eq!(examine(&bed.access).await.unwrap().damaged_versions, [""; 0]);
        run(store, "UPDATE script SET files = '{' WHERE files LIKE '%torn%'").await;
        run(store, "UPDATE script SET files = REPLACE(files, 'wrong', 'other')").await;
        let mut damaged = vec![version_of(&files("wrong")), version_of(&files("torn"))];
        damaged.sort();
        assert_eq!(examine(&bed.access).await.unwrap().damaged_versions, damaged);
    }
}
