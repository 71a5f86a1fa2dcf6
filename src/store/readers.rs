//! Connections that read: a few, each used by one reader at a time, made when first needed.
//!
//! sqlx's own pool checks a connection each time it comes back, which costs as much as a short read.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, time::timeout};

use super::{
    StoreError,
    connection::{Connection, Row},
    error::silent,
    sql::Sql,
    target::Target,
    vault::Vault,
};

/// How long a read from a server may take in all, waiting and connecting included. A webhook is answered within two
/// seconds, be it with an apology.
const LONGEST: Duration = Duration::from_millis(1_500);

/// The connections.
#[derive(Debug)]
pub(super) struct Readers {
    target: Target,
    vault: Arc<Vault>,
    free: Mutex<Vec<Connection>>,
    places: Semaphore,
}

impl Readers {
    pub(super) fn new(target: Target, vault: Arc<Vault>, most: usize) -> Self {
        Readers { target, vault, free: Mutex::default(), places: Semaphore::new(most) }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.target.is_sqlite()
    }

    pub(super) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The rows of a statement that only reads. A connection that was lost meanwhile is replaced once.
    pub(super) async fn fetch_all(&self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        if self.target.is_sqlite() {
            return self.fetch(sql).await;
        }
        timeout(LONGEST, self.fetch(sql)).await.unwrap_or_else(|_| Err(silent().into()))
    }

    async fn fetch(&self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        let _place = self.places.acquire().await.map_err(|_| StoreError::Closed)?;
        let idle = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut connection) = idle {
            let read = connection.read(sql.clone()).await;
            if connection.is_good() {
                self.free(connection);
                return read;
            }
        }
        let mut connection = self.target.connect(&self.vault, LONGEST).await?;
        let read = connection.read(sql).await;
        if connection.is_good() {
            self.free(connection);
        }
        read
    }

    /// Keeps a connection for the next reader. One that is cancelled drops it.
    fn free(&self, connection: Connection) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    pub(super) async fn fetch_optional(&self, sql: Sql) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(sql).await?.into_iter().next())
    }

    pub(super) async fn fetch_one(&self, sql: Sql) -> Result<Row, StoreError> {
        self.fetch_optional(sql).await?.ok_or_else(|| StoreError::Statement(sqlx::Error::RowNotFound))
    }

    pub(super) async fn close(&self) {
        self.places.close();
        let free = std::mem::take(&mut *self.free.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in free {
            let _ = connection.close().await;
        }
    }
}
