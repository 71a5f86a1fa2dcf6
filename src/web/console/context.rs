//! What is known of a request: what was asked and said, what to say and check, the file, what was tried before.

use std::collections::BTreeMap;

use super::{Console, fault::Fault, files::masked_file, layout::View, wording::Wording, writing::measure};
use crate::{
    callback::DISTRESS,
    channel::Channel,
    flow::{
        Name,
        turn::{Rung, Say},
        value::Value,
    },
    language::Language,
    level::Level,
    service::desk::Detail,
    staff::Permission,
    store::{callback::NewCallback, turn::Direction},
};

/// The words of ready sentences and of the sheet, in `locales/LANGUAGE/ready.ftl`.
const BOOK: &str = "ready";

/// Something that was said or typed.
pub(super) struct Turn {
    pub(super) who: &'static str,
    pub(super) speaker: String,
    pub(super) at: String,
    pub(super) text: String,
}

/// The file it concerns.
pub(super) struct FilePart {
    pub(super) id: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) missing: Vec<String>,
    pub(super) may_open: bool,
}

/// A try or a note.
pub(super) struct Past {
    pub(super) at: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) text: String,
}

/// A ready sentence in the person's language.
pub(super) struct Ready {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) tag: String,
    pub(super) text: String,
    pub(super) measure: String,
}

/// What was asked, in short.
pub(super) fn facts(view: &View, wording: &Wording, detail: &Detail) -> Vec<(String, String)> {
    let asked = &detail.callback.asked;
    let level = view.say(&format!("callback-level-l{}", asked.level.rank()));
    let mut facts = vec![
        (view.say("callback-fact-asked"), wording.moment(asked.at)),
        (view.say("callback-fact-language"), wording.language(&asked.language, asked.interpreter)),
        (view.say("callback-fact-level"), level),
        (view.say("callback-fact-attempts"), detail.callback.attempts.to_string()),
    ];
    let more = [
        ("callback-fact-open", Some(wording.opening())),
        ("callback-fact-window", asked.times.promised.map(|window| wording.window(window))),
        ("callback-fact-told", asked.times.announced.map(|window| wording.window(window))),
        (
            "callback-fact-deadline",
            asked.deadline.as_ref().map(|(kind, day)| format!("{}, {}", wording.deadline(kind), wording.dated(*day))),
        ),
    ];
    facts.extend(more.into_iter().filter_map(|(id, value)| Some((view.say(id), value?))));
    facts
}

/// What must not be overlooked.
pub(super) fn flags(view: &View, asked: &NewCallback) -> Vec<String> {
    let flags = [
        (asked.interpreter, "callback-flag-interpreter"),
        (!asked.leave_message, "callback-flag-no-message"),
        (asked.level < Level::L2, "callback-flag-unconfirmed"),
    ];
    flags.into_iter().filter(|(holds, _)| *holds).map(|(_, id)| view.say(id)).collect()
}

/// What to say and check, in its order.
pub(super) fn script(view: &View, detail: &Detail) -> Vec<String> {
    let asked = &detail.callback.asked;
    let missing = detail.file.as_ref().is_some_and(|file| file.missing.iter().any(|item| item.answer.is_none()));
    let lines = [
        (asked.subject == DISTRESS, "callback-script-distress"),
        (true, "callback-script-who"),
        (asked.interpreter, "callback-script-language"),
        (asked.subject != DISTRESS, "callback-script-check"),
        (asked.deadline.is_some(), "callback-script-deadline"),
        (detail.file.is_some() || asked.subject == "file", "callback-script-file"),
        (missing, "callback-script-missing"),
        (asked.subject == "general", "callback-script-general"),
        (true, "callback-script-close"),
    ];
    lines.into_iter().filter(|(said, _)| *said).map(|(_, id)| view.say(id)).collect()
}

/// The conversations that led to it, as heard and typed.
pub(super) fn turns(wording: &Wording, detail: &Detail) -> Vec<Turn> {
    let turn = |said: &crate::store::callback::history::Said| {
        let (who, speaker) = match said.direction {
            Direction::In => ("them", "who-them"),
            Direction::Out => ("us", "who-us"),
        };
        Turn { who, speaker: wording.say(speaker), at: wording.moment(said.at), text: said.body.clone() }
    };
    detail.said.iter().map(turn).collect()
}

/// The file, and what it waits for.
pub(super) fn file(view: &View, wording: &Wording, detail: &Detail) -> Option<FilePart> {
    let file = detail.file.as_ref().filter(|_| view.may(Permission::SeeFile))?;
    let status = format!("{} ({})", wording.status(file.status), wording.dated(file.as_of));
    let missing = file.missing.iter().filter(|item| item.answer.is_none()).map(|item| wording.ours(&item.name));
    Some(FilePart {
        id: file.id.clone(),
        facts: vec![
            (
                view.say("callback-file"),
                format!("{} · {}", wording.ours(&file.benefit), wording.organisation(&file.organisation)),
            ),
            (view.say("callback-number"), masked_file(&file.number)),
            (view.say("callback-file-status"), status),
        ],
        missing: missing.collect(),
        may_open: true,
    })
}

/// Earlier tries and notes, the first one first.
pub(super) async fn past(
    console: &Console,
    view: &View,
    wording: &Wording,
    detail: &Detail,
) -> Result<Vec<Past>, Fault> {
    if detail.attempts.is_empty() && detail.notes.is_empty() {
        return Ok(Vec::new());
    }
    let names = console.store().advisors().await?.into_iter().map(|advisor| (advisor.id, advisor.name));
    let names: BTreeMap<String, String> = names.collect();
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let tried = detail.attempts.iter().map(|one| {
        let what = view.say(&format!("callback-attempt-{}", one.result.as_str()));
        (one.at, Past { at: wording.moment(one.at), what, who: name(&one.by), text: String::new() })
    });
    let noted = detail.notes.iter().filter(|_| view.may(Permission::ReadNotes)).map(|one| {
        let what = view.say(match one.kind.as_str() {
            "message" => "callback-left",
            "text" => "callback-past-text",
            kind if kind.starts_with("late-") => "callback-past-late-note",
            _ => "callback-past-note",
        });
        (one.at, Past { at: wording.moment(one.at), what, who: name(&one.author), text: one.text.clone() })
    });
    let mut past: Vec<_> = tried.chain(noted).collect();
    past.sort_by_key(|(at, _)| *at);
    Ok(past.into_iter().map(|(_, past)| past).collect())
}

/// Sentences to say or to write in the person's language, with what they cost as texts.
pub(super) fn ready(view: &View, wording: &Wording, detail: &Detail) -> Vec<Ready> {
    let asked = &detail.callback.asked;
    let offered = [
        (true, "hello"),
        (asked.interpreter, "interpreter"),
        (asked.deadline.is_some(), "deadline"),
        (true, "papers"),
        (true, "missed"),
        (true, "done"),
    ];
    let make = |(_, name): (bool, &str)| {
        let (text, language) = said(wording, &asked.language, &format!("ready-{name}"), Vec::new())?;
        Some(Ready {
            value: name.to_owned(),
            name: view.say(&format!("callback-ready-{name}")),
            tag: language.as_str().to_owned(),
            measure: measure(wording, &text),
            text,
        })
    };
    offered.into_iter().filter(|(fits, _)| *fits).filter_map(make).collect()
}

/// The ready sentence of a name, as it stands on the page.
pub(super) fn ready_sentence(wording: &Wording, language: &Language, name: &str) -> Option<String> {
    said(wording, language, &format!("ready-{name}"), Vec::new()).map(|(text, _)| text)
}

/// A sentence of the sheet or of the ready ones in a language, or in French where that has none.
pub(super) fn said(
    wording: &Wording,
    language: &Language,
    id: &str,
    with: Vec<(Name, Value)>,
) -> Option<(String, Language)> {
    let dialogue = wording.dialogue();
    let has = |language: &&Language| dialogue.catalogue.has_message(language, Some(BOOK), id);
    let french = Language::french();
    let language = [language, &french].into_iter().find(has)?.clone();
    let say = Say {
        language: language.clone(),
        flow: Some(BOOK.into()),
        message: id.into(),
        rung: Rung::First,
        key: None,
        with,
    };
    Some((dialogue.catalogue.text(&say, Channel::Sms, &dialogue.facts), language))
}
