//! `guichet audit`: whether the record holds, and its head for another place.

use std::path::Path;

use anyhow::{Context, bail};

use super::data::open;
use crate::{
    settings::Settings,
    store::audit::{Head, Verified},
};

/// Prints the last link, to be kept in another place.
pub(super) async fn head(settings: &Settings) -> anyhow::Result<()> {
    let store = open(settings).await?;
    while store.link_audit().await? > 0 {}
    let head = store.audit_head().await?;
    store.close().await;
    match head {
        Some(Head { position, tag }) => println!("{position} {tag}"),
        None => bail!("nothing was recorded yet"),
    }
    Ok(())
}

/// Looks at the whole chain of audit entries, and whether it goes through heads that were written down.
pub(super) async fn verify(settings: &Settings, heads: Option<&Path>) -> anyhow::Result<()> {
    let heads = heads.map_or(Ok(Vec::new()), read_heads)?;
    let store = open(settings).await?;
    let (verified, waiting) = (store.verify_audit().await?, store.unlinked_audit().await?);
    let mut lost = None;
    for head in &heads {
        if lost.is_none() && !store.goes_through(head).await? {
            lost = Some(head.position);
        }
    }
    store.close().await;
    match verified {
        Verified::Whole { links, head } => {
            if let Some(position) = lost {
                bail!(
                    "the record does not go through its head {position}, which was written down: entries were cut off"
                );
            }
            println!("whole: {links} entries are linked, {waiting} wait to be; the last link is {}", or_none(&head));
            Ok(())
        }
        Verified::Broken { position, audit_id: Some(id) } => {
            bail!("entry {position} of the chain does not hold: {id} was changed or removed, or one before it was")
        }
        Verified::Broken { position, audit_id: None } => bail!("entry {position} of the chain is missing"),
    }
}

/// Reads lines as `guichet audit head` writes them.
fn read_heads(path: &Path) -> anyhow::Result<Vec<Head>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let head = |line: &str| {
        let (position, tag) = line.trim().split_once(' ')?;
        Some(Head { position: position.parse().ok()?, tag: tag.trim().to_owned() })
    };
    lines
        .map(|line| {
            head(line.0).with_context(|| {
                format!("line {} of {} is no head, such as `guichet audit head` prints", line.1, path.display())
            })
        })
        .collect()
}

fn or_none(head: &str) -> &str {
    if head.is_empty() { "none" } else { head }
}
