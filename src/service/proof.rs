//! What was proved before is not proved again: a proof takes most of a start, and finds the same each time.

use super::dialogue::Dialogue;
use crate::{
    problem::Problem,
    store::{Store, StoreError},
};

/// Under this key `installation` names what was proved last, and says how many warnings that gave.
const PROVED: &str = "dialogues_proved";
const NONE: &str = "0";

/// Why flows and words do not come into force.
#[derive(Debug, thiserror::Error)]
pub enum NotInForce {
    /// They have mistakes.
    #[error("flows and words have mistakes: {}", .0.len())]
    Mistakes(Vec<Problem>),
    /// The database does not keep them.
    #[error("the new version cannot be kept")]
    Store(#[from] StoreError),
    /// The compiler did not come to an end.
    #[error("the new version cannot be compiled")]
    Compiler,
}

/// Dialogues that were read, proved: now, or by the same program under the same settings before.
///
/// # Errors
/// [`NotInForce`].
pub async fn proved(dialogue: Dialogue, store: &Store) -> Result<Dialogue, NotInForce> {
    let proof = dialogue.proof();
    let remembered = store.setting(PROVED).await?;
    if let Some(warnings) = remembered.as_deref().and_then(|kept| kept.strip_prefix(&proof)) {
        let warnings = warnings.trim();
        if warnings != NONE {
            tracing::warn!(warnings, "the check of these flows and words gave warnings; `guichet check` tells them");
        }
        return Ok(dialogue);
    }
    // It takes longer than a turn may: it is done beside them.
    let proving = tokio::task::spawn_blocking(|| dialogue.proved());
    let dialogue = proving.await.map_err(|_| NotInForce::Compiler)?.map_err(NotInForce::Mistakes)?;
    store.set_setting(PROVED, Some(&format!("{proof} {}", dialogue.warnings.len()))).await?;
    Ok(dialogue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::SourceFile,
        service::dialogue::{read, sources},
        settings::Settings,
        store::tests::Bed,
    };

    #[tokio::test]
    async fn a_start_proves_what_this_program_did_not_prove_under_these_settings_and_nothing_else() {
        let bed = Bed::sqlite().await;
        let store = &bed.store;
        let mut facts = Settings::without_file(&|_| None).unwrap().facts();
        let mut files = sources(None, None).unwrap();
        assert!(proved(read(&files, facts.clone()).unwrap(), store).await.is_ok());
        let remembered = store.setting(PROVED).await.unwrap();
        assert_eq!(remembered, Some(read(&files, facts.clone()).unwrap().proof() + " 0"));

        // A mistake that nothing but a proof finds.
        files.retain(|file| file.path != "locales/fr/about.ftl");
        files.push(SourceFile { path: "locales/fr/about.ftl".into(), text: "".into() });
        let broken = || read(&files, facts.clone()).unwrap();
        assert!(matches!(proved(broken(), store).await, Err(NotInForce::Mistakes(_))));
        assert_eq!(store.setting(PROVED).await.unwrap(), remembered, "what is refused is not remembered");

        store.set_setting(PROVED, Some(&(broken().proof() + " 2"))).await.unwrap();
        assert!(proved(broken(), store).await.is_ok(), "what is remembered is not proved again");
        facts.office.number = "01 99 00 00 03".into();
        let elsewhere = read(&files, facts).unwrap();
        assert!(matches!(proved(elsewhere, store).await, Err(NotInForce::Mistakes(_))), "other settings");
    }
}
