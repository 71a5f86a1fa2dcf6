//! What is to be done for one person whose deadlines have come: one message, and when each deadline is looked at next.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    calendar::Window,
    contact::{Allowed, Contact, Due, Message, Terms, allowed, group},
    definition::DeadlineType,
    escalation::{Tried, escalate},
    ladder::{Ladder, Next, Person, Rung, next, rungs},
    slot::{Slot, instant},
};
use crate::channel::Channel;

/// One deadline of a person, as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its type.
    pub kind: &'a DeadlineType,
    /// When it falls.
    pub window: Window,
    /// The rung that was told last.
    pub tried: Option<u16>,
    /// When its ladder was set up.
    pub armed: Timestamp,
}

/// What becomes of one deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// This rung is told now; the deadline is looked at again at the instant.
    Told(Rung, Timestamp),
    /// Nothing is told; it is looked at again at the instant.
    Waits(Timestamp),
    /// Its day is past: nothing is ever told of it again.
    Expired,
}

/// What is to be done for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The message, which names deadlines by their place in what was given.
    pub message: Option<Message<usize>>,
    /// What becomes of each deadline, in the order given.
    pub fates: Vec<Fate>,
    /// Whether an advisor is to act: two messages in a row did not arrive, or the last that there was.
    pub advisor: bool,
}

/// Decides for one person: what has come is told in one message, unless the person heard enough from us lately. `history` are
/// the contacts of the last days, `tried` what became of the last messages, in their order.
pub fn plan(
    standings: &[Standing<'_>],
    person: &Person,
    (history, tried): (&[Contact], &[Tried]),
    now: Timestamp,
    terms: &Terms,
) -> Plan {
    let escalation = escalate(tried);
    let unheard = tried.last().is_some_and(|last| last.failed());
    let mut advisor = escalation.advisor;
    let mut come = BTreeMap::new();
    let mut fates = Vec::with_capacity(standings.len());
    for (place, standing) in standings.iter().enumerate() {
        let ladder = rungs(standing.kind, &standing.window, person);
        match coming(standing, &ladder, standing.tried, person, now) {
            Next::Rung(rung, at) if at <= now => {
                let channel = escalation.next.unwrap_or(rung.channel);
                come.insert(place, Rung { channel, ..rung });
                let after = coming(standing, &ladder, Some(rung.number), person, now);
                fates.push(Fate::Told(rung, look_again(after, standing, person, now)));
            }
            Next::TooLate => fates.push(Fate::Expired),
            later => {
                advisor |= unheard && later == Next::Finished;
                fates.push(Fate::Waits(look_again(later, standing, person, now)));
            }
        }
    }
    let due = come.iter().filter_map(|(place, rung)| {
        let standing = standings.get(*place)?;
        Some(Due {
            id: *place,
            kind: standing.kind.name.clone(),
            closes: standing.window.closes,
            channel: rung.channel,
            sensitive: standing.kind.sensitive,
        })
    });
    let message = group(due.collect(), terms);
    let channel = message.as_ref().map_or(Channel::Sms, |message| message.channel);
    let today = now.to_zoned(person.zone.clone()).date();
    let allowed = if message.is_some() { allowed(history, channel, today, terms) } else { Allowed::Yes };
    for (place, fate) in fates.iter_mut().enumerate() {
        let (Fate::Told(rung, _), Some(standing)) = (&mut *fate, standings.get(place)) else { continue };
        rung.channel = channel;
        let from = match allowed {
            Allowed::Yes => continue,
            Allowed::From(day) => instant(day, rung.slot, &person.zone, person.spread),
            Allowed::Never => None,
        };
        // What may not be told in time is looked at once more when it is over, so that somebody sees that it was not.
        let end = after_expiry(standing, person);
        *fate = Fate::Waits(from.map_or(end, |from| from.min(end)));
    }
    Plan { message: message.filter(|_| allowed == Allowed::Yes), fates, advisor }
}

/// When a deadline that was just set up is looked at first; none where its day is past.
pub fn first_look(standing: &Standing<'_>, person: &Person, now: Timestamp) -> Option<Timestamp> {
    let ladder = rungs(standing.kind, &standing.window, person);
    match coming(standing, &ladder, standing.tried, person, now) {
        Next::TooLate => None,
        later => Some(look_again(later, standing, person, now)),
    }
}

fn coming(standing: &Standing<'_>, rungs: &[Rung], tried: Option<u16>, person: &Person, now: Timestamp) -> Next {
    if standing.window.is_past(now.to_zoned(person.zone.clone()).date()) {
        return Next::TooLate;
    }
    let ladder = Ladder { rungs, expires: standing.window.expires, armed: standing.armed, tried };
    next(&ladder, person, now)
}

/// When to look at it again: at its next rung, or once it is over.
fn look_again(next: Next, standing: &Standing<'_>, person: &Person, now: Timestamp) -> Timestamp {
    match next {
        Next::Rung(_, at) => at.max(now),
        Next::Finished | Next::TooLate => after_expiry(standing, person),
    }
}

/// In the morning after its last day.
fn after_expiry(standing: &Standing<'_>, person: &Person) -> Timestamp {
    let day = standing.window.expires.tomorrow().ok();
    day.and_then(|day| instant(day, Slot::MORNING, &person.zone, 0)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;
    use crate::reminder::tests::shipped;
    use crate::{holiday::Territory, phone_number::Line, reminder::escalation::Outcome};

    fn person() -> Person {
        let zone = TimeZone::get("Europe/Paris").expect("is known");
        Person { territory: Territory::Metropolis, zone, line: Line::Mobile, chosen: None, spread: 0 }
    }

    fn window(closes: jiff::civil::Date) -> Window {
        Window { opens: date(2026, 11, 1), closes, expires: closes, anchor: None, verified: true }
    }

    fn at(day: jiff::civil::Date, hour: i8) -> Timestamp {
        day.at(hour, 0, 0, 0).to_zoned(person().zone).expect("is no gap").timestamp()
    }

    #[test]
    fn what_has_come_is_told_once_and_looked_at_again_at_its_next_rung() {
        let kind = shipped("rsa-appeal");
        // Monday, 30 November 2026: rungs 30, 10 and 3 days before.
        let first = at(date(2026, 10, 30), 10);
        let standing = Standing { kind: &kind, window: window(date(2026, 11, 30)), tried: None, armed: first };
        assert_eq!(first_look(&standing, &person(), first), Some(first));
        let planned = plan(&[standing], &person(), (&[], &[]), first, &Terms::default());
        assert_eq!(planned.message.map(|message| message.named.len()), Some(1));
        let Some(Fate::Told(rung, again)) = planned.fates.first().copied() else { panic!("{:?}", planned.fates) };
        assert_eq!((rung.number, again), (1, at(date(2026, 11, 20), 17)));
        let told = Standing { tried: Some(1), ..standing };
        let early = plan(&[told], &person(), (&[], &[]), first, &Terms::default());
        assert_eq!((early.message, early.fates), (None, vec![Fate::Waits(again)]));
        let last = Standing { tried: Some(3), ..standing };
        let over = at(date(2026, 12, 1), 10);
        assert_eq!(
            plan(&[last], &person(), (&[], &[]), at(date(2026, 11, 27), 10), &Terms::default()).fates,
            [Fate::Waits(over)]
        );
        assert_eq!(plan(&[last], &person(), (&[], &[]), over, &Terms::default()).fates, [Fate::Expired]);
        assert_eq!(first_look(&last, &person(), over), None);
    }

    #[test]
    fn what_falls_together_is_one_message_with_the_nearest_loss_first() {
        let (appeal, update) = (shipped("rsa-appeal"), shipped("job-seeker-update"));
        let (now, armed) = (at(date(2026, 11, 20), 18), at(date(2026, 10, 1), 10));
        let standings = [
            Standing { kind: &appeal, window: window(date(2026, 11, 30)), tried: Some(1), armed },
            Standing { kind: &update, window: window(date(2026, 11, 25)), tried: Some(1), armed },
        ];
        let planned = plan(&standings, &person(), (&[], &[]), now, &Terms::default());
        let message = planned.message.expect("both have come");
        assert_eq!(message.named.iter().map(|due| due.id).collect::<Vec<_>>(), [1, 0]);
        assert!(planned.fates.iter().all(|fate| matches!(fate, Fate::Told(..))), "{:?}", planned.fates);
    }

    #[test]
    fn who_heard_enough_is_told_later_or_seen_as_not_told() {
        let kind = shipped("rsa-appeal");
        let now = at(date(2026, 11, 20), 17);
        let standing = Standing {
            kind: &kind,
            window: window(date(2026, 11, 30)),
            tried: Some(1),
            armed: at(date(2026, 10, 1), 10),
        };
        let today = [Contact { day: date(2026, 11, 20), channel: Channel::Sms }];
        let planned = plan(&[standing], &person(), (&today, &[]), now, &Terms::default());
        assert_eq!((planned.message, planned.fates), (None, vec![Fate::Waits(at(date(2026, 11, 21), 17))]));
        let enough = [9, 12, 16, 20].map(|day| Contact { day: date(2026, 11, day), channel: Channel::Voice });
        let planned = plan(&[standing], &person(), (&enough, &[]), now, &Terms::default());
        assert_eq!((planned.message, planned.fates), (None, vec![Fate::Waits(at(date(2026, 12, 1), 10))]));
    }

    #[test]
    fn a_text_that_did_not_arrive_makes_the_next_one_a_call_and_the_second_failure_a_task() {
        let kind = shipped("rsa-appeal");
        let now = at(date(2026, 11, 20), 17);
        let standing = Standing {
            kind: &kind,
            window: window(date(2026, 11, 30)),
            tried: Some(1),
            armed: at(date(2026, 10, 1), 10),
        };
        let text = Tried { channel: Channel::Sms, outcome: Outcome::Undelivered };
        let call = Tried { channel: Channel::Voice, outcome: Outcome::NotReached };
        for (tried, advisor) in [(vec![text], false), (vec![text, call], true)] {
            let planned = plan(&[standing], &person(), (&[], &tried), now, &Terms::default());
            assert_eq!(planned.message.map(|message| message.channel), Some(Channel::Voice));
            assert_eq!(planned.advisor, advisor);
        }
        // The last rung failed alone: nobody else would tell the person before the date.
        let last = Standing { tried: Some(3), ..standing };
        for (tried, advisor) in [(vec![], false), (vec![call], true)] {
            let planned = plan(&[last], &person(), (&[], &tried), now, &Terms::default());
            assert_eq!((planned.message, planned.advisor), (None, advisor));
        }
    }
}
