//! Characters that nobody sees and that turn the order of letters around.

use super::line::Line;

/// Looks for marks of direction, written as they are or as an escape.
pub(super) fn check(line: &Line<'_, '_>) {
    for joined in line.joined.iter().filter(|joined| !joined.text.is_ascii()) {
        for (at, c) in joined.text.char_indices().filter(|(_, c)| turns(*c)) {
            line.tell(joined, at..at + c.len_utf8(), || {
                let message = format!("an invisible character (U+{:04X}) changes the direction of the text", u32::from(c));
                (message, "delete it: what needs a mark to stay in order gets one when it is sent".to_owned())
            });
        }
    }
}

fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
