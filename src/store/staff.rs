//! Accounts of the console.

use std::fmt;

use jiff::Timestamp;

use super::{
    Store, StoreError,
    audit::{self, Entry},
    connection::Row,
    open_id::email_index,
    row::Reading,
    session,
    sql::{Sql, Value},
    vault::Vault,
};
use crate::{
    language::Language,
    limiter::Rate,
    phone_number::PhoneNumber,
    staff::{Advisor, Email, Role, Taste, Ways},
};

const TABLE: &str = "advisor";
/// The kind of blind index by which an account is found.
const LOGIN: &str = "login";

/// An account to add.
#[derive(Clone)]
pub struct NewAdvisor {
    /// Who it is; `id` is a new one.
    pub advisor: Advisor,
    /// How they prove who they are.
    pub proof: NewProof,
}

/// How somebody proves who they are, to be kept sealed.
#[derive(Clone, Default)]
pub struct NewProof {
    /// The hash of the password. It and the secret are empty where no password lets in.
    pub password_hash: String,
    /// Whether another password must be chosen when it is used first.
    pub for_one_use: bool,
    /// The secret that codes are made from, in base 32.
    pub totp: String,
}

/// How somebody proves who they are, as it is kept.
#[derive(Clone)]
pub struct Proof {
    /// The account.
    pub advisor: Advisor,
    /// The hash of the password.
    pub password_hash: String,
    /// The secret that codes are made from, in base 32.
    pub totp: String,
    /// The last step whose code was used.
    pub step: i64,
}

impl fmt::Debug for NewAdvisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAdvisor").field("advisor", &self.advisor).finish_non_exhaustive()
    }
}

impl fmt::Debug for NewProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewProof")
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").field("advisor", &self.advisor).finish_non_exhaustive()
    }
}

/// What of an account may be changed.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another role. Who has it must sign in again.
    Role(Role),
    /// The account is closed or opened again. Whoever is signed in is sent away.
    Active(bool),
    /// Another phone, or none.
    Phone(Option<PhoneNumber>),
    /// How the console looks and acts.
    Taste(Taste),
    /// The languages spoken with callers, and the subjects known.
    Knows(Vec<Language>, Vec<String>),
    /// A new password for one use, and a new secret for codes. Whoever is signed in is sent away. From then on a password lets in.
    Proof(NewProof),
    /// Another address for the provider of identities, or none. Whom the provider called by its own name is forgotten, and whoever
    /// is signed in is sent away.
    Email(Option<Email>),
}

/// What became of an account to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Somebody has that login.
    Taken,
    /// Somebody has that address.
    AddressTaken,
    /// It was added.
    Added,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It was made.
    Made,
    /// There is no such account.
    Nobody,
    /// It would leave nobody who looks after accounts.
    LastAdministrator,
    /// Somebody else has that address.
    AddressTaken,
}

/// How many tries at a login are evaluated: ten at once and ten an hour, so never more than twenty in an hour.
pub fn tries() -> Rate {
    Rate::new(10, jiff::SignedDuration::from_hours(1), 10)
}

pub(super) const ADVISOR: &str =
    "SELECT a.id, a.login, a.name, a.role, a.languages, a.skills, a.phone, a.console, a.active,
                                         a.by_password, a.email, a.subject_index";

impl Store {
    /// Adds an account and an entry that says so. A login belongs to one account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_advisor(&self, new: NewAdvisor, entry: Entry) -> Result<Taken, StoreError> {
        let (sql, entry) = (insert(self.vault(), &new, entry.at)?, audit::row(self.vault(), &entry)?);
        let known = Sql::new("SELECT id FROM advisor WHERE login_index = $1");
        let known = known.bind(self.vault().keys().index(LOGIN, &new.advisor.login));
        self.write(move |connection| {
            Box::pin(async move {
                if connection.execute(sql).await? == 0 {
                    let known = connection.fetch_optional(known).await?.is_some();
                    return Ok(if known { Taken::Taken } else { Taken::AddressTaken });
                }
                audit::add(connection, vec![entry]).await?;
                Ok(Taken::Added)
            })
        })
        .await
    }

    /// Every account, those that are closed too, in the order in which they were added.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advisors(&self) -> Result<Vec<Advisor>, StoreError> {
        let sql = Sql::new(ADVISOR).then(" FROM advisor a ORDER BY a.created_at, a.id");
        self.reads().fetch_all(sql).await?.iter().map(read).collect()
    }

    /// An account.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advisor(&self, id: &str) -> Result<Option<Advisor>, StoreError> {
        let sql = Sql::new(ADVISOR).then(" FROM advisor a WHERE a.id = $1").bind(id);
        self.reads().fetch_optional(sql).await?.as_ref().map(read).transpose()
    }

    /// The account with this login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn advisor_by_login(&self, login: &str) -> Result<Option<Advisor>, StoreError> {
        let sql = Sql::new(ADVISOR).then(" FROM advisor a WHERE a.login_index = $1");
        let row = self.reads().fetch_optional(sql.bind(self.vault().keys().index(LOGIN, login))).await?;
        row.as_ref().map(read).transpose()
    }

    /// Makes a change, and an entry that says so. A change of rights or of the password ends every session of the account
    /// with the same commit.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn change_advisor(&self, id: &str, change: &Change, entry: Entry) -> Result<Changed, StoreError> {
        let sql = update(self.vault(), id, change, entry.at)?;
        let entry = audit::row(self.vault(), &entry)?;
        let (id, ends, refused) = (id.to_owned(), change.ends_sessions(), change.refused());
        let demotes = matches!(change, Change::Role(_) | Change::Active(false));
        self.write(move |connection| {
            Box::pin(async move {
                // Two administrators who demote each other at once would each still see the other. SQLite writes one by one.
                if demotes && !connection.is_sqlite() {
                    connection.fetch_all(Sql::new(ADMINISTRATORS)).await?;
                }
                if connection.execute(sql).await? == 0 {
                    let known = Sql::new("SELECT id FROM advisor WHERE id = $1").bind(&id);
                    let known = connection.fetch_optional(known).await?.is_some();
                    return Ok(if known { refused } else { Changed::Nobody });
                }
                if ends {
                    session::end_all(connection, &id).await?;
                }
                audit::add(connection, vec![entry]).await?;
                Ok(Changed::Made)
            })
        })
        .await
    }

    /// Keeps a password that its owner chose. Every session ends, and one begins anew for the browser it was chosen in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn change_password(
        &self,
        id: &str,
        password_hash: &str,
        token_index: Vec<u8>,
        entry: Entry,
    ) -> Result<bool, StoreError> {
        let sealed = self.vault().seal("advisor", "password_hash", id, password_hash)?;
        let (now, entry) = (entry.at.as_millisecond(), audit::row(self.vault(), &entry)?);
        let sql = Sql::new(
            "UPDATE advisor SET password_hash = $2, must_change = $3, updated_at = $4
             WHERE id = $1 AND active AND by_password",
        );
        let sql = sql.bind(id).bind(sealed).bind(false).bind(now);
        let id = id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                if connection.execute(sql).await? == 0 {
                    return Ok(false);
                }
                session::end_all(connection, &id).await?;
                session::begin(connection, &id, token_index, None, now).await?;
                audit::add(connection, vec![entry]).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Counts a try at a login, whether there is such an account or not; false where it is not to be evaluated.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_try(&self, login: &str, now: Timestamp) -> Result<bool, StoreError> {
        let (rate, at) = (tries(), now.as_millisecond());
        let sql = Sql::new(
            "INSERT INTO sign_in_pace (login_index, due) VALUES ($1, $2 + $3)
             ON CONFLICT (login_index) DO UPDATE
                SET due = CASE WHEN sign_in_pace.due > $2 THEN sign_in_pace.due ELSE $2 END + $3
             WHERE sign_in_pace.due <= $2 + $4",
        );
        let sql = sql.bind(self.vault().keys().index(LOGIN, login)).bind(at).bind(rate.millis_of(1));
        let sql = sql.bind(rate.burst_millis());
        // Full buckets say nothing any more.
        let full = Sql::new("DELETE FROM sign_in_pace WHERE due <= $1").bind(at);
        self.write(move |connection| {
            Box::pin(async move {
                connection.execute(full).await?;
                Ok(connection.execute(sql).await? == 1)
            })
        })
        .await
    }

    /// How an open account with this login proves who it is; none where there is no such account, or no password lets in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn proof(&self, login: &str) -> Result<Option<Proof>, StoreError> {
        let sql = Sql::new(ADVISOR).then(
            ", a.password_hash, a.totp, a.totp_step FROM advisor a
             WHERE a.login_index = $1 AND a.active AND a.by_password",
        );
        let row = self.reads().fetch_optional(sql.bind(self.vault().keys().index(LOGIN, login))).await?;
        let Some(row) = row else { return Ok(None) };
        let advisor = read(&row)?;
        let row = Reading::keyed(&row, "advisor", "id");
        Ok(Some(Proof {
            password_hash: row.sealed("password_hash", &advisor.id)?,
            totp: row.sealed("totp", &advisor.id)?,
            step: row.get("totp_step")?,
            advisor,
        }))
    }
}

impl Change {
    /// Whether who is signed in must prove who they are once more.
    fn ends_sessions(&self) -> bool {
        match self {
            Change::Role(_) | Change::Proof(_) | Change::Active(_) | Change::Email(_) => true,
            Change::Phone(_) | Change::Taste(_) | Change::Knows(..) => false,
        }
    }

    /// Why it is not made for an account that there is.
    fn refused(&self) -> Changed {
        match self {
            Change::Email(_) => Changed::AddressTaken,
            Change::Role(_)
            | Change::Proof(_)
            | Change::Active(_)
            | Change::Phone(_)
            | Change::Taste(_)
            | Change::Knows(..) => Changed::LastAdministrator,
        }
    }
}

fn insert(vault: &Vault, new: &NewAdvisor, at: Timestamp) -> Result<Sql, StoreError> {
    let advisor = &new.advisor;
    let seal = |column: &'static str, plain: &str| vault.seal(TABLE, column, &advisor.id, plain);
    let phone = advisor.phone.as_ref().map(|number| seal("phone", number.reveal())).transpose()?;
    let email = advisor.ways.email.as_ref();
    let sealed_email = email.map(|email| seal("email", email.reveal())).transpose()?;
    let sql = Sql::new(
        "INSERT INTO advisor (id, login_index, login, name, role, languages, skills, phone, password_hash, must_change,
                              totp, console, active, created_at, updated_at, by_password, email, email_index)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17) ON CONFLICT DO NOTHING",
    );
    Ok(sql
        .bind(&advisor.id)
        .bind(vault.keys().index(LOGIN, &advisor.login))
        .bind(seal("login", &advisor.login)?)
        .bind(seal("name", &advisor.name)?)
        .bind(advisor.role.as_str())
        .bind(languages(&advisor.languages))
        .bind(advisor.skills.join(" "))
        .bind(phone.unwrap_or(Value::Bytes(None)))
        .bind(seal("password_hash", &new.proof.password_hash)?)
        .bind(new.proof.for_one_use)
        .bind(seal("totp", &new.proof.totp)?)
        .bind(advisor.console.text())
        .bind(advisor.active)
        .bind(at.as_millisecond())
        .bind(advisor.ways.password)
        .bind(sealed_email.unwrap_or(Value::Bytes(None)))
        .bind(Value::Bytes(email.map(|email| email_index(vault, email)))))
}

/// Everybody who looks after accounts, held until the change is made.
const ADMINISTRATORS: &str = "SELECT id FROM advisor WHERE role = 'administrator' AND active ORDER BY id FOR UPDATE";

/// Nothing may leave the installation without somebody who looks after accounts.
const ANOTHER_ADMINISTRATOR: &str = " AND (advisor.role <> 'administrator' OR NOT advisor.active OR EXISTS (
    SELECT 1 FROM advisor other WHERE other.role = 'administrator' AND other.active AND other.id <> advisor.id))";

fn update(vault: &Vault, id: &str, change: &Change, at: Timestamp) -> Result<Sql, StoreError> {
    let set = |columns: &str, more: &str| {
        let text = format!("UPDATE advisor SET updated_at = $2, {columns} WHERE advisor.id = $1{more}");
        Sql::new("").then(&text).bind(id).bind(at.as_millisecond())
    };
    let seal = |column: &'static str, plain: &str| vault.seal(TABLE, column, id, plain);
    Ok(match change {
        Change::Role(Role::Administrator) => set("role = $3", "").bind(Role::Administrator.as_str()),
        Change::Role(role) => set("role = $3", ANOTHER_ADMINISTRATOR).bind(role.as_str()),
        Change::Active(true) => set("active = $3", "").bind(true),
        Change::Active(false) => set("active = $3", ANOTHER_ADMINISTRATOR).bind(false),
        Change::Phone(None) => set("phone = NULL", ""),
        Change::Phone(Some(number)) => set("phone = $3", "").bind(seal("phone", number.reveal())?),
        Change::Taste(taste) => set("console = $3", "").bind(taste.text()),
        Change::Knows(spoken, skills) => {
            set("languages = $3, skills = $4", "").bind(languages(spoken)).bind(skills.join(" "))
        }
        // A code of the old secret must not count as used for the new one.
        Change::Proof(proof) => {
            set("password_hash = $3, totp = $4, must_change = $5, by_password = $6, totp_step = 0", "")
                .bind(seal("password_hash", &proof.password_hash)?)
                .bind(seal("totp", &proof.totp)?)
                .bind(proof.for_one_use)
                .bind(true)
        }
        Change::Email(None) => set("email = NULL, email_index = NULL, subject = NULL, subject_index = NULL", ""),
        Change::Email(Some(email)) => set(
            "email = $3, email_index = $4, subject = NULL, subject_index = NULL",
            " AND NOT EXISTS (SELECT 1 FROM advisor other WHERE other.email_index = $4 AND other.id <> advisor.id)",
        )
        .bind(seal("email", email.reveal())?)
        .bind(email_index(vault, email)),
    })
}

fn languages(languages: &[Language]) -> String {
    languages.iter().map(Language::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn read(row: &Row) -> Result<Advisor, StoreError> {
    let row = Reading::keyed(row, TABLE, "id");
    let id: String = row.get("id")?;
    let spoken: String = row.get("languages")?;
    let spoken = spoken.split(' ').filter(|tag| !tag.is_empty()).map(|tag| tag.parse());
    let skills: String = row.get("skills")?;
    let email = row.sealed_if_any("email", &id)?;
    Ok(Advisor {
        login: row.sealed("login", &id)?,
        name: row.sealed("name", &id)?,
        role: row.parsed("role")?,
        languages: spoken.collect::<Result<_, _>>().map_err(|_| row.unreadable("languages"))?,
        skills: skills.split(' ').filter(|skill| !skill.is_empty()).map(str::to_owned).collect(),
        phone: row.number_if_any("phone", &id)?,
        console: row.parsed("console")?,
        active: row.get("active")?,
        ways: Ways {
            password: row.get("by_password")?,
            email: email.map(|text| Email::read(&text)).transpose().map_err(|_| row.unreadable("email"))?,
            bound: row.get::<Option<Vec<u8>>>("subject_index")?.is_some(),
        },
        id,
    })
}
