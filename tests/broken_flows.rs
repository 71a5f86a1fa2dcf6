//! A broken copy of each shipped flow, and what the check says of it: `docs/broken-flows.md`, to be read as an author would.
//!
//! The slips stand in `tests/broken_flows.toml`. `GUICHET_UPDATE=1 cargo test --test broken_flows` writes the page anew.

#![expect(clippy::expect_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;

use guichet::{
    problem::{Problem, SourceFile, report, summary},
    service::dialogue::{compile, sources},
    settings::Settings,
};
use serde::Deserialize;

const HEAD: &str = "# Broken flows, and what the check says

Slips that authors make, in each of the shipped flows: what stood there (`-`), what was written in its place (`+`), and what
`guichet check` says. This page is made from the program itself. What each code means stands in [Diagnostics](diagnostics.md).
";

/// A slip that tells of more than this has follow-on errors.
const MOST_TOLD: usize = 2;

/// What an author wrote in place of what stood there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    flow: String,
    title: String,
    file: String,
    old: String,
    new: String,
}

#[derive(Deserialize)]
struct Slips {
    slip: Vec<Slip>,
}

fn slips() -> Vec<Slip> {
    let text = include_str!("broken_flows.toml");
    toml::from_str::<Slips>(text).expect("the slips can be read").slip
}

fn shipped() -> Vec<SourceFile> {
    sources(None, None).expect("the shipped flows and words")
}

impl Slip {
    fn problems(&self) -> Vec<Problem> {
        let mut files = shipped();
        let file = files.iter_mut().find(|file| file.path == self.file).expect("a file of the shipped ones");
        assert_eq!(file.text.matches(&self.old).count(), 1, "{}: {}: it stands once", self.file, self.title);
        file.text = file.text.replace(&self.old, &self.new).as_str().into();
        let environment = |name: &str| (name == "GUICHET_OFFICE_NUMBER").then(|| "0199000002".to_owned());
        let settings = Settings::without_file(&environment).expect("default settings");
        match compile(&files, settings.facts()) {
            Ok(dialogue) => dialogue.warnings,
            Err(problems) => problems,
        }
    }

    /// Its lines, those that both have unmarked.
    fn diff(&self) -> String {
        let line = |mark: char, line: &str| format!("{mark} {line}").trim_end().to_owned() + "\n";
        let (old, new): (Vec<&str>, Vec<&str>) = (self.old.lines().collect(), self.new.lines().collect());
        let mut lines = String::new();
        let mut came = new.iter().peekable();
        for gone in &old {
            match came.peek() {
                Some(next) if *next == gone => lines += &line(' ', came.next().unwrap_or(&"")),
                Some(next) if old.len() == new.len() => {
                    lines += &(line('-', gone) + &line('+', next));
                    came.next();
                }
                _ => lines += &line('-', gone),
            }
        }
        lines + &came.map(|next| line('+', next)).collect::<String>()
    }

    fn entry(&self) -> String {
        let problems = self.problems();
        let (title, file) = (&self.title, &self.file);
        let said = report(&problems);
        let drawn: Vec<&str> = said.trim_end().lines().map(str::trim_end).collect();
        let (diff, drawn, summary) = (self.diff(), drawn.join("\n"), summary(&problems));
        format!("\n### {title}\n\n`{file}`\n\n```diff\n{diff}```\n\n```text\n{drawn}\n\n{summary}\n```\n")
    }
}

#[test]
fn the_page_of_broken_flows_is_current() {
    let slips = slips();
    let mut page = HEAD.to_owned();
    let mut before = "";
    for slip in &slips {
        if slip.flow != before {
            page.push_str(&format!("\n## {}\n", slip.flow));
        }
        before = &slip.flow;
        page.push_str(&slip.entry());
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/broken-flows.md");
    if std::env::var_os("GUICHET_UPDATE").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let first = written.lines().zip(page.lines()).find(|(written, made)| written != made);
    assert!(
        written == page,
        "docs/broken-flows.md is not current; the first difference is {first:?}. Write it anew with GUICHET_UPDATE=1 cargo \
         test --test broken_flows"
    );
}

#[test]
fn every_shipped_flow_has_at_least_three_slips() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for slip in slips() {
        *count.entry(slip.flow).or_default() += 1;
    }
    for file in shipped().iter().filter(|file| file.path.starts_with("flows/")) {
        let name = file.path.trim_start_matches("flows/").trim_end_matches(".yaml");
        assert!(count.get(name).is_some_and(|count| *count >= 3), "{name}: {count:?}");
    }
}

#[test]
fn a_slip_is_told_without_an_avalanche() {
    for slip in slips() {
        let problems = slip.problems();
        assert!(!problems.is_empty(), "{}: {}: nothing is told", slip.flow, slip.title);
        assert!(problems.len() <= MOST_TOLD, "{}: {}:\n{}", slip.flow, slip.title, report(&problems));
    }
}
