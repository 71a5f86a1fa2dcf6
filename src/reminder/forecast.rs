//! What a person would be told, and when, if nothing happened but time: rounds played ahead.

use jiff::Timestamp;

use super::{
    contact::{Contact, Message, Terms},
    ladder::Person,
    plan::{Fate, Standing, first_look, plan},
};

/// Rounds after which nothing new can come: more than any ladder has rungs.
const MOST_ROUNDS: usize = 1_000;

/// A message that would be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// When.
    pub at: Timestamp,
    /// What it tells of, by place in what was given.
    pub message: Message<usize>,
}

/// Every message that these deadlines of one person would bring, set up now, if all of them arrived and nobody answered; and
/// the places of those of which nothing would be told.
pub fn forecast(
    standings: &[Standing<'_>],
    person: &Person,
    now: Timestamp,
    terms: &Terms,
) -> (Vec<Forecast>, Vec<usize>) {
    let mut left: Vec<(usize, Standing<'_>, Timestamp)> = Vec::new();
    for (place, standing) in standings.iter().enumerate() {
        left.extend(first_look(standing, person, now).map(|at| (place, *standing, at)));
    }
    let (mut sent, mut contacts) = (Vec::new(), Vec::new());
    for _ in 0..MOST_ROUNDS {
        let Some(at) = left.iter().map(|(_, _, at)| *at).min() else { break };
        let (come, later): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, _, due)| *due <= at);
        left = later;
        let looked: Vec<Standing<'_>> = come.iter().map(|(_, standing, _)| *standing).collect();
        let planned = plan(&looked, person, (&contacts, &[]), at, terms);
        for ((place, standing, _), fate) in come.iter().zip(&planned.fates) {
            match fate {
                Fate::Told(rung, again) => {
                    left.push((*place, Standing { tried: Some(rung.number), ..*standing }, *again));
                }
                Fate::Waits(again) => left.push((*place, *standing, *again)),
                Fate::Expired => {}
            }
        }
        if let Some(message) = planned.message {
            contacts.push(Contact { day: at.to_zoned(person.zone.clone()).date(), channel: message.channel });
            sent.push(Forecast { at, message: renamed(message, &come) });
        }
    }
    let told = |place: &usize| {
        sent.iter().any(|one| one.message.named.iter().chain(&one.message.unnamed).any(|due| due.id == *place))
    };
    let untold = (0..standings.len()).filter(|place| !told(place)).collect();
    (sent, untold)
}

/// The message, its deadlines named by their places in what was given first.
fn renamed(mut message: Message<usize>, come: &[(usize, Standing<'_>, Timestamp)]) -> Message<usize> {
    for due in message.named.iter_mut().chain(&mut message.unnamed) {
        due.id = come.get(due.id).map_or(due.id, |(place, _, _)| *place);
    }
    message
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;
    use crate::reminder::tests::shipped;
    use crate::{holiday::Territory, phone_number::Line, reminder::Window};

    #[test]
    fn each_rung_is_told_once_together_with_what_falls_on_it_and_never_more_than_is_borne() {
        let kind = shipped("rsa-appeal");
        let zone = TimeZone::get("Europe/Paris").expect("is known");
        let now = date(2026, 10, 1).at(9, 0, 0, 0).to_zoned(zone.clone()).expect("is no gap").timestamp();
        let person = Person {
            territory: Territory::Metropolis,
            zone: zone.clone(),
            line: Line::Mobile,
            chosen: None,
            spread: 0,
        };
        let closing =
            |closes| Window { opens: date(2026, 9, 1), closes, expires: closes, anchor: None, verified: true };
        let standing = |closes| Standing { kind: &kind, window: closing(closes), tried: None, armed: now };
        let days = |sent: &[Forecast]| -> Vec<String> {
            sent.iter().map(|one| one.at.to_zoned(zone.clone()).strftime("%m-%d %H").to_string()).collect()
        };
        let alone = [standing(date(2026, 11, 30))];
        let (sent, untold) = forecast(&alone, &person, now, &Terms::default());
        assert_eq!((days(&sent), untold), (vec!["10-30 10".into(), "11-20 17".into(), "11-27 10".into()], vec![]));
        let twice = [standing(date(2026, 11, 30)), standing(date(2026, 11, 30))];
        let (sent, untold) = forecast(&twice, &person, now, &Terms::default());
        assert_eq!((sent.len(), sent.iter().all(|one| one.message.named.len() == 2), untold), (3, true, vec![]));
        // Four contacts in thirty days, however many deadlines there are.
        let many: Vec<Standing<'_>> = (20..28).map(|day| standing(date(2026, 11, day))).collect();
        let (sent, _) = forecast(&many, &person, now, &Terms::default());
        for (place, one) in sent.iter().enumerate() {
            let month =
                sent.iter().skip(place).take_while(|other| other.at.duration_since(one.at).as_hours() < 29 * 24);
            assert!(month.count() <= 4, "{:?}", days(&sent));
        }
        let over = [standing(date(2026, 9, 30))];
        assert_eq!(forecast(&over, &person, now, &Terms::default()), (vec![], vec![0]));
    }
}
