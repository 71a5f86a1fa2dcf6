//! One-time codes, and the number on file that they and answers may be sent to.

use std::fmt;

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    connection::Row,
    guess::{Attempt, Buckets, FileKey, Try, count, count_file, decoy, is_closed, proved_something, tally},
    mandate,
    row::{Reading, phone_number},
    sql::Sql,
    vault::hex,
};
use crate::{
    identity::{Guard, ONE_TIME_TRIES, SENT_A_DAY_FOR_ALL, SENT_A_DAY_FOR_ONE, VERIFIED_FOR},
    outgoing::failure::NumberMark,
    phone_number::{Line, PhoneNumber},
};

/// A code that was made for a conversation.
#[derive(Clone)]
pub struct NewOneTimeCode {
    /// The conversation it is good in.
    pub conversation_id: String,
    /// What it opens; none where it opens nothing.
    pub opens: Option<Opens>,
    /// The hash of the code.
    pub code_hash: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// What a one-time code opens.
#[derive(Clone)]
pub struct Opens {
    /// The file.
    pub file_id: String,
    /// The number it is sent to.
    pub to: PhoneNumber,
    /// The mandate by which that number may have it; none where it is the number on file.
    pub mandate_id: Option<String>,
}

impl fmt::Debug for NewOneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewOneTimeCode").field("conversation_id", &self.conversation_id).finish_non_exhaustive()
    }
}

/// What may be sent to the number on file of a file that somebody named.
#[derive(Clone, PartialEq, Eq)]
pub enum Reached {
    /// The number, and the file.
    Number {
        /// The file.
        file_id: String,
        /// The number on file, or the helper's.
        to: PhoneNumber,
        /// The mandate by which it goes to a helper.
        mandate_id: Option<String>,
    },
    /// No such file, no number on file that may be trusted, or too many were sent: nobody is told which.
    Nobody,
}

impl fmt::Debug for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reached::Number { .. } => "Number",
            Reached::Nobody => "Nobody",
        })
    }
}

impl Store {
    /// The number on file that a message about a file may go to, counted as sent. A mobile comes before a landline, the one
    /// verified last before others; with `texts` only a mobile will do. What is for a helper to know, a code, goes to the
    /// number that asks for it where that is a helper's with a live mandate of the file's person. Nothing goes to a number
    /// that was not verified for a year, or that a text did not reach since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reach(&self, attempt: Try, texts: bool, guard: Guard) -> Result<Reached, StoreError> {
        self.write(move |connection| Box::pin(async move { reach(connection, &attempt, texts, &guard).await })).await
    }

    /// Counts a try at the one-time code of a conversation before the code is looked at.
    ///
    /// # Errors
    /// Where the database fails; no code may be checked then.
    pub async fn begin_one_time(
        &self,
        conversation_id: &str,
        attempt: Try,
        guard: Guard,
    ) -> Result<Attempt, StoreError> {
        let conversation_id = conversation_id.to_owned();
        self.write(move |connection| {
            Box::pin(async move { begin(connection, &conversation_id, &attempt, &guard).await })
        })
        .await
    }
}

async fn reach(connection: &mut Connection, attempt: &Try, texts: bool, guard: &Guard) -> Result<Reached, StoreError> {
    let vault = connection.vault();
    let helper = mandate::by_caller(connection, attempt).await?.filter(|_| texts);
    let rows = connection.fetch_all(numbers(connection, &attempt.file, attempt.at)).await?;
    let mut numbers = rows.iter().map(read_number).collect::<Result<Vec<_>, _>>()?;
    let by_text =
        |(_, to, trouble): &(String, PhoneNumber, Option<NumberMark>)| to.line() == Line::Mobile && trouble.is_none();
    let place = numbers.iter().position(by_text);
    let place = place.or_else(|| numbers.iter().position(|(_, to, _)| !texts && to.line() == Line::Fixed));
    let buckets = Buckets::of(&vault, "sent", attempt, None);
    let day = attempt.at.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
    let mut open = count(connection, buckets.pair, SENT_A_DAY_FOR_ONE, (attempt.at, day)).await?;
    open &= count_file(connection, (buckets.caller, buckets.seen), open, guard, attempt.at).await?;
    // A caller who is stopped takes nothing away from the others.
    let (bucket, most) = if open { (buckets.file, SENT_A_DAY_FOR_ALL) } else { (decoy(&vault), i64::MAX) };
    open &= count(connection, bucket, most, (attempt.at, day)).await?;
    if !open {
        return Ok(Reached::Nobody);
    }
    if let (Some((file_id, mandate_id)), Some(to)) = (helper, attempt.caller.clone()) {
        return Ok(Reached::Number { file_id, to, mandate_id: Some(mandate_id) });
    }
    Ok(match place {
        Some(place) => {
            let (file_id, to, _) = numbers.swap_remove(place);
            Reached::Number { file_id, to, mandate_id: None }
        }
        None => Reached::Nobody,
    })
}

/// The trusted numbers on file of a file.
fn numbers(connection: &Connection, file: &FileKey, now: Timestamp) -> Sql {
    let sql = Sql::new(
        "SELECT f.id, p.number_index, p.number, n.trouble
         FROM case_file f
         JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
         JOIN person_phone p ON p.person_id = h.person_id AND p.until IS NULL
         LEFT JOIN phone n ON n.number_index = p.number_index
         WHERE f.organisation = $1 AND f.number_index = $2 AND f.postcode = $3
           AND p.verified_at >= $4 AND p.doubted_at IS NULL AND n.opted_out_at IS NULL
         ORDER BY p.verified_at DESC, p.number_index",
    );
    let since = now.saturating_sub(VERIFIED_FOR).unwrap_or(Timestamp::MIN);
    let index = connection.vault().file(&file.organisation, file.number.reveal());
    sql.bind(&file.organisation).bind(index).bind(&file.postcode).bind(since.as_millisecond())
}

fn read_number(row: &Row) -> Result<(String, PhoneNumber, Option<NumberMark>), StoreError> {
    let id: String = Reading::keyed(row, "case_file", "id").get("id")?;
    let row = Reading::masked(row, "person_phone");
    let bound = hex(&row.get::<Vec<u8>>("number_index")?);
    let number = phone_number(&row.sealed("number", &bound)?).ok_or_else(|| row.unreadable("number"))?;
    let trouble: Option<String> = row.get("trouble")?;
    Ok((id, number, trouble.as_deref().and_then(NumberMark::parse)))
}

async fn begin(
    connection: &mut Connection,
    conversation_id: &str,
    attempt: &Try,
    guard: &Guard,
) -> Result<Attempt, StoreError> {
    tally(connection, attempt.at, guard).await?;
    if is_closed(connection).await? {
        return Ok(Attempt::Closed);
    }
    let file = &attempt.file;
    let index = connection.vault().file(&file.organisation, file.number.reveal());
    let sql = Sql::new(
        "UPDATE one_time_code SET tries = tries + 1
         WHERE conversation_id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3
           AND file_id = (SELECT id FROM case_file WHERE organisation = $4 AND number_index = $5 AND postcode = $6)
           AND (mandate_id IS NULL AND
                EXISTS (SELECT 1 FROM person_file h JOIN person_phone p ON p.person_id = h.person_id
                        WHERE h.file_id = one_time_code.file_id AND h.role = 'holder' AND p.until IS NULL
                          AND p.number_index = one_time_code.number_index)
                OR EXISTS (SELECT 1 FROM person_file h JOIN mandate m ON m.person_id = h.person_id
                           WHERE h.file_id = one_time_code.file_id AND h.role = 'holder' AND m.id = one_time_code.mandate_id
                             AND m.helper_index = one_time_code.number_index AND ",
    );
    let sql = sql.then(mandate::LIVE).then("$3))").then(
        " RETURNING conversation_id, file_id, code_hash, mandate_id,
                    (SELECT m.scope FROM mandate m WHERE m.id = one_time_code.mandate_id) AS scope",
    );
    let sql = sql.bind(conversation_id).bind(ONE_TIME_TRIES).bind(attempt.at.as_millisecond());
    let sql = sql.bind(&file.organisation).bind(index).bind(&file.postcode);
    let Some(row) = connection.fetch_optional(sql).await? else { return Ok(Attempt::Unknown) };
    let row = Reading::keyed(&row, "one_time_code", "conversation_id");
    let by = mandate::mandated(row.get("mandate_id")?, row.get("scope")?);
    Ok(Attempt::Check { file_id: row.get("file_id")?, code_hash: row.get("code_hash")?, by })
}

/// Keeps a code; the one before it is good no more.
pub(super) async fn keep(connection: &mut Connection, code: &NewOneTimeCode) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO one_time_code (conversation_id, file_id, number_index, code_hash, tries, expires_at, used_at, mandate_id)
         VALUES ($1, $2, $3, $4, 0, $5, NULL, $6)
         ON CONFLICT (conversation_id) DO UPDATE SET
            file_id = excluded.file_id, number_index = excluded.number_index, code_hash = excluded.code_hash,
            tries = 0, expires_at = excluded.expires_at, used_at = NULL, mandate_id = excluded.mandate_id",
    );
    let (vault, opens) = (connection.vault(), code.opens.as_ref());
    let insert = insert.bind(&code.conversation_id).bind(opens.map(|opens| opens.file_id.as_str()));
    let insert = insert.bind(opens.map(|opens| vault.phone(&opens.to))).bind(&code.code_hash);
    let insert = insert.bind(code.expires_at.as_millisecond());
    connection.execute(insert.bind(opens.and_then(|opens| opens.mandate_id.as_deref()))).await.map(drop)
}

/// A code opens its file once.
pub(super) async fn use_up(
    connection: &mut Connection,
    conversation_id: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    proved_something(connection, at).await?;
    let sql = "UPDATE one_time_code SET used_at = $2 WHERE conversation_id = $1";
    connection.execute(Sql::new(sql).bind(conversation_id).bind(at.as_millisecond())).await.map(drop)
}
