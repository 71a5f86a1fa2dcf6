//! Where things stand in a flow file: read again only where there is something to point at.

use std::{collections::BTreeMap, ops::Range};

use super::tree::{self, Key, Node, Yaml};
use crate::problem::SourceFile;

/// The places of a file's keys and values.
#[derive(Debug)]
pub struct Places {
    root: Option<Node>,
}

impl Places {
    /// Reads the file; one that cannot be read has no places.
    pub fn of(file: &SourceFile) -> Self {
        Places { root: tree::parse(file).ok() }
    }

    /// The place that keys, and numbers from 0 in lists, lead to; as far as they lead.
    pub fn find<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Range<usize> {
        let mut found = 0..0;
        let mut node = self.root.as_ref();
        for part in path {
            let next = match node.map(|node| &node.value) {
                Some(Yaml::Map(entries)) => entries.iter().find(|(key, _)| key.text == part),
                Some(Yaml::List(nodes)) => match part.parse::<usize>().ok().and_then(|at| nodes.get(at)) {
                    Some(inner) => {
                        found = first_key(inner).map_or(inner.span.clone(), |key| key.span.clone());
                        node = Some(inner);
                        continue;
                    }
                    None => None,
                },
                _ => None,
            };
            let Some((key, inner)) = next else { break };
            found = key.span.clone();
            node = Some(inner);
        }
        found
    }

    /// The places of the keys of its steps.
    pub(super) fn steps(self) -> BTreeMap<String, Range<usize>> {
        let entries = |node: Node| match node.value {
            Yaml::Map(entries) => entries,
            _ => Vec::new(),
        };
        let root = self.root.map(entries).unwrap_or_default();
        let steps = root.into_iter().find(|(key, _)| key.text == "steps").map(|(_, node)| entries(node));
        steps.into_iter().flatten().map(|(key, _)| (key.text, key.span)).collect()
    }
}

fn first_key(node: &Node) -> Option<&Key> {
    match &node.value {
        Yaml::Map(entries) => entries.first().map(|(key, _)| key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_key_or_as_far_as_it_can() {
        let text = "flow: x\nsteps:\n  a:\n    branch:\n      - when: 'open'\n        go: b\n      - go: b\n  b:\n    end: done\n";
        let file = SourceFile { path: "flows/x.yaml".into(), text: text.into() };
        let places = Places::of(&file);
        for (path, line, word) in [
            (&["steps", "a"][..], 3, "a"),
            (&["steps", "a", "branch", "0", "go"], 6, "go"),
            (&["steps", "a", "branch", "1"], 7, "go"),
            (&["steps", "b", "end", "lost"], 9, "end"),
            (&["steps", "lost"], 2, "steps"),
        ] {
            let span = places.find(path.iter().copied());
            assert_eq!((&text[span.clone()], text[..span.start].matches('\n').count() + 1), (word, line), "{path:?}");
        }
        assert_eq!(Places::of(&SourceFile { path: "y".into(), text: "[".into() }).find(["steps"]), 0..0);
    }
}
