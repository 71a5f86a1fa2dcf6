//! `guichet deadlines --why NUMBER`: of each deadline of a person which rule it follows, what comes next and when, what was told
//! before, and what holds it back.

use jiff::{
    Span, Timestamp,
    civil::{Date, Weekday},
};

use crate::{
    channel::Channel,
    cli::data::open,
    holiday::is_holiday,
    outgoing::failure::NumberMark,
    phone_number::{Line, PhoneNumber},
    reminder::{
        DeadlineType, Known, Rung, Window,
        calendar::window_of,
        contact::{Allowed, allowed},
        definition::Evidence,
        escalation::escalate,
        ladder::{Ladder, Next, Person, next, rungs},
    },
    service::{
        dialogue::Dialogue,
        reminding::{contacts, person},
    },
    settings::{Reminders, Settings},
    store::deadline::{Deadline, DeadlineState, Source, round::History, telling::Told},
};

/// What is known of a person's reminders.
struct Standing<'a> {
    deadlines: &'a [Deadline],
    told: &'a [Told],
    history: &'a History,
    reminders: Reminders,
    sending_is_stopped: bool,
    now: Timestamp,
}

/// Prints what is known; of the number no more than its end.
pub(super) async fn why(
    settings: &Settings,
    dialogue: &Dialogue,
    number: &PhoneNumber,
    now: Timestamp,
) -> anyhow::Result<()> {
    let store = open(settings).await?;
    let reminders = settings.reminders;
    let today = now.to_zoned(settings.office.zone.clone()).date();
    let since = today.checked_sub(Span::new().days(i64::from(reminders.terms.days) + 1)).unwrap_or(Date::MIN);
    let (deadlines, told) = (store.deadlines_of(number).await?, store.told_to(number).await?);
    let history = store.heard(&[number], since).await?.pop().unwrap_or_default();
    let sending_is_stopped = store.sending_is_stopped().await?;
    store.close().await;
    let known = Standing { deadlines: &deadlines, told: &told, history: &history, reminders, sending_is_stopped, now };
    explain(&known, dialogue).iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// The lines of the explanation: the person first, then each deadline, those that are open before those that are over.
fn explain(known: &Standing<'_>, dialogue: &Dialogue) -> Vec<String> {
    let Some(first) = known.deadlines.first() else { return vec!["no deadline of this person is known".to_owned()] };
    let whose = person(first, known.history);
    let mut lines = about_person(known, first, &whose);
    let mut deadlines: Vec<&Deadline> = known.deadlines.iter().collect();
    deadlines.sort_by_key(|one| !matches!(one.state, DeadlineState::Armed | DeadlineState::HeldOut));
    for deadline in deadlines {
        let kind = dialogue.deadlines.get(&deadline.kind);
        lines.push(String::new());
        lines.push(format!("{}, {}, {}", deadline.kind, deadline.state.as_str(), source(deadline)));
        let mut say = |what: &str, text: String| lines.push(format!("  {what:<8} {text}"));
        let dates: Vec<String> = dates(&deadline.known);
        if !dates.is_empty() {
            say("dates", dates.join(", "));
        }
        say("window", format!("{} to {}", deadline.opens, deadline.closes));
        if let Some(kind) = kind {
            say("rule", kind.about.clone());
            say("source", certainty(kind, deadline));
        }
        for told in known.told.iter().filter(|told| told.deadline_id == deadline.id) {
            let state = told.state.as_deref().unwrap_or("settled long ago");
            say("told", format!("{} {}: {state}", told.day, by(told.channel)));
        }
        let window = kind.and_then(|kind| window_of(kind, &deadline.known, (deadline.opens, deadline.closes)));
        let (Some(kind), Some(window)) = (kind, window) else {
            say("held", "its type is gone, or no longer fits its days: nothing is told of it".to_owned());
            continue;
        };
        match deadline.state {
            DeadlineState::Armed => {
                coming(known, deadline, (kind, &window)).into_iter().for_each(|(what, text)| say(what, text));
            }
            DeadlineState::HeldOut => {
                say("held", format!("the lot of the trial left this person out, as {} in 100", kind.hold_out));
            }
            DeadlineState::Done | DeadlineState::Expired | DeadlineState::Withdrawn => {}
        }
    }
    lines
}

/// Whose deadlines they are, and what holds back all of them.
fn about_person(known: &Standing<'_>, first: &Deadline, whose: &Person) -> Vec<String> {
    let line = match whose.line {
        Line::Mobile => "a mobile, which is sent texts",
        Line::Fixed => "a landline, which is called",
        Line::Other => "neither a landline nor a mobile",
    };
    let zone = whose.zone.iana_name().unwrap_or("UTC");
    let end: String = first.to.reveal().chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let terms = known.reminders.terms;
    let (heard, days) = (contacts(known.history, whose).len(), terms.days);
    let mut lines = vec![
        format!("the number that ends in {end}: {line}; {}, {zone}", first.territory),
        format!("heard from us unasked {heard} times in {days} days, of {} at most", terms.contacts),
    ];
    let held = [
        (known.history.opted_out, "nothing is told: the person said STOP"),
        (
            known.history.trouble == Some(NumberMark::BadNumber),
            "nothing is told: the number leads nowhere, says the provider; an advisor has to find another",
        ),
        (!known.reminders.on, "nobody is reminded: `reminders.on` is false in the settings"),
        (known.sending_is_stopped, "nothing is sent at the moment: `guichet jobs start` lets it go on"),
    ];
    lines.extend(held.into_iter().filter(|(holds, _)| *holds).map(|(_, why)| format!("held: {why}")));
    lines
}

/// The rung that comes next, and what holds it back.
fn coming(
    known: &Standing<'_>,
    deadline: &Deadline,
    (kind, window): (&DeadlineType, &Window),
) -> Vec<(&'static str, String)> {
    let whose = person(deadline, known.history);
    let ladder = rungs(kind, window, &whose);
    let (expires, armed, tried) = (window.expires, deadline.armed_at, deadline.tried);
    let (rung, at) = match next(&Ladder { rungs: &ladder, expires, armed, tried }, &whose, known.now) {
        Next::Rung(rung, at) => (rung, deadline.due_at.map_or(at, |due| due.max(at))),
        Next::Finished => return vec![("next", format!("each rung was told; it is over after {}", window.expires))],
        Next::TooLate => return vec![("next", "no hours are left in which people are reminded".to_owned())],
    };
    let channel = escalate(&known.history.tried).next.unwrap_or(rung.channel);
    let there = at.to_zoned(whose.zone.clone()).strftime("%A %Y-%m-%d at %H:%M");
    let number = ladder.iter().position(|one| one.number == rung.number).map_or(0, |place| place + 1);
    let mut lines =
        vec![("next", format!("rung {number} of {}: {there}, the time there, {}", ladder.len(), by(channel)))];
    lines.extend(moved(kind, window, &rung, &whose).map(|why| ("moved", why)));
    if channel != rung.channel {
        lines.push(("channel", "called, for the last text did not arrive".to_owned()));
    }
    let contacts = contacts(known.history, &whose);
    match allowed(&contacts, channel, at.to_zoned(whose.zone).date(), &known.reminders.terms) {
        Allowed::Yes => {}
        Allowed::From(day) if day <= window.expires => {
            lines.push(("held", format!("the person heard enough from us lately: not before {day}")));
        }
        Allowed::From(_) | Allowed::Never => {
            lines.push((
                "held",
                "the person heard enough from us until its last day: an advisor should call".to_owned(),
            ));
        }
    }
    lines
}

/// Why a rung falls on another day than its type says.
fn moved(kind: &DeadlineType, window: &Window, rung: &Rung, whose: &Person) -> Option<String> {
    let mut days: Vec<Date> = kind.rungs.iter().filter_map(|rule| window.day(rule.at)).collect();
    days.sort();
    let day = *days.get(usize::from(rung.number.checked_sub(1)?))?;
    if day <= rung.day {
        return None;
    }
    let why = match day.weekday() {
        _ if is_holiday(whose.territory, day) => "is a public holiday there",
        Weekday::Saturday => "is a Saturday",
        Weekday::Sunday => "is a Sunday",
        _ => "is no day on which people are reminded",
    };
    Some(format!("the type says {day}, which {why}"))
}

fn source(deadline: &Deadline) -> String {
    let from = match deadline.source {
        Source::File => "from a case file",
        Source::Person => "asked for by the person",
        Source::Advisor => "set up by an advisor",
        Source::Import => "from a list",
    };
    format!("{from} since {}", deadline.armed_at.strftime("%Y-%m-%d"))
}

fn certainty(kind: &DeadlineType, deadline: &Deadline) -> String {
    let who = match kind.evidence {
        Evidence::Official => "official",
        Evidence::Secondary => "the press and associations",
        Evidence::Unconfirmed => "nobody confirmed it",
        Evidence::Account => "what people told",
    };
    let certain = kind.verified.closes || kind.verified.years.contains(&deadline.closes.year());
    let told = if certain { "the closing day is told" } else { "no day is told: people look at their letter" };
    let source = kind.source.as_deref().map(|source| format!(", {source}")).unwrap_or_default();
    format!("{who}{source}, read on {}; {told}", kind.checked)
}

fn dates(known: &Known) -> Vec<String> {
    let dates = known.dates.iter().map(|(name, date)| format!("{name} {date}"));
    dates.chain(known.facts.iter().map(ToString::to_string)).collect()
}

fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "by text",
        Channel::Voice => "by call",
    }
}
