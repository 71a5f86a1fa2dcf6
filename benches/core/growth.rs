//! Whether a million turns leave anything behind: the memory in use before and after them.

use anyhow::ensure;
use guichet::{channel::Channel, flow::turn::Input, service::dialogue::Dialogue};
use jiff::Zoned;

use crate::{resident, turns::Turns};

/// Turns before the first look, so that buffers and arenas have their size.
const WARM_UP: u32 = 100_000;
/// Turns between the two looks.
const TURNS: u32 = 1_000_000;
/// Growth that is a mistake, in MiB: one byte a turn is about one.
const MOST: f64 = 1.0;

/// Goes round the menu and the choice of language, by text and by voice, with the state read and written each time.
pub fn run(dialogue: &Dialogue, now: &Zoned) -> anyhow::Result<()> {
    let mut conversations =
        [Turns::new(dialogue, now, Channel::Sms)?, Turns::new(dialogue, now, Channel::Voice)?].map(Conversation::new);
    let mut take = |turns: u32| -> anyhow::Result<()> {
        for turn in 0..turns {
            let at = usize::from(turn % 2 == 1);
            conversations[at].turn()?;
        }
        Ok(())
    };
    take(WARM_UP)?;
    let before = resident("self")?;
    take(TURNS)?;
    let growth = resident("self")? - before;
    println!("\nmemory in use, {TURNS} turns later: {before:.1} MiB {growth:+.2} MiB");
    ensure!(growth < MOST, "the memory in use grows with the turns");
    Ok(())
}

/// A conversation that goes on for ever, its state kept as bytes as in the database.
struct Conversation<'a> {
    turns: Turns<'a>,
    saved: String,
    /// Whether the language is being chosen.
    choosing: bool,
}

impl<'a> Conversation<'a> {
    fn new(turns: Turns<'a>) -> Self {
        let saved = serde_json::to_string(&turns.state).unwrap_or_default();
        Conversation { turns, saved, choosing: false }
    }

    fn turn(&mut self) -> anyhow::Result<()> {
        // `4` leads from the menu to the languages, `1` back to it in French.
        let key = if self.choosing { "1" } else { "4" };
        let input = match self.turns.state.channel {
            Channel::Sms => Input::Text { body: key.to_owned(), stale: false },
            Channel::Voice => Input::Keys(key.to_owned()),
        };
        let turn = self.turns.step(serde_json::from_str(&self.saved)?, input);
        self.choosing = !self.choosing;
        ensure!(turn.state.frame().is_some(), "the conversation ended");
        std::hint::black_box(self.turns.answer(&turn));
        self.saved = serde_json::to_string(&turn.state)?;
        Ok(())
    }
}
