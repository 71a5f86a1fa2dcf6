//! A durable turn over HTTP beside bare handlers that commit, and the engine alone: `cargo bench --bench turn`.
//!
//! Only the ratios mean something, and only where the disk's own figure beside them is steady: `docs/performance.md`.

mod bare;
mod core;
mod load;
mod people;

use std::{
    io::Write,
    net::SocketAddr,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use axum::Router;
use guichet::{
    cli::world::{assemble, compiled},
    clock::Clock,
    phone_number::Numbering,
    service::Randomness,
    settings::Settings,
    store::Store,
    web,
};
use tokio::{net::TcpListener, runtime::Runtime};

use self::{
    load::Round,
    people::{People, Plain},
};

/// Each of the three servers is asked for so long, in turn.
const ROUND: Duration = Duration::from_secs(2);
/// Medians are taken over so many rounds.
const ROUNDS: usize = 5;
/// How long the disk is probed before each round.
const PROBE: Duration = Duration::from_millis(300);
/// New people choose a language before the first round; longer than this is a mistake.
const LONGEST_BEGINNING: Duration = Duration::from_secs(20);

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too, with nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    machine();
    // `cargo bench --bench turn -- /dev/shm` leaves the disk out: what remains is the processor's part.
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = tempfile::tempdir_in(given.as_deref().unwrap_or(env!("CARGO_TARGET_TMPDIR")))?;
    let settings = settings(folder.path())?;
    let (_, dialogue) = compiled(&settings)?;
    let now = Clock::System.now().to_zoned(settings.office.zone.clone());
    core::run(&dialogue, &now)?;
    over_http(folder.path(), &settings)
}

fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let compiler = Command::new("rustc").arg("--version").output().map(|out| out.stdout).unwrap_or_default();
    println!("{cores} cores, {}", String::from_utf8_lossy(&compiler).trim());
}

/// The shipped dialogues and the default settings, whatever the environment says.
fn settings(folder: &Path) -> anyhow::Result<Settings> {
    let database = format!("sqlite:{}", folder.join("guichet.db").display());
    let environment = |name: &str| match name {
        "GUICHET_PUBLIC_URL" => Some(people::PUBLIC_URL.to_owned()),
        "GUICHET_DATABASE_URL" => Some(database.clone()),
        _ => None,
    };
    let mut settings = Settings::without_file(&environment)?;
    settings.numbering = Numbering { fiction: true };
    Ok(settings)
}

async fn listen(router: Router) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn service(settings: &Settings) -> anyhow::Result<Router> {
    let store = Store::open(&settings.access()?).await?;
    let service = assemble(settings, store, Clock::System, Randomness::System, None).await?;
    Ok(web::router(service, settings.public_url.parse()?, vec![people::TOKEN.to_owned().into()]))
}

/// Flushes the disk does in a second, each after a small write.
fn flushes(folder: &Path) -> anyhow::Result<f64> {
    let mut file = std::fs::File::create(folder.join("probe"))?;
    let (begun, mut count) = (Instant::now(), 0u32);
    while begun.elapsed() < PROBE {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

/// The servers have the machine's threads; the load has one of its own.
fn over_http(folder: &Path, settings: &Settings) -> anyhow::Result<()> {
    let servers = Runtime::new()?;
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let [turn, each, together] = servers.block_on(async {
        let each = bare::commit_each(&folder.join("each.db")).await?;
        let together = bare::commit_together(&folder.join("together.db")).await?;
        anyhow::Ok([listen(service(settings).await?).await?, listen(each).await?, listen(together).await?])
    })?;
    let mut people = client.block_on(acquainted(turn))?;
    let plain = || people::everybody().into_iter().map(Plain).collect::<Vec<_>>();
    let mut rounds: [Vec<Round>; 3] = Default::default();
    let mut disk = Vec::new();
    for _ in 0..ROUNDS {
        disk.push(flushes(folder)?);
        let (round, same) = client.block_on(load::run(turn, people, ROUND))?;
        people = same;
        rounds[0].push(round);
        for (at, address) in [(1, each), (2, together)] {
            rounds[at].push(client.block_on(load::run(address, plain(), ROUND))?.0);
        }
    }
    report(&rounds, &disk);
    servers.shutdown_background();
    Ok(())
}

/// Lets everybody choose a language, so that the rounds measure people we know.
async fn acquainted(address: SocketAddr) -> anyhow::Result<Vec<People>> {
    let mut people = people::everybody();
    let begun = Instant::now();
    while !people.iter().all(People::all_known) {
        ensure!(begun.elapsed() < LONGEST_BEGINNING, "the first turns take too long");
        people = load::run(address, people, Duration::from_millis(200)).await.context("the first turns")?.1;
    }
    Ok(people)
}

fn report(rounds: &[Vec<Round>; 3], disk: &[f64]) {
    let names = ["a durable turn, texts and calls", "bare, one commit each", "bare, committed together"];
    println!("\n| {} connections, {ROUNDS} rounds | requests/s | p50 ms | p99 ms |", load::CONNECTIONS);
    println!("|---|---|---|---|");
    for (name, rounds) in names.iter().zip(rounds) {
        let of = |value: fn(&Round) -> f64| median(rounds.iter().map(value));
        println!("| {name} | {:.0} | {:.2} | {:.2} |", of(|r| r.rate), of(|r| r.p50), of(|r| r.p99));
    }
    let ratio = |other: &[Round]| median(rounds[0].iter().zip(other).map(|(turn, other)| turn.rate / other.rate));
    println!("\na turn / bare, one commit each:    {:.2}", ratio(&rounds[1]));
    println!("a turn / bare, committed together: {:.2}", ratio(&rounds[2]));
    let least = disk.iter().copied().fold(f64::INFINITY, f64::min);
    println!("flushes of the disk a second: median {:.0}, least {least:.0}", median(disk.iter().copied()));
    if least < 3000.0 {
        println!(
            "the disk was slow or shared (under 3,000 flushes a second): the ratios over HTTP are not to be judged"
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
