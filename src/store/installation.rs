//! What holds for the whole installation: that its keys are the right ones, and switches that every instance obeys.

use jiff::Timestamp;

use super::{Connection, Store, StoreError, row::Reading, sql::Sql};
use crate::seal::Keyring;

/// The row by which the keys are known.
pub(super) const KEY_CHECK: &str = "key_check";
/// What the tag in it is made over.
const CHECKED: [&str; 2] = ["guichet", KEY_CHECK];
/// The row that says when the installation was moved to another database.
pub(super) const MOVED: &str = "moved_at";

const SETTING: &str = "SELECT key, value FROM installation WHERE key = $1";

/// What stands in that row: the keys can make it, and cannot be read from it.
pub(super) fn known_by(keys: &Keyring) -> String {
    super::vault::hex(&keys.tag(&CHECKED))
}

/// Refuses keys that this database was not sealed with; the first keys are taken as the right ones. Refuses a database that
/// was left for another one: its orders are handed over from there.
pub(super) async fn check(connection: &mut Connection, keys: &Keyring) -> Result<(), StoreError> {
    let own = known_by(keys);
    // A database that cannot be written is still good to look at.
    let known = match kept(connection, KEY_CHECK).await? {
        Some(known) => known,
        None => {
            let sql = Sql::new("INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING");
            connection.execute(sql.bind(KEY_CHECK).bind(own.as_str())).await?;
            kept(connection, KEY_CHECK).await?.unwrap_or_default()
        }
    };
    if known != own {
        return Err(StoreError::WrongKeys);
    }
    match kept(connection, MOVED).await? {
        Some(at) => Err(StoreError::Moved { at }),
        None => Ok(()),
    }
}

async fn kept(connection: &mut Connection, key: &str) -> Result<Option<String>, StoreError> {
    let row = connection.fetch_optional(Sql::new(SETTING).bind(key)).await?;
    row.map(|row| Reading::keyed(&row, "installation", "key").get("value")).transpose()
}

impl Store {
    /// What is kept under a key for the whole installation.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = self.reads().fetch_optional(Sql::new(SETTING).bind(key)).await?;
        row.map(|row| Reading::keyed(&row, "installation", "key").get("value")).transpose()
    }

    /// Keeps a value for the whole installation, or forgets it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        let sql = match value {
            Some(value) => Sql::new(
                "INSERT INTO installation (key, value) VALUES ($1, $2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )
            .bind(key)
            .bind(value),
            None => Sql::new("DELETE FROM installation WHERE key = $1").bind(key),
        };
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// Takes, or keeps, a piece of work that one instance does for all. False where another one has it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hold_lease(
        &self,
        name: &str,
        owner: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "INSERT INTO lease (name, owner, fence, until) VALUES ($1, $2, 1, $3)
             ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, fence = lease.fence + 1, until = excluded.until
             WHERE lease.owner = excluded.owner OR lease.until <= $4",
        );
        let sql = sql.bind(name).bind(owner).bind(until.as_millisecond()).bind(now.as_millisecond());
        self.write(move |connection| Box::pin(async move { Ok(connection.execute(sql).await? == 1) })).await
    }

    /// Gives back the leases of an owner, as where the service stops.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn give_up_leases(&self, owner: &str) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE lease SET until = 0 WHERE owner = $1").bind(owner);
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await
    }

    /// The database's own time, where several instances share one; none where this is the only one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn server_time(&self) -> Result<Option<Timestamp>, StoreError> {
        if !self.is_shared() {
            return Ok(None);
        }
        let sql = Sql::new("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)");
        let now: i64 = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(Timestamp::from_millisecond(now).ok())
    }
}
