//! Problems as one JSON object, for programs.
//!
//! `{ "version": 1, "errors": 1, "warnings": 0, "problems": [ { "code", "name", "severity", "message", "help", "path",
//! "start": { "line", "column" }, "end": { "line", "column" } } ] }`. Lines and columns count from 1, columns in UTF-16
//! units; what stands in no file has `null` for path, start and end.

use serde_json::{Value, json as object};

use super::{Position, Problem, position};

/// The problems as one object, in lines.
pub fn json(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let report = object!({
        "version": 1,
        "errors": errors,
        "warnings": problems.len() - errors,
        "problems": problems.iter().map(one).collect::<Vec<Value>>(),
    });
    format!("{report:#}\n")
}

fn one(problem: &Problem) -> Value {
    let code = problem.code();
    let source = problem.source();
    let at = |position: Position| object!({ "line": position.line, "column": position.column });
    let start = source.as_ref().map(|(_, text, span)| at(position::of(text, span.start)));
    let end = source.as_ref().map(|(_, text, span)| at(position::of(text, span.end)));
    object!({
        "code": code.id,
        "name": code.name,
        "severity": code.severity.as_str(),
        "message": problem.to_string(),
        "help": problem.help(),
        "path": source.map(|(path, ..)| path),
        "start": start,
        "end": end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{SourceFile, code};

    #[test]
    fn a_report_can_be_read_back_with_its_places() {
        let file = SourceFile { path: "flows/x.yaml".into(), text: "a: \"b\"\r\nk: '😀é' zz\r\n".into() };
        let at = file.text.find("zz").expect("is there");
        let placed = Problem::at(&code::UNKNOWN_STEP, &file, at..at + 2, "a \"quoted\"\nmessage", "write \\ it");
        let placeless = Problem::new(&code::NO_FLOWS, "there are no flows", "");
        let report: Value = serde_json::from_str(&json(&[placed, placeless])).expect("is JSON");
        assert_eq!((&report["version"], &report["errors"], &report["warnings"]), (&1.into(), &2.into(), &0.into()));
        assert_eq!(
            report["problems"][0],
            object!({
                "code": "G0101", "name": "unknown-step", "severity": "error", "message": "a \"quoted\"\nmessage",
                "help": "write \\ it", "path": "flows/x.yaml",
                "start": { "line": 2, "column": 10 }, "end": { "line": 2, "column": 12 },
            })
        );
        assert_eq!(report["problems"][1]["path"], Value::Null);
        assert_eq!(report["problems"][1]["start"], Value::Null);
    }
}
