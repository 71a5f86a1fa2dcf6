//! Attacks on the whole service, with the figures that each of them comes to. `GUICHET_ATTACK=long` plays them in full.

#![expect(clippy::unwrap_used, reason = "a test fails where its own tools fail")]

mod guessing;
