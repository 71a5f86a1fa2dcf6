//! A durable turn over HTTP beside bare handlers that write the same rows, and the engine alone: `cargo bench --bench turn`.
//!
//! Each server is a process of its own; the load is another. Only the ratios mean something, and only where the disk's own
//! figure beside them is steady: `docs/performance.md`.

mod bare;
mod core;
mod load;
mod node;
mod people;
#[path = "../../tests/support/postgres.rs"]
mod postgres;
mod rows;
mod server;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use guichet::{
    cli::world::compiled,
    clock::Clock,
    phone_number::Numbering,
    settings::{Settings, fresh_keys},
};
use tokio::runtime::Runtime;

use self::{
    load::{Pace, Round},
    people::{People, Plain},
    server::Server,
};

/// Each server is asked for so long, in turn.
const ROUND: Duration = Duration::from_secs(2);
/// Medians are taken over so many rounds.
const ROUNDS: usize = 5;
/// How long a server is asked at half of its maximum.
const STEADY: Duration = Duration::from_secs(5);
/// How long the disk is probed before each round.
const PROBE: Duration = Duration::from_millis(300);
/// New people choose a language before the first round; longer than this is a mistake.
const LONGEST_BEGINNING: Duration = Duration::from_secs(60);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [serve, kind, url, keys] = arguments.as_slice()
        && serve == "--serve"
    {
        return server::serve(kind, url, &settings(url, Path::new(keys))?);
    }
    // `cargo test --benches` runs this too, with nothing to measure.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let plan = Plan::read(&arguments)?;
    machine();
    let bench = Bench::new(&plan.folder)?;
    bench.engine()?;
    let sqlite = |name: &str| Ok(format!("sqlite:{}", bench.folder.path().join(name).display()));
    if plan.stored.is_empty() {
        println!("\n## SQLite, synchronous=FULL");
        let usual = node::start(bench.folder.path()).inspect_err(|why| println!("(no Node stack beside it: {why})"));
        bench.compare(sqlite, usual.ok())?;
    } else {
        println!("\n## SQLite, by conversations stored");
        bench.by_size(sqlite, &plan.stored)?;
    }
    let Some(postgres) = postgres::Server::try_start() else {
        println!("\n(no PostgreSQL part: its server cannot be started, as said above)");
        return Ok(());
    };
    let databases = std::cell::RefCell::new(Vec::new());
    let database = |_: &str| {
        let made = postgres.database();
        let url = made.url().to_owned();
        databases.borrow_mut().push(made);
        Ok(url)
    };
    if plan.stored.is_empty() {
        println!("\n## PostgreSQL, synchronous_commit=on");
        bench.compare(database, None)
    } else {
        println!("\n## PostgreSQL, by conversations stored");
        bench.by_size(database, &plan.stored)
    }
}

/// What is asked for on the command line.
struct Plan {
    /// Where the databases are. `/dev/shm` leaves the disk out: what remains is the processor's part.
    folder: PathBuf,
    /// So many conversations stored, one measurement for each; none for the usual comparison.
    stored: Vec<usize>,
}

impl Plan {
    fn read(arguments: &[String]) -> anyhow::Result<Self> {
        let mut plan = Plan { folder: PathBuf::from(env!("CARGO_TARGET_TMPDIR")), stored: Vec::new() };
        for argument in arguments {
            if let Some(stored) = argument.strip_prefix("--stored=") {
                let parsed = stored.split(',').map(str::parse).collect::<Result<_, _>>();
                plan.stored = parsed.context("--stored takes numbers: --stored=1000,1000000")?;
            } else if !argument.starts_with('-') {
                plan.folder = PathBuf::from(argument);
            }
        }
        Ok(plan)
    }
}

fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let compiler = Command::new("rustc").arg("--version").output().map(|out| out.stdout).unwrap_or_default();
    println!("{cores} cores, {}", String::from_utf8_lossy(&compiler).trim());
}

/// The shipped dialogues and the default settings, whatever the environment says.
fn settings(database: &str, keys: &Path) -> anyhow::Result<Settings> {
    let keys = keys.to_str().context("a path that is text")?;
    let environment = |name: &str| match name {
        "GUICHET_PUBLIC_URL" => Some(people::PUBLIC_URL.to_owned()),
        "GUICHET_DATABASE_URL" => Some(database.to_owned()),
        "GUICHET_KEY_FILE" => Some(keys.to_owned()),
        _ => None,
    };
    let mut settings = Settings::without_file(&environment)?;
    settings.numbering = Numbering { fiction: true };
    Ok(settings)
}

/// Where a measurement runs, and the load's own thread.
struct Bench {
    folder: tempfile::TempDir,
    keys: PathBuf,
    client: Runtime,
}

impl Bench {
    fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir_in(folder)?;
        let keys = folder.path().join("guichet.keys");
        fs::write(&keys, fresh_keys()?)?;
        let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Bench { folder, keys, client })
    }

    fn engine(&self) -> anyhow::Result<()> {
        let settings = settings(&format!("sqlite:{}", self.folder.path().join("none.db").display()), &self.keys)?;
        let (_, dialogue) = compiled(&settings)?;
        core::run(&dialogue, &Clock::System.now().to_zoned(settings.office.zone))
    }

    /// A turn, the two bare handlers and perhaps another stack, asked in turn.
    fn compare(&self, database: impl Fn(&str) -> anyhow::Result<String>, usual: Option<Server>) -> anyhow::Result<()> {
        let start = |kind: &str| Server::start(kind, &database(&format!("{kind}.db"))?, &self.keys);
        let turn = start("turn")?;
        let mut people = self.acquainted(&turn)?;
        let mut measured = vec![
            Measured::new("a durable turn, texts and calls", turn),
            Measured::new("bare, one commit each", start("each")?),
            Measured::new("bare, committed together", start("together")?),
        ];
        measured.extend(usual.map(|server| Measured::new("Express, twilio, better-sqlite3", server)));
        let plain = || people::everybody().into_iter().map(Plain).collect::<Vec<_>>();
        let mut disk = Vec::new();
        for _ in 0..ROUNDS {
            disk.push(self.flushes()?);
            for (at, one) in measured.iter_mut().enumerate() {
                let (address, before) = (one.server.address, one.server.processor());
                let round = if at == 0 {
                    let (round, same) = self.client.block_on(load::run(address, people, ROUND, Pace::Full))?;
                    people = same;
                    round
                } else {
                    self.client.block_on(load::run(address, plain(), ROUND, Pace::Full))?.0
                };
                let used = one.server.processor() - before;
                one.processor.push(used * 1e6 / (round.rate * ROUND.as_secs_f64()));
                one.rounds.push(round);
            }
        }
        report(&measured);
        let Some(turn) = measured.first() else { return Ok(()) };
        let rate = turn.rate() / 2.0;
        let steady = self.client.block_on(load::run(turn.server.address, people, STEADY, Pace::Fixed(rate)))?.0;
        println!("at half of it, {rate:.0} turns/s: p50 {:.2} ms, p99 {:.2} ms", steady.p50, steady.p99);
        println!("most memory held by the service: {:.0} MiB", turn.server.most_memory());
        judge_disk(&disk);
        Ok(())
    }

    /// A turn where so many conversations are stored already.
    fn by_size(&self, database: impl Fn(&str) -> anyhow::Result<String>, stored: &[usize]) -> anyhow::Result<()> {
        println!("\n| conversations stored | turns/s | p50 ms | p99 ms | processor µs a turn | most memory MiB |");
        println!("|---|---|---|---|---|---|");
        let mut disk = Vec::new();
        for count in stored {
            let url = database(&format!("stored-{count}.db"))?;
            // Opened once for its tables.
            drop(Server::start("turn", &url, &self.keys)?);
            self.client.block_on(bare::fill(&url, *count))?;
            let turn = Server::start("turn", &url, &self.keys)?;
            let mut people = self.acquainted(&turn)?;
            let mut one = Measured::new("", turn);
            for _ in 0..ROUNDS {
                disk.push(self.flushes()?);
                let before = one.server.processor();
                let (round, same) = self.client.block_on(load::run(one.server.address, people, ROUND, Pace::Full))?;
                people = same;
                let used = one.server.processor() - before;
                one.processor.push(used * 1e6 / (round.rate * ROUND.as_secs_f64()));
                one.rounds.push(round);
            }
            let (p50, p99) = (one.of(|round| round.p50), one.of(|round| round.p99));
            let (processor, memory) = (median(one.processor.iter().copied()), one.server.most_memory());
            println!("| {count} | {:.0} | {p50:.2} | {p99:.2} | {processor:.0} | {memory:.0} |", one.rate());
        }
        judge_disk(&disk);
        Ok(())
    }

    /// Lets everybody choose a language, so that the rounds measure people we know.
    fn acquainted(&self, turn: &Server) -> anyhow::Result<Vec<People>> {
        let mut people = people::everybody();
        let begun = Instant::now();
        while !people.iter().all(People::all_known) {
            ensure!(begun.elapsed() < LONGEST_BEGINNING, "the first turns take too long");
            let some = load::run(turn.address, people, Duration::from_millis(200), Pace::Full);
            people = self.client.block_on(some).context("the first turns")?.1;
        }
        Ok(people)
    }

    /// Flushes the disk does in a second, each after a small write.
    fn flushes(&self) -> anyhow::Result<f64> {
        let mut file = fs::File::create(self.folder.path().join("probe"))?;
        let (begun, mut count) = (Instant::now(), 0u32);
        while begun.elapsed() < PROBE {
            file.write_all(&[0; 4096])?;
            file.sync_data()?;
            count += 1;
        }
        Ok(f64::from(count) / begun.elapsed().as_secs_f64())
    }
}

/// A server and how its rounds went.
struct Measured {
    name: &'static str,
    server: Server,
    rounds: Vec<Round>,
    /// Microseconds of the server's own processor time for each request.
    processor: Vec<f64>,
}

impl Measured {
    fn new(name: &'static str, server: Server) -> Self {
        Measured { name, server, rounds: Vec::new(), processor: Vec::new() }
    }

    fn of(&self, value: fn(&Round) -> f64) -> f64 {
        median(self.rounds.iter().map(value))
    }

    fn rate(&self) -> f64 {
        self.of(|round| round.rate)
    }
}

fn report(measured: &[Measured]) {
    println!(
        "\n| {} connections, {ROUNDS} rounds | requests/s | p50 ms | p99 ms | processor µs each |",
        load::CONNECTIONS
    );
    println!("|---|---|---|---|---|");
    for one in measured {
        let (rate, p50, p99) = (one.rate(), one.of(|round| round.p50), one.of(|round| round.p99));
        println!("| {} | {rate:.0} | {p50:.2} | {p99:.2} | {:.0} |", one.name, median(one.processor.iter().copied()));
    }
    println!();
    if let [turn, others @ ..] = measured {
        for other in others {
            let ratios = turn.rounds.iter().zip(&other.rounds).map(|(turn, other)| turn.rate / other.rate);
            println!("a turn / {}: {:.2}", other.name, median(ratios));
        }
    }
}

fn judge_disk(disk: &[f64]) {
    let least = disk.iter().copied().fold(f64::INFINITY, f64::min);
    println!("flushes of the disk a second: median {:.0}, least {least:.0}", median(disk.iter().copied()));
    if least < 3000.0 {
        println!("the disk was slow or shared (under 3,000 flushes a second): judge no ratio over HTTP by this run");
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
