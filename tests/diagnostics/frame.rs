//! Examples made whole: framed by a flow, given the words they need, and laid over the shipped installation.

use std::{ops::Range, sync::LazyLock};

use guichet::{
    flow::{
        definition::{Flow, Kind},
        loader,
    },
    language::Language,
    problem::{
        Problem, SourceFile,
        code::{Example, LOST_VALUE},
    },
    service::dialogue::{compile, sources},
    settings::Settings,
};

/// Variables that examples may use; the frame declares those that are named.
const VARIABLES: [(&str, &str); 12] = [
    ("code", "secret"),
    ("day", "date"),
    ("file", "case_file"),
    ("half_day", "symbol"),
    ("item", "item"),
    ("name", "text"),
    ("number", "digits"),
    ("organisation", "symbol"),
    ("phone", "phone"),
    ("reference", "digits"),
    ("rent", "amount"),
    ("sure", "bool"),
];

/// The flow of examples that are words alone.
const SPEAKER: &str = "flow: example\nabout: An example.\nenter: { words: entry }\nsteps:\n  hello:\n    say: { channel: \
                       channel, count: 'size(organisations)' }\n    next: choose\n  choose:\n    menu:\n      1: { \
                       option: paper, go: bye }\n  bye:\n    say: {}\n    next: done\n  done:\n    \
                       end: done\n";

/// A sentence in each language for whatever an example needs.
const SENTENCES: [(&str, &str, &str); 3] =
    [("fr", "exemple", "Bonjour"), ("en", "example", "Good morning"), ("ar", "مثال", "مرحبا")];

/// A whole installation.
pub struct Framed {
    pub files: Vec<SourceFile>,
    /// What is marked in it: the path, and the place in bytes.
    pub marked: Option<(String, Range<usize>)>,
    /// Whether it is words in one language, so that those of the others are the frame's.
    of_one_language: bool,
}

impl Framed {
    /// What the check says of it, warnings included.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = problems(&self.files);
        // The frame's sentences tell no values.
        problems.retain(|problem| !self.of_one_language || problem.code() != &LOST_VALUE);
        problems
    }
}

/// What the check says of an installation.
pub fn problems(files: &[SourceFile]) -> Vec<Problem> {
    let environment = |name: &str| (name == "GUICHET_OFFICE_NUMBER").then(|| "0199000002".to_owned());
    let settings = Settings::without_file(&environment).expect("default settings");
    match compile(files, settings.facts()) {
        Ok(dialogue) => dialogue.warnings,
        Err(problems) => problems,
    }
}

/// The shipped flows and words.
pub fn shipped() -> Vec<SourceFile> {
    sources(None, None).expect("the shipped flows and words")
}

/// Those of them without which there is no service, and what these call.
static NEEDED: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let names = ["shared", "callback", "ask-item", "give-item", "read-out", "reminder", "glossary"];
    let needed = |file: &SourceFile| {
        let name = file.path.rsplit('/').next().and_then(|name| name.split('.').next());
        names.iter().any(|needed| Some(*needed) == name)
    };
    shipped().into_iter().filter(needed).collect()
});

/// The flow that reminds, and its words.
const REMINDS: [&str; 2] = ["/reminder.yaml", "/reminder.ftl"];

/// An example as a whole installation.
pub fn framed(example: &Example) -> Framed {
    let mut own: Vec<(String, String)> =
        example.files().into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    match example {
        Example::Steps(_) => own.iter_mut().for_each(|(_, text)| *text = around(text)),
        Example::Words(_) => own.push(("flows/example.yaml".to_owned(), SPEAKER.to_owned())),
        Example::Flow(_) | Example::Files(_) | Example::Told(_) => {}
    }
    give_words(&mut own);
    give_words_of_deadlines(&mut own);
    let mut files = NEEDED.clone();
    // Where there is nothing to remind of, nobody needs a flow that does.
    if !own.iter().any(|(path, _)| path.starts_with("deadlines/")) {
        files.retain(|file| !REMINDS.iter().any(|name| file.path.ends_with(name)));
    }
    let mut marked = None;
    for (path, text) in own {
        let (text, range) = without_marks(&text);
        marked = marked.or(range.map(|range| (path.clone(), range)));
        files.retain(|file| file.path != path);
        files.push(SourceFile { path, text: text.into() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Framed { files, marked, of_one_language: matches!(example, Example::Words(_)) }
}

/// Steps in a flow that has the variables they name, and ends.
fn around(steps: &str) -> String {
    let plain = without_marks(steps).0;
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let vars: Vec<String> = VARIABLES
        .iter()
        .filter(|(name, _)| words.contains(name))
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    let indented: String = steps.lines().map(|line| format!("  {line}\n")).collect();
    let vars = if vars.is_empty() { String::new() } else { format!("vars: {{ {} }}\n", vars.join(", ")) };
    let end = if words.contains(&"done") { ending(&words) } else { String::new() };
    format!("flow: example\nabout: An example.\nenter: {{ words: entry }}\n{vars}steps:\n{indented}{end}")
}

/// An end with a last word, and with a look at each variable, so that nothing is amiss but what an example shows.
fn ending(words: &[&str]) -> String {
    let named = VARIABLES.iter().filter(|(name, kind)| *kind != "secret" && words.contains(name));
    let asked: Vec<String> = named.map(|(name, _)| format!("{name} == \"\"")).collect();
    let end = "  the-end:\n    end: done\n";
    if asked.is_empty() {
        return format!("  done:\n    say: {{}}\n    next: the-end\n{end}");
    }
    let look = format!("    branch: [{{ when: '{}', go: the-end }}, {{ go: the-end }}]\n", asked.join(" || "));
    format!("  done:\n    say: {{}}\n    next: look\n  look:\n{look}{end}")
}

/// Gives the flows among these files the words they need, in every language, save where an example brings its own in
/// several.
fn give_words(own: &mut Vec<(String, String)>) {
    let flow_files: Vec<SourceFile> = own
        .iter()
        .filter(|(path, _)| path.starts_with("flows/"))
        .map(|(path, text)| SourceFile { path: path.clone(), text: without_marks(text).0.into() })
        .collect();
    let named: Vec<String> = flow_files.iter().map(|file| loader::file_name(file).to_owned()).collect();
    let others = NEEDED.iter().filter(|file| file.path.starts_with("flows/")).cloned();
    let all: Vec<SourceFile> =
        others.filter(|file| !named.iter().any(|name| name == loader::file_name(file))).chain(flow_files).collect();
    let Ok(flows) = loader::load(&all, &[]) else { return };
    let brought = own.iter().filter(|(path, _)| path.starts_with("locales/")).count();
    for flow in named.iter().filter_map(|name| flows.get(name.as_str())) {
        for (language, entry, sentence) in SENTENCES {
            if brought <= 1 {
                give(own, flow, (language, entry, sentence));
            }
            if flow.enter.is_some() {
                name_in_shared_words(own, flow, language);
            }
        }
    }
}

/// Gives a deadline among these files the words that all share, and its own, save where an example brings some.
fn give_words_of_deadlines(own: &mut Vec<(String, String)>) {
    if !own.iter().any(|(path, _)| path.starts_with("deadlines/")) {
        return;
    }
    let all = shipped();
    for (language, _, sentence) in SENTENCES {
        let path = format!("locales/{language}/deadlines.ftl");
        let file = all.iter().find(|file| file.path == path).expect("the words of deadlines");
        let shared = file.text.split("## Each deadline").next().unwrap_or_default();
        match own.iter_mut().find(|(other, _)| *other == path) {
            Some((_, text)) => text.insert_str(0, shared),
            None => {
                let ids = ["example", "example-todo", "example-lost", "example-offline"];
                let words: String = ids.iter().map(|id| format!("{id} = {sentence}\n")).collect();
                own.push((path, format!("{shared}{words}")));
            }
        }
    }
}

fn give(own: &mut Vec<(String, String)>, flow: &Flow, (language, entry, sentence): (&str, &str, &str)) {
    let path = format!("locales/{language}/{}.ftl", flow.name);
    let at = own.iter().position(|(other, _)| *other == path).unwrap_or_else(|| {
        own.push((path, String::new()));
        own.len() - 1
    });
    let text = &mut own[at].1;
    let plain = without_marks(text).0;
    let defined = |id: &str| plain.lines().any(|line| line.split(' ').next() == Some(id));
    let mut lines = String::new();
    for id in flow.enter.iter().filter(|id| !defined(id)) {
        lines.push_str(&format!("{id} = {entry}\n"));
    }
    for id in messages(flow, language).iter().filter(|id| !defined(id)) {
        lines.push_str(&format!("{id} = {sentence}\n"));
    }
    text.insert_str(0, &lines);
}

/// What a flow says in a language.
fn messages(flow: &Flow, language: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for step in flow.steps.values() {
        match &step.kind {
            Kind::Say { .. } | Kind::Ask { .. } | Kind::Send { .. } | Kind::Remind { .. } => {
                ids.push(step.name.to_string());
            }
            Kind::Menu { options, .. } => {
                ids.push(step.name.to_string());
                let said = |only: &Language| only.as_str() == language;
                let said = options.iter().filter(|option| option.language.as_ref().is_none_or(said));
                ids.extend(said.map(|option| option.message.to_string()));
            }
            _ => {}
        }
    }
    ids
}

/// What each flow that words begin is for stands in the shared words.
fn name_in_shared_words(own: &mut Vec<(String, String)>, flow: &Flow, language: &str) {
    let path = format!("locales/{language}/shared.ftl");
    let text = match own.iter().position(|(other, _)| *other == path) {
        Some(at) => own.remove(at).1,
        None => NEEDED.iter().find(|file| file.path == path).expect("the shared words").text.to_string(),
    };
    let id = format!("value-{} =", flow.name);
    let line = if text.contains(&id) { String::new() } else { format!("\n{id} essai\n") };
    own.push((path, text + &line));
}

/// A text without its marks, and what stood between them.
pub fn without_marks(text: &str) -> (String, Option<Range<usize>>) {
    let range = text.find('⟦').zip(text.find('⟧')).map(|(start, end)| start..end - '⟦'.len_utf8());
    (text.replace(['⟦', '⟧'], ""), range)
}
