//! What the tests of reminders share.

use super::{DeadlineType, loader};
use crate::problem::SourceFile;

/// A shipped type of deadline.
pub(crate) fn shipped(name: &str) -> DeadlineType {
    let path = format!("deadlines/{name}.yaml");
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("is shipped");
    let file = SourceFile { path, text: text.into() };
    loader::load(&[file]).expect("is right").remove(name).expect("has its name")
}
