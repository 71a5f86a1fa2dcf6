//! How often a person hears from us unasked, and what is told in one message.

use std::cmp::Reverse;

use jiff::{Span, civil::Date};

use super::definition::Sensitive;
use crate::{channel::Channel, flow::Name};

/// How often a person may hear from us unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The most texts on one day.
    pub texts_a_day: u8,
    /// The most contacts, of whatever kind, in the days below.
    pub contacts: u8,
    /// The days over which contacts are counted, today's included.
    pub days: u16,
    /// The most deadlines that one message names.
    pub named: u8,
}

impl Default for Terms {
    /// One text a day and four contacts in thirty days, as the law has it for marketing: none of ours is, but it tells what
    /// people bear.
    fn default() -> Self {
        Terms { texts_a_day: 1, contacts: 4, days: 30, named: 2 }
    }
}

/// One time that a person heard from us unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The day, where the person is.
    pub day: Date,
    /// By text or by telephone.
    pub channel: Channel,
}

/// Whether a person may hear from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Yes.
    Yes,
    /// Not before this day; what is due until then is not told unless the date allows to wait.
    From(Date),
    /// Never, by these terms.
    Never,
}

/// Whether a person who heard from us on these days may hear from us today.
pub fn allowed(history: &[Contact], channel: Channel, today: Date, terms: &Terms) -> Allowed {
    let mut day = today;
    // Each contact keeps at most `days` days closed, so that one of these days is free, or none ever is.
    for _ in 0..=terms.days {
        if fits(history, channel, day, terms) {
            return if day == today { Allowed::Yes } else { Allowed::From(day) };
        }
        match day.tomorrow() {
            Ok(after) => day = after,
            Err(_) => return Allowed::Never,
        }
    }
    Allowed::Never
}

fn fits(history: &[Contact], channel: Channel, day: Date, terms: &Terms) -> bool {
    let days = i64::from(terms.days.max(1)) - 1;
    let Ok(first) = day.checked_sub(Span::new().days(days)) else { return false };
    let texts = history.iter().filter(|contact| contact.day == day && contact.channel == Channel::Sms).count();
    let recent = history.iter().filter(|contact| (first..=day).contains(&contact.day)).count();
    (channel != Channel::Sms || texts < usize::from(terms.texts_a_day)) && recent < usize::from(terms.contacts)
}

/// A rung that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<I> {
    /// What its row is known by.
    pub id: I,
    /// The type of its deadline.
    pub kind: Name,
    /// The day on which something is lost.
    pub closes: Date,
    /// How it would be told alone.
    pub channel: Channel,
    /// Whether its words may not stand in a text.
    pub sensitive: Option<Sensitive>,
}

/// One message for all that has come for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<I> {
    /// A call, as soon as one of them needs one: a line that takes no text takes none of the others.
    pub channel: Channel,
    /// What it names, the nearest loss first. Never empty where `unnamed` is not, save where all of it is sensitive.
    pub named: Vec<Due<I>>,
    /// What it says there is besides: too much for one message, or sensitive. It is reminded of with the same message.
    pub unnamed: Vec<Due<I>>,
}

/// All that has come for one person at once, as one message; none where nothing has.
pub fn group<I>(mut due: Vec<Due<I>>, terms: &Terms) -> Option<Message<I>> {
    by_loss(&mut due);
    let channel = due.iter().map(|due| due.channel).max()?;
    let (mut named, mut unnamed) = (Vec::new(), Vec::new());
    for due in due {
        // A call begins without content as well: what is sensitive is told only after a key, by whoever places it.
        if due.sensitive.is_none() && named.len() < usize::from(terms.named) {
            named.push(due);
        } else {
            unnamed.push(due);
        }
    }
    Some(Message { channel, named, unnamed })
}

/// The nearest loss first; of one day the more that need a call, then by name.
pub fn by_loss<I>(due: &mut [Due<I>]) {
    due.sort_by(|a, b| (a.closes, Reverse(a.channel), &a.kind).cmp(&(b.closes, Reverse(b.channel), &b.kind)));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn text(day: Date) -> Contact {
        Contact { day, channel: Channel::Sms }
    }

    fn call(day: Date) -> Contact {
        Contact { day, channel: Channel::Voice }
    }

    #[test]
    fn a_person_hears_from_us_once_a_day_by_text_and_four_times_in_thirty_days() {
        let today = date(2026, 11, 23);
        let four = [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)].map(text);
        let terms = Terms::default();
        let strict = Terms { contacts: 0, ..terms };
        for (what, history, channel, terms, expected) in [
            ("nothing yet", vec![], Channel::Sms, terms, Allowed::Yes),
            ("a text today", vec![text(today)], Channel::Sms, terms, Allowed::From(date(2026, 11, 24))),
            ("a call after a text", vec![text(today)], Channel::Voice, terms, Allowed::Yes),
            ("a text after a call", vec![call(today)], Channel::Sms, terms, Allowed::Yes),
            ("three in thirty days", four[1..].to_vec(), Channel::Sms, terms, Allowed::Yes),
            // The 26th of October is the 29th day before the 24th of November, and the 30th before the 25th.
            ("four in thirty days", four.to_vec(), Channel::Sms, terms, Allowed::From(date(2026, 11, 25))),
            ("four, by call", four.to_vec(), Channel::Voice, terms, Allowed::From(date(2026, 11, 25))),
            ("long ago", [date(2026, 9, 1); 9].map(text).to_vec(), Channel::Sms, terms, Allowed::Yes),
            ("nobody ever", vec![], Channel::Sms, strict, Allowed::Never),
        ] {
            assert_eq!(allowed(&history, channel, today, &terms), expected, "{what}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whoever_keeps_to_what_is_allowed_keeps_to_the_terms(wishes in proptest::collection::vec((0..120i64, proptest::bool::ANY), 0..80)) {
            let (terms, first) = (Terms::default(), date(2026, 1, 1));
            let mut wishes = wishes;
            wishes.sort_unstable();
            let mut history = Vec::new();
            for (day, by_text) in wishes {
                let day = first.checked_add(Span::new().days(day)).expect("a day");
                let channel = if by_text { Channel::Sms } else { Channel::Voice };
                match allowed(&history, channel, day, &terms) {
                    Allowed::Yes => history.push(Contact { day, channel }),
                    Allowed::From(later) => proptest::prop_assert!(later > day && fits(&history, channel, later, &terms)),
                    Allowed::Never => proptest::prop_assert!(false, "there is always a day"),
                }
            }
            for contact in &history {
                let since = contact.day.checked_sub(Span::new().days(29)).expect("a day");
                let recent = history.iter().filter(|other| (since..=contact.day).contains(&other.day)).count();
                proptest::prop_assert!(recent <= 4);
                let same = history.iter().filter(|other| other.day == contact.day && other.channel == Channel::Sms);
                proptest::prop_assert!(same.count() <= 1);
            }
        }
    }

    fn due(kind: &str, day: i8, channel: Channel, sensitive: Option<Sensitive>) -> Due<u8> {
        Due { id: 0, kind: kind.into(), closes: date(2026, 12, day), channel, sensitive }
    }

    #[test]
    fn what_falls_together_is_one_message_with_the_nearest_loss_first() {
        let (sms, voice) = (Channel::Sms, Channel::Voice);
        let health = Some(Sensitive::Health);
        for (due_now, channel, named, unnamed) in [
            (vec![due("a", 9, sms, None)], sms, vec!["a"], vec![]),
            (vec![due("a", 9, sms, None), due("b", 8, sms, None)], sms, vec!["b", "a"], vec![]),
            (
                vec![due("a", 9, sms, None), due("b", 8, sms, None), due("c", 10, sms, None)],
                sms,
                vec!["b", "a"],
                vec!["c"],
            ),
            (vec![due("a", 9, sms, None), due("b", 9, voice, None)], voice, vec!["b", "a"], vec![]),
            (vec![due("a", 9, sms, None), due("aah", 8, sms, health)], sms, vec!["a"], vec!["aah"]),
            (vec![due("aah", 8, sms, health)], sms, vec![], vec!["aah"]),
        ] {
            let message = group(due_now.clone(), &Terms::default()).expect("something is due");
            let kinds = |due: &[Due<u8>]| due.iter().map(|due| due.kind.to_string()).collect::<Vec<_>>();
            assert_eq!((message.channel, kinds(&message.named), kinds(&message.unnamed)), {
                let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
                (channel, owned(named), owned(unnamed))
            });
        }
        assert_eq!(group::<u8>(vec![], &Terms::default()), None);
    }
}
