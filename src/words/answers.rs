//! The words of answers to a reminder, gathered from the files of every language.

use super::{Catalogue, DEADLINES};
use crate::flow::{
    answers::{ANSWERS, Answer, Answers, POLITE},
    vocabulary::{Global, Vocabulary},
};

/// What may be answered. STOP comes first: no other word may hide it.
pub(super) fn gather(catalogue: &Catalogue, vocabulary: &Vocabulary) -> Answers {
    let stops = vocabulary.globals.iter().filter(|(_, global)| **global == Global::Stop);
    let stops = stops.map(|(word, _)| (word.clone(), Answer::Stop));
    let typed = |id| catalogue.typed(DEADLINES, id);
    let others = ANSWERS.into_iter().flat_map(|(_, id, answer)| typed(id).into_iter().map(move |word| (word, answer)));
    Answers::new(stops.chain(others), typed(POLITE))
}

#[cfg(test)]
mod tests;
