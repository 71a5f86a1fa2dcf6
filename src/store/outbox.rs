//! Messages to hand to a provider: claimed under a lease, at most once each, and what became of them.
//!
//! A message whose sender vanished is `uncertain` for good: nobody knows whether the provider took it, and
//! it is never blindly sent again. Only a receipt can tell.

use std::{fmt, time::Duration};

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    connection::Row,
    row::Reading,
    sql::{Sql, Value},
};
use crate::phone_number::PhoneNumber;

/// What a message is, which decides whether a STOP silences it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// What a turn ordered to be sent at once.
    Text,
    /// What was ordered for later; a STOP cancels it.
    Reminder,
    /// A conversation that we begin; a STOP cancels it.
    Ask,
}

impl TextKind {
    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            TextKind::Text => "text",
            TextKind::Reminder => "reminder",
            TextKind::Ask => "ask",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [TextKind::Text, TextKind::Reminder, TextKind::Ask].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A message to send.
#[derive(Clone, PartialEq)]
pub struct NewText {
    /// Our identifier, which receipts come back with.
    pub id: String,
    /// What it is.
    pub kind: TextKind,
    /// To whom.
    pub to: PhoneNumber,
    /// From which of our numbers.
    pub service_number: String,
    /// What it says or asks, as JSON.
    pub payload: serde_json::Value,
    /// Not sent before.
    pub not_before: Timestamp,
    /// The conversation that ordered it.
    pub conversation_id: Option<String>,
    /// When it was ordered.
    pub at: Timestamp,
}

/// A message claimed by a worker.
#[derive(Clone, PartialEq)]
pub struct ClaimedText {
    /// The message.
    pub text: NewText,
    /// Which try this is, from 1.
    pub attempts: i64,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextState {
    /// Not yet handed over.
    Waiting,
    /// A worker holds it.
    Sending,
    /// Perhaps handed over: nobody knows.
    Uncertain,
    /// The provider has it.
    Sent,
    /// It came to nothing.
    Failed,
    /// The handset has it.
    Delivered,
    /// A STOP silenced it.
    Cancelled,
}

impl TextState {
    const ALL: [TextState; 7] = [
        TextState::Waiting,
        TextState::Sending,
        TextState::Uncertain,
        TextState::Sent,
        TextState::Failed,
        TextState::Delivered,
        TextState::Cancelled,
    ];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            TextState::Waiting => "waiting",
            TextState::Sending => "sending",
            TextState::Uncertain => "uncertain",
            TextState::Sent => "sent",
            TextState::Failed => "failed",
            TextState::Delivered => "delivered",
            TextState::Cancelled => "cancelled",
        }
    }
}

/// What a provider reports of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It was taken, or passed on.
    Sent,
    /// It did not arrive.
    Failed,
    /// It arrived.
    Delivered,
}

impl fmt::Debug for NewText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewText").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClaimedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimedText").field("text", &self.text).field("attempts", &self.attempts).finish()
    }
}

impl Store {
    /// Keeps a message to send. A reminder or question to a number that said STOP is cancelled at once.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_text(&self, text: NewText) -> Result<(), StoreError> {
        self.write(move |connection| Box::pin(async move { add(connection, &text).await })).await
    }

    /// Takes up to `limit` due messages for the time of the lease. Messages whose lease ran out become
    /// `uncertain`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim_due(&self, now: Timestamp, lease: Duration, limit: u32) -> Result<Vec<ClaimedText>, StoreError> {
        self.write(move |connection| Box::pin(async move { claim(connection, now, lease, limit).await })).await
    }

    /// The provider took the message. False where that is known already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_sent(&self, id: &str, provider_message_id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let (id, provider_message_id) = (id.to_owned(), provider_message_id.to_owned());
        self.write(move |connection| Box::pin(async move { sent(connection, &id, &provider_message_id, now).await }))
            .await
    }

    /// The provider surely did not take the message: try again at `when`. False where the lease has run out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_retry_at(&self, id: &str, when: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        // A STOP may have come while it was in hand.
        let sql = "UPDATE outbox
                   SET state = CASE WHEN kind IN ('reminder', 'ask')
                                     AND EXISTS (SELECT 1 FROM phone WHERE number_index = to_index AND opted_out_at IS NOT NULL)
                                    THEN 'cancelled' ELSE 'waiting' END,
                       not_before = $2, lease_until = NULL, updated_at = $3
                   WHERE id = $1 AND state = 'sending'";
        let update = Sql::new(sql).bind(id).bind(when.as_millisecond()).bind(now.as_millisecond());
        self.write(move |connection| Box::pin(async move { Ok(connection.execute(update).await? == 1) })).await
    }

    /// The provider refused the message for good.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_failed(&self, id: &str, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'failed', error = $2, lease_until = NULL, updated_at = $3
                   WHERE id = $1 AND state IN ('sending', 'uncertain')";
        self.settle(sql, id, reason, now).await
    }

    /// Nobody knows whether the provider took the message.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_uncertain(&self, id: &str, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'uncertain', error = $2, lease_until = NULL, updated_at = $3
                   WHERE id = $1 AND state = 'sending'";
        self.settle(sql, id, reason, now).await
    }

    /// A provider's report. It only ever raises the state, so that any order of reports ends in the same one:
    /// delivered counts more than failed, failed more than sent. False where it tells nothing new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_receipt(
        &self,
        id: &str,
        receipt: Receipt,
        detail: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.settle(receipt_sql(receipt), id, detail, now).await
    }

    /// Whether this very question waits to be sent.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn is_asked(&self, payload: &serde_json::Value) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM outbox WHERE topic = $1 AND state IN ('waiting', 'sending')";
        Ok(self.reads().fetch_optional(Sql::new(sql).bind(topic(TextKind::Ask, payload))).await?.is_some())
    }

    /// Where a message stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_state(&self, id: &str) -> Result<Option<TextState>, StoreError> {
        let sql = Sql::new("SELECT id, state FROM outbox WHERE id = $1").bind(id);
        let row = self.reads().fetch_optional(sql).await?;
        let parse = |word: &str| TextState::ALL.into_iter().find(|state| state.as_str() == word);
        row.map(|row| Reading::keyed(&row, "outbox", "id").word("state", parse)).transpose()
    }

    async fn settle(&self, sql: &'static str, id: &str, word: &str, now: Timestamp) -> Result<bool, StoreError> {
        let update = Sql::new(sql).bind(id).bind(word).bind(now.as_millisecond());
        self.write(move |connection| Box::pin(async move { Ok(connection.execute(update).await? == 1) })).await
    }
}

/// A receipt may overtake our own note that the message was sent, so it counts from `waiting` on.
fn receipt_sql(receipt: Receipt) -> &'static str {
    match receipt {
        Receipt::Sent => {
            "UPDATE outbox SET state = 'sent', delivery = $2, lease_until = NULL, updated_at = $3
             WHERE id = $1 AND attempts > 0 AND state IN ('waiting', 'sending', 'uncertain')"
        }
        Receipt::Failed => {
            "UPDATE outbox SET state = 'failed', delivery = $2, lease_until = NULL, updated_at = $3
             WHERE id = $1 AND attempts > 0 AND state IN ('waiting', 'sending', 'uncertain', 'sent')"
        }
        Receipt::Delivered => {
            "UPDATE outbox SET state = 'delivered', delivery = $2, lease_until = NULL, updated_at = $3
             WHERE id = $1 AND attempts > 0 AND state IN ('waiting', 'sending', 'uncertain', 'sent', 'failed')"
        }
    }
}

pub(super) async fn add(connection: &mut Connection, text: &NewText) -> Result<(), StoreError> {
    let vault = connection.vault();
    let insert = Sql::new(
        "INSERT INTO outbox (id, kind, class, priority, to_index, to_number, service_number, payload, topic, state,
                             not_before, conversation_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                 CASE WHEN $2 IN ('reminder', 'ask')
                       AND EXISTS (SELECT 1 FROM phone WHERE number_index = $5 AND opted_out_at IS NOT NULL)
                      THEN 'cancelled' ELSE 'waiting' END,
                 $10, $11, $12, $12)",
    );
    let insert = insert
        .bind(&text.id)
        .bind(text.kind.as_str())
        .bind("reconcile")
        .bind(priority(text.kind))
        .bind(vault.phone(&text.to))
        .bind(vault.seal_number("outbox", "to_number", &text.id, &text.to)?)
        .bind(&text.service_number)
        .bind(vault.seal("outbox", "payload", &text.id, &text.payload.to_string())?)
        .bind(topic(text.kind, &text.payload))
        .bind(text.not_before.as_millisecond())
        .bind(&text.conversation_id)
        .bind(text.at.as_millisecond());
    connection.execute(insert).await.map(drop)
}

/// What is sent first: what somebody waits for, then what we ask, then what we remind of.
fn priority(kind: TextKind) -> i64 {
    match kind {
        TextKind::Text => 0,
        TextKind::Ask => 1,
        TextKind::Reminder => 2,
    }
}

/// What may be ordered only once at a time: the question for one thing a file misses.
fn topic(kind: TextKind, payload: &serde_json::Value) -> Value {
    let field = |name: &str| payload.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    Value::Text((kind == TextKind::Ask).then(|| format!("ask:{}:{}", field("file_id"), field("item"))))
}

pub(super) async fn sent(
    connection: &mut Connection,
    id: &str,
    provider_message_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // A receipt may have been quicker: it is not lowered, yet the provider's identifier is kept.
    let update = Sql::new(
        "UPDATE outbox
         SET state = CASE WHEN state IN ('sending', 'uncertain') THEN 'sent' ELSE state END,
             provider_message_id = $2, lease_until = NULL, updated_at = $3
         WHERE id = $1 AND provider_message_id IS NULL AND attempts > 0
           AND state IN ('sending', 'uncertain', 'sent', 'failed', 'delivered')",
    );
    let update = update.bind(id).bind(provider_message_id).bind(now.as_millisecond());
    Ok(connection.execute(update).await? == 1)
}

pub(super) async fn cancel(
    connection: &mut Connection,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE outbox SET state = 'cancelled', updated_at = $2
         WHERE to_index = $1 AND state = 'waiting' AND kind IN ('reminder', 'ask')",
    );
    let update = update.bind(connection.vault().phone(number)).bind(now.as_millisecond());
    connection.execute(update).await.map(drop)
}

/// The one statement that differs: on PostgreSQL, claimers step over what another one holds. Materialized, for PostgreSQL
/// may else run the inner select again for each row, and claim more than the limit.
const CLAIM: [&str; 3] = [
    "WITH due AS MATERIALIZED
        (SELECT id FROM outbox WHERE state = 'waiting' AND not_before <= $1 ORDER BY priority, not_before, id LIMIT $3",
    " FOR UPDATE SKIP LOCKED",
    ") UPDATE outbox SET state = 'sending', lease_until = $2, claimed_at = $1, attempts = attempts + 1, updated_at = $1
     WHERE state = 'waiting' AND id IN (SELECT id FROM due) RETURNING *",
];

async fn claim(
    connection: &mut Connection,
    now: Timestamp,
    lease: Duration,
    limit: u32,
) -> Result<Vec<ClaimedText>, StoreError> {
    let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
    let ran_out = Sql::new(
        "UPDATE outbox SET state = 'uncertain', error = 'the lease ran out', lease_until = NULL, updated_at = $1
         WHERE state = 'sending' AND lease_until <= $1",
    );
    connection.execute(ran_out.bind(now.as_millisecond())).await?;
    let claim = Sql::new(CLAIM[0]).then(if connection.is_sqlite() { "" } else { CLAIM[1] }).then(CLAIM[2]);
    let claim =
        claim.bind(now.as_millisecond()).bind(now.as_millisecond().saturating_add(lease)).bind(i64::from(limit));
    let rows = connection.fetch_all(claim).await?;
    // A row of a newer version stays in hand until its lease ends; it holds up nobody.
    let readable = |row| read(row).inspect_err(|error| tracing::error!(%error, "a text to send cannot be read")).ok();
    let mut claimed: Vec<ClaimedText> = rows.iter().filter_map(readable).collect();
    claimed.sort_by(|a, b| (a.text.not_before, &a.text.id).cmp(&(b.text.not_before, &b.text.id)));
    Ok(claimed)
}

fn read(row: &Row) -> Result<ClaimedText, StoreError> {
    let row = Reading::keyed(row, "outbox", "id");
    let id: String = row.get("id")?;
    let payload = row.sealed("payload", &id)?;
    let text = NewText {
        kind: row.word("kind", TextKind::parse)?,
        to: row.number("to_number", &id)?,
        service_number: row.get("service_number")?,
        payload: serde_json::from_str(&payload).map_err(|_| row.unreadable("payload"))?,
        not_before: row.time("not_before")?,
        conversation_id: row.get("conversation_id")?,
        at: row.time("created_at")?,
        id,
    };
    Ok(ClaimedText { text, attempts: row.get("attempts")? })
}
