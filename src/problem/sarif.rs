//! Problems as SARIF 2.1.0, which code hosts and editors read.
//!
//! Places are given as the standard's defaults have them (3.30.6): lines from 1, columns from 1 in UTF-16 code units, the
//! end column that of the first character after the region.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Code, Problem, Severity, human, position};

/// The page that explains the codes.
const PAGE: &str = "docs/diagnostics.md";

/// One run of the checker, in lines. `version` is that of the program.
pub fn sarif(problems: &[Problem], version: &str) -> String {
    let mut codes: BTreeMap<&str, &'static Code> = BTreeMap::new();
    for problem in problems {
        codes.insert(problem.code().id, problem.code());
    }
    let index: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "guichet",
                "semanticVersion": version,
                "rules": codes.values().map(|code| rule(code)).collect::<Vec<Value>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "results": problems.iter().map(|problem| result(problem, &index)).collect::<Vec<Value>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    let text = human::explain(code);
    json!({
        "id": code.id,
        "name": pascal(code.name),
        "shortDescription": { "text": format!("{}.", code.title) },
        "fullDescription": { "text": code.reason },
        "help": { "text": format!("{text}\nSee {PAGE}.") },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(problem: &Problem, index: &BTreeMap<&str, usize>) -> Value {
    let code = problem.code();
    let text = match problem.help() {
        "" => problem.to_string(),
        help => format!("{problem}: {help}"),
    };
    let mut result = json!({
        "ruleId": code.id,
        "ruleIndex": index.get(code.id),
        "level": level(code.severity),
        "message": { "text": text },
    });
    if let (Some((path, source, span)), Some(fields)) = (problem.source(), result.as_object_mut()) {
        let (start, end) = (position::of(source, span.start), position::of(source, span.end));
        let location = json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(path) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        } });
        fields.insert("locations".to_owned(), json!([location]));
    }
    result
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A path as a relative reference: what has a meaning in addresses, or is no ASCII, is written in percents.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
    let path = path.replace('\\', "/");
    let escaped =
        path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    escaped.collect()
}

/// `unknown-step` as `UnknownStep`: rules are named so.
fn pascal(name: &str) -> String {
    let capital = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => String::new(),
    };
    name.split('-').map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{SourceFile, code};

    #[test]
    fn a_run_names_its_rules_and_places_its_results() {
        let file = SourceFile { path: "flows/été 1.yaml".into(), text: "a\r\n😀 key: {\n}\n".into() };
        let at = file.text.find("key").expect("is there");
        let first = Problem::at(&code::UNKNOWN_STEP, &file, at..at + 8, "wrong", "write it rightly");
        let second = Problem::new(&code::NO_FLOWS, "there are no flows", "");
        let again = Problem::at(&code::UNKNOWN_STEP, &file, 0..0, "wrong", "");
        let log: Value = serde_json::from_str(&sarif(&[first, second, again], "1.2.3")).expect("is JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let ids: Vec<&str> = run["tool"]["driver"]["rules"]
            .as_array()
            .expect("rules")
            .iter()
            .filter_map(|rule| rule["id"].as_str())
            .collect();
        assert_eq!(ids, ["G0101", "G0901"]);
        assert_eq!(run["tool"]["driver"]["rules"][0]["name"], "UnknownStep");
        assert_eq!(
            run["results"][0],
            json!({
                "ruleId": "G0101", "ruleIndex": 0, "level": "error", "message": { "text": "wrong: write it rightly" },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": "flows/%C3%A9t%C3%A9%201.yaml" },
                    "region": { "startLine": 2, "startColumn": 4, "endLine": 3, "endColumn": 2 },
                } }],
            })
        );
        assert_eq!(run["results"][1]["ruleIndex"], 1);
        assert_eq!(run["results"][1]["locations"], Value::Null);
        assert_eq!(run["results"][2]["locations"][0]["physicalLocation"]["region"]["endColumn"], 1);
    }
}
