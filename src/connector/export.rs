//! `guichet export`: the answers people gave, as CSV for the organisation's own system.

use std::io::Write;

use jiff::Timestamp;

use crate::store::{Store, StoreError, case_file::GivenAnswer};

/// Answers read at a time.
const PAGE: u32 = 500;
const COLUMNS: [&str; 9] =
    ["organisation", "number", "postcode", "item", "value", "confirmed", "given_at", "channel", "reference"];

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error("the answers cannot be read")]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error("the answers cannot be written")]
    Write(#[from] csv::Error),
}

/// Writes every answer given at `since` or later, in the order they were given; says how many.
///
/// # Errors
/// Where the database or the file fails; what was written until then is of no use.
pub async fn export_answers(
    store: &Store,
    since: Option<Timestamp>,
    out: impl Write + Send,
) -> Result<u64, ExportError> {
    let mut out = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(out);
    out.write_record(COLUMNS)?;
    let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
    let (mut count, mut after) = (0, None);
    loop {
        let page = store.answers_after(since, after.take(), PAGE).await?;
        for given in &page {
            out.write_record(fields(given).map(guarded))?;
            count += 1;
        }
        let Some(last) = page.last() else { break };
        after = Some((last.answer.at, last.answer.id.clone()));
    }
    out.flush().map_err(csv::Error::from)?;
    Ok(count)
}

fn fields(given: &GivenAnswer) -> [String; 9] {
    let answer = &given.answer;
    [
        given.organisation.clone(),
        given.number.reveal().to_owned(),
        given.postcode.clone(),
        answer.item.clone(),
        answer.value.clone(),
        answer.confirmed.to_string(),
        answer.at.to_string(),
        answer.channel.as_str().to_owned(),
        answer.reference.clone(),
    ]
}

/// A spreadsheet runs a field that begins like a formula; an apostrophe before it makes it words (ASVS 5.0,
/// 1.2.10). A telephone number in its international form begins so too.
pub fn guarded(field: String) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) {
        return format!("'{field}");
    }
    field
}
