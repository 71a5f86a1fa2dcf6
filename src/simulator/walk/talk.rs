//! One conversation driven through the pure core, its words and its rendering, turn by turn.

use std::collections::BTreeMap;

use super::{
    act::{Act, Move, asked_for, offered, reminded_of, rung_in_vain},
    invariant::{self, Broken, Law},
    scene::Scene,
    world::{answers, told},
};
use crate::{
    channel::Channel,
    flow::{
        self, Name,
        state::{Asking, State},
        trace::{Event, Visit},
        turn::{Answer, Input, Keys, Order, Query, Say, Then},
        value::Value,
    },
    provider::twiml::{self, Voices},
    render::{self, script::CallThen},
};

/// Queries one turn may ask, as the service allows.
const MOST_QUERIES: usize = 8;
/// What a provider calls a recording.
const RECORDING: &str = "RE0123456789abcdef0123456789abcdef";
/// An address such as a turn's reply names.
const ACTION: &str = "https://guichet.example/twilio/voice?turn=12&tag=0123456789abcdef0123456789abcdef";

/// One way out of a step: flow, step, exit.
pub type Edge = (Name, Name, Name);

/// A conversation under way.
#[derive(Clone)]
pub struct Talk {
    /// Where it stands.
    pub state: State,
    /// A query that was not answered in time.
    late: Option<Query>,
    /// Whether the call is over.
    pub over: bool,
    /// How often we asked for something.
    pub invites: usize,
    /// The way by which each running flow came to its step, and that step.
    last: BTreeMap<(usize, usize), (Edge, Name)>,
}

/// What happened in a turn.
pub struct Heard {
    /// Everything said.
    pub says: Vec<Say>,
    /// Everything ordered.
    pub orders: Vec<Order>,
    /// What comes next.
    pub then: Then,
    /// The steps it went through.
    pub visits: Vec<Visit>,
    /// The ways taken, each with the one by which the flow had come to that step.
    pub edges: Vec<(Option<Edge>, Edge)>,
    /// What the world answered; an answer late is none.
    pub answered: Vec<Option<Answer>>,
    /// How many answers each query had; one more is a late one.
    pub choices: Vec<usize>,
    /// What is heard or read.
    pub text: String,
}

impl Talk {
    /// A conversation before its first turn.
    pub fn new(scene: &Scene<'_>) -> Self {
        let state = scene.state(scene.start.known);
        Talk { state, late: None, over: false, invites: 0, last: BTreeMap::new() }
    }

    /// The way by which the running flow came to where it stands, for who tells places apart.
    pub fn came_by(&self) -> Option<&Edge> {
        let thread = self.state.threads.last()?;
        let place = (self.state.threads.len() - 1, thread.frames.len().checked_sub(1)?);
        self.last.get(&place).map(|(edge, _)| edge)
    }

    /// The first turn, where it is ours: the call is answered. A text conversation begins with a text.
    pub fn answer_call(&mut self, scene: &Scene<'_>) -> Result<Option<Heard>, Broken> {
        let input = match (scene.start.channel, &scene.start.rings_with) {
            (Channel::Sms, _) => return Ok(None),
            (Channel::Voice, None) => Input::Begin { cut: None },
            (Channel::Voice, Some((flow, which))) if *flow == scene.script.service.reminder => {
                Input::Invite { flow: flow.clone(), with: reminded_of(*which) }
            }
            (Channel::Voice, Some((flow, _))) if *flow == scene.script.service.mandate => {
                Input::Invite { flow: flow.clone(), with: offered() }
            }
            (Channel::Voice, Some((flow, _))) => {
                let words = Value::Text("Guichet : pensez à votre dossier. Référence : 4 8 2 9 1 5.".to_owned());
                Input::Invite { flow: flow.clone(), with: vec![("words".into(), words)] }
            }
        };
        self.turn(scene, input, &[]).map(Some)
    }

    /// Does a move; none where it makes no sense here.
    pub fn apply(&mut self, scene: &Scene<'_>, next: &Move) -> Result<Option<Heard>, Broken> {
        let voice = self.state.channel == Channel::Voice;
        let text = |body: &str, stale| Input::Text { body: body.to_owned(), stale };
        let input = match &next.act {
            _ if self.over => return Ok(None),
            Act::Say(keys) if voice => Input::Keys(keys.clone()),
            Act::Say(body) => text(body, false),
            Act::Stale(body) if !voice => text(body, true),
            Act::Lapse if !voice => Input::Lapse,
            Act::Invite(kind) if !voice => {
                self.invites += 1;
                Input::Invite { flow: scene.script.service.ask_item.clone(), with: asked_for(*kind) }
            }
            Act::Remind(which) if !voice => {
                self.invites += 1;
                Input::Invite { flow: scene.script.service.reminder.clone(), with: reminded_of(*which) }
            }
            Act::Missed if !voice => {
                self.invites += 1;
                Input::Invite { flow: scene.script.service.missed.clone(), with: rung_in_vain() }
            }
            Act::Offer if !voice => {
                self.invites += 1;
                Input::Invite { flow: scene.script.service.mandate.clone(), with: offered() }
            }
            Act::Silence if voice => Input::Silence,
            Act::Speak if voice => Input::Recorded { reference: RECORDING.to_owned() },
            Act::Dialled(answered) if voice => Input::Dialled { answered: *answered },
            Act::CallAgain if voice => self.hang_up(scene)?,
            Act::Arrives => {
                let waits = matches!(self.state.asking, Asking::World { .. });
                return match self.late.take().filter(|_| waits) {
                    Some(query) => self.arrive(scene, &query, &next.found).map(Some),
                    None => Ok(None),
                };
            }
            Act::Stale(_) | Act::Lapse | Act::Invite(_) | Act::Remind(_) | Act::Missed | Act::Offer => return Ok(None),
            Act::Silence | Act::CallAgain | Act::Speak | Act::Dialled(_) => return Ok(None),
        };
        self.turn(scene, input, &next.found).map(Some)
    }

    /// Hangs up, and gives the first input of the call that follows.
    fn hang_up(&mut self, scene: &Scene<'_>) -> Result<Input, Broken> {
        let turn = flow::step(scene.script, self.state.clone(), Input::HangUp, &scene.now);
        if !matches!(turn.then, Then::End { .. }) || !turn.orders.is_empty() {
            return Err(Broken::new(Law::EndsProperly, "a hang-up does not end the call, or orders something"));
        }
        let cut = match &self.state.asking {
            Asking::Resume { threads } => threads.clone(),
            _ => self.state.threads.clone(),
        };
        self.state = scene.state(true);
        self.late = None;
        Ok(Input::Begin { cut: Some(cut) })
    }

    fn arrive(&mut self, scene: &Scene<'_>, query: &Query, found: &[usize]) -> Result<Heard, Broken> {
        let all = answers(query);
        let (choice, rest) = found.split_first().map_or((0, found), |(first, rest)| (*first, rest));
        let answer = all.get(choice).or(all.first()).cloned().unwrap_or(Answer::Unavailable);
        let mut heard = self.turn_with(scene, Input::Answer(answer.clone()), rest, vec![Some(answer)])?;
        heard.choices.insert(0, all.len() - 1);
        Ok(heard)
    }

    fn turn(&mut self, scene: &Scene<'_>, input: Input, found: &[usize]) -> Result<Heard, Broken> {
        self.turn_with(scene, input, found, Vec::new())
    }

    /// Runs the engine until it waits or ends, with the world's answers, and holds it to what must be true.
    fn turn_with(
        &mut self,
        scene: &Scene<'_>,
        input: Input,
        found: &[usize],
        mut answered: Vec<Option<Answer>>,
    ) -> Result<Heard, Broken> {
        let before = self.state.clone();
        let (mut says, mut orders, mut visits, mut choices) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut turn, mut seen) = flow::step_traced(scene.script, before.clone(), input.clone(), &scene.now);
        loop {
            says.append(&mut turn.says);
            orders.append(&mut turn.orders);
            visits.append(&mut seen);
            let Then::Query(query) = &turn.then else { break };
            if choices.len() >= MOST_QUERIES {
                return Err(Broken::new(Law::EndsProperly, format!("a turn asks more than {MOST_QUERIES} queries")));
            }
            let all = answers(query);
            let answer = all.get(found.get(choices.len()).copied().unwrap_or(0)).cloned();
            choices.push(all.len());
            let next = match &answer {
                Some(Answer::Refused) => {
                    invariant::refusals_are_alike(scene, &turn.state)?;
                    Input::Answer(Answer::Refused)
                }
                Some(answer) => Input::Answer(answer.clone()),
                None => {
                    self.late = Some(query.clone());
                    Input::Hold { ticket: "turn".into() }
                }
            };
            answered.push(answer);
            (turn, seen) = flow::step_traced(scene.script, turn.state, next, &scene.now);
        }
        let edges = self.follow(&visits);
        let mut heard = Heard { says, orders, then: turn.then, visits, edges, answered, choices, text: String::new() };
        heard.text = rendered(scene, &heard)?;
        invariant::hold(scene, &before, &input, &heard, (&turn.state, self.invites))?;
        self.over = before.channel == Channel::Voice && matches!(heard.then, Then::End { .. });
        self.state = turn.state;
        Ok(heard)
    }

    /// The ways taken, each after the one by which its flow had come to the step.
    fn follow(&mut self, visits: &[Visit]) -> Vec<(Option<Edge>, Edge)> {
        let mut edges = Vec::new();
        let mut led: Option<((usize, usize), Name)> = None;
        for visit in visits {
            match &visit.what {
                Event::Asked(_) => {}
                Event::Entered => {
                    // No exit led here just now: the flow begins, or came back to the step.
                    if led.take().is_none_or(|(place, to)| place != visit.place || to != visit.step) {
                        self.last.remove(&visit.place);
                    }
                    let deeper = |place: &(usize, usize)| *place > visit.place;
                    self.last.retain(|place, _| !deeper(place));
                }
                Event::Left { exit, to } => {
                    let edge = (visit.flow.clone(), visit.step.clone(), exit.clone());
                    let before = self.last.get(&visit.place);
                    let before = before.filter(|(edge, to)| edge.0 == visit.flow && *to == visit.step);
                    edges.push((before.map(|(edge, _)| edge.clone()), edge.clone()));
                    self.last.insert(visit.place, (edge, to.clone()));
                    led = Some((visit.place, to.clone()));
                }
            }
        }
        edges
    }
}

/// The reply as the provider gets it, read back as the provider reads it; gives what is heard or read.
fn rendered(scene: &Scene<'_>, heard: &Heard) -> Result<String, Broken> {
    for order in &heard.orders {
        if let Order::Text { say, .. } = order {
            invariant::text_is_fit(&render::text(scene.catalogue, std::slice::from_ref(say), scene.facts))?;
        }
    }
    if scene.start.channel == Channel::Sms {
        if heard.says.is_empty() {
            return Ok(String::new());
        }
        let sms = render::text(scene.catalogue, &heard.says, scene.facts);
        invariant::text_is_fit(&sms)?;
        invariant::text_document_is_fit(&twiml::text(Some(&sms), None), &sms)?;
        return Ok(sms.body);
    }
    let then = match &heard.then {
        Then::Wait(wait) => match wait.keys {
            Keys::Words { seconds } => CallThen::Record { seconds, timeout: wait.timeout },
            Keys::One | Keys::UntilHash => CallThen::Gather(*wait),
        },
        Then::Transfer(dial) => CallThen::Dial(dial.clone()),
        Then::Query(_) | Then::End { .. } => CallThen::HangUp,
    };
    let script = render::call(scene.catalogue, &heard.says, then, scene.facts);
    invariant::call_document_is_fit(&twiml::call(&script, &Voices::default(), ACTION))?;
    Ok(script.spoken.into_iter().map(|spoken| spoken.text).collect::<Vec<_>>().join(" "))
}

/// What the world answered, in words.
pub fn answers_told(heard: &Heard) -> Vec<String> {
    let told = |answer: &Option<Answer>| answer.as_ref().map_or_else(|| "no answer in time".to_owned(), told);
    heard.answered.iter().map(told).collect()
}
