//! The pure part of a turn alone: deciding, the state as JSON, the words and the answer's bytes.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
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

/// Turns timed at once, so that reading the clock does not count.
const AT_ONCE: usize = 200;
/// The median of so many is reported.
const ROUNDS: usize = 301;

/// Times each part for a menu's key pressed, by text and by voice, and prints them.
pub fn run(dialogue: &Dialogue, now: &Zoned) -> anyhow::Result<()> {
    println!("\n| one turn of a menu, µs (median) | by text | by voice |\n|---|---|---|");
    let text = Turns::new(dialogue, now, Channel::Sms)?;
    let voice = Turns::new(dialogue, now, Channel::Voice)?;
    let row = |what: &str, part: fn(&Turns<'_>, State, Input)| {
        println!("| {what} | {:.2} | {:.2} |", micros(text.median(part)), micros(voice.median(part)));
    };
    row("step", |turns, state, input| {
        black_box(turns.step(state, input));
    });
    row("words and TwiML after it", |turns, state, input| {
        let turn = turns.step(state, input);
        black_box(turns.answer(&turn));
    });
    println!("| step, state read from JSON and written | {} | {} |", text.with_state()?, voice.with_state()?);
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

struct Turns<'a> {
    dialogue: &'a Dialogue,
    now: &'a Zoned,
    voices: Voices,
    /// At the first menu.
    state: State,
    /// The key that leads to the choice of language.
    input: Input,
}

impl<'a> Turns<'a> {
    fn new(dialogue: &'a Dialogue, now: &'a Zoned, channel: Channel) -> anyhow::Result<Self> {
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
        let answer = turns.answer(&turns.step(turns.state.clone(), turns.input.clone()));
        ensure!(String::from_utf8(answer)?.contains("français"), "the key led somewhere else");
        Ok(turns)
    }

    fn step(&self, state: State, input: Input) -> Turn {
        flow::step(&self.dialogue.script, state, input, self.now)
    }

    fn answer(&self, turn: &Turn) -> Vec<u8> {
        let Dialogue { catalogue, facts, .. } = self.dialogue;
        match (self.state.channel, &turn.then) {
            (Channel::Voice, Then::Wait(wait)) => {
                let script = render::call(catalogue, &turn.says, CallThen::Gather(*wait), facts);
                twiml::call(&script, &self.voices, "https://guichet.example/twilio/voice?turn=2&tag=0123456789abcdef")
            }
            _ => twiml::text(Some(&render::text(catalogue, &turn.says, facts)), None),
        }
    }

    /// The median time of a part; states and inputs are made before the clock runs.
    fn median(&self, part: fn(&Self, State, Input)) -> Duration {
        median(|| {
            let turns: Vec<(State, Input)> = vec![(self.state.clone(), self.input.clone()); AT_ONCE];
            let begun = Instant::now();
            for (state, input) in turns {
                part(self, state, input);
            }
            begun.elapsed()
        })
    }

    fn with_state(&self) -> anyhow::Result<String> {
        let saved = serde_json::to_string(&self.state)?;
        let once = || {
            let state = serde_json::from_str(&saved).ok()?;
            serde_json::to_string(&self.step(state, self.input.clone()).state).ok()
        };
        once().context("a state that cannot be read back")?;
        let median = median(|| {
            let begun = Instant::now();
            for _ in 0..AT_ONCE {
                black_box(once());
            }
            begun.elapsed()
        });
        Ok(format!("{:.2}", micros(median)))
    }
}

fn typed(body: &str) -> Input {
    Input::Text { body: body.to_owned(), stale: false }
}

fn median(mut round: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| round()).collect();
    times.sort_unstable();
    times[ROUNDS / 2] / AT_ONCE as u32
}
