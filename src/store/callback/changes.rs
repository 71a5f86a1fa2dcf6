//! A number that moves whenever the queue changes, on whichever instance: for pages that show it while it moves.
//!
//! A change is hinted at (see `hint`); behind that, the queue is looked at every so often, so that a lost hint is no lost
//! change, and a lease that ends is seen though nobody wrote anything.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::super::{Store, StoreError, alert::UNSEEN, hint::Hints, readers::Readers, sql::Sql};
use crate::clock::Clock;

/// How often the queue is looked at where nothing hints at a change.
const LOOK: Duration = Duration::from_millis(500);
/// How soon one change after another is told: pages need no more.
const REST: Duration = Duration::from_millis(100);

/// What moves, once somebody watches it.
#[derive(Debug)]
pub(in crate::store) struct Changes {
    hints: Arc<Hints>,
    reads: Arc<Readers>,
    count: watch::Sender<u64>,
    looking: Mutex<Option<Looking>>,
}

/// The task that looks, which ends with this value.
#[derive(Debug)]
struct Looking(JoinHandle<()>);

impl Drop for Looking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Changes {
    pub(in crate::store) fn new(hints: Arc<Hints>, reads: Arc<Readers>) -> Self {
        Changes { hints, reads, count: watch::Sender::new(0), looking: Mutex::default() }
    }

    pub(in crate::store) fn close(&self) {
        self.hints.close();
        *self.looking.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn watch(&self, clock: &Clock) -> watch::Receiver<u64> {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        looking.get_or_insert_with(|| {
            let (hints, reads) = (self.hints.clone(), self.reads.clone());
            Looking(tokio::spawn(look(hints, reads, self.count.clone(), clock.clone())))
        });
        self.count.subscribe()
    }
}

impl Store {
    /// A number that moves within a second of every change of the queue, on any instance.
    pub fn callback_changes(&self, clock: &Clock) -> watch::Receiver<u64> {
        self.changes.watch(clock)
    }
}

/// Looks for ever: at a hint, and else every so often.
async fn look(hints: Arc<Hints>, reads: Arc<Readers>, count: watch::Sender<u64>, clock: Clock) {
    let mut before = None;
    let mut since = clock.now();
    loop {
        let hinted = timeout(LOOK, hints.next()).await.is_ok();
        let now = clock.now();
        match seen(&reads, since, now).await {
            Ok((latest, lapsed)) => {
                // The first look tells what is there, not that anything changed.
                let moved = before.is_some_and(|before| before != latest);
                if hinted || moved || lapsed {
                    count.send_modify(|count| *count = count.wrapping_add(1));
                }
                (before, since) = (Some(latest), now);
            }
            Err(error) => tracing::debug!(%error, "the queue cannot be looked at; it is tried again"),
        }
        if hinted {
            sleep(REST).await;
        }
    }
}

/// When a callback changed last and how many words of distress nobody has seen; and whether a lease ended between two times.
async fn seen(reads: &Readers, since: Timestamp, now: Timestamp) -> Result<((Option<i64>, i64), bool), StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT MAX(updated_at) FROM callback),
                EXISTS (SELECT 1 FROM callback
                        WHERE state = 'open' AND claimed_until IS NOT NULL AND claimed_until > $1 AND claimed_until <= $2),
                (SELECT COUNT(*) FROM note WHERE ",
    );
    let sql = sql.then(UNSEEN).then(")");
    let row = reads.fetch_one(sql.bind(since.as_millisecond()).bind(now.as_millisecond())).await?;
    Ok(((row.at(0)?, row.at(2)?), row.at(1)?))
}
