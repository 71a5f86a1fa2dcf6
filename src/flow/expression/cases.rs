//! Which cases the conditions of a branch tell apart, found by trying every value that makes a difference to them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Binary, Expression, Field, Node, Part};
use crate::{
    channel::Channel,
    flow::{built_in, channels::Channels, value::Value, var_type::VarType},
    level::Level,
};

/// Most looks at a condition, cases times conditions. A branch that needs more is left unproved.
const MOST_LOOKS: usize = 4096;

/// A word that no author writes: it stands for every word that no condition names.
const ANOTHER: &str = "\u{0}";

/// What is known of one arm of a branch before anybody calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// The channels on which it is taken in some case.
    pub taken: Channels,
    /// Whether its condition is true in any case at all, whatever the arms before it take.
    pub possible: bool,
    /// The arms before it that take cases in which its condition is true.
    pub covered_by: BTreeSet<usize>,
    /// The variables that are set wherever it is taken.
    pub proves: BTreeSet<String>,
    /// The least level with which it is taken, where its condition asks.
    pub level: Level,
}

/// The arms of a branch, the last one without a condition; `None` where there are too many cases to try.
pub fn arms(conditions: &[Option<&Expression>]) -> Option<Vec<Arm>> {
    let mut terms = Terms::default();
    let flat: Vec<Option<Node>> = conditions.iter().map(|when| when.map(|when| terms.truth(&when.root))).collect();
    let names: Vec<(&String, Vec<Value>)> = terms.found.iter().map(|(name, term)| (name, term.values())).collect();
    let count = names.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()))?;
    if count.checked_mul(conditions.len())? > MOST_LOOKS {
        return None;
    }
    let mut found = vec![Arm::default(); conditions.len()];
    let mut proved: Vec<Option<(BTreeSet<&str>, Level)>> = vec![None; conditions.len()];
    for case in 0..count {
        let values = nth_case(&names, case);
        let scope = |name: &str| values.get(name).map_or(Value::None, |value| (*value).clone());
        let mut taken = None;
        for (at, when) in flat.iter().enumerate() {
            if !when.as_ref().is_none_or(|when| matches!(when.evaluate(&scope), Value::Bool(true))) {
                continue;
            }
            let Some(arm) = found.get_mut(at) else { continue };
            arm.possible = true;
            match taken {
                None => taken = Some(at),
                Some(before) => {
                    arm.covered_by.insert(before);
                }
            }
        }
        let Some(at) = taken else { continue };
        if let (Some(arm), Some(proved)) = (found.get_mut(at), proved.get_mut(at)) {
            arm.taken |= channels(values.get("channel").copied());
            let (set, level) = (roots_set(&values), level(values.get("level").copied()));
            *proved = Some(match proved.take() {
                None => (set, level),
                Some((before, least)) => (before.intersection(&set).copied().collect(), least.min(level)),
            });
        }
    }
    for (arm, proved) in found.iter_mut().zip(proved) {
        let (proves, level) = proved.unwrap_or_default();
        (arm.proves, arm.level) = (proves.into_iter().map(str::to_owned).collect(), level);
    }
    Some(found)
}

/// The values of one case: each number names another combination.
fn nth_case<'a>(names: &'a [(&'a String, Vec<Value>)], mut case: usize) -> BTreeMap<&'a str, &'a Value> {
    let mut values = BTreeMap::new();
    for (name, choices) in names {
        if let Some(value) = choices.get(case % choices.len().max(1)) {
            values.insert(name.as_str(), value);
        }
        case /= choices.len().max(1);
    }
    values
}

/// The channel of a case: where no condition asks, both.
fn channels(value: Option<&Value>) -> Channels {
    let named = |word: &str| [Channel::Sms, Channel::Voice].into_iter().find(|channel| channel.as_str() == word);
    match value {
        Some(Value::Text(word)) => named(word).map_or(Channels::NONE, Channels::from),
        _ => Channels::BOTH,
    }
}

/// The level of a case: where no condition asks, any.
fn level(value: Option<&Value>) -> Level {
    let is = |level: &Level| value == Some(&Value::Number(level.rank()));
    Level::ALL.into_iter().find(is).unwrap_or_default()
}

/// The variables that must be set where the terms have these values: nothing can be told of a part of nothing.
fn roots_set<'a>(values: &BTreeMap<&'a str, &'a Value>) -> BTreeSet<&'a str> {
    let told = values.iter().filter(|(_, value)| !matches!(value, Value::None));
    let root = |term: &'a str| {
        let inner = term.trim_start_matches("size(");
        inner.split(['.', '[', ')']).next().unwrap_or(inner)
    };
    told.map(|(term, _)| root(term)).collect()
}

/// What the conditions look at, each part with the values that make a difference.
#[derive(Default)]
struct Terms {
    found: BTreeMap<String, Term>,
    opaque: usize,
}

#[derive(Default)]
struct Term {
    /// Every value it can have, where we know them all.
    closed: Option<Vec<Value>>,
    /// Whether it always has a value.
    always_set: bool,
    words: BTreeSet<String>,
    numbers: BTreeSet<i64>,
    truth: bool,
}

impl Terms {
    /// A condition in which every part that is looked at is one name.
    fn truth(&mut self, node: &Node) -> Node {
        let part = match &node.part {
            Part::Literal(_) => return node.clone(),
            Part::Not(inner) => Part::Not(Box::new(self.truth(inner))),
            Part::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
                Part::Binary(*operator, Box::new(self.truth(left)), Box::new(self.truth(right)))
            }
            Part::Binary(operator, left, right) => match self.comparison(*operator, left, right) {
                Some(part) => part,
                None => self.opaque(),
            },
            _ => match self.term(node) {
                Some((name, term)) => {
                    term.truth = true;
                    Part::Name(name)
                }
                None => self.opaque(),
            },
        };
        Node { span: node.span.clone(), part }
    }

    /// A comparison of something with a literal; others are not seen through.
    fn comparison(&mut self, operator: Binary, left: &Node, right: &Node) -> Option<Part> {
        let (thing, literal, turned) = match (&left.part, &right.part) {
            (_, Part::Literal(value)) => (left, value, false),
            (Part::Literal(value), _) => (right, value, true),
            _ => return None,
        };
        let ordered = !matches!(operator, Binary::Equal | Binary::NotEqual);
        if matches!(operator, Binary::In | Binary::Add | Binary::Subtract | Binary::Multiply)
            || (ordered && !matches!(literal, Value::Number(_)))
        {
            return None;
        }
        let (name, term) = self.term(thing)?;
        match literal {
            Value::Text(word) => drop(term.words.insert(word.clone())),
            Value::Number(number) => drop(term.numbers.insert(*number)),
            Value::Bool(_) => term.truth = true,
            _ => return None,
        }
        let name = Box::new(Node { span: thing.span.clone(), part: Part::Name(name) });
        let literal = Box::new(Node { span: thing.span.clone(), part: Part::Literal(literal.clone()) });
        Some(if turned { Part::Binary(operator, literal, name) } else { Part::Binary(operator, name, literal) })
    }

    /// A condition we do not look into: it may be true or not, whatever else holds.
    fn opaque(&mut self) -> Part {
        self.opaque += 1;
        let name = format!(" {}", self.opaque);
        self.found.insert(name.clone(), Term { truth: true, always_set: true, ..Term::default() });
        Part::Name(name)
    }

    fn term(&mut self, node: &Node) -> Option<(String, &mut Term)> {
        let name = written(node)?;
        let fresh = || Term { closed: closed(node), always_set: always_set(node), ..Term::default() };
        Some((name.clone(), self.found.entry(name).or_insert_with(fresh)))
    }
}

impl Term {
    fn values(&self) -> Vec<Value> {
        let mut values = match &self.closed {
            Some(values) => values.clone(),
            None => self.open_values(),
        };
        if !self.always_set {
            values.push(Value::None);
        }
        values
    }

    fn open_values(&self) -> Vec<Value> {
        let mut values = Vec::new();
        if self.truth {
            values.extend([Value::Bool(true), Value::Bool(false)]);
        }
        if !self.words.is_empty() {
            values.extend(self.words.iter().cloned().map(Value::Text));
            values.push(Value::Text(ANOTHER.to_owned()));
        }
        let near: BTreeSet<i64> =
            self.numbers.iter().flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]).collect();
        values.extend(near.into_iter().map(Value::Number));
        values
    }
}

/// A name, or a part of one, as it is written; none for what is computed.
fn written(node: &Node) -> Option<String> {
    Some(match &node.part {
        Part::Name(name) => name.clone(),
        Part::Field(inner, field) => format!("{}.{}", written(inner)?, field.as_str()),
        Part::Index(inner, index) => format!("{}[{index}]", written(inner)?),
        Part::Size(inner) => format!("size({})", written(inner)?),
        _ => return None,
    })
}

/// Every value of the things whose values are all known.
fn closed(node: &Node) -> Option<Vec<Value>> {
    let kind = match &node.part {
        Part::Name(name) if name == "level" => {
            return Some(Level::ALL.map(|level| Value::Number(level.rank())).to_vec());
        }
        Part::Name(name) => built_in::type_of(name)?,
        Part::Field(_, Field::Status) => VarType::statuses(),
        Part::Field(_, Field::Kind) => VarType::item_kinds(),
        _ => return None,
    };
    Some(kind.words()?.iter().map(|word| Value::Text(word.to_string())).collect())
}

/// What every conversation knows.
fn always_set(node: &Node) -> bool {
    match &node.part {
        Part::Name(name) => built_in::find(name).is_some_and(|built_in| built_in.always_set),
        Part::Size(inner) => always_set(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
