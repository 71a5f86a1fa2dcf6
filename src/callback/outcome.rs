//! What came of trying to ring somebody, and what each outcome brings with it.

/// What came of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptResult {
    /// The person answered.
    Reached,
    /// It rang, and nobody answered.
    NobodyAnswered,
    /// The line was busy.
    Busy,
    /// A machine answered.
    Voicemail,
    /// Somebody else answered, who does not know the person.
    WrongNumber,
    /// The call did not come about.
    Failed,
}

/// What an advisor says came of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person was reached, and what they asked for is solved.
    Solved,
    /// Done together on the telephone.
    DoneTogether,
    /// The advisor did it for them.
    DoneForThem,
    /// Somebody rings again on a day.
    FollowUp,
    /// The number is somebody else's.
    WrongNumber,
    /// A machine answered.
    Voicemail,
    /// Nobody answered.
    NobodyAnswered,
    /// The person wants no help.
    Refused,
    /// The person said beforehand that it is not needed any more.
    NoLongerNeeded,
    /// Tried often enough: the advisor gives it up.
    Unreachable,
}

/// What becomes of the callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is over.
    Ends,
    /// The person is tried again as the plan says, or an advisor decides.
    PlansAgain,
    /// It waits for the day that the advisor names.
    WaitsForADay,
}

/// What an outcome brings with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// What becomes of the callback.
    pub then: Then,
    /// What the try counts as, where none was noted before; none where nobody was rung.
    pub attempt: Option<AttemptResult>,
    /// Whether the number is marked, so that it is not rung again.
    pub marks_number: bool,
    /// Whether the deadline at risk is done with it.
    pub settles_deadline: bool,
}

impl AttemptResult {
    /// Every result with the word it is kept under.
    pub const ALL: [(AttemptResult, &'static str); 6] = [
        (AttemptResult::Reached, "reached"),
        (AttemptResult::NobodyAnswered, "nobody-answered"),
        (AttemptResult::Busy, "busy"),
        (AttemptResult::Voicemail, "voicemail"),
        (AttemptResult::WrongNumber, "wrong-number"),
        (AttemptResult::Failed, "failed"),
    ];

    /// The result of that word.
    pub fn parse(word: &str) -> Option<Self> {
        AttemptResult::ALL.into_iter().find_map(|(one, known)| (known == word).then_some(one))
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        AttemptResult::ALL.into_iter().find_map(|(one, word)| (one == self).then_some(word)).unwrap_or_default()
    }

    /// Whether the try missed the person, so that the next one is planned.
    pub fn is_missed(self) -> bool {
        match self {
            AttemptResult::NobodyAnswered | AttemptResult::Busy | AttemptResult::Voicemail => true,
            // Nobody was rung at all, or trying again is of no use.
            AttemptResult::Failed | AttemptResult::Reached | AttemptResult::WrongNumber => false,
        }
    }

    /// Whether it counts among the tries: one that did not come about is no fault of the person.
    pub fn counts(self) -> bool {
        self != AttemptResult::Failed
    }
}

/// Each outcome: its word, and what it brings with it.
const TABLE: [(Outcome, &str, Consequence); 10] = {
    const fn row(
        then: Then,
        attempt: Option<AttemptResult>,
        marks_number: bool,
        settles_deadline: bool,
    ) -> Consequence {
        Consequence { then, attempt, marks_number, settles_deadline }
    }
    const REACHED: Option<AttemptResult> = Some(AttemptResult::Reached);
    [
        (Outcome::Solved, "solved", row(Then::Ends, REACHED, false, false)),
        (Outcome::DoneTogether, "done-together", row(Then::Ends, REACHED, false, true)),
        (Outcome::DoneForThem, "done-for-them", row(Then::Ends, REACHED, false, true)),
        (Outcome::FollowUp, "follow-up", row(Then::WaitsForADay, REACHED, false, false)),
        (Outcome::WrongNumber, "wrong-number", row(Then::Ends, Some(AttemptResult::WrongNumber), true, false)),
        (Outcome::Voicemail, "voicemail", row(Then::PlansAgain, Some(AttemptResult::Voicemail), false, false)),
        (
            Outcome::NobodyAnswered,
            "nobody-answered",
            row(Then::PlansAgain, Some(AttemptResult::NobodyAnswered), false, false),
        ),
        (Outcome::Refused, "refused", row(Then::Ends, REACHED, false, false)),
        (Outcome::NoLongerNeeded, "no-longer-needed", row(Then::Ends, None, false, false)),
        (Outcome::Unreachable, "unreachable", row(Then::Ends, None, false, false)),
    ]
};

impl Outcome {
    /// Every outcome, in the order in which an advisor sees them.
    pub fn all() -> impl Iterator<Item = Outcome> {
        TABLE.into_iter().map(|(outcome, ..)| outcome)
    }

    /// The outcome of that word.
    pub fn parse(word: &str) -> Option<Outcome> {
        TABLE.into_iter().find_map(|(outcome, known, _)| (known == word).then_some(outcome))
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// What it brings with it.
    pub fn consequence(self) -> Consequence {
        self.row().2
    }

    fn row(self) -> (Outcome, &'static str, Consequence) {
        // The variants stand in the table in their own order; a test says so.
        TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for outcome in Outcome::all() {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        for (result, word) in AttemptResult::ALL {
            assert_eq!((AttemptResult::parse(word), result.as_str()), (Some(result), word));
        }
        assert_eq!((Outcome::parse("done"), AttemptResult::parse("")), (None, None));
    }

    #[test]
    fn an_outcome_brings_what_its_row_says() {
        for (place, outcome) in Outcome::all().enumerate() {
            assert_eq!(outcome as usize, place, "{outcome:?}");
        }
        let settling: Vec<Outcome> = Outcome::all().filter(|one| one.consequence().settles_deadline).collect();
        assert_eq!(settling, [Outcome::DoneTogether, Outcome::DoneForThem]);
        let marking: Vec<Outcome> = Outcome::all().filter(|one| one.consequence().marks_number).collect();
        assert_eq!(marking, [Outcome::WrongNumber]);
        for outcome in Outcome::all() {
            let Consequence { then, attempt, .. } = outcome.consequence();
            assert_eq!(then == Then::PlansAgain, attempt.is_some_and(AttemptResult::is_missed), "{outcome:?}");
        }
    }
}
