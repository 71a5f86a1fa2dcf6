//! Requests to be rung back, as the tests of the desk need them.

use guichet::{
    language::Language,
    level::Level,
    store::callback::{NewCallback, Times},
};

use crate::desk::{Desk, number};

/// Somebody asks to be rung at this number; the request's identifier.
pub async fn asks(desk: &Desk, id: &str, from: &str) -> String {
    let (number, now) = (number(from), desk.clock.now());
    let asked = NewCallback {
        id: id.into(),
        person: number.clone(),
        number,
        half_day: "any".into(),
        subject: "general".into(),
        language: Language::french(),
        interpreter: false,
        message: None,
        file_id: None,
        deadline: None,
        level: Level::L0,
        leave_message: true,
        times: Times::at_once(now),
        conversation_id: format!("conversation-{id}"),
        by_caller: true,
        at: now,
    };
    desk.service.store().book_callbacks(vec![asked]).await.unwrap();
    id.to_owned()
}
