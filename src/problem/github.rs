//! Problems as workflow commands of GitHub Actions, which shows them at their lines.
//!
//! The form and its escapes are GitHub's ("Workflow commands for GitHub Actions", setting an error message; the escapes
//! of `@actions/core`): `%`, carriage return and line feed everywhere, `:` and `,` in properties.

use std::fmt::Write;

use super::{Problem, position};

/// One command on a line for each problem.
pub fn github(problems: &[Problem]) -> String {
    let mut text = String::new();
    for problem in problems {
        let code = problem.code();
        let mut place = String::new();
        if let Some((path, source, span)) = problem.source() {
            let (start, end) = (position::of(source, span.start), position::of(source, span.end));
            // Columns are shown within one line alone.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            place = format!("file={},line={},endLine={}{columns},", property(path), start.line, end.line);
        }
        let title = property(&format!("{} {}", code.id, code.name));
        let message = match problem.help() {
            "" => problem.to_string(),
            help => format!("{problem}\n{help}"),
        };
        let _ = writeln!(text, "::{} {place}title={title}::{}", code.severity.as_str(), data(&message));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{SourceFile, code};

    #[test]
    fn a_problem_is_a_command_whose_parts_cannot_be_mistaken() {
        let file = SourceFile { path: "flows/a,b:c%.yaml".into(), text: "x\r\n😀 key: {\n}\n".into() };
        let at = file.text.find("key").expect("is there");
        let one_line = Problem::at(&code::UNKNOWN_STEP, &file, at..at + 3, "100 %, ::error::", "first\r\nsecond");
        let two_lines = Problem::at(&code::UNKNOWN_STEP, &file, at + 5..at + 8, "b", "");
        let placeless = Problem::new(&code::NO_FLOWS, "none", "");
        assert_eq!(
            github(&[one_line, two_lines, placeless]),
            "::error file=flows/a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=4,endColumn=7,title=G0101 unknown-step::100 \
             %25, ::error::%0Afirst%0D%0Asecond\n\
             ::error file=flows/a%2Cb%3Ac%25.yaml,line=2,endLine=3,title=G0101 unknown-step::b\n\
             ::error title=G0901 no-flows::none\n"
        );
    }
}
