//! Mandates: offered to a person, agreed or refused, used while they last, ended at once. Each change is a condition inside its
//! statement, and each end has its line in the record.

use std::fmt;

use jiff::Timestamp;

use super::{
    Connection, Decision, Store, StoreError,
    audit::{self, Entry},
    connection::Row,
    guess::Try,
    outbox::{self, NewText},
    row::Reading,
    sql::{Sql, Value, values},
};
use crate::{
    case::PersonName,
    mandate::{EndedBy, Mandated, OFFER_LASTS, Reply, Scope},
    phone_number::PhoneNumber,
};

/// Whether a mandate `m` is live; the time follows.
pub(super) const LIVE: &str = "m.agreed_at IS NOT NULL AND m.ended_at IS NULL AND m.until_at > ";
/// People whose number this is now, `$1` its index.
const PEOPLE: &str = "SELECT o.person_id FROM person_phone o WHERE o.number_index = $1 AND o.until IS NULL";
/// Mandates of those people, and those that were asked of the number.
const THEIRS: &str = "(to_index = $1 OR person_id IN
    (SELECT o.person_id FROM person_phone o WHERE o.number_index = $1 AND o.until IS NULL))";
/// An offer that nobody answered, which is not over.
const OPEN: &str = "agreed_at IS NULL AND ended_at IS NULL AND asked_at > ";

/// A mandate that a person is to be asked for.
#[derive(Clone)]
pub struct NewMandate {
    /// Our identifier.
    pub id: String,
    /// The number that is asked.
    pub to: PhoneNumber,
    /// The file by which the person was found; without one the number must be one person's alone.
    pub file_id: Option<String>,
    /// What the helper may do.
    pub scope: Scope,
    /// The helper's number.
    pub helper: PhoneNumber,
    /// The helper's name, as it is said to the person.
    pub name: PersonName,
    /// The advisor who asks.
    pub asked_by: String,
    /// The end of the last day.
    pub until_at: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// What became of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The person is asked.
    Asked,
    /// The number is of nobody with a file, or of several and no file says whose.
    WhoseNumber,
    /// The helper's number is the person's own.
    OwnNumber,
}

/// A mandate, or an offer of one.
#[derive(Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Our identifier.
    pub id: String,
    /// What it allows.
    pub scope: Scope,
    /// The helper's number.
    pub helper: PhoneNumber,
    /// The helper's name.
    pub name: PersonName,
    /// The advisor who asked.
    pub asked_by: String,
    /// When they did.
    pub asked_at: Timestamp,
    /// The end of the last day.
    pub until_at: Timestamp,
    /// When the person agreed.
    pub agreed_at: Option<Timestamp>,
    /// When the person refused.
    pub refused_at: Option<Timestamp>,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    /// When it came to an end that was written down, and how.
    pub ended: Option<(Timestamp, EndedBy)>,
}

/// How a mandate stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The person has not answered.
    Offered,
    /// The helper may act.
    Live,
    /// The person said no.
    Refused,
    /// It is over.
    Ended(EndedBy),
}

impl Mandate {
    /// How it stands, whether or not its end was written down yet.
    pub fn standing(&self, now: Timestamp) -> Standing {
        let lapses_at = self.asked_at.saturating_add(OFFER_LASTS).unwrap_or(Timestamp::MAX);
        match (self.refused_at, self.ended, self.agreed_at) {
            (Some(_), ..) => Standing::Refused,
            (None, Some((_, by)), _) => Standing::Ended(by),
            (None, None, Some(_)) if self.until_at <= now => Standing::Ended(EndedBy::Term),
            (None, None, Some(_)) => Standing::Live,
            (None, None, None) if lapses_at <= now => Standing::Ended(EndedBy::Lapsed),
            (None, None, None) => Standing::Offered,
        }
    }
}

/// What a person answered to an offer.
#[derive(Clone)]
pub struct Replied {
    /// The mandate.
    pub id: String,
    /// The number that answers: only the one that was asked may.
    pub person: PhoneNumber,
    /// The answer.
    pub reply: Reply,
    /// The words that they were asked in.
    pub words: String,
}

/// A file that is open by a mandate in a conversation.
#[derive(Clone)]
pub struct Use {
    /// The mandate.
    pub id: String,
    /// The number on the line.
    pub helper: PhoneNumber,
    /// The file.
    pub file_id: String,
}

impl fmt::Debug for NewMandate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMandate").field("id", &self.id).field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl fmt::Debug for Mandate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mandate").field("id", &self.id).field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl Store {
    /// Asks a person for a mandate: the row, the order that brings the question and the line of the record, all or nothing. An
    /// offer to the same person for the same helper that was not answered gives way to it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ask_mandate(&self, new: NewMandate, order: NewText, entry: Entry) -> Result<Asked, StoreError> {
        let entry = audit::row(self.vault(), &entry)?;
        self.decide(move |connection| {
            Box::pin(async move {
                if new.helper == new.to {
                    return Ok(Decision::Undo(Asked::OwnNumber));
                }
                let people = holders(connection, &new).await?;
                let [person_id] = people.as_slice() else { return Ok(Decision::Undo(Asked::WhoseNumber)) };
                let helper = connection.vault().phone(&new.helper);
                let own = Sql::new("").then(PEOPLE).then(" AND o.person_id = $2").bind(helper.clone()).bind(person_id);
                if connection.fetch_optional(own).await?.is_some() {
                    return Ok(Decision::Undo(Asked::OwnNumber));
                }
                let before = "person_id = $1 AND helper_index = $2 AND agreed_at IS NULL";
                let before = (before, values![person_id, helper]);
                end(connection, before, ("system", EndedBy::Replaced), new.at).await?;
                insert(connection, &new, person_id).await?;
                outbox::add(connection, &[&order]).await?;
                audit::add(connection, vec![entry]).await?;
                Ok(Decision::Keep(Asked::Asked))
            })
        })
        .await
    }

    /// The mandates of the people of a number, and those it was asked for; the latest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mandates_of(&self, number: &PhoneNumber) -> Result<Vec<Mandate>, StoreError> {
        let sql = Sql::new("SELECT * FROM mandate WHERE ").then(THEIRS).then(" ORDER BY asked_at DESC, id DESC");
        let sql = sql.bind(self.vault().phone(number));
        self.reads().fetch_all(sql).await?.iter().map(read).collect()
    }

    /// An offer that this number may still answer.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn offer(&self, id: &str, person: &PhoneNumber, now: Timestamp) -> Result<Option<Mandate>, StoreError> {
        let sql = Sql::new("SELECT * FROM mandate WHERE id = $1 AND to_index = $2 AND ").then(OPEN).then("$3");
        let sql = sql.bind(id).bind(self.vault().phone(person)).bind(oldest_offer(now));
        self.reads().fetch_optional(sql).await?.as_ref().map(read).transpose()
    }

    /// Whether a file is open by a mandate at this time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mandate_holds(&self, used: &Use, now: Timestamp) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT 1 FROM mandate m WHERE ").then(&in_use());
        let sql = bind_use(sql, self.vault().phone(&used.helper), used, now);
        Ok(self.reads().fetch_optional(sql).await?.is_some())
    }

    /// Ends a mandate, or an offer of one, for a person of this number, as an advisor was asked to. False where it was over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_mandate(
        &self,
        id: &str,
        number: &PhoneNumber,
        actor: String,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (index, id) = (self.vault().phone(number), id.to_owned());
        self.write(move |connection| {
            Box::pin(async move {
                let which = format!("{THEIRS} AND id = $2");
                let ended = end(connection, (&which, values![index, id]), (&actor, EndedBy::Advisor), now).await?;
                Ok(ended > 0)
            })
        })
        .await
    }

    /// The references of the answers of a file that somebody else gave by a mandate.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn answered_by_mandate(&self, file_id: &str) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new("SELECT reference FROM answer WHERE file_id = $1 AND mandate_id IS NOT NULL").bind(file_id);
        self.reads().fetch_all(sql).await?.iter().map(|row| Ok(row.get("reference")?)).collect()
    }

    /// Writes down the ends that time brought: of mandates past their last day, and of offers nobody answered. How many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_old_mandates(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                let past = ("agreed_at IS NOT NULL AND until_at <= $1", values![now.as_millisecond()]);
                let ended = end(connection, past, ("system", EndedBy::Term), now).await?;
                let old = ("agreed_at IS NULL AND asked_at <= $1", values![oldest_offer(now)]);
                Ok(ended + end(connection, old, ("system", EndedBy::Lapsed), now).await?)
            })
        })
        .await
    }
}

/// An offer made at this time or before is over.
fn oldest_offer(now: Timestamp) -> i64 {
    now.saturating_sub(OFFER_LASTS).unwrap_or(Timestamp::MIN).as_millisecond()
}

/// The people who have a file and are asked by this number, which nothing speaks against being theirs.
async fn holders(connection: &mut Connection, new: &NewMandate) -> Result<Vec<String>, StoreError> {
    let sql = Sql::new(
        "SELECT DISTINCT p.person_id AS id FROM person_phone p
         JOIN person_file h ON h.person_id = p.person_id AND h.role = 'holder'
         WHERE p.number_index = $1 AND p.until IS NULL AND p.doubted_at IS NULL",
    );
    let sql = sql.bind(connection.vault().phone(&new.to));
    let sql = match &new.file_id {
        Some(file) => sql.then(" AND h.file_id = $2").bind(file),
        None => sql,
    };
    connection.fetch_all(sql).await?.iter().map(|row| Ok(row.get("id")?)).collect()
}

async fn insert(connection: &mut Connection, new: &NewMandate, person_id: &str) -> Result<(), StoreError> {
    let vault = connection.vault();
    let insert = Sql::new(
        "INSERT INTO mandate (id, person_id, to_index, scope, helper_index, helper_number, helper_name, asked_by, asked_at,
                              until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let insert = insert
        .bind(&new.id)
        .bind(person_id)
        .bind(vault.phone(&new.to))
        .bind(new.scope.as_str())
        .bind(vault.phone(&new.helper))
        .bind(vault.seal_number("mandate", "helper_number", &new.id, &new.helper)?)
        .bind(vault.seal("mandate", "helper_name", &new.id, new.name.reveal())?)
        .bind(&new.asked_by)
        .bind(new.at.as_millisecond())
        .bind(new.until_at.as_millisecond());
    connection.execute(insert).await.map(drop)
}

/// Writes down what a person answered; false where the offer is not open to them any more. One that they agreed to before, for
/// the same helper, gives way.
pub(super) async fn reply(
    connection: &mut Connection,
    replied: &Replied,
    turn_key: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let vault = connection.vault();
    if replied.reply == Reply::Agree {
        let before = "agreed_at IS NOT NULL AND EXISTS (SELECT 1 FROM mandate n WHERE n.id = $1 AND n.to_index = $2
             AND n.person_id = mandate.person_id AND n.helper_index = mandate.helper_index AND n.id <> mandate.id)";
        let before = (before, values![&replied.id, vault.phone(&replied.person)]);
        end(connection, before, ("person", EndedBy::Replaced), at).await?;
    }
    let update = Sql::new(match replied.reply {
        Reply::Agree => "UPDATE mandate SET words_index = $3, turn_key = $4, agreed_at = $5",
        Reply::Refuse => {
            "UPDATE mandate SET words_index = $3, turn_key = $4, refused_at = $5, ended_at = $5, ended_by = 'person'"
        }
    });
    let update = update.then(" WHERE id = $1 AND to_index = $2 AND ").then(OPEN).then("$6");
    let update = update.bind(&replied.id).bind(vault.phone(&replied.person));
    let update = update.bind(vault.keys().index("mandate", &replied.words)).bind(turn_key).bind(at.as_millisecond());
    Ok(connection.execute(update.bind(oldest_offer(at))).await? == 1)
}

/// Ends all mandates of the people of a number, and what they are asked for, as they said themselves.
pub(super) async fn end_all(
    connection: &mut Connection,
    number: &PhoneNumber,
    at: Timestamp,
) -> Result<(), StoreError> {
    let theirs = (THEIRS, values![connection.vault().phone(number)]);
    end(connection, theirs, ("person", EndedBy::Person), at).await.map(drop)
}

/// Writes down that a mandate is in use; false where it is over, and nothing may be told by it.
pub(super) async fn use_one(connection: &mut Connection, used: &Use, at: Timestamp) -> Result<bool, StoreError> {
    let helper = connection.vault().phone(&used.helper);
    let update = Sql::new("UPDATE mandate AS m SET used_at = $4 WHERE ").then(&in_use());
    Ok(connection.execute(bind_use(update, helper, used, at)).await? == 1)
}

/// The file that was named and the live mandate for it of the helper whose number asks; none where no text reaches them.
pub(super) async fn by_caller(
    connection: &mut Connection,
    attempt: &Try,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = Sql::new(
        "SELECT f.id AS file_id, m.id AS mandate_id FROM case_file f
         JOIN person_file h ON h.file_id = f.id AND h.role = 'holder'
         JOIN mandate m ON m.person_id = h.person_id
         LEFT JOIN phone n ON n.number_index = m.helper_index
         WHERE f.organisation = $1 AND f.number_index = $2 AND f.postcode = $3 AND m.helper_index = $4
           AND n.opted_out_at IS NULL AND n.trouble IS NULL AND ",
    );
    let (vault, file) = (connection.vault(), &attempt.file);
    let caller = attempt.caller.as_ref().map(|caller| vault.phone(caller)).unwrap_or_default();
    let sql =
        sql.then(LIVE).then("$5").bind(&file.organisation).bind(vault.file(&file.organisation, file.number.reveal()));
    let sql = sql.bind(&file.postcode).bind(caller).bind(attempt.at.as_millisecond());
    let row = connection.fetch_optional(sql).await?;
    row.map(|row| Ok((row.get("file_id")?, row.get("mandate_id")?))).transpose()
}

/// Which mandate lets a helper at a file now.
fn in_use() -> String {
    format!(
        "m.id = $1 AND m.helper_index = $2 AND {LIVE} $4
         AND EXISTS (SELECT 1 FROM person_file h WHERE h.file_id = $3 AND h.role = 'holder' AND h.person_id = m.person_id)"
    )
}

fn bind_use(sql: Sql, helper: Vec<u8>, used: &Use, at: Timestamp) -> Sql {
    sql.bind(&used.id).bind(helper).bind(&used.file_id).bind(at.as_millisecond())
}

/// What a mandate of this identifier allows, where one is.
pub(super) fn mandated(id: Option<String>, scope: Option<String>) -> Option<Mandated> {
    Some(Mandated { id: id?, scope: Scope::parse(&scope?)? })
}

/// Ends those for which the condition holds and that have not ended, each with its line in the record; how many.
async fn end(
    connection: &mut Connection,
    (which, values): (&str, Vec<Value>),
    (actor, by): (&str, EndedBy),
    at: Timestamp,
) -> Result<u64, StoreError> {
    let next = values.len() + 1;
    let update = format!(
        "UPDATE mandate SET ended_at = ${next}, ended_by = ${} WHERE ended_at IS NULL AND {which} RETURNING id",
        next + 1
    );
    let update = values.into_iter().fold(Sql::new("").then(&update), Sql::bind);
    let ended = connection.fetch_all(update.bind(at.as_millisecond()).bind(by.as_str())).await?;
    let vault = connection.vault();
    let line = |row: &Row| {
        let id: String = row.get("id")?;
        // It ends once: the line has no other name than that.
        audit::row(
            &vault,
            &Entry {
                id: format!("{id}-ended"),
                at,
                actor: actor.to_owned(),
                action: "mandate-ended",
                subject: id,
                detail: Some(by.as_str().to_owned()),
            },
        )
    };
    let lines = ended.iter().map(line).collect::<Result<Vec<_>, StoreError>>()?;
    audit::add(connection, lines).await?;
    Ok(ended.len() as u64)
}

fn read(row: &Row) -> Result<Mandate, StoreError> {
    let row = Reading::keyed(row, "mandate", "id");
    let id: String = row.get("id")?;
    let name = row.sealed("helper_name", &id)?;
    let ended_by: Option<String> = row.get("ended_by")?;
    Ok(Mandate {
        scope: row.word("scope", Scope::parse)?,
        helper: row.number("helper_number", &id)?,
        name: PersonName::parse(&name).ok_or_else(|| row.unreadable("helper_name"))?,
        asked_by: row.get("asked_by")?,
        asked_at: row.time("asked_at")?,
        until_at: row.time("until_at")?,
        agreed_at: row.time_if_any("agreed_at")?,
        refused_at: row.time_if_any("refused_at")?,
        used_at: row.time_if_any("used_at")?,
        ended: row.time_if_any("ended_at")?.zip(ended_by.as_deref().and_then(EndedBy::parse)),
        id,
    })
}
