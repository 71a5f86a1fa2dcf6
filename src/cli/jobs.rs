//! `guichet jobs`: what waits to be sent, what came to nothing, and the switch that stops all sending.

use anyhow::bail;
use clap::Subcommand;
use jiff::Timestamp;

use crate::{
    clock::Clock,
    settings::Settings,
    store::outbox::{Job, TextState},
};

/// What is done about the orders of the outbox.
#[derive(Debug, Subcommand)]
pub(super) enum Jobs {
    /// Lists orders: those that need somebody, or those of one state. Shows nothing personal.
    List {
        /// One state, such as `waiting`, `uncertain`, `dead`; or `all`.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50, value_name = "COUNT")]
        most: u32,
    },
    /// Counts the orders of each state.
    Count,
    /// Lets an order be tried again. What was perhaps sent, and must not be sent twice, is refused.
    Retry {
        /// The order's identifier, as listed.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Throws an order away.
    Discard {
        /// The order's identifier, as listed.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Holds back what waits, from the next start of the service on: for a database that was restored, where the copy was
    /// not made by `guichet backup`.
    Hold,
    /// Lets orders go that are held back.
    Release {
        /// Those held since the database was restored from a backup.
        #[arg(long, required = true)]
        quarantined: bool,
        /// Only those that were not due yet at the restore, and so were surely not sent before.
        #[arg(long)]
        only_later: bool,
    },
    /// Stops all sending, on every instance, within a second. Webhooks are answered as before.
    Stop,
    /// Lets sending go on.
    Start,
}

/// The states that somebody should look at.
const NEED_SOMEBODY: [TextState; 6] = [
    TextState::Dead,
    TextState::Uncertain,
    TextState::Undelivered,
    TextState::Failed,
    TextState::Expired,
    TextState::Quarantined,
];

/// Runs the command.
pub(super) async fn jobs(settings: &Settings, command: Jobs) -> anyhow::Result<()> {
    let store = super::data::open(settings).await?;
    let now = Clock::System.now();
    match command {
        Jobs::List { state, most } => {
            let states = match state.as_deref() {
                None => NEED_SOMEBODY.to_vec(),
                Some("all") => TextState::ALL.to_vec(),
                Some(word) => match TextState::parse(word) {
                    Some(state) => vec![state],
                    None => bail!("`{word}` is no state; one of {}", words().join(", ")),
                },
            };
            let jobs = store.jobs(&states, most).await?;
            if jobs.is_empty() {
                println!("no orders");
            }
            for job in &jobs {
                println!("{}", line(job, now));
            }
        }
        Jobs::Count => {
            for (state, count) in store.count_jobs().await? {
                println!("{:<12} {count}", state.as_str());
            }
            if store.sending_is_stopped().await? {
                println!("sending is stopped; `guichet jobs start` lets it go on");
            }
        }
        Jobs::Retry { id } => match store.retry_job(&id, now).await? {
            Ok(()) => println!("it is tried again now"),
            Err(refused) => bail!(refused),
        },
        Jobs::Discard { id } => match store.discard_job(&id, now).await? {
            Ok(()) => println!("it is thrown away"),
            Err(refused) => bail!(refused),
        },
        Jobs::Hold => {
            store.mark_restored(now).await?;
            println!("what waits now will be held when `guichet serve` starts");
        }
        Jobs::Release { quarantined: _, only_later } => {
            let released = store.release_quarantined(only_later, now).await?;
            println!("{released} texts are let go: each is sent when it is due");
        }
        Jobs::Stop => {
            store.stop_sending(true).await?;
            println!("nothing more is sent; `guichet jobs start` lets it go on");
        }
        Jobs::Start => {
            store.stop_sending(false).await?;
            println!("orders are sent again");
        }
    }
    store.close().await;
    Ok(())
}

fn words() -> Vec<&'static str> {
    TextState::ALL.into_iter().map(TextState::as_str).collect()
}

fn line(job: &Job, now: Timestamp) -> String {
    let age = now.duration_since(job.created_at).as_mins();
    let reason = job.reason.as_deref().unwrap_or_default();
    format!(
        "{}  {:<11} {:<9} {:<12} {} tries, {age} min old  {reason}",
        job.id,
        job.state.as_str(),
        job.kind_word(),
        job.class_word(),
        job.attempts
    )
}
