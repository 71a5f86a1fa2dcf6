//! The way into the console under attack: guessed passwords by the thousand, what the log tells, and numbers that are shown.
//!
//! The short form runs with every change; `GUICHET_ATTACK=long` tries ten thousand times.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

#[path = "../support/desk.rs"]
#[macro_use]
mod desk;

#[path = "../console/browser.rs"]
#[allow(dead_code, reason = "each suite uses a part of it")]
mod browser;
#[path = "../support/callbacks.rs"]
mod callbacks;
#[path = "../support/identities.rs"]
mod identities;

mod canaries;
mod guessing;
mod numbers;

/// `short`, or `long` where `GUICHET_ATTACK=long` asks for it.
#[expect(clippy::disallowed_methods, reason = "the size of the test is chosen by who runs it")]
fn pick<T>(short: T, long: T) -> T {
    if std::env::var("GUICHET_ATTACK").is_ok_and(|form| form == "long") { long } else { short }
}
