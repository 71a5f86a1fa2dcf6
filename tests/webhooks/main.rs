//! The webhooks under attack: real HTTP on loopback against the whole service, byte for byte as a provider, a broken
//! proxy or a stranger may send it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

mod bench;
mod call;
mod chance;
mod reading;
mod repeats;
mod signatures;
mod withheld;
