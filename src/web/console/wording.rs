//! Times, numbers, languages and reasons as advisors read them, in the language of their console.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Console,
    session::Signed,
    words::{PageWords, Shown},
};
use crate::{
    callback::{
        Window,
        rank::{Because, Reason},
    },
    case::Status,
    channel::Channel,
    flow::turn::{Rung, Say},
    language::Language,
    phone_number::PhoneNumber,
    service::dialogue::Dialogue,
    staff::ConsoleLanguage,
};

/// What stands for each digit of a number that is masked.
const MASK: &str = "•";

/// What is needed to say something of the desk to one advisor now.
pub(super) struct Wording {
    words: PageWords,
    language: ConsoleLanguage,
    dialogue: std::sync::Arc<Dialogue>,
    zone: TimeZone,
    now: Timestamp,
}

impl Wording {
    /// The wording for whoever is signed in.
    pub(super) fn new(console: &Console, signed: &Signed) -> Self {
        let language = signed.advisor.console.language;
        let dialogue = console.service().dialogue();
        let zone = dialogue.script.service.office.zone.clone();
        Wording { words: console.0.words.of("desk", language), language, dialogue, zone, now: console.now() }
    }

    /// Now.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// Today, at the office.
    pub(super) fn today(&self) -> Date {
        self.date(self.now)
    }

    /// The flows and words in force.
    pub(super) fn dialogue(&self) -> &Dialogue {
        &self.dialogue
    }

    /// The day at the office of an instant.
    pub(super) fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// A time of the day: `9 h 05`, `9:05`.
    pub(super) fn time(&self, at: Timestamp) -> String {
        self.time_of_day(at.to_zoned(self.zone.clone()).time())
    }

    fn time_of_day(&self, time: Time) -> String {
        let (hour, minute) = (i64::from(time.hour()), format!("{:02}", time.minute()));
        self.words.with("time-of-day", &[("hour", &hour), ("minute", &minute)])
    }

    /// A day: today, tomorrow, yesterday, or its date.
    pub(super) fn day(&self, day: Date) -> String {
        let near = [(0, "day-today"), (1, "day-tomorrow"), (-1, "day-yesterday")];
        let away = day.duration_since(self.today()).as_hours() / 24;
        match near.into_iter().find(|(days, _)| *days == away) {
            Some((_, id)) => self.words.say(id),
            None => self.dated(day),
        }
    }

    /// A day by its date, whatever today is.
    pub(super) fn dated(&self, day: Date) -> String {
        day.strftime(match self.language {
            ConsoleLanguage::French => "%d/%m/%Y",
            ConsoleLanguage::English => "%-d %b %Y",
        })
        .to_string()
    }

    /// An instant: its day and its time.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(self.date(at)), self.time(at))
    }

    /// How long somebody has waited.
    pub(super) fn wait(&self, since: Timestamp) -> String {
        self.duration(self.now.duration_since(since))
    }

    /// A length of time, no finer than it matters.
    pub(super) fn duration(&self, length: SignedDuration) -> String {
        let minutes = length.as_mins().max(0);
        let (days, hours, left) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        let padded = format!("{left:02}");
        match minutes {
            0 => self.words.say("duration-now"),
            1..60 => self.words.with("duration-minutes", &[("minutes", &minutes)]),
            60..1_440 => self.words.with("duration-hours", &[("hours", &hours), ("minutes", &padded)]),
            _ => self.words.with("duration-days", &[("days", &days), ("hours", &hours)]),
        }
    }

    /// When the office is open today; where it is not, or not any more, when it opens next.
    pub(super) fn opening(&self) -> String {
        let office = &self.dialogue.script.service.office;
        let now = self.now.to_zoned(self.zone.clone());
        let still_today = office.spans(now.date()).iter().any(|(_, until)| *until > now.time());
        let day = if still_today { Some(now.date()) } else { office.opens(&now).map(|opening| opening.date()) };
        let Some(day) = day else { return self.words.say("open-never") };
        let span = |(from, until): &(Time, Time)| {
            let (from, until) = (self.time_of_day(*from), self.time_of_day(*until));
            self.words.with("open-span", &[("from", &from), ("until", &until)])
        };
        let hours: Vec<String> = office.spans(day).iter().map(span).collect();
        self.words.with("open-day", &[("day", &self.day(day)), ("hours", &hours.join(", "))])
    }

    /// When somebody was promised to be rung.
    pub(super) fn window(&self, window: Window) -> String {
        let day = self.day(self.date(window.from));
        let until = if self.date(window.from) == self.date(window.until) {
            self.time(window.until)
        } else {
            self.moment(window.until)
        };
        self.words.with("window-between", &[("day", &day), ("from", &self.time(window.from)), ("until", &until)])
    }

    /// A language by its name, with an interpreter where one is needed.
    pub(super) fn language(&self, language: &Language, interpreter: bool) -> String {
        let tag = language.as_str().to_owned();
        let name = self.known(&format!("language-{tag}")).unwrap_or(tag);
        if interpreter { self.words.with("language-interpreter", &[("language", &name)]) } else { name }
    }

    /// What a request is about.
    pub(super) fn subject(&self, subject: &str) -> String {
        self.known(&format!("subject-{subject}")).unwrap_or_else(|| subject.replace('-', " "))
    }

    /// A deadline by the name that advisors give it.
    pub(super) fn deadline(&self, kind: &str) -> String {
        self.known(&format!("deadline-{kind}")).unwrap_or_else(|| kind.replace('-', " "))
    }

    /// Where a file stands.
    pub(super) fn status(&self, status: Status) -> String {
        self.words.say(&format!("status-{}", status.as_str()))
    }

    /// A word of the installation's own, such as a benefit or a missing item, as callers hear it.
    pub(super) fn ours(&self, word: &str) -> String {
        let language = self.language.as_str().parse().unwrap_or_else(|_| Language::french());
        self.ours_in(word, &language).unwrap_or_else(|| word.replace(['_', '-'], " "))
    }

    /// The same in a caller's language; none where there is no word for it.
    pub(super) fn ours_in(&self, word: &str, language: &Language) -> Option<String> {
        let id = format!("value-{word}");
        let catalogue = &self.dialogue.catalogue;
        catalogue.has_message(language, None, &id).then(|| {
            let say = Say {
                language: language.clone(),
                flow: None,
                message: id.as_str().into(),
                rung: Rung::First,
                key: None,
                with: Vec::new(),
            };
            catalogue.text(&say, Channel::Sms, &self.dialogue.facts)
        })
    }

    /// An organisation's name.
    pub(super) fn organisation(&self, key: &str) -> String {
        let known = self.dialogue.script.service.organisations.get(key);
        known.map_or_else(|| key.to_owned(), |organisation| organisation.name.clone())
    }

    /// Why somebody is rung next, in one sentence.
    pub(super) fn reason(&self, reason: &Reason) -> String {
        let first = self.because(&reason.first);
        match &reason.second {
            Some(second) => {
                self.words.with("because-and", &[("first", &capital(&first)), ("second", &self.because(second))])
            }
            None => self.words.with("because-alone", &[("first", &capital(&first))]),
        }
    }

    fn because(&self, because: &Because) -> String {
        let say = |id: &str, values: &[(&'static str, &dyn Shown)]| self.words.with(id, values);
        match because {
            Because::Distress => self.words.say("because-distress"),
            Because::Deadline { kind, closes, days } => {
                let id = if *days < 0 { "because-deadline-past" } else { "because-deadline" };
                let (deadline, day) = (self.deadline(kind), self.dated(*closes));
                say(id, &[("deadline", &deadline), ("day", &day), ("days", &i64::from(*days))])
            }
            Because::Promised { window, broken } => {
                let id = if *broken { "because-broken" } else { "because-promised" };
                say(id, &[("window", &self.window(*window))])
            }
            Because::FollowUp(day) => say("because-follow-up", &[("day", &self.day(*day))]),
            Because::TriedAgain { attempts } => say("because-tried", &[("attempts", &u32::from(*attempts))]),
            Because::Waits { since } => say("because-waits", &[("wait", &self.wait(*since))]),
        }
    }

    /// A message of the desk.
    pub(super) fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A message of the desk with values.
    pub(super) fn with(&self, id: &str, values: &[(&'static str, &dyn Shown)]) -> String {
        self.words.with(id, values)
    }

    fn known(&self, id: &str) -> Option<String> {
        Some(self.words.say(id)).filter(|said| said != id)
    }
}

/// A number of which only the kind of line and the end can be seen: `06 •• •• •• 12`.
pub(super) fn masked(number: &PhoneNumber) -> String {
    let pairs = number.in_pairs();
    let count = pairs.chars().count();
    let mask = |(at, sign): (usize, char)| {
        if sign.is_ascii_digit() && at >= 2 && at + 2 < count { MASK.to_owned() } else { sign.to_string() }
    };
    pairs.chars().enumerate().map(mask).collect()
}

/// A sentence begins with a capital.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone_number::Numbering;

    #[test]
    fn a_masked_number_shows_its_kind_and_its_end_alone() {
        let number = |text| Numbering { fiction: true }.parse(text).unwrap();
        for (text, shown) in [
            ("+33639980012", "06 •• •• •• 12"),
            ("+33199001234", "01 •• •• •• 34"),
            ("+262262123456", "+2• •• •• •• •• 56"),
        ] {
            assert_eq!(masked(&number(text)), shown, "{text}");
        }
    }
}
