//! Taking a callback in hand and giving it back.

use jiff::{SignedDuration, Timestamp};

use super::{Claimed, Desk, entry, hand};
use crate::{
    callback::rank::reason,
    service::Unserved,
    staff::Advisor,
    store::{StoreError, callback::claim::Taken},
};

/// How long a call under way keeps a callback in hand beyond its last sign of life.
const CALL: SignedDuration = SignedDuration::from_mins(5);

impl Desk {
    /// Takes the next best callback for this advisor, with its reason; none where nobody waits for them now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn next(&self, by: &Advisor) -> Result<Option<Claimed>, Unserved> {
        let (moment, mut seed) = (self.moment(), self.seed()?);
        let entry = entry(&mut seed, by, "callback-claimed", "", moment.now);
        let Some(next) = self.store().claim_next(&hand(by), moment, self.terms(), entry).await? else {
            return Ok(None);
        };
        let callback = self.store().callback(&next.id).await?;
        Ok(callback.map(|callback| Claimed { callback, claim: next.claim, reason: next.reason }))
    }

    /// Takes one that was chosen by hand, whatever its place, language and time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim(&self, by: &Advisor, id: &str) -> Result<Taken, Unserved> {
        let (now, mut seed) = (self.moment().now, self.seed()?);
        let entry = entry(&mut seed, by, "callback-claimed", id, now);
        Ok(self.store().claim_callback(id, &by.id, now, self.terms(), entry).await?)
    }

    /// Why a callback stands where it stands, as it is now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claimed(&self, id: &str) -> Result<Option<Claimed>, Unserved> {
        let moment = self.moment();
        let Some(callback) = self.store().callback(id).await? else { return Ok(None) };
        let reason = reason(&callback.waiting(), moment, self.terms());
        let claim = callback.held(moment.now).cloned();
        Ok(claim.map(|claim| Claimed { callback, claim, reason }))
    }

    /// Keeps a callback in hand for another lease from now on; its new end, or none where it was lost.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn extend(&self, by: &Advisor, id: &str, fence: i64) -> Result<Option<Timestamp>, StoreError> {
        self.keep(&by.id, id, fence, self.terms().lease).await
    }

    /// A call of this callback is under way: its lease lasts as long as the call does. `by` is the advisor's identifier.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn on_call(&self, by: &str, id: &str, fence: i64) -> Result<Option<Timestamp>, StoreError> {
        self.keep(by, id, fence, self.terms().lease.max(CALL)).await
    }

    async fn keep(
        &self,
        by: &str,
        id: &str,
        fence: i64,
        lease: SignedDuration,
    ) -> Result<Option<Timestamp>, StoreError> {
        let now = self.moment().now;
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        self.store().extend_claim(id, by, fence, until, now).await
    }

    /// Gives a callback back at its place in the queue; false where it was lost before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release(&self, by: &Advisor, id: &str, fence: i64) -> Result<bool, StoreError> {
        self.store().release_claim(id, &by.id, fence, self.moment().now).await
    }

    /// Gives everything back that an advisor holds, as when they leave; how much that was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_all(&self, by: &Advisor) -> Result<u64, StoreError> {
        self.store().release_all_claims(&by.id, self.moment().now).await
    }
}
