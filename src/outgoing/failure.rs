//! Why an order to the provider came to nothing, with the decision inside. Nothing here holds a number or a word.

use std::time::Duration;

/// What we do about a failure that the provider names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reaction {
    /// Try again later, a bounded number of times.
    Retry,
    /// Give this message up; staff see it.
    Never,
    /// The number leads nowhere: mark it.
    BadNumber,
    /// A line that takes no texts: offer a call.
    Landline,
    /// The person told the provider to stop: record it.
    OptedOut,
    /// Our account, settings or code are wrong: wake the operator.
    Alarm,
}

/// What is remembered of a number, so that it is not tried in vain again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberMark {
    /// It leads nowhere.
    BadNumber,
    /// It takes calls and no texts.
    Landline,
    /// The provider lets no text of ours through, for the person said STOP to it.
    OptedOut,
}

/// Why an order is not known to be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The provider said no: surely not done.
    #[error("the provider refuses the order (code {code:?})")]
    Refused {
        /// Its code, where it gave one.
        code: Option<u32>,
        /// What we do about it.
        reaction: Reaction,
    },
    /// The provider has no time: surely not done, try later.
    #[error("the provider asks us to slow down")]
    Busy {
        /// How long it asks us to wait, where it says so.
        after: Option<Duration>,
    },
    /// No connection came about, or no turn at one: surely not done, try later.
    #[error("the provider cannot be reached")]
    NotSent,
    /// The provider failed too often in a row and is left in peace: not even tried.
    #[error("the provider failed too often and is not asked for a while")]
    Resting {
        /// When it is tried again.
        after: Duration,
    },
    /// It may or may not have been done: never order it again blindly.
    #[error("the provider's answer was lost")]
    Uncertain,
    /// A number reserved for fiction, which no provider is ever asked to reach.
    #[error("the number is reserved for fiction")]
    Fiction,
    /// A line that we neither ring nor write to: premium rate, shared cost, abroad.
    #[error("we do not ring or write to numbers of this kind")]
    NotDiallable,
}

impl Reaction {
    /// What is remembered of the number.
    pub fn mark(self) -> Option<NumberMark> {
        match self {
            Reaction::BadNumber => Some(NumberMark::BadNumber),
            Reaction::Landline => Some(NumberMark::Landline),
            Reaction::OptedOut => Some(NumberMark::OptedOut),
            Reaction::Retry | Reaction::Never | Reaction::Alarm => None,
        }
    }
}

impl NumberMark {
    /// The word it is kept under.
    pub fn as_str(self) -> &'static str {
        match self {
            NumberMark::BadNumber => "bad_number",
            NumberMark::Landline => "landline",
            NumberMark::OptedOut => "opted_out",
        }
    }

    /// The mark kept under a word.
    pub fn parse(word: &str) -> Option<Self> {
        [NumberMark::BadNumber, NumberMark::Landline, NumberMark::OptedOut]
            .into_iter()
            .find(|mark| mark.as_str() == word)
    }

    /// Whether a call still reaches the person.
    pub fn can_be_rung(self) -> bool {
        match self {
            NumberMark::Landline | NumberMark::OptedOut => true,
            NumberMark::BadNumber => false,
        }
    }
}

impl SendError {
    /// Whether the provider surely did nothing, so that nothing is owed for it.
    pub fn surely_not_done(self) -> bool {
        match self {
            SendError::Uncertain => false,
            SendError::Refused { .. }
            | SendError::Busy { .. }
            | SendError::NotSent
            | SendError::Resting { .. }
            | SendError::Fiction
            | SendError::NotDiallable => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_from_its_word() {
        for mark in [NumberMark::BadNumber, NumberMark::Landline, NumberMark::OptedOut] {
            assert_eq!(NumberMark::parse(mark.as_str()), Some(mark));
        }
        assert_eq!(NumberMark::parse("busy"), None);
    }
}
