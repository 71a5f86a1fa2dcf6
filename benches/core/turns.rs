//! The pure part of a turn alone: deciding, the state as JSON, the words and the answer's bytes.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::ensure;
use guichet::{
    channel::Channel,
    flow::{
        self,
        state::State,
        turn::{Input, Opening, Then, Turn},
    },
    language::Language,
    phone_number::Numbering,
    provider::twiml::{self, Voices},
    render::{self, script::CallThen},
    service::dialogue::Dialogue,
};
use jiff::Zoned;

use crate::median;

/// Turns timed at once, so that reading the clock does not count.
const AT_ONCE: usize = 200;
/// The median of so many is reported.
const ROUNDS: usize = 301;

/// Times each part for a menu's key pressed, by text and by voice, and prints them.
pub fn run(dialogue: &Dialogue, now: &Zoned) -> anyhow::Result<()> {
    println!("\n| one turn of a menu, µs (median) | by text | by voice | wanted |\n|---|---|---|---|");
    let text = Turns::new(dialogue, now, Channel::Sms)?;
    let voice = Turns::new(dialogue, now, Channel::Voice)?;
    let row = |what: &str, wanted: f64, part: fn(&Turns<'_>, Made)| {
        println!("| {what} | {:.2} | {:.2} | {wanted} |", micros(text.median(part)), micros(voice.median(part)));
    };
    row("step", 1.5, |turns, made| {
        black_box(turns.step(made.state, made.input));
    });
    row("step, the state read from bytes and written", 5.0, |turns, made| {
        if let Ok(state) = serde_json::from_str(&made.saved) {
            black_box(serde_json::to_string(&turns.step(state, made.input).state).is_ok());
        }
    });
    row("step, words and TwiML", 10.0, |turns, made| {
        let turn = turns.step(made.state, made.input);
        black_box(turns.answer(&turn));
    });
    Ok(())
}

/// What a turn begins from, made before the clock runs.
#[derive(Clone)]
struct Made {
    state: State,
    saved: String,
    input: Input,
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Turns of one conversation that stands at the first menu.
pub struct Turns<'a> {
    dialogue: &'a Dialogue,
    now: &'a Zoned,
    voices: Voices,
    /// At the first menu.
    pub state: State,
    /// The key that leads to the choice of language.
    input: Input,
}

impl<'a> Turns<'a> {
    pub fn new(dialogue: &'a Dialogue, now: &'a Zoned, channel: Channel) -> anyhow::Result<Self> {
        let opening = Opening {
            channel,
            caller: Numbering { fiction: true }.parse("+33639980001"),
            remembered: Some(Language::french()),
            first_language: Language::french(),
            entry: "menu".into(),
        };
        let (begin, input) = match channel {
            Channel::Sms => (typed("MENU"), typed("4")),
            Channel::Voice => (Input::Begin { cut: None }, Input::Keys("4".to_owned())),
        };
        let state = flow::step(&dialogue.script, State::new(&opening), begin, now).state;
        let turns = Turns { dialogue, now, voices: Voices::default(), state, input };
        let saved: State = serde_json::from_str(&serde_json::to_string(&turns.state)?)?;
        ensure!(saved == turns.state, "the state is not what was saved");
        let answer = turns.answer(&turns.step(saved, turns.input.clone()));
        ensure!(String::from_utf8(answer)?.contains("français"), "the key led somewhere else");
        Ok(turns)
    }

    pub fn step(&self, state: State, input: Input) -> Turn {
        flow::step(&self.dialogue.script, state, input, self.now)
    }

    pub fn answer(&self, turn: &Turn) -> Vec<u8> {
        let Dialogue { catalogue, facts, .. } = self.dialogue;
        match (self.state.channel, &turn.then) {
            (Channel::Voice, Then::Wait(wait)) => {
                let script = render::call(catalogue, &turn.says, CallThen::Gather(*wait), facts);
                twiml::call(&script, &self.voices, "https://guichet.example/twilio/voice?turn=2&tag=0123456789abcdef")
            }
            _ => twiml::text(Some(&render::text(catalogue, &turn.says, facts)), None),
        }
    }

    /// The median time of a part.
    fn median(&self, part: fn(&Self, Made)) -> Duration {
        let saved = serde_json::to_string(&self.state).unwrap_or_default();
        let made = Made { state: self.state.clone(), saved, input: self.input.clone() };
        let round = |_| {
            let turns = vec![made.clone(); AT_ONCE];
            let begun = Instant::now();
            for made in turns {
                part(self, made);
            }
            begun.elapsed() / AT_ONCE as u32
        };
        median((0..ROUNDS).map(round).collect())
    }
}

fn typed(body: &str) -> Input {
    Input::Text { body: body.to_owned(), stale: false }
}
