//! Guichet: an SMS and voice front end for people without internet access.

pub mod case;
pub mod channel;
pub mod check;
pub mod clock;
pub mod connector;
pub mod flow;
pub mod id;
pub mod identity;
pub mod language;
pub mod level;
pub mod phone_number;
pub mod problem;
pub mod provider;
pub mod render;
pub mod words;

pub mod settings;
pub mod store;
pub mod simulator;
pub mod simulator;
pub mod words;
