//! Texts to send while the provider misbehaves and the workers are killed: judged by what the provider took.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use guichet::{
    clock::Clock,
    phone_number::Numbering,
    store::outbox::{NewText, TextKind},
};
use serde_json::json;

use crate::{
    installation::{Installation, LOOK},
    postgres::Database,
    provider::{Fate, Provider},
    scale::{Dice, alone, pick},
    wire::SERVICE_NUMBER,
};

/// How long it may take until nothing is left to do at once.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_lost_or_sent_twice_on_sqlite() {
    let _alone = alone().await;
    sent_through_trouble(Installation::on_sqlite(), 1, Dice::thrown("sending on SQLite")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_lost_or_sent_twice_by_three_on_postgres() {
    let _alone = alone().await;
    sent_through_trouble(Installation::on_postgres(Database::new()), 3, Dice::thrown("sending on PostgreSQL")).await;
}

async fn sent_through_trouble(mut installation: Installation, instances: usize, mut dice: Dice) {
    // What a client waits out takes its whole time limit: the short form leaves it to the long one.
    let fates: Vec<Fate> = Fate::ALL
        .into_iter()
        .filter(|fate| pick(!matches!(fate, Fate::TakenInSilence | Fate::TakenLate | Fate::Taken), true))
        .collect();
    let (texts, kills) = pick((60, 3), (10_000, 200));
    let begun = Instant::now();
    let provider = Provider::start(pick(20, 10), &fates, dice.split()).await;
    installation.provider = provider.url();
    let ordered = order(&installation, texts).await;
    let (mut running, doors) = installation.start_all(instances).await;
    for kill in 0..kills {
        let enough = texts * (kill + 1) / (kills + 1);
        let waiting = Instant::now();
        while provider.seen().len() < enough && waiting.elapsed() < PATIENCE {
            tokio::time::sleep(LOOK).await;
        }
        tokio::time::sleep(Duration::from_micros(dice.next() % 5_000)).await;
        let victim = dice.below(instances);
        running[victim].kill();
        installation.restart(&mut running[victim]).await;
    }
    // Nothing more can be done at once where nothing waits but what is to be tried later or was in hand at a kill.
    let waiting = Instant::now();
    while installation.data.count("outbox WHERE state = 'waiting' AND attempts = 0").await > 0 {
        assert!(waiting.elapsed() < pick(PATIENCE, PATIENCE * 30), "texts are left that nobody tries to send");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    provider.report(&doors, dice.split()).await;
    for instance in running {
        assert_eq!(instance.terminate().await.1, Some(0), "it ends when it is told to");
    }
    let states = states(&installation).await;
    let counts = judge(&provider, &ordered, &states);
    println!("{texts} texts, {kills} kills: {counts:?}; {:.1?}", begun.elapsed());
}

/// Puts texts into the outbox, as the service's own turns do; their identifiers.
async fn order(installation: &Installation, texts: usize) -> Vec<String> {
    let store = installation.store().await;
    let numbering = Numbering { fiction: true };
    let mut ids = Vec::new();
    for number in 0..texts {
        let id = format!("text-{number:06}");
        let at = Clock::System.now();
        let text = NewText {
            id: id.clone(),
            kind: TextKind::Text,
            to: numbering.parse(&format!("+336399{:05}", 80_000 + number % 9_000)).expect("it is a number"),
            service_number: SERVICE_NUMBER.to_owned(),
            payload: json!({ "body": format!("Message {number}") }),
            not_before: at,
            conversation_id: None,
            at,
        };
        store.add_text(text).await.expect("it is saved");
        ids.push(id);
    }
    store.close().await;
    ids
}

/// The state of each text.
async fn states(installation: &Installation) -> BTreeMap<String, String> {
    let rows = installation.data.rows("SELECT id || ' ' || state FROM outbox").await;
    let halves = rows.iter().filter_map(|row| row.split_once(' '));
    halves.map(|(id, state)| (id.to_owned(), state.to_owned())).collect()
}

/// Holds what we say of each text against what the provider took.
fn judge(provider: &Provider, ordered: &[String], states: &BTreeMap<String, String>) -> BTreeMap<String, usize> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for one in provider.taken() {
        *taken.entry(one.our_id().to_owned()).or_default() += 1;
    }
    let mut counts = BTreeMap::new();
    for id in ordered {
        let state = states.get(id).map(String::as_str);
        let times = taken.get(id).copied().unwrap_or(0);
        assert!(times <= 1, "{id} was sent {times} times");
        match state {
            None => panic!("{id} is lost"),
            Some("sent" | "delivered") => assert_eq!(times, 1, "{id} counts as sent and never was"),
            Some("waiting" | "failed") => {
                let reported = provider.taken().iter().any(|one| one.our_id() == id && one.status == "undelivered");
                assert!(times == 0 || reported, "{id} was sent, and would be again or counts as failed");
            }
            Some("uncertain" | "sending") => {}
            Some(other) => panic!("{id} is {other}"),
        }
        *counts.entry(state.unwrap_or_default().to_owned()).or_default() += 1;
    }
    counts
}
