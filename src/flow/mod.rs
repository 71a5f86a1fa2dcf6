//! Dialogues kept as data, and the pure function that decides one turn of them.
//!
//! ```text
//! step(script, state, input, now) -> Turn { state, says, orders, then: Wait | Query | End }
//! ```

pub mod answers;
pub mod built_in;
pub mod channels;
pub mod consent;
pub mod coverage;
pub mod definition;
pub mod engine;
pub mod exits;
pub mod expression;
pub mod grammar;
pub mod graph;
pub mod office;
pub mod phrases;
mod question;
pub mod reach;
pub mod reading;
pub mod loader;
pub mod schema;
pub mod state;
pub mod stopping;
pub mod trace;
pub mod turn;
pub mod value;
pub mod var_type;
pub mod version;
pub mod vocabulary;

use std::sync::Arc;

pub use engine::{step, step_traced};

/// A name in a flow: of a flow, a step, a variable, an option or an outcome. Cheap to copy.
pub type Name = Arc<str>;
