//! A CSV file as offices write them: UTF-8 or Windows-1252, commas or semicolons, read line by line.
//!
//! No field of ours holds a line break, so a line is a row: an open quote is found on its own line, however
//! large the file, and memory stays that of one line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use encoding_rs::WINDOWS_1252;

/// Longer lines are no rows of ours.
const LONGEST_LINE: usize = 16 * 1_024;

/// An open CSV file.
pub(super) struct Sheet {
    lines: BufReader<File>,
    windows_1252: bool,
    delimiter: u8,
    line: u64,
}

/// One line, cut into its fields, or why it cannot be.
pub(super) struct Line {
    /// Counted from 1, as in an editor.
    pub(super) number: u64,
    /// The fields without the spaces around them.
    pub(super) fields: Result<Vec<String>, &'static str>,
}

impl Sheet {
    /// Opens a file and finds out its encoding, which takes a reading of the whole of it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let windows_1252 = !is_utf8(File::open(path)?)?;
        Ok(Sheet { lines: BufReader::new(File::open(path)?), windows_1252, delimiter: b',', line: 0 })
    }

    /// The header line. It decides the delimiter. `None` for a file with nothing in it.
    pub(super) fn header(&mut self) -> io::Result<Option<Line>> {
        let Some((number, text)) = self.text_line()? else { return Ok(None) };
        if let Ok(text) = &text {
            let count = |sought: char| text.chars().filter(|c| *c == sought).count();
            self.delimiter = if count(';') > count(',') { b';' } else { b',' };
        }
        Ok(Some(self.cut(number, text)))
    }

    /// The next line that holds anything.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        while let Some((number, text)) = self.text_line()? {
            let line = self.cut(number, text);
            if line.fields.as_ref().is_ok_and(|fields| fields.iter().all(String::is_empty)) {
                continue;
            }
            return Ok(Some(line));
        }
        Ok(None)
    }

    fn cut(&self, number: u64, text: Result<String, &'static str>) -> Line {
        Line { number, fields: text.and_then(|text| fields(&text, self.delimiter)) }
    }

    fn text_line(&mut self) -> io::Result<Option<(u64, Result<String, &'static str>)>> {
        let mut bytes = Vec::new();
        if self.lines.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        if bytes.len() > LONGEST_LINE {
            self.lines.skip_until(b'\n')?;
            return Ok(Some((self.line, Err("the line is longer than 16 KiB"))));
        }
        if self.line == 1 && bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            bytes.drain(..3);
        }
        let utf16 = self.line == 1 && (bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]));
        if utf16 {
            return Ok(Some((1, Err("the file is in UTF-16; save it as CSV UTF-8"))));
        }
        Ok(Some((self.line, self.decode(bytes))))
    }

    fn decode(&self, bytes: Vec<u8>) -> Result<String, &'static str> {
        if bytes.contains(&0) {
            return Err("the line holds a NUL character");
        }
        if self.windows_1252 {
            return Ok(WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned());
        }
        String::from_utf8(bytes).map_err(|_| "the line is not in UTF-8")
    }
}

fn fields(text: &str, delimiter: u8) -> Result<Vec<String>, &'static str> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.contains('\r') {
        return Err("the line holds a carriage return; save the file with line ends of Windows or Unix");
    }
    // A quote inside a quoted field is doubled, so that an odd number leaves one open.
    if text.matches('"').count() % 2 == 1 {
        return Err("a quote is opened and not closed on this line");
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // A line of nothing is a row of nothing.
    reader.read_record(&mut record).map_err(|_| "the line cannot be read as CSV")?;
    Ok(record.iter().map(|field| field.trim().to_owned()).collect())
}

/// Whether all of it is UTF-8, read in pieces.
fn is_utf8(mut file: impl Read) -> io::Result<bool> {
    let mut piece = vec![0u8; 64 * 1_024];
    let mut kept = 0;
    loop {
        let read = file.read(piece.get_mut(kept..).unwrap_or_default())?;
        let filled = kept + read;
        let bytes = piece.get(..filled).unwrap_or_default();
        kept = match std::str::from_utf8(bytes) {
            Ok(_) => 0,
            // A character cut by the end of the piece is kept for the next one.
            Err(error) if error.error_len().is_none() && read > 0 => filled - error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if read == 0 {
            return Ok(true);
        }
        piece.copy_within(filled - kept..filled, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Dribble<'a>(&'a [u8]);

    impl Read for Dribble<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut buffer[..1])
        }
    }

    #[test]
    fn a_character_cut_between_two_pieces_is_still_utf8() {
        assert!(is_utf8(Dribble("héé🙂".as_bytes())).unwrap());
        assert!(!is_utf8(Dribble("héé🙂".as_bytes().split_last().unwrap().1)).unwrap());
        assert!(!is_utf8(Dribble(b"h\xe9t\xe9")).unwrap());
        let long = "é".repeat(100_000);
        assert!(is_utf8(format!("x{long}").as_bytes()).unwrap());
    }
}
