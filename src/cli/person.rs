//! `guichet person`: what is held of somebody, handed to them, and erased for them.

mod wording;

use std::io::{BufRead, Write as _, stdin, stdout};

use anyhow::{Context, ensure};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value as Json, json};

use super::{
    data::{Wanted, find_file, open},
    world::seed,
};
use crate::{
    clock::Clock,
    phone_number::{Numbering, PhoneNumber},
    settings::Settings,
    store::{Store, audit::Entry, holding::Holding},
};

/// What is typed to confirm.
const CONFIRMED: &str = "erase";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes everything held of somebody to the standard output, in their language. Shows personal data.
    Export {
        #[command(flatten)]
        who: Who,
        /// A text to read, or JSON for programs.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Erases everything held of somebody, here at once and at the provider until it is seen gone.
    Erase {
        #[command(flatten)]
        who: Who,
        /// Does not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// A person, by a number of theirs or by a file.
#[derive(clap::Args, Debug)]
pub(super) struct Who {
    /// A telephone number, such as 0639980012, or the number of a file.
    #[arg(value_name = "NUMBER|FILE")]
    who: String,
    /// The organisation of the file; needed where there are several.
    #[arg(long, value_name = "KEY")]
    organisation: Option<String>,
    /// The postcode, where the organisation's numbers need it.
    #[arg(long, default_value = "", value_name = "POSTCODE")]
    postcode: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
}

pub(super) async fn person(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let store = open(settings).await?;
    let done = match command {
        Command::Export { who, format } => export(&store, settings, &who, format).await,
        Command::Erase { who, yes } => erase(&store, settings, &who, yes).await,
    };
    store.close().await;
    done
}

async fn export(store: &Store, settings: &Settings, who: &Who, format: Format) -> anyhow::Result<()> {
    let number = number_of(store, settings, who).await?;
    let holding = store.holding(&number).await?;
    let language = store.language_of(&number).await?.map_or_else(|| "fr".to_owned(), |known| known.as_str().to_owned());
    store.audit(entry(store, &number, "exported")?).await?;
    let text = match format {
        Format::Text => wording::document(&holding, &language, &settings.office.zone),
        Format::Json => serde_json::to_string_pretty(&as_json(&holding))? + "\n",
    };
    stdout().write_all(text.as_bytes())?;
    Ok(())
}

/// One object: each part under its name.
fn as_json(holding: &Holding) -> Json {
    holding.parts.iter().map(|part| (part.name.to_owned(), json!(part.rows))).collect::<serde_json::Map<_, _>>().into()
}

async fn erase(store: &Store, settings: &Settings, who: &Who, yes: bool) -> anyhow::Result<()> {
    let number = number_of(store, settings, who).await?;
    let holding = store.holding(&number).await?;
    if holding.is_empty() {
        println!("nothing is held under this number");
        return Ok(());
    }
    if !yes {
        for part in holding.parts.iter().filter(|part| !part.rows.is_empty()) {
            println!("{:<12} {:>6}", part.name, part.rows.len());
        }
        print!("all of this is erased for good; type `{CONFIRMED}` to go on: ");
        stdout().flush()?;
        let mut typed = String::new();
        stdin().lock().read_line(&mut typed)?;
        ensure!(typed.trim() == CONFIRMED, "nothing was erased");
    }
    let now = Clock::System.now();
    let erased = store.erase_person(&number, now, entry(store, &number, "erased")?).await?;
    for (table, rows) in &erased.rows {
        println!("{table:<18} {rows:>6}");
    }
    println!(
        "{} texts and calls are deleted at the provider by the running service, which asks until they are gone; \
         backups made before today still hold what was erased",
        erased.at_provider
    );
    Ok(())
}

async fn number_of(store: &Store, settings: &Settings, who: &Who) -> anyhow::Result<PhoneNumber> {
    if let Some(number) = (Numbering { fiction: true }).parse(&who.who) {
        return Ok(number);
    }
    let wanted = Wanted {
        file: who.who.clone(),
        item: String::new(),
        organisation: who.organisation.clone(),
        postcode: who.postcode.clone(),
    };
    let file = find_file(store, settings, &wanted).await.context("this is no telephone number, and no file has it")?;
    file.phone.context("no telephone number is on file for it: nothing else is held of its holder")
}

/// The person stands in the record under a keyed name that tells nothing without the keys.
fn entry(store: &Store, number: &PhoneNumber, action: &'static str) -> anyhow::Result<Entry> {
    let now = Clock::System.now();
    let tag = store.tag(&["person", number.reveal()]);
    let subject = tag[..8].iter().fold("person:".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    Ok(Entry { id: seed()?.id(now), at: now, actor: "operator".into(), action, subject, detail: None })
}
