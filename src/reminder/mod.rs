//! Deadlines and reminders: when something is to be done, who is told of it, when, and what an answer means.
//!
//! A type of deadline is data, `deadlines/NAME.yaml`; its words stand in `locales/LANG/deadlines.ftl`. Everything here
//! takes dates and instants as arguments: a date is a civil one, of the person's place, until the last moment, when
//! [`slot::instant`] makes an instant of it.
//!
//! ```text
//! occurrence(type, known dates, today) -> Window     when it opens, closes and is past
//! rungs(type, window, person)          -> [Rung]     which days the person is told on, and how
//! next(ladder, tried, now)             -> Next       which rung comes next, and at which instant
//! ```

pub mod calendar;
pub mod contact;
pub mod definition;
pub mod escalation;
pub mod forecast;
pub mod grammar;
pub mod ladder;
pub mod later;
pub mod loader;
pub mod message;
pub mod place;
pub mod plan;
pub mod slot;
pub mod told;
pub mod trial;

#[cfg(test)]
pub(crate) mod tests;

pub use calendar::{Known, Window, occurrence};
pub use definition::DeadlineType;
pub use ladder::{Rung, rungs};
