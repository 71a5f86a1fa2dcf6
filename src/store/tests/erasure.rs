//! A person is told everything that is held, and has it erased: here in one transaction, at the provider until it is gone.

use super::*;
use crate::store::{audit::Entry, audit::Verified, erasure::DueErasure};

/// A word that nothing else holds.
const WORDS: &str = "canari-efface-4471";

fn entry(id: &str) -> Entry {
    Entry {
        id: id.into(),
        at: at(5),
        actor: "operator".into(),
        action: "erased",
        subject: "person:x".into(),
        detail: None,
    }
}

fn said() -> Write {
    Write::Message(Message {
        direction: Direction::In,
        channel: Channel::Sms,
        body: WORDS.into(),
        segments: Some(1),
        encoding: Some("gsm7"),
    })
}

/// One person with a file, a conversation, an answer, a callback and a text; and another with a conversation.
pub(super) async fn fill(store: &Store) {
    file(store).await;
    let own = vec![
        said(),
        answer("a1", "r1", WORDS),
        Write::Callback(callback("b1", "morning", 0)),
        Write::Text(text("t1", Kind::Reply, 0)),
        Write::RememberLanguage { number: person(1), language: "ar".parse().unwrap() },
        Write::Audit(Entry { subject: "c".into(), detail: Some(WORDS.into()), action: "told", ..entry("e1") }),
    ];
    store.commit(turn("sms:SM1", begin("c", Channel::Sms, None), own)).await.unwrap();
    let mut other = begin("other", Channel::Voice, Some("CA2"));
    if let ConversationChange::Begin { standing, .. } = &mut other {
        standing.state.caller = Some(person(2));
    }
    store.commit(turn("k2", other, vec![said()])).await.unwrap();
    run(store, "UPDATE outbox SET provider_message_id = 'SM2', state = 'delivered' WHERE id = 't1'").await;
    run(
        store,
        "INSERT INTO recording (reference, conversation_id, state, at_provider, failures, not_before, made_at, updated_at)
         VALUES ('RE1', 'c', 'kept', FALSE, 0, 0, 1, 1)",
    )
    .await;
}

on_both! {
    async fn everything_that_is_held_is_told_and_nothing_of_others(bed: Bed) {
        fill(&bed.store).await;
        let holding = bed.store.holding(&person(1)).await.unwrap();
        let rows = |name: &str| holding.parts.iter().find(|part| part.name == name).unwrap().rows.clone();
        for name in ["numbers", "people", "files", "answers", "messages", "notes", "callbacks", "texts", "recordings", "record"] {
            assert_eq!(rows(name).len(), 1, "{name}");
        }
        assert_eq!(rows("messages")[0]["text"], WORDS);
        assert_eq!(rows("answers")[0]["value"], WORDS);
        assert_eq!(rows("files")[0]["number"], "1234567");
        assert_eq!(rows("numbers")[0]["number"], person(1).reveal());
        assert_eq!(bed.store.language_of(&person(1)).await.unwrap().unwrap().as_str(), "ar");
        assert!(bed.store.holding(&person(3)).await.unwrap().is_empty());
        assert!(!format!("{holding:?}{:?}", holding.parts).contains(WORDS), "it cannot be printed by accident");
    }

    async fn a_person_who_is_erased_leaves_nothing_but_the_file_of_the_organisation(bed: Bed) {
        let store = &bed.store;
        fill(store).await;
        let erased = store.erase_person(&person(1), at(5), entry("erased")).await.unwrap();
        assert_eq!(erased.at_provider, 2, "the text that came, and the one that went");
        assert!(store.holding(&person(1)).await.unwrap().is_empty());
        assert_eq!(count(store, "SELECT COUNT(*) FROM case_file WHERE code_hash IS NULL").await, 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM person").await, 0);
        assert_eq!(store.holding(&person(2)).await.unwrap().parts[4].rows.len(), 1, "others lose nothing");
        assert!(store.saved_reply("k2").await.unwrap().is_some());

        store.link_audit().await.unwrap();
        assert!(matches!(store.verify_audit().await.unwrap(), Verified::Whole { links: 2, .. }));
        let kept = store.audit_entries(&audit::Filter::default(), 10).await.unwrap();
        let emptied = kept.iter().find(|entry| entry.id == "e1").unwrap();
        assert_eq!((emptied.subject.as_str(), &emptied.detail), ("", &None));
        let again = store.erase_person(&person(1), at(6), entry("again")).await.unwrap();
        assert_eq!(again, crate::store::erasure::Erased::default(), "there is nothing left to erase");
    }

    async fn the_provider_is_asked_until_it_says_that_all_is_gone(bed: Bed) {
        let store = &bed.store;
        fill(store).await;
        store.erase_person(&person(1), at(5), entry("erased")).await.unwrap();
        let due = store.due_erasures(at(5), 10).await.unwrap();
        let expected = |reference: &str| DueErasure { reference: reference.into(), is_call: false, failures: 0 };
        assert_eq!(due, [expected("SM1"), expected("SM2")]);
        store.put_erasure_off("SM1", at(60)).await.unwrap();
        store.erased_at_provider("SM2", at(6)).await.unwrap();
        assert_eq!(store.due_erasures(at(59), 10).await.unwrap(), []);
        assert_eq!(store.due_erasures(at(60), 10).await.unwrap(), [DueErasure { failures: 1, ..expected("SM1") }]);
        assert_eq!(store.erasures_left().await.unwrap(), 1);
    }

    async fn a_stop_outlives_the_erasure(bed: Bed) {
        let store = &bed.store;
        fill(store).await;
        store.opt_out(&person(1), at(1)).await.unwrap();
        store.erase_person(&person(1), at(5), entry("erased")).await.unwrap();
        assert!(store.is_opted_out(&person(1)).await.unwrap());
        assert_eq!(store.remembered_language(&person(1)).await.unwrap(), None);
    }
}
