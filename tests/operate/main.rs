//! What those who run the service rely on: a start that says what is wrong, readiness, metrics, the service manager, a
//! stop that cuts nothing, overload, the doctor, flows and words that change meanwhile, and backups that send nothing
//! twice.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

mod backup;
mod deadlines;
mod doctor;
mod home;
mod keys;
#[path = "../support/identities.rs"]
mod identities;
mod monitoring;
mod overload;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/process.rs"]
mod process;
mod reload;
mod secrets;
mod start;
mod stop;
