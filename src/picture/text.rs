//! Text in a picture: broken into lines, and written so that XML holds it.

/// A text in lines of so many signs at most; what does not fit is left out with an ellipsis.
pub(super) fn wrapped(text: &str, signs: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= signs => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, signs)),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = shortened(&format!("{last} …"), signs);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
    }
    lines
}

/// A long word in pieces, broken after a sign where one can breathe.
fn pieces(word: &str, signs: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest: Vec<char> = word.chars().collect();
    while rest.len() > signs {
        let breathe = rest.iter().take(signs).rposition(|sign| matches!(sign, '.' | '(' | '_' | '-' | '/'));
        let after = rest.split_off(breathe.map_or(signs, |at| at + 1));
        pieces.push(rest.into_iter().collect());
        rest = after;
    }
    pieces.push(rest.into_iter().collect());
    pieces
}

/// A text with an ellipsis where it is too long.
pub(super) fn shortened(word: &str, signs: usize) -> String {
    if word.chars().count() <= signs {
        return word.to_owned();
    }
    word.chars().take(signs.saturating_sub(1)).chain(['…']).collect()
}

/// A text as XML holds it.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // What XML cannot hold.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Whether a line is read from right to left: its first letter decides, whatever the language of the picture, for names
/// and conditions stay as they are.
pub(super) fn runs_left(line: &str) -> bool {
    line.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}'))
}
