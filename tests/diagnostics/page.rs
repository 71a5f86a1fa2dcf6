//! `docs/diagnostics.md`, made from the table of codes and from what the check says of their wrong examples.
//!
//! `GUICHET_UPDATE=1 cargo test --test diagnostics` writes it anew.

use guichet::problem::code::{self, Code, Example, Severity};

use crate::{SHOWN, frame};

const HEAD: &str = "# Diagnostics

What `guichet check` says of flows and words, by code: why it matters, a wrong example, and the right one. This page is made
from the program itself; `guichet check --explain G0101` tells the same of one code, in a terminal.

An **error** keeps a version out of service: `check` ends with 1, and `serve` does not begin with it. A **warning** is worth a
look; with `--strict` it counts as an error. A code never changes its meaning.

## For other programs

`guichet check --format json` writes one object: `version` (1), `errors`, `warnings`, and `problems`, a list of objects with
`code`, `name`, `severity` (`error` or `warning`), `message`, `help`, `path`, `start` and `end`. A place has `line` and
`column`, both from 1, the column in UTF-16 units; `end` is behind the last character. What stands in no file has `null` for
the three.

`--format sarif` writes SARIF 2.1.0, for code hosts and editors; `--format github` writes workflow commands, which GitHub
Actions shows at their lines:

```yaml
- run: guichet check --format github
```

Whatever the format, the command ends with 1 where there is an error.
";

#[test]
fn the_page_of_diagnostics_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md");
    let page = page();
    if std::env::var_os("GUICHET_UPDATE").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let first = written.lines().zip(page.lines()).find(|(written, made)| written != made);
    assert!(
        written == page,
        "docs/diagnostics.md is not current; the first difference is {first:?}. Write it anew with GUICHET_UPDATE=1 cargo \
         test --test diagnostics"
    );
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (block, subject) in code::BLOCKS {
        page.push_str(&format!("\n## {subject}\n"));
        for code in code::all().filter(|code| code.id.starts_with(block)) {
            page.push_str(&entry(code));
        }
    }
    page
}

fn entry(code: &Code) -> String {
    let kind = if code.severity == Severity::Warning { " (warning)" } else { "" };
    let Code { id, name, title, reason, .. } = code;
    let said: Vec<String> = said(code).into_iter().take(1).collect();
    let (wrong, right) = (shown(&code.wrong, "wrong"), shown(&code.right, "right"));
    format!("\n### {id} {name}{kind}\n\n**{title}.** {reason}\n\n{wrong}\n> {}\n\n{right}", said.join(""))
}

/// The message of a wrong example, and what to write instead.
fn said(code: &Code) -> Vec<String> {
    let shown = SHOWN.iter().find(|(other, ..)| *other == code);
    let problems = shown.map(|(_, _, problems)| problems.as_slice()).unwrap_or_default();
    let sentence = |text: &str| text.replace('<', "&lt;").replace('\n', " ");
    problems
        .iter()
        .map(|problem| format!("{} – {}", sentence(&problem.to_string()), sentence(problem.help())))
        .collect()
}

fn shown(example: &Example, which: &str) -> String {
    let files = match example {
        Example::Told(words) => {
            let word = if which == "wrong" { "Wrong" } else { "Right" };
            return format!("{word}: {words}\n");
        }
        _ => example.files(),
    };
    let mut text = String::new();
    for (path, lines) in &files {
        let language = if path.ends_with(".ftl") { "ftl" } else { "yaml" };
        let place = if matches!(example, Example::Files(_)) { format!(": {path}") } else { String::new() };
        let lines = frame::without_marks(lines).0;
        let lines: String = lines.chars().map(visible).collect();
        text.push_str(&format!("```{language}\n# {which}{place}\n{lines}```\n"));
    }
    text
}

/// A page has no characters that nobody can see.
fn visible(c: char) -> String {
    match c {
        '\n' => "\n".to_owned(),
        c if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) => format!("‹U+{:04X}›", u32::from(c)),
        c => c.to_string(),
    }
}
