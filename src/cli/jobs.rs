//! `guichet jobs`: what the operator decides about texts that wait.

use clap::Subcommand;

use crate::{clock::Clock, settings::Settings, store::Store};

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Jobs {
    /// Holds back what waits, from the next start of the service on: for a database that was restored, where the copy was
    /// not made by `guichet backup`.
    Hold,
    /// Lets texts go that are held back.
    Release {
        /// Those held since the database was restored from a backup.
        #[arg(long, required = true)]
        quarantined: bool,
        /// Only those that were not due yet at the restore, and so were surely not sent before.
        #[arg(long)]
        only_later: bool,
    },
}

/// Does it.
pub(super) async fn jobs(settings: &Settings, jobs: Jobs) -> anyhow::Result<()> {
    let store = Store::open(&settings.access()?).await?;
    let now = Clock::System.now();
    match jobs {
        Jobs::Hold => {
            store.mark_restored(now).await?;
            println!("what waits now will be held when `guichet serve` starts");
        }
        Jobs::Release { quarantined: _, only_later } => {
            let released = store.release_quarantined(only_later, now).await?;
            println!("{released} texts are let go: each is sent when it is due");
        }
    }
    store.close().await;
    Ok(())
}
