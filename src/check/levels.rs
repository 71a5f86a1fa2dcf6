//! Proof that no step is reached with less assurance than it needs, and that what a file holds is told only by steps
//! that need proof.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    flow::{
        Name,
        definition::{Flow, Kind, Step, VarType, With},
        loader,
    },
    level::Level,
    problem::{Problem, SourceFile, code},
};

/// The least level with which each step may be reached, whatever the path.
type Reached<'a> = BTreeMap<(&'a str, &'a str), Level>;

/// Steps that a path leads to without the proof they need, and steps that tell of a file without needing proof.
pub(super) fn check(flows: &BTreeMap<Name, Flow>, flow_files: &[SourceFile], problems: &mut Vec<Problem>) {
    let reached = least_levels(flows);
    for flow in flows.values() {
        let Some(file) = flow_files.iter().find(|file| loader::file_name(file) == &*flow.name) else { continue };
        // Read again only where there is something to show: it takes longer than the check.
        let place = |step: &Step| loader::step_places(file).remove(&*step.name).unwrap_or_default();
        for step in flow.steps.values() {
            let needs = step.needs.unwrap_or_default();
            let least = reached.get(&(&*flow.name, &*step.name)).copied().unwrap_or(Level::L3);
            if least < needs {
                let message = format!("`{}` needs {needs:?}, and a path comes here with {least:?}", step.name);
                let help = "lead every path through the exit `verified` of a verify step first";
                problems.push(Problem::at(&code::LEVEL_TOO_LOW, file, place(step), message, help));
            }
            if needs < Level::L2 && tells_of_a_file(flow, step) {
                let message = format!("`{}` tells what a file holds, and needs no proof of who is there", step.name);
                let help = "add `needs: L2` to the step";
                problems.push(Problem::at(&code::TOLD_WITHOUT_PROOF, file, place(step), message, help));
            }
        }
    }
}

/// Follows every edge until no level falls any more. Levels only fall from one round to the next, so this ends.
fn least_levels(flows: &BTreeMap<Name, Flow>) -> Reached<'_> {
    let mut reached = Reached::new();
    for flow in flows.values().filter(|flow| may_begin(flow, flows)) {
        enter(&mut reached, flow, Level::L0);
    }
    loop {
        let before = reached.clone();
        for flow in flows.values() {
            for step in flow.steps.values() {
                let Some(level) = before.get(&(&*flow.name, &*step.name)).copied() else { continue };
                for go in step.stand_ins() {
                    arrive(&mut reached, flow, go, level);
                }
                follow(&mut reached, flows, flow, step, level.max(step.needs.unwrap_or_default()));
            }
        }
        if reached == before {
            return reached;
        }
    }
}

/// Whether people may find themselves in a flow with nothing proved: by its words, by our own message, or as a first one.
fn may_begin(flow: &Flow, flows: &BTreeMap<Name, Flow>) -> bool {
    let calls = |step: &Step| matches!(&step.kind, Kind::Call { flow: called, .. } if *called == flow.name);
    flow.enter.is_some() || !flows.values().any(|other| other.steps.values().any(calls))
}

fn enter<'a>(reached: &mut Reached<'a>, flow: &'a Flow, level: Level) {
    if let Some(first) = flow.steps.keys().next() {
        arrive(reached, flow, first, level);
    }
}

fn arrive<'a>(reached: &mut Reached<'a>, flow: &'a Flow, step: &'a str, level: Level) {
    let least = reached.entry((&*flow.name, step)).or_insert(level);
    *least = level.min(*least);
}

fn follow<'a>(
    reached: &mut Reached<'a>,
    flows: &'a BTreeMap<Name, Flow>,
    flow: &'a Flow,
    step: &'a Step,
    level: Level,
) {
    match &step.kind {
        Kind::Verify { on, .. } => {
            for (exit, go) in on {
                arrive(reached, flow, go, if &**exit == "verified" { level.max(Level::L2) } else { level });
            }
        }
        Kind::Call { flow: called, on, .. } => {
            let Some(called) = flows.get(called) else { return };
            enter(reached, called, level);
            let ends = ends(reached, called);
            for (outcome, go) in on {
                // What a called flow proved still holds afterwards; `else` may be any of its outcomes.
                let proved = match &**outcome {
                    "else" => ends.values().min().copied(),
                    outcome => ends.get(outcome).copied(),
                };
                arrive(reached, flow, go, level.max(proved.unwrap_or_default()));
            }
        }
        _ => {
            for go in step.targets() {
                arrive(reached, flow, go, level);
            }
        }
    }
}

/// The least level with which each outcome of a flow is reached, as far as is known.
fn ends<'a>(reached: &Reached<'a>, flow: &'a Flow) -> BTreeMap<&'a str, Level> {
    let mut ends = BTreeMap::new();
    for step in flow.steps.values() {
        let Kind::End { outcome } = &step.kind else { continue };
        let Some(level) = reached.get(&(&*flow.name, &*step.name)) else { continue };
        let least = ends.entry(&**outcome).or_insert(*level);
        *least = (*level).min(*least);
    }
    ends
}

/// Whether the step gives its message a part of a case file. The name of a missing item may be told: we ask for it
/// ourselves.
fn tells_of_a_file(flow: &Flow, step: &Step) -> bool {
    let files: BTreeSet<&str> =
        flow.vars.iter().filter(|(_, kind)| **kind == VarType::CaseFile).map(|(name, _)| &**name).collect();
    said(step).iter().any(|(_, expression)| expression.names().iter().any(|name| files.contains(name)))
}

fn said(step: &Step) -> &[(Name, crate::flow::expression::Expression)] {
    let none: &With = const { &Vec::new() };
    match &step.kind {
        Kind::Say { with, .. }
        | Kind::Menu { with, .. }
        | Kind::Ask { with, .. }
        | Kind::Send { with, .. }
        | Kind::Remind { with, .. } => with,
        _ => none,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: &str = "
flow: peek
about: A file is told.
enter: { words: entry }
vars: { organisation: symbol, number: digits, code: secret, file: case_file }
steps:
  ask-number:
    ask: { digits: 1..7, into: number }
    next: ask-code
  ask-code:
    ask: { secret: 8, into: code }
    next: verify
  verify:
    verify: { organisation: organisation, file: number, code: code }
    on: { verified: look-up, refused: REFUSED, unavailable: done }
  look-up:
    needs: L2
    look-up: { into: file }
    on: { found: tell, not-found: done, unavailable: done }
  tell:
    NEEDS
    say: { status: file.status }
    next: done
  done:
    end: done
";

    fn problems(refused: &str, needs: &str) -> Vec<String> {
        let text = FLOW.replace("REFUSED", refused).replace("    NEEDS\n", needs);
        let file = SourceFile { path: "flows/peek.yaml".into(), text: text.into() };
        let flows = loader::load(std::slice::from_ref(&file), &[]).expect("a flow that loads");
        let mut problems = Vec::new();
        check(&flows, &[file], &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_flow_that_proves_before_it_tells_has_no_problem() {
        assert_eq!(problems("done", "    needs: L2\n"), Vec::<String>::new());
    }

    #[test]
    fn a_path_around_the_proof_is_found() {
        assert_eq!(problems("look-up", "    needs: L2\n"), ["`look-up` needs L2, and a path comes here with L0"]);
    }

    #[test]
    fn a_step_that_tells_of_a_file_must_need_proof() {
        assert_eq!(problems("done", ""), ["`tell` tells what a file holds, and needs no proof of who is there"]);
    }
}
