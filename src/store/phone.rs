//! What is known of a telephone number: the language spoken to it, and whether texts may and can reach it.

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    audit::{self, Entry},
    deadline::reach,
    mandate, outbox,
    row::Reading,
    sql::Sql,
    vault::hex,
};
use crate::{
    flow::consent::{Consent, Subject},
    language::Language,
    outgoing::failure::NumberMark,
    phone_number::PhoneNumber,
    reminder::slot::Chosen,
};

impl Store {
    /// The language remembered for a number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remembered_language(&self, number: &PhoneNumber) -> Result<Option<Language>, StoreError> {
        let sql = Sql::new("SELECT language FROM phone WHERE number_index = $1").bind(self.vault().phone(number));
        let row = self.reads().fetch_optional(sql).await?;
        row.map_or(Ok(None), |row| Reading::masked(&row, "phone").parsed_if_any("language"))
    }

    /// Whether the number said STOP and has not said START since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn is_opted_out(&self, number: &PhoneNumber) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT 1 FROM phone WHERE number_index = $1 AND opted_out_at IS NOT NULL");
        Ok(self.reads().fetch_optional(sql.bind(self.vault().phone(number))).await?.is_some())
    }

    /// Whether the number gets no reminders: it said STOP to them, or to everything.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reminders_are_off(&self, number: &PhoneNumber) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "SELECT 1 FROM phone WHERE number_index = $1 AND (opted_out_at IS NOT NULL OR reminders_off_at IS NOT NULL)",
        );
        Ok(self.reads().fetch_optional(sql.bind(self.vault().phone(number))).await?.is_some())
    }

    /// Writes down what a person wants to get, as they told somebody of ours, with the line of the record.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn consents(
        &self,
        number: &PhoneNumber,
        consent: Consent,
        entry: Entry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let number = number.clone();
        let entry = audit::row(self.vault(), &entry)?;
        self.write(move |connection| {
            Box::pin(async move {
                match consent {
                    Consent::Stop(subject) => opt_out(connection, &number, subject, now).await?,
                    Consent::Start => opt_in(connection, &number, now).await?,
                }
                audit::add(connection, vec![entry]).await
            })
        })
        .await
    }

    /// The hours at which a person wants to be reminded, if they said so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn chosen_hours(&self, number: &PhoneNumber) -> Result<Option<Chosen>, StoreError> {
        let sql = Sql::new("SELECT hours FROM phone WHERE number_index = $1").bind(self.vault().phone(number));
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        let word: Option<String> = Reading::masked(&row, "phone").get("hours")?;
        Ok(word.as_deref().and_then(Chosen::of))
    }

    /// Why no text can reach a number, if the provider said so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn trouble(&self, number: &PhoneNumber) -> Result<Option<NumberMark>, StoreError> {
        let sql = Sql::new("SELECT trouble FROM phone WHERE number_index = $1").bind(self.vault().phone(number));
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        let word: Option<String> = Reading::masked(&row, "phone").get("trouble")?;
        Ok(word.as_deref().and_then(NumberMark::parse))
    }

    /// Records that a number wants no more texts, as the provider tells us when it refuses one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn opt_out(&self, number: &PhoneNumber, now: Timestamp) -> Result<(), StoreError> {
        let number = number.clone();
        self.write(move |connection| Box::pin(async move { opt_out(connection, &number, Subject::All, now).await }))
            .await
    }

    /// Remembers what a list says of people's languages, all of it or nothing. What somebody chose themselves stays.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn learn_languages(&self, languages: Vec<(PhoneNumber, Language)>) -> Result<(), StoreError> {
        let learn = "language = COALESCE(phone.language, excluded.language)";
        self.write(move |connection| {
            Box::pin(async move {
                for (number, language) in &languages {
                    put_language(connection, number, language, learn).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

pub(super) async fn remember_language(
    connection: &mut Connection,
    number: &PhoneNumber,
    language: &Language,
) -> Result<(), StoreError> {
    put_language(connection, number, language, "language = excluded.language").await
}

async fn put_language(
    connection: &mut Connection,
    number: &PhoneNumber,
    language: &Language,
    where_known: &'static str,
) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO phone (number_index, number, language) VALUES ($1, $2, $3)
         ON CONFLICT (number_index) DO UPDATE SET ",
    );
    let insert = named(connection, insert.then(where_known), number)?.bind(language.as_str());
    connection.execute(insert).await.map(drop)
}

/// The first STOP counts; what we had planned to send is cancelled with it.
pub(super) async fn opt_out(
    connection: &mut Connection,
    number: &PhoneNumber,
    subject: Subject,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = Sql::new(match subject {
        Subject::Mandates => return mandate::end_all(connection, number, at).await,
        Subject::All => {
            "INSERT INTO phone (number_index, number, opted_out_at) VALUES ($1, $2, $3)
             ON CONFLICT (number_index) DO UPDATE
                SET opted_out_at = COALESCE(phone.opted_out_at, excluded.opted_out_at)"
        }
        Subject::Reminders => {
            "INSERT INTO phone (number_index, number, reminders_off_at) VALUES ($1, $2, $3)
             ON CONFLICT (number_index) DO UPDATE
                SET reminders_off_at = COALESCE(phone.reminders_off_at, excluded.reminders_off_at)"
        }
    });
    let insert = named(connection, insert, number)?.bind(at.as_millisecond());
    connection.execute(insert).await?;
    outbox::cancel(connection, number, at).await
}

/// Remembers why no text can reach a number.
pub(super) async fn mark(
    connection: &mut Connection,
    number: &PhoneNumber,
    mark: NumberMark,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO phone (number_index, number, trouble, trouble_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number_index) DO UPDATE SET trouble = excluded.trouble, trouble_at = excluded.trouble_at",
    );
    let insert = named(connection, insert, number)?.bind(mark.as_str()).bind(at.as_millisecond());
    connection.execute(insert).await.map(drop)
}

/// A text did not arrive: the number may be somebody else's by now, until the person gives their code from it.
pub(super) async fn doubt(connection: &mut Connection, number: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
    let update = Sql::new(
        "UPDATE person_phone SET doubted_at = $2 WHERE number_index = $1 AND until IS NULL AND doubted_at IS NULL",
    );
    let update = update.bind(connection.vault().phone(number)).bind(at.as_millisecond());
    connection.execute(update).await.map(drop)
}

/// Lifts a STOP; what was held back by it is told again from now on.
pub(super) async fn opt_in(connection: &mut Connection, number: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
    let update = Sql::new("UPDATE phone SET opted_out_at = NULL, reminders_off_at = NULL WHERE number_index = $1");
    let update = update.bind(connection.vault().phone(number));
    connection.execute(update).await?;
    reach::may_be_told(connection, number, at).await
}

/// Remembers at which hours a person wants to be reminded; what waits for other hours is looked at anew.
pub(super) async fn choose_hours(
    connection: &mut Connection,
    number: &PhoneNumber,
    hours: Option<Chosen>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO phone (number_index, number, hours) VALUES ($1, $2, $3)
         ON CONFLICT (number_index) DO UPDATE SET hours = excluded.hours",
    );
    let insert = named(connection, insert, number)?.bind(hours.and_then(Chosen::word));
    connection.execute(insert).await?;
    reach::may_be_told(connection, number, at).await
}

/// Gives a statement the number's index and the sealed number.
pub(super) fn named(connection: &Connection, sql: Sql, number: &PhoneNumber) -> Result<Sql, StoreError> {
    let vault = connection.vault();
    let index = vault.phone(number);
    let sealed = vault.seal_number("phone", "number", &hex(&index), number)?;
    Ok(sql.bind(index).bind(sealed))
}
