//! Lines and columns of a place in a text, as programs count them.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its line, from 1.
    pub line: usize,
    /// Its column from 1, in UTF-16 units, as SARIF and most editors count.
    pub column: usize,
}

/// Where a byte stands. A line ends with a line feed, alone or after a carriage return.
pub(super) fn of(text: &str, byte: usize) -> Position {
    let before = text.get(..text.floor_char_boundary(byte)).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or_default().encode_utf16().count();
    Position { line: before.matches('\n').count() + 1, column: column + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_utf_16_units_and_lines_by_line_feeds() {
        let text = "a\r\né😀x\ny";
        for (byte, line, column) in
            [(0, 1, 1), (1, 1, 2), (3, 2, 1), (5, 2, 2), (9, 2, 4), (10, 2, 5), (11, 3, 1), (99, 3, 2)]
        {
            assert_eq!(of(text, byte), Position { line, column }, "{byte}");
        }
    }
}
