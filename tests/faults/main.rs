//! The real program under faults: killed, paused, cut off, overloaded; judged by what others saw of it.
//!
//! The short form runs with every change; `make faults` is the long one. Both throw dice and print their seed.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

#[path = "../support/callbacks.rs"]
mod callbacks;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/process.rs"]
mod process;

mod scale;
mod wire;
mod installation;
mod people;
mod judge;
mod provider;

mod kills;
mod repeats;
mod reminding;
mod sending;
mod server;
mod desk;
mod disk;
mod overload;
mod simulation;
