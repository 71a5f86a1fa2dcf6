//! The provider's own interface, as far as the service uses it: texts and calls, ordered and asked for.

mod order;
mod record;

use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::exchange::{Account, Exchange};

/// Where the service must send its requests to reach this instead of the provider: the base before `/2010-04-01`.
pub const BASE_PATH: &str = "/phone/provider";

/// A refusal, as the provider words it.
#[derive(Serialize)]
struct Failed {
    code: u32,
    message: &'static str,
    status: u16,
}

impl Failed {
    fn new(status: StatusCode, code: u32, message: &'static str) -> Self {
        Failed { code, message, status: status.as_u16() }
    }

    fn bad(code: u32, message: &'static str) -> Self {
        Failed::new(StatusCode::BAD_REQUEST, code, message)
    }

    fn not_found() -> Self {
        Failed::new(StatusCode::NOT_FOUND, 20404, "The requested resource was not found")
    }

    fn unavailable() -> Self {
        Failed::new(StatusCode::SERVICE_UNAVAILABLE, 20503, "Service unavailable")
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self)).into_response()
    }
}

/// The routes of the interface.
pub fn router(exchange: Exchange) -> Router {
    let account = "/phone/provider/2010-04-01/Accounts/{sid}";
    Router::new()
        .route(account, get(record::account))
        .route(&format!("{account}/Messages.json"), post(order::text).get(record::texts))
        .route(&format!("{account}/Messages/{{name}}"), get(record::text).delete(record::forget_text))
        .route(&format!("{account}/Calls.json"), post(order::call).get(record::calls))
        .route(&format!("{account}/Calls/{{name}}"), get(record::call))
        .route(&format!("{account}/Recordings/{{name}}"), get(record::recording).delete(record::forget_recording))
        .with_state(exchange)
}

/// Refuses whoever is not the account's holder. The codes are Twilio's ("Error and warning dictionary"), so that the
/// service meets the ones it must know.
fn admitted(exchange: &Exchange, sid: &str, headers: &HeaderMap) -> Result<(), Failed> {
    let account = exchange.account();
    if !authenticated(account, headers) {
        return Err(Failed::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate"));
    }
    if sid != account.sid {
        return Err(Failed::not_found());
    }
    Ok(())
}

fn authenticated(account: &Account, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|value| value.strip_prefix("Basic ")) else { return false };
    let expected = STANDARD.encode(format!("{}:{}", account.sid, account.token.expose_secret()));
    given.trim().as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests;
