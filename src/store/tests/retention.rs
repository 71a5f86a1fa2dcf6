//! What was kept long enough is gone, also from the bytes of the file, and the rest is not.

use super::*;
use crate::store::{
    audit::{Entry, Verified},
    retention::{Before, Swept},
};

/// Words that nothing else holds.
const OLD: &str = "canari-ancien-7781";
const NEW: &str = "canari-recent-7782";

fn before(content: i64, metadata: i64) -> Before {
    Before { content: at(content), metadata: at(metadata), audit: at(metadata), mandates: at(0) }
}

fn entry(swept: &Swept) -> Entry {
    Entry {
        id: "swept".into(),
        at: at(900),
        actor: "system".into(),
        action: "swept",
        subject: "retention".into(),
        detail: Some(swept.told()),
    }
}

fn said(body: &str) -> Write {
    Write::Message(Message {
        direction: Direction::In,
        channel: Channel::Sms,
        body: body.into(),
        segments: Some(1),
        encoding: Some("gsm7"),
    })
}

/// A turn of a conversation that begins and is over at that second.
fn over(id: &str, number: u8, second: i64, words: &str) -> TurnCommit {
    let mut standing = standing(Channel::Voice);
    standing.state.caller = Some(person(number));
    (standing.ended, standing.outcome) = (true, Some("done".into()));
    let conversation = ConversationChange::Begin {
        id: id.into(),
        service_number: "+33199000001".into(),
        call_id: Some(format!("call-{id}")),
        standing,
    };
    let reply = SavedReply { content_type: "text/xml".into(), body: words.as_bytes().to_vec() };
    let (key, writes) = (
        format!("k-{id}"),
        vec![
            said(words),
            Write::Text(NewText { id: format!("t-{id}"), at: at(second), ..text("x", Kind::Reply, second) }),
        ],
    );
    TurnCommit { key, at: at(second), conversation, input_kind: "text", reply, writes }
}

on_both! {
    async fn content_goes_first_then_metadata_and_what_is_young_stays(bed: Bed) {
        let store = &bed.store;
        store.commit(over("old", 1, 10, OLD)).await.unwrap();
        store.commit(over("new", 2, 800, NEW)).await.unwrap();
        run(store, "UPDATE outbox SET state = 'delivered', updated_at = created_at").await;
        store.audit(Entry { id: "e1".into(), at: at(10), subject: "old".into(), ..entry(&Swept::default()) }).await.unwrap();
        store.link_audit().await.unwrap();

        let swept = store.sweep(&before(500, 0), 100, entry).await.unwrap();
        assert_eq!(swept.removed, [("message", 1), ("turn", 1), ("conversation", 1), ("outbox", 1)]);
        assert_eq!(swept.left, []);
        for (table, rows) in [("message", 1), ("turn", 2), ("conversation", 2), ("outbox", 2)] {
            let sql: &'static str = format!("SELECT COUNT(*) FROM {table}").leak();
            assert_eq!(count(store, sql).await, rows, "{table}");
        }
        assert_eq!(store.saved_reply("k-old").await.unwrap().unwrap().body, b"", "a webhook is still known");
        assert_eq!(store.saved_reply("k-new").await.unwrap().unwrap().body, NEW.as_bytes());

        let again = store.sweep(&before(500, 500), 100, |swept| Entry { id: "second".into(), ..entry(swept) }).await.unwrap();
        assert_eq!(again.removed, [("turn", 1), ("conversation", 1), ("outbox", 1), ("audit", 1)]);
        assert_eq!(again.left, []);
        let third = store.sweep(&before(500, 500), 100, entry).await.unwrap();
        assert_eq!(third, Swept::default(), "nothing is older, so nothing is written down either");
        store.link_audit().await.unwrap();
        assert!(matches!(store.verify_audit().await.unwrap(), Verified::Whole { links: 3, .. }));
        let told = store.audit_entries(&audit::Filter::default(), 10).await.unwrap();
        let told = told.iter().find(|entry| entry.id == "second").unwrap();
        assert_eq!(told.detail.as_deref(), Some("turn 1, conversation 1, outbox 1, audit 1"));
    }

    async fn who_writes_after_the_content_is_gone_finds_a_conversation_that_begins_anew(bed: Bed) {
        let store = &bed.store;
        store.commit(over("old", 1, 10, OLD)).await.unwrap();
        store.sweep(&before(500, 0), 100, entry).await.unwrap();
        let found = store.find_call("call-old").await.unwrap().unwrap();
        assert!(found.state.is_none(), "its state is of no version");
    }

    async fn a_sweep_stops_at_its_limit_and_says_what_is_left(bed: Bed) {
        let store = &bed.store;
        for n in 0..3 {
            store.commit(over(&format!("old{n}"), 1, 10, OLD)).await.unwrap();
        }
        let swept = store.sweep(&before(500, 0), 1, entry).await.unwrap();
        assert_eq!(swept.removed, [("message", 3)]);
        assert_eq!(swept.left, [("turn", 3), ("conversation", 3)]);
    }

    async fn an_entry_that_was_emptied_without_the_keys_is_found(bed: Bed) {
        let store = &bed.store;
        store.audit(Entry { id: "e1".into(), at: at(1), ..entry(&Swept::default()) }).await.unwrap();
        store.link_audit().await.unwrap();
        run(store, "UPDATE audit SET subject = '', detail = NULL").await;
        let broken = Verified::Broken { position: 1, audit_id: Some("e1".into()) };
        assert_eq!(store.verify_audit().await.unwrap(), broken);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_row_that_went_is_left_in_the_bytes_of_the_file_or_its_log() {
    let bed = Bed::sqlite().await;
    let folder = bed._kept.0.as_ref().unwrap().path().to_owned();
    // Flow and step are words of ours, so they stand there as they are: a canary that can be looked for.
    for n in 0..40 {
        bed.store.commit(over(&format!("{OLD}-{n}"), 1, 10, OLD)).await.unwrap();
    }
    bed.store.commit(over(NEW, 2, 800, NEW)).await.unwrap();
    run(&bed.store, "UPDATE outbox SET state = 'delivered', updated_at = created_at").await;
    let holds = |words: &str| {
        std::fs::read_dir(&folder)
            .unwrap()
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
    };
    assert!(holds(OLD) && holds(NEW));
    let swept = bed.store.sweep(&before(500, 500), 100, entry).await.unwrap();
    assert_eq!(swept.left, []);
    assert!(!holds(OLD), "free pages and the log hold nothing");
    assert!(holds(NEW));
}
