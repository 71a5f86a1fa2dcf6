//! How far a text came, as a lattice: reports may come twice and in any order, and one final state comes out.

use serde::{Deserialize, Serialize};

/// How far a text came, each state above those it replaces. What is final stays: only a better one replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// A status we do not know: no news.
    Unknown,
    /// Taken.
    Accepted,
    /// To be sent at a given time.
    Scheduled,
    /// In the provider's queue.
    Queued,
    /// On its way to the carrier.
    Sending,
    /// With the carrier.
    Sent,
    /// Some of its parts arrived.
    PartlyDelivered,
    /// Taken back before it was sent.
    Canceled,
    /// The provider could not send it.
    Failed,
    /// The carrier could not deliver it.
    Undelivered,
    /// On the phone. A carrier that reports a failure and then this, reports what came last.
    Delivered,
    /// Opened.
    Read,
}

/// What was reported of a text. The order is the lattice: the greater report holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Report {
    /// How far it came.
    pub state: Delivery,
    /// Why not further, see [`crate::outgoing::failure::Reaction`].
    pub error_code: Option<u32>,
}

impl Delivery {
    /// Whether nothing more is to come.
    pub fn is_final(self) -> bool {
        match self {
            Delivery::Canceled | Delivery::Failed | Delivery::Undelivered | Delivery::Delivered | Delivery::Read => {
                true
            }
            Delivery::Unknown
            | Delivery::Accepted
            | Delivery::Scheduled
            | Delivery::Queued
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::PartlyDelivered => false,
        }
    }
}

impl Report {
    /// A report without an error.
    pub fn new(state: Delivery) -> Self {
        Report { state, error_code: None }
    }

    /// What holds after one more report, whichever came first.
    #[must_use]
    pub fn join(self, other: Report) -> Report {
        self.max(other)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Delivery; 12] = [
        Delivery::Unknown,
        Delivery::Accepted,
        Delivery::Scheduled,
        Delivery::Queued,
        Delivery::Sending,
        Delivery::Sent,
        Delivery::PartlyDelivered,
        Delivery::Canceled,
        Delivery::Failed,
        Delivery::Undelivered,
        Delivery::Delivered,
        Delivery::Read,
    ];

    /// Every order of five things.
    fn orders() -> Vec<[usize; 5]> {
        let mut orders = Vec::new();
        for code in 0..5usize.pow(5) {
            let order: [usize; 5] = std::array::from_fn(|place| code / 5usize.pow(place as u32) % 5);
            if (0..5).all(|thing| order.contains(&thing)) {
                orders.push(order);
            }
        }
        orders
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn reports_in_any_order_and_doubled_end_in_one_state(
            reports in prop::array::uniform5((0..ALL.len(), prop::option::of(30_001..30_009u32))),
            doubled in prop::array::uniform5(1..4usize),
        ) {
            let reports = reports.map(|(state, error_code)| Report { state: ALL[state], error_code });
            let end = |order: [usize; 5]| {
                let each = order.iter().zip(doubled).flat_map(|(at, times)| std::iter::repeat_n(reports[*at], times));
                each.fold(Report::new(Delivery::Unknown), Report::join)
            };
            let first = end([0, 1, 2, 3, 4]);
            let orders = orders();
            prop_assert_eq!(orders.len(), 120);
            for order in orders {
                prop_assert_eq!(end(order), first);
            }
            // Doublings that come late, after all others, change nothing either.
            for report in reports {
                prop_assert_eq!(first.join(report), first);
            }
        }
    }

    #[test]
    fn a_final_state_is_replaced_by_a_better_one_only() {
        for (at, state) in ALL.into_iter().enumerate() {
            for (other_at, other) in ALL.into_iter().enumerate() {
                let joined = Report::new(state).join(Report::new(other)).state;
                assert_eq!(joined, ALL[at.max(other_at)], "{state:?} {other:?}");
                assert!(!state.is_final() || joined.is_final(), "{state:?} {other:?}");
            }
        }
        assert!(Delivery::Delivered > Delivery::Undelivered && Delivery::Failed > Delivery::Sent);
    }
}
