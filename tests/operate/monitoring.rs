//! Readiness, metrics, and what systemd is told.

use std::{os::unix::net::UnixDatagram, time::Duration};

use crate::home::{Home, PERSON, wait_for};

#[test]
fn readiness_and_metrics_are_told_on_the_operators_address_alone() {
    let home = Home::new();
    let _running = home.serve();
    let ready = home.get(home.operator, "/readyz").unwrap();
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    assert_eq!(home.text("SM1", PERSON, "bonjour").unwrap().status, 200);
    let forged = home.signed("/twilio/sms", &[("MessageSid", "SM2")]).replace("SM2", "SM3");
    assert_eq!(crate::home::exchange(home.port, &forged).unwrap().status, 403);
    let metrics = home.get(home.operator, "/metrics").unwrap();
    assert!(metrics.head.contains("application/openmetrics-text"), "{}", metrics.head);
    for line in [
        "guichet_turns_total{channel=\"sms\",outcome=\"answered\"} 1",
        "guichet_webhooks_refused_total{reason=\"signature\"} 1",
        "guichet_outbox_texts{state=\"waiting\"} 0",
        "guichet_webhooks_in_flight 0",
    ] {
        assert!(metrics.body.lines().any(|found| found == line), "{line}\n{}", metrics.body);
    }
    assert!(metrics.body.contains("guichet_commit_duration_seconds_count"), "{}", metrics.body);
    for personal in ["19900", "SM1", "bonjour"] {
        assert!(!metrics.body.contains(personal), "{personal}\n{}", metrics.body);
    }
    for path in ["/readyz", "/metrics"] {
        assert_eq!(home.get(home.port, path).unwrap().status, 404, "{path} for everyone");
    }
}

#[test]
fn a_database_that_cannot_be_written_makes_the_service_not_ready_until_it_can() {
    let home = Home::new();
    let _running = home.serve();
    let mut database = home.database();
    database.execute("BEGIN IMMEDIATE");
    let refused = home.get(home.operator, "/readyz").unwrap();
    assert_eq!(refused.status, 503);
    assert!(refused.body.contains("within 2 s") && refused.body.contains("guichet doctor"), "{}", refused.body);
    assert_eq!(home.get(home.port, "/healthz").unwrap().status, 200, "the process is alive");
    database.execute("ROLLBACK");
    wait_for("it is ready again", || home.get(home.operator, "/readyz").is_some_and(|answer| answer.status == 200));
}

/// What systemd was told since the last time, as far as it comes within this time.
fn told(socket: &UnixDatagram, within: Duration) -> Vec<String> {
    socket.set_read_timeout(Some(within)).unwrap();
    let (mut all, mut bytes) = (Vec::new(), [0; 256]);
    while let Ok(length) = socket.recv(&mut bytes) {
        all.push(String::from_utf8_lossy(&bytes[..length]).trim().to_owned());
        socket.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    }
    all
}

#[test]
fn systemd_hears_that_the_service_is_ready_alive_and_stopping_and_nothing_while_the_writer_hangs() {
    let mut home = Home::new();
    let socket = UnixDatagram::bind(home.path("notify")).unwrap();
    home.environment.insert("NOTIFY_SOCKET", home.path("notify").display().to_string());
    home.environment.insert("WATCHDOG_USEC", "200000".to_owned());
    let mut running = home.serve();
    let mut all = Vec::new();
    wait_for("ready and alive", || {
        all.extend(told(&socket, Duration::from_millis(500)));
        all.iter().any(|line| line == "READY=1") && all.iter().filter(|line| *line == "WATCHDOG=1").count() > 2
    });
    let mut database = home.database();
    database.execute("BEGIN IMMEDIATE");
    wait_for("it is seen that the writer hangs", || home.log().contains("systemd will end it"));
    told(&socket, Duration::from_millis(1));
    // The next look takes its two seconds too: nothing comes meanwhile.
    assert_eq!(told(&socket, Duration::from_secs(1)), Vec::<String>::new());
    database.execute("ROLLBACK");
    wait_for("it is alive again", || told(&socket, Duration::from_millis(500)).iter().any(|line| line == "WATCHDOG=1"));
    running.terminate();
    let mut all = Vec::new();
    wait_for("it says that it stops", || {
        all.extend(told(&socket, Duration::from_millis(500)));
        all.iter().any(|line| line == "STOPPING=1")
    });
    assert_eq!(running.ended().1, Some(0));
}
