//! Deadline files: read, and held to what the calendar allows.
//!
//! Every mistake of every file is reported at once, each at the very key or word, with what to write instead.

mod due;
mod proof;
mod small;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    definition::{DeadlineType, Evidence, Mark, Offset, RungRule, Sensitive, Verified},
    grammar,
    ladder::USUAL,
};
use crate::{
    channel::Channel,
    flow::{
        Name,
        grammar::names,
        loader::{
            file_name,
            page::{Fields, Page},
            tree::{self, Node, Yaml},
        },
    },
    problem::{Problem, SourceFile, code, in_order},
};

/// Reads every deadline file.
///
/// # Errors
/// Every problem of every file, by file and place.
pub fn load(files: &[SourceFile]) -> Result<BTreeMap<Name, DeadlineType>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (mut kinds, mut paths) = (BTreeMap::new(), BTreeSet::new());
    for file in files {
        if !paths.insert(file.path.as_str()) {
            let message = format!("`{}` is given twice", file.path);
            problems.push(Problem::at(&code::FILE_TWICE, file, 0..0, message, "give each deadline file once"));
        } else if let Some(kind) = read(file, &mut problems) {
            kinds.insert(kind.name.clone(), kind);
        }
    }
    if problems.is_empty() { Ok(kinds) } else { Err(in_order(problems)) }
}

/// The place of a file's name for its deadline, and of each organisation; nothing where it cannot be read.
pub(crate) fn places(file: &SourceFile) -> (Range<usize>, BTreeMap<String, Range<usize>>) {
    let Ok(root) = tree::parse(file) else { return Default::default() };
    let Yaml::Map(entries) = &root.value else { return Default::default() };
    let get = |name: &str| Fields { entries }.get(name);
    let organisations = match get("organisations").map(|node| &node.value) {
        Some(Yaml::List(nodes)) => nodes.iter().filter_map(named).collect(),
        _ => BTreeMap::new(),
    };
    (get("deadline").map_or(0..0, |node| node.span.clone()), organisations)
}

fn named(node: &Node) -> Option<(String, Range<usize>)> {
    match &node.value {
        Yaml::Text(text) => Some((text.clone(), node.span.clone())),
        _ => None,
    }
}

/// Reads one file as far as it goes.
fn read(file: &SourceFile, problems: &mut Vec<Problem>) -> Option<DeadlineType> {
    let root = tree::read(file, problems)?;
    let mut page = Page::new(file, problems);
    let head = page.fields(&root, "a deadline", &names(grammar::HEAD))?;
    let name = name(&mut page, head);
    require(&mut page, head, grammar::HEAD, &(0..0));
    let due = head.get("due").and_then(|node| due::read(&mut page, node));
    let rungs = head.get("rungs").map_or_else(Vec::new, |node| rungs(&mut page, node));
    let expires = head.get("expires").map_or(Some(CLOSING), |node| small::offset(&mut page, node));
    let evidence = head.get("evidence").and_then(|node| small::one_of(&mut page, node, "`evidence`", &EVIDENCE));
    let source = head.get("source").and_then(|node| page.text(node, "`source`")).map(str::to_owned);
    check_source(&mut page, head, evidence);
    let places: Vec<Range<usize>> = rungs.iter().map(|(_, place)| place.clone()).collect();
    let kind = DeadlineType {
        name: name?,
        about: text(&mut page, head, "about").unwrap_or_default(),
        organisations: head.get("organisations").map_or_else(Vec::new, |node| organisations(&mut page, node)),
        due: due?,
        rungs: if head.get("rungs").is_some() { rungs.iter().map(|(rung, _)| *rung).collect() } else { USUAL.to_vec() },
        expires: expires?,
        sensitive: head.get("sensitive").and_then(|node| small::one_of(&mut page, node, "`sensitive`", &SENSITIVE)),
        offline: head.get("offline").map_or_else(Vec::new, |node| small::ways(&mut page, node)),
        automatic_with: head.get("automatic-with").map_or_else(Vec::new, |node| small::words(&mut page, node)),
        applies: text(&mut page, head, "applies"),
        hold_out: head
            .get("hold-out")
            .and_then(|node| small::number(&mut page, node, "`hold-out`", grammar::HOLD_OUT))
            .unwrap_or(0),
        evidence: evidence?,
        source,
        checked: head.get("checked").and_then(|node| small::date(&mut page, node))?,
        verified: head.get("verified").and_then(|node| verified(&mut page, node))?,
        caveats: head.get("caveats").map_or_else(Vec::new, |node| small::texts(&mut page, node)),
    };
    let rungs_at = head.entry("rungs").map_or(0..0, |(key, _)| key.span.clone());
    let expires_at = head.get("expires").map(|node| node.span.clone());
    proof::check(&mut page, &kind, &proof::Places { rungs: &places, whole: rungs_at, expires: expires_at });
    (page.problems.len() == page.before).then_some(kind)
}

const CLOSING: Offset = Offset { mark: Mark::Closes, days: 0 };

const CHANNELS: [(&str, Channel); 2] = [("text", Channel::Sms), ("voice", Channel::Voice)];
const SENSITIVE: [(&str, Sensitive); 1] = [("health", Sensitive::Health)];
const EVIDENCE: [(&str, Evidence); 4] = [
    ("official", Evidence::Official),
    ("secondary", Evidence::Secondary),
    ("unconfirmed", Evidence::Unconfirmed),
    ("account", Evidence::Account),
];
const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];

/// The deadline's name, which is that of its file.
fn name(page: &mut Page<'_, '_>, head: Fields<'_>) -> Option<Name> {
    let expected = file_name(page.file);
    let help = format!("write `deadline: {expected}`; a deadline has the name of its file");
    let Some(node) = head.get("deadline") else {
        return page.fail(&code::NO_DEADLINE_NAME, &(0..0), "this deadline has no name", help);
    };
    let text = page.text(node, "the name of a deadline")?;
    page.word(text, &node.span, "a deadline")?;
    if text != expected {
        let message = format!("the file is called `{expected}`, its deadline `{text}`");
        return page.fail(&code::WRONG_DEADLINE_NAME, &node.span, message, help);
    }
    Some(expected.into())
}

/// Tells of keys that must be there and are not. The name has been looked at.
pub(super) fn require(
    page: &mut Page<'_, '_>,
    fields: Fields<'_>,
    wanted: &[crate::flow::grammar::Field],
    at: &Range<usize>,
) {
    for field in wanted.iter().filter(|field| field.required && field.name != "deadline") {
        if fields.get(field.name).is_none() {
            let help = format!("add `{}: …`. {}", field.name, field.about);
            page.fail::<()>(&code::MISSING_FIELD, at, format!("`{}` is missing", field.name), help);
        }
    }
}

/// What is said to be so has a source.
fn check_source(page: &mut Page<'_, '_>, head: Fields<'_>, evidence: Option<Evidence>) {
    if let Some((key, _)) = head.entry("evidence")
        && head.get("source").is_none()
        && evidence.is_some_and(|evidence| evidence != Evidence::Unconfirmed)
    {
        let help = "add `source: …`: the law, the page or the letter it stands in; or write `evidence: unconfirmed`";
        page.fail::<()>(&code::NO_SOURCE, &key.span, "nothing says where this can be read", help);
    }
}

fn text(page: &mut Page<'_, '_>, head: Fields<'_>, name: &str) -> Option<String> {
    let node = head.get(name)?;
    page.text(node, &format!("`{name}`")).map(str::to_owned)
}

fn organisations(page: &mut Page<'_, '_>, node: &Node) -> Vec<Name> {
    match &node.value {
        Yaml::Text(text) if grammar::ANY.contains(&text.as_str()) => Vec::new(),
        _ => small::words(page, node),
    }
}

fn rungs(page: &mut Page<'_, '_>, node: &Node) -> Vec<(RungRule, Range<usize>)> {
    let nodes = page.list(node, "`rungs`").unwrap_or_default();
    nodes.iter().filter_map(|node| Some((rung(page, node)?, node.span.clone()))).collect()
}

fn rung(page: &mut Page<'_, '_>, node: &Node) -> Option<RungRule> {
    if !matches!(node.value, Yaml::Map(_)) {
        return Some(RungRule { at: small::offset(page, node)?, channel: None });
    }
    let fields = page.fields(node, "a rung", &names(grammar::RUNG_KEYS))?;
    require(page, fields, grammar::RUNG_KEYS, &node.span);
    let at = small::offset(page, fields.get("day")?)?;
    let channel = small::one_of(page, fields.get("channel")?, "the channel of a rung", &CHANNELS)?;
    Some(RungRule { at, channel: Some(channel) })
}

fn verified(page: &mut Page<'_, '_>, node: &Node) -> Option<Verified> {
    if !matches!(node.value, Yaml::Map(_)) {
        let yes = small::one_of(page, node, "`verified`", &YES_NO)?;
        return Some(Verified { rule: yes, closes: yes, years: Vec::new() });
    }
    let fields = page.fields(node, "`verified`", &names(grammar::VERIFIED_KEYS))?;
    require(page, fields, grammar::VERIFIED_KEYS, &node.span);
    let rule = small::one_of(page, fields.get("rule")?, "`rule`", &YES_NO)?;
    let closes = small::one_of(page, fields.get("closes")?, "`closes`", &YES_NO)?;
    let years = match fields.get("years") {
        Some(node) => page.list(node, "`years`")?,
        None => &[],
    };
    let years = years.iter().filter_map(|node| small::number(page, node, "a year", grammar::YEARS)).collect();
    Some(Verified { rule, closes, years })
}

#[cfg(test)]
mod tests;
