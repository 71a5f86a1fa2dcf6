//! What a step reads and what it sets.

use crate::flow::{
    Name,
    definition::{Ask, Kind, Step, With},
    exits::Exit,
    expression::Expression,
};

/// A variable that a step reads.
pub(super) struct Read<'a> {
    pub name: &'a str,
    /// The keys that lead to it within the step.
    pub place: Vec<String>,
    /// Whether the step makes do without a value: what is optional, and what is asked whether it was set.
    pub may_be_unset: bool,
}

/// Everything a step reads.
pub(super) fn reads(step: &Step) -> Vec<Read<'_>> {
    let mut found = Reads { found: Vec::new() };
    match &step.kind {
        Kind::Say { with, .. } => found.values(&["say"], with),
        Kind::Send { with, .. } => found.values(&["send"], with),
        Kind::Menu { with, .. } | Kind::Remind { with, .. } => found.values(&["with"], with),
        Kind::Ask { ask, with, .. } => {
            found.values(&["with"], with);
            match ask {
                Ask::FileNumber { organisation } => found.expression(&["ask", "file-number"], organisation),
                Ask::Choice(list) => found.expression(&["ask", "choice"], list),
                Ask::Digits { .. } | Ask::Secret { .. } | Ask::Date | Ask::Amount | Ask::YesNo | Ask::Answer => {}
                Ask::Postcode | Ask::PhoneNumber | Ask::StreetNumber | Ask::Text { .. } | Ask::Recording { .. } => {}
            }
        }
        Kind::Branch(arms) => {
            for (at, (when, _)) in arms.iter().enumerate() {
                if let Some(when) = when {
                    found.expression(&["branch", &at.to_string(), "when"], when);
                }
            }
        }
        Kind::Set { values, .. } => {
            let set_before = |name: &str, at: usize| values.iter().take(at).any(|(set, _)| **set == *name);
            for (at, (key, value)) in values.iter().enumerate() {
                let before = found.found.len();
                found.expression(&["set", key], value);
                let own = found.found.split_off(before);
                found.found.extend(own.into_iter().filter(|read| !set_before(read.name, at)));
            }
        }
        Kind::Verify { organisation, file, postcode, code, .. } => {
            found.expression(&["verify", "organisation"], organisation);
            found.expression(&["verify", "file"], file);
            found.optional(&["verify", "postcode"], postcode.as_ref());
            found.name(&["verify", "code"], code, false);
        }
        Kind::SendOnFile { sent, organisation, file, postcode, .. } => {
            found.expression(&[sent.kind(), "organisation"], organisation);
            found.expression(&[sent.kind(), "file"], file);
            found.optional(&[sent.kind(), "postcode"], postcode.as_ref());
        }
        Kind::Give { file, item, value, .. } => {
            found.expression(&["give", "file"], file);
            found.expression(&["give", "item"], item);
            found.expression(&["give", "value"], value);
        }
        Kind::Callback { number, when, subject, interpreter, message, messages, .. } => {
            found.expression(&["callback", "number"], number);
            found.expression(&["callback", "when"], when);
            found.expression(&["callback", "subject"], subject);
            found.optional(&["callback", "interpreter"], interpreter.as_ref());
            found.optional(&["callback", "message"], message.as_deref());
            found.optional(&["callback", "messages"], messages.as_deref());
        }
        Kind::Withdraw { subject, .. } => found.expression(&["withdraw", "subject"], subject),
        Kind::Mandate { offer, .. } => found.expression(&["mandate", "offer"], offer),
        Kind::Settle { reminder, .. } => found.expression(&["settle", "reminder"], reminder),
        Kind::RemindOf { about, on, at, .. } => {
            found.expression(&["remind-of", "about"], about);
            found.expression(&["remind-of", "on"], on);
            found.optional(&["remind-of", "at"], at.as_ref());
        }
        Kind::Note { text, .. } => found.expression(&["note"], text),
        Kind::Call { with, .. } => found.values(&["call", "with"], with),
        Kind::LookUp { .. } | Kind::Transfer { .. } | Kind::Consent { .. } | Kind::End { .. } => {}
    }
    found.found
}

/// What a step has set where it did what it does and is left by an exit; what a called flow gave back is another matter.
pub(super) fn sets<'a>(step: &'a Step, exit: Exit<'_>) -> Vec<&'a Name> {
    match (&step.kind, exit) {
        // Nobody answered.
        (_, Exit::TriedOut) => Vec::new(),
        (Kind::Ask { into: Some(into), .. }, _) => vec![into],
        (Kind::Set { values, .. }, _) => values.iter().map(|(name, _)| name).collect(),
        (Kind::LookUp { into, .. }, Exit::Word("found")) | (Kind::Give { into, .. }, Exit::Word("given")) => vec![into],
        // What is not known is none.
        (Kind::Callback { digits, window, before, .. }, Exit::Word("booked" | "already-open")) => {
            digits.iter().chain(window).chain(before).collect()
        }
        // A day that nobody can be sure of is none.
        (Kind::Settle { into: Some(into), .. } | Kind::RemindOf { into: Some(into), .. }, Exit::Word(exit)) => {
            let told = !matches!(exit, "refused" | "unavailable");
            told.then_some(into).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

struct Reads<'a> {
    found: Vec<Read<'a>>,
}

impl<'a> Reads<'a> {
    fn values(&mut self, place: &[&str], with: &'a With) {
        for (key, value) in with {
            let place: Vec<&str> = place.iter().copied().chain([&**key]).collect();
            self.expression(&place, value);
        }
    }

    fn expression(&mut self, place: &[&str], expression: &'a Expression) {
        let asked = expression.asked_whether_set();
        for name in expression.names() {
            self.name(place, name, asked.contains(name));
        }
    }

    fn optional(&mut self, place: &[&str], expression: Option<&'a Expression>) {
        for name in expression.into_iter().flat_map(Expression::names) {
            self.name(place, name, true);
        }
    }

    fn name(&mut self, place: &[&str], name: &'a str, may_be_unset: bool) {
        let place = place.iter().map(|part| (*part).to_owned()).collect();
        self.found.push(Read { name, place, may_be_unset });
    }
}
