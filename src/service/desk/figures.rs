//! Figures of the queue for the supervisor's wall, and the wait that people are told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::{
    callback::{
        estimate::{self, Range, Wait, error, percentile},
        promise::{HalfDay, promise},
    },
    language::Language,
    store::{
        StoreError,
        callback::{
            Times,
            figures::{Ended, EndedWait, Reach, Standing},
        },
    },
};

/// How far back waits tell what a wait is like now.
const RECENT: SignedDuration = SignedDuration::from_hours(28 * 24);
/// Waits that are looked at.
const MOST_WAITS: u32 = 5_000;
/// A promise that ends within this time is at risk.
const SOON: SignedDuration = SignedDuration::from_mins(30);

/// What the wall shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// What is open.
    pub standing: Standing,
    /// Tries of the last four weeks by hour of the day.
    pub reach: Vec<Reach>,
    /// Waits of the last four weeks by language, in open time.
    pub waits: Vec<Waits>,
    /// Outcomes of the last four weeks by language.
    pub outcomes: Vec<Ended>,
    /// How true the announced waits were; none where none was announced.
    pub accuracy: Option<Accuracy>,
}

/// Waits of a language, in time during which the office was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The language.
    pub language: Language,
    /// How many.
    pub count: u64,
    /// Half of them were no longer.
    pub median: SignedDuration,
    /// 85 of 100 were no longer.
    pub most: SignedDuration,
}

/// How true announced waits were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accuracy {
    /// Waits of which something was announced.
    pub count: u64,
    /// Those of them in which the person was first tried within the range or before it.
    pub kept: u64,
    /// How far half of all were from the range at most, in open time.
    pub median: SignedDuration,
    /// How far 85 of 100 were at most.
    pub most: SignedDuration,
}

impl Desk {
    /// The figures as they are now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let (now, store) = (self.moment().now, self.store());
        let since = now.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
        let waits = store.ended_waits(since, MOST_WAITS).await?;
        Ok(Figures {
            standing: store.standing_of_queue(now, now.saturating_add(SOON).unwrap_or(now)).await?,
            reach: store.reach_by_hour(since).await?,
            outcomes: store.outcomes_by_language(since).await?,
            accuracy: self.accuracy(&waits),
            waits: by_language(&waits),
        })
    }

    fn accuracy(&self, waits: &[EndedWait]) -> Option<Accuracy> {
        let errors = waits.iter().filter_map(|wait| Some(error(self.office(), wait.announced?, wait.tried_at)));
        let errors: Vec<SignedDuration> = errors.collect();
        let kept = errors.iter().filter(|error| !error.is_positive()).count();
        let mut far: Vec<SignedDuration> = errors.iter().map(|error| error.abs()).collect();
        far.sort();
        Some(Accuracy {
            count: errors.len() as u64,
            kept: kept as u64,
            median: percentile(&far, 50)?,
            most: percentile(&far, 85)?,
        })
    }

    /// How long who asks now in this language waits, as far as recent waits tell.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn estimate(&self, language: &Language) -> Result<Option<Range>, StoreError> {
        let now = self.moment().now;
        let since = now.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
        let waits = self.store().ended_waits(since, MOST_WAITS).await?;
        let waits: Vec<Wait> = waits.iter().map(|wait| wait.wait(&self.office().zone)).collect();
        Ok(estimate::estimate(&waits, language, self.local(now).hour()))
    }

    /// What is promised and announced to who asks now: the half-day they wish, in which so long a wait ends, and the wait.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn times(&self, language: &Language, wish: HalfDay) -> Result<Times, StoreError> {
        let now = self.moment().now;
        let range = self.estimate(language).await?;
        let wait = range.map_or(SignedDuration::ZERO, |range| range.until);
        let Some(window) = promise(self.office(), wish, now, wait) else { return Ok(Times::at_once(now)) };
        let announced = range.and_then(|range| range.window(self.office(), window.from));
        let times = Times::promised(window, announced);
        // Who does not mind when is rung as soon as somebody is free.
        Ok(if wish == HalfDay::Any { Times { next_at: now, ..times } } else { times })
    }
}

fn by_language(waits: &[EndedWait]) -> Vec<Waits> {
    let mut all: BTreeMap<&Language, Vec<SignedDuration>> = BTreeMap::new();
    for wait in waits {
        all.entry(&wait.language).or_default().push(wait.waited);
    }
    all.into_iter()
        .filter_map(|(language, mut waited)| {
            waited.sort();
            let (median, most) = (percentile(&waited, 50)?, percentile(&waited, 85)?);
            Some(Waits { language: language.clone(), count: waited.len() as u64, median, most })
        })
        .collect()
}
