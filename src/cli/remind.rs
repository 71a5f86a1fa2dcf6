//! A person of a conversation file who is reminded of deadlines, now and in one message.

use anyhow::{Context, ensure};
use jiff::civil::Date;
use serde_json::json;

use super::{data, world};
use crate::{
    channel::Channel,
    clock::Clock,
    outgoing::Kind,
    phone_number::{Line, Numbering},
    reminder::{Known, ladder::Person, occurrence, place},
    service::dialogue::Dialogue,
    settings::Settings,
    store::{
        Store,
        deadline::{Deadline, DeadlineState, Source, settle::Again},
        outbox::NewText,
    },
};

/// Sets the deadlines up and orders the message that tells them.
pub(super) async fn remind(
    store: &Store,
    dialogue: &Dialogue,
    settings: &Settings,
    (to, of): (&str, &[(String, Option<String>)]),
    clock: &Clock,
) -> anyhow::Result<()> {
    let to = Numbering { fiction: true }.parse(to).with_context(|| format!("`{to}` is no number"))?;
    let territory = place::territory(None, Some(&to)).unwrap_or(settings.office.territory);
    let person = Person::of(&to, territory, None);
    let (now, mut seed) = (clock.now(), world::seed()?);
    let today = now.to_zoned(person.zone.clone()).date();
    let service_number = data::sender(settings)?;
    let mut deadlines = Vec::new();
    for (name, date) in of {
        let kind = dialogue.deadlines.get(name.as_str()).with_context(|| format!("there is no deadline `{name}`"))?;
        let known = match (date, kind.due.anchors().first()) {
            (Some(date), Some(anchor)) => {
                let date: Date = date.parse().with_context(|| format!("`{date}` is no date"))?;
                Known::date(anchor, date)
            }
            (None, None) => Known::default(),
            (Some(_), None) => anyhow::bail!("`{name}` is told from no date; write {name} alone"),
            (None, Some(anchor)) => anyhow::bail!("`{name}` is told from a date, {anchor}; write {name}=2026-12-31"),
        };
        let window = occurrence(kind, &known, today).with_context(|| format!("`{name}` falls on no day"))?;
        ensure!(!window.is_past(today), "`{name}` is past on {today}: its last day was {}", window.expires);
        deadlines.push(Deadline {
            id: seed.id(now),
            kind: kind.name.clone(),
            to: to.clone(),
            service_number: service_number.clone(),
            file_id: None,
            source: Source::Advisor,
            known,
            territory,
            opens: window.opens,
            closes: window.closes,
            state: DeadlineState::Armed,
            tried: None,
            due_at: None,
            armed_at: now,
        });
    }
    let (kind, channel) = match to.line() {
        Line::Mobile => (Kind::Reminder, Channel::Sms),
        Line::Fixed | Line::Other => (Kind::Ring, Channel::Voice),
    };
    let order = NewText {
        id: seed.id(now),
        kind,
        to,
        service_number,
        payload: json!({ "reminder": true }),
        cost: 0,
        not_before: now,
        conversation_id: None,
        at: now,
    };
    let again = Again { order, day: today, channel, deadlines: deadlines.iter().map(|one| one.id.clone()).collect() };
    store.arm(deadlines).await?;
    store.tell_again(again).await?;
    Ok(())
}
