//! Rows as a CSV file that spreadsheets open and save without harm, and such a file read back.

use super::{Change, Refused, Row};
use crate::language::Language;

/// The columns; the sixth is named after the language.
const COLUMNS: [&str; 5] = ["id", "attribute", "comment", "french", "limits"];
/// What the column of the translation is called, before the language.
const TRANSLATION: &str = "translation ";
/// Tells spreadsheets that the file is in UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// A field that begins so is run as a formula by spreadsheets, those behind an apostrophe too once it is cut off.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The rows as a file for a language; `limits` tells how long a text may be. Semicolons and the byte order mark are what a
/// French Excel opens and saves; every other program reads them too.
///
/// # Errors
/// Never on what [`rows`](super::rows) gives: the fields are written to memory.
pub fn to_csv(rows: &[Row], language: &Language, limits: &dyn Fn(&Row) -> String) -> Result<String, csv::Error> {
    let mut out =
        csv::WriterBuilder::new().delimiter(b';').quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    let translation = format!("{TRANSLATION}{language}");
    let [id, attribute, comment, french, limit] = COLUMNS;
    out.write_record([id, attribute, comment, french, &translation, limit, "state"])?;
    for row in rows {
        let limit = limits(row);
        let fields = [&row.id, &row.attribute, &row.comment, &row.french, &row.translation, &limit];
        let guarded: Vec<String> = fields.into_iter().map(|field| guarded(field)).collect();
        out.write_record(guarded.iter().map(String::as_str).chain([row.state.as_str()]))?;
    }
    let bytes = out.into_inner().map_err(|error| error.into_error())?;
    Ok(format!("{BYTE_ORDER_MARK}{}", String::from_utf8_lossy(&bytes)))
}

/// The language of a file and its rows.
///
/// # Errors
/// What is wrong with the file as a whole, or with each of its lines.
pub fn from_csv(text: &str) -> Result<(Language, Vec<Change>), Vec<Refused>> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let refuse = |line: u64, reason: &str| vec![Refused { line, reason: reason.to_owned() }];
    let header = text.lines().next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(header)).flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|_| refuse(1, "the first line cannot be read"))?.clone();
    let column = |name: &str| columns.iter().position(|column| column.trim() == name);
    let translation =
        columns.iter().enumerate().find_map(|(at, name)| Some((at, name.trim().strip_prefix(TRANSLATION)?)));
    let (Some(id), Some(attribute), Some((translation, tag))) = (column("id"), column("attribute"), translation) else {
        let reason = "the columns `id`, `attribute` and `translation LANGUAGE` are needed, as `guichet words export` writes them";
        return Err(refuse(1, reason));
    };
    let Ok(language) = tag.trim().parse::<Language>() else {
        return Err(refuse(1, "the column `translation` names no language; write for example `translation ar`"));
    };
    let (mut changes, mut refused) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                refused.push(Refused { line, reason: "the line cannot be read as CSV".to_owned() });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != columns.len() {
            let reason = format!("the line has {} fields and the first one {}", record.len(), columns.len());
            refused.push(Refused { line, reason });
            continue;
        }
        let field = |at: usize| bare(record.get(at).unwrap_or_default()).to_owned();
        let (id, attribute) = (field(id).trim().to_owned(), field(attribute).trim().to_owned());
        // A spreadsheet may leave empty lines at the end.
        if !id.is_empty() || !record.iter().all(str::is_empty) {
            changes.push(Change { line, id, attribute, translation: field(translation) });
        }
    }
    if refused.is_empty() { Ok((language, changes)) } else { Err(refused) }
}

/// The sign between the fields of the first line: a spreadsheet chooses it by the country it is in.
fn delimiter(header: &str) -> u8 {
    let count = |sign: char| header.matches(sign).count();
    let signs = [';', ',', '\t'];
    match signs.into_iter().max_by_key(|sign| (count(*sign), *sign == ';')) {
        Some(',') => b',',
        Some('\t') => b'\t',
        _ => b';',
    }
}

/// A field that no spreadsheet runs. An apostrophe that stands there already gets another, so that none is lost.
fn guarded(field: &str) -> String {
    if field.trim_start_matches('\'').starts_with(FORMULA) { format!("'{field}") } else { field.to_owned() }
}

/// A field as it was before it was guarded.
fn bare(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => field,
    }
}
