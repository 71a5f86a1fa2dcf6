//! Attributes that are never said: a name with a letter wrong, a rung nobody comes to.

use super::{line::Found, said::Role, said::Use};
use crate::{
    problem::{code, nearest},
    words::wording::Wording,
};

/// The attributes of a message and its rungs, without their numbers.
const NAMES: [&str; 2] = ["voice", "sms"];
const RUNGS: [&str; 5] = ["silence", "unclear", "voice-silence", "voice-unclear", "sms-unclear"];
/// Silences and answers not understood are counted up to here.
const HIGHEST: u8 = 5;

/// Looks at the name of an attribute.
pub(super) fn check(wording: &Wording<'_>, told: &Use<'_>, found: &Found) {
    let Some(name) = wording.attribute else { return };
    let Some(reason) = reason(name, told.role) else { return };
    found.tell(&code::UNSAID_ATTRIBUTE, wording, wording.place(), || {
        (format!("`.{name}` is never said: {reason}"), help(name, told.role))
    });
}

/// Why an attribute is never said; none where it is.
fn reason(name: &str, role: Role) -> Option<&'static str> {
    if NAMES.contains(&name) || (name == "words" && role == Role::Choice) {
        return None;
    }
    if name == "words" {
        return Some("only the options of a menu have words to choose them by");
    }
    if name.starts_with("sms-silence") {
        return Some("a text has no silence");
    }
    let Some((_, count)) = name.rsplit_once('-').filter(|(rung, _)| RUNGS.contains(rung)) else {
        return Some("no attribute has this name");
    };
    let count: Option<u8> = count.parse().ok();
    match count.filter(|count| (1..=HIGHEST).contains(count)) {
        Some(_) if role == Role::Sentence => None,
        Some(_) => Some("only questions have rungs"),
        None => Some("rungs are counted from 1 to 5"),
    }
}

fn help(name: &str, role: Role) -> String {
    let rungs = RUNGS.iter().flat_map(|rung| ["1", "2"].map(|count| format!("{rung}-{count}")));
    let mut known: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    if role == Role::Sentence {
        known.extend(rungs);
    }
    if role == Role::Choice {
        known.push("words".to_owned());
    }
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `.{near}`?"),
        None => format!("one of `.{}`", known.join("`, `.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_that_is_never_said_is_told_with_the_one_that_is_meant() {
        for (name, role, expected) in [
            ("voice", Role::Part, None),
            ("sms-unclear-2", Role::Sentence, None),
            ("silence-1", Role::Sentence, None),
            ("words", Role::Choice, None),
            ("words", Role::Sentence, Some("one of")),
            ("voice-slience-1", Role::Sentence, Some("did you mean `.voice-silence-1`?")),
            ("sms-silence-1", Role::Sentence, Some("one of")),
            ("voice-silence-6", Role::Sentence, Some("did you mean `.voice-silence-1`?")),
            ("vioce", Role::Choice, Some("did you mean `.voice`?")),
            ("unclear-1", Role::Choice, Some("one of")),
        ] {
            let told = reason(name, role).map(|_| help(name, role));
            match (&told, expected) {
                (None, None) => {}
                (Some(help), Some(begin)) => assert!(help.starts_with(begin), "{name}: {help}"),
                _ => panic!("{name}: {told:?}"),
            }
        }
    }
}
