//! Whether the machine has room, its backups are fresh, and its files are private.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

use jiff::{SignedDuration, Timestamp};

use super::Finding;
use crate::settings::Settings;

/// With less, SQLite soon cannot commit.
const LEAST_ROOM: u64 = 100 * 1024 * 1024;
/// With less, somebody should see to it. A backup on the same disk needs as much as the database besides.
const COMFORT: u64 = 1024 * 1024 * 1024;
/// A backup each day, and two hours of grace.
const FRESH: SignedDuration = SignedDuration::from_hours(26);

pub(super) fn examine(settings: &Settings, settings_file: &str, now: Timestamp) -> Vec<Finding> {
    let database = settings.sqlite_path();
    let mut findings: Vec<Finding> = database.and_then(room).into_iter().collect();
    findings.push(backups(settings.backups.as_deref(), now));
    let secret = fs::read_to_string(settings_file).is_ok_and(|text| text.contains("auth_token"));
    let keys = if settings.keys.is_some() { None } else { settings.key_file().ok() };
    let private = [database.map(Path::to_owned), keys, secret.then(|| PathBuf::from(settings_file))];
    findings.extend(private.into_iter().flatten().filter_map(|path| open_to_others(&path)));
    findings
}

fn room(database: &Path) -> Option<Finding> {
    const CHECK: &str = "disk";
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let output = Command::new("df").args(["-Pk", "--"]).arg(folder).output().ok()?;
    let free = free_bytes(&String::from_utf8_lossy(&output.stdout))?;
    let size = fs::metadata(database).map(|file| file.len()).unwrap_or_default();
    let says = format!("{} MiB are free where the database is", free / 1024 / 1024);
    let mend = "make room: when the disk is full nobody is served; a backup needs as much room as the database";
    Some(if free < LEAST_ROOM {
        Finding::error(CHECK, says, mend)
    } else if free < COMFORT.max(2 * size) {
        Finding::warning(CHECK, says, mend)
    } else {
        Finding::ok(CHECK, says)
    })
}

/// The fourth column of the last line: `Available`, in KiB.
fn free_bytes(df: &str) -> Option<u64> {
    let available: u64 = df.lines().last()?.split_whitespace().nth(3)?.parse().ok()?;
    available.checked_mul(1024)
}

fn backups(folder: Option<&Path>, now: Timestamp) -> Finding {
    const CHECK: &str = "backups";
    let daily = "let a timer run `guichet backup --to FOLDER` each day (docs/operators.md, Backup)";
    let Some(folder) = folder else {
        let mend = "set GUICHET_BACKUPS to the folder that backups are kept in, and have one made each day";
        return Finding::warning(CHECK, "it is not told where backups are kept", mend);
    };
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            return Finding::error(CHECK, format!("{shown} cannot be read: {error}"), "correct GUICHET_BACKUPS");
        }
    };
    let changed = |entry: fs::DirEntry| {
        let file = entry.metadata().ok().filter(|file| file.is_file() && file.len() > 0)?;
        let since = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()
    };
    let Some(newest) = entries.flatten().filter_map(changed).max() else {
        return Finding::error(CHECK, format!("there is no backup in {shown}"), daily);
    };
    let age = now.duration_since(newest);
    let says = format!("the newest file in {shown} is {} h old", age.as_hours());
    if age > FRESH { Finding::error(CHECK, says, daily) } else { Finding::ok(CHECK, says) }
}

fn open_to_others(path: &Path) -> Option<Finding> {
    let mode = fs::metadata(path).ok()?.permissions().mode();
    let shown = path.display();
    (mode & 0o077 != 0).then(|| {
        let says = format!("others on this machine can reach {shown}, which holds secrets or personal data");
        Finding::warning("rights", says, format!("chmod 600 {shown}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn the_free_room_is_read_from_df() {
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /var\n";
        assert_eq!(free_bytes(df), Some(60 * 1024));
        assert_eq!(free_bytes(""), None);
        assert_eq!(free_bytes("df: no such file"), None);
    }

    #[test]
    fn an_old_or_missing_backup_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let written = |file: &Path| {
            let since = fs::metadata(file).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
            Timestamp::from_second(i64::try_from(since.as_secs()).unwrap()).unwrap()
        };
        let level = |now| backups(Some(folder.path()), now).level;
        assert_eq!(level(Timestamp::UNIX_EPOCH), Level::Error, "an empty folder");
        let file = folder.path().join("guichet.db");
        fs::write(&file, "").unwrap();
        assert_eq!(level(written(&file)), Level::Error, "an empty file is no backup");
        fs::write(&file, "a copy").unwrap();
        assert_eq!(level(written(&file) + SignedDuration::from_hours(26)), Level::Ok);
        assert_eq!(level(written(&file) + SignedDuration::from_hours(27)), Level::Error);
        assert_eq!(backups(Some(&folder.path().join("none")), written(&file)).level, Level::Error);
        assert_eq!(backups(None, written(&file)).level, Level::Warning);
    }

    #[test]
    fn a_file_that_others_can_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("guichet.toml");
        fs::write(&file, "auth_token = 'x'").unwrap();
        for (mode, told) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(open_to_others(&file).is_some(), told, "{mode:o}");
        }
    }
}
