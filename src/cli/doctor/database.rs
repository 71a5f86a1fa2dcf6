//! Whether the database is whole, up to date, and at the right time.

use jiff::{SignedDuration, Timestamp};

use super::Finding;
use crate::{
    settings::{Access, Settings},
    store::examine::{self, Examination},
    web::operator::with_causes,
};

const CHECK: &str = "database";
/// How far in the future a turn may seem to be before a clock must be wrong.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

pub(super) async fn examine(settings: &Settings, now: Timestamp) -> Vec<Finding> {
    let shown = settings.shown_database();
    if settings.sqlite_path().is_some_and(|path| !path.exists()) {
        let mend = "`guichet serve` makes it; or correct GUICHET_DATABASE_URL, or the folder that you are in";
        return vec![Finding::warning(CHECK, format!("there is no database yet: {shown}"), mend)];
    }
    let access = match settings.access() {
        Ok(access) => access,
        Err(error) => {
            let mend =
                "put the file of keys back that belongs to this database: without it nothing personal can be read";
            return vec![Finding::error("keys", error.to_string(), mend)];
        }
    };
    match examine::examine(&access).await {
        Ok(found) => findings(&found, now).into_iter().chain(pepper(settings, &found)).chain(former(&access)).collect(),
        Err(error) => {
            let mend = "look at the rights of the file and of its folder, or at the server and its password; a file \
                        that is no database any more comes back from a backup (docs/operators.md, Restore)";
            vec![Finding::error(CHECK, format!("{shown} cannot be read: {}", with_causes(&error)), mend)]
        }
    }
}

/// Keys beside the one that seals, if there are any.
fn former(access: &Access) -> Option<Finding> {
    let present = access.keys.present();
    let others: Vec<String> =
        access.keys.numbers().filter(|number| *number != present).map(|n| n.to_string()).collect();
    let says = || format!("key {present} seals; key {} can open too", others.join(", "));
    let mend = "`guichet keys status` says which line is needed no more (docs/operators.md, Another key)";
    (!others.is_empty()).then(|| Finding::warning("keys", says(), mend))
}

/// What is wrong with the pepper, if something is.
fn pepper(settings: &Settings, found: &Examination) -> Option<Finding> {
    let mend = "name the file with the pepper that they were made with: GUICHET_CODE_PEPPER_FILE; if it is lost, make new \
                codes: `guichet codes rotate`";
    match settings.codes.peppers() {
        Err(error) => Some(Finding::error("codes", error.to_string(), mend)),
        Ok(peppers) => found.peppered.iter().any(|mark| peppers.lacks(mark)).then(|| {
            Finding::error("codes", "codes were hashed with a pepper that is not here: they open nothing", mend)
        }),
    }
}

fn findings(found: &Examination, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !found.damage.is_empty() {
        let mend = "stop the service, keep the damaged file, and put a backup in place (docs/operators.md, Restore)";
        findings.push(Finding::error(CHECK, format!("pages are damaged: {}", found.damage.join("; ")), mend));
    }
    if let Some(why) = &found.not_durable {
        let mend =
            "SQLite: start `guichet serve` once, which switches the write-ahead log on; PostgreSQL: set fsync = on";
        findings.push(Finding::error(CHECK, format!("a power cut may lose what was answered: {why}"), mend));
    }
    if !found.keys_fit {
        let mend = "put the file of keys back that belongs to this database, or name it with GUICHET_KEY_FILE";
        findings.push(Finding::error("keys", "the keys are not those of this database", mend));
    }
    if found.behind > 0 {
        let mend = "`guichet serve` brings it up to date when it starts; take a backup first";
        findings.push(Finding::warning(CHECK, format!("its tables are {} versions behind", found.behind), mend));
    }
    if found.ahead > 0 {
        let mend = "while versions are being changed that is right; else install the version that served it last";
        findings.push(Finding::warning(CHECK, "a newer version of guichet has changed its tables", mend));
    }
    if found.restored {
        let mend = "`guichet serve` will hold the texts that waited then; see docs/operators.md, Restore";
        findings.push(Finding::warning(CHECK, "it is a backup that was not served yet", mend));
    }
    if found.quarantined > 0 {
        let mend = "look up at the provider what was sent since the backup, then `guichet jobs release --quarantined`";
        findings.push(Finding::warning(CHECK, format!("{} texts are held since a restore", found.quarantined), mend));
    }
    if found.uncertain > 0 {
        let says = format!("{} texts are uncertain: nobody knows whether they were sent", found.uncertain);
        findings.push(Finding::warning(CHECK, says, "look them up at the provider; they are never sent twice"));
    }
    if let Some(since) = found.codes_closed {
        let says =
            format!("somebody guesses codes: since {since} none is believed, and answers go to the number on file");
        let mend = "look at who calls; then `guichet codes alarm --end` (docs/codes.md)";
        findings.push(Finding::error("codes", says, mend));
    }
    if !found.damaged_versions.is_empty() {
        let hashes: Vec<&str> = found.damaged_versions.iter().map(|hash| hash.get(..12).unwrap_or(hash)).collect();
        let says = format!("versions of the dialogues are not as they were kept: {}", hashes.join(", "));
        let mend =
            "people in the middle of a conversation on them begin anew; look for what else wrote to this database";
        findings.push(Finding::error(CHECK, says, mend));
    }
    if let Some(ahead) = found.newest_turn.map(|at| at.duration_since(now)).filter(|ahead| *ahead > SKEW) {
        let says = format!("its newest turn is {} s in the future: a clock was wrong, or is", ahead.as_secs());
        findings.push(Finding::error("clock", says, "let the machine keep its time: `timedatectl set-ntp true`"));
    }
    if let Some(skew) = found.server_time.map(|at| at.duration_since(now)).filter(|skew| skew.abs() > SKEW) {
        let says = format!("the database's server is {} s ahead of this machine", skew.as_secs());
        findings.push(Finding::error("clock", says, "let both keep their time: `timedatectl set-ntp true`"));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(CHECK, "whole, up to date, and what is committed is on disk"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn fine() -> Examination {
        Examination { keys_fit: true, ..Examination::default() }
    }

    #[test]
    fn each_finding_about_a_database_says_how_to_mend_it() {
        let now = Timestamp::from_second(1_795_424_400).unwrap();
        let rows = [
            (Examination { damage: vec!["page 3".to_owned()], ..fine() }, Level::Error, "page 3"),
            (Examination { not_durable: Some("fsync = off".to_owned()), ..fine() }, Level::Error, "fsync = off"),
            (Examination { keys_fit: false, ..fine() }, Level::Error, "keys"),
            (Examination { server_time: Some(now - SignedDuration::from_mins(3)), ..fine() }, Level::Error, "-180 s"),
            (Examination { behind: 2, ..fine() }, Level::Warning, "2 versions behind"),
            (Examination { ahead: 1, ..fine() }, Level::Warning, "newer version"),
            (Examination { restored: true, ..fine() }, Level::Warning, "not served"),
            (Examination { quarantined: 4, ..fine() }, Level::Warning, "4 texts"),
            (Examination { uncertain: 5, ..fine() }, Level::Warning, "5 texts"),
            (Examination { codes_closed: Some(now), ..fine() }, Level::Error, "guesses codes"),
            (Examination { damaged_versions: vec!["0123456789abcdef".into()], ..fine() }, Level::Error, "0123456789ab"),
            (Examination { newest_turn: Some(now + SignedDuration::from_mins(2)), ..fine() }, Level::Error, "120 s"),
        ];
        for (found, level, says) in rows {
            let findings = findings(&found, now);
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert!(findings[0].level == level && findings[0].says.contains(says), "{findings:?}");
            assert!(findings[0].mend.is_some(), "{findings:?}");
        }
        assert_eq!(findings(&fine(), now)[0].level, Level::Ok);
    }
}
