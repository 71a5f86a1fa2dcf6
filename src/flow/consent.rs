//! What a person wants to get from us unasked, and what they want no more of.

/// What a STOP is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Whatever nobody asked for.
    All,
    /// Reminders alone: what a file misses may still be asked for.
    Reminders,
    /// That anybody acts for them. It silences nothing.
    Mandates,
}

/// A change of what a person wants to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consent {
    /// No more of it.
    Stop(Subject),
    /// Everything again, whatever was stopped.
    Start,
}

impl Consent {
    /// Each, with the word it has in a flow.
    pub const ALL: [(&'static str, Consent); 4] = [
        ("stop", Consent::Stop(Subject::All)),
        ("stop-reminders", Consent::Stop(Subject::Reminders)),
        ("stop-mandates", Consent::Stop(Subject::Mandates)),
        ("start", Consent::Start),
    ];
    /// The words alone.
    pub const WORDS: &'static [&'static str] = &["stop", "stop-reminders", "stop-mandates", "start"];

    /// The word it has in a flow.
    pub fn word(self) -> &'static str {
        match self {
            Consent::Stop(Subject::All) => "stop",
            Consent::Stop(Subject::Reminders) => "stop-reminders",
            Consent::Stop(Subject::Mandates) => "stop-mandates",
            Consent::Start => "start",
        }
    }

    /// Whether it is about messages, of which there is one wish at a time.
    pub fn is_about_messages(self) -> bool {
        self != Consent::Stop(Subject::Mandates)
    }

    /// The shared message that confirms it.
    pub fn message(self) -> &'static str {
        match self {
            Consent::Stop(Subject::All) => "stopped",
            Consent::Stop(Subject::Reminders) => "reminders-stopped",
            Consent::Stop(Subject::Mandates) => "mandates-stopped",
            Consent::Start => "started",
        }
    }

    /// What a word of a flow means.
    pub fn of(word: &str) -> Option<Consent> {
        Consent::ALL.into_iter().find_map(|(known, consent)| (known == word).then_some(consent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_consent_has_one_word_in_flows() {
        assert_eq!(Consent::ALL.map(|(word, _)| word), Consent::WORDS);
        for (word, consent) in Consent::ALL {
            assert_eq!((consent.word(), Consent::of(word)), (word, Some(consent)));
        }
        assert_eq!(Consent::of("stop-everything"), None);
    }
}
