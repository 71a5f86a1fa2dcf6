//! What a type of deadline is: when it falls due, which rungs lead to it, and what to do without internet.

use jiff::{Span, civil::Date};

use crate::{channel::Channel, flow::Name};

/// A type of deadline, as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadlineType {
    /// Its name, which is that of its file and of its message in `deadlines.ftl`.
    pub name: Name,
    /// One sentence for the people who maintain it.
    pub about: String,
    /// The organisations it is a deadline of; empty where it may be any.
    pub organisations: Vec<Name>,
    /// When it falls due.
    pub due: Due,
    /// The rungs that lead to it, the default ladder where the file has none.
    pub rungs: Vec<RungRule>,
    /// The last day on which anything is sent of it.
    pub expires: Offset,
    /// Why nothing of it may stand in a text; none where its words may.
    pub sensitive: Option<Sensitive>,
    /// How to act without internet.
    pub offline: Vec<Offline>,
    /// The rights with which nothing is to be done: it is renewed by itself.
    pub automatic_with: Vec<Name>,
    /// Whom it concerns, where that is not everybody of the organisation.
    pub applies: Option<String>,
    /// How many in a hundred persons are not reminded, so that an operator can see what reminding does.
    pub hold_out: u8,
    /// Who says so.
    pub evidence: Evidence,
    /// Where that can be read; none where nobody knows a source.
    pub source: Option<String>,
    /// The day on which the source was read.
    pub checked: Date,
    /// What of it is certain.
    pub verified: Verified,
    /// What an advisor should know besides.
    pub caveats: Vec<String>,
}

/// When a deadline falls due.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Each month: opens on a day, and closes on one of the same month or of the next.
    EachMonth {
        /// The day it opens.
        opens: i8,
        /// The day it opens in February, where that is another.
        february: Option<i8>,
        /// The day it closes.
        closes: i8,
        /// Whether that is a day of the month after.
        next_month: bool,
    },
    /// Again and again, counted from a date on the file.
    Every {
        /// How long from one to the next.
        length: Length,
        /// The date it is counted from.
        from: Name,
        /// What of the time before is open for it.
        span: EverySpan,
        /// The months that are declared, as how many months before: 4, 3, 2.
        declares: Vec<u8>,
    },
    /// Before a date on the file.
    Before {
        /// The date.
        anchor: Name,
        /// How long before it opens.
        opens: Length,
        /// How long before it closes.
        closes: Length,
        /// How long before it is best done, where that is said.
        best: Option<Length>,
    },
    /// After a date on the file.
    After {
        /// The date.
        anchor: Name,
        /// How long one has; none where nobody knows, and the last rung ends it.
        within: Option<Length>,
    },
    /// Each year between two days.
    Yearly {
        /// The day it opens; none where nobody knows.
        from: Option<MonthDay>,
        /// The day it closes.
        to: MonthDay,
    },
    /// A time of the year in which people are protected; what ends is the protection.
    Season {
        /// Its first day.
        from: MonthDay,
        /// Its last day.
        to: MonthDay,
    },
    /// One thing after the other, each with a time of its own: a bill, a first letter, a second.
    Chain {
        /// The links, the first one first.
        links: Vec<Link>,
        /// What holds it back.
        suspends: Option<Suspension>,
    },
}

/// What is open before each date of a deadline that comes again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EverySpan {
    /// All the time since the one before.
    Since,
    /// So long before the date.
    Before(Length),
    /// The whole month in which the date lies: it closes on the last day of it.
    Month,
}

/// A link of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What happened: the name of its date.
    pub name: Name,
    /// How long one has.
    pub within: Length,
    /// How long one has where one of these is known of the person.
    pub longer: Option<(Length, Vec<Name>)>,
}

/// What holds a chain back, and for how long at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspension {
    /// What was asked for: the name of its date.
    pub name: Name,
    /// How long it holds at most.
    pub at_most: Length,
}

/// A length of time as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many days; a week is seven.
    Days(u16),
    /// So many months; a year is twelve.
    Months(u16),
}

/// A day of every year. Where a month is shorter, its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDay {
    /// The month, 1 to 12.
    pub month: i8,
    /// The day, 1 to 31.
    pub day: i8,
}

/// A day, told from another: `closes -5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// The other day.
    pub mark: Mark,
    /// So many days after it; before it, where negative.
    pub days: i16,
}

/// A day that others are told from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The day the window opens.
    Opens,
    /// The last day of it.
    Closes,
    /// The date on the file.
    Anchor,
    /// A day of the year, the first such one from the opening on.
    Day(MonthDay),
}

/// A rung, as a file says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RungRule {
    /// The day.
    pub at: Offset,
    /// The channel; none for a text where the line takes one, and a call else.
    pub channel: Option<Channel>,
}

/// Why nothing of a deadline may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitive {
    /// It tells of somebody's health.
    Health,
}

/// A way to act without internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offline {
    /// By telephone, at this number.
    Phone(String),
    /// Another way, by the word for it: `desk`, `paper`.
    Way(Name),
}

/// Who says that a deadline is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// An official text or page.
    Official,
    /// The press, an association or a law firm alone.
    Secondary,
    /// Nobody, or sources that differ.
    Unconfirmed,
    /// The accounts of the people whom this service was made for.
    Account,
}

/// What of a deadline is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the rule is.
    pub rule: bool,
    /// Whether its closing day is. Where it is not, people are told to look at the date on their letter.
    pub closes: bool,
    /// Years whose closing day is, all the same.
    pub years: Vec<i16>,
}

impl Due {
    /// The dates that a file must hold for it, the one that begins it first; none where the calendar is enough.
    pub fn anchors(&self) -> Vec<&Name> {
        match self {
            Due::EachMonth { .. } | Due::Yearly { .. } | Due::Season { .. } => Vec::new(),
            Due::Every { from, .. } => vec![from],
            Due::Before { anchor, .. } | Due::After { anchor, .. } => vec![anchor],
            Due::Chain { links, .. } => links.iter().map(|link| &link.name).collect(),
        }
    }

    /// Whether it comes again by itself.
    pub fn recurs(&self) -> bool {
        matches!(self, Due::EachMonth { .. } | Due::Every { .. } | Due::Yearly { .. } | Due::Season { .. })
    }
}

impl Length {
    /// The day so long after another. A month after the 31st is the last day of a shorter month.
    pub fn after(self, date: Date) -> Option<Date> {
        date.checked_add(self.times(1)?).ok()
    }

    /// The day so long before another.
    pub fn before(self, date: Date) -> Option<Date> {
        date.checked_sub(self.times(1)?).ok()
    }

    /// So many of it, counted at once: three times a month after the 31st is no day lost in between.
    pub(super) fn times(self, count: i64) -> Option<Span> {
        match self {
            Length::Days(days) => Span::new().try_days(i64::from(days).checked_mul(count)?).ok(),
            Length::Months(months) => Span::new().try_months(i64::from(months).checked_mul(count)?).ok(),
        }
    }
}

impl MonthDay {
    /// The day of a year.
    pub fn in_year(self, year: i16) -> Option<Date> {
        day_of(year, self.month, self.day)
    }
}

/// A day of a month, its last one where the month is shorter.
pub(super) fn day_of(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.min(first.days_in_month())).ok()
}
