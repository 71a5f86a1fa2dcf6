//! How often codes are tried, and whether one may be tried now: throttles that are conditions inside statements.
//!
//! Every try is counted before its code is looked at, and given back when the code was right, so that cutting the line or
//! crowding calls gains no free guess. A file that does not exist, one that is locked and one that is open go through the
//! same statements, in the same order.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::{Connection, Store, StoreError, row::Reading, sql::Sql, vault::Vault};
use crate::{
    case::FileNumber,
    identity::{
        ALARM_SLOTS, BLOCK_FAILURES_A_DAY, CODE_LIFE_FAILURES, FILE_FAILURES_A_DAY, FREE_FAILURES, Guard,
        OWN_LIFE_FAILURES, SLOT, throttle,
    },
    mandate::Mandated,
    phone_number::PhoneNumber,
};

/// What tells a file to those who know it: the organisation's key, the number on the letters, the postcode or nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey {
    /// The organisation's key.
    pub organisation: String,
    /// The number.
    pub number: FileNumber,
    /// The postcode, empty where the organisation needs none.
    pub postcode: String,
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey")
    }
}

/// Who tries something, on which file, and when.
#[derive(Clone, Debug)]
pub struct Try {
    /// The file as it was typed.
    pub file: FileKey,
    /// The caller's number; all who withhold theirs count as one.
    pub caller: Option<PhoneNumber>,
    /// When.
    pub at: Timestamp,
}

/// Whether a code may be tried. The caller must act alike in the cases of one file.
#[derive(Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Check it against this hash. The try counts as a failure until `Write::CodeProved`.
    Check {
        /// The file.
        file_id: String,
        /// The hash of its code.
        code_hash: String,
        /// The mandate by which the code was sent to a helper.
        by: Option<Mandated>,
    },
    /// Too many failures: not now, or never again with this code.
    Locked,
    /// No such file, or it has no code.
    Unknown,
    /// Codes prove nothing now, whatever the file: somebody guesses all over.
    Closed,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Attempt::Check { .. } => "Check",
            Attempt::Locked => "Locked",
            Attempt::Unknown => "Unknown",
            Attempt::Closed => "Closed",
        })
    }
}

/// That somebody guesses codes all over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Since when.
    pub raised_at: Timestamp,
    /// Tries in the hour before.
    pub tries: u64,
    /// Those of them that proved nothing.
    pub refused: u64,
}

/// The state of an alarm that nobody ended yet.
const RAISED: &str = "raised";
/// How long a number's failures on one file are remembered after the last of them.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Counts a try at a file's code before the code is looked at.
    ///
    /// # Errors
    /// Where the database fails; nothing is counted and no code may be checked.
    pub async fn begin_attempt(&self, attempt: Try, guard: Guard) -> Result<Attempt, StoreError> {
        self.write(move |connection| Box::pin(async move { begin(connection, &attempt, &guard).await })).await
    }

    /// The alarm that is raised, if one is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn alarm(&self) -> Result<Option<Alarm>, StoreError> {
        let sql = Sql::new("SELECT id, raised_at, tries, refused FROM guess_alarm WHERE state = $1").bind(RAISED);
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        let row = Reading::keyed(&row, "guess_alarm", "id");
        let count = |column| row.get::<i64>(column).map(i64::unsigned_abs);
        Ok(Some(Alarm { raised_at: row.time("raised_at")?, tries: count("tries")?, refused: count("refused")? }))
    }

    /// Ends the alarm: codes are believed again, and counting begins anew. False where none was raised.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_alarm(&self, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let sql = "UPDATE guess_alarm SET state = 'ended', ended_at = $1 WHERE state = $2";
                let ended = connection.execute(Sql::new(sql).bind(now.as_millisecond()).bind(RAISED)).await?;
                if ended > 0 {
                    connection.execute(Sql::new("DELETE FROM guess_slot")).await?;
                }
                Ok(ended > 0)
            })
        })
        .await
    }

    /// Tries of the last hour, and those of them that proved nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tries_lately(&self, now: Timestamp) -> Result<(u64, u64), StoreError> {
        let sql = Sql::new(
            "SELECT COALESCE(CAST(SUM(tries) AS BIGINT), 0), COALESCE(CAST(SUM(refused) AS BIGINT), 0)
             FROM guess_slot WHERE slot > $1",
        );
        let row = self.reads().fetch_one(sql.bind(slot(now) - ALARM_SLOTS)).await?;
        Ok((row.at::<i64>(0)?.unsigned_abs(), row.at::<i64>(1)?.unsigned_abs()))
    }

    /// Forgets what no throttle looks at any more, and how many buckets and codes that was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sweep_guesses(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let buckets = Sql::new("DELETE FROM guess WHERE ends_at <= $1").bind(now.as_millisecond());
                let codes = Sql::new("DELETE FROM one_time_code WHERE expires_at <= $1").bind(now.as_millisecond());
                let swept = connection.execute(buckets).await? + connection.execute(codes).await?;
                let slots = Sql::new("DELETE FROM guess_slot WHERE slot <= $1").bind(slot(now) - ALARM_SLOTS);
                connection.execute(slots).await?;
                Ok(swept)
            })
        })
        .await
    }
}

/// What a try is counted under, as keyed indexes: nobody reads from the database who tried what.
pub(super) struct Buckets {
    /// This caller on this file.
    pub(super) pair: Vec<u8>,
    /// The file, whoever calls.
    pub(super) file: Vec<u8>,
    /// That the caller tried this file on this day.
    pub(super) seen: Vec<u8>,
    /// How many files the caller tried on this day.
    pub(super) caller: Vec<u8>,
    /// The caller's number without its last four digits.
    block: Vec<u8>,
}

impl Buckets {
    /// Those of a purpose: guessing, or having something sent. With a new code, tries at the file are counted anew.
    pub(super) fn of(vault: &Vault, purpose: &str, attempt: &Try, code_hash: Option<&str>) -> Self {
        let caller = attempt.caller.as_ref().map_or("hidden", PhoneNumber::reveal);
        let block = caller.get(..caller.len().saturating_sub(4)).filter(|_| attempt.caller.is_some());
        let file = &attempt.file;
        let file = [file.organisation.as_str(), file.number.reveal(), file.postcode.as_str()].join("\u{1f}");
        let day = attempt.at.as_second().div_euclid(DAY.as_secs());
        let code = code_hash.unwrap_or_default();
        let bucket = |parts: &[&str]| vault.keys().index("guess", &parts.join("\u{1f}"));
        Buckets {
            pair: bucket(&[purpose, "pair", caller, &file, code]),
            file: bucket(&[purpose, "file", &file, code]),
            // Both purposes share these: who has texts sent for three files tries no codes on three others.
            seen: bucket(&["seen", &day.to_string(), caller, &file]),
            caller: bucket(&["caller", &day.to_string(), caller]),
            block: bucket(&[purpose, "block", block.unwrap_or(caller)]),
        }
    }
}

/// What is counted in place of a bucket that a try does not count under: the work is the same.
pub(super) fn decoy(vault: &Vault) -> Vec<u8> {
    vault.keys().index("guess", "decoy")
}

async fn begin(connection: &mut Connection, attempt: &Try, guard: &Guard) -> Result<Attempt, StoreError> {
    // What all tries share comes first, so that instances that count at the same time wait for one another here.
    tally(connection, attempt.at, guard).await?;
    if is_closed(connection).await? {
        return Ok(Attempt::Closed);
    }
    let vault = connection.vault();
    let found = find(connection, attempt).await?;
    let own = found.as_ref().is_some_and(|found| found.own);
    let buckets = Buckets::of(&vault, "code", attempt, found.as_ref().and_then(|found| found.code_hash.as_deref()));
    let mut open = count_pair(connection, buckets.pair, attempt.at).await?;
    let day = attempt.at.saturating_add(DAY).unwrap_or(Timestamp::MAX);
    for (bucket, limit) in [(buckets.file, FILE_FAILURES_A_DAY), (buckets.block, BLOCK_FAILURES_A_DAY)] {
        // The number on file is counted by itself alone: a stranger cannot lock the person out.
        let (bucket, limit) = if open && !own { (bucket, limit) } else { (decoy(&vault), i64::MAX) };
        open &= count(connection, bucket, limit, (attempt.at, day)).await?;
    }
    open &= count_file(connection, (buckets.caller, buckets.seen), open && !own, guard, attempt.at).await?;
    let taken = take(connection, found.as_ref().filter(|_| open), own).await?;
    Ok(match (found, taken) {
        (Some(found), Some(code_hash)) => Attempt::Check { file_id: found.id, code_hash, by: None },
        (Some(found), None) if found.code_hash.is_some() => Attempt::Locked,
        _ => Attempt::Unknown,
    })
}

/// A file with the number that was typed.
struct Found {
    id: String,
    code_hash: Option<String>,
    /// Whether the caller's number is the number on file.
    own: bool,
}

async fn find(connection: &mut Connection, attempt: &Try) -> Result<Option<Found>, StoreError> {
    let sql = Sql::new(
        "SELECT f.id, f.code_hash,
                EXISTS (SELECT 1 FROM person_file h JOIN person_phone p ON p.person_id = h.person_id
                        WHERE h.file_id = f.id AND h.role = 'holder' AND p.until IS NULL AND p.number_index = $4) AS own
         FROM case_file f WHERE f.organisation = $1 AND f.number_index = $2 AND f.postcode = $3",
    );
    let vault = connection.vault();
    let file = &attempt.file;
    let caller = attempt.caller.as_ref().map(|number| vault.phone(number)).unwrap_or_default();
    let index = vault.file(&file.organisation, file.number.reveal());
    let sql = sql.bind(&file.organisation).bind(index).bind(&file.postcode).bind(caller);
    let Some(row) = connection.fetch_optional(sql).await? else { return Ok(None) };
    let row = Reading::keyed(&row, "case_file", "id");
    Ok(Some(Found { id: row.get("id")?, code_hash: row.get("code_hash")?, own: row.get("own")? }))
}

/// Whether codes prove nothing now.
pub(super) async fn is_closed(connection: &mut Connection) -> Result<bool, StoreError> {
    let sql = Sql::new("SELECT 1 FROM guess_alarm WHERE state = $1").bind(RAISED);
    Ok(connection.fetch_optional(sql).await?.is_some())
}

/// Counts one more try of this slot, refused until it proves something, and raises the alarm where there are too many.
pub(super) async fn tally(connection: &mut Connection, now: Timestamp, guard: &Guard) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO guess_slot (slot, tries, refused) VALUES ($1, 1, 1)
         ON CONFLICT (slot) DO UPDATE SET tries = guess_slot.tries + 1, refused = guess_slot.refused + 1",
    );
    connection.execute(insert.bind(slot(now))).await?;
    let raise = Sql::new(
        "INSERT INTO guess_alarm (id, state, raised_at, tries, refused)
         SELECT $1, $2, $3, lately.tries, lately.refused
         FROM (SELECT CAST(SUM(tries) AS BIGINT) AS tries, CAST(SUM(refused) AS BIGINT) AS refused
               FROM guess_slot WHERE slot > $4) lately
         WHERE lately.refused > $5 AND lately.refused * 100 >= lately.tries * $6
         ON CONFLICT DO NOTHING",
    );
    let raise = raise
        .bind(format!("alarm-{}", now.as_millisecond()))
        .bind(RAISED)
        .bind(now.as_millisecond())
        .bind(slot(now) - ALARM_SLOTS)
        .bind(i64::from(guard.alarm_refused))
        .bind(i64::from(guard.alarm_share_percent));
    connection.execute(raise).await.map(drop)
}

/// The slot of a time.
fn slot(now: Timestamp) -> i64 {
    now.as_second().div_euclid(SLOT.as_secs())
}

/// Counts a try of one number on one file; false while that number must wait.
async fn count_pair(connection: &mut Connection, pair: Vec<u8>, now: Timestamp) -> Result<bool, StoreError> {
    let lock = |failures: i64| {
        throttle(failures).map(|length| now.saturating_add(length).unwrap_or(Timestamp::MAX).as_millisecond())
    };
    let sql = Sql::new(
        "INSERT INTO guess (bucket, tries, locked_until, ends_at) VALUES ($1, 1, NULL, $3)
         ON CONFLICT (bucket) DO UPDATE SET
            tries = CASE WHEN guess.ends_at <= $2 THEN 1 ELSE guess.tries + 1 END,
            locked_until = CASE WHEN guess.ends_at <= $2 OR guess.tries + 1 < $4 THEN NULL
                                WHEN guess.tries + 1 = $4 THEN $5 WHEN guess.tries + 1 = $4 + 1 THEN $6 ELSE $7 END,
            ends_at = excluded.ends_at
         WHERE guess.ends_at <= $2 OR guess.locked_until IS NULL OR guess.locked_until <= $2",
    );
    let sql = sql
        .bind(pair)
        .bind(now.as_millisecond())
        .bind(now.saturating_add(REMEMBERED).unwrap_or(Timestamp::MAX).as_millisecond())
        .bind(FREE_FAILURES)
        .bind(lock(FREE_FAILURES))
        .bind(lock(FREE_FAILURES + 1))
        .bind(lock(FREE_FAILURES + 2));
    Ok(connection.execute(sql).await? == 1)
}

/// Counts in a bucket that is emptied when its window ends; false where it is full.
pub(super) async fn count(
    connection: &mut Connection,
    bucket: Vec<u8>,
    limit: i64,
    (now, ends_at): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "INSERT INTO guess (bucket, tries, ends_at) VALUES ($1, 1, $3)
         ON CONFLICT (bucket) DO UPDATE SET
            tries = CASE WHEN guess.ends_at <= $2 THEN 1 ELSE guess.tries + 1 END,
            ends_at = CASE WHEN guess.ends_at <= $2 THEN excluded.ends_at ELSE guess.ends_at END
         WHERE guess.ends_at <= $2 OR guess.tries < $4",
    );
    let sql = sql.bind(bucket).bind(now.as_millisecond()).bind(ends_at.as_millisecond()).bind(limit);
    Ok(connection.execute(sql).await? == 1)
}

/// Counts a file among those that a number tried on this day; false where it is one too many.
pub(super) async fn count_file(
    connection: &mut Connection,
    (caller, seen): (Vec<u8>, Vec<u8>),
    counts: bool,
    guard: &Guard,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let decoy = decoy(&connection.vault());
    let ends_at = now.saturating_add(DAY).unwrap_or(Timestamp::MAX).as_millisecond();
    // The bucket's name holds the day: it is never emptied, only swept.
    let sql = Sql::new(
        "INSERT INTO guess (bucket, tries, ends_at) VALUES ($1, 1, $3)
         ON CONFLICT (bucket) DO UPDATE SET
            tries = guess.tries + CASE WHEN EXISTS (SELECT 1 FROM guess seen WHERE seen.bucket = $2) THEN 0 ELSE 1 END
         WHERE guess.tries < $4 OR EXISTS (SELECT 1 FROM guess seen WHERE seen.bucket = $2)",
    );
    let (caller, limit) =
        if counts { (caller, i64::from(guard.files_per_number_per_day)) } else { (decoy.clone(), i64::MAX) };
    let room = connection.execute(sql.bind(caller).bind(seen.clone()).bind(ends_at).bind(limit)).await? == 1;
    let sql = "INSERT INTO guess (bucket, tries, ends_at) VALUES ($1, 0, $2) ON CONFLICT (bucket) DO NOTHING";
    let seen = if counts && room { seen } else { decoy };
    connection.execute(Sql::new(sql).bind(seen).bind(ends_at)).await?;
    Ok(room)
}

/// Counts a try in the life of a file's code, and gives the code's hash; none where it is used up.
async fn take(connection: &mut Connection, found: Option<&Found>, own: bool) -> Result<Option<String>, StoreError> {
    const STRANGER: &str = "UPDATE case_file SET code_failures = code_failures + 1
        WHERE id = $1 AND code_hash IS NOT NULL AND code_failures < $2 RETURNING id, code_hash";
    const OWN: &str = "UPDATE case_file SET own_failures = own_failures + 1
        WHERE id = $1 AND code_hash IS NOT NULL AND own_failures < $2 RETURNING id, code_hash";
    let (sql, limit) = if own { (OWN, OWN_LIFE_FAILURES) } else { (STRANGER, CODE_LIFE_FAILURES) };
    // No file has this identifier: the statement runs, and finds nothing.
    let id = found.map_or("", |found| found.id.as_str());
    let row = connection.fetch_optional(Sql::new(sql).bind(id).bind(limit)).await?;
    row.map(|row| Reading::keyed(&row, "case_file", "id").get("code_hash")).transpose()
}

/// The code was right: its try was no failure, and those before it from this number are forgotten. Those in the code's life are
/// not, or an attacker would be given more tries by each call of the owner. A number on file is verified by it.
pub(super) async fn proved(connection: &mut Connection, file_id: &str, attempt: &Try) -> Result<(), StoreError> {
    let vault = connection.vault();
    proved_something(connection, attempt.at).await?;
    let found = find(connection, attempt).await?;
    let own = found.as_ref().is_some_and(|found| found.own);
    let update = if own {
        "UPDATE case_file SET own_failures = own_failures - 1 WHERE id = $1 AND own_failures > 0"
    } else {
        "UPDATE case_file SET code_failures = code_failures - 1 WHERE id = $1 AND code_failures > 0"
    };
    connection.execute(Sql::new(update).bind(file_id)).await?;
    let buckets = Buckets::of(&vault, "code", attempt, found.as_ref().and_then(|found| found.code_hash.as_deref()));
    connection.execute(Sql::new("DELETE FROM guess WHERE bucket = $1").bind(buckets.pair)).await?;
    if own {
        return verify_number(connection, file_id, attempt).await;
    }
    for bucket in [buckets.file, buckets.block] {
        give_back(connection, bucket).await?;
    }
    // A file that was opened is none of those that were tried.
    let seen = Sql::new("DELETE FROM guess WHERE bucket = $1").bind(buckets.seen);
    if connection.execute(seen).await? == 1 {
        give_back(connection, buckets.caller).await?;
    }
    Ok(())
}

/// A try of this slot was right.
pub(super) async fn proved_something(connection: &mut Connection, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE guess_slot SET refused = refused - 1 WHERE slot = $1 AND refused > 0";
    connection.execute(Sql::new(sql).bind(slot(at))).await.map(drop)
}

async fn give_back(connection: &mut Connection, bucket: Vec<u8>) -> Result<(), StoreError> {
    let sql = "UPDATE guess SET tries = tries - 1 WHERE bucket = $1 AND tries > 0";
    connection.execute(Sql::new(sql).bind(bucket)).await.map(drop)
}

/// Somebody gave the posted code from the number on file: it is the person's.
async fn verify_number(connection: &mut Connection, file_id: &str, attempt: &Try) -> Result<(), StoreError> {
    let Some(caller) = &attempt.caller else { return Ok(()) };
    let sql = Sql::new(
        "UPDATE person_phone SET verified_at = $1, doubted_at = NULL
         WHERE number_index = $2 AND until IS NULL
           AND person_id IN (SELECT person_id FROM person_file WHERE file_id = $3 AND role = 'holder')",
    );
    let sql = sql.bind(attempt.at.as_millisecond()).bind(connection.vault().phone(caller)).bind(file_id);
    connection.execute(sql).await.map(drop)
}
