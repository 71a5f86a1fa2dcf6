//! A database that came back from a backup: what may have been sent since then is held until the operator decides.

use jiff::Timestamp;

use super::{Store, StoreError, outbox::SILENCED, row::Reading, sql::Sql};

/// The row of `installation` that a copy carries: when it was taken, in milliseconds since 1970.
pub(super) const BACKED_UP_AT: &str = "backed_up_at";
/// The row that says when a copy came into service, in milliseconds since 1970.
const RESTORED_AT: &str = "restored_at";

/// What was held back in a restored database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarantine {
    /// When the copy was taken.
    pub backed_up_at: Timestamp,
    /// Texts that waited then, or were to be sent again once the provider had none: they may have been sent since.
    pub held: u64,
    /// Texts that were in hand at that moment: nobody will know, so they are `uncertain`.
    pub uncertain: u64,
}

impl Store {
    /// Marks the database as one that came back from a backup, where the copy does not carry the mark itself.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mark_restored(&self, now: Timestamp) -> Result<(), StoreError> {
        self.set_setting(BACKED_UP_AT, Some(&now.as_millisecond().to_string())).await
    }

    /// Holds back what a restored database would send. `None` where this is no restored database, or not for the first
    /// time: the mark goes with the change, so that of several instances one does it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn quarantine_restored(&self, now: Timestamp) -> Result<Option<Quarantine>, StoreError> {
        let now = now.as_millisecond();
        self.write(move |connection| {
            Box::pin(async move {
                let mark = Sql::new("DELETE FROM installation WHERE key = $1 RETURNING key, value").bind(BACKED_UP_AT);
                let Some(row) = connection.fetch_optional(mark).await? else { return Ok(None) };
                let taken_at: i64 = Reading::keyed(&row, "installation", "key").parsed("value")?;
                // Sent again after minutes, a text is not found where the provider is asked about its first try.
                let doubted = "UPDATE outbox SET state = 'quarantined', not_before = $1, updated_at = $1
                               WHERE state = 'uncertain' AND class = 'reconcile' AND created_at <= $2";
                let doubted = connection.execute(Sql::new(doubted).bind(now).bind(taken_at)).await?;
                // Without that time no receipt is fetched: what follows from it was done before the copy came back.
                let sent = "UPDATE outbox SET claimed_at = NULL WHERE state = 'sent' AND created_at <= $1";
                connection.execute(Sql::new(sent).bind(taken_at)).await?;
                let in_hand = "UPDATE outbox SET state = 'uncertain', error = 'in hand when the backup was taken',
                                      lease_until = NULL, updated_at = $1
                               WHERE state = 'sending'";
                let uncertain = connection.execute(Sql::new(in_hand).bind(now)).await?;
                // What was ordered after the copy came back is new.
                let waiting = "UPDATE outbox SET state = 'quarantined', updated_at = $1
                               WHERE state = 'waiting' AND created_at <= $2";
                let held = doubted + connection.execute(Sql::new(waiting).bind(now).bind(taken_at)).await?;
                let since = "INSERT INTO installation (key, value) VALUES ($1, $2)
                             ON CONFLICT (key) DO UPDATE SET value = excluded.value";
                connection.execute(Sql::new(since).bind(RESTORED_AT).bind(now.to_string())).await?;
                let backed_up_at = Timestamp::from_millisecond(taken_at).unwrap_or(Timestamp::UNIX_EPOCH);
                Ok(Some(Quarantine { backed_up_at, held, uncertain }))
            })
        })
        .await
    }

    /// When this database came back from a backup, the last time; none where it never did.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn restored_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let at = self.setting(RESTORED_AT).await?.and_then(|text| text.parse().ok());
        Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    /// Lets go of what was held: to be sent when it is due, save what a STOP has silenced or what was asked anew meanwhile.
    /// With `only_later`, only what was not yet due when the copy came into service, and so was surely not sent before. Says
    /// how many texts were let go.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_quarantined(&self, only_later: bool, now: Timestamp) -> Result<u64, StoreError> {
        let now = now.as_millisecond();
        let restored_at = self.restored_at().await?.map_or(now, Timestamp::as_millisecond);
        let later_than = if only_later { restored_at } else { i64::MIN };
        let release = Sql::new("UPDATE outbox SET state = CASE WHEN ").then(SILENCED).then(
            " THEN 'cancelled'
                                        WHEN EXISTS (SELECT 1 FROM outbox other
                                                     WHERE other.topic = outbox.topic
                                                       AND other.state IN ('waiting', 'sending'))
                                        THEN 'discarded' ELSE 'waiting' END,
                           updated_at = $1
                       WHERE state = 'quarantined' AND not_before > $2",
        );
        let release = release.bind(now).bind(later_than);
        self.write(move |connection| Box::pin(async move { connection.execute(release).await })).await
    }
}
