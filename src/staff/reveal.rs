//! Why a number that is masked was shown in full: one of a few reasons, which the record of who did what keeps.

use std::str::FromStr;

use super::advisor::NoChoice;

/// Why somebody needs to see a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// To dial it by hand.
    Dial,
    /// To compare it with what the person says.
    Compare,
    /// To write it into another system, such as the organisation's own.
    Copy,
    /// The person asks what we hold of them.
    OwnRequest,
    /// Anything else, in a sentence of the advisor's.
    Other,
}

impl Reason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Reason; 5] = [Reason::Dial, Reason::Compare, Reason::Copy, Reason::OwnRequest, Reason::Other];

    /// The word in forms, in the record, and at the end of the id of the message that says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Dial => "dial",
            Reason::Compare => "compare",
            Reason::Copy => "copy",
            Reason::OwnRequest => "own-request",
            Reason::Other => "other",
        }
    }
}

impl FromStr for Reason {
    type Err = NoChoice;

    fn from_str(word: &str) -> Result<Self, NoChoice> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == word).ok_or(NoChoice)
    }
}

/// What is kept of why: the word, and the sentence where one was written. None where it is to be written and was not.
pub fn told(reason: Reason, sentence: &str) -> Option<String> {
    let sentence: String = sentence.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    match (reason, sentence.is_empty()) {
        (Reason::Other, true) => None,
        (reason, true) => Some(reason.as_str().to_owned()),
        (reason, false) => Some(format!("{}: {sentence}", reason.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_reason_is_none_without_a_sentence() {
        assert_eq!(told(Reason::Other, " \n"), None);
        assert_eq!(told(Reason::Other, "asked by\nthe mayor").as_deref(), Some("other: asked by the mayor"));
        assert_eq!(told(Reason::Dial, "").as_deref(), Some("dial"));
        assert!(Reason::ALL.iter().all(|reason| reason.as_str().parse() == Ok(*reason)));
    }
}
