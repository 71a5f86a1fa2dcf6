//! What must be true of every place where a conversation waits: tried from there, and then forgotten.

use super::{
    act::{Act, Move},
    invariant::{Broken, Law, place},
    scene::Scene,
    talk::{Heard, Talk},
};
use crate::{
    channel::Channel,
    flow::{
        consent::Subject,
        state::Asking,
        turn::{Order, Then},
        vocabulary::Global,
    },
};

/// Silences after which a call is over at the latest.
const MOST_SILENCES: usize = 12;
/// Silences that a person is given at least, where nothing was missed before.
const FEWEST_SILENCES: usize = 3;

/// Tries everything from where a conversation waits.
pub fn probe(scene: &Scene<'_>, talk: &Talk) -> Result<(), Broken> {
    advisor_is_near(scene, talk)?;
    match scene.start.channel {
        Channel::Sms => stop_silences(scene, talk),
        Channel::Voice => silence_is_answered(scene, talk),
    }
}

fn done(scene: &Scene<'_>, talk: &mut Talk, act: Act) -> Result<Option<Heard>, Broken> {
    talk.apply(scene, &Move::hopeful(act))
}

/// Whether the person is on the way to an advisor.
fn at_advisor(scene: &Scene<'_>, talk: &Talk) -> bool {
    talk.state.frame().is_some_and(|frame| frame.flow == scene.script.service.advisor)
}

/// By voice `0`, or `*0` where a zero is an answer; by text the same, and the word.
fn advisor_is_near(scene: &Scene<'_>, talk: &Talk) -> Result<(), Broken> {
    // A callback that is just being booked is the advisor.
    if at_advisor(scene, talk) && matches!(talk.state.asking, Asking::World { .. }) {
        return Ok(());
    }
    let word = scene.word_for(Global::Advisor);
    let ways: Vec<Vec<&str>> = match (scene.start.channel, word.as_deref()) {
        (Channel::Sms, Some(word)) => vec![vec!["0", "*0"], vec![word]],
        _ => vec![vec!["0", "*0"]],
    };
    for way in ways {
        let mut near = false;
        for first in &way {
            let mut tried = talk.clone();
            done(scene, &mut tried, Act::Say((*first).to_owned()))?;
            near |= at_advisor(scene, &tried);
            // A question in between, such as an answer that a zero is, may take the second input.
            if !near && !tried.over {
                done(scene, &mut tried, Act::Say("*0".to_owned()))?;
                near |= at_advisor(scene, &tried);
            }
        }
        if !near {
            return Err(Broken::new(
                Law::AdvisorNear,
                format!("by `{}` at {}", way.join("` or `"), place(&talk.state)),
            ));
        }
    }
    Ok(())
}

/// The first STOP is answered, orders that nothing more is sent, and leaves nothing under way; a second one is met with
/// nothing at all.
fn stop_silences(scene: &Scene<'_>, talk: &Talk) -> Result<(), Broken> {
    let Some(word) = scene.word_for(Global::Stop) else { return Ok(()) };
    let mut tried = talk.clone();
    let broken = |how: &str| Broken::new(Law::StopSilences, format!("{how} at {}", place(&talk.state)));
    for again in [talk.state.opted_out, true] {
        let Some(heard) = done(scene, &mut tried, Act::Say(word.clone()))? else { return Ok(()) };
        let sends = heard.orders.iter().any(|order| matches!(order, Order::Text { .. }));
        if sends || !heard.orders.contains(&Order::OptOut(Subject::All)) || !matches!(heard.then, Then::End { .. }) {
            return Err(broken("STOP does not end the conversation, or a text is sent"));
        }
        if again && !heard.says.is_empty() {
            return Err(broken("a second STOP is answered"));
        }
        if !tried.state.threads.is_empty() {
            return Err(broken("something is still under way"));
        }
    }
    Ok(())
}

/// Silence is met with the question again, then with an offer, and only then with a goodbye in words.
fn silence_is_answered(scene: &Scene<'_>, talk: &Talk) -> Result<(), Broken> {
    // While something is looked up, it is the service that counts how long.
    if matches!(talk.state.asking, Asking::World { .. }) {
        return Ok(());
    }
    let mut tried = talk.clone();
    let offers = |talk: &Talk| {
        at_advisor(scene, talk) || talk.state.callback_booked || talk.state.asking == Asking::OfferCallback
    };
    let misses = talk.state.silences.max(talk.state.unclear).max(talk.state.missed);
    let (mut offered, begun_with_offer) = (offers(talk), talk.state.asking == Asking::OfferCallback);
    for silences in 1..=MOST_SILENCES {
        let broken = |how: String| Err(Broken::new(Law::SilenceIsAnswered, format!("{how} at {}", place(&talk.state))));
        let Some(heard) = done(scene, &mut tried, Act::Silence)? else { return Ok(()) };
        if matches!(heard.then, Then::End { .. }) {
            let patient = begun_with_offer || misses > 0 || silences >= FEWEST_SILENCES;
            return match (offered, patient) {
                (true, true) => Ok(()),
                (false, _) => broken("no callback was offered".to_owned()),
                (true, false) => broken(format!("the line hangs up after {silences} silences")),
            };
        }
        offered |= offers(&tried);
    }
    Err(Broken::new(Law::SilenceIsAnswered, format!("silence never ends at {}", place(&talk.state))))
}
