//! The stand-in asked by the service's own client, as the provider would be.

use std::time::Duration;

use axum::{Router, body::Bytes, extract::State, http::Uri, routing::post};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::{BASE_PATH, router};
use crate::{
    clock::Clock,
    outgoing::{
        call::Voicemail,
        delivery::Delivery,
        failure::SendError,
        settle::{Reading, Settled, UncertainText, settle},
    },
    phone_number::{Numbering, PhoneNumber},
    provider::{
        client::{AccountStanding, AskError, Client, NewCall, Sent, http_client},
        form,
        twilio::Progress,
    },
    simulator::exchange::{Account, Exchange, Standing},
};

const OURS: &str = "+33199001234";
const PERSON: &str = "+33639980012";
const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

type Seen = (String, form::Params);

struct Bench {
    exchange: Exchange,
    client: Client,
    clock: Clock,
    url: String,
    seen: UnboundedReceiver<Seen>,
}

async fn hear(
    State(seen): State<UnboundedSender<Seen>>,
    uri: Uri,
    body: Bytes,
) -> ([(&'static str, &'static str); 1], &'static str) {
    seen.send((uri.to_string(), form::parse(&body).unwrap())).unwrap();
    ([("content-type", "text/xml")], "<Response><Say>Bonjour.</Say></Response>")
}

/// A service that says good day to everybody, and the stand-in beside it.
async fn bench() -> Bench {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = unbounded_channel();
    let clock = Clock::manual(START);
    let account = Account { sid: "AC1".into(), token: "secret".to_owned().into(), public_url: url.clone() };
    let exchange = Exchange::new(account, http_client(&[]).unwrap(), clock.clone());
    let service = Router::new().route("/twilio/{*path}", post(hear)).with_state(sender);
    let app = service.merge(router(exchange.clone()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let api = format!("{url}{BASE_PATH}");
    let client = Client::new(&api, "AC1", "secret".into(), http_client(&[]).unwrap()).with_fiction_allowed();
    Bench { exchange, client, clock, url, seen }
}

fn number(text: &str) -> PhoneNumber {
    Numbering { fiction: true }.parse(text).unwrap()
}

impl Bench {
    async fn send(&self, body: &str) -> String {
        self.client.send_text(OURS, &number(PERSON), body, None).await.unwrap().message_id
    }

    async fn ring(&self, rings: u64) -> Result<Sent, SendError> {
        let (url, status) = (format!("{}/twilio/voice?ring=1", self.url), format!("{}/twilio/ended?ring=1", self.url));
        let call = NewCall {
            from: OURS,
            to: &number(PERSON),
            url: &url,
            status_callback: &status,
            rings: Duration::from_secs(rings),
            longest: Duration::from_secs(60),
            voicemail: Some(Voicemail::Sentence),
        };
        self.client.place_call(&call).await
    }
}

#[tokio::test]
async fn a_text_is_on_record_until_it_is_deleted() {
    let bench = bench().await;
    let id = bench.send("Bonjour").await;
    let found = bench.client.message(&id).await.unwrap();
    assert_eq!((found.to.as_str(), found.body.as_deref(), found.created_at), (PERSON, Some("Bonjour"), START));
    assert_eq!((found.report.state, found.inbound), (Delivery::Queued, false));
    assert_eq!(bench.client.delete_message(&id).await, Ok(()));
    assert_eq!(bench.client.message(&id).await, Err(AskError::NotFound));
    assert_eq!(bench.client.delete_message(&id).await, Ok(()));
}

#[tokio::test]
async fn a_text_whose_answer_was_lost_is_settled_by_asking() {
    let bench = bench().await;
    bench.send("Autre chose").await;
    let id = bench.send("Envoyez votre numéro.").await;
    let to = number(PERSON);
    let claimed_at = START - SignedDuration::from_secs(3);
    let found = bench.client.messages_sent(OURS, &to, claimed_at - SignedDuration::from_mins(1)).await.unwrap();
    let settled = |body| {
        let text = UncertainText { from: OURS, to: &to, body, claimed_at };
        settle(&text, &found, &Default::default(), START + SignedDuration::from_mins(5), &Reading::default())
    };
    assert!(matches!(settled("Envoyez votre numéro."), Settled::WasSent { id: same, .. } if same == id));
    assert_eq!(settled("Envoyez votre code."), Settled::NotFound);
}

#[tokio::test]
async fn a_long_list_comes_in_pages_without_gap_or_double() {
    let bench = bench().await;
    for count in 0..450 {
        bench.send(&format!("Message {count}")).await;
    }
    let found = bench.client.messages_sent(OURS, &number(PERSON), START).await.unwrap();
    let mut bodies: Vec<&str> = found.iter().filter_map(|message| message.body.as_deref()).collect();
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!((found.len(), bodies.len()), (450, 450));
    let elsewhere = bench.client.messages_sent(OURS, &number("+33639980013"), START).await.unwrap();
    assert_eq!(elsewhere, []);
}

#[tokio::test]
async fn texts_that_came_in_are_listed_by_day() {
    let bench = bench().await;
    bench.exchange.text(PERSON, OURS, "DOSSIER").await.unwrap();
    bench.clock.advance(SignedDuration::from_hours(48));
    bench.exchange.text(PERSON, OURS, "AIDE").await.unwrap();
    let since = bench.clock.now() - SignedDuration::from_hours(1);
    let found = bench.client.messages_received(OURS, since).await.unwrap();
    assert_eq!(found.iter().map(|message| message.body.as_deref()).collect::<Vec<_>>(), [Some("AIDE")]);
    assert_eq!(bench.client.messages_received(OURS, START).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_phone_rings_and_whoever_answers_hears_the_service() {
    let mut bench = bench().await;
    let id = bench.ring(60).await.unwrap().message_id;
    assert_eq!(bench.client.call(&id).await.unwrap().progress, Progress::Ringing);
    let call = bench.exchange.answer(PERSON).await.unwrap();
    assert_eq!((call.id.as_str(), call.heard[0].text.as_str()), (id.as_str(), "Bonjour."));
    let (target, params) = bench.seen.recv().await.unwrap();
    let told = |name| form::value(&params, name);
    assert_eq!(target, "/twilio/voice?ring=1");
    assert_eq!((told("From"), told("To"), told("Direction")), (Some(OURS), Some(PERSON), Some("outbound-api")));
    let over = bench.exchange.act(&id, crate::simulator::exchange::Act::Spoken).await.unwrap();
    assert!(matches!(over.phase, Standing::Ended { .. }));
    let (target, params) = bench.seen.recv().await.unwrap();
    assert_eq!((target.as_str(), form::value(&params, "CallStatus")), ("/twilio/ended?ring=1", Some("completed")));
    assert_eq!(bench.client.calls(OURS, START).await.unwrap()[0].progress, Progress::Completed);
}

#[tokio::test]
async fn a_phone_that_nobody_answers_is_told_as_such() {
    let mut bench = bench().await;
    let first = bench.ring(60).await.unwrap().message_id;
    let second = bench.ring(60).await.unwrap().message_id;
    let (target, params) = bench.seen.recv().await.unwrap();
    assert_eq!((target.as_str(), form::value(&params, "CallStatus")), ("/twilio/ended?ring=1", Some("busy")));
    assert_eq!(form::value(&params, "CallSid"), Some(second.as_str()), "the line was taken");
    assert_eq!(bench.client.call(&first).await.unwrap().progress, Progress::Ringing);
    assert!(bench.exchange.answer("+33639980013").await.is_err(), "another phone does not ring");
}

#[tokio::test]
async fn only_the_holder_of_the_account_is_answered() {
    let bench = bench().await;
    assert_eq!(bench.client.account().await, Ok(AccountStanding::Active));
    let api = format!("{}{BASE_PATH}", bench.url);
    let id = bench.send("Bonjour").await;
    let wrong = Client::new(&api, "AC1", "wrong".into(), http_client(&[]).unwrap());
    for refused in [wrong.account().await.err(), wrong.message(&id).await.err(), wrong.delete_message(&id).await.err()]
    {
        assert!(matches!(refused, Some(AskError::Refused { code: Some(20003), .. })), "{refused:?}");
    }
    let stranger = Client::new(&api, "AC2", "secret".into(), http_client(&[]).unwrap());
    assert!(stranger.message(&id).await.is_err());
    assert!(bench.client.message(&id).await.is_ok());
}
