//! How long the check of flows and words takes, and whether it grows with their number alone: `cargo bench --bench check`.

use std::time::{Duration, Instant};

use anyhow::Context;
use guichet::{
    problem::{SourceFile, report},
    service::dialogue::{compile, sources},
    settings::Settings,
};

/// Flows of a made set, and steps of each.
const SIZES: [usize; 3] = [250, 500, 1000];
const STEPS: usize = 30;
const RUNS: usize = 3;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too, with nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{cores} cores, load {}", load.split(' ').next().unwrap_or_default());
    let shipped = sources(None, None).map_err(|problems| anyhow::anyhow!(report(&problems)))?;
    println!("the shipped set: {:.0} ms", measured(&shipped)?.as_secs_f64() * 1e3);
    let mut first: Option<Duration> = None;
    for size in SIZES {
        let time = measured(&made(size, &shipped))?;
        let first = *first.get_or_insert(time);
        let ratio = time.as_secs_f64() / first.as_secs_f64();
        let flows = size / SIZES[0];
        println!(
            "{size} flows of {STEPS} steps: {:.0} ms, {ratio:.2} times that of {} ({flows} times as many)",
            time.as_secs_f64() * 1e3,
            SIZES[0]
        );
    }
    Ok(())
}

/// The median of several runs: read, compiled and checked.
fn measured(files: &[SourceFile]) -> anyhow::Result<Duration> {
    let facts = Settings::without_file(&|_| None)?.facts();
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let compiled = compile(files, facts.clone());
        times.push(start.elapsed());
        compiled.map_err(|problems| anyhow::anyhow!(report(problems.get(..1).unwrap_or_default())))?;
    }
    times.sort_unstable();
    times.get(RUNS / 2).copied().context("a run")
}

/// So many flows beside the shipped ones, each with questions, branches and a call of the one before it in a group of
/// six, and with words in every shipped language.
fn made(size: usize, shipped: &[SourceFile]) -> Vec<SourceFile> {
    let mut files = shipped.to_vec();
    let mut names = String::new();
    for number in 0..size {
        let name = format!("made-{number}");
        names.push_str(&format!("value-{name} = faire\n"));
        files.push(SourceFile { path: format!("flows/{name}.yaml"), text: flow(number).into() });
        let words = words(number);
        for language in ["ar", "en", "fr"] {
            files.push(SourceFile { path: format!("locales/{language}/{name}.ftl"), text: words.as_str().into() });
        }
    }
    for file in files.iter_mut().filter(|file| file.path.ends_with("/shared.ftl")) {
        file.text = format!("{}\n{names}", file.text).into();
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Six steps again and again: something said, a menu, a number, a branch, and a value kept.
fn flow(number: usize) -> String {
    let mut text = format!(
        "flow: made-{number}\nabout: Made.\nenter: {{ words: entry }}\nvars: {{ n: digits, w: symbol }}\n\
         steps:\n  hello: {{ say: {{}}, next: say-0 }}\n"
    );
    let groups = (STEPS - 5) / 5;
    for group in 0..groups {
        let next = if group + 1 == groups { "last".to_owned() } else { format!("say-{}", group + 1) };
        text.push_str(&format!(
            "  say-{group}: {{ say: {{}}, next: menu-{group} }}\n  menu-{group}: {{ menu: {{ 1: {{ option: one, go: ask-{group} }}, \
             2: {{ option: two, go: set-{group} }} }} }}\n  ask-{group}: {{ ask: {{ digits: 1..7, into: n }}, next: branch-{group} \
             }}\n  branch-{group}: {{ branch: [{{ when: 'open && n != \"\"', go: set-{group} }}, {{ go: {next} }}] }}\n  \
             set-{group}: {{ set: {{ w: '\"word\"' }}, next: {next} }}\n"
        ));
    }
    let last = match number % 6 {
        0 => "  last: { branch: [{ when: 'w == \"\"', go: told }, { go: done }] }\n".to_owned(),
        _ => format!("  last: {{ call: {{ flow: made-{} }}, on: {{ else: told }} }}\n", number - 1),
    };
    let told = "  told: { branch: [{ when: 'n != \"\" || w != \"\"', go: bye }, { go: bye }] }\n";
    text + &last.replace("go: done }", "go: bye }") + told + "  bye: { say: {}, next: done }\n  done: { end: done }\n"
}

fn words(number: usize) -> String {
    let mut text = format!("entry = fabrique{number}\nhello = Bonjour.\nbye = Au revoir.\n");
    for group in 0..(STEPS - 5) / 5 {
        text.push_str(&format!(
            "say-{group} = Voici la suite.\nmenu-{group} = Que voulez-vous ?\nmenu-{group}-one = Un\nmenu-{group}-two = Deux\n\
             ask-{group} = Donnez le nombre.\n"
        ));
    }
    text
}
