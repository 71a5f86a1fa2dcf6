//! What a conversation file says must stand in the database, checked.

use anyhow::{Context, bail, ensure};

use super::world::World;
use crate::{
    case::FileNumber,
    outgoing::call::CallEnd,
    phone_number::{Numbering, PhoneNumber},
    reminder::slot::Chosen,
    store::Store,
};

/// Checks one fact:
/// `answer FILE ITEM VALUE, confirmed`, `no answer FILE ITEM`, `callback NUMBER HALF-DAY LANGUAGE SUBJECT`,
/// `call NUMBER END` (how the last call of ours ended, or `under-way`), `callbacks COUNT`, `language NUMBER LANGUAGE`,
/// `deadline NUMBER TYPE STATE`, `hours NUMBER HOURS` (or `any`), `opted out NUMBER`, `opted in NUMBER`, `outbox KIND NUMBER COUNT` (texts that still wait), `notes KIND COUNT`, `note WORDS`,
/// `mandate NUMBER STATE` (`offered`, `live`, `refused`, or how it ended), `nowhere TEXT` (in no message, reply or saved state).
///
/// # Errors
/// What is the case instead.
pub(super) async fn holds(world: &World, fact: &str) -> anyhow::Result<()> {
    let store = world.service.store();
    let words: Vec<&str> = fact.split_whitespace().collect();
    match words.as_slice() {
        ["answer", file, item, rest @ ..] => answer_is(world, file, item, &rest.join(" ")).await,
        ["no", "answer", file, item] => answer_is(world, file, item, "none").await,
        ["callbacks", wanted] => counted(store.open_callbacks().await?.len(), wanted, "callbacks are open"),
        ["callback", to, rest @ ..] => callback_is(store, &number(to)?, &rest.join(" ")).await,
        ["call", to, wanted] => {
            let end = store.last_call_end(&number(to)?).await?;
            let is = end.map_or("under-way", CallEnd::as_str);
            ensure!(is == *wanted, "the call is {is}");
            Ok(())
        }
        ["deadline", of, kind, state] => {
            let deadlines = store.deadlines_of(&number(of)?).await?;
            let of_kind = deadlines.iter().filter(|deadline| *deadline.kind == **kind);
            let states: Vec<&str> = of_kind.map(|deadline| deadline.state.as_str()).collect();
            ensure!(states.contains(state), "the deadlines of this type are: {}", states.join(", "));
            Ok(())
        }
        ["language", of, language] => {
            let known = store.remembered_language(&number(of)?).await?;
            let known = known.map_or("none".to_owned(), |known| known.to_string());
            ensure!(known == *language, "the language is {known}");
            Ok(())
        }
        ["hours", of, wanted] => {
            let hours = store.chosen_hours(&number(of)?).await?.and_then(Chosen::word).unwrap_or("any");
            ensure!(hours == *wanted, "the hours are {hours}");
            Ok(())
        }
        ["opted", "out", of] => {
            ensure!(store.is_opted_out(&number(of)?).await?, "the number still gets texts");
            Ok(())
        }
        ["reminders", "off", of] => {
            ensure!(store.reminders_are_off(&number(of)?).await?, "the number still gets reminders");
            Ok(())
        }
        ["reminders", "on", of] => {
            ensure!(!store.reminders_are_off(&number(of)?).await?, "the number gets no reminders");
            Ok(())
        }
        ["mandate", of, wanted] => world.mandate_is(of, wanted).await,
        ["opted", "in", of] => {
            ensure!(!store.is_opted_out(&number(of)?).await?, "the number gets no texts");
            Ok(())
        }
        ["outbox", kind, to, wanted] => counted(store.waiting_texts(kind, &number(to)?).await?, wanted, "texts wait"),
        ["notes", kind, wanted] => counted(store.count_notes(kind).await?, wanted, "notes are kept"),
        ["note", words @ ..] => {
            let wanted = words.join(" ");
            let kept: Vec<String> = store.notes(None).await?.into_iter().map(|note| note.text).collect();
            ensure!(kept.contains(&wanted), "the remarks kept are: {}", kept.join("; "));
            Ok(())
        }
        ["nowhere", text] => counted(store.count_kept(text).await?, "0", "rows hold it"),
        _ => bail!("no such fact; write for example: = callbacks 1"),
    }
}

/// Takes a table away, as in a breakdown of the database, or brings it back.
///
/// # Errors
/// Where there is no such table.
pub(super) async fn table(store: &Store, name: &str, there: bool) -> anyhow::Result<()> {
    ensure!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "`{name}` is no table");
    let (from, to) =
        if there { (format!("{name}_gone"), name.to_owned()) } else { (name.to_owned(), format!("{name}_gone")) };
    store.rename_table(from, to).await.with_context(|| format!("the table {name} cannot be renamed"))
}

fn number(text: &str) -> anyhow::Result<PhoneNumber> {
    Numbering { fiction: true }.parse(text).context("no number")
}

fn counted(is: usize, wanted: &str, what: &str) -> anyhow::Result<()> {
    ensure!(is.to_string() == wanted, "{is} {what}");
    Ok(())
}

async fn callback_is(store: &Store, to: &PhoneNumber, wanted: &str) -> anyhow::Result<()> {
    let open = store.open_callbacks().await?;
    let Some(callback) = open.into_iter().find(|open| open.asked.number == *to) else {
        bail!("no callback to this number is open");
    };
    let asked = callback.asked;
    let mut is = format!("{} {} {}", asked.half_day, asked.language, asked.subject);
    if asked.interpreter {
        is.push_str(" interpreter");
    }
    ensure!(is == wanted, "the callback is `{is}`");
    Ok(())
}

async fn answer_is(world: &World, file: &str, item: &str, wanted: &str) -> anyhow::Result<()> {
    let store = world.service.store();
    for organisation in world.settings.organisations.keys() {
        let Some(id) = store.find_case_file(organisation, &FileNumber::new(file), "").await? else { continue };
        let case_file = store.case_file(&id).await?.context("the file is gone")?;
        let missing = case_file.missing.iter().find(|missing| missing.name == item).context("no such item")?;
        let is = missing.answer.as_ref().map_or("none".to_owned(), |answer| {
            let sure = if answer.confirmed { "confirmed" } else { "unconfirmed" };
            format!("{}, {sure}", answer.value)
        });
        ensure!(is == wanted, "the answer is `{is}`");
        return Ok(());
    }
    bail!("no such file")
}
