//! Where the service reads the time, so that tests can set it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// The time of day. The core never holds one: it is given `now`.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's own clock.
    System,
    /// A clock that moves only when told to, in milliseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `start` until it is moved.
    pub fn manual(start: Timestamp) -> Self {
        Clock::Manual(Arc::new(AtomicI64::new(start.as_millisecond())))
    }

    /// The time now, to the millisecond: what the database keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        let milliseconds = match self {
            Clock::System => Timestamp::now().as_millisecond(),
            Clock::Manual(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Moves a manual clock forward; the machine's clock is left alone.
    pub fn advance(&self, by: SignedDuration) {
        if let Clock::Manual(at) = self {
            let milliseconds = i64::try_from(by.as_millis()).unwrap_or(0);
            at.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}
