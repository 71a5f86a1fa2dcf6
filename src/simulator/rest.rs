//! The provider's own interface, as far as the service uses it: sending a text.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::exchange::{Account, Exchange, ExchangeError};
use crate::provider::form;

/// Where the service must send its requests to reach this instead of the provider: the base before `/2010-04-01`.
pub const BASE_PATH: &str = "/phone/provider";

#[derive(Serialize)]
struct Created {
    sid: String,
    status: &'static str,
    num_segments: String,
    error_code: Option<u32>,
}

#[derive(Serialize)]
struct Failed {
    code: u32,
    message: &'static str,
    status: u16,
}

/// The route of the interface.
pub fn router(exchange: Exchange) -> Router {
    Router::new().route("/phone/provider/2010-04-01/Accounts/{sid}/Messages.json", post(create)).with_state(exchange)
}

async fn create(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let account = exchange.account();
    if !authenticated(account, &headers) {
        return failed(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    if sid != account.sid {
        return failed(StatusCode::NOT_FOUND, 20404, "The requested resource was not found");
    }
    match form::parse(&body) {
        Ok(params) => message(&exchange, &params),
        Err(_) => failed(StatusCode::BAD_REQUEST, 20001, "The request is no form"),
    }
}

/// The codes are Twilio's ("Error and warning dictionary"), so that the service meets the ones it must know.
fn message(exchange: &Exchange, params: &[(String, String)]) -> Response {
    let value = |name| form::value(params, name).filter(|value| !value.is_empty());
    let Some(to) = value("To") else {
        return failed(StatusCode::BAD_REQUEST, 21604, "A 'To' phone number is required.");
    };
    let Some(from) = value("From") else {
        return failed(StatusCode::BAD_REQUEST, 21603, "A 'From' phone number is required.");
    };
    if !to.starts_with('+') {
        return failed(StatusCode::BAD_REQUEST, 21211, "Invalid 'To' Phone Number");
    }
    let body = value("Body").unwrap_or_default();
    match exchange.deliver(from, to, body, value("StatusCallback")) {
        Ok(posted) => {
            let num_segments = posted.measure.segments.to_string();
            let created = Created { sid: posted.sid, status: "queued", num_segments, error_code: None };
            (StatusCode::CREATED, Json(created)).into_response()
        }
        Err(ExchangeError::LongText) => failed(StatusCode::BAD_REQUEST, 21617, "The body is longer than 1600."),
        Err(ExchangeError::EmptyText) => failed(StatusCode::BAD_REQUEST, 21602, "Message body is required."),
        Err(_) => failed(StatusCode::SERVICE_UNAVAILABLE, 20503, "Service unavailable"),
    }
}

fn authenticated(account: &Account, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|value| value.strip_prefix("Basic ")) else { return false };
    let expected = STANDARD.encode(format!("{}:{}", account.sid, account.token.expose_secret()));
    given.trim().as_bytes().ct_eq(expected.as_bytes()).into()
}

fn failed(status: StatusCode, code: u32, message: &'static str) -> Response {
    (status, Json(Failed { code, message, status: status.as_u16() })).into_response()
}
