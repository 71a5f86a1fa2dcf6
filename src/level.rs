//! How sure we are who is there.

use serde::{Deserialize, Serialize};

/// The assurance of a conversation. A caller's number never raises it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Anyone: general information, callbacks.
    #[default]
    L0,
    /// Answers go only to the number on file.
    L1,
    /// File number and posted code: status, dates, missing items.
    L2,
    /// An advisor checked.
    L3,
}

impl Level {
    /// The least first.
    pub const ALL: [Level; 4] = [Level::L0, Level::L1, Level::L2, Level::L3];

    /// 0 to 3, as conditions in flows read it.
    pub fn rank(self) -> i64 {
        match self {
            Level::L0 => 0,
            Level::L1 => 1,
            Level::L2 => 2,
            Level::L3 => 3,
        }
    }
}
