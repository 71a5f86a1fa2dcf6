//! Questions that come in another order.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Weight,
    side::Flow,
    steps::Both,
    telling::{answered, list},
};

/// Tells of questions that came after others and come before them now.
pub(super) fn compare(both: &Both<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (both.old.1, both.new.1);
    let questions: Vec<&str> = new
        .steps
        .iter()
        .filter(|(name, step)| answered(step) && old.steps.get(*name).is_some_and(answered))
        .map(|(name, _)| name.as_str())
        .collect();
    let (was, is) = (Order::of(old), Order::of(new));
    let mut turned: Vec<(&str, &str)> = Vec::new();
    for first in &questions {
        for second in &questions {
            if is.before(first, second) && was.before(second, first) {
                turned.push((first, second));
            }
        }
    }
    // The one that was moved is the one that most others are turned with.
    while let Some(moved) = most(&turned) {
        let others = |pick: fn(&(&str, &str)) -> (String, String)| -> Vec<String> {
            turned.iter().map(pick).filter(|(own, _)| own == moved).map(|(_, other)| other).collect()
        };
        let earlier = others(|(first, second)| ((*first).to_owned(), (*second).to_owned()));
        let later = others(|(first, second)| ((*second).to_owned(), (*first).to_owned()));
        let mut sides = Vec::new();
        for (place, others) in [("before", earlier), ("after", later)] {
            if !others.is_empty() {
                sides.push(format!("{place} {}", list(&others.iter().map(String::as_str).collect::<Vec<_>>())));
            }
        }
        changes.push(both.change(moved, Weight::Path, format!("`{moved}` is asked {} now", sides.join(" and "))));
        let moved = moved.to_owned();
        turned.retain(|(first, second)| *first != moved && *second != moved);
    }
}

/// The step that stands in most pairs; of several, the one that comes earlier now.
fn most<'a>(pairs: &[(&'a str, &'a str)]) -> Option<&'a str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (first, second) in pairs {
        *count.entry(first).or_default() += 1;
        *count.entry(second).or_default() += 1;
    }
    let highest = count.values().max()?;
    let one_of_them = |name: &&'a str| count.get(name) == Some(highest);
    pairs.iter().flat_map(|(first, second)| [*first, *second]).find(one_of_them)
}

/// Which steps can come after which.
struct Order<'f>(BTreeMap<&'f str, BTreeSet<&'f str>>);

impl<'f> Order<'f> {
    fn of(flow: &'f Flow) -> Self {
        let questions = flow.steps.iter().filter(|(_, step)| answered(step));
        Order(questions.map(|(name, _)| (name.as_str(), reached(flow, name))).collect())
    }

    /// Whether one leads to the other, and never back.
    fn before(&self, first: &str, second: &str) -> bool {
        let leads = |from: &str, to: &str| self.0.get(from).is_some_and(|reached| reached.contains(to));
        leads(first, second) && !leads(second, first)
    }
}

fn reached<'f>(flow: &'f Flow, from: &str) -> BTreeSet<&'f str> {
    let exits =
        |name: &str| flow.steps.get(name).into_iter().flat_map(|step| step.exits.iter().map(|exit| exit.to.as_str()));
    let mut open: Vec<&str> = exits(from).collect();
    let mut reached = BTreeSet::new();
    while let Some(step) = open.pop() {
        if reached.insert(step) {
            open.extend(exits(step));
        }
    }
    reached
}
