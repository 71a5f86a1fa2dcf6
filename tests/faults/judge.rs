//! Whether everything that was acknowledged is there once, judged from outside: by what is answered to a repeat and by
//! the rows themselves.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};

use crate::{
    installation::Data,
    people::{Acknowledged, Ledger},
    wire::{Answer, Doors},
};

/// How many repeats are under way at once.
const AT_ONCE: usize = 8;

/// Demands that each acknowledged webhook gets the same bytes again, that its turn is there once, that no other turn is,
/// and that each conversation moved on once for each of its turns.
pub async fn nothing_lost_nothing_twice(data: &Data, doors: &Doors, ledger: &Ledger) {
    let all = ledger.all();
    same_bytes_again(doors, &all).await;
    let mut keys = BTreeSet::new();
    let mut conversations: BTreeMap<String, (usize, usize, BTreeSet<usize>)> = BTreeMap::new();
    let owners: BTreeMap<&str, usize> = all.iter().map(|one| (one.key.as_str(), one.person)).collect();
    let sql = "SELECT turn.key || ' ' || conversation.id || ' ' || CAST(conversation.version AS TEXT)
               FROM turn JOIN conversation ON conversation.id = turn.conversation_id";
    for row in data.rows(sql).await {
        let mut words = row.split(' ').map(str::to_owned);
        let (key, id, version) = (words.next(), words.next(), words.next());
        let (key, id, version) = (key.expect("a key"), id.expect("an id"), version.expect("a version"));
        let owner = owners.get(key.as_str()).copied();
        assert!(owner.is_some(), "{key} was never acknowledged, though it was repeated until it was");
        let about = conversations.entry(id).or_default();
        about.0 = version.parse().expect("a version is a number");
        about.1 += 1;
        about.2.extend(owner);
        assert!(keys.insert(key.clone()), "{key} is there twice");
    }
    let lost: Vec<&str> = owners.keys().copied().filter(|key| !keys.contains(*key)).collect();
    assert!(lost.is_empty(), "{} acknowledged turns are lost: {lost:?}", lost.len());
    for (id, (version, turns, people)) in conversations {
        assert_eq!(version, turns, "the conversation {id} moved on once for each turn");
        assert_eq!(people.len(), 1, "the conversation {id} is one person's");
    }
}

async fn same_bytes_again(doors: &Doors, all: &[Acknowledged]) {
    let repeats = stream::iter(all.iter().enumerate()).map(|(door, one)| async move {
        let answer = doors.deliver(door, &one.webhook).await;
        assert_eq!(answer, Some(Answer { status: 200, body: one.answer.clone() }), "{}: the same bytes again", one.key);
    });
    repeats.buffer_unordered(AT_ONCE).collect::<()>().await;
}
