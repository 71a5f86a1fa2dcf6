//! The longest plausible value of each kind, in one language, as it is read and as it is heard.

use std::{borrow::Cow, cmp::Reverse};

use indexmap::IndexMap;
use jiff::civil::{Date, date, time};

use super::said::Sample;
use crate::{
    case::{Organisation, Status},
    channel::Channel,
    flow::{
        Name,
        definition::{Office, ServiceFacts},
        value::{Line, Near, Reminder, Value, Window},
    },
    holiday::Territory,
    language::Language,
    phone_number::Numbering,
    reminder::message,
    words::{Catalogue, DEADLINES, Facts},
};

/// What people write in a line: part of an address.
const TEXT: &str = "appartement 12, bâtiment B, 3e étage";
/// A file number has at most seven digits at most organisations.
const DIGITS: &str = "1234567";
/// More than anybody counts on the phone.
const NUMBER: i64 = 365;
/// No monthly amount is longer: 12 345,67 euros.
const CENTS: i64 = 1_234_567;
/// A mobile number that belongs to nobody.
const PHONE: &str = "0639980012";
/// The name of an organisation, as people say it.
const ORGANISATION: &str = "la caisse générale";
/// What files wait for.
const ITEMS: [&str; 7] =
    ["street_number", "postcode", "moving_date", "rent", "phone_number", "landlord_name", "document"];
/// What files are about.
pub(super) const BENEFITS: [&str; 5] = ["housing", "rsa", "activity_bonus", "health_cover", "other"];
/// How many values a list has when it is said, and how many a menu of them offers.
const LISTED: usize = 3;
const OFFERED: usize = 4;

/// An office as most have: open on weekdays, closed at noon.
pub(crate) fn facts(catalogue: &Catalogue) -> Facts {
    let spans = vec![(time(9, 0, 0, 0), time(12, 0, 0, 0)), (time(13, 30, 0, 0), time(17, 0, 0, 0))];
    let organisation =
        Organisation { name: ORGANISATION.to_owned(), min_digits: 1, max_digits: 7, needs_postcode: false };
    Facts::new(
        catalogue,
        &ServiceFacts {
            entries: Vec::new(),
            office: Office {
                zone: jiff::tz::TimeZone::UTC,
                hours: (1..=5).map(|day| (day, spans.clone())).collect(),
                number: "0199000002".to_owned(),
                territory: Territory::Metropolis,
                closed: std::collections::BTreeSet::new(),
            },
            organisations: IndexMap::from([("sample".to_owned(), organisation)]),
            numbering: Numbering { fiction: true },
            reach: Default::default(),
            advisor: "callback".into(),
            ask_item: "ask-item".into(),
            read_out: "read-out".into(),
            reminder: "reminder".into(),
            missed: "missed".into(),
            mandate: "mandate".into(),
        },
    )
}

/// The longest values in one language.
pub(crate) struct Longest<'a> {
    catalogue: &'a Catalogue,
    language: Language,
    facts: &'a Facts,
    text: Values,
    voice: Values,
}

/// Those that are needed again and again, by one channel.
struct Values {
    date: String,
    moment: String,
    window: String,
    amount: String,
    phone: String,
    digits: String,
    /// What each item is called, the longest first.
    items: Vec<String>,
    benefit: String,
    status: String,
    /// What any word of the installation is called.
    symbol: String,
    reminder: String,
}

impl<'a> Longest<'a> {
    /// The values of a language; `named` are the words it has names for.
    pub fn new(catalogue: &'a Catalogue, language: &Language, facts: &'a Facts) -> Self {
        let named: Vec<&str> =
            catalogue.messages(language, None).filter_map(|info| info.id.strip_prefix("value-")).collect();
        let values = |channel| Values::new(catalogue, language, channel, facts, &named);
        let (text, voice) = (values(Channel::Sms), values(Channel::Voice));
        Longest { catalogue, language: language.clone(), facts, text, voice }
    }

    /// The longest value of a kind; `in_words` where a message says what a word is called.
    pub fn value(&self, sample: &Sample, in_words: bool, channel: Channel) -> Cow<'_, str> {
        let values = match channel {
            Channel::Sms => &self.text,
            Channel::Voice => &self.voice,
        };
        let bare = |word: &'static str| Cow::Borrowed(word);
        Cow::Borrowed(match sample {
            Sample::Text => TEXT,
            Sample::Digits => &values.digits,
            Sample::Number => return Cow::Owned(NUMBER.to_string()),
            Sample::Amount { .. } => &values.amount,
            Sample::Date => &values.date,
            Sample::Moment => &values.moment,
            Sample::Window => &values.window,
            Sample::Phone => &values.phone,
            Sample::Reminder => &values.reminder,
            Sample::Any => longest([TEXT, &values.date, &values.amount, &values.phone].into_iter()),
            Sample::Organisation if in_words => ORGANISATION,
            Sample::Status if in_words => &values.status,
            Sample::Benefit if in_words => &values.benefit,
            Sample::Item if in_words => values.items.first().map_or("", String::as_str),
            Sample::Symbol if in_words => &values.symbol,
            Sample::Words(words) | Sample::OneOf(words) if in_words => {
                let named = words.iter().map(|word| self.named(word, channel)).max_by_key(|text| length(text));
                return Cow::Owned(named.unwrap_or_default());
            }
            Sample::Words(words) | Sample::OneOf(words) => {
                return Cow::Owned(longest(words.iter().map(String::as_str)).to_owned());
            }
            Sample::Organisation | Sample::Symbol | Sample::Item => return bare("street_number"),
            Sample::Status | Sample::Benefit => return bare("activity_bonus"),
            Sample::Nothing => "none",
            Sample::List(one) => {
                let value = self.value(one, true, channel);
                return Cow::Owned(vec![value; LISTED].join(", "));
            }
        })
    }

    /// The values a menu offers: the longest that there are.
    pub fn offered(&self, sample: &Sample, channel: Channel) -> Vec<String> {
        let values = match channel {
            Channel::Sms => &self.text,
            Channel::Voice => &self.voice,
        };
        match sample {
            Sample::Item => values.items.iter().take(OFFERED).cloned().collect(),
            other => vec![self.value(other, true, channel).into_owned(); OFFERED],
        }
    }

    /// A fact of the office that every message may say.
    pub fn fact(&self, variable: &str, channel: Channel) -> Option<String> {
        self.catalogue.value(variable, &[], &self.language, channel, self.facts)
    }

    fn named(&self, word: &str, channel: Channel) -> String {
        let with = [("word".into(), Value::Symbol(word.to_owned()))];
        self.catalogue.value("word-words", &with, &self.language, channel, self.facts).unwrap_or_default()
    }
}

impl Values {
    fn new(catalogue: &Catalogue, language: &Language, channel: Channel, facts: &Facts, named: &[&str]) -> Self {
        let said = |variable: &str, value: Value| {
            let with: [(Name, Value); 1] = [("value".into(), value)];
            catalogue.value(variable, &with, language, channel, facts).unwrap_or_default()
        };
        let word = |word: &str| said("value-words", Value::Symbol(word.to_owned()));
        // Seven days of each month: every weekday meets every month, the two-digit days among them.
        let days = (1..=12).flat_map(|month| (22..=28).map(move |day| date(2026, month, day)));
        let moments = days.clone().map(|day| day.at(13, 30, 0, 0));
        let longest_day = days.clone().max_by_key(|day| length(&said("value", Value::Date(*day)))).unwrap_or_default();
        let reminders = reminders(catalogue, language, longest_day, &|reminder| said("value", reminder));
        let mut items: Vec<String> = ITEMS.iter().filter(|item| named.contains(item)).map(|item| word(item)).collect();
        items.sort_by_key(|text| Reverse(length(text)));
        let of = |words: &[&str]| longest_of(words.iter().filter(|word| named.contains(*word)).map(|text| word(text)));
        Values {
            window: longest_of(days.clone().map(|day| said("value", Value::Window(latest(day))))),
            moment: longest_of(moments.map(|moment| said("value", Value::Moment(moment)))),
            date: longest_of(days.map(|day| said("value", Value::Date(day)))),
            amount: said("value", Value::Amount(CENTS)),
            phone: Numbering { fiction: true }.parse(PHONE).map(|n| said("value", Value::Phone(n))).unwrap_or_default(),
            digits: said("value", Value::Digits(DIGITS.to_owned())),
            items,
            benefit: of(&BENEFITS),
            status: of(&Status::ALL.map(Status::as_str)),
            symbol: of(named),
            reminder: longest_of(reminders.into_iter().map(|reminder| said("value", reminder))),
        }
    }
}

/// A stretch of a day in as many words as there are for one.
fn latest(day: Date) -> Window {
    Window { day, near: Near::Later, from: time(13, 30, 0, 0), until: time(17, 30, 0, 0) }
}

/// What reminders tell: one deadline whole, for each that there are words of, or the two that take longest, shortly and with
/// others. What is sensitive is among them, although no text names it: which it is, words alone do not tell.
fn reminders(catalogue: &Catalogue, language: &Language, day: Date, said: &dyn Fn(Value) -> String) -> Vec<Value> {
    let line = |id: &str, with: Option<(&str, Value)>| {
        let there = catalogue.has_message(language, Some(DEADLINES), id);
        let with = with.into_iter().map(|(name, value)| (name.into(), value)).collect();
        there.then(|| Line { message: id.into(), with })
    };
    let reminder = |lines: Vec<Option<Line>>| {
        let lines = lines.into_iter().flatten().collect();
        Value::Reminder(Box::new(Reminder { id: String::new(), lines, names: Vec::new(), count: 1 }))
    };
    let last_day = || line(message::LAST_DAY, Some(("date", Value::Date(day))));
    let others = || line(message::OTHERS_DUE, Some(("count", Value::Number(NUMBER))));
    let answers = || line(message::ANSWER_BY, None);
    let whole = |kind: &&str| {
        let [lost, offline] = [message::lost(kind), message::offline(kind)].map(|id| line(&id, None));
        reminder(vec![line(&message::todo(kind), None), last_day(), lost, offline, answers()])
    };
    let ids = catalogue.messages(language, Some(DEADLINES)).map(|info| info.id.as_str());
    let mut kinds: Vec<&str> = ids.filter_map(|id| id.strip_suffix("-todo")).collect();
    kinds.sort_by_cached_key(|kind| Reverse(length(&said(reminder(vec![line(&message::todo(kind), None)])))));
    let shortly = kinds.iter().take(2).flat_map(|kind| [line(&message::todo(kind), None), last_day()]);
    let both = reminder(shortly.chain([others(), answers()]).collect());
    kinds.iter().map(whole).chain([both]).collect()
}

fn longest_of(texts: impl Iterator<Item = String>) -> String {
    texts.max_by_key(|text| length(text)).unwrap_or_default()
}

fn longest<'t>(texts: impl Iterator<Item = &'t str>) -> &'t str {
    texts.max_by_key(|text| length(text)).unwrap_or_default()
}

fn length(text: &str) -> usize {
    text.chars().count()
}
