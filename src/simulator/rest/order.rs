//! Orders: a text is put on the person's phone, a call makes it ring.

use std::time::Duration;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Failed, admitted};
use crate::{
    provider::form,
    simulator::exchange::{Exchange, ExchangeError, RingOrder},
};

/// How long a phone rings where the order does not say.
const RINGS: u64 = 60;

#[derive(Serialize)]
struct Created {
    sid: String,
    status: &'static str,
    num_segments: Option<String>,
    error_code: Option<u32>,
}

pub(super) async fn text(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let params = read(&exchange, &sid, &headers, &body)?;
    let (from, to) = numbers(&params, 21603, 21604)?;
    match exchange.deliver(from, to, given(&params, "Body").unwrap_or_default(), given(&params, "StatusCallback")) {
        Ok(posted) => Ok(created(posted.sid, Some(posted.measure.segments.to_string()))),
        Err(ExchangeError::LongText) => Err(Failed::bad(21617, "The body is longer than 1600.")),
        Err(ExchangeError::EmptyText) => Err(Failed::bad(21602, "Message body is required.")),
        Err(_) => Err(Failed::unavailable()),
    }
}

pub(super) async fn call(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let params = read(&exchange, &sid, &headers, &body)?;
    let (from, to) = numbers(&params, 21213, 21201)?;
    let Some(url) = given(&params, "Url") else {
        return Err(Failed::bad(21205, "Url is not a valid URL"));
    };
    let rings = given(&params, "Timeout").and_then(|seconds| seconds.parse().ok()).unwrap_or(RINGS);
    let order = RingOrder {
        from,
        to,
        url,
        status_url: given(&params, "StatusCallback"),
        rings: Duration::from_secs(rings),
        listens: given(&params, "MachineDetection").is_some(),
    };
    match exchange.ring(&order) {
        Ok(sid) => Ok(created(sid, None)),
        Err(_) => Err(Failed::unavailable()),
    }
}

fn read(exchange: &Exchange, sid: &str, headers: &HeaderMap, body: &[u8]) -> Result<form::Params, Failed> {
    admitted(exchange, sid, headers)?;
    form::parse(body).map_err(|_| Failed::bad(20001, "The request is no form"))
}

/// From whom and to whom; `no_from` and `no_to` are the codes for their lack.
fn numbers(params: &[(String, String)], no_from: u32, no_to: u32) -> Result<(&str, &str), Failed> {
    let to = given(params, "To").ok_or(Failed::bad(no_to, "A 'To' phone number is required."))?;
    let from = given(params, "From").ok_or(Failed::bad(no_from, "A 'From' phone number is required."))?;
    if !to.starts_with('+') {
        return Err(Failed::bad(21211, "Invalid 'To' Phone Number"));
    }
    Ok((from, to))
}

fn given<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form::value(params, name).filter(|value| !value.is_empty())
}

fn created(sid: String, num_segments: Option<String>) -> Response {
    let created = Created { sid, status: "queued", num_segments, error_code: None };
    (StatusCode::CREATED, Json(created)).into_response()
}
