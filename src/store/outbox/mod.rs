//! Orders to hand to a provider: claimed under a lease, and what became of each.
//!
//! `attempts` is the fence: a worker that wakes after its lease writes nothing. An order whose worker vanished is
//! `uncertain`: nobody knows whether the provider took it, and only a receipt or the provider itself can tell.

mod call;
mod claim;
mod handed;
mod hold;
mod jobs;
mod limits;
mod settle;

use std::fmt;

use jiff::Timestamp;

pub use self::{
    call::CallNews,
    claim::{Claim, Claimed, Held, Terms},
    jobs::{Job, JobRefused},
    settle::{Finished, Overdue},
};
use super::{
    Connection, Store, StoreError,
    row::Reading,
    sql::{Sql, Value, values},
    vault::Vault,
};
use crate::{
    outgoing::{Class, Kind, delivery::Delivery},
    phone_number::PhoneNumber,
};

/// An order.
#[derive(Clone, PartialEq)]
pub struct NewText {
    /// Our identifier, which receipts come back with.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// To whom.
    pub to: PhoneNumber,
    /// From which of our numbers.
    pub service_number: String,
    /// What it says or asks, as JSON.
    pub payload: serde_json::Value,
    /// What it is expected to cost, in cents.
    pub cost: u64,
    /// Not sent before.
    pub not_before: Timestamp,
    /// The conversation that ordered it.
    pub conversation_id: Option<String>,
    /// When it was ordered.
    pub at: Timestamp,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextState {
    /// Not yet handed over.
    Waiting,
    /// A worker holds it.
    Sending,
    /// Perhaps handed over: nobody knows yet.
    Uncertain,
    /// The provider has it.
    Sent,
    /// It arrived.
    Delivered,
    /// It was sent and did not arrive.
    Undelivered,
    /// It cannot be done: the number leads nowhere, or takes no texts.
    Failed,
    /// Given up, for somebody to look at.
    Dead,
    /// It would have come too late.
    Expired,
    /// A STOP silenced it.
    Cancelled,
    /// Somebody threw it away.
    Discarded,
    /// It stood in a copy that was restored, and may have been sent since.
    Quarantined,
}

impl TextState {
    /// Every state.
    pub const ALL: [TextState; 12] = [
        TextState::Waiting,
        TextState::Sending,
        TextState::Uncertain,
        TextState::Sent,
        TextState::Delivered,
        TextState::Undelivered,
        TextState::Failed,
        TextState::Dead,
        TextState::Expired,
        TextState::Cancelled,
        TextState::Discarded,
        TextState::Quarantined,
    ];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            TextState::Waiting => "waiting",
            TextState::Sending => "sending",
            TextState::Uncertain => "uncertain",
            TextState::Sent => "sent",
            TextState::Delivered => "delivered",
            TextState::Undelivered => "undelivered",
            TextState::Failed => "failed",
            TextState::Dead => "dead",
            TextState::Expired => "expired",
            TextState::Cancelled => "cancelled",
            TextState::Discarded => "discarded",
            TextState::Quarantined => "quarantined",
        }
    }

    /// The state a word names.
    pub fn parse(word: &str) -> Option<Self> {
        TextState::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Whether a STOP silences an order of the table, see [`Kind::is_silenced_by_stop`]: one said to everything, or one said to
/// reminders, of which a call is one where it tells deadlines.
pub(super) const SILENCED: &str = "EXISTS (SELECT 1 FROM phone WHERE phone.number_index = outbox.to_index
    AND (outbox.kind IN ('reminder', 'ask', 'ring') AND phone.opted_out_at IS NOT NULL
         OR phone.reminders_off_at IS NOT NULL
            AND (outbox.kind = 'reminder' OR outbox.kind = 'ring'
                 AND EXISTS (SELECT 1 FROM reminder WHERE reminder.id = outbox.id))))";
/// What are calls, see [`Kind::is_call`].
const CALLS: &str = "kind IN ('read-out', 'ring', 'bridge')";

/// The word a kind has in the table.
fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Code => "code",
        Kind::Reply => "reply",
        Kind::Callback => "callback",
        Kind::ReadOut => "read-out",
        Kind::Ask => "ask",
        Kind::Ring => "ring",
        Kind::Reminder => "reminder",
        Kind::Bridge => "bridge",
    }
}

fn kind(word: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind_word(*kind) == word)
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::AtMostOnce => "at-most-once",
        Class::Reconcile => "reconcile",
    }
}

/// The word of a report in the table, in which they also sort: the number is its place in the lattice.
fn delivery_word(delivery: Delivery) -> String {
    let word = serde_json::to_value(delivery).ok().and_then(|word| word.as_str().map(str::to_owned));
    format!("{:02} {}", delivery as u8, word.unwrap_or_default())
}

impl fmt::Debug for NewText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewText").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps an order. What a STOP silences is cancelled at once; a question that waits already is not asked twice.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_text(&self, text: NewText) -> Result<(), StoreError> {
        self.write(move |connection| Box::pin(async move { add(connection, &[&text]).await })).await
    }

    /// Keeps many orders, in the order of their time where that can be: neighbours in time are then neighbours on the disk.
    ///
    /// # Errors
    /// Where the database fails; none is kept then.
    pub async fn add_texts(&self, texts: Vec<NewText>) -> Result<(), StoreError> {
        self.write(move |connection| {
            Box::pin(async move {
                for some in texts.chunks(500) {
                    add(connection, &some.iter().collect::<Vec<_>>()).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Whether this very question waits to be sent.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn is_asked(&self, payload: &serde_json::Value) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM outbox WHERE topic = $1 AND state IN ('waiting', 'sending', 'uncertain')";
        Ok(self.reads().fetch_optional(Sql::new(sql).bind(topic(Kind::Ask, payload))).await?.is_some())
    }

    /// Where an order stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_state(&self, id: &str) -> Result<Option<TextState>, StoreError> {
        let sql = Sql::new("SELECT id, state FROM outbox WHERE id = $1").bind(id);
        let row = self.reads().fetch_optional(sql).await?;
        row.map(|row| Reading::keyed(&row, "outbox", "id").word("state", TextState::parse)).transpose()
    }
}

pub(super) async fn add(connection: &mut Connection, texts: &[&NewText]) -> Result<(), StoreError> {
    let texts = texts.iter().map(|text| (*text, text.kind.expires_at(text.not_before)));
    add_until(connection, &texts.collect::<Vec<_>>()).await
}

/// Keeps orders that are of no use any more from their instant on.
pub(super) async fn add_until(connection: &mut Connection, texts: &[(&NewText, Timestamp)]) -> Result<(), StoreError> {
    let vault = connection.vault();
    let rows: Result<Vec<Vec<Value>>, StoreError> =
        texts.iter().map(|(text, until)| columns(&vault, text, *until)).collect();
    let insert = Sql::new(
        "INSERT INTO outbox (id, kind, class, priority, to_index, to_number, service_number, payload, topic, cost, state,
                             not_before, expires_at, conversation_id, created_at, updated_at) ",
    );
    connection.execute(insert.rows(rows?).then(" ON CONFLICT DO NOTHING")).await?;
    if texts.iter().any(|(text, _)| text.not_before <= text.at) {
        connection.orders_added();
    }
    let silenced: Vec<Vec<Value>> =
        texts.iter().filter(|(text, _)| text.kind.is_silenced_by_stop()).map(|(text, _)| values![&text.id]).collect();
    if silenced.is_empty() {
        return Ok(());
    }
    let update = Sql::new("WITH new (id) AS (")
        .rows(silenced)
        .then(") UPDATE outbox SET state = 'cancelled' WHERE state = 'waiting' AND id IN (SELECT id FROM new) AND ");
    connection.execute(update.then(SILENCED)).await.map(drop)
}

fn columns(vault: &Vault, text: &NewText, until: Timestamp) -> Result<Vec<Value>, StoreError> {
    let at = text.at.as_millisecond();
    Ok(values![
        &text.id,
        kind_word(text.kind),
        class_word(text.kind.class()),
        i64::from(text.kind.priority()),
        vault.phone(&text.to),
        vault.seal_number("outbox", "to_number", &text.id, &text.to)?,
        &text.service_number,
        vault.seal("outbox", "payload", &text.id, &text.payload.to_string())?,
        topic(text.kind, &text.payload),
        i64::try_from(text.cost).unwrap_or(i64::MAX),
        TextState::Waiting.as_str(),
        text.not_before.as_millisecond(),
        until.as_millisecond(),
        &text.conversation_id,
        at,
        at,
    ])
}

/// What may be ordered only once at a time: the question for one thing a file misses, or for one mandate.
fn topic(kind: Kind, payload: &serde_json::Value) -> Value {
    let field = |name: &str| payload.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    Value::Text((kind == Kind::Ask).then(|| match field("mandate") {
        "" => format!("ask:{}:{}", field("file_id"), field("item")),
        mandate => format!("ask:mandate:{mandate}"),
    }))
}

/// Cancels what a STOP silences that was written before in this transaction.
pub(super) async fn cancel(
    connection: &mut Connection,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE outbox SET state = 'cancelled', updated_at = $2
         WHERE to_index = $1 AND state IN ('waiting', 'sending') AND state = 'waiting' AND ",
    );
    let update = update.then(SILENCED);
    let update = update.bind(connection.vault().phone(number)).bind(now.as_millisecond());
    connection.execute(update).await.map(drop)
}

pub(super) use self::{
    call::end_call,
    handed::{Handed, mark},
    hold::{Hold, hold},
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_silenced_and_what_is_a_call_are_the_same_in_sql() {
        for kind in Kind::ALL {
            let word = format!("'{}'", kind_word(kind));
            assert_eq!(SILENCED.contains(&word), kind.is_silenced_by_stop(), "{word}");
            assert_eq!(CALLS.contains(&word), kind.is_call(), "{word}");
        }
    }
}
