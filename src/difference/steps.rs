//! Step by step: what is asked, where it leads, what must be proved before.

use super::{
    Change, Weight,
    side::{Flow, Side, Step, When},
    telling::{answered, destination, kind, leads, level, list, noticed, quoted},
};
use crate::flow::loader::plain::Plain;

/// A flow in both versions.
pub(super) struct Both<'a> {
    pub name: &'a str,
    pub old: (&'a Side, &'a Flow),
    pub new: (&'a Side, &'a Flow),
}

impl Both<'_> {
    pub(super) fn change(&self, step: &str, weight: Weight, says: String) -> Change {
        Change { flow: Some(self.name.to_owned()), step: Some(step.to_owned()), weight, says }
    }

    fn was(&self, to: &str) -> String {
        destination(self.old.0, self.old.1, to)
    }

    fn is(&self, to: &str) -> String {
        destination(self.new.0, self.new.1, to)
    }
}

pub(super) fn compare(both: &Both<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (both.old.1, both.new.1);
    let first = |flow: &Flow| flow.steps.first().map(|(name, _)| name.clone());
    if let (Some(before), Some(now)) = (first(old), first(new))
        && before != now
    {
        let says = format!("it begins with {} (before: {})", both.is(&now), both.was(&before));
        changes.push(both.change(&now, Weight::Path, says));
    }
    for (name, step) in &old.steps {
        match new.steps.get(name) {
            Some(now) => compare_step(both, name, (step, now), changes),
            None => gone(both, name, step, changes),
        }
    }
    for (name, step) in &new.steps {
        if !old.steps.contains_key(name) {
            came(both, name, step, changes);
        }
    }
}

fn gone(both: &Both<'_>, name: &str, step: &Step, changes: &mut Vec<Change>) {
    if !noticed(step) {
        changes.push(both.change(name, Weight::Inside, format!("the step `{name}` is gone; it was not heard")));
        return;
    }
    let words = both.old.0.words_of(both.name, name).map(|words| format!(": {}", quoted(words))).unwrap_or_default();
    let says = if answered(step) {
        format!("`{name}` is not asked any more{words}")
    } else {
        format!("`{name}` is gone, which {}{words}", kind(&step.kind))
    };
    changes.push(both.change(name, Weight::Path, says));
}

fn came(both: &Both<'_>, name: &str, step: &Step, changes: &mut Vec<Change>) {
    if !noticed(step) {
        changes.push(both.change(name, Weight::Inside, format!("a new step, `{name}`; it is not heard")));
        return;
    }
    let words = both.new.0.words_of(both.name, name).map(|words| format!(": {}", quoted(words))).unwrap_or_default();
    let known: Vec<&str> =
        both.new.1.steps.iter().filter(|(_, other)| leads_to(other, name)).map(|(n, _)| n.as_str()).collect();
    let place = if known.is_empty() { String::new() } else { format!("after {}, ", list(&known)) };
    let says = if answered(step) {
        format!("{place}people are asked something new, `{name}`{words}")
    } else {
        format!("{place}something new happens: `{name}` {}{words}", kind(&step.kind))
    };
    changes.push(both.change(name, Weight::Path, says));
}

fn leads_to(step: &Step, name: &str) -> bool {
    step.exits.iter().any(|exit| exit.to == name)
}

fn compare_step(both: &Both<'_>, name: &str, (old, new): (&Step, &Step), changes: &mut Vec<Change>) {
    needs(both, name, (old, new), changes);
    if old.kind != new.kind {
        let says = format!("`{name}` {} now (before: {})", kind(&new.kind), kind(&old.kind));
        changes.push(both.change(name, Weight::Path, says));
        return;
    }
    exits(both, name, (old, new), changes);
    if old.what != new.what {
        let (weight, says) = asked(name, old, new);
        changes.push(both.change(name, weight, says));
    }
    let keys = new.beside.keys().chain(old.beside.keys().filter(|key| !new.beside.contains_key(*key)));
    for key in keys.filter(|key| *key != "needs") {
        let (before, now) = (old.beside.get(key), new.beside.get(key));
        if before != now {
            let (weight, says) = beside(name, key, before, now);
            changes.push(both.change(name, weight, says));
        }
    }
}

fn needs(both: &Both<'_>, name: &str, (old, new): (&Step, &Step), changes: &mut Vec<Change>) {
    let of = |step: &Step| step.beside.get("needs").and_then(Plain::text).unwrap_or("L0").to_owned();
    let (before, now) = (of(old), of(new));
    if before != now {
        let says = format!("`{name}` needs {} now (before: {})", level(&now), level(&before));
        changes.push(both.change(name, Weight::Proof, says));
    }
}

fn exits(both: &Both<'_>, name: &str, (old, new): (&Step, &Step), changes: &mut Vec<Change>) {
    for exit in &new.exits {
        let before = old.exits.iter().find(|other| same(&other.when, &exit.when));
        match before {
            Some(before) => {
                if let (When::Option { key: was, .. }, When::Option { name: option, key, .. }) =
                    (&before.when, &exit.when)
                    && was != key
                {
                    let says = format!("at `{name}`, the option `{option}` is on key {key} now (before: key {was})");
                    changes.push(both.change(name, Weight::Path, says));
                }
                if before.to != exit.to {
                    let (is, was) = (both.is(&exit.to), both.was(&before.to));
                    let says = format!("{} {is} now (before: {was})", leads(name, &exit.when, false));
                    changes.push(both.change(name, Weight::Path, says));
                }
            }
            None => {
                let is = both.is(&exit.to);
                let says = match &exit.when {
                    When::Option { name: option, key, .. } => {
                        let words = both.new.0.words_of(both.name, &format!("{name}-{option}"));
                        let words = words.map(|words| format!(" {}", quoted(words))).unwrap_or_default();
                        format!(
                            "at `{name}`, there is a new option `{option}`{words} on key {key}, which leads to {is}"
                        )
                    }
                    when => format!("{} {is} now", leads(name, when, false)),
                };
                changes.push(both.change(name, Weight::Path, says));
            }
        }
    }
    for exit in &old.exits {
        if !new.exits.iter().any(|other| same(&other.when, &exit.when)) {
            let was = both.was(&exit.to);
            let says = match &exit.when {
                When::Option { name: option, key, .. } => {
                    format!("at `{name}`, the option `{option}` (key {key}) is gone, which led to {was}")
                }
                when => format!("{} {was}", leads(name, when, true)),
            };
            changes.push(both.change(name, Weight::Path, says));
        }
    }
    reordered(both, name, (old, new), changes);
}

/// Whether two exits are taken for the same reason; an option is the same on another key.
fn same(a: &When, b: &When) -> bool {
    match (a, b) {
        (When::Option { name: a, language: x, .. }, When::Option { name: b, language: y, .. }) => a == b && x == y,
        (a, b) => a == b,
    }
}

/// Conditions are tried in order: the same ones in another order decide otherwise.
fn reordered(both: &Both<'_>, name: &str, (old, new): (&Step, &Step), changes: &mut Vec<Change>) {
    let conditions = |step: &Step, other: &Step| -> Vec<When> {
        let kept =
            step.exits.iter().map(|exit| exit.when.clone()).filter(|when| matches!(when, When::Condition(Some(_))));
        kept.filter(|when| other.exits.iter().any(|exit| exit.when == *when)).collect()
    };
    if conditions(old, new) != conditions(new, old) {
        let says = format!("at `{name}`, conditions are tried in another order");
        changes.push(both.change(name, Weight::Path, says));
    }
}

/// What stands under a step's kind is not what it was.
fn asked(name: &str, old: &Step, new: &Step) -> (Weight, String) {
    let (was, is) = (&old.what, &new.what);
    match new.kind.as_str() {
        "ask" => (Weight::Question, format!("`{name}` asks for {} now (before: {})", wanted(is), wanted(was))),
        "call" if was.get("flow") != is.get("flow") => {
            let flow = |what: &Plain| what.get("flow").map(ToString::to_string).unwrap_or_default();
            (Weight::Path, format!("`{name}` leads to the dialogue `{}` now (before: `{}`)", flow(is), flow(was)))
        }
        "remind" => {
            let days = |what: &Plain| what.get("days").map(ToString::to_string).unwrap_or_default();
            (Weight::Question, format!("the text of `{name}` comes {} days later (before: {})", days(is), days(was)))
        }
        "end" => (Weight::Path, format!("`{name}` ends with the outcome {is} now (before: {was})")),
        "say" | "send" => (Weight::Inside, format!("`{name}` is given other values: {is} (before: {was})")),
        _ => (Weight::Inside, format!("what `{name}` does is written {is} now (before: {was})")),
    }
}

/// What an `ask` wants, as its author wrote it.
fn wanted(what: &Plain) -> String {
    let Some(entries) = what.map() else { return what.to_string() };
    let said = entries.iter().filter(|(key, _)| *key != "into").map(|(key, value)| match value {
        Plain::Bool(true) => key.clone(),
        value => format!("{key} {value}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Something beside a step's kind.
fn beside(name: &str, key: &str, before: Option<&Plain>, now: Option<&Plain>) -> (Weight, String) {
    let told = |value: Option<&Plain>, absent: &str| value.map_or_else(|| absent.to_owned(), ToString::to_string);
    match key {
        "timeout" => {
            let seconds =
                |value: Option<&Plain>| value.map_or("the usual time".to_owned(), |value| format!("{value} seconds"));
            let (now, before) = (seconds(now), seconds(before));
            (Weight::Question, format!("at `{name}`, an answer is waited for {now} now (before: {before})"))
        }
        "tries" => {
            let tries = |value| told(value, "the usual number");
            let (now, before) = (tries(now), tries(before));
            (Weight::Question, format!("at `{name}`, so many tries are given: {now} (before: {before})"))
        }
        "only" => {
            let (now, before) = (told(now, "both channels"), told(before, "both channels"));
            (
                Weight::Path,
                format!("`{name}` is for {now} alone (before: {before})")
                    .replace("both channels alone", "both channels"),
            )
        }
        "with" => {
            let (now, before) = (told(now, "none"), told(before, "none"));
            (Weight::Inside, format!("`{name}` is given other values: {now} (before: {before})"))
        }
        _ => {
            let (now, before) = (told(now, "not there"), told(before, "not there"));
            (Weight::Question, format!("`{key}` of `{name}` is {now} now (before: {before})"))
        }
    }
}
