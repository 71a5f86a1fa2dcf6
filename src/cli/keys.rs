//! `guichet keys`: keys for a new database, a further key for one that is there, and everything sealed anew with it.

use anyhow::{Context, bail};
use clap::Subcommand;

use super::data::open;
use crate::{
    seal::KEY,
    settings::{self, Settings},
    store::reseal::Resealed,
};

/// What is done about keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints the line of a further key, to be added to the keys of every instance.
    Another,
    /// Counts what each key seals, and says which ones are needed no more.
    Status,
    /// Seals everything anew with the present key while the service runs; stopped in between, it goes on where it stood.
    Reseal,
}

/// Prints new keys for a database that is to be made.
pub(super) fn fresh() -> anyhow::Result<()> {
    println!("{}", settings::fresh_keys()?.trim_end());
    Ok(())
}

/// Does it.
pub(super) async fn keys(settings: &Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Another => {
            let mut random = [0u8; KEY];
            getrandom::fill(&mut random).context("this machine gives no randomness")?;
            let line = settings.access()?.keys.another(&random);
            println!("{}", line.context("every number up to 255 is taken; take the lines of former keys away first")?);
            Ok(())
        }
        Command::Status => {
            let (store, ring) = (open(settings).await?, settings.access()?.keys);
            let found = store.sealed_by().await;
            store.close().await;
            tell(&found?, ring.present(), ring.numbers());
            Ok(())
        }
        Command::Reseal => {
            let (store, ring) = (open(settings).await?, settings.access()?.keys);
            let mut last = String::new();
            let found = store
                .reseal(|table| {
                    if last != table {
                        eprintln!("{table}");
                        table.clone_into(&mut last);
                    }
                })
                .await;
            store.close().await;
            let found =
                found.context("stopped before the end; what was sealed anew stays so: give the command again")?;
            println!("{} values were sealed anew with key {}", found.anew, ring.present());
            tell(&found, ring.present(), ring.numbers());
            if found.shut.is_empty() {
                return Ok(());
            }
            let places = found.shut.iter().map(|(place, count)| format!("{place} ({count})"));
            bail!(
                "values that none of these keys opens: {}; were they sealed with a key whose line is gone, put it back and \
                 give the command again, else they are damaged (`guichet doctor`)",
                places.collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn tell(found: &Resealed, present: u8, numbers: impl Iterator<Item = u8>) {
    let known: Vec<u8> = numbers.collect();
    let count = |counts: &std::collections::BTreeMap<u8, u64>, number| counts.get(&number).copied().unwrap_or(0);
    for &number in &known {
        let (values, record) = (count(&found.values, number), count(&found.record, number));
        let seals = if number == present { ", and seals what comes" } else { "" };
        println!("key {number}: {values} values, {record} details of the record of who did what{seals}");
        if number != present && values + record == 0 {
            println!("       it is needed no more: take its line away, from every instance");
        } else if number != present && values == 0 {
            println!("       the details keep their key until their term ends: leave its line there until then");
        }
    }
    for number in found.needed().filter(|number| !known.contains(number)) {
        let values = count(&found.values, number) + count(&found.record, number);
        println!("key {number} has no line, and {values} values need it: put it back");
    }
}
