//! People's deadlines: set up once each, told rung by rung ([`round`]), answered ([`settle`]), over for good. Those of a
//! case file follow it ([`mod@file`]).

pub mod file;
pub mod outcome;
pub(super) mod reach;
pub mod renewal;
pub mod results;
pub mod round;
pub mod settle;
pub mod telling;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::AddAssign,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    Connection, Store, StoreError,
    connection::Row,
    row::Reading,
    sql::{Sql, Value, values},
};
use crate::{
    flow::Name,
    holiday::Territory,
    phone_number::PhoneNumber,
    reminder::{Known, place::zone},
};

/// Most rows of one statement: SQLite takes 32,766 values.
const MOST_ROWS: usize = 1_000;

/// Where a deadline comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A date on a case file.
    File,
    /// The person asked to be reminded.
    Person,
    /// An advisor wrote it down.
    Advisor,
    /// A list of deadlines was imported.
    Import,
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineState {
    /// Its rungs are told as they come.
    Armed,
    /// It is known and never told, so that an operator can see what telling does.
    HeldOut,
    /// What it asked for is done.
    Done,
    /// Its last day is past.
    Expired,
    /// The dates it came from are others now.
    Withdrawn,
}

/// A deadline of a person.
#[derive(Clone, PartialEq)]
pub struct Deadline {
    /// Our identifier.
    pub id: String,
    /// Its type.
    pub kind: Name,
    /// Whose it is.
    pub to: PhoneNumber,
    /// The number of ours that they hear from.
    pub service_number: String,
    /// The file it belongs to, if it belongs to one.
    pub file_id: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// The dates it is computed from.
    pub known: Known,
    /// Where the person is.
    pub territory: Territory,
    /// The first day on which it can be done.
    pub opens: Date,
    /// The last day on which it is in time.
    pub closes: Date,
    /// How it stands.
    pub state: DeadlineState,
    /// The rung that was told last.
    pub tried: Option<u16>,
    /// When it is to be looked at next; none once it is over.
    pub due_at: Option<Timestamp>,
    /// When it was set up.
    pub armed_at: Timestamp,
}

/// What became of deadlines that were told to us. Those that are in neither count were known already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetUp {
    /// Deadlines that are set up now and were not before.
    pub armed: usize,
    /// Deadlines that are over because another one of these took their place, or because their file tells them no more.
    pub ended: usize,
}

impl AddAssign for SetUp {
    fn add_assign(&mut self, other: SetUp) {
        self.armed += other.armed;
        self.ended += other.ended;
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Source {
    const ALL: [(Source, &'static str); 4] =
        [(Source::File, "file"), (Source::Person, "person"), (Source::Advisor, "advisor"), (Source::Import, "import")];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Source::ALL.into_iter().find_map(|(one, word)| (one == self).then_some(word)).unwrap_or_default()
    }
}

impl DeadlineState {
    const ALL: [(DeadlineState, &'static str); 5] = [
        (DeadlineState::Armed, "armed"),
        (DeadlineState::HeldOut, "held-out"),
        (DeadlineState::Done, "done"),
        (DeadlineState::Expired, "expired"),
        (DeadlineState::Withdrawn, "withdrawn"),
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        DeadlineState::ALL.into_iter().find_map(|(one, word)| (one == self).then_some(word)).unwrap_or_default()
    }
}

impl Store {
    /// Sets deadlines up, all of them or none. One that is known already, with the same last day, stays as it is, done or
    /// not; one whose last day changed takes the place of what its file or its person said before. What was replaced counts
    /// as done where the new one begins after its last day: it could only be told to us because it was done.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn arm(&self, deadlines: Vec<Deadline>) -> Result<SetUp, StoreError> {
        self.write_patiently(move |connection| {
            Box::pin(async move {
                let sum = arm(connection, &deadlines).await?;
                outcome::confirm_before(connection, &deadlines).await?;
                Ok(sum)
            })
        })
        .await
    }

    /// What tells a person by their number, always the same and only to us: for the lot of a trial.
    pub fn tag_of(&self, person: &PhoneNumber) -> Vec<u8> {
        self.vault().phone(person)
    }

    /// What nobody said was done by its last day, from this last day on, in their order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn missed_deadlines(&self, since: Date) -> Result<Vec<Deadline>, StoreError> {
        let sql = Sql::new("SELECT * FROM deadline WHERE state = 'expired' AND closes >= $1 ORDER BY closes, kind, id");
        self.reads().fetch_all(sql.bind(since.to_string())).await?.iter().map(read).collect()
    }

    /// A person's deadlines, the next last day first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn deadlines_of(&self, person: &PhoneNumber) -> Result<Vec<Deadline>, StoreError> {
        let sql = Sql::new("SELECT * FROM deadline WHERE to_index = $1 ORDER BY closes, kind, id");
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person))).await?;
        rows.iter().map(read).collect()
    }
}

pub(super) async fn arm(connection: &mut Connection, deadlines: &[Deadline]) -> Result<SetUp, StoreError> {
    let mut sum = SetUp::default();
    for part in deadlines.chunks(MOST_ROWS) {
        let new = insert(connection, part).await?;
        sum.armed += new.len();
        sum.ended += replace(connection, &new).await?;
        at_chosen_hours(connection, &new).await?;
    }
    Ok(sum)
}

/// A deadline that was set up just now.
struct New {
    person: Vec<u8>,
    kind: String,
    file_id: String,
    known: String,
    opens: String,
    closes: String,
    at: i64,
}

/// Writes those that are new, and those that were withdrawn and are told again: what was told of these stays told.
async fn insert(connection: &mut Connection, deadlines: &[Deadline]) -> Result<Vec<New>, StoreError> {
    let vault = connection.vault();
    let mut seen = BTreeSet::new();
    let row = |one: &Deadline| -> Result<Vec<Value>, StoreError> {
        Ok(values![
            &one.id,
            &*one.kind,
            vault.phone(&one.to),
            vault.seal_number("deadline", "to_number", &one.id, &one.to)?,
            &one.service_number,
            one.file_id.clone().unwrap_or_default(),
            one.source.as_str(),
            kept(&one.known, "deadline")?,
            one.territory.to_string(),
            one.opens.to_string(),
            one.closes.to_string(),
            one.state.as_str(),
            one.tried.map(i64::from),
            one.due_at.map(Timestamp::as_millisecond),
            one.armed_at.as_millisecond(),
            one.armed_at.as_millisecond(),
            one.state == DeadlineState::HeldOut,
        ])
    };
    // One statement may not meet the same row twice.
    let once = deadlines.iter().filter(|one| seen.insert((&one.to, &one.kind, &one.file_id, one.closes)));
    let rows = once.map(row).collect::<Result<Vec<_>, _>>()?;
    let insert = Sql::new(
        "INSERT INTO deadline (id, kind, to_index, to_number, service_number, file_id, source, known, territory, opens, closes,
                               state, tried, due_at, armed_at, updated_at, held_out) ",
    );
    let insert = insert.rows(rows).then(
        " ON CONFLICT (to_index, kind, file_id, closes) DO UPDATE SET
            state = excluded.state, known = excluded.known, opens = excluded.opens, due_at = excluded.due_at,
            armed_at = excluded.armed_at, updated_at = excluded.updated_at
          WHERE deadline.state = 'withdrawn'
          RETURNING id, to_index, kind, file_id, known, opens, closes, armed_at",
    );
    let new = |row: &Row| {
        let row = Reading::keyed(row, "deadline", "id");
        Ok(New {
            person: row.get("to_index")?,
            kind: row.get("kind")?,
            file_id: row.get("file_id")?,
            known: row.get("known")?,
            opens: row.get("opens")?,
            closes: row.get("closes")?,
            at: row.get("armed_at")?,
        })
    };
    connection.fetch_all(insert).await?.iter().map(new).collect()
}

/// Ends what new ones take the place of, and says how many: of the same person, type and file, with another last day. Where
/// other dates lead to a window after that day, it was done. What was renewed is over already, though it may still be known
/// as held out.
///
/// What is asked of the state stands in one expression with a column of `new`, so that it is asked last: of a table that grew a
/// moment ago PostgreSQL thinks that next to no row fits it, and compares every row with every new one.
async fn replace(connection: &mut Connection, new: &[New]) -> Result<usize, StoreError> {
    if new.is_empty() {
        return Ok(0);
    }
    let row = |one: &New| {
        let New { person, kind, file_id, known, opens, closes, at } = one;
        values![person.clone(), kind, file_id, known, opens, closes, *at]
    };
    let new = Sql::new("WITH new (person, kind, file, known, opens, closes, at) AS (").rows(new.iter().map(row));
    let update = new.then(
        ") UPDATE deadline
           SET state = CASE WHEN new.opens > deadline.closes AND new.known <> deadline.known THEN 'done'
                            ELSE 'withdrawn' END,
               due_at = NULL, updated_at = new.at
           FROM new
           WHERE deadline.to_index = new.person AND deadline.kind = new.kind AND deadline.file_id = new.file
             AND CASE WHEN deadline.state IN ('armed', 'held-out') AND deadline.renewed_at IS NULL
                      THEN deadline.closes <> new.closes ELSE FALSE END",
    );
    Ok(usize::try_from(connection.execute(update).await?).unwrap_or(usize::MAX))
}

/// Deadlines are set up for our hours. Those of people who chose other ones are looked at at once, and then by theirs.
async fn at_chosen_hours(connection: &mut Connection, new: &[New]) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let people: BTreeSet<&Vec<u8>> = new.iter().map(|one| &one.person).collect();
    let new = Sql::new("WITH new (person) AS (").rows(people.into_iter().map(|person| values![person.clone()]));
    let update = new.then(
        ") UPDATE deadline SET due_at = armed_at
           WHERE state = 'armed' AND tried IS NULL AND to_index IN
              (SELECT phone.number_index FROM new JOIN phone ON phone.number_index = new.person WHERE phone.hours IS NOT NULL)",
    );
    connection.execute(update).await.map(drop)
}

/// What a deadline is computed from, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    dates: BTreeMap<String, Date>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    facts: BTreeSet<String>,
}

impl Kept {
    fn of(known: &Known) -> Kept {
        Kept {
            dates: known.dates.iter().map(|(name, date)| (name.to_string(), *date)).collect(),
            facts: known.facts.iter().map(ToString::to_string).collect(),
        }
    }

    fn known(self) -> Known {
        Known {
            dates: self.dates.into_iter().map(|(name, date)| (name.as_str().into(), date)).collect(),
            facts: self.facts.iter().map(|name| name.as_str().into()).collect(),
        }
    }
}

/// The day it is at an instant in a territory.
fn day_at(at: Timestamp, territory: Territory) -> Date {
    at.to_zoned(TimeZone::get(zone(territory)).unwrap_or(TimeZone::UTC)).date()
}

/// What a deadline is computed from, as a table keeps it.
pub(super) fn kept(known: &Known, table: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(&Kept::of(known)).map_err(|_| StoreError::Encode { table, column: "known" })
}

/// The same, read again.
fn read_known(row: &Reading<'_>) -> Result<Known, StoreError> {
    let kept: Kept = serde_json::from_str(&row.get::<String>("known")?).map_err(|_| row.unreadable("known"))?;
    Ok(kept.known())
}

fn read(row: &Row) -> Result<Deadline, StoreError> {
    let row = Reading::keyed(row, "deadline", "id");
    let id: String = row.get("id")?;
    let file_id: String = row.get("file_id")?;
    let one_of = |word: &str| Source::ALL.into_iter().find_map(|(one, own)| (own == word).then_some(one));
    let state = |word: &str| DeadlineState::ALL.into_iter().find_map(|(one, own)| (own == word).then_some(one));
    let tried: Option<i64> = row.get("tried")?;
    let tried = tried.map(|tried| u16::try_from(tried).map_err(|_| row.unreadable("tried"))).transpose()?;
    Ok(Deadline {
        kind: row.get::<String>("kind")?.as_str().into(),
        to: row.number("to_number", &id)?,
        service_number: row.get("service_number")?,
        file_id: (!file_id.is_empty()).then_some(file_id),
        source: row.word("source", one_of)?,
        known: read_known(&row)?,
        territory: row.word("territory", Territory::parse)?,
        opens: row.date("opens")?,
        closes: row.date("closes")?,
        state: row.word("state", state)?,
        tried,
        due_at: row.time_if_any("due_at")?,
        armed_at: row.time("armed_at")?,
        id,
    })
}
