//! The service under attack: forged and replayed webhooks, texts made to break what we write, numbers that cost money or are
//! nobody's business, guessed passwords, and a log that tells too much.
//!
//! The short form runs with every change; `make attack` (`GUICHET_ATTACK=long`) does all of it. `docs/security.md` holds the
//! promises these prove.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

#[path = "../support/desk.rs"]
#[macro_use]
mod desk;

#[path = "../webhooks/bench.rs"]
#[allow(dead_code, reason = "a part of what the suite of webhooks uses")]
mod bench;
#[path = "../console/browser.rs"]
#[allow(dead_code, reason = "each suite uses a part of it")]
mod browser;
mod bytes;
#[path = "../support/callbacks.rs"]
mod callbacks;
mod canaries;
mod dialled;
mod forged;
mod guessing;
#[path = "../support/identities.rs"]
mod identities;
mod injected;
#[path = "../support/log.rs"]
mod log;
mod replayed;
mod revealed;
mod scale;
mod sign_in;
mod spelled;
