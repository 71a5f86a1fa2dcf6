//! Case files in our own table: what is missing, and what was answered.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Connection, Store, StoreError,
    connection::Row,
    conversation::channel,
    row::{Reading, phone_number},
    sql::{Sql, Value},
    vault::{Vault, hex},
};
use crate::{
    case::{CaseFile, FileNumber, ItemAnswer, ItemKind, MissingItem, Status},
    channel::Channel,
    phone_number::PhoneNumber,
};

/// An answer to a missing item.
#[derive(Clone, PartialEq)]
pub struct NewAnswer {
    /// Our identifier.
    pub id: String,
    /// The file.
    pub file_id: String,
    /// The item's name.
    pub item: String,
    /// The value in its plain form.
    pub value: String,
    /// Whether the person had proved who they are.
    pub confirmed: bool,
    /// How it was given.
    pub channel: Channel,
    /// In which conversation.
    pub conversation_id: Option<String>,
    /// The mandate by which somebody else gave it.
    pub mandate_id: Option<String>,
    /// The short number given as a receipt; unique.
    pub reference: String,
    /// When.
    pub at: Timestamp,
}

/// An answer with the file it belongs to, for the organisation.
#[derive(Clone, PartialEq)]
pub struct GivenAnswer {
    /// The organisation's key.
    pub organisation: String,
    /// The number on the letters.
    pub number: FileNumber,
    /// The postcode, or nothing.
    pub postcode: String,
    /// The answer.
    pub answer: NewAnswer,
}

impl fmt::Debug for NewAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAnswer").field("id", &self.id).field("item", &self.item).finish_non_exhaustive()
    }
}

impl fmt::Debug for GivenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenAnswer").field("answer", &self.answer).finish_non_exhaustive()
    }
}

impl Store {
    /// The file with this identifier, each missing item with its latest answer; one that was proved comes before any
    /// that was not.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_file(&self, id: &str) -> Result<Option<CaseFile>, StoreError> {
        // One statement, so that a file being imported is seen before or after, never between.
        let sql = Sql::new(
            "SELECT f.id, f.organisation, f.number_index, f.number, f.postcode, f.benefit, f.status, f.since, f.as_of,
                    p.number_index AS phone_index, p.number AS phone,
                    m.name, m.kind, a.id AS answer_id, a.value, a.given_at, a.confirmed, a.reference
             FROM case_file f
             LEFT JOIN person_phone p ON (p.person_id, p.number_index) =
                (SELECT own.person_id, own.number_index
                 FROM person_file h JOIN person_phone own ON own.person_id = h.person_id
                 WHERE h.file_id = f.id AND h.role = 'holder' AND own.until IS NULL
                 ORDER BY own.since DESC, own.number_index LIMIT 1)
             LEFT JOIN missing_item m ON m.file_id = f.id
             LEFT JOIN answer a ON a.id = (SELECT latest.id FROM answer latest
                                           WHERE latest.file_id = f.id AND latest.item = m.name
                                           ORDER BY latest.confirmed DESC, latest.given_at DESC, latest.id DESC LIMIT 1)
             WHERE f.id = $1 ORDER BY m.position",
        );
        read_file(&self.reads().fetch_all(sql.bind(id)).await?)
    }

    /// The identifier of the file with these numbers; an empty postcode where the organisation needs none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find_case_file(
        &self,
        organisation: &str,
        number: &FileNumber,
        postcode: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = Sql::new("SELECT id FROM case_file WHERE organisation = $1 AND number_index = $2 AND postcode = $3");
        let sql = sql.bind(organisation).bind(self.vault().file(organisation, number.reveal())).bind(postcode);
        let row = self.reads().fetch_optional(sql).await?;
        row.map(|row| Reading::keyed(&row, "case_file", "id").get("id")).transpose()
    }

    /// Keeps an answer that comes by no turn; false where its reference is taken.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn give(&self, answer: NewAnswer) -> Result<bool, StoreError> {
        self.write(move |connection| Box::pin(async move { give(connection, &answer).await })).await
    }

    /// Answers given at `since` or later, after the one with this time and identifier; in order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn answers_after(
        &self,
        since: Timestamp,
        after: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<GivenAnswer>, StoreError> {
        let (at, id) = after.unwrap_or((since, String::new()));
        let sql = Sql::new(
            "SELECT a.*, f.organisation, f.number_index, f.number, f.postcode
             FROM answer a JOIN case_file f ON f.id = a.file_id
             WHERE a.given_at >= $1 AND (a.given_at > $2 OR (a.given_at = $2 AND a.id > $3))
             ORDER BY a.given_at, a.id LIMIT $4",
        );
        let sql = sql.bind(since.as_millisecond()).bind(at.as_millisecond()).bind(id).bind(i64::from(limit));
        let rows = self.reads().fetch_all(sql).await?;
        rows.iter().map(read_given).collect()
    }
}

/// Keeps an answer; false where its reference is taken.
pub(super) async fn give(connection: &mut Connection, answer: &NewAnswer) -> Result<bool, StoreError> {
    let sealed = connection.vault().seal("answer", "value", &answer.id, &answer.value)?;
    let insert = Sql::new(
        "INSERT INTO answer (id, file_id, item, value, confirmed, given_at, channel, conversation_id, reference,
                             mandate_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (reference) DO NOTHING",
    );
    let insert = insert
        .bind(&answer.id)
        .bind(&answer.file_id)
        .bind(&answer.item)
        .bind(sealed)
        .bind(answer.confirmed)
        .bind(answer.at.as_millisecond())
        .bind(answer.channel.as_str())
        .bind(&answer.conversation_id)
        .bind(&answer.reference)
        .bind(&answer.mandate_id);
    Ok(connection.execute(insert).await? == 1)
}

/// What a file's sealed number is bound to: what the file is unique by, which is known before it is written.
pub(super) fn row_of(organisation: &str, number_index: &[u8], postcode: &str) -> String {
    format!("{organisation}/{}/{postcode}", hex(number_index))
}

/// A file's number, sealed.
pub(super) fn seal_number(
    vault: &Vault,
    organisation: &str,
    number: &FileNumber,
    postcode: &str,
) -> Result<(Vec<u8>, Value), StoreError> {
    let index = vault.file(organisation, number.reveal());
    let row = row_of(organisation, &index, postcode);
    let sealed = vault.seal("case_file", "number", &row, number.reveal())?;
    Ok((index, sealed))
}

/// The number of a file, from a row that has its columns.
pub(super) fn open_number(row: &Reading<'_>) -> Result<FileNumber, StoreError> {
    let (organisation, postcode): (String, String) = (row.get("organisation")?, row.get("postcode")?);
    let bound = row_of(&organisation, &row.get::<Vec<u8>>("number_index")?, &postcode);
    Ok(FileNumber::new(&row.sealed_in("case_file", "number", "number", &bound)?))
}

/// The number on file, from a row that has its columns.
pub(super) fn open_phone(row: &Reading<'_>) -> Result<Option<PhoneNumber>, StoreError> {
    let Some(index) = row.get::<Option<Vec<u8>>>("phone_index")? else { return Ok(None) };
    let opened = row.sealed_in("person_phone", "number", "phone", &hex(&index))?;
    phone_number(&opened).map(Some).ok_or_else(|| row.unreadable("phone"))
}

fn read_file(rows: &[Row]) -> Result<Option<CaseFile>, StoreError> {
    let Some(first) = rows.first() else { return Ok(None) };
    let row = Reading::keyed(first, "case_file", "id");
    let postcode: String = row.get("postcode")?;
    let mut file = CaseFile {
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        number: open_number(&row)?,
        postcode: (!postcode.is_empty()).then_some(postcode),
        benefit: row.get("benefit")?,
        status: row.word("status", Status::parse)?,
        since: row.parsed_if_any("since")?,
        as_of: row.date("as_of")?,
        missing: Vec::new(),
        phone: open_phone(&row)?,
    };
    for row in rows {
        let row = Reading::keyed(row, "missing_item", "id");
        let Some(name) = row.get::<Option<String>>("name")? else { continue };
        let kind = row.word("kind", ItemKind::parse)?;
        // What the organisation still misses on a later day, it did not take as an answer.
        let still_good = |answer: &ItemAnswer| answer.given_at.to_zoned(TimeZone::UTC).date() >= file.as_of;
        file.missing.push(MissingItem { name, kind, answer: read_answer(&row)?.filter(still_good) });
    }
    Ok(Some(file))
}

fn read_answer(row: &Reading<'_>) -> Result<Option<ItemAnswer>, StoreError> {
    let Some(id) = row.get::<Option<String>>("answer_id")? else { return Ok(None) };
    Ok(Some(ItemAnswer {
        value: row.sealed_in("answer", "value", "value", &id)?,
        given_at: row.time("given_at")?,
        confirmed: row.get("confirmed")?,
        reference: row.get("reference")?,
    }))
}

/// Reads an answer with the file it belongs to.
pub(super) fn read_given(row: &Row) -> Result<GivenAnswer, StoreError> {
    let row = Reading::keyed(row, "answer", "id");
    let id: String = row.get("id")?;
    Ok(GivenAnswer {
        organisation: row.get("organisation")?,
        number: open_number(&row)?,
        postcode: row.get("postcode")?,
        answer: NewAnswer {
            file_id: row.get("file_id")?,
            item: row.get("item")?,
            value: row.sealed("value", &id)?,
            id,
            confirmed: row.get("confirmed")?,
            channel: row.word("channel", channel)?,
            conversation_id: row.get("conversation_id")?,
            mandate_id: row.get("mandate_id")?,
            reference: row.get("reference")?,
            at: row.time("given_at")?,
        },
    })
}
