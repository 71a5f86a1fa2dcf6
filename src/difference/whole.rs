//! Dialogues and languages that came or went, steps that only changed their name, and who is not reached any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Weight,
    side::{Flow, Side, Step},
    telling::{called, language, list, quoted},
};

/// The flows that the service itself begins, whatever calls them.
const BEGUN: [&str; 5] = ["menu", "callback", "ask-item", "read-out", "reminder"];

/// Steps that have another name and are the same otherwise: they are given their new name in the old version, so that what
/// is left to compare is what a person could notice.
pub(super) fn renamed_steps(old: &mut Side, new: &Side, changes: &mut Vec<Change>) {
    let flows: Vec<String> = old.flows.keys().filter(|name| new.flows.contains_key(*name)).cloned().collect();
    for name in flows {
        let renamed = renamed(&name, old, new);
        for (before, now) in &renamed {
            changes.push(Change {
                flow: Some(name.clone()),
                step: Some(now.clone()),
                weight: Weight::Inside,
                says: format!("the step `{before}` is called `{now}` now"),
            });
        }
        rename(old, &name, &renamed);
    }
}

fn renamed(name: &str, old: &Side, new: &Side) -> BTreeMap<String, String> {
    let (Some(before), Some(after)) = (old.flows.get(name), new.flows.get(name)) else { return BTreeMap::new() };
    let gone = before.steps.iter().filter(|(step, _)| !after.steps.contains_key(*step));
    let mut came: Vec<(&String, &Step)> =
        after.steps.iter().filter(|(step, _)| !before.steps.contains_key(*step)).collect();
    let mut renamed = BTreeMap::new();
    for (step, content) in gone {
        let words = old.words_of(name, step);
        let same = |(other, candidate): &(&String, &Step)| {
            content.kind == candidate.kind
                && content.what == candidate.what
                && words == new.words_of(name, other)
                && (words.is_some() || leads_alike(content, candidate))
        };
        if let Some(at) = came.iter().position(same) {
            renamed.insert(step.clone(), came.remove(at).0.clone());
        }
    }
    renamed
}

/// Without words to know them by, two steps are the same where they lead to the same places.
fn leads_alike(a: &Step, b: &Step) -> bool {
    a.exits == b.exits && a.beside == b.beside
}

fn rename(side: &mut Side, flow: &str, renamed: &BTreeMap<String, String>) {
    let Some(content) = side.flows.get_mut(flow) else { return };
    let new_name = |step: &str| renamed.get(step).cloned().unwrap_or_else(|| step.to_owned());
    for step in content.steps.values_mut() {
        step.exits.iter_mut().for_each(|exit| exit.to = new_name(&exit.to));
    }
    content.regain = content.regain.take().map(|step| new_name(&step));
    content.steps =
        std::mem::take(&mut content.steps).into_iter().map(|(name, step)| (new_name(&name), step)).collect();
    for messages in side.words.values_mut().filter_map(|words| words.get_mut(flow)) {
        let renamed_id = |id: &str| {
            let own = renamed.iter().find_map(|(before, now)| {
                let rest = id.strip_prefix(before.as_str())?;
                (rest.is_empty() || rest.starts_with('-')).then(|| format!("{now}{rest}"))
            });
            own.unwrap_or_else(|| id.to_owned())
        };
        *messages =
            std::mem::take(messages).into_iter().map(|((id, name), text)| ((renamed_id(&id), name), text)).collect();
    }
}

/// Everything that is not about one step.
pub(super) fn compare(old: &Side, new: &Side, changes: &mut Vec<Change>) {
    languages(old, new, changes);
    for (name, flow) in &old.flows {
        if !new.flows.contains_key(name) {
            let says = format!("the dialogue `{name}` is gone: {}", flow.about);
            changes.push(about(name, Weight::Reach, says));
        }
    }
    for (name, flow) in &new.flows {
        if !old.flows.contains_key(name) {
            let says = format!("a new dialogue, `{name}`: {}", flow.about);
            changes.push(about(name, Weight::Reach, says));
        }
    }
    unreached(old, new, changes);
    for (name, flow) in &new.flows {
        if let Some(before) = old.flows.get(name) {
            advisors(name, before, flow, changes);
            begun_by_words(name, before, flow, changes);
        }
    }
}

fn about(flow: &str, weight: Weight, says: String) -> Change {
    Change { flow: Some(flow.to_owned()), step: None, weight, says }
}

fn languages(old: &Side, new: &Side, changes: &mut Vec<Change>) {
    let shared = |says| Change { flow: None, step: None, weight: Weight::Reach, says };
    for tag in old.words.keys().filter(|tag| !new.words.contains_key(*tag)) {
        changes.push(shared(format!("{} is not spoken any more", language(tag))));
    }
    for tag in new.words.keys().filter(|tag| !old.words.contains_key(*tag)) {
        changes.push(shared(format!("{} is spoken now", language(tag))));
    }
}

/// The flows that a person can come to.
fn reached(side: &Side) -> BTreeSet<&str> {
    let begun = side.flows.iter().filter(|(name, flow)| BEGUN.contains(&name.as_str()) || flow.enter.is_some());
    let mut open: Vec<&str> = begun.map(|(name, _)| name.as_str()).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if reached.insert(name)
            && let Some(flow) = side.flows.get(name)
        {
            open.extend(flow.steps.values().filter_map(called));
        }
    }
    reached
}

fn unreached(old: &Side, new: &Side, changes: &mut Vec<Change>) {
    let (before, now) = (reached(old), reached(new));
    for name in new.flows.keys().map(String::as_str) {
        if before.contains(name) && !now.contains(name) {
            let says =
                format!("nobody comes to the dialogue `{name}` any more: nothing calls it, and no word begins it");
            changes.push(about(name, Weight::Reach, says));
        } else if old.flows.contains_key(name) && !before.contains(name) && now.contains(name) {
            changes.push(about(name, Weight::Reach, format!("people come to the dialogue `{name}` now")));
        }
    }
}

/// An advisor is two keys away from anywhere; what a flow itself offers may still change.
fn advisors(name: &str, old: &Flow, new: &Flow, changes: &mut Vec<Change>) {
    let leads = |flow: &Flow| {
        flow.steps
            .values()
            .any(|step| called(step) == Some("callback") || matches!(step.kind.as_str(), "callback" | "transfer"))
    };
    let says = match (leads(old), leads(new)) {
        (true, false) => format!("no step of `{name}` leads to an advisor any more; 0 and CONSEILLER still do"),
        (false, true) => format!("`{name}` leads to an advisor now"),
        _ => return,
    };
    changes.push(about(name, Weight::Reach, says));
}

fn begun_by_words(name: &str, old: &Flow, new: &Flow, changes: &mut Vec<Change>) {
    let says = match (&old.enter, &new.enter) {
        (Some(_), None) => format!("no word that is texted begins `{name}` any more"),
        (None, Some(_)) => format!("words that are texted begin `{name}` now"),
        _ => return,
    };
    changes.push(about(name, Weight::Reach, says));
}

/// Words that people type, in a list: which came and which went.
pub(super) fn typed_words(old: &str, new: &str) -> (Option<String>, Option<String>) {
    let split = |text: &str| -> Vec<String> {
        text.split([',', '،']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    };
    let (old, new) = (split(old), split(new));
    let only = |these: &[String], others: &[String]| {
        let names: Vec<&str> = these.iter().filter(|word| !others.contains(word)).map(String::as_str).collect();
        (!names.is_empty()).then(|| list(&names).replace('`', "")).map(|words| quoted(&words))
    };
    (only(&old, &new), only(&new, &old))
}
