//! What is counted of the queue: for the supervisor's wall, and for the wait that people are told.

use jiff::{SignedDuration, Timestamp};

use super::window;
use crate::{
    callback::{
        Window,
        estimate::Wait,
        outcome::{AttemptResult, Outcome},
    },
    language::Language,
    store::{Store, StoreError, row::Reading, sql::Sql},
};

/// A wait that came to an end, with what had been announced of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedWait {
    /// The language.
    pub language: Language,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the person was tried first.
    pub tried_at: Timestamp,
    /// For how long the office was open meanwhile, from when the person could be rung.
    pub waited: SignedDuration,
    /// What was promised.
    pub promised: Option<Window>,
    /// What was announced.
    pub announced: Option<Window>,
}

impl EndedWait {
    /// What an estimate is made from.
    pub fn wait(&self, zone: &jiff::tz::TimeZone) -> Wait {
        let hour = self.asked_at.to_zoned(zone.clone()).hour();
        Wait { language: self.language.clone(), hour, waited: self.waited }
    }
}

/// What is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Callbacks that are open.
    pub open: u64,
    /// Those of them that an advisor holds.
    pub held: u64,
    /// Those of them that an advisor is to decide on.
    pub decide: u64,
    /// When the one was asked that waits longest for a first try.
    pub oldest: Option<Timestamp>,
    /// Callbacks of which nobody tried the person and whose promised time is past.
    pub broken: u64,
    /// Those whose promised time ends soon.
    pub at_risk: u64,
}

/// Tries in an hour of the day: how many, and how many reached the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The hour, where the office is.
    pub hour: i8,
    /// Tries.
    pub tries: u64,
    /// Those of them that reached the person.
    pub reached: u64,
}

/// How often callbacks of a language came to an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The language.
    pub language: Language,
    /// The outcome.
    pub outcome: Outcome,
    /// How often.
    pub count: u64,
}

impl Store {
    /// What is open; a promise that ends before `soon` and that nobody tried to keep is at risk.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn standing_of_queue(&self, now: Timestamp, soon: Timestamp) -> Result<Standing, StoreError> {
        let sql = Sql::new(
            "SELECT COUNT(*), COUNT(CASE WHEN claimed_until > $1 THEN 1 END), COUNT(CASE WHEN decide THEN 1 END),
                    MIN(CASE WHEN first_tried_at IS NULL AND next_at <= $1 THEN asked_at END),
                    COUNT(CASE WHEN first_tried_at IS NULL AND promised_until <= $1 THEN 1 END),
                    COUNT(CASE WHEN first_tried_at IS NULL AND promised_until > $1 AND promised_until <= $2 THEN 1 END)
             FROM callback WHERE state = 'open'",
        );
        let row = self.reads().fetch_one(sql.bind(now.as_millisecond()).bind(soon.as_millisecond())).await?;
        let count = |place| row.at::<i64>(place).map(|count| u64::try_from(count).unwrap_or(0));
        let oldest: Option<i64> = row.at(3)?;
        Ok(Standing {
            open: count(0)?,
            held: count(1)?,
            decide: count(2)?,
            oldest: oldest.and_then(|at| Timestamp::from_millisecond(at).ok()),
            broken: count(4)?,
            at_risk: count(5)?,
        })
    }

    /// The waits that came to an end since then, at most so many, the latest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ended_waits(&self, since: Timestamp, most: u32) -> Result<Vec<EndedWait>, StoreError> {
        let sql = Sql::new(
            "SELECT id, language, asked_at, first_tried_at, waited, promised_from, promised_until, announced_from,
                    announced_until
             FROM callback WHERE first_tried_at IS NOT NULL AND first_tried_at >= $1 ORDER BY first_tried_at DESC LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(since.as_millisecond()).bind(i64::from(most))).await?;
        let wait = |row| {
            let row = Reading::keyed(row, "callback", "id");
            Ok(EndedWait {
                language: row.parsed("language")?,
                asked_at: row.time("asked_at")?,
                tried_at: row.time("first_tried_at")?,
                waited: SignedDuration::from_millis(row.get::<Option<i64>>("waited")?.unwrap_or(0)),
                promised: window(&row, "promised_from", "promised_until")?,
                announced: window(&row, "announced_from", "announced_until")?,
            })
        };
        rows.iter().map(wait).collect()
    }

    /// Tries since then by the hour of the day, the first hour first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reach_by_hour(&self, since: Timestamp) -> Result<Vec<Reach>, StoreError> {
        let sql = Sql::new(
            "SELECT hour, COUNT(*) AS tries, COUNT(CASE WHEN result = $2 THEN 1 END) AS reached
             FROM callback_attempt WHERE at >= $1 AND result <> $3 GROUP BY hour ORDER BY hour",
        );
        let sql = sql.bind(since.as_millisecond()).bind(AttemptResult::Reached.as_str());
        let rows = self.reads().fetch_all(sql.bind(AttemptResult::Failed.as_str())).await?;
        let reach = |row| {
            let row = Reading::keyed(row, "callback_attempt", "hour");
            let (hour, tries, reached) = (row.get("hour")?, row.get("tries")?, row.get("reached")?);
            Ok(Reach { hour: super::number(hour), tries: super::number(tries), reached: super::number(reached) })
        };
        rows.iter().map(reach).collect()
    }

    /// What callbacks came to since then, by language.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn outcomes_by_language(&self, since: Timestamp) -> Result<Vec<Ended>, StoreError> {
        let sql = Sql::new(
            "SELECT language, outcome, COUNT(*) AS count FROM callback
             WHERE ended_at IS NOT NULL AND ended_at >= $1 AND outcome IS NOT NULL
             GROUP BY language, outcome ORDER BY language, outcome",
        );
        let rows = self.reads().fetch_all(sql.bind(since.as_millisecond())).await?;
        let ended = |row| {
            let row = Reading::masked(row, "callback");
            Ok(Ended {
                language: row.parsed("language")?,
                outcome: row.word("outcome", Outcome::parse)?,
                count: super::number(row.get("count")?),
            })
        };
        rows.iter().map(ended).collect()
    }
}
