//! A stop ends what is under way; who sends half a request holds up nobody.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::home::{Home, PATIENCE, PERSON, exchange, read_answer, wait_for};

#[test]
fn a_turn_under_way_at_the_stop_is_answered_and_the_service_is_not_ready_meanwhile() {
    let home = Home::new();
    let mut running = home.serve();
    let mut database = home.database();
    database.execute("BEGIN IMMEDIATE");
    let request = home.signed(
        "/twilio/sms",
        &[("MessageSid", "SM1"), ("From", PERSON), ("To", crate::home::SERVICE_NUMBER), ("Body", "bonjour")],
    );
    let port = home.port;
    let turn = std::thread::spawn(move || exchange(port, &request));
    let metrics = || home.get(home.operator, "/metrics").map(|answer| answer.body).unwrap_or_default();
    wait_for("the turn is under way", || metrics().contains("guichet_webhooks_in_flight 1"));
    running.terminate();
    wait_for("it is not ready any more", || {
        home.get(home.operator, "/readyz").is_some_and(|answer| answer.body.contains("the service is stopping"))
    });
    wait_for("it takes no connection any more", || TcpStream::connect(("127.0.0.1", home.port)).is_err());
    assert!(!turn.is_finished(), "its commit waits");
    database.execute("ROLLBACK");
    let answer = turn.join().unwrap().expect("the turn is answered");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(running.ended().1, Some(0));
    assert_eq!(database.texts("SELECT key FROM turn"), ["sms:SM1"], "and it is saved");
}

#[test]
fn two_hundred_half_sent_requests_slow_nobody_down_and_are_dropped_in_time() {
    let home = Home::new();
    let _running = home.serve();
    let halves = [
        "POST /twilio/sms HTTP/1.1\r\nHost:",
        "POST /twilio/sms HTTP/1.1\r\nHost: g\r\nContent-Length: 100\r\n\r\nBody=",
    ];
    let begun = Instant::now();
    let mut slow: Vec<TcpStream> = (0..200)
        .map(|at| {
            let mut stream = TcpStream::connect(("127.0.0.1", home.port)).unwrap();
            stream.write_all(halves[at % 2].as_bytes()).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream
        })
        .collect();
    for at in 0..20 {
        let asked = Instant::now();
        assert_eq!(home.text(&format!("SM{at}"), PERSON, "bonjour").unwrap().status, 200);
        assert!(asked.elapsed() < Duration::from_secs(2), "a text took {:?}", asked.elapsed());
    }
    for (at, stream) in slow.iter_mut().enumerate() {
        if at % 2 == 0 {
            // The head never came: there is nothing to answer.
            let _ = stream.read(&mut [0; 64]);
        } else {
            assert_eq!(read_answer(stream).map(|answer| answer.status), Some(408));
        }
    }
    let took = begun.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(20)).contains(&took), "they were dropped after {took:?}");
}

#[test]
fn a_body_that_is_too_long_is_refused_before_it_is_read() {
    let home = Home::new();
    let _running = home.serve();
    let head = format!("POST /twilio/sms HTTP/1.1\r\nHost: g\r\nContent-Length: {}\r\n\r\n", 64 * 1024 + 1);
    let begun = Instant::now();
    assert_eq!(exchange(home.port, &head).map(|answer| answer.status), Some(413));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn told_to_end_it_ends_even_where_somebody_dawdles() {
    let home = Home::new();
    let mut running = home.serve();
    // A connection kept open, one in the middle of its head, one in the middle of its body.
    let beginnings = [
        "",
        "POST /twilio/sms HTTP/1.1\r\nHost:",
        "POST /twilio/sms HTTP/1.1\r\nHost: g\r\nContent-Length: 100\r\n\r\nBody=",
    ];
    let opened = beginnings.map(|beginning| {
        let mut stream = TcpStream::connect(("127.0.0.1", home.port)).unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        stream
    });
    assert_eq!(home.text("SM1", PERSON, "bonjour").map(|answer| answer.status), Some(200));
    running.terminate();
    let (took, status) = running.ended();
    assert_eq!(status, Some(0));
    assert!(took <= Duration::from_secs(5), "it took {took:?}");
    drop(opened);
    let mut running = home.serve();
    running.terminate();
    let (took, status) = running.ended();
    assert!(status == Some(0) && took <= Duration::from_secs(5), "at rest it took {took:?}");
}
