//! Deadlines set up, looked for and told, in tables of ten thousand to a million: what grows with the table, and what not.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use guichet::{
    cli::world::{assemble, compiled},
    clock::Clock,
    holiday::Territory,
    id::Seed,
    phone_number::PhoneNumber,
    reminder::Known,
    service::{Randomness, Service},
    settings::{Access, Settings},
    store::{
        Store,
        deadline::{Deadline, DeadlineState, Source},
    },
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};
use serde_json::json;

use crate::{ROUNDS, flushes, judge_disk, median};

/// How many deadlines are armed when it is measured, where nobody says so.
pub const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Deadlines set up in one transaction, as a list is.
const AT_ONCE: usize = 1_000;
/// People whose deadlines come at once in a round, each with one.
const DUE: usize = 5_000;
/// How often it is looked for what is due while nothing is.
const LOOKS: usize = 200;
/// Deadlines of which a round is made when nothing is asked: what the service takes at once.
const MOST: u32 = 500;
/// Every deadline is an objection to a decision of this day: it is over two months later, and told 30, 10 and 3 days before.
const KIND: &str = "rsa-appeal";
const DECIDED: Date = date(2026, 9, 30);
const CLOSES: Date = date(2026, 11, 30);
/// The end of the evening on which the second rung is told.
const NOW: &str = "2026-11-20T18:59:59+01:00[Europe/Paris]";

/// What a deadline of the bench has come to.
#[derive(Clone, Copy)]
enum Stage {
    /// Its next rung is due.
    Due,
    /// It is looked at, and its next rung is still to come.
    Early,
    /// It is some day's of the year to come.
    Waiting,
}

struct Bench {
    store: Store,
    service: Service,
    seed: Seed,
    now: Timestamp,
    count: usize,
}

/// Measures at each size; the table grows from one to the next.
pub async fn grow(access: &Access, folder: &Path, sizes: &[usize]) -> anyhow::Result<()> {
    let now = NOW.parse::<jiff::Zoned>()?.timestamp();
    let store = Store::open(access).await?;
    let mut settings = Settings::without_file(&|_| None)?;
    settings.numbering.fiction = true;
    settings.public_url = "https://guichet.example.org".to_owned();
    // Nobody has heard enough here, however many rounds there were.
    settings.reminders.terms.texts_a_day = u8::MAX;
    settings.reminders.terms.contacts = u8::MAX;
    let dialogue = compiled(&settings)?.1;
    let service =
        assemble(&settings, dialogue, store.clone(), Clock::manual(now), Randomness::Counted(Default::default()), None)
            .await?;
    let mut bench = Bench { store, service, seed: Seed::new(1), now, count: 0 };
    let mut disk = Vec::new();
    println!(
        "\n| armed | set up/s | set up again/s | nothing due, p50 µs | {MOST} due, p50 ms | told/s | looked at/s | memory MiB |\n\
         |---|---|---|---|---|---|---|---|"
    );
    for size in sizes {
        let mut rows = Vec::new();
        bench.fill(size.saturating_sub(ROUNDS * AT_ONCE * 5)).await?;
        for _ in 0..ROUNDS {
            disk.push(flushes(folder)?);
            rows.push(bench.measure().await?);
        }
        let of = |value: fn(&Row) -> f64| median(rows.iter().map(value));
        println!(
            "| {size} | {:.0} | {:.0} | {:.0} | {:.1} | {:.0} | {:.0} | {:.0} |",
            of(|row| row.new),
            of(|row| row.known),
            of(|row| row.idle),
            of(|row| row.look),
            of(|row| row.told),
            of(|row| row.looked),
            memory()?,
        );
    }
    judge_disk(&disk);
    bench.store.close().await;
    Ok(())
}

struct Row {
    new: f64,
    known: f64,
    idle: f64,
    look: f64,
    told: f64,
    looked: f64,
}

impl Bench {
    async fn measure(&mut self) -> anyhow::Result<Row> {
        let some: Vec<Deadline> = (0..AT_ONCE * 5).map(|_| self.deadline(Stage::Waiting)).collect::<Result<_, _>>()?;
        let new = rate(some.len(), self.arm(&some).await?);
        let known = rate(some.len(), self.arm(&some).await?);
        let mut idle = Vec::with_capacity(LOOKS);
        for _ in 0..LOOKS {
            let begun = Instant::now();
            ensure!(self.store.due_deadlines(self.now, MOST).await?.is_empty(), "something is due");
            idle.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        self.due(Stage::Due).await?;
        let mut look = Vec::with_capacity(LOOKS / 10);
        for _ in 0..LOOKS / 10 {
            let begun = Instant::now();
            ensure!(self.store.due_deadlines(self.now, MOST).await?.len() == MOST as usize, "too few are due");
            look.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let told = self.round().await?;
        self.due(Stage::Early).await?;
        let looked = self.round().await?;
        Ok(Row { new, known, idle: median(idle.into_iter()), look: median(look.into_iter()), told, looked })
    }

    async fn fill(&mut self, size: usize) -> anyhow::Result<()> {
        while self.count < size {
            let some: Vec<Deadline> = (0..AT_ONCE).map(|_| self.deadline(Stage::Waiting)).collect::<Result<_, _>>()?;
            self.arm(&some).await?;
        }
        Ok(())
    }

    async fn due(&mut self, stage: Stage) -> anyhow::Result<()> {
        let some: Vec<Deadline> = (0..DUE).map(|_| self.deadline(stage)).collect::<Result<_, _>>()?;
        self.arm(&some).await.map(drop)
    }

    async fn arm(&self, deadlines: &[Deadline]) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        for some in deadlines.chunks(AT_ONCE) {
            self.store.arm(some.to_vec()).await?;
        }
        Ok(begun.elapsed())
    }

    /// One round of the service itself, until nothing is due: so many people a second.
    async fn round(&self) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let people = self.service.remind(self.now).await?;
        ensure!(people == DUE, "{people} of {DUE} people were looked at");
        Ok(rate(people, begun.elapsed()))
    }

    fn deadline(&mut self, stage: Stage) -> anyhow::Result<Deadline> {
        let number = self.count;
        self.count += 1;
        // A year in a random order, as deadlines of several kinds come in.
        let later = SignedDuration::from_secs(600 + i64::try_from(self.seed.below(31_536_000))?);
        let (tried, due_at) = match stage {
            Stage::Due => (Some(1), self.now),
            Stage::Early => (Some(2), self.now),
            Stage::Waiting => (Some(2), self.now.checked_add(later)?),
        };
        // Who is told has a number for fiction, of which there are ten thousand; all others have one that nobody can have.
        let to = match stage {
            Stage::Due | Stage::Early => format!("+3363998{:04}", number % DUE),
            Stage::Waiting => format!("+3363998{number:08}"),
        };
        let to: PhoneNumber = serde_json::from_value(json!(to)).context("a number")?;
        Ok(Deadline {
            id: self.seed.id(self.now),
            kind: KIND.into(),
            to,
            service_number: "+33199000001".to_owned(),
            file_id: Some(format!("01980000-0000-7000-8000-{number:012}")),
            source: Source::File,
            known: Known::date("notification", DECIDED),
            territory: Territory::Metropolis,
            opens: DECIDED,
            closes: CLOSES,
            state: DeadlineState::Armed,
            tried,
            due_at: Some(due_at),
            armed_at: self.now.checked_sub(SignedDuration::from_hours(24 * 50))?,
        })
    }
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// What this process holds, in MiB.
fn memory() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("is this Linux?")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
