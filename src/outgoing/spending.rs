//! What sending costs, by estimate, and the most that may be spent in a day.
//!
//! The money is reserved in the transaction that claims a message, before the provider is asked, so that no number of
//! workers passes the ceiling. It is given back only for what was surely not done ([`SendError::surely_not_done`]).

use std::time::Duration;

use super::failure::SendError;
use crate::render::segments;

/// Prices by the operator's contract, and the ceiling. Cents of whatever the contract is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// The most that one day may cost. Everything else waits for the next day, or expires.
    pub daily_ceiling_cents: u64,
    /// What one segment of a text costs.
    pub text_segment_cents: u64,
    /// What one minute of a call of ours costs; a minute begun is a minute.
    pub call_minute_cents: u64,
}

impl Default for Spending {
    /// Estimates on the high side for France; the contract decides.
    fn default() -> Self {
        Spending { daily_ceiling_cents: 10_000, text_segment_cents: 8, call_minute_cents: 10 }
    }
}

impl Spending {
    /// What a text costs: each of its segments is paid for.
    pub fn text_cents(&self, body: &str) -> u64 {
        self.text_segment_cents.saturating_mul(segments::count(body).1.max(1) as u64)
    }

    /// What a call costs at most, that the provider ends after `limit`.
    pub fn call_cents(&self, limit: Duration) -> u64 {
        self.call_minute_cents.saturating_mul(limit.as_secs().div_ceil(60).max(1))
    }

    /// Whether `cost` may still be spent today, after `spent`: the ceiling itself may be reached, never passed.
    pub fn allows(&self, spent: u64, cost: u64) -> bool {
        spent.checked_add(cost).is_some_and(|sum| sum <= self.daily_ceiling_cents)
    }

    /// Whether what was reserved for an order is free again.
    pub fn gives_back(error: SendError) -> bool {
        error.surely_not_done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::failure::Reaction;

    const PRICES: Spending = Spending { daily_ceiling_cents: 100, text_segment_cents: 8, call_minute_cents: 10 };

    #[test]
    fn a_text_costs_its_segments_and_a_call_the_minutes_it_may_last() {
        assert_eq!(PRICES.text_cents(&"a".repeat(160)), 8);
        assert_eq!(PRICES.text_cents(&"a".repeat(161)), 16);
        assert_eq!(PRICES.text_cents(&"م".repeat(71)), 16);
        assert_eq!(PRICES.call_cents(Duration::from_secs(120)), 20);
        assert_eq!(PRICES.call_cents(Duration::from_secs(121)), 30);
    }

    #[test]
    fn a_loop_stops_exactly_at_the_ceiling() {
        let (mut spent, mut sent) = (0, 0);
        for _ in 0..1_000_000 {
            if PRICES.allows(spent, 10) {
                spent += 10;
                sent += 1;
            }
        }
        assert_eq!((spent, sent), (100, 10));
        assert!(!PRICES.allows(u64::MAX, 1));
    }

    #[test]
    fn only_what_was_surely_not_done_is_given_back() {
        assert!(!Spending::gives_back(SendError::Uncertain));
        let refused = SendError::Refused { code: Some(21211), reaction: Reaction::BadNumber };
        for error in [refused, SendError::Busy { after: None }, SendError::NotSent] {
            assert!(Spending::gives_back(error));
        }
    }
}
