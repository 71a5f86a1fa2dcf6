//! What goes out to people: how much each message matters, when it is tried again, and when it is given up.
//!
//! A provider takes no key that would make a repeated order harmless. So an order whose answer was lost is `uncertain`:
//! it is asked for at the provider ([`settle`]), and never sent again on a guess.

pub mod bridge;
pub mod call;
pub mod delivery;
pub mod failure;
pub mod next;
pub mod pace;
pub mod settle;
pub mod spending;

use jiff::{SignedDuration, Timestamp};

/// What a message is for, which decides how it is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A one-time code.
    Code,
    /// What a person asked for a moment ago: an answer, a receipt.
    Reply,
    /// News of a callback the person asked for.
    Callback,
    /// A call that reads to a person what no text could bring.
    ReadOut,
    /// A question that we begin a conversation with, by text.
    Ask,
    /// A conversation that we begin by ringing somebody.
    Ring,
    /// What was ordered for later.
    Reminder,
    /// A call that rings an advisor, who is then connected with a person.
    Bridge,
}

/// What may be done where nobody knows whether the provider took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Never sent again, whatever the provider says: twice would do harm.
    AtMostOnce,
    /// Sent again once the provider says that it has no such message.
    Reconcile,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] =
        [Kind::Code, Kind::Reply, Kind::Callback, Kind::ReadOut, Kind::Ask, Kind::Ring, Kind::Reminder, Kind::Bridge];

    /// What may be done in doubt.
    pub fn class(self) -> Class {
        match self {
            // The second of two codes makes the first one wrong, and which one is read first is chance.
            Kind::Code => Class::AtMostOnce,
            // A telephone that rings twice frightens; who missed the call can call us.
            Kind::ReadOut | Kind::Ring => Class::AtMostOnce,
            // The advisor sees that nothing rings, and presses again.
            Kind::Bridge => Class::AtMostOnce,
            Kind::Reply | Kind::Callback | Kind::Ask | Kind::Reminder => Class::Reconcile,
        }
    }

    /// Who goes first where not all can: 0 before 1 before 2. Whoever waits at the phone now comes before those who
    /// wait for news, and those before whoever expects nothing yet.
    pub fn priority(self) -> u8 {
        match self {
            Kind::Code | Kind::Reply | Kind::Bridge => 0,
            Kind::Callback | Kind::ReadOut | Kind::Ask => 1,
            Kind::Ring | Kind::Reminder => 2,
        }
    }

    /// When a message due at `due_at` is too late to be of use, and is given up with that reason.
    pub fn expires_at(self, due_at: Timestamp) -> Timestamp {
        let hours = match self {
            // Codes live ten minutes; one that comes later is answered in vain.
            Kind::Code => return due_at.saturating_add(SignedDuration::from_mins(10)).unwrap_or(due_at),
            // An advisor waits at the desk; whoever is rung later has another person in mind.
            Kind::Bridge => return due_at.saturating_add(SignedDuration::from_mins(1)).unwrap_or(due_at),
            // After a day the question on the phone is another one.
            Kind::Reply | Kind::Callback | Kind::ReadOut | Kind::Reminder => 24,
            Kind::Ask => 72,
            // Whoever ordered it chose the hour. Nobody is rung in the evening for a call of the morning.
            Kind::Ring => 2,
        };
        due_at.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(due_at)
    }

    /// Whether a STOP silences it: what the person asked for is never silenced.
    pub fn is_silenced_by_stop(self) -> bool {
        match self {
            Kind::Ask | Kind::Ring | Kind::Reminder => true,
            Kind::Code | Kind::Reply | Kind::Callback | Kind::ReadOut | Kind::Bridge => false,
        }
    }

    /// Whether it may tell deadlines.
    pub fn may_remind(self) -> bool {
        matches!(self, Kind::Reminder | Kind::Ring)
    }

    /// Whether it is read out by a call where the number takes no texts: what the person asked for, and waits for.
    pub fn goes_by_voice(self) -> bool {
        match self {
            Kind::Reply | Kind::Callback => true,
            // A code is asked for in a call of its own; the rest is not urgent enough to ring somebody.
            Kind::Code | Kind::ReadOut | Kind::Ask | Kind::Ring | Kind::Reminder | Kind::Bridge => false,
        }
    }

    /// Whether it is a call.
    pub fn is_call(self) -> bool {
        match self {
            Kind::ReadOut | Kind::Ring | Kind::Bridge => true,
            Kind::Code | Kind::Reply | Kind::Callback | Kind::Ask | Kind::Reminder => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_go_before_callbacks_and_questions_and_those_before_reminders() {
        let order = [Kind::Reply, Kind::Callback, Kind::Ask, Kind::Reminder].map(Kind::priority);
        assert_eq!(order, [0, 1, 1, 2]);
    }

    #[test]
    fn what_would_do_harm_twice_is_sent_at_most_once() {
        let once: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.class() == Class::AtMostOnce).collect();
        assert_eq!(once, [Kind::Code, Kind::ReadOut, Kind::Ring, Kind::Bridge]);
    }

    #[test]
    fn every_message_expires_after_it_is_due() {
        let due = Timestamp::UNIX_EPOCH;
        assert!(Kind::ALL.into_iter().all(|kind| kind.expires_at(due) > due));
        assert_eq!(Kind::Code.expires_at(due).as_second(), 600);
        assert_eq!(Kind::Reminder.expires_at(Timestamp::MAX), Timestamp::MAX, "the end of time is not passed");
    }

    #[test]
    fn a_stop_never_silences_what_a_person_asked_for() {
        assert!(Kind::ALL.into_iter().all(|kind| !(kind.goes_by_voice() && kind.is_silenced_by_stop())));
    }
}
