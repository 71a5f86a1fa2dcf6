//! What must survive: conversations, turns, case files, callbacks and messages to send, in SQLite or PostgreSQL.
//!
//! One SQL text serves both. Reads go through a few connections of their own; all writes through `writer`. Time is always a
//! parameter, and what must hold between two writers is a condition inside the statement. What is personal is sealed.

pub mod alert;
pub mod audit;
pub mod backup;
pub mod bridge;
pub mod callback;
pub mod case_file;
mod connection;
pub mod conversation;
pub mod deadline;
pub mod delivery;
pub mod dossier;
pub mod erasure;
mod error;
pub mod examine;
mod gather;
pub mod guess;
mod hint;
pub mod holding;
pub mod import;
mod inspect;
mod installation;
pub mod mandate;
pub mod meeting;
pub mod monitor;
pub mod note;
pub mod one_time;
pub mod open_id;
pub mod outbox;
pub mod person;
mod phone;
pub mod posted;
mod readers;
pub mod recording;
pub mod relocation;
pub mod reseal;
pub mod restore;
pub mod retention;
mod row;
pub mod script;
pub mod session;
mod sql;
pub mod staff;
mod target;
pub mod turn;
mod vault;
mod writer;

use std::{sync::Arc, time::Duration};

pub use self::error::StoreError;
use self::{
    callback::{
        changes::Changes,
        claim::{self, Next, Wanted},
    },
    connection::Connection,
    gather::Gathering,
    hint::Hints,
    meeting::Meetings,
    outbox::{Handed, Hold},
    readers::Readers,
    target::{Reach, Server, Target, create_private},
    vault::Vault,
    writer::{Decision, Work},
};
use crate::{metrics::Metrics, settings::Access};

/// Connections that read.
const READERS: usize = 4;
/// How long a server may be away while the service starts.
const START: Duration = Duration::from_secs(5);

/// The database. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Store {
    reads: Arc<Readers>,
    meetings: Meetings,
    writer: writer::Writer,
    handing: Gathering<Handed, bool>,
    holding: Gathering<Hold, bool>,
    claiming: Gathering<Wanted, Option<Next>>,
    hints: Arc<Hints>,
    changes: Arc<Changes>,
}

impl Store {
    /// Opens the database, creates a SQLite file where there is none, and brings the tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Address`], `Create`, `Open`, `Pooler`, `Migrate`, `WrongKeys` or `Moved`: for the operator.
    pub async fn open(access: &Access) -> Result<Store, StoreError> {
        let reach = if access.direct_url.is_some() { Reach::Pooled } else { Reach::Direct };
        let target = Target::parse(&access.url, reach)?;
        let direct = Target::parse(access.direct_url.as_deref().unwrap_or(&access.url), Reach::Patient)?;
        if let Target::Sqlite(options) = &target {
            create_private(options.get_filename())?;
        }
        let vault = Arc::new(Vault::new(access.keys.clone()));
        let mut connection = direct.connect(&vault, START).await.map_err(StoreError::opening)?;
        // A newer version may have added tables while this one still runs beside it.
        connection.migrate().await.map_err(StoreError::Migrate)?;
        installation::check(&mut connection, vault.keys()).await?;
        if !target.is_sqlite() {
            // What needs patience or the session is done.
            let _ = connection.close().await;
            connection = target.connect(&vault, START).await.map_err(StoreError::opening)?;
        }
        let server = match direct {
            Target::Postgres(Server { options, .. }) => Some(options),
            Target::Sqlite(_) => None,
        };
        let hints = Arc::new(Hints::new(hint::ORDERS, server.clone()));
        let changed = Arc::new(Hints::new(hint::CALLBACKS, server));
        let reads = Arc::new(Readers::new(target.reading(), vault.clone(), READERS));
        let meetings = Meetings::start(&reads);
        let writer = writer::Writer::start(connection, target, vault, (hints.clone(), changed.clone()));
        let changes = Arc::new(Changes::new(changed, reads.clone()));
        let handing =
            together(&writer, |connection, all| Box::pin(async move { outbox::mark(connection, &all).await }));
        let holding =
            together(&writer, |connection, all| Box::pin(async move { outbox::hold(connection, &all).await }));
        let claiming = together(&writer, |connection, all| Box::pin(async move { claim::take(connection, all).await }));
        Ok(Store { reads, meetings, writer, handing, holding, claiming, hints, changes })
    }

    /// Does a write in the next transaction. Private to the store, so that nothing outside it can hold a transaction open
    /// while it waits for a network. An error undoes this write alone; the answer comes after the commit.
    ///
    /// # Errors
    /// The work's own error; [`StoreError::Busy`] where too much waits; [`StoreError::NotCommitted`].
    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, T> + Send + 'static,
    {
        self.writer.decide(move |connection| Box::pin(async move { work(connection).await.map(Decision::Keep) })).await
    }

    /// As [`Store::write`] for work that nobody waits for on the telephone: no time limit holds for it.
    ///
    /// # Errors
    /// As [`Store::write`].
    async fn write_patiently<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, T> + Send + 'static,
    {
        self.writer
            .decide_patiently(move |connection| {
                Box::pin(async move {
                    connection.take_time().await?;
                    work(connection).await.map(Decision::Keep)
                })
            })
            .await
    }

    /// As [`Store::write`], where the work may find that it must be undone without that being an error.
    ///
    /// # Errors
    /// As [`Store::write`].
    async fn decide<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.writer.decide(work).await
    }

    /// A tag over texts that only this installation can make, the same on each of its instances.
    pub fn tag(&self, parts: &[&str]) -> [u8; 32] {
        self.vault().keys().tag(parts)
    }

    /// Whether several instances may share this database.
    pub fn is_shared(&self) -> bool {
        !self.reads.is_sqlite()
    }

    /// How many writes wait, of how many that may.
    pub fn waiting_writes(&self) -> (usize, usize) {
        self.writer.waiting()
    }

    /// Waits for a hint that orders are due: this instance committed some, or another one did. It is given to one who waits,
    /// or at once to the next. Hints may be lost, so look at the outbox now and then all the same.
    pub async fn orders_arrived(&self) {
        self.hints.next().await;
    }

    /// Writes what waits, then closes. Later calls are told [`StoreError::Closed`].
    pub async fn close(&self) {
        self.hints.close();
        self.changes.close();
        self.writer.close().await;
        self.reads.close().await;
    }

    /// Tells these metrics of every transaction from now on. The first ones given stay.
    pub fn watched_by(&self, metrics: &Metrics) {
        self.writer.watched_by(metrics);
    }

    fn reads(&self) -> &Readers {
        &self.reads
    }

    fn vault(&self) -> &Vault {
        self.reads.vault()
    }
}

/// Small writes of one kind, those that come at the same time in one transaction.
fn together<Q, A>(
    writer: &writer::Writer,
    write: for<'c> fn(&'c mut Connection, Vec<Q>) -> Work<'c, Vec<A>>,
) -> Gathering<Q, A>
where
    Q: Clone + Send + 'static,
    A: Send + 'static,
{
    let writer = writer.clone();
    Gathering::start(move |all: Vec<Q>| {
        let writer = writer.clone();
        async move {
            let job = writer
                .decide(move |connection| Box::pin(async move { write(connection, all).await.map(Decision::Keep) }));
            job.await
        }
    })
}

#[cfg(test)]
pub(crate) mod tests;
