//! Accounts as a provider of identities knows them: by an address until it first gives its word, by its own name for them after.

use super::{
    Store, StoreError,
    audit::{self, Entry},
    row::Reading,
    sql::Sql,
    staff::{ADVISOR, read},
    vault::{Vault, hex},
};
use crate::staff::{Advisor, Email};

/// The kinds of blind indexes by which accounts are found.
const EMAIL: &str = "email";
const SUBJECT: &str = "subject";

/// Somebody as a provider names them: the provider, and its name for them.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The provider's own address.
    pub issuer: &'a str,
    /// What it calls them.
    pub name: &'a str,
}

impl Store {
    /// The open account that a provider's word is bound to.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advisor_by_subject(&self, subject: Subject<'_>) -> Result<Option<Advisor>, StoreError> {
        let sql = Sql::new(ADVISOR).then(" FROM advisor a WHERE a.subject_index = $1 AND a.active");
        let row = self.reads().fetch_optional(sql.bind(subject_index(self.vault(), subject))).await?;
        row.as_ref().map(read).transpose()
    }

    /// Binds a provider's word to the open account with this address, and keeps an entry that says so; none where there is no
    /// such account, or another word is bound to it. `entry` is made for the account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bind_subject(
        &self,
        subject: Subject<'_>,
        email: &Email,
        entry: impl FnOnce(&Advisor) -> Entry + Send,
    ) -> Result<Option<Advisor>, StoreError> {
        let sql =
            Sql::new(ADVISOR).then(" FROM advisor a WHERE a.email_index = $1 AND a.subject_index IS NULL AND a.active");
        let row = self.reads().fetch_optional(sql.bind(email_index(self.vault(), email))).await?;
        let Some(mut advisor) = row.as_ref().map(read).transpose()? else { return Ok(None) };
        let entry = entry(&advisor);
        let (at, entry) = (entry.at.as_millisecond(), audit::row(self.vault(), &entry)?);
        // Between the two statements somebody else may have been bound, or the address taken away.
        let sql = Sql::new(
            "UPDATE advisor SET subject = $2, subject_index = $3, updated_at = $4
             WHERE id = $1 AND email_index = $5 AND subject_index IS NULL AND active
               AND NOT EXISTS (SELECT 1 FROM advisor other WHERE other.subject_index = $3)",
        );
        let sql = sql
            .bind(&advisor.id)
            .bind(self.vault().seal("advisor", "subject", &advisor.id, subject.name)?)
            .bind(subject_index(self.vault(), subject))
            .bind(at)
            .bind(email_index(self.vault(), email));
        let bound = self
            .write(move |connection| {
                Box::pin(async move {
                    if connection.execute(sql).await? == 0 {
                        return Ok(false);
                    }
                    audit::add(connection, vec![entry]).await?;
                    Ok(true)
                })
            })
            .await?;
        advisor.ways.bound = true;
        Ok(bound.then_some(advisor))
    }

    /// What the provider said when a session began; nothing where a password and a code began it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn id_token(&self, token_index: Vec<u8>) -> Result<Option<String>, StoreError> {
        let key = hex(&token_index);
        let sql = Sql::new("SELECT id_token FROM session WHERE token_index = $1").bind(token_index);
        let Some(row) = self.reads().fetch_optional(sql).await? else { return Ok(None) };
        Reading::masked(&row, "session").sealed_if_any("id_token", &key)
    }
}

pub(super) fn email_index(vault: &Vault, email: &Email) -> Vec<u8> {
    vault.keys().index(EMAIL, email.reveal())
}

pub(super) fn subject_index(vault: &Vault, subject: Subject<'_>) -> Vec<u8> {
    vault.keys().index(SUBJECT, &format!("{}\u{1f}{}", subject.issuer, subject.name))
}
