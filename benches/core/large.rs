//! A hundred flows in ten languages: the shipped ones again and again, under new names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

/// Flows in the set.
pub const FLOWS: usize = 100;
/// Its languages: those with words of their own, and those that get the English ones.
const OWN: [&str; 3] = ["ar", "en", "fr"];
const COPIED: [&str; 7] = ["de", "es", "it", "nl", "pt", "sv", "tr"];
/// The option that is said in English alone.
const OFFERED: &str = "language-english";
const GREETING: &str = "Hello, this is { $service }.";
const BOOKED: &str = "We have noted it. An advisor will call you back on { $number }, ";

/// Writes the set into a folder, as `flows/` and `locales/`.
pub fn write(folder: &Path) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = names(&root.join("flows"), "yaml")?;
    fs::create_dir_all(folder.join("flows"))?;
    let copies: Vec<(&str, usize)> =
        (0..).flat_map(|copy| shipped.iter().map(move |name| (name.as_str(), copy))).take(FLOWS).collect();
    for (name, copy) in &copies {
        let text = fs::read_to_string(root.join(format!("flows/{name}.yaml")))?;
        fs::write(folder.join(format!("flows/{}.yaml", renamed(name, *copy))), retold(&text, &shipped, *copy))?;
    }
    for (language, source) in OWN.iter().map(|own| (own, own)).chain(COPIED.iter().map(|tag| (tag, &"en"))) {
        let from = root.join("locales").join(source);
        let to = folder.join("locales").join(language);
        fs::create_dir_all(&to)?;
        for (name, copy) in &copies {
            let words = fs::read_to_string(from.join(format!("{name}.ftl")))?;
            // A language without an option of its own hears them all as foreign words, more slowly: a shorter greeting and a
            // shorter promise make up for it.
            let words = match language == source {
                true => words,
                false => without(&words, OFFERED).replace(GREETING, "{ $service }.").replace(BOOKED, "We call "),
            };
            fs::write(to.join(format!("{}.ftl", renamed(name, *copy))), words)?;
        }
        fs::copy(from.join("simulator.ftl"), to.join("simulator.ftl"))?;
        let mut shared = fs::read_to_string(from.join("shared.ftl"))?;
        // What a flow that a word begins is called.
        for (name, copy) in copies.iter().filter(|(_, copy)| *copy > 0) {
            shared.push_str(&format!("\nvalue-{} = {copy}", renamed(name, *copy)));
        }
        fs::write(to.join("shared.ftl"), shared)?;
    }
    Ok(())
}

/// The words without one message and its attributes.
fn without(words: &str, id: &str) -> String {
    let mut inside = false;
    let kept = words.lines().filter(|line| {
        inside = line.starts_with(id) || inside && line.starts_with(' ');
        !inside
    });
    kept.map(|line| format!("{line}\n")).collect()
}

/// The first copy keeps the name: the service leads people to some flows by theirs.
fn renamed(name: &str, copy: usize) -> String {
    if copy == 0 { name.to_owned() } else { format!("{name}-{copy}") }
}

/// The copy calls the copies of its time, where they are in the set.
fn retold(text: &str, shipped: &[String], copy: usize) -> String {
    let complete = (copy + 1) * shipped.len() <= FLOWS;
    let lines = text.lines().map(|line| {
        let own = line.starts_with("flow: ");
        let found = shipped.iter().find(|name| mentions(line, name));
        match found {
            Some(name) if own || complete => {
                line.replacen(&format!("flow: {name}"), &format!("flow: {}", renamed(name, copy)), 1)
            }
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn mentions(line: &str, name: &str) -> bool {
    let rest = line.split_once("flow: ").and_then(|(_, rest)| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
}

fn names(folder: &Path, ending: &str) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.extension().is_some_and(|found| found == ending) {
            names.push(path.file_stem().and_then(|stem| stem.to_str()).context("a file's name")?.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
