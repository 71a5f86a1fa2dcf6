//! The pure part of a turn, and how long the program takes to be there: `cargo bench --bench core`.
//!
//! Absolute figures, so they mean something only beside the machine they were taken on: `docs/performance.md`.
//! `-- turns`, `-- growth` or `-- start` runs one part alone.

mod growth;
mod large;
mod start;
mod turns;

use std::{path::Path, process::Command, time::Duration};

use anyhow::Context;
use guichet::{
    cli::world::compiled, clock::Clock, phone_number::Numbering, service::dialogue::Dialogue, settings::Settings,
};
use jiff::Zoned;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too, with nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted == part);
    machine();
    let (dialogue, now) = dialogue()?;
    if runs("turns") {
        turns::run(&dialogue, &now)?;
    }
    if runs("growth") {
        growth::run(&dialogue, &now)?;
    }
    if runs("start") {
        start::run()?;
    }
    Ok(())
}

fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let compiler = Command::new("rustc").arg("--version").output().map(|out| out.stdout).unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    println!("{cores} cores, load {load}, {}", String::from_utf8_lossy(&compiler).trim());
}

/// The shipped dialogues, whatever the environment says.
fn dialogue() -> anyhow::Result<(Dialogue, Zoned)> {
    let settings = settings(None)?;
    let (_, dialogue) = compiled(&settings)?;
    let now = Clock::System.now().to_zoned(settings.office.zone);
    Ok((dialogue, now))
}

/// The default settings over the flows and words in a folder, or the shipped ones.
fn settings(folder: Option<&Path>) -> anyhow::Result<Settings> {
    let mut settings = Settings::without_file(&|_| None)?;
    settings.numbering = Numbering { fiction: true };
    settings.flows = folder.map(|folder| folder.join("flows"));
    settings.locales = folder.map(|folder| folder.join("locales"));
    Ok(settings)
}

/// Memory of a process that is in use, in MiB: `VmRSS` of `/proc/ID/status`.
fn resident(process: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS: is this Linux?")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

/// The median of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
