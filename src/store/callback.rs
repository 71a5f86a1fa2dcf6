//! Promises to ring someone back. A person has at most one that is open.

use std::fmt;

use jiff::{Timestamp, civil::Date};

use super::{
    Connection, Store, StoreError,
    connection::Row,
    row::Reading,
    sql::{Sql, Value},
    vault::hex,
};
use crate::{
    flow::{Name, turn::Message},
    language::Language,
    phone_number::PhoneNumber,
};

/// A callback to open, or with which to bring an open one up to date.
#[derive(Clone, PartialEq)]
pub struct NewCallback {
    /// Our identifier.
    pub id: String,
    /// Who asks: the caller's number, or the number to ring where it is withheld.
    pub person: PhoneNumber,
    /// The number to ring.
    pub number: PhoneNumber,
    /// `morning`, `afternoon` or `any`.
    pub half_day: String,
    /// What it is about.
    pub subject: String,
    /// The language the person speaks.
    pub language: Language,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// What the person left for the advisor.
    pub message: Option<Message>,
    /// The file it concerns, if one was verified.
    pub file_id: Option<String>,
    /// The deadline that makes it urgent: its type, and its last day where the person is.
    pub deadline: Option<(Name, Date)>,
    /// The conversation it was asked in.
    pub conversation_id: String,
    /// Whether it is the person's own number that asks. Somebody who withholds theirs may name any number, and changes
    /// nothing of what its owner asked for.
    pub by_caller: bool,
    /// When.
    pub at: Timestamp,
}

/// A callback as it stands.
#[derive(Clone, PartialEq)]
pub struct Callback {
    /// What was asked for; `at` is when it was asked first.
    pub asked: NewCallback,
    /// `open` until an advisor ends it.
    pub state: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for NewCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCallback").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("id", &self.asked.id).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Store {
    /// The open callback of a person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_callback(&self, person: &PhoneNumber) -> Result<Option<Callback>, StoreError> {
        let sql = Sql::new("SELECT * FROM callback WHERE person_index = $1 AND state = 'open'");
        let row = self.reads().fetch_optional(sql.bind(self.vault().phone(person))).await?;
        row.as_ref().map(read).transpose()
    }

    /// Every open callback in the order in which they are to be rung: who is in distress, whose deadline is the next to be
    /// lost, who has waited longest.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_callbacks(&self) -> Result<Vec<Callback>, StoreError> {
        let sql = Sql::new(
            "SELECT * FROM callback WHERE state = 'open'
             ORDER BY CASE WHEN subject = 'distress' THEN 0 WHEN deadline IS NOT NULL THEN 1 ELSE 2 END,
                      COALESCE(deadline, ''), asked_at, id",
        );
        let rows = self.reads().fetch_all(sql).await?;
        rows.iter().map(read).collect()
    }
}

/// What is new of a callback that is asked for again.
const BROUGHT_UP_TO_DATE: &str = "
            number = excluded.number, half_day = excluded.half_day, language = excluded.language,
            subject = CASE WHEN callback.subject = 'distress' THEN callback.subject ELSE excluded.subject END,
            interpreter = callback.interpreter OR excluded.interpreter,
            file_id = COALESCE(excluded.file_id, callback.file_id),
            message = COALESCE(excluded.message, callback.message),
            conversation_id = excluded.conversation_id,";

/// Opens the callback, or brings the person's open one up to date: it keeps its place in the queue, what makes it urgent,
/// the nearest deadline first, and what calls for an interpreter.
pub(super) async fn book(connection: &mut Connection, callback: &NewCallback) -> Result<(), StoreError> {
    open(connection, callback, BROUGHT_UP_TO_DATE).await
}

/// Asks an advisor to ring a person who did not ask for it. What the person asked for themselves stays as it is; only its
/// deadline may become a nearer one.
pub(super) async fn ask(connection: &mut Connection, callback: &NewCallback) -> Result<(), StoreError> {
    open(connection, callback, "").await
}

async fn open(connection: &mut Connection, callback: &NewCallback, changed: &str) -> Result<(), StoreError> {
    let vault = connection.vault();
    let person = vault.phone(&callback.person);
    // Bound to the person, who stays the same when a later callback brings this one up to date.
    let row = hex(&person);
    let insert = Sql::new(
        "INSERT INTO callback (id, person_index, person, number, half_day, subject, language, interpreter, file_id,
                               conversation_id, state, asked_at, updated_at, message, deadline, deadline_kind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $11, $13, $14, $15)
         ON CONFLICT (person_index) WHERE state = 'open' DO UPDATE SET",
    );
    let insert = insert.then(changed).then(
        " deadline = CASE WHEN excluded.deadline < COALESCE(callback.deadline, '9999-12-31')
                          THEN excluded.deadline ELSE callback.deadline END,
          deadline_kind = CASE WHEN excluded.deadline < COALESCE(callback.deadline, '9999-12-31')
                               THEN excluded.deadline_kind ELSE callback.deadline_kind END,
          updated_at = excluded.updated_at
         WHERE $12 OR callback.conversation_id = excluded.conversation_id",
    );
    let message = callback.message.as_ref().map(|message| vault.seal("callback", "message", &row, &kept(message)));
    let insert = insert
        .bind(&callback.id)
        .bind(person)
        .bind(vault.seal_number("callback", "person", &row, &callback.person)?)
        .bind(vault.seal_number("callback", "number", &row, &callback.number)?)
        .bind(&callback.half_day)
        .bind(&callback.subject)
        .bind(callback.language.as_str())
        .bind(callback.interpreter)
        .bind(&callback.file_id)
        .bind(&callback.conversation_id)
        .bind(callback.at.as_millisecond())
        .bind(callback.by_caller)
        .bind(message.transpose()?.unwrap_or(Value::Bytes(None)))
        .bind(callback.deadline.as_ref().map(|(_, closes)| closes.to_string()))
        .bind(callback.deadline.as_ref().map(|(kind, _)| kind.to_string()));
    connection.execute(insert).await.map(drop)
}

/// What the first character of a kept message says of it.
const WRITTEN: char = 'w';
const RECORDED: char = 'r';

fn kept(message: &Message) -> String {
    match message {
        Message::Written(words) => format!("{WRITTEN}{words}"),
        Message::Recorded(reference) => format!("{RECORDED}{reference}"),
    }
}

fn message(kept: &str) -> Option<Message> {
    let mut rest = kept.chars();
    match rest.next()? {
        WRITTEN => Some(Message::Written(rest.as_str().to_owned())),
        RECORDED => Some(Message::Recorded(rest.as_str().to_owned())),
        _ => None,
    }
}

fn read(row: &Row) -> Result<Callback, StoreError> {
    let row = Reading::keyed(row, "callback", "id");
    let person = row.index("person_index")?;
    Ok(Callback {
        asked: NewCallback {
            by_caller: true,
            id: row.get("id")?,
            person: row.number("person", &person)?,
            number: row.number("number", &person)?,
            half_day: row.get("half_day")?,
            subject: row.get("subject")?,
            language: row.parsed("language")?,
            interpreter: row.get("interpreter")?,
            message: row.sealed_if_any("message", &person)?.as_deref().and_then(message),
            file_id: row.get("file_id")?,
            deadline: match (row.get::<Option<String>>("deadline_kind")?, row.parsed_if_any("deadline")?) {
                (Some(kind), Some(closes)) => Some((kind.as_str().into(), closes)),
                _ => None,
            },
            conversation_id: row.get("conversation_id")?,
            at: row.time("asked_at")?,
        },
        state: row.get("state")?,
        updated_at: row.time("updated_at")?,
    })
}
