//! Every way in which the provider can answer, or fail to, against a server on the loopback.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    routing::any,
};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::*;
use crate::phone_number::Numbering;

type Seen = (String, String, String);

#[derive(Clone)]
struct Provider {
    status: u16,
    body: &'static str,
    hangs: bool,
    seen: UnboundedSender<Seen>,
}

async fn answer(
    State(provider): State<Provider>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = String::from_utf8(body.to_vec()).unwrap();
    provider.seen.send((uri.path().to_owned(), authorization.to_owned(), body)).unwrap();
    if provider.hangs {
        std::future::pending::<()>().await;
    }
    (StatusCode::from_u16(provider.status).unwrap(), provider.body)
}

async fn provider(status: u16, body: &'static str, hangs: bool) -> (String, UnboundedReceiver<Seen>) {
    let (seen, receiver) = unbounded_channel();
    let app = Router::new().fallback(any(answer)).with_state(Provider { status, body, hangs, seen });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, receiver)
}

fn client(base: &str) -> Client {
    Client::new(base, "AC1", "secret".into(), http_client().unwrap()).with_fiction_allowed()
}

fn number() -> PhoneNumber {
    Numbering { fiction: true }.parse("+33639980012").unwrap()
}

async fn send(client: &Client) -> Result<Sent, SendError> {
    client.send_text("+33199001234", &number(), "Réservé & prêt", Some("https://g.example.org/dlr?m=1")).await
}

#[tokio::test]
async fn a_text_is_handed_over_once() {
    let (base, mut seen) = provider(201, r#"{"sid":"SM1","status":"queued","num_segments":"1"}"#, false).await;
    assert_eq!(send(&client(&base)).await, Ok(Sent { message_id: "SM1".to_owned() }));
    let (path, authorization, body) = seen.try_recv().unwrap();
    assert_eq!(path, "/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(authorization, "Basic QUMxOnNlY3JldA==");
    assert_eq!(
        body,
        "From=%2B33199001234&To=%2B33639980012&Body=R%C3%A9serv%C3%A9+%26+pr%C3%AAt\
         &StatusCallback=https%3A%2F%2Fg.example.org%2Fdlr%3Fm%3D1"
    );
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn every_answer_carries_its_decision_and_is_asked_for_once() {
    let refused = |code, reaction| SendError::Refused { code, reaction };
    let rows = [
        (400, r#"{"code":21610,"message":"x","status":400}"#, refused(Some(21610), Reaction::OptedOut)),
        (400, r#"{"code":21211}"#, refused(Some(21211), Reaction::BadNumber)),
        (400, r#"{"code":77777}"#, refused(Some(77777), Reaction::Never)),
        (401, r#"{"code":20003}"#, refused(Some(20003), Reaction::Alarm)),
        (403, "<html>", refused(None, Reaction::Alarm)),
        (302, "", refused(None, Reaction::Alarm)),
        (429, r#"{"code":20429}"#, SendError::Busy),
        (429, "", SendError::Busy),
        (400, r#"{"code":20429}"#, SendError::Busy),
        (500, r#"{"code":20500}"#, SendError::Uncertain),
        (503, "", SendError::Uncertain),
        (408, "", SendError::Uncertain),
        (201, "cut", SendError::Uncertain),
    ];
    for (status, body, expected) in rows {
        let (base, mut seen) = provider(status, body, false).await;
        assert_eq!(send(&client(&base)).await, Err(expected), "{status} {body}");
        assert!(seen.try_recv().is_ok() && seen.try_recv().is_err(), "{status} {body}");
    }
}

#[tokio::test]
async fn what_found_no_connection_was_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(send(&client(&base)).await, Err(SendError::NotSent));
}

#[tokio::test]
async fn what_was_not_answered_in_time_is_uncertain() {
    let (base, mut seen) = provider(201, "", true).await;
    let client = client(&base).with_timeout(Duration::from_millis(200));
    assert_eq!(send(&client).await, Err(SendError::Uncertain));
    assert!(seen.try_recv().is_ok());
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_is_uncertain() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let cut = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut first = [0; 1];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut first).await.unwrap();
    });
    assert_eq!(send(&client(&base)).await, Err(SendError::Uncertain));
    cut.await.unwrap();
}

#[tokio::test]
async fn a_number_of_fiction_is_never_given_to_a_provider() {
    let (base, mut seen) = provider(201, r#"{"sid":"SM1"}"#, false).await;
    let client = Client::new(&base, "AC1", "secret".into(), http_client().unwrap());
    assert_eq!(send(&client).await, Err(SendError::Fiction));
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn an_address_that_is_none_wakes_the_operator() {
    let expected = SendError::Refused { code: None, reaction: Reaction::Alarm };
    assert_eq!(send(&client("no address")).await, Err(expected));
}
