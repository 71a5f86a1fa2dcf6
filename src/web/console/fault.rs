//! Why something was not shown or done, and the page that says so with a way on.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::layout::{View, page_as};
use crate::{service::Unserved, store::StoreError};

/// Why not. Whoever answers a request returns it; `guard` makes a page of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no such page, or what it showed is gone.
    #[error("not found")]
    NotFound,
    /// The role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// The form does not come from a page of ours, or is older than the session.
    #[error("not a form of this session")]
    Foreign,
    /// Somebody else was quicker: what was to be changed is not as it was shown.
    #[error("it changed meanwhile")]
    Conflict,
    /// A form without a field that it has, or with what no list of ours holds.
    #[error("not a form of ours")]
    Unreadable,
    /// The database fails or is too busy.
    #[error("the database does not answer")]
    Unavailable,
}

impl Fault {
    /// The end of the ids of its messages, and its status.
    fn told(self) -> (&'static str, StatusCode) {
        match self {
            Fault::NotFound => ("not-found", StatusCode::NOT_FOUND),
            Fault::Forbidden => ("forbidden", StatusCode::FORBIDDEN),
            Fault::Foreign => ("foreign", StatusCode::FORBIDDEN),
            Fault::Conflict => ("conflict", StatusCode::CONFLICT),
            Fault::Unreadable => ("unreadable", StatusCode::BAD_REQUEST),
            Fault::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    /// The page that tells it.
    pub(super) fn shown(self, view: View) -> Response {
        let (name, status) = self.told();
        page_as(status, &Page { view, name, status: status.as_u16() })
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the console's database failed");
        Fault::Unavailable
    }
}

impl From<Unserved> for Fault {
    fn from(error: Unserved) -> Self {
        tracing::error!(%error, "the console's service failed");
        Fault::Unavailable
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.told().1.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "console/fault.html")]
struct Page {
    view: View,
    name: &'static str,
    status: u16,
}

impl Page {
    fn title(&self) -> String {
        self.view.say(&format!("fault-{}", self.name))
    }

    fn explanation(&self) -> String {
        self.view.say(&format!("fault-{}-why", self.name))
    }
}
