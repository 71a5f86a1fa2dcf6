//! Messages that refer to messages: none goes round for ever, and none grows without measure.

use std::collections::BTreeMap;

use super::inspect::Contents;
use crate::problem::{Problem, SourceFile, code};

/// As many wordings may stand in one, those within them counted. A dozen is much already.
const MOST: usize = 1000;

/// Looks through the wordings of a file, over those of the shared one.
pub(super) fn check(file: &SourceFile, own: &Contents, shared: Option<&Contents>, problems: &mut Vec<Problem>) {
    let mut graph = Graph { wordings: BTreeMap::new(), sizes: BTreeMap::new() };
    for contents in shared.into_iter().chain([own]) {
        graph.wordings.extend(contents.wordings.iter().map(|(key, targets)| (key.as_str(), targets.as_slice())));
    }
    let place = |key: &str| own.messages.get(key.split('.').next()?).map(|info| info.span.clone());
    for (key, _) in &own.wordings {
        match graph.measure(key) {
            Ok(()) => {}
            Err(Wrong::Circle(round)) => {
                let at = place(round).or_else(|| place(key)).unwrap_or_default();
                let message = format!("`{round}` comes round to itself");
                let help = "write one of the messages out, without naming the other";
                problems.push(Problem::at(&code::REFERENCE_CIRCLE, file, at, message, help));
            }
            Err(Wrong::TooLarge(large)) => {
                let at = place(large).or_else(|| place(key)).unwrap_or_default();
                let message = format!("`{large}` brings in more than {MOST} other wordings");
                let help = "write the sentence out";
                problems.push(Problem::at(&code::TOO_MANY_REFERENCES, file, at, message, help));
            }
        }
    }
}

struct Graph<'a> {
    /// What each wording refers to; the flow's own instead of a shared one of that name.
    wordings: BTreeMap<&'a str, &'a [String]>,
    /// How many wordings stand in each, itself counted; none while it is being measured.
    sizes: BTreeMap<&'a str, Option<usize>>,
}

/// The wording that is wrong.
enum Wrong<'a> {
    Circle(&'a str),
    TooLarge(&'a str),
}

impl<'a> Graph<'a> {
    /// Measures a wording and all it refers to, each once. A stack of our own: thousands may stand in a row.
    fn measure(&mut self, from: &'a str) -> Result<(), Wrong<'a>> {
        let mut open: Vec<(&'a str, usize)> = Vec::new();
        let mut wrong = Ok(());
        if !self.sizes.contains_key(from) {
            self.sizes.insert(from, None);
            open.push((from, 0));
        }
        while let Some((key, done)) = open.last_mut() {
            let key = *key;
            let targets = self.wordings.get(key).copied().unwrap_or_default();
            let Some(target) = targets.get(*done) else {
                let known = targets.iter().filter_map(|target| self.sizes.get(target.as_str()).copied().flatten());
                let size = known.fold(1, usize::saturating_add);
                // Who refers to a wording that is too large is not told again.
                if size > MOST && wrong.is_ok() {
                    wrong = Err(Wrong::TooLarge(key));
                }
                self.sizes.insert(key, Some(if size > MOST { 1 } else { size }));
                open.pop();
                continue;
            };
            *done += 1;
            match self.sizes.get(target.as_str()) {
                None => {
                    self.sizes.insert(target, None);
                    open.push((target, 0));
                }
                Some(None) => wrong = Err(Wrong::Circle(target)),
                Some(Some(_)) => {}
            }
        }
        wrong
    }
}
