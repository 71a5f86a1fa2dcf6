//! The walk through the shipped flows: whatever is typed, pressed, found or not found, every turn is as it must be.

use guichet::{
    cli::{
        walk::PATHS,
        world::{dialogues, seed},
    },
    simulator::walk::{Plan, walk},
};

#[test]
fn every_way_through_the_shipped_flows_holds_in_every_language_and_on_both_channels() {
    let (_, dialogue) = dialogues().expect("the shipped flows");
    // Each run goes other ways; what fails says with which seed it goes them again.
    let seed = seed().expect("a seed").below(u64::from(u32::MAX));
    let walks = walk(&dialogue, Plan { seed, paths: PATHS, language: None, channel: None });
    println!("{}", walks.table());
    assert!(walks.holds(), "{}", walks.failures().join("\n"));
    assert_eq!(walks.walked.len(), dialogue.script.languages.len() * 2);
    let never = walks.edges_never_taken();
    assert!(never.is_empty(), "never taken: {never:#?}");
    let pairs = walks.pairs_never_met();
    println!("{} pairs never met:\n{}", pairs.len(), pairs.join("\n"));
}
