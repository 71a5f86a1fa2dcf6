//! Words that every sentence about a difference uses.

use super::side::{Flow, SHARED, Side, Step, When};

/// Longest excerpt of a text, in characters.
const LONGEST: usize = 140;

/// What a language is called.
pub(super) fn language(tag: &str) -> String {
    match tag {
        "fr" => "French".to_owned(),
        "en" => "English".to_owned(),
        "ar" => "Arabic".to_owned(),
        other => format!("`{other}`"),
    }
}

/// Between quotation marks, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}

/// Two texts between quotation marks; what they share at the beginning is left out where they are long.
pub(super) fn quoted_pair(old: &str, new: &str) -> (String, String) {
    if old.chars().count().max(new.chars().count()) <= LONGEST {
        return (quoted(old), quoted(new));
    }
    let same: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    // From the beginning of the word that differs, with some words before it.
    let before = old.get(..same).unwrap_or_default();
    let from = before.char_indices().rev().filter(|(_, c)| *c == ' ').nth(2).map_or(0, |(at, _)| at + 1);
    let cut = |text: &str| {
        let rest = text.get(from..).unwrap_or(text);
        if from == 0 { quoted(rest) } else { quoted(&format!("…{rest}")) }
    };
    (cut(old), cut(new))
}

/// `a`, `b` and `c`.
pub(super) fn list(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match named.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// An exit as the beginning of a sentence that names where it leads; `no longer` stands before the verb where it did.
pub(super) fn leads(step: &str, when: &When, no_longer: bool) -> String {
    let not = if no_longer { "no longer " } else { "" };
    match when {
        When::Next => format!("after `{step}` {not}comes"),
        When::On(answer) => format!("`{answer}` at `{step}` {not}leads to"),
        When::Option { name, key, .. } => format!("at `{step}`, the option `{name}` (key {key}) {not}leads to"),
        When::Condition(Some(condition)) => format!("at `{step}`, where {condition}, it {not}goes on with"),
        When::Condition(None) => format!("at `{step}`, in all other cases, it {not}goes on with"),
        When::Beside(what) => format!("at `{step}`, when its `{what}` are used up, it {not}goes on with"),
    }
}

/// Where a step leads a person, as they notice it.
pub(super) fn destination(side: &Side, flow: &Flow, to: &str) -> String {
    // What only computes is passed by; a circle of such steps does not pass the check.
    let mut at = to;
    for _ in 0..flow.steps.len() {
        let Some(step) = flow.steps.get(at) else { break };
        match (step.kind.as_str(), step.exits.as_slice()) {
            ("set" | "note", [only]) => at = &only.to,
            _ => break,
        }
    }
    let Some(step) = flow.steps.get(at) else { return format!("`{to}`") };
    match step.kind.as_str() {
        "call" => match called(step) {
            Some("callback") => format!("a callback by an advisor (`{to}`)"),
            Some(flow) if side.flows.contains_key(flow) => format!("the dialogue `{flow}` (`{to}`)"),
            _ => format!("`{to}`"),
        },
        "transfer" => format!("an advisor on the line (`{to}`)"),
        "end" => format!("the end (`{to}`)"),
        _ => format!("`{to}`"),
    }
}

/// The flow that a step calls.
pub(super) fn called(step: &Step) -> Option<&str> {
    step.what.get("flow").and_then(|flow| flow.text()).filter(|_| step.kind == "call")
}

/// What a step does, for people.
pub(super) fn kind(kind: &str) -> &str {
    match kind {
        "say" => "says something",
        "menu" => "offers options",
        "ask" => "asks for a value",
        "branch" => "decides by a condition",
        "set" => "keeps a value",
        "verify" => "checks file number and code",
        "send-code" => "sends a code to the number on file",
        "send-status" => "sends where the file stands to the number on file",
        "look-up" => "fetches the file",
        "give" => "hands in an answer",
        "callback" => "books a callback",
        "send" => "sends a text",
        "remind" => "sends a text some days later",
        "note" => "keeps a remark",
        "call" => "runs another dialogue",
        "transfer" => "connects to an advisor",
        "end" => "ends the dialogue",
        other => other,
    }
}

/// Whether a person notices the step: hears it, answers it, or gets a text of it.
pub(super) fn noticed(step: &Step) -> bool {
    !matches!(step.kind.as_str(), "branch" | "set" | "note" | "look-up" | "verify" | "give" | "end" | "")
}

/// Whether a person answers it.
pub(super) fn answered(step: &Step) -> bool {
    matches!(step.kind.as_str(), "ask" | "menu")
}

/// What a level stands for.
pub(super) fn level(level: &str) -> &str {
    match level {
        "L1" => "a text to the number on file (L1)",
        "L2" => "file number and code (L2)",
        "L3" => "an advisor who checked (L3)",
        _ => "nothing (L0)",
    }
}

/// The name of a group of changes; none for the words that all flows share.
pub(super) fn group(flow: &str) -> Option<String> {
    (flow != SHARED).then(|| flow.to_owned())
}
