//! Due reminders through the outbox, claimed and marked in batches: `cargo bench --bench reminders`.
//!
//! No provider is asked and no limit holds: what is measured is the database's part of working off a backlog. What the
//! figures mean stands in `docs/performance.md`. `-- sqlite`, `-- postgres` or `-- instances` runs one part alone, and
//! `-- armed` deadlines in tables of up to a million, on both, or of the sizes that follow it; a folder after it, such as `/dev/shm/`, is where SQLite's
//! file is.

mod armed;
mod backlog;
mod drain;
#[path = "../../tests/support/postgres.rs"]
mod postgres;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use guichet::{
    seal::{Cell, Keyring, NONCE},
    settings::{Access, fresh_keys},
    store::Store,
};

use self::{backlog::Backlog, drain::Drained};

/// Medians are taken over so many rounds.
const ROUNDS: usize = 3;
/// How long the disk is probed before each round.
const PROBE: Duration = Duration::from_millis(300);
/// Reminders due at once in a round of batches.
const BACKLOG: usize = 20_000;
/// Orders in one claim: what the worker takes in hand at once, and what pays off.
const BATCHES: [u32; 3] = [32, 250, 1_000];
/// Stores on one PostgreSQL database, as instances of the service are.
const INSTANCES: usize = 3;
/// Workers that claim at once there.
const CLAIMERS: usize = 50;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too, with nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let folder = given.iter().find(|argument| argument.contains('/'));
    let folder = folder.map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let wanted = given.iter().find(|argument| !argument.contains('/'));
    let runs = |part: &str| wanted.is_none_or(|wanted| wanted == part);
    let sizes: Vec<usize> = given.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { armed::SIZES.to_vec() } else { sizes };
    machine();
    let keys = Keyring::parse(&fresh_keys()?)?;
    sealing(&keys);
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir_in(folder)?;
    if runs("sqlite") {
        let sqlite = format!("sqlite:{}", folder.path().join("guichet.db").display());
        println!("\n## SQLite, synchronous=FULL, one worker and two");
        runtime.block_on(batches(&access(&sqlite, &keys), &[1, 2], folder.path()))?;
    }
    if runs("armed") {
        let sqlite = format!("sqlite:{}", folder.path().join("armed.db").display());
        println!("\n## Deadlines on SQLite, synchronous=FULL");
        runtime.block_on(armed::grow(&access(&sqlite, &keys), folder.path(), &sizes))?;
    }
    if !["postgres", "instances", "armed"].into_iter().any(runs) {
        return Ok(());
    }
    let Some(server) = postgres::Server::try_start() else {
        println!("\n(no PostgreSQL part: its server cannot be started, as said above)");
        return Ok(());
    };
    if runs("postgres") {
        let database = server.database();
        println!("\n## PostgreSQL, synchronous_commit=on, one worker and four");
        runtime.block_on(batches(&access(database.url(), &keys), &[1, 4], folder.path()))?;
    }
    if runs("instances") {
        let database = server.database();
        println!("\n## PostgreSQL, {CLAIMERS} workers on {INSTANCES} instances");
        runtime.block_on(claimers(&access(database.url(), &keys), folder.path()))?;
    }
    if runs("armed") {
        let database = server.database();
        println!("\n## Deadlines on PostgreSQL, synchronous_commit=on");
        runtime.block_on(armed::grow(&access(database.url(), &keys), folder.path(), &sizes))?;
    }
    Ok(())
}

fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let compiler = Command::new("rustc").arg("--version").output().map(|out| out.stdout).unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    println!("{cores} cores, load {load}, {}", String::from_utf8_lossy(&compiler).trim());
}

fn access(url: &str, keys: &Keyring) -> Access {
    Access { url: url.to_owned(), direct_url: None, keys: keys.clone() }
}

/// What it costs to open the two sealed columns of a reminder.
fn sealing(keys: &Keyring) {
    const TIMES: u32 = 100_000;
    let cell = |column| Cell { table: "outbox", column, row: "01980000-0000-7000-8000-000000000000" };
    let columns = [("payload", backlog::WORDS), ("to_number", "+33639980012")];
    let sealed = columns.map(|(column, plain)| {
        (cell(column), keys.seal(cell(column), [7; NONCE], plain.as_bytes()).unwrap_or_default())
    });
    let begun = Instant::now();
    for _ in 0..TIMES {
        for (cell, sealed) in &sealed {
            let _ = std::hint::black_box(keys.open(*cell, sealed));
        }
    }
    println!(
        "opening what is sealed of one reminder: {:.2} µs",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    );
}

/// A backlog claimed and marked, by size of a batch and number of workers.
async fn batches(access: &Access, workers: &[usize], folder: &Path) -> anyhow::Result<()> {
    let store = Store::open(access).await?;
    let mut backlog = Backlog::new();
    let mut disk = Vec::new();
    println!("\n{}\n{}", Drained::HEAD, Drained::RULE);
    for most in BATCHES {
        for count in workers {
            let workers = vec![store.clone(); *count];
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                disk.push(flushes(folder)?);
                let due = backlog.fill(&store, BACKLOG).await?;
                rounds.push(drain::drain(&workers, most, due).await?);
            }
            println!("{}", Drained::row(*count, most, &rounds));
        }
    }
    judge_disk(&disk);
    store.close().await;
    Ok(())
}

/// Many workers that claim at once over several instances, each waiting for nothing but its own claim and mark.
async fn claimers(access: &Access, folder: &Path) -> anyhow::Result<()> {
    let mut stores = Vec::new();
    for _ in 0..INSTANCES {
        stores.push(Store::open(access).await?);
    }
    let workers: Vec<Store> = stores.iter().cycle().take(CLAIMERS).cloned().collect();
    let mut backlog = Backlog::new();
    let mut disk = Vec::new();
    println!("\n{}\n{}", Drained::HEAD, Drained::RULE);
    for (most, count) in [(1, 2_000), (32, BACKLOG)] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            disk.push(flushes(folder)?);
            let due = backlog.fill(&workers[0], count).await?;
            rounds.push(drain::drain(&workers, most, due).await?);
        }
        println!("{}", Drained::row(CLAIMERS, most, &rounds));
    }
    judge_disk(&disk);
    for store in stores {
        store.close().await;
    }
    Ok(())
}

/// Flushes the disk does in a second, each after a small write.
fn flushes(folder: &Path) -> anyhow::Result<f64> {
    let mut file = fs::File::create(folder.join("probe"))?;
    let (begun, mut count) = (Instant::now(), 0u32);
    while begun.elapsed() < PROBE {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

fn judge_disk(disk: &[f64]) {
    let least = disk.iter().copied().fold(f64::INFINITY, f64::min);
    println!("flushes of the disk a second: median {:.0}, least {least:.0}", median(disk.iter().copied()));
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
