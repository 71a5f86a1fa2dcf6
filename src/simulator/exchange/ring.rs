//! Calls of the service: the phone rings until somebody answers or nobody does.

use std::{sync::Arc, time::Duration};

use tokio::sync::Mutex as CallMutex;

use super::{Call, Exchange, ExchangeError, Progress, lock, owned, posted, sid};
use crate::simulator::line::Line;

/// A phone that rings.
#[derive(Clone)]
pub(super) struct Ring {
    sid: String,
    from: String,
    to: String,
    url: String,
    status_url: Option<String>,
}

impl Exchange {
    /// Rings a phone; whoever answers hears what `url` says. Nobody answering for `rings` is told to `status_url`. A
    /// phone that rings already is busy.
    ///
    /// # Errors
    /// Where no identifier can be made.
    pub fn ring(
        &self,
        from: &str,
        to: &str,
        url: &str,
        status_url: Option<&str>,
        rings: Duration,
    ) -> Result<String, ExchangeError> {
        let ring = Ring {
            sid: sid("CA")?,
            from: from.to_owned(),
            to: to.to_owned(),
            url: url.to_owned(),
            status_url: status_url.map(str::to_owned),
        };
        let id = ring.sid.clone();
        self.record_call(self.entry(&id, from, to, "", "outbound-api", "ringing"));
        let is_taken = {
            let mut ringing = lock(&self.inner.rings);
            let taken = ringing.contains_key(to);
            if !taken {
                ringing.insert(to.to_owned(), ring.clone());
            }
            taken
        };
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
        Ok(id)
    }

    /// Answers a phone that rings.
    ///
    /// # Errors
    /// [`ExchangeError::NoSuchCall`] where it does not ring.
    pub async fn answer(&self, number: &str) -> Result<Progress, ExchangeError> {
        let ring = lock(&self.inner.rings).remove(number).ok_or(ExchangeError::NoSuchCall)?;
        self.calls_on_record(|calls| calls.note(&ring.sid, "in-progress"));
        let account = self.inner.account.sid.clone();
        let line = Line::pick_up(ring.sid.clone(), account, &ring.from, &ring.to, &ring.url);
        let call = Arc::new(CallMutex::new(Call { line, reported: false, status_url: ring.status_url }));
        self.take_up(&ring.sid, call).await
    }

    /// Whether this very call still rang.
    fn stops_ringing(&self, ring: &Ring) -> bool {
        let mut ringing = lock(&self.inner.rings);
        let same = ringing.get(&ring.to).is_some_and(|other| other.sid == ring.sid);
        same && ringing.remove(&ring.to).is_some()
    }

    async fn unanswered(&self, ring: &Ring, status: &str) {
        self.calls_on_record(|calls| calls.note(&ring.sid, status));
        let Some(url) = &ring.status_url else { return };
        let params = [
            ("CallSid", ring.sid.as_str()),
            ("AccountSid", &self.inner.account.sid),
            ("From", &ring.from),
            ("To", &ring.to),
            ("CallStatus", status),
            ("Direction", "outbound-api"),
            ("ApiVersion", "2010-04-01"),
        ];
        self.inner.wire.send(&posted(url, owned(&params))).await;
    }
}
