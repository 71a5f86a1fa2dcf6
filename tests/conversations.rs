//! Every file in `tests/conversations` is played against the whole service, over signed webhooks, and together they go
//! through every step of every shipped flow.

use guichet::{
    cli::{
        test::{Report, play_all},
        world::dialogues,
    },
    flow::coverage::Coverage,
};

/// What no conversation brings about, for it takes forty guesses: `codes_are_closed` of `tests/attack` plays it.
const PLAYED_ELSEWHERE: [&str; 1] = ["flows/file-status.yaml:62: `closed`: never played"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_goes_as_it_is_written_and_together_they_reach_every_step() {
    let outcomes = play_all(&[], false, |_| {}).await.expect("a folder of conversations");
    let reports: Vec<&str> = outcomes.iter().filter_map(|outcome| outcome.report.as_deref()).collect();
    let count = outcomes.len();
    assert!(reports.is_empty(), "{} of {count} conversations went otherwise:\n{}", reports.len(), reports.join("\n"));
    assert!(count >= 40, "only {count} conversations were found");
    let mut coverage = Coverage::default();
    for outcome in outcomes {
        coverage.merge(outcome.coverage);
    }
    let (files, dialogue) = dialogues().expect("the shipped flows");
    let report = Report::new(&dialogue.script, &files, &coverage);
    println!("{}", report.table());
    let never = report.uncovered().into_iter().filter(|line| line.ends_with("`: never played"));
    let never: Vec<String> = never.collect();
    assert_eq!(never, PLAYED_ELSEWHERE, "no conversation plays these");
}
