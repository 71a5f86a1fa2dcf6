//! How calls of ours ended: told by the turn in which a key was pressed, by the provider's callback, or by asking it.

use jiff::Timestamp;

use super::{
    super::{Connection, Store, StoreError, connection::Row, deadline::reach, row::Reading, sql::Sql},
    claim,
    settle::refund,
};
use crate::{outgoing::call::CallEnd, phone_number::PhoneNumber};

/// What is told of a call of ours.
#[derive(Clone, Debug)]
pub struct CallNews {
    /// The order.
    pub id: String,
    /// Which try at it; none where only the provider's identifier tells.
    pub attempt: Option<i64>,
    /// The provider's identifier, where it is known.
    pub provider_call_id: Option<String>,
    /// How it ended, or that it will have been answered.
    pub end: CallEnd,
}

impl Store {
    /// Writes down how a call ended. It only ever raises what is known, so that any order of news ends in the same. False
    /// where it tells nothing new, or tells of another try.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn call_ended(&self, news: CallNews, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |connection| Box::pin(async move { end_call(connection, &news, now).await })).await
    }

    /// How the last call of an order ended, as far as that is known.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn call_end(&self, id: &str) -> Result<Option<CallEnd>, StoreError> {
        let sql = Sql::new("SELECT id, delivery FROM outbox WHERE id = $1").bind(id);
        self.reads().fetch_optional(sql).await?.as_ref().map_or(Ok(None), end_in)
    }

    /// How the latest call to a number ended, as far as that is known.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_call_end(&self, to: &PhoneNumber) -> Result<Option<CallEnd>, StoreError> {
        let sql = Sql::new("SELECT id, delivery FROM outbox WHERE to_index = $1 AND ").then(super::CALLS);
        let sql = sql.then(" ORDER BY created_at DESC, id DESC LIMIT 1").bind(self.vault().phone(to));
        self.reads().fetch_optional(sql).await?.as_ref().map_or(Ok(None), end_in)
    }
}

/// The end in a row of `outbox`.
fn end_in(row: &Row) -> Result<Option<CallEnd>, StoreError> {
    let word: Option<String> = Reading::keyed(row, "outbox", "id").get("delivery")?;
    Ok(word.as_deref().and_then(end_of))
}

/// The column `delivery` of a call, the place in the lattice first as that of a text has it.
fn word(end: CallEnd) -> String {
    format!("{} {}", rank(end), end.as_str())
}

fn rank(end: CallEnd) -> String {
    format!("{:02}", end.rank())
}

fn end_of(word: &str) -> Option<CallEnd> {
    word.split_once(' ').and_then(|(_, end)| CallEnd::parse(end))
}

/// The money of a call that was never put through is free again: the first such news alone changes a row.
pub(in crate::store) async fn end_call(
    connection: &mut Connection,
    news: &CallNews,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let state = if news.end.is_reached() { "delivered" } else { "undelivered" };
    let update = Sql::new(
        "UPDATE outbox
         SET state = $3, delivery = $4, error = $5, lease_until = NULL, updated_at = $6,
             provider_message_id = COALESCE(provider_message_id, $2)
         WHERE id = $1 AND attempts > 0 AND (provider_message_id IS NULL OR provider_message_id = COALESCE($2, provider_message_id))
           AND (delivery IS NULL OR delivery < $7) AND ($8 IS NULL OR attempts = $8)
           AND state IN ('sending', 'uncertain', 'sent', 'undelivered', 'dead', 'quarantined') AND ",
    );
    let update = update
        .then(super::CALLS)
        .then(" RETURNING ")
        .then(claim::COLUMNS)
        .bind(&news.id)
        .bind(&news.provider_call_id)
        .bind(state)
        .bind(word(news.end))
        .bind((!news.end.is_reached()).then_some(news.end.told()))
        .bind(now.as_millisecond())
        .bind(rank(news.end))
        .bind(news.attempt);
    let Some(row) = connection.fetch_optional(update).await? else { return Ok(false) };
    if !news.end.is_reached() {
        reach::not_reached(connection, &news.id, now).await?;
    }
    if news.end.is_free()
        && let Ok(order) = claim::read(&row)
    {
        refund(connection, &order).await?;
    }
    Ok(true)
}
