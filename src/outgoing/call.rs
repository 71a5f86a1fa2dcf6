//! How a call of ours ended, as a lattice: news of it may come twice and in any order, and one end comes out.

/// How a call of ours ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallEnd {
    /// It could not be put through.
    Failed,
    /// Nobody answered.
    NoAnswer,
    /// The line was busy, or the call was refused.
    Busy,
    /// Somebody picked up, or a machine that nobody recognised: no key was pressed.
    NoKey,
    /// A machine answered.
    Voicemail,
    /// A person answered: they pressed a key, or spoke.
    Answered,
}

impl CallEnd {
    /// Every end.
    pub const ALL: [CallEnd; 6] =
        [CallEnd::Failed, CallEnd::NoAnswer, CallEnd::Busy, CallEnd::NoKey, CallEnd::Voicemail, CallEnd::Answered];

    /// The closed word.
    pub fn as_str(self) -> &'static str {
        match self {
            CallEnd::Failed => "failed",
            CallEnd::NoAnswer => "no-answer",
            CallEnd::Busy => "busy",
            CallEnd::NoKey => "no-key",
            CallEnd::Voicemail => "voicemail",
            CallEnd::Answered => "answered",
        }
    }

    /// The end that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        CallEnd::ALL.into_iter().find(|end| end.as_str() == word)
    }

    /// Its place in the lattice: only an end above it replaces it. Of two ends of one place the first stays. What the
    /// network tells of a line that was never open stands below what was heard on it, and a key says more than a guess.
    pub fn rank(self) -> u8 {
        match self {
            CallEnd::Failed | CallEnd::NoAnswer | CallEnd::Busy => 0,
            CallEnd::NoKey => 1,
            CallEnd::Voicemail => 2,
            CallEnd::Answered => 3,
        }
    }

    /// Whether the person was reached. Who picks up and presses nothing may be anybody, or a machine.
    pub fn is_reached(self) -> bool {
        self == CallEnd::Answered
    }

    /// Whether the line was never open, so that the call costs nothing.
    pub fn is_free(self) -> bool {
        self.rank() == 0
    }

    /// In words for the operator.
    pub fn told(self) -> &'static str {
        match self {
            CallEnd::Failed => "the call could not be put through",
            CallEnd::NoAnswer => "nobody answered",
            CallEnd::Busy => "the line was busy, or the call was refused",
            CallEnd::NoKey => "somebody picked up, and no key was pressed",
            CallEnd::Voicemail => "a machine answered",
            CallEnd::Answered => "a key was pressed",
        }
    }
}

/// What a machine hears that answers a call of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voicemail {
    /// After its tone, one sentence: who called, and which number to call.
    #[default]
    Sentence,
    /// Nothing: we hang up.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_one_end_and_only_a_key_or_a_voice_reaches_somebody() {
        assert!(CallEnd::ALL.into_iter().all(|end| CallEnd::parse(end.as_str()) == Some(end)));
        assert_eq!(CallEnd::parse("completed"), None);
        let reached: Vec<CallEnd> = CallEnd::ALL.into_iter().filter(|end| end.is_reached()).collect();
        assert_eq!(reached, [CallEnd::Answered]);
        assert!(CallEnd::ALL.into_iter().all(|end| end == CallEnd::Answered || end.rank() < CallEnd::Answered.rank()));
    }
}
