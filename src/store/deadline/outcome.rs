//! What came of a reminder: what was answered to it, and on which day its deadline was seen to be done.

use std::fmt::Write as _;

use jiff::{Span, Timestamp, tz::TimeZone};

use super::{
    super::{
        Connection, Store, StoreError,
        sql::{Sql, values},
    },
    Deadline, DeadlineState, MOST_ROWS, Source, day_at, kept,
};
use crate::{flow::answers::Answer, holiday::Territory, phone_number::PhoneNumber};

/// A STOP so many days after a reminder is an answer to it.
const ANSWERED_WITHIN: i64 = 7;

impl Store {
    /// What a deadline asked for is done, as its file or an advisor shows, or it is over in another way. What a person only
    /// said to be done is confirmed by it. False where nothing is new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_deadline(&self, id: &str, state: DeadlineState, now: Timestamp) -> Result<bool, StoreError> {
        let id = [id.to_owned()];
        self.write(move |connection| Box::pin(async move { Ok(end(connection, &id, state, now).await? == 1) })).await
    }
}

/// See [`Store::end_deadline`]; says of how many something is new.
pub(super) async fn end(
    connection: &mut Connection,
    ids: &[String],
    state: DeadlineState,
    now: Timestamp,
) -> Result<u64, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let ended = Sql::new("WITH ended (id) AS (").rows(ids.iter().map(|id| values![id]));
    let (word, at, today) = (ended.next(), ended.next() + 1, today(now));
    let update = ended.then(&format!(
        ") UPDATE deadline SET state = ${word}, due_at = NULL, updated_at = ${at},
                               confirmed_on = CASE WHEN ${word} = 'done' THEN {today} END
           FROM ended WHERE deadline.id = ended.id
             AND (deadline.state IN ('armed', 'held-out')
                  OR ${word} = 'done' AND deadline.state = 'done' AND deadline.confirmed_on IS NULL)",
    ));
    connection.execute(update.bind(state.as_str()).bind(now.as_millisecond())).await
}

/// Who told us these deadlines tells with them, where the dates are others, that what closed before they open is done, if it
/// counts as done already. Not so the person: what they say is no proof.
pub(super) async fn confirm_before(connection: &mut Connection, told: &[Deadline]) -> Result<(), StoreError> {
    let vault = connection.vault();
    let told: Vec<&Deadline> = told.iter().filter(|one| one.source != Source::Person).collect();
    for told in told.chunks(MOST_ROWS) {
        let Some(now) = told.first().map(|one| one.armed_at) else { continue };
        let row = |one: &&Deadline| {
            let file_id = one.file_id.clone().unwrap_or_default();
            Ok(values![vault.phone(&one.to), &*one.kind, file_id, kept(&one.known, "deadline")?, one.opens.to_string()])
        };
        let rows = told.iter().map(row).collect::<Result<Vec<_>, StoreError>>()?;
        let told = Sql::new("WITH told (person, kind, file, known, opens) AS (").rows(rows);
        let update = told.then(&format!(
            ") UPDATE deadline SET confirmed_on = {} FROM told
               WHERE deadline.to_index = told.person AND deadline.kind = told.kind AND deadline.file_id = told.file
                 AND deadline.closes < told.opens AND deadline.known <> told.known
                 AND deadline.state = 'done' AND deadline.confirmed_on IS NULL",
            today(now)
        ));
        connection.execute(update).await?;
    }
    Ok(())
}

/// Keeps what a person answered to a reminder. The same answer again changes nothing; a reminder that tells of no deadline
/// has no answers.
pub(in crate::store) async fn note_answer(
    connection: &mut Connection,
    reminder_id: &str,
    answer: Answer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = Sql::new("").then(&format!(
        "INSERT INTO reminder_answer (reminder_id, answer, day)
         SELECT $1, $2, min({}) FROM rung JOIN deadline ON deadline.id = rung.deadline_id
         WHERE rung.reminder_id = $1 HAVING count(*) > 0 ON CONFLICT DO NOTHING",
        today(now)
    ));
    connection.execute(insert.bind(reminder_id).bind(word(answer))).await.map(drop)
}

/// A STOP is an answer to the reminder that came last, where that was a few days ago at most.
pub(in crate::store) async fn note_stop(
    connection: &mut Connection,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), StoreError> {
    let since = now.to_zoned(TimeZone::UTC).date().saturating_sub(Span::new().days(ANSWERED_WITHIN));
    let sql = Sql::new("SELECT id FROM reminder WHERE to_index = $1 AND day >= $2 ORDER BY day DESC, id DESC LIMIT 1");
    let sql = sql.bind(connection.vault().phone(number)).bind(since.to_string());
    match connection.fetch_all(sql).await?.first() {
        Some(row) => note_answer(connection, &row.get::<String>("id")?, Answer::Stop, now).await,
        None => Ok(()),
    }
}

/// The word that an answer has in the table.
fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::Help => "help",
        Answer::Later => "later",
        Answer::Stop => "stop",
    }
}

/// The day that it is where a deadline's person is, in SQL.
fn today(now: Timestamp) -> String {
    let mut sql = "CASE deadline.territory".to_owned();
    for (name, territory) in Territory::ALL {
        // Writing to a String cannot fail.
        let _ = write!(sql, " WHEN '{name}' THEN '{}'", day_at(now, territory));
    }
    sql + " END"
}
