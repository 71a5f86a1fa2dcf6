//! Mandates: somebody acts for a person, within a scope and until a day, as the person agreed.

use std::ops::RangeInclusive;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Days that a mandate may last.
pub const DAYS: RangeInclusive<u16> = 1..=366;
/// Days that it lasts where nobody says otherwise.
pub const USUAL_DAYS: u16 = 31;
/// An offer that was not answered for so long is over.
pub const OFFER_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a helper may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Hear where the files stand.
    Status,
    /// Give what is missing, too.
    Answers,
}

impl Scope {
    /// Each, the narrower first.
    pub const ALL: [Scope; 2] = [Scope::Status, Scope::Answers];
    /// The words alone, as flows name them.
    pub const WORDS: [&'static str; 2] = ["status", "answers"];

    /// Its word in the table, in flows and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Status => "status",
            Scope::Answers => "answers",
        }
    }

    /// The scope that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// The mandate that a file was opened by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandated {
    /// Our identifier.
    pub id: String,
    /// What it allows.
    pub scope: Scope,
}

/// What a person says to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Somebody may act for them.
    Agree,
    /// Nobody may.
    Refuse,
}

impl Reply {
    /// Each, with the word it has in a flow.
    pub const ALL: [(&'static str, Reply); 2] = [("agree", Reply::Agree), ("refuse", Reply::Refuse)];
    /// The words alone.
    pub const WORDS: &'static [&'static str] = &["agree", "refuse"];

    /// The word it has in a flow.
    pub fn word(self) -> &'static str {
        match self {
            Reply::Agree => "agree",
            Reply::Refuse => "refuse",
        }
    }

    /// What a word of a flow means.
    pub fn of(word: &str) -> Option<Reply> {
        Reply::ALL.into_iter().find_map(|(known, reply)| (known == word).then_some(reply))
    }
}

/// How a mandate, or an offer of one, came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The person took it back, or refused it.
    Person,
    /// An advisor ended it.
    Advisor,
    /// Its last day is past.
    Term,
    /// The offer was not answered in time.
    Lapsed,
    /// Another took its place.
    Replaced,
}

impl EndedBy {
    /// Every one.
    pub const ALL: [EndedBy; 5] =
        [EndedBy::Person, EndedBy::Advisor, EndedBy::Term, EndedBy::Lapsed, EndedBy::Replaced];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            EndedBy::Person => "person",
            EndedBy::Advisor => "advisor",
            EndedBy::Term => "term",
            EndedBy::Lapsed => "lapsed",
            EndedBy::Replaced => "replaced",
        }
    }

    /// The one that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        EndedBy::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        assert_eq!(Scope::ALL.map(Scope::as_str), Scope::WORDS);
        assert!(Scope::ALL.into_iter().all(|scope| Scope::parse(scope.as_str()) == Some(scope)));
        assert!(EndedBy::ALL.into_iter().all(|by| EndedBy::parse(by.as_str()) == Some(by)));
        assert_eq!(Reply::ALL.map(|(word, _)| word), Reply::WORDS);
        assert!(Reply::ALL.into_iter().all(|(word, reply)| (reply.word(), Reply::of(word)) == (word, Some(reply))));
        assert_eq!((Scope::parse("all"), EndedBy::parse("nobody"), Reply::of("end")), (None, None, None));
    }
}
