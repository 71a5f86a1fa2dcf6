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
    import::RowProblem,
    row::{Header, date, nearest, phone},
    sheet::{Line, Sheet},
};
use crate::{
    flow::Name,
    language::Language,
    phone_number::{Numbering, PhoneNumber},
    reminder::{DeadlineType, Known, Window, occurrence, place},
};

/// The columns, those that must be there first.
const COLUMNS: [&str; 5] = ["phone", "deadline", "date", "postcode", "language"];
const REQUIRED: usize = 2;
/// Bad rows that are named.
const NAMED: usize = 100;

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
    let (mut entries, mut problems, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    while let Some(Line { number, fields }) = sheet.next()? {
        let entry = fields.map_err(str::to_owned).and_then(|fields| entry(&header, &fields, number, reading));
        let reason = match entry {
            Ok(entry) if seen.insert((entry.to.clone(), entry.kind.clone(), entry.window.closes)) => {
                entries.push(entry);
                continue;
            }
            Ok(_) => "this deadline of this number stands in an earlier line already".to_owned(),
            Err(reason) => reason,
        };
        problems.push(RowProblem { line: number, reason });
        if problems.len() == NAMED {
            break;
        }
    }
    Ok(if problems.is_empty() { Ok(entries) } else { Err(problems) })
}

fn entry(header: &Header, fields: &[String], line: u64, reading: Reading<'_>) -> Result<Entry, String> {
    let field = header.cut(fields)?;
    let to = phone(field("phone"), reading.numbering)?.ok_or("phone: whose deadline it is must be said")?;
    let kind = kind(field("deadline"), reading.kinds)?;
    let known = known(kind, date("date", field("date"))?)?;
    let window = occurrence(kind, &known, reading.today).ok_or("date: no deadline follows from it")?;
    if window.is_past(reading.today) {
        return Err("date: the deadline that follows from it is past".to_owned());
    }
    let postcode = field("postcode").to_owned();
    if !postcode.is_empty() && place::of_postcode(&postcode).is_none() {
        return Err("postcode: it must be a French one, with five digits".to_owned());
    }
    let language = match field("language") {
        "" => None,
        given => Some(language(given, reading.languages)?),
    };
    Ok(Entry { line, to, kind: kind.name.clone(), known, window, postcode, language })
}

fn kind<'a>(name: &str, kinds: &'a BTreeMap<Name, DeadlineType>) -> Result<&'a DeadlineType, String> {
    kinds.get(name).ok_or_else(|| match nearest(name, kinds.keys().map(|kind| &**kind)) {
        Some(near) => format!("deadline: there is none of that name; did you mean `{near}`?"),
        None => "deadline: there is none of that name; `guichet deadlines` lists them".to_owned(),
    })
}

/// The one date of a row, under the name that its type gives it. A type that the calendar decides needs none.
fn known(kind: &DeadlineType, date: Option<Date>) -> Result<Known, String> {
    match (kind.due.anchors().first(), date) {
        (None, None) => Ok(Known::default()),
        (Some(name), Some(date)) => Ok(Known::date(name, date)),
        (Some(name), None) => Err(format!("date: `{}` is computed from a date, the `{name}`", kind.name)),
        (None, Some(_)) => Err(format!("date: `{}` is the same day for everybody; leave it empty", kind.name)),
    }
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
            (
                "+33639980012,residence-permit-prefecture,2027-02-30,,",
                "date: it must be a day such as 2026-11-03 or 03/11/2026",
            ),
            (
                "+33639980012,residence-permit-prefecture,31/12/26,,",
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
            ("job-seeker-update,+33639980012,,,", "phone: it is no telephone number"),
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
