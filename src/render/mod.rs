//! What the engine says -> a text message, or a neutral call script.

pub mod script;
