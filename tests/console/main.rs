//! The console as browsers and strangers see it: who comes in, what each role may do, and what no form of another's can.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

#[path = "../support/desk.rs"]
#[macro_use]
mod desk;

#[path = "../support/identities.rs"]
mod identities;

mod alerts;
mod browser;
mod door;
mod forms;
mod live;
mod mandates;
mod open_id;
mod people;
mod request;
mod rights;
mod sessions;
mod writing;
