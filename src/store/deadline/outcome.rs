//! What came of a reminder: what was answered to it, and on which day its deadline was seen to be done.

use jiff::Timestamp;

use super::super::{
    Connection, Store, StoreError,
    sql::{Sql, Value, values},
};
use super::{DeadlineState, day_at};
use crate::{flow::answers::Answer, holiday::Territory};

impl Store {
    /// What a deadline asked for is done, as its file or an advisor shows, or it is over in another way. What a person only
    /// said to be done is confirmed by it. False where nothing is new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_deadline(&self, id: &str, state: DeadlineState, now: Timestamp) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.write(move |connection| Box::pin(async move { end(connection, &id, state, now).await })).await
    }
}

/// See [`Store::end_deadline`].
pub(in crate::store) async fn end(
    connection: &mut Connection,
    id: &str,
    state: DeadlineState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = today(values![state.as_str(), now.as_millisecond(), id], now).then(
        "UPDATE deadline SET state = $1, due_at = NULL, updated_at = $2,
                             confirmed_on = CASE WHEN $1 = 'done' THEN today.day END
         FROM today WHERE today.territory = deadline.territory AND deadline.id = $3
           AND (deadline.state IN ('armed', 'held-out')
                OR $1 = 'done' AND deadline.state = 'done' AND deadline.confirmed_on IS NULL)",
    );
    Ok(connection.execute(update).await? == 1)
}

/// Keeps what a person answered to a reminder. The same answer again changes nothing; a reminder that tells of no deadline
/// has no answers.
pub(in crate::store) async fn note_answer(
    connection: &mut Connection,
    reminder_id: &str,
    answer: Answer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = today(values![reminder_id, word(answer)], now).then(
        "INSERT INTO reminder_answer (reminder_id, answer, day)
         SELECT $1, $2, min(today.day) FROM rung
         JOIN deadline ON deadline.id = rung.deadline_id JOIN today ON today.territory = deadline.territory
         WHERE rung.reminder_id = $1 HAVING count(*) > 0
         ON CONFLICT DO NOTHING",
    );
    connection.execute(insert).await.map(drop)
}

/// The word that an answer has in the table.
pub(super) fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::Help => "help",
        Answer::Later => "later",
        Answer::Stop => "stop",
    }
}

/// Begins a statement with its values and the table `today (territory, day)`: which day it is where.
fn today(given: Vec<Value>, now: Timestamp) -> Sql {
    let row =
        |(name, territory): (&str, Territory)| -> Vec<Value> { values![name, day_at(now, territory).to_string()] };
    let begun = given.into_iter().fold(Sql::new("WITH today (territory, day) AS ("), Sql::bind);
    begun.rows(Territory::ALL.into_iter().map(row)).then(") ")
}
