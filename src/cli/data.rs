//! The commands on the database: import, export, ask, callbacks, notes.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use jiff::{Timestamp, civil::Date};

use super::world::{deadline_types, import_rules, seed};
use crate::{
    callback::rank::Moment,
    case::{CaseFile, FileNumber},
    clock::Clock,
    connector::{codes::Codes, export, import},
    flow::turn::Message,
    phone_number::PhoneNumber,
    service::{
        arming::{Terms, arm_changed_files},
        asking,
    },
    settings::Settings,
    store::{
        Store,
        callback::{Callback, queue::Filter},
        deadline::SetUp,
    },
};

/// What `guichet ask` asks for.
pub(super) struct Wanted {
    pub(super) file: String,
    pub(super) item: String,
    pub(super) organisation: Option<String>,
    pub(super) postcode: String,
}

pub(super) async fn open(settings: &Settings) -> anyhow::Result<Store> {
    Store::open(&settings.access()?)
        .await
        .with_context(|| format!("GUICHET_DATABASE_URL is {}", settings.shown_database()))
}

/// Brings in case files.
pub(super) async fn import(settings: &Settings, file: &Path, dry_run: bool) -> anyhow::Result<()> {
    let codes = Codes::with(settings.codes.peppers()?);
    let store = open(settings).await?;
    let now = Clock::System.now();
    let rules = import_rules(settings, deadline_types(settings)?, now);
    let imported = import::import(&store, &codes, file, &rules, dry_run, (now, seed()?)).await;
    let report = imported.with_context(|| format!("{} cannot be imported", file.display()))?;
    let set_up = if dry_run { SetUp::default() } else { set_up(&store, settings, &rules, now).await? };
    store.close().await;
    for problem in &report.problems {
        eprintln!("line {}: {}", problem.line, problem.reason);
    }
    if report.more_problems > 0 {
        eprintln!("and {} more", report.more_problems);
    }
    let bad = report.problems.len() as u64 + report.more_problems;
    ensure!(bad == 0 || report.read > 0, "nothing was imported");
    ensure!(bad == 0, "nothing was imported: {bad} of {} rows have a mistake", report.read);
    let verb = if dry_run { "would be" } else { "were" };
    println!("{} rows read: {} files {verb} added, {} updated", report.read, report.added, report.updated);
    if set_up != SetUp::default() {
        println!("deadlines of these files: {} set up, {} over", set_up.armed, set_up.ended);
    }
    Ok(())
}

/// Sets up the deadlines of files that changed. Without a number of ours the service does it, once it has one.
async fn set_up(store: &Store, settings: &Settings, rules: &import::Rules, now: Timestamp) -> anyhow::Result<SetUp> {
    let Ok(service_number) = sender(settings) else { return Ok(SetUp::default()) };
    let terms = Terms { kinds: &rules.kinds, service_number: &service_number, office: settings.office.territory };
    Ok(arm_changed_files(store, &terms, (now, &mut seed()?)).await?)
}

/// Writes the answers given by phone.
pub(super) async fn export(settings: &Settings, since: Option<&str>) -> anyhow::Result<()> {
    let since = since.map(|day| beginning(settings, day)).transpose()?;
    let store = open(settings).await?;
    export::export_answers(&store, since, std::io::stdout()).await?;
    store.close().await;
    Ok(())
}

/// When a day begins at the office.
fn beginning(settings: &Settings, day: &str) -> anyhow::Result<Timestamp> {
    let day: Date = day.parse().with_context(|| format!("--since is `{day}`; write for example 2026-11-03"))?;
    Ok(day.to_zoned(settings.office.zone.clone())?.timestamp())
}

/// Puts the question for a missing item into the outbox; the running service sends it.
pub(super) async fn ask(settings: &Settings, wanted: Wanted) -> anyhow::Result<()> {
    let store = open(settings).await?;
    let to = queue_question(&store, settings, &wanted, &Clock::System).await?;
    let opted_out = store.is_opted_out(&to).await?;
    store.close().await;
    ensure!(!opted_out, "nothing is sent: the person wrote STOP from the number on file");
    println!("the question for {} will be sent to {}", wanted.item, to.in_pairs());
    Ok(())
}

/// Checks that the question can be asked, and queues it.
pub(super) async fn queue_question(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted,
    clock: &Clock,
) -> anyhow::Result<PhoneNumber> {
    let file = find_file(store, settings, wanted).await?;
    let now = clock.now();
    let from = (seed()?.id(now), sender(settings)?, settings.spending.text_segment_cents);
    let text = asking::question(store, &file, &wanted.item, from, now).await??;
    let to = text.to.clone();
    store.add_text(text).await?;
    Ok(to)
}

/// The number we write from: the first of ours.
pub(super) fn sender(settings: &Settings) -> anyhow::Result<String> {
    let missing =
        "GUICHET_NUMBER is not set (the number texts are sent from); write for example GUICHET_NUMBER=+33199000001";
    settings.numbers.keys().next().cloned().context(missing)
}

pub(super) async fn find_file(store: &Store, settings: &Settings, wanted: &Wanted) -> anyhow::Result<CaseFile> {
    let organisation = match &wanted.organisation {
        Some(key) => key.clone(),
        None => {
            let keys: Vec<&str> = settings.organisations.keys().map(String::as_str).collect();
            match keys.as_slice() {
                [only] => (*only).to_owned(),
                several => bail!("say which organisation with --organisation: {}", several.join(", ")),
            }
        }
    };
    let number = FileNumber::new(&wanted.file);
    let id = store.find_case_file(&organisation, &number, &wanted.postcode).await?;
    let id = id.with_context(|| format!("{organisation} has no file with this number; see guichet import"))?;
    store.case_file(&id).await?.context("the file is gone")
}

/// Lists the open callbacks in the order in which they are rung.
pub(super) async fn callbacks(settings: &Settings) -> anyhow::Result<()> {
    let store = open(settings).await?;
    let now = Clock::System.now();
    let moment = Moment { now, today: now.to_zoned(settings.office.zone.clone()).date() };
    let open = store.queue(&Filter::default(), (moment, &settings.callbacks), (0, u32::MAX)).await?;
    store.close().await;
    if open.rows.is_empty() {
        println!("nobody waits for a call");
        return Ok(());
    }
    println!("{:<17} {:<10} {:<9} {:<11} {:<14}  subject", "asked", "half-day", "language", "interpreter", "number");
    let local = |at: Timestamp| at.to_zoned(settings.office.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    for callback in open.rows {
        let asked = &callback.asked;
        let interpreter = if asked.interpreter { "yes" } else { "no" };
        println!(
            "{:<17} {:<10} {:<9} {interpreter:<11} {:<14}  {}",
            local(asked.at),
            asked.half_day,
            asked.language.as_str(),
            asked.number.in_pairs(),
            asked.subject
        );
        if let Some((kind, closes)) = &asked.deadline {
            println!("{:<17} deadline: {kind}, last day {closes}", "");
        }
        for line in standing(&callback, now, local) {
            println!("{:<17} {line}", "");
        }
        match &asked.message {
            Some(Message::Written(words)) => println!("{:<17} wrote: {words}", ""),
            Some(Message::Recorded(reference)) => println!("{:<17} recorded: {reference}", ""),
            None => {}
        }
    }
    Ok(())
}

/// What else is to be known of a callback: who has it in hand, how often it was tried, when it is due.
fn standing(callback: &Callback, now: Timestamp, local: impl Fn(Timestamp) -> String) -> Vec<String> {
    let held = callback.held(now).map(|claim| format!("in an advisor's hand until {}", local(claim.until)));
    let tried = (callback.attempts > 0).then(|| match callback.decide {
        true => format!("tried {} times in vain: an advisor decides", callback.attempts),
        false => format!("tried {} times in vain", callback.attempts),
    });
    let planned = callback.asked.times.next_at;
    let later = (now < planned).then(|| format!("not before {}", local(planned)));
    [held, tried, later].into_iter().flatten().collect()
}

/// Lists the remarks that flows kept for the advisors.
pub(super) async fn notes(settings: &Settings, since: Option<&str>) -> anyhow::Result<()> {
    let since = since.map(|day| beginning(settings, day)).transpose()?;
    let store = open(settings).await?;
    let notes = store.notes(since).await?;
    store.close().await;
    if notes.is_empty() {
        println!("no flow kept a remark");
        return Ok(());
    }
    println!("{:<17} {:<9} remark", "kept", "kind");
    for note in notes {
        let at = note.at.to_zoned(settings.office.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        println!("{at:<17} {:<9} {}", note.kind, note.text);
    }
    Ok(())
}
