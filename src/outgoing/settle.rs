//! What became of an order whose answer was lost, told from what the provider has.

use std::{collections::BTreeSet, fmt};

use jiff::{SignedDuration, Timestamp};

use super::delivery::Report;
use crate::phone_number::PhoneNumber;

/// A text as the provider has it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderMessage {
    /// The provider's id.
    pub id: String,
    /// Who sent it: a number, or the name of a sender.
    pub from: String,
    /// Who received it.
    pub to: String,
    /// What it says; none where the provider keeps no words.
    pub body: Option<String>,
    /// Whether it came to us.
    pub inbound: bool,
    /// How far it came.
    pub report: Report,
    /// When the provider made it.
    pub created_at: Timestamp,
}

/// A text of ours that was perhaps sent.
#[derive(Clone, Copy)]
pub struct UncertainText<'a> {
    /// Our number.
    pub from: &'a str,
    /// The person's.
    pub to: &'a PhoneNumber,
    /// Its words, as they were handed over.
    pub body: &'a str,
    /// When it was taken in hand, by our clock.
    pub claimed_at: Timestamp,
}

/// How the provider's answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How much earlier than ours the provider's clock may be.
    pub before: SignedDuration,
    /// How much later, the time the order took included.
    pub after: SignedDuration,
    /// How long after the order a list without it is believed: lists may lag behind.
    pub believed_after: SignedDuration,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            before: SignedDuration::from_mins(1),
            after: SignedDuration::from_mins(10),
            believed_after: SignedDuration::from_mins(5),
        }
    }
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was sent.
    WasSent {
        /// Under which id of the provider.
        id: String,
        /// How far it came.
        report: Report,
    },
    /// The provider has none.
    NotFound,
    /// The provider has none yet, and may still show it.
    TooSoon {
        /// When its answer will be believed.
        ask_at: Timestamp,
    },
    /// Several texts could be it, or one whose words are not kept.
    Ambiguous {
        /// The provider's ids of them.
        ids: Vec<String>,
    },
}

/// Tells what became of an uncertain text. `found` is what the provider has between the two numbers, `known` the ids of
/// the provider that belong to other orders of ours, `asked_at` when it was asked.
///
/// A message counts as ours where both numbers and the words are equal, it was made about when we ordered ours, and it
/// is nobody else's. Where two are equal in all that, nothing tells which one it is: neither is taken.
pub fn settle(
    text: &UncertainText<'_>,
    found: &[ProviderMessage],
    known: &BTreeSet<String>,
    asked_at: Timestamp,
    reading: &Reading,
) -> Settled {
    let mut candidates = found.iter().filter(|message| may_be(text, message, known, reading));
    match (candidates.next(), candidates.next()) {
        (Some(only), None) if only.body.is_some() => Settled::WasSent { id: only.id.clone(), report: only.report },
        (Some(first), second) => {
            let rest = second.into_iter().chain(candidates);
            // A page may be read twice while new messages push the older ones on.
            let ids: BTreeSet<String> = rest.chain([first]).map(|message| message.id.clone()).collect();
            if ids.len() == 1 && first.body.is_some() {
                return Settled::WasSent { id: first.id.clone(), report: first.report };
            }
            Settled::Ambiguous { ids: ids.into_iter().collect() }
        }
        (None, _) => {
            let ask_at = text.claimed_at.saturating_add(reading.believed_after).unwrap_or(Timestamp::MAX);
            if asked_at < ask_at { Settled::TooSoon { ask_at } } else { Settled::NotFound }
        }
    }
}

fn may_be(text: &UncertainText<'_>, message: &ProviderMessage, known: &BTreeSet<String>, reading: &Reading) -> bool {
    let apart = message.created_at.duration_since(text.claimed_at);
    let same_words = message.body.as_deref().is_none_or(|body| body.trim() == text.body.trim());
    !message.inbound
        && message.to == text.to.reveal()
        && message.from == text.from
        && same_words
        && (-reading.before..=reading.after).contains(&apart)
        && !known.contains(&message.id)
}

impl fmt::Debug for ProviderMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderMessage")
            .field("id", &self.id)
            .field("inbound", &self.inbound)
            .field("report", &self.report)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UncertainText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UncertainText").field("claimed_at", &self.claimed_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{outgoing::delivery::Delivery, phone_number::Numbering};

    const CLAIMED: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const OURS: &str = "+33199001234";
    const PERSON: &str = "+33639980012";
    const BODY: &str = "Envoyez votre numéro.";

    fn message(id: &str, after_seconds: i64) -> ProviderMessage {
        ProviderMessage {
            id: id.to_owned(),
            from: OURS.to_owned(),
            to: PERSON.to_owned(),
            body: Some(BODY.to_owned()),
            inbound: false,
            report: Report::new(Delivery::Delivered),
            created_at: CLAIMED + SignedDuration::from_secs(after_seconds),
        }
    }

    fn settled(found: &[ProviderMessage], known: &[&str], minutes: i64) -> Settled {
        let to = Numbering { fiction: true }.parse(PERSON).unwrap();
        let text = UncertainText { from: OURS, to: &to, body: BODY, claimed_at: CLAIMED };
        let known = known.iter().map(|id| (*id).to_owned()).collect();
        settle(&text, found, &known, CLAIMED + SignedDuration::from_mins(minutes), &Reading::default())
    }

    fn was_sent(id: &str) -> Settled {
        Settled::WasSent { id: id.to_owned(), report: Report::new(Delivery::Delivered) }
    }

    #[test]
    fn a_message_with_our_numbers_words_and_time_is_ours() {
        for seconds in [-60, 0, 5, 600] {
            assert_eq!(settled(&[message("SM1", seconds)], &[], 5), was_sent("SM1"), "{seconds}");
        }
        let spaced = ProviderMessage { body: Some(format!("{BODY}\n")), ..message("SM1", 1) };
        assert_eq!(settled(&[spaced], &[], 5), was_sent("SM1"), "a gateway may trim the ends");
    }

    #[test]
    fn a_message_that_differs_in_anything_is_not() {
        let other = |change: fn(&mut ProviderMessage)| {
            let mut message = message("SM1", 1);
            change(&mut message);
            message
        };
        let rows = [
            other(|message| message.to = "+33639980013".into()),
            other(|message| message.from = "+33199001235".into()),
            other(|message| message.body = Some("Envoyez votre code.".into())),
            other(|message| message.inbound = true),
            message("SM1", -61),
            message("SM1", 601),
        ];
        for row in rows {
            assert_eq!(settled(std::slice::from_ref(&row), &[], 15), Settled::NotFound, "{row:?}");
        }
        assert_eq!(settled(&[message("SM1", 1)], &["SM1"], 15), Settled::NotFound, "it is another order's");
    }

    #[test]
    fn an_empty_list_is_believed_only_after_a_while() {
        let ask_at = CLAIMED + SignedDuration::from_mins(5);
        assert_eq!(settled(&[], &[], 4), Settled::TooSoon { ask_at });
        assert_eq!(settled(&[], &[], 5), Settled::NotFound);
    }

    #[test]
    fn of_several_equal_messages_none_is_taken_for_ours() {
        let two = [message("SM1", 1), message("SM2", 2)];
        assert_eq!(settled(&two, &[], 5), Settled::Ambiguous { ids: vec!["SM1".into(), "SM2".into()] });
        assert_eq!(settled(&two, &["SM1"], 5), was_sent("SM2"), "the other one is another order's");
        assert_eq!(settled(&[message("SM1", 1), message("SM1", 1)], &[], 5), was_sent("SM1"), "one page read twice");
    }

    #[test]
    fn words_that_are_not_kept_prove_nothing() {
        let silent = ProviderMessage { body: None, ..message("SM1", 1) };
        assert_eq!(settled(std::slice::from_ref(&silent), &[], 15), Settled::Ambiguous { ids: vec!["SM1".into()] });
        let beside = [silent, message("SM2", 1)];
        assert_eq!(settled(&beside, &[], 15), Settled::Ambiguous { ids: vec!["SM1".into(), "SM2".into()] });
    }
}
