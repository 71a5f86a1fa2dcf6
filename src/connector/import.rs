//! `guichet import`: an organisation's CSV file into our own table, all of it or nothing.

use std::{io, path::Path};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

pub use super::row::Rules;
use super::{
    codes::Codes,
    row::{COLUMNS, Header, REQUIRED, Row},
    sheet::{Line, Sheet},
};
use crate::{
    id::Seed,
    identity::NotHashed,
    store::{Store, StoreError, import::ImportedFile},
};

/// Rows staged in one transaction.
const BATCH: usize = 200;
/// Bad rows that are named; the rest are counted.
const NAMED: usize = 100;

/// What an import did, or with a dry run would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read.
    pub read: u64,
    /// Files that are new; none where there are problems.
    pub added: u64,
    /// Files that were known; none where there are problems.
    pub updated: u64,
    /// Rows that cannot be taken over, the first hundred. Where there is any, nothing was written.
    pub problems: Vec<RowProblem>,
    /// How many more there are.
    pub more_problems: u64,
}

/// A row that cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Its line, counted from 1.
    pub line: u64,
    /// Why. It never repeats what stands there.
    pub reason: String,
}

/// Why an import came to nothing, where the rows are not to blame.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Read(#[from] io::Error),
    /// The database failed.
    #[error("the files cannot be written")]
    Store(#[from] StoreError),
    /// A code could not be hashed.
    #[error("a code cannot be hashed")]
    Hash(#[from] NotHashed),
    /// The reading ended before its time.
    #[error("the reading was broken off")]
    BrokenOff,
}

/// Imports a file. `dry` checks everything, and writes nothing.
///
/// # Errors
/// Where the file cannot be read or the database fails; nothing is written then. Bad rows are no error: they
/// are in the report.
pub async fn import(
    store: &Store,
    codes: &Codes,
    path: &Path,
    rules: &Rules,
    dry: bool,
    (now, seed): (Timestamp, Seed),
) -> Result<Report, ImportError> {
    let mut seed = seed;
    let id = seed.id(now);
    let mut importing = Importing { store, codes, rules, now, seed, id, report: Report::default() };
    let result = importing.run(path).await;
    let good = result.is_ok() && importing.report.problems.is_empty();
    let taken = store.end_import(&importing.id, dry || !good).await;
    result?;
    let taken = taken?;
    if good {
        (importing.report.added, importing.report.updated) = (taken.added, taken.updated);
    }
    importing.report.problems.sort_by_key(|problem| problem.line);
    Ok(importing.report)
}

struct Importing<'a> {
    store: &'a Store,
    codes: &'a Codes,
    rules: &'a Rules,
    now: Timestamp,
    seed: Seed,
    id: String,
    report: Report,
}

impl Importing<'_> {
    async fn run(&mut self, path: &Path) -> Result<(), ImportError> {
        let path = path.to_owned();
        let (mut sheet, first) = apart(move || {
            let mut sheet = Sheet::open(&path)?;
            let header = sheet.header()?;
            Ok((sheet, header))
        })
        .await?;
        let Some(header) = self.header(first) else { return Ok(()) };
        loop {
            let lines;
            (sheet, lines) = apart(move || {
                let lines = next_lines(&mut sheet)?;
                Ok((sheet, lines))
            })
            .await?;
            if lines.is_empty() {
                return Ok(());
            }
            self.take(&header, lines).await?;
        }
    }

    fn header(&mut self, line: Option<Line>) -> Option<Header> {
        let fields = match line {
            Some(line) => line.fields.map_err(str::to_owned),
            None => Err("the file is empty".to_owned()),
        };
        fields
            .and_then(|fields| Header::read(&fields, &COLUMNS, REQUIRED))
            .map_err(|reason| self.problem(1, reason))
            .ok()
    }

    async fn take(&mut self, header: &Header, lines: Vec<Line>) -> Result<(), ImportError> {
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            self.report.read += 1;
            let row = line.fields.map_err(str::to_owned).and_then(|fields| header.row(&fields, self.rules));
            match row {
                Ok(row) => rows.push((line.number, row)),
                Err(reason) => self.problem(line.number, reason),
            }
        }
        let mut files = Vec::with_capacity(rows.len());
        let spoilt = !self.report.problems.is_empty();
        let hashes = try_join_all(rows.iter().map(|(_, row)| self.new_hash(row, spoilt))).await?;
        for ((line, row), code_hash) in rows.into_iter().zip(hashes) {
            files.push(imported(line, self.seed.id(self.now), row, code_hash));
        }
        // Rows beside bad ones are staged as well: a row that stands there twice is to be named too.
        for twice in self.store.stage_import(&self.id, files, self.now).await? {
            self.problem(twice.second, format!("the same file stands on line {} already", twice.first));
        }
        Ok(())
    }

    /// The hash of the row's code, where it is not the one the file has already: importing the same file
    /// every night must not give a guesser a hundred new tries.
    async fn new_hash(&self, row: &Row, spoilt: bool) -> Result<Option<String>, ImportError> {
        let Some(code) = row.code.as_ref().filter(|_| !spoilt) else { return Ok(None) };
        let code = code.reveal().to_owned();
        let known = self.store.code_hash(&row.organisation, &row.number, &row.postcode).await?;
        if let Some(known) = known
            && self.codes.verify(code.clone(), known).await
        {
            return Ok(None);
        }
        Ok(Some(self.codes.hash(code).await?))
    }

    fn problem(&mut self, line: u64, reason: String) {
        if self.report.problems.len() < NAMED {
            self.report.problems.push(RowProblem { line, reason });
        } else {
            self.report.more_problems += 1;
        }
    }
}

fn imported(line: u64, id: String, row: Row, code_hash: Option<String>) -> ImportedFile {
    ImportedFile {
        line,
        id,
        organisation: row.organisation,
        number: row.number,
        postcode: row.postcode,
        benefit: row.benefit,
        status: row.status,
        since: row.since,
        as_of: row.as_of,
        missing: row.missing,
        deadlines: row.deadlines,
        phone: row.phone,
        name: row.name,
        code_hash,
    }
}

fn next_lines(sheet: &mut Sheet) -> io::Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(BATCH);
    while lines.len() < BATCH
        && let Some(line) = sheet.next()?
    {
        lines.push(line);
    }
    Ok(lines)
}

/// Reads away from the async threads.
async fn apart<T: Send + 'static>(read: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, ImportError> {
    Ok(spawn_blocking(read).await.map_err(|_| ImportError::BrokenOff)??)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
