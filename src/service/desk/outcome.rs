//! Tries, notes and outcomes, with their consequences: a late one is kept as a note and overwrites nothing.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Desk, entry};
use crate::{
    callback::{
        Window,
        outcome::{AttemptResult, Consequence, Outcome, Then},
        plan::{self, slot_at},
        promise::{HalfDay, after, halves, open_between, promise},
    },
    id::Seed,
    service::{MOST_TRIES, Unserved},
    staff::Advisor,
    store::{
        StoreError,
        callback::{
            Callback,
            outcome::{Change, NewAttempt, Note, Report, Reported},
        },
    },
};

/// For how much open time an advisor may leave a decision.
const DECISION: SignedDuration = SignedDuration::from_hours(4);

/// Whether a note came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKept {
    /// By who holds the callback.
    InTime,
    /// The lease was lost before; it is kept as a note all the same.
    Late,
}

/// What became of what an advisor saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is done.
    Done,
    /// The lease was lost before: nothing was overwritten, and what was typed is kept as a note.
    KeptAsNote,
}

/// What an advisor says.
struct Said {
    outcome: Option<Outcome>,
    attempt: Option<AttemptResult>,
    consequence: Then,
    follow_up: Option<Date>,
    note: Option<String>,
    late: &'static str,
}

impl Desk {
    /// Keeps a note, whoever holds the callback by now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note(&self, by: &Advisor, id: &str, fence: i64, text: &str) -> Result<NoteKept, Unserved> {
        let (now, mut seed) = (self.moment().now, self.seed()?);
        let note = Note { id: seed.id(now), kind: "note", text: text.to_owned() };
        let in_time = self.store().note_callback(id, (&by.id, fence), note, now).await?;
        Ok(if in_time { NoteKept::InTime } else { NoteKept::Late })
    }

    /// Counts a try. After a miss the next one is planned and the callback given back; who was reached stays in hand.
    ///
    /// # Errors
    /// Where the database fails, or the person keeps asking meanwhile.
    pub async fn attempted(
        &self,
        by: &Advisor,
        id: &str,
        fence: i64,
        result: AttemptResult,
    ) -> Result<Saved, Unserved> {
        let said = Said {
            outcome: None,
            attempt: Some(result),
            // Who was reached, or rung at a wrong number, is told of by an outcome.
            consequence: if result.is_missed() { Then::PlansAgain } else { Then::WaitsForADay },
            follow_up: None,
            note: None,
            late: "late-attempt",
        };
        self.save(by, id, fence, &said).await
    }

    /// Saves an outcome with all that it brings with it. `follow_up` is the day of an outcome that waits for one.
    ///
    /// # Errors
    /// Where the database fails, or the person keeps asking meanwhile.
    pub async fn finish(
        &self,
        by: &Advisor,
        id: &str,
        fence: i64,
        outcome: Outcome,
        follow_up: Option<Date>,
        note: Option<String>,
    ) -> Result<Saved, Unserved> {
        let Consequence { then, attempt, .. } = outcome.consequence();
        let note = note.filter(|note| !note.trim().is_empty());
        let said = Said { outcome: Some(outcome), attempt, consequence: then, follow_up, note, late: "late-outcome" };
        self.save(by, id, fence, &said).await
    }

    async fn save(&self, by: &Advisor, id: &str, fence: i64, said: &Said) -> Result<Saved, Unserved> {
        let mut seed = self.seed()?;
        for _ in 0..MOST_TRIES {
            let now = self.moment().now;
            let report = self.report(by, (id, fence), said, &mut seed, now).await?;
            match self.store().report(report).await? {
                Reported::Kept => return Ok(Saved::Done),
                Reported::Late => return Ok(Saved::KeptAsNote),
                Reported::Moved => {}
            }
        }
        Err(Unserved::Contended)
    }

    async fn report(
        &self,
        by: &Advisor,
        (id, fence): (&str, i64),
        said: &Said,
        seed: &mut Seed,
        now: Timestamp,
    ) -> Result<Report, Unserved> {
        let callback = self.store().callback(id).await?;
        let word = said.outcome.map(Outcome::as_str).or(said.attempt.map(AttemptResult::as_str)).unwrap_or_default();
        let text = said.note.as_ref().map_or_else(|| word.to_owned(), |note| format!("{word}\n{note}"));
        let consequence = said.outcome.map(Outcome::consequence);
        let change = match &callback {
            Some(callback) => self.change(callback, said, now).await?,
            None => Change::Stays,
        };
        let follow_up = match &change {
            Change::On(day, _) => Some(*day),
            Change::Stays | Change::Again(_) | Change::Decide(_) | Change::Ends => None,
        };
        let orders = match &callback {
            Some(callback) => self.news_of(callback, (said.attempt, said.outcome), follow_up, seed, now).await?,
            None => Vec::new(),
        };
        let mut entries = Vec::new();
        if said.outcome.is_some() {
            let entry = entry(seed, by, "callback-outcome", id, now);
            entries.push(crate::store::audit::Entry { detail: Some(word.to_owned()), ..entry });
        }
        Ok(Report {
            id: id.to_owned(),
            by: by.id.clone(),
            fence,
            seen: callback.as_ref().map_or((0, 0), |callback| (callback.round, callback.attempts)),
            attempt: said.attempt.and_then(|result| self.attempt(callback.as_ref(), result, seed, now)),
            change,
            outcome: said.outcome,
            marks_number: consequence.is_some_and(|consequence| consequence.marks_number),
            settles_deadline: consequence.is_some_and(|consequence| consequence.settles_deadline),
            note: said.note.clone().map(|note| (seed.id(now), note)),
            orders,
            entries,
            late: Note { id: seed.id(now), kind: said.late, text },
            at: now,
        })
    }

    fn attempt(
        &self,
        callback: Option<&Callback>,
        result: AttemptResult,
        seed: &mut Seed,
        now: Timestamp,
    ) -> Option<NewAttempt> {
        let callback = callback?;
        Some(NewAttempt {
            id: seed.id(now),
            result,
            slot: slot_at(self.office(), now),
            hour: self.local(now).hour(),
            waited: open_between(self.office(), callback.asked.times.next_at.min(now), now),
        })
    }

    async fn change(&self, callback: &Callback, said: &Said, now: Timestamp) -> Result<Change, StoreError> {
        Ok(match (said.consequence, said.outcome) {
            (Then::Ends, _) => Change::Ends,
            (Then::WaitsForADay, None) => Change::Stays,
            (Then::WaitsForADay, Some(_)) => {
                let (day, window) = self.day(said.follow_up, now);
                Change::On(day, window)
            }
            (Then::PlansAgain, _) => {
                let attempts = self.store().attempts(&callback.asked.id).await?;
                match self.next_try(callback, &attempts) {
                    plan::Next::Again(_, window) => Change::Again(window),
                    plan::Next::Decide => {
                        let until = after(self.office(), now, DECISION).unwrap_or(now);
                        Change::Decide(Window { from: now, until })
                    }
                }
            }
        })
    }

    /// The open time of a day; where none is named or the office is closed on it, the next half-day that is open.
    fn day(&self, wanted: Option<Date>, now: Timestamp) -> (Date, Window) {
        let today = self.local(now).date();
        let wanted = wanted.unwrap_or(today).max(today);
        let open = halves(self.office(), wanted);
        let whole =
            open.first().zip(open.last()).map(|((_, first), (_, last))| Window { from: first.from, until: last.until });
        let usable = whole.filter(|window| now < window.until);
        let window = usable.or_else(|| {
            let begins = wanted.to_zoned(self.office().zone.clone()).map_or(now, |midnight| midnight.timestamp());
            promise(self.office(), HalfDay::Any, begins.max(now), SignedDuration::ZERO)
        });
        let window = window.unwrap_or(Window { from: now, until: now });
        (self.local(window.from).date(), window)
    }
}
