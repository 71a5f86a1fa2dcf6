//! What comes again is set up again: a deadline that is done or past is followed by its next occurrence, once.

use jiff::Timestamp;

use super::{Service, Unserved, arming::Asked, dialogue::Dialogue, reminding::AT_ONCE};
use crate::{
    id::Seed,
    reminder::calendar::window_of,
    store::deadline::{Deadline, renewal::Renewal},
};

impl Service {
    /// Sets up what comes after all that is over, with the dates and the source of what came before.
    pub(super) async fn renew(&self, now: Timestamp) -> Result<(), Unserved> {
        let (_, local) = self.now();
        loop {
            let over = self.0.store.over(local.date(), AT_ONCE).await?;
            if over.is_empty() || !self.hold_rounds().await? {
                return Ok(());
            }
            let dialogue = self.0.dialogues.current();
            let mut seed = self.seed()?;
            let renewal = |one: Deadline| Renewal { next: self.next(&one, &dialogue, (now, &mut seed)), over: one.id };
            let renewals = over.into_iter().map(renewal).collect();
            self.0.store.renew(renewals, now).await?;
        }
    }

    /// The occurrence after the one that is over. What was done before it even opened is not told again: the next one begins
    /// after its last day, whenever it was done.
    fn next(&self, over: &Deadline, dialogue: &Dialogue, (now, seed): (Timestamp, &mut Seed)) -> Option<Deadline> {
        let kind = dialogue.deadlines.get(&over.kind).filter(|kind| kind.due.recurs())?;
        let window = window_of(kind, &over.known, (over.opens, over.closes))?;
        let asked = Asked {
            kind,
            known: over.known.clone(),
            to: over.to.clone(),
            service_number: over.service_number.clone(),
            file_id: over.file_id.clone(),
            source: over.source,
            territory: over.territory,
        };
        let tag = self.0.store.tag_of(&over.to);
        let next = asked.armed_from(window.expires.tomorrow().ok()?, seed.id(now), &tag, now);
        next.inspect_err(|why| tracing::warn!(deadline.kind = &*over.kind, %why, "a deadline does not come again")).ok()
    }
}
