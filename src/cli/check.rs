//! `guichet check`: what is wrong with flows and words, for people and for programs.

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use super::world::sources_and_dialogue;
use crate::{
    check::{MOST_SECONDS, Worst, worst},
    problem::{Problem, code, explain, github, json, nearest, report, sarif, summary},
    service::dialogue::Dialogue,
    settings::Settings,
};

/// How `guichet check` is asked.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// How mistakes are written: for people, or for programs.
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Explains a diagnostic by its code or name, such as G0101, with a wrong and a right example.
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
    /// Takes warnings for errors: the command fails where there is one.
    #[arg(long)]
    strict: bool,
    /// Lists, for each flow, how long the longest way to a human takes on a call.
    #[arg(long)]
    worst: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Each mistake with its lines and a caret.
    Human,
    /// One object with all of them; `docs/diagnostics.md` tells of its fields.
    Json,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Workflow commands, which GitHub shows at their lines.
    Github,
}

/// Explains a code, or checks flows and words alone.
///
/// # Errors
/// Where there is no such code, or flows and words have errors.
pub(super) fn check(load: impl Fn() -> anyhow::Result<Settings>, wanted: &Check) -> anyhow::Result<()> {
    if let Some(typed) = &wanted.explain {
        print!("{}", explained(typed)?);
        return Ok(());
    }
    let settings = load()?;
    let (problems, read) = match sources_and_dialogue(&settings) {
        Ok((files, dialogue)) => {
            let languages: Vec<&str> = dialogue.script.languages.iter().map(|language| language.as_str()).collect();
            if wanted.worst {
                print!("{}", ways_to_a_human(&dialogue));
            }
            let (flows, files, languages) = (dialogue.script.flows.len(), files.len(), languages.join(", "));
            (dialogue.warnings, Some(format!("{flows} flows and {files} files in {languages}")))
        }
        Err(problems) => (problems, None),
    };
    let problems = match wanted.format {
        Format::Human => problems,
        Format::Json | Format::Sarif | Format::Github => where_they_are(problems, &settings),
    };
    print!("{}", written(wanted.format, &problems, read.as_deref()));
    if read.is_none() || (wanted.strict && !problems.is_empty()) {
        bail!("{} in flows and words", summary(&problems));
    }
    Ok(())
}

/// The problems with the paths of their files from here, so that other programs find them.
fn where_they_are(problems: Vec<Problem>, settings: &Settings) -> Vec<Problem> {
    let here = std::env::current_dir().unwrap_or_default();
    let folders = [("flows", &settings.flows), ("locales", &settings.locales), ("deadlines", &settings.deadlines)];
    let moved = |problem: Problem| {
        folders.iter().filter_map(|(root, folder)| Some((root, folder.as_deref()?))).fold(
            problem,
            |problem, (root, folder)| {
                let folder = folder.strip_prefix(&here).unwrap_or(folder).display().to_string();
                problem.relocated(root, folder.trim_end_matches('/'))
            },
        )
    };
    problems.into_iter().map(moved).collect()
}

fn written(format: Format, problems: &[Problem], read: Option<&str>) -> String {
    match format {
        Format::Human => {
            let ending = read.map_or(String::new(), |read| format!("{read}: {}\n", summary(problems)));
            report(problems) + &ending
        }
        Format::Json => json(problems),
        Format::Sarif => sarif(problems, env!("CARGO_PKG_VERSION")),
        Format::Github => github(problems),
    }
}

fn ways_to_a_human(dialogue: &Dialogue) -> String {
    let Dialogue { script, catalogue, facts, .. } = dialogue;
    let ways = worst(&script.flows, catalogue, facts, &script.service).into_iter();
    let line =
        |way: Worst| format!("{:<24} {:>4.0} s  at `{}`, in {}\n", way.flow, way.seconds, way.step, way.language);
    ways.map(line).collect::<String>()
        + &format!("the longest way to a human from each flow; {MOST_SECONDS:.0} s are the most\n")
}

fn explained(typed: &str) -> anyhow::Result<String> {
    let code = code::find(typed).ok_or_else(|| {
        let help = match nearest(typed, code::all().flat_map(|code| [code.id, code.name])) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "docs/diagnostics.md lists them, and `guichet check` writes them before each mistake".to_owned(),
        };
        anyhow!("there is no diagnostic `{typed}`; {help}")
    })?;
    Ok(explain(code))
}
