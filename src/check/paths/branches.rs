//! Arms of branches that are never taken, and why.

use super::{channels::Channels, code, graph::Graph, reach::Reach, report::Report};
use crate::flow::{definition::Kind, expression::Arm};

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, report: &mut Report) {
    for (at, node) in graph.nodes.iter().enumerate() {
        let (Kind::Branch(written), Some(arms)) = (&node.step.kind, &node.arms) else { continue };
        if reach.steps[at].is_empty() {
            continue;
        }
        // A flow that people come to on one channel alone may well be made for both.
        let both = graph.first(node.flow).is_some_and(|first| reach.steps[first] == Channels::BOTH);
        let come = if both { reach.steps[at] } else { Channels::BOTH };
        for (place, (arm, (when, _))) in arms.iter().zip(written).enumerate() {
            if !(arm.taken & come).is_empty() {
                continue;
            }
            let inside = ["branch".to_owned(), place.to_string()];
            match when {
                Some(when) => {
                    let (code, message, help) = never_taken(arm, come, &when.to_string());
                    report.step(code, graph, at, inside, (message, help));
                }
                None => {
                    let message = format!("the arms before it take every case{}", of_those(arm, come));
                    let help = "remove this arm, and the `when` of the arm before it".to_owned();
                    report.step(&code::NOTHING_LEFT_FOR_LAST, graph, at, inside, (message, help));
                }
            }
        }
    }
}

fn never_taken(arm: &Arm, come: Channels, when: &str) -> (&'static code::Code, String, String) {
    if !arm.possible {
        let help = "look at its words and numbers again, or remove the arm".to_owned();
        return (&code::NEVER_TRUE, format!("`{when}` is never true"), help);
    }
    if !arm.taken.is_empty() {
        let help = "remove the arm, or lead the other channel here too".to_owned();
        return (&code::NEVER_TRUE, format!("`{when}` is never true: people come here {} alone", come.words()), help);
    }
    let before: Vec<String> = arm.covered_by.iter().map(|place| (place + 1).to_string()).collect();
    let arms = if before.len() == 1 { "arm" } else { "arms" };
    let message = format!("`{when}` is never looked at: {arms} {} took every case of it", before.join(" and "));
    (&code::CASES_TAKEN_BEFORE, message, "remove this arm, or move it up".to_owned())
}

/// Where an arm would be taken, but not on the channel that people come by.
fn of_those(arm: &Arm, come: Channels) -> String {
    if arm.taken.is_empty() { String::new() } else { format!(": people come here {} alone", come.words()) }
}
