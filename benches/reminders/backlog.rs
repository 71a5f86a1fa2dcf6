//! Reminders that fall due: each to a person of its own, stored in the order in which they are due.

use anyhow::Context;
use guichet::{
    id::Seed,
    outgoing::Kind,
    phone_number::PhoneNumber,
    store::{Store, outbox::NewText},
};
use jiff::Timestamp;
use serde_json::json;

/// What a reminder says, about as long as the shipped one.
pub const WORDS: &str = "Ici le guichet. Il manque une information à votre dossier d'aide au logement : le montant de votre \
    loyer. Envoyez-la avant le 30 novembre pour ne pas perdre votre droit. Pour un conseiller, envoyez CONSEILLER.";
/// When the first one falls due.
const FIRST: i64 = 1_795_424_400_000;
/// Reminders stored in one transaction.
const AT_ONCE: usize = 5_000;

/// Where the next reminders come from.
pub struct Backlog {
    seed: Seed,
    people: u32,
}

/// So many reminders, all due at this time.
#[derive(Clone, Copy)]
pub struct Due {
    pub count: usize,
    pub now: Timestamp,
}

impl Backlog {
    pub fn new() -> Self {
        Backlog { seed: Seed::new(1), people: 0 }
    }

    /// Stores so many more.
    pub async fn fill(&mut self, store: &Store, count: usize) -> anyhow::Result<Due> {
        let mut now = Timestamp::from_millisecond(FIRST)?;
        let mut texts = Vec::with_capacity(count);
        for _ in 0..count {
            now = Timestamp::from_millisecond(FIRST + i64::from(self.people))?;
            texts.push(self.reminder(now)?);
        }
        // A transaction may take no more than a few seconds on PostgreSQL.
        for some in texts.chunks(AT_ONCE) {
            store.add_texts(some.to_vec()).await?;
        }
        Ok(Due { count, now })
    }

    fn reminder(&mut self, not_before: Timestamp) -> anyhow::Result<NewText> {
        let at = Timestamp::from_millisecond(FIRST - 86_400_000)?;
        // Longer than a telephone number can be: it belongs to nobody, and there is one for each reminder.
        let to: PhoneNumber = serde_json::from_value(json!(format!("+3363998{:08}", self.people)))?;
        self.people = self.people.checked_add(1).context("too many people")?;
        Ok(NewText {
            id: self.seed.id(at),
            kind: Kind::Reminder,
            to,
            service_number: "+33199000001".to_owned(),
            payload: json!({ "body": WORDS, "file_id": "01980000-0000-7000-8000-000000000000", "item": "rent" }),
            cost: 24,
            not_before,
            conversation_id: Some("01980000-0000-7000-8000-000000000001".to_owned()),
            at,
        })
    }
}
