//! Characters that nobody sees and that turn the order of letters around.

use super::line::Line;
use crate::problem::code;
use crate::words::variant::Piece;

/// Looks for marks of direction. One that is written as an escape can be seen, and keeps `12 bis` in order in Arabic; what
/// overrides the direction, or isolates a stretch, is refused in either form.
pub(super) fn check(line: &Line<'_, '_>) {
    for piece in line.variants.iter().flat_map(|variant| &variant.pieces) {
        let (text, source, seen) = match piece {
            Piece::Text(text) => (*text, *text, false),
            Piece::Quoted(text, source) => (text.as_str(), *source, text != source),
            Piece::Value(_) => continue,
        };
        if text.is_ascii() {
            continue;
        }
        for (at, c) in text.char_indices().filter(|(_, c)| overrides(*c) || (marks(*c) && !seen)) {
            let part = if seen { source } else { source.get(at..at + c.len_utf8()).unwrap_or(source) };
            let Some(span) = line.wording.span(part) else { continue };
            line.found.tell(&code::HIDDEN_DIRECTION, line.wording, span, || {
                let message =
                    format!("an invisible character (U+{:04X}) changes the direction of the text", u32::from(c));
                (message, help(c))
            });
        }
    }
}

fn help(c: char) -> String {
    if overrides(c) {
        return "delete it: values get the mark they need when they are sent".to_owned();
    }
    format!("delete it, or write it so that it can be seen: {{\"\\u{:04X}\"}}", u32::from(c))
}

fn marks(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

fn overrides(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
