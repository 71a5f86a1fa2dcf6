//! Flows and words on disk, watched while the service runs, and read again when they change or somebody says so.

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use sd_notify::NotifyState;
use tokio::{
    signal::unix::Signal,
    time::{MissedTickBehavior, interval},
};

use super::systemd;
use crate::{
    difference,
    service::{Service, dialogue::sources_with, proof::NotInForce, reload::Reloaded},
    settings::Settings,
};

/// How often the folders are looked at. A change is taken up when two looks agree: an editor that writes half a file, or
/// an `rsync` under way, is given that long to end.
const LOOK: Duration = Duration::from_secs(2);
/// Most changes told in the log; `guichet diff` tells them all.
const MOST_TOLD: usize = 5;

/// Where flows and words stand on disk; those of the program itself never change.
#[derive(Clone)]
pub(super) struct Folders {
    flows: Option<PathBuf>,
    locales: Option<PathBuf>,
    deadlines: Option<PathBuf>,
}

/// The files as a glance shows them: path, size and when each was written. What cannot be read is told by its reason.
#[derive(PartialEq, Eq)]
struct Look(Vec<Seen>);

type Seen = (PathBuf, Result<(u64, SystemTime), String>);

impl Folders {
    pub(super) fn of(settings: &Settings) -> Self {
        let Settings { flows, locales, deadlines, .. } = settings;
        Folders { flows: flows.clone(), locales: locales.clone(), deadlines: deadlines.clone() }
    }

    fn any(&self) -> bool {
        self.flows.is_some() || self.locales.is_some() || self.deadlines.is_some()
    }

    fn look(&self) -> Look {
        let mut seen = Vec::new();
        for folder in [&self.flows, &self.locales, &self.deadlines].into_iter().flatten() {
            look(folder, &mut seen);
        }
        seen.sort_by(|(a, _), (b, _)| a.cmp(b));
        Look(seen)
    }
}

fn look(path: &Path, seen: &mut Vec<Seen>) {
    let glance = path.metadata().and_then(|found| Ok((found.is_dir(), found.len(), found.modified()?)));
    match glance {
        Ok((true, ..)) => match std::fs::read_dir(path) {
            Ok(entries) => entries.flatten().for_each(|entry| look(&entry.path(), seen)),
            Err(error) => seen.push((path.to_owned(), Err(error.to_string()))),
        },
        Ok((false, length, written_at)) => seen.push((path.to_owned(), Ok((length, written_at)))),
        Err(error) => seen.push((path.to_owned(), Err(error.to_string()))),
    }
}

/// Reads flows and words again when they have changed, and at each SIGHUP. Never ends by itself.
pub(super) async fn keep_current(service: Service, folders: Folders, mut hangups: Option<Signal>) {
    let (mut last, mut done) = (None, None);
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = hangup(&mut hangups) => {
                systemd::tell_reloading();
                let seen = glance(&folders).await;
                reload(&service, &folders, true).await;
                (last, done) = (None, seen);
                systemd::tell(NotifyState::Ready);
            }
            _ = looks.tick(), if folders.any() => {
                let seen = glance(&folders).await;
                if seen.is_some() && seen == last && seen != done {
                    reload(&service, &folders, false).await;
                    done = last.take();
                }
                last = seen;
            }
        }
    }
}

/// Resolves when SIGHUP came; never where it cannot be heard.
async fn hangup(hangups: &mut Option<Signal>) {
    if let Some(signal) = hangups
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Looks beside the turns: a disk may be slow.
async fn glance(folders: &Folders) -> Option<Look> {
    let folders = folders.clone();
    tokio::task::spawn_blocking(move || folders.look()).await.ok()
}

async fn reload(service: &Service, folders: &Folders, asked: bool) {
    let Folders { flows, locales, deadlines } = folders.clone();
    let read = move || sources_with(flows.as_deref(), locales.as_deref(), deadlines.as_deref());
    let Ok(files) = tokio::task::spawn_blocking(read).await else {
        return tracing::error!("flows and words cannot be read");
    };
    match service.reload(files).await {
        Ok(Reloaded::Same) if asked => tracing::info!("flows and words are those in force already"),
        Ok(Reloaded::Same) => {}
        Ok(Reloaded::Changed { hash, files, changes }) => {
            let told: Vec<String> = changes.iter().take(MOST_TOLD).map(difference::told).collect();
            tracing::info!(
                script.hash = hash,
                files = files.join(" "),
                changes = changes.len(),
                first_changes = told.join("; "),
                "conversations begin on new flows and words; those under way end on theirs"
            );
        }
        Err(NotInForce::Mistakes(problems)) => {
            for problem in &problems {
                let place = problem.place().map(|(path, line)| format!("{path}:{line}")).unwrap_or_default();
                tracing::error!(place, mistake = %problem, "flows and words stay as they were");
            }
        }
        Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "flows and words stay as they were"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_changes_when_a_file_is_written_added_or_taken_away_and_tells_what_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { flows: Some(folder.path().join("flows")), locales: None, deadlines: None };
        let missing = folders.look();
        assert!(missing.0.iter().all(|(_, found)| found.is_err()) && missing.0.len() == 1);
        std::fs::create_dir_all(folder.path().join("flows/deep")).unwrap();
        std::fs::write(folder.path().join("flows/deep/a.yaml"), "a").unwrap();
        let one = folders.look();
        assert!(one == folders.look() && one != missing);
        std::fs::write(folder.path().join("flows/deep/a.yaml"), "ab").unwrap();
        let longer = folders.look();
        assert!(longer != one);
        std::fs::write(folder.path().join("flows/b.yaml"), "b").unwrap();
        assert!(folders.look() != longer);
        std::fs::remove_file(folder.path().join("flows/b.yaml")).unwrap();
        assert!(folders.look() == longer);
    }
}
