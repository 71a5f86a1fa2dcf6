//! Asking a person whether somebody may act for them, by a text or a call of ours that begins a conversation.
//!
//! What is asked is read when it is sent: an offer that was ended or answered meanwhile is asked of nobody.

use jiff::{SignedDuration, Span, Timestamp, civil::Date};
use serde_json::{Value as Json, json};

use super::{Service, Unserved, asking::QUESTION_SEGMENTS, ring::LONGEST_CALL};
use crate::{
    case::PersonName,
    flow::{Name, value::Value},
    mandate::Scope,
    outgoing::{Kind, failure::NumberMark},
    phone_number::{Line, PhoneNumber},
    store::{
        audit::Entry,
        mandate::{Asked, Mandate, NewMandate},
        outbox::NewText,
    },
};

/// In the payload of an order: the mandate that it asks for.
const OFFER: &str = "mandate";

/// A mandate that an advisor was asked to ask for.
pub struct Wanted {
    /// The person's number.
    pub to: PhoneNumber,
    /// The file by which the person was found.
    pub file_id: Option<String>,
    /// The helper's number.
    pub helper: PhoneNumber,
    /// The helper's name.
    pub name: PersonName,
    /// What the helper may do.
    pub scope: Scope,
    /// For how many days.
    pub days: u16,
}

/// Why a person is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// Nobody knows whose number it is.
    #[error("the number is of nobody with a file, or of several people")]
    WhoseNumber,
    /// The helper would be the person themself.
    #[error("the helper's number is the person's own")]
    OwnNumber,
    /// No code of ours reaches the helper.
    #[error("the helper's number takes no texts of ours")]
    HelperUnreached,
    /// The person wrote STOP.
    #[error("nothing is asked: the person wrote STOP")]
    Stopped,
    /// The person's number leads nowhere, or is none that we write to or ring.
    #[error("neither a text nor a call of ours reaches the person")]
    Unreachable,
    /// The dialogues of this installation do not ask for mandates.
    #[error("the dialogues have no flow that asks for it")]
    NoFlow,
}

/// The mandate an order asks for.
pub(super) fn offer_of(order: &NewText) -> Option<&str> {
    order.payload.get(OFFER).and_then(Json::as_str)
}

impl Service {
    /// Asks a person for a mandate, by a text, or by a call where texts do not reach them. Nothing unasked goes to somebody
    /// who said STOP, and no question either: an advisor speaks with them.
    ///
    /// # Errors
    /// Where the database fails or there is no randomness; why not, as the value.
    pub async fn ask_for_mandate(&self, wanted: Wanted, by: &str) -> Result<Result<(), NotOffered>, Unserved> {
        let kind = match self.way_to_ask(&wanted).await? {
            Ok(kind) => kind,
            Err(not) => return Ok(Err(not)),
        };
        let (now, local) = self.now();
        let mut seed = self.seed()?;
        let id = seed.id(now);
        let last = local.date().saturating_add(Span::new().days(i64::from(wanted.days)));
        let spending = &self.0.sending.spending;
        let order = NewText {
            id: seed.id(now),
            kind,
            to: wanted.to.clone(),
            service_number: self.0.numbers.keys().next().cloned().unwrap_or_default(),
            payload: json!({ OFFER: id }),
            cost: if kind.is_call() {
                spending.call_cents(LONGEST_CALL)
            } else {
                spending.text_segment_cents * QUESTION_SEGMENTS
            },
            not_before: now,
            conversation_id: None,
            at: now,
        };
        let entry = Entry {
            id: seed.id(now),
            at: now,
            actor: format!("advisor:{by}"),
            action: "mandate-asked",
            subject: id.clone(),
            detail: Some(format!("{}, {} days", wanted.scope.as_str(), wanted.days)),
        };
        let new = NewMandate {
            id,
            to: wanted.to,
            file_id: wanted.file_id,
            scope: wanted.scope,
            helper: wanted.helper,
            name: wanted.name,
            asked_by: by.to_owned(),
            until_at: self.end_of(last),
            at: now,
        };
        Ok(match self.0.store.ask_mandate(new, order, entry).await? {
            Asked::Asked => Ok(()),
            Asked::WhoseNumber => Err(NotOffered::WhoseNumber),
            Asked::OwnNumber => Err(NotOffered::OwnNumber),
        })
    }

    /// How the person is asked, or why not.
    async fn way_to_ask(&self, wanted: &Wanted) -> Result<Result<Kind, NotOffered>, Unserved> {
        let (store, facts) = (&self.0.store, self.facts());
        if !self.0.dialogues.current().script.flows.contains_key(&facts.mandate) {
            return Ok(Err(NotOffered::NoFlow));
        }
        let helper = &wanted.helper;
        if helper.line() != Line::Mobile || !facts.reach.includes(helper) || store.trouble(helper).await?.is_some() {
            return Ok(Err(NotOffered::HelperUnreached));
        }
        if store.is_opted_out(&wanted.to).await? {
            return Ok(Err(NotOffered::Stopped));
        }
        let trouble = store.trouble(&wanted.to).await?;
        Ok(match (wanted.to.line(), trouble) {
            _ if !facts.reach.includes(&wanted.to) => Err(NotOffered::Unreachable),
            (_, Some(NumberMark::OptedOut)) => Err(NotOffered::Stopped),
            (_, Some(NumberMark::BadNumber)) | (Line::Other, _) => Err(NotOffered::Unreachable),
            (Line::Mobile, None) => Ok(Kind::Ask),
            (Line::Mobile, Some(NumberMark::Landline)) | (Line::Fixed, _) => Ok(Kind::Ring),
        })
    }

    /// What the flow takes that asks for the mandate of an order; none where it is open to no answer any more.
    pub(super) async fn offer_now(&self, id: &str, to: &PhoneNumber) -> Result<Option<Vec<(Name, Value)>>, Unserved> {
        let offer = self.0.store.offer(id, to, self.0.clock.now()).await?;
        let flow = self.0.dialogues.current().script.flows.contains_key(&self.facts().mandate);
        Ok(offer.filter(|_| flow).map(|offer| self.arguments(offer)))
    }

    fn arguments(&self, offer: Mandate) -> Vec<(Name, Value)> {
        let until = self.last_day(offer.until_at);
        vec![
            ("offer".into(), Value::Text(offer.id)),
            ("helper".into(), Value::Text(offer.name.reveal().to_owned())),
            ("scope".into(), Value::Symbol(offer.scope.as_str().to_owned())),
            ("until".into(), Value::Date(until)),
        ]
    }

    /// The last day of a mandate, as it is told.
    pub fn last_day(&self, until_at: Timestamp) -> Date {
        let within = until_at.saturating_sub(SignedDuration::from_millis(1)).unwrap_or(until_at);
        within.to_zoned(self.facts().office.zone.clone()).date()
    }

    /// When a day is over at the office.
    fn end_of(&self, day: Date) -> Timestamp {
        let next = day.saturating_add(Span::new().days(1));
        next.to_zoned(self.facts().office.zone.clone()).map_or(Timestamp::MAX, |end| end.timestamp())
    }
}
