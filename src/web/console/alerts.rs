//! Words of distress that nobody has seen, above the queue: an advisor rings whoever wrote them, or notes that they were seen.

use axum::{
    extract::{Path, State},
    response::Redirect,
};

use super::{
    Console,
    callback::FOLDER,
    fault::Fault,
    layout::View,
    queue::back,
    session::Signed,
    wording::{Wording, masked},
};
use crate::{
    service::desk::alert::Called,
    staff::Permission,
    store::{StoreError, dossier::Spoken},
};

/// Alerts that are shown.
const MOST: u32 = 20;
/// What was said last that is looked through for the person's own words.
const SAID: u32 = 12;

/// An alert, as it is drawn.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) language_tag: String,
    /// What the person wrote last, for who may read it.
    pub(super) words: Vec<String>,
}

/// The alerts, the oldest first.
pub(super) async fn lines(console: &Console, view: &View, wording: &Wording) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    for alert in console.store().alerts(MOST).await? {
        let words = match &alert.number {
            Some(number) if view.may(Permission::ReadConversation) => {
                let spoken = console.store().spoken_with(number, SAID).await?;
                let own = |one: &Spoken| one.by_person && one.at >= alert.since;
                spoken.into_iter().filter(own).map(|one| one.text).collect()
            }
            _ => Vec::new(),
        };
        let language = wording.language(&alert.language, false);
        lines.push(Line {
            title: view.with_two("queue-alert-title", ("when", &wording.moment(alert.since)), ("language", &language)),
            number: alert.number.as_ref().map(masked).unwrap_or_default(),
            language_tag: alert.language.as_str().to_owned(),
            words,
            id: alert.conversation_id,
        });
    }
    Ok(lines)
}

/// Opens a request for whoever wrote them, and leads to it.
pub(super) async fn ring(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    Ok(match console.service().desk().ring_distressed(&signed.advisor, &id).await? {
        Called::Open(callback) => Redirect::to(&format!("{FOLDER}/{callback}")),
        Called::Gone => back("queue-alert-gone"),
        Called::NotCallable => back("queue-alert-uncallable"),
    })
}

/// Notes that they were seen.
pub(super) async fn seen(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    let first = console.service().desk().see_alert(&signed.advisor, &id).await?;
    Ok(back(if first { "queue-alert-noted" } else { "queue-alert-gone" }))
}
