//! Every way in which the provider can answer, or fail to, against a server on the loopback.

mod lists;
mod orders;
mod setup;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method as HttpMethod, StatusCode as HttpStatus, Uri},
    response::{IntoResponse, Response},
    routing::any,
};
use jiff::SignedDuration;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::*;
use crate::phone_number::{Numbering, PhoneNumber};

/// One request as the provider saw it.
#[derive(Debug, PartialEq)]
struct Seen {
    method: String,
    target: String,
    authorization: String,
    body: String,
}

/// What it answers.
#[derive(Clone)]
struct Reply {
    status: u16,
    body: String,
    retry_after: Option<&'static str>,
    hangs: bool,
}

#[derive(Clone)]
struct Provider {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    seen: UnboundedSender<Seen>,
}

fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, body: body.into(), retry_after: None, hangs: false }
}

async fn answer(
    State(provider): State<Provider>,
    method: HttpMethod,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let seen = Seen {
        method: method.to_string(),
        target: uri.to_string(),
        authorization: authorization.to_owned(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    provider.seen.send(seen).unwrap();
    let reply = {
        let mut replies = provider.replies.lock().unwrap();
        // The last one is given for ever.
        if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
    };
    let reply = reply.unwrap();
    if reply.hangs {
        std::future::pending::<()>().await;
    }
    let status = HttpStatus::from_u16(reply.status).unwrap();
    match reply.retry_after {
        Some(wait) => (status, [("retry-after", wait)], reply.body).into_response(),
        None => (status, reply.body).into_response(),
    }
}

/// A provider that gives these answers one after the other.
async fn provider(replies: impl IntoIterator<Item = Reply>) -> (String, UnboundedReceiver<Seen>) {
    let (seen, receiver) = unbounded_channel();
    let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
    let app = Router::new().fallback(any(answer)).with_state(Provider { replies, seen });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, receiver)
}

fn client(base: &str) -> Client {
    Client::new(base, "AC1", "secret".into(), http_client(&[]).unwrap()).with_fiction_allowed()
}

fn number(text: &str) -> PhoneNumber {
    Numbering { fiction: true }.parse(text).unwrap()
}

fn person() -> PhoneNumber {
    number("+33639980012")
}

async fn send(client: &Client) -> Result<Sent, SendError> {
    client.send_text("+33199001234", &person(), "Réservé & prêt", Some("https://g.example.org/dlr?m=1")).await
}

/// An address where nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
