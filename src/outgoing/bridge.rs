//! A call that rings an advisor first and then a person, as a lattice: news of it may come twice and in any order, and one end
//! comes out.

/// How far such a call has come, each place after the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The advisor's phone is to ring.
    Ordered,
    /// Somebody took it, and hears what comes.
    Offered,
    /// They pressed the key: the person is dialled. This is passed once, whatever is repeated.
    Dialled,
    /// The person's phone rings.
    Ringing,
    /// The two are connected.
    Connected,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BridgeEnd {
    /// The advisor's phone was not taken, was busy, or could not be rung.
    NoAdvisor,
    /// Somebody or something took the advisor's phone, and no key was pressed.
    NoKey,
    /// The callback was no longer the advisor's when the key was pressed.
    Lost,
    /// The advisor laid down before anything was heard of the person's phone.
    LaidDown,
    /// The person's phone could not be reached.
    Failed,
    /// It was busy, or the call was refused.
    Busy,
    /// It rang, and nobody took it.
    NoAnswer,
    /// It was taken: by the person, or by a machine, which the advisor alone can tell.
    Connected,
}

impl Stage {
    /// Every stage, the first one first.
    pub const ALL: [Stage; 5] = [Stage::Ordered, Stage::Offered, Stage::Dialled, Stage::Ringing, Stage::Connected];

    /// Its place, from 0.
    pub fn place(self) -> i64 {
        Stage::ALL.into_iter().zip(0i64..).find_map(|(stage, place)| (stage == self).then_some(place)).unwrap_or(0)
    }

    /// The stage at a place.
    pub fn at(place: i64) -> Option<Self> {
        Stage::ALL.into_iter().find(|stage| stage.place() == place)
    }
}

impl BridgeEnd {
    /// Every end.
    pub const ALL: [BridgeEnd; 8] = [
        BridgeEnd::NoAdvisor,
        BridgeEnd::NoKey,
        BridgeEnd::Lost,
        BridgeEnd::LaidDown,
        BridgeEnd::Failed,
        BridgeEnd::Busy,
        BridgeEnd::NoAnswer,
        BridgeEnd::Connected,
    ];

    /// The closed word.
    pub fn as_str(self) -> &'static str {
        match self {
            BridgeEnd::NoAdvisor => "no-advisor",
            BridgeEnd::NoKey => "no-key",
            BridgeEnd::Lost => "lost",
            BridgeEnd::LaidDown => "laid-down",
            BridgeEnd::Failed => "failed",
            BridgeEnd::Busy => "busy",
            BridgeEnd::NoAnswer => "no-answer",
            BridgeEnd::Connected => "connected",
        }
    }

    /// The end that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        BridgeEnd::ALL.into_iter().find(|end| end.as_str() == word)
    }

    /// Its place in the lattice: only an end above it replaces it. What is told of the person's phone says more than that the
    /// advisor's call is over, and that they were connected more than anything.
    pub fn rank(self) -> i64 {
        match self {
            BridgeEnd::NoAdvisor => 0,
            BridgeEnd::NoKey => 1,
            BridgeEnd::Lost | BridgeEnd::LaidDown => 2,
            BridgeEnd::Failed | BridgeEnd::Busy | BridgeEnd::NoAnswer => 3,
            BridgeEnd::Connected => 4,
        }
    }

    /// Whether the person's phone rang or was tried, so that it counts as an attempt.
    pub fn is_attempt(self) -> bool {
        self.rank() >= BridgeEnd::Failed.rank()
    }

    /// How it ended where the advisor's own call is over and had come to a stage.
    pub fn of_advisor_gone(stage: Stage) -> Self {
        match stage {
            Stage::Ordered => BridgeEnd::NoAdvisor,
            Stage::Offered => BridgeEnd::NoKey,
            Stage::Dialled | Stage::Ringing => BridgeEnd::LaidDown,
            Stage::Connected => BridgeEnd::Connected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_one_end_and_a_place_one_stage() {
        assert!(BridgeEnd::ALL.into_iter().all(|end| BridgeEnd::parse(end.as_str()) == Some(end)));
        assert!(Stage::ALL.into_iter().all(|stage| Stage::at(stage.place()) == Some(stage)));
        assert_eq!((Stage::at(9), BridgeEnd::parse("completed")), (None, None));
    }

    #[test]
    fn what_is_known_of_the_persons_phone_is_never_replaced_by_what_is_known_of_the_advisors() {
        let (attempts, others): (Vec<BridgeEnd>, Vec<BridgeEnd>) =
            BridgeEnd::ALL.into_iter().partition(|end| end.is_attempt());
        assert!(attempts.iter().all(|end| others.iter().all(|other| other.rank() < end.rank())));
        assert_eq!(
            Stage::ALL.map(BridgeEnd::of_advisor_gone).map(BridgeEnd::is_attempt),
            [false, false, false, false, true]
        );
    }
}
