//! The shortest way to the same failure: moves are left out as long as the same law is still broken.

use super::{
    act::{Act, Move},
    invariant::Broken,
    probe::probe,
    scene::{Scene, Setting, Start},
    talk::{Heard, Talk, answers_told},
};
use crate::flow::state::Asking;

/// Does the moves one after the other, what makes no sense left out; gives the first law that is broken.
pub fn replay(settings: &[Setting<'_>], start: &Start, moves: &[Move]) -> Option<Broken> {
    let scene = Scene::of(settings, start)?;
    let mut talk = Talk::new(&scene);
    if let Err(broken) = talk.answer_call(&scene) {
        return Some(broken);
    }
    for next in moves {
        if let Err(broken) = talk.apply(&scene, next) {
            return Some(broken);
        }
    }
    if talk.over || talk.state.asking == Asking::Nothing { None } else { probe(&scene, &talk).err() }
}

/// Leaves out and simplifies what is not needed.
pub(super) fn shrink(settings: &[Setting<'_>], start: &Start, broken: Broken, moves: Vec<Move>) -> (Broken, Vec<Move>) {
    let mut shortest = (broken, moves);
    let law = shortest.0.law;
    let still = |moves: &[Move]| replay(settings, start, moves).filter(|broken| broken.law == law);
    let mut size = shortest.1.len();
    while size > 0 {
        let mut at = 0;
        while at < shortest.1.len() {
            let mut fewer = shortest.1.clone();
            fewer.drain(at..(at + size).min(shortest.1.len()));
            match still(&fewer) {
                Some(broken) => shortest = (broken, fewer),
                None => at += size,
            }
        }
        size /= 2;
    }
    for at in 0..shortest.1.len() {
        for simpler in shortest.1.get(at).map(simpler).unwrap_or_default() {
            let mut moves = shortest.1.clone();
            if let Some(place) = moves.get_mut(at) {
                *place = simpler;
            }
            if let Some(broken) = still(&moves) {
                shortest = (broken, moves);
                break;
            }
        }
    }
    shortest
}

/// The same with the hoped-for answers, and with half of a long text.
fn simpler(next: &Move) -> Vec<Move> {
    let mut simpler = Vec::new();
    if !next.found.is_empty() {
        simpler.push(Move::hopeful(next.act.clone()));
    }
    if let Act::Say(text) = &next.act {
        let letters = text.chars().count();
        for kept in [1, letters / 8, letters / 2].into_iter().filter(|kept| (1..letters).contains(kept)) {
            let half = text.chars().take(kept).collect();
            simpler.push(Move { act: Act::Say(half), found: next.found.clone() });
        }
    }
    simpler
}

/// The conversation as people read it: what is done, what the world answers, what is heard.
pub fn transcript(settings: &[Setting<'_>], start: &Start, moves: &[Move]) -> Vec<String> {
    let Some(scene) = Scene::of(settings, start) else { return Vec::new() };
    let mut talk = Talk::new(&scene);
    let mut lines = talk.answer_call(&scene).map(told).unwrap_or_default();
    for next in moves {
        lines.extend(next.act.to_string().lines().map(str::to_owned));
        lines.extend(talk.apply(&scene, next).map(told).unwrap_or_default());
    }
    lines
}

fn told(heard: Option<Heard>) -> Vec<String> {
    let Some(heard) = heard else { return Vec::new() };
    let answers = answers_told(&heard).into_iter().map(|answer| format!("  ({answer})"));
    answers.chain(heard.text.lines().map(|line| format!("< {line}"))).collect()
}
