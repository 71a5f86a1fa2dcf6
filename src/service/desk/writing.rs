//! A text that an advisor writes to the person of a callback, in the person's language: by the outbox, as every text.

use serde_json::json;

use super::{Desk, entry};
use crate::{
    outgoing::Kind,
    phone_number::{Line, PhoneNumber},
    render::segments,
    service::Unserved,
    staff::Advisor,
    store::{
        StoreError,
        audit::Entry,
        callback::{outcome::Note, written::Written},
        outbox::NewText,
    },
};

/// Most segments of such a text: more is a letter, and is paid for piece by piece.
pub const MOST_SEGMENTS: usize = 3;

/// What became of a text that an advisor wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextTo {
    /// It is on its way, now or a moment ago.
    Ordered,
    /// The advisor holds the callback no more.
    Lost,
    /// It says nothing.
    Empty,
    /// It takes more than [`MOST_SEGMENTS`].
    TooLong,
    /// It cannot reach the person.
    Unreachable(NoTexts),
}

/// Why texts do not reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTexts {
    /// The line takes none.
    Landline,
    /// The person wrote STOP, to us or to the provider.
    Stopped,
    /// The number leads nowhere.
    BadNumber,
}

impl Desk {
    /// An identifier for a text that is about to be written: sent twice, it is ordered once.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn new_text_id(&self) -> Result<String, Unserved> {
        Ok(self.seed()?.id(self.moment().now))
    }

    /// Why texts do not reach a person; none where they do.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn no_texts(&self, to: &PhoneNumber) -> Result<Option<NoTexts>, StoreError> {
        use crate::outgoing::failure::NumberMark;
        if self.store().is_opted_out(to).await? {
            return Ok(Some(NoTexts::Stopped));
        }
        Ok(match self.store().trouble(to).await? {
            Some(NumberMark::OptedOut) => Some(NoTexts::Stopped),
            Some(NumberMark::Landline) => Some(NoTexts::Landline),
            Some(NumberMark::BadNumber) => Some(NoTexts::BadNumber),
            None => (to.line() != Line::Mobile).then_some(NoTexts::Landline),
        })
    }

    /// Orders a text to the person of a callback that this advisor holds. `once` is of [`Desk::new_text_id`].
    ///
    /// # Errors
    /// Where the database fails; nothing is sent then.
    pub async fn write(
        &self,
        by: &Advisor,
        (id, fence): (&str, i64),
        once: &str,
        body: &str,
    ) -> Result<TextTo, Unserved> {
        let body = body.trim();
        if body.is_empty() {
            return Ok(TextTo::Empty);
        }
        let (_, segments) = segments::count(body);
        if segments > MOST_SEGMENTS {
            return Ok(TextTo::TooLong);
        }
        let Some(callback) = self.store().callback(id).await? else { return Ok(TextTo::Lost) };
        let to = callback.asked.person.clone();
        if let Some(why) = self.no_texts(&to).await? {
            return Ok(TextTo::Unreachable(why));
        }
        let Some(service_number) = self.0.number_shown(&callback).await? else { return Ok(TextTo::Lost) };
        let (now, mut seed) = (self.moment().now, self.seed()?);
        let text = NewText {
            id: once.to_owned(),
            kind: Kind::Callback,
            to,
            service_number,
            cost: self.0.0.sending.spending.text_cents(body),
            payload: json!({ super::telling::ABOUT: id, "body": body }),
            not_before: now,
            conversation_id: Some(callback.asked.conversation_id.clone()),
            at: now,
        };
        let note = Note { id: seed.id(now), kind: "text", text: body.to_owned() };
        let entry = Entry { detail: Some(segments.to_string()), ..entry(&mut seed, by, "callback-text", id, now) };
        Ok(match self.store().write_to_person(id, (&by.id, fence), (text, note), entry, now).await? {
            Written::Ordered | Written::Before => TextTo::Ordered,
            Written::Lost => TextTo::Lost,
            Written::Stopped => TextTo::Unreachable(NoTexts::Stopped),
        })
    }
}
