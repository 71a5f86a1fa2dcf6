//! The version of flows and words that new conversations begin on, and the older ones that others end on.
//!
//! A version's texts are in the database before any turn uses it: so every instance finds those that another one began with,
//! and a restart with other files cuts nobody off. What is compiled of an older version is kept for the next turn.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};

use super::{
    dialogue::{self, Dialogue},
    text::CONVERSATION_LASTS,
};
use crate::{
    flow::{
        definition::{Kind, Script, ServiceFacts},
        state::{Asking, Frame, State, Thread},
    },
    problem::SourceFile,
    store::{Store, StoreError},
};

/// Older versions kept compiled. Each may take some megabytes; who edits flows while people call makes one a minute.
const MOST_OLDER: usize = 8;
/// How often the database is told that a version is in use: its row holds all texts, and a write rewrites them.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// A version nobody was noted on for so long has no open conversation any more: one is over after seven days, a note may be
/// a day old, and a day is to spare.
const KEPT: SignedDuration = SignedDuration::from_hours(CONVERSATION_LASTS.as_hours() + 48);

/// The version in force, and the older ones as they are asked for.
pub struct Dialogues {
    current: RwLock<Arc<Dialogue>>,
    /// The latest used first.
    older: Mutex<VecDeque<Arc<Dialogue>>>,
    /// One compiles, the others wait for what it makes.
    compiling: tokio::sync::Mutex<()>,
    /// The versions that turns ran on since they were last noted, and when each was.
    used: Mutex<Used>,
    /// The settings that dialogues depend on: office hours, organisations, how numbers are read. They are not part of a
    /// version. Every version runs with those of now, for they are facts of the world: the office opens when it opens,
    /// whatever a conversation began with, and a file that moved to another organisation's rules is checked by these.
    service: ServiceFacts,
}

#[derive(Default)]
struct Used {
    since: BTreeSet<String>,
    noted: BTreeMap<String, Timestamp>,
}

impl Dialogues {
    /// Puts a version in force and keeps its files, so that conversations may end on it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn new(dialogue: Dialogue, store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        store.save_script(&dialogue.hash, &dialogue.files, now).await?;
        Ok(Dialogues {
            service: dialogue.script.service.clone(),
            current: RwLock::new(Arc::new(dialogue)),
            older: Mutex::default(),
            compiling: tokio::sync::Mutex::default(),
            used: Mutex::default(),
        })
    }

    /// The version that new conversations begin on.
    pub fn current(&self) -> Arc<Dialogue> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The settings that dialogues depend on.
    pub fn service(&self) -> &ServiceFacts {
        &self.service
    }

    /// Puts another version in force: conversations that begin from now on begin on it.
    ///
    /// # Errors
    /// Where the database fails; the version before stays in force then.
    pub(super) async fn replace(&self, dialogue: Dialogue, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        store.save_script(&dialogue.hash, &dialogue.files, now).await?;
        let before = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            mem::replace(&mut *current, Arc::new(dialogue))
        };
        self.note_use(&before.hash);
        self.keep(before);
        Ok(())
    }

    /// The version a conversation began on; the current one where the old one is gone or cannot be read any more.
    pub(super) async fn version(&self, hash: &str, store: &Store) -> Result<Arc<Dialogue>, StoreError> {
        let current = self.current();
        if hash == current.hash {
            return Ok(current);
        }
        if let Some(older) = self.kept(hash) {
            return Ok(older);
        }
        let _one_at_a_time = self.compiling.lock().await;
        if let Some(older) = self.kept(hash) {
            return Ok(older);
        }
        let files = match store.script(hash).await {
            Ok(files) => files,
            // What stands there is no version: trying again would not mend it.
            Err(StoreError::Decode { .. }) => None,
            Err(error) => return Err(error),
        };
        let Some(older) = self.compiled(hash, files).await else {
            tracing::error!(
                script.hash = hash,
                "an older version of the dialogues cannot be read; the current one is used"
            );
            return Ok(current);
        };
        self.note_use(hash);
        self.keep(older.clone());
        Ok(older)
    }

    /// Compiles beside the turns of others: it takes milliseconds that they would wait for.
    async fn compiled(&self, hash: &str, files: Option<Vec<SourceFile>>) -> Option<Arc<Dialogue>> {
        let (files, service) = (files?, self.service.clone());
        let compiled = tokio::task::spawn_blocking(move || dialogue::read(&files, service)).await.ok()?;
        compiled.ok().filter(|older| older.hash == hash).map(Arc::new)
    }

    fn kept(&self, hash: &str) -> Option<Arc<Dialogue>> {
        let mut older = lock(&self.older);
        let at = older.iter().position(|dialogue| dialogue.hash == hash)?;
        let found = older.remove(at)?;
        older.push_front(found.clone());
        drop(older);
        self.note_use(hash);
        Some(found)
    }

    fn keep(&self, dialogue: Arc<Dialogue>) {
        let mut older = lock(&self.older);
        older.retain(|other| other.hash != dialogue.hash);
        older.push_front(dialogue);
        older.truncate(MOST_OLDER);
    }

    fn note_use(&self, hash: &str) {
        let mut used = lock(&self.used);
        if !used.since.contains(hash) {
            used.since.insert(hash.to_owned());
        }
    }

    /// Tells the database which versions are in use, once a day for each; no statement where there is nothing to tell.
    ///
    /// # Errors
    /// Where the database fails; they are told next time.
    pub(super) async fn note_used(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let current = self.current().hash.clone();
        let due: Vec<String> = {
            let mut used = lock(&self.used);
            used.noted.retain(|_, at| now.duration_since(*at) < NOTED_EVERY);
            let Used { since, noted } = &mut *used;
            since.insert(current);
            let due = since.iter().filter(|hash| !noted.contains_key(*hash)).cloned().collect();
            since.retain(|hash| !noted.contains_key(hash));
            due
        };
        if due.is_empty() {
            return Ok(());
        }
        store.note_scripts_used(&due, now).await?;
        let mut used = lock(&self.used);
        for hash in due {
            used.since.remove(&hash);
            used.noted.insert(hash, now);
        }
        Ok(())
    }

    /// Removes the versions that no open conversation stands on; how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub(super) async fn remove_unused(&self, store: &Store, now: Timestamp) -> Result<u64, StoreError> {
        store.remove_scripts(now - KEPT, now).await
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the conversation waits at a question of this version, so that it can be put again.
pub(super) fn asks(script: &Script, state: &State) -> bool {
    let step = state.frame().and_then(|frame| script.flows.get(&frame.flow)?.steps.get(&frame.step));
    let question = step.is_some_and(|step| matches!(step.kind, Kind::Menu { .. } | Kind::Ask { .. }));
    stands(script, state) && (question || state.asking != Asking::Step)
}

/// Whether every place the conversation stands at, or will come back to, exists in this version.
pub(super) fn stands(script: &Script, state: &State) -> bool {
    let asked = match &state.asking {
        Asking::Resume { threads } => threads_stand(script, threads),
        Asking::Begin { flow } => script.flows.contains_key(flow),
        Asking::Step | Asking::OfferCallback | Asking::Help { .. } | Asking::World { .. } | Asking::Nothing => true,
    };
    asked && threads_stand(script, &state.threads)
}

pub(super) fn threads_stand(script: &Script, threads: &[Thread]) -> bool {
    threads.iter().flat_map(|thread| &thread.frames).all(|frame| frame_stands(script, frame))
}

fn frame_stands(script: &Script, frame: &Frame) -> bool {
    let Some(flow) = script.flows.get(&frame.flow) else { return false };
    let mut places = std::iter::once(&frame.step).chain(&frame.regain);
    places.all(|step| flow.steps.contains_key(step)) && frame.above.iter().all(|above| frame_stands(script, above))
}
