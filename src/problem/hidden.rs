//! Characters that make a file look like something else than it is.

use super::{Code, Problem, SourceFile, code};

/// The first character of a file that nobody can see, or that turns the direction of what follows, as a problem.
/// Marks that Arabic is written with are none of them.
pub fn first_hidden(file: &SourceFile) -> Option<Problem> {
    let (at, character, code) = file.text.char_indices().find_map(|(at, c)| Some((at, c, hidden(c)?)))?;
    let message = format!("here stands the character U+{:04X}, which nobody can see", u32::from(character));
    let help = "delete it: put the cursor behind it and press the backspace key, or write the line anew";
    Some(Problem::at(code, file, at..at + character.len_utf8(), message, help))
}

/// Line feeds and tabs are ordinary. The joiners and direction marks of Arabic (U+200C to U+200F) are too.
fn hidden(c: char) -> Option<&'static Code> {
    match c {
        '\n' | '\r' | '\t' => None,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some(&code::TURNED_TEXT),
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}') => {
            Some(&code::HIDDEN_CHARACTER)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_found_and_what_languages_need_is_left() {
        for (c, expected) in [
            ('\u{0}', Some("G0907")),
            ('\u{1b}', Some("G0907")),
            ('\u{85}', Some("G0907")),
            ('\u{2028}', Some("G0907")),
            ('\u{feff}', Some("G0907")),
            ('\u{202a}', Some("G0908")),
            ('\u{202e}', Some("G0908")),
            ('\u{2066}', Some("G0908")),
            ('\u{2069}', Some("G0908")),
            ('\u{200d}', None),
            ('\u{200f}', None),
            ('\u{a0}', None),
            ('\u{202f}', None),
            ('\t', None),
            ('é', None),
            ('م', None),
            ('😀', None),
        ] {
            let file = SourceFile { path: "locales/fr/x.ftl".into(), text: format!("a = é{c}\n").into() };
            let found = first_hidden(&file);
            assert_eq!(found.as_ref().map(|problem| problem.code().id), expected, "{c:?}");
            if let Some((_, text, span)) = found.as_ref().and_then(Problem::source) {
                assert_eq!(&text[span], c.to_string());
            }
        }
    }
}
