//! What follows when a reminder does not reach a person: the other channel, then an advisor.

use crate::channel::Channel;

/// How many rungs fail before an advisor is asked to act.
pub const MOST_FAILED: usize = 2;

/// What became of one rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A text that is on its way, or of which nobody says more.
    Sent,
    /// A text that arrived.
    Delivered,
    /// A text that did not arrive.
    Undelivered,
    /// A call that was answered by a person, who pressed a key or said something.
    Reached,
    /// A call that nobody answered, or a machine, or in which nobody pressed a key.
    NotReached,
}

/// A rung that was tried, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// By text or by telephone.
    pub channel: Channel,
    /// What became of it.
    pub outcome: Outcome,
}

/// What is to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The channel of the next rung, where that is another than the ladder has.
    pub next: Option<Channel>,
    /// Whether an advisor is to act, before the date.
    pub advisor: bool,
}

impl Tried {
    /// Whether it came to nothing.
    pub fn failed(self) -> bool {
        matches!(self.outcome, Outcome::Undelivered | Outcome::NotReached)
    }
}

/// What follows from the rungs that were tried, in their order. As long as the last text did not arrive, the next rung is a
/// call. Two failures in a row are for an advisor.
pub fn escalate(tried: &[Tried]) -> Escalation {
    let failed = tried.iter().rev().take_while(|tried| tried.failed()).count();
    let text = tried.iter().rfind(|tried| tried.channel == Channel::Sms);
    let refused = text.is_some_and(|text| text.outcome == Outcome::Undelivered);
    Escalation { next: refused.then_some(Channel::Voice), advisor: failed >= MOST_FAILED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undelivered_text_becomes_a_call_and_two_failures_a_task() {
        let text = |outcome| Tried { channel: Channel::Sms, outcome };
        let call = |outcome| Tried { channel: Channel::Voice, outcome };
        let voice = Some(Channel::Voice);
        for (tried, next, advisor) in [
            (vec![], None, false),
            (vec![text(Outcome::Sent)], None, false),
            (vec![text(Outcome::Delivered)], None, false),
            (vec![text(Outcome::Undelivered)], voice, false),
            (vec![text(Outcome::Undelivered), text(Outcome::Delivered)], None, false),
            (vec![text(Outcome::Undelivered), call(Outcome::NotReached)], voice, true),
            (vec![text(Outcome::Undelivered), call(Outcome::Reached)], voice, false),
            (vec![call(Outcome::NotReached)], None, false),
            (vec![call(Outcome::NotReached), call(Outcome::NotReached)], None, true),
            (vec![call(Outcome::NotReached), call(Outcome::Reached), call(Outcome::NotReached)], None, false),
        ] {
            assert_eq!(escalate(&tried), Escalation { next, advisor }, "{tried:?}");
        }
    }
}
