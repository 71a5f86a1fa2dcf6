//! Questions: the account, and the texts and calls on record, page after page.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter, tz::TimeZone};
use serde_json::{Value, json};

use super::{Failed, admitted};
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
) -> Result<Json<Value>, Failed> {
    let sid = plain(&name);
    admitted(&exchange, sid, &headers)?;
    Ok(Json(json!({ "sid": sid, "status": "active", "type": "Full" })))
}

pub(super) async fn text(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let found = exchange.texts_on_record(|texts| texts.get(plain(&name)));
    found.map(|entry| Json(shown(&entry))).ok_or(Failed::not_found())
}

pub(super) async fn forget_text(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let gone = exchange.texts_on_record(|texts| texts.forget(plain(&name)));
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Failed::not_found()) }
}

pub(super) async fn texts(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let find = |from: Option<&str>, to: Option<&str>| exchange.texts_on_record(|texts| texts.between(from, to));
    list((&sid, "Messages.json", "messages"), &query.unwrap_or_default(), "DateSent>", find)
}

pub(super) async fn call(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let found = exchange.calls_on_record(|calls| calls.get(plain(&name)));
    found.map(|entry| Json(shown(&entry))).ok_or(Failed::not_found())
}

pub(super) async fn calls(
    State(exchange): State<Exchange>,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let find = |from: Option<&str>, to: Option<&str>| exchange.calls_on_record(|calls| calls.between(from, to));
    list((&sid, "Calls.json", "calls"), &query.unwrap_or_default(), "StartTime>", find)
}

/// The sound itself. A provider offers several forms; this one has WAV alone, and says so.
pub(super) async fn recording(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let found = exchange.recordings(|recordings| recordings.sound(stem(&name)));
    let sound = found.ok_or(Failed::not_found())?;
    Ok(([(header::CONTENT_TYPE, "audio/wav")], sound).into_response())
}

pub(super) async fn forget_recording(
    State(exchange): State<Exchange>,
    Path((sid, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Failed> {
    admitted(&exchange, &sid, &headers)?;
    let gone = exchange.recordings(|recordings| recordings.forget(stem(&name)));
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Failed::not_found()) }
}

/// A name without the form that is asked for.
fn stem(name: &str) -> &str {
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

fn plain(name: &str) -> &str {
    name.trim_end_matches(".json")
}

fn list(
    (sid, path, key): (&str, &str, &str),
    query: &str,
    since: &str,
    find: impl FnOnce(Option<&str>, Option<&str>) -> Vec<Entry>,
) -> Result<Json<Value>, Failed> {
    let params = form::parse(query.as_bytes()).map_err(|_| Failed::bad(20001, "The query is no form"))?;
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
    Ok(Json(json!({ key: rows, "page": page, "page_size": size, "next_page_uri": next })))
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
