//! Who is signed in at the console.

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    audit::{self, Entry},
    open_id::{Subject, subject_index},
    row::Reading,
    sql::{Sql, Value},
    staff::{ADVISOR, read},
    vault::hex,
};
use crate::staff::{Advisor, session::Terms};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is, as the account stands now.
    pub advisor: Advisor,
    /// Whether the password was made for one use, and another one must be chosen before anything else.
    pub must_change: bool,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it was used last, to the minute.
    pub used_at: Timestamp,
}

/// How somebody proved who they are.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// A password and the code of this step, which is good once.
    Code(i64),
    /// The word of a provider of identities: what it calls them, and its token, for signing out there too.
    Provider(Subject<'a>, &'a str),
    /// A link, in the demo alone.
    Link,
}

impl Store {
    /// Begins a session of an open account; false where the account was closed meanwhile, the code was used before, or the
    /// provider's word is bound to it no more. Sessions whose day is over go at the same time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn begin_session(
        &self,
        id: &str,
        by: By<'_>,
        token_index: Vec<u8>,
        terms: Terms,
        entry: Entry,
    ) -> Result<bool, StoreError> {
        let at = entry.at;
        let sql = match by {
            By::Code(step) => {
                let used =
                    "UPDATE advisor SET totp_step = $2 WHERE id = $1 AND active AND by_password AND totp_step < $2";
                Sql::new(used).bind(id).bind(step)
            }
            By::Provider(subject, _) => {
                let bound =
                    "UPDATE advisor SET updated_at = updated_at WHERE id = $1 AND active AND subject_index = $2";
                Sql::new(bound).bind(id).bind(subject_index(self.vault(), subject))
            }
            By::Link => Sql::new("UPDATE advisor SET updated_at = updated_at WHERE id = $1 AND active").bind(id),
        };
        let said = match by {
            By::Provider(_, token) => Some(self.vault().seal("session", "id_token", &hex(&token_index), token)?),
            By::Code(_) | By::Link => None,
        };
        let oldest = at.saturating_sub(terms.absolute).unwrap_or(Timestamp::MIN).as_millisecond();
        let over = Sql::new("DELETE FROM session WHERE begun_at < $1").bind(oldest);
        let (id, entry) = (id.to_owned(), audit::row(self.vault(), &entry)?);
        self.write(move |connection| {
            Box::pin(async move {
                connection.execute(over).await?;
                if connection.execute(sql).await? == 0 {
                    return Ok(false);
                }
                begin(connection, &id, token_index, said, at.as_millisecond()).await?;
                audit::add(connection, vec![entry]).await?;
                Ok(true)
            })
        })
        .await
    }

    /// The session that a token belongs to, where it stands and its account is open. Its use is written down once a minute.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session(
        &self,
        token_index: Vec<u8>,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let Some(session) = self.session_unused(token_index.clone(), terms, now).await? else { return Ok(None) };
        if Terms::is_worth_noting(session.used_at, now) {
            let sql = Sql::new("UPDATE session SET used_at = $2 WHERE token_index = $1 AND used_at < $2");
            let sql = sql.bind(token_index).bind(now.as_millisecond());
            self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await?;
        }
        Ok(Some(session))
    }

    /// The same for what goes on by itself, such as a stream of news: it is no use of the session, which ends all the same once
    /// nobody has asked for anything for long enough.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session_unused(
        &self,
        token_index: Vec<u8>,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let sql = Sql::new(ADVISOR).then(
            ", a.must_change, s.id_token, s.begun_at, s.used_at FROM session s JOIN advisor a ON a.id = s.advisor_id
             WHERE s.token_index = $1 AND a.active",
        );
        let Some(row) = self.reads().fetch_optional(sql.bind(token_index)).await? else { return Ok(None) };
        let advisor = read(&row)?;
        let row = Reading::keyed(&row, "session", "id");
        let (begun_at, used_at) = (row.time("begun_at")?, row.time("used_at")?);
        // Whom a provider vouches for needs no password of their own.
        let by_provider = row.get::<Option<Vec<u8>>>("id_token")?.is_some();
        let must_change = row.get::<bool>("must_change")? && !by_provider;
        let session = Session { advisor, must_change, begun_at, used_at };
        Ok((!terms.is_over((begun_at, used_at), now)).then_some(session))
    }

    /// Ends every session of an account, as where its owner signs out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end_sessions(&self, id: &str, entry: Entry) -> Result<(), StoreError> {
        let (id, entry) = (id.to_owned(), audit::row(self.vault(), &entry)?);
        self.write(move |connection| {
            Box::pin(async move {
                end_all(connection, &id).await?;
                audit::add(connection, vec![entry]).await
            })
        })
        .await
    }
}

pub(super) async fn begin(
    connection: &mut Connection,
    id: &str,
    token_index: Vec<u8>,
    said: Option<Value>,
    at: i64,
) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO session (token_index, advisor_id, begun_at, used_at, id_token) VALUES ($1, $2, $3, $3, $4)",
    );
    let said = said.unwrap_or(Value::Bytes(None));
    connection.execute(sql.bind(token_index).bind(id).bind(at).bind(said)).await.map(drop)
}

pub(super) async fn end_all(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
    connection.execute(Sql::new("DELETE FROM session WHERE advisor_id = $1").bind(id)).await.map(drop)
}
