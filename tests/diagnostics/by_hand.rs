//! Diagnostics that no text in the table can show: too much of something, or nothing at all.

use std::{fs, path::Path};

use guichet::{
    flow::loader,
    problem::{
        Problem, SourceFile,
        code::{self, Code},
    },
    service::dialogue::sources,
    words::Catalogue,
};

use crate::frame::{problems, shipped};

type Case = (&'static Code, fn() -> Vec<Problem>);

/// A case for each code whose example is told in words.
const CASES: [Case; 20] = [
    (&code::TOO_MANY_ENTRIES, || {
        let steps: String = (0..501).map(|number| format!("  s{number}:\n    end: done\n")).collect();
        flow(&format!("steps:\n{steps}"))
    }),
    (&code::LONG_EXPRESSION, || {
        flow(&format!("steps:\n  a:\n    say: {{ x: '{}' }}\n    next: b\n  b:\n    end: done\n", "a".repeat(501)))
    }),
    (&code::NEEDED_FLOW_MISSING, || without("flows/read-out.yaml")),
    (&code::CALLS_TOO_DEEP, nine_deep),
    (&code::HUMAN_TOO_FAR, || {
        changed("locales/fr/about.ftl", "price = ", &format!("price = {}", "encore ".repeat(300)))
    }),
    (&code::LONG_CHOICE_OF_LANGUAGE, || {
        changed("locales/fr/welcome.ftl", "language = ", &format!("language = {}", "encore ".repeat(30)))
    }),
    (&code::KEY_BEFORE_OPTION, || {
        changed(
            "locales/fr/shared.ftl",
            "    .voice = { $option }, tapez { $key }.",
            "    .voice = { $key }, { $option }.",
        )
    }),
    (&code::FRAME_LEAVES_OUT, || {
        changed("locales/fr/shared.ftl", "menu-option = { $key } { $option }", "menu-option = { $option }")
    }),
    (&code::TOLD_BY_TEXT, || {
        changed("locales/fr/file-status.ftl", "Votre demande est", "Votre demande ({ $benefit-words }) est")
    }),
    (&code::TOO_MANY_REFERENCES, || words(&bomb())),
    (&code::NO_SHARED_FRENCH, || without("locales/fr/shared.ftl")),
    (&code::MISSING_SHARED_WORDS, without_silence),
    (&code::NO_FLOWS, || loader::load(&[], &[]).err().unwrap_or_default()),
    (&code::FILE_TWICE, || {
        let file = source("flows/x.yaml", "flow: x\nsteps:\n  a:\n    end: done\n");
        loader::load(&[file.clone(), file], &[]).err().unwrap_or_default()
    }),
    (&code::FILE_TOO_LARGE, || flow(&"#".repeat(300_000))),
    (&code::UNREADABLE, || sources(Some(Path::new("/nowhere/flows")), None).err().unwrap_or_default()),
    (&code::NOT_UTF8, || folder(|path| fs::write(path.join("a.yaml"), b"flow: \xe9t\xe9\n").expect("a file"))),
    (&code::TOO_MANY_FILES, || folder(|path| fs::create_dir_all(path.join("a/b/c/d/e/f")).expect("folders"))),
    (&code::TOO_LONG, || flow(&format!("about: [{}]\n", "0, ".repeat(60_000)))),
    (&code::TOO_MANY_MISTAKES, || {
        let steps: String = (0..200).map(|number| format!("  s{number}:\n    say: {{}}\n")).collect();
        let problems = flow(&format!("steps:\n{steps}"));
        assert_eq!(problems.len(), 101);
        problems.into_iter().skip(100).collect()
    }),
];

/// What is said in the case of a code; nothing where it has none.
pub fn problems_of(code: &Code) -> Vec<Problem> {
    CASES.iter().find(|(other, _)| *other == code).map(|(_, case)| case()).unwrap_or_default()
}

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

/// What is said of the flow `x` with this text.
pub fn flow(text: &str) -> Vec<Problem> {
    loader::load(&[source("flows/x.yaml", &format!("flow: x\n{text}"))], &[]).err().unwrap_or_default()
}

/// What is said of these shared French words.
pub fn words(text: &str) -> Vec<Problem> {
    Catalogue::load(&[source("locales/fr/shared.ftl", text)]).err().unwrap_or_default()
}

/// Ten messages of ten, of ten, of ten.
pub fn bomb() -> String {
    let level = |number: usize| format!("a{number} = {}\n", format!("{{ a{} }}", number + 1).repeat(10));
    (0..4).map(level).chain(["a4 = boum\n".to_owned()]).collect()
}

fn without(path: &str) -> Vec<Problem> {
    let files: Vec<SourceFile> = shipped().into_iter().filter(|file| file.path != path).collect();
    problems(&files)
}

fn without_silence() -> Vec<Problem> {
    let mut files = shipped();
    for file in files.iter_mut().filter(|file| file.path == "locales/en/shared.ftl") {
        let kept: Vec<&str> = file.text.lines().filter(|line| !line.starts_with("silence =")).collect();
        file.text = kept.join("\n").into();
    }
    problems(&files)
}

/// What is said of the shipped installation with one text of one file in place of another.
fn changed(path: &str, text: &str, by: &str) -> Vec<Problem> {
    let mut files = shipped();
    for file in files.iter_mut().filter(|file| file.path == path) {
        assert!(file.text.contains(text), "{path} holds {text}");
        file.text = file.text.replacen(text, by, 1).into();
    }
    problems(&files)
}

/// The first menu calls a flow that calls another, eight times.
fn nine_deep() -> Vec<Problem> {
    let mut files = shipped();
    for file in files.iter_mut().filter(|file| file.path == "flows/menu.yaml") {
        file.text = file.text.replace("flow: about }", "flow: deep-2 }").into();
    }
    for deep in 2..9 {
        let call = format!("  a:\n    call: {{ flow: deep-{} }}\n    on: {{ else: done }}\n", deep + 1);
        let text = format!("flow: deep-{deep}\nsteps:\n{call}  done:\n    end: done\n");
        files.push(source(&format!("flows/deep-{deep}.yaml"), &text));
    }
    let last = "flow: deep-9\nsteps:\n  hello:\n    say: {}\n    next: done\n  done:\n    end: done\n";
    files.push(source("flows/deep-9.yaml", last));
    for language in ["ar", "en", "fr"] {
        files.push(source(&format!("locales/{language}/deep-9.ftl"), "hello = x\n"));
    }
    problems(&files)
}

/// What is said of a folder of flows.
fn folder(fill: fn(&Path)) -> Vec<Problem> {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path());
    sources(Some(folder.path()), None).err().unwrap_or_default()
}
