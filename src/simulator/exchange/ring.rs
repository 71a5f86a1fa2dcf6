//! Calls of the service: the phone rings until somebody answers, refuses, or nobody does.

use std::{sync::Arc, time::Duration};

use serde::Serialize;
use tokio::sync::Mutex as CallMutex;

use super::{Act, Call, Exchange, ExchangeError, Progress, Standing, lock, owned, posted, sid};
use crate::simulator::line::{Line, Utterance};

/// What a machine is told at most: one that nobody recognised listens to a whole call.
const MACHINE_STRETCHES: usize = 40;

/// A call that the service orders.
#[derive(Clone, Copy, Debug)]
pub struct RingOrder<'a> {
    /// The service's number.
    pub from: &'a str,
    /// Whose phone is to ring.
    pub to: &'a str,
    /// Where the one who answers is told what to say.
    pub url: &'a str,
    /// Where the end is told.
    pub status_url: Option<&'a str>,
    /// How long it rings.
    pub rings: Duration,
    /// Whether the provider listens for a machine.
    pub listens: bool,
}

/// A phone that rings.
#[derive(Clone)]
pub(super) struct Ring {
    pub(super) sid: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) url: String,
    pub(super) status_url: Option<String>,
    pub(super) listens: bool,
    /// The call in the middle of which it is rung; none for a call of its own.
    pub(super) of: Option<String>,
}

/// A call that rings, as the phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incoming {
    /// The call.
    pub id: String,
    /// Who calls.
    pub from: String,
}

/// Why a phone stops ringing with nobody on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The person refuses the call.
    Refused,
    /// Nobody takes it up.
    Ignored,
}

impl Exchange {
    /// Rings a phone; whoever answers hears what the order's address says. That nobody did is told to its other address. A
    /// phone that rings or is in a call already is busy.
    ///
    /// # Errors
    /// Where no identifier can be made.
    pub fn ring(&self, order: &RingOrder<'_>) -> Result<String, ExchangeError> {
        let ring = Ring {
            sid: sid("CA")?,
            from: order.from.to_owned(),
            to: order.to.to_owned(),
            url: order.url.to_owned(),
            status_url: order.status_url.map(str::to_owned),
            listens: order.listens,
            of: None,
        };
        let id = ring.sid.clone();
        self.begins_to_ring(ring, order.rings, "outbound-api");
        Ok(id)
    }

    pub(super) fn begins_to_ring(&self, ring: Ring, rings: Duration, direction: &'static str) {
        let in_call = self.calls_on_record(|calls| calls.is_in_call(&ring.to));
        self.record_call(self.entry(&ring.sid, &ring.from, &ring.to, "", direction, "ringing"));
        let is_taken = {
            let mut ringing = lock(&self.inner.rings);
            let taken = in_call || ringing.contains_key(&ring.to);
            if !taken {
                ringing.insert(ring.to.clone(), ring.clone());
            }
            taken
        };
        self.toll();
        let exchange = self.clone();
        tokio::spawn(async move {
            if is_taken {
                exchange.unanswered(&ring, "busy").await;
                return;
            }
            tokio::time::sleep(rings).await;
            if exchange.stops_ringing(&ring) {
                exchange.unanswered(&ring, "no-answer").await;
            }
        });
    }

    /// The call that rings at a phone, or none; waits up to `wait` until that is another one than `known`.
    pub async fn incoming(&self, number: &str, known: Option<&str>, wait: Duration) -> Option<Incoming> {
        let mut bell = self.inner.bell.subscribe();
        let now = || lock(&self.inner.rings).get(number).map(|r| Incoming { id: r.sid.clone(), from: r.from.clone() });
        let changed = async {
            loop {
                bell.borrow_and_update();
                let incoming = now();
                if incoming.as_ref().map(|incoming| incoming.id.as_str()) != known || bell.changed().await.is_err() {
                    return incoming;
                }
            }
        };
        tokio::time::timeout(wait, changed).await.unwrap_or_else(|_| now())
    }

    /// Answers a phone that rings.
    ///
    /// # Errors
    /// [`ExchangeError::NotRinging`] where it does not ring.
    pub async fn answer(&self, number: &str) -> Result<Progress, ExchangeError> {
        self.pick_up(number, "human").await
    }

    /// Has a machine answer a phone that rings: gives what it recorded, and whether the service hung up.
    ///
    /// # Errors
    /// [`ExchangeError::NotRinging`] where it does not ring.
    pub async fn answer_by_machine(&self, number: &str) -> Result<Progress, ExchangeError> {
        let mut progress = self.pick_up(number, "machine_end_beep").await?;
        let mut recorded: Vec<Utterance> = Vec::new();
        for _ in 0..MACHINE_STRETCHES {
            recorded.append(&mut progress.heard);
            let act = match progress.phase {
                Standing::Speaking => Act::Spoken,
                Standing::Listening { timeout: seconds, .. } | Standing::Waiting { seconds, .. } => {
                    Act::Silence(seconds)
                }
                Standing::Ended { .. } => break,
            };
            progress = self.act(&progress.id, act).await?;
        }
        if !matches!(progress.phase, Standing::Ended { .. }) {
            progress = self.act(&progress.id, Act::HangUp).await?;
        }
        Ok(Progress { heard: recorded, ..progress })
    }

    async fn pick_up(&self, number: &str, who: &'static str) -> Result<Progress, ExchangeError> {
        let ring = lock(&self.inner.rings).remove(number).ok_or(ExchangeError::NotRinging)?;
        self.toll();
        self.calls_on_record(|calls| calls.note(&ring.sid, "in-progress"));
        if let Some(of) = ring.of.clone() {
            return self.join(ring, of).await;
        }
        let account = self.inner.account.sid.clone();
        let line = Line::pick_up((ring.sid.clone(), account), (&ring.from, &ring.to), &ring.url);
        let line = if ring.listens { line.answered_by(who) } else { line };
        let call = Arc::new(CallMutex::new(Call { line, reported: false, status_url: ring.status_url, party: None }));
        self.take_up(&ring.sid, call).await
    }

    /// Ends the ringing with nobody on the line; the service is told before this returns.
    ///
    /// # Errors
    /// [`ExchangeError::NotRinging`] where it does not ring.
    pub async fn leave_unanswered(&self, number: &str, why: Unanswered) -> Result<(), ExchangeError> {
        let ring = lock(&self.inner.rings).remove(number).ok_or(ExchangeError::NotRinging)?;
        let status = match why {
            Unanswered::Refused => "busy",
            Unanswered::Ignored => "no-answer",
        };
        self.unanswered(&ring, status).await;
        Ok(())
    }

    /// Whether this very call still rang.
    pub(super) fn stops_ringing(&self, ring: &Ring) -> bool {
        let mut ringing = lock(&self.inner.rings);
        let same = ringing.get(&ring.to).is_some_and(|other| other.sid == ring.sid);
        same && ringing.remove(&ring.to).is_some()
    }

    pub(super) async fn unanswered(&self, ring: &Ring, status: &str) {
        self.toll();
        self.calls_on_record(|calls| calls.note(&ring.sid, status));
        self.tell_of(ring, status).await;
        self.not_joined(ring, status).await;
    }

    /// Tells the service how a phone fares that it has rung.
    pub(super) async fn tell_of(&self, ring: &Ring, status: &str) {
        let Some(url) = &ring.status_url else { return };
        let params = [
            ("CallSid", ring.sid.as_str()),
            ("AccountSid", &self.inner.account.sid),
            ("From", &ring.from),
            ("To", &ring.to),
            ("CallStatus", status),
            ("Direction", if ring.of.is_some() { "outbound-dial" } else { "outbound-api" }),
            ("ApiVersion", "2010-04-01"),
        ];
        let mut params = owned(&params);
        params.extend(ring.of.as_ref().map(|of| ("ParentCallSid".to_owned(), of.clone())));
        self.inner.wire.send(&posted(url, params)).await;
    }

    /// Wakes those who wait for news of a phone.
    pub(super) fn toll(&self) {
        self.inner.bell.send_modify(|_| {});
    }
}
