//! Whether the pages tell the truth: settings, commands, links, step kinds and examples are held against the code.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use clap::CommandFactory;
use guichet::{
    cli::Cli,
    flow::{
        built_in::{BUILT_IN, BuiltIn},
        grammar, loader,
        var_type::NAMED,
    },
    problem::{SourceFile, report},
    reminder::grammar as deadline,
    service::dialogue::{compile, sources},
    settings::Settings,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every page, by its path.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec!["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    for entry in std::fs::read_dir(root().join("docs")).expect("the folder of pages") {
        let name = entry.expect("a page").file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// The words that begin with a prefix and go on with such characters.
fn words(text: &str, prefix: &str, goes_on: fn(char) -> bool) -> BTreeSet<String> {
    let word = |(at, _): (usize, &str)| {
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    text.match_indices(prefix).map(word).filter(|word| !word.is_empty()).collect()
}

/// The blocks of a page that are fenced with this word.
fn fenced(page: &str, word: &str) -> Vec<String> {
    let opening = format!("```{word}\n");
    let block = |part: &str| part.split_once("\n```").map(|(block, _)| format!("{block}\n"));
    page.split(&opening).skip(1).filter_map(block).collect()
}

#[test]
fn every_variable_is_explained_to_operators() {
    let page = read("docs/operators.md");
    for (path, least) in [
        ("src/settings.rs", 10),
        ("src/settings/access.rs", 2),
        ("src/settings/office.rs", 4),
        ("src/settings/case_system.rs", 2),
        ("src/settings/open_id.rs", 4),
        ("src/settings/codes.rs", 2),
    ] {
        let named = words(&read(path), "GUICHET_", |c| c.is_ascii_uppercase() || c == '_');
        assert!(named.len() >= least, "{path}: {named:?}");
        for variable in named {
            assert!(
                page.contains(&format!("`GUICHET_{variable}`")),
                "docs/operators.md lacks GUICHET_{variable}: {path}"
            );
        }
    }
}

#[test]
fn every_setting_stands_in_the_example() {
    let example = read("guichet.example.toml");
    let sources = [
        ("src/settings.rs", "struct File"),
        ("src/settings.rs", "struct TwilioFile"),
        ("src/settings.rs", "struct OfficeFile"),
        ("src/settings.rs", "struct SpendingFile"),
        ("src/settings/sending.rs", "struct SendingFile"),
        ("src/settings/reminders.rs", "struct RemindersFile"),
        ("src/settings/callbacks.rs", "struct CallbacksFile"),
        ("src/settings/case_system.rs", "struct CaseSystemFile"),
        ("src/settings/console.rs", "struct ConsoleFile"),
        ("src/settings/open_id.rs", "struct OpenIdFile"),
        ("src/settings/retention.rs", "struct RetentionFile"),
        ("src/settings.rs", "pub struct ServiceNumber"),
        ("src/case.rs", "pub struct Organisation"),
    ];
    let page = read("docs/operators.md");
    for (path, name) in sources {
        let source = read(path);
        let start = source.find(&format!("{name} {{")).unwrap_or_else(|| panic!("{path} has no {name}"));
        let end = start + source[start..].find("\n}").expect("the end of the struct");
        let fields: Vec<&str> = source[start..end]
            .lines()
            .filter(|line| !line.trim().starts_with(['/', '#']))
            .filter_map(|line| line.trim().trim_start_matches("pub ").split_once(": ").map(|(field, _)| field))
            .collect();
        assert!(fields.len() >= 2, "{name} of {path} cannot be read");
        for field in fields {
            let lines = example.lines().map(|line| line.trim_start_matches("# "));
            let stands = lines.into_iter().any(|line| {
                line.starts_with(&format!("{field} = "))
                    || line.starts_with(&format!("[{field}]"))
                    || line.starts_with(&format!("[{field}."))
                    || line.ends_with(&format!(".{field}]"))
            });
            assert!(stands, "guichet.example.toml has no `{field}`, which {name} reads");
            let explained = [format!("`{field}`"), format!(".{field}`"), format!("`{field}.")];
            assert!(explained.iter().any(|form| page.contains(form)), "docs/operators.md does not explain `{field}`");
        }
    }
}

#[test]
fn the_example_settings_can_be_used() {
    let path = root().join("guichet.example.toml");
    let settings = Settings::load(path.to_str(), &|_| None).unwrap_or_else(|error| panic!("{error}"));
    settings.require_provider().unwrap_or_else(|error| panic!("{error}"));
    // What is commented out is right too.
    let all: String = read("guichet.example.toml")
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => setting,
            _ => line,
        })
        .fold(String::new(), |text, line| text + line + "\n");
    // A file of a secret is read with the settings.
    let secret = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(secret.path(), "a secret").expect("a file");
    let all = all.replace("/etc/guichet/open-id.secret", &secret.path().display().to_string());
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), all).expect("a file");
    let settings = Settings::load(file.path().to_str(), &|_| None).unwrap_or_else(|error| panic!("{error}"));
    assert!(settings.flows.is_some() && settings.locales.is_some());
}

#[test]
fn every_command_that_a_page_names_exists() {
    let cli = Cli::command();
    let commands: BTreeSet<&str> = cli.get_subcommands().map(|command| command.get_name()).collect();
    let letters = |c: char| c.is_ascii_lowercase() || c == '-';
    for (path, page) in pages() {
        for prefix in ["guichet ", "cargo run -- "] {
            for word in words(&page, prefix, letters) {
                let option = word.starts_with('-');
                assert!(option || commands.contains(word.as_str()), "{path} names `{prefix}{word}`: no such command");
            }
        }
    }
}

#[test]
fn every_command_is_in_the_pages() {
    let pages = pages();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let told = |page: &str| page.contains(&format!("guichet {name}")) || page.contains(&format!("run -- {name}"));
        assert!(pages.iter().any(|(_, page)| told(page)), "no page tells of `guichet {name}`");
    }
}

#[test]
fn every_command_and_option_has_a_sentence() {
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(about.split(' ').count() >= 3, "`guichet {name}` has no sentence: {about:?}");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.split(' ').count() >= 3, "`guichet {name}`: {} has no sentence: {help:?}", argument.get_id());
        }
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for (path, page) in pages() {
        let folder = root().join(&path).parent().expect("a folder").to_owned();
        for target in words(&page, "](", |c| c != ')') {
            if target.starts_with("http") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let linked = if file.is_empty() { root().join(&path) } else { folder.join(file) };
            assert!(linked.exists(), "{path} links to {target}: no such file");
            if !anchor.is_empty() {
                assert!(headings(&linked).contains(anchor), "{path} links to {target}: no such heading");
            }
        }
    }
}

/// The anchors of a page's headings, as they are made on the web.
fn headings(path: &Path) -> BTreeSet<String> {
    let page = std::fs::read_to_string(path).expect("a page");
    let anchor = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).collect::<String>().replace(' ', "-")
    };
    page.lines().filter(|line| line.starts_with('#')).map(anchor).collect()
}

#[test]
fn every_step_kind_is_explained_to_authors() {
    let page = read("docs/authors.md");
    for kind in grammar::KINDS {
        assert!(
            page.contains(&format!("\n| `{}` |", kind.name)),
            "docs/authors.md has no row for the step `{}`",
            kind.name
        );
    }
    for form in grammar::FORMS {
        let row = format!("\n| `{}: ", form.name);
        assert!(page.contains(&row), "docs/authors.md has no row for `ask: {{ {}: … }}`", form.name);
    }
    for field in grammar::HEAD {
        assert!(page.contains(&format!("\n| `{}` |", field.name)), "docs/authors.md has no row for `{}`", field.name);
    }
    for field in grammar::BESIDE {
        assert!(page.contains(&format!("`{}", field.name)), "docs/authors.md does not tell of `{}`", field.name);
    }
    for BuiltIn { name, .. } in BUILT_IN {
        assert!(page.contains(&format!("\n| `{name}` |")), "docs/authors.md has no row for the variable `{name}`");
    }
    for (kind, _) in NAMED {
        assert!(page.contains(&format!("`{kind}`")), "docs/authors.md does not name the type `{kind}`");
    }
}

#[test]
fn every_key_of_a_deadline_file_is_explained_and_the_example_loads() {
    let page = read("docs/deadlines.md");
    for field in deadline::HEAD {
        assert!(page.contains(&format!("\n| `{}` |", field.name)), "docs/deadlines.md has no row for `{}`", field.name);
    }
    for (kind, keys) in deadline::DUE {
        assert!(page.contains(&format!("\n| `{kind}` |")), "docs/deadlines.md has no row for `{kind}`");
        for key in keys {
            assert!(page.contains(key.name), "docs/deadlines.md does not tell of `{}`", key.name);
        }
    }
    let text = fenced(&page, "yaml").into_iter().next().expect("an example");
    let file = SourceFile { path: "deadlines/bus-pass.yaml".to_owned(), text: text.as_str().into() };
    let words = fenced(&page, "ftl").into_iter().next().expect("its words");
    let mut files = sources(None, None).expect("the shipped files");
    for words_file in files.iter_mut().filter(|file| file.path.ends_with("/deadlines.ftl")) {
        words_file.text = format!("{}\n{words}", words_file.text).into();
    }
    files.push(file);
    let settings = Settings::without_file(&|_| None).expect("default settings");
    if let Err(problems) = compile(&files, settings.facts()) {
        panic!("{}", report(&problems));
    }
    for (path, _) in shipped_deadlines() {
        assert!(page.contains(&format!("\n| `{path}` |")), "docs/deadlines.md does not list `{path}`");
    }
}

fn shipped_deadlines() -> Vec<(String, SourceFile)> {
    let files = sources(None, None).expect("the shipped files").into_iter();
    let deadlines = files.filter(|file| file.path.starts_with("deadlines/"));
    deadlines.map(|file| (loader::file_name(&file).to_owned(), file)).collect()
}

#[test]
fn every_flow_in_the_pages_loads() {
    let mut count = 0;
    for (path, page) in pages() {
        for text in fenced(&page, "yaml").into_iter().filter(|text| text.starts_with("flow: ")) {
            let name = text["flow: ".len()..].lines().next().unwrap_or_default().to_owned();
            let mut files = shipped_flows();
            files.retain(|file| loader::file_name(file) != name);
            files.push(SourceFile { path: format!("flows/{name}.yaml"), text: text.as_str().into() });
            if let Err(problems) = loader::load(&files, &[]) {
                panic!("the flow `{name}` of {path}:\n{}", report(&problems));
            }
            count += 1;
        }
    }
    assert!(count >= 1, "no flow was found in the pages");
}

fn shipped_flows() -> Vec<SourceFile> {
    let entries = std::fs::read_dir(root().join("flows")).expect("the folder of flows");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let name = entry.expect("a flow").file_name().to_string_lossy().into_owned();
        SourceFile { text: read(&format!("flows/{name}")).as_str().into(), path: format!("flows/{name}") }
    };
    entries.map(file).filter(|file| file.path.ends_with(".yaml")).collect()
}
