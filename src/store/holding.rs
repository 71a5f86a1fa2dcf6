//! Everything that is held of the owner of a number, read for them.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Store, StoreError, case_file, connection::Row, row::Reading, sql::Sql, vault::hex};
use crate::{language::Language, phone_number::PhoneNumber};

/// Everything held under a number, part by part.
#[derive(Clone, PartialEq, Serialize)]
pub struct Holding {
    /// The parts, each with its rows. Those without any are there too: that nothing is held is an answer.
    pub parts: Vec<Part>,
}

/// Rows of one kind.
#[derive(Clone, PartialEq, Serialize)]
pub struct Part {
    /// A closed word: one of [`PARTS`].
    pub name: &'static str,
    /// The rows: each a few named values.
    pub rows: Vec<Map<String, Json>>,
}

/// What the parts are called, in their order.
pub const PARTS: [&str; 12] = [
    "numbers",
    "people",
    "files",
    "answers",
    "messages",
    "notes",
    "callbacks",
    "deadlines",
    "texts",
    "recordings",
    "mandates",
    "record",
];

impl std::fmt::Debug for Holding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Holding").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("name", &self.name).field("rows", &self.rows.len()).finish()
    }
}

impl Holding {
    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.rows.is_empty())
    }
}

/// Conversations and callbacks of a number, and files whose holder has it now: `$1` its index.
pub(super) const CONVERSATIONS: &str = "SELECT c.id FROM conversation c WHERE c.person_index = $1";
pub(super) const CALLBACKS: &str =
    "SELECT b.id FROM callback b WHERE b.caller_index = $1 OR (b.caller_index IS NULL AND b.person_index = $1)";
pub(super) const FILES: &str = "SELECT h.file_id FROM person_phone p JOIN person_file h ON h.person_id = p.person_id
     WHERE p.number_index = $1 AND p.until IS NULL";

/// Mandates that the people of a number gave or were asked for, and those that it is the helper's number of: `$1` its index.
pub(super) const MANDATES: &str = "SELECT g.id FROM mandate g WHERE g.to_index = $1 OR g.helper_index = $1
     OR g.person_id IN (SELECT p.person_id FROM person_phone p WHERE p.number_index = $1 AND p.until IS NULL)";

/// How a row of a part is read.
type Read = fn(&Row) -> Result<Map<String, Json>, StoreError>;

impl Store {
    /// What is held under a number.
    ///
    /// # Errors
    /// Where the database fails, or a value cannot be opened.
    pub async fn holding(&self, number: &PhoneNumber) -> Result<Holding, StoreError> {
        let mut parts = Vec::with_capacity(PARTS.len());
        for name in PARTS {
            parts.push(Part { name, rows: self.held(name, number).await? });
        }
        Ok(Holding { parts })
    }

    /// The language of a number: what it chose, or of its latest conversation.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn language_of(&self, number: &PhoneNumber) -> Result<Option<Language>, StoreError> {
        if let Some(language) = self.remembered_language(number).await? {
            return Ok(Some(language));
        }
        let sql =
            Sql::new("SELECT language FROM conversation WHERE person_index = $1 ORDER BY touched_at DESC LIMIT 1");
        let row = self.reads().fetch_optional(sql.bind(self.vault().phone(number))).await?;
        row.map_or(Ok(None), |row| Reading::masked(&row, "conversation").parsed_if_any("language"))
    }

    async fn held(&self, part: &'static str, number: &PhoneNumber) -> Result<Vec<Map<String, Json>>, StoreError> {
        let (text, read): (String, Read) = match part {
            "numbers" => (
                "SELECT number_index, number, language, opted_out_at, reminders_off_at, hours FROM phone WHERE number_index = $1".into(),
                number_row,
            ),
            "people" => (
                "SELECT p.id, p.name, p.name_index, h.since, h.until FROM person_phone h JOIN person p ON p.id = h.person_id
                 WHERE h.number_index = $1 ORDER BY h.since"
                    .into(),
                person_row,
            ),
            "files" => (
                format!(
                    "SELECT id, organisation, number_index, number, postcode, benefit, status, as_of FROM case_file
                     WHERE id IN ({FILES}) ORDER BY id"
                ),
                file_row,
            ),
            "answers" => (
                format!("SELECT id, item, value, given_at, confirmed FROM answer WHERE file_id IN ({FILES}) ORDER BY given_at"),
                answer_row,
            ),
            "messages" => (
                format!(
                    "SELECT turn_key || '/' || position AS place, direction, channel, body, at FROM message
                     WHERE conversation_id IN ({CONVERSATIONS}) ORDER BY at, turn_key, position"
                ),
                message_row,
            ),
            "notes" => (
                format!(
                    "SELECT turn_key || '/' || position AS place, kind, text, at, 'note' AS kept FROM note
                     WHERE conversation_id IN ({CONVERSATIONS})
                     UNION ALL SELECT id AS place, kind, text, at, 'callback_note' AS kept FROM callback_note
                     WHERE callback_id IN ({CALLBACKS}) ORDER BY 4, 1"
                ),
                note_row,
            ),
            "callbacks" => (
                format!(
                    "SELECT id, person_index, number, subject, half_day, state, message, asked_at, ended_at FROM callback
                     WHERE id IN ({CALLBACKS}) ORDER BY asked_at"
                ),
                callback_row,
            ),
            "deadlines" => (
                "SELECT id, kind, closes, state, armed_at FROM deadline WHERE to_index = $1 ORDER BY armed_at, id".into(),
                deadline_row,
            ),
            "texts" => (
                "SELECT id, kind, state, payload, created_at FROM outbox WHERE to_index = $1 ORDER BY created_at, id".into(),
                text_row,
            ),
            "recordings" => (
                format!(
                    "SELECT reference, state, made_at FROM recording WHERE conversation_id IN ({CONVERSATIONS}) ORDER BY made_at"
                ),
                recording_row,
            ),
            "mandates" => (
                format!(
                    "SELECT id, helper_name, helper_number, scope, asked_at, agreed_at, refused_at, until_at, ended_at
                     FROM mandate WHERE id IN ({MANDATES}) ORDER BY asked_at, id"
                ),
                mandate_row,
            ),
            _ => (
                format!(
                    "SELECT id, at, action FROM audit
                     WHERE subject IN ({FILES}) OR subject IN ({CONVERSATIONS}) OR subject IN ({CALLBACKS})
                        OR subject IN ({MANDATES}) ORDER BY at, id"
                ),
                record_row,
            ),
        };
        let rows = self.reads().fetch_all(Sql::new("").then(&text).bind(self.vault().phone(number))).await?;
        rows.iter().map(read).collect()
    }
}

/// Named values as a row of a part.
fn named<const N: usize>(values: [(&str, Json); N]) -> Map<String, Json> {
    values.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn moment(row: &Reading<'_>, column: &'static str) -> Result<Json, StoreError> {
    Ok(row.time_if_any(column)?.map_or(Json::Null, |at| at.to_string().into()))
}

fn number_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::masked(row, "phone");
    Ok(named([
        ("number", row.sealed("number", &row.index("number_index")?)?.into()),
        ("language", row.get::<Option<String>>("language")?.into()),
        ("stopped", moment(&row, "opted_out_at")?),
        ("reminders_stopped", moment(&row, "reminders_off_at")?),
        ("hours", row.get::<Option<String>>("hours")?.into()),
    ]))
}

fn person_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "person", "id");
    let index: Option<Vec<u8>> = row.get("name_index")?;
    let name = index.map(|index| row.sealed_if_any("name", &hex(&index))).transpose()?.flatten();
    Ok(named([("name", name.into()), ("since", moment(&row, "since")?), ("until", moment(&row, "until")?)]))
}

fn file_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "case_file", "id");
    Ok(named([
        ("organisation", row.get::<String>("organisation")?.into()),
        ("number", case_file::open_number(&row)?.reveal().into()),
        ("benefit", row.get::<String>("benefit")?.into()),
        ("status", row.get::<String>("status")?.into()),
        ("as_of", row.get::<String>("as_of")?.into()),
    ]))
}

fn answer_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "answer", "id");
    Ok(named([
        ("at", moment(&row, "given_at")?),
        ("item", row.get::<String>("item")?.into()),
        ("value", row.sealed("value", &row.get::<String>("id")?)?.into()),
        ("confirmed", row.get::<bool>("confirmed")?.into()),
    ]))
}

fn message_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::masked(row, "message");
    Ok(named([
        ("at", moment(&row, "at")?),
        ("direction", row.get::<String>("direction")?.into()),
        ("channel", row.get::<String>("channel")?.into()),
        ("text", row.sealed("body", &row.get::<String>("place")?)?.into()),
    ]))
}

fn note_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::masked(row, "note");
    let table = if row.get::<String>("kept")? == "note" { "note" } else { "callback_note" };
    Ok(named([
        ("at", moment(&row, "at")?),
        ("kind", row.get::<String>("kind")?.into()),
        ("text", row.sealed_in(table, "text", "text", &row.get::<String>("place")?)?.into()),
    ]))
}

fn callback_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    let place = row.index("person_index")?;
    Ok(named([
        ("at", moment(&row, "asked_at")?),
        ("number", row.sealed("number", &place)?.into()),
        ("subject", row.get::<String>("subject")?.into()),
        ("half_day", row.get::<String>("half_day")?.into()),
        ("state", row.get::<String>("state")?.into()),
        ("text", row.sealed_if_any("message", &place)?.into()),
        ("until", moment(&row, "ended_at")?),
    ]))
}

fn deadline_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "deadline", "id");
    Ok(named([
        ("at", moment(&row, "armed_at")?),
        ("kind", row.get::<String>("kind")?.into()),
        ("closes", row.get::<String>("closes")?.into()),
        ("state", row.get::<String>("state")?.into()),
    ]))
}

fn text_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "outbox", "id");
    let payload = row.sealed("payload", &row.get::<String>("id")?)?;
    let payload: Json = serde_json::from_str(&payload).map_err(|_| row.unreadable("payload"))?;
    Ok(named([
        ("at", moment(&row, "created_at")?),
        ("kind", row.get::<String>("kind")?.into()),
        ("state", row.get::<String>("state")?.into()),
        ("text", payload.get("body").cloned().unwrap_or(Json::Null)),
    ]))
}

fn recording_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "recording", "reference");
    Ok(named([("at", moment(&row, "made_at")?), ("state", row.get::<String>("state")?.into())]))
}

fn mandate_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "mandate", "id");
    let id: String = row.get("id")?;
    Ok(named([
        ("at", moment(&row, "asked_at")?),
        ("name", row.sealed("helper_name", &id)?.into()),
        ("number", row.sealed("helper_number", &id)?.into()),
        ("scope", row.get::<String>("scope")?.into()),
        ("agreed", moment(&row, "agreed_at")?),
        ("refused", moment(&row, "refused_at")?),
        ("until", moment(&row, "until_at")?),
        ("ended", moment(&row, "ended_at")?),
    ]))
}

fn record_row(row: &Row) -> Result<Map<String, Json>, StoreError> {
    let row = Reading::keyed(row, "audit", "id");
    Ok(named([("at", moment(&row, "at")?), ("action", row.get::<String>("action")?.into())]))
}
