//! A walk through every flow: each way out of each step, and each two in a row, in every language and on both channels,
//! with inputs that fit and inputs that do not, over the pure core, its words and its rendering.
//!
//! What must hold after every turn is held to ([`invariant`]). The seed decides the order; the same seed walks alike, and a
//! law that is broken is told with the shortest conversation that breaks it.

pub mod act;
mod explore;
pub mod invariant;
pub mod probe;
mod report;
pub mod scene;
mod shrink;
pub mod talk;
pub mod world;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicUsize, Ordering};

use self::{
    explore::{Found, explore},
    scene::{Caller, Setting, Start},
};
use crate::{
    channel::Channel,
    flow::{
        coverage::CHANNELS,
        definition::{Flow, Script},
        reach::OnChannel,
    },
    id::Seed,
    language::Language,
    service::dialogue::Dialogue,
};

/// The flow most numbers begin with.
const MENU: &str = "menu";

/// How far to walk, and where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Decides the order in which things are tried.
    pub seed: u64,
    /// How many sequences of inputs are tried in each language on each channel.
    pub paths: usize,
    /// One language alone.
    pub language: Option<Language>,
    /// One channel alone.
    pub channel: Option<Channel>,
}

/// Where a walk went, in one language on one channel.
pub struct Walked {
    /// The language.
    pub language: Language,
    /// The channel.
    pub channel: Channel,
    /// What it came upon.
    found: Found,
}

/// Everything a walk came upon.
pub struct Walks<'a> {
    settings: [Setting<'a>; 2],
    script: &'a Script,
    plan: Plan,
    /// One for each language and channel.
    pub walked: Vec<Walked>,
}

/// Walks in each language and on each channel, as many at once as the machine does.
pub fn walk(dialogue: &Dialogue, plan: Plan) -> Walks<'_> {
    let settings = Setting::both(dialogue);
    let script = &dialogue.script;
    let languages =
        script.languages.iter().filter(|language| plan.language.as_ref().is_none_or(|one| one == *language));
    let channels = CHANNELS.into_iter().filter(|channel| plan.channel.is_none_or(|one| one == *channel));
    let channels: Vec<Channel> = channels.collect();
    let places: Vec<(Language, Channel)> =
        languages.flat_map(|language| channels.iter().map(move |channel| (language.clone(), *channel))).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut walked = Vec::new();
        while let Some((language, channel)) = places.get(next.fetch_add(1, Ordering::SeqCst)) {
            let starts = starts(script, language, *channel);
            let found = explore(&settings, &starts, seed_of(&plan, language, *channel), plan.paths);
            walked.push(Walked { language: language.clone(), channel: *channel, found });
        }
        walked
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(places.len());
    let mut walked: Vec<Walked> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        // A worker that panicked is a mistake of the walk: it is not to be taken for a good end.
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    walked.sort_by_key(|walked| places.iter().position(|place| *place == (walked.language.clone(), walked.channel)));
    Walks { settings, script, plan, walked }
}

/// Each walk has dice of its own, so that it is the same whether it is walked alone or with the others.
fn seed_of(plan: &Plan, language: &Language, channel: Channel) -> Seed {
    let own = language
        .as_str()
        .bytes()
        .chain(channel.as_str().bytes())
        .fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    Seed::new(plan.seed ^ own)
}

/// Every way in which a conversation may begin: by each flow, from each kind of telephone, known or not, in each setting.
fn starts(script: &Script, language: &Language, channel: Channel) -> Vec<Start> {
    let service = &script.service;
    let reach = OnChannel::of(script, channel);
    let flows: Vec<&Flow> = reach
        .beginnings()
        .filter(|flow| {
            ![&service.ask_item, &service.read_out, &service.reminder, &service.missed, &service.mandate].contains(flow)
        })
        .filter_map(|flow| script.flows.get(flow))
        .collect();
    let Some(main) = flows.iter().find(|flow| &*flow.name == MENU).or(flows.first()) else { return Vec::new() };
    let start = |flow: &Flow| Start {
        language: language.clone(),
        channel,
        entry: flow.name.clone(),
        rings_with: None,
        caller: Caller::Mobile,
        known: true,
        setting: 0,
        open: true,
    };
    let mut starts: Vec<Start> = flows.iter().map(|flow| start(flow)).collect();
    starts.push(Start { known: false, ..start(main) });
    starts.push(Start { setting: 1, ..start(main) });
    starts.push(Start { open: false, ..start(main) });
    starts.push(Start { caller: Caller::Landline, ..start(main) });
    starts.push(Start { caller: Caller::Premium, ..start(main) });
    if channel == Channel::Voice {
        starts.push(Start { caller: Caller::Withheld, known: false, ..start(main) });
        let reminders = (0..world::reminders().len()).map(|which| (&service.reminder, which));
        let ours = reminders
            .chain([(&service.read_out, 0), (&service.mandate, 0)])
            .filter(|(flow, _)| script.flows.contains_key(*flow));
        starts.extend(ours.map(|(flow, which)| Start { rings_with: Some((flow.clone(), which)), ..start(main) }));
    }
    starts
}
