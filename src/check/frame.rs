//! An option is said before its key: whoever hears the key first has forgotten it when they know what it is for.

use crate::{
    channel::Channel,
    flow::{
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
    problem::{Problem, code},
    words::{Catalogue, Facts},
};

/// The frame of every option, in the shared words.
const FRAME: &str = "menu-option";
/// What stands for the option and for the key, and in no language for anything else.
const OPTION: &str = "qoptionq";
const KEY: &str = "qkeyq";

pub(super) fn check(catalogue: &Catalogue, language: &Language, problems: &mut Vec<Problem>) {
    let Some(info) = catalogue.message(language, None, FRAME) else { return };
    let say = Say {
        language: language.clone(),
        flow: None,
        message: FRAME.into(),
        rung: Rung::First,
        key: None,
        with: [("option", OPTION), ("key", KEY)].map(|(name, text)| (name.into(), Value::Text(text.to_owned()))).into(),
    };
    let Ok(said) = catalogue.try_text(&say, Channel::Voice, &Facts::default()) else { return };
    let help = "by voice write the option, then its key: `.voice = { $option }, tapez { $key }.`";
    let message = match (said.find(OPTION), said.find(KEY)) {
        (Some(option), Some(key)) if option < key => return,
        (Some(_), Some(_)) => format!("in {language} a caller hears the key before the option"),
        _ => format!("in {language} a caller does not hear both the option and its key"),
    };
    problems.push(Problem::at(&code::KEY_BEFORE_OPTION, &info.file, info.span.clone(), message, help));
}
