//! `guichet move`.

use anyhow::{Context, bail};

use crate::{clock::Clock, settings::Settings, store::relocation::relocate};

/// Carries the installation over from one database to another, and says what to set from then on.
pub(super) async fn relocate_installation(settings: Settings, from: Option<String>, to: &str) -> anyhow::Result<()> {
    let old = match from {
        Some(from) => Settings { database_url: from, database_direct_url: None, ..settings },
        None => settings,
    };
    // A mistyped name would otherwise be taken for a new installation.
    if let Some(path) = old.sqlite_path().filter(|path| !path.exists()) {
        bail!("there is no database at {}", path.display());
    }
    let new = Settings { database_url: to.to_owned(), database_direct_url: None, ..old.clone() };
    let moved = relocate(&old.access()?, to, Clock::System.now()).await;
    let (old_name, new_name) = (old.shown_database(), new.shown_database());
    let tables = moved.with_context(|| format!("nothing was moved from {old_name} to {new_name}"))?;
    println!("{:<20} {:>10}", "table", "rows");
    for (table, rows) in &tables {
        println!("{table:<20} {rows:>10}");
    }
    let rows: u64 = tables.iter().map(|(_, rows)| rows).sum();
    println!("{rows} rows are in {new_name}, each compared with {old_name}, which is closed now");
    println!("set GUICHET_DATABASE_URL to the new address before you start the service");
    if settings_name_no_keys(&old) {
        println!("the keys stay where they are: set GUICHET_KEY_FILE={}", old.key_file()?.display());
    }
    Ok(())
}

/// Whether the keys were found beside the old database, where nobody looks for those of the new one.
fn settings_name_no_keys(old: &Settings) -> bool {
    old.key_file.is_none() && old.keys.is_none()
}
