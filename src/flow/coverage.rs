//! How much of the flows was played: steps, ways out of them and wordings of a question, by language and channel.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use indexmap::IndexMap;

use super::{
    Name,
    definition::Script,
    reach::OnChannel,
    trace::{Event, Visit},
    turn::Rung,
};
use crate::{channel::Channel, language::Language};

/// Both channels, in the order of reports.
pub const CHANNELS: [Channel; 2] = [Channel::Sms, Channel::Voice];
/// The misses of one kind after which a question is put in other words.
const MISSES: [u8; 2] = [1, 2];

/// Something that can be played.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The flow.
    pub flow: Name,
    /// The step.
    pub step: Name,
    /// What of it.
    pub part: Part,
}

/// What of a step can be played.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The step itself.
    Step,
    /// One way out of it, by its name.
    Exit(Name),
    /// One wording of its question: `silence-1`, `unclear-2`.
    Rung(Name),
}

/// `FLOW/STEP`, `FLOW/STEP/EXIT` or `FLOW/STEP/RUNG`.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.flow, self.step)?;
        match &self.part {
            Part::Step => Ok(()),
            Part::Exit(name) | Part::Rung(name) => write!(f, "/{name}"),
        }
    }
}

/// How often each was played, by language and channel.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    counts: BTreeMap<Spot, BTreeMap<(Language, Channel), u64>>,
}

impl Coverage {
    /// Counts what a turn went through.
    pub fn add(&mut self, visits: &[Visit]) {
        for visit in visits {
            let part = match &visit.what {
                Event::Entered => Part::Step,
                Event::Left { exit, .. } => Part::Exit(exit.clone()),
                Event::Asked(rung) => match rung_name(*rung) {
                    Some(name) => Part::Rung(name),
                    None => continue,
                },
            };
            let spot = Spot { flow: visit.flow.clone(), step: visit.step.clone(), part };
            let counts = self.counts.entry(spot).or_default();
            *counts.entry((visit.language.clone(), visit.channel)).or_default() += 1;
        }
    }

    /// Counts what another counted.
    pub fn merge(&mut self, other: Coverage) {
        for (spot, counts) in other.counts {
            let own = self.counts.entry(spot).or_default();
            for (place, count) in counts {
                *own.entry(place).or_default() += count;
            }
        }
    }

    /// How often something was played; in all, or in one language, on one channel.
    pub fn count(&self, spot: &Spot, language: Option<&Language>, channel: Option<Channel>) -> u64 {
        let counted = |(place, _): &(&(Language, Channel), &u64)| {
            language.is_none_or(|language| place.0 == *language) && channel.is_none_or(|channel| place.1 == channel)
        };
        self.counts.get(spot).into_iter().flatten().filter(counted).map(|(_, count)| *count).sum()
    }
}

fn rung_name(rung: Rung) -> Option<Name> {
    match rung {
        Rung::First => None,
        Rung::Silence(count) => Some(format!("silence-{count}").into()),
        Rung::Unclear(count) => Some(format!("unclear-{count}").into()),
    }
}

/// Everything that can be played, in the order of the files, with the channels on which it can.
pub fn possible(script: &Script) -> IndexMap<Spot, BTreeSet<Channel>> {
    let mut spots: IndexMap<Spot, BTreeSet<Channel>> = IndexMap::new();
    let reaches = CHANNELS.map(|channel| (channel, OnChannel::of(script, channel)));
    for flow in script.flows.values() {
        let taken = reaches.each_ref().map(|(channel, reach)| (*channel, reach.steps(&flow.name)));
        for step in flow.steps.values() {
            let spot = |part| Spot { flow: flow.name.clone(), step: step.name.clone(), part };
            for (channel, exits) in taken.iter().filter_map(|(channel, steps)| Some((*channel, steps.get(&step.name)?)))
            {
                let exits = exits.iter().map(|(exit, _)| Part::Exit(exit.to_string().into()));
                let rungs = if step.waits() { rungs(channel) } else { Vec::new() };
                let rungs = rungs.into_iter().filter_map(rung_name).map(Part::Rung);
                for part in std::iter::once(Part::Step).chain(exits).chain(rungs) {
                    spots.entry(spot(part)).or_default().insert(channel);
                }
            }
        }
    }
    spots
}

/// A text has no silence.
fn rungs(channel: Channel) -> Vec<Rung> {
    let silences = MISSES.map(Rung::Silence).into_iter().filter(|_| channel == Channel::Voice);
    silences.chain(MISSES.map(Rung::Unclear)).collect()
}
