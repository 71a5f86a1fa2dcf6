//! Texts and calls handed over: once each, and what is known when no answer comes.

use super::*;
use crate::{outgoing::call::Voicemail, phone_number::Reach};

#[tokio::test]
async fn a_text_is_handed_over_once() {
    let (base, mut seen) = provider([reply(201, r#"{"sid":"SM1","status":"queued","num_segments":"1"}"#)]).await;
    assert_eq!(send(&client(&base)).await, Ok(Sent { message_id: "SM1".to_owned() }));
    let request = seen.try_recv().unwrap();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/2010-04-01/Accounts/AC1/Messages.json"));
    assert_eq!(request.authorization, "Basic QUMxOnNlY3JldA==");
    assert_eq!(
        request.body,
        "From=%2B33199001234&To=%2B33639980012&Body=R%C3%A9serv%C3%A9+%26+pr%C3%AAt\
         &StatusCallback=https%3A%2F%2Fg.example.org%2Fdlr%3Fm%3D1"
    );
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn every_answer_carries_its_decision_and_is_asked_for_once() {
    let refused = |code, reaction| SendError::Refused { code, reaction };
    let busy = SendError::Busy { after: None };
    let rows = [
        (400, r#"{"code":21610,"message":"x","status":400}"#, refused(Some(21610), Reaction::OptedOut)),
        (400, r#"{"code":21211}"#, refused(Some(21211), Reaction::BadNumber)),
        (400, r#"{"code":77777}"#, refused(Some(77777), Reaction::Never)),
        (401, r#"{"code":20003}"#, refused(Some(20003), Reaction::Alarm)),
        (403, "<html>", refused(None, Reaction::Alarm)),
        (302, "", refused(None, Reaction::Alarm)),
        (429, r#"{"code":20429}"#, busy),
        (429, "", busy),
        (400, r#"{"code":20429}"#, busy),
        (500, r#"{"code":20500}"#, SendError::Uncertain),
        (503, "", SendError::Uncertain),
        (408, "", SendError::Uncertain),
        (201, "cut", SendError::Uncertain),
    ];
    for (status, body, expected) in rows {
        let (base, mut seen) = provider([reply(status, body)]).await;
        assert_eq!(send(&client(&base)).await, Err(expected), "{status} {body}");
        assert!(seen.try_recv().is_ok() && seen.try_recv().is_err(), "{status} {body}");
    }
}

#[tokio::test]
async fn a_provider_without_time_says_when_to_come_back() {
    let (base, _seen) = provider([Reply { retry_after: Some("7"), ..reply(429, "") }]).await;
    let expected = SendError::Busy { after: Some(Duration::from_secs(7)) };
    assert_eq!(send(&client(&base)).await, Err(expected));
}

#[tokio::test]
async fn what_found_no_connection_was_surely_not_sent() {
    assert_eq!(send(&client(&nobody().await)).await, Err(SendError::NotSent));
}

#[tokio::test]
async fn what_was_not_answered_in_time_is_uncertain() {
    let (base, mut seen) = provider([Reply { hangs: true, ..reply(201, "") }]).await;
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
    let (base, mut seen) = provider([reply(201, r#"{"sid":"SM1"}"#)]).await;
    let client = Client::new(&base, "AC1", "secret".into(), http_client(&[]).unwrap());
    assert_eq!(send(&client).await, Err(SendError::Fiction));
    assert_eq!(ring(&client, &person()).await, Err(SendError::Fiction));
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn an_address_that_is_none_wakes_the_operator() {
    let expected = SendError::Refused { code: None, reaction: Reaction::Alarm };
    let client = client("no address");
    for _ in 0..10 {
        assert_eq!(send(&client).await, Err(expected), "a wrong setting is no outage");
    }
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_in_peace_and_tried_again_later() {
    let (base, mut seen) = provider([reply(503, ""), reply(503, ""), reply(201, r#"{"sid":"SM1"}"#)]).await;
    let clock = Clock::manual(Timestamp::UNIX_EPOCH);
    let policy = Policy { in_a_row: 2, ..Policy::default() };
    let client = client(&base).with_breaker(policy, clock.clone());
    for _ in 0..2 {
        assert_eq!(send(&client).await, Err(SendError::Uncertain));
    }
    let resting = SendError::Resting { after: Duration::from_secs(10) };
    assert_eq!((send(&client).await, client.standing()), (Err(resting), Standing::Open));
    assert_eq!(client.message("SM1").await, Err(AskError::Resting { after: Duration::from_secs(10) }));
    assert!(seen.try_recv().is_ok() && seen.try_recv().is_ok() && seen.try_recv().is_err());
    clock.advance(SignedDuration::from_secs(10));
    assert_eq!(send(&client).await, Ok(Sent { message_id: "SM1".to_owned() }));
    assert_eq!(client.standing(), Standing::Closed);
}

#[tokio::test]
async fn refusals_are_answers_and_never_open_the_breaker() {
    let (base, mut seen) = provider([reply(400, r#"{"code":21211}"#)]).await;
    let policy = Policy { in_a_row: 2, ..Policy::default() };
    let client = client(&base).with_breaker(policy, Clock::manual(Timestamp::UNIX_EPOCH));
    for _ in 0..5 {
        assert!(matches!(send(&client).await, Err(SendError::Refused { .. })));
    }
    assert_eq!(std::iter::from_fn(|| seen.try_recv().ok()).count(), 5);
}

#[tokio::test]
async fn whoever_finds_no_place_among_those_under_way_has_sent_nothing() {
    let (base, mut seen) = provider([reply(201, r#"{"sid":"SM1"}"#)]).await;
    let client = client(&base).with_timeout(Duration::from_millis(200)).with_at_once(1);
    let under_way = client.turns.acquire().await.unwrap();
    assert_eq!(send(&client).await, Err(SendError::NotSent));
    assert!(seen.try_recv().is_err());
    drop(under_way);
    assert!(send(&client).await.is_ok());
}

async fn ring(client: &Client, to: &PhoneNumber) -> Result<Sent, SendError> {
    ring_or(client, to, Voicemail::Sentence).await
}

async fn ring_or(client: &Client, to: &PhoneNumber, voicemail: Voicemail) -> Result<Sent, SendError> {
    let call = NewCall {
        from: "+33199001234",
        to,
        url: "https://g.example.org/twilio/voice?m=1",
        status_callback: "https://g.example.org/twilio/voice-status?m=1",
        rings: Duration::from_secs(30),
        longest: Duration::from_secs(300),
        voicemail: Some(voicemail),
    };
    client.place_call(&call).await
}

#[tokio::test]
async fn a_call_is_placed_once_with_an_end() {
    let (base, mut seen) = provider([reply(201, r#"{"sid":"CA1","status":"queued"}"#)]).await;
    assert_eq!(ring(&client(&base), &person()).await, Ok(Sent { message_id: "CA1".to_owned() }));
    let request = seen.try_recv().unwrap();
    assert_eq!(request.target, "/2010-04-01/Accounts/AC1/Calls.json");
    assert_eq!(
        request.body,
        "From=%2B33199001234&To=%2B33639980012&Url=https%3A%2F%2Fg.example.org%2Ftwilio%2Fvoice%3Fm%3D1&Method=POST\
         &StatusCallback=https%3A%2F%2Fg.example.org%2Ftwilio%2Fvoice-status%3Fm%3D1&StatusCallbackMethod=POST\
         &Timeout=30&TimeLimit=300&MachineDetection=DetectMessageEnd&MachineDetectionSilenceTimeout=3000"
    );
    let (base, mut unheard) = provider([reply(201, r#"{"sid":"CA2"}"#)]).await;
    assert!(ring_or(&client(&base), &person(), Voicemail::Nothing).await.is_ok());
    assert!(unheard.try_recv().unwrap().body.contains("&MachineDetection=Enable&"));
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn a_premium_or_foreign_number_is_never_rung() {
    let (base, mut seen) = provider([reply(201, r#"{"sid":"CA1"}"#)]).await;
    let client = client(&base);
    for premium in ["+33892123456", "+33899123456", "+33810123456", "+3223456789"] {
        assert_eq!(ring(&client, &number(premium)).await, Err(SendError::NotDiallable), "{premium}");
    }
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn no_text_goes_to_a_premium_or_foreign_number_unless_it_is_allowed_by_name() {
    let (base, mut seen) = provider([reply(201, r#"{"sid":"SM1"}"#)]).await;
    let strict = client(&base);
    for number in ["+33892123456", "+33810123456", "+3223456789", "+352621123456"].map(number) {
        assert_eq!(strict.send_text("+33199000001", &number, "Bonjour", None).await, Err(SendError::NotDiallable));
    }
    assert!(seen.try_recv().is_err(), "the provider was not even asked");
    let lenient = client(&base).with_reach(Reach::of(&["BE".to_owned()]).unwrap());
    assert!(lenient.send_text("+33199000001", &number("+3223456789"), "Bonjour", None).await.is_ok());
    assert!(seen.try_recv().unwrap().body.contains("To=%2B3223456789"));
}

#[tokio::test]
async fn no_error_holds_a_number_a_word_or_a_secret() {
    let secrets = ["33639980012", "33199001234", "Réservé", "secret", "g.example.org"];
    let quoting = r#"{"code":21211,"message":"The number +33639980012 is wrong: Réservé"}"#;
    for answer in [reply(400, quoting), reply(201, quoting), reply(500, quoting)] {
        let (base, _seen) = provider([answer]).await;
        let client = client(&base);
        let errors = [
            format!("{0} {0:?}", send(&client).await.unwrap_err()),
            client.message("SM1").await.map_or_else(|error| format!("{error} {error:?}"), |found| format!("{found:?}")),
        ];
        for (error, secret) in errors.iter().flat_map(|error| secrets.map(|secret| (error, secret))) {
            assert!(!error.contains(secret), "{error}");
        }
    }
}
