//! Advisors who claim callbacks, fifty at once from ten thousand: `cargo bench --bench desk`.
//!
//! On SQLite one process with one store, on PostgreSQL three stores on one database, as instances of the service are. Then
//! leases that end while somebody types. `-- sqlite` or `-- postgres` runs one part alone, and a number after it is how many
//! callbacks wait.

#[path = "../../tests/support/callbacks.rs"]
mod callbacks;
#[path = "../../tests/support/postgres.rs"]
mod postgres;

use std::time::{Duration, Instant};

use guichet::{
    callback::{Terms, rank::Moment},
    seal::Keyring,
    settings::{Access, fresh_keys},
    store::{Store, callback::queue::Filter},
};

/// Callbacks that wait.
const CALLBACKS: usize = 10_000;
/// Advisors who press the key.
const ADVISORS: usize = 50;
/// Leases that end while somebody types.
const EXPIRIES: usize = 1_000;
/// Stores on one PostgreSQL database.
const INSTANCES: usize = 3;
/// Rows of the queue's first screen.
const SCREEN: u32 = 50;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too, with nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let count = given.iter().find_map(|argument| argument.parse().ok()).unwrap_or(CALLBACKS);
    let wanted = given.iter().find(|argument| argument.parse::<usize>().is_err());
    let runs = |part: &str| wanted.is_none_or(|wanted| wanted == part);
    let keys = Keyring::parse(&fresh_keys()?)?;
    let runtime = tokio::runtime::Runtime::new()?;
    if runs("sqlite") {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let url = format!("sqlite:{}", folder.path().join("guichet.db").display());
        println!("\n## SQLite, synchronous=FULL, one process");
        runtime.block_on(measure(&access(&url, &keys), 1, count))?;
    }
    if runs("postgres") {
        let Some(server) = postgres::Server::try_start() else {
            println!("\n(no PostgreSQL part: its server cannot be started, as said above)");
            return Ok(());
        };
        let database = server.database();
        println!("\n## PostgreSQL, synchronous_commit=on, {INSTANCES} instances");
        runtime.block_on(measure(&access(database.url(), &keys), INSTANCES, count))?;
    }
    Ok(())
}

fn access(url: &str, keys: &Keyring) -> Access {
    Access { url: url.to_owned(), direct_url: None, keys: keys.clone() }
}

async fn measure(access: &Access, instances: usize, count: usize) -> anyhow::Result<()> {
    let mut stores = Vec::new();
    for _ in 0..instances {
        stores.push(Store::open(access).await?);
    }
    callbacks::fill(&stores[0], 0..count).await?;
    screen(&stores[0]).await?;
    let begun = Instant::now();
    let claims = callbacks::claim_all(&stores, ADVISORS).await?;
    let took = begun.elapsed();
    let of_hundred = |part: usize| millis(claims.times[(claims.times.len() - 1) * part / 100]);
    println!(
        "{ADVISORS} advisors, {} of {count} callbacks claimed in {:.1} s: {} double; p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        claims.claimed,
        took.as_secs_f64(),
        claims.doubles,
        of_hundred(50),
        of_hundred(99),
        of_hundred(100),
    );
    for store in &stores {
        for number in 0..ADVISORS {
            store
                .release_all_claims(&format!("advisor-{number}"), jiff::Timestamp::from_second(1_795_424_400)?)
                .await?;
        }
    }
    let expiries = callbacks::expire(&stores, EXPIRIES.min(count)).await?;
    println!(
        "{} leases ended in the middle of a form: {} notes lost, {} outcomes overwritten",
        expiries.forced, expiries.notes_lost, expiries.overwritten,
    );
    for store in stores {
        store.close().await;
    }
    Ok(())
}

/// The first screen of the queue, as the page reads it.
async fn screen(store: &Store) -> anyhow::Result<()> {
    let moment = Moment { now: jiff::Timestamp::from_second(1_795_424_400)?, today: jiff::civil::date(2026, 11, 23) };
    let mut times = Vec::new();
    for _ in 0..20 {
        let begun = Instant::now();
        store.queue(&Filter::default(), (moment, &Terms::default()), (0, SCREEN)).await?;
        times.push(begun.elapsed());
    }
    times.sort();
    println!("the first {SCREEN} of the queue: median {:.1} ms", millis(times[times.len() / 2]));
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
