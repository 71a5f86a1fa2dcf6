//! A person of a conversation file who is reminded of deadlines, now and in one message.

use anyhow::Context;
use jiff::civil::Date;

use super::{data, world};
use crate::{
    channel::Channel,
    clock::Clock,
    outgoing::Kind,
    phone_number::{Line, Numbering},
    reminder::{Known, calendar::Misfit, ladder::Person},
    service::{
        arming::{Asked, territory},
        dialogue::Dialogue,
        reminding::payload,
    },
    settings::Settings,
    store::{
        Store,
        deadline::{Source, settle::Again},
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
    let territory = territory(None, &to, settings.office.territory);
    let person = Person::of(&to, territory, None);
    let (now, mut seed) = (clock.now(), world::seed()?);
    let today = now.to_zoned(person.zone.clone()).date();
    let service_number = data::sender(settings)?;
    let mut deadlines = Vec::new();
    for (name, date) in of {
        let kind = dialogue.deadlines.get(name.as_str()).with_context(|| format!("there is no deadline `{name}`"))?;
        let date = date.as_ref().map(|date| date.parse::<Date>().with_context(|| format!("`{date}` is no date")));
        let known = Known::given(kind, date.transpose()?).map_err(|misfit| match misfit {
            Misfit::Missing(anchor) => {
                anyhow::anyhow!("`{name}` is told from a date, {anchor}; write {name}=2026-12-31")
            }
            Misfit::Everybody => anyhow::anyhow!("`{name}` is told from no date; write {name} alone"),
        })?;
        let asked = Asked {
            kind,
            known,
            to: to.clone(),
            service_number: service_number.clone(),
            file_id: None,
            source: Source::Person,
            territory,
        };
        let armed = asked.armed(seed.id(now), &store.tag_of(&to), now);
        deadlines.push(armed.map_err(|why| anyhow::anyhow!("`{name}`: {why}"))?);
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
        payload: payload(),
        cost: 0,
        not_before: now,
        conversation_id: None,
        at: now,
    };
    let until = kind.expires_at(now);
    let deadlines_told = deadlines.iter().map(|one| one.id.clone()).collect();
    let again = Again { order, until, day: today, channel, deadlines: deadlines_told };
    store.arm(deadlines).await?;
    store.tell_again(again).await?;
    Ok(())
}
