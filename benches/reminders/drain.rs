//! Workers that claim what is due and write that it was sent, until nothing is left.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use guichet::store::{
    Store, StoreError,
    outbox::{Claimed, Terms},
};
use tokio::task::JoinSet;

use crate::{backlog::Due, median};

/// A lease that no round outlasts.
const LEASE: Duration = Duration::from_secs(600);
/// Ticks of a processor's clock in a second, as `/proc` counts them on Linux.
const TICKS: f64 = 100.0;

/// How a backlog was worked off.
#[derive(Default)]
pub struct Drained {
    rate: f64,
    /// Microseconds of our own processor time for each reminder; the server's is not in it.
    processor: f64,
    claims: Vec<Duration>,
    marks: Vec<Duration>,
    duplicates: usize,
}

impl Drained {
    pub const HEAD: &str = "| workers | most in a claim | claimed and marked/s | a claim p50, p99 ms | a mark p50, p99 ms | \
        processor µs each | duplicates |";
    pub const RULE: &str = "|---|---|---|---|---|---|---|";

    /// The medians of some rounds as a row of the table.
    pub fn row(workers: usize, most: u32, rounds: &[Drained]) -> String {
        let of = |value: &dyn Fn(&Drained) -> f64| median(rounds.iter().map(value));
        let duplicates: usize = rounds.iter().map(|round| round.duplicates).sum();
        format!(
            "| {workers} | {most} | {:.0} | {:.2}, {:.2} | {:.2}, {:.2} | {:.1} | {duplicates} |",
            of(&|round| round.rate),
            of(&|round| at(&round.claims, 0.5)),
            of(&|round| at(&round.claims, 0.99)),
            of(&|round| at(&round.marks, 0.5)),
            of(&|round| at(&round.marks, 0.99)),
            of(&|round| round.processor),
        )
    }
}

/// Lets each worker claim and mark until all that is due is marked.
pub async fn drain(workers: &[Store], most: u32, due: Due) -> anyhow::Result<Drained> {
    let left = Arc::new(AtomicUsize::new(due.count));
    let (begun, before) = (Instant::now(), processor()?);
    let mut tasks = JoinSet::new();
    for (number, store) in workers.iter().enumerate() {
        let terms = Terms { owner: format!("worker {number}"), lease: LEASE, most, limits: None, ceiling: None };
        tasks.spawn(work(store.clone(), terms, due, left.clone()));
    }
    let (mut drained, mut seen, mut count) = (Drained::default(), BTreeSet::new(), 0);
    while let Some(done) = tasks.join_next().await {
        let own = done??;
        drained.claims.extend(own.claims);
        drained.marks.extend(own.marks);
        count += own.ids.len();
        seen.extend(own.ids);
    }
    drained.rate = due.count as f64 / begun.elapsed().as_secs_f64();
    drained.processor = (processor()? - before) * 1e6 / due.count as f64;
    drained.duplicates = count - seen.len();
    drained.claims.sort_unstable();
    drained.marks.sort_unstable();
    ensure!(seen.len() == due.count, "{} of {} reminders were claimed", seen.len(), due.count);
    Ok(drained)
}

/// What one worker did.
#[derive(Default)]
struct Own {
    ids: Vec<String>,
    claims: Vec<Duration>,
    marks: Vec<Duration>,
}

async fn work(store: Store, terms: Terms, due: Due, left: Arc<AtomicUsize>) -> anyhow::Result<Own> {
    let mut own = Own::default();
    while left.load(Ordering::Relaxed) > 0 {
        let begun = Instant::now();
        let claim = match store.claim(due.now, terms.clone()).await {
            // Another instance was quicker, as the service's own worker takes it.
            Err(StoreError::Contended) => continue,
            claim => claim?,
        };
        own.claims.push(begun.elapsed());
        if claim.orders.is_empty() {
            // The rest is in other hands.
            tokio::task::yield_now().await;
            continue;
        }
        let begun = Instant::now();
        mark(&store, &claim.orders, due).await?;
        own.marks.push(begun.elapsed());
        left.fetch_sub(claim.orders.len(), Ordering::Relaxed);
        own.ids.extend(claim.orders.into_iter().map(|order| order.text.id));
    }
    Ok(own)
}

/// Writes that the provider took them all.
async fn mark(store: &Store, orders: &[Claimed], due: Due) -> anyhow::Result<()> {
    let marks = orders.iter().map(|order| {
        let id = &order.text.id;
        store.text_sent(id, order.attempts, id, due.now)
    });
    for marked in futures_util::future::join_all(marks).await {
        ensure!(marked?, "a reminder in hand was marked by somebody else");
    }
    Ok(())
}

fn at(sorted: &[Duration], share: f64) -> f64 {
    let index = (sorted.len() as f64 * share) as usize;
    sorted.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Seconds of processor time this process has used.
fn processor() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(") ").next().context("no fields: is this Linux?")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / TICKS)
}
