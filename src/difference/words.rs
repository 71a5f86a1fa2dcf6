//! Messages that are said otherwise, and words that are understood otherwise.

use std::collections::BTreeSet;

use super::{
    Change, Weight,
    side::{Messages, SHARED, Side},
    telling::{group, language, quoted, quoted_pair},
    whole::typed_words,
};
use crate::words::{DISTRESS, STOPS};

/// Compares the words of every language that both versions speak.
pub(super) fn compare(old: &Side, new: &Side, changes: &mut Vec<Change>) {
    // French first: the language everything falls back to.
    let mut languages: Vec<&String> = new.words.keys().filter(|tag| old.words.contains_key(*tag)).collect();
    languages.sort_by_key(|tag| *tag != "fr");
    for tag in languages {
        let (Some(before), Some(now)) = (old.words.get(tag), new.words.get(tag)) else { continue };
        // Other files of words, such as those of the phone in the browser, are said by no dialogue.
        let said = |flow: &&String| **flow == SHARED || new.flows.contains_key(*flow);
        for (flow, messages) in now.iter().filter(|(flow, _)| said(flow)) {
            let nothing = Messages::default();
            let was = before.get(flow).unwrap_or(&nothing);
            let pair = Pair { tag, flow, old: (old, was), new: (new, messages) };
            pair.compare(changes);
        }
    }
}

/// The words of one flow in one language.
struct Pair<'a> {
    tag: &'a str,
    flow: &'a str,
    old: (&'a Side, &'a Messages),
    new: (&'a Side, &'a Messages),
}

impl Pair<'_> {
    fn compare(&self, changes: &mut Vec<Change>) {
        for ((id, attribute), text) in self.new.1 {
            match self.old.1.get(&(id.clone(), attribute.clone())) {
                Some(was) if was == text => {}
                Some(was) => changes.extend(self.changed(id, attribute, was, text)),
                None if self.new_here(id) => changes.extend(self.came(id, attribute, text)),
                None => {}
            }
        }
        for ((id, attribute), text) in self.old.1 {
            let there = self.new.1.contains_key(&(id.clone(), attribute.clone()));
            if !there && self.known(self.new.0, id) {
                changes.push(self.gone(id, attribute, text));
            }
        }
    }

    /// What a new step says is told with the step.
    fn new_here(&self, id: &str) -> bool {
        self.known(self.old.0, id)
    }

    /// Whether a message belongs to this version: to a step or an option of it, to its entry words, or to no step at all.
    fn known(&self, side: &Side, id: &str) -> bool {
        let Some(flow) = side.flows.get(self.flow) else { return self.flow == SHARED };
        let options: BTreeSet<String> = flow
            .steps
            .iter()
            .flat_map(|(name, step)| step.exits.iter().map(move |exit| (name, exit)))
            .filter_map(|(name, exit)| match &exit.when {
                super::side::When::Option { name: option, .. } => Some(format!("{name}-{option}")),
                _ => None,
            })
            .collect();
        flow.steps.contains_key(id) || options.contains(id) || flow.enter.as_deref() == Some(id)
    }

    fn change(&self, id: &str, weight: Weight, says: String) -> Change {
        let step = group(self.flow).map(|_| id.to_owned());
        Change { flow: group(self.flow), step, weight, says }
    }

    fn is_typed(&self, id: &str, attribute: &str) -> bool {
        let entered = |side: &Side| side.flows.get(self.flow).is_some_and(|flow| flow.enter.as_deref() == Some(id));
        attribute == "words"
            || (attribute.is_empty() && (entered(self.new.0) || entered(self.old.0)))
            || (self.flow == SHARED && (id.starts_with("word-") || STOPS.contains(&id) || DISTRESS.contains(&id)))
    }

    fn changed(&self, id: &str, attribute: &str, was: &str, is: &str) -> Vec<Change> {
        if self.is_typed(id, attribute) {
            let (gone, came) = typed_words(was, is);
            let gone = gone.map(|words| format!("{words} is no longer understood for `{id}`"));
            let came = came.map(|words| format!("{words} is understood for `{id}` now"));
            let language = language(self.tag);
            let told = |says: String| self.change(id, Weight::Path, format!("in {language}, {says}"));
            return gone.into_iter().chain(came).map(told).collect();
        }
        let (before, now) = quoted_pair(was, is);
        let says =
            format!("the {} text of `{id}`{} was {before} and is {now} now", language(self.tag), occasion(attribute));
        vec![self.change(id, Weight::Words, says)]
    }

    fn came(&self, id: &str, attribute: &str, text: &str) -> Option<Change> {
        if self.is_typed(id, attribute) {
            return self.changed(id, attribute, "", text).into_iter().next();
        }
        let says =
            format!("in {}, `{id}` has words of its own{}: {}", language(self.tag), occasion(attribute), quoted(text));
        Some(self.change(id, Weight::Words, says))
    }

    fn gone(&self, id: &str, attribute: &str, text: &str) -> Change {
        let occasion = occasion(attribute);
        let says = format!("in {}, `{id}` lost its words{occasion}: {}", language(self.tag), quoted(text));
        self.change(id, Weight::Words, says)
    }
}

/// When the wording of an attribute is said.
fn occasion(attribute: &str) -> String {
    let (channel, rest) = match attribute.split_once('-') {
        Some(("voice", rest)) => (" by phone", rest),
        Some(("sms", rest)) => (" by text", rest),
        _ => match attribute {
            "voice" => (" by phone", ""),
            "sms" => (" by text", ""),
            other => ("", other),
        },
    };
    let count = |rest: &str, event: &str| {
        rest.strip_prefix(event)?.strip_prefix('-')?.parse::<u8>().ok().map(|count| match count {
            1 => "a first".to_owned(),
            2 => "a second".to_owned(),
            3 => "a third".to_owned(),
            count => format!("{count} times"),
        })
    };
    if let Some(count) = count(rest, "silence") {
        return format!("{channel} after {count} silence");
    }
    if let Some(count) = count(rest, "unclear") {
        return format!("{channel} after {count} answer that was not understood");
    }
    if rest.is_empty() { channel.to_owned() } else { format!("{channel} (`.{rest}`)") }
}
