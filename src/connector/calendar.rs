//! One person's deadlines as a calendar file (iCalendar, RFC 5545): each event or task a type of deadline and a date.
//!
//! Read here rather than by a library: those there are tell no lines, and of the format we need dates and categories alone.
//! What calendars hold besides is left alone; what would change the meaning of a date, such as a repetition, is refused.

use std::{borrow::Cow, io, path::Path};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{
    deadline::{kind, known},
    deadline_list::{Entry, List, NAMED, Reading, window},
    import::RowProblem,
};
use crate::phone_number::PhoneNumber;

/// Longer files are no calendar of one person.
const LONGEST: u64 = 4 * 1_024 * 1_024;

/// Whose calendar it is, and how its entries are taken.
#[derive(Clone, Debug)]
pub struct Owner<'a> {
    /// Whose deadlines they are.
    pub to: PhoneNumber,
    /// The postcode, or nothing.
    pub postcode: String,
    /// The time where the person is: an instant is a day there.
    pub zone: TimeZone,
    /// The type of the entries that name none among their categories.
    pub kind: Option<&'a str>,
}

/// Reads a calendar: every entry, or else what is wrong with each of the first hundred bad ones.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(path: &Path, owner: &Owner<'_>, reading: Reading<'_>) -> io::Result<Result<Vec<Entry>, Vec<RowProblem>>> {
    let bytes = if std::fs::metadata(path)?.len() > LONGEST { Err(()) } else { Ok(std::fs::read(path)?) };
    let whole = |reason: &str| Ok(Err(vec![RowProblem { line: 1, reason: reason.to_owned() }]));
    let Ok(bytes) = bytes else { return whole("the file is longer than 4 MiB: no calendar of one person is") };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return whole("the file is in UTF-16; calendars are in UTF-8");
    }
    let Ok(text) = String::from_utf8(bytes) else { return whole("the file is not in UTF-8, as calendars are") };
    Ok(entries(text.trim_start_matches('\u{feff}'), owner, reading))
}

fn entries(text: &str, owner: &Owner<'_>, reading: Reading<'_>) -> Result<Vec<Entry>, Vec<RowProblem>> {
    let events = events(text).map_err(|problem| vec![problem])?;
    let (mut list, mut problems) = (List::default(), Vec::new());
    for event in events.iter().filter(|event| !event.is_over()) {
        let entry = event.entry(owner, reading);
        let added = entry.and_then(|entry| {
            let line = entry.line;
            list.add(entry, "").map_err(|reason| RowProblem { line, reason })
        });
        problems.extend(added.err());
        if problems.len() == NAMED {
            break;
        }
    }
    if problems.is_empty() { Ok(list.entries) } else { Err(problems) }
}

/// A line of the file with those that go on with it: `DTSTART;VALUE=DATE:20261231`.
struct Property<'t> {
    line: u64,
    name: String,
    parameters: Vec<String>,
    value: Cow<'t, str>,
}

/// An event or a task.
struct Event<'t> {
    line: u64,
    task: bool,
    properties: Vec<Property<'t>>,
}

/// The events and tasks of a calendar. Alarms within them and definitions of time zones are left out.
fn events(text: &str) -> Result<Vec<Event<'_>>, RowProblem> {
    let problem = |line, reason: &str| RowProblem { line, reason: reason.to_owned() };
    let properties = properties(text)?;
    let mut within: Vec<(u64, String)> = Vec::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    for property in properties {
        let (line, name) = (property.line, property.value.to_ascii_uppercase());
        match property.name.to_ascii_lowercase().as_str() {
            "begin" => {
                if within.len() == 1 && (name == "VEVENT" || name == "VTODO") {
                    events.push(Event { line, task: name == "VTODO", properties: Vec::new() });
                }
                within.push((line, name));
            }
            "end" => match within.pop() {
                Some((_, begun)) if begun == name => {}
                _ => return Err(problem(line, "it ends what was not begun: the calendar is damaged")),
            },
            _ if within.is_empty() => {
                return Err(problem(line, "it is no calendar: the first line is BEGIN:VCALENDAR"));
            }
            _ if within.len() == 2 && within.last().is_some_and(|(_, name)| name == "VEVENT" || name == "VTODO") => {
                if let Some(event) = events.last_mut() {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }
    match within.first() {
        Some((line, _)) => Err(problem(*line, "what begins here does not end: the calendar is cut off")),
        None if events.is_empty() => Err(problem(1, "there is no event and no task in the calendar")),
        None => Ok(events),
    }
}

/// The lines of the file, each with those that go on with it.
fn properties(text: &str) -> Result<Vec<Property<'_>>, RowProblem> {
    let mut unfolded: Vec<(u64, Cow<'_, str>)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(more), Some((_, before))) => before.to_mut().push_str(more),
            _ if line.is_empty() => {}
            _ => unfolded.push((number, line.into())),
        }
    }
    unfolded.into_iter().map(|(line, text)| property(line, text)).collect()
}

fn property(line: u64, text: Cow<'_, str>) -> Result<Property<'_>, RowProblem> {
    // A colon within quotes belongs to a parameter.
    let mut quoted = false;
    let colon = text.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    });
    let Some(colon) = colon else {
        return Err(RowProblem { line, reason: "it is no line of a calendar: a colon is missing".to_owned() });
    };
    let head = text.get(..colon).unwrap_or_default().to_owned();
    let mut parts = head.split(';').map(str::to_owned);
    let name = parts.next().unwrap_or_default().to_ascii_uppercase();
    let value = match text {
        Cow::Borrowed(text) => text.get(colon + 1..).unwrap_or_default().into(),
        Cow::Owned(text) => text.get(colon + 1..).unwrap_or_default().to_owned().into(),
    };
    Ok(Property { line, name, parameters: parts.collect(), value })
}

impl Event<'_> {
    fn property(&self, name: &str) -> Option<&Property<'_>> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Whether it was called off, or is done.
    fn is_over(&self) -> bool {
        let status = self.property("STATUS").map(|status| status.value.to_ascii_uppercase());
        status.is_some_and(|status| status == "CANCELLED" || status == "COMPLETED")
    }

    fn entry(&self, owner: &Owner<'_>, reading: Reading<'_>) -> Result<Entry, RowProblem> {
        if let Some(repeats) = ["RRULE", "RDATE"].into_iter().find_map(|name| self.property(name)) {
            let reason = format!(
                "{}: it comes again and again; write each date as an event of its own. What comes again for everybody, such \
                 as `job-seeker-update`, needs no calendar: `guichet deadlines add`",
                repeats.name
            );
            return Err(RowProblem { line: repeats.line, reason });
        }
        let (dated, date) = self.date(&owner.zone)?;
        let at = |line: u64| move |reason: String| RowProblem { line, reason };
        let (named_at, column, name) = self.kind(owner, reading)?;
        let kind = kind(column, name, reading.kinds).map_err(at(named_at))?;
        let known = known(&dated.name, kind, Some(date)).map_err(at(dated.line))?;
        let window = window(&dated.name, kind, &known, reading.today).map_err(at(dated.line))?;
        let (to, postcode) = (owner.to.clone(), owner.postcode.clone());
        Ok(Entry { line: self.line, to, kind: kind.name.clone(), known, window, postcode, language: None })
    }

    /// The day: when a task is due, or when an event begins.
    fn date(&self, zone: &TimeZone) -> Result<(&Property<'_>, Date), RowProblem> {
        let names: &[&str] = if self.task { &["DUE", "DTSTART"] } else { &["DTSTART"] };
        let Some(property) = names.iter().find_map(|name| self.property(name)) else {
            let reason = format!("it has no date: {} is missing", names.join(" or "));
            return Err(RowProblem { line: self.line, reason });
        };
        let date = property.date(zone).map_err(|reason| RowProblem { line: property.line, reason })?;
        Ok((property, date))
    }

    /// The name of the type, where it stands, and under what.
    fn kind<'e>(&'e self, owner: &Owner<'e>, reading: Reading<'_>) -> Result<(u64, &'static str, &'e str), RowProblem> {
        let categories = self.properties.iter().filter(|property| property.name == "CATEGORIES");
        let named = |property: &'e Property<'e>| {
            property.value.split(',').map(|name| (property.line, "CATEGORIES", name.trim()))
        };
        let categories: Vec<_> = categories.flat_map(named).filter(|(_, _, name)| !name.is_empty()).collect();
        let known = categories.iter().find(|(_, _, name)| reading.kinds.contains_key(*name));
        let given = owner.kind.map(|kind| (self.line, "--deadline", kind));
        known.copied().or(given).or(categories.first().copied()).ok_or_else(|| RowProblem {
            line: self.line,
            reason: "it names no type of deadline: write it under CATEGORIES, or give --deadline for all".to_owned(),
        })
    }
}

impl Property<'_> {
    /// A day as it is written, or the day of an instant where the person is.
    fn date(&self, zone: &TimeZone) -> Result<Date, String> {
        let wrong = || format!("{}: it must be a day such as 20261103, or a day and a time", self.name);
        let value = self.value.trim();
        let Some((day, time)) = value.split_once('T') else {
            if value.len() == 6 {
                return Err(format!("{}: its year has two digits; write all four, as in 20261103", self.name));
            }
            if value.len() != 8 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong());
            }
            return Date::strptime("%Y%m%d", value).map_err(|_| format!("{}: there is no such day", self.name));
        };
        let written = |length: usize, text: &str| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        let (time, utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
        if !written(8, day) || !written(6, time) {
            return Err(wrong());
        }
        let civil = DateTime::strptime("%Y%m%dT%H%M%S", format!("{day}T{time}"))
            .map_err(|_| format!("{}: there is no such day and time", self.name))?;
        let theirs = match self.parameters.iter().find_map(|parameter| parameter.strip_prefix("TZID=")) {
            _ if utc => TimeZone::UTC,
            None => return Ok(civil.date()),
            Some(name) => TimeZone::get(name.trim_matches('"'))
                .map_err(|_| format!("{}: its TZID is no time zone that is known, such as Europe/Paris", self.name))?,
        };
        let at: Timestamp = civil.to_zoned(theirs).map_err(|_| wrong())?.timestamp();
        Ok(at.to_zoned(zone.clone()).date())
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io::Write};

    use jiff::civil::date;

    use super::*;
    use crate::{language::Language, phone_number::Numbering, reminder::tests::shipped};

    fn calendar(body: &[u8], kind: Option<&str>) -> Result<Vec<(u64, String, Date)>, Vec<String>> {
        let kinds: BTreeMap<_, _> = ["residence-permit-prefecture", "job-seeker-update"]
            .map(|name| (name.into(), shipped(name)))
            .into_iter()
            .collect();
        let (numbering, languages) = (Numbering { fiction: true }, [Language::french()]);
        let reading = Reading { kinds: &kinds, languages: &languages, numbering, today: date(2026, 11, 22) };
        let to = numbering.parse("+33639980012").expect("a number");
        let zone = TimeZone::get("Indian/Reunion").expect("is known");
        let owner = Owner { to, postcode: "97400".to_owned(), zone, kind };
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(body).expect("is written");
        let told = |entry: Entry| (entry.line, entry.kind.to_string(), entry.window.closes);
        match read(file.path(), &owner, reading).expect("can be read") {
            Ok(entries) => Ok(entries.into_iter().map(told).collect()),
            Err(problems) => Err(problems.iter().map(|one| format!("{}: {}", one.line, one.reason)).collect()),
        }
    }

    fn event(lines: &str) -> Vec<u8> {
        format!("begin:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n").into_bytes()
    }

    #[test]
    fn an_event_or_a_task_is_a_deadline_on_the_day_it_has_where_the_person_is() {
        const PERMIT: &str = "residence-permit-prefecture";
        for (lines, kind, closes) in [
            ("DTSTART;VALUE=DATE:20270115\r\nCATEGORIES:residence-permit-prefecture\r\n", None, date(2027, 1, 15)),
            ("DTSTART:20270115\nSUMMARY:Carte\n", Some(PERMIT), date(2027, 1, 15)),
            (
                "CATEGORIES:Perso,residence-perm\r\n it-prefecture\r\nDTSTART:20270115T090000\r\n",
                None,
                date(2027, 1, 15),
            ),
            // Ten in the evening in Paris is the next day in La Réunion.
            ("DTSTART;TZID=Europe/Paris:20270115T220000\r\n", Some(PERMIT), date(2027, 1, 16)),
            ("DTSTART;TZID=\"Europe/Paris\":20270115T190000\r\n", Some(PERMIT), date(2027, 1, 15)),
            ("DTSTART:20270115T210000Z\r\n", Some(PERMIT), date(2027, 1, 16)),
            (
                "DTSTART:20270115\r\nBEGIN:VALARM\r\nTRIGGER:-P1D\r\nDTSTART:20200101\r\nEND:VALARM\r\n",
                Some(PERMIT),
                date(2027, 1, 15),
            ),
        ] {
            assert_eq!(calendar(&event(lines), kind), Ok(vec![(2, PERMIT.to_owned(), closes)]), "{lines}");
        }
        let task = b"begin:VCALENDAR\nBEGIN:VTODO\nDTSTART:20261201\nDUE:20270115\nEND:VTODO\nEND:VCALENDAR\n";
        assert_eq!(calendar(task, Some(PERMIT)), Ok(vec![(2, PERMIT.to_owned(), date(2027, 1, 15))]));
        let over = event("STATUS:CANCELLED\r\nDTSTART:20200101\r\n");
        assert_eq!(calendar(&over, Some(PERMIT)), Ok(vec![]), "what was called off is left out");
    }

    #[test]
    fn every_bad_entry_is_named_with_its_line_and_reason() {
        const PERMIT: Option<&str> = Some("residence-permit-prefecture");
        for (lines, kind, reason) in [
            ("DTSTART:20200101\r\n", PERMIT, "3: DTSTART: the deadline that follows from it is past"),
            ("DTSTART:20270230\r\n", PERMIT, "3: DTSTART: there is no such day"),
            ("DTSTART:270115\r\n", PERMIT, "3: DTSTART: its year has two digits; write all four, as in 20261103"),
            ("DTSTART:soon\r\n", PERMIT, "3: DTSTART: it must be a day such as 20261103, or a day and a time"),
            ("DTSTART:20270115T0900\r\n", PERMIT, "3: DTSTART: it must be a day such as 20261103, or a day and a time"),
            ("DTSTART:20270115T250000\r\n", PERMIT, "3: DTSTART: there is no such day and time"),
            (
                "DTSTART;TZID=Romance Standard Time:20270115T090000\r\n",
                PERMIT,
                "3: DTSTART: its TZID is no time zone that is known, such as Europe/Paris",
            ),
            ("SUMMARY:Carte\r\n", PERMIT, "2: it has no date: DTSTART is missing"),
            (
                "DTSTART:20270115\r\nSUMMARY:Carte\r\n",
                None,
                "2: it names no type of deadline: write it under CATEGORIES, or give --deadline for all",
            ),
            (
                "DTSTART:20270115\r\nCATEGORIES:residence-permit-prefectur\r\n",
                None,
                "4: CATEGORIES: there is none of that name; did you mean `residence-permit-prefecture`?",
            ),
            (
                "DTSTART:20261215\r\n",
                Some("job-seeker-update"),
                "3: DTSTART: `job-seeker-update` is the same day for everybody; leave it empty",
            ),
            ("DTSTART:20270115\r\nRubbish\r\n", PERMIT, "4: it is no line of a calendar: a colon is missing"),
            ("DTSTART:20270115\r\nEND:VALARM\r\n", PERMIT, "4: it ends what was not begun: the calendar is damaged"),
        ] {
            assert_eq!(calendar(&event(lines), kind), Err(vec![reason.to_owned()]), "{lines}");
        }
        let repeats = calendar(&event("DTSTART:20270115\r\nRRULE:FREQ=MONTHLY\r\n"), PERMIT).expect_err("it repeats");
        assert!(repeats[0].starts_with("4: RRULE: it comes again and again; write each date"), "{repeats:?}");
        let one = "begin:VEVENT\nDTSTART:20270115\nEND:VEVENT\n";
        for (whole, reason) in [
            (String::new(), "1: there is no event and no task in the calendar"),
            ("phone,deadline\n".to_owned(), "1: it is no line of a calendar: a colon is missing"),
            ("DTSTART:20270115\n".to_owned(), "1: it is no calendar: the first line is BEGIN:VCALENDAR"),
            (
                "begin:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270115\n".to_owned(),
                "1: what begins here does not end: the calendar is cut off",
            ),
            (
                format!("begin:VCALENDAR\n{one}{one}END:VCALENDAR\n"),
                "5: this deadline of this number stands in an earlier line already",
            ),
        ] {
            assert_eq!(calendar(whole.as_bytes(), PERMIT), Err(vec![reason.to_owned()]), "{whole}");
        }
        assert_eq!(
            calendar(b"begin:VCALENDAR\nSUMMARY:\xe9t\xe9\n", PERMIT),
            Err(vec!["1: the file is not in UTF-8, as calendars are".to_owned()])
        );
        assert_eq!(
            calendar(b"\xff\xfeB\0", PERMIT),
            Err(vec!["1: the file is in UTF-16; calendars are in UTF-8".to_owned()])
        );
    }
}
