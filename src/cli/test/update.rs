//! What `--update` changed in a conversation file, shown as programmers know it.

use std::io::IsTerminal;

use similar::TextDiff;

use crate::settings::environment;

/// Lines shown around a change: the act that the words answer is nearly always among them.
const AROUND: usize = 3;

/// The difference in the unified form, in colours where a terminal shows it.
pub(super) fn shown(path: &str, before: &str, after: &str) -> String {
    let colours = std::io::stdout().is_terminal() && environment("NO_COLOR").is_none();
    let text = unified(path, before, after);
    if colours { coloured(&text) } else { text }
}

fn unified(path: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(AROUND).header(path, path).to_string()
}

fn coloured(text: &str) -> String {
    let line = |line: &str| match line.as_bytes().first() {
        Some(b'-') => format!("\u{1b}[31m{line}\u{1b}[0m\n"),
        Some(b'+') => format!("\u{1b}[32m{line}\u{1b}[0m\n"),
        Some(b'@') => format!("\u{1b}[36m{line}\u{1b}[0m\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_answer_is_shown_under_what_it_answers() {
        let before = "# A talk.\nsms +33639980012\n> oui\n< Bonjour.\n";
        let after = "# A talk.\nsms +33639980012\n> oui\n< Bonsoir.\n";
        let text = unified("a.txt", before, after);
        assert_eq!(
            text,
            "--- a.txt\n+++ a.txt\n@@ -1,4 +1,4 @@\n # A talk.\n sms +33639980012\n > oui\n-< Bonjour.\n+< Bonsoir.\n"
        );
        let colours = coloured(&text);
        assert!(colours.contains("\u{1b}[31m-< Bonjour.\u{1b}[0m\n") && colours.contains("\n > oui\n"));
    }
}
