//! Far more than the service can do: calls in progress are all answered, the rest is put off, and it is over soon after.

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    installation::{Installation, Instance},
    people::{Crowd, Plan},
    scale::{Dice, alone, pick},
    wire::{Answer, Doors, Webhook},
};

/// Connections that keep the service busy without a queue of any length.
const BUSY: usize = 8;
/// So many texts and so many receipts at once are too many: texts are put off from 512 webhooks under way, receipts from
/// 256.
const CROWD: usize = 600;
/// Files that may be open at once: a connection is one here and one in the service, and many systems allow only 1,024.
const OPEN_FILES: usize = 4_096;
/// What a webhook under way may take, with its connection, in KiB.
const MEMORY_EACH: usize = 64;
/// After the load, an answer within a second must be had by then.
const LONGEST_RECOVERY: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Tally {
    served: AtomicUsize,
    put_off: AtomicUsize,
    lost: AtomicUsize,
}

impl Tally {
    fn count(&self, answer: Option<&Answer>) {
        let tally = match answer.map(|answer| answer.status) {
            Some(200 | 204) => &self.served,
            Some(503) => &self.put_off,
            Some(other) => panic!("answered with {other}"),
            None => &self.lost,
        };
        tally.fetch_add(1, Ordering::SeqCst);
    }

    fn offered(&self) -> usize {
        [&self.served, &self.put_off, &self.lost].map(|count| count.load(Ordering::SeqCst)).iter().sum()
    }

    fn put_off(&self) -> usize {
        self.put_off.load(Ordering::SeqCst)
    }

    fn share_put_off(&self) -> f64 {
        let [served, put_off] = [&self.served, &self.put_off].map(|count| count.load(Ordering::SeqCst) as f64);
        put_off / (served + put_off).max(1.0)
    }

    fn shown(&self) -> String {
        let [served, put_off, lost] = [&self.served, &self.put_off, &self.lost].map(|n| n.load(Ordering::SeqCst));
        format!("{served} served, {put_off} put off, {lost} unanswered")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_far_more_than_it_can_do_calls_in_progress_are_answered_and_it_recovers() {
    let _alone = alone().await;
    allow_open_files();
    let installation = Installation::on_sqlite();
    let (running, doors) = installation.start_all(1).await;
    let instance = &running[0];
    let doors = Arc::new(doors);
    let usual = Duration::from_secs(pick(2, 10));
    let (texts, reports) = flood(&doors, instance, BUSY, 0, until(usual)).await;
    let sustainable = texts.served.load(Ordering::SeqCst) as f64 / usual.as_secs_f64();
    assert_eq!(texts.lost.load(Ordering::SeqCst) + reports.lost.load(Ordering::SeqCst), 0);
    let memory = instance.memory();

    // The callers' own doors: what they are told is counted apart.
    let callers_doors = Arc::new(Doors::new(vec![instance.port]));
    let plan = Plan { texters: 0, callers: BUSY, turns: 1, copies: 1 };
    let mut crowd = Crowd::begin(&callers_doors, plan, Dice::thrown("overload")).await;
    let (begun, least) = (Instant::now(), Duration::from_secs(pick(5, 60)));
    let peak = AtomicUsize::new(memory);
    let goes_on = || {
        peak.fetch_max(instance.memory(), Ordering::SeqCst);
        crowd.all_is_well();
        begun.elapsed() < least
    };
    let (texts, reports) = flood(&doors, instance, CROWD, CROWD, goes_on).await;
    let took = begun.elapsed();
    let turns = crowd.end().await.count();
    let calls_hurt = [&callers_doors.lost, &callers_doors.refused].map(|count| count.load(Ordering::SeqCst));
    assert_eq!(calls_hurt, [0, 0], "no turn of a call is lost or put off");

    let recovering = Instant::now();
    let mut number = 0;
    while !prompt(&doors, number).await {
        assert!(recovering.elapsed() < LONGEST_RECOVERY, "it does not recover");
        number += 1;
    }
    let recovered = recovering.elapsed();
    let peak = peak.into_inner();
    let offered = (texts.offered() + reports.offered()) as f64 / took.as_secs_f64();
    println!(
        "sustainable {sustainable:.0} texts a second, offered {offered:.0} webhooks a second; {took:.1?} of overload: \
         {turns} turns of calls; texts {}; receipts {}; memory {} MiB, then {} MiB at most; recovered in {recovered:.1?}",
        texts.shown(),
        reports.shown(),
        memory / 1024,
        peak / 1024
    );
    assert!(texts.put_off() > 0 && reports.put_off() > 0, "it was too much");
    assert!(reports.share_put_off() >= texts.share_put_off(), "receipts are put off before texts");
    assert!(peak <= memory + 2 * CROWD * MEMORY_EACH, "memory is bounded");
}

/// Raises the limit of this process, and so of those it starts.
fn allow_open_files() {
    let process = std::process::id().to_string();
    let limit = format!("--nofile={OPEN_FILES}:");
    let done = Command::new("prlimit").args(["--pid", &process, &limit]).status();
    if !done.is_ok_and(|done| done.success()) {
        // Where more are allowed already, all is well; else the crowd is smaller, and the assertions tell.
        eprintln!("the limit of open files stays as it is");
    }
}

/// A condition that holds for some time.
fn until(time: Duration) -> impl FnMut() -> bool {
    let begun = Instant::now();
    move || begun.elapsed() < time
}

/// So many who text and so many receipts, each sent when the last one was answered, for as long as a condition holds.
async fn flood(
    doors: &Arc<Doors>,
    instance: &Instance,
    texters: usize,
    reporters: usize,
    mut goes_on: impl FnMut() -> bool,
) -> (Arc<Tally>, Arc<Tally>) {
    let stop = Arc::new(AtomicBool::new(false));
    let (texts, reports) = (Arc::new(Tally::default()), Arc::new(Tally::default()));
    let mut tasks = JoinSet::new();
    for worker in 0..texters + reporters {
        let by_text = worker < texters;
        let tally = if by_text { texts.clone() } else { reports.clone() };
        let (doors, stop) = (doors.clone(), stop.clone());
        tasks.spawn(async move {
            for number in 0.. {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let webhook = if by_text { text(texters, worker, number) } else { report(worker, number) };
                let answer = doors.deliver(0, &webhook).await;
                tally.count(answer.as_ref());
            }
        });
    }
    while goes_on() {
        assert!(instance.memory() > 0, "it runs");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.store(true, Ordering::SeqCst);
    while let Some(ended) = tasks.join_next().await {
        ended.expect("every answer is one we know");
    }
    (texts, reports)
}

fn text(flood: usize, worker: usize, number: usize) -> Webhook {
    let from = format!("+336399{:05}", 81_000 + worker);
    Webhook::text(&format!("SM{flood:08x}{worker:08x}{number:016x}"), &from, "MENU")
}

fn report(worker: usize, number: usize) -> Webhook {
    let id = format!("SM{worker:016x}{number:016x}");
    Webhook::receipt("/twilio/sms-status?m=unknown", &id, "delivered")
}

/// Whether a text is answered within a second.
async fn prompt(doors: &Doors, number: usize) -> bool {
    let begun = Instant::now();
    let answer = doors.deliver(0, &Webhook::text(&format!("SMf{number:031x}"), "+33639989999", "MENU")).await;
    answer.is_some_and(|answer| answer.status == 200) && begun.elapsed() < Duration::from_secs(1)
}
