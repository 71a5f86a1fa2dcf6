//! Problems and codes as an author reads them in a terminal.

use super::{Code, Problem, code::Example, position};

/// As many problems are shown whole: nobody reads more, and each is drawn with the lines around it.
const MOST_SHOWN: usize = 200;

/// The opening and closing mark of the place an example is about.
const MARKS: [char; 2] = ['⟦', '⟧'];

/// Every problem with its lines and a caret.
pub fn report(problems: &[Problem]) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    let mut text = String::new();
    for problem in problems.iter().take(MOST_SHOWN) {
        if handler.render_report(&mut text, problem).is_err() {
            text.push_str(&problem.message);
        }
        if !problem.is_drawn()
            && let Some((path, source, span)) = problem.source()
        {
            let at = position::of(source, span.start);
            text.push_str(&format!("  at {path}:{}:{}\n", at.line, at.column));
        }
        text.push('\n');
    }
    if let Some(more) = problems.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!("… and {more} more\n"));
    }
    text
}

/// How many errors and warnings there are: `2 errors and 1 warning`.
pub fn summary(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    match (errors, problems.len() - errors) {
        (0, 0) => "no mistakes".to_owned(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

/// A code with its reason and its two examples.
pub fn explain(code: &Code) -> String {
    let Code { id, name, severity, title, reason, wrong, right } = code;
    let wrapped = wrap(reason, 90);
    format!(
        "{}[{id}]: {name}\n\n{title}.\n\n{wrapped}\nWrong:\n\n{}\nRight:\n\n{}",
        severity.as_str(),
        indented(wrong),
        indented(right)
    )
}

fn indented(example: &Example) -> String {
    if let Example::Told(words) = example {
        return format!("    {words}\n");
    }
    let files = example.files();
    let mut text = String::new();
    for (path, lines) in &files {
        if matches!(example, Example::Files(_)) {
            text.push_str(&format!("  {path}\n"));
        }
        for line in lines.lines() {
            text.push_str(&carets(line));
        }
    }
    text
}

/// A line without its marks, and carets below what stood between them.
fn carets(line: &str) -> String {
    let plain = format!("    {}\n", line.replace(MARKS, "")).replace("    \n", "\n");
    match line.split_once(MARKS[0]) {
        None => plain,
        Some((before, rest)) => {
            let marked = rest.split_once(MARKS[1]).map_or(rest, |(marked, _)| marked);
            let length = marked.chars().count().max(1);
            format!("{plain}    {}{}\n", " ".repeat(before.chars().count()), "^".repeat(length))
        }
    }
}

/// A paragraph in lines of at most so many characters.
fn wrap(text: &str, most: usize) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let wide = word.chars().count();
        if length > 0 && length + 1 + wide > most {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += wide;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{SourceFile, code};

    #[test]
    fn a_code_is_explained_with_a_caret_below_the_mistake() {
        let text = explain(&code::UNKNOWN_STEP);
        assert!(text.starts_with("error[G0101]: unknown-step\n\nAn exit names a step"), "{text}");
        assert!(text.contains("\n      next: confrim\n            ^^^^^^^\n    confirm:\n"), "{text}");
        assert!(!text.contains(MARKS), "{text}");
    }

    #[test]
    fn a_thousand_problems_are_not_all_drawn() {
        let file = SourceFile { path: "flows/x.yaml".into(), text: "a".into() };
        let problem = Problem::at(&code::UNKNOWN_STEP, &file, 0..1, "wrong", "write it rightly");
        let problems = vec![problem; 1000];
        let text = report(&problems);
        assert_eq!(text.matches("G0101").count(), 200);
        assert!(text.ends_with("… and 800 more\n"));
        assert_eq!(summary(&problems), "1000 errors");
        assert_eq!(summary(&[]), "no mistakes");
    }
}
