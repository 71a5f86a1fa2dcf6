//! Questions: the account, and the texts and calls on record, page after page.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter, tz::TimeZone};
use serde_json::{Value, json};

use super::{admitted, failed, not_found};
use crate::{
    provider::form,
    simulator::exchange::{Entry, Exchange},
};

/// Rows of a page where the question does not say.
const PAGE_SIZE: usize = 50;

/// `AC….json`: the account itself.
pub(super) async fn account(
    State(exchange): State<Exchange>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let sid = name.trim_end_matches(".json");
    match admitted(&exchange, sid, &headers) {
        Ok(()) => Json(json!({ "sid": sid, "status": "active", "type": "Full" })).into_response(),
        Err(refused) => refused,
    }
}

pub(super) async fn text(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let find = || exchange.texts_on_record(|texts| texts.get(name.trim_end_matches(".json")));
    one(admitted(&exchange, &sid, &headers), find)
}

pub(super) async fn call(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let find = || exchange.calls_on_record(|calls| calls.get(name.trim_end_matches(".json")));
    one(admitted(&exchange, &sid, &headers), find)
}

pub(super) async fn forget_text(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = admitted(&exchange, &sid, &headers) {
        return refused;
    }
    let gone = exchange.texts_on_record(|texts| texts.forget(name.trim_end_matches(".json")));
    if gone { StatusCode::NO_CONTENT.into_response() } else { not_found() }
}

pub(super) async fn texts(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let find = |from: Option<&str>, to: Option<&str>| exchange.texts_on_record(|texts| texts.between(from, to));
    match admitted(&exchange, &sid, &headers) {
        Ok(()) => list((&sid, "Messages.json", "messages"), query.unwrap_or_default(), "DateSent>", find),
        Err(refused) => refused,
    }
}

pub(super) async fn calls(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let find = |from: Option<&str>, to: Option<&str>| exchange.calls_on_record(|calls| calls.between(from, to));
    match admitted(&exchange, &sid, &headers) {
        Ok(()) => list((&sid, "Calls.json", "calls"), query.unwrap_or_default(), "StartTime>", find),
        Err(refused) => refused,
    }
}

fn one(admitted: Result<(), Response>, find: impl FnOnce() -> Option<Entry>) -> Response {
    match admitted.map(|()| find()) {
        Ok(Some(entry)) => Json(shown(&entry)).into_response(),
        Ok(None) => not_found(),
        Err(refused) => refused,
    }
}

fn list(
    (sid, path, key): (&str, &str, &str),
    query: String,
    since: &str,
    find: impl FnOnce(Option<&str>, Option<&str>) -> Vec<Entry>,
) -> Response {
    let Ok(params) = form::parse(query.as_bytes()) else {
        return failed(StatusCode::BAD_REQUEST, 20001, "The query is no form");
    };
    let number = |name: &str| form::value(&params, name).and_then(|value| value.parse::<usize>().ok());
    let day = form::value(&params, since).unwrap_or_default();
    let mut found = find(form::value(&params, "From"), form::value(&params, "To"));
    found.retain(|entry| entry.created_at.to_zoned(TimeZone::UTC).date().to_string().as_str() >= day);
    let (size, page) = (number("PageSize").unwrap_or(PAGE_SIZE).clamp(1, 1000), number("Page").unwrap_or(0));
    let rows: Vec<Value> = found.iter().skip(page.saturating_mul(size)).take(size).map(shown).collect();
    let more = found.len() > page.saturating_add(1).saturating_mul(size);
    let next = more.then(|| {
        let kept =
            params.iter().filter(|(name, _)| name != "Page").map(|(name, value)| (name.as_str(), value.as_str()));
        let number = (page + 1).to_string();
        let query = form::encode(kept.chain([("Page", number.as_str())]));
        format!("/2010-04-01/Accounts/{sid}/{path}?{query}")
    });
    Json(json!({ key: rows, "page": page, "page_size": size, "next_page_uri": next })).into_response()
}

fn shown(entry: &Entry) -> Value {
    let created = time(entry.created_at);
    json!({
        "sid": entry.sid,
        "from": entry.from,
        "to": entry.to,
        "body": entry.body,
        "direction": entry.direction,
        "status": entry.status,
        "error_code": null,
        "date_created": created,
        "date_sent": created,
        "start_time": created,
        "end_time": null,
    })
}

fn time(at: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_string(&at).unwrap_or_default()
}
