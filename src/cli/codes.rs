//! `guichet codes`: codes for posting are made, replaced and revoked; the alarm about guessing is shown and ended.

use std::{
    fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{data, world::seed};
use crate::{
    case::FileNumber,
    clock::Clock,
    connector::{
        codes,
        letters::{Posted, Sender, write_letters, write_list},
    },
    identity::{POSTED_DIGITS, code_of},
    phone_number::Numbering,
    settings::Settings,
    store::{
        Store,
        audit::Entry,
        posted::{NewCode, Which},
    },
};

/// Random bytes that a code is made of: enough for its digits, save once in 10^40 times.
const RANDOM: usize = 64;

/// What is done about codes.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes codes for the files that have none, for posting. They stand in the files that are written, and nowhere else.
    Issue(Output),
    /// Makes new codes for the files that have one; the old ones are worthless from then on.
    Rotate(Output),
    /// Makes the code of a file worthless.
    Revoke {
        /// The file's number.
        #[arg(value_name = "FILE")]
        file: String,
        /// The organisation; needed where there are several.
        #[arg(long, value_name = "KEY")]
        organisation: Option<String>,
        /// The postcode, where the organisation's numbers need it.
        #[arg(long, default_value = "", value_name = "POSTCODE")]
        postcode: String,
    },
    /// Says whether somebody guesses codes, so that none is believed.
    Alarm {
        /// Ends the alarm: codes are believed again.
        #[arg(long)]
        end: bool,
    },
}

/// Where codes are written.
#[derive(Args, Debug)]
pub(super) struct Output {
    /// A list for those who print letters themselves; a new file, for its owner alone.
    #[arg(long, value_name = "FILE", required_unless_present = "letters")]
    csv: Option<PathBuf>,
    /// A letter for each person, to print from a browser; a new file, for its owner alone.
    #[arg(long, value_name = "FILE")]
    letters: Option<PathBuf>,
    /// Only files of this organisation.
    #[arg(long, value_name = "KEY")]
    organisation: Option<String>,
}

/// Does it.
pub(super) async fn codes(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let store = data::open(settings).await?;
    let now = Clock::System.now();
    let done = match command {
        Command::Issue(output) => make(&store, settings, (Which::Without, &output), now).await,
        Command::Rotate(output) => make(&store, settings, (Which::With, &output), now).await,
        Command::Revoke { file, organisation, postcode } => {
            revoke(&store, settings, (&file, organisation, &postcode), now).await
        }
        Command::Alarm { end } => alarm(&store, settings, end, now).await,
    };
    store.close().await;
    done
}

async fn make(
    store: &Store,
    settings: &Settings,
    (which, output): (Which, &Output),
    now: Timestamp,
) -> anyhow::Result<()> {
    let peppers = settings.codes.peppers()?;
    ensure!(
        !peppers.is_empty(),
        "there is no pepper, without which a stolen database gives its codes away; put the line that `openssl rand -hex 32` \
         writes into a file of its own, and name it with GUICHET_CODE_PEPPER_FILE, for `guichet serve` too"
    );
    if let Some(key) = &output.organisation {
        ensure!(settings.organisations.contains_key(key), "there is no organisation `{key}` in the settings");
    }
    let addressees = store.addressees(which, output.organisation.as_deref()).await?;
    if addressees.is_empty() {
        println!("no file needs a code");
        return Ok(());
    }
    let codes = codes::Codes::with(peppers);
    let mut posted = Vec::with_capacity(addressees.len());
    let mut kept = Vec::with_capacity(addressees.len());
    for to in addressees {
        let code = fresh()?;
        let code_hash = codes.hash(code.clone()).await?;
        let action = if which == Which::Without { "code-issued" } else { "code-rotated" };
        kept.push(NewCode { file_id: to.file_id.clone(), code_hash, entry: entry(&to.file_id, action, now)? });
        posted.push(Posted { to, code });
    }
    // The files first: a code that is good and stands nowhere would lock its person out.
    let written = Written::of(settings, output, &posted)?;
    let count = kept.len();
    let found = store.keep_codes(kept).await;
    match found {
        Ok(found) if found == count as u64 => {}
        Ok(found) => eprintln!("{} files vanished meanwhile: their codes open nothing", count as u64 - found),
        Err(error) => {
            written.remove();
            return Err(error).context("no code was made, and the files were removed");
        }
    }
    println!("{count} codes were made: {}", written.shown());
    println!("post them, then delete these files: the codes stand nowhere else");
    Ok(())
}

/// The files that codes were written to.
struct Written(Vec<PathBuf>);

impl Written {
    fn of(settings: &Settings, output: &Output, posted: &[Posted]) -> anyhow::Result<Self> {
        let mut written = Written(Vec::new());
        let done = written.write(settings, output, posted);
        if done.is_err() {
            written.remove();
        }
        done.map(|()| written)
    }

    fn write(&mut self, settings: &Settings, output: &Output, posted: &[Posted]) -> anyhow::Result<()> {
        if let Some(path) = &output.csv {
            let file = self.create(path)?;
            write_list(posted, file).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        if let Some(path) = &output.letters {
            let mut file = self.create(path)?;
            let name_of = |key| settings.organisations.get(key).map_or(key, |known| known.name.as_str());
            let done = write_letters(posted, &sender(settings)?, name_of, &mut file).and_then(|()| file.flush());
            done.with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }

    /// A new file that its owner alone reads.
    fn create(&mut self, path: &Path) -> anyhow::Result<BufWriter<fs::File>> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(path)
            .with_context(|| format!("{} cannot be made: it must be new, in a folder that is there", path.display()))?;
        self.0.push(path.to_owned());
        Ok(BufWriter::new(file))
    }

    fn remove(&self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }

    fn shown(&self) -> String {
        self.0.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    }
}

/// What letters say of us.
fn sender(settings: &Settings) -> anyhow::Result<Sender> {
    let number = data::sender(settings)?;
    // As it is set: it may be one that films use.
    let phone = Numbering { fiction: true }.parse(&number).map_or(number, |number| number.in_pairs());
    ensure!(!settings.office.number.is_empty(), "GUICHET_OFFICE_NUMBER is not set, which letters tell people to call");
    Ok(Sender { phone, office: settings.office.number.clone() })
}

fn fresh() -> anyhow::Result<String> {
    let mut random = [0u8; RANDOM];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("the machine gives no randomness: {error}"))?;
    code_of(&random, POSTED_DIGITS).context("the machine's randomness is of no use")
}

async fn revoke(
    store: &Store,
    settings: &Settings,
    (file, organisation, postcode): (&str, Option<String>, &str),
    now: Timestamp,
) -> anyhow::Result<()> {
    let organisation = match organisation {
        Some(key) => key,
        None => match settings.organisations.keys().collect::<Vec<_>>().as_slice() {
            [only] => (*only).clone(),
            _ => bail!("say which organisation with --organisation"),
        },
    };
    let id = store.find_case_file(&organisation, &FileNumber::new(file), postcode).await?;
    let id = id.with_context(|| format!("{organisation} has no file with this number; see guichet import"))?;
    let had = store.revoke_code(&id, now, entry(&id, "code-revoked", now)?).await?;
    println!("{}", if had { "its code opens nothing any more" } else { "it had no code" });
    Ok(())
}

async fn alarm(store: &Store, settings: &Settings, end: bool, now: Timestamp) -> anyhow::Result<()> {
    let Some(alarm) = store.alarm().await? else {
        let (tries, refused) = store.tries_lately(now).await?;
        println!("no alarm: {refused} of {tries} tries in the last hour proved nothing");
        return Ok(());
    };
    let since = alarm.raised_at.to_zoned(settings.office.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    println!(
        "ALARM since {since}: {} of {} tries within an hour proved nothing; no code is believed, and answers go to the \
         number on file alone",
        alarm.refused, alarm.tries
    );
    if end {
        store.end_alarm(now).await?;
        store.audit(entry("codes", "alarm-ended", now)?).await?;
        println!("it is ended: codes are believed again");
    } else {
        println!("look at who calls (`guichet doctor`, the provider's lists), then `guichet codes alarm --end`");
    }
    Ok(())
}

fn entry(subject: &str, action: &'static str, now: Timestamp) -> anyhow::Result<Entry> {
    let (id, actor, subject) = (seed()?.id(now), "operator".to_owned(), subject.to_owned());
    Ok(Entry { id, at: now, actor, action, subject, detail: None })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tempfile::TempDir;

    use super::*;
    use crate::{
        case::Status,
        identity::{Guard, Peppers, verify_code},
        store::{
            guess::{Attempt, FileKey, Try},
            import::ImportedFile,
        },
    };

    /// A database with three files, none of which has a code.
    async fn installed(pepper: Option<&str>) -> (Settings, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("guichet.db").display());
        let set = |name: &str| match name {
            "GUICHET_DATABASE_URL" => Some(database.clone()),
            "GUICHET_OFFICE_NUMBER" => Some("01 99 00 00 02".to_owned()),
            "GUICHET_NUMBER" => Some("+33199000001".to_owned()),
            "GUICHET_CODE_PEPPER" => pepper.map(str::to_owned),
            _ => None,
        };
        let settings = Settings::without_file(&set).unwrap();
        let store = data::open(&settings).await.unwrap();
        let file = |line: u64| ImportedFile {
            line,
            id: format!("f{line}"),
            organisation: "caf".into(),
            number: FileNumber::new(&line.to_string()),
            postcode: String::new(),
            benefit: "housing".into(),
            status: Status::Decided,
            since: None,
            as_of: "2026-11-01".parse().unwrap(),
            missing: Vec::new(),
            deadlines: None,
            phone: None,
            name: None,
            code_hash: None,
        };
        store.stage_import("i", (1..=3).map(file).collect(), Clock::System.now()).await.unwrap();
        store.end_import("i", false).await.unwrap();
        store.close().await;
        (settings, folder)
    }

    fn output(folder: &TempDir, name: &str) -> Output {
        let path = |end: &str| Some(folder.path().join(format!("{name}.{end}")));
        Output { csv: path("csv"), letters: path("html"), organisation: None }
    }

    /// The codes that stand in a list, by the numbers of their files.
    fn listed(folder: &TempDir, name: &str) -> Vec<(String, String)> {
        let text = fs::read_to_string(folder.path().join(format!("{name}.csv"))).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let row = |row: csv::StringRecord| (row[1].to_owned(), row[5].replace(' ', ""));
        reader.records().map(|found| row(found.unwrap())).collect()
    }

    async fn hash_of(settings: &Settings, number: &str) -> Option<String> {
        let store = data::open(settings).await.unwrap();
        let file = FileKey { organisation: "caf".into(), number: FileNumber::new(number), postcode: String::new() };
        let attempt = Try { file, caller: None, at: Clock::System.now() };
        let begun = store.begin_attempt(attempt, Guard::default()).await.unwrap();
        store.close().await;
        match begun {
            Attempt::Check { code_hash, .. } => Some(code_hash),
            _ => None,
        }
    }

    #[tokio::test]
    async fn codes_stand_in_files_for_their_owner_alone_and_open_what_they_are_for() {
        let pepper = "0123456789abcdef0123456789abcdef";
        let (settings, folder) = installed(Some(pepper)).await;
        codes(&settings, Command::Issue(output(&folder, "a"))).await.unwrap();
        let first = listed(&folder, "a");
        assert_eq!(first.len(), 3);
        assert_eq!(first.iter().map(|(_, code)| code).collect::<BTreeSet<_>>().len(), 3);
        assert!(first.iter().all(|(_, code)| code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit())));
        #[cfg(unix)]
        for end in ["csv", "html"] {
            use std::os::unix::fs::PermissionsExt;
            let file = fs::metadata(folder.path().join(format!("a.{end}"))).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600, "{end}");
        }
        let peppers = Peppers::parse(pepper).unwrap();
        let (number, code) = &first[0];
        let hash = hash_of(&settings, number).await.unwrap();
        assert!(verify_code(code, &hash, &peppers) && !verify_code(code, &hash, &Peppers::default()));

        // A file that is there is not written over, and then no code changes.
        assert!(codes(&settings, Command::Rotate(output(&folder, "a"))).await.is_err());
        assert_eq!(hash_of(&settings, number).await, Some(hash));
        codes(&settings, Command::Issue(output(&folder, "none"))).await.unwrap();
        assert!(!folder.path().join("none.csv").exists(), "each has a code");
        codes(&settings, Command::Rotate(output(&folder, "b"))).await.unwrap();
        let hash = hash_of(&settings, number).await.unwrap();
        assert!(!verify_code(code, &hash, &peppers), "the old one is worthless");
        assert!(verify_code(&listed(&folder, "b")[0].1, &hash, &peppers));
        let revoke = Command::Revoke { file: number.clone(), organisation: None, postcode: String::new() };
        codes(&settings, revoke).await.unwrap();
        assert_eq!(hash_of(&settings, number).await, None);
    }

    #[tokio::test]
    async fn without_a_pepper_no_code_is_made() {
        let (settings, folder) = installed(None).await;
        let refused = codes(&settings, Command::Issue(output(&folder, "a"))).await.unwrap_err().to_string();
        assert!(refused.contains("GUICHET_CODE_PEPPER_FILE"), "{refused}");
        assert!(!folder.path().join("a.csv").exists());
    }
}
