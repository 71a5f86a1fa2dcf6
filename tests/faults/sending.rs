//! Texts to send while the provider misbehaves and those who send are killed or stand still: judged by what it took.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use guichet::{
    clock::Clock,
    outgoing::{Class, Kind},
    phone_number::Numbering,
    store::outbox::NewText,
};
use serde_json::json;

use crate::{
    installation::{Installation, LOOK},
    postgres::Database,
    process::SERVICE_NUMBER,
    provider::{Fate, Provider},
    scale::{Dice, alone, pick},
};

/// How long something may take that nothing holds up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a kill waits for its share of the texts. Those that expired meanwhile never come.
const SHARE: Duration = Duration::from_secs(10);
/// How long until everything uncertain is settled: the provider's lists are believed after five minutes.
const SETTLED: Duration = Duration::from_secs(15 * 60);
/// What is sent, by turns: at most once, and what may be sent again where the provider says that it was not.
const KINDS: [Kind; 3] = [Kind::Code, Kind::Reply, Kind::Reminder];

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
    let slow = [Fate::TakenInSilence, Fate::TakenLate];
    let fates: Vec<Fate> = Fate::ALL.into_iter().filter(|fate| pick(!slow.contains(fate), true)).collect();
    let (texts, kills) = pick((90, 3), (10_000, 200));
    let begun = Instant::now();
    let provider = Provider::start(pick(20, 10), &fates, dice.split()).await;
    installation.provider = provider.url();
    let ordered = order(&installation, texts).await;
    let (mut running, doors) = installation.start_all(instances).await;
    for kill in 0..kills {
        let enough = texts * (kill + 1) / (kills + 1);
        let waiting = Instant::now();
        while provider.orders() < enough && waiting.elapsed() < SHARE {
            tokio::time::sleep(LOOK).await;
        }
        tokio::time::sleep(Duration::from_micros(dice.next() % 5_000)).await;
        let victim = dice.below(instances);
        running[victim].kill();
        installation.restart(&mut running[victim]).await;
    }
    until(&installation, "state = 'waiting' AND attempts = 0", pick(PATIENCE, SETTLED)).await;
    provider.report(&doors, dice.split()).await;
    if pick(false, true) {
        until(&installation, "state IN ('sending', 'uncertain')", SETTLED).await;
    }
    for instance in running {
        assert_eq!(instance.terminate().await.1, Some(0), "it ends when it is told to");
    }
    let counts = judge(&installation, &provider, &ordered).await;
    println!(
        "{texts} texts, {kills} kills, {} orders met {:?}: {counts:?}; {:.1?}",
        provider.orders(),
        provider.fates(),
        begun.elapsed()
    );
}

/// What an instance holds when it stands still is taken over by another once its lease is over. When it wakes, it
/// sends none of it, and nothing that it writes about it counts.
#[tokio::test(flavor = "multi_thread")]
async fn who_stood_still_beyond_its_leases_sends_and_writes_nothing_late() {
    let _alone = alone().await;
    let mut dice = Dice::thrown("standing still");
    let begun = Instant::now();
    let mut installation = Installation::on_postgres(Database::new());
    let provider = Provider::start(0, &[], dice.split()).await;
    provider.take_time(Duration::from_secs(3));
    installation.provider = provider.url();
    // Twice as many as it sends at once.
    let texts = 16;
    let ordered = order(&installation, texts).await;
    let sleeper = installation.start().await;
    // Stopped while the provider has all that was begun: who is stopped between the last look at a lease and the request
    // sends it when it wakes, and no provider that takes no key of ours can tell.
    let mut begun_orders = 0;
    while begun_orders == 0 || provider.orders() != begun_orders {
        begun_orders = provider.orders();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    sleeper.pause();
    provider.take_time(Duration::ZERO);
    let other = installation.start().await;
    // The other one sends what is nobody's. What is left is in the sleeper's hands.
    until(&installation, "state = 'waiting'", PATIENCE).await;
    let mut held = 0;
    loop {
        let before = std::mem::replace(&mut held, installation.data.count("outbox WHERE state = 'sending'").await);
        if before == held {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(held > 0, "the sleeper has something in hand");
    // Instead of the minutes that it would take, its leases and what is asked at the provider are dated back.
    installation
        .data
        .execute("UPDATE outbox SET lease_until = 0, claimed_at = claimed_at - 360000 WHERE state = 'sending'")
        .await;
    let patience = Instant::now();
    while installation.data.count("outbox WHERE state IN ('waiting', 'sending', 'uncertain')").await > 0 {
        installation.data.execute("UPDATE outbox SET not_before = 0 WHERE state = 'uncertain'").await;
        installation.data.execute("UPDATE lease SET until = 0").await;
        assert!(patience.elapsed() < PATIENCE, "what the sleeper held is not taken over: {}", other.log());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let before = rows(&installation).await;
    let orders = provider.orders();
    sleeper.resume();
    // It has woken when it answers, and looked at what it held when it ends.
    for instance in [sleeper, other] {
        assert_eq!(instance.terminate().await.1, Some(0), "it ends when it is told to");
    }
    assert_eq!(provider.orders(), orders, "nothing is sent late");
    assert_eq!(rows(&installation).await, before, "nothing is written late");
    judge(&installation, &provider, &ordered).await;
    println!("{texts} texts, {held} held by one that stood still; {:.1?}", begun.elapsed());
}

/// Waits until no row of the outbox is so any more.
async fn until(installation: &Installation, condition: &str, patience: Duration) {
    let begun = Instant::now();
    loop {
        let left = installation.data.count(&format!("outbox WHERE {condition}")).await;
        if left == 0 {
            return;
        }
        assert!(begun.elapsed() < patience, "{left} texts: {condition}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Puts texts into the outbox, as the service's own turns do; their identifiers and classes.
async fn order(installation: &Installation, texts: usize) -> BTreeMap<String, Class> {
    let store = installation.store().await;
    let at = Clock::System.now();
    let text = |number: usize| {
        let to = format!("+336399{:05}", 80_000 + number % 9_000);
        NewText {
            id: format!("text-{number:06}"),
            kind: KINDS[number % KINDS.len()],
            to: Numbering { fiction: true }.parse(&to).expect("it is a number"),
            service_number: SERVICE_NUMBER.to_owned(),
            payload: json!({ "body": format!("Message {number}") }),
            cost: 8,
            not_before: at,
            conversation_id: None,
            at,
        }
    };
    let texts: Vec<NewText> = (0..texts).map(text).collect();
    let ordered = texts.iter().map(|text| (text.id.clone(), text.kind.class())).collect();
    store.add_texts(texts).await.expect("they are saved");
    store.close().await;
    ordered
}

/// What is written of each text.
async fn rows(installation: &Installation) -> BTreeSet<String> {
    let sql = "SELECT id || ' ' || state || ' ' || CAST(attempts AS TEXT) || ' ' || COALESCE(provider_message_id, '-')
               FROM outbox";
    installation.data.rows(sql).await.into_iter().collect()
}

/// Holds what we say of each text against what the provider took; how many there are of each state.
async fn judge(
    installation: &Installation,
    provider: &Provider,
    ordered: &BTreeMap<String, Class>,
) -> BTreeMap<String, usize> {
    let rows = rows(installation).await;
    let states: BTreeMap<&str, &str> = rows
        .iter()
        .filter_map(|row| {
            let mut words = row.split(' ');
            Some((words.next()?, words.next()?))
        })
        .collect();
    let mut taken: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for one in provider.taken() {
        taken.entry(one.our_id().to_owned()).or_default().push(one.status);
    }
    let mut counts = BTreeMap::new();
    for (id, class) in ordered {
        let at_provider = taken.get(id).map(Vec::as_slice).unwrap_or_default();
        let Some(state) = states.get(id.as_str()) else { panic!("{id} is lost") };
        assert!(at_provider.len() <= 1, "{id} ({class:?}) was sent {} times", at_provider.len());
        let undelivered = at_provider.contains(&"undelivered");
        match *state {
            "sent" | "delivered" => assert_eq!(at_provider.len(), 1, "{id} counts as {state} and never was"),
            "undelivered" => assert!(undelivered, "{id} counts as undelivered"),
            // It would be sent again, or is told to staff as not sent.
            "waiting" | "failed" | "expired" | "cancelled" => {
                assert!(at_provider.is_empty() || undelivered, "{id} was sent, and counts as {state}");
            }
            // Nobody knows yet; or it was given up for somebody to look at, for it must not be sent twice.
            "uncertain" | "sending" => {}
            "dead" => assert!(at_provider.is_empty() || undelivered || *class == Class::AtMostOnce, "{id} is dead"),
            other => panic!("{id} is {other}"),
        }
        *counts.entry((*state).to_owned()).or_default() += 1;
    }
    counts
}
