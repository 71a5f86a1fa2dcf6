//! A disk that is full, that cannot be written, or that lost the end of what was being written.

use std::{
    fs,
    io::{Write, stderr},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

use crate::{
    installation::{Data, Installation},
    scale::{Dice, alone, pick},
    wire::{Answer, Doors, Webhook},
};

/// Room for the tables and a few hundred texts.
const SMALL: &str = "size=2m";

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_texts_are_refused_and_what_was_acknowledged_stays() {
    let _alone = alone().await;
    let Some(mut mount) = Mount::of(SMALL) else {
        let _ = writeln!(stderr(), "left out, for a small disk cannot be mounted: what happens on a full one");
        return;
    };
    let mut installation = Installation::on_sqlite();
    installation.data = Data::Sqlite(mount.folder.path().join("guichet.db"));
    let (mut running, doors) = installation.start_all(1).await;
    let mut acknowledged = Vec::new();
    let refused = loop {
        let webhook = text(acknowledged.len());
        match doors.deliver(0, &webhook).await {
            Some(Answer { status: 200, body }) => acknowledged.push((webhook, body)),
            Some(Answer { status, .. }) => break (webhook, status),
            None => panic!("a full disk ends the service: {}", running[0].log()),
        }
        assert!(acknowledged.len() < 10_000, "the disk never gets full");
    };
    assert_eq!(refused.1, 503, "the provider is told to try again");
    assert!(running[0].log().contains("full"), "the operator is told why: {}", running[0].log());
    assert_same(&doors, &acknowledged).await;
    assert!(doors.healthy().await);

    mount.remount("size=64m");
    let answer = doors.deliver(0, &refused.0).await.map(|answer| answer.status);
    assert_eq!(answer, Some(200), "with room again, it goes on by itself");
    running[0].kill();
    installation.restart(&mut running[0]).await;
    assert_same(&doors, &acknowledged).await;
    assert_eq!(installation.data.rows("PRAGMA integrity_check").await, ["ok"]);
    println!("the disk was full after {} texts", acknowledged.len());
    drop(running);
    mount.unmount();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_database_that_cannot_be_written_the_service_does_not_start_and_says_why() {
    let _alone = alone().await;
    let mut installation = Installation::on_sqlite();
    // Who is root writes to any file, though not to a file system that takes nothing; to others a mode is enough.
    let mut mount = Mount::of("size=16m");
    if mount.is_none() && is_root() {
        let _ = writeln!(stderr(), "left out, for root may write to any file: what happens on one that is read-only");
        return;
    }
    if let Some(mount) = &mount {
        installation.data = Data::Sqlite(mount.folder.path().join("guichet.db"));
    }
    let running = installation.start().await;
    assert_eq!(running.terminate().await.1, Some(0));
    let Data::Sqlite(path) = &installation.data else { panic!("it is on SQLite") };
    match &mut mount {
        Some(mount) => mount.remount("ro"),
        None => fs::set_permissions(path, fs::Permissions::from_mode(0o400)).expect("the file is ours"),
    }
    let said = installation.refused().await;
    assert!(said.contains("GUICHET_DATABASE_URL"), "the setting is named: {said}");
    let why = ["read-only", "Read-only", "readonly", "ermission"];
    assert!(why.iter().any(|why| said.contains(why)), "and the reason: {said}");
    if let Some(mount) = mount {
        mount.unmount();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_torn_end_of_a_log_is_dropped_and_everything_before_it_stays() {
    let _alone = alone().await;
    let mut dice = Dice::thrown("torn log");
    for round in 0..pick(4, 100) {
        let installation = Installation::on_sqlite();
        let (mut running, doors) = installation.start_all(1).await;
        let log = installation.path("guichet.db-wal");
        // What was acknowledged, and how long the log was then: all of it lies before that point.
        let mut acknowledged = Vec::new();
        for number in 0..20 {
            let webhook = text(number);
            let answer = doors.deliver(0, &webhook).await.expect("it is answered");
            assert_eq!(answer.status, 200);
            acknowledged.push((webhook, answer.body, length(&log)));
        }
        running[0].kill();
        let whole = length(&log);
        let first = acknowledged[0].2;
        let cut = first + dice.next() % (whole - first);
        if round % 2 == 0 {
            truncate(&log, cut);
        } else {
            scramble(&log, cut);
        }
        installation.restart(&mut running[0]).await;
        let before: Vec<_> = acknowledged.iter().filter(|(.., length)| *length <= cut).cloned().collect();
        let kept: Vec<_> = before.into_iter().map(|(webhook, body, _)| (webhook, body)).collect();
        assert_same(&doors, &kept).await;
        let turns = installation.data.count("turn").await;
        assert!(turns >= kept.len() && turns <= acknowledged.len());
        let versions = installation.data.rows("SELECT CAST(sum(version) AS TEXT) FROM conversation").await;
        assert_eq!(versions, [turns.to_string()], "what is left is whole turns");
        assert_eq!(installation.data.rows("PRAGMA integrity_check").await, ["ok"]);
        // It goes on from there: what was lost is sent again.
        for (webhook, ..) in &acknowledged {
            assert_eq!(doors.deliver(0, webhook).await.map(|answer| answer.status), Some(200));
        }
        assert_eq!(installation.data.count("turn").await, acknowledged.len());
    }
}

fn text(number: usize) -> Webhook {
    Webhook::text(&format!("SM{number:032x}"), &format!("+336399{:05}", 80_000 + number % 7), "MENU")
}

async fn assert_same(doors: &Doors, acknowledged: &[(Webhook, Vec<u8>)]) {
    for (webhook, body) in acknowledged {
        let again = doors.deliver(0, webhook).await;
        assert_eq!(again, Some(Answer { status: 200, body: body.clone() }), "acknowledged, and there");
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).expect("it is there").len()
}

fn truncate(path: &Path, length: u64) {
    let file = fs::OpenOptions::new().write(true).open(path).expect("it can be opened");
    file.set_len(length).expect("it can be cut");
}

/// Turns every bit from there on, as a disk does that had not written what it said.
fn scramble(path: &Path, from: u64) {
    let mut bytes = fs::read(path).expect("it can be read");
    let from = usize::try_from(from).expect("it is short");
    bytes[from..].iter_mut().for_each(|byte| *byte = !*byte);
    fs::write(path, bytes).expect("it can be written");
}

fn is_root() -> bool {
    fs::metadata("/proc/self").expect("Linux tells whose a process is").uid() == 0
}

/// A small file system in memory, for root.
struct Mount {
    folder: tempfile::TempDir,
    mounted: bool,
}

impl Mount {
    /// None where somebody else runs the tests, or root in a container that may not mount: said aloud, for then less is tried.
    fn of(options: &str) -> Option<Self> {
        if !is_root() {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder can be made");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).output();
        let done = done.expect("the command mount is there");
        if !done.status.success() {
            let why = String::from_utf8_lossy(&done.stderr).trim().to_owned();
            let _ = writeln!(stderr(), "root cannot mount here, so no small disk is tried: {why}");
            return None;
        }
        Some(Mount { folder, mounted: true })
    }

    fn remount(&mut self, options: &str) {
        let options = format!("remount,{options}");
        let done = Command::new("mount").args(["-o", &options]).arg(self.folder.path()).status();
        assert!(done.expect("mount runs").success(), "mount -o {options}");
    }

    fn unmount(mut self) {
        self.take_down();
    }

    fn take_down(&mut self) {
        if std::mem::take(&mut self.mounted) {
            let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        self.take_down();
    }
}
