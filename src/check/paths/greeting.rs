//! The choice of language is short: whoever waits for theirs hears it within ten seconds.

use super::{channels::Channels, code, graph::Graph, heard::Heard, reach::Reach, report::Report};
use crate::{flow::definition::Kind, words::spoken};

/// Seconds that the whole choice may take.
const MOST_SECONDS: f64 = 10.0;

pub(super) fn check(graph: &Graph<'_>, reach: &Reach<'_>, heard: &Heard<'_>, report: &mut Report) {
    for (at, node) in graph.nodes.iter().enumerate() {
        let Kind::Menu { options, .. } = &node.step.kind else { continue };
        let languages = options.iter().filter(|option| option.language.is_some()).count();
        if languages < 2 || (reach.steps[at] & Channels::VOICE).is_empty() {
            continue;
        }
        for language in heard.catalogue.languages() {
            let seconds = heard.seconds(graph.flow_of(at).flow, node.step, &language) - spoken::SENTENCE;
            if seconds < MOST_SECONDS {
                continue;
            }
            let name = &node.step.name;
            let message = format!("the choice of language `{name}` takes {seconds:.1} seconds to hear in {language}");
            let help = format!("shorten its words: all of it is heard in less than {MOST_SECONDS} seconds");
            report.step(&code::LONG_CHOICE_OF_LANGUAGE, graph, at, [], (message, help));
        }
    }
}
