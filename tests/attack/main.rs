//! The service under attack: forged and replayed webhooks, texts made to break what we write, numbers that cost money.
//!
//! The short form runs with every change; `make attack` (`GUICHET_ATTACK=long`) does all of it. `docs/security.md` holds the
//! promises these prove.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

#[path = "../webhooks/bench.rs"]
#[allow(dead_code, reason = "a part of what the suite of webhooks uses")]
mod bench;
mod forged;
mod injected;
mod numbers;
mod replayed;
mod scale;
mod spelled;
