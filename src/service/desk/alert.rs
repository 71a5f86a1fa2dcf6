//! What an advisor does about words of distress: ring whoever wrote them, who did not ask for it, or note that they were seen.

use super::{Desk, entry};
use crate::{
    callback::DISTRESS,
    level::Level,
    service::Unserved,
    staff::Advisor,
    store::callback::{NewCallback, Times},
};

/// What became of ringing somebody in distress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// The request, in the advisor's hand unless somebody else has it.
    Open(String),
    /// Somebody saw the alert before.
    Gone,
    /// The number is withheld, or is none that we ring.
    NotCallable,
}

impl Desk {
    /// Opens a request for somebody who wrote words of distress, before every other, and takes it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ring_distressed(&self, by: &Advisor, conversation_id: &str) -> Result<Called, Unserved> {
        let (now, mut seed) = (self.moment().now, self.seed()?);
        let Some(alert) = self.store().alert(conversation_id).await? else { return Ok(Called::Gone) };
        let Some(number) = alert.number.filter(|number| self.0.facts().reach.includes(number)) else {
            return Ok(Called::NotCallable);
        };
        let asked = NewCallback {
            id: seed.id(now),
            person: number.clone(),
            number,
            half_day: "any".to_owned(),
            subject: DISTRESS.to_owned(),
            language: alert.language,
            interpreter: false,
            message: None,
            file_id: None,
            deadline: None,
            level: Level::L0,
            // Nobody else in the house is to hear of it.
            leave_message: false,
            times: Times::at_once(now),
            conversation_id: conversation_id.to_owned(),
            by_caller: true,
            at: now,
        };
        // The request takes the place of the alert: whoever comes second finds the same one.
        let opened = self.store().book_callbacks(vec![asked]).await?;
        let Some(id) = opened.into_iter().flatten().next() else { return Ok(Called::NotCallable) };
        self.store().audit(entry(&mut seed, by, "alert-rung", conversation_id, now)).await?;
        self.claim(by, &id).await?;
        Ok(Called::Open(id))
    }

    /// Notes that an advisor saw the alert of a conversation; false where somebody did before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn see_alert(&self, by: &Advisor, conversation_id: &str) -> Result<bool, Unserved> {
        let (now, mut seed) = (self.moment().now, self.seed()?);
        let entry = entry(&mut seed, by, "alert-seen", conversation_id, now);
        Ok(self.store().see_alert(conversation_id, entry).await?)
    }
}
