//! Promises to ring people back: who is rung next and why, when, how often, what an outcome brings with it, and how long
//! people wait. Nothing here reads a clock or a database.

pub mod estimate;
pub mod outcome;
pub mod plan;
pub mod promise;
pub mod rank;

use jiff::{SignedDuration, Timestamp};

/// A stretch of time, its end left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

/// How callbacks are worked on here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long an advisor holds a callback without a sign of life.
    pub lease: SignedDuration,
    /// How often a person is tried before an advisor decides.
    pub attempts: u16,
    /// After how long a wait anybody who speaks the language may take it, whatever their skills.
    pub soften_after: SignedDuration,
    /// How many days before its last day, and after it, a deadline counts as at risk.
    pub at_risk_days: u8,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            lease: SignedDuration::from_mins(5),
            attempts: 3,
            soften_after: SignedDuration::from_hours(2),
            at_risk_days: 7,
        }
    }
}

/// The subject that comes before all others.
pub const DISTRESS: &str = "distress";

#[cfg(test)]
mod office {
    //! An office as tests have it: Monday to Friday from nine to twelve and from half past one to five, in Paris.

    use jiff::{
        Timestamp,
        civil::{DateTime, date, time},
    };

    use crate::{flow::definition::Office, holiday::Territory};

    pub(super) fn office() -> Office {
        let spans = vec![(time(9, 0, 0, 0), time(12, 0, 0, 0)), (time(13, 30, 0, 0), time(17, 0, 0, 0))];
        Office {
            zone: jiff::tz::TimeZone::get("Europe/Paris").expect("a zone"),
            hours: (1..=5).map(|day| (day, spans.clone())).collect(),
            number: String::new(),
            territory: Territory::Metropolis,
            closed: [date(2026, 12, 24)].into(),
        }
    }

    /// An instant by the clock on the wall: `2026-11-23 10:00`.
    pub(super) fn at(local: &str) -> Timestamp {
        let civil: DateTime = local.replace(' ', "T").parse().expect("a time");
        civil.to_zoned(office().zone).expect("an instant").timestamp()
    }

    /// The clock on the wall at an instant.
    pub(super) fn local(at: Timestamp) -> String {
        at.to_zoned(office().zone).strftime("%F %H:%M").to_string()
    }
}
