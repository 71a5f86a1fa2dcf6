//! One row of an imported file: what each column may hold, and what is said of it otherwise.
//!
//! The reasons name columns and forms, never what stands there: it may be personal.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::deadline;
use crate::{
    case::{FileNumber, ItemKind, Organisation, PersonName, Status},
    flow::{Name, value::Secret},
    phone_number::{Numbering, PhoneNumber},
    reminder::{DeadlineType, Known},
};

/// The columns, those that must be there first.
pub(super) const COLUMNS: [&str; 12] = [
    "organisation",
    "number",
    "benefit",
    "status",
    "postcode",
    "missing",
    "since",
    "as_of",
    "phone",
    "name",
    "code",
    "deadlines",
];
pub(super) const REQUIRED: usize = 4;
/// Items whose kind need not be written.
const ITEMS: [(&str, ItemKind); 7] = [
    ("street_number", ItemKind::StreetNumber),
    ("postcode", ItemKind::Postcode),
    ("moving_date", ItemKind::Date),
    ("rent", ItemKind::Amount),
    ("phone_number", ItemKind::PhoneNumber),
    ("landlord_name", ItemKind::Text),
    ("document", ItemKind::Document),
];

/// What rows are read by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The organisations of the settings.
    pub organisations: BTreeMap<String, Organisation>,
    /// The types of deadline.
    pub kinds: BTreeMap<Name, DeadlineType>,
    /// How telephone numbers are read.
    pub numbering: Numbering,
    /// The day of the import, for files without `as_of`.
    pub today: Date,
}

/// A row that was understood.
pub(super) struct Row {
    pub(super) organisation: String,
    pub(super) number: FileNumber,
    pub(super) postcode: String,
    pub(super) benefit: String,
    pub(super) status: Status,
    pub(super) since: Option<Date>,
    pub(super) as_of: Date,
    pub(super) missing: Vec<(String, ItemKind)>,
    pub(super) deadlines: Option<Vec<(Name, Known)>>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) name: Option<PersonName>,
    pub(super) code: Option<Secret>,
}

/// Which column stands where.
#[derive(Clone)]
pub(super) struct Header {
    places: BTreeMap<&'static str, usize>,
    width: usize,
}

impl Header {
    /// Reads the header line of a file with these columns, of which the first so many must be there.
    pub(super) fn read(fields: &[String], columns: &[&'static str], required: usize) -> Result<Self, String> {
        if fields.iter().all(String::is_empty) {
            return Err("the first line is empty; it must name the columns".to_owned());
        }
        let mut places = BTreeMap::new();
        for (place, field) in fields.iter().enumerate() {
            let name = field.to_lowercase();
            let known = columns.iter().find(|column| **column == name);
            let Some(column) = known else { return Err(unknown_column(place, &name, columns)) };
            if places.insert(*column, place).is_some() {
                return Err(format!("the column `{column}` stands there twice"));
            }
        }
        match columns.iter().take(required).find(|column| !places.contains_key(*column)) {
            Some(column) => Err(format!("the column `{column}` is missing")),
            None => Ok(Header { places, width: fields.len() }),
        }
    }

    /// What stands in each column of a line, by the column's name; nothing where there is no such column.
    pub(super) fn cut<'f>(&self, fields: &'f [String]) -> Result<impl Fn(&str) -> &'f str, String> {
        if fields.len() != self.width {
            return Err(format!("{} fields where the header has {}", fields.len(), self.width));
        }
        let place = |column: &str| self.places.get(column).and_then(|place| fields.get(*place));
        Ok(move |column: &str| place(column).map_or("", String::as_str))
    }

    fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    /// Reads a row of a file of case files.
    pub(super) fn row(&self, fields: &[String], rules: &Rules) -> Result<Row, String> {
        let field = self.cut(fields)?;
        let organisation = field("organisation");
        let form = rules.organisations.get(organisation).ok_or_else(|| unknown_organisation(organisation, rules))?;
        let status = Status::parse(field("status")).ok_or_else(unknown_status)?;
        let missing = missing_items(field("missing"))?;
        if status == Status::MissingItem && missing.is_empty() {
            return Err("status: it is `missing_item`, and the column `missing` names none".to_owned());
        }
        Ok(Row {
            organisation: organisation.to_owned(),
            number: file_number(field("number"), form)?,
            postcode: postcode(field("postcode"), form)?,
            benefit: benefit(field("benefit"))?,
            status,
            since: date("since", field("since"))?,
            as_of: date("as_of", field("as_of"))?.unwrap_or(rules.today),
            missing,
            deadlines: self
                .has("deadlines")
                .then(|| deadline::of_file(field("deadlines"), &rules.kinds))
                .transpose()?,
            phone: phone(field("phone"), rules.numbering)?,
            name: name(field("name"))?,
            code: code(field("code"))?,
        })
    }
}

fn unknown_column(place: usize, name: &str, columns: &[&'static str]) -> String {
    let place = place + 1;
    // A file without a header begins with somebody's data: it is not repeated.
    if name.is_empty() || !name.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | ' ')) {
        return format!("column {place} has no name that is known; the first line must name the columns");
    }
    match nearest(name, columns.iter().copied()) {
        Some(near) => format!("unknown column `{name}`: did you mean `{near}`?"),
        None => format!("unknown column `{name}`; the columns are {}", columns.join(", ")),
    }
}

fn unknown_organisation(key: &str, rules: &Rules) -> String {
    match nearest(key, rules.organisations.keys().map(String::as_str)) {
        Some(near) => format!("organisation: not in the settings; did you mean `{near}`?"),
        None => "organisation: not in the settings".to_owned(),
    }
}

fn unknown_status() -> String {
    format!("status: it must be one of {}", Status::ALL.map(Status::as_str).join(", "))
}

pub(super) fn file_number(text: &str, form: &Organisation) -> Result<FileNumber, String> {
    let number = FileNumber::new(text);
    let (least, most) = (usize::from(form.min_digits), usize::from(form.max_digits));
    let written_well = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '\u{a0}'));
    if written_well && (least..=most).contains(&number.reveal().len()) {
        return Ok(number);
    }
    Err(format!("number: it must have {least} to {most} digits"))
}

pub(super) fn postcode(text: &str, form: &Organisation) -> Result<String, String> {
    match (form.needs_postcode, text.is_empty()) {
        (true, true) => Err("postcode: this organisation's files are told by it, so it must be there".to_owned()),
        (false, false) => Err("postcode: this organisation's files are not told by it; leave it empty".to_owned()),
        (false, true) => Ok(String::new()),
        (true, false) if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) => Ok(text.to_owned()),
        (true, false) => Err("postcode: it must have five digits".to_owned()),
    }
}

pub(super) fn benefit(text: &str) -> Result<String, String> {
    if is_key(text) { Ok(text.to_owned()) } else { Err("benefit: it must be a key such as `housing`".to_owned()) }
}

fn missing_items(text: &str) -> Result<Vec<(String, ItemKind)>, String> {
    let mut items: Vec<(String, ItemKind)> = Vec::new();
    for item in text.split('|').map(str::trim).filter(|item| !item.is_empty()) {
        let item = missing_item(item)?;
        if items.iter().any(|known| known.0 == item.0) {
            return Err("missing: an item stands there twice".to_owned());
        }
        items.push(item);
    }
    Ok(items)
}

pub(super) fn missing_item(text: &str) -> Result<(String, ItemKind), String> {
    let (name, kind) = text.split_once(':').map_or((text, None), |(name, kind)| (name.trim(), Some(kind.trim())));
    if !is_key(name) {
        return Err("missing: an item's name must be a key such as `street_number`".to_owned());
    }
    let kind = match kind {
        Some(word) => ItemKind::parse(word).ok_or_else(|| {
            format!("missing: an item's kind must be one of {}", ItemKind::ALL.map(ItemKind::as_str).join(", "))
        })?,
        None => ITEMS.into_iter().find(|item| item.0 == name).map(|item| item.1).ok_or_else(|| kindless(name))?,
    };
    Ok((name.to_owned(), kind))
}

fn kindless(name: &str) -> String {
    match nearest(name, ITEMS.map(|item| item.0)) {
        Some(near) => format!("missing: an item needs its kind, as in `key:date`; or did you mean `{near}`?"),
        None => "missing: an item that is not well known needs its kind, as in `key:date`".to_owned(),
    }
}

pub(super) fn date(column: &str, text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (form, digits) = if text.contains('/') { ("%d/%m/%Y", [2, 2, 4]) } else { ("%Y-%m-%d", [4, 2, 2]) };
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(format!("{column}: it must be a day such as 2026-11-03 or 03/11/2026"));
    }
    match lengths.as_slice() {
        lengths if lengths == digits => {
            let date = Date::strptime(form, text);
            date.map(Some).map_err(|_| format!("{column}: there is no such day in the calendar"))
        }
        [1 | 2, 1 | 2, 2] => Err(format!("{column}: its year has two digits; write all four, as in 03/11/2026")),
        _ => Err(format!("{column}: it must be a day such as 2026-11-03 or 03/11/2026")),
    }
}

pub(super) fn phone(text: &str, numbering: Numbering) -> Result<Option<PhoneNumber>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    numbering.parse(text).map(Some).ok_or_else(|| "phone: it is no telephone number".to_owned())
}

fn name(text: &str) -> Result<Option<PersonName>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let reason = || format!("name: it must have at most {} characters, all of them printable", PersonName::LONGEST);
    PersonName::parse(text).map(Some).ok_or_else(reason)
}

fn code(text: &str) -> Result<Option<Secret>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("code: it must have exactly 8 digits".to_owned());
    }
    if text.bytes().all(|b| text.as_bytes().first() == Some(&b)) {
        return Err("code: 8 times the same digit is too easy to guess".to_owned());
    }
    Ok(Some(Secret::new(text)))
}

pub(super) fn is_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain)
}

/// The known name that a mistyped one is most like, if any is within a third of its letters.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|known| (distance(name, known), known)).min()?;
    (near.0 * 3 <= near.1.len().max(3)).then_some(near.1)
}

/// Letters to change, add or leave out to get from one word to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        let mut left = i + 1;
        for ((b, above_left), above) in to.iter().zip(&row).zip(row.iter().skip(1)) {
            left = (above_left + usize::from(a != *b)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
