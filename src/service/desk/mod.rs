//! The advisor's desk: what may be done with the callback queue, by whom, and what each thing brings with it.

pub mod alert;
pub mod calling;
mod claim;
mod figures;
mod outcome;
mod queue;
pub(super) mod telling;
pub mod writing;

use jiff::{Timestamp, Zoned};
use tokio::sync::watch;

use super::{Service, Unserved};
use crate::{
    callback::{
        Terms,
        rank::{Hand, Moment, Reason},
    },
    flow::definition::Office,
    id::Seed,
    staff::Advisor,
    store::{
        Store,
        audit::Entry,
        callback::{Callback, Claim},
    },
};

pub use figures::{Accuracy, Figures, Waits};
pub use outcome::{NoteKept, Saved};
pub use queue::{Detail, Ranked};

/// The desk of a service. Cheap to make.
#[derive(Clone)]
pub struct Desk(Service);

/// A callback that was taken because it is next.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// It, as it stands.
    pub callback: Callback,
    /// The lease.
    pub claim: Claim,
    /// Why this one.
    pub reason: Reason,
}

impl Service {
    /// The advisor's desk.
    pub fn desk(&self) -> Desk {
        Desk(self.clone())
    }
}

impl Desk {
    /// A number that moves within a second of every change of the queue, on any instance.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.store().callback_changes(self.0.clock())
    }

    fn store(&self) -> &Store {
        self.0.store()
    }

    fn terms(&self) -> &Terms {
        &self.0.0.callbacks
    }

    fn office(&self) -> &Office {
        &self.0.facts().office
    }

    fn moment(&self) -> Moment {
        let (now, local) = self.0.now();
        Moment { now, today: local.date() }
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.office().zone.clone())
    }

    fn seed(&self) -> Result<Seed, Unserved> {
        self.0.seed()
    }
}

/// What an advisor brings to the queue.
pub fn hand(advisor: &Advisor) -> Hand {
    Hand { id: advisor.id.clone(), languages: advisor.languages.clone(), skills: advisor.skills.clone() }
}

/// What the audit says of something an advisor did to a callback.
fn entry(seed: &mut Seed, by: &Advisor, action: &'static str, subject: &str, now: Timestamp) -> Entry {
    Entry { id: seed.id(now), at: now, actor: by.actor(), action, subject: subject.to_owned(), detail: None }
}
