//! Texts, both ways: what a person writes is brought to the service, what the service sends arrives on their phone.

use std::time::Duration;

use super::{Exchange, ExchangeError, LONGEST_TEXT, ON_AIR, Posted, lock, owned, posted, sid};
use crate::{
    phone_number::{Line, Numbering},
    render::segments,
    simulator::{
        line::Request,
        reply,
        thread::{Measure, Text},
        wire::Answer,
    },
};

impl Exchange {
    /// Sends a person's text to the service, and keeps the texts that come back in its answer. Gives whether the
    /// service answered as it should.
    pub async fn text(&self, from: &str, to: &str, body: &str) -> Result<bool, ExchangeError> {
        let measure = accepted(body)?;
        if is_landline(from) {
            return Err(ExchangeError::Landline);
        }
        self.show(from, true, body, measure);
        self.bring(from, to, body, "0").await
    }

    /// Sends a picture without a word: a provider brings it as an empty text.
    pub async fn picture(&self, from: &str, to: &str) -> Result<bool, ExchangeError> {
        self.bring(from, to, "", "1").await
    }

    async fn bring(&self, from: &str, to: &str, body: &str, pictures: &str) -> Result<bool, ExchangeError> {
        let id = sid("SM")?;
        let request = posted(&self.route("/twilio/sms"), self.inbound(&id, from, to, body, pictures));
        *lock(&self.inner.last_text) = Some((from.to_owned(), request.clone()));
        let entry = self.entry(&id, from, to, body, "inbound", "received");
        self.texts_on_record(|texts| texts.add(entry));
        Ok(self.answered(from, &request).await)
    }

    /// Sends the last text's webhook once more, as a provider may; the texts it brings are shown again.
    pub async fn repeat_text(&self) -> bool {
        let last = lock(&self.inner.last_text).clone();
        match last {
            Some((from, request)) => self.answered(&from, &request).await,
            None => false,
        }
    }

    async fn answered(&self, from: &str, request: &Request) -> bool {
        let answer = self.inner.wire.send(request).await;
        let Some(bodies) = replies(&answer) else { return false };
        for body in bodies {
            self.show(from, false, &body, measure_of(&body));
        }
        true
    }

    /// Takes a text the service sends, shows it on the person's phone, and reports its states to `status_callback`. One to
    /// a landline is taken too, and reported as not delivered: so do networks.
    pub fn deliver(
        &self,
        from: &str,
        to: &str,
        body: &str,
        status_callback: Option<&str>,
    ) -> Result<Posted, ExchangeError> {
        let measure = accepted(body)?;
        let id = sid("SM")?;
        let entry = self.entry(&id, from, to, body, "outbound-api", "queued");
        self.texts_on_record(|texts| texts.add(entry));
        if !is_landline(to) {
            self.show(to, false, body, measure);
        }
        if let Some(url) = status_callback {
            let (exchange, sid, url) = (self.clone(), id.clone(), url.to_owned());
            let (from, to) = (from.to_owned(), to.to_owned());
            tokio::spawn(async move { exchange.report_states(&sid, &from, &to, &url).await });
        }
        Ok(Posted { sid: id, measure })
    }

    /// The texts of a phone after the one with this id; waits up to `wait` for the first.
    pub async fn texts_after(&self, number: &str, id: u64, wait: Duration) -> Vec<Text> {
        let mut bell = self.inner.bell.subscribe();
        let arrived = async {
            loop {
                bell.borrow_and_update();
                let texts = lock(&self.inner.threads).after(number, id);
                if !texts.is_empty() || bell.changed().await.is_err() {
                    return texts;
                }
            }
        };
        match tokio::time::timeout(wait, arrived).await {
            Ok(texts) => texts,
            Err(_) => lock(&self.inner.threads).after(number, id),
        }
    }

    fn show(&self, number: &str, mine: bool, body: &str, measure: Measure) {
        let id = lock(&self.inner.threads).add(number, mine, body.to_owned(), measure);
        self.inner.bell.send_replace(id);
    }

    async fn report_states(&self, sid: &str, from: &str, to: &str, url: &str) {
        let end = if is_landline(to) { "undelivered" } else { "delivered" };
        for state in ["sent", end] {
            tokio::time::sleep(ON_AIR).await;
            self.texts_on_record(|texts| texts.note(sid, state));
            let account = self.inner.account.sid.as_str();
            let mut params = vec![
                ("MessageSid", sid),
                ("SmsSid", sid),
                ("MessageStatus", state),
                ("SmsStatus", state),
                ("AccountSid", account),
                ("From", from),
                ("To", to),
                ("ApiVersion", "2010-04-01"),
            ];
            if state == "undelivered" {
                params.push(("ErrorCode", LANDLINE));
            }
            self.inner.wire.send(&posted(url, owned(&params))).await;
        }
    }

    fn inbound(&self, sid: &str, from: &str, to: &str, body: &str, pictures: &str) -> Vec<(String, String)> {
        let segments = measure_of(body).segments.to_string();
        owned(&[
            ("MessageSid", sid),
            ("SmsSid", sid),
            ("SmsMessageSid", sid),
            ("AccountSid", &self.inner.account.sid),
            ("From", from),
            ("To", to),
            ("Body", body),
            ("NumMedia", pictures),
            ("NumSegments", &segments),
            ("SmsStatus", "received"),
            ("ApiVersion", "2010-04-01"),
        ])
    }
}

/// Twilio's code for a landline, or a carrier that cannot be reached.
const LANDLINE: &str = "30006";

/// Whether texts neither leave this phone nor reach it.
pub(crate) fn is_landline(number: &str) -> bool {
    let number = Numbering { fiction: true }.parse(number);
    number.is_some_and(|number| number.line() == Line::Fixed)
}

fn replies(answer: &Answer) -> Option<Vec<String>> {
    if !(200..300).contains(&answer.status) {
        return None;
    }
    reply::messages(&answer.body).ok()
}

fn accepted(body: &str) -> Result<Measure, ExchangeError> {
    if body.trim().is_empty() {
        return Err(ExchangeError::EmptyText);
    }
    if body.chars().count() > LONGEST_TEXT {
        return Err(ExchangeError::LongText);
    }
    Ok(measure_of(body))
}

fn measure_of(body: &str) -> Measure {
    let (encoding, segments) = segments::count(body);
    Measure { encoding, segments, characters: body.chars().count() }
}
