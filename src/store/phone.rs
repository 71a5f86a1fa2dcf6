//! What is known of a telephone number: the language spoken to it, and whether it wants texts from us.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{Store, StoreError, outbox, row::Reading};
use crate::{language::Language, phone_number::PhoneNumber};

impl Store {
    /// The language remembered for a number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remembered_language(&self, number: &PhoneNumber) -> Result<Option<Language>, StoreError> {
        let row = sqlx::query("SELECT language FROM phone WHERE number = $1")
            .bind(number.reveal())
            .fetch_optional(self.reads())
            .await?;
        row.map_or(Ok(None), |row| Reading::masked(&row, "phone").parsed_if_any("language"))
    }

    /// Whether the number said STOP and has not said START since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn is_opted_out(&self, number: &PhoneNumber) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM phone WHERE number = $1 AND opted_out_at IS NOT NULL")
            .bind(number.reveal())
            .fetch_optional(self.reads())
            .await?;
        Ok(row.is_some())
    }
}

impl Store {
    /// Records that a number wants no more texts, as the provider tells us when it refuses one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn opt_out(&self, number: &PhoneNumber, now: Timestamp) -> Result<(), StoreError> {
        let number = number.clone();
        self.write(move |connection| Box::pin(async move { opt_out(connection, &number, now).await })).await
    }
}

pub(super) async fn remember_language(
    connection: &mut SqliteConnection,
    number: &PhoneNumber,
    language: &Language,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO phone (number, language) VALUES ($1, $2)
         ON CONFLICT (number) DO UPDATE SET language = excluded.language",
    )
    .bind(number.reveal())
    .bind(language.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// The first STOP counts; what we had planned to send is cancelled with it.
pub(super) async fn opt_out(
    connection: &mut SqliteConnection,
    number: &PhoneNumber,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO phone (number, opted_out_at) VALUES ($1, $2)
         ON CONFLICT (number) DO UPDATE SET opted_out_at = COALESCE(phone.opted_out_at, excluded.opted_out_at)",
    )
    .bind(number.reveal())
    .bind(at.as_millisecond())
    .execute(&mut *connection)
    .await?;
    outbox::cancel(connection, number, at).await?;
    Ok(())
}

pub(super) async fn opt_in(connection: &mut SqliteConnection, number: &PhoneNumber) -> Result<(), StoreError> {
    sqlx::query("UPDATE phone SET opted_out_at = NULL WHERE number = $1")
        .bind(number.reveal())
        .execute(connection)
        .await?;
    Ok(())
}
