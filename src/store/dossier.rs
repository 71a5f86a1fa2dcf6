//! What the console shows of a person and of files, and what an advisor changes there: each change with its entry of who did it.

use jiff::{Timestamp, civil::Date};

use super::{
    Connection, Decision, Store, StoreError,
    audit::{self, Entry},
    conversation::channel,
    row::Reading,
    sql::Sql,
};
use crate::{case::Status, channel::Channel, language::Language, phone_number::PhoneNumber};

/// Something that was said in a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Whether the person said it.
    pub by_person: bool,
    /// How it was carried.
    pub channel: Channel,
    /// The language of the conversation.
    pub language: Language,
    /// What was said.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A request to be rung back, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Our identifier.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// Whether it is still open.
    pub open: bool,
    /// When it was asked.
    pub asked_at: Timestamp,
}

/// A file that waits for an answer, or for an advisor who confirms one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFile {
    /// Our identifier.
    pub id: String,
    /// The organisation's key.
    pub organisation: String,
    /// The benefit's key.
    pub benefit: String,
    /// Where it stands.
    pub status: Status,
    /// The day the organisation last told us.
    pub as_of: Date,
    /// Items that nobody answered.
    pub missing: i64,
    /// Answers that nobody confirmed.
    pub unconfirmed: i64,
}

/// How often people asked for an advisor at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFor {
    /// The flow.
    pub flow: String,
    /// The step.
    pub step: String,
    /// How often.
    pub count: u64,
}

/// How many conversations stand or ended at a step, in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The flow.
    pub flow: String,
    /// The step.
    pub step: String,
    /// How they ended; none for those under way.
    pub outcome: Option<String>,
    /// Whether the person hung up.
    pub hung_up: bool,
    /// How many.
    pub count: u64,
}

impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spoken").field("by_person", &self.by_person).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Store {
    /// The files whose holder has this number now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn files_of(&self, person: &PhoneNumber) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new(
            "SELECT DISTINCT h.file_id AS id FROM person_phone p JOIN person_file h ON h.person_id = p.person_id
             WHERE p.number_index = $1 AND p.until IS NULL ORDER BY h.file_id",
        );
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person))).await?;
        rows.iter().map(|row| Ok(row.get("id")?)).collect()
    }

    /// What was said last in conversations with this number, the oldest of it first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn spoken_with(&self, person: &PhoneNumber, most: u32) -> Result<Vec<Spoken>, StoreError> {
        let sql = Sql::new(
            "SELECT m.turn_key || '/' || m.position AS place, m.direction, m.channel, m.body, m.at, c.language
             FROM conversation c JOIN message m ON m.conversation_id = c.id
             WHERE c.person_index = $1 ORDER BY m.at DESC, m.turn_key DESC, m.position DESC LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person)).bind(i64::from(most))).await?;
        let spoken = |row| {
            let row = Reading::masked(row, "message");
            Ok(Spoken {
                by_person: row.get::<String>("direction")? == "in",
                channel: row.word("channel", channel)?,
                language: row.parsed("language")?,
                text: row.sealed("body", &row.get::<String>("place")?)?,
                at: row.time("at")?,
            })
        };
        rows.iter().rev().map(spoken).collect()
    }

    /// What a person asked to be rung for, the latest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn requests_of(&self, person: &PhoneNumber, most: u32) -> Result<Vec<Request>, StoreError> {
        let sql = Sql::new(
            "SELECT id, subject, state, asked_at FROM callback WHERE caller_index = $1
             ORDER BY asked_at DESC, id DESC LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(self.vault().phone(person)).bind(i64::from(most))).await?;
        let request = |row| {
            let row = Reading::keyed(row, "callback", "id");
            Ok(Request {
                id: row.get("id")?,
                subject: row.get("subject")?,
                open: row.get::<String>("state")? == "open",
                asked_at: row.time("asked_at")?,
            })
        };
        rows.iter().map(request).collect()
    }

    /// Since when the open request that was asked first waits; none where nobody waits.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn oldest_request(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = Sql::new("SELECT MIN(asked_at) FROM callback WHERE state = 'open'");
        let at: Option<i64> = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    /// How many open requests came in after this time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn requests_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM callback WHERE state = 'open' AND asked_at > $1");
        let count: i64 = self.reads().fetch_one(sql.bind(since.as_millisecond())).await?.at(0)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Files that wait for something, in the order of their identifiers after the given one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn waiting_files(&self, after: &str, most: u32) -> Result<Vec<WaitingFile>, StoreError> {
        let sql = Sql::new(
            "SELECT f.id, f.organisation, f.benefit, f.status, f.as_of,
                    SUM(CASE WHEN a.id IS NULL THEN 1 ELSE 0 END) AS missing,
                    SUM(CASE WHEN a.id IS NOT NULL AND NOT a.confirmed THEN 1 ELSE 0 END) AS unconfirmed
             FROM case_file f JOIN missing_item m ON m.file_id = f.id
             LEFT JOIN answer a ON a.id = (SELECT latest.id FROM answer latest
                                           WHERE latest.file_id = f.id AND latest.item = m.name
                                           ORDER BY latest.confirmed DESC, latest.given_at DESC, latest.id DESC LIMIT 1)
             WHERE f.id > $1 AND (a.id IS NULL OR NOT a.confirmed)
             GROUP BY f.id, f.organisation, f.benefit, f.status, f.as_of ORDER BY f.id LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(after).bind(i64::from(most))).await?;
        let file = |row| {
            let row = Reading::keyed(row, "case_file", "id");
            Ok(WaitingFile {
                id: row.get("id")?,
                organisation: row.get("organisation")?,
                benefit: row.get("benefit")?,
                status: row.word("status", Status::parse)?,
                as_of: row.date("as_of")?,
                missing: row.get("missing")?,
                unconfirmed: row.get("unconfirmed")?,
            })
        };
        rows.iter().map(file).collect()
    }

    /// Writes down where a file stands; false where there is no such file. Its deadlines are looked at again.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_status(
        &self,
        file_id: &str,
        (status, since, as_of): (Status, Option<Date>, Date),
        entry: Entry,
    ) -> Result<bool, StoreError> {
        let file_id = file_id.to_owned();
        let entry = audit::row(self.vault(), &entry)?;
        self.decide(move |connection| {
            Box::pin(async move {
                let update = Sql::new("UPDATE case_file SET status = $2, since = $3, as_of = $4 WHERE id = $1");
                let update = update.bind(&file_id).bind(status.as_str());
                let update = update.bind(since.map(|day| day.to_string())).bind(as_of.to_string());
                if connection.execute(update).await? == 0 {
                    return Ok(Decision::Undo(false));
                }
                changed(connection, &file_id).await?;
                audit::add(connection, vec![entry]).await?;
                Ok(Decision::Keep(true))
            })
        })
        .await
    }

    /// An advisor agrees with an answer that came unproved; false where there is none to agree with.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn confirm_answer(&self, file_id: &str, reference: &str, entry: Entry) -> Result<bool, StoreError> {
        let (file_id, reference) = (file_id.to_owned(), reference.to_owned());
        let entry = audit::row(self.vault(), &entry)?;
        self.decide(move |connection| {
            Box::pin(async move {
                let update = Sql::new(
                    "UPDATE answer SET confirmed = $3 WHERE file_id = $1 AND reference = $2 AND NOT confirmed",
                );
                if connection.execute(update.bind(&file_id).bind(&reference).bind(true)).await? == 0 {
                    return Ok(Decision::Undo(false));
                }
                audit::add(connection, vec![entry]).await?;
                Ok(Decision::Keep(true))
            })
        })
        .await
    }

    /// Where conversations that were touched since then stand or ended, by flow, step and how.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn stops(&self, since: Timestamp) -> Result<Vec<Stop>, StoreError> {
        let sql = Sql::new(
            "SELECT flow, step, ended, hung_up, COUNT(*) AS stops FROM
                (SELECT flow, step, CASE WHEN ended_at IS NULL THEN NULL ELSE COALESCE(outcome, '') END AS ended,
                        CASE WHEN ended_at IS NOT NULL AND 'hang-up' =
                            (SELECT input_kind FROM turn WHERE conversation_id = conversation.id
                             ORDER BY at DESC, key DESC LIMIT 1)
                             THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS hung_up
                 FROM conversation WHERE flow IS NOT NULL AND step IS NOT NULL AND touched_at >= $1) AS stopped
             GROUP BY flow, step, ended, hung_up ORDER BY flow, step, ended, hung_up",
        );
        let sql = sql.bind(since.as_millisecond());
        let stop = |row| {
            let row = Reading::masked(row, "conversation");
            Ok(Stop {
                flow: row.get("flow")?,
                step: row.get("step")?,
                outcome: row.get("ended")?,
                hung_up: row.get::<i64>("hung_up")? == 1,
                count: u64::try_from(row.get::<i64>("stops")?).unwrap_or_default(),
            })
        };
        self.reads().fetch_all(sql).await?.iter().map(stop).collect()
    }

    /// Where people asked for an advisor since then, by 0 or its word.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn asked_for_advisor(&self, since: Timestamp) -> Result<Vec<AskedFor>, StoreError> {
        let sql = Sql::new(
            "SELECT flow, step, COUNT(*) AS times FROM asked_for_advisor WHERE at >= $1
             GROUP BY flow, step ORDER BY flow, step",
        );
        let asked = |row| {
            let row = Reading::masked(row, "asked_for_advisor");
            Ok(AskedFor {
                flow: row.get("flow")?,
                step: row.get("step")?,
                count: u64::try_from(row.get::<i64>("times")?).unwrap_or_default(),
            })
        };
        self.reads().fetch_all(sql.bind(since.as_millisecond())).await?.iter().map(asked).collect()
    }
}

/// Notes that a file changed, where it has deadlines.
async fn changed(connection: &mut Connection, file_id: &str) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO file_changed (file_id, changes)
         SELECT id, 1 FROM case_file WHERE id = $1 AND EXISTS (SELECT 1 FROM file_deadline t WHERE t.file_id = case_file.id)
         ON CONFLICT (file_id) DO UPDATE SET changes = file_changed.changes + 1",
    );
    connection.execute(insert.bind(file_id)).await.map(drop)
}
