//! `guichet backup`: a copy of the database while the service runs.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::{clock::Clock, settings::Settings, store::backup};

/// Copies the database into a file, or into a folder under a name that tells when.
pub(super) async fn backup(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    let clock = Clock::System;
    let file: PathBuf =
        if to.is_dir() { to.join(clock.now().strftime("guichet-%Y%m%dT%H%M%SZ.db").to_string()) } else { to.into() };
    let shown = file.display().to_string();
    backup::copy(&settings.database_url, &file, &clock).await.with_context(|| format!("no backup in {shown}"))?;
    let size = std::fs::metadata(&file).map(|file| file.len()).unwrap_or_default();
    println!("{shown}: {} KiB, complete and checked", size.div_ceil(1024));
    if let Some(keys) = settings.key_file().ok().filter(|keys| keys.exists()) {
        println!("it can be read only with the keys in {}: keep a copy of them elsewhere", keys.display());
    }
    Ok(())
}
