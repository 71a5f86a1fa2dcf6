//! Texts: handed over once, and asked for at the provider afterwards.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use super::{
    AskError, Client, SendError, Sent,
    list::{Page, code_if_any, day, is_id, time},
    no_answer,
};
use crate::{
    outgoing::{
        delivery::{Delivery, Report},
        settle::ProviderMessage,
    },
    phone_number::PhoneNumber,
    provider::twilio::InboundText,
};

#[derive(Deserialize)]
struct Row {
    sid: String,
    from: Option<String>,
    to: String,
    body: Option<String>,
    direction: String,
    status: String,
    #[serde(default, deserialize_with = "code_if_any")]
    error_code: Option<u32>,
    #[serde(deserialize_with = "time")]
    date_created: Timestamp,
}

#[derive(Deserialize)]
struct Texts {
    messages: Vec<Row>,
    next_page_uri: Option<String>,
}

impl Page for Texts {
    type Row = ProviderMessage;

    fn into_parts(self) -> (Vec<ProviderMessage>, Option<String>) {
        (self.messages.into_iter().map(ProviderMessage::from).collect(), self.next_page_uri)
    }
}

impl From<Row> for ProviderMessage {
    fn from(row: Row) -> Self {
        ProviderMessage {
            id: row.sid,
            // A text of a messaging service has no sender before it is sent.
            from: row.from.unwrap_or_default(),
            to: row.to,
            // We never send nothing: empty words were taken out.
            body: row.body.filter(|body| !body.is_empty()),
            inbound: row.direction == "inbound",
            report: Report { state: Delivery::named(&row.status), error_code: row.error_code },
            created_at: row.date_created,
        }
    }
}

impl From<ProviderMessage> for InboundText {
    /// A text that came in while we were away, as its webhook would have brought it.
    fn from(message: ProviderMessage) -> Self {
        InboundText {
            message_id: message.id,
            from: message.from,
            to: message.to,
            body: message.body.unwrap_or_default(),
            opt_out: None,
        }
    }
}

impl Client {
    /// Hands one text over, once. `from` is our number, `status_callback` where receipts are to be sent.
    ///
    /// # Errors
    /// Why it is not known to be sent: not to numbers that we do not reach, for one.
    pub async fn send_text(
        &self,
        from: &str,
        to: &PhoneNumber,
        body: &str,
        status_callback: Option<&str>,
    ) -> Result<Sent, SendError> {
        if to.is_fiction() && !self.fiction_allowed {
            return Err(SendError::Fiction);
        }
        if !self.reach.includes(to) {
            return Err(SendError::NotDiallable);
        }
        let mut form = vec![("From", from), ("To", to.reveal()), ("Body", body)];
        form.extend(status_callback.map(|url| ("StatusCallback", url)));
        self.order("/Messages.json", &form).await
    }

    /// One text, by the provider's id.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn message(&self, id: &str) -> Result<ProviderMessage, AskError> {
        let row: Row = self.fetch(&self.of_text(id)?, &[]).await?;
        Ok(row.into())
    }

    /// The texts from our number to a person's that the provider made since then, to settle an uncertain one.
    ///
    /// # Errors
    /// Why there is no answer, or that there are too many to conclude anything.
    pub async fn messages_sent(
        &self,
        from: &str,
        to: &PhoneNumber,
        since: Timestamp,
    ) -> Result<Vec<ProviderMessage>, AskError> {
        // Not narrowed by day: the filter looks at when a text was sent, and one in the queue has no such day yet.
        let query = [("From", from), ("To", to.reveal())];
        let mut found = self.list::<Texts>("/Messages.json", &query).await?;
        found.retain(|message| message.created_at >= since && !message.inbound);
        Ok(found)
    }

    /// The texts that came in for our number since then, to find those whose webhook never reached us.
    ///
    /// # Errors
    /// Why there is no answer, or that there are too many to be read at once.
    pub async fn messages_received(&self, to: &str, since: Timestamp) -> Result<Vec<ProviderMessage>, AskError> {
        let mut found = self.list::<Texts>("/Messages.json", &[("To", to), ("DateSent>", &day(since))]).await?;
        found.retain(|message| message.created_at >= since && message.inbound);
        Ok(found)
    }

    /// Has the provider forget a text and its words. One that is gone already is forgotten.
    ///
    /// # Errors
    /// Why it may still be there; [`AskError::Busy`] where it is still on its way.
    pub async fn delete_message(&self, id: &str) -> Result<(), AskError> {
        let answer = self.exchange(self.request(Method::DELETE, &self.of_text(id)?)).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        match no_answer(&answer) {
            AskError::NotFound => Ok(()),
            error => Err(error),
        }
    }

    fn of_text(&self, id: &str) -> Result<String, AskError> {
        if is_id(id) { Ok(self.address(&format!("/Messages/{id}.json"))) } else { Err(AskError::NotFound) }
    }
}
