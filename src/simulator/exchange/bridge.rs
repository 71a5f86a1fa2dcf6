//! Two phones in one call: the second is rung in the middle of the first one's call, and each hears when the other lays down.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::Mutex as CallMutex;

use super::{Call, Exchange, ExchangeError, Progress, lock, ring::Ring, sid, standing};
use crate::simulator::line::{Line, Phase};

/// Who is at the other end of a line.
#[derive(Clone)]
pub(super) struct Party {
    /// Their call.
    id: String,
    /// Since when the two talk; none while the other phone still rings.
    since: Option<Timestamp>,
    /// Whether this line is the one that was rung for the other.
    is_leg: bool,
}

/// What becomes of the other line where one is laid down.
pub(super) struct Left {
    id: String,
    seconds: u32,
}

impl Exchange {
    /// Rings the phone that a line dials.
    pub(super) fn ring_leg(&self, id: &str, call: &mut Call) {
        let Some(leg) = call.line.dials() else { return };
        // Without an identifier nothing can be told of it: as where a network is down, the phone never rings.
        let Ok(leg_id) = sid("CA") else { return };
        let (from, _) = call.line.numbers();
        let ring = Ring {
            sid: leg_id.clone(),
            from: leg.caller_id.unwrap_or_else(|| from.to_owned()),
            to: leg.number,
            url: String::new(),
            status_url: Some(leg.status_url),
            listens: false,
            of: Some(id.to_owned()),
        };
        call.party = Some(Party { id: leg_id, since: None, is_leg: false });
        self.begins_to_ring(ring.clone(), Duration::from_secs(leg.rings), "outbound-dial");
        let exchange = self.clone();
        // It may be taken up before this news is told: news comes in any order.
        tokio::spawn(async move { exchange.tell_of(&ring, "ringing").await });
    }

    /// Takes up a phone that rings in the middle of another call: from now on the two talk.
    pub(super) async fn join(&self, ring: Ring, of: String) -> Result<Progress, ExchangeError> {
        let since = Some(self.inner.clock.now());
        let account = self.inner.account.sid.clone();
        let line = Line::join((ring.sid.clone(), account), (&ring.from, &ring.to));
        let party = Some(Party { id: of.clone(), since, is_leg: true });
        let status_url = ring.status_url.clone();
        let call = Arc::new(CallMutex::new(Call { line, reported: false, status_url, party }));
        let oldest = self.keep(&ring.sid, Arc::clone(&call));
        if let Some(oldest) = oldest {
            let exchange = self.clone();
            tokio::spawn(async move { exchange.drop_call(oldest).await });
        }
        self.tell_of(&ring, "in-progress").await;
        let goes_on = match self.line(&of) {
            None => false,
            Some(other) => {
                let mut other = other.lock().await;
                other.party.iter_mut().for_each(|party| party.since = since);
                !matches!(other.line.connected(), Phase::Ended(_))
            }
        };
        let mut call = call.lock().await;
        if !goes_on {
            call.line.parted("canceled", 0);
        }
        self.report_end(&mut call).await;
        Ok(Progress { id: ring.sid, phase: standing(call.line.phase()), heard: Vec::new() })
    }

    /// A phone that was rung in the middle of another call was not taken: that call goes on.
    pub(super) async fn not_joined(&self, ring: &Ring, status: &str) {
        let Some(other) = ring.of.as_ref().and_then(|of| self.line(of)) else { return };
        let mut other = other.lock().await;
        let (id, before) = (other.line.standing().0.to_owned(), other.line.phase().clone());
        other.party = None;
        other.line.parted(status, 0);
        self.follow(&id, &mut other, Some(before)).await;
    }

    /// Whom a line leaves behind that is over.
    pub(super) fn leaves(&self, call: &mut Call) -> Option<Left> {
        if !matches!(call.line.phase(), Phase::Ended(_)) {
            return None;
        }
        let seconds = self.talked(call);
        call.party.take().map(|party| Left { id: party.id, seconds })
    }

    /// Tells a line that the other one is laid down. A phone that still rang for it stops.
    pub(super) async fn part(&self, Left { id, seconds }: Left) {
        let rang = lock(&self.inner.rings).values().find(|ring| ring.sid == id).cloned();
        if let Some(ring) = rang.filter(|ring| self.stops_ringing(ring)) {
            self.calls_on_record(|calls| calls.note(&ring.sid, "canceled"));
            self.toll();
            return self.tell_of(&ring, "canceled").await;
        }
        let Some(other) = self.line(&id) else { return };
        let mut other = other.lock().await;
        let before = other.line.phase().clone();
        other.line.parted("completed", seconds);
        self.follow(&id, &mut other, Some(before)).await;
        other.party = None;
    }

    /// What is told of a line beside what is told of every one: how long it talked, and to which call it belongs.
    pub(super) fn of_party(&self, call: &Call) -> Vec<(String, String)> {
        let Some(party) = &call.party else { return Vec::new() };
        let length = ("CallDuration".to_owned(), self.talked(call).to_string());
        let parent = party.is_leg.then(|| ("ParentCallSid".to_owned(), party.id.clone()));
        [length].into_iter().chain(parent).collect()
    }

    fn talked(&self, call: &Call) -> u32 {
        let since = call.party.as_ref().and_then(|party| party.since);
        let talked = since.map_or(0, |since| self.inner.clock.now().duration_since(since).as_secs());
        u32::try_from(talked).unwrap_or(0)
    }
}
