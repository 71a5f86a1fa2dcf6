//! What a walk tells: how far it went, what it never met and why, and the shortest way to what went wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{
    Plan, Walked, Walks,
    explore::Failure,
    scene::{Caller, Start},
    shrink::transcript,
    talk::Edge,
};
use crate::{
    channel::Channel,
    flow::{Name, coverage::CHANNELS, definition::Script, exits::Exit, reach::OnChannel},
};

/// The ways a channel has, and those that can follow one another.
struct Ways {
    edges: BTreeSet<Edge>,
    pairs: BTreeSet<(Edge, Edge)>,
}

impl Ways {
    fn of(script: &Script, channel: Channel) -> Self {
        let reach = OnChannel::of(script, channel);
        let (mut edges, mut pairs) = (BTreeSet::new(), BTreeSet::new());
        for flow in script.flows.values() {
            let steps = reach.steps(&flow.name);
            let leaving = |step: &Name| {
                let exits = steps.get(step).into_iter().flatten();
                let edge =
                    |(exit, to): &(Exit<'_>, _)| ((flow.name.clone(), step.clone(), Name::from(exit.to_string())), *to);
                exits.map(edge).collect::<Vec<(Edge, &Name)>>()
            };
            for (edge, to) in steps.keys().flat_map(|step| leaving(step)) {
                pairs.extend(leaving(to).into_iter().map(|(next, _)| (edge.clone(), next)));
                edges.insert(edge);
            }
        }
        Ways { edges, pairs }
    }
}

/// How often each way, and each two in a row, was taken on a channel, in any language.
#[derive(Default)]
struct Taken {
    edges: BTreeMap<Edge, u64>,
    pairs: BTreeMap<(Edge, Edge), u64>,
}

impl Walks<'_> {
    /// Whether everything held.
    pub fn holds(&self) -> bool {
        self.walked.iter().all(|walked| walked.found.failure.is_none())
    }

    /// The sequences of inputs that were tried.
    pub fn paths(&self) -> usize {
        self.walked.iter().map(|walked| walked.found.paths).sum()
    }

    /// A row for each language and channel: paths, places, ways taken of those there are, and two in a row.
    pub fn table(&self) -> String {
        let mut text = format!("{:<12}{:>9}{:>9}{:>12}{:>14}\n", "walk", "paths", "places", "edges", "pairs");
        for walked in &self.walked {
            let ways = Ways::of(self.script, walked.channel);
            let found = &walked.found;
            let edges = found.edges.keys().filter(|edge| ways.edges.contains(*edge)).count();
            let pairs = found.pairs.keys().filter(|pair| ways.pairs.contains(*pair)).count();
            let _ = writeln!(
                text,
                "{:<12}{:>9}{:>9}{:>12}{:>14}",
                format!("{} {}", walked.language, walked.channel.as_str()),
                found.paths,
                found.places,
                format!("{edges}/{}", ways.edges.len()),
                format!("{pairs}/{}", ways.pairs.len()),
            );
        }
        text
    }

    /// The ways that were never taken on a channel in any language, and what came in their place.
    pub fn edges_never_taken(&self) -> Vec<String> {
        self.by_channel(|channel, ways, taken| {
            let never = ways.edges.iter().filter(|edge| !taken.edges.contains_key(*edge));
            never.map(|edge| format!("{} {}: {}", channel.as_str(), named(edge), instead(edge, taken))).collect()
        })
    }

    /// Two ways that never followed one another, though each was taken, and what came in place of the second.
    pub fn pairs_never_met(&self) -> Vec<String> {
        self.by_channel(|channel, ways, taken| {
            let both = |pair: &&(Edge, Edge)| taken.edges.contains_key(&pair.0) && taken.edges.contains_key(&pair.1);
            let never = ways.pairs.iter().filter(both).filter(|pair| !taken.pairs.contains_key(*pair));
            never
                .map(|pair| {
                    format!("{} {} then {}: {}", channel.as_str(), named(&pair.0), pair.1.2, after(pair, taken))
                })
                .collect()
        })
    }

    fn by_channel(&self, list: impl Fn(Channel, &Ways, &Taken) -> Vec<String>) -> Vec<String> {
        let mut lines = Vec::new();
        for channel in CHANNELS {
            let walks: Vec<&Walked> = self.walked.iter().filter(|walked| walked.channel == channel).collect();
            if walks.is_empty() {
                continue;
            }
            let mut taken = Taken::default();
            for walked in walks {
                for (edge, count) in &walked.found.edges {
                    *taken.edges.entry(edge.clone()).or_default() += count;
                }
                for (pair, count) in &walked.found.pairs {
                    *taken.pairs.entry(pair.clone()).or_default() += count;
                }
            }
            lines.extend(list(channel, &Ways::of(self.script, channel), &taken));
        }
        lines
    }

    /// What went wrong, the shortest way there, and how to walk it again.
    pub fn failures(&self) -> Vec<String> {
        let failed = self.walked.iter().filter_map(|walked| Some((walked, walked.found.failure.as_ref()?)));
        failed.map(|(walked, failure)| self.failure(walked, failure)).collect()
    }

    fn failure(&self, walked: &Walked, failure: &Failure) -> String {
        let mut text = format!("{}\n\n", failure.broken);
        let _ = writeln!(text, "{}", described(&failure.start));
        for line in transcript(&self.settings, &failure.start, &failure.moves) {
            let _ = writeln!(text, "{line}");
        }
        let (language, channel) = (&walked.language, walked.channel.as_str());
        let Plan { seed, paths, .. } = &self.plan;
        let _ = writeln!(
            text,
            "\nagain: guichet walk --seed {seed} --paths {paths} --language {language} --channel {channel}"
        );
        text
    }
}

/// How a conversation begins, as the first line of a conversation file, and what else is to be known.
fn described(start: &Start) -> String {
    let from = match start.caller {
        Caller::Mobile => "a mobile",
        Caller::Landline => "a landline",
        Caller::Premium => "a number that nobody may ring back",
        Caller::Withheld => "a withheld number",
    };
    let known = if start.known { "remembered" } else { "not remembered" };
    let begins = match start.rings_with.as_ref().map(|(flow, _)| flow) {
        Some(flow) => format!("we ring with {flow}"),
        None => format!("begins with {}", start.entry),
    };
    let organisations = if start.setting == 0 { "one organisation" } else { "two organisations" };
    let open = if start.open { "open" } else { "closed" };
    format!(
        "# {} from {from}, {begins}; {} is {known}; {organisations}; the office is {open}",
        start.channel.as_str(),
        start.language
    )
}

fn named((flow, step, exit): &Edge) -> String {
    format!("{flow}/{step}/{exit}")
}

/// What came in place of a way.
fn instead((flow, step, _): &Edge, taken: &Taken) -> String {
    let others = taken.edges.iter().filter(|(edge, _)| edge.0 == *flow && edge.1 == *step);
    listed(others.map(|(edge, count)| (&edge.2, *count)))
}

fn after((first, _): &(Edge, Edge), taken: &Taken) -> String {
    let others = taken.pairs.iter().filter(|((before, _), _)| before == first);
    listed(others.map(|((_, then), count)| (&then.2, *count)))
}

fn listed<'a>(ways: impl Iterator<Item = (&'a Name, u64)>) -> String {
    let ways: Vec<(&Name, u64)> = ways.collect();
    let times: u64 = ways.iter().map(|(_, count)| count).sum();
    if times == 0 {
        return "nobody went on from there".to_owned();
    }
    let list: Vec<String> = ways.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!("left {times} times, by {}", list.join(", "))
}
