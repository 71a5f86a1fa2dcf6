//! What must hold of every message in a year, told without asking the code that decided.

use std::collections::BTreeSet;

use guichet::{
    channel::Channel,
    holiday::is_holiday,
    phone_number::Line,
    reminder::{contact::Terms, escalation::Outcome, slot::Chosen},
};
use jiff::civil::{Date, Weekday};

use crate::{
    people::Someone,
    play::{Played, Sent, there},
};

/// Whether all of it holds; else what does not.
pub fn kept(someone: &Someone, played: &Played, terms: &Terms) -> Result<(), String> {
    let mut told = BTreeSet::new();
    for sent in &played.sent {
        hours(someone, sent)?;
        let day = there(someone, sent.at);
        if someone.person.line != Line::Mobile && sent.channel == Channel::Sms {
            return Err(format!("a text to a landline on {day}"));
        }
        if sent.told.is_empty() {
            return Err(format!("a message of nothing on {day}"));
        }
        for (case, rung) in &sent.told {
            let about = &played.cases[*case];
            if about.held_out {
                return Err(format!("{} was to be held out, and told on {day}", about.kind));
            }
            if day > about.window.expires {
                return Err(format!("{} is told on {day}, after {}", about.kind, about.window.expires));
            }
            if !told.insert((*case, *rung)) {
                return Err(format!("rung {rung} of {} is told twice", about.kind));
            }
        }
    }
    often(someone, played, terms)
}

/// On a working day, in the hours.
fn hours(someone: &Someone, sent: &Sent) -> Result<(), String> {
    let person = &someone.person;
    let local = sent.at.to_zoned(person.zone.clone());
    let day = local.date();
    let closed = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(person.territory, day);
    let open = match person.chosen.and_then(Chosen::word) {
        Some("morning") => matches!(local.hour(), 10 | 11),
        Some(_) => matches!(local.hour(), 17 | 18),
        None => matches!(local.hour(), 10 | 11 | 17 | 18),
    };
    if closed || !open { Err(format!("a message at {local}")) } else { Ok(()) }
}

/// One text a day, and so many contacts in so many days.
fn often(someone: &Someone, played: &Played, terms: &Terms) -> Result<(), String> {
    // A text that did not arrive was heard by nobody.
    let heard = played.sent.iter().filter(|sent| sent.outcome != Outcome::Undelivered);
    let days: Vec<(Date, Channel)> = heard.map(|sent| (there(someone, sent.at), sent.channel)).collect();
    for (place, (day, _)) in days.iter().enumerate() {
        let texts = days.iter().filter(|(other, channel)| other == day && *channel == Channel::Sms).count();
        if texts > usize::from(terms.texts_a_day) {
            return Err(format!("{texts} texts on {day}"));
        }
        let lately = days[..=place]
            .iter()
            .filter(|(other, _)| day.duration_since(*other).as_hours() < 24 * i64::from(terms.days));
        let lately = lately.count();
        if lately > usize::from(terms.contacts) {
            return Err(format!("{lately} contacts in the {} days before {day}", terms.days));
        }
    }
    Ok(())
}
