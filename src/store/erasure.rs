//! A person is erased: everything held under their number goes in one transaction, and what the provider holds is noted, to be
//! deleted there until it is seen gone.
//!
//! The file itself is the organisation's and stays (article 17, 3, b of the GDPR: it is kept under a legal duty, and asked for
//! there); what ties it to the person here goes: the number, the name, the code, the answers that were given by telephone. An
//! answer that is on its way to a case system arrives first. A STOP stays, as a number that is never written to.

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    audit::{self, Entry},
    holding::{CALLBACKS, CONVERSATIONS, FILES, MANDATES},
    row::Reading,
    sql::{Sql, Value, values},
};
use crate::phone_number::PhoneNumber;

/// What was erased: rows of each table; none with zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// The rows.
    pub rows: Vec<(&'static str, u64)>,
    /// What the provider is asked to delete: texts and calls. Recordings have their own way there.
    pub at_provider: u64,
}

/// Something to be deleted at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueErasure {
    /// The provider's reference.
    pub reference: String,
    /// Whether it is a call; a text otherwise.
    pub is_call: bool,
    /// How often that failed before.
    pub failures: i64,
}

/// What goes, in this order: children and what is found through others first. `$1` is the index of the number.
const STEPS: [(&str, &str); 18] = [
    ("message", "DELETE FROM message WHERE conversation_id IN (#conversations)"),
    ("note", "DELETE FROM note WHERE conversation_id IN (#conversations)"),
    ("one_time_code", "DELETE FROM one_time_code WHERE conversation_id IN (#conversations)"),
    ("turn", "DELETE FROM turn WHERE conversation_id IN (#conversations)"),
    ("bridge", "DELETE FROM bridge WHERE callback_id IN (#callbacks)"),
    ("callback", "DELETE FROM callback WHERE id IN (#callbacks)"),
    ("conversation", "DELETE FROM conversation WHERE person_index = $1"),
    ("rung", "DELETE FROM rung WHERE reminder_id IN (SELECT r.id FROM reminder r WHERE r.to_index = $1)"),
    ("reminder_answer", "DELETE FROM reminder_answer WHERE reminder_id IN (SELECT r.id FROM reminder r WHERE r.to_index = $1)"),
    ("reminder", "DELETE FROM reminder WHERE to_index = $1"),
    ("deadline", "DELETE FROM deadline WHERE to_index = $1"),
    ("outbox", "DELETE FROM outbox WHERE to_index = $1"),
    ("pace", "DELETE FROM pace WHERE name = $1"),
    (
        "answer",
        "DELETE FROM answer WHERE file_id IN (#files)
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.answer_id = answer.id AND d.state = 'waiting')",
    ),
    ("case_file", "UPDATE case_file SET code_hash = NULL WHERE code_hash IS NOT NULL AND id IN (#files)"),
    ("import_row", "DELETE FROM import_row WHERE phone_index = $1"),
    // What a helper was let at and what a person let others at: both are theirs to have erased.
    ("mandate", "DELETE FROM mandate WHERE id IN (#mandates)"),
    (
        "person",
        // Somebody with another number stays under that one.
        "DELETE FROM person WHERE id IN (SELECT h.person_id FROM person_phone h WHERE h.number_index = $1)
         AND NOT EXISTS (SELECT 1 FROM person_phone o WHERE o.person_id = person.id AND o.number_index <> $1 AND o.until IS NULL)",
    ),
];

impl Store {
    /// Erases everything held under a number, and writes it into the record: without a number, under an identifier of ours.
    ///
    /// # Errors
    /// Where the database fails; nothing is erased then.
    pub async fn erase_person(&self, number: &PhoneNumber, now: Timestamp, entry: Entry) -> Result<Erased, StoreError> {
        // What is to be emptied must be linked, or the link would be made over nothing.
        while self.link_audit().await? > 0 {}
        let index = self.vault().phone(number);
        let erased = self
            .write_patiently(move |connection| Box::pin(async move { erase(connection, index, now, entry).await }))
            .await?;
        self.empty_log().await?;
        Ok(erased)
    }

    /// What is to be deleted at the provider now, the longest due first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn due_erasures(&self, now: Timestamp, most: u32) -> Result<Vec<DueErasure>, StoreError> {
        let sql = Sql::new(
            "SELECT reference, kind, failures FROM provider_erasure WHERE done_at IS NULL AND not_before <= $1
             ORDER BY not_before, reference LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(now.as_millisecond()).bind(i64::from(most))).await?;
        let due = |row| {
            let row = Reading::keyed(row, "provider_erasure", "reference");
            Ok(DueErasure {
                reference: row.get("reference")?,
                is_call: row.get::<String>("kind")? == "call",
                failures: row.get("failures")?,
            })
        };
        rows.iter().map(due).collect()
    }

    /// The provider says that it is gone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erased_at_provider(&self, reference: &str, now: Timestamp) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE provider_erasure SET done_at = $2 WHERE reference = $1");
        let sql = sql.bind(reference).bind(now.as_millisecond());
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// The provider did not delete it: it is asked again at that time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_erasure_off(&self, reference: &str, until: Timestamp) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE provider_erasure SET failures = failures + 1, not_before = $2 WHERE reference = $1");
        let sql = sql.bind(reference).bind(until.as_millisecond());
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// How much the provider still holds that it is to delete.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erasures_left(&self) -> Result<i64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM provider_erasure WHERE done_at IS NULL");
        Ok(self.reads().fetch_one(sql).await?.at(0)?)
    }
}

/// A statement over what a number is found by.
fn over(text: &str) -> Sql {
    let text = text.replace("#conversations", CONVERSATIONS).replace("#callbacks", CALLBACKS).replace("#files", FILES);
    let text = text.replace("#mandates", MANDATES);
    Sql::new("").then(&text)
}

async fn erase(
    connection: &mut Connection,
    index: Vec<u8>,
    now: Timestamp,
    entry: Entry,
) -> Result<Erased, StoreError> {
    let mut erased = Erased { at_provider: note_provider(connection, &index, now).await?, ..Erased::default() };
    let mut add = |table: &'static str, rows: u64| {
        if rows > 0 {
            erased.rows.push((table, rows));
        }
    };
    add("audit", empty_entries(connection, &index).await?);
    let sounds = over(
        "UPDATE recording SET state = 'unwanted', sound = NULL, media_type = NULL, failures = 0, not_before = $2,
                updated_at = $2 WHERE state IN ('wanted', 'kept') AND conversation_id IN (#conversations)",
    );
    add("recording", connection.execute(sounds.bind(index.clone()).bind(now.as_millisecond())).await?);
    for (table, step) in STEPS {
        add(table, connection.execute(over(step).bind(index.clone())).await?);
    }
    let numbers = Sql::new("DELETE FROM person_phone WHERE number_index = $1").bind(index.clone());
    add("person_phone", connection.execute(numbers).await?);
    let unknown = Sql::new(
        "DELETE FROM phone WHERE number_index = $1 AND opted_out_at IS NULL
                                AND reminders_off_at IS NULL",
    )
    .bind(index.clone());
    add("phone", connection.execute(unknown).await?);
    let stopped = Sql::new("UPDATE phone SET language = NULL, hours = NULL, trouble = NULL WHERE number_index = $1");
    connection.execute(stopped.bind(index)).await?;
    connection.callbacks_changed();
    let row = audit::row(&connection.vault(), &entry)?;
    audit::add(connection, vec![row]).await?;
    Ok(erased)
}

/// Notes what the provider holds: the texts we sent, those we were sent, and the calls.
async fn note_provider(connection: &mut Connection, index: &[u8], now: Timestamp) -> Result<u64, StoreError> {
    let known = over(
        "SELECT o.provider_message_id AS reference, o.kind AS kind FROM outbox o
         WHERE o.to_index = $1 AND o.provider_message_id IS NOT NULL
         UNION SELECT t.key AS reference, 'text' AS kind FROM turn t
         WHERE t.key LIKE 'sms:%' AND t.conversation_id IN (#conversations)
         UNION SELECT c.call_id AS reference, 'call' AS kind FROM conversation c
         WHERE c.person_index = $1 AND c.call_id IS NOT NULL",
    );
    let at = now.as_millisecond();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for row in connection.fetch_all(known.bind(index.to_vec())).await? {
        let (reference, kind): (String, String) = (row.get("reference")?, row.get("kind")?);
        let reference = reference.strip_prefix("sms:").unwrap_or(&reference).to_owned();
        // A call of ours that was never placed has no name at the provider.
        let kind = if reference.starts_with("CA") || kind == "call" { "call" } else { "text" };
        rows.push(values![reference, kind, at, at]);
    }
    let mut noted = 0;
    for some in rows.chunks(500) {
        let insert =
            Sql::new("INSERT INTO provider_erasure (reference, kind, not_before, asked_at) ").rows(some.to_vec());
        noted += connection.execute(insert.then(" ON CONFLICT (reference) DO NOTHING")).await?;
    }
    Ok(noted)
}

/// Empties the entries about conversations and callbacks of the number. Their places in the chain stay, and it holds.
async fn empty_entries(connection: &mut Connection, index: &[u8]) -> Result<u64, StoreError> {
    let about = over(
        "SELECT id, digest FROM audit WHERE chained AND erased IS NULL
         AND (subject IN (#conversations) OR subject IN (#callbacks) OR subject IN (#files) OR subject IN (#mandates))",
    );
    let vault = connection.vault();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for row in connection.fetch_all(about.bind(index.to_vec())).await? {
        let (id, digest): (String, Vec<u8>) = (row.get("id")?, row.get("digest")?);
        let mark = audit::erased_mark(&vault, &id, &digest);
        rows.push(values![id, mark]);
    }
    for some in rows.chunks(500) {
        let update = Sql::new("WITH gone (place, value) AS (").rows(some.to_vec()).then(
            ") UPDATE audit SET subject = '', detail = NULL, erased = gone.value FROM gone WHERE audit.id = gone.place",
        );
        connection.execute(update).await?;
    }
    Ok(rows.len() as u64)
}
