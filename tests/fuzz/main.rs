//! What reads files and requests of others, given what chance makes of them: it never panics, never hangs, never grows
//! without bound, and what it reads it understands alike the second time.
//!
//! The short form runs with every change; `make fuzz` goes on for as long as it is told. Each input is made by a seed:
//! `GUICHET_FUZZ_SEED=… cargo test --test fuzz` makes it again. What once failed is kept in `regressions/`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod expression;
mod mutation;
mod reading;
mod run;

use guichet::{problem::SourceFile, service::dialogue::sources};

use crate::mutation::Source;

/// The shipped files below a folder.
fn shipped(folder: &str) -> Vec<SourceFile> {
    let files = sources(None, None).expect("the shipped files");
    files.into_iter().filter(|file| file.path.starts_with(folder)).collect()
}

/// Inputs made from these files and words.
fn source(files: impl IntoIterator<Item = String>, words: &'static [&'static str]) -> Source {
    Source { texts: files.into_iter().map(String::into_bytes).collect(), words }
}
