//! What differs in the head of a flow: how proof is regained, what it keeps, takes and gives back.

use std::collections::BTreeSet;

use super::{
    Change, Weight,
    side::{Flow, Side},
    telling::list,
};
use crate::flow::loader::plain::Plain;

/// Everything but its words of entry, which people notice as such.
pub(super) fn compare(old: &Side, new: &Side, changes: &mut Vec<Change>) {
    for (name, flow) in &new.flows {
        let Some(before) = old.flows.get(name) else { continue };
        let mut tell = |weight, says| changes.push(Change { flow: Some(name.clone()), step: None, weight, says });
        if let Some(says) = regained(before, flow) {
            tell(Weight::Proof, says);
        }
        for says in handed(name, before, flow).into_iter().chain(kept(before, flow)) {
            tell(Weight::Inside, says);
        }
    }
}

fn regained(old: &Flow, new: &Flow) -> Option<String> {
    let lapsed = "where the proof of who is there has lapsed";
    match (&old.regain, &new.regain) {
        (None, Some(now)) => Some(format!("{lapsed}, `{now}` asks for it again now, and people go on where they were")),
        (Some(before), None) => Some(format!("{lapsed}, `{before}` does not ask for it again any more")),
        (Some(before), Some(now)) if before != now => {
            Some(format!("{lapsed}, `{now}` asks for it again now (before: `{before}`)"))
        }
        _ => None,
    }
}

/// What the flows that call this one hand over and take back.
fn handed(name: &str, old: &Flow, new: &Flow) -> Vec<String> {
    let mut says = Vec::new();
    let mut tell = |before: &[String], after: &[String], sentence: &dyn Fn(&str, &str) -> String| {
        for (these, others, still) in [(after, before, "now"), (before, after, "no longer")] {
            let only: Vec<&str> = these.iter().filter(|one| !others.contains(one)).map(String::as_str).collect();
            if !only.is_empty() {
                says.push(sentence(&list(&only), still));
            }
        }
    };
    tell(&old.takes, &new.takes, &|names, still| format!("a dialogue that calls `{name}` {still} hands over {names}"));
    tell(&old.returns, &new.returns, &|names, still| {
        format!("`{name}` {still} gives back {names} to a dialogue that calls it")
    });
    says
}

/// Its variables and what they may hold.
fn kept(old: &Flow, new: &Flow) -> Vec<String> {
    let gone = old.vars.keys().filter(|name| !new.vars.contains_key(*name));
    let gone = gone.map(|name| format!("it keeps no `{name}` any more"));
    let changed = new.vars.iter().filter_map(|(name, kind)| match old.vars.get(name) {
        None => Some(format!("it keeps one thing more, `{name}` ({})", held(kind))),
        Some(before) if before != kind => Some(changed(name, before, kind)),
        Some(_) => None,
    });
    gone.chain(changed).collect()
}

fn changed(name: &str, before: &Plain, now: &Plain) -> String {
    let (Some(old), Some(new)) = (words(before), words(now)) else {
        return format!("`{name}` holds {} now (before: {})", held(now), held(before));
    };
    let only =
        |these: &BTreeSet<&str>, others: &BTreeSet<&str>| list(&these.difference(others).copied().collect::<Vec<_>>());
    match (only(&new, &old), only(&old, &new)) {
        (came, gone) if gone.is_empty() && came.is_empty() => format!("the words of `{name}` stand in another order"),
        (came, gone) if gone.is_empty() => format!("`{name}` may also be {came} now"),
        (came, gone) if came.is_empty() => format!("`{name}` cannot be {gone} any more"),
        (came, gone) => format!("`{name}` may also be {came} now, and cannot be {gone} any more"),
    }
}

/// The words of a closed set.
fn words(kind: &Plain) -> Option<BTreeSet<&str>> {
    match kind {
        Plain::List(words) => words.iter().map(Plain::text).collect(),
        _ => None,
    }
}

/// A type in words.
fn held(kind: &Plain) -> String {
    match (words(kind), kind.get("list").and_then(Plain::text)) {
        (Some(words), _) => format!("one of {}", list(&words.into_iter().collect::<Vec<_>>())),
        (None, Some(one)) => format!("several of the type {one}"),
        (None, None) => format!("the type {kind}"),
    }
}
