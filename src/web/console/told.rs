//! What a page says of what was done a moment ago: the id of one of its own messages, carried by the redirect.

use serde::Deserialize;

use super::layout::View;

/// What the address says was done.
#[derive(Default, Deserialize)]
pub(super) struct Told {
    /// The id of the message; anything but one of the page's own says nothing.
    #[serde(default)]
    pub(super) told: String,
    /// A number in it.
    #[serde(default)]
    pub(super) count: Option<u32>,
}

/// The message, where it is one of this page.
pub(super) fn told(view: &View, told: &Told, page: &str) -> Option<String> {
    let own = told.told.strip_prefix(page).is_some_and(|rest| rest.starts_with('-'));
    let said = match told.count {
        Some(count) if own => view.with(&told.told, "count", count),
        _ if own => view.say(&told.told),
        _ => return None,
    };
    // An id without a message comes back as it is: nobody can have a page say words of their own.
    (said != told.told).then_some(said)
}
