//! `guichet walk`: every way through the flows, tried without a telephone, a database or a provider.

use std::time::Instant;

use anyhow::{Context, bail};

use super::world::{compiled, seed};
use crate::{
    channel::Channel,
    settings::Settings,
    simulator::walk::{Plan, invariant::Law, walk as walk_through},
};

/// Sequences tried in each language on each channel: enough that more of them come upon nothing new in the shipped flows.
pub const PATHS: usize = 6_000;

/// What is asked of `guichet walk`.
#[derive(clap::Args, Debug)]
pub(super) struct Options {
    /// Walks as the walk with this seed did; without it each walk has another.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many sequences of inputs are tried in each language on each channel.
    #[arg(long, default_value_t = PATHS, value_name = "NUMBER")]
    paths: usize,
    /// One language alone.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// One channel alone.
    #[arg(long, value_parser = ["sms", "voice"], value_name = "CHANNEL")]
    channel: Option<String>,
    /// Lists what was never met, with what came in its place.
    #[arg(long)]
    unmet: bool,
}

/// Walks, and tells how far it went; a law that is broken is an error.
pub(super) fn walk(settings: &Settings, options: &Options) -> anyhow::Result<()> {
    let (_, dialogue) = compiled(settings)?;
    let language = options.language.as_deref().map(|tag| {
        let found = dialogue.script.languages.iter().find(|language| language.as_str() == tag);
        found.cloned().with_context(|| format!("there are no words in `{tag}`"))
    });
    let plan = Plan {
        seed: options.seed.map_or_else(|| Ok(seed()?.below(u64::from(u32::MAX))), anyhow::Ok)?,
        paths: options.paths,
        language: language.transpose()?,
        channel: options.channel.as_deref().map(|name| if name == "sms" { Channel::Sms } else { Channel::Voice }),
    };
    println!("seed {}", plan.seed);
    let begun = Instant::now();
    let walks = walk_through(&dialogue, plan);
    println!("{}", walks.table());
    let (edges, pairs) = (walks.edges_never_taken(), walks.pairs_never_met());
    if options.unmet {
        edges.iter().chain(&pairs).for_each(|line| println!("{line}"));
    }
    println!(
        "{} edges never taken, {} pairs never met{}",
        edges.len(),
        pairs.len(),
        if options.unmet || edges.len() + pairs.len() == 0 { "" } else { " (--unmet lists them)" }
    );
    println!("{} paths held to {} laws in {:.1} s", walks.paths(), Law::ALL.len(), begun.elapsed().as_secs_f64());
    let failures = walks.failures();
    failures.iter().for_each(|failure| println!("\n{failure}"));
    if !failures.is_empty() {
        bail!("{} of {} walks broke a law", failures.len(), walks.walked.len());
    }
    Ok(())
}
