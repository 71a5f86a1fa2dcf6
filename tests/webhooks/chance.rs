//! Requests made by chance meet no failure and no silence.

use std::collections::BTreeMap;

use guichet::cli::world::SERVICE_NUMBER;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

use crate::bench::{AWA, Bench, FORM, LINA, ROUTES, fitting};

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_random_requests_meet_no_failure_and_no_silence() {
    let bench = Bench::start().await;
    let strategy = (
        0..4usize,
        prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..4),
        "[ -~]{0,60}",
        prop::option::weighted(0.2, "\\?[!-\"$-~]{0,40}"),
        prop::option::weighted(0.1, prop::collection::vec(any::<u8>(), 0..200)),
        0..12u8,
    );
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for _ in 0..250 {
        let batch: Vec<_> = (0..8).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
        let answers = batch.iter().enumerate().map(async |(at, (route, changes, header, query, raw, how))| {
            let target = format!("{}{}", ROUTES[*route], query.as_deref().unwrap_or_default());
            let mut all = fitting(ROUTES[*route], &format!("X{at}"));
            for (name, value) in changes {
                all.retain(|(known, _)| known != name);
                all.push(((*name).to_owned(), value.clone()));
            }
            match (how, raw) {
                (0, _) => bench.send("POST", &target, FORM, Some(header), b"a=b").await,
                (1, _) => bench.send("PATCH", &target, "x/y", None, b"").await,
                (_, Some(raw)) => bench.send("POST", &target, FORM, Some(header), raw).await,
                _ => bench.post(&target, &all).await,
            }
        });
        for answer in futures_util::future::join_all(answers).await {
            assert!(answer.status < 500, "{}: {}", answer.status, answer.text());
            *statuses.entry(answer.status).or_default() += 1;
        }
    }
    assert_eq!(statuses.values().sum::<usize>(), 2000);
    assert!(statuses[&200] > 50 && statuses[&422] > 50, "the requests reach the turns: {statuses:?}");
    println!("answers by status: {statuses:?}");
    bench.world.stop().await;
}

const NAMES: [&str; 14] = [
    "MessageSid",
    "MessageSid",
    "CallSid",
    "CallSid",
    "From",
    "From",
    "To",
    "Body",
    "Body",
    "Digits",
    "CallStatus",
    "MessageStatus",
    "OptOutType",
    "ErrorCode",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "X1",
            "X2",
            AWA,
            LINA,
            SERVICE_NUMBER,
            "anonymous",
            "12",
            "1",
            "completed",
            "STOP",
            "delivered"
        ])
        .prop_map(str::to_owned),
        ".{0,30}",
        "[0-9*#wA-D]{0,30}",
        (1..3000usize).prop_map(|length| "é".repeat(length)),
    ]
}
