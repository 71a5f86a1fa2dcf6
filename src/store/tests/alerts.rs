//! Words of distress stay an alert until somebody saw them, on both databases.

use super::*;
use crate::{callback::DISTRESS, store::audit::Entry};

fn distress() -> Write {
    Write::Note { kind: "distress".into(), text: String::new() }
}

fn seen_by(id: &str, seconds: i64) -> Entry {
    let (actor, subject) = ("advisor:claire".to_owned(), "c".to_owned());
    Entry { id: id.into(), at: at(seconds), actor, action: "alert-seen", subject, detail: None }
}

async fn commits(store: &Store, key: &str, conversation: ConversationChange, writes: Vec<Write>, seconds: i64) {
    let commit = TurnCommit { at: at(seconds), ..turn(key, conversation, writes) };
    assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
}

on_both! {
    async fn words_of_distress_are_one_alert_of_their_conversation_until_an_advisor_saw_it(bed: Bed) {
        let store = &bed.store;
        let remark = Write::Note { kind: "note".into(), text: "rien".into() };
        commits(store, "k0", begin("other", Channel::Voice, Some("CA")), vec![remark], 0).await;
        assert_eq!((store.alert_count().await.unwrap(), store.alerts(9).await.unwrap().len()), (0, 0));
        commits(store, "k1", begin("c", Channel::Sms, None), vec![distress()], 1).await;
        commits(store, "k2", go_on("c", 1), vec![distress()], 2).await;
        assert_eq!(store.alert_count().await.unwrap(), 1);
        let alert = store.alerts(9).await.unwrap().remove(0);
        assert_eq!((alert.conversation_id.as_str(), alert.since), ("c", at(1)));
        assert_eq!(alert.number, Some(person(1)));
        assert_eq!(store.alert("c").await.unwrap(), Some(alert));
        assert!(!store.see_alert("other", seen_by("e0", 3)).await.unwrap());
        assert!(store.see_alert("c", seen_by("e1", 3)).await.unwrap());
        assert!(!store.see_alert("c", seen_by("e2", 4)).await.unwrap(), "once");
        assert_eq!((store.alert("c").await.unwrap(), store.alert_count().await.unwrap()), (None, 0));
        assert_eq!(count(store, "SELECT COUNT(*) FROM audit WHERE action = 'alert-seen'").await, 1);
        commits(store, "k3", go_on("c", 2), vec![distress()], 5).await;
        assert_eq!(store.alert("c").await.unwrap().map(|alert| alert.since), Some(at(5)), "who writes again is heard again");
    }

    async fn a_request_of_who_is_in_distress_takes_the_place_of_the_alert_and_another_does_not(bed: Bed) {
        let store = &bed.store;
        commits(store, "k1", begin("c", Channel::Sms, None), vec![distress()], 1).await;
        let of = |id: &str, subject: &str| NewCallback {
            subject: subject.into(), conversation_id: "c".into(), ..callback(id, "any", 2)
        };
        store.book_callbacks(vec![of("one", "file")]).await.unwrap();
        assert_eq!(store.alert_count().await.unwrap(), 1);
        store.book_callbacks(vec![of("two", DISTRESS)]).await.unwrap();
        assert_eq!(store.alert_count().await.unwrap(), 0);
    }
}
