//! What `--update` changed in a conversation file, in the unified form that programmers know: each piece under the act that
//! it answers.

use std::{fmt::Write as _, io::IsTerminal};

use crate::{
    settings::environment,
    simulator::conversation::{Conversation, Difference, Line, written},
};

/// The changes, in colours where a terminal shows them.
pub(super) fn shown(conversation: &Conversation, differences: &[Difference]) -> String {
    let colours = std::io::stdout().is_terminal() && environment("NO_COLOR").is_none();
    let text = unified(conversation, differences);
    if colours { coloured(&text) } else { text }
}

fn unified(conversation: &Conversation, differences: &[Difference]) -> String {
    let path = &conversation.path;
    let mut text = format!("--- {path}\n+++ {path}\n");
    let (mut removed, mut added) = (0, 0);
    for Difference { line, expected, came } in differences {
        let act = line.checked_sub(1).and_then(|at| conversation.lines.get(at)).map(written).unwrap_or_default();
        let before = range(*line, expected.len());
        let after = range(line + added - removed, came.len());
        let _ = writeln!(text, "@@ -{before} +{after} @@ {act}");
        for (mark, lines) in [('-', expected), ('+', came)] {
            for line in lines {
                let _ = writeln!(text, "{mark}{}", written(&Line::Expect(line.clone())));
            }
        }
        removed += expected.len();
        added += came.len();
    }
    text
}

/// The lines after this one, as a difference names them; of none, the one before.
fn range(line: usize, count: usize) -> String {
    if count == 0 { format!("{line},0") } else { format!("{},{count}", line + 1) }
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
        let text = "# A talk.\nsms +33639980012\n> oui\n< Bonjour.\n> non\n> bon\n< A.\n< B.\n";
        let conversation = Conversation::parse("a.txt", text).unwrap();
        let lines = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let difference =
            |line, came: &[&str]| Difference { line, expected: conversation.expected_after(line), came: lines(came) };
        let told = unified(
            &conversation,
            &[difference(3, &["Bonsoir.", "Oui ?"]), difference(5, &["Non."]), difference(6, &[])],
        );
        let expected = "--- a.txt\n+++ a.txt\n@@ -4,1 +4,2 @@ > oui\n-< Bonjour.\n+< Bonsoir.\n+< Oui ?\n@@ -5,0 +7,1 @@ > non\n\
                        +< Non.\n@@ -7,2 +8,0 @@ > bon\n-< A.\n-< B.\n";
        assert_eq!(told, expected);
        assert!(coloured(&told).contains("\u{1b}[31m-< Bonjour.\u{1b}[0m\n"));
    }
}
