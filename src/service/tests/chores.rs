//! What is done beside the turns, with a provider whose lists are made up here.

use axum::{Router, http::Uri};
use jiff::SignedDuration;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use super::*;
use crate::{
    provider::{client::http_client, twilio::CallStatus},
    service::ring::Ringing,
};

const OURS: &str = "+33199000001";
const OTHER: &str = "+33199000002";

/// When the desk opens.
fn opened() -> Timestamp {
    Timestamp::from_second(1_795_424_400).unwrap()
}

/// A text as the provider lists it, received so many minutes before the desk opened.
fn received(id: &str, from: &str, body: &str, minutes: i64) -> String {
    let at = (opened() - SignedDuration::from_mins(minutes)).strftime("%a, %d %b %Y %H:%M:%S +0000");
    format!(
        r#"{{"sid":"{id}","from":"{from}","to":"{OURS}","body":"{body}","direction":"inbound",
            "status":"received","error_code":null,"date_created":"{at}","date_sent":null}}"#
    )
}

/// A provider that knows these texts to our first number, and fails at everything else.
async fn provider(texts: &[String]) -> Client {
    let list = format!(r#"{{"messages":[{}],"next_page_uri":null}}"#, texts.join(","));
    let answer = move |uri: Uri| async move {
        use axum::http::StatusCode as S;
        let ours =
            uri.path().ends_with("/Messages.json") && uri.query().is_some_and(|query| query.contains("33199000001"));
        if ours { (S::OK, list) } else { (S::NOT_FOUND, String::new()) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    Client::new(&url, "AC1", "secret".to_owned().into(), http_client(&[]).unwrap()).with_fiction_allowed()
}

impl Desk {
    async fn read_lists(&self) {
        let client = self.service.client().unwrap();
        self.service.read_lists(client, self.service.0.clock.now()).await.unwrap();
    }

    async fn spoil(&self, sql: &'static str) {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("guichet.db"));
        let mut connection = options.connect().await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn call_has_ended(&self, call_id: &str) -> bool {
        self.service.store().find_call(call_id).await.unwrap().unwrap().ended_at.is_some()
    }
}

#[tokio::test]
async fn a_list_and_a_text_in_trouble_hold_up_no_other_text_and_no_call() {
    let texts = [received("SM1", "+33639980012", "AIDE", 9), received("SM2", "+33639980013", "AIDE", 8)];
    let desk = desk_at(Some(provider(&texts).await), &[OTHER, OURS]).await;
    desk.text("SM0", "DOSSIER").await;
    desk.spoil("UPDATE conversation SET state = x'00'").await;
    desk.call(None, None).await;
    desk.service.0.clock.advance(SignedDuration::from_hours(5));
    desk.read_lists().await;
    let store = desk.service.store();
    assert!(store.saved_reply("sms:SM1").await.unwrap().is_none(), "its conversation cannot be read");
    assert!(store.saved_reply("sms:SM2").await.unwrap().is_some());
    assert!(desk.call_has_ended("CA1").await);
    let cursor = async |number: &str| store.setting(&format!("received_until:{number}")).await.unwrap();
    assert_eq!(cursor(OTHER).await, None, "its list was not read");
    let failed_at = (opened() - SignedDuration::from_mins(9)).as_millisecond();
    assert_eq!(cursor(OURS).await, Some(failed_at.to_string()), "what failed is looked for again");
    desk.spoil("DELETE FROM conversation WHERE channel = 'sms'").await;
    desk.read_lists().await;
    assert!(store.saved_reply("sms:SM1").await.unwrap().is_some());
    assert_eq!(cursor(OURS).await, Some(desk.service.0.clock.now().as_millisecond().to_string()));
}

#[tokio::test]
async fn a_restored_database_answers_only_what_came_after_it_was_restored() {
    let texts = [received("SM1", "+33639980012", "AIDE", 9), received("SM2", "+33639980013", "AIDE", 7)];
    let desk = desk_at(Some(provider(&texts).await), &[OURS]).await;
    let store = desk.service.store();
    let ago = |minutes| opened() - SignedDuration::from_mins(minutes);
    store.mark_restored(ago(60)).await.unwrap();
    store.quarantine_restored(ago(8)).await.unwrap().expect("it is marked");
    desk.read_lists().await;
    assert!(store.saved_reply("sms:SM1").await.unwrap().is_none());
    assert!(store.saved_reply("sms:SM2").await.unwrap().is_some());
    assert_eq!(desk.sent_later().await.len(), 1);
}

#[tokio::test]
async fn a_stop_whose_webhook_never_came_counts_and_is_followed_by_no_text() {
    let desk = desk_at(Some(provider(&[received("SM1", "+33639980012", "STOP", 9)]).await), &[OURS]).await;
    desk.read_lists().await;
    assert!(desk.conversation().await.state.unwrap().opted_out);
    assert_eq!(desk.sent_later().await, [""; 0]);
}

#[tokio::test]
async fn a_text_whose_webhook_may_still_come_is_left_to_it_and_found_by_a_later_look() {
    let desk = desk_at(Some(provider(&[received("SM1", "+33639980012", "AIDE", 1)]).await), &[OURS]).await;
    let store = desk.service.store();
    desk.read_lists().await;
    assert!(store.saved_reply("sms:SM1").await.unwrap().is_none(), "it is a minute old");
    desk.service.0.clock.advance(SignedDuration::from_mins(5));
    desk.read_lists().await;
    assert!(store.saved_reply("sms:SM1").await.unwrap().is_some());
}

#[tokio::test]
async fn a_call_of_ours_that_is_quiet_is_over_though_the_provider_does_not_know_it() {
    let desk = desk_at(Some(provider(&[]).await), &[OURS]).await;
    let to = desk.service.person("+33639980012").unwrap();
    let beginning = desk.service.reading_out("Bonjour.");
    let ringing = Ringing { order_id: "o", attempt: 1, service_number: OURS, to: &to, beginning: &beginning };
    let _ = desk.service.ring(&ringing).await.unwrap();
    desk.read_lists().await;
    assert!(!desk.call_has_ended(&ring_id("o.1")).await, "it may still ring");
    desk.service.0.clock.advance(SignedDuration::from_mins(11));
    desk.read_lists().await;
    assert!(desk.call_has_ended(&ring_id("o.1")).await);
}

#[tokio::test]
async fn a_hang_up_that_meets_a_turn_at_another_instance_closes_the_call() {
    let desk = desk().await;
    let other = service(desk.service.store().clone(), &desk.settings, &desk.codes, opened()).await;
    for round in 0..10 {
        let inbound = |digits: Option<&str>| InboundCall {
            call_id: format!("CA-{round}"),
            from: "+33639980012".into(),
            to: OURS.into(),
            status: Progress::InProgress,
            digits: digits.map(str::to_owned),
            recording: None,
            unwanted: None,
            dialled: None,
            machine: false,
        };
        let first = desk.service.call(&inbound(None), None).await.unwrap();
        let body = String::from_utf8(first.body).unwrap();
        let (turn, rest) = body.split("turn=").nth(1).unwrap().split_once("&amp;tag=").unwrap();
        let at = Position { turn: turn.parse().unwrap(), tag: rest.split('"').next().unwrap().to_owned() };
        let over =
            CallStatus { call_id: format!("CA-{round}"), status: Progress::Completed, ended: true, machine: false };
        // Where the hang-up was first, the turn is one that nobody waits for any more.
        let (keys, closed) = (inbound(Some("1")), other.call_over(&over));
        let (_, closed) = tokio::join!(desk.service.call(&keys, Some(&at)), closed);
        closed.unwrap();
        assert!(desk.call_has_ended(&format!("CA-{round}")).await, "round {round}");
    }
}
