//! Who is rung next, for this advisor, and why.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{DISTRESS, Terms, Window};
use crate::{flow::Name, language::Language};

/// What of a callback decides its place in the queue. Nothing here is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Our identifier.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// The language the person speaks.
    pub language: Language,
    /// Whether an interpreter is called in anyway.
    pub interpreter: bool,
    /// The deadline at stake: its type, and its last day.
    pub deadline: Option<(Name, Date)>,
    /// What was promised to the person.
    pub promised: Option<Window>,
    /// Not to be rung before.
    pub next_at: Timestamp,
    /// To be rung by.
    pub due_by: Timestamp,
    /// When it was asked first.
    pub asked_at: Timestamp,
    /// How often the person was tried.
    pub attempts: u16,
    /// The day on which somebody said they would ring again.
    pub follow_up: Option<Date>,
}

/// Who would ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The advisor's identifier.
    pub id: String,
    /// The languages they speak.
    pub languages: Vec<Language>,
    /// The subjects they know; nothing for all of them.
    pub skills: Vec<String>,
}

/// A moment, as ranking sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub now: Timestamp,
    /// The day at the office.
    pub today: Date,
}

/// One reason why a callback stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The person is in distress.
    Distress,
    /// A deadline is at risk.
    Deadline {
        /// Its type.
        kind: Name,
        /// Its last day.
        closes: Date,
        /// Days until then: 0 today, 1 tomorrow, less than 0 where it is past.
        days: i32,
    },
    /// It was promised for this time.
    Promised {
        /// The time.
        window: Window,
        /// Whether it is past.
        broken: bool,
    },
    /// Somebody said they would ring again on this day.
    FollowUp(Date),
    /// The person was tried before, and this is when they are tried again.
    TriedAgain {
        /// How often so far.
        attempts: u16,
    },
    /// The person waits since then.
    Waits {
        /// Since when.
        since: Timestamp,
    },
}

/// The reason as one sentence has it: what decides, and what else weighs, if anything does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What decides.
    pub first: Because,
    /// What else weighs.
    pub second: Option<Because>,
}

/// Whether this advisor may be given the callback now: it is time, they speak the language or an interpreter does, and they
/// know the subject or nobody who does took it for long. Somebody in distress waits for no skill.
pub fn fits(waiting: &Waiting, hand: &Hand, now: Timestamp, terms: &Terms) -> bool {
    let speaks = waiting.interpreter || hand.languages.contains(&waiting.language);
    let knows = hand.skills.is_empty() || hand.skills.contains(&waiting.subject) || waiting.subject == DISTRESS;
    let softened = now.duration_since(waiting.next_at) >= terms.soften_after;
    waiting.next_at <= now && speaks && (knows || softened)
}

/// Which of two is rung first: who is in distress, whose deadline is the next to be lost, what is due first, who has waited
/// longest.
pub fn compare(one: &Waiting, other: &Waiting, today: Date, terms: &Terms) -> Ordering {
    key(one, today, terms).cmp(&key(other, today, terms))
}

fn key<'w>(waiting: &'w Waiting, today: Date, terms: &Terms) -> impl Ord + use<'w> {
    let at_risk = at_risk(waiting, today, terms).map_or(Date::MAX, |(_, closes)| closes);
    (waiting.subject != DISTRESS, at_risk, waiting.due_by, waiting.asked_at, waiting.id.as_str())
}

/// The days between which a deadline is at risk.
pub fn risky(today: Date, terms: &Terms) -> (Date, Date) {
    let days = jiff::Span::new().days(i64::from(terms.at_risk_days));
    (today.saturating_sub(days), today.saturating_add(days))
}

fn at_risk<'w>(waiting: &'w Waiting, today: Date, terms: &Terms) -> Option<(&'w Name, Date)> {
    let (kind, closes) = waiting.deadline.as_ref()?;
    let (from, until) = risky(today, terms);
    (from <= *closes && *closes <= until).then_some((kind, *closes))
}

/// Why a callback stands where it stands.
pub fn reason(waiting: &Waiting, moment: Moment, terms: &Terms) -> Reason {
    let mut all = because(waiting, moment, terms).into_iter();
    let waits = Because::Waits { since: waiting.asked_at };
    let first = all.next().unwrap_or(waits);
    Reason { first, second: all.next() }
}

/// Everything that weighs, the weightiest first.
fn because(waiting: &Waiting, Moment { now, today }: Moment, terms: &Terms) -> Vec<Because> {
    let distress = (waiting.subject == DISTRESS).then_some(Because::Distress);
    let deadline = at_risk(waiting, today, terms).map(|(kind, closes)| {
        let days = closes.duration_since(today).as_hours() / 24;
        Because::Deadline { kind: kind.clone(), closes, days: i32::try_from(days).unwrap_or(i32::MAX) }
    });
    let due = match (waiting.follow_up, waiting.promised) {
        (Some(day), _) => Some(Because::FollowUp(day)),
        _ if waiting.attempts > 0 => Some(Because::TriedAgain { attempts: waiting.attempts }),
        (None, Some(window)) => Some(Because::Promised { window, broken: window.until <= now }),
        (None, None) => None,
    };
    let long = now.duration_since(waiting.asked_at) >= SignedDuration::from_hours(24);
    let waits = (due.is_none() || long).then_some(Because::Waits { since: waiting.asked_at });
    [distress, deadline, due, waits].into_iter().flatten().collect()
}

