//! A list of deadlines as a CSV file: each row a person's telephone number, a type of deadline and the date it comes from.
//!
//! All rows are read before any counts; a bad one is named with its line and the reason, which never repeats what stands there.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use jiff::civil::Date;

use super::{
    deadline::{kind, known},
    import::RowProblem,
    row::{Header, date, phone},
    sheet::{Line, Sheet},
};
use crate::{
    flow::Name,
    language::Language,
    phone_number::{Numbering, PhoneNumber},
    reminder::{DeadlineType, Known, Window, occurrence, place},
};

/// The columns, those that must be there first.
const COLUMNS: [&str; 6] = ["phone", "deadline", "date", "postcode", "language", "person"];
const REQUIRED: usize = 2;
/// Bad rows that are named.
pub(super) const NAMED: usize = 100;

/// What rows are read by.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The types of deadline.
    pub kinds: &'a BTreeMap<Name, DeadlineType>,
    /// The languages that there are words in.
    pub languages: &'a [Language],
    /// How telephone numbers are read.
    pub numbering: Numbering,
    /// The day on which what is past is told from what is to come.
    pub today: Date,
}

/// A row that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its line, counted from 1.
    pub line: u64,
    /// Whose deadline it is.
    pub to: PhoneNumber,
    /// The type.
    pub kind: Name,
    /// The dates it is computed from.
    pub known: Known,
    /// When it falls.
    pub window: Window,
    /// The postcode, or nothing.
    pub postcode: String,
    /// The language, where the row says one.
    pub language: Option<Language>,
}

/// Reads a list: every row, or else what is wrong with each of the first hundred bad ones.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(path: &Path, reading: Reading<'_>) -> io::Result<Result<Vec<Entry>, Vec<RowProblem>>> {
    let mut sheet = Sheet::open(path)?;
    let header = match sheet.header()? {
        None => Err("the file is empty".to_owned()),
        Some(line) => line.fields.map_err(str::to_owned).and_then(|fields| Header::read(&fields, &COLUMNS, REQUIRED)),
    };
    let header = match header {
        Ok(header) => header,
        Err(reason) => return Ok(Err(vec![RowProblem { line: 1, reason }])),
    };
    let (mut list, mut problems) = (List::default(), Vec::new());
    while let Some(Line { number, fields }) = sheet.next()? {
        let entry = fields.map_err(str::to_owned).and_then(|fields| {
            let field = header.cut(&fields)?;
            let entry = entry(&field, number, reading).map_err(|reason| shifted(&field, reading).unwrap_or(reason))?;
            list.add(entry, field("person"))
        });
        if let Err(reason) = entry {
            problems.push(RowProblem { line: number, reason });
        }
        if problems.len() == NAMED {
            break;
        }
    }
    Ok(if problems.is_empty() { Ok(list.entries) } else { Err(problems) })
}

/// The entries that were read, and what no two of them may have in common.
#[derive(Default)]
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    seen: BTreeSet<(PhoneNumber, Name, Date)>,
    /// The number of each person whom the list tells by a reference of its own, and the line.
    people: BTreeMap<String, (PhoneNumber, u64)>,
}

impl List {
    /// Adds an entry, of the person whom the list calls so, if it does.
    pub(super) fn add(&mut self, entry: Entry, person: &str) -> Result<(), String> {
        let known = self.people.entry(person.to_owned()).or_insert((entry.to.clone(), entry.line));
        if !person.is_empty() && known.0 != entry.to {
            return Err(format!("person: the same one stands on line {} with another number", known.1));
        }
        if !self.seen.insert((entry.to.clone(), entry.kind.clone(), entry.window.closes)) {
            return Err("this deadline of this number stands in an earlier line already".to_owned());
        }
        self.entries.push(entry);
        Ok(())
    }
}

fn entry<'f>(field: &impl Fn(&str) -> &'f str, line: u64, reading: Reading<'_>) -> Result<Entry, String> {
    let to = phone(field("phone"), reading.numbering)?.ok_or("phone: whose deadline it is must be said")?;
    let kind = kind("deadline", field("deadline"), reading.kinds)?;
    let known = known("date", kind, date("date", field("date"))?)?;
    let window = window("date", kind, &known, reading.today)?;
    let language = match field("language") {
        "" => None,
        given => Some(language(given, reading.languages)?),
    };
    let postcode = postcode(field("postcode"))?;
    Ok(Entry { line, to, kind: kind.name.clone(), known, window, postcode, language })
}

/// The window that follows, which is not past.
pub(super) fn window(column: &str, kind: &DeadlineType, known: &Known, today: Date) -> Result<Window, String> {
    let window = occurrence(kind, known, today).ok_or_else(|| format!("{column}: no deadline follows from it"))?;
    if window.is_past(today) {
        return Err(format!("{column}: the deadline that follows from it is past"));
    }
    Ok(window)
}

/// A postcode that tells a territory, or nothing.
pub fn postcode(text: &str) -> Result<String, String> {
    if text.is_empty() || place::of_postcode(text).is_some() {
        return Ok(text.to_owned());
    }
    Err("postcode: it must be a French one, with five digits".to_owned())
}

/// What is said of a row in which something stands under another column's name: all its columns have probably shifted.
fn shifted<'f>(field: &impl Fn(&str) -> &'f str, reading: Reading<'_>) -> Option<String> {
    let looks_like = |text: &str| match text {
        "" => None,
        text if reading.kinds.contains_key(text) => Some("deadline"),
        text if reading.numbering.parse(text).is_some() => Some("phone"),
        text if date("date", text).is_ok() => Some("date"),
        text if reading.languages.iter().any(|language| language.as_str() == text) => Some("language"),
        _ => None,
    };
    let mut columns = COLUMNS.into_iter().filter(|column| *column != "person");
    let (column, other) =
        columns.find_map(|column| Some((column, looks_like(field(column)).filter(|other| *other != column)?)))?;
    Some(format!("{column}: what stands here belongs under `{other}`; have the columns of this line shifted?"))
}

fn language(text: &str, languages: &[Language]) -> Result<Language, String> {
    let known = || languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
    let found = languages.iter().find(|language| language.as_str() == text);
    found.cloned().ok_or_else(|| format!("language: there are words in {}", known()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use jiff::civil::date;

    use super::*;
    use crate::problem::SourceFile;

    fn kinds() -> BTreeMap<Name, DeadlineType> {
        let files = ["residence-permit-prefecture", "job-seeker-update"].map(|name| {
            let path = format!("deadlines/{name}.yaml");
            let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("is shipped");
            SourceFile { path, text: text.into() }
        });
        crate::reminder::loader::load(&files).expect("are right")
    }

    fn list(text: &[u8]) -> Result<Vec<Entry>, Vec<String>> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text).expect("is written");
        let (kinds, languages) = (kinds(), [Language::french()]);
        let numbering = Numbering { fiction: true };
        let reading = Reading { kinds: &kinds, languages: &languages, numbering, today: date(2026, 11, 22) };
        let told = |problems: Vec<RowProblem>| {
            problems.into_iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect()
        };
        read(file.path(), reading).expect("can be read").map_err(told)
    }

    #[test]
    fn rows_are_read_with_commas_or_semicolons_in_either_encoding() {
        let entries = list(
            b"deadline;phone;date;postcode;language\n\
              residence-permit-prefecture;+33639980012;31/12/2026;67000;fr\n\
              job-seeker-update;+33639980012;;;\n",
        );
        let entries = entries.expect("all are right");
        let told: Vec<_> = entries.iter().map(|entry| (entry.line, &*entry.kind, entry.window.closes)).collect();
        let expected =
            [(2, "residence-permit-prefecture", date(2026, 12, 31)), (3, "job-seeker-update", date(2026, 12, 15))];
        assert_eq!(told, expected);
        assert_eq!(entries.first().and_then(|entry| entry.language.clone()), Some(Language::french()));
        assert!(list(b"phone,deadline\n+33639980012,job-seeker-update\n").is_ok());
    }

    #[test]
    fn every_bad_row_is_named_with_its_line_and_reason_and_nothing_of_it_is_repeated() {
        let head = "phone,deadline,date,postcode,language\n";
        for (row, reason) in [
            (
                "+33639980012,residence-permit-prefecture,2020-01-31,,",
                "date: the deadline that follows from it is past",
            ),
            ("+33639980012,residence-permit-prefecture,2027-02-30,,", "date: there is no such day in the calendar"),
            (
                "+33639980012,residence-permit-prefecture,31/12/26,,",
                "date: its year has two digits; write all four, as in 03/11/2026",
            ),
            (
                "+33639980012,residence-permit-prefecture,in spring,,",
                "date: it must be a day such as 2026-11-03 or 03/11/2026",
            ),
            (
                "+33639980012,residence-permit-prefecture,,,",
                "date: `residence-permit-prefecture` is computed from a date, the `permit-end`",
            ),
            (
                "+33639980012,job-seeker-update,2026-12-15,,",
                "date: `job-seeker-update` is the same day for everybody; leave it empty",
            ),
            (
                "+33639980012,job-seeker-updat,,,",
                "deadline: there is none of that name; did you mean `job-seeker-update`?",
            ),
            ("no number,job-seeker-update,,,", "phone: it is no telephone number"),
            (
                ",+33639980012,job-seeker-update,,",
                "deadline: what stands here belongs under `phone`; have the columns of this line shifted?",
            ),
            (
                "+33639980012,residence-permit-prefecture,,2027-03-31,",
                "postcode: what stands here belongs under `date`; have the columns of this line shifted?",
            ),
            (",job-seeker-update,,,", "phone: whose deadline it is must be said"),
            ("+33639980012,job-seeker-update,,98000,", "postcode: it must be a French one, with five digits"),
            ("+33639980012,job-seeker-update,,,zz", "language: there are words in fr"),
            ("+33639980012,job-seeker-update", "2 fields where the header has 5"),
        ] {
            assert_eq!(list(format!("{head}{row}\n").as_bytes()), Err(vec![format!("2: {reason}")]), "{row}");
        }
        let twice = format!("{head}+33639980012,job-seeker-update,,,\n+33639980012,job-seeker-update,,,\n");
        assert_eq!(
            list(twice.as_bytes()),
            Err(vec!["3: this deadline of this number stands in an earlier line already".to_owned()])
        );
        let two = "phone,deadline,person\n+33639980012,job-seeker-update,17\n+33639980014,job-seeker-update,17\n";
        assert_eq!(
            list(two.as_bytes()),
            Err(vec!["3: person: the same one stands on line 2 with another number".to_owned()])
        );
        let utf16: Vec<u8> = "\u{feff}phone,deadline\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(list(&utf16), Err(vec!["1: the file is in UTF-16; save it as CSV UTF-8".to_owned()]));
        for (file, reason) in [
            ("", "1: the file is empty"),
            ("phone,deadlin\n", "1: unknown column `deadlin`: did you mean `deadline`?"),
            ("phone,date\n", "1: the column `deadline` is missing"),
            ("phone,phone,deadline\n", "1: the column `phone` stands there twice"),
            (
                "+33639980012,job-seeker-update\n",
                "1: column 1 has no name that is known; the first line must name the columns",
            ),
        ] {
            assert_eq!(list(file.as_bytes()), Err(vec![reason.to_owned()]), "{file}");
        }
    }
}
