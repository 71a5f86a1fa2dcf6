//! The schemas of flow and deadline files: current in the repository, true of every shipped file, and against what the
//! loaders refuse.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::path::{Path, PathBuf};

use guichet::{
    flow::{loader, schema},
    problem::SourceFile,
    reminder,
};
use serde_json::{Value as Json, json};

/// A folder with a schema, and the schema, as it is kept and as a tree.
type Kept = (&'static str, fn() -> String, fn() -> Json);

const KEPT: [Kept; 2] = [
    ("flows", schema::text, schema::schema),
    ("deadlines", reminder::grammar::schema_text, reminder::grammar::json_schema),
];
const MODELINE: &str = "# yaml-language-server: $schema=schema.json\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn shipped(folder: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder");
    let paths = entries.map(|entry| entry.expect("is listed").path());
    let yaml = paths.filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    yaml.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("is read"))).collect()
}

fn tree(yaml: &str) -> Json {
    // As editors read it: `yes` is a word.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(yaml, options).unwrap_or_else(|error| panic!("{yaml}\n{error}"))
}

#[test]
fn the_schemas_in_the_repository_are_those_the_program_prints() {
    for (folder, text, _) in KEPT {
        let path = root().join(folder).join("schema.json");
        if std::env::var_os("GUICHET_UPDATE").is_some() {
            std::fs::write(&path, text()).expect("is written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, text(), "write it anew: GUICHET_UPDATE=1 cargo test --test schema");
    }
}

#[test]
fn every_shipped_file_names_its_schema_and_keeps_to_it() {
    for (folder, _, schema) in KEPT {
        let files = shipped(folder);
        assert!(files.len() >= 8);
        for (path, text) in files {
            assert!(text.starts_with(MODELINE), "{path} does not begin with {MODELINE}");
            let wrong = validate(&schema(), &tree(&text));
            assert!(wrong.is_empty(), "{path}: {wrong:?}");
        }
    }
}

/// A flow that the loader takes, with one word or line put in place of another, which neither takes.
const BROKEN: &[(&str, &str)] = &[
    ("flow: x", "flo: x"),
    ("flow: x", "flow: X"),
    ("vars: {", "vars: { f: txt,"),
    ("vars: {", "vars: { f: [],"),
    ("vars: {", "vars: { f: [Morning],"),
    ("vars: {", "vars: { f: { lst: item },"),
    ("vars: {", "vars: { F: text,"),
    ("say: {}", "sya: {}"),
    ("say: {}", "say: []"),
    ("say: {}\n    next: ask", "say: {}"),
    ("say: {}", "say: {}\n    menu: {}"),
    ("only: voice", "only: text"),
    ("times: 3", "times: 21"),
    ("times: 3", "time: 3"),
    ("digits: 1..7", "digits: 21"),
    ("digits: 1..7", "digits: 1-7"),
    ("digits: 1..7", "digits: 7, date: true"),
    ("timeout: 10", "timeout: 2"),
    ("silence: 2", "silence: 6"),
    ("when: 'open'", "wenn: 'open'"),
    ("1: { option: a, go: z }", "5: { option: a, go: z }"),
    ("1: { option: a, go: z }", "1: { option: a }"),
    ("verified: z,", ""),
    ("verified: z,", "verifed: z,"),
    ("needs: L2", "needs: L9"),
    ("days: 3", "days: 31"),
    ("on: { else: z }", "next: z"),
    ("end: done", "end: [done]"),
];

const RIGHT: &str = "
flow: x
about: A flow with something of everything.
enter: { words: entry }
returns: [number]
vars: { number: digits, code: secret, half_day: [morning, afternoon], items: { list: item }, file: case_file }
steps:
  hello:
    only: voice
    say: {}
    next: ask
  ask:
    at-most: { times: 3, else: z }
    ask: { digits: 1..7, into: number }
    tries: { silence: 2, unclear: 4, else: menu }
    timeout: 10
    next: code
  code:
    ask: { secret: 8, into: code }
    next: verify
  verify:
    verify: { organisation: '\"caf\"', file: number, code: code }
    on: { verified: z, refused: look, unavailable: remind }
  look:
    needs: L2
    look-up: { into: file }
    on: { found: branch, not-found: z, unavailable: z }
  branch:
    branch:
      - when: 'open'
        go: set
      - go: z
  set:
    set: { half_day: '\"morning\"' }
    next: z
  remind:
    remind: { days: 3 }
    next: call
  menu:
    menu:
      1: { option: a, go: z }
  call:
    call: { flow: other }
    on: { else: z }
  z:
    end: done
";

#[test]
fn what_the_schema_refuses_the_loader_refuses_too() {
    let other =
        SourceFile { path: "flows/other.yaml".into(), text: "flow: other\nsteps:\n  a:\n    end: done\n".into() };
    let loads = |text: &str| {
        let flow = SourceFile { path: "flows/x.yaml".into(), text: text.into() };
        loader::load(&[flow, other.clone()], &[])
    };
    if let Err(problems) = loads(RIGHT) {
        panic!("{}", guichet::problem::report(&problems));
    }
    let schema = schema::schema();
    assert_eq!(validate(&schema, &tree(RIGHT)), Vec::<String>::new());
    for (right, wrong) in BROKEN {
        assert!(RIGHT.contains(right), "{right}");
        let text = RIGHT.replacen(right, wrong, 1);
        assert!(!validate(&schema, &tree(&text)).is_empty(), "the schema takes `{wrong}` for `{right}`");
        assert!(loads(&text).is_err(), "the loader takes `{wrong}` for `{right}`");
    }
}

/// A deadline that the loader takes, and what neither the loader nor the schema takes in its place.
const DEADLINE: &str = "
deadline: x
about: A deadline with something of everything.
organisations: [caf]
applies: Some people.
due: { every: 3 months, from: last, window: whole month, declares: [M-4, M-3] }
rungs: [opens, closes -5, { day: closes -2, channel: voice }]
expires: closes
sensitive: health
offline: [phone 32 30, desk]
automatic-with: [rsa]
hold-out: 10
evidence: official
source: The law.
checked: 2026-11-22
verified: { rule: yes, closes: no, years: [2026] }
caveats: [Something.]
";
const BROKEN_DEADLINES: &[(&str, &str)] = &[
    ("deadline: x", "deadlin: x"),
    ("organisations: [caf]", "organisations: caf"),
    ("organisations: [caf]\n", ""),
    ("every: 3 months", "every: 3"),
    ("every: 3 months", "every: 3 moons"),
    ("every: 3 months", "evry: 3 months"),
    ("every: 3 months, from: last", "every: 3 months"),
    ("whole month", "month"),
    ("M-4", "4"),
    ("rungs: [opens", "rungs: [open"),
    ("closes -5", "closes -five"),
    ("channel: voice", "channel: call"),
    ("expires: closes", "expires: 3"),
    ("sensitive: health", "sensitive: yes"),
    ("offline: [phone 32 30, desk]", "offline: [phone me, desk]"),
    ("hold-out: 10", "hold-out: 90"),
    ("evidence: official", "evidence: sure"),
    ("checked: 2026-11-22", "checked: 22/11/2026"),
    ("rule: yes, ", ""),
    ("closes: no", "closes: maybe"),
    ("years: [2026]", "years: [26]"),
];

#[test]
fn what_the_schema_of_deadlines_refuses_the_loader_refuses_too() {
    let loads = |text: &str| {
        let file = SourceFile { path: "deadlines/x.yaml".into(), text: text.into() };
        reminder::loader::load(&[file])
    };
    if let Err(problems) = loads(DEADLINE) {
        panic!("{}", guichet::problem::report(&problems));
    }
    let schema = reminder::grammar::json_schema();
    assert_eq!(validate(&schema, &tree(DEADLINE)), Vec::<String>::new());
    for (right, wrong) in BROKEN_DEADLINES {
        assert!(DEADLINE.contains(right), "{right}");
        let text = DEADLINE.replacen(right, wrong, 1);
        assert!(!validate(&schema, &tree(&text)).is_empty(), "the schema takes `{wrong}` for `{right}`");
        assert!(loads(&text).is_err(), "the loader takes `{wrong}` for `{right}`");
    }
}

/// What is wrong with a tree, by as much of draft-07 as our schema uses. A keyword it does not know fails the test.
fn validate(schema: &Json, tree: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    Judge { root: schema }.judge(schema, tree, Path::new("/"), &mut wrong);
    wrong
}

struct Judge<'a> {
    root: &'a Json,
}

impl Judge<'_> {
    fn fits(&self, schema: &Json, value: &Json) -> bool {
        let mut wrong = Vec::new();
        self.judge(schema, value, Path::new("/"), &mut wrong);
        wrong.is_empty()
    }

    fn judge(&self, schema: &Json, value: &Json, at: &Path, wrong: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().expect("a schema is an object") {
            let fine = match keyword.as_str() {
                "$schema" | "title" | "description" | "definitions" | "patternProperties" => true,
                "additionalProperties" => {
                    self.judge_keys(schema, value, at, wrong);
                    true
                }
                "properties" => {
                    for (key, rule) in rule.as_object().expect("properties") {
                        if let Some(inner) = value.get(key) {
                            self.judge(rule, inner, &at.join(key), wrong);
                        }
                    }
                    true
                }
                "$ref" => {
                    let path = rule.as_str().and_then(|path| path.strip_prefix('#')).expect("a place in this file");
                    self.judge(self.root.pointer(path).expect("is defined"), value, at, wrong);
                    true
                }
                "items" => {
                    value.as_array().into_iter().flatten().for_each(|inner| self.judge(rule, inner, at, wrong));
                    true
                }
                "oneOf" => list(rule).iter().filter(|rule| self.fits(rule, value)).count() == 1,
                "anyOf" => list(rule).iter().any(|rule| self.fits(rule, value)),
                "allOf" => list(rule).iter().all(|rule| self.fits(rule, value)),
                plain => holds(plain, rule, value),
            };
            if !fine {
                wrong.push(format!("{}: {keyword} {rule:.60}", at.display()));
            }
        }
    }

    /// Keys that are neither named nor of a known form.
    fn judge_keys(&self, schema: &Json, value: &Json, at: &Path, wrong: &mut Vec<String>) {
        for (key, inner) in value.as_object().into_iter().flatten() {
            if schema.pointer("/properties").is_some_and(|named| named.get(key).is_some()) {
                continue;
            }
            let mut forms = schema.pointer("/patternProperties").and_then(Json::as_object).into_iter().flatten();
            match (forms.find(|(form, _)| matches(form, key)), &schema["additionalProperties"]) {
                (Some((_, rule)), _) => self.judge(rule, inner, &at.join(key), wrong),
                (None, Json::Bool(false)) => wrong.push(format!("{}: no `{key}`", at.display())),
                (None, rule) => self.judge(rule, inner, &at.join(key), wrong),
            }
        }
    }
}

fn list(rule: &Json) -> &Vec<Json> {
    rule.as_array().expect("a list of schemas")
}

/// The keywords that look at a value alone.
fn holds(keyword: &str, rule: &Json, value: &Json) -> bool {
    let least = |length: usize| length as u64 >= rule.as_u64().expect("a number");
    match keyword {
        "type" => match rule {
            Json::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
            kind => is_of(kind, value),
        },
        "enum" => list(rule).contains(value),
        "const" => rule == value,
        "required" => value
            .as_object()
            .is_none_or(|map| list(rule).iter().all(|key| map.contains_key(key.as_str().expect("a key")))),
        "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().expect("a form"), text)),
        "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().expect("a number")),
        "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().expect("a number")),
        "minLength" => value.as_str().is_none_or(|text| least(text.chars().count())),
        "minItems" => value.as_array().is_none_or(|items| least(items.len())),
        "minProperties" => value.as_object().is_none_or(|map| least(map.len())),
        "uniqueItems" => {
            value.as_array().is_none_or(|all| all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)))
        }
        other => panic!("the schema uses `{other}`, which this test does not know"),
    }
}

fn is_of(kind: &Json, value: &Json) -> bool {
    match kind.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type `{other}` is not known"),
    }
}

/// The few forms of words there are, without a crate for all that could be.
fn matches(form: &str, text: &str) -> bool {
    let word = |more: &str| {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(c);
        text.len() <= 64 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fine)
    };
    match form {
        "^[a-z][a-z0-9-]{0,63}$" => word("-"),
        "^[a-z][a-z0-9_]{0,63}$" => word("_"),
        "^[a-z][a-z0-9_-]{0,63}$" => word("-_"),
        "^[1-4]$" => matches!(text, "1" | "2" | "3" | "4"),
        r"^\s*[0-9]{1,2}\s*\.\.\s*[0-9]{1,2}\s*$" => text.split_once("..").is_some_and(|(least, most)| {
            [least, most]
                .iter()
                .all(|n| matches!(n.trim().len(), 1..=2) && n.trim().bytes().all(|b| b.is_ascii_digit()))
        }),
        "^[0-9]{1,4} (day|days|week|weeks|month|months|year|years)$" => {
            text.split_once(' ').is_some_and(|(n, unit)| {
                digits(n, 1..=4) && ["day", "week", "month", "year"].contains(&unit.trim_end_matches('s'))
            })
        }
        "^[0-9]{2}-[0-9]{2}$" => dashed(text, &[2, 2]),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => dashed(text, &[4, 2, 2]),
        "^((opens|closes|anchor)( [+-]?[0-9]{1,3})?|[0-9]{2}-[0-9]{2})$" => {
            let (mark, days) = text.split_once(' ').unwrap_or((text, "0"));
            let counted = ["opens", "closes", "anchor"].contains(&mark);
            dashed(text, &[2, 2]) || (counted && digits(days.trim_start_matches(['+', '-']), 1..=3))
        }
        "^(phone [0-9 ]{2,20}|[a-z][a-z0-9-]{0,63})$" => match text.strip_prefix("phone ") {
            Some(number) => number.bytes().all(|b| b.is_ascii_digit() || b == b' '),
            None => word("-"),
        },
        "^M-[0-9]{1,2}$" => text.strip_prefix("M-").is_some_and(|n| digits(n, 1..=2)),
        "^[0-9]{1,2} next month$" => text.strip_suffix(" next month").is_some_and(|n| digits(n, 1..=2)),
        other => panic!("the form `{other}` is not known"),
    }
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn dashed(text: &str, lengths: &[usize]) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len() && parts.iter().zip(lengths).all(|(part, length)| digits(part, *length..=*length))
}

#[test]
fn the_judge_of_these_tests_can_say_no() {
    let schema = json!({ "type": "object", "properties": { "a": { "enum": ["x"] } }, "required": ["a"], "additionalProperties": false });
    assert!(validate(&schema, &json!({ "a": "x" })).is_empty());
    for wrong in [json!({}), json!({ "a": "y" }), json!({ "a": "x", "b": 1 }), json!([])] {
        assert!(!validate(&schema, &wrong).is_empty(), "{wrong}");
    }
}
