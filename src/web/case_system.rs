//! `POST /case-system/changed`: the remote case system tells us that a file changed.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;

use crate::{
    connector::remote::{ChangeRefused, signature},
    service::Service,
    store::delivery::Taking,
};

/// Where changes are told.
const CHANGED: &str = "/case-system/changed";

/// The route, where there is a case system; else none.
pub(super) fn router(service: Service) -> Router {
    if service.case_source().remote().is_none() {
        return Router::new();
    }
    Router::new().route(CHANGED, post(changed)).with_state(service)
}

/// A success means that our copy holds it, or something newer.
async fn changed(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = signature::Headers {
        id: header(signature::ID),
        timestamp: header(signature::TIMESTAMP),
        signature: header(signature::SIGNATURE),
    };
    match service.file_changed(signed, &body).await {
        Ok(taking) => Json(json!({ "taken": taking == Taking::Taken })).into_response(),
        Err(error) => {
            let status = status(&error);
            tracing::warn!(http.status = status.as_u16(), reason = %error, "a change of a file was refused");
            (status, Json(json!({ "error": error.to_string() }))).into_response()
        }
    }
}

fn status(error: &ChangeRefused) -> StatusCode {
    match error {
        ChangeRefused::Forged(_) => StatusCode::UNAUTHORIZED,
        ChangeRefused::Unusable(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ChangeRefused::NoCaseSystem => StatusCode::NOT_FOUND,
        ChangeRefused::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
