//! `guichet deadlines missed`: what nobody said was done by its last day, for whoever rings or writes to these people.

use jiff::{Span, Timestamp, civil::Date};

use crate::{cli::data::open, settings::Settings};

pub(super) async fn missed(settings: &Settings, since: Option<Date>, now: Timestamp) -> anyhow::Result<()> {
    let today = now.to_zoned(settings.office.zone.clone()).date();
    let since = since.unwrap_or_else(|| today.saturating_sub(Span::new().months(1)));
    let store = open(settings).await?;
    let mut lines = Vec::new();
    for deadline in store.missed_deadlines(since).await? {
        let told = store.told_to(&deadline.to).await?.iter().filter(|rung| rung.deadline_id == deadline.id).count();
        lines.push(format!("{} {:<32} {told:<5} {}", deadline.closes, &*deadline.kind, deadline.to.in_pairs()));
    }
    store.close().await;
    if lines.is_empty() {
        println!("no last day from {since} on passed without word that it is done");
        return Ok(());
    }
    println!("{:<10} {:<32} {:<5} number", "last day", "deadline", "told");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(())
}
