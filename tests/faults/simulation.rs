//! The pure core over a store that fails, thousands of conversations a second, each decided by one seed.
//!
//! A provider repeats webhooks, several instances take them at any speed, instances die, commits are refused, come late,
//! or succeed without anybody being told. What the conversation comes to is compared with the same inputs taken once
//! each, in the order in which they were committed, by somebody who never fails.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use guichet::{
    channel::Channel,
    flow::{
        self,
        definition::Script,
        state::State,
        turn::{Answer, Input, Opening, Query, Then},
    },
    language::Language,
    phone_number::Numbering,
    service::dialogue::{compile, sources},
    settings::Settings,
    simulator::walk::world::answers,
};
use jiff::{Zoned, civil::date};

use crate::scale::{Dice, pick};

/// Queries one turn may ask, as the service allows.
const MOST_QUERIES: usize = 8;
/// How often a turn is decided again when its conversation moved, as the service does.
const MOST_TRIES: usize = 5;
/// Instances that take webhooks.
const INSTANCES: usize = 3;
/// A conversation that takes more events than this never ends.
const MOST_EVENTS: usize = 20_000;
const TEXTS: [&str; 22] = [
    "1",
    "2",
    "3",
    "4",
    "1",
    "2",
    "0",
    "*",
    "#",
    "bonjour",
    "MENU",
    "DOSSIER",
    "1234567",
    "13572468",
    "RAPPEL",
    "oui",
    "12 bis",
    "STOP",
    "START",
    "AIDE",
    "CONSEILLER",
    "hello",
];
const KEYS: [&str; 14] = ["1", "2", "3", "4", "1", "2", "0", "*", "#", "1234567", "13572468", "12", "", "9"];

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    let mut settings = Settings::without_file(&|_| None).expect("the defaults are right");
    settings.numbering = Numbering { fiction: true };
    let files = sources(None, None).expect("the shipped files can be read");
    compile(&files, settings.facts()).unwrap_or_else(|problems| panic!("{problems:?}")).script
});
static NOW: LazyLock<Zoned> =
    LazyLock::new(|| date(2026, 11, 24).at(10, 0, 0, 0).in_tz("Europe/Paris").expect("the zone is known"));

/// What the store checks when a turn is committed. All of it, but where the simulation itself is tried.
#[derive(Clone, Copy)]
struct Checks {
    key: bool,
    version: bool,
}

const ALL: Checks = Checks { key: true, version: true };

#[test]
fn whatever_the_store_suffers_a_conversation_is_what_its_inputs_make_it() {
    let conversations = pick(500, 1_000_000);
    let first = Dice::thrown("simulation").seed();
    let begun = Instant::now();
    let (next, events) = (AtomicU64::new(0), AtomicU64::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= conversations {
                        return;
                    }
                    let seed = first.wrapping_add(at);
                    match conversation(seed, ALL) {
                        Ok(count) => events.fetch_add(count as u64, Ordering::SeqCst),
                        Err(problem) => panic!("GUICHET_FAULTS_SEED={seed} plays it again: {problem}"),
                    };
                }
            });
        }
    });
    let rate = conversations as f64 / begun.elapsed().as_secs_f64();
    println!("{conversations} conversations, {} events, {rate:.0} a second", events.load(Ordering::SeqCst));
}

#[test]
fn a_store_that_checks_less_is_found_out() {
    let found = |checks| (0..150).filter(|seed| conversation(*seed, checks).is_err()).count();
    assert!(found(Checks { key: false, ..ALL }) > 0, "a store that takes a webhook twice");
    assert!(found(Checks { version: false, ..ALL }) > 0, "a store that lets a turn overwrite another");
    assert_eq!(found(ALL), 0);
}

#[test]
fn a_seed_plays_the_same_conversation_again() {
    for seed in 0..20 {
        assert_eq!(conversation(seed, ALL), conversation(seed, ALL));
    }
}

/// A turn decided: what a store keeps of it.
#[derive(Clone, Debug, PartialEq)]
struct Decided {
    state: String,
    reply: String,
    orders: String,
    over: bool,
}

fn opening(channel: Channel) -> State {
    State::new(&Opening {
        channel,
        caller: Numbering { fiction: true }.parse("+33639980012"),
        remembered: None,
        first_language: Language::french(),
        entry: "menu".into(),
    })
}

/// A turn is decided as often as a copy of it comes through: what was decided once is kept.
#[derive(Default)]
struct Known(HashMap<(usize, Option<String>), Decided>);

impl Known {
    fn decide(&mut self, model: &Conversation, turn: usize, saved: Option<&str>) -> Decided {
        let key = (turn, saved.map(str::to_owned));
        self.0.entry(key).or_insert_with(|| decide(model.channel, saved, &model.inputs[turn])).clone()
    }
}

fn decide(channel: Channel, saved: Option<&str>, input: &Input) -> Decided {
    let state = saved.map_or_else(|| opening(channel), |saved| serde_json::from_str(saved).expect("it can be read"));
    let mut turn = flow::step(&SCRIPT, state, input.clone(), &NOW);
    let (mut says, mut orders) = (turn.says, turn.orders);
    for _ in 0..MOST_QUERIES {
        let Then::Query(query) = &turn.then else { break };
        turn = flow::step(&SCRIPT, turn.state, Input::Answer(world(query)), &NOW);
        says.append(&mut turn.says);
        orders.append(&mut turn.orders);
    }
    Decided {
        state: serde_json::to_string(&turn.state).expect("it can be written"),
        reply: format!("{says:?} {:?}", turn.then),
        orders: format!("{orders:?}"),
        over: matches!(turn.then, Then::End { .. }),
    }
}

/// A world that answers every question the same way each time: as is hoped for.
fn world(query: &Query) -> Answer {
    answers(query).swap_remove(0)
}

/// What one person says in one conversation.
struct Conversation {
    channel: Channel,
    inputs: Vec<Input>,
}

impl Conversation {
    /// A call ends where its dialogue does, for who hung up presses no key.
    fn of(dice: &mut Dice) -> Self {
        let channel = if dice.chance(50) { Channel::Sms } else { Channel::Voice };
        let (mut inputs, mut saved) = (Vec::new(), None);
        for turn in 0..3 + dice.below(10) {
            let input = match channel {
                Channel::Sms => Input::Text { body: TEXTS[dice.below(TEXTS.len())].to_owned(), stale: false },
                Channel::Voice if turn == 0 => Input::Begin { cut: None },
                Channel::Voice => match KEYS[dice.below(KEYS.len())] {
                    "" => Input::Silence,
                    keys => Input::Keys(keys.to_owned()),
                },
            };
            inputs.push(input.clone());
            if channel == Channel::Voice {
                let decided = decide(channel, saved.as_deref(), &input);
                if decided.over {
                    break;
                }
                saved = Some(decided.state);
            }
        }
        Conversation { channel, inputs }
    }
}

/// What is saved, and what is checked when it is.
struct Store {
    checks: Checks,
    state: Option<String>,
    version: usize,
    replies: BTreeMap<usize, String>,
    /// The turns and what they ordered, as they were committed.
    commits: Vec<(usize, String)>,
}

enum Outcome {
    Committed,
    Repeated(String),
    Stale,
}

impl Store {
    fn commit(&mut self, turn: usize, read: usize, decided: &Decided) -> Outcome {
        if let Some(reply) = self.replies.get(&turn).filter(|_| self.checks.key) {
            return Outcome::Repeated(reply.clone());
        }
        if self.checks.version && read != self.version {
            return Outcome::Stale;
        }
        self.state = Some(decided.state.clone());
        self.version += 1;
        self.replies.insert(turn, decided.reply.clone());
        self.commits.push((turn, decided.orders.clone()));
        Outcome::Committed
    }
}

/// One copy of a webhook on its way through one instance.
struct Work {
    turn: usize,
    instance: usize,
    tries: usize,
    at: Stage,
}

enum Stage {
    /// Nothing was read yet.
    Arrived,
    /// The conversation was read at this version.
    Met { version: usize, state: Option<String> },
    /// The turn is decided, to be written over this version.
    Decided { version: usize, decided: Decided },
    /// The answer is on its way, if the provider still listens.
    Answered(Option<String>),
}

/// The provider's side of a conversation.
#[derive(Default)]
struct Provider {
    /// How many of the inputs it has sent, each for the first time when these had been acknowledged.
    sent: Vec<BTreeSet<usize>>,
    acknowledged: BTreeSet<usize>,
    /// Every answer it got.
    told: Vec<(usize, String)>,
    works: Vec<Work>,
    known: Known,
}

impl Provider {
    /// What it sends now, if anything: again what got no answer, the next input, or again what got one.
    fn sends(&mut self, model: &Conversation, dice: &mut Dice) -> Option<usize> {
        let unanswered =
            |turn: &usize| !self.acknowledged.contains(turn) && !self.works.iter().any(|work| work.turn == *turn);
        if let Some(turn) = (0..self.sent.len()).find(unanswered) {
            return Some(turn);
        }
        // Some do not wait for an answer before they text again. Nobody presses a key before the menu is read.
        let waits = self.acknowledged.len() < self.sent.len();
        let impatient = model.channel == Channel::Sms && dice.chance(5);
        if self.sent.len() < model.inputs.len() && (!waits || impatient) {
            self.sent.push(self.acknowledged.clone());
            return Some(self.sent.len() - 1);
        }
        (!self.sent.is_empty() && dice.chance(2)).then(|| dice.below(self.sent.len()))
    }
}

/// Plays one conversation through every fault its seed has in store; says what went wrong, or how many events it took.
fn conversation(seed: u64, checks: Checks) -> Result<usize, String> {
    let mut dice = Dice::new(seed);
    let model = Conversation::of(&mut dice);
    let mut store = Store { checks, state: None, version: 0, replies: BTreeMap::new(), commits: Vec::new() };
    let mut provider = Provider::default();
    for event in 0..MOST_EVENTS {
        if provider.acknowledged.len() == model.inputs.len() && provider.works.is_empty() {
            return agree(&model, &store, &provider).map(|()| event);
        }
        if let Some(turn) = provider.sends(&model, &mut dice) {
            for _ in 0..=dice.below(5) {
                provider.works.push(Work { turn, instance: dice.below(INSTANCES), tries: 0, at: Stage::Arrived });
            }
            continue;
        }
        if dice.chance(1) {
            let dead = dice.below(INSTANCES);
            provider.works.retain(|work| work.instance != dead);
            continue;
        }
        let chosen = dice.below(provider.works.len());
        let Some(work) = provider.works.get_mut(chosen) else { continue };
        advance(work, &model, &mut store, (&mut provider.known, &mut dice));
        if matches!(work.at, Stage::Answered(_)) {
            let Work { turn, at: Stage::Answered(answer), .. } = provider.works.swap_remove(chosen) else { continue };
            // An answer may be lost on its way.
            if let Some(reply) = answer.filter(|_| !dice.chance(5)) {
                provider.acknowledged.insert(turn);
                provider.told.push((turn, reply));
            }
        }
    }
    Err("it never ended".to_owned())
}

fn advance(work: &mut Work, model: &Conversation, store: &mut Store, (known, dice): (&mut Known, &mut Dice)) {
    let stage = std::mem::replace(&mut work.at, Stage::Arrived);
    work.at = match stage {
        Stage::Arrived => match store.replies.get(&work.turn).filter(|_| store.checks.key) {
            Some(reply) => Stage::Answered(Some(reply.clone())),
            None => Stage::Met { version: store.version, state: store.state.clone() },
        },
        Stage::Met { version, state } => {
            let decided = known.decide(model, work.turn, state.as_deref());
            Stage::Decided { version, decided }
        }
        // Refused, with nothing written: the provider is told so, and sends it again.
        Stage::Decided { .. } if dice.chance(5) => Stage::Answered(None),
        // Not yet: meanwhile the others go on.
        Stage::Decided { version, decided } if dice.chance(10) => Stage::Decided { version, decided },
        Stage::Decided { version, decided } => match store.commit(work.turn, version, &decided) {
            // Written, and the one who wrote it never learns.
            Outcome::Committed if dice.chance(5) => Stage::Answered(None),
            Outcome::Committed => Stage::Answered(Some(decided.reply)),
            Outcome::Repeated(reply) => Stage::Answered(Some(reply)),
            Outcome::Stale if work.tries + 1 < MOST_TRIES => {
                work.tries += 1;
                Stage::Arrived
            }
            // The service gives up on it for now; the provider sends it again.
            Outcome::Stale => Stage::Answered(None),
        },
        Stage::Answered(answer) => Stage::Answered(answer),
    };
}

/// Every input applied once, in an order that nobody can object to, with all it ordered, and told to everybody alike.
fn agree(model: &Conversation, store: &Store, provider: &Provider) -> Result<(), String> {
    let order: Vec<usize> = store.commits.iter().map(|(turn, _)| *turn).collect();
    if order.iter().collect::<BTreeSet<_>>().len() != order.len() || order.len() != model.inputs.len() {
        return Err(format!("{} inputs came to the turns {order:?}", model.inputs.len()));
    }
    let mut saved: Option<String> = None;
    let mut done = BTreeSet::new();
    for (turn, ordered) in &store.commits {
        if !provider.sent[*turn].is_subset(&done) {
            return Err(format!("turn {turn} came before one that was answered before it was sent: {order:?}"));
        }
        let decided = decide(model.channel, saved.as_deref(), &model.inputs[*turn]);
        if *ordered != decided.orders {
            return Err(format!("turn {turn} ordered something else"));
        }
        if provider.told.iter().any(|(told, reply)| told == turn && *reply != decided.reply) {
            return Err(format!("turn {turn} was answered otherwise"));
        }
        saved = Some(decided.state);
        done.insert(*turn);
    }
    if store.state != saved {
        return Err("the conversation stands elsewhere".to_owned());
    }
    Ok(())
}
