//! Under a storm of status callbacks, texts and calls are answered.

use std::thread::JoinHandle;

use crate::home::{Answer, Home, PERSON, SERVICE_NUMBER, exchange, wait_for};

/// More than may be under way at once, and less than a test may open files.
const STORM: usize = 300;
/// Status callbacks that may be under way.
const MOST: usize = 256;

#[test]
fn a_storm_of_status_callbacks_is_put_off_before_any_text_or_call() {
    let home = Home::new();
    let mut running = home.serve();
    let mut database = home.database();
    // Nothing is committed for a while, so that everything that comes is under way at once.
    database.execute("BEGIN IMMEDIATE");
    let post = |path: String, params: &[(&str, &str)]| -> JoinHandle<Option<Answer>> {
        let (port, request) = (home.port, home.signed(&path, params));
        std::thread::spawn(move || exchange(port, &request))
    };
    let storm: Vec<_> = (0..STORM)
        .map(|at| {
            let id = format!("SM{at}");
            post(format!("/twilio/sms-status?m=ours-{at}"), &[("MessageSid", &id), ("MessageStatus", "delivered")])
        })
        .collect();
    let metrics = || home.get(home.operator, "/metrics").map(|answer| answer.body).unwrap_or_default();
    let figure = |name: &str| -> usize {
        let metrics = metrics();
        let found = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
        found.unwrap_or_default()
    };
    let under_way = || figure("guichet_webhooks_in_flight");
    // Who is put off has their answer at once.
    let answered = || storm.iter().filter(|one| one.is_finished()).count();
    wait_for("the whole storm is let in or put off", || answered() + under_way() == STORM);
    let (shed, let_in) = (answered(), under_way());
    // What the service writes of its own accord waits in the same queue, and takes room there.
    assert!((200..=MOST).contains(&let_in), "{let_in} let in, {shed} put off");
    assert_eq!(figure("guichet_webhooks_shed_total{kind=\"status\"}"), shed);
    let text = post(
        "/twilio/sms".to_owned(),
        &[("MessageSid", "SMx"), ("From", PERSON), ("To", SERVICE_NUMBER), ("Body", "bonjour")],
    );
    let call = post(
        "/twilio/voice".to_owned(),
        &[("CallSid", "CA1"), ("From", PERSON), ("To", SERVICE_NUMBER), ("CallStatus", "ringing")],
    );
    wait_for("text and call are let in", || under_way() == let_in + 2);
    database.execute("ROLLBACK");
    let answers: Vec<Answer> = storm.into_iter().map(|one| one.join().unwrap().unwrap()).collect();
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert_eq!(refused.len(), shed);
    assert!(refused.iter().all(|answer| answer.head.contains("retry-after: 2")), "{:?}", refused.first());
    assert!(answers.iter().all(|answer| matches!(answer.status, 204 | 503)));
    assert_eq!(text.join().unwrap().map(|answer| answer.status), Some(200));
    let call = call.join().unwrap().unwrap();
    assert!(call.status == 200 && call.body.contains("<Gather"), "{}", call.body);
    assert_eq!(under_way(), 0);
    running.terminate();
    assert_eq!(running.ended().1, Some(0));
}
