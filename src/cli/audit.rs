//! `guichet audit verify`.

use anyhow::{Context, bail};

use crate::{
    settings::Settings,
    store::{Store, audit::Verified},
};

/// Looks at the whole chain of audit entries.
pub(super) async fn verify(settings: &Settings) -> anyhow::Result<()> {
    let store = Store::open(&settings.access()?)
        .await
        .with_context(|| format!("GUICHET_DATABASE_URL is {}", settings.shown_database()))?;
    let (verified, waiting) = (store.verify_audit().await?, store.unlinked_audit().await?);
    store.close().await;
    match verified {
        Verified::Whole { links, head } => {
            println!("whole: {links} entries are linked, {waiting} wait to be; the last link is {}", or_none(&head));
            Ok(())
        }
        Verified::Broken { position, audit_id: Some(id) } => {
            bail!("entry {position} of the chain does not hold: {id} was changed or removed, or one before it was")
        }
        Verified::Broken { position, audit_id: None } => bail!("entry {position} of the chain is missing"),
    }
}

fn or_none(head: &str) -> &str {
    if head.is_empty() { "none" } else { head }
}
