//! The steps a turn goes through, for those who look at how much of the flows was played.

use super::{Name, turn::Rung};
use crate::{channel::Channel, language::Language};

/// Something that happened at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Which dialogue under way it is, and which of the flows that called one another, each from 0.
    pub place: (usize, usize),
    /// The flow.
    pub flow: Name,
    /// The step.
    pub step: Name,
    /// The language spoken then.
    pub language: Language,
    /// How the person reaches us.
    pub channel: Channel,
    /// What happened.
    pub what: Event,
}

/// What happened at a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The flow came to it.
    Entered,
    /// Its question was put in this wording.
    Asked(Rung),
    /// The flow left it.
    Left {
        /// By this way out.
        exit: Name,
        /// For this step.
        to: Name,
    },
}
