//! What a person hears by text around a call: that an advisor is about to ring, that we rang in vain, and a receipt.
//!
//! Nothing of the matter is told: others may read it. A landline gets nothing, and nobody is rung for a text that did not
//! arrive. A STOP leaves these alone, for the person asked for the call.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::{Value as Json, json};

use super::{
    super::{Service, Unserved},
    Desk,
};
use crate::{
    callback::{
        outcome::{AttemptResult, Outcome},
        promise::HalfDay,
    },
    flow::{
        Name,
        turn::{Rung, Say},
        value::Value,
    },
    id::Seed,
    outgoing::Kind,
    phone_number::Line,
    store::{StoreError, callback::Callback, outbox::NewText},
};

/// In the payload of an order: the callback it is about.
pub(super) const ABOUT: &str = "callback";
/// In the payload of an order: that its words are made when it is sent, and ask what the person wants now.
const MISSED: &str = "missed";
/// Who asked so shortly before they are rung heard a moment ago when that is.
const HEARD_LATELY: SignedDuration = SignedDuration::from_hours(1);
/// People told in one round.
const AT_ONCE: u32 = 50;
/// Digits of a reference.
const REFERENCE: u64 = 1_000_000;
/// The longest question that is asked after a call in vain, for what it may cost.
const LONGEST_QUESTION: &str =
    "Guichet : nous vous avons appelé, sans réponse. 1 garder votre place. 2 un autre moment. 3 plus besoin.";

/// The callback an order is about, where its words are made when it is sent.
pub(in crate::service) fn missed_of(order: &NewText) -> Option<&str> {
    let missed = order.kind == Kind::Callback && order.payload.get(MISSED).and_then(Json::as_bool) == Some(true);
    order.payload.get(ABOUT).and_then(Json::as_str).filter(|_| missed)
}

/// Whether an order tells of a callback: nobody is rung to have that read to them.
pub(in crate::service) fn tells_of_callback(order: &NewText) -> bool {
    order.payload.get(ABOUT).is_some()
}

impl Service {
    /// The reference of a callback, as its receipt gives it to the person: the same each time.
    pub fn reference_of(&self, callback_id: &str) -> String {
        let tag = self.0.store.tag(&["callback reference", callback_id]);
        let number = tag.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:06}", number % REFERENCE)
    }

    /// Tells people that an advisor is about to ring, as the time begins that they were promised: each once. Who asked a
    /// moment ago is left in peace. How many those were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn announce_calls(&self, now: Timestamp) -> Result<usize, Unserved> {
        let waiting = self.0.store.to_be_announced(now, HEARD_LATELY, AT_ONCE).await?;
        let mut seed = self.seed()?;
        let mut told = 0;
        for callback in waiting {
            let order = self.before(&callback, &mut seed, now).await?;
            told += usize::from(order.is_some());
            self.0.store.announce(&callback.asked.id, order, now).await?;
        }
        Ok(told)
    }

    /// The text that an advisor is about to ring, with the digits they will say.
    async fn before(&self, callback: &Callback, seed: &mut Seed, now: Timestamp) -> Result<Option<NewText>, Unserved> {
        let digits = self.0.store.digits(&callback.asked.id).await?;
        let half = HalfDay::at(now.to_zoned(self.facts().office.zone.clone()).time());
        let Some(from) = self.number_shown(callback).await? else { return Ok(None) };
        let number = self.facts().numbering.parse(&from);
        let with = vec![
            ("half_day".into(), Value::Symbol(half.as_str().to_owned())),
            ("number".into(), number.map_or(Value::None, Value::Phone)),
            ("digits".into(), digits.map_or(Value::None, |digits| Value::Digits(digits.reveal().to_owned()))),
        ];
        let body = self.news(callback, "callback-before", with);
        Ok(self.order_about(callback, seed, now, json!({ ABOUT: callback.asked.id, "body": body })).await?)
    }

    fn news(&self, callback: &Callback, message: &'static str, with: Vec<(Name, Value)>) -> String {
        let dialogue = self.0.dialogues.current();
        let say = Say {
            language: callback.asked.language.clone(),
            flow: None,
            message: message.into(),
            rung: Rung::First,
            key: None,
            with,
        };
        crate::render::text(&dialogue.catalogue, &[say], &dialogue.facts).body
    }

    /// An order for a text to the person, where texts reach them.
    async fn order_about(
        &self,
        callback: &Callback,
        seed: &mut Seed,
        now: Timestamp,
        payload: Json,
    ) -> Result<Option<NewText>, StoreError> {
        let to = &callback.asked.person;
        if to.line() != Line::Mobile || self.0.store.trouble(to).await?.is_some() {
            return Ok(None);
        }
        let Some(service_number) = self.number_shown(callback).await? else { return Ok(None) };
        let body = payload.get("body").and_then(Json::as_str).unwrap_or(LONGEST_QUESTION);
        Ok(Some(NewText {
            id: seed.id(now),
            kind: Kind::Callback,
            to: to.clone(),
            service_number,
            cost: self.0.sending.spending.text_cents(body),
            payload,
            not_before: now,
            conversation_id: Some(callback.asked.conversation_id.clone()),
            at: now,
        }))
    }
}

impl Desk {
    /// What the person is told of a try or an outcome: a question after a miss, a receipt after a talk.
    pub(super) async fn news_of(
        &self,
        callback: &Callback,
        (attempt, outcome): (Option<AttemptResult>, Option<Outcome>),
        follow_up: Option<Date>,
        seed: &mut Seed,
        now: Timestamp,
    ) -> Result<Vec<NewText>, StoreError> {
        let id = &callback.asked.id;
        let payload = if attempt.is_some_and(AttemptResult::is_missed) {
            json!({ ABOUT: id, MISSED: true })
        } else if outcome.is_some_and(has_receipt) {
            let with = vec![
                ("day".into(), follow_up.map_or(Value::None, Value::Date)),
                ("reference".into(), Value::Digits(self.0.reference_of(id))),
            ];
            json!({ ABOUT: id, "body": self.0.news(callback, "callback-receipt", with) })
        } else {
            return Ok(Vec::new());
        };
        Ok(self.0.order_about(callback, seed, now, payload).await?.into_iter().collect())
    }
}

/// Whether the two talked, and agreed on something.
fn has_receipt(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Solved | Outcome::DoneTogether | Outcome::DoneForThem | Outcome::FollowUp => true,
        Outcome::WrongNumber
        | Outcome::Voicemail
        | Outcome::NobodyAnswered
        | Outcome::Refused
        | Outcome::NoLongerNeeded
        | Outcome::Unreachable => false,
    }
}
