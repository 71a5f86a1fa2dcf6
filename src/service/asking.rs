//! Asking the person of a file for something that is missing, by a text that begins a conversation.

use jiff::Timestamp;
use serde_json::json;

use super::{Service, Unserved};
use crate::{
    case::{CaseFile, ItemKind},
    outgoing::Kind,
    phone_number::{Line, PhoneNumber},
    store::{Store, StoreError, outbox::NewText},
};

/// Segments of a question, whose words are only made when it is sent: as many as the longest has.
pub const QUESTION_SEGMENTS: u64 = 4;

/// Why a question is not asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// The file does not wait for it; it waits for these.
    #[error("the file does not wait for that; it waits for: {}", if .0.is_empty() { "nothing".to_owned() } else { .0.join(", ") })]
    NotMissing(Vec<String>),
    /// It was answered.
    #[error("an answer was given already; see guichet export")]
    Answered,
    /// A paper cannot be given by a text.
    #[error("it is a document, which nobody can give by a text")]
    Document,
    /// The file has no number.
    #[error("the file has no phone number; import it with one in the column `phone`")]
    NoPhone,
    /// The number takes no texts.
    #[error("the number on file is no mobile line, so it cannot receive a text")]
    NoMobile,
    /// The same question waits to be sent.
    #[error("this question is waiting to be sent already")]
    Waiting,
    /// The person wrote STOP.
    #[error("nothing is sent: the person wrote STOP from the number on file")]
    Stopped,
}

/// The order that would ask the person of a file for an item: from this number of ours, for so many cents a segment.
///
/// # Errors
/// Where the database fails; why not, as the value.
pub async fn question(
    store: &Store,
    file: &CaseFile,
    item: &str,
    (id, service_number, segment_cents): (String, String, u64),
    now: Timestamp,
) -> Result<Result<NewText, NotAsked>, StoreError> {
    let to = match answerable(file, item) {
        Ok(to) => to,
        Err(not) => return Ok(Err(not)),
    };
    let payload = json!({ "file_id": file.id, "item": item });
    if store.is_asked(&payload).await? {
        return Ok(Err(NotAsked::Waiting));
    }
    Ok(Ok(NewText {
        id,
        kind: Kind::Ask,
        to,
        service_number,
        payload,
        cost: segment_cents * QUESTION_SEGMENTS,
        not_before: now,
        conversation_id: None,
        at: now,
    }))
}

/// The number that can be asked for the item by a text.
fn answerable(file: &CaseFile, item: &str) -> Result<PhoneNumber, NotAsked> {
    let Some(item) = file.missing.iter().find(|missing| missing.name == item) else {
        return Err(NotAsked::NotMissing(file.missing.iter().map(|item| item.name.clone()).collect()));
    };
    if item.answer.is_some() {
        return Err(NotAsked::Answered);
    }
    let to = file.phone.clone().ok_or(NotAsked::NoPhone)?;
    if to.line() == Line::Mobile { Ok(to) } else { Err(NotAsked::NoMobile) }
}

impl Service {
    /// Asks the person of a file for an item: the question goes out with the outbox, in their language.
    ///
    /// # Errors
    /// Where the database fails or there is no randomness; why not, as the value.
    pub async fn ask_for_item(&self, file: &CaseFile, item: &str) -> Result<Result<(), NotAsked>, Unserved> {
        let now = self.0.clock.now();
        let store = &self.0.store;
        if file.missing.iter().any(|missing| missing.name == item && missing.kind == ItemKind::Document) {
            return Ok(Err(NotAsked::Document));
        }
        if let Some(phone) = &file.phone
            && store.is_opted_out(phone).await?
        {
            return Ok(Err(NotAsked::Stopped));
        }
        let sender = self.0.numbers.keys().next().cloned().unwrap_or_default();
        let from = (self.seed()?.id(now), sender, self.0.sending.spending.text_segment_cents);
        match question(store, file, item, from, now).await? {
            Ok(text) => {
                store.add_text(text).await?;
                Ok(Ok(()))
            }
            Err(not) => Ok(Err(not)),
        }
    }
}
