//! Other flows and words put in force while the service runs: all of them valid, or none.

use std::collections::BTreeMap;

use super::{
    Service,
    dialogue::{self, Dialogue},
    proof::{NotInForce, proved},
};
use crate::{
    difference::{self, Change},
    flow::version::version_of,
    problem::{Problem, SourceFile, code},
};

/// What became of files that were offered.
#[derive(Debug)]
pub enum Reloaded {
    /// They are those in force already.
    Same,
    /// Conversations begin on them from now on.
    Changed {
        /// The version's hash.
        hash: String,
        /// The files that are new, gone or other than before.
        files: Vec<String>,
        /// What that means for those who call and write, most important first.
        changes: Vec<Change>,
    },
}

impl Service {
    /// Puts files in force, if all of them are valid. Conversations under way go on with what they began with.
    ///
    /// # Errors
    /// [`NotInForce`]; what was in force stays in force.
    pub async fn reload(&self, files: Result<Vec<SourceFile>, Vec<Problem>>) -> Result<Reloaded, NotInForce> {
        let reloaded = self.try_reload(files).await;
        self.0.metrics.dialogues_refused(reloaded.is_err());
        reloaded
    }

    async fn try_reload(&self, files: Result<Vec<SourceFile>, Vec<Problem>>) -> Result<Reloaded, NotInForce> {
        let files = files.map_err(NotInForce::Mistakes)?;
        let before = self.0.dialogues.current();
        if version_of(&files) == before.hash {
            return Ok(Reloaded::Same);
        }
        // It takes as long as a turn may: it is done beside them.
        let (facts, old) = (self.facts().clone(), before.files.clone());
        let read = tokio::task::spawn_blocking(move || {
            let read = dialogue::read(&files, facts)?;
            let changes = difference::compare(&old, &read.files);
            Ok::<(Dialogue, Vec<Change>), Vec<Problem>>((read, changes))
        });
        let (read, changes) = read.await.map_err(|_| NotInForce::Compiler)?.map_err(NotInForce::Mistakes)?;
        let compiled = proved(read, &self.0.store).await?;
        self.check_entries(&compiled)?;
        let (hash, files) = (compiled.hash.clone(), changed(&before.files, &compiled.files));
        self.0.dialogues.replace(compiled, &self.0.store, self.0.clock.now()).await?;
        Ok(Reloaded::Changed { hash, files, changes })
    }

    /// A number of ours whose calls began with a flow that is no more would serve nobody.
    fn check_entries(&self, dialogue: &Dialogue) -> Result<(), NotInForce> {
        let missing = self.0.numbers.values().find(|number| !dialogue.script.flows.contains_key(number.entry.as_str()));
        missing.map_or(Ok(()), |number| {
            let message = format!("the flow `{}` is missing, where calls to one of the numbers begin", number.entry);
            let help = format!("add flows/{}.yaml, or set `entry` of the number to another flow", number.entry);
            Err(NotInForce::Mistakes(vec![Problem::new(&code::NEEDED_FLOW_MISSING, message, help)]))
        })
    }
}

/// The paths of the files that are not the same on both sides.
fn changed(old: &[SourceFile], new: &[SourceFile]) -> Vec<String> {
    let by_path = |files: &[SourceFile]| -> BTreeMap<String, std::sync::Arc<str>> {
        files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
    };
    let (old, new) = (by_path(old), by_path(new));
    let mut paths: Vec<String> =
        new.iter().filter(|(path, text)| old.get(*path) != Some(text)).map(|(p, _)| p.clone()).collect();
    paths.extend(old.into_keys().filter(|path| !new.contains_key(path)));
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_new_gone_or_other_are_named() {
        let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.into() };
        let old = [file("flows/a.yaml", "1"), file("flows/b.yaml", "1"), file("flows/c.yaml", "1")];
        let new = [file("flows/a.yaml", "1"), file("flows/b.yaml", "2"), file("flows/d.yaml", "1")];
        assert_eq!(changed(&old, &new), ["flows/b.yaml", "flows/c.yaml", "flows/d.yaml"]);
    }
}
