//! Secrets an installation makes for itself, once.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Store, StoreError, row::Reading};

impl Store {
    /// The 32 random bytes kept under `name`, made at the first call: a key for MACs.
    ///
    /// # Errors
    /// Where the machine gives no randomness or the database fails.
    pub async fn secret(&self, name: &str) -> Result<[u8; 32], StoreError> {
        let mut fresh = [0u8; 32];
        getrandom::fill(&mut fresh).map_err(|_| StoreError::Random)?;
        let name = name.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query("INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
                    .bind(&name)
                    .bind(STANDARD.encode(fresh))
                    .execute(&mut *connection)
                    .await?;
                let row = sqlx::query("SELECT key, value FROM installation WHERE key = $1")
                    .bind(&name)
                    .fetch_one(connection)
                    .await?;
                let row = Reading::keyed(&row, "installation", "key");
                let kept = STANDARD.decode(row.get::<String>("value")?).map_err(|_| row.unreadable("value"))?;
                kept.try_into().map_err(|_| row.unreadable("value"))
            })
        })
        .await
    }
}
