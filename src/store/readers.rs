//! Connections that read: a few, each used by one reader at a time, made when first needed.
//!
//! sqlx's own pool checks a connection each time it comes back, which costs as much as a short read.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{
    StoreError,
    connection::{Connection, Row, Target},
    error::is_disconnected,
    sql::Sql,
    vault::Vault,
};

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
        let _place = self.places.acquire().await.map_err(|_| StoreError::Closed)?;
        let idle = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(connection) = idle {
            match self.read(connection, sql.clone()).await {
                Err(error) if is_disconnected(&error) => {}
                read => return read,
            }
        }
        self.read(self.target.connect(&self.vault).await?, sql).await
    }

    /// Reads, and keeps the connection where it is still good. A reader that is cancelled drops it.
    async fn read(&self, mut connection: Connection, sql: Sql) -> Result<Vec<Row>, StoreError> {
        let rows = connection.fetch_all(sql).await;
        if !rows.as_ref().is_err_and(is_disconnected) {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        rows
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
