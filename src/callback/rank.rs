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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::callback::office::at;

    const TODAY: Date = date(2026, 11, 23);

    fn waiting(id: &str) -> Waiting {
        Waiting {
            id: id.into(),
            subject: "general".into(),
            language: Language::french(),
            interpreter: false,
            deadline: None,
            promised: None,
            next_at: at("2026-11-23 09:00"),
            due_by: at("2026-11-23 12:00"),
            asked_at: at("2026-11-23 09:00"),
            attempts: 0,
            follow_up: None,
        }
    }

    fn closing(id: &str, closes: Date) -> Waiting {
        Waiting { deadline: Some(("rsa-declaration".into(), closes)), ..waiting(id) }
    }

    fn hand(languages: &[&str], skills: &[&str]) -> Hand {
        Hand {
            id: "a".into(),
            languages: languages.iter().map(|tag| tag.parse().unwrap()).collect(),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
        }
    }

    #[test]
    fn distress_comes_first_then_deadlines_at_risk_then_promises_then_waits() {
        let order = [
            Waiting { subject: DISTRESS.into(), due_by: at("2026-11-27 12:00"), ..waiting("distress") },
            closing("was-yesterday", date(2026, 11, 22)),
            closing("tomorrow", date(2026, 11, 24)),
            Waiting { due_by: at("2026-11-24 12:00"), ..closing("in-a-week", date(2026, 11, 30)) },
            Waiting { due_by: at("2026-11-23 10:00"), asked_at: at("2026-11-23 09:30"), ..waiting("due-first") },
            waiting("asked-first"),
            Waiting { asked_at: at("2026-11-23 09:01"), ..closing("in-eight-days", date(2026, 12, 1)) },
            Waiting { due_by: at("2026-11-23 17:00"), asked_at: at("2026-11-20 09:00"), ..waiting("this-afternoon") },
        ];
        let mut mixed = order.clone();
        mixed.reverse();
        mixed.sort_by(|one, other| compare(one, other, TODAY, &Terms::default()));
        let ids = |all: &[Waiting]| all.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&mixed), ids(&order));
    }

    #[test]
    fn language_never_softens_and_skills_do() {
        let terms = Terms::default();
        let arabic = Waiting { language: "ar".parse().unwrap(), ..waiting("ar") };
        let interpreted = Waiting { interpreter: true, ..arabic.clone() };
        let distressed = Waiting { subject: DISTRESS.into(), ..waiting("d") };
        let later = Waiting { next_at: at("2026-11-23 10:01"), ..waiting("later") };
        for (waiting, languages, skills, now, expected) in [
            (&waiting("a"), &["fr"][..], &[][..], "2026-11-23 10:00", true),
            (&arabic, &["fr"], &[], "2026-11-30 10:00", false),
            (&arabic, &["fr", "ar"], &[], "2026-11-23 10:00", true),
            (&interpreted, &["fr"], &[], "2026-11-23 10:00", true),
            (&waiting("b"), &["fr"], &["general"], "2026-11-23 10:00", true),
            (&waiting("c"), &["fr"], &["deadline"], "2026-11-23 10:59", false),
            (&waiting("c"), &["fr"], &["deadline"], "2026-11-23 11:00", true),
            (&distressed, &["fr"], &["deadline"], "2026-11-23 09:00", true),
            (&distressed, &["ar"], &[], "2026-11-23 09:00", false),
            (&later, &["fr"], &[], "2026-11-23 10:00", false),
        ] {
            let fits = fits(waiting, &hand(languages, skills), at(now), &terms);
            assert_eq!(fits, expected, "{} {languages:?} {skills:?} {now}", waiting.id);
        }
    }

    #[test]
    fn the_reason_says_what_decides_and_what_else_weighs() {
        let now = at("2026-11-23 10:00");
        let window = Window { from: at("2026-11-23 09:00"), until: at("2026-11-23 12:00") };
        let past = Window { from: at("2026-11-20 09:00"), until: at("2026-11-20 12:00") };
        let deadline = |closes, days| Because::Deadline { kind: "rsa-declaration".into(), closes, days };
        let waits = Because::Waits { since: at("2026-11-23 09:00") };
        let promised = Because::Promised { window, broken: false };
        for (waiting, first, second) in [
            (waiting("a"), waits.clone(), None),
            (Waiting { promised: Some(window), ..waiting("b") }, promised.clone(), None),
            (
                Waiting { promised: Some(window), ..closing("c", date(2026, 11, 24)) },
                deadline(date(2026, 11, 24), 1),
                Some(promised),
            ),
            (closing("d", date(2026, 11, 20)), deadline(date(2026, 11, 20), -3), Some(waits)),
            (Waiting { subject: DISTRESS.into(), ..closing("e", TODAY) }, Because::Distress, Some(deadline(TODAY, 0))),
            (
                Waiting { promised: Some(past), asked_at: at("2026-11-20 08:00"), ..waiting("f") },
                Because::Promised { window: past, broken: true },
                Some(Because::Waits { since: at("2026-11-20 08:00") }),
            ),
            (Waiting { promised: Some(past), attempts: 2, ..waiting("g") }, Because::TriedAgain { attempts: 2 }, None),
            (Waiting { follow_up: Some(TODAY), attempts: 1, ..waiting("h") }, Because::FollowUp(TODAY), None),
        ] {
            let reason = reason(&waiting, Moment { now, today: TODAY }, &Terms::default());
            assert_eq!(reason, Reason { first, second }, "{}", waiting.id);
        }
    }

    proptest! {
        /// Nobody waits for ever: whoever speaks the language is given it once it waited long enough, and its place only
        /// moves forward.
        #[test]
        fn everybody_is_next_one_day(skills in 0usize..3, subject in 0usize..3, hours in 2i64..1_000) {
            let subjects = ["general", "file", "deadline"];
            let one = Waiting { subject: subjects[subject].into(), ..waiting("one") };
            let now = one.next_at.saturating_add(SignedDuration::from_hours(hours)).unwrap();
            prop_assert!(fits(&one, &hand(&["fr"], &subjects[skills..=skills]), now, &Terms::default()));
        }
    }
}
