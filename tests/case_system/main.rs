//! A remote case system: the whole service against the example server, which answers well, late, wrongly or not at all.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where its own tools fail")]

mod answers;
mod bench;
mod changes;
#[path = "../support/log.rs"]
mod log;
mod look_up;
mod pages;
#[path = "../../examples/case-system/system.rs"]
mod system;
