//! The shape of the program, held to what `src/lib.rs` says of it: who may import whom, that the core does no IO, that
//! every file says what it is for, and that what is personal cannot be printed.

#![expect(clippy::expect_used, reason = "a test fails where its own tools fail")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What the modules above the line may not name: paths that begin so do IO, read a clock or make randomness.
const IMPURE: [&[&str]; 14] = [
    &["std", "fs"],
    &["std", "net"],
    &["std", "env"],
    &["std", "process"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
    &["std", "thread"],
    &["tokio"],
    &["sqlx"],
    &["reqwest"],
    &["axum"],
    &["getrandom"],
    &["rand"],
    &["include_dir"],
];
/// The one module above the line that may read the machine's clock.
const CLOCK: &str = "clock";
/// Types that hold personal data or secrets.
const UNPRINTABLE: [&str; 4] = ["PhoneNumber", "FileNumber", "Secret", "Value"];

#[test]
fn a_module_imports_only_what_stands_before_it() {
    let modules = Modules::of_the_map();
    let wrong: Vec<String> =
        sources("src").iter().flat_map(|(path, text)| modules.imported_too_early(path, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_modules_above_the_line_do_no_io() {
    let modules = Modules::of_the_map();
    // Tests of the core may read files: the shipped flows, for one.
    let code = sources("src").into_iter().filter(|(path, _)| !path.ends_with("tests.rs"));
    let wrong: Vec<String> = code.flat_map(|(path, text)| modules.impure(&path, &text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Transactions are opened in the store alone, by functions that are private to it.
#[test]
fn no_transaction_can_wait_for_a_network() {
    let network = ["reqwest", "hyper", "tokio::net", "crate::provider", "crate::connector"];
    let store: Vec<_> = sources("src/store")
        .into_iter()
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "tests"))
        .collect();
    assert!(store.len() > 15, "the store was found");
    for (path, text) in &store {
        for name in network {
            assert!(!text.contains(name), "{} reaches for {name}", path.display());
        }
    }
    let module = read(Path::new("src/store/mod.rs"));
    for open in ["fn write<", "fn decide<"] {
        assert!(module.contains(&format!("    async {open}")), "{open} is private to the store");
    }
    for (path, text) in sources("src") {
        let begins = text.contains("\"BEGIN") || text.contains(".begin(") || text.contains("begin_with(");
        assert!(!begins || path.starts_with("src/store"), "{} opens a transaction", path.display());
    }
}

#[test]
fn every_module_stands_in_the_map_and_the_map_names_no_other() {
    let modules = Modules::of_the_map();
    let declared: BTreeSet<String> = read(Path::new("src/lib.rs"))
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    assert_eq!(modules.order.iter().cloned().collect::<BTreeSet<_>>(), declared);
    assert!((1..modules.order.len()).contains(&modules.pure), "the line stands between two modules");
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let files = sources("src").into_iter().chain(sources("tests"));
    let wrong: Vec<String> =
        files.filter(|(_, text)| !has_charter(text)).map(|(path, _)| path.display().to_string()).collect();
    assert!(wrong.is_empty(), "no charter in the first line of {}", wrong.join(", "));
}

#[test]
fn what_is_personal_has_no_display() {
    let wrong: Vec<String> = sources("src")
        .iter()
        .flat_map(|(path, text)| printable(text).into_iter().map(move |name| format!("{}: {name}", path.display())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn planted_violations_are_found() {
    let modules = Modules { order: ["id", "flow", "store", "web"].map(str::to_owned).to_vec(), pure: 2 };
    let early = [
        ("src/flow/engine.rs", "use crate::store::Store;"),
        ("src/flow/engine.rs", "use crate::{id::Seed, store::{Store, turn::Write}};"),
        ("src/flow/engine.rs", "fn f() { crate::web::router(); }"),
        ("src/flow/engine.rs", "use super::super::store::Store;"),
        ("src/id.rs", "use super::flow::Name;"),
        ("src/id.rs", "pub(in crate::flow) fn f() {}"),
    ];
    for (path, text) in early {
        assert_eq!(modules.imported_too_early(Path::new(path), text).len(), 1, "{text}");
    }
    let fitting = [
        ("src/store/mod.rs", "use crate::{flow::Name, id::Seed, store::row::Row};"),
        ("src/flow/engine.rs", "use super::store::Store;"),
        ("src/flow/engine.rs", "// crate::store is named in a comment\nconst A: &str = \"crate::store::A\";"),
        ("src/flow/engine.rs", "/// See [`crate::store`].\nfn f(a: char) -> bool { a == '\"' || a == 'c' }"),
    ];
    for (path, text) in fitting {
        assert_eq!(modules.imported_too_early(Path::new(path), text), Vec::<String>::new(), "{text}");
    }
    let impure = [
        "use std::{collections::BTreeMap, fs};",
        "use std::{time::{Duration, Instant}};",
        "fn f() { let _ = std::env::var(\"A\"); }",
        "use tokio::time::sleep;",
        "fn f() { jiff::Timestamp::now(); }",
        "fn f() { Zoned::now(); }",
    ];
    for text in impure {
        assert_eq!(modules.impure(Path::new("src/flow/value.rs"), text).len(), 1, "{text}");
        assert_eq!(modules.impure(Path::new("src/web/value.rs"), text), Vec::<String>::new(), "below the line");
    }
    assert!(!has_charter("// a comment\n//! too late"));
    assert_eq!(printable("impl fmt::Display for PhoneNumber {}"), ["PhoneNumber"]);
    assert_eq!(printable("impl std::fmt::Display for crate::case::FileNumber {}"), ["FileNumber"]);
    assert_eq!(printable("impl fmt::Debug for Secret {}"), Vec::<String>::new());
}

/// The map's modules in their order; the first `pure` of them stand above the line.
struct Modules {
    order: Vec<String>,
    pure: usize,
}

impl Modules {
    /// Reads the table in the documentation of `src/lib.rs`.
    fn of_the_map() -> Self {
        let (mut order, mut pure) = (Vec::new(), 0);
        for row in read(Path::new("src/lib.rs")).lines().filter_map(|line| line.strip_prefix("//! | ")) {
            let first = row.split('|').next().unwrap_or_default();
            if first.contains('─') {
                pure = order.len();
            }
            order.extend(first.split("[`").skip(1).filter_map(|part| part.split_once("`]").map(|(n, _)| n.to_owned())));
        }
        Modules { order, pure }
    }

    fn place(&self, module: &str) -> Option<usize> {
        self.order.iter().position(|name| name == module)
    }

    fn imported_too_early(&self, path: &Path, text: &str) -> Vec<String> {
        let Some((own, depth)) = place_of(path) else { return Vec::new() };
        let Some(at) = self.place(&own) else { return vec![format!("{}: not in the map", path.display())] };
        let mut found = BTreeSet::new();
        for named in paths(text) {
            let supers = named.iter().take_while(|segment| *segment == "super").count();
            let module = match named[0].as_str() {
                "crate" => named.get(1),
                "super" if supers >= depth => named.get(supers),
                _ => None,
            };
            if let Some(module) = module.filter(|module| self.place(module).is_some_and(|other| other > at)) {
                found.insert(format!("{}: `{own}` names `{module}`, which stands after it", path.display()));
            }
        }
        found.into_iter().collect()
    }

    fn impure(&self, path: &Path, text: &str) -> Vec<String> {
        let Some((own, _)) = place_of(path) else { return Vec::new() };
        if self.place(&own).is_none_or(|at| at >= self.pure) {
            return Vec::new();
        }
        let reads_clock = |named: &[String]| {
            own != CLOCK
                && named.windows(2).any(|pair| matches!(pair[0].as_str(), "Timestamp" | "Zoned") && pair[1] == "now")
        };
        let wrong = |named: &Vec<String>| {
            let begins = |with: &[&str]| named.len() >= with.len() && with.iter().zip(named).all(|(a, b)| a == b);
            IMPURE.iter().any(|forbidden| begins(forbidden)) || reads_clock(named)
        };
        let found: BTreeSet<String> = paths(text).into_iter().filter(wrong).map(|named| named.join("::")).collect();
        found.into_iter().map(|name| format!("{}: {name}", path.display())).collect()
    }
}

/// The top module a file belongs to, and how many `super` lead from it to the crate.
fn place_of(path: &Path) -> Option<(String, usize)> {
    let parts: Vec<&str> = path.strip_prefix("src").ok()?.iter().filter_map(|part| part.to_str()).collect();
    let own = parts.first()?.trim_end_matches(".rs").to_owned();
    if matches!(own.as_str(), "lib" | "main") {
        return None;
    }
    let depth = parts.len() - usize::from(parts.last() == Some(&"mod.rs"));
    Some((own, depth))
}

fn has_charter(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 12)
}

fn printable(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (at, _) in tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == "Display" && pair[1] == "for") {
        let named = tokens[at + 2..].iter().take_while(|token| *token != "{" && *token != "where");
        found.extend(named.filter(|token| UNPRINTABLE.contains(&token.as_str())).cloned());
    }
    found
}

/// Every path that code names, import groups taken apart.
fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let (mut at, mut found) = (0, Vec::new());
    while at < tokens.len() {
        if is_name(&tokens[at]) {
            at = read_path(&tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

fn read_path(tokens: &[String], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    path.push(tokens[at].clone());
    at += 1;
    while tokens.get(at).is_some_and(|token| token == "::") {
        at += 1;
        match tokens.get(at).map(String::as_str) {
            Some("{") => return read_group(tokens, at + 1, &path, found),
            Some(name) if is_name(name) => {
                path.push(name.to_owned());
                at += 1;
            }
            _ => break,
        }
    }
    found.push(path);
    at
}

fn read_group(tokens: &[String], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "}" => return at + 1,
            name if is_name(name) => at = read_path(tokens, at, before, found),
            _ => at += 1,
        }
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs; comments, strings and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_name(&rest[..first.len_utf8()]) {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            tokens.extend((!first.is_whitespace()).then(|| rest[..length].to_owned()));
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the string or character that a text begins with.
fn literal(text: &str) -> Option<usize> {
    let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r'));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let from = text.len() - raw.len() + hashes + 1;
            return Some(text[from..].find(&end).map_or(text.len(), |at| from + at + end.len()));
        }
    }
    if text.starts_with('"') {
        let mut escaped = false;
        let end = text.char_indices().skip(1).find(|(_, c)| {
            let closes = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        return Some(end.map_or(text.len(), |(at, _)| at + 1));
    }
    // A character, and not a lifetime: it closes after one character or an escape.
    let inner = text.strip_prefix('\'')?;
    let first = inner.chars().next()?;
    let from = if first == '\\' { 2 } else { first.len_utf8() };
    let closes = inner.get(from..)?.find('\'')?;
    (closes == 0 || first == '\\').then_some(1 + from + closes + 1)
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources can be read") {
            let path = entry.expect("its entries too").path();
            if path.is_dir() {
                folders.extend((!path.ends_with("node_modules")).then_some(path));
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source can be read");
                found.push((path.strip_prefix(root).expect("it is ours").to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty());
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file can be read")
}
