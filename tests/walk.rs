//! The walk through the shipped flows: whatever is typed, pressed, found or not found, every turn is as it must be.

use std::collections::BTreeSet;

use guichet::{
    cli::{
        walk::PATHS,
        world::{dialogues, seed},
    },
    simulator::walk::{Plan, walk},
};

/// A rare way may be missed by one walk in ten: so many walks miss the same one by chance once in a lifetime.
const WALKS: usize = 6;

#[test]
fn every_way_through_the_shipped_flows_holds_in_every_language_and_on_both_channels() {
    let (_, dialogue) = dialogues().expect("the shipped flows");
    // Each run goes other ways; what fails says with which seed it goes them again.
    let seed = seed().expect("a seed").below(u64::from(u32::MAX));
    let mut never: Option<BTreeSet<String>> = None;
    for seed in (seed..).take(WALKS) {
        let walks = walk(&dialogue, Plan { seed, paths: PATHS, language: None, channel: None });
        println!("seed {seed}\n{}", walks.table());
        assert!(walks.holds(), "{}", walks.failures().join("\n"));
        assert_eq!(walks.walked.len(), dialogue.script.languages.len() * 2);
        let pairs = walks.pairs_never_met();
        println!("{} pairs never met:\n{}", pairs.len(), pairs.join("\n"));
        let way = |line: String| line.split(':').next().unwrap_or_default().to_owned();
        let missed: BTreeSet<String> = walks.edges_never_taken().into_iter().map(way).collect();
        let in_none = never.map_or(missed.clone(), |before| &before & &missed);
        if in_none.is_empty() {
            return;
        }
        never = Some(in_none);
    }
    panic!("never taken in {WALKS} walks: {never:#?}");
}
