//! What came of a callback, written by its holder: tries, notes, ends. What a late holder writes is kept as a note and
//! overwrites nothing.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::history;
use crate::{
    callback::{
        Window,
        outcome::{AttemptResult, Outcome},
        plan::Slot,
    },
    outgoing::failure::NumberMark,
    store::{
        Connection, Store, StoreError,
        audit::{self, Entry},
        deadline::settle,
        outbox::{self, NewText},
        phone,
        row::Reading,
        sql::{Sql, Value},
    },
};

/// What a holder writes, all or nothing.
#[derive(Clone, Debug)]
pub struct Report {
    /// The callback.
    pub id: String,
    /// The advisor.
    pub by: String,
    /// The fence they were given.
    pub fence: i64,
    /// The round and the number of tries that it was decided on.
    pub seen: (u32, u16),
    /// The try, if one is to be counted that was not counted under this fence before.
    pub attempt: Option<NewAttempt>,
    /// What becomes of the callback.
    pub change: Change,
    /// What came of it, if the callback is to remember that.
    pub outcome: Option<Outcome>,
    /// Whether the number is marked as one that does not lead to the person.
    pub marks_number: bool,
    /// Whether the deadline at stake is done.
    pub settles_deadline: bool,
    /// A note, with its identifier.
    pub note: Option<(String, String)>,
    /// What is to be sent because of it.
    pub orders: Vec<NewText>,
    /// What the audit says of it.
    pub entries: Vec<Entry>,
    /// What is kept where it comes too late.
    pub late: Note,
    /// When.
    pub at: Timestamp,
}

/// A try.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// Our identifier.
    pub id: String,
    /// What came of it.
    pub result: AttemptResult,
    /// The part of the day.
    pub slot: Slot,
    /// The hour, where the office is.
    pub hour: i8,
    /// For how long the office was open from when the person could be rung until now.
    pub waited: SignedDuration,
}

/// What becomes of a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stays in hand.
    Stays,
    /// It waits for this time.
    Again(Window),
    /// It was tried as often as planned: an advisor decides, by the end of this time.
    Decide(Window),
    /// It waits for this day, on which it is tried anew.
    On(Date, Window),
    /// It is over.
    Ends,
}

/// A note to be kept.
#[derive(Clone)]
pub struct Note {
    /// Our identifier.
    pub id: String,
    /// A closed word: `note`, `message`, `late-note`, `late-attempt`, `late-outcome`, `text`.
    pub kind: &'static str,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Note").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is written.
    Kept,
    /// The holder lost the callback before: it is kept as a note.
    Late,
    /// The person asked again meanwhile: decide again on what stands there now. Nothing was written.
    Moved,
}

impl Store {
    /// Writes what came of a callback.
    ///
    /// # Errors
    /// Where the database fails; nothing is written then.
    pub async fn report(&self, report: Report) -> Result<Reported, StoreError> {
        self.write(move |connection| Box::pin(async move { write(connection, &report).await })).await
    }

    /// Keeps a note, as one in time from who holds the callback and as a late one from anybody else; whether it was in time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_callback(
        &self,
        id: &str,
        (by, fence): (&str, i64),
        note: Note,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (id, by) = (id.to_owned(), by.to_owned());
        self.write(move |connection| {
            Box::pin(async move {
                let sql = "UPDATE callback SET updated_at = $4
                           WHERE id = $1 AND claimed_by = $2 AND fence = $3 AND state = 'open'";
                let sql = Sql::new(sql).bind(&id).bind(&by).bind(fence).bind(now.as_millisecond());
                let in_time = connection.execute(sql).await? > 0;
                let kind = if in_time { note.kind } else { "late-note" };
                history::keep(connection, &id, &by, &Note { kind, ..note }, now).await?;
                connection.callbacks_changed();
                Ok(in_time)
            })
        })
        .await
    }
}

/// Who holds it under this fence, whether or not the lease has ended: as long as nobody else took it, nothing is lost.
const HOLDER: &str = " WHERE id = $1 AND claimed_by = $2 AND fence = $3 AND state = 'open'";

async fn write(connection: &mut Connection, report: &Report) -> Result<Reported, StoreError> {
    let Report { id, by, fence, at, .. } = report;
    // The row is locked from here on: what follows stands or falls together.
    let lock = if connection.is_sqlite() { "" } else { " FOR UPDATE" };
    let sql = Sql::new("SELECT id, round, attempts, person_index, caller_index, deadline, deadline_kind FROM callback");
    let sql = sql.then(HOLDER).then(lock).bind(id).bind(by).bind(*fence);
    let Some(row) = connection.fetch_optional(sql).await? else {
        history::keep(connection, id, by, &report.late, *at).await?;
        connection.callbacks_changed();
        return Ok(Reported::Late);
    };
    let row = Reading::keyed(&row, "callback", "id");
    let seen = (super::number(row.get("round")?), super::number(row.get("attempts")?));
    if seen != report.seen {
        return Ok(Reported::Moved);
    }
    let deadline = super::deadline(&row)?;
    let counted = match &report.attempt {
        Some(attempt) if !is_counted(connection, report).await? => {
            insert_attempt(connection, report, attempt).await?;
            Some(attempt)
        }
        _ => None,
    };
    change(connection, report, counted).await?;
    if report.marks_number {
        mark_number(connection, report).await?;
    }
    if let Some((kind, closes)) = deadline.filter(|_| report.settles_deadline) {
        let caller: Option<Vec<u8>> = row.get("caller_index")?;
        let person = caller.map_or_else(|| row.get("person_index"), Ok)?;
        settle_deadline(connection, report, (person, kind.to_string(), closes)).await?;
    }
    if let Some((note_id, text)) = &report.note {
        let note = Note { id: note_id.clone(), kind: "note", text: text.clone() };
        history::keep(connection, id, by, &note, *at).await?;
    }
    if !report.orders.is_empty() {
        outbox::add(connection, &report.orders.iter().collect::<Vec<_>>()).await?;
    }
    let vault = connection.vault();
    let entries = report.entries.iter().map(|entry| audit::row(&vault, entry)).collect::<Result<Vec<_>, _>>()?;
    audit::add(connection, entries).await?;
    connection.callbacks_changed();
    Ok(Reported::Kept)
}

/// Whether a try was counted under this fence: one holder tries once.
async fn is_counted(connection: &mut Connection, report: &Report) -> Result<bool, StoreError> {
    let sql = Sql::new("SELECT 1 FROM callback_attempt WHERE callback_id = $1 AND fence = $2 AND result <> 'failed'");
    Ok(connection.fetch_optional(sql.bind(&report.id).bind(report.fence)).await?.is_some())
}

async fn insert_attempt(connection: &mut Connection, report: &Report, attempt: &NewAttempt) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO callback_attempt (id, callback_id, advisor_id, fence, round, slot, hour, result, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    let insert = insert.bind(&attempt.id).bind(&report.id).bind(&report.by).bind(report.fence);
    let insert = insert.bind(i64::from(report.seen.0)).bind(attempt.slot.as_str()).bind(i64::from(attempt.hour));
    connection.execute(insert.bind(attempt.result.as_str()).bind(report.at.as_millisecond())).await.map(drop)
}

/// Sets that nobody holds it any more.
const FREED: &str = ", claimed_by = NULL, claimed_at = NULL, claimed_until = NULL";

async fn change(connection: &mut Connection, report: &Report, counted: Option<&NewAttempt>) -> Result<(), StoreError> {
    let counted = counted.filter(|attempt| attempt.result.counts());
    let tries = i64::from(counted.is_some());
    let waited = counted.map(|attempt| i64::try_from(attempt.waited.as_millis()).unwrap_or(i64::MAX));
    let tried_at = counted.map(|_| report.at.as_millisecond());
    let mut sql = Sql::new(
        "UPDATE callback SET updated_at = $4, first_tried_at = COALESCE(first_tried_at, $5), waited = COALESCE(waited, $6),
                             outcome = COALESCE($7, outcome)",
    )
    .bind(&report.id)
    .bind(&report.by)
    .bind(report.fence)
    .bind(report.at.as_millisecond())
    .bind(tried_at)
    .bind(waited)
    .bind(report.outcome.map(Outcome::as_str));
    let times = |window: &Window| [window.from.as_millisecond(), window.until.as_millisecond()];
    let planned = ", next_at = $8, due_by = $9, attempts = attempts + $10";
    sql = match &report.change {
        Change::Stays => sql.then(", attempts = attempts + $8").bind(tries),
        Change::Ends => {
            sql.then(", attempts = attempts + $8, state = 'done', ended_at = $4, ended_by = $2").then(FREED).bind(tries)
        }
        Change::Again(window) => bind_all(sql.then(planned).then(FREED), times(window)).bind(tries),
        Change::Decide(window) => {
            bind_all(sql.then(planned).then(", decide = TRUE").then(FREED), times(window)).bind(tries)
        }
        Change::On(day, window) => {
            let anew = ", next_at = $8, due_by = $9, follow_up = $10, attempts = 0, round = round + 1, decide = FALSE";
            bind_all(sql.then(anew).then(FREED), times(window)).bind(day.to_string())
        }
    };
    connection.execute(sql.then(HOLDER)).await.map(drop)
}

fn bind_all(sql: Sql, values: [i64; 2]) -> Sql {
    values.into_iter().fold(sql, |sql, value| sql.bind(Value::from(value)))
}

/// The number does not lead to the person: it is not rung or written to again, and is no longer theirs.
async fn mark_number(connection: &mut Connection, report: &Report) -> Result<(), StoreError> {
    let row = connection.fetch_one(Sql::new("SELECT * FROM callback WHERE id = $1").bind(&report.id)).await?;
    let callback = super::read(&row)?;
    let number = &callback.asked.number;
    phone::mark(connection, number, NumberMark::BadNumber, report.at).await?;
    let ended = Sql::new(
        "UPDATE person_phone SET until = $1 WHERE number_index = $2 AND until IS NULL
         AND person_id IN (SELECT person_id FROM person_file WHERE file_id = $3)",
    );
    let index = connection.vault().phone(number);
    let ended = ended.bind(report.at.as_millisecond()).bind(index).bind(&callback.asked.file_id);
    connection.execute(ended).await.map(drop)
}

/// An advisor's tick: what the deadline asked for is done, and nothing of it is told any more.
async fn settle_deadline(
    connection: &mut Connection,
    report: &Report,
    (person, kind, closes): (Vec<u8>, String, Date),
) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT id FROM deadline WHERE to_index = $1 AND kind = $2 AND closes = $3");
    let rows = connection.fetch_all(sql.bind(person).bind(kind).bind(closes.to_string())).await?;
    let ids = rows.iter().map(|row| row.get("id")).collect::<Result<Vec<String>, _>>()?;
    if ids.is_empty() {
        return Ok(());
    }
    let vault = connection.vault();
    let done = ids.iter().map(|id| {
        // One entry for each, told apart by the callback's own change.
        let (actor, subject) = (format!("advisor:{}", report.by), id.clone());
        let entry_id = format!("{}-{id}", report.late.id);
        audit::row(
            &vault,
            &Entry { id: entry_id, at: report.at, actor, action: "deadline-done", subject, detail: None },
        )
    });
    let entries = done.collect::<Result<Vec<_>, _>>()?;
    audit::add(connection, entries).await?;
    settle::done(connection, &ids, report.at).await
}
