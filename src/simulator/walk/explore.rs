//! The walk itself: from every place where a conversation can stand, everything that may happen next is tried.
//!
//! Two places are the same where the running flows, the question, the proof and the kinds of what is known are the same,
//! and the flow came there the same way. What is new is gone on from first; the rest in an order that the seed decides.

use std::{
    collections::{BTreeMap, HashSet, VecDeque, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    rc::Rc,
};

use super::{
    act::{Act, Move, anywhere, fitting},
    invariant::Broken,
    probe::probe,
    scene::{Scene, Setting, Start},
    shrink::shrink,
    talk::{Edge, Heard, Talk},
};
use crate::{
    channel::Channel,
    flow::{
        state::{Asking, Frame, State},
        value::Value,
    },
    id::Seed,
};

/// Of a hundred tries, so many do what fits the question.
const FITTING: u64 = 60;

/// What a walk came upon.
#[derive(Default)]
pub struct Found {
    /// Sequences of inputs tried, each another.
    pub paths: usize,
    /// Places where a conversation can stand.
    pub places: usize,
    /// The ways taken, and how often.
    pub edges: BTreeMap<Edge, u64>,
    /// Two ways taken one after the other in a flow, and how often.
    pub pairs: BTreeMap<(Edge, Edge), u64>,
    /// The first law that was broken.
    pub failure: Option<Failure>,
}

/// A law broken, and the shortest way found to break it.
pub struct Failure {
    /// Which law, and how.
    pub broken: Broken,
    /// How the conversation begins.
    pub start: Start,
    /// What is done then.
    pub moves: Vec<Move>,
}

/// Something to try: a move, from where a conversation stands.
struct Task<'a> {
    from: Rc<Stand<'a>>,
    next: Move,
}

/// Where a conversation stands, and how it came there.
struct Stand<'a> {
    talk: Talk,
    start: &'a Start,
    before: Option<(Rc<Stand<'a>>, Move)>,
}

impl Stand<'_> {
    fn moves(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        let mut at = self;
        while let Some((before, next)) = &at.before {
            moves.push(next.clone());
            at = before;
        }
        moves.reverse();
        moves
    }
}

/// What a turn did for the first time.
#[derive(Clone, Copy, Default)]
struct New {
    /// A way was taken.
    way: bool,
    /// Two ways were taken one after the other.
    pair: bool,
}

impl New {
    fn any(self) -> bool {
        self.way || self.pair
    }
}

/// A walk under way.
struct Walk<'a> {
    settings: &'a [Setting<'a>],
    starts: &'a [Start],
    dice: Seed,
    found: Found,
    known: HashSet<u64>,
    fresh: VecDeque<Task<'a>>,
    fitting: Vec<Task<'a>>,
    others: Vec<Task<'a>>,
}

/// Walks from each start, so many paths long in all.
pub fn explore(settings: &[Setting<'_>], starts: &[Start], seed: Seed, paths: usize) -> Found {
    let mut walk = Walk {
        settings,
        starts,
        dice: seed,
        found: Found::default(),
        known: HashSet::new(),
        fresh: VecDeque::new(),
        fitting: Vec::new(),
        others: Vec::new(),
    };
    let walked = walk.set_out().and_then(|()| walk.go_on(paths));
    walk.found.places = walk.known.len();
    walk.found.failure = walked.err().map(|failure| *failure);
    walk.found
}

impl<'a> Walk<'a> {
    fn set_out(&mut self) -> Result<(), Box<Failure>> {
        for start in self.starts {
            let Some(scene) = Scene::of(self.settings, start) else { continue };
            let mut talk = Talk::new(&scene);
            let begun = talk.answer_call(&scene).map_err(|broken| self.fail(broken, start, Vec::new()))?;
            if let Some(heard) = begun {
                self.found.paths += 1;
                self.count(&heard);
            }
            self.arrive(&scene, Stand { talk, start, before: None }, true)?;
        }
        Ok(())
    }

    fn go_on(&mut self, paths: usize) -> Result<(), Box<Failure>> {
        while self.found.paths < paths {
            let Some(task) = self.next() else { break };
            self.try_out(task)?;
        }
        Ok(())
    }

    fn next(&mut self) -> Option<Task<'a>> {
        if let Some(task) = self.fresh.pop_front() {
            return Some(task);
        }
        let wants_fitting = self.dice.below(100) < FITTING;
        let list = match (self.fitting.is_empty(), self.others.is_empty()) {
            (true, true) => return None,
            (false, true) => &mut self.fitting,
            (true, false) => &mut self.others,
            (false, false) if wants_fitting => &mut self.fitting,
            (false, false) => &mut self.others,
        };
        let chosen = usize::try_from(self.dice.below(list.len() as u64)).unwrap_or(0);
        Some(list.swap_remove(chosen))
    }

    fn try_out(&mut self, task: Task<'a>) -> Result<(), Box<Failure>> {
        let start = task.from.start;
        let Some(scene) = Scene::of(self.settings, start) else { return Ok(()) };
        let mut talk = task.from.talk.clone();
        let heard = talk.apply(&scene, &task.next).map_err(|broken| {
            let mut moves = task.from.moves();
            moves.push(task.next.clone());
            self.fail(broken, start, moves)
        })?;
        let Some(heard) = heard else { return Ok(()) };
        self.found.paths += 1;
        let is_new = self.count(&heard);
        self.other_answers(&task, &heard, is_new.way);
        if talk.over {
            return Ok(());
        }
        self.arrive(&scene, Stand { talk, start, before: Some((task.from, task.next)) }, is_new.any())
    }

    /// The same act in a world that answers otherwise, from the first answer that was not yet chosen. Where a way was
    /// taken for the first time the others out of its step may be as rare: they are not left to the dice.
    fn other_answers(&mut self, task: &Task<'a>, heard: &Heard, at_once: bool) {
        for (at, answers) in heard.choices.iter().enumerate().skip(task.next.found.len()) {
            for choice in 1..=*answers {
                let mut found = task.next.found.clone();
                found.resize(at, 0);
                found.push(choice);
                let next = Move { act: task.next.act.clone(), found };
                let other = Task { from: task.from.clone(), next };
                if at_once {
                    self.fresh.push_back(other);
                } else {
                    self.fitting.push(other);
                }
            }
        }
    }

    /// Where nobody stood before, everything is tried.
    fn arrive(&mut self, scene: &Scene<'_>, stand: Stand<'a>, is_new: bool) -> Result<(), Box<Failure>> {
        if !self.known.insert(likeness(scene, &stand.talk)) {
            return Ok(());
        }
        let stands_still = !matches!(stand.talk.state.asking, Asking::Nothing);
        if stands_still {
            probe(scene, &stand.talk).map_err(|broken| self.fail(broken, stand.start, stand.moves()))?;
        }
        let stand = Rc::new(stand);
        let task = |act| Task { from: stand.clone(), next: Move::hopeful(act) };
        let state = &stand.talk.state;
        let missed = || if state.channel == Channel::Voice { Act::Silence } else { Act::Say("xyz xyz".to_owned()) };
        if state.silences > 0 || state.unclear > 0 {
            // After a miss the question is the same: misses alone lead somewhere else. Where that is a way of the step's own, it
            // is not left to the dice.
            if leads_on_when_missed(scene, state) {
                self.fresh.push_back(task(missed()));
            }
            self.others.extend([missed(), Act::Say("7".to_owned())].map(task));
            self.others.extend(fitting(scene, state).into_iter().take(1).map(task));
            return Ok(());
        }
        let tasks = fitting(scene, state).into_iter().map(task);
        if is_new {
            self.fresh.extend(tasks);
        } else {
            self.fitting.extend(tasks);
        }
        self.fitting.extend(leads_on_when_missed(scene, state).then(|| task(missed())));
        self.others.extend(anywhere(scene, state).into_iter().map(task));
        Ok(())
    }

    /// Counts the ways taken.
    fn count(&mut self, heard: &Heard) -> New {
        let mut is_new = New::default();
        for (before, edge) in &heard.edges {
            let times = self.found.edges.entry(edge.clone()).or_default();
            is_new.way |= *times == 0;
            *times += 1;
            if let Some(before) = before {
                let times = self.found.pairs.entry((before.clone(), edge.clone())).or_default();
                is_new.pair |= *times == 0;
                *times += 1;
            }
        }
        is_new
    }

    fn fail(&self, broken: Broken, start: &Start, moves: Vec<Move>) -> Box<Failure> {
        let (broken, moves) = shrink(self.settings, start, broken, moves);
        Box::new(Failure { broken, start: start.clone(), moves })
    }
}

/// Whether the question on the table leads somewhere of its own when it met no answer often enough.
fn leads_on_when_missed(scene: &Scene<'_>, state: &State) -> bool {
    let step = state.frame().and_then(|frame| scene.script.flows.get(&frame.flow)?.steps.get(&frame.step));
    step.is_some_and(|step| step.tries.go.is_some())
}

/// What makes two places the same.
fn likeness(scene: &Scene<'_>, talk: &Talk) -> u64 {
    let mut hasher = DefaultHasher::new();
    let state = &talk.state;
    (scene.start.setting, scene.start.caller, scene.start.open, state.language_known).hash(&mut hasher);
    for frame in state.threads.last().into_iter().flat_map(|thread| &thread.frames) {
        (&frame.flow, &frame.step, frame.regain.is_some()).hash(&mut hasher);
    }
    (state.threads.len() > 1, talk.came_by(), state.assurance.level.rank(), state.callback_booked).hash(&mut hasher);
    (state.opted_out, state.silences.min(3), state.unclear.min(3)).hash(&mut hasher);
    std::mem::discriminant(&state.asking).hash(&mut hasher);
    if let Some(frame) = state.frame() {
        kinds_known(frame, &mut hasher);
    }
    hasher.finish()
}

/// What a flow holds, as far as dialogues tell it apart.
fn kinds_known(frame: &Frame, hasher: &mut DefaultHasher) {
    for (name, value) in &frame.vars {
        name.hash(hasher);
        match value {
            Value::None | Value::Text(_) | Value::Digits(_) | Value::Number(_) | Value::Amount(_) => {}
            Value::Date(_) | Value::Moment(_) | Value::Window(_) | Value::FileId(_) | Value::Recording(_) => {}
            Value::Bool(yes) => yes.hash(hasher),
            Value::Symbol(word) => word.hash(hasher),
            Value::Phone(number) => number.may_be_called_back().hash(hasher),
            Value::Item(item) => item.kind.as_str().hash(hasher),
            Value::Reminder(reminder) => (reminder.names.len(), reminder.count).hash(hasher),
            Value::List(values) => values.len().hash(hasher),
            Value::File(file) => {
                let answered = file.missing.iter().filter(|item| item.answer.is_some()).count();
                (file.status.as_str(), file.missing.len().min(2), answered).hash(hasher);
            }
        }
    }
}
